"""The report to look at: one HTML file that opens anywhere, and loads nothing.

Everything in it that came from a server is escaped; the policy in its head forbids scripts.
"""

from __future__ import annotations

from html import escape
from importlib import resources
from typing import Any

_MARKS = {"broken": "✗", "kept": "✓", "open": "·"}


def render(content: dict[str, Any]) -> str:
    """Make the document."""
    style = (
        resources.files("messaging_engagement_contract.conformance.report") / "page.css"
    ).read_text(encoding="utf-8")
    verdict = content["verdict"]
    good = {"conforms": "good", "does not conform": "bad"}.get(verdict, "unknown")
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Conformance: {escape(verdict)}</title>
<style>{style}</style>
</head>
<body>
<header class="{good}">
<h1>{escape(content["target"])} <strong>{escape(verdict)}</strong></h1>
<p>{escape(content["why"])}</p>
</header>
<main>
{_summary(content)}
{_findings(content, "findings", "Findings")}
{_grid(content)}
{_operations(content)}
{_checks(content)}
{_findings(content, "let_pass", "Let pass by --spec published")}
{_notes(content)}
</main>
</body>
</html>
"""


def _summary(content: dict[str, Any]) -> str:
    seconds = sum(check["seconds"] for check in content["checks"])
    facts = {
        "Profile": f"{content['profile']}: {content['covers']}",
        "Mode": content["mode"],
        "Description": content["spec"],
        "Seed": content["seed"],
        "Requests": content["requests"],
        "Seconds": f"{seconds:.1f}",
        "Date": content["date"],
        "Version": content["version"],
    }
    rows = "".join(f"<dt>{escape(k)}</dt><dd>{escape(str(v))}</dd>" for k, v in facts.items())
    return f"<dl class=facts>{rows}</dl>"


def _findings(content: dict[str, Any], key: str, title: str) -> str:
    findings = content[key]
    if not findings:
        return "" if key == "let_pass" else f"<h2>{title}</h2><p>None.</p>"
    parts = [f"<h2>{escape(title)} ({len(findings)})</h2>"]
    for number, finding in enumerate(findings):
        quirk = f" <span class=quirk>{escape(finding['quirk'])}</span>" if finding["quirk"] else ""
        times = f" · seen {finding['times']} times" if finding["times"] > 1 else ""
        curl = escape("\n".join(finding["curl"]))
        evidence = (
            f"<p class=evidence>{escape(finding['evidence'])}</p>" if finding["evidence"] else ""
        )
        exchanges = "".join(_exchange(exchange) for exchange in finding["exchanges"])
        also = "".join(_also(other) for other in finding["also"])
        if also:
            count = len(finding["also"])
            also = f"<details><summary>It shows in {count} more</summary><ul>{also}</ul></details>"
        parts.append(
            f"""<article id="{key}-{number}">
<h3>{escape(finding["sentence"])}</h3>
<p class=where><code>{escape(finding["operation"] or "any operation")}</code>
 · rule <code>{escape(finding["rule"])}</code> · {escape(finding["basis"])}{quirk}
 · check {escape(finding["check"])} · seed {escape(str(finding["seed"]))}{times}</p>
<dl><dt>Expected</dt><dd>{escape(finding["expected"])}</dd>
<dt>Got</dt><dd>{escape(finding["got"])}</dd></dl>
{evidence}
<pre class=curl>{curl}</pre>
{also}
<details><summary>What was sent and what came</summary>{exchanges}</details>
</article>"""
        )
    return "\n".join(parts)


def _also(other: dict[str, Any]) -> str:
    curl = escape("\n".join(other["curl"]))
    return (
        f"<li><code>{escape(other['operation'] or 'any operation')}</code>"
        f" · rule <code>{escape(other['rule'])}</code>"
        f"<dl><dt>Expected</dt><dd>{escape(other['expected'])}</dd>"
        f"<dt>Got</dt><dd>{escape(other['got'])}</dd></dl><pre class=curl>{curl}</pre></li>"
    )


def _exchange(exchange: dict[str, Any]) -> str:
    headers = "\n".join(f"{name}: {value}" for name, value in exchange["headers"])
    sent = f"{exchange['method']} {exchange['url']}\n{exchange['body'] or ''}".rstrip()
    status = exchange["status"] or exchange["error"]
    return (
        f"<pre>{escape(sent)}</pre>"
        f"<pre>{escape(str(status))}\n{escape(headers)}\n\n{escape(exchange['answer'])}</pre>"
    )


def _grid(content: dict[str, Any]) -> str:
    """Make the grid of operations and rules; a cell that is broken leads to its finding."""
    broken: dict[tuple[str, str], int] = {}
    for number, finding in enumerate(content["findings"]):
        for shown in (finding, *finding["also"]):
            broken.setdefault((shown["rule"], shown["operation"]), number)
    operations = [operation["id"] for operation in content["operations"]]
    others = sorted({name for _, name in broken} - {*operations, ""})
    columns = operations + others
    head = "".join(f"<th scope=col><span>{escape(name)}</span></th>" for name in columns)
    body: list[str] = []
    group = ""
    for rule in content["rules"]:
        if rule["group"] != group:
            group = rule["group"]
            body.append(f"<tr class=group><th colspan={len(columns) + 1}>{escape(group)}</th></tr>")
        judged = set(rule["judged"])
        cells = "".join(
            _cell(rule["id"], name, broken.get((rule["id"], name)), judged=name in judged)
            for name in columns
        )
        body.append(
            f'<tr><th scope=row title="{escape(rule["sentence"])}">{escape(rule["id"])}</th>'
            f"{cells}</tr>"
        )
    return (
        "<h2>Rules and operations</h2><p>✓ kept, ✗ broken, · not judged</p><div class=scroll>"
        f"<table class=grid><thead><tr><td></td>{head}</tr></thead>"
        f"<tbody>{''.join(body)}</tbody></table></div>"
    )


def _cell(rule: str, operation: str, number: int | None, *, judged: bool) -> str:
    kind = "broken" if number is not None else "kept" if judged else "open"
    mark = _MARKS[kind]
    if number is not None:
        mark = f'<a href="#findings-{number}">{mark}</a>'
    return f'<td class={kind} title="{escape(rule)}: {escape(operation)}">{mark}</td>'


def _operations(content: dict[str, Any]) -> str:
    rows = "".join(
        f"<tr><th scope=row>{escape(o['id'])}</th>"
        f"<td><code>{escape(o['method'])} {escape(o['path'])}</code></td>"
        f"<td>{escape(', '.join(f'{n} of {s}' for s, n in o['answers'].items()) or 'none')}</td>"
        f"<td>{o['median_ms']}</td><td>{o['slowest_ms']}</td>"
        f"<td>{'yes' if o['judged'] else escape('no: ' + o['why_not'])}</td></tr>"
        for o in content["operations"]
    )
    return (
        "<h2>Operations</h2><div class=scroll><table><thead><tr><th>Operation</th><th></th>"
        "<th>Answers</th><th>Median ms</th><th>Slowest ms</th><th>Judged</th></tr></thead>"
        f"<tbody>{rows}</tbody></table></div>"
    )


def _checks(content: dict[str, Any]) -> str:
    rows = "".join(
        f"<tr><th scope=row>{escape(c['name'])}</th><td>{c['seconds']:.2f}</td>"
        f"<td>{c['requests']}</td><td>{c['findings']}</td><td>{escape(c['outcome'])}</td></tr>"
        for c in content["checks"]
    )
    return (
        "<h2>Checks</h2><div class=scroll><table><thead><tr><th>Check</th><th>Seconds</th>"
        "<th>Requests</th><th>Findings</th><th></th></tr></thead>"
        f"<tbody>{rows}</tbody></table></div>"
    )


def _notes(content: dict[str, Any]) -> str:
    notes = [*content["notes"]]
    notes += [f"left behind: {left['kind']} {left['id']}" for left in content["left_behind"]]
    if not notes:
        return ""
    return "<h2>Notes</h2><ul>" + "".join(f"<li>{escape(note)}</li>" for note in notes) + "</ul>"

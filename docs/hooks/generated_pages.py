"""Pages that mkdocs gets from other files: operations, ledger of quirks, checks, figures."""

from __future__ import annotations

import ast
import html
import json
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from mkdocs.structure.files import File
from openapidocs.mk.v3 import OpenAPIV3DocumentationHandler

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page

ROOT = Path(__file__).resolve().parents[2]
LEDGER = ROOT / "generated/messaging_engagement_api/quirks.json"
CHECKS = ROOT / "tests/spec/checks"
MEASURED = "performance.md", "performance.svg", "reliability.md"
OVERLAYS = "corrections.overlay.yaml", "conventions.overlay.yaml"

_PAGES = {
    "openapi.yaml": "api.md",
    LEDGER.relative_to(ROOT).as_posix(): "quirks.md",
    **{f"docs/{name}": name for name in MEASURED},
}
"""The files that pages are made from. Links lead to the files, so that they work in a checkout."""
_LINK = re.compile(r"(?<=\]\()([^)#:]+)")
_CELL = re.compile(r"<(t[dh])\b.*?</\1>", re.DOTALL)
_CODE = re.compile(r"(?<=<code>)[^<]+")
_PARTS = re.compile(r"(?<=[^\W_])(?:_+|[./\[])(?=\w)")
"""What ends a part of a name."""
_HEADING = re.compile(r"<(h[1-6])\b.*?</\1>", re.DOTALL)
_LONG = re.compile(r"(?<![&\w./{}-])[\w./{}-]{16,}")
_WORDS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[a-zA-Z0-9}])(?:_+|[./])(?=[\w{])")
"""Where a long name of a heading may break: between its words."""
_FLAG = re.compile(r"--\w+")

_QUIRKS = """\
---
hide: [toc]
---

# Ledger of quirks

Where the provider's published description is wrong, contradicts itself or is silent, and what this
project makes of it. The live service has not been observed: the evidence is what each entry says.

- **corrections** repair what contradicts itself; the evidence is on the page or in its source.
- **conventions** state what the page leaves unsaid; the evidence is elsewhere.
- **kept** was looked at, and left as it is published.

Each change is applied by the build only where it still fits, and is held by a check that fails
without it. `messaging-engagement quirks` prints the same ledger.

"""
_CHECKS = """\
# Checks

What the description must be, as functions of `tests/spec/checks`. A change of the
[ledger](quirks.md) names the check that fails without it: a test takes each change away, and looks.

"""


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages."""
    for name, content in (("api.md", api()), ("quirks.md", quirks()), ("checks.md", checks())):
        files.append(File.generated(config, name, content=content))
    for name in MEASURED:  # beside the site's own pages, where commands write them
        files.append(File.generated(config, name, abs_src_path=str(ROOT / "docs" / name)))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Let a link to a file that a page is made from lead to that page."""
    del config, files
    folder = Path(page.file.src_uri).parent

    def followed(link: re.Match[str]) -> str:
        target = os.path.normpath(ROOT / "docs/pages" / folder / link[1])
        found = _PAGES.get(os.path.relpath(target, ROOT))
        return link[1] if found is None else os.path.relpath(found, folder)

    return _LINK.sub(followed, markdown)


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    """Let names break between their parts in headings and in cells, and a flag nowhere."""
    del page, config

    def parted(cell: re.Match[str]) -> str:
        return _CODE.sub(lambda code: _PARTS.sub(r"\g<0><wbr>", code[0]), cell[0])

    def whole(code: re.Match[str]) -> str:
        return _FLAG.sub(r'<span class="flag">\g<0></span>', code[0])

    def between_words(heading: re.Match[str]) -> str:
        texts = re.split(r"(<[^>]*>)", heading[0])
        return "".join(
            text if text.startswith("<") else _LONG.sub(_with_breaks, text) for text in texts
        )

    return _CODE.sub(whole, _CELL.sub(parted, _HEADING.sub(between_words, output)))


def _with_breaks(name: re.Match[str]) -> str:
    return _WORDS.sub(r"\g<0><wbr>", name[0])


def api() -> str:
    """Render openapi.yaml."""
    document = yaml.safe_load((ROOT / "openapi.yaml").read_text(encoding="utf-8"))
    written: str = OpenAPIV3DocumentationHandler(document, style="MKDOCS").write()
    return written


def quirks() -> str:
    """Render the ledger: a table, then the changes of each quirk."""
    ledger: list[dict[str, Any]] = json.loads(LEDGER.read_text(encoding="utf-8"))
    changes = _changes()
    return "".join(
        [
            _QUIRKS,
            '<div class="ledger" markdown>\n\n',
            "| Id | Published | Evidence | What we do | Test |\n|---|---|---|---|---|\n",
            *(_row(quirk) for quirk in ledger),
            "\n</div>\n\n## The changes\n\nAs they stand in `overrides/spec`.\n\n",
            *(_section(quirk, changes) for quirk in ledger if quirk.get("actions")),
        ]
    )


def _row(quirk: Mapping[str, Any]) -> str:
    actions = quirk.get("actions", [])
    proofs = sorted({action["proof"] for action in actions})
    sure = f", {quirk['confidence']}" if "confidence" in quirk else ""
    done = f"**{quirk['disposition']}**{sure}"
    name = quirk["id"]
    if actions:
        name = f"[{name}](#{name.lower()})"
    if "reason" in quirk:
        done += f": {_cell(quirk['reason'])}"
    links = "<br>".join(f"[`{proof}`](checks.md#{proof})" for proof in proofs)
    cells = [name, _cell(quirk["published"]), _cell(quirk.get("evidence", "")), done, links]
    return f"| {' | '.join(cells)} |\n"


def _cell(text: str) -> str:
    return html.escape(" ".join(text.split()), quote=False).replace("|", "&#124;")


def _section(quirk: Mapping[str, Any], changes: Mapping[str, list[str]]) -> str:
    told = "\n".join(changes[quirk["id"]])
    return (
        f"### {quirk['id']} {{ #{quirk['id'].lower()} }}\n\n{_cell(quirk['published'])}\n\n"
        f'??? example "{len(changes[quirk["id"]])} overlay action(s)"\n\n{_indented(told)}\n\n'
    )


def _indented(text: str) -> str:
    return "".join(f"    {line}\n" if line else "\n" for line in text.splitlines())


def _changes() -> dict[str, list[str]]:
    """Give the overlay actions of each quirk, as code."""
    found: dict[str, list[str]] = {}
    for name in OVERLAYS:
        overlay = yaml.safe_load((ROOT / "overrides/spec" / name).read_text(encoding="utf-8"))
        for action in overlay["actions"]:
            told = {key: value for key, value in action.items() if not key.startswith("x-")}
            written = yaml.safe_dump(told, sort_keys=False, allow_unicode=True, width=90)
            block = f"```yaml\n# {name}, x-proof: {action['x-proof']}\n{written}```\n"
            ids: list[str] | str = action["x-quirk"]["id"]
            for quirk in ids if isinstance(ids, list) else [ids]:
                found.setdefault(quirk, []).append(block)
    return found


def checks() -> str:
    """Render every check, with its source."""
    return _CHECKS + "".join(_checks())


def _checks() -> Iterator[str]:
    for path in sorted(CHECKS.glob("*.py")):
        source = path.read_text(encoding="utf-8")
        for node in ast.parse(source).body:
            if isinstance(node, ast.FunctionDef) and any(
                ast.unparse(decorator).rpartition(".")[2] == "check"
                for decorator in node.decorator_list
            ):
                rule = _cell(ast.get_docstring(node) or "")
                code = f"```python\n{ast.get_source_segment(source, node)}\n```\n"
                yield (
                    f"## {node.name} {{ #{node.name} }}\n\n{rule}\n\n"
                    f'??? quote "{path.relative_to(ROOT).as_posix()}"\n\n{_indented(code)}\n'
                )

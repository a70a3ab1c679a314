"""What a browser makes of the report and of the mock's page: nothing of it has the secret."""

from __future__ import annotations

import json
from base64 import b64encode
from typing import TYPE_CHECKING

import pytest

from messaging_engagement_contract import MockServer
from messaging_engagement_contract.conformance.command import main
from messaging_engagement_contract.mock import ACCOUNTS
from tests.conformance.proxy import Behind, Call, Proxy, Reply
from tests.mock.browser import Tab, browser
from tests.secrets.marked import KEY, SECRET

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.secrets.searching import Searcher

NOTE = "what-was-asked"
SHOWN = """(() => {
    const parts = [document.documentElement.outerHTML, document.body.innerText, document.title];
    for (const one of document.querySelectorAll("*")) {
        if (one.type !== "password" && "value" in one) parts.push(String(one.value));
    }
    parts.push(location.href, ...performance.getEntries().map(one => one.name));
    return parts.join("\\n");
})()"""
KEPT = "JSON.stringify([document.cookie, {...localStorage}, {...sessionStorage}])"


@pytest.fixture(scope="module")
def tab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tab]:
    """A tab of a browser that all tests of the module share."""
    with browser(tmp_path_factory.mktemp("browser")) as opened:
        yield opened


def basic(key: str, secret: str) -> str:
    """Write the credentials as a header has them."""
    return "Basic " + b64encode(f"{key}:{secret}".encode()).decode()


def seen(tab: Tab) -> list[str]:
    """Give what a page has: its document, its text, what is typed, what a screen reader reads."""
    tab.run("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    tree = tab.send("Accessibility.getFullAXTree")["nodes"]
    read = [node[part]["value"] for node in tree for part in ("name", "value") if part in node]
    assert read
    return [str(tab.run(SHOWN)), *map(str, read)]


def echoing(call: Call, behind: Behind) -> Reply:
    """Answer as the mock does, but tell whoever asks for what is not there how they asked."""
    for name in list(call.headers):
        if name.lower() == "authorization" and call.headers[name] == basic(KEY, SECRET):
            call.headers[name] = basic(*next(iter(ACCOUNTS.items())))
    reply = behind.send(call)
    if reply.status != 404:
        return reply
    echoed = {"title": 7, "type": f"{NOTE} {SECRET}", "detail": basic(KEY, SECRET)}
    return reply.with_json({**echoed, "instance": json.dumps(SECRET)})


def test_report(tmp_path: Path, tab: Tab, searcher: Searcher) -> None:
    """The report of a server that repeats the credentials shows the answers without them."""
    with Proxy(echoing) as server:
        assert 1 == main(["--base-url", server.url, "--report-dir", str(tmp_path)])
    tab.send("Page.navigate", url=(tmp_path / "report.html").as_uri())
    tab.until("document.readyState === 'complete' && document.title.startsWith('Conformance')")
    shown = seen(tab)
    assert NOTE in shown[0]
    assert [] == searcher.found(*shown)


def test_page(tab: Tab, searcher: Searcher) -> None:
    """The page of the mock has none of an account, also when it is typed there to try with."""
    with MockServer(accounts={KEY: SECRET}, seed_data="example") as server:
        tab.open(server.url)
        assert KEY in tab.text("#facts")
        assert "" == tab.run("document.querySelector('#try-secret').value")
        tab.click("nav a[href='#reference']")
        typed = f"document.querySelector('#try-secret').value = {json.dumps(SECRET)}"
        tab.run(typed)
        tab.click("#op-getIdentity summary")
        tab.until("document.querySelector('#op-getIdentity').open")
        tab.click("#op-getIdentity button.primary")
        result = "document.querySelector('#op-getIdentity .result').innerText"
        tab.until(f"{result}.startsWith('200')")
        tab.until("document.querySelectorAll('#seen details').length === 1")
        shown: list[str] = []
        for view in ("account", "requests", "faults", "reference"):
            tab.click(f"nav a[href='#{view}']")
            shown += seen(tab)
        shown.append(str(tab.run(KEPT)))
        assert any("[redacted]" in text for text in shown)
        assert [] == searcher.found(*shown)
        tab.leave()


def test_what_is_shown_is_searched(tab: Tab, searcher: Searcher) -> None:
    """A page that has the secret in a text, an attribute or a field is found out."""
    tab.send("Page.navigate", url="about:blank")
    for write in ("body.textContent = it", "body.title = it", "title = it", "body.append(field)"):
        tab.run(
            f"""(() => {{
                const it = {json.dumps(SECRET)};
                const field = document.createElement("input");
                field.value = it;
                document.body.replaceChildren();
                document.body.title = document.title = "";
                document.{write};
            }})()"""
        )
        assert [] != searcher.found(*seen(tab)), write

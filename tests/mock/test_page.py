"""The page, in a real browser: click, see, and nothing stored is ever taken for HTML."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

from messaging_engagement_contract import mock as package
from messaging_engagement_contract.mock import ACCOUNTS, BASE_PATH, MockServer
from messaging_engagement_contract.mock.parts import parts_of
from tests.mock.browser import Tab, browser
from tests.mock.session import PERSON

if TYPE_CHECKING:
    from collections.abc import Iterator

AUTH = next(iter(ACCOUNTS.items()))
PATH = f"{BASE_PATH}/identities"
ASSETS = Path(package.__file__).with_name("assets")
HOSTILE = """<img src=x onerror="document.title='owned'"><script>document.title='owned'</script>"""


@pytest.fixture(scope="module")
def tab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tab]:
    """A tab of a browser that all tests of the module share."""
    with browser(tmp_path_factory.mktemp("browser")) as opened:
        yield opened


@pytest.fixture
def server() -> Iterator[MockServer]:
    """A server of its own for every test."""
    with MockServer(seed_data="example") as running:
        yield running


@pytest.fixture
def client(server: MockServer) -> Iterator[httpx.Client]:
    """A client of the first account."""
    with httpx.Client(base_url=server.url, auth=AUTH, trust_env=False) as connected:
        yield connected


def test_account(server: MockServer, client: httpx.Client, tab: Tab, tmp_path: Path) -> None:
    """What is in the account is there, what comes is there soon, and a reset empties it."""
    tab.open(server.url)
    assert "Vonage" in tab.text("#account")
    client.post(PATH, json=PERSON)
    tab.until("document.querySelector('#account').innerText.includes('Zoë 🦊')")
    assert tab.screenshot(tmp_path / "account.png").startswith(b"\x89PNG")
    tab.click("#reset")
    tab.until("document.querySelector('#account').innerText.includes('empty')")
    assert client.get(PATH).json()["total_items"] == 0
    tab.click("#seed-example")
    tab.until("document.querySelector('#account').innerText.includes('BLQKOPK')")


def test_requests(server: MockServer, client: httpx.Client, tab: Tab) -> None:
    """Requests appear as they arrive, the newest first, without credentials."""
    tab.open(server.url)
    tab.click("nav a[href='#requests']")
    for number in range(3):
        client.get(f"{PATH}/B{number}")
    tab.until("document.querySelectorAll('#seen details').length === 3")
    assert f"{PATH}/B2" in tab.text("#seen details summary")
    tab.click("#seen details summary")
    tab.until("document.querySelector('#seen details[open]')")
    shown = tab.text("#seen details[open]")
    assert "authorization: Basic abcd1234:[redacted]" in shown
    assert "does not exist, or you do not have access" in shown
    tab.click("#forget")
    tab.until("document.querySelectorAll('#seen details').length === 0")


def test_faults(server: MockServer, client: httpx.Client, tab: Tab) -> None:
    """A switch lets every request meet a fault, until it is switched off."""
    tab.open(server.url)
    tab.click("nav a[href='#faults']")
    tab.click("#fault-error-503")
    tab.until("document.querySelector('#active').textContent === '1'")
    assert client.get(PATH).status_code == 503
    tab.click("#no-faults")
    tab.until("document.querySelector('#active').textContent === ''")
    assert client.get(PATH).status_code == 200


def test_changes_from_elsewhere(server: MockServer, client: httpx.Client, tab: Tab) -> None:
    """What code or another page changes is seen at once: faults, what is spent, a reset."""
    tab.open(server.url)
    assert "accounts abcd1234:mock-secret, wxyz5678:mock-secret" in tab.text("#facts")
    server.mock.set_faults(["error-503;times=1"])
    tab.until("document.querySelector('#fault-error-503').checked")
    client.get(PATH)
    spent = "document.querySelector('label:has(#fault-error-503)').textContent.includes('spent')"
    tab.until(spent)
    tab.until("document.querySelectorAll('#seen details').length === 1")
    client.post("/__mock/reset", json={})
    tab.until("document.querySelector('#account').innerText.includes('empty')")
    tab.until("!document.querySelector('#fault-error-503').checked")
    tab.until("document.querySelectorAll('#seen details').length === 0")


def test_trying(server: MockServer, tab: Tab) -> None:
    """What is required must be there before a request is sent, and every example can be chosen."""
    tab.open(f"{server.url}/#reference")
    tab.click("#op-getIdentity summary")
    tab.until("document.querySelector('#op-getIdentity').open")
    tab.run("document.querySelector('#op-getIdentity input[required]').value = ''")
    tab.click("#op-getIdentity button.primary")
    assert tab.run("document.querySelector('#op-getIdentity .result').hidden")
    assert server.mock.requests == []
    tab.click("#op-createIdentity summary")
    tab.until("document.querySelector('#op-createIdentity').open")
    names = tab.run("[...document.querySelectorAll('#op-createIdentity option')].map(o => o.text)")
    kinds: set[str] = set()
    for number in range(len(names)):
        tab.run(
            f"""(() => {{
                const choice = document.querySelector('#op-createIdentity select');
                choice.value = '{number}';
                choice.dispatchEvent(new Event('change'));
            }})()"""
        )
        tab.click("#op-createIdentity button.primary")
        tab.until(f"document.querySelectorAll('#seen details').length === {number + 1}")
        kinds.add(json.loads(server.mock.requests[-1].body)["entity_type"])
    assert len(kinds) == len(names) > 1


@pytest.mark.parametrize("view", ["account", "requests", "faults", "reference"])
def test_narrow(
    server: MockServer, client: httpx.Client, tab: Tab, tmp_path: Path, view: str
) -> None:
    """On a telephone nothing is cut off, and neither ids nor names within a path are torn apart."""
    client.get(f"{BASE_PATH}/engagements/C1DEB879/numbers?page_size=100")
    size = {"width": 390, "height": 844, "deviceScaleFactor": 1, "mobile": True}
    tab.send("Emulation.setDeviceMetricsOverride", **size)
    try:
        tab.open(f"{server.url}/#{view}")
        tab.until("document.querySelectorAll('#seen details').length === 1")
        tab.screenshot(tmp_path / f"{view}.png")
        assert tab.run("document.documentElement.scrollWidth") <= 390
        torn = tab.run(
            f"""(() => {{
                const range = document.createRange();
                const view = document.querySelector('#{view}');
                const parts = view.querySelectorAll('summary code, summary .path');
                return [...parts].flatMap(one => [...one.childNodes]).filter(node => {{
                    range.selectNodeContents(node);
                    return node.nodeType === 3 && range.getClientRects().length > 1;
                }}).map(node => node.textContent);
            }})()"""
        )
        assert torn == []
    finally:
        tab.send("Emulation.clearDeviceMetricsOverride")


def test_reference(server: MockServer, client: httpx.Client, tab: Tab) -> None:
    """Every operation of the description is there, and can be tried."""
    tab.open(server.url)
    tab.click("nav a[href='#reference']")
    operations = [operation.id for operation in parts_of(server.mock).description.operations]
    shown = json.loads(
        tab.run(
            "JSON.stringify([...document.querySelectorAll('#reference details')].map(d => d.id))"
        )
    )
    assert sorted(shown) == sorted(f"op-{name}" for name in operations)
    tab.click("#op-createIdentity summary")
    tab.until("document.querySelector('#op-createIdentity').innerText.includes('Public Company')")
    tab.click("#op-createIdentity button.primary")
    tab.until("document.querySelector('#op-createIdentity .result').innerText.startsWith('201')")
    assert client.get(PATH).json()["total_items"] == 2
    tab.click("#op-getIdentity summary")
    tab.until("document.querySelector('#op-getIdentity').open")
    tab.click("#op-getIdentity button.primary")
    tab.until("document.querySelector('#op-getIdentity .result').innerText.includes('Vonage')")


def test_nothing_stored_is_html(server: MockServer, client: httpx.Client, tab: Tab) -> None:
    """Markup in what is stored, asked for and sent is shown as text in every view."""
    client.post(PATH, json={**PERSON, "display_name": HOSTILE, "city": HOSTILE})
    client.get(f"{PATH}/{HOSTILE}", headers={"User-Agent": HOSTILE})
    tab.leave()
    tab.open(server.url)
    for view in ("account", "requests", "faults", "reference"):
        tab.click(f"nav a[href='#{view}']")
        tab.run("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    assert "onerror" in tab.run("document.querySelector('#account').textContent")
    assert 0 == tab.run("document.querySelectorAll('main img, main script').length")
    assert "owned" != tab.run("document.title")
    assert tab.complaints == []


def test_policy(client: httpx.Client) -> None:
    """The page may load from its own server only, and cannot be framed."""
    answer = client.get("/")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_assets(client: httpx.Client) -> None:
    """Everything that the page needs is shipped, and names nothing elsewhere."""
    for path in ASSETS.iterdir():
        answer = client.get(f"/__mock/page/{path.name}")
        assert answer.status_code == 200
        assert answer.content == path.read_bytes()
        text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert re.findall(r"(?:https?:)?//[a-z0-9.-]+\.[a-z]+", text) == []
        assert "innerHTML" not in text
    assert client.get("/__mock/page/../page.py").status_code == 404
    assert client.get("/__mock/page/nothing.js").status_code == 404
    assert client.post("/").status_code == 405

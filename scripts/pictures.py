"""Takes the pictures of README.md, in a headless Chromium: ``scripts/pictures``.

The page of the mock while a client uses it, and the report of the suite on a faulty server.
"""

from __future__ import annotations

import base64
import contextlib
import io
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from tests.mock.browser import browser

from messaging_engagement import Client, NotFoundError, models
from messaging_engagement.command import main as command
from messaging_engagement_contract import MockServer
from messaging_engagement_contract.mock import ACCOUNTS

if TYPE_CHECKING:
    from tests.mock.browser import Tab

ASSETS = Path(__file__).resolve().parents[1] / "docs/pages/assets"
FAULTS = "total-items-off-by-one", "location-missing"
KEY, SECRET = next(iter(ACCOUNTS.items()))


def main() -> int:
    """Take both pictures."""
    take_all(Path(sys.argv[1]) if len(sys.argv) > 1 else ASSETS)
    return 0


def take_all(folder: Path) -> None:
    """Take both pictures into a folder."""
    with tempfile.TemporaryDirectory() as name, browser(Path(name)) as tab:
        mock(tab, folder / "mock.webp")
        report(tab, folder / "report.webp", Path(name) / "report")


def mock(tab: Tab, picture: Path) -> None:
    """Show the requests of a client in the page of the mock."""
    with (
        MockServer(seed_data="example") as server,
        Client(api_key=KEY, api_secret=SECRET, base_url=server.url) as client,
    ):
        tab.open(server.url)
        tab.click("nav a[href='#requests']")
        (identity,) = client.identities.list()
        client.identities.update(identity.identity_id, models.IdentityChanges(city="Holmdel"))
        (engagement,) = client.engagements.list()
        client.numbers.add(engagement.engagement_id, ["+1 555 777 0001", "+1 555 777 0002"])
        with contextlib.suppress(NotFoundError):
            client.engagements.get("CNOSUCH")
        tab.until("document.querySelectorAll('#seen details').length === 5")
        tab.click("#seen details:nth-of-type(2) summary")
        tab.until("document.querySelector('#seen details[open]')")
        tab.run("scrollTo(0, 0)")
        take(tab, picture)
        tab.leave()


def report(tab: Tab, picture: Path, folder: Path) -> None:
    """Show what the suite says of a server with faults."""
    account = ["--api-key", KEY, "--api-secret", SECRET]
    said = io.StringIO()
    with MockServer(faults=FAULTS) as server, contextlib.redirect_stdout(said):
        status = command(
            ["conformance", *account, "--base-url", server.url, "--report-dir", str(folder)]
        )
    if status != 1:
        sys.exit(f"a faulty server was judged {status}, not 1: {said.getvalue()}")
    tab.send("Page.navigate", url=(folder / "report.html").as_uri())
    tab.until("location.protocol === 'file:' && document.readyState === 'complete'")
    take(tab, picture)


def take(tab: Tab, picture: Path) -> None:
    """Take a picture of what the window shows."""
    form = picture.suffix.removeprefix(".")
    taken = tab.send("Page.captureScreenshot", format=form, quality=70)
    picture.write_bytes(base64.b64decode(taken["data"]))
    print(f"{picture.name}: {picture.stat().st_size // 1024} KiB")


if __name__ == "__main__":
    sys.exit(main())

"""The site is built without a warning, from a folder, with nothing from elsewhere."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import TYPE_CHECKING

from messaging_engagement_api.api import OPERATIONS
from tests.docs.pages import ROOT

if TYPE_CHECKING:
    from pathlib import Path

from tests.docs.conftest import CONFIG

LEDGER = json.loads((ROOT / "generated/messaging_engagement_api/quirks.json").read_text("utf-8"))


def page(site: Path, name: str) -> str:
    """Give a page of the site."""
    return (site / name).read_text(encoding="utf-8")


def test_every_page_is_in_the_navigation(site: Path) -> None:
    """What is in the navigation is there."""
    text = CONFIG.read_text(encoding="utf-8")
    names = re.findall(r"^ +- .*: (\S+)\.md$", text, re.MULTILINE)
    assert len(names) > 10
    assert [] == [name for name in names if not (site / f"{name}.html").is_file()]


def test_nothing_is_loaded_from_elsewhere(site: Path) -> None:
    """No page needs a font, a script, a style or a picture of another server."""
    loads = re.compile(r"<(?:script|link|img|iframe)\b[^>]*\b(?:src|href)=\"?(https?://[^\s\">]+)")
    found = {url for path in site.rglob("*.html") for url in loads.findall(path.read_text("utf-8"))}
    assert set() == found


def test_the_ledger_is_complete(site: Path) -> None:
    """Each quirk is a row, with a link to each of its checks and to its changes."""
    text = page(site, "quirks.html")
    for quirk in LEDGER:
        assert re.search(rf"<td>(<a href=[^>]*>)?{quirk['id']}\b", text), quirk["id"]
        for action in quirk.get("actions", []):
            assert f'href="checks.html#{action["proof"]}"' in text
            assert f'id="{quirk["id"].lower()}"' in text


def test_every_proof_is_shown(site: Path) -> None:
    """What the ledger links to is there, with the rule."""
    text = page(site, "checks.html")
    proofs = {action["proof"] for quirk in LEDGER for action in quirk.get("actions", [])}
    assert len(proofs) > 5
    assert [] == [proof for proof in proofs if f'id="{proof}"' not in text]


def test_every_operation_is_shown(site: Path) -> None:
    """The operations are rendered from openapi.yaml."""
    text = re.sub(r"<[^>]+>", "", page(site, "api.html"))
    assert [] == [it.id for it in OPERATIONS if f"{it.method} {it.path}" not in unescape(text)]


def test_the_reference_has_no_other_markup(site: Path) -> None:
    """Docstrings are shown as text: no role of reStructuredText is left."""
    for path in (site / "reference").glob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert [] == re.findall(r":(?:class|meth|func|data):", text), path.name


def test_every_public_name_is_in_the_reference(site: Path) -> None:
    """What people import is documented, but for protocols that stand for a class that is."""
    import messaging_engagement  # noqa: PLC0415 - its names alone

    text = "".join(path.read_text("utf-8") for path in (site / "reference").glob("*.html"))
    headings = set(re.findall(r'id="messaging_engagement[\w.]*\.(\w+)"', text))
    names = set(messaging_engagement.__all__) - {"errors", "models"}
    assert {"AsyncPager", "AsyncWalk", "Paging", "UNSET", "Unset"} >= (names - headings)

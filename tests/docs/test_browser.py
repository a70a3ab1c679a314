"""The site in a real browser: on a desk and on a phone, without a complaint."""

from __future__ import annotations

import functools
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

from tests.docs.pages import NAMES
from tests.mock.browser import Tab, browser

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PAGES = [*(name.replace(".md", ".html") for name in NAMES), "api.html", "quirks.html"]


class Quiet(SimpleHTTPRequestHandler):
    """Serves files, and says nothing."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as in the base
        """Say nothing."""


@pytest.fixture(scope="module")
def url(site: Path) -> Iterator[str]:
    """Serve the site."""
    handler = functools.partial(Quiet, directory=str(site))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def tab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tab]:
    """A tab of a browser that all tests of the module share."""
    with browser(tmp_path_factory.mktemp("browser")) as opened:
        yield opened


def show(tab: Tab, url: str, width: int) -> None:
    """Show a page in a window of a width."""
    tab.send(
        "Emulation.setDeviceMetricsOverride",
        width=width,
        height=900,
        deviceScaleFactor=1,
        mobile=width < 600,
    )
    tab.send("Page.navigate", url=url)
    tab.until(f"location.href === '{url}' && document.readyState === 'complete'")


@pytest.mark.parametrize("width", [1280, 390])
def test_no_page_is_wider_than_the_window(width: int, tab: Tab, url: str) -> None:
    """Only a table or a code block scrolls sideways, never a page; no script complains."""
    tab.complaints.clear()
    wide: list[str] = []
    for name in PAGES:
        show(tab, f"{url}/{name}", width)
        if tab.run("document.documentElement.scrollWidth") > width:
            wide.append(name)
    assert [] == wide
    assert [] == tab.complaints


BROKEN = """[...document.querySelectorAll("td code, th code")].flatMap(code => {
    const broken = [];
    const texts = document.createTreeWalker(code, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
        for (const word of texts.currentNode.data.matchAll(/\\w+/g)) {
            const range = document.createRange();
            range.setStart(texts.currentNode, word.index);
            range.setEnd(texts.currentNode, word.index + word[0].length);
            if (new Set([...range.getClientRects()].map(box => box.top)).size > 1)
                broken.push(word[0]);
        }
    }
    return broken;
})"""


def test_no_word_of_a_table_is_broken(tab: Tab, url: str) -> None:
    """On a phone, a name in a table breaks between its parts, if at all."""
    broken: dict[str, list[str]] = {}
    for name in PAGES:
        show(tab, f"{url}/{name}", 390)
        if words := tab.run(BROKEN):
            broken[name] = words
    assert {} == broken


def test_no_name_of_a_heading_is_broken(tab: Tab, url: str) -> None:
    """On a phone, a long name in a heading breaks between its words, if at all."""
    in_headings = BROKEN.replace("td code, th code", "h1, h2, h3, h4, h5")
    broken: dict[str, list[str]] = {}
    for name in sorted({*PAGES} - {"api.html"}):  # whose headings are paths, not names
        show(tab, f"{url}/{name}", 390)
        if words := tab.run(in_headings):
            broken[name] = words
    assert {} == broken


def test_search_finds(tab: Tab, url: str) -> None:
    """What is searched for is found, without another server."""
    show(tab, f"{url}/index.html", 1280)
    tab.run(
        """(() => {
            const box = document.querySelector(".md-search__input");
            box.focus();
            box.value = "prefetch";
            box.dispatchEvent(new Event("input", {bubbles: true}));
            box.dispatchEvent(new KeyboardEvent("keyup", {bubbles: true}));
        })()"""
    )
    tab.until("document.querySelector('.md-search-result__link') !== null")
    assert "Lists and pages" in tab.text(".md-search-result")

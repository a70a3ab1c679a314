"""What the suite writes is blanked of every form in which a server may repeat a credential."""

from __future__ import annotations

import html
import json
from base64 import b64encode, urlsafe_b64encode
from typing import TYPE_CHECKING
from urllib.parse import quote, quote_plus

import pytest

from messaging_engagement_contract.conformance.redaction import MASK, Redactor
from tests.secrets.marked import KEY, SECRET

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.secrets.searching import Searcher

WRITTEN: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "in capitals": str.upper,
    "JSON": json.dumps,
    "JSON in JSON": lambda text: json.dumps(json.dumps(text)),
    "JSON in JSON in JSON": lambda text: json.dumps(json.dumps(json.dumps(text))),
    "JSON with letters as they are": lambda text: json.dumps(text, ensure_ascii=False),
    "JSON with escaped slashes": lambda text: json.dumps(text).replace("/", "\\/"),
    "HTML": html.escape,
    "HTML with its quotes": lambda text: html.escape(text, quote=False),
    "URL": lambda text: quote(text, safe=""),
    "URL with its slashes": quote,
    "form": quote_plus,
    "repr": repr,
    "base64": lambda text: b64encode(text.encode()).decode(),
    "base64 of URLs": lambda text: urlsafe_b64encode(text.encode()).decode(),
    "hex": lambda text: text.encode().hex(),
    "backwards": lambda text: text[::-1],
}


@pytest.mark.parametrize("form", WRITTEN)
@pytest.mark.parametrize("text", [SECRET, f"{KEY}:{SECRET}"])
def test_forms(form: str, text: str, searcher: Searcher) -> None:
    """However a credential is written, the mask is there in place of it."""
    written = f"<{WRITTEN[form](text)}>"
    assert [] != searcher.found(written)
    blanked = Redactor([(KEY, SECRET)])(written)
    assert [] == searcher.found(blanked)
    assert MASK in blanked
    assert ("<", ">") == (blanked[0], blanked[-1])

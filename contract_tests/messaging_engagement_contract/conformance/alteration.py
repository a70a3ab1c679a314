"""Says what a server does to text that comes back other than it was sent.

It is the same fault in whatever field and operation it shows.
"""

from __future__ import annotations

import html
import re
import unicodedata
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from messaging_engagement_contract.types import Json

_SPACES: Final = re.compile(r"\s+")
_NOT_ASCII: Final = re.compile(r"[^\x00-\x7f]|\?|\ufffd")


def _mojibake(text: str) -> str:
    return text.encode("utf-8", "surrogatepass").decode("latin-1")


# What it is, and what makes of the text that was sent, or of both, the one that came.
_MADE: Final[Mapping[str, Callable[[str], str]]] = {
    "trimmed": str.strip,
    "without its leading zeros": lambda text: text.lstrip("0"),
    "escaped": html.escape,
    "unescaped": html.unescape,
    "read in another encoding": _mojibake,
}
_ALIKE: Final[Mapping[str, Callable[[str], str]]] = {
    "in another letter case": str.casefold,
    "with other spaces": lambda text: _SPACES.sub(" ", text).strip(),
    "normalized": lambda text: unicodedata.normalize("NFKD", text),
    "without characters beyond ASCII": lambda text: _NOT_ASCII.sub("", text),
}


def alteration(sent: Json, came: Json) -> str | None:
    """Name what was done to a text; None where that is not to be seen.

    Examples:
        >>> alteration("Main Street", "Main")
        'cut short'
        >>> alteration("00501", "501")
        'without its leading zeros'
        >>> alteration("Main Street", "High Street")
    """
    if not isinstance(sent, str) or not isinstance(came, str) or not came:
        return None
    for name, make in _MADE.items():
        if make(sent) == came:
            return name
    if sent.startswith(came):
        return "cut short"
    return next((n for n, fold in _ALIKE.items() if fold(sent) == fold(came)), None)

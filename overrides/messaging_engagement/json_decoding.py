"""JSON read as fast as what is installed can, with the same result.

With msgspec, of the extra ``fast``, an answer that is just as the description says never becomes
dicts (``msgspec_decoding``); any other JSON takes half the time of the standard library. What
msgspec refuses, the standard library has the last word on: NaN, a byte order mark, UTF-16, half a
surrogate pair. msgspec keeps integers of any size, which orjson turns into floats.

To import it takes as long as to read some thousand small answers without it. So it is imported for
the first answer that is not small, and until then small ones are left to the standard library.
"""

from __future__ import annotations

import json
import sys
from contextlib import suppress
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from messaging_engagement_api.codec import Exact, Model

SMALL: Final = 4096
"""Bytes; an identity has a thousand, an engagement two."""

_extra = "messaging_engagement.msgspec_decoding" if find_spec("msgspec") else None
"""The module that reads with msgspec."""


def _exact(content: bytes) -> Any:  # noqa: ANN401 - a module
    """Give the module that reads with msgspec, if it is there and worth it."""
    if _extra is None or (len(content) < SMALL and _extra not in sys.modules):
        return None
    try:
        return import_module(_extra)
    except ImportError:  # msgspec is there, and does not fit this Python
        return None


def load(content: bytes) -> Any:  # noqa: ANN401 - JSON
    """Read JSON.

    Raises:
        ValueError: it is none.
        RecursionError: it is too deep.

    >>> load(b'{"total_items": 18446744073709551616}')
    {'total_items': 18446744073709551616}
    """
    exact = _exact(content)
    if exact is not None:
        with suppress(ValueError, RecursionError):
            return exact.decode(content)
    return json.loads(content)


def load_exact(content: bytes, model: type[Model] | None) -> Exact | None:
    """Read the JSON of a model; None if it is not just as described, or without the extra."""
    exact = None if model is None else _exact(content)
    decode = None if exact is None else exact.decoder(model)
    if decode is not None:
        with suppress(ValueError, RecursionError):
            found: Exact = decode(content)
            return found
    return None

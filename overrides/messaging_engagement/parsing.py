"""JSON read as fast as what is installed can, with the same result.

With msgspec, of the extra ``fast``, an answer that is just as the description says never becomes
dicts (``exact``); any other JSON takes half the time of the standard library. What msgspec refuses,
the standard library has the last word on: NaN, a byte order mark, UTF-16, half a surrogate pair.
msgspec keeps integers of any size, which orjson turns into floats.
"""

from __future__ import annotations

import json
from contextlib import suppress
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from messaging_engagement_api.codec import Exact, Model

_extra: Any = import_module("messaging_engagement.exact") if find_spec("msgspec") else None


def load(content: bytes) -> Any:  # noqa: ANN401 - JSON
    """Read JSON.

    Raises:
        ValueError: it is none.
        RecursionError: it is too deep.

    >>> load(b'{"total_items": 18446744073709551616}')
    {'total_items': 18446744073709551616}
    """
    if _extra is not None:
        with suppress(ValueError, RecursionError):
            return _extra.decode(content)
    return json.loads(content)


def load_exact(content: bytes, model: type[Model] | None) -> Exact | None:
    """Read the JSON of a model; None if it is not just as described, or without the extra."""
    decode = None if _extra is None or model is None else _extra.decoder(model)
    if decode is not None:
        with suppress(ValueError, RecursionError):
            found: Exact = decode(content)
            return found
    return None

"""Keeps credentials out of all that is written, in whatever encoding a server echoes them."""

from __future__ import annotations

import base64
import html
import json
from typing import Any
from urllib.parse import quote, quote_plus

from messaging_engagement_contract.types import is_array, is_object

MASK = "[redacted]"
SHORTEST = 4  # anything shorter is in every other text


class Redactor:
    """Replaces secrets in text.

    Args:
        accounts: Keys and secrets.
    """

    def __init__(self, accounts: list[tuple[str, str]]) -> None:
        found: set[str] = set()
        for key, secret in accounts:
            for value in (f"{key}:{secret}", secret, key):
                if len(value) >= SHORTEST:
                    found |= _encodings(value)
        self._secrets = sorted(found, key=lambda value: (-len(value), value))

    def __call__(self, text: str) -> str:
        """Give the text without any secret."""
        lowered = text.lower()
        for secret in self._secrets:
            if secret.lower() in lowered:
                text = _replace(text, secret)
                lowered = text.lower()
        return text

    def tree(self, node: Any) -> Any:  # noqa: ANN401 - JSON
        """Give JSON without any secret, in keys as in values."""
        if isinstance(node, str):
            return self(node)
        if is_object(node):
            return {self(str(key)): self.tree(value) for key, value in node.items()}
        if is_array(node):
            return [self.tree(item) for item in node]
        return node


def _replace(text: str, secret: str) -> str:
    """Replace a secret in any case, for a server may have changed it."""
    lowered, sought, parts, start = text.lower(), secret.lower(), list[str](), 0
    if len(lowered) != len(text):  # a letter whose lower case is longer
        return text.replace(secret, MASK)
    while (found := lowered.find(sought, start)) >= 0:
        parts += [text[start:found], MASK]
        start = found + len(sought)
    return "".join([*parts, text[start:]])


def _encodings(value: str) -> set[str]:
    raw = value.encode()
    encoded = {base64.b64encode(raw).decode(), base64.urlsafe_b64encode(raw).decode()}
    unpadded = {text.rstrip("=") for text in encoded}
    return {
        value,
        value[::-1],
        raw.hex(),
        html.escape(value),
        json.dumps(value)[1:-1],
        quote(value, safe=""),
        quote_plus(value),
        *encoded,
        *unpadded,
        *(quote(text, safe="") for text in encoded),
    }

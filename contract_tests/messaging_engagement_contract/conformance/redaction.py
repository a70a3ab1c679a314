"""Keeps credentials out of all that is written, in whatever encoding a server echoes them."""

from __future__ import annotations

from typing import Any

from messaging_engagement.secret_forms import forms
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
                    found |= {*forms(value), value[::-1], value.encode().hex()}
        longest_first = sorted(found, key=lambda value: (-len(value), value))
        self._secrets = [(value.lower(), value) for value in longest_first]

    def __call__(self, text: str) -> str:
        """Give the text without any secret."""
        lowered = text.lower()
        for sought, secret in self._secrets:
            if sought in lowered:
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

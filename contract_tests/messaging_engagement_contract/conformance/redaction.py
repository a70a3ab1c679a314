"""Keeps credentials out of all that is written, in whatever encoding a server echoes them."""

from __future__ import annotations

import re
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
                text = re.sub(re.escape(secret), MASK, text, flags=re.IGNORECASE)
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

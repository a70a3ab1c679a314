"""Where the checks register, under the names that `x-proof` of the overlay actions calls them."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

Document: TypeAlias = dict[str, Any]
"""An OpenAPI document."""

Check: TypeAlias = Callable[[Document], list[str]]
"""Names each place where a document breaks a rule; a document that keeps it gives an empty list."""

CHECKS: dict[str, Check] = {}
"""Every check, by its name; its docstring is the rule."""


def check(find: Callable[[Document], Iterator[str]]) -> Check:
    """Register a function that yields problems as the check of its name."""

    @functools.wraps(find)
    def report(document: Document) -> list[str]:
        return list(find(document))

    CHECKS[find.__name__] = report
    return report

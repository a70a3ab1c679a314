"""The rules that openapi.yaml keeps, one function each.

Every action of an overlay names in `x-proof` the check that finds something when this action alone
is left out; `test_ledger` tries them all. The rules follow from what the description has to be to
its reader, not from what the actions say.
"""

from __future__ import annotations

from . import answers, links, operations, pages, prose, values, variants
from .registry import CHECKS, Check, Document

__all__ = [
    "CHECKS",
    "Check",
    "Document",
    "answers",
    "links",
    "operations",
    "pages",
    "prose",
    "values",
    "variants",
]

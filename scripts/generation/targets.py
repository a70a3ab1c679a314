"""What the target of an overlay action selects, and what it names in vain.

A JSONPath such as ``$.schemas['A', 'B']`` selects whatever is there of what it names. For an action
that is too little: one of two things that it mends may have gone, or moved.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import jsonpath_rfc9535 as jsonpath
from jsonpath_rfc9535 import JSONPathQuery

if TYPE_CHECKING:
    from collections.abc import Iterator


def missing(target: str, document: Any) -> list[str]:
    """Give the paths that a target names and that select nothing, each as far as it leads.

    >>> missing("$['a', 'b'].c", {"a": {"c": 1}})
    ["$['b']"]
    >>> missing("$['a', 'b'].c", {"a": {"c": 1}, "b": {}})
    ["$['b']['c']"]
    >>> missing("$[*].d", {"a": {"c": 1}})
    ["$[*]['d']"]
    """
    found = (_leads_nowhere(path, document) for path in _paths(jsonpath.compile(target)))
    return list(dict.fromkeys(path for path in found if path is not None))


def _paths(query: JSONPathQuery) -> Iterator[JSONPathQuery]:
    """Give a path for each choice among the selectors that stand in one pair of brackets."""
    choices = (
        [
            type(segment)(env=segment.env, token=segment.token, selectors=(selector,))
            for selector in segment.selectors
        ]
        for segment in query.segments
    )
    for segments in itertools.product(*choices):
        yield JSONPathQuery(env=query.env, segments=segments)


def _leads_nowhere(path: JSONPathQuery, document: Any) -> str | None:
    """Give the shortest beginning of a path that selects nothing, None if it selects something."""
    for length in range(len(path.segments) + 1):
        beginning = JSONPathQuery(env=path.env, segments=path.segments[:length])
        if not beginning.find(document):
            return str(beginning)
    return None

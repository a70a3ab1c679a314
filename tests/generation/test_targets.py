"""Each thing that a target names has to be there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from generation import targets

if TYPE_CHECKING:
    from tests.generation.checkout import Document

DOCUMENT: Document = {
    "a": {"x": 1, "y": [{"k": 1}, {"k": 2}]},
    "b": {"x": 1, "y": []},
    "it's": {"x": 1},
}


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("$", []),
        ("$.a.x", []),
        ("$['a', 'b'].x", []),
        ("$['a', 'b']['x', 'y']", []),
        ("$['a', 'a'].x", []),
        ("$.a.y[0, 1].k", []),
        ("$.a.y[?@.k == 2].k", []),
        ("$..k", []),
        ("$['a', 'c']", ["$['c']"]),
        ("$['c', 'a'].x", ["$['c']"]),
        ("$['a', 'it\\'s']['x', 'y']", ["$['it\\'s']['y']"]),
        ("$['c', 'd']['x', 'y']", ["$['c']", "$['d']"]),
        ("$.a.y[0, 7]", ["$['a']['y'][7]"]),
        ("$['a', 'b'].y[0].k", ["$['b']['y'][0]"]),
        ("$.a.y[?@.k == 1, ?@.k == 3]", ["$['a']['y'][?@['k'] == 3]"]),
        ("$.a..['k', 'z']", ["$['a']..['z']"]),
    ],
)
def test_what_is_named_in_vain(target: str, expected: list[str]) -> None:
    """Each choice in brackets counts, and is told once, as far as it leads."""
    assert expected == targets.missing(target, DOCUMENT)

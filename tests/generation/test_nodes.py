"""What is an object and what is a list of a document."""

from __future__ import annotations

import pytest
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from generation.nodes import is_list, is_object


@pytest.mark.parametrize("node", [{}, {"a": 1}, CommentedMap(a=1)])
def test_objects(node: object) -> None:
    """Mappings are objects, loaded from YAML or not."""
    assert (True, False) == (is_object(node), is_list(node))


@pytest.mark.parametrize("node", [[], [1], CommentedSeq([1])])
def test_lists(node: object) -> None:
    """Lists are lists, loaded from YAML or not."""
    assert (False, True) == (is_object(node), is_list(node))


@pytest.mark.parametrize("node", ["", "text", 0, 1.5, True, None, (1,), {1}])
def test_neither(node: object) -> None:
    """Scalars are neither, and nor is what JSON does not have."""
    assert (False, False) == (is_object(node), is_list(node))

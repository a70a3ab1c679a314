"""Which operation a path and a method mean; built from the paths of the description."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Sequence

T = TypeVar("T")


class _Node(Generic[T]):
    """What may follow one segment of a path."""

    __slots__ = ("methods", "named", "template")

    def __init__(self) -> None:
        self.named: dict[str, _Node[T]] = {}
        self.template: _Node[T] | None = None
        self.methods: dict[str, T] = {}


class Router(Generic[T]):
    """Finds what was added for a path; a named segment goes before a templated one."""

    def __init__(self) -> None:
        self._root: _Node[T] = _Node()

    def add(self, method: str, path: str, target: T) -> None:
        """Lead a method of a templated path to a target."""
        node = self._root
        for segment in path.split("/"):
            if segment.startswith("{"):
                node.template = node = node.template or _Node()
            else:
                node = node.named.setdefault(segment, _Node())
        node.methods[method] = target

    def find(self, path: str) -> tuple[dict[str, T], Sequence[str]] | None:
        """Give what a path has by method, and the values of its templated segments, unquoted."""
        segments = path.split("/")
        if "%" in path:  # after the split, so that a quoted slash stays inside its segment
            segments = [unquote(segment, errors="replace") for segment in segments]
        found = self._find(self._root, segments, 0, [])
        return None if found is None else (found[0].methods, found[1])

    def _find(
        self, node: _Node[T], segments: Sequence[str], index: int, values: list[str]
    ) -> tuple[_Node[T], list[str]] | None:
        if index == len(segments):
            return (node, values) if node.methods else None
        segment = segments[index]
        named = node.named.get(segment)
        if named is not None and (found := self._find(named, segments, index + 1, values)):
            return found
        if node.template is not None and segment:
            return self._find(node.template, segments, index + 1, [*values, segment])
        return None

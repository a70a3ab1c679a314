"""YAML in and out: loading with positions, and writing so that a person can read it."""

from __future__ import annotations

import io
import sys
import textwrap
from typing import TYPE_CHECKING, Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.scalarstring import FoldedScalarString, LiteralScalarString

from generation.errors import GenerationError

if TYPE_CHECKING:
    from pathlib import Path

WIDTH = 100
"""Columns of the YAML that is written, and the longest list that stays on one line."""


def load(path: Path) -> dict[str, Any]:
    """Read the mapping in a YAML file; every mapping in it knows its line (``.lc.line``).

    Raises:
        GenerationError: the file is missing, is not YAML, repeats a key, or is not a mapping.
    """
    try:
        with path.open("rb") as stream:
            document = YAML(typ="rt").load(stream)
    except OSError as error:
        raise GenerationError(f"{path}: cannot be read: {error.strerror}") from error
    except MarkedYAMLError as error:
        mark = error.problem_mark
        place = f":{mark.line + 1}:{mark.column + 1}" if mark else ""
        # The rest of a "duplicate key" problem is advice on switching the check off.
        problem = str(error.problem).splitlines()[0]
        raise GenerationError(f"{path}{place}: not valid YAML: {problem}") from error
    except (YAMLError, UnicodeDecodeError, ValueError) as error:
        raise GenerationError(f"{path}: not valid YAML: {error}") from error
    if not isinstance(document, CommentedMap):
        raise GenerationError(f"{path}: a YAML mapping is expected, not {_kind(document)}")
    return document


def line_of(node: object) -> int | None:
    """Give the line (from 1) on which a loaded mapping or list begins."""
    if isinstance(node, CommentedMap | CommentedSeq):
        return int(node.lc.line) + 1
    return None


def plain(node: Any) -> Any:
    """Turn loaded YAML into plain dicts, lists and scalars that share nothing."""
    if isinstance(node, dict):
        return {str(key): plain(value) for key, value in node.items()}
    if isinstance(node, list):
        return [plain(item) for item in node]
    if isinstance(node, str):
        return str(node)
    if isinstance(node, bool) or node is None:
        return node
    if isinstance(node, int):
        return int(node)
    if isinstance(node, float):
        return float(node)
    # YAML also has dates; in a JSON document they are the text that was written.
    return str(node)


def dump(document: dict[str, Any], *, comment: str) -> str:
    """Write a document as YAML below a comment, the same bytes for the same document."""
    yaml = YAML(typ="rt")
    # Only the strings that _readable folds are broken: a long URL stays whole.
    yaml.width = sys.maxsize
    yaml.indent(mapping=2, sequence=4, offset=2)
    stream = io.StringIO()
    yaml.dump(_readable(document, indent=0), stream)
    heading = "".join(f"# {line}".rstrip() + "\n" for line in comment.splitlines())
    return heading + stream.getvalue()


def _readable(node: Any, *, indent: int) -> Any:
    """Choose for each node the YAML style in which it reads best."""
    if isinstance(node, dict):
        return CommentedMap(
            (key, _readable(value, indent=indent + 2)) for key, value in node.items()
        )
    if isinstance(node, list):
        items = CommentedSeq(_readable(item, indent=indent + 2) for item in node)
        scalars = not any(isinstance(item, dict | list) for item in node)
        if scalars and indent + sum(len(str(item)) + 2 for item in node) < WIDTH - 20:
            items.fa.set_flow_style()
        return items
    if isinstance(node, str) and "\n" in node:
        return LiteralScalarString(node)
    if isinstance(node, str) and indent + len(node) > WIDTH - 20 and " " in node:
        return _folded(node, WIDTH - indent)
    return node


def _folded(text: str, width: int) -> FoldedScalarString:
    folded = FoldedScalarString(text)
    breaks: list[int] = []
    for line in textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)[:-1]:
        breaks.append((breaks[-1] + 1 if breaks else 0) + len(line))
    # ruamel.yaml breaks a folded string where it was broken when it was read.
    folded.fold_pos = breaks  # type: ignore[attr-defined]
    return folded


def _kind(node: object) -> str:
    return "an empty file" if node is None else f"a {type(node).__name__}"

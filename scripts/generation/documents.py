"""YAML in and out: loading with positions, and writing so that a person can read it."""

# ruamel.yaml has types only in part.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

import io
import json
import re
import sys
import textwrap
import warnings
from functools import partial
from typing import TYPE_CHECKING, Any

import yaml as pyyaml
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.constructor import ConstructorError, RoundTripConstructor
from ruamel.yaml.error import MarkedYAMLError, ReusedAnchorWarning, YAMLError
from ruamel.yaml.parser import Parser
from ruamel.yaml.scalarstring import (
    DoubleQuotedScalarString,
    FoldedScalarString,
    LiteralScalarString,
)

from generation import libyaml
from generation.errors import GenerationError
from generation.nodes import is_list, is_object

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_WORDS = re.compile(r"[\w+./ -]*")

WIDTH = 100
"""Columns of the YAML that is written, and the longest list that stays on one line."""


class _Constructor(RoundTripConstructor):
    """Reads dates as text and nothing that contains itself, as a reader of JSON would."""

    def construct_object(self, node: Any, deep: bool = False) -> Any:  # noqa: FBT001, FBT002 - as in the base
        """Construct the Python object for a YAML node."""
        if node in self.recursive_objects:
            problem = "found an alias of what it is a part of"
            raise ConstructorError(problem=problem, problem_mark=node.start_mark)
        return super().construct_object(node, deep=deep)


_Constructor.add_constructor("tag:yaml.org,2002:timestamp", _Constructor.construct_yaml_str)

_DOUBTS = (
    libyaml.DoubtError,
    *(pyyaml.YAMLError, YAMLError, ReusedAnchorWarning, ValueError, RecursionError),
)
"""What is read once more, in Python: it tells better what is wrong with a text, if anything is."""


def load(path: Path) -> dict[str, Any]:
    """Read the mapping in a YAML file; every mapping in it knows its line (``.lc.line``).

    Raises:
        GenerationError: the file is missing, is not YAML, repeats a key, or is not a mapping.
    """
    try:
        content = path.read_bytes()
        with warnings.catch_warnings():
            # Of two anchors with one name, the aliases would silently mean the nearest.
            warnings.simplefilter("error", ReusedAnchorWarning)
            try:
                document = _read(content, partial(libyaml.Events, content.decode()))
            except _DOUBTS:
                document = _read(content, Parser)
        plain(document)  # so that no one later runs into what is too deep
    except OSError as error:
        raise GenerationError(f"{path}: cannot be read: {error.strerror}") from error
    except MarkedYAMLError as error:
        mark = error.problem_mark
        place = f":{mark.line + 1}:{mark.column + 1}" if mark else ""
        # The rest of a "duplicate key" problem is advice on switching the check off.
        problem = str(error.problem).splitlines()[0]
        if problem.startswith("but "):  # the first half of the sentence is in the context
            problem = f"{error.context}, {problem}"
        raise GenerationError(f"{path}{place}: not valid YAML: {problem}") from error
    except (YAMLError, ReusedAnchorWarning, ValueError) as error:
        problem = " ".join(str(error).split())
        raise GenerationError(f"{path}: not valid YAML: {problem}") from error
    except RecursionError as error:
        raise GenerationError(f"{path}: not readable: it is nested too deeply") from error
    if not isinstance(document, CommentedMap):
        raise GenerationError(f"{path}: a YAML mapping is expected, not {_kind(document)}")
    return document


def _read(content: bytes, parser: Callable[..., Any]) -> Any:
    yaml = YAML(typ="rt")
    yaml.Constructor = _Constructor
    yaml.Parser = parser
    return yaml.load(content)


def line_of(node: object) -> int | None:
    """Give the line (from 1) on which a loaded mapping or list begins."""
    if isinstance(node, CommentedMap | CommentedSeq):
        return int(node.lc.line) + 1
    return None


def plain(node: Any) -> Any:
    """Turn loaded YAML into plain dicts, lists and scalars that share nothing."""
    if is_object(node):
        return {_name(key): plain(value) for key, value in node.items()}
    if is_list(node):
        return [plain(item) for item in node]
    if isinstance(node, str):
        return str(node)
    if isinstance(node, bool) or node is None:
        return node
    if isinstance(node, int):
        return int(node)
    return float(node) if isinstance(node, float) else str(node)


def _name(key: object) -> str:
    """Give the name in JSON for a key in YAML, where a status such as 200 is a number."""
    return (
        key
        if type(key) is str
        else str(key)
        if isinstance(key, str)
        else json.dumps(key, default=str)
    )


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
    if is_object(node):
        return CommentedMap(
            (_quoted_if_odd(key), _readable(value, indent=indent + 2))
            for key, value in node.items()
        )
    if is_list(node):
        items = CommentedSeq(_readable(item, indent=indent + 2) for item in node)
        # ruamel.yaml writes some texts inside brackets that it cannot read there again.
        words = all(_WORDS.fullmatch(str(item)) for item in node)
        if words and indent + sum(len(str(item)) + 2 for item in node) < WIDTH - 20:
            items.fa.set_flow_style()
        return items
    return _text(node, indent) if isinstance(node, str) else node


def _quoted_if_odd(text: str) -> str:
    return text if text.isprintable() else _quoted(text)


def _quoted(text: str) -> str:
    quoted: str = DoubleQuotedScalarString(text)
    return quoted


def _text(text: str, indent: int) -> str:
    lines = text.split("\n")
    # Whatever a block of text could not give back is written in quotes, with escapes.
    if not all(line.isprintable() and line == line.rstrip() for line in lines):
        return _quoted(text)
    if len(lines) > 1:
        begins_with_a_word = lines[0] and not lines[0][0].isspace()
        block: str = LiteralScalarString(text)
        return block if begins_with_a_word else _quoted(text)
    words = text.split(" ")
    if indent + len(text) > WIDTH - 20 and len(words) > 1 and all(words):
        return _folded(text, WIDTH - indent)
    return text


def _folded(text: str, width: int) -> FoldedScalarString:
    folded: FoldedScalarString = FoldedScalarString(text)
    breaks: list[int] = []
    for line in textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)[:-1]:
        breaks.append((breaks[-1] + 1 if breaks else 0) + len(line))
    # ruamel.yaml breaks a folded string where it was broken when it was read.
    folded.fold_pos = breaks  # type: ignore[attr-defined]
    return folded


def _kind(node: object) -> str:
    if node is None:
        return "an empty file"
    return "a list" if is_list(node) else f"a {type(node).__name__}"

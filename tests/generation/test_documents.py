"""YAML in and out: what is written is read again, and what is no JSON in YAML is refused."""

from __future__ import annotations

from operator import attrgetter
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from unittest import mock

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from ruamel.yaml.events import StreamEndEvent

from generation import documents, libyaml
from generation.errors import GenerationError
from generation.nodes import is_list, is_object
from tests.generation.checkout import ROOT

if TYPE_CHECKING:
    from pathlib import Path

ODD = st.sampled_from(
    [
        *(
            "",
            " ",
            "\n",
            "\n\n",
            "a\n",
            "\na",
            " a",
            "a ",
            "a\n b\n",
            "a\n\n\nb",
            "a\r\nb",
            "\t",
            "a\tb",
        ),
        *(
            "---",
            "...",
            "- a",
            "? a",
            ": ",
            "a: b",
            "a:",
            "# a",
            "a # b",
            "&a",
            "*a",
            "!a",
            "!!str a",
        ),
        *("|", ">", "%", "@", "`", "[", "]", "{", "}", ",", "'", '"', "\\", "\\n", "<<", "=", "~"),
        *(
            "null",
            "true",
            "no",
            "on",
            "1",
            "1.0",
            "1e3",
            "0x1f",
            "0o7",
            "1_000",
            ".inf",
            ".nan",
            "-0",
        ),
        *(
            "2020-01-02",
            "2020-01-02T03:04:05Z",
            "12:30:45",
            "1:1",
            "é",
            "😀",
            "\u2028",
            "\x85",
            "\ufeff",
        ),
        *(
            "\x00",
            "\x07",
            "\x1b",
            "\x7f",
            "\xa0",
            "word " * 40,
            "long" * 60,
            "a " * 60 + "\n" + "b " * 60,
        ),
    ]
)
TEXTS = st.one_of(ODD, st.text(max_size=30), st.builds("".join, st.lists(ODD, max_size=4)))
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), TEXTS
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(TEXTS, inner, max_size=4)),
    max_leaves=12,
)
SOURCES = sorted((ROOT / "overrides/spec").glob("*.yaml"))
DOCUMENTS = st.dictionaries(TEXTS, VALUES, max_size=5)


def written(folder: Path, text: str) -> Path:
    """Write a file."""
    path = folder / "a.yaml"
    path.write_bytes(text.encode())
    return path


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(document=DOCUMENTS, comment=st.sampled_from(["", "One line.", "Two\n\nlines."]))
@example(document={"a": {"b": {"c": "word " * 40 + "end"}}}, comment="")
@example(document={"a": [["x", ["y"]], [], {}, [{}]]}, comment="")
@example(document={}, comment="")
def test_what_is_written_is_read_again(
    tmp_path: Path, document: dict[str, Any], comment: str
) -> None:
    """Any JSON document, whatever its texts are; and the same bytes for the same document."""
    text = documents.dump(document, comment=comment)
    read = documents.plain(documents.load(written(tmp_path, text)))

    assert document == read
    assert [type(value) for value in document.values()] == [type(it) for it in read.values()]
    assert list(document) == list(read)
    assert text == documents.dump(read, comment=comment)
    assert all(line.startswith("#") for line in text.splitlines()[: len(comment.splitlines())])


def test_long_texts_are_folded_and_words_stay_on_a_line() -> None:
    """A person reads it: no line is wider than it has to be."""
    text = documents.dump(
        {
            "description": "a word " * 60 + "at the end",
            "enum": ["A", "B"],
            "u": "https://" + "x" * 200,
        },
        comment="",
    )

    assert "enum: [A, B]" in text.splitlines()
    assert text.startswith("description: >-\n")
    assert all(len(line) <= documents.WIDTH for line in text.splitlines() if "https" not in line)


def test_numbers_are_names_of_keys_as_json_has_them(tmp_path: Path) -> None:
    """A status without quotes is a number in YAML, and a name in JSON."""
    read = documents.plain(documents.load(written(tmp_path, "200: a\ntrue: b\nnull: c\n1.5: d\n")))
    assert {"200": "a", "true": "b", "null": "c", "1.5": "d"} == read


def test_dates_are_texts(tmp_path: Path) -> None:
    """JSON has no dates."""
    read = documents.plain(
        documents.load(written(tmp_path, "a: 2020-01-02\nb: 2020-01-02 03:04:05\n"))
    )
    assert {"a": "2020-01-02", "b": "2020-01-02 03:04:05"} == read


def test_an_alias_is_a_copy(tmp_path: Path) -> None:
    """What was made plain shares nothing, so that one place can be changed alone."""
    read = documents.plain(
        documents.load(written(tmp_path, "a: &x {n: [1]}\nb: *x\nc: {<<: *x}\n"))
    )
    assert {"a": {"n": [1]}, "b": {"n": [1]}, "c": {"n": [1]}} == read
    read["a"]["n"].append(2)
    assert ([1], [1]) == (read["b"]["n"], read["c"]["n"])


def test_lines_are_known(tmp_path: Path) -> None:
    """Mappings and lists know where they begin; scalars do not."""
    read = documents.load(written(tmp_path, "# a comment\na:\n  - b: 1\n    c: 2\n  - d\n"))
    assert (3, 3, None) == (
        documents.line_of(read["a"]),
        documents.line_of(read["a"][0]),
        documents.line_of(read["a"][1]),
    )


@pytest.mark.parametrize(
    "path", sorted((ROOT / "overrides/spec").glob("*.yaml")), ids=attrgetter("name")
)
def test_sources_are_read_by_libyaml(path: Path) -> None:
    """None of them has what would be read in Python, and so take five times as long."""
    events = libyaml.Events(path.read_text(encoding="utf-8"), loader=SimpleNamespace())
    while not events.check_event(StreamEndEvent):
        events.get_event()


SOUP = st.sampled_from(
    [
        *(
            "a",
            "b",
            "'",
            '"',
            "''",
            '""',
            "\\",
            "\\n",
            "\\\n",
            "\\/",
            "\\u2028",
            "é",
            "\u2028",
            "\t",
            "\r\n",
        ),
        *("1", "01", "0o7", "0x1f", "1e3", "1:1", "2020-01-02", "on", "no", "true", "null", "~"),
        *(": ", ":", "- ", "-", "? ", "?", ",", ", ", "[", "]", "{", "}", "[a, b]", "a: {b: c}"),
        *(
            "\n",
            "\n\n",
            "\n  ",
            "\n    ",
            "\n- ",
            "\na: ",
            "\n  b: ",
            "\n \n",
            " ",
            "  ",
            "x:y",
            "::",
        ),
        *(
            "|\n",
            "|-\n  ",
            ">\n  ",
            ">+\n  ",
            "|2\n  ",
            "#",
            " # ",
            "a#b",
            "---\n",
            "...\n",
            "--- ",
        ),
        *("&x ", "*x", "<<: ", "%", "@", "`", "!", "!a ", "!!str ", "=", "http://x/y"),
    ]
)
BEGINNINGS = st.sampled_from(
    ["", "a: ", "a:\n  - ", "a:\n  b: ", "a: [", "a: {", 'a: "', "a: |\n  ", "a: &x b\nc: *x\nd: "]
)
TEXTS_OF_YAML = st.builds(
    "{}{}{}".format,
    BEGINNINGS,
    st.lists(SOUP).map("".join),
    st.sampled_from(["", "\n", "]", "}", '"']),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(text=TEXTS_OF_YAML)
@example(text="a: [? :]")
@example(text="a: [&x :b]")
@example(text="a: !!str 1")
@example(text="%YAML 1.1\n---\na: on\n")
@example(text="a: on\nb: no\nc: 0o17\nd: 017\ne: 1_000\nf: 1:30\ng: 2020-01-02\nh: ~\n")
@example(text="a: >\n  b\n  c\n\n   d\ne: |+\n  f\n\ng: {<<: {h: 1}}\n")
@example(text="a: b\u2028c\nd: e\x85f\n")
def test_libyaml_reads_what_ruamel_yaml_does(tmp_path: Path, text: str) -> None:
    """The same values, of the same types, on the same lines, or a refusal in the same words."""
    path = written(tmp_path, text)
    with mock.patch.object(libyaml, "Events", side_effect=libyaml.DoubtError):
        expected = outcome(path)
    found = outcome(path)
    if expected != found:
        # ruamel.yaml by itself fails where comments and empty lines meet in some ways.
        assert isinstance(expected, str)
        assert not isinstance(found, str)
        assert not any(it in expected for it in ("duplicate", "alias", "anchor"))


def outcome(path: Path) -> object:
    """Give what a file says, with types and lines, or why it is refused."""

    def told(node: Any) -> object:
        if is_object(node):
            return documents.line_of(node), [(key, told(value)) for key, value in node.items()]
        if is_list(node):
            return documents.line_of(node), [told(item) for item in node]
        value: object = documents.plain(node)
        return type(value), value

    try:
        return told(documents.load(path))
    except GenerationError as error:
        return str(error)


@pytest.mark.parametrize(
    ("text", "fragment"),
    [
        ("a: 1\na: 2\n", "a.yaml:2:1: not valid YAML: found duplicate key"),
        ("a: &x [*x]\n", "found an alias of what it is a part of"),
        ("a: &x {b: *x}\n", "found an alias of what it is a part of"),
        ("a: *x\n", "found undefined alias"),
        ("a: &x 1\nb: &x 2\n", "not valid YAML: "),
        ("a: {\n", "not valid YAML: "),
        ("\ta: 1\n", "not valid YAML: "),
        ("a: \x07\n", "not valid YAML: "),
        ("a: !!python/object:os.system {}\nb: [\n", "not valid YAML: "),
        ("- a\n", "a YAML mapping is expected, not a list"),
        ("text\n", "a YAML mapping is expected, not a "),
        ("", "a YAML mapping is expected, not an empty file"),
        ("a: " + "[" * 5000 + "]" * 5000 + "\n", "it is nested too deeply"),
    ],
)
def test_what_is_refused(tmp_path: Path, text: str, fragment: str) -> None:
    """With the file, the place where there is one, and one line of reason."""
    with pytest.raises(GenerationError) as raised:
        documents.load(written(tmp_path, text))
    assert str(raised.value).startswith(str(tmp_path / "a.yaml"))
    assert fragment in str(raised.value)
    assert 1 == len(str(raised.value).splitlines())

"""Each way in which an overlay may be wrong has its refusal, and what is right is applied."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from generation.errors import GenerationError
from generation.overlays import Action, apply_actions, load_actions

if TYPE_CHECKING:
    from pathlib import Path

QUIRK = {"id": "Q99", "published": "It is so.", "evidence": "Seen.", "confidence": "certain"}
RIGHT: dict[str, Any] = {"target": "$.a", "remove": True, "x-quirk": QUIRK, "x-proof": "a_check"}
INFO = {"title": "T", "version": "1"}


def loaded(folder: Path, *actions: Any, **document: Any) -> list[Action]:
    """Load an overlay of these actions."""
    path = folder / "a.overlay.yaml"
    whole = {"overlay": "1.0.0", "info": INFO, "actions": list(actions), **document}
    path.write_text(json.dumps({key: it for key, it in whole.items() if it is not None}))
    return load_actions(path)


def refusal(folder: Path, *actions: Any, **document: Any) -> tuple[str, ...]:
    """Give the reasons for which such an overlay is refused, each without its place."""
    with pytest.raises(GenerationError) as raised:
        loaded(folder, *actions, **document)
    problems = raised.value.problems
    assert all(problem.startswith(f"{folder}/a.overlay.yaml") for problem in problems)
    return tuple(problem.partition(": ")[2] for problem in problems)


def quirk(**fields: Any) -> dict[str, Any]:
    """Change the quirk of the action that is right; None leaves a field out."""
    changed = {**QUIRK, **fields}
    return {"x-quirk": {key: value for key, value in changed.items() if value is not None}}


def test_what_is_right_is_loaded(tmp_path: Path) -> None:
    """With its place, and several ids where there are several."""
    more = {**RIGHT, **quirk(id=["Q01", "Q123"])}
    one, two = loaded(tmp_path, RIGHT, {**more, "x-note": "mine", "description": "Why."})

    assert ("$.a", True, None, "a_check", ("Q99",)) == (
        *(one.target, one.remove, one.update, one.proof, one.quirks),
    )
    assert ("Q01", "Q123") == two.quirks
    assert str(two).endswith(": action 2 (Q01, Q123, target $.a)")


@pytest.mark.parametrize("version", ["1.0.0", "1.1.0"])
def test_versions_that_are_known(tmp_path: Path, version: str) -> None:
    """1.0 and 1.1."""
    assert 1 == len(loaded(tmp_path, RIGHT, overlay=version))


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        ({"overlay": "2.0.0"}, "`overlay` must be 1.0.x or 1.1.x, not '2.0.0'"),
        ({"overlay": 1.0}, "`overlay` must be 1.0.x or 1.1.x, not 1.0"),
        ({"overlay": None}, "`overlay` must be 1.0.x or 1.1.x, not None"),
        ({"info": {"title": "T"}}, "`info` must have a `title` and a `version`"),
        ({"info": None}, "`info` must have a `title` and a `version`"),
        ({"action": []}, "`action` is unknown here; known are actions, extends, info, overlay"),
        ({"actions": []}, "`actions` must be a list of at least one action"),
        ({"actions": {}}, "`actions` must be a list of at least one action"),
        ({"actions": None}, "`actions` must be a list of at least one action"),
    ],
)
def test_documents_that_are_wrong(tmp_path: Path, document: dict[str, Any], reason: str) -> None:
    """What is no Overlay document is none."""
    assert (reason,) == refusal(tmp_path, RIGHT, **document)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"target": None}, "`target` must be a JSONPath"),
        ({"target": "$["}, "`target` $[ is not an RFC 9535 JSONPath: "),
        ({"target": "a"}, "`target` a is not an RFC 9535 JSONPath: "),
        ({"remove": False}, "an action has either an `update` or `remove: true`"),
        ({"update": {}}, "an action has either an `update` or `remove: true`"),
        ({"remove": 1}, "`remove` must be true or false"),
        ({"copy": "$.b"}, "`copy` (Overlay 1.1) is not supported"),
        ({"updates": {}}, "`updates` is unknown here; known are copy, description, remove, "),
        ({"x-proof": ""}, "`x-proof` is missing"),
        ({"x-proof": ["a"]}, "`x-proof` is missing"),
        ({"x-quirk": None}, "`x-quirk` is missing"),
        ({"x-quirk": "Q99"}, "`x-quirk` is missing"),
        *((quirk(**{name: None}), f"`x-quirk`: `{name}` is missing") for name in QUIRK),
        (quirk(published=["a"]), "`x-quirk`: `published` must be a text"),
        (quirk(id="99"), "`x-quirk`: `id` must be one such as Q07, or a list of them, not '99'"),
        (quirk(id=["Q01", 7]), "`x-quirk`: `id` must be one such as Q07, or a list of them, not 7"),
        (quirk(id=[]), "`x-quirk`: `id` is missing"),
        (quirk(confidence="so"), "`x-quirk`: `confidence` must be one of certain, high, inferred"),
        (quirk(source="x"), "`x-quirk`: `source` is unknown here"),
    ],
)
def test_actions_that_are_wrong(tmp_path: Path, change: dict[str, Any], reason: str) -> None:
    """The action is named by its number, and the reason is the only one."""
    (told,) = refusal(tmp_path, RIGHT, {**RIGHT, **change})
    assert told.startswith(f"action 2: {reason}")


def test_an_action_that_is_no_mapping(tmp_path: Path) -> None:
    """It is told what an action is."""
    assert ("action 1: an action is a mapping with `target` and `update` or `remove`",) == refusal(
        tmp_path, "remove everything"
    )


def test_everything_wrong_is_told_at_once(tmp_path: Path) -> None:
    """So that one need not build again for each."""
    wrong = {"target": 5, "remove": True, "x-quirk": QUIRK}
    told = refusal(tmp_path, wrong, RIGHT, {**RIGHT, "copy": 1}, overlay="3")
    assert ["`over", "action 1", "action 1", "action 3"] == [
        line[: line.index(":")] if line.startswith("action") else line[:5] for line in told
    ]


def action(target: str, update: Any = None, *, of: str = "a.yaml", number: str = "Q99") -> Action:
    """Give an action: without an update, it removes."""
    place = f"{of}:{number}: action"
    return Action(of, place, target, {"id": number}, "a_check", update, remove=update is None)


DOCUMENT = {"a": {"b": {"c": 1}, "d": [1, 2, 3]}, "e": "text", "f": {"b": {"c": 2}}}


@pytest.mark.parametrize(
    ("actions", "expected"),
    [
        ([action("$.a.b")], {**DOCUMENT, "a": {"d": [1, 2, 3]}}),
        ([action("$.a.d[0, 2]")], {**DOCUMENT, "a": {"b": {"c": 1}, "d": [2]}}),
        ([action("$.a.d", [4])], {**DOCUMENT, "a": {"b": {"c": 1}, "d": [1, 2, 3, 4]}}),
        ([action("$['a', 'f'].b", {"n": 0})], {
            "a": {"b": {"c": 1, "n": 0}, "d": [1, 2, 3]}, "e": "text", "f": {"b": {"c": 2, "n": 0}},
        }),
        ([action("$", {"e": "new"})], {**DOCUMENT, "e": "new"}),
        ([action("$.e"), action("$", {"e": {"x": 1}})], {**DOCUMENT, "e": {"x": 1}}),
    ],
)  # fmt: skip
def test_what_actions_do(actions: list[Action], expected: dict[str, Any]) -> None:
    """They remove, merge objects, append to lists; the document that is given stays as it is."""
    before = json.dumps(DOCUMENT)
    assert expected == apply_actions(DOCUMENT, actions)
    assert before == json.dumps(DOCUMENT)


@pytest.mark.parametrize(
    ("actions", "fragment"),
    [
        ([action("$.z")], "the target matches nothing"),
        ([action("$['a', 'z']")], "the target also names $['z'], which matches nothing"),
        ([action("$")], "the document itself cannot be removed"),
        ([action("$.e", {"x": 1})], "$['e'] cannot be updated"),
        ([action("$.a", [1])], "$['a'] cannot be updated"),
        ([action("$.a.d", {"x": 1})], "$['a']['d'] cannot be updated"),
        ([action("$.a.b", {"c": 1})], "changes nothing"),
        ([action("$.a", {})], "changes nothing"),
        (
            [action("$.a.b", {"new": {"description": "It is new."}})],
            "describes #/a/b/new, which is not there",
        ),
        (
            [action("$.a.b", {"c": 5}), action("$.a.b", {"c": 6}, number="Q98")],
            (
                "(Q98, target $.a.b): contradicts a.yaml:Q99: action (Q99, target $.a.b): "
                "both change #/a/b/c"
            ),
        ),
        (
            [action("$.a", {"n": {"m": 1}}), action("$.a.n", number="Q98")],
            "both change #/a/n",
        ),
        ([action("$.e"), action("$", {"e": "text"}, number="Q98")], "both change #/e"),
        ([action("$.e"), action("$", {"e": "text"}, of="b.yaml")], "both change #/e"),
    ],
)
def test_what_actions_must_not_do(actions: list[Action], fragment: str) -> None:
    """One of them says why, and nothing else is told."""
    with pytest.raises(GenerationError) as raised:
        apply_actions(DOCUMENT, actions)
    (problem,) = raised.value.problems
    assert fragment in problem


def test_every_action_that_cannot_be_applied_is_told() -> None:
    """Those after the first one, too."""
    with pytest.raises(GenerationError) as raised:
        apply_actions(DOCUMENT, [action("$.y"), action("$.e"), action("$.z")])
    assert ["$.y", "$.z"] == [
        problem.partition("target ")[2].partition(")")[0] for problem in raised.value.problems
    ]

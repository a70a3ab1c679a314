"""Sources that give no client stop ``scripts/generate`` with one clear message and no change.

A message names the file, the place and the mend. Whatever happens, openapi.yaml and generated/ stay
whole, and nothing is left behind.
"""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest

from tests.generation.checkout import ROOT, Checkout, Outcome, Sources

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

QUIRK = {"id": "Q99", "published": "It is so.", "evidence": "It was seen.", "confidence": "certain"}

PROOF = "fields_are_described"


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    """Give a checkout of its own."""
    return Checkout(tmp_path)


def assert_refused(checkout: Checkout, *fragments: str) -> None:
    """Require that a run changes nothing and says what is wrong, without a traceback."""
    before = checkout.outputs()
    outcome = checkout.generate()
    assert (1, "") == (outcome.status, outcome.out)
    assert outcome.err.startswith("Nothing was changed.\n")
    assert "Traceback" not in outcome.err
    assert str(checkout.root) not in outcome.err
    assert [] == [text for text in fragments if text not in outcome.err], outcome.err
    assert before == checkout.outputs()


@pytest.mark.parametrize(
    ("content", "fragment"),
    [
        ("openapi: 3.0.3\n\tinfo: {}\n", "published.yaml:2:1: not valid YAML"),
        ("openapi: [3.0.3\n", "published.yaml:"),
        ("openapi: 3.0.3\nopenapi: 3.0.3\n", "published.yaml:2:1: not valid YAML"),
        ("", "published.yaml: a YAML mapping is expected, not an empty file"),
        ("- one\n", "published.yaml: a YAML mapping is expected"),
        (b"\x00\xff\xfe", "published.yaml: not valid YAML"),
        ("title: not OpenAPI\n", "published.yaml: #/openapi: "),
        ("swagger: '2.0'\n", "published.yaml: #/openapi: "),
        ("openapi: 3.0.3\npaths: {}\n", '"info" is a required property'),
        (
            "openapi: 3.0.3\ninfo: {title: A, version: '1'}\npaths: []\n",
            "published.yaml: #/paths: not valid OpenAPI 3.0",
        ),
        (
            "openapi: 3.0.3\ninfo: {title: A, version: '1'}\npaths: {/a: {get: text}}\n",
            "published.yaml: #/paths/~1a",
        ),
    ],
)
def test_broken_description(checkout: Checkout, content: str | bytes, fragment: str) -> None:
    """A published.yaml that is no OpenAPI document is refused, with the place."""
    checkout.write("published.yaml", content)
    assert_refused(checkout, fragment)


def edited(checkout: Checkout, edit: Callable[[Sources], None]) -> Checkout:
    """Change the sources of a checkout."""
    sources = Sources()
    edit(sources)
    for name, document in sources.changed.items():
        checkout.write(name, document)
    return checkout


@pytest.mark.parametrize(
    ("schema", "fragment"),
    [
        ({"$ref": "#/components/schemas/Nowhere"}, "`$ref: #/components/schemas/Nowhere`"),
        ({"$ref": "https://example.com/a.yaml#/A"}, "`$ref: https://example.com/a.yaml#/A`"),
        ({"type": "strng"}, "published.yaml: #/components/schemas/New"),
        ({"type": "object", "properties": []}, "published.yaml: #/components/schemas/New"),
    ],
)
def test_broken_schema(checkout: Checkout, schema: dict[str, Any], fragment: str) -> None:
    """A schema that refers to nothing, or is none, is refused by its pointer."""
    edited(checkout, lambda sources: sources.schemas.__setitem__("New", schema))
    assert_refused(checkout, fragment)


def test_schema_that_the_generator_warns_about(checkout: Checkout) -> None:
    """What openapi-python-client leaves out with a warning stops the build."""
    self_reference = {"type": "array", "items": {"$ref": "#/components/schemas/Loop"}}
    edited(checkout, lambda sources: sources.schemas.__setitem__("Loop", self_reference))
    assert_refused(checkout, "openapi.yaml: ", "Loop")


def test_required_field_that_an_example_lacks(checkout: Checkout) -> None:
    """A field that a variant newly requires is named, with the example that lacks it."""

    def edit(sources: Sources) -> None:
        sources.schemas["IdentityDetails"]["properties"]["consent"] = {"type": "boolean"}
        sources.schemas["IndividualPerson"]["required"].append("consent")

    edited(checkout, edit)
    assert_refused(checkout, "examples/IndividualPerson", '"consent" is a required property')


def test_broken_template(checkout: Checkout) -> None:
    """A template that Jinja cannot read is named with the line."""
    template = checkout.root / "overrides/templates/types.py.jinja"
    template.write_text("{% if %}\n")
    assert_refused(checkout, "overrides/templates: types.py.jinja:1: ")


@pytest.mark.parametrize(
    ("name", "text", "place"),
    [
        ("types", "UNSET = = 1", "types.py:1: "),
        ("model", "class {{ model.class_info.name }}(:", "models/bulk_failure_problem.py:1: "),
    ],
)
def test_template_that_gives_no_python(
    checkout: Checkout, name: str, text: str, place: str
) -> None:
    """The module that it gives is named with the line."""
    template = checkout.root / f"overrides/templates/{name}.py.jinja"
    template.write_text(f"{text}\n")
    assert_refused(checkout, f"overrides/templates: they give what is no Python: {place}", text[:5])


def test_example_that_is_not_valid(checkout: Checkout) -> None:
    """An example that its schema refuses is named with the place in it."""

    def edit(sources: Sources) -> None:
        sources.published["components"]["requestBodies"]["NumberList"]["content"][
            "application/json"
        ]["example"]["numbers"] = ["+1"]

    edited(checkout, edit)
    assert_refused(
        checkout,
        "#/components/requestBodies/NumberList/content/application~1json/example",
        "numbers/0",
    )


def with_action(*actions: dict[str, Any]) -> Callable[[Sources], None]:
    """Add actions to the end of the second overlay."""

    def edit(sources: Sources) -> None:
        for number, action in enumerate(actions):
            quirk = {**QUIRK, "id": f"Q{99 - number}"}
            complete = {"x-quirk": quirk, "x-proof": PROOF, **action}
            kept = {name: value for name, value in complete.items() if value is not None}
            sources["conventions.overlay.yaml"]["actions"].append(kept)

    return edit


@pytest.mark.parametrize(
    ("action", "fragment"),
    [
        ({"target": "$.paths.nowhere", "remove": True}, "the target matches nothing"),
        (
            {"target": "$.info['contact', 'nowhere'].name", "remove": True},
            "the target also names $['info']['nowhere'], which matches nothing",
        ),
        ({"target": "$.info", "update": {"version": "1.0.0"}}, "changes nothing"),
        ({"target": "$.info[", "remove": True}, "is not an RFC 9535 JSONPath"),
        ({"target": 5, "remove": True}, "`target` must be a JSONPath"),
        ({"target": "$.info"}, "either an `update` or `remove: true`"),
        ({"target": "$.info", "update": {}, "remove": True}, "either an `update` or"),
        ({"target": "$.info", "remove": "yes"}, "`remove` must be true or false"),
        ({"target": "$.info.title", "update": "Title"}, "$['info']['title'] cannot be updated"),
        ({"target": "$.tags", "update": {"name": "A"}}, "cannot be updated"),
        ({"target": "$", "remove": True}, "the document itself cannot be removed"),
        ({"target": "$.info", "copy": "$.tags"}, "`copy`"),
        ({"target": "$.info.contact", "remove": True, "x-quirk": None}, "`x-quirk` is missing"),
        ({"target": "$.info.contact", "remove": True, "x-proof": None}, "`x-proof` is missing"),
        (
            {"target": "$.info.contact", "remove": True, "x-proof": f"{PROOF}s"},
            f"`x-proof: {PROOF}s` is no check of tests/spec/checks. Did you mean {PROOF}?",
        ),
        (
            {"target": "$.info.contact", "remove": True, "x-quirk": {**QUIRK, "confidence": "so"}},
            "`confidence` must be one of certain, high, inferred",
        ),
        (
            {"target": "$.info.contact", "remove": True, "x-quirk": {**QUIRK, "id": "99"}},
            "`id` must be one such as Q07",
        ),
    ],
)
def test_broken_action(checkout: Checkout, action: dict[str, Any], fragment: str) -> None:
    """An action that cannot be applied, or does not explain itself, is named with its place."""
    edited(checkout, with_action(action))
    assert_refused(checkout, "overrides/spec/conventions.overlay.yaml:", "action ", fragment)


@pytest.mark.parametrize(
    "actions",
    [
        pytest.param(
            (
                {"target": "$.info", "update": {"x-new": "one"}},
                {"target": "$.info", "update": {"x-new": "two"}},
            ),
            id="two values for one place",
        ),
        pytest.param(
            (
                {"target": "$.info", "update": {"x-new": {"a": 1}}},
                {"target": "$.info['x-new']", "remove": True},
            ),
            id="one removes what the other wrote",
        ),
        pytest.param(
            (
                {"target": "$.info.contact", "remove": True},
                {"target": "$.info", "update": {"contact": {"name": "Someone"}}},
            ),
            id="one writes anew what the other removed",
        ),
    ],
)
def test_contradiction(checkout: Checkout, actions: tuple[dict[str, Any], ...]) -> None:
    """Two actions of which one undoes the other are both named."""
    edited(checkout, with_action(*actions))
    assert_refused(checkout, "(Q98, ", "contradicts", "(Q99, ", "Keep one of the two")


def test_contradiction_of_two_overlays(checkout: Checkout) -> None:
    """The same holds between the two overlays."""
    target = "$.paths['/v1/messaging-engagement/identities'].get"
    edited(checkout, with_action({"target": target, "update": {"summary": "Something else"}}))
    assert_refused(checkout, "contradicts", "corrections.overlay.yaml:", "summary")


@pytest.mark.parametrize(
    ("name", "content", "fragment"),
    [
        ("corrections.overlay.yaml", "overlay: 2.0.0\nactions: []\n", "`overlay` must be 1.0.x"),
        ("corrections.overlay.yaml", "overlay: 1.0.0\n", "`actions` must be a list"),
        ("kept.yaml", "quirks: {}\n", "`quirks` must be a list"),
        ("kept.yaml", "quirks:\n  - id: Q12\n", "kept.yaml:2: entry 1"),
        ("kept.yaml", "quirks:\n  - text\n", "kept.yaml:"),
    ],
)
def test_broken_overlay_or_ledger(
    checkout: Checkout, name: str, content: str, fragment: str
) -> None:
    """A file of the ledger that is not of its form is refused with its name."""
    checkout.write(name, content)
    assert_refused(checkout, name, fragment)


@pytest.mark.parametrize("name", ["published.yaml", "corrections.overlay.yaml", "kept.yaml"])
def test_missing_source(checkout: Checkout, name: str) -> None:
    """A source that is not there is named."""
    checkout.path(name).unlink()
    assert_refused(checkout, f"overrides/spec/{name}: cannot be read: No such file")


def test_check_of_what_is_current(checkout: Checkout) -> None:
    """``--check`` changes nothing, not even a time, and says that all is current."""
    times = {path: path.stat().st_mtime_ns for path in checkout.root.rglob("*")}
    outcome = checkout.generate("--check")
    expected = "openapi.yaml and generated/ are what the sources give.\n"
    assert Outcome(0, expected, "") == outcome
    assert times == {path: path.stat().st_mtime_ns for path in checkout.root.rglob("*")}


@pytest.mark.parametrize("name", ["openapi.yaml", "generated/messaging_engagement_api/codec.py"])
def test_check_of_what_was_edited(checkout: Checkout, name: str) -> None:
    """``--check`` shows what was edited by hand, changes nothing and exits with 1."""
    path = checkout.root / name
    path.write_text(path.read_text() + "# by hand\n")
    before = checkout.outputs()
    outcome = checkout.generate("--check")
    assert (1, "") == (outcome.status, outcome.err)
    assert "-# by hand" in outcome.out.splitlines()
    assert "run scripts/generate" in outcome.out
    assert before == checkout.outputs()
    assert 0 == checkout.generate().status
    assert 0 == checkout.generate("--check").status


def test_check_of_stale_and_missing_files(checkout: Checkout) -> None:
    """``--check`` shows a file that should not be there, and one that should; a run mends both."""
    package = checkout.root / "generated/messaging_engagement_api"
    (package / "models/stale.py").write_text("STALE = True\n")
    (package / "errors.py").unlink()
    outcome = checkout.generate("--check")
    assert 1 == outcome.status
    assert "-STALE = True" in outcome.out
    assert re.search(r"^\+class ApiError", outcome.out, re.MULTILINE)
    assert 0 == checkout.generate().status
    assert not (package / "models/stale.py").exists()
    assert 0 == checkout.generate("--check").status


def test_check_of_a_file_beside_the_package(checkout: Checkout) -> None:
    """generated/ has nothing but the package: a run says what else it removes."""
    (checkout.root / "generated/stray").mkdir()
    (checkout.root / "generated/stray/notes.txt").write_text("a note\n")
    (checkout.root / "generated/__pycache__").mkdir()
    (checkout.root / "generated/__pycache__/x.pyc").write_bytes(b"")
    outcome = checkout.generate("--check")
    assert 1 == outcome.status
    assert "not built: generated/stray/notes.txt" == outcome.out.splitlines()[0]
    assert "-a note" in outcome.out.splitlines()
    removing = "Removing generated/stray/notes.txt: generated/ has nothing but the package.\n"
    assert Outcome(0, f"{removing}Built openapi.yaml and generated/.\n", "") == checkout.generate()
    assert not (checkout.root / "generated/stray").exists()
    assert 0 == checkout.generate("--check").status


def test_check_names_all_files_before_it_shows_a_diff(checkout: Checkout) -> None:
    """What differs, what is missing and what should not be there can be seen at one glance."""
    package = checkout.root / "generated/messaging_engagement_api"
    (checkout.root / "openapi.yaml").write_text("")
    (package / "stale.py").write_text("")
    (package / "errors.py").unlink()
    lines = checkout.generate("--check").out.splitlines()
    assert [
        "differs: openapi.yaml",
        "missing: generated/messaging_engagement_api/errors.py",
        "not built: generated/messaging_engagement_api/stale.py",
        "--- committed/openapi.yaml",
        "+++ built/openapi.yaml",
    ] == lines[:5]


KILLED = """
import os, signal, sys
from generation import command, outputs
exchange, done = outputs.exchange, []
def exchange_once(one, other):
    if done:
        os.kill(os.getpid(), signal.SIGKILL)
    done.append(one)
    exchange(one, other)
outputs.exchange = exchange_once
command.main(["--root", sys.argv[1]])
"""


def test_killed_between_the_outputs(checkout: Checkout) -> None:
    """What is of two builds then is told, and put right by the next run."""
    new = checkout.outputs()
    (checkout.root / "openapi.yaml").write_text("old: true\n")
    (checkout.root / "generated/messaging_engagement_api/errors.py").write_text("# old\n")
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "scripts")}
    command = [sys.executable, "-P", "-c", KILLED, str(checkout.root)]
    killed = subprocess.run(command, env=environment, check=False, capture_output=True)
    assert -signal.SIGKILL == killed.returncode, killed.stderr
    assert new["openapi.yaml"] == (checkout.root / "openapi.yaml").read_bytes()

    halted = "An earlier run was killed while it put its outputs in their places"
    checked = checkout.generate("--check")
    assert 1 == checked.status
    assert f"{halted}: they may be of two builds." in checked.out.splitlines()

    mended = checkout.generate()
    assert (0, f"{halted}: this one puts it right.") == (mended.status, mended.out.splitlines()[0])
    assert new == checkout.outputs()
    assert 0 == checkout.generate("--check").status


IMPORTING = """
import os, runpy, signal, sys
class Interrupting:
    def find_spec(self, name, path=None, target=None):
        if name == "openapi_python_client":
            os.kill(os.getpid(), {number})
sys.meta_path.insert(0, Interrupting())
sys.argv[:] = ["generate", "--root", sys.argv[1]]
runpy.run_module("generation", run_name="__main__")
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_interruption_of_the_imports(checkout: Checkout, number: signal.Signals) -> None:
    """One line says it all, and nothing was begun."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "scripts")}
    command = [sys.executable, "-P", "-c", IMPORTING.format(number=int(number))]
    done = subprocess.run(
        [*command, str(checkout.root)], env=environment, check=False, capture_output=True
    )
    assert (128 + number, b"Interrupted. Nothing was changed.\n") == (done.returncode, done.stderr)


def start(root: Path) -> subprocess.Popen[str]:
    """Start a run in a process of its own."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "scripts")}
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "generation", "--root", str(root)],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def published(checkout: Checkout) -> dict[str, bytes]:
    """Give the outputs, without what a run that was killed left of its work."""
    return {name: it for name, it in checkout.outputs().items() if ".generate-" not in name}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_interruption(checkout: Checkout, number: signal.Signals) -> None:
    """A run that is interrupted at any moment leaves the old output or the new one, whole."""
    new = {**checkout.outputs()}
    stale = checkout.root / "generated/messaging_engagement_api/errors.py"
    moments = random.Random(int(number))  # noqa: S311 - it chooses moments, no secrets
    for _ in range(3):
        stale.write_text("# old\n")
        old = published(checkout)
        process = start(checkout.root)
        time.sleep(moments.uniform(0.1, 3.0))
        process.send_signal(number)
        process.communicate()
        assert published(checkout) in (old, new)
    finished = start(checkout.root)
    said, _ = finished.communicate()
    assert 0 == finished.returncode, said
    assert new == checkout.outputs()
    assert [] == list(checkout.root.glob(".generate-*"))


def test_two_runs_at_once(checkout: Checkout) -> None:
    """Two runs in one checkout wait for each other, and both succeed."""
    before = checkout.outputs()
    shutil.rmtree(checkout.root / "generated")
    processes = [start(checkout.root) for _ in range(2)]
    assert [0, 0] == [process.wait() for process in processes]
    for process in processes:
        process.communicate()
    assert before == checkout.outputs()


@pytest.mark.parametrize("arguments", [("--chek",), ("now",), ("--root", "/nonexistent-root")])
def test_wrong_usage(checkout: Checkout, arguments: tuple[str, ...]) -> None:
    """Arguments that mean nothing exit with 2."""
    with pytest.raises(SystemExit) as caught:
        checkout.generate(*arguments)
    assert 2 == caught.value.code

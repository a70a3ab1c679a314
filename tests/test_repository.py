"""The habits of the repository itself: pins, import direction, scripts, what must not be in it."""

from __future__ import annotations

import itertools
import os
import re
import shutil
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[1]
SCRIPTS = sorted(
    path
    for path in (ROOT / "scripts").iterdir()
    if path.is_file() and path.read_bytes().startswith(b"#!")
)
SHELL_SOURCES = [
    ROOT / "scripts" / "_environment",
    *(path for path in SCRIPTS if path.read_bytes().startswith(b"#!/bin/sh\n")),
]

# In pieces, so that this file does not name what it looks for.
REGISTRY_HOSTS = [
    "pypi" + r"\.org",
    "pypi" + r"\.python\.org",
    "files" + r"\.pythonhosted\.org",
    "registry" + r"\.npmjs\.",
    "registry" + r"\.yarnpkg\.com",
    r"(deb|security)\." + r"debian\.org",
]
LOCK_FILES = {
    "Pipfile.lock",
    "package-lock.json",
    "pdm.lock",
    "poetry.lock",
    "pylock.toml",
    "uv.lock",
    "yarn.lock",
}


def requirements() -> list[Requirement]:
    """Give what a checkout installs directly: runtime, `dev` and the build backend."""
    document = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    project = document["project"]
    lines: list[str] = [
        *project["dependencies"],
        *project["optional-dependencies"]["dev"],
        *document["build-system"]["requires"],
    ]
    return [Requirement(line) for line in lines]


def constraints() -> dict[str, Requirement]:
    """Give the constraints by canonical name."""
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    parsed = [Requirement(line) for line in lines if not line.startswith("#")]
    return {canonicalize_name(requirement.name): requirement for requirement in parsed}


def brought_by(requirement: Requirement) -> list[Requirement]:
    """Give what an installed package requires here, with the extras that are asked for."""
    try:
        lines = metadata.requires(requirement.name) or []
    except metadata.PackageNotFoundError:  # the build backend is installed only while it builds
        return []
    extras = ["", *requirement.extras]
    return [
        entry
        for entry in map(Requirement, lines)
        if entry.marker is None or any(entry.marker.evaluate({"extra": extra}) for extra in extras)
    ]


def program(name: str) -> str:
    """Give the path of a program of this system."""
    path = shutil.which(name)
    assert path is not None
    return path


def repository_files() -> list[Path]:
    """Give every file that is not ignored, in a clone as in an unpacked archive."""
    listing = subprocess.run(
        ["git", "grep", "--no-index", "--exclude-standard", "-lz", "-e", ""],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return [ROOT / name for name in listing.split("\0") if name]


class Checkout:
    """What the set-up needs, in a folder with a space in its name, with a PATH of its own."""

    def __init__(self, folder: Path) -> None:
        """Make the checkout, and a folder of the programs that a system has without Python."""
        self.root = folder / "a checkout"
        self.tools = folder / "tools"
        self.pip_calls = folder / "pip-calls"
        (self.root / "scripts").mkdir(parents=True)
        for name in ("scripts/_environment", "pyproject.toml", "constraints.txt"):
            shutil.copy(ROOT / name, self.root / name)
        self.tools.mkdir()
        for name in ("cat", "cksum", "chmod", "mkdir", "rm", "tail"):
            (self.tools / name).symlink_to(program(name))

    def add_program(self, name: str, body: str) -> None:
        """Put an executable shell script on PATH."""
        path = self.tools / name
        path.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
        path.chmod(0o755)

    def add_python(self, *, pip: str = "true") -> None:
        """Put a python3 on PATH whose environments have a pip that notes its calls."""
        self.add_program(
            "python3",
            f"""case "$*" in
                *"-m venv "*)
                    mkdir "$4/bin" && cat "$0" >"$4/bin/python" && chmod +x "$4/bin/python" ;;
                *"-m pip install "*)
                    echo "$*" >>"{self.pip_calls}"; {pip} ;;
                *) exec "{sys.executable}" "$@" ;;
            esac""",
        )

    def start(self, extra: str, **variables: str) -> subprocess.Popen[str]:
        """Begin a set-up for this extra."""
        return subprocess.Popen(
            [
                *(program("sh"), "-euc"),
                'root=$1; . "$root/scripts/_environment"; environment "$2"; echo "$python"',
                *("sh", self.root, extra),
            ],
            env={"PATH": str(self.tools), **variables},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def set_up(self, extra: str = "mock", **variables: str) -> tuple[int, str]:
        """Run a set-up; give its exit status and what it said."""
        process = self.start(extra, **variables)
        _, said = process.communicate()
        return process.returncode, said

    def installations(self) -> int:
        """Count how often pip was asked to install."""
        return len(self.pip_calls.read_text(encoding="utf-8").splitlines())


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    """Give a checkout without Python and without .venv."""
    return Checkout(tmp_path)


def test_every_constraint_is_an_exact_version() -> None:
    """constraints.txt pins, and pins exactly, whatever it names."""
    inexact = [
        str(constraint)
        for constraint in constraints().values()
        if [specifier.operator for specifier in constraint.specifier] != ["=="]
        or "*" in str(constraint.specifier)
    ]

    assert [] == inexact


@pytest.mark.parametrize("requirement", requirements(), ids=str)
def test_every_direct_dependency_is_constrained_within_its_range(requirement: Requirement) -> None:
    """What pyproject.toml asks for has one version in constraints.txt, and one that it allows."""
    constraint = constraints()[canonicalize_name(requirement.name)]
    (pin,) = constraint.specifier

    assert requirement.specifier.contains(pin.version)


def test_whatever_a_dependency_brings_is_constrained_too() -> None:
    """Nothing comes into the environment in a version of its own choice."""
    unconstrained: set[str] = set()
    seen: set[str] = set()
    queue = requirements()
    while queue:
        requirement = queue.pop()
        if str(requirement) in seen:
            continue
        seen.add(str(requirement))
        if canonicalize_name(requirement.name) not in constraints():
            unconstrained.add(requirement.name)
        queue += brought_by(requirement)

    assert set() == unconstrained


def test_the_tests_have_what_every_extra_brings() -> None:
    """`dev` names what the extras name: not through the project itself, which nothing can pin."""
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"][
        "optional-dependencies"
    ]
    dev = {canonicalize_name(Requirement(line).name) for line in extras.pop("dev")}
    # opentelemetry-sdk brings the API that the extra asks for.
    lacking = (
        {canonicalize_name(Requirement(line).name) for lines in extras.values() for line in lines}
        - dev
        - {"messaging-engagement"}
    )

    assert {"opentelemetry-api"} == lacking


def test_the_generator_is_pinned_in_both_places() -> None:
    """The templates fit one version of the generator, so pyproject.toml names it exactly too."""
    name = "openapi-python-client"
    (requirement,) = (entry for entry in requirements() if canonicalize_name(entry.name) == name)

    assert ["=="] == [specifier.operator for specifier in requirement.specifier]
    assert requirement.specifier == constraints()[name].specifier


def test_imports_go_one_way() -> None:
    """Contract tests import the client, the client imports the generated code, never back."""
    linter = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )

    assert 0 == linter.returncode, linter.stdout + linter.stderr


def test_no_file_names_a_package_registry() -> None:
    """Where packages come from is the business of whoever installs them."""
    pattern = re.compile("|".join(REGISTRY_HOSTS).encode(), re.IGNORECASE)
    naming = [
        f"{path.relative_to(ROOT)}: {match.group().decode()}"
        for path in repository_files()
        for match in pattern.finditer(path.read_bytes())
    ]

    assert [] == naming


IGNORE = re.compile(
    r"# *(?:type: *ignore(?:\[[^]]*\])?|pyright: *ignore(?:\[[^]]*\])?|pragma: no cover"
    r"|noqa(?:: *[A-Z0-9]+(?:, *[A-Z0-9]+)*)?)(.*)$"
)


def test_every_ignore_has_its_reason() -> None:
    """Whoever silences a checker says why: behind it, or in a comment on the line above."""
    bare = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in repository_files()
        if path.suffix == ".py" and ROOT / "generated" not in path.parents
        for before, number, line in numbered(path)
        if (found := IGNORE.search(line))
        and not re.search(r"\w", found[1])
        and not before.lstrip().startswith("# ")
    ]

    assert [] == bare


def numbered(path: Path) -> Iterator[tuple[str, int, str]]:
    """Give each line, with the one before it and its number."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return zip(["", *lines], itertools.count(1), lines, strict=False)


def test_there_is_no_lock_file() -> None:
    """Versions are pinned by constraints.txt; lock files also pin registries."""
    assert [] == [path for path in repository_files() if path.name in LOCK_FILES]


@pytest.mark.parametrize("script", [*SCRIPTS, ROOT / ".ci" / "run"], ids=lambda path: path.name)
def test_every_script_is_executable(script: Path) -> None:
    """Whatever begins with `#!` can be run by its name."""
    assert os.access(script, os.X_OK)


@pytest.mark.parametrize("source", SHELL_SOURCES, ids=lambda path: path.name)
def test_every_shell_script_parses(source: Path) -> None:
    """The system's own sh accepts each script."""
    parsed = subprocess.run(["sh", "-n", source], check=False, capture_output=True, text=True)

    assert "" == parsed.stderr


class TestWithoutASuitablePython:
    """What the set-up says when it cannot begin."""

    def test_no_python_at_all(self, checkout: Checkout) -> None:
        """An empty PATH: one clear message, and nothing is made."""
        status, said = checkout.set_up(PATH="")

        assert 1 == status
        assert "no Python 3.11 or later found" in said
        assert "PYTHON=/path/to/python3" in said
        assert not (checkout.root / ".venv").exists()

    def test_a_chosen_python_that_does_not_run(self, checkout: Checkout) -> None:
        """$PYTHON is not silently replaced by another interpreter."""
        checkout.add_python()

        status, said = checkout.set_up(PYTHON="/no/such/python")

        assert 1 == status
        assert "PYTHON=/no/such/python does not run" in said

    def test_a_python_without_venv(self, checkout: Checkout) -> None:
        """Debian's python3 comes without ensurepip; the message names the package that has it."""
        checkout.add_program(
            "python3", 'case "$*" in *version_info*) echo cpython-3.11.2 ;; *) exit 1 ;; esac'
        )

        status, said = checkout.set_up()

        assert 1 == status
        assert "python3 lacks the modules venv and ensurepip" in said
        assert "apt install python3-venv" in said

    def test_an_old_python_is_passed_over(self, checkout: Checkout) -> None:
        """An old python3 does not stand in the way of a later one with its version in the name."""
        checkout.add_python()
        (checkout.tools / "python3").rename(checkout.tools / "python3.12")
        checkout.add_program("python3", "exit 1")

        assert 0 == checkout.set_up()[0]

    def test_an_environment_that_cannot_be_used(self, checkout: Checkout) -> None:
        """A .venv that the scripts did not make is not theirs to remove."""
        checkout.add_python()
        (checkout.root / ".venv").mkdir()

        status, said = checkout.set_up()

        assert 1 == status
        assert "Remove or rename it" in said


class TestSetUp:
    """When the set-up installs, and when it finds that it need not."""

    @pytest.fixture(autouse=True)
    def _python(self, checkout: Checkout) -> None:
        checkout.add_python()

    def test_a_second_run_does_nothing_and_says_nothing(self, checkout: Checkout) -> None:
        """An environment that is current is used as it is."""
        checkout.set_up("dev")

        assert (0, "") == checkout.set_up("dev")
        assert 1 == checkout.installations()

    def test_dev_includes_every_extra(self, checkout: Checkout) -> None:
        """The demo takes the environment of the tests as it is."""
        checkout.set_up("dev")

        assert (0, "") == checkout.set_up("mock")

    def test_an_extra_does_not_include_dev(self, checkout: Checkout) -> None:
        """The tests install what the demo did not need, into the same environment."""
        checkout.set_up("mock")
        _, said = checkout.set_up("dev")

        assert "installing the project (dev)" in said
        assert "creating" not in said

    @pytest.mark.parametrize("name", ["pyproject.toml", "constraints.txt"])
    def test_a_change_of_dependencies_installs_again(self, checkout: Checkout, name: str) -> None:
        """Whoever pulls new pins gets them without asking."""
        checkout.set_up()
        with (checkout.root / name).open("a", encoding="utf-8") as file:
            file.write("# changed\n")

        assert "installing" in checkout.set_up()[1]

    def test_a_failed_installation_is_shown_and_redone(self, checkout: Checkout) -> None:
        """What was left half-done is not taken for an environment."""
        checkout.add_python(pip="echo no space left; exit 1")
        status, said = checkout.set_up()
        assert 1 == status
        assert "no space left\n" in said

        checkout.add_python()
        status, said = checkout.set_up()

        assert 0 == status
        assert "creating .venv" in said

    def test_a_moved_checkout_is_set_up_again(self, checkout: Checkout) -> None:
        """An environment holds absolute paths, so that of a moved or copied checkout is no good."""
        checkout.set_up()
        checkout.root = checkout.root.rename(checkout.root.with_name("elsewhere"))

        assert "creating .venv" in checkout.set_up()[1]

    def test_set_ups_at_the_same_time_take_turns(self, checkout: Checkout) -> None:
        """The first one installs; the others wait for it, and need no installation then."""
        processes = [checkout.start("dev") for _ in range(4)]

        for process in processes:
            process.communicate()
        assert [0] * 4 == [process.returncode for process in processes]
        assert 1 == checkout.installations()

"""How the packages come about: the same bytes every time, or a message that says what to do."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from openapi_python_client.config import Config, ConfigFile, MetaType
from openapi_python_client.parser import GeneratorData

from generation import soundness
from generation.errors import GenerationError
from tests.generated.outputs import ROOT, cures, forget, load, trial, write_ours

if TYPE_CHECKING:
    from pathlib import Path

    from tests.generated.outputs import Ours, Output

BUILD = """
import sys
from pathlib import Path
from tests.generated.outputs import trial, write_ours
write_ours(trial(), Path(sys.argv[1]))
"""


def files(folder: Path) -> dict[str, bytes]:
    """Give the content of each file that was generated."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def build(package: Path, seed: str) -> subprocess.Popen[bytes]:
    """Generate our output in a process whose sets have an order of their own."""
    path = os.pathsep.join([str(ROOT / "scripts"), str(ROOT)])
    return subprocess.Popen(
        [sys.executable, "-P", "-c", BUILD, package],
        env={**os.environ, "PYTHONPATH": path, "PYTHONHASHSEED": seed},
    )


def test_the_trial_is_sound() -> None:
    """The description of the trial is one that a build would accept."""
    soundness.check(trial())


def test_the_output_is_the_same_every_time(ours: Ours, tmp_path: Path) -> None:
    """Byte by byte, whatever the order of sets."""
    builds = {tmp_path / seed: build(tmp_path / seed, seed) for seed in ("1", "2")}

    for package, process in builds.items():
        assert 0 == process.wait()
        assert files(ours.folder) == files(package)


@cures(AssertionError)
def test_the_types_are_published(output: Output) -> None:
    """The package has a ``py.typed``."""
    assert (output.folder / "py.typed").is_file()


class TestQuestions:
    """A description that leaves something open is a question to its author, not a traceback."""

    COLLIDING = (["on-hold", "on_hold"], ["on-hold", "on.hold"])

    @pytest.mark.parametrize("values", COLLIDING, ids=str)
    def test_enum_values_that_would_share_a_name(self, tmp_path: Path, values: list[str]) -> None:
        """The message names the values, the name, and what to do."""
        document = trial()
        document["components"]["schemas"]["Status"]["enum"] = values

        with pytest.raises(GenerationError) as raised:
            write_ours(document, tmp_path / "colliding")

        assert (
            f"openapi.yaml: the enum values {values[0]!r} and {values[1]!r} would both be called "
            "ON_HOLD: give every value of the enum a name with `x-enum-varnames`"
        ) == str(raised.value)
        assert [] == list(tmp_path.iterdir())

    def test_the_stock_generator_asks_nothing(self) -> None:
        """The same values end in a traceback, or one of them is silently missing."""
        config = Config.from_sources(
            ConfigFile(),
            MetaType.NONE,
            document_source="",
            file_encoding="utf-8",
            overwrite=False,
            output_path=None,
        )
        document = trial()
        status = document["components"]["schemas"]["Status"]
        crashing, losing = self.COLLIDING

        status["enum"] = losing
        data: Any = GeneratorData.from_dict(document, config=config)
        (enum,) = (enum for enum in data.enums if enum.class_info.name == "Status")
        assert {"ON_HOLD": "on.hold"} == enum.values

        status["enum"] = crashing
        with pytest.raises(ValueError, match="Duplicate key"):
            GeneratorData.from_dict(document, config=config)

    def test_names_settle_it(self, tmp_path: Path) -> None:
        """With ``x-enum-varnames`` both values are there."""
        document = trial()
        document["components"]["schemas"]["Status"] |= {
            "enum": ["on-hold", "on_hold"],
            "x-enum-varnames": ["WAITING", "ON_HOLD"],
        }
        write_ours(document, tmp_path / "named_client")
        package = load(tmp_path / "named_client")

        assert "on-hold" == package.models.Status.WAITING
        assert "on_hold" == package.models.Status.ON_HOLD
        forget(package)

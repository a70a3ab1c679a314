"""A proof is a check that there is."""

from __future__ import annotations

from pathlib import Path

import pytest

from generation import proofs
from generation.errors import GenerationError
from generation.overlays import Action
from tests.spec.checks import CHECKS

ROOT = Path(__file__).resolve().parents[2]


def action(proof: str) -> Action:
    """Give an action with a proof."""
    return Action("a.yaml", "a.yaml:7: action 1", "$.info", {"id": "Q99"}, proof, remove=True)


def test_the_checks_that_are_read_are_those_that_run() -> None:
    """Reading the modules finds what importing them registers."""
    assert set(CHECKS) == set(proofs.checks(ROOT / proofs.CHECKS))


def test_a_check_that_there_is() -> None:
    """It may be the proof of any action."""
    proofs.require_known([action(name) for name in CHECKS], ROOT)


def test_every_proof_that_is_no_check_is_named() -> None:
    """With the action, the name, and the one that may be meant."""
    name = min(CHECKS)
    with pytest.raises(GenerationError) as raised:
        proofs.require_known([action(f"{name}_"), action(name), action("zzz")], ROOT)
    place = "a.yaml:7: action 1 (Q99, target $.info)"
    unknown = f"{place}: `x-proof: {{}}` is no check of tests/spec/checks. {{}}Name the one"
    misspelt, strange = raised.value.problems
    assert misspelt.startswith(unknown.format(f"{name}_", f"Did you mean {name}? "))
    assert strange.startswith(unknown.format("zzz", ""))


def test_a_module_that_is_no_python(tmp_path: Path) -> None:
    """It is named."""
    (tmp_path / "values.py").write_text("def (:\n")
    with pytest.raises(GenerationError, match=r"values\.py: cannot be read as Python"):
        list(proofs.checks(tmp_path))

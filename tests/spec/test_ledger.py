"""The ledger holds: every action of the overlays is needed, and together they are enough."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from generation import description, documents

from .checks import CHECKS, Check
from .sources import ACTIONS, LEDGER, ROOT, built_without, clean

CATALOGUED = [f"Q{number:02}" for number in range(1, 61)]
"""The quirks that were found on the page; later ones were found while cleaning up."""


def action_ids() -> list[str]:
    """Name each action by its quirks, its check, and how many actions of that name came before."""
    seen: Counter[str] = Counter()
    names: list[str] = []
    for action in ACTIONS:
        name = f"{'+'.join(action.quirks)}-{action.proof}"
        seen[name] += 1
        names.append(f"{name}-{seen[name]}")
    return names


@pytest.mark.parametrize("check", CHECKS.values(), ids=CHECKS.keys())
def test_the_description_keeps_every_rule(check: Check) -> None:
    """With all actions applied, no check finds anything."""
    assert [] == check(clean())


@pytest.mark.parametrize("index", range(len(ACTIONS)), ids=action_ids())
def test_every_action_is_needed(index: int) -> None:
    """Without this one action, the check that it names finds something."""
    assert [] != CHECKS[ACTIONS[index].proof](built_without(index))


def test_every_check_proves_an_action() -> None:
    """The actions name the checks that there are: none is missing, and none is idle."""
    assert set(CHECKS) == {action.proof for action in ACTIONS}


def test_every_check_states_its_rule() -> None:
    """The docstring of a check begins with the rule in one sentence."""
    silent = [name for name, check in CHECKS.items() if not (check.__doc__ or "").strip()]

    assert [] == silent


def test_every_quirk_has_an_entry() -> None:
    """Whatever was found on the page is mended or kept, and the ids have no gap after it."""
    ids = [entry["id"] for entry in LEDGER]

    assert CATALOGUED == ids[: len(CATALOGUED)]
    assert [f"Q{number:02}" for number in range(1, len(ids) + 1)] == ids


def test_every_entry_explains_itself() -> None:
    """A mended quirk has an action; a kept one has the reason, and no action."""
    unexplained = [
        entry["id"]
        for entry in LEDGER
        if not (entry.get("reason") if entry["disposition"] == "kept" else entry.get("actions"))
    ]

    assert [] == unexplained


def test_the_package_carries_the_ledger() -> None:
    """quirks.json, which the client and its reports read, is the ledger of the sources."""
    path = ROOT / "generated" / "messaging_engagement_api" / "quirks.json"

    assert LEDGER == json.loads(path.read_text(encoding="utf-8"))


def test_the_committed_description_is_that_of_the_sources() -> None:
    """openapi.yaml is what the checks of this folder were asked about."""
    committed = documents.plain(documents.load(ROOT / "openapi.yaml"))

    assert clean() == committed
    assert description.build(ROOT).document == committed

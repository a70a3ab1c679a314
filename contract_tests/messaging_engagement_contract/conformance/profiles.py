"""How much a run does: quick for every push, standard for a merge, deep for the night."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Profile:
    """How much a run does.

    Attributes:
        name: Its name.
        covers: What it does, in a sentence.
        cases: Generated bodies and queries for each operation, valid and invalid alike.
        coverage: Whether Schemathesis' coverage cases are sent too.
        explorations: Random sequences of operations, each held to the model.
        steps: Operations in each of them.
        thorough: Whether each field, value and place gets a request of its own.
    """

    name: str
    covers: str
    cases: int
    coverage: bool
    explorations: int
    steps: int
    thorough: bool


PROFILES: dict[str, Profile] = {
    profile.name: profile
    for profile in (
        Profile(
            "quick",
            "Every rule on every operation by directed checks; one random sequence.",
            cases=0,
            coverage=False,
            explorations=1,
            steps=25,
            thorough=False,
        ),
        Profile(
            "standard",
            "Each field and value by a request of its own, 12 generated cases an operation,"
            " 5 random sequences.",
            cases=12,
            coverage=True,
            explorations=5,
            steps=40,
            thorough=True,
        ),
        Profile(
            "deep",
            "As standard, with 400 generated cases an operation and 60 random sequences.",
            cases=400,
            coverage=True,
            explorations=60,
            steps=80,
            thorough=True,
        ),
    )
}

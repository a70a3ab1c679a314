"""The checks: what the suite does to a server, each a function that asks and judges.

A check is named after what it looks at. One that needs to write is left out of a read-only run, and
one that creates much of one on a server where that may cost something.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from messaging_engagement_contract.conformance.checks import (
    accounts,
    answers,
    authentication,
    bulk,
    concurrency,
    dates,
    filtering,
    http,
    life,
    listing,
    paging,
    robustness,
    text,
    unknown,
    validation,
    wire,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from messaging_engagement_contract.conformance.session import Session


@dataclass(frozen=True)
class Check:
    """Something that the suite does to a server.

    Attributes:
        name: Its name.
        run: The function that does it.
        needs: Whether it reads, writes, or creates many things.
        generates: Whether it sends generated cases, which not every profile has.
    """

    name: str
    run: Callable[[Session], None]
    needs: Literal["reading", "writing", "much"] = "reading"
    generates: bool = False

    @property
    def sentence(self) -> str:
        """What it does."""
        return (self.run.__doc__ or "").strip().splitlines()[0]


def _explore(session: Session) -> None:
    """Random sequences of operations leave what the model says."""
    # Hypothesis takes a while to import, and a read-only run does without it.
    from messaging_engagement_contract.conformance.exploration import explore

    explore(session)


def _generated(session: Session) -> None:
    """Whatever the schemas allow is handled, and whatever they forbid is refused."""
    from messaging_engagement_contract.conformance.generation import generated

    generated(session)


CHECKS: tuple[Check, ...] = (
    Check("answers", answers.answers),
    Check("authentication", authentication.authentication),
    Check("lists", listing.lists),
    Check("paging", paging.paging),
    Check("unknown", unknown.unknown),
    Check("accept", http.accept),
    Check("beside", http.beside),
    Check("wire", wire.wire),
    Check("identities", life.identities, "writing"),
    Check("engagements", life.engagements, "writing"),
    Check("isolation", life.isolation, "writing"),
    Check("filter", filtering.filtering, "writing"),
    Check("pages", listing.pages, "much"),
    Check("bulk", bulk.bulk, "writing"),
    Check("text", text.text, "writing"),
    Check("validation", validation.validation, "writing"),
    Check("media-types", http.media_types, "writing"),
    Check("malformed", http.malformed, "writing"),
    Check("methods", http.methods, "writing"),
    Check("robustness", robustness.robustness),
    Check("accounts", accounts.accounts),
    Check("dates", dates.dates, "writing"),
    Check("deletion", life.deletion, "writing"),
    Check("at-once", concurrency.at_once, "much"),
    Check("generated", _generated, "much", generates=True),
    Check("exploration", _explore, "much"),
    Check("lasting", life.lasting, "writing"),
)

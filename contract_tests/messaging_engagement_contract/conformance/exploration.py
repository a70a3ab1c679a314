"""Random sequences of operations, each held to the model: what directed checks do not think of."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from messaging_engagement_contract.conformance.session import Session


def explore(session: Session) -> None:
    """Random sequences of operations leave what the model says."""

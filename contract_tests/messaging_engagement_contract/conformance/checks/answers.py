"""Answers to plain requests: what is wrong with these is wrong wherever it shows later."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from messaging_engagement_contract.conformance.session import Session


def answers(session: Session) -> None:
    """What is created, read and listed is answered as the contract has it."""
    ids = session.some_ids()
    for operation in session.run.contract.operations.values():
        path_ids = session.ids_for(operation.id, ids)
        if operation.reads and operation.path.count("{") == len(path_ids):
            session.run.call(operation.id, path_ids, expect={200})

"""The account of a bulk call: every row as JSON or in a pipe; many failures of a kind as one."""

from __future__ import annotations

import sys
from itertools import groupby
from typing import TYPE_CHECKING, Any

from messaging_engagement.bulk.account import Status
from messaging_engagement.bulk.phone_numbers import shown
from messaging_engagement.command import output
from messaging_engagement.command.failures import as_typed, next_step
from messaging_engagement.command.layout import columns, folded
from messaging_engagement.wording import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from messaging_engagement.bulk.account import BulkAccount, NumberOutcome
    from messaging_engagement.command.rows import Row

    Failure = tuple[Row, NumberOutcome]

MANY = 20
"""More failures than this are told by their reasons on a terminal."""
_FEW = 3
_ALONE = (
    "of a request that was done in part the API does not say why each of the others was refused. "
    "Send those once more, without the rest: then it does"
)


def print_account(account: BulkAccount, rows: Sequence[Row], form: str) -> None:
    """Print what became of every row of a bulk call: all as JSON, the failures as a table.

    Args:
        account: The account.
        rows: The rows that were given, in the same order.
        form: ``json``, ``jsonl`` or ``table``.
    """
    every = list(zip(rows, account.outcomes, strict=True))
    if form != "table":
        output.print_items((_told(*one) for one in every), form, "number")
        return
    failed = [one for one in every if one[1].status is not Status.DONE]
    if len(failed) > MANY and sys.stdout.isatty():
        sys.stdout.writelines(f"{line}\n" for line in _grouped(failed))
    elif failed:
        output.print_items((_told(*one) for one in failed), "table", "number")
    sys.stdout.write(f"{account}\n")
    if any(outcome.error is None for outcome in account.refused):
        sys.stderr.write(next_step(_ALONE))


def _told(row: Row, outcome: NumberOutcome) -> dict[str, Any]:
    return {
        **({} if row.line is None else {"line": row.line}),
        "given": outcome.given,
        "number": outcome.number,
        "status": str(outcome.status),
        "reason": None if outcome.reason is None else as_typed(outcome.reason),
    }


def _grouped(failed: Iterable[Failure]) -> Iterator[str]:
    """Tell failures by their reasons, the most frequent first; each row can be found."""
    kinds: dict[tuple[Status, str], list[Failure]] = {}
    for row, outcome in failed:
        kinds.setdefault((outcome.status, _reason(outcome)), []).append((row, outcome))
    for (status, reason), found in sorted(kinds.items(), key=lambda kind: -len(kind[1])):
        yield folded(f"{len(found)} {status}: {printable(reason)}", columns(), later="  ")
        yield folded(printable("; ".join(_which(found))), columns(), "  ", "  ")


def _reason(outcome: NumberOutcome) -> str:
    """Give the reason without the number itself, so that it is the same for several."""
    reason = (outcome.reason or "").removeprefix(f"{outcome.status}, for ")
    return as_typed(reason.replace(shown(outcome.given), "it"))


def _which(found: Iterable[Failure]) -> Iterator[str]:
    """Tell which rows they are: those of a file by their lines, all others one by one."""
    filed: list[str] = []
    lines: list[int] = []
    for row, outcome in found:
        if row.line is None:
            yield outcome.given
        else:
            filed.append(outcome.given)
            lines.append(row.line)
    if filed:
        more = f" and {len(filed) - _FEW} more" if len(filed) > _FEW else ""
        few = ", ".join(filed[:_FEW])
        yield f"{few}{more}, line{'s'[len(lines) == 1 :]} {', '.join(_ranges(lines))}"


def _ranges(numbers: Sequence[int]) -> Iterator[str]:
    """Shorten numbers that follow each other.

    >>> list(_ranges([2, 3, 4, 7]))
    ['2-4', '7']
    """
    runs = groupby(enumerate(numbers), key=lambda one: one[1] - one[0])
    for _, run in runs:
        held = [number for _, number in run]
        yield str(held[0]) if len(held) == 1 else f"{held[0]}-{held[-1]}"

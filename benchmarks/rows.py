"""What a benchmark gives: rows, each a ratio that was taken side by side in one run."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeAlias

from attrs import frozen


@frozen(kw_only=True)
class Row:
    """One line of the table.

    Attributes:
        name: What was done.
        against: What else did the same.
        measure: What was taken: the time of the processor, the time on the clock, or bytes.
        ratio: The median, over the rounds, of ours by theirs; None where nothing was measured.
        spread: The middle half of the ratios.
        goal: What the ratio may be at most; None where there is no goal.
        ours: The median of ours: seconds for one, or bytes.
        theirs: The median of theirs.
        note: What else there is to say, such as why nothing was measured.
    """

    name: str
    against: str
    measure: str = "CPU"
    ratio: float | None = None
    spread: tuple[float, float] | None = None
    goal: float | None = None
    ours: float | None = None
    theirs: float | None = None
    note: str = ""

    @property
    def verdict(self) -> str:
        """Whether the goal is reached."""
        if self.ratio is None:
            return "not measured"
        if self.goal is None:
            return ""
        return "reached" if self.ratio <= self.goal else "missed"


@frozen(kw_only=True)
class Effort:
    """How much is measured.

    Attributes:
        rounds: How often the contenders take turns.
        scale: By what the number of calls in a round is divided.
    """

    rounds: int
    scale: int = 1

    def calls(self, number: int) -> int:
        """Give how many calls a round has."""
        return max(1, number // self.scale)


THOROUGH = Effort(rounds=15)
QUICK = Effort(rounds=5, scale=4)

Group: TypeAlias = Callable[[Effort], Iterable[Row]]
"""What a module of this folder has as ``rows``."""

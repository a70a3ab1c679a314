"""Contenders measured by turns, so that whatever else the machine does meets all of them alike."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping
from typing import TypeAlias

from attrs import frozen

Contender: TypeAlias = Callable[[], object]
Clock: TypeAlias = Callable[[], float]

FEWEST_FOR_SPREAD = 4


@frozen
class Times:
    """What the contenders took, round by round.

    Attributes:
        seconds: For each contender, the seconds of one call in each round.
    """

    seconds: Mapping[str, list[float]]

    def divided_by(self, number: int) -> Times:
        """Give what each of so many took, where a contender does so many at once."""
        return Times(
            {name: [one / number for one in taken] for name, taken in self.seconds.items()}
        )

    def median(self, name: str) -> float:
        """Give the median of a contender."""
        return statistics.median(self.seconds[name])

    def ratio(self, ours: str, theirs: str) -> float:
        """Give the median of the ratios of two contenders."""
        return statistics.median(self._ratios(ours, theirs))

    def spread(self, ours: str, theirs: str) -> tuple[float, float] | None:
        """Give the middle half of the ratios of two contenders."""
        ratios = self._ratios(ours, theirs)
        if len(ratios) < FEWEST_FOR_SPREAD:
            return None
        low, _, high = statistics.quantiles(ratios, n=4)
        return low, high

    def _ratios(self, ours: str, theirs: str) -> list[float]:
        pairs = zip(self.seconds[ours], self.seconds[theirs], strict=True)
        return [own / other for own, other in pairs]


def compare(
    contenders: Mapping[str, Contender],
    *,
    rounds: int,
    calls: int = 1,
    clock: Clock = time.process_time,
) -> Times:
    """Measure contenders by turns.

    Args:
        contenders: What each does, by its name.
        rounds: How often each has its turn. One more comes before, and does not count.
        calls: How often a contender does it in its turn.
        clock: What is read before and after a turn: by default the time of the processor that this
            process took, which the server, a process of its own, has no part in.
    """
    seconds: dict[str, list[float]] = {name: [] for name in contenders}
    for number in range(-1, rounds):
        # Each goes first as often as any other.
        names = list(contenders)
        shift = number % len(names)
        for name in names[shift:] + names[:shift]:
            run = contenders[name]
            begin = clock()
            for _ in range(calls):
                run()
            end = clock()
            if number >= 0:
                seconds[name].append((end - begin) / calls)
    return Times(seconds)

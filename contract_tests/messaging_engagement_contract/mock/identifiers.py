"""The ids of new resources: the same sequence for the same seed, and no id twice."""

from __future__ import annotations

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LENGTH = 6
_COUNT = 36**_LENGTH
_STEP = 1_234_567_891  # shares no factor with 36: every id comes up once before any comes again


def identifier(seed: int, number: int) -> str:
    """Give the six characters of the ``number``-th id."""
    position = (seed * 36**3 + number * _STEP) % _COUNT
    return "".join(_DIGITS[position // 36**power % 36] for power in range(_LENGTH))

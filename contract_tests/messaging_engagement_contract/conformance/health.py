"""The checks of Hypothesis' own health that do not apply where each step asks a server."""

from __future__ import annotations

from typing import Final

from hypothesis import HealthCheck

SLOW: Final = (
    HealthCheck.too_slow,
    HealthCheck.data_too_large,
    HealthCheck.filter_too_much,
    HealthCheck.large_base_example,
    HealthCheck.function_scoped_fixture,
    HealthCheck.differing_executors,
    HealthCheck.nested_given,
)

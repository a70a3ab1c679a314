"""The conformance suite as tests: ``pytest --pyargs messaging_engagement_contract``.

Each check is a test, which fails if it finds anything; the last test asks whether every operation
was exercised, so that nothing passes by having been left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from messaging_engagement_contract.conformance.checks import Check
    from messaging_engagement_contract.conformance.pytest_plugin import Suite


def test_check(conformance_suite: Suite, conformance_check: Check) -> None:
    """The server keeps the rules that a check looks at."""
    found = conformance_suite.make(conformance_check)
    if found:
        pytest.fail("\n\n".join(found), pytrace=False)


def test_verdict(conformance_suite: Suite) -> None:
    """The server conforms, and that can be said of more than nothing."""
    result = conformance_suite.result()
    if result.verdict != "conforms":
        pytest.fail(f"{result.verdict}: {result.why}", pytrace=False)

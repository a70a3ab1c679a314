"""A server that follows the published page to the letter: one finding for each of its mistakes."""

from __future__ import annotations

import pytest

from messaging_engagement_contract.conformance.conduct import Result, chosen, conduct
from messaging_engagement_contract.conformance.contract import ledger, load
from messaging_engagement_contract.conformance.journal import Journal
from messaging_engagement_contract.conformance.profiles import PROFILES
from messaging_engagement_contract.conformance.run import Options, Run
from messaging_engagement_contract.conformance.target import Limits, Target
from messaging_engagement_contract.mock import MockServer

# Entries of the ledger whose mistake is in what a server sends. Q12 shows as Q11 does: ids have a
# second form in the link self. Q37 shows nothing: links between pages are not required.
ON_THE_WIRE = {"Q01", "Q02", "Q03", "Q05", "Q06", "Q08", "Q09", "Q10", "Q11", "Q26"}


def judge(*, published: bool, profile: str = "quick") -> Result:
    """Judge the mock that follows the page."""
    own, other = ("abcd1234", "mock-secret"), ("wxyz5678", "mock-secret")
    with MockServer(profile="published") as server:
        target = Target(server.url, own, other, Limits(timeout=10))
        try:
            options = Options(PROFILES[profile], published=published)
            run = Run(
                load(), target, options, Journal(None, server.url, "conformance test 0000babe")
            )
            return conduct(run, chosen(run))
        finally:
            target.close()


@pytest.mark.parametrize("profile", ["quick", "standard"])
def test_each_quirk_once(profile: str) -> None:
    """Each quirk that shows on the wire is one finding, which names it, and there is no other."""
    found = [finding.quirk for finding in judge(published=False, profile=profile).findings]
    assert sorted(ON_THE_WIRE) == sorted(map(str, found))


def test_the_ledger_knows_them() -> None:
    """Each of these is a correction or a convention of the ledger, so that it can be looked up."""
    assert {"corrections", "conventions"} >= {ledger()[q]["disposition"] for q in ON_THE_WIRE}


def test_published_lets_them_pass() -> None:
    """By `--spec published` such a server conforms; what was let pass is told none the less."""
    result = judge(published=True)
    assert ("conforms", []) == (result.verdict, [f.told() for f in result.findings])
    assert ON_THE_WIRE <= {str(finding.quirk) for finding in result.passed}

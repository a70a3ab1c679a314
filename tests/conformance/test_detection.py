"""The suite finds faults, by the rules that name them, and nothing on servers that conform.

``python -m benchmarks.detection`` does so for all faults and variants; here are a few of each.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from messaging_engagement_contract.conformance import rules
from messaging_engagement_contract.conformance.conduct import chosen, conduct
from messaging_engagement_contract.conformance.contract import load
from messaging_engagement_contract.conformance.journal import Journal
from messaging_engagement_contract.conformance.profiles import PROFILES
from messaging_engagement_contract.conformance.run import Options, Run
from messaging_engagement_contract.conformance.target import Limits, Target
from messaging_engagement_contract.mock import MockServer
from messaging_engagement_contract.mock.faults.registry import known
from tests.conformance.expectations import OPEN, RULES, expected_rules
from tests.conformance.faults import FAULTS
from tests.conformance.proxy import Behind, Call, Proxy, Reply
from tests.conformance.variants import VARIANTS

if TYPE_CHECKING:
    from messaging_engagement_contract.conformance.conduct import Result

FAULTY = {
    "id-is-missing": ["authentication", "lists"],
    "refusal-answers-422": ["validation"],
    "put-keeps-what-it-should-unset": ["identities"],
    "deleted-is-still-listed": ["deletion"],
    "pages-overlap": ["pages"],
    "filter-does-not-count": ["filter"],
    "numbers-move-between-engagements": ["bulk"],
    "numbers-lose-zeros": ["bulk"],
    "text-is-escaped": ["text"],
    "list-shows-the-old": ["isolation"],
    "last-updated-stays": ["dates"],
    "null-accepted": ["validation"],
    "text-plain-accepted": ["media-types"],
    "broken-json-accepted": ["malformed"],
    "no-allow": ["methods"],
    "secret-in-any-case": ["authentication"],
    "others-may-delete": ["accounts"],
    "fails-on-nesting": ["robustness"],
    "no-content-with-content": ["wire"],
    "page-links-lose-the-filter": ["filter"],
    "put-loses-the-numbers": ["engagements"],
    "refused-change-is-done-in-part": ["validation"],
    "other-media-refused-but-done": ["media-types"],
    "not-acceptable-but-done": ["accept"],
    "accept-counts-for-reading-alone": ["accept"],
    "cuts-help-message-by-put": ["text"],
    "composed-of-company-name-by-post": ["text"],
    "what-does-not-exist-is-told-to-everyone": ["authentication", "lists"],
    "identities-created-date-can-be-changed-by-put": ["identities"],
    "put-keeps-booleans": ["engagements"],
    "numbers-with-a-line-end-accepted": ["validation"],
    "head-of-an-item-has-a-body": ["beside"],
}
DIFFERENT = [
    "nothing-optional",
    "newest-first",
    "ids-that-need-quoting",
    "adding-again-succeeds",
    "something-is-there-already",
    "ids-that-count",
    "ids-of-other-scripts",
    "ids-with-marks",
    "http-1-0",
    "numbers-may-be-shared",
    "a-change-below-is-a-change",
    "at-most-seven-a-page",
    "closes-without-a-word",
    "early-hints",
    "integers-with-a-point",
    "dates-in-small-letters",
    "slashes-are-put-right",
    "size-of-a-customer-is-fixed",
    "states-are-states",
    "no-country-begins-with-zero",
]
OF_THE_MOCK = {
    "created-field-lost": ["engagements"],
    "delete-removes-another": ["isolation"],
    "numbers-survive": ["bulk"],
    "order-unstable": ["lists", "pages"],
    "others-writable": ["accounts"],
    "any-accept-accepted": ["accept"],
    "body-nan": ["lists"],
    "trailing-bytes": ["wire"],
}


def judge(url: str, checks: list[str] | None = None, profile: str = "quick") -> Result:
    """Judge a server by some checks, or by all."""
    own, other = ("abcd1234", "mock-secret"), ("wxyz5678", "mock-secret")
    target = Target(url, own, other, Limits(timeout=5))
    run = Run(
        load(), target, Options(PROFILES[profile]), Journal(None, url, "conformance test 00c0ffee")
    )
    try:
        every = chosen(run)
        return conduct(run, [c for c in every if checks is None or c.name in checks])
    finally:
        target.close()


@pytest.mark.parametrize("name", FAULTY)
def test_fault(name: str) -> None:
    """A fault is found by a rule that names it."""
    with Proxy(FAULTS[name].change) as server:
        result = judge(server.url, FAULTY[name])
    assert {finding.rule.id for finding in result.findings} & FAULTS[name].rules


@pytest.mark.parametrize("name", OF_THE_MOCK)
def test_fault_of_the_mock(name: str) -> None:
    """A fault of the mock is found by a rule that names it, or nothing can be judged for it."""
    with MockServer(faults=[name]) as server:
        result = judge(server.url, OF_THE_MOCK[name])
    found = {finding.rule.id for finding in result.findings} or {result.verdict}
    assert found & expected_rules("mock", name)


def test_every_fault_of_the_mock_is_expected() -> None:
    """Each fault of the mock has rules that name it, or the contract allows it, and not both."""
    assert known().keys() == RULES.keys() | OPEN.keys()
    assert not RULES.keys() & OPEN.keys()
    named = {rule for name in RULES for rule in expected_rules("mock", name)}
    assert named <= rules.RULES.keys() | {"not judged"}


@pytest.mark.parametrize("name", DIFFERENT)
def test_no_false_alarm(name: str) -> None:
    """A server that differs in what the contract leaves open conforms."""
    with Proxy(VARIANTS[name], prefix="/a/base") as server:
        result = judge(server.url)
    assert ("conforms", []) == (result.verdict, [f.told() for f in result.findings])


def test_large_answers() -> None:
    """Answers larger than any the contract knows are findings, and are not read to their end."""
    with MockServer(faults=["body-large"]) as server:
        result = judge(server.url)
    assert "does not conform" == result.verdict
    assert {"answers"} == {finding.rule.id for finding in result.findings}
    assert all("the answer is larger than" in finding.got for finding in result.findings)
    # what it created it cannot see; that is told, and the journal keeps it
    assert any("may be left behind" in note for note in result.notes)


@pytest.mark.parametrize("status", [404, 405, 501])
def test_an_operation_that_is_not_there(status: int) -> None:
    """It is told once, and not again for each kind of credentials."""

    def change(call: Call, behind: Behind) -> Reply:
        problem = {"type": "about:blank", "title": "Not here"}
        if call.method == "PATCH":
            return Reply(status).with_json(problem)
        return behind.send(call)

    with Proxy(change) as server:
        result = judge(server.url, ["authentication", "identities", "engagements"])
    found = {finding.rule.id for finding in result.findings}
    assert {"no-server-error" if status == 501 else "valid-accepted"} == found


def test_got_is_what_was_sent() -> None:
    """A link that is wrong in two ways is shown as the server sent it."""

    def change(call: Call, behind: Behind) -> Reply:
        reply = behind.send(call)
        wrong = reply.body.replace(b"/messaging-engagement/", b"/messaging-envagement/")
        wrong = wrong.replace(b"?identity_id=", b"/?identity_id=")
        return Reply(reply.status, reply.headers, wrong).without("Content-Length")

    with Proxy(change) as server:
        result = judge(server.url, ["identities"])
    got = {finding.quirk: finding.got for finding in result.findings}
    assert "/messaging-envagement/engagements/?identity_id=" in got["Q03"]


def test_many_resources() -> None:
    """A list of more than its pages can hold by any size that the bounds allow is no finding."""
    with MockServer(seed_data="large") as server:
        result = judge(server.url, ["lists"])
    assert [] == [f.told() for f in result.findings]


def test_standard_on_the_mock() -> None:
    """The mock conforms, by generated cases and random sequences too."""
    with Proxy(VARIANTS["as-it-is"]) as server:
        result = judge(server.url, ["generated", "exploration"], "standard")
    assert ("conforms", []) == (result.verdict, [f.told() for f in result.findings])

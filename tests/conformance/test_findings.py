"""Each fault is one finding, which names all else that it breaks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest

from messaging_engagement_contract.conformance.alteration import alteration
from messaging_engagement_contract.conformance.conduct import chosen, conduct
from messaging_engagement_contract.conformance.contract import load
from messaging_engagement_contract.conformance.exchange import Exchange, Request
from messaging_engagement_contract.conformance.findings import Finding
from messaging_engagement_contract.conformance.folding import told_once
from messaging_engagement_contract.conformance.journal import Journal
from messaging_engagement_contract.conformance.profiles import PROFILES
from messaging_engagement_contract.conformance.rules import RULES
from messaging_engagement_contract.conformance.run import Options, Run
from messaging_engagement_contract.conformance.target import Target
from messaging_engagement_contract.mock import MockServer
from messaging_engagement_contract.types import is_object
from tests.conformance.faults import FAULTS
from tests.conformance.proxy import Behind, Call, Proxy, Reply

if TYPE_CHECKING:
    from collections.abc import Collection


def exchange(status: int) -> Exchange:
    """A request to the list of identities, and an answer without a body."""
    request = Request("GET", "http://127.0.0.1/identities", {}, None, "own")
    return Exchange(None, request, status, httpx.Headers(), b"", 0.0)


def finding(  # noqa: PLR0913 - a finding is that much
    rule: str,
    operation: str,
    *,
    status: int = 200,
    about: Collection[str] = (),
    manner: str = "",
    steps: int = 1,
    quirk: str | None = None,
    trigger: str = "",
    expected: str = "what was sent",
) -> Finding:
    """A finding with an exchange for each step."""
    return Finding(
        operation,
        RULES[rule],
        f"{expected}: {trigger}" if trigger else expected,
        f"something else of {operation}",
        quirk or RULES[rule].quirk,
        "a check",
        [exchange(status)] * steps,
        frozenset(about),
        manner,
        trigger,
    )


def told(*findings: Finding) -> list[tuple[str, str, list[str]]]:
    """The rule, the operation and the places of each finding that is told."""
    return [
        (one.rule.id, one.operation, [f"{also.rule.id}@{also.operation}" for also in one.also])
        for one in told_once(findings)
    ]


def judged(url: str) -> list[Finding]:
    """What ``quick`` finds."""
    own, other = ("abcd1234", "mock-secret"), ("wxyz5678", "mock-secret")
    target = Target(url, own, other)
    try:
        run = Run(
            load(),
            target,
            Options(PROFILES["quick"]),
            Journal(None, url, "conformance test 00000001"),
        )
        return conduct(run, chosen(run)).findings
    finally:
        target.close()


def test_operations_that_break_a_rule_in_the_same_way_are_one_finding() -> None:
    """It is told with the shortest way to see it, and names the others."""
    assert [("methods", "b", ["methods@a"])] == told(
        finding("methods", "a", status=404, steps=2), finding("methods", "b", status=404)
    )


@pytest.mark.parametrize(
    "other",
    [
        finding("methods", "b", status=400),
        finding("unknown", "b", status=404),
        finding("methods", "b", status=404, quirk="Q01"),
        finding("methods", "b", status=404, about={"identities.street"}),
    ],
    ids=["another status", "another rule", "a quirk of the page", "a field"],
)
def test_what_differs_is_a_finding_of_its_own(other: Finding) -> None:
    """Another status, rule, entry of the ledger or field is another fault."""
    assert 2 == len(told(finding("methods", "a", status=404), other))


def test_requests_that_break_a_rule_in_several_ways_are_one_finding() -> None:
    """Each is told, for each may be a fault of its own."""
    null, empty = (
        finding("no-server-error", "a", status=500, trigger=why) for why in ("null", "empty")
    )
    assert [("no-server-error", "a", ["no-server-error@a"])] == told(null, empty)


def test_a_quirk_of_the_page_is_one_finding() -> None:
    """It is one decision, whatever operation and rule show it; each of these is told."""
    shown = [
        finding("body-schema", "a", quirk="Q50", about={"title"}),
        finding("body-schema", "a", quirk="Q50", about={"page"}),
        finding("status", "b", quirk="Q50"),
    ]
    assert [("status", "b", ["body-schema@a", "body-schema@a"])] == told(shown[2], *shown[:2])


def test_a_filter_that_lets_others_through_is_told_beside_an_order() -> None:
    """No order of a list brings what does not belong in it."""
    order = finding("list-order", "a")
    assert 1 == len(told(order, finding("filter", "a")))
    assert 2 == len(told(order, finding("filter", "a", about={"engagements.identity_id"})))


def test_the_status_of_success_makes_no_difference() -> None:
    """Who is let in to read is let in to create: 200 and 201 say the same."""
    assert [("auth-required", "a", ["auth-required@b"])] == told(
        finding("auth-required", "a"), finding("auth-required", "b", status=201)
    )


def test_a_field_that_is_wrong_from_its_creation_on_is_told_once() -> None:
    """What is read, changed and listed later is wrong for the same reason."""
    street = {"identities.street"}
    both = {*street, "identities.city"}
    assert [("created", "createIdentity", ["patch@updateIdentity", "text@getIdentity"])] == told(
        finding("created", "createIdentity", about=both),
        finding("patch", "updateIdentity", about=street),
        finding("text", "getIdentity", about=both),
    )


def test_a_field_that_only_an_update_loses_is_told_beside_another() -> None:
    """A field that was created as sent is not explained by one that was not."""
    assert ["created", "patch"] == [
        rule
        for rule, _, _ in told(
            finding("created", "createIdentity", about={"identities.street"}),
            finding("patch", "updateIdentity", about={"identities.city"}),
        )
    ]


def test_what_is_done_to_any_text_is_told_once() -> None:
    """A server that cuts text does so in every field and operation."""
    assert [("created", "createIdentity", ["patch@updateEngagement"])] == told(
        finding("created", "createIdentity", about={"identities.street"}, manner="cut short"),
        finding("patch", "updateEngagement", about={"engagements.help"}, manner="cut short"),
    )


def test_who_is_let_in_is_not_told_behind_a_wrong_status() -> None:
    """A wrong refusal of one hides no other who is not refused at all."""
    refused = finding("auth-required", "a", status=403)
    assert 1 == len(told(refused, finding("auth-checked", "a", status=403)))
    assert 2 == len(told(refused, finding("auth-checked", "a", status=200)))


def test_another_account_that_sees_something_is_always_told() -> None:
    """A wrong refusal of what does not exist is the same for another; an answer is not."""
    assert 1 == len(told(finding("unknown", "a", status=403), finding("accounts", "b", status=403)))
    assert 2 == len(told(finding("unknown", "a", status=200), finding("accounts", "b", status=200)))


def test_an_operation_that_is_not_there_is_one_finding() -> None:
    """It asks for no credentials, for it is not there; which is no fault of its own."""
    assert [("valid-accepted", "a", ["auth-required@a"])] == told(
        finding("auth-required", "a", status=404, expected="401"),
        finding("valid-accepted", "a", status=404, expected="200"),
    )


def test_a_list_that_gives_wrong_pages_is_one_finding() -> None:
    """Its totals, its links and its filter cannot be right; those of another list can."""
    assert [("page", "a", ["totals@a", "filter@a"]), ("totals", "b", [])] == told(
        finding("page", "a"),
        finding("totals", "a"),
        finding("filter", "a"),
        finding("totals", "b", status=404),
    )


def test_a_finding_has_the_same_id_in_every_run() -> None:
    """It is made of the rule and of what is wrong, not of values that differ by run."""
    one, again = (
        Finding("a", RULES["dates"], f"created_date '{date}', for good", date, None, "", ())
        for date in ("2020-01-02", "2021-03-04")
    )
    assert one.id == again.id
    assert one.id != finding("dates", "a").id


@pytest.mark.parametrize("name", ["leading-zeros-lost", "text-cut", "any-secret-accepted"])
def test_a_fault_of_the_mock_is_one_finding(name: str) -> None:
    """Whatever it breaks besides is named there, and nothing is said that is not so."""
    with MockServer(faults=[name]) as server:
        assert 1 == len(judged(server.url))


def test_every_way_to_fail_is_told() -> None:
    """A server that fails on two things is one finding, with a command for each."""

    def fails(call: Call, behind: Behind) -> Reply:
        body = call.json if is_object(call.json) else {}
        if call.method == "PATCH" and (None in body.values() or "👍".encode() in call.body):
            return Reply(500, {"Content-Type": "application/json"}, b"{}")
        return behind.send(call)

    with Proxy(fails) as server:
        found = judged(server.url)
    assert {"no-server-error"} == {one.rule.id for one in found}
    shown = [each for one in found for each in (one, *one.also)]
    triggers = {each.trigger for each in shown if each.operation == "updateIdentity"}
    assert "any text is allowed there" in triggers
    assert any("is None" in trigger for trigger in triggers)
    assert all("-X PATCH" in each.curls(1)[-1] for each in shown)


@pytest.mark.parametrize("name", ["filter-is-ignored", "no-challenge", "null-accepted"])
def test_a_fault_of_another_server_is_one_finding(name: str) -> None:
    """As above, of a fault that the mock does not have."""
    with Proxy(FAULTS[name].change) as server:
        assert 1 == len(judged(server.url))


@pytest.mark.parametrize(
    ("sent", "came", "expected"),
    [
        ("  two ", "two", "trimmed"),
        ("00501", "501", "without its leading zeros"),
        ("a & b", "a &amp; b", "escaped"),
        ("a &amp; b", "a & b", "unescaped"),
        ("Žofín", "Å½ofÃ\xadn", "read in another encoding"),
        ("Main Street", "Main", "cut short"),
        ("Main Street", "MAIN STREET", "in another letter case"),
        ("a\r\nb", "a b", "with other spaces"),
        ("e\u0301", "\u00e9", "normalized"),
        ("Žofín", "?of?n", "without characters beyond ASCII"),
        ("Main Street", "High Street", None),
        ("Main Street", "", None),
        ("Main Street", None, None),
        (True, False, None),
    ],
)
def test_what_was_done_to_a_text_is_named(sent: object, came: object, expected: str | None) -> None:
    """So that it is one finding, whichever fields show it."""
    assert expected == alteration(sent, came)

"""What each check finds alone: many faults, one at a time, and nothing on a server without any.

It is too long for every run, which has a few of each in ``test_detection``. Mutation tests want to
know which lines of a check matter, and name it:

    scripts/mutate conformance.checks.paging --tests tests/conformance/each_fault.py::test_paging
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from messaging_engagement import Client
from messaging_engagement_contract.mock import MockServer
from tests.client.sides import PERSON
from tests.conformance.expectations import expected_rules
from tests.conformance.faults import FAULTS
from tests.conformance.proxy import Proxy
from tests.conformance.test_detection import judge
from tests.conformance.variants import VARIANTS

if TYPE_CHECKING:
    from messaging_engagement_contract.conformance.conduct import Result

NONE = "as-it-is"
AUTHENTICATION = (
    *("nobody-may-read", "nobody-may-remove-numbers", "any-secret", "empty-secret"),
    *("secret-in-any-case", "beginning-of-the-secret", "any-scheme", "key-in-any-case"),
    *("forbidden-for-unauthorized", "unauthorized-but-done", "no-challenge"),
    *("challenge-for-bearer", "scheme-in-capitals-alone"),
    "what-does-not-exist-is-told-to-everyone",
)
LISTS = (
    *("list-lacks-the-last", "total-counts-the-page"),
    *("total-is-one-more", "page-is-ignored"),
    *("order-changes", "list-item-lacks-a-field", "order-unstable"),
    *("page-size-exceeded", "page-from-zero", "next-is-never-there", "last-item-missing"),
    "next-is-there-on-the-last",
)
PAGES = (
    *("list-lacks-the-last", "pages-overlap", "one-page-more-when-full", "order-changes"),
    *("total-pages-is-rounded-down", "total-changes-by-page", "page-size-is-ignored"),
    *("created-twice", "created-not-listed", "deleted-is-still-listed", "order-newest-first"),
    *("page-links-lose-the-size", "next-leads-to-the-same", "order-unstable"),
    *("total-items-off-by-one", "next-missing", "next-of-itself", "list-item-lacks-a-field"),
)
PAGING = (
    *("page-zero-accepted", "page-size-101-accepted", "page-of-letters-accepted"),
    *("page-size-100-refused", "after-the-last-page-the-last", "beyond-end-last"),
    *("invalid-422", "invalid-page-accepted", "fails-on-page-zero", "fails-on-huge-pages"),
    *("fails-on-bytes-in-the-query", "total-items-of-page"),
)
FILTER = (
    *("filter-is-ignored", "filter-does-not-count", "filter-by-prefix", "filter-inverted"),
    *("filter-has-what-is-deleted", "filter-does-not-follow", "filter-total-unfiltered"),
    *("page-links-lose-the-filter", "engagements-link-loses-the-filter"),
)
BULK = (
    *("added-numbers-are-lost", "failed-numbers-are-not-told", "partial-tells-all-as-done"),
    *("removing-the-absent-succeeds", "refused-bulk-is-done-in-part", "numbers-lose-zeros"),
    *("numbers-move-between-engagements", "partial-answers-200", "all-failed-answers-200"),
    *("too-many-answers-400", "more-than-50-accepted", "only-49-numbers-accepted"),
    *("numbers-of-15-digits-refused", "what-is-sent-twice-is-told-twice", "zeros-do-not-count"),
    *("bulk-always-207", "bulk-none-207", "bulk-none-200", "bulk-swapped", "bulk-echo"),
    *("bulk-last-lost", "bulk-all-or-nothing", "bulk-steals", "bulk-removes-all"),
    *("bulk-limit-cuts", "bulk-limit-10", "bulk-duplicates-listed", "numbers-survive"),
)
LIFE = {
    "identities": (
        *("update-is-not-kept", "update-answers-the-old", "put-loses-the-company"),
        *("put-keeps-what-it-should-unset", "created-is-not-found", "creation-loses-a-field"),
        *("identities-ein-can-be-changed-by-put", "identities-company-name-can-be-changed-by-put"),
        *("identities-created-date-can-be-changed-by-put", "ein-can-be-patched"),
        *("identities-last-updated-can-be-changed-by-patch", "update-answers-202"),
        *("identities-identity-id-can-be-changed-by-patch", "put-merges"),
    ),
    "engagements": (
        *("put-loses-the-identity", "booleans-are-swapped", "lists-are-sorted", "false-lost"),
        *("patch-loses-the-numbers", "put-loses-the-numbers", "put-keeps-booleans"),
        *("engagements-created-date-can-be-changed-by-patch", "update-is-not-kept"),
        *("engagements-engagement-id-can-be-changed-by-put", "creation-loses-a-field"),
    ),
    "isolation": (
        *("patch-changes-another", "delete-takes-another", "list-shows-the-old"),
        "delete-removes-another",
    ),
    "deletion": (
        *("deleted-is-still-read", "deleted-is-still-listed", "delete-does-nothing"),
        *("ids-come-back", "delete-blocked", "orphans-allowed", "deleting-the-unknown-answers-204"),
        *("numbers-of-the-unknown-are-none", "unknown-answers-400"),
    ),
}


def judged(name: str, check: str) -> Result:
    """Judge a server with this fault by one check; lists want something in them."""

    def by_check(url: str) -> Result:
        if check == "lists":
            with Client(api_key="abcd1234", api_secret="mock-secret", base_url=url) as client:
                for _ in range(5):
                    client.identities.create(PERSON)
        return judge(url, [check])

    if name in FAULTS or name == NONE:
        change = VARIANTS[NONE] if name == NONE else FAULTS[name].change
        with Proxy(change) as server:
            return by_check(server.url)
    with MockServer(faults=[name]) as mock:
        return by_check(mock.url)


def expect(name: str, check: str) -> None:
    """Hold what the check finds to what is wrong; where nothing is, to nothing."""
    result = judged(name, check)
    found = {finding.rule.id for finding in result.findings}
    if name == NONE:
        assert [] == [finding.told() for finding in result.findings]
        return
    assert found & expected_rules("proxy" if name in FAULTS else "mock", name)


@pytest.mark.parametrize("name", [NONE, *AUTHENTICATION])
def test_authentication(name: str) -> None:
    """Who may ask."""
    expect(name, "authentication")


@pytest.mark.parametrize("name", [NONE, *LISTS])
def test_lists(name: str) -> None:
    """Lists hold together."""
    expect(name, "lists")


@pytest.mark.parametrize("name", [NONE, *PAGES])
def test_pages(name: str) -> None:
    """So do they with more in them."""
    expect(name, "pages")


@pytest.mark.parametrize("name", [NONE, *PAGING])
def test_paging(name: str) -> None:
    """Pages within the bounds, and beyond."""
    expect(name, "paging")


@pytest.mark.parametrize("name", [NONE, *FILTER])
def test_filter(name: str) -> None:
    """Engagements of one identity."""
    expect(name, "filter")


@pytest.mark.parametrize("name", [NONE, *BULK])
def test_bulk(name: str) -> None:
    """Numbers, many at once."""
    expect(name, "bulk")


@pytest.mark.parametrize(
    ("check", "name"), [(check, name) for check, names in LIFE.items() for name in (NONE, *names)]
)
def test_life(check: str, name: str) -> None:
    """What is created is read, changed, replaced and deleted."""
    expect(name, check)

"""Which rules name which fault of the mock, and which of its ways the contract allows."""

from __future__ import annotations

from messaging_engagement_contract.conformance import rules as conformance_rules
from tests.conformance.faults import FAULTS

# Ways of the mock that openapi.yaml leaves open: a finding would be a false alarm.
OPEN: dict[str, str] = {
    "extra-fields": "answers may have more fields than the description knows",
    "page-size-capped": "page_size is how many items a page has, at most",
    "beyond-end-404": "lists may answer 404, and what follows the last page is not said",
    "links-missing": "no link is required",
    "links-relative": "a link may be relative to the answer it is in",
    "links-other-host": "a server may tell links by its public name",
    "location-missing": "the Location header is not required",
    "body-large": "how large an answer may be is not said",
    "slow-start": "how soon an answer comes is not said",
    "slow-body": "how soon an answer comes is not said",
}

# What of these takes long, for every request does.
SLOW = frozenset({"slow-start", "slow-body", "body-large"})

_NOT_JUDGED = "not judged"
RULES: dict[str, str] = {
    # shape
    **dict.fromkeys(
        (
            *("id-missing", "id-number", "id-null", "field-null", "enum-unknown"),
            *("enum-lower-case", "boolean-text", "list-text", "date-garbled", "date-number"),
            *("field-renamed", "wrapped", "in-array", "embedded-missing", "embedded-renamed"),
            *("embedded-object", "embedded-null", "totals-text", "totals-missing"),
            *("numbers-integers", "numbers-plus", "problem-empty", "problem-nested"),
            *("leading-zeros-lost", "bulk-errors-array", "bulk-failed-not-told"),
            *("links-texts", "links-null", "total-pages-zero"),
        ),
        "body-schema",
    ),
    "date-impossible": "dates body-schema",
    "duplicate-keys": "json",
    # status
    **dict.fromkeys(
        (
            *("error-500", "error-500-after", "error-502-html", "error-503"),
            *("error-503-retry-after", "error-504", "invalid-500", "second-page-500"),
            *("malformed-json-500", "long-text-500", "odd-text-500", "odd-id-500"),
        ),
        f"no-server-error/{_NOT_JUDGED}",
    ),
    "error-403": f"status/{_NOT_JUDGED}",
    "error-409": "status valid-accepted",
    **dict.fromkeys(
        ("throttled", "throttled-body-only", "throttled-date", "throttled-garbled"), _NOT_JUDGED
    ),
    "create-200": "status valid-accepted",
    "create-202": "status valid-accepted",
    "delete-200": "status valid-accepted",
    "delete-404": "status valid-accepted delete",
    "not-found-200": "unknown delete",
    "not-found-400": "unknown delete",
    "not-found-403": "unknown delete",
    "invalid-422": "body-validated query-validated malformed",
    "invalid-200": "body-validated query-validated malformed",
    "wrong-method-404": "methods",
    "media-type-400": "media-type",
    "redirected": f"valid-accepted status/{_NOT_JUDGED}",
    "no-content": f"valid-accepted status/{_NOT_JUDGED}",
    # state
    "created-not-kept": "read-back valid-accepted",
    "created-twice": "list-only isolation totals",
    "created-not-listed": "list-complete",
    "created-other-value": "read-back",
    "created-field-lost": "read-back",
    "update-lost": "update-kept",
    "update-answers-old": "patch put",
    "patch-wipes": "patch update-kept",
    "put-merges": "put",
    "put-loses-id-fields": "put-keeps",
    "patch-changes-fixed": "patch-keeps put-keeps",
    "deleted-still-there": "delete",
    "deleted-still-listed": "delete list-only",
    "delete-removes-another": "isolation",
    "delete-twice": "delete unknown",
    "read-stale": "update-kept list-current",
    "read-another": "id",
    "last-updated-stuck": "dates",
    "created-date-moves": "dates",
    "id-reused": "id",
    "text-cut": "created text",
    "text-ascii": "text",
    "text-trimmed": "text",
    "false-lost": "patch put",
    "orphans-allowed": "reference",
    "delete-blocked": "valid-accepted status",
    "numbers-survive": "bulk-status valid-accepted bulk-done",
    # paging
    "last-item-missing": "list-complete totals",
    "item-twice": "list-once",
    "pages-overlap": "list-once page-size",
    "page-ignored": "list-once page",
    "page-from-zero": "page list-complete",
    "page-number-wrong": "page",
    "page-size-ignored": "page-size",
    "page-size-exceeded": "page-size",
    "total-items-of-page": "totals",
    "total-items-off-by-one": "totals",
    "total-pages-off-by-one": "totals",
    "order-unstable": "list-order",
    "order-newest-first": "list-order",
    "filter-ignored": "filter",
    "filter-inverted": "filter",
    "filter-total-unfiltered": "totals filter",
    "beyond-end-last": "page",
    "invalid-page-accepted": "query-validated",
    # bulk
    "bulk-partial-200": "bulk-status",
    "bulk-always-207": "bulk-status valid-accepted",
    "bulk-none-207": "bulk-status",
    "bulk-none-200": "bulk-status",
    "bulk-failed-as-done": "bulk-account",
    "bulk-swapped": "bulk-account bulk-done",
    "bulk-echo": "bulk-done bulk-status bulk-account",
    "bulk-last-lost": "bulk-done",
    "bulk-all-or-nothing": "bulk-done",
    "bulk-not-kept": "bulk-done",
    "bulk-steals": "isolation",
    "bulk-removes-all": "bulk-done",
    "bulk-limit-missing": "bulk-limit",
    "bulk-limit-cuts": "bulk-limit",
    "bulk-limit-400": "bulk-limit",
    "bulk-limit-10": "valid-accepted bulk-limit",
    "bulk-duplicates-listed": "bulk-account",
    "bulk-invalid-dropped": "body-validated",
    "bulk-leading-zeros-lost": "numbers-text bulk-account bulk-done",
    # links
    "self-of-another": "links",
    "link-misspelt": "links",
    "next-missing": "page-links",
    "next-of-itself": "page-links",
    "next-beyond-end": "page-links",
    "next-loses-filter": "page-links",
    "prev-is-next": "page-links",
    "location-wrong": "location",
    # authentication
    "anyone-accepted": "auth-required",
    "any-secret-accepted": "auth-checked",
    "any-key-accepted": "auth-checked",
    "secret-case-ignored": "auth-checked",
    "secret-in-query": "auth-required",
    "other-scheme-accepted": "auth-scheme",
    "accounts-shared": "accounts",
    "others-readable": "accounts",
    "others-writable": "accounts",
    "others-403": "accounts",
    "refused-403": "auth-required auth-checked",
    "refused-200": "auth-required auth-checked",
    "challenge-missing": "auth-challenge",
    "challenge-bearer": "auth-challenge",
    "everyone-refused": f"auth-accepted/{_NOT_JUDGED}",
    "validation-first": "auth-required",
    # transport
    **dict.fromkeys(
        (
            *("cut-before", "cut-after", "connection-reset", "cut-in-head", "cut-in-body"),
            *("no-answer", "length-too-large", "not-http", "chunks-broken", "header-huge"),
        ),
        f"answers/framing/{_NOT_JUDGED}",
    ),
    "length-too-small": f"answers/framing/json/{_NOT_JUDGED}",
    "trailing-bytes": f"answers/framing/{_NOT_JUDGED}",
    # robustness
    "media-type-missing": f"content-type/{_NOT_JUDGED}",
    "media-type-text": f"content-type/{_NOT_JUDGED}",
    "body-html": "content-type json",
    "body-null": "body-schema",
    **dict.fromkeys(
        ("body-empty", "body-cut", "body-not-utf8", "body-bom", "body-nan", "body-deep"), "json"
    ),
    "problem-html": "content-type json",
    "encoding-lies": f"answers/framing/{_NOT_JUDGED}",
    "compressed": "framing",
    "any-media-type-accepted": "media-type",
    "any-accept-accepted": "accept",
    "required-not-checked": "body-validated",
    "types-not-checked": "body-validated",
    "enums-not-checked": "body-validated",
    "unknown-field-refused": "valid-accepted",
    "leaks-internals": "problem",
}


def expected_rules(kind: str, name: str) -> set[str]:
    """Give the rules of which one must name a fault; or the verdict, where there are none."""
    if kind != "proxy":
        texts = RULES.get(name, "").split("/")
        return {
            part for text in texts for part in (text.split() if text != _NOT_JUDGED else [text])
        }
    if FAULTS[name].group == "vacuous":  # one answer to everything breaks almost any rule
        return {*conformance_rules.RULES, "does not conform", _NOT_JUDGED}
    return {*FAULTS[name].rules}

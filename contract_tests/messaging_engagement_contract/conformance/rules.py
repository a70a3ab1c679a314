"""The rules: each one thing that the contract asks of a server, in plain words.

A check reports what breaks a rule, never words of its own making, so that the report, JUnit and
pytest all speak of the same things.
"""

# ruff: noqa: E501 - each rule is a line of the table
from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Group: TypeAlias = Literal["schema", "protocol", "state"]


@dataclass(frozen=True)
class Rule:
    """One thing that the contract asks of a server.

    Attributes:
        id: The short name.
        sentence: What a server that keeps the rule does.
        group: What kind of thing it is about.
        quirk: The entry of the ledger that it rests on, where the page does not say it itself.
    """

    id: str
    sentence: str
    group: Group
    quirk: str | None = None


RULES: dict[str, Rule] = {
    rule.id: rule
    for rule in (
        # what an answer looks like
        Rule("status", "Every answer has a status that the contract has for it.", "schema"),
        Rule("content-type", "An answer says of which media type it is, and it is JSON.", "schema"),
        Rule("body-schema", "The body of an answer has the documented schema.", "schema"),
        Rule("headers", "An answer has the headers that the contract requires.", "schema"),
        Rule("json", "A body is one JSON document in UTF-8, no name twice in an object.", "schema"),
        # how the server speaks HTTP
        Rule("no-server-error", "No request makes the server fail (5xx).", "protocol"),
        Rule("answers", "Every request gets a whole answer, in time.", "protocol"),
        Rule("framing", "An answer ends where its headers say; one without content has none.", "protocol"),
        Rule("auth-required", "Without credentials the answer is 401.", "protocol", "Q24"),
        Rule("auth-checked", "Wrong credentials are refused with 401.", "protocol", "Q24"),
        Rule("auth-scheme", "Another authentication scheme is refused with 401.", "protocol", "Q24"),
        Rule("auth-accepted", "Right credentials are accepted.", "protocol", "Q24"),
        Rule("auth-challenge", "A 401 names the scheme Basic in WWW-Authenticate.", "protocol", "Q65"),
        Rule("accounts", "An account neither sees nor changes what another one has.", "protocol"),
        Rule("methods", "A method that a path does not have is answered 405, with Allow.", "protocol"),
        Rule("media-type", "A body that is not said to be JSON is refused with 415.", "protocol", "Q68"),
        Rule("accept", "An Accept header that allows JSON gets JSON, any other 406.", "protocol", "Q68"),
        Rule("malformed", "A body that is not JSON is refused with 400.", "protocol", "Q25"),
        Rule("body-validated", "A body that breaks the schema is refused with 400.", "protocol", "Q25"),
        Rule("query-validated", "A parameter out of its bounds is refused with 400.", "protocol", "Q07"),
        Rule("valid-accepted", "A valid request is accepted.", "protocol"),
        Rule("problem", "A refusal tells what was wrong, and nothing of the server's insides.", "protocol", "Q25"),
        Rule("unknown", "What does not exist is answered 404.", "protocol"),
        Rule("refused-inert", "A request that is refused changes nothing.", "state"),
        # what the server remembers
        Rule("created", "A creation is answered with what was sent.", "state"),
        Rule("text", "Text comes back as it was sent, whatever is in it.", "state"),
        Rule("read-back", "What was created is read back as it was created.", "state"),
        Rule("id", "A resource has one id of its own, for good, in every answer.", "state"),
        Rule("location", "Location leads to what was created.", "state", "Q30"),
        Rule("links", "A link leads to what it names.", "state", "Q70"),
        Rule("dates", "Dates are dates, the creation's stays, the change's follows the changes.", "state"),
        Rule("patch", "PATCH changes the fields that it names, and no others.", "state"),
        Rule("put", "PUT replaces: what it leaves out is no longer set.", "state"),
        Rule("put-keeps", "PUT keeps what cannot be edited.", "state", "Q21"),
        Rule("patch-keeps", "PATCH does not change what cannot be edited.", "state", "Q21"),
        Rule("update-kept", "What an update answers is what is read afterwards.", "state"),
        Rule("delete", "What was deleted is gone, for good.", "state"),
        Rule("isolation", "A change of one resource touches no other.", "state"),
        Rule("list-complete", "A list has everything that there is.", "state"),
        Rule("list-once", "A list has each thing once, over all its pages.", "state"),
        Rule("list-only", "A list has nothing that does not belong in it.", "state"),
        Rule("list-order", "A list keeps its order while nothing changes.", "state"),
        Rule("list-current", "A list shows a resource as reading it does.", "state"),
        Rule("totals", "total_items and total_pages count what is there, on every page.", "state"),
        Rule("page", "The page that is given is the one that was asked for.", "state", "Q07"),
        Rule("page-size", "A page has no more items than were asked for.", "state", "Q07"),
        Rule("page-links", "Links between pages lead to them, and are there if the page is.", "state", "Q37"),
        Rule("filter", "The filter gives what it names, all of it and nothing else.", "state", "Q04"),
        Rule("reading", "Reading changes nothing.", "state"),
        Rule("reference", "An engagement cannot be added to an identity that is not there.", "state"),
        Rule("bulk-account", "A bulk answer accounts for every number, once.", "state"),
        Rule("bulk-status", "200 when all numbers succeed, 207 when some do, 400 when none does.", "state", "Q26"),
        Rule("bulk-done", "Numbers that a bulk answer has as done are done; others are not.", "state"),
        Rule("bulk-limit", "More than 50 numbers are refused with 413.", "state", "Q55"),
        Rule("numbers-text", "Numbers come back digit by digit, leading zeros included.", "state"),
    )
}  # fmt: skip

"""Servers that differ in what the contract leaves open, and conform: none gives a finding."""

from __future__ import annotations

import gzip
import json
import re
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, quote, unquote, urlencode

from messaging_engagement_contract.types import is_array, is_object
from tests.conformance.faults import ANY_LIST, ITEM, NUMBERS, REMOVE, edit, items
from tests.conformance.proxy import Call, Reply

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conformance.proxy import Behind

VARIANTS: dict[str, Callable[[Call, Behind], Reply]] = {}


def variant(change: Callable[[Call, Behind], Reply]) -> Callable[[Call, Behind], Reply]:
    """Register a variant under the name of its function."""
    VARIANTS[change.__name__.replace("_", "-")] = change
    return change


def each(reply: Reply, function: Callable[[dict[str, Any]], None]) -> Reply:
    """Change every resource in an answer."""
    if not reply.body or reply.status >= 300:
        return reply
    body = reply.json
    for name in ("identities", "engagements"):
        for item in body.get("_embedded", {}).get(name, []):
            function(item)
    if "identity_id" in body or "engagement_id" in body:
        function(body)
    return reply.with_json(body)


@variant
def as_it_is(call: Call, behind: Behind) -> Reply:
    return behind.send(call)


@variant
def more_fields(call: Call, behind: Behind) -> Reply:
    reply = behind.send(call)
    if not reply.body:
        return reply
    extra = {"status": "ACTIVE", "_meta": {"a": [1, None]}, "campaign_id": 7, "x": None}
    reply = each(reply, lambda b: b.update(extra))
    return edit(reply, lambda b: b.update({"request_id": "x", "deprecated": False}))


@variant
def other_key_order(call: Call, behind: Behind) -> Reply:
    reply = behind.send(call)
    if not reply.body:
        return reply
    text = json.dumps(reply.json, sort_keys=True, indent=4)
    return Reply(reply.status, reply.headers, text.encode())


@variant
def nothing_optional(call: Call, behind: Behind) -> Reply:
    reply = behind.send(call).without("Location")
    if not reply.body:
        return reply

    def strip(body: dict[str, Any]) -> None:
        for name in ("_links", "created_date", "last_updated"):
            body.pop(name, None)

    reply = each(reply, strip)

    def change(body: dict[str, Any]) -> None:
        body.pop("_links", None)
        for name in ("detail", "instance", "invalid_parameters"):
            body.pop(name, None)
        if reply.status >= 400:
            body.pop("errors", None)

    return edit(reply, change)


@variant
def newest_first(call: Call, behind: Behind) -> Reply:
    return _repaged(call, behind, lambda shown: shown[::-1])


@variant
def sorted_by_text(call: Call, behind: Behind) -> Reply:
    return _repaged(call, behind, lambda shown: sorted(shown, key=lambda s: json.dumps(s)[::-1]))


@variant
def three_a_page(call: Call, behind: Behind) -> Reply:
    if call.matches("GET", ANY_LIST) and "page_size" not in call.query:
        return behind.send(call.with_query(page_size="3"))
    return behind.send(call)


@variant
def hundred_a_page(call: Call, behind: Behind) -> Reply:
    if call.matches("GET", ANY_LIST) and "page_size" not in call.query:
        return behind.send(call.with_query(page_size="100"))
    return behind.send(call)


def _repaged(call: Call, behind: Behind, order: Callable[[list[Any]], list[Any]]) -> Reply:
    reply = behind.send(call)
    if not call.matches("GET", ANY_LIST) or reply.status != 200:
        return reply
    every: list[Any] = []
    page = last = 1
    while page <= last:
        part = behind.send(call.with_query(page=str(page), page_size="100"))
        body, shown = items(part, call)
        every += shown
        last = body["total_pages"]
        page += 1
    body, shown = items(reply, call)
    start = (body["page"] - 1) * body["page_size"]
    shown[:] = order(every)[start : start + body["page_size"]]
    return reply.with_json(body)


@variant
def ids_that_need_quoting(call: Call, behind: Behind) -> Reply:
    target = re.sub(r"([BC])%2F([0-9A-Z]{6})%2520", r"\1\2", call.target)
    body = re.sub(rb'"([BC])/([0-9A-Z]{6})%20"', rb'"\1\2"', call.body)
    reply = behind.send(Call(call.method, target, call.headers, body))
    text = re.sub(rb'(/|=)([BC])([0-9A-Z]{6})(?=[/"?&])', rb"\1\2%2F\3%2520", reply.body)
    text = re.sub(rb'"([BC])([0-9A-Z]{6})"', rb'"\1/\2%20"', text)
    headers = dict(reply.headers)
    if "Location" in headers:
        headers["Location"] = re.sub(
            r"/([BC])([0-9A-Z]{6})$", r"/\1%2F\2%2520", headers["Location"]
        )
    return Reply(reply.status, headers, text)


@variant
def uuids(call: Call, behind: Behind) -> Reply:
    tail = "-0000-4000-8000-000000000000"
    target = re.sub(rf"0([BC][0-9A-Z]{{6}}){tail}", r"\1", call.target)
    body = re.sub(rf"0([BC][0-9A-Z]{{6}}){tail}".encode(), rb"\1", call.body)
    reply = behind.send(Call(call.method, target, call.headers, body))
    pattern = rb'(["/=])([BC][0-9A-Z]{6})(?=["/&?])'
    text = re.sub(pattern, rb"\g<1>0\g<2>" + tail.encode(), reply.body)
    headers = dict(reply.headers)
    if "Location" in headers:
        headers["Location"] = re.sub(r"/([BC][0-9A-Z]{6})$", rf"/0\1{tail}", headers["Location"])
    return Reply(reply.status, headers, text)


@variant
def other_words(call: Call, behind: Behind) -> Reply:
    reply = behind.send(call)
    if reply.status < 400 or not reply.body:
        return reply
    words = {"type": "about:blank", "title": "Nein", "detail": "Das geht so nicht."}

    def change(body: dict[str, Any]) -> None:
        body.update(words)
        body.pop("invalid_parameters", None)

    return edit(reply, change)


@variant
def relative_links(call: Call, behind: Behind) -> Reply:
    reply = behind.send(call)
    headers = dict(reply.headers)
    if "Location" in headers:
        headers["Location"] = re.sub(r"^http://[^/]+", "", headers["Location"])
    return Reply(reply.status, headers, re.sub(rb'"http://127[^/"]+/', b'"/', reply.body))


@variant
def links_to_another_host(call: Call, behind: Behind) -> Reply:
    reply = behind.send(call)
    return Reply(
        reply.status,
        reply.headers,
        re.sub(rb'"http://127[^/"]+/', b'"https://api.nexmo.com/', reply.body),
    )


@variant
def links_by_a_name_of_its_own(call: Call, behind: Behind) -> Reply:
    """Page links have parameters that only the server knows."""
    query = call.query
    if "p" in query:
        call = call.with_query(p=None, s=None, page=query["p"], page_size=query["s"])
    reply = behind.send(call)
    text = re.sub(rb"([?&])page=", rb"\1p=", reply.body)
    return Reply(reply.status, reply.headers, re.sub(rb"([?&])page_size=", rb"\1s=", text))


@variant
def only_next_and_self(call: Call, behind: Behind) -> Reply:
    reply = behind.send(call)
    if call.matches("GET", ANY_LIST) and reply.status == 200:
        return edit(reply, lambda b: [b["_links"].pop(n, None) for n in ("first", "prev", "last")])
    return reply


@variant
def previous_for_prev(call: Call, behind: Behind) -> Reply:
    reply = behind.send(call)
    return Reply(reply.status, reply.headers, reply.body.replace(b'"prev"', b'"previous"'))


@variant
def booleans_filled_in(call: Call, behind: Behind) -> Reply:
    def fill(body: dict[str, Any]) -> None:
        if "engagement_id" in body:
            for name in ("embedded_link", "number_pool", "age_gated", "subscriber_help"):
                body.setdefault(name, False)

    return each(behind.send(call), fill)


@variant
def false_left_out(call: Call, behind: Behind) -> Reply:
    def drop(body: dict[str, Any]) -> None:
        for name in [name for name, value in body.items() if value is False]:
            del body[name]

    return each(behind.send(call), drop)


@variant
def not_found_after_the_last_page(call: Call, behind: Behind) -> Reply:
    reply = behind.send(call)
    if (
        call.matches("GET", ANY_LIST)
        and reply.status == 200
        and reply.json["page"] > reply.json["total_pages"]
    ):
        return reply.with_json({"type": "about:blank", "title": "No such page"}, 404)
    return reply


@variant
def filter_of_the_unknown_is_not_found(call: Call, behind: Behind) -> Reply:
    if call.matches("GET", "/engagements") and "identity_id" in call.query:
        name = call.query["identity_id"]
        if (
            not re.fullmatch("[A-Z0-9]+", name)
            or behind.ask(call, "GET", f"/identities/{name}").status == 404
        ):
            return Reply(404).with_json({"type": "about:blank", "title": "Unknown"})
    return behind.send(call)


@variant
def not_acceptable(call: Call, behind: Behind) -> Reply:
    accept = next((v for k, v in call.headers.items() if k.lower() == "accept"), "*/*")
    if (
        not re.search(r"\*/\*|application/(\*|json)", accept)
        and behind.ask(call, "GET", "/identities").status != 401
    ):
        return Reply(406).with_json({"type": "about:blank", "title": "JSON or nothing"})
    return behind.send(call)


@variant
def adding_again_succeeds(call: Call, behind: Behind) -> Reply:
    """A number that is in the engagement already counts as added."""
    reply = behind.send(call)
    if call.matches("POST", NUMBERS) and reply.status in {207, 400} and "errors" in reply.json:
        there = behind.ask(call, "GET", f"{call.path}?page_size=100").json["_embedded"]["numbers"]
        sent = list(dict.fromkeys(call.json["numbers"]))
        failed = [n for n in sent if n not in there]
        if not failed:
            return reply.with_json({"numbers": sent}, 200)
        if len(failed) < len(sent):
            body = {"numbers": [n for n in sent if n in there]}
            problem = {"type": "about:blank", "title": "Some failed", "numbers": failed}
            return reply.with_json({**body, "errors": problem}, 207)
    return reply


@variant
def bulk_in_another_order(call: Call, behind: Behind) -> Reply:
    reply = behind.send(call)
    if call.matches("POST", f"{NUMBERS}|{REMOVE}") and reply.status in {200, 207}:
        return edit(reply, lambda b: b["numbers"].sort(reverse=True))
    return reply


@variant
def approved_is_not_changed(call: Call, behind: Behind) -> Reply:
    """The registry refuses to change what an engagement was approved for."""
    if call.matches("PATCH", "/engagements/[^/]+") or call.matches("PUT", "/engagements/[^/]+"):
        was = behind.ask(call, "GET", call.path)
        if was.status == 200 and is_object(call.json):
            fixed = ("vertical", "use_case", "sub_use_cases", "reseller_id", "age_gated")
            now, before = call.json, was.json
            changed = [n for n in fixed if n in now and now[n] != before.get(n, False)]
            if call.method == "PUT":
                changed += [n for n in fixed if n in before and n not in now]
            if changed:
                return Reply(400).with_json({"type": "about:blank", "title": "It is approved"})
    return behind.send(call)


@variant
def size_of_a_customer_is_fixed(call: Call, behind: Behind) -> Reply:
    """The provider refuses to change how large a customer an identity is."""
    if call.method in {"PATCH", "PUT"} and call.matches("*", "/identities/[^/]+"):
        was = behind.ask(call, "GET", call.path)
        sent = call.json.get("brand_relationship") if is_object(call.json) else None
        changes = isinstance(sent, str) and sent != was.json.get("brand_relationship")
        if was.status == 200 and changes:
            return Reply(400).with_json({"type": "about:blank", "title": "It is what it is"})
    return behind.send(call)


@variant
def states_are_states(call: Call, behind: Behind) -> Reply:
    """A state that has not the two letters of one in the United States is refused."""
    state = call.json.get("state", "NJ") if is_object(call.json) else "NJ"
    if isinstance(state, str) and not re.fullmatch("[A-Z]{2}", state):
        return Reply(400).with_json({"type": "about:blank", "title": "No such state"})
    return behind.send(call)


@variant
def no_country_begins_with_zero(call: Call, behind: Behind) -> Reply:
    """Numbers that begin with a zero fail, as the registry knows no such country code."""
    numbers = call.json.get("numbers") if is_object(call.json) else None
    if not call.matches("POST", NUMBERS) or not is_array(numbers) or len(numbers) > 50:
        return behind.send(call)
    failed = [n for n in numbers if isinstance(n, str) and re.fullmatch("0[0-9]{6,14}", n)]
    others = [n for n in numbers if n not in failed]
    if not failed:
        return behind.send(call)
    problem = {"type": "about:blank", "title": "No such country", "numbers": failed}
    none = Reply(400).with_json({"type": "about:blank", "title": "None", "errors": [problem]})
    if not others:
        return none
    reply = behind.send(call.with_json({"numbers": others}))
    if reply.status == 200:
        return reply.with_json({**reply.json, "errors": problem}, 207)
    if reply.status == 207:
        return edit(reply, lambda b: b["errors"]["numbers"].extend(failed))
    return edit(reply, lambda b: b["errors"].append(problem)) if "errors" in reply.json else reply


@variant
def odd_text_refused(call: Call, behind: Behind) -> Reply:
    if re.search(rb"\\u00(0[0-8]|1|7f)|\\u202e|x{5000}", call.body):
        return Reply(400).with_json({"type": "about:blank", "title": "Odd text"})
    return behind.send(call)


@variant
def empty_changes_refused(call: Call, behind: Behind) -> Reply:
    if call.matches("PATCH", ITEM) and call.body == b"{}" and behind.send(call).status == 200:
        return Reply(400).with_json({"type": "about:blank", "title": "Nothing to change"})
    return behind.send(call)


@variant
def names_must_differ(call: Call, behind: Behind) -> Reply:
    """The registry wants each company name and each EIN once."""
    body = call.json
    if call.matches("POST", "/identities") and is_object(body):
        taken = behind.memory.setdefault(call.authorization, set())
        names = {str(body[n]) for n in ("company_name", "ein", "display_name") if n in body}
        if names & taken:
            return Reply(400).with_json({"type": "about:blank", "title": "Not unique"})
        reply = behind.send(call)
        if reply.status == 201:
            taken |= names
        return reply
    return behind.send(call)


@variant
def chunked(call: Call, behind: Behind) -> Reply:
    reply = behind.send(call)
    if not reply.body:
        return reply
    parts = [reply.body[i : i + 40] for i in range(0, len(reply.body), 40)]
    body = b"".join(b"%x\r\n%s\r\n" % (len(p), p) for p in parts) + b"0\r\n\r\n"
    return Reply(reply.status, {**reply.headers, "Transfer-Encoding": "chunked"}, body)


@variant
def compressed(call: Call, behind: Behind) -> Reply:
    reply = behind.send(call)
    if not reply.body or "gzip" not in str(call.headers):
        return reply
    return Reply(
        reply.status, {**reply.headers, "Content-Encoding": "gzip"}, gzip.compress(reply.body)
    )


@variant
def other_headers(call: Call, behind: Behind) -> Reply:
    reply = behind.send(call)
    headers = {k.lower(): v for k, v in reply.headers.items()}
    if "content-type" in headers:
        headers["content-type"] = "application/json; charset=UTF-8"
    if "www-authenticate" in headers:
        headers["www-authenticate"] = 'Bearer realm="x", basic realm="y", charset="UTF-8"'
    return Reply(reply.status, {**headers, "x-trace": "1", "cache-control": "no-store"}, reply.body)


@variant
def closes_each_connection(call: Call, behind: Behind) -> Reply:
    reply = behind.send(call)
    return Reply(reply.status, {**reply.headers, "Connection": "close"}, reply.body)


@variant
def dates_in_the_other_form(call: Call, behind: Behind) -> Reply:
    def change(body: dict[str, Any]) -> None:
        if "engagement_id" in body:
            for name in ("created_date", "last_updated"):
                body[name] = body[name].replace("Z", "+00:00")

    return each(behind.send(call), change)


@variant
def throttles_now_and_then(call: Call, behind: Behind) -> Reply:
    behind.memory["n"] = behind.memory.get("n", 0) + 1
    if behind.memory["n"] % 200 == 0:
        return Reply(429, {"Retry-After": "0"}).with_json({"type": "about:blank", "title": "Wait"})
    return behind.send(call)


@variant
def something_is_there_already(call: Call, behind: Behind) -> Reply:
    if call.authorization and not behind.memory.get(call.authorization):
        behind.memory[call.authorization] = True
        person = {
            "entity_type": "INDIVIDUAL",
            "display_name": "Somebody",
            "phone": "+15556660009",
            "country": "US",
            "email": "somebody@example.com",
            "brand_relationship": "BASIC_ACCOUNT",
        }
        for _ in range(3):
            made = behind.ask(call, "POST", "/identities", person).json.get("identity_id")
            body = {"identity_id": made, "vertical": "NGO", "use_case": "2FA", "description": "x"}
            behind.ask(call, "POST", "/engagements", body)
    return behind.send(call)


class Renamed:
    """Other ids in the place of the mock's, both ways."""

    def __init__(self, name: Callable[[str, int], str]) -> None:
        self._name = name

    def __call__(self, call: Call, behind: Behind) -> Reply:
        """Answer with other ids."""
        forth: dict[str, str] = behind.memory.setdefault("forth", {})
        back: dict[tuple[str, str], str] = behind.memory.setdefault("back", {})
        counts: dict[str, int] = behind.memory.setdefault("counts", {"B": 0, "C": 0})

        def other(own: str) -> str:
            if own not in forth:
                counts[own[0]] += 1
                forth[own] = self._name(own, counts[own[0]])
                back[own[0], forth[own]] = own
            return forth[own]

        target, _, query = call.target.partition("?")
        parts = target.split("/")
        for at, kind in enumerate(parts[:-1]):
            prefix = {"identities": "B", "engagements": "C"}.get(kind)
            if prefix:
                known = back.get((prefix, unquote(parts[at + 1])))
                parts[at + 1] = known or f"no-such-{prefix}"
        pairs = parse_qsl(query, keep_blank_values=True)
        if len(pairs) == 1 and pairs[0][0] == "identity_id":
            query = urlencode([("identity_id", back.get(("B", pairs[0][1]), pairs[0][1]))])
        elif "identity_id" in query:
            pairs = [(k, back.get(("B", v), v) if k == "identity_id" else v) for k, v in pairs]
            query = urlencode(pairs)
        body = call.json
        if is_object(body) and isinstance(body.get("identity_id"), str):
            call = call.with_json(
                {**body, "identity_id": back.get(("B", body["identity_id"]), "no")}
            )
        target = "/".join(parts) + (f"?{query}" if query else "")
        reply = behind.send(Call(call.method, target, call.headers, call.body))
        text = reply.body.decode()
        text = re.sub(
            r'(?<=")([BC][0-9A-Z]{6})(?=")', lambda m: json.dumps(other(m[1]))[1:-1], text
        )
        text = re.sub(
            r'(?<=[/=])([BC][0-9A-Z]{6})(?=["/?&])', lambda m: quote(other(m[1]), safe=""), text
        )
        headers = dict(reply.headers)
        if "Location" in headers:
            headers["Location"] = re.sub(
                r"(?<=/)([BC][0-9A-Z]{6})$",
                lambda m: quote(other(m[1]), safe=""),
                headers["Location"],
            )
        return Reply(reply.status, headers, text.encode())


VARIANTS["ids-that-count"] = Renamed(lambda _own, count: str(count))
VARIANTS["ids-of-other-scripts"] = Renamed(lambda _own, count: f"identité №{count} 身份")
VARIANTS["ids-that-are-long"] = Renamed(lambda own, count: f"{own.lower() * 30}-{count}")
VARIANTS["ids-with-marks"] = Renamed(lambda own, count: f"-.{own}~_:@!$&'()*+,;={count}%41")
VARIANTS["ids-with-dots"] = Renamed(lambda own, _count: f"{own.lower()}.json")


@variant
def http_1_0(call: Call, behind: Behind) -> Reply:
    """An old server: no length, the end of the connection is the end of the answer."""
    reply = behind.send(call)
    head = [f"HTTP/1.0 {reply.status} Told", *(f"{k}: {v}" for k, v in reply.headers.items())]
    return Reply(0, raw="\r\n".join([*head, "", ""]).encode() + reply.body)


@variant
def shouting_headers(call: Call, behind: Behind) -> Reply:
    reply = behind.send(call)
    return Reply(reply.status, {k.upper(): v for k, v in reply.headers.items()}, reply.body)


@variant
def without_reason_phrases(call: Call, behind: Behind) -> Reply:
    reply = behind.send(call)
    headers = {**reply.headers, "Connection": "close", "Content-Length": str(len(reply.body))}
    if reply.status == 204:
        del headers["Content-Length"]
    head = [f"HTTP/1.1 {reply.status} ", *(f"{k}:{v}" for k, v in headers.items())]
    return Reply(0, raw="\r\n".join([*head, "", ""]).encode() + reply.body)


@variant
def escaped_json(call: Call, behind: Behind) -> Reply:
    reply = behind.send(call)
    if not reply.body:
        return reply
    text = json.dumps(reply.json, ensure_ascii=True, indent="\t").replace("/", "\\/")
    return Reply(reply.status, reply.headers, f"\n{text}\n".encode())


@variant
def twenty_five_a_page(call: Call, behind: Behind) -> Reply:
    if call.matches("GET", ANY_LIST) and "page_size" not in call.query:
        return behind.send(call.with_query(page_size="25"))
    return behind.send(call)


@variant
def one_a_page(call: Call, behind: Behind) -> Reply:
    if call.matches("GET", ANY_LIST) and "page_size" not in call.query:
        return behind.send(call.with_query(page_size="1"))
    return behind.send(call)


@variant
def at_most_seven_a_page(call: Call, behind: Behind) -> Reply:
    size = call.query.get("page_size", "10")
    if call.matches("GET", ANY_LIST) and size.isdigit() and 7 < int(size) <= 100:
        return behind.send(call.with_query(page_size="7"))
    return behind.send(call)


@variant
def rare_refusals_in_other_words(call: Call, behind: Behind) -> Reply:
    """Problems with types, members and languages of their own."""
    reply = behind.send(call)
    if reply.status < 400 or not reply.body:
        return reply
    body: dict[str, Any] = {
        "type": "urn:problem:7",
        "title": "Неверный запрос",
        "status": reply.status,
        "code": "E-7",
        "trace": [1, 2],
        "help": {"see": "https://example.com/errors.html:12"},
    }
    if "errors" in reply.json:
        body["errors"] = reply.json["errors"]
    return reply.with_json(body)


@variant
def a_change_below_is_a_change(call: Call, behind: Behind) -> Reply:
    """What is done to the numbers of an engagement, or for an identity, changes last_updated."""
    ticks: dict[str, int] = behind.memory.setdefault("ticks", {})
    reply = behind.send(call)
    if reply.status in {200, 201, 207} and call.method == "POST":
        found = call.matches("POST", f"{NUMBERS}(/delete)?")
        name = found[1] if found else call.json.get("identity_id", "")
        ticks[name] = ticks.get(name, 0) + 1

    def touch(body: dict[str, Any]) -> None:
        name = body.get("engagement_id") or body.get("identity_id")
        if name in ticks and "last_updated" in body:
            later = datetime.fromisoformat(body["last_updated"]) + timedelta(seconds=ticks[name])
            body["last_updated"] = (
                later.strftime("%Y-%m-%d %H:%M:%S")
                if "engagement_id" not in body
                else later.isoformat(timespec="milliseconds").replace("+00:00", "Z")
            )

    return each(reply, touch)


@variant
def dates_of_another_zone(call: Call, behind: Behind) -> Reply:
    def change(body: dict[str, Any]) -> None:
        if "engagement_id" in body:
            for name in ("created_date", "last_updated"):
                moment = datetime.fromisoformat(body[name])
                zone = timezone(timedelta(hours=5, minutes=30))
                body[name] = moment.astimezone(zone).isoformat(timespec="microseconds")

    return each(behind.send(call), change)


@variant
def filled_in_by_the_registry(call: Call, behind: Behind) -> Reply:
    """What nobody sent may have a value of the server's own."""

    def fill(body: dict[str, Any]) -> None:
        body.setdefault("status", "PENDING")
        body.setdefault("country_name", "United States")

    return each(behind.send(call), fill)


@variant
def slow(call: Call, behind: Behind) -> Reply:
    behind.stop.wait(0.01)
    return behind.send(call)


@variant
def options_and_head_are_refused(call: Call, behind: Behind) -> Reply:
    if call.method in {"OPTIONS", "HEAD"}:
        return Reply(405, {"Allow": "GET, POST"})
    return behind.send(call)


@variant
def numbers_may_be_shared(call: Call, behind: Behind) -> Reply:
    """A number may be in more than one engagement: whether it may is not said."""
    numbers: dict[tuple[str, str], list[str]] = behind.memory.setdefault("numbers", {})
    found = call.matches("*", f"{NUMBERS}(/delete)?")
    if not found or call.method not in {"GET", "POST"}:
        return behind.send(call)
    there = numbers.setdefault((call.authorization, found[1]), [])
    if call.method == "GET":
        return _shared_page(call, behind, there)
    reply = behind.send(call)
    failed_as_a_whole = reply.status == 400 and "errors" in reply.json
    if reply.status not in {200, 207} and not failed_as_a_whole:
        return reply
    sent = list(dict.fromkeys(call.json["numbers"]))
    removes = call.path.endswith("/delete")
    done = [n for n in sent if (n in there) == removes]
    failed = [n for n in sent if n not in done]
    there[:] = [n for n in there if n not in done] if removes else [*there, *done]
    problem = {"type": "about:blank", "title": "Failed", "numbers": failed}
    if not done:
        return reply.with_json({"type": "about:blank", "title": "x", "errors": [problem]}, 400)
    if failed:
        return reply.with_json({"numbers": done, "errors": problem}, 207)
    return reply.with_json({"numbers": done}, 200)


def _shared_page(call: Call, behind: Behind, there: list[str]) -> Reply:
    reply = behind.send(call)
    if reply.status != 200:
        return reply
    body = reply.json
    size, page = body["page_size"], body["page"]
    total = max(1, -(-len(there) // size))
    body.update(total_items=len(there), total_pages=total)
    body["_embedded"]["numbers"] = there[(page - 1) * size : page * size]
    del body["_links"]
    return reply.with_json(body)


@variant
def unicode_is_composed_nowhere(call: Call, behind: Behind) -> Reply:
    """Answers in UTF-8 as they are, with the charset told in capitals and quotes."""
    reply = behind.send(call)
    if not reply.body:
        return reply
    text = json.dumps(reply.json, ensure_ascii=False, separators=(",", ":"))
    headers = {**reply.headers, "Content-Type": 'Application/JSON;charset="UTF-8"'}
    return Reply(reply.status, headers, text.encode())


def _raw(reply: Reply, before: bytes = b"") -> Reply:
    """Give the bytes of an answer, after which the connection is closed without a word."""
    headers = dict(reply.headers)
    if reply.status != 204:
        headers.setdefault("Content-Length", str(len(reply.body)))
    lines = [f"HTTP/1.1 {reply.status} Told", *(f"{k}: {v}" for k, v in headers.items()), "", ""]
    return Reply(reply.status, raw=before + "\r\n".join(lines).encode("latin-1") + reply.body)


@variant
def closes_without_a_word(call: Call, behind: Behind) -> Reply:
    """A kept connection may be closed at any time (RFC 9112, 9.5)."""
    return _raw(behind.send(call))


@variant
def early_hints(call: Call, behind: Behind) -> Reply:
    return _raw(behind.send(call), b"HTTP/1.1 103 Early Hints\r\nLink: </a>; rel=preload\r\n\r\n")


@variant
def integers_with_a_point(call: Call, behind: Behind) -> Reply:
    """1.0 is an integer in JSON Schema."""
    reply = behind.send(call)
    counts = re.compile(rb'("(?:page|page_size|total_items|total_pages)": ?\d+)(?=[,}])')
    return Reply(reply.status, reply.headers, counts.sub(rb"\1.0", reply.body)).without(
        "Content-Length"
    )


@variant
def dates_in_small_letters(call: Call, behind: Behind) -> Reply:
    """T and Z may be small letters (RFC 3339, 5.6)."""

    def change(body: dict[str, Any]) -> None:
        if "engagement_id" in body:
            for name in body.keys() & {"created_date", "last_updated"}:
                body[name] = body[name].lower()

    return each(behind.send(call), change)


@variant
def slashes_are_put_right(call: Call, behind: Behind) -> Reply:
    """A framework may send whoever asks with a slash at the end to the path without it."""
    path = call.target.partition("?")[0]
    if path.lower().endswith(("/", "%2f")):
        return Reply(307, {"Location": path.rstrip("/").removesuffix("%2f")})
    return behind.send(call)

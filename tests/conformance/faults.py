"""Faulty servers: each does one thing that the contract forbids, and all else right."""

from __future__ import annotations

import base64
import copy
import json
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from messaging_engagement_contract.types import is_array, is_object
from tests.conformance.proxy import BASE, Call, Reply

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conformance.proxy import Behind

ITEM = r"/(identities|engagements)/([^/]+)"
LIST = r"/(identities|engagements)"
NUMBERS = r"/engagements/([^/]+)/numbers"
REMOVE = NUMBERS + "/delete"
ANY_LIST = f"{LIST}|{NUMBERS}"
PROBLEM = {"type": "https://problems.example/it", "title": "It"}


@dataclass(frozen=True)
class Fault:
    """A fault: its name, its kind, and the rules of which one must name it."""

    name: str
    group: str
    rules: frozenset[str]
    change: Callable[[Call, Behind], Reply]


FAULTS: dict[str, Fault] = {}


def fault(group: str, *rules: str) -> Callable[[Any], Any]:
    """Register a fault under the name of its function."""

    def register(change: Callable[[Call, Behind], Reply]) -> Callable[[Call, Behind], Reply]:
        name = change.__name__.replace("_", "-").strip("-")
        FAULTS[name] = Fault(name, group, frozenset(rules), change)
        return change

    return register


def answers(
    group: str, *rules: str, method: str, path: str, status: int = 0
) -> Callable[[Any], Any]:
    """Register a fault that changes the answers of some operations."""

    def register(alter: Callable[[Reply, Call], Reply]) -> Callable[[Reply, Call], Reply]:
        def change(call: Call, behind: Behind) -> Reply:
            reply = behind.send(call)
            wanted = reply.status == status if status else 200 <= reply.status < 300
            return alter(reply, call) if wanted and call.matches(method, path) else reply

        name = alter.__name__.replace("_", "-").strip("-")
        FAULTS[name] = Fault(name, group, frozenset(rules), change)
        return alter

    return register


def key(call: Call) -> str:
    """Give the name under which a list embeds its items."""
    return call.path.rpartition("/")[2]


def items(reply: Reply, call: Call) -> tuple[Any, list[Any]]:
    """Give the body of a list, and its items."""
    body = reply.json
    return body, body["_embedded"][key(call)]


def edit(reply: Reply, function: Callable[[Any], object]) -> Reply:
    """Change the body in place."""
    body = reply.json
    function(body)
    return reply.with_json(body)


def _problem(status: int) -> Reply:
    return Reply(status).with_json(PROBLEM)


# Shape of answers


@answers("shape", "body-schema", method="GET", path=r"/identities/[^/]+")
def id_is_missing(reply: Reply, _: Call) -> Reply:
    return edit(reply, lambda b: b.pop("identity_id"))


@answers("shape", "body-schema", method="POST", path=r"/engagements")
def created_engagement_without_id(reply: Reply, _: Call) -> Reply:
    return edit(reply, lambda b: b.pop("engagement_id"))


@answers("shape", "body-schema", method="GET", path=LIST)
def total_is_text(reply: Reply, _: Call) -> Reply:
    return edit(reply, lambda b: b.update(total_items=str(b["total_items"])))


@answers("shape", "body-schema", method="GET", path=NUMBERS)
def page_fields_are_missing(reply: Reply, _: Call) -> Reply:
    return edit(reply, lambda b: b.pop("total_pages"))


@answers("shape", "body-schema", method="GET", path=ANY_LIST)
def embedded_is_missing(reply: Reply, _: Call) -> Reply:
    return edit(reply, lambda b: b.pop("_embedded"))


@answers("shape", "body-schema", method="GET", path="/identities")
def items_under_another_key(reply: Reply, _: Call) -> Reply:
    return edit(reply, lambda b: b.update(_embedded={"items": b["_embedded"]["identities"]}))


@answers("shape", "body-schema", method="GET", path="/engagements")
def embedded_brands(reply: Reply, _: Call) -> Reply:
    return edit(reply, lambda b: b.update(_embedded={"brands": b["_embedded"]["engagements"]}))


@answers("shape", "body-schema", method="GET", path=ITEM)
def unset_fields_are_null(reply: Reply, call: Call) -> Reply:
    name = "city" if "identities" in call.path else "sample_four"
    return edit(reply, lambda b: b.setdefault(name, None))


@answers("shape", "body-schema", method="*", path=r"/engagements(/[^/]+)?")
def booleans_are_text(reply: Reply, _: Call) -> Reply:
    def change(body: Any) -> None:
        for name in ("embedded_link", "age_gated"):
            if name in body:
                body[name] = str(body[name]).lower()

    return edit(reply, change) if reply.body else reply


@answers("shape", "body-schema", method="GET", path=NUMBERS)
def numbers_are_integers(reply: Reply, call: Call) -> Reply:
    return edit(
        reply, lambda b: b["_embedded"].update(numbers=[int(n) for n in items(reply, call)[1]])
    )


@answers("shape", "body-schema", method="POST", path=NUMBERS)
def bulk_numbers_have_a_plus(reply: Reply, _: Call) -> Reply:
    return edit(reply, lambda b: b.update(numbers=[f"+{n}" for n in b["numbers"]]))


@answers("shape", "body-schema", method="*", path=ITEM)
def links_are_a_list(reply: Reply, _: Call) -> Reply:
    return edit(reply, lambda b: b.update(_links=[])) if reply.body else reply


@answers("shape", "body-schema", method="*", path=ITEM)
def href_is_an_object(reply: Reply, _: Call) -> Reply:
    if not reply.body:
        return reply
    return edit(
        reply, lambda b: b["_links"]["self"].update(href={"value": b["_links"]["self"]["href"]})
    )


@answers("shape", "body-schema", "dates", method="GET", path=r"/identities/[^/]+")
def date_in_another_form(reply: Reply, _: Call) -> Reply:
    return edit(reply, lambda b: b.update(created_date=b["created_date"].replace(" ", "T") + "Z"))


@answers("shape", "body-schema", method="*", path=LIST + "|" + ITEM)
def entity_type_misspelt(reply: Reply, _: Call) -> Reply:
    return Reply(
        reply.status, reply.headers, reply.body.replace(b"PUBLIC_PROFIT", b"PUBLIC_PROFIC")
    )


@answers("shape", "body-schema", method="GET", path=ITEM, status=404)
def not_found_without_title(reply: Reply, _: Call) -> Reply:
    return edit(reply, lambda b: b.pop("title"))


@answers("shape", "body-schema", method="POST", path=NUMBERS, status=207)
def partial_errors_are_a_list(reply: Reply, _: Call) -> Reply:
    return edit(reply, lambda b: b.update(errors=[b["errors"]]))


@answers("shape", "body-schema", method="POST", path=LIST, status=400)
def refusal_is_text(reply: Reply, _: Call) -> Reply:
    return reply.with_json("bad request")


# Status


@answers("status", "status", "valid-accepted", method="POST", path="/identities")
def creation_answers_200(reply: Reply, _: Call) -> Reply:
    return reply.with_status(200)


@answers("status", "status", "valid-accepted", method="DELETE", path=ITEM)
def deletion_answers_200(reply: Reply, _: Call) -> Reply:
    return reply.with_json({}, 200)


@answers("status", "status", "valid-accepted", method="PATCH", path=ITEM)
def update_answers_202(reply: Reply, _: Call) -> Reply:
    return reply.with_status(202)


@answers("status", "bulk-status", method="POST", path=NUMBERS, status=207)
def partial_answers_200(reply: Reply, _: Call) -> Reply:
    return reply.with_status(200)


@fault("status", "bulk-status", "bulk-account")
def all_failed_answers_200(call: Call, behind: Behind) -> Reply:
    reply = behind.send(call)
    if (
        call.matches("POST", f"{NUMBERS}|{REMOVE}")
        and reply.status == 400
        and "errors" in reply.json
    ):
        return reply.with_json({"numbers": []}, 200)
    return reply


@answers("status", "bulk-limit", method="POST", path=NUMBERS, status=413)
def too_many_answers_400(reply: Reply, _: Call) -> Reply:
    return reply.with_status(400)


@answers("status", "unknown", "delete", method="GET", path=ITEM, status=404)
def unknown_answers_400(reply: Reply, _: Call) -> Reply:
    return reply.with_status(400)


@answers("status", "unknown", "delete", method="DELETE", path=ITEM, status=404)
def deleting_the_unknown_answers_204(_: Reply, __: Call) -> Reply:
    return Reply(204)


@answers("status", "unknown", "delete", method="GET", path=NUMBERS, status=404)
def numbers_of_the_unknown_are_none(reply: Reply, _: Call) -> Reply:
    page = {"page_size": 10, "page": 1, "total_pages": 1, "total_items": 0}
    return reply.with_json({**page, "_embedded": {"numbers": []}}, 200)


@answers("status", "body-validated", "status", method="POST", path=LIST, status=400)
def refusal_answers_422(reply: Reply, _: Call) -> Reply:
    return reply.with_status(422)


@answers("status", "media-type", method="*", path=".*", status=415)
def media_type_answers_400(reply: Reply, _: Call) -> Reply:
    return reply.with_status(400)


@answers("status", "methods", method="*", path=".*", status=405)
def wrong_method_answers_404(reply: Reply, _: Call) -> Reply:
    return reply.with_status(404)


# State


@fault("state", "update-kept", "patch", "list-current")
def update_is_not_kept(call: Call, behind: Behind) -> Reply:
    if call.matches("PATCH", ITEM):
        reply = behind.send(call)
        if reply.status == 200:
            now = reply.json
            before = behind.memory.get(call.path)
            if before:
                behind.ask(
                    call, "PATCH", call.path, {k: before[k] for k in call.json if k in before}
                )
            return reply.with_json(now)
        return reply
    reply = behind.send(call)
    if reply.status in {200, 201} and call.matches("GET", ITEM):
        behind.memory[call.path] = reply.json
    return reply


@answers("state", "patch", method="PATCH", path=ITEM)
def update_answers_the_old(reply: Reply, call: Call) -> Reply:
    return edit(reply, lambda b: [b.pop(name, None) for name in call.json])


@fault("state", "patch", "update-kept")
def patch_wipes(call: Call, behind: Behind) -> Reply:
    if call.matches("PATCH", r"/engagements/[^/]+"):
        before = behind.ask(call, "GET", call.path).json
        if is_object(call.json) and call.json and before.get("sample_two"):
            reply = behind.send(call)
            if reply.status == 200 and "sample_two" not in call.json:
                keep = {k: v for k, v in reply.json.items() if k not in {"sample_two", "_links"}}
                return behind.ask(call, "PUT", call.path, keep)
            return reply
    return behind.send(call)


@fault("state", "put", "update-kept")
def put_keeps_what_it_should_unset(call: Call, behind: Behind) -> Reply:
    if call.matches("PUT", ITEM):
        check = behind.send(call)
        if check.status != 200:
            return check
        before = behind.memory.get(call.path, {})
        merged = {**before, **call.json}
        return behind.ask(call, "PATCH", call.path, merged)
    reply = behind.send(call)
    if reply.status in {200, 201} and call.matches("GET", ITEM):
        behind.memory[call.path] = {
            k: v
            for k, v in reply.json.items()
            if k not in {"_links", "created_date", "last_updated"}
        }
    return reply


@fault("state", "put-keeps", "put")
def put_loses_the_company(call: Call, behind: Behind) -> Reply:
    reply = behind.send(call)
    if call.matches("PUT", "/identities/[^/]+") and reply.status == 200:
        behind.memory[call.path] = 1
    if behind.memory.get(call.path) and reply.status == 200:
        return edit(reply, lambda b: b.pop("company_name", None))
    return reply


@fault("state", "put-keeps", "put")
def put_loses_the_identity(call: Call, behind: Behind) -> Reply:
    reply = behind.send(call)
    put = call.matches("PUT", "/engagements/[^/]+") and reply.status == 200
    if put and "identity_id" not in call.json:
        behind.memory[call.path] = 1
    if behind.memory.get(call.path) and reply.status == 200:
        return edit(reply, lambda b: b.update(identity_id="BOTHER1"))
    return reply


@fault("state", "delete")
def deleted_is_still_read(call: Call, behind: Behind) -> Reply:
    reply = behind.send(call)
    if call.matches("GET", ITEM):
        if reply.status == 200:
            behind.memory[call.path] = reply
        kept: Reply = behind.memory.get(call.path, reply)
        return kept
    return reply


@fault("state", "delete", "list-only")
def deleted_is_still_listed(call: Call, behind: Behind) -> Reply:
    if call.matches("DELETE", "/engagements/[^/]+"):
        was = behind.ask(call, "GET", call.path)
        reply = behind.send(call)
        if reply.status == 204:
            behind.memory.setdefault("gone", {})[call.authorization] = was.json
        return reply
    reply = behind.send(call)
    gone = behind.memory.get("gone", {}).get(call.authorization)
    if gone and call.matches("GET", "/engagements") and reply.status == 200:
        body, shown = items(reply, call)
        if body["page"] == body["total_pages"] and len(shown) < body["page_size"]:
            shown.append(gone)
        body["total_items"] += 1
        return reply.with_json(body)
    return reply


@fault("state", "delete", "isolation", "read-back")
def delete_takes_another(call: Call, behind: Behind) -> Reply:
    if call.matches("DELETE", "/engagements/[^/]+"):
        reply = behind.send(call)
        if reply.status == 204:
            rest = behind.ask(call, "GET", "/engagements").json["_embedded"]["engagements"]
            if rest:
                behind.ask(call, "DELETE", f"/engagements/{rest[0]['engagement_id']}")
        return reply
    return behind.send(call)


@fault("state", "valid-accepted", "delete", "isolation", "list-complete", "read-back", "unknown")
def delete_does_nothing(call: Call, behind: Behind) -> Reply:
    if call.matches("DELETE", "/identities/[^/]+"):
        return Reply(204) if behind.ask(call, "GET", call.path).status == 200 else behind.send(call)
    return behind.send(call)


@fault("state", "isolation")
def patch_changes_another(call: Call, behind: Behind) -> Reply:
    reply = behind.send(call)
    if call.matches("PATCH", "/identities/[^/]+") and reply.status == 200 and "city" in call.json:
        others = behind.ask(call, "GET", "/identities").json["_embedded"]["identities"]
        other = next((o for o in others if o["identity_id"] not in call.path), None)
        if other:
            behind.ask(call, "PATCH", f"/identities/{other['identity_id']}", {"city": "Elsewhere"})
    return reply


@fault("state", "read-back", "list-complete", "valid-accepted")
def created_is_not_found(call: Call, behind: Behind) -> Reply:
    reply = behind.send(call)
    if call.matches("POST", "/identities") and reply.status == 201:
        behind.memory["n"] = behind.memory.get("n", 0) + 1
        if behind.memory["n"] % 3 == 0:
            behind.ask(call, "DELETE", f"/identities/{reply.json['identity_id']}")
    return reply


@fault("state", "created", "read-back")
def creation_loses_a_field(call: Call, behind: Behind) -> Reply:
    if call.matches("POST", "/engagements") and is_object(call.json):
        return (
            behind.send(call.with_json({k: v for k, v in call.json.items() if k != "help_message"}))
            if "help_message" in call.json
            else behind.send(call)
        )
    return behind.send(call)


@fault("state", "created", "text", "patch", "read-back")
def text_is_trimmed(call: Call, behind: Behind) -> Reply:
    body = call.json
    if call.method in {"POST", "PATCH", "PUT"} and is_object(body) and body:
        trimmed = {k: v.strip() if isinstance(v, str) else v for k, v in body.items()}
        if trimmed != body:
            return behind.send(call.with_json(trimmed))
    return behind.send(call)


@fault("state", "text", "created", "patch", "read-back")
def text_is_escaped(call: Call, behind: Behind) -> Reply:
    if call.method in {"POST", "PATCH", "PUT"} and b"<" in call.body:
        return behind.send(
            Call(call.method, call.target, call.headers, call.body.replace(b"<", b"&lt;"))
        )
    return behind.send(call)


@fault("state", "text", "patch", "created")
def text_is_cut(call: Call, behind: Behind) -> Reply:
    body = call.json
    if call.method in {"POST", "PATCH", "PUT"} and is_object(body) and body:
        cut = {k: v[:200] if isinstance(v, str) else v for k, v in body.items()}
        if cut != body:
            return behind.send(call.with_json(cut))
    return behind.send(call)


@answers("state", "text", "created", "patch", "read-back", method="*", path=f"{LIST}|{ITEM}")
def text_is_latin(reply: Reply, _: Call) -> Reply:
    if not reply.body:
        return reply
    text = json.dumps(reply.json, ensure_ascii=False)
    return reply.with_json(json.loads(text.encode("latin-1", "replace").decode("latin-1")))


@answers("state", "text", "created", "read-back", "put", method="*", path=ITEM + "|/identities")
def leading_zeros_are_lost(reply: Reply, _: Call) -> Reply:
    return Reply(
        reply.status, reply.headers, re.sub(rb'"(postal_code|ein)": ?"0+', rb'"\1":"', reply.body)
    )


@fault("state", "text", "created", "patch", "read-back")
def empty_text_is_dropped(call: Call, behind: Behind) -> Reply:
    reply = behind.send(call)
    if reply.status in {200, 201} and call.matches("*", f"{ITEM}|{LIST}") and reply.body:
        return edit(reply, lambda b: [b.pop(k) for k in [k for k, v in b.items() if v == ""]])
    return reply


@answers("state", "list-complete", "totals", method="GET", path=LIST)
def list_lacks_the_last(reply: Reply, call: Call) -> Reply:
    body, shown = items(reply, call)
    if len(shown) > 1:
        shown.pop()
    return reply.with_json(body)


@answers("state", "list-complete", "totals", method="GET", path="/engagements")
def list_lacks_one_everywhere(reply: Reply, call: Call) -> Reply:
    body, shown = items(reply, call)
    if body["total_items"] > 2:
        shown[:] = [s for s in shown if "sample_one" in s or len(shown) == 1]
        body["total_items"] = max(len(shown), 1)
    return reply.with_json(body)


@fault("state", "list-once", "totals", "list-complete")
def pages_overlap(call: Call, behind: Behind) -> Reply:
    reply = behind.send(call)
    if call.matches("GET", ANY_LIST) and reply.status == 200 and reply.json["page"] > 1:
        body, shown = items(reply, call)
        before = behind.send(call.with_query(page=str(body["page"] - 1)))
        if shown and before.status == 200 and items(before, call)[1]:
            shown[0] = items(before, call)[1][-1]
            return reply.with_json(body)
    return reply


@answers("state", "totals", method="GET", path=ANY_LIST)
def total_counts_the_page(reply: Reply, call: Call) -> Reply:
    body, shown = items(reply, call)
    body["total_items"] = len(shown)
    return reply.with_json(body)


@answers("state", "totals", method="GET", path=ANY_LIST)
def total_is_one_more(reply: Reply, _: Call) -> Reply:
    return edit(reply, lambda b: b.update(total_items=b["total_items"] + 1))


@answers("state", "totals", method="GET", path=ANY_LIST)
def total_pages_is_rounded_down(reply: Reply, _: Call) -> Reply:
    return edit(reply, lambda b: b.update(total_pages=max(1, b["total_items"] // b["page_size"])))


@answers("state", "totals", method="GET", path=LIST)
def one_page_more_when_full(reply: Reply, _: Call) -> Reply:
    return edit(reply, lambda b: b.update(total_pages=b["total_items"] // b["page_size"] + 1))


@answers("state", "totals", method="GET", path=LIST)
def total_changes_by_page(reply: Reply, _: Call) -> Reply:
    return edit(reply, lambda b: b.update(total_items=b["total_items"] - (b["page"] > 1)))


@fault("state", "page", "list-once", "list-complete")
def page_is_ignored(call: Call, behind: Behind) -> Reply:
    if (
        call.matches("GET", ANY_LIST)
        and call.query.get("page", "").isdigit()
        and int(call.query["page"]) > 1
    ):
        return behind.send(call.with_query(page="1"))
    return behind.send(call)


@fault("state", "page-size", "page-links")
def page_size_is_ignored(call: Call, behind: Behind) -> Reply:
    if call.matches("GET", ANY_LIST) and call.query.get("page_size") in {"1", "2", "3", "5", "7"}:
        return behind.send(call.with_query(page_size="10"))
    return behind.send(call)


@fault("state", "page", "list-once")
def after_the_last_page_the_last(call: Call, behind: Behind) -> Reply:
    reply = behind.send(call)
    if call.matches("GET", ANY_LIST) and reply.status == 200:
        body, shown = items(reply, call)
        if not shown and body["total_items"]:
            last = behind.send(call.with_query(page=str(body["total_pages"])))
            return edit(last, lambda b: b.update(page=body["page"]))
    return reply


@fault("state", "list-order")
def order_changes(call: Call, behind: Behind) -> Reply:
    reply = behind.send(call)
    if call.matches("GET", LIST) and reply.status == 200:
        behind.memory["n"] = behind.memory.get("n", 0) + 1
        if behind.memory["n"] % 2:
            body, shown = items(reply, call)
            shown.reverse()
            return reply.with_json(body)
    return reply


@answers("state", "list-current", method="GET", path="/identities")
def list_item_lacks_a_field(reply: Reply, call: Call) -> Reply:
    body, shown = items(reply, call)
    for item in shown:
        item.pop("street", None)
    return reply.with_json(body)


@fault("state", "list-current")
def list_shows_the_old(call: Call, behind: Behind) -> Reply:
    reply = behind.send(call)
    if call.matches("POST", "/identities") and reply.status == 201:
        behind.memory[reply.json["identity_id"]] = reply.json
    if call.matches("GET", "/identities") and reply.status == 200:
        body, shown = items(reply, call)
        shown[:] = [behind.memory.get(s["identity_id"], s) for s in shown]
        return reply.with_json(body)
    return reply


@fault("state", "filter")
def filter_is_ignored(call: Call, behind: Behind) -> Reply:
    if call.matches("GET", "/engagements"):
        return behind.send(call.with_query(identity_id=None))
    return behind.send(call)


@fault("state", "filter", "totals")
def filter_does_not_count(call: Call, behind: Behind) -> Reply:
    reply = behind.send(call)
    if call.matches("GET", "/engagements") and "identity_id" in call.query and reply.status == 200:
        every = behind.ask(call, "GET", "/engagements").json["total_items"]
        return edit(reply, lambda b: b.update(total_items=every))
    return reply


@fault("state", "filter")
def filter_by_prefix(call: Call, behind: Behind) -> Reply:
    """The filter gives the engagements of every identity, if there are none of the named one."""
    reply = behind.send(call)
    filtered = call.matches("GET", "/engagements") and "identity_id" in call.query
    if filtered and reply.status == 200 and not reply.json["total_items"]:
        return behind.send(call.with_query(identity_id=None))
    return reply


@fault("state", "bulk-done")
def added_numbers_are_lost(call: Call, behind: Behind) -> Reply:
    reply = behind.send(call)
    if call.matches("POST", NUMBERS) and reply.status == 200 and len(reply.json["numbers"]) > 1:
        behind.ask(call, "POST", f"{call.path}/delete", {"numbers": reply.json["numbers"][-1:]})
    return reply


@answers("state", "bulk-account", method="POST", path=NUMBERS, status=207)
def failed_numbers_are_not_told(reply: Reply, _: Call) -> Reply:
    return edit(reply, lambda b: b["errors"].update(numbers=b["errors"]["numbers"][:-1]))


@answers("state", "bulk-account", method="POST", path=f"{NUMBERS}|{REMOVE}", status=207)
def partial_tells_all_as_done(reply: Reply, call: Call) -> Reply:
    return edit(reply, lambda b: b.update(numbers=call.json["numbers"]))


@fault("state", "bulk-account", "bulk-status")
def removing_the_absent_succeeds(call: Call, behind: Behind) -> Reply:
    reply = behind.send(call)
    sent = call.json.get("numbers") if is_object(call.json) else None
    if call.matches("POST", REMOVE) and reply.status in {207, 400} and "errors" in reply.json:
        return reply.with_json({"numbers": sent}, 200)
    return reply


@fault("state", "refused-inert", "bulk-done")
def refused_bulk_is_done_in_part(call: Call, behind: Behind) -> Reply:
    reply = behind.send(call)
    if call.matches("POST", NUMBERS) and reply.status in {400, 413}:
        sent = call.json.get("numbers") if is_object(call.json) else None
        if is_array(sent) and sent and all(isinstance(n, str) for n in sent):
            good = [n for n in sent if re.fullmatch("[0-9]{7,15}", n)]
            if good:
                behind.ask(call, "POST", call.path, {"numbers": good[:3]})
    return reply


@fault("state", "isolation", "bulk-done")
def numbers_move_between_engagements(call: Call, behind: Behind) -> Reply:
    reply = behind.send(call)
    if call.matches("POST", NUMBERS) and reply.status == 400 and "errors" in reply.json:
        for other in behind.ask(call, "GET", "/engagements?page_size=100").json["_embedded"][
            "engagements"
        ]:
            if other["engagement_id"] not in call.path:
                path = f"/engagements/{other['engagement_id']}/numbers/delete"
                behind.ask(call, "POST", path, call.json)
        return behind.send(call)
    return reply


@fault("state", "bulk-done", "numbers-text", "bulk-account")
def numbers_lose_zeros(call: Call, behind: Behind) -> Reply:
    reply = behind.send(call)
    if call.matches("GET", NUMBERS) and reply.status == 200:
        body, shown = items(reply, call)
        shown[:] = [n.lstrip("0").rjust(7, "1") for n in shown]
        return reply.with_json(body)
    return reply


@fault("state", "id")
def ids_come_back(call: Call, behind: Behind) -> Reply:
    """The id of what was deleted is given again."""
    alias = behind.memory.setdefault("alias", {})
    for old, new in alias.items():
        if old in call.target:
            call = Call(call.method, call.target.replace(old, new), call.headers, call.body)
    was_free = behind.memory.setdefault("free", [])
    reply = behind.send(call)
    if call.matches("DELETE", "/identities/[^/]+") and reply.status == 204:
        name = call.path.rpartition("/")[2]
        back = {new: old for old, new in alias.items()}
        was_free.append(back.get(name, name))
        alias.pop(back.get(name, ""), None)
    if call.matches("POST", "/identities") and reply.status == 201 and was_free:
        alias[was_free.pop()] = reply.json["identity_id"]
    body = reply.body
    for old, new in alias.items():
        body = body.replace(new.encode(), old.encode())
    return Reply(reply.status, {k: v for k, v in reply.headers.items() if k != "Location"}, body)


@fault("state", "dates")
def created_date_moves(call: Call, behind: Behind) -> Reply:
    reply = behind.send(call)
    if call.matches("PATCH", ITEM) and reply.status == 200:
        behind.memory[call.path] = "2031-01-01 00:00:00"
    if (
        call.matches("GET", "/identities/[^/]+")
        and reply.status == 200
        and call.path in behind.memory
    ):
        return edit(reply, lambda b: b.update(created_date="2021-01-01 00:00:00"))
    return reply


@fault("state", "dates")
def last_updated_stays(call: Call, behind: Behind) -> Reply:
    reply = behind.send(call)
    if (
        reply.status in {200, 201}
        and call.matches("*", f"{ITEM}|{LIST}")
        and "created_date" in reply.json
    ):
        return edit(reply, lambda b: b.update(last_updated=b["created_date"]))
    return reply


@fault("state", "links")
def self_leads_to_another(call: Call, behind: Behind) -> Reply:
    reply = behind.send(call)
    if (
        reply.status in {200, 201}
        and call.matches("*", f"{ITEM}|{LIST}")
        and "_links" in reply.json
        and "created_date" in reply.json
    ):
        return edit(
            reply, lambda b: b["_links"]["self"].update(href=b["_links"]["self"]["href"] + "X")
        )
    return reply


@answers("state", "links", method="*", path=ITEM + "|" + LIST)
def engagements_link_loses_the_filter(reply: Reply, _: Call) -> Reply:
    return Reply(
        reply.status,
        reply.headers,
        re.sub(rb"/engagements\?identity_id=[^\"]*", b"/engagements", reply.body),
    )


@answers("state", "page-links", method="GET", path=ANY_LIST)
def next_is_there_on_the_last(reply: Reply, _: Call) -> Reply:
    return edit(reply, lambda b: b["_links"].setdefault("next", b["_links"]["self"]))


@answers("state", "page-links", method="GET", path=ANY_LIST)
def next_leads_to_the_same(reply: Reply, _: Call) -> Reply:
    def change(body: Any) -> None:
        if "next" in body["_links"]:
            body["_links"]["next"] = body["_links"]["self"]

    return edit(reply, change)


@answers("state", "page-links", method="GET", path=ANY_LIST)
def next_is_never_there(reply: Reply, _: Call) -> Reply:
    return edit(reply, lambda b: b["_links"].pop("next", None))


@answers("state", "page-links", method="GET", path=ANY_LIST)
def page_links_lose_the_size(reply: Reply, _: Call) -> Reply:
    return Reply(reply.status, reply.headers, re.sub(rb"&page_size=\d+", b"", reply.body))


@answers("state", "page-links", method="GET", path="/engagements")
def page_links_lose_the_filter(reply: Reply, _: Call) -> Reply:
    return Reply(reply.status, reply.headers, re.sub(rb"&identity_id=[^&\"]*", b"", reply.body))


@fault("state", "reading", "list-complete", "totals", "list-order")
def reading_deletes(call: Call, behind: Behind) -> Reply:
    reply = behind.send(call)
    if call.matches("GET", NUMBERS) and reply.status == 200 and reply.json["total_items"] > 4:
        first = reply.json["_embedded"]["numbers"][:1]
        behind.ask(call, "POST", f"{call.path}/delete", {"numbers": first})
    return reply


@fault("state", "reference")
def engagement_of_nobody(call: Call, behind: Behind) -> Reply:
    reply = behind.send(call)
    if call.matches("POST", "/engagements") and reply.status == 404:
        return Reply(201).with_json({**call.json, "engagement_id": "CNOBODY"})
    return reply


@fault("state", "created", "read-back")
def booleans_are_swapped(call: Call, behind: Behind) -> Reply:
    body = call.json
    if call.matches("*", "/engagements(/[^/]+)?") and is_object(body):
        names = ("subscriber_optin", "subscriber_optout")
        if all(isinstance(body.get(name), bool) for name in names):
            body[names[0]], body[names[1]] = body[names[1]], body[names[0]]
            return behind.send(call.with_json(body))
    return behind.send(call)


@fault("state", "created", "patch", "put")
def lists_are_sorted(call: Call, behind: Behind) -> Reply:
    body = call.json
    if call.matches("*", "/engagements(/[^/]+)?") and is_object(body):
        uses = body.get("sub_use_cases")
        if is_array(uses) and all(isinstance(u, str) for u in uses):
            return behind.send(call.with_json({**body, "sub_use_cases": sorted(uses)}))
    return behind.send(call)


# Validation of what is sent


def _accepting(name: str, pattern: str, method: str, *rules: str) -> Callable[[Any], None]:
    """Register a fault that mends a wrong body before it is judged, so that it is accepted."""

    def register(mend: Callable[[dict[str, Any]], None]) -> None:
        def change(call: Call, behind: Behind) -> Reply:
            reply = behind.send(call)
            body = call.json
            if call.matches(method, pattern) and reply.status == 400 and is_object(body):
                mended = copy.deepcopy(body)
                mend(mended)
                if mended != body:
                    return behind.send(call.with_json(mended))
            return reply

        FAULTS[name] = Fault(name, "validation", frozenset(rules or ("body-validated",)), change)

    return register


@_accepting("missing-email-accepted", "/identities", "POST")
def _(body: dict[str, Any]) -> None:
    body.setdefault("email", "x@example.com")


@_accepting("missing-ein-accepted", "/identities", "POST")
def _(body: dict[str, Any]) -> None:
    body.setdefault("ein", "20-1111111")


@_accepting("missing-stock-symbol-accepted", "/identities", "POST")
def _(body: dict[str, Any]) -> None:
    body.setdefault("stock_symbol", "VG")


@_accepting("missing-website-accepted-on-put", "/identities/[^/]+", "PUT")
def _(body: dict[str, Any]) -> None:
    body.setdefault("website", "https://example.com")


@_accepting("unknown-entity-type-accepted", "/identities.*", "*")
def _(body: dict[str, Any]) -> None:
    if body.get("entity_type") == "NO_SUCH_VALUE":
        body["entity_type"] = "PRIVATE_PROFIT"


@_accepting("unknown-brand-relationship-accepted-on-patch", "/identities/[^/]+", "PATCH")
def _(body: dict[str, Any]) -> None:
    if isinstance(body.get("brand_relationship"), str):
        body["brand_relationship"] = "KEY_ACCOUNT"


@_accepting("numbers-for-text-accepted", "/(identities|engagements).*", "*")
def _(body: dict[str, Any]) -> None:
    for name, value in body.items():
        if isinstance(value, int) and not isinstance(value, bool):
            body[name] = str(value)


@_accepting("null-accepted", "/(identities|engagements).*", "*")
def _(body: dict[str, Any]) -> None:
    for name in [name for name, value in body.items() if value is None]:
        del body[name]


@_accepting("text-for-booleans-accepted", "/engagements.*", "*")
def _(body: dict[str, Any]) -> None:
    for name, value in body.items():
        if value == "true":
            body[name] = True


@_accepting("missing-use-case-accepted", "/engagements", "POST")
def _(body: dict[str, Any]) -> None:
    body.setdefault("use_case", "2FA")


@_accepting("sub-use-cases-of-numbers-accepted", "/engagements.*", "*")
def _(body: dict[str, Any]) -> None:
    if is_array(body.get("sub_use_cases")):
        body["sub_use_cases"] = [str(u) for u in body["sub_use_cases"]]


@_accepting("numbers-with-a-plus-accepted", NUMBERS, "POST")
def _(body: dict[str, Any]) -> None:
    if is_array(body.get("numbers")):
        body["numbers"] = [n.lstrip("+") if isinstance(n, str) else n for n in body["numbers"]]


@_accepting("short-numbers-accepted", NUMBERS, "POST")
def _(body: dict[str, Any]) -> None:
    if is_array(body.get("numbers")):
        body["numbers"] = [
            n.rjust(7, "0") if isinstance(n, str) and n.isascii() and n.isdigit() else n
            for n in body["numbers"]
        ]


@_accepting("numbers-as-integers-accepted", f"{NUMBERS}|{REMOVE}", "POST")
def _(body: dict[str, Any]) -> None:
    if is_array(body.get("numbers")):
        body["numbers"] = [str(n) if isinstance(n, int) else n for n in body["numbers"]]


@fault("validation", "body-validated")
def no_numbers_accepted(call: Call, behind: Behind) -> Reply:
    if call.matches("POST", f"{NUMBERS}|{REMOVE}") and call.json == {"numbers": []}:
        return Reply(200).with_json({"numbers": []})
    return behind.send(call)


@fault("validation", "bulk-limit")
def more_than_50_accepted(call: Call, behind: Behind) -> Reply:
    reply = behind.send(call)
    if call.matches("POST", NUMBERS) and reply.status == 413:
        sent = call.json["numbers"]
        for start in range(0, len(sent), 50):
            behind.ask(call, "POST", call.path, {"numbers": sent[start : start + 50]})
        return reply.with_json({"numbers": sent}, 200)
    return reply


@fault("validation", "valid-accepted")
def only_49_numbers_accepted(call: Call, behind: Behind) -> Reply:
    if call.matches("POST", NUMBERS) and is_object(call.json):
        sent = call.json.get("numbers")
        if is_array(sent) and len(sent) == 50:
            return _problem(413)
    return behind.send(call)


@fault("validation", "numbers-text", "valid-accepted")
def numbers_of_15_digits_refused(call: Call, behind: Behind) -> Reply:
    if call.matches("POST", NUMBERS) and re.search(rb'"\d{15}"', call.body):
        return _problem(400)
    return behind.send(call)


@fault("validation", "query-validated")
def page_zero_accepted(call: Call, behind: Behind) -> Reply:
    if call.matches("GET", ANY_LIST) and call.query.get("page") == "0":
        return behind.send(call.with_query(page="1"))
    return behind.send(call)


@fault("validation", "query-validated")
def page_size_101_accepted(call: Call, behind: Behind) -> Reply:
    if (
        call.matches("GET", ANY_LIST)
        and call.query.get("page_size", "").isdigit()
        and int(call.query["page_size"]) > 100
    ):
        return behind.send(call.with_query(page_size="100"))
    return behind.send(call)


@fault("validation", "query-validated")
def page_of_letters_accepted(call: Call, behind: Behind) -> Reply:
    if call.matches("GET", ANY_LIST) and call.query.get("page") == "abc":
        return behind.send(call.with_query(page="1"))
    return behind.send(call)


@fault("validation", "valid-accepted")
def page_size_100_refused(call: Call, behind: Behind) -> Reply:
    if call.matches("GET", NUMBERS) and call.query.get("page_size") == "100":
        return _problem(400)
    return behind.send(call)


@fault("validation", "malformed")
def broken_json_accepted(call: Call, behind: Behind) -> Reply:
    if call.matches("PATCH", ITEM) and call.body.endswith(b': "cut'):
        return behind.send(Call(call.method, call.target, call.headers, b"{}"))
    return behind.send(call)


@fault("validation", "malformed", "body-validated")
def an_array_accepted(call: Call, behind: Behind) -> Reply:
    if call.matches("PATCH", ITEM) and call.body == b"[]":
        return behind.send(Call(call.method, call.target, call.headers, b"{}"))
    return behind.send(call)


@fault("validation", "media-type")
def text_plain_accepted(call: Call, behind: Behind) -> Reply:
    headers = {
        k: "application/json" if k.lower() == "content-type" else v for k, v in call.headers.items()
    }
    return behind.send(Call(call.method, call.target, headers, call.body))


@fault("validation", "valid-accepted")
def charset_refused(call: Call, behind: Behind) -> Reply:
    if any("charset" in v for v in call.headers.values()):
        return _problem(415)
    return behind.send(call)


@fault("validation", "refused-inert")
def refused_update_is_done(call: Call, behind: Behind) -> Reply:
    reply = behind.send(call)
    if call.matches("PATCH", "/engagements/[^/]+") and reply.status == 400:
        behind.ask(call, "PATCH", call.path, {"sample_one": "changed by a refused request"})
    return reply


@fault("validation", "text", "patch", "valid-accepted", "created")
def other_scripts_refused(call: Call, behind: Behind) -> Reply:
    if call.method in {"POST", "PATCH", "PUT"} and any(b > 127 for b in call.body):
        return _problem(400)
    return behind.send(call)


@fault("validation", "patch-keeps")
def ein_can_be_patched(call: Call, behind: Behind) -> Reply:
    reply = behind.send(call)
    memory = behind.memory
    if call.matches("PATCH", "/identities/[^/]+") and reply.status == 200 and "ein" in call.json:
        memory[call.path] = call.json["ein"]
    if call.matches("*", "/identities/[^/]+") and reply.status == 200 and call.path in memory:
        return edit(reply, lambda b: b.update(ein=memory[call.path]))
    return reply


# Headers


@answers("headers", "auth-challenge", method="*", path=".*", status=401)
def no_challenge(reply: Reply, _: Call) -> Reply:
    return reply.without("WWW-Authenticate")


@answers("headers", "auth-challenge", method="*", path=".*", status=401)
def challenge_for_bearer(reply: Reply, _: Call) -> Reply:
    reply.headers["WWW-Authenticate"] = 'Bearer realm="x"'
    return reply


@answers("headers", "location", method="POST", path=LIST, status=201)
def location_leads_to_the_list(reply: Reply, call: Call) -> Reply:
    return Reply(201, {**reply.headers, "Location": BASE + call.path}, reply.body)


@answers("headers", "content-type", method="GET", path=ITEM)
def no_content_type(reply: Reply, _: Call) -> Reply:
    return reply.without("Content-Type")


@answers("headers", "content-type", method="GET", path=ANY_LIST)
def content_type_is_html(reply: Reply, _: Call) -> Reply:
    return Reply(reply.status, {**reply.headers, "Content-Type": "text/html"}, reply.body)


@answers("headers", "content-type", method="*", path=".*", status=404)
def problem_as_plain_text(reply: Reply, _: Call) -> Reply:
    return Reply(reply.status, {**reply.headers, "Content-Type": "text/plain"}, reply.body)


@answers("headers", "methods", method="*", path=".*", status=405)
def no_allow(reply: Reply, _: Call) -> Reply:
    return reply.without("Allow")


# Authentication and accounts


def _as_own(call: Call) -> Call:
    headers = {k: v for k, v in call.headers.items() if k.lower() != "authorization"}
    return Call(call.method, call.target, {**headers, "Authorization": OWN}, call.body)


OWN = "Basic YWJjZDEyMzQ6bW9jay1zZWNyZXQ="


@fault("authentication", "auth-required")
def nobody_may_read(call: Call, behind: Behind) -> Reply:
    if not call.authorization and call.method == "GET":
        return behind.send(_as_own(call))
    return behind.send(call)


@fault("authentication", "auth-required")
def nobody_may_remove_numbers(call: Call, behind: Behind) -> Reply:
    if not call.authorization and call.matches("POST", REMOVE):
        return behind.send(_as_own(call))
    return behind.send(call)


def _decoded(call: Call) -> str:
    try:
        return base64.b64decode(call.authorization.partition(" ")[2]).decode()
    except ValueError:
        return ""


@fault("authentication", "auth-checked")
def any_secret(call: Call, behind: Behind) -> Reply:
    return (
        behind.send(_as_own(call)) if _decoded(call).startswith("abcd1234:") else behind.send(call)
    )


@fault("authentication", "auth-checked")
def empty_secret(call: Call, behind: Behind) -> Reply:
    return behind.send(_as_own(call)) if _decoded(call) == "abcd1234:" else behind.send(call)


@fault("authentication", "auth-checked")
def secret_in_any_case(call: Call, behind: Behind) -> Reply:
    fits = _decoded(call).lower() == "abcd1234:mock-secret"
    return behind.send(_as_own(call)) if fits else behind.send(call)


@fault("authentication", "auth-checked")
def beginning_of_the_secret(call: Call, behind: Behind) -> Reply:
    fits = _decoded(call).startswith("abcd1234:mock-secret")
    return behind.send(_as_own(call)) if fits else behind.send(call)


@fault("authentication", "auth-scheme")
def any_scheme(call: Call, behind: Behind) -> Reply:
    if _decoded(call) == "abcd1234:mock-secret":
        return behind.send(_as_own(call))
    return behind.send(call)


@answers("authentication", "auth-required", "auth-checked", method="*", path=".*", status=401)
def forbidden_for_unauthorized(reply: Reply, _: Call) -> Reply:
    return reply.with_status(403)


@fault("authentication", "accounts")
def others_may_read(call: Call, behind: Behind) -> Reply:
    reply = behind.send(call)
    if call.matches("GET", ITEM) and reply.status == 404 and _decoded(call):
        return behind.send(_as_own(call))
    return reply


@fault("authentication", "accounts", "isolation")
def others_may_delete(call: Call, behind: Behind) -> Reply:
    reply = behind.send(call)
    if (
        call.matches("DELETE", "/engagements/[^/]+")
        and reply.status == 404
        and _decoded(call).startswith("wxyz")
    ):
        return behind.send(_as_own(call))
    return reply


@fault("authentication", "accounts")
def lists_are_of_everyone(call: Call, behind: Behind) -> Reply:
    if call.matches("GET", "/engagements") and _decoded(call).startswith("wxyz"):
        return behind.send(_as_own(call))
    return behind.send(call)


@fault("authentication", "refused-inert", "isolation", "auth-required")
def unauthorized_but_done(call: Call, behind: Behind) -> Reply:
    reply = behind.send(call)
    if reply.status == 401 and call.matches("POST", NUMBERS):
        behind.send(_as_own(call))
    return reply


@fault("authentication", "refused-inert", "isolation")
def unauthorized_updates_are_done(call: Call, behind: Behind) -> Reply:
    reply = behind.send(call)
    if reply.status == 401 and call.method in {"PATCH", "PUT"}:
        behind.send(_as_own(call))
    return reply


@fault("authentication", "accounts", "isolation")
def updates_of_others_are_done(call: Call, behind: Behind) -> Reply:
    reply = behind.send(call)
    others = _decoded(call).startswith("wxyz")
    if others and reply.status == 404 and call.method in {"PATCH", "PUT"}:
        behind.send(_as_own(call))
    return reply


# Robustness


def _fails(name: str, *rules: str) -> Callable[[Any], None]:
    """Register a fault that answers 500 to some requests."""

    def register(when: Callable[[Call], bool]) -> None:
        def change(call: Call, behind: Behind) -> Reply:
            if when(call):
                return Reply(500, {"Content-Type": "text/plain"}, b"Traceback: oops")
            return behind.send(call)

        kept = frozenset(rules or ("no-server-error",))
        FAULTS[name] = Fault(name, "robustness", kept, change)

    return register


@_fails("fails-on-emoji")
def _(call: Call) -> bool:
    return b"\xf0\x9f" in call.body


@_fails("fails-on-nul")
def _(call: Call) -> bool:
    return b"\\u0000" in call.body


@_fails("fails-on-surrogates")
def _(call: Call) -> bool:
    return b"\\ud800" in call.body


@_fails("fails-on-broken-json")
def _(call: Call) -> bool:
    return call.body.startswith(b"display_name")


@_fails("fails-on-no-body")
def _(call: Call) -> bool:
    return call.method == "PUT" and not call.body


@_fails("fails-on-an-array")
def _(call: Call) -> bool:
    return call.body == b"[]"


@_fails("fails-on-nesting")
def _(call: Call) -> bool:
    return call.body.startswith(b"[" * 1000)


@_fails("fails-on-huge-numbers")
def _(call: Call) -> bool:
    return b"1e999" in call.body


@_fails("fails-on-large-bodies")
def _(call: Call) -> bool:
    return len(call.body) > 500_000


@_fails("fails-on-page-zero")
def _(call: Call) -> bool:
    return call.query.get("page") == "0"


@_fails("fails-on-huge-pages")
def _(call: Call) -> bool:
    return len(call.query.get("page", "")) > 18


@_fails("fails-on-odd-ids")
def _(call: Call) -> bool:
    return "%00" in call.target


@_fails("fails-on-a-slash-at-the-end")
def _(call: Call) -> bool:
    return call.path.endswith("/")


@_fails("fails-on-bytes-in-the-query")
def _(call: Call) -> bool:
    return "%ff" in call.target.partition("?")[2]


@_fails("fails-on-unreadable-credentials")
def _(call: Call) -> bool:
    return call.authorization.startswith("Basic !")


@_fails("fails-on-credentials-without-a-colon")
def _(call: Call) -> bool:
    return call.authorization.startswith("Basic") and ":" not in _decoded(call)


@_fails("fails-on-null-in-numbers")
def _(call: Call) -> bool:
    return b"numbers" in call.body and b"null" in call.body


@_fails("fails-on-odd-accept")
def _(call: Call) -> bool:
    return any(";;" in v for v in call.headers.values())


@fault("robustness", "answers")
def hangs_on_long_text(call: Call, behind: Behind) -> Reply:
    if len(call.body) > 200_000:
        return Reply(200, {}, b"", hang=60)
    return behind.send(call)


# HTTP and the wire


@answers("wire", "answers", "framing", method="GET", path=ITEM)
def body_is_cut(reply: Reply, _: Call) -> Reply:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(reply.body)}\r\n\r\n"
    return Reply(200, raw=head.encode() + reply.body[:-10])


@answers("wire", "framing", "answers", "json", method="GET", path=LIST)
def length_is_short(reply: Reply, _: Call) -> Reply:
    return Reply(
        200, {**reply.headers, "Content-Length": str(len(reply.body))}, reply.body + b"junk"
    )


@answers("wire", "framing", "answers", method="DELETE", path=ITEM)
def no_content_with_content(_: Reply, __: Call) -> Reply:
    return Reply(204, {"Content-Length": "2"}, b"{}")


@answers("wire", "answers", method="PATCH", path=ITEM)
def connection_is_cut(_: Reply, __: Call) -> Reply:
    return Reply(200, raw=b"")


@answers("wire", "json", "body-schema", method="GET", path="/identities")
def json_with_a_comma_too_many(reply: Reply, _: Call) -> Reply:
    return Reply(200, reply.headers, reply.body[:-1] + b",}")


@answers("wire", "json", method="GET", path=ITEM)
def name_twice(reply: Reply, _: Call) -> Reply:
    return Reply(200, reply.headers, reply.body[:-1] + b', "created_date": "2020-01-01 00:00:00"}')


@answers("wire", "json", method="GET", path=ITEM)
def byte_order_mark(reply: Reply, _: Call) -> Reply:
    return Reply(200, reply.headers, b"\xef\xbb\xbf" + reply.body)


@answers("wire", "answers", method="GET", path=NUMBERS)
def says_gzip(reply: Reply, _: Call) -> Reply:
    return Reply(200, {**reply.headers, "Content-Encoding": "gzip"}, reply.body)


@answers("wire", "json", "text", method="*", path=ITEM)
def latin_1_on_the_wire(reply: Reply, _: Call) -> Reply:
    if not reply.body:
        return reply
    text = json.dumps(reply.json, ensure_ascii=False)
    return Reply(reply.status, reply.headers, text.encode("latin-1", "replace"))


# Vacuous servers


def _always(name: str, reply: Callable[[], Reply]) -> None:
    FAULTS[name] = Fault(name, "vacuous", frozenset(), lambda _call, _behind: reply())


_always("always-401", lambda: Reply(401, {"WWW-Authenticate": "Basic"}).with_json(PROBLEM))
_always("always-403", lambda: _problem(403))
_always("always-404", lambda: _problem(404))
_always("always-500", lambda: _problem(500))
_always("always-empty-object", lambda: Reply(200).with_json({}))
_always("always-html", lambda: Reply(200, {"Content-Type": "text/html"}, b"<html>hello</html>"))
_always("always-redirects", lambda: Reply(302, {"Location": "https://login.example/"}, b""))
_always("always-proxy-login", lambda: Reply(407, {"Proxy-Authenticate": "Basic"}, b""))


# What shows beside the operations, later, or only at the same time


@fault("http", "auth-required")
def head_is_for_everyone(call: Call, behind: Behind) -> Reply:
    if call.method == "HEAD":
        return Reply(200, {"Content-Type": "application/json", "Content-Length": "0"})
    return behind.send(call)


@fault("http", "framing", "answers")
def head_has_a_body(call: Call, behind: Behind) -> Reply:
    if call.method == "HEAD" and call.authorization:
        return Reply(200, {"Content-Type": "application/json"}, b'{"page": 1}')
    return behind.send(call)


@fault("http", "no-server-error")
def options_fails(call: Call, behind: Behind) -> Reply:
    return _problem(500) if call.method == "OPTIONS" else behind.send(call)


@fault("http", "unknown")
def every_path_is_there(call: Call, behind: Behind) -> Reply:
    reply = behind.send(call)
    known = re.fullmatch(f"{LIST}|{ITEM}|{NUMBERS}(/delete)?", call.path)
    return reply if known or reply.status != 404 else Reply(200).with_json({"status": "ok"})


@fault("http", "accept")
def html_for_browsers(call: Call, behind: Behind) -> Reply:
    reply = behind.send(call)
    if call.matches("GET", NUMBERS) and reply.status == 406:
        return Reply(200, {"Content-Type": "text/html"}, b"<p>Numbers</p>")
    return reply


@fault("http", "headers")
def retry_after_is_a_date(call: Call, behind: Behind) -> Reply:
    behind.memory["n"] = behind.memory.get("n", 0) + 1
    if behind.memory["n"] % 400 == 0:
        date = "Wed, 21 Oct 2015 07:28:00 GMT"
        return Reply(429, {"Retry-After": date}).with_json({**PROBLEM, "retry_after": 0})
    return behind.send(call)


@fault("http", "body-schema")
def throttling_says_nothing(call: Call, behind: Behind) -> Reply:
    behind.memory["n"] = behind.memory.get("n", 0) + 1
    if behind.memory["n"] % 400 == 0:
        return Reply(429, {"Retry-After": "0"}).with_json({"error": "slow down"})
    return behind.send(call)


@fault("auth", "auth-accepted")
def scheme_in_capitals_alone(call: Call, behind: Behind) -> Reply:
    if call.authorization.startswith("basic "):
        return Reply(401, {"WWW-Authenticate": "Basic"}).with_json(PROBLEM)
    return behind.send(call)


@fault("auth", "auth-checked")
def key_in_any_case(call: Call, behind: Behind) -> Reply:
    scheme, _, text = call.authorization.partition(" ")
    try:
        key, colon, secret = base64.b64decode(text).decode().partition(":")
    except ValueError:
        return behind.send(call)
    if scheme != "Basic" or not colon:
        return behind.send(call)
    lowered = base64.b64encode(f"{key.lower()}:{secret}".encode()).decode()
    return behind.send(
        Call(
            call.method,
            call.target,
            {**call.headers, "Authorization": f"Basic {lowered}"},
            call.body,
        )
    )


@fault("auth", "problem")
def refusal_echoes_credentials(call: Call, behind: Behind) -> Reply:
    reply = behind.send(call)
    if reply.status == 404 and reply.body:
        return edit(reply, lambda b: b.update(debug={"authorization": call.authorization}))
    return reply


@fault("state", "unknown", "id")
def beginning_of_an_id_will_do(call: Call, behind: Behind) -> Reply:
    reply = behind.send(call)
    found = call.matches("GET", ITEM)
    if found and reply.status == 404 and len(found[2]) > 4:
        listed = behind.ask(call, "GET", f"/{found[1]}?page_size=100").json
        for item in listed.get("_embedded", {}).get(found[1], []):
            name = "identity_id" if found[1] == "identities" else "engagement_id"
            if item[name].startswith(found[2]):
                return behind.ask(call, "GET", f"/{found[1]}/{item[name]}")
    return reply


@fault("state", "filter")
def filter_has_what_is_deleted(call: Call, behind: Behind) -> Reply:
    found = call.matches("DELETE", "/engagements/([^/]+)")
    if found:
        was = behind.ask(call, "GET", call.path)
        reply = behind.send(call)
        if reply.status == 204:
            behind.memory.setdefault("gone", []).append(was.json)
        return reply
    reply = behind.send(call)
    gone = [
        g
        for g in behind.memory.get("gone", [])
        if g.get("identity_id") == call.query.get("identity_id")
    ]
    if gone and call.matches("GET", "/engagements") and reply.status == 200:
        body, shown = items(reply, call)
        if body["page"] == 1 and len(shown) < body["page_size"]:
            shown.extend(gone)
            body["total_items"] += len(gone)
        return reply.with_json(body)
    return reply


@fault("state", "filter")
def filter_does_not_follow(call: Call, behind: Behind) -> Reply:
    """An engagement that is given to another identity stays with the first one in the filter."""
    reply = behind.send(call)
    owners: dict[str, str] = behind.memory.setdefault("owners", {})
    if call.matches("POST", "/engagements") and reply.status == 201:
        owners[reply.json["engagement_id"]] = reply.json["identity_id"]
    wanted = call.query.get("identity_id")
    if call.matches("GET", "/engagements") and wanted and reply.status == 200:
        body, shown = items(reply, call)
        shown[:] = [item for item in shown if owners.get(item["engagement_id"]) == wanted]
        return reply.with_json(body)
    return reply


@fault("state", "dates")
def put_is_no_change(call: Call, behind: Behind) -> Reply:
    """PUT of an engagement leaves last_updated as it was."""
    kept: dict[str, str] = behind.memory.setdefault("kept", {})
    before = behind.ask(call, "GET", call.path) if call.matches("PUT", ITEM) else None
    reply = behind.send(call)
    if before and before.status == 200 and reply.status == 200 and "engagements" in call.path:
        kept[call.path.rpartition("/")[2]] = before.json["last_updated"]

    def change(body: Any) -> None:
        if body.get("engagement_id") in kept:
            body["last_updated"] = kept[body["engagement_id"]]

    if call.method == "PATCH":
        kept.pop(call.path.rpartition("/")[2], None)
    if reply.status != 200 or "/numbers" in call.path:
        return reply
    body = reply.json
    for item in body.get("_embedded", {}).get("engagements", []):
        change(item)
    change(body)
    return reply.with_json(body)


@fault("state", "id", "list-once")
def the_same_again_is_the_first(call: Call, behind: Behind) -> Reply:
    if call.matches("POST", "/engagements"):
        made = behind.memory.setdefault("made", {})
        name = (call.authorization, call.body)
        if name in made:
            first: Reply = made[name]
            return first
        reply = behind.send(call)
        if reply.status == 201:
            made[name] = reply
        return reply
    return behind.send(call)


@fault("state", "text", "valid-accepted")
def escapes_are_not_understood(call: Call, behind: Behind) -> Reply:
    if b"\\/" in call.body:
        body = call.body.replace(b"\\/", b"\\\\/")
        return behind.send(Call(call.method, call.target, call.headers, body))
    return behind.send(call)


@fault("state", "list-current")
def lists_know_no_other_scripts(call: Call, behind: Behind) -> Reply:
    reply = behind.send(call)
    if call.matches("GET", LIST) and reply.status == 200:
        text = json.dumps(reply.json, ensure_ascii=False).encode("ascii", "replace")
        return Reply(reply.status, reply.headers, text)
    return reply


@fault("state", "dates")
def dates_of_creation_run_backwards(call: Call, behind: Behind) -> Reply:
    order: dict[str, int] = behind.memory.setdefault("order", {})
    reply = behind.send(call)

    def change(body: Any) -> None:
        name = body.get("engagement_id") or body.get("identity_id")
        if name and "created_date" in body:
            year = 2020 - order.setdefault(name, len(order)) % 40
            body["created_date"] = f"{year}{body['created_date'][4:10]}{body['created_date'][10:]}"

    if reply.status not in {200, 201} or "/numbers" in call.path:
        return reply
    body = reply.json
    for part in body.get("_embedded", {}).values():
        for item in part:
            change(item)
    change(body)
    return reply.with_json(body)


@fault("state", "delete", "unknown", "list-only")
def the_deleted_come_back(call: Call, behind: Behind) -> Reply:
    """What was deleted can be read again after some hundred requests."""
    behind.memory["n"] = behind.memory.get("n", 0) + 1
    gone: dict[str, tuple[int, Reply]] = behind.memory.setdefault("gone", {})
    if call.matches("DELETE", ITEM):
        was = behind.ask(call, "GET", call.path)
        reply = behind.send(call)
        if reply.status == 204:
            gone[call.path] = (behind.memory["n"], was)
        return reply
    if call.method == "GET" and call.path in gone:
        since, was = gone[call.path]
        if behind.memory["n"] - since > 150:
            return was
    return behind.send(call)


@fault("state", "read-back", "patch", "update-kept", "list-current", "isolation")
def changes_are_forgotten_later(call: Call, behind: Behind) -> Reply:
    """What is changed is read as it was, after two hundred requests."""
    behind.memory["n"] = behind.memory.get("n", 0) + 1
    old: dict[str, tuple[int, Any]] = behind.memory.setdefault("old", {})
    if call.matches("PATCH", "/identities/[^/]+"):
        was = behind.ask(call, "GET", call.path)
        reply = behind.send(call)
        if reply.status == 200 and was.status == 200:
            old[call.path] = (behind.memory["n"], was.json)
        return reply
    if call.matches("GET", "/identities/[^/]+") and call.path in old:
        since, body = old[call.path]
        reply = behind.send(call)
        if behind.memory["n"] - since > 200 and reply.status == 200:
            return reply.with_json({**reply.json, "city": f"Old {body.get('city')}"})
        return reply
    return behind.send(call)


@fault("bulk", "bulk-account")
def what_is_sent_twice_is_told_twice(call: Call, behind: Behind) -> Reply:
    reply = behind.send(call)
    done: list[str] = reply.json.get("numbers", []) if reply.status in {200, 207} else []
    if call.matches("POST", NUMBERS) and done and set(done) == set(call.json["numbers"]):
        return reply.with_json({"numbers": call.json["numbers"]}, 200)
    return reply


@fault("bulk", "bulk-done", "isolation", "bulk-account")
def zeros_do_not_count(call: Call, behind: Behind) -> Reply:
    """Removing a number removes those that differ from it in leading zeros alone."""
    reply = behind.send(call)
    if call.matches("POST", REMOVE) and reply.status in {200, 207}:
        path = call.path.removesuffix("/delete")
        there = behind.ask(call, "GET", f"{path}?page_size=100").json["_embedded"]["numbers"]
        short = {number.lstrip("0") for number in reply.json["numbers"]}
        more = [number for number in there if number.lstrip("0") in short]
        if more:
            behind.ask(call, "POST", call.path, {"numbers": more})
    return reply


def _loses_numbers(name: str, method: str, *rules: str) -> None:
    """Register a fault: a change of an engagement empties its numbers."""

    def change(call: Call, behind: Behind) -> Reply:
        reply = behind.send(call)
        if call.matches(method, "/engagements/[^/]+") and reply.status == 200:
            page = behind.ask(call, "GET", f"{call.path}/numbers?page_size=50").json
            numbers = page["_embedded"]["numbers"]
            behind.ask(call, "POST", f"{call.path}/numbers/delete", {"numbers": numbers})
        return reply

    FAULTS[name] = Fault(name, "state", frozenset(rules), change)


_loses_numbers("patch-loses-the-numbers", "PATCH", "patch")
_loses_numbers("put-loses-the-numbers", "PUT", "put-keeps")


def _text_of(call: Call) -> dict[str, Any]:
    """Give the text in a body that may be taken from it, whatever else is wrong with it."""
    body = call.json if is_object(call.json) else {}
    names = ("street", "city", "sample_one")
    return {name: body[name] for name in names if isinstance(body.get(name), str)}


@fault("state", "refused-inert")
def refused_change_is_done_in_part(call: Call, behind: Behind) -> Reply:
    """What is right in a change that is refused is done all the same."""
    reply = behind.send(call)
    if call.matches("*", ITEM) and call.method in {"PATCH", "PUT"} and reply.status == 400:
        behind.ask(call, "PATCH", call.path, _text_of(call))
    return reply


@fault("state", "refused-inert")
def refused_replacement_unsets(call: Call, behind: Behind) -> Reply:
    """A replacement that is refused has emptied a field before."""
    reply = behind.send(call)
    if call.matches("PUT", "/identities/[^/]+") and reply.status == 400:
        behind.ask(call, "PATCH", call.path, {"city": ""})
    return reply


def _refused_but_done(name: str, status: int) -> None:
    """Register a fault: a change is refused for its headers, and done."""

    def change(call: Call, behind: Behind) -> Reply:
        reply = behind.send(call)
        if call.method in {"POST", "PATCH", "PUT"} and reply.status == status:
            behind.ask(call, call.method, call.path, call.json)
        return reply

    FAULTS[name] = Fault(name, "state", frozenset({"refused-inert", "isolation"}), change)


_refused_but_done("other-media-refused-but-done", 415)
_refused_but_done("not-acceptable-but-done", 406)


@fault("http", "accept")
def accept_counts_for_reading_alone(call: Call, behind: Behind) -> Reply:
    """A write is done and answered in JSON, whatever the Accept header says."""
    if call.method != "GET":
        headers = {k: v for k, v in call.headers.items() if k.lower() != "accept"}
        return behind.send(Call(call.method, call.target, headers, call.body))
    return behind.send(call)


def _text_changed(name: str, method: str, function: Callable[[str, str], str]) -> None:
    """Register a fault: some text is not kept as it was sent, by one way of sending it."""

    def change(call: Call, behind: Behind) -> Reply:
        body = call.json
        if call.method == method and call.matches("*", f"{LIST}|{ITEM}") and is_object(body):
            texts = {n: function(n, v) for n, v in body.items() if isinstance(v, str)}
            call = call.with_json({**body, **texts})
        return behind.send(call)

    name = name.replace("_", "-").lower()
    FAULTS[name] = Fault(name, "state", frozenset({"text"}), change)


def _cut(field: str, length: int) -> Callable[[str, str], str]:
    return lambda name, text: text[:length] if name == field else text


def _only(field: str, function: Callable[[str], str]) -> Callable[[str, str], str]:
    return lambda name, text: function(text) if name == field else text


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _one_line_end(text: str) -> str:
    return text.replace("\r\n", "\n")


for _method, _field, _length in (
    ("POST", "sample_four", 1023),
    ("POST", "message_flow", 2047),
    ("POST", "company_name", 254),
    ("POST", "email", 99),
    ("POST", "postal_code", 9),
    ("PATCH", "description", 4095),
    ("PATCH", "sample_two", 1000),
    ("PATCH", "city", 99),
    ("PUT", "help_message", 254),
    ("PUT", "street", 99),
):
    _text_changed(f"cuts-{_field}-by-{_method}", _method, _cut(_field, _length))
for _method, _field, _function in (
    ("POST", "company_name", _composed),
    ("POST", "sample_three", str.strip),
    ("POST", "city", _one_line_end),
    ("PATCH", "sample_four", _composed),
    ("PATCH", "display_name", str.strip),
    ("PATCH", "message_flow", _one_line_end),
    ("PUT", "street", _composed),
    ("PUT", "help_message", str.strip),
    ("PUT", "sample_one", _one_line_end),
):
    _does = _function.__name__.strip("_")
    _text_changed(f"{_does}-of-{_field}-by-{_method}", _method, _only(_field, _function))


@fault("auth", "auth-required", "auth-checked")
def what_does_not_exist_is_told_to_everyone(call: Call, behind: Behind) -> Reply:
    """An id that does not exist is answered 404 before anybody is asked who they are."""
    reply = behind.send(call)
    if reply.status != 401:
        behind.memory["own"] = call
        return reply
    found = re.match(ITEM, call.path)
    if found and "own" in behind.memory:
        there = behind.ask(behind.memory["own"], "GET", found[0])
        if there.status == 404:
            return there
    return reply


def _can_be_changed(name: str, kind: str, method: str, *rules: str) -> None:
    """Register a fault: a field that cannot be edited is taken from a change."""

    def change(call: Call, behind: Behind) -> Reply:
        reply = behind.send(call)
        if reply.status != 200 or not call.matches("*", f"/{kind}/[^/]+"):
            return reply
        if call.method == method and name in call.json:
            behind.memory[call.path] = call.json[name]
        if call.path in behind.memory:
            return reply.with_json({**reply.json, name: behind.memory[call.path]})
        return reply

    told = f"{kind}-{name}-can-be-changed-by-{method}".replace("_", "-").lower()
    FAULTS[told] = Fault(told, "state", frozenset(rules), change)


_can_be_changed("ein", "identities", "PUT", "put-keeps")
_can_be_changed("company_name", "identities", "PUT", "put-keeps")
_can_be_changed("created_date", "identities", "PUT", "put-keeps")
_can_be_changed("created_date", "engagements", "PATCH", "patch-keeps")
_can_be_changed("last_updated", "identities", "PATCH", "patch-keeps")
_can_be_changed("identity_id", "identities", "PATCH", "patch-keeps")
_can_be_changed("engagement_id", "engagements", "PUT", "put-keeps")


@fault("state", "put")
def put_keeps_booleans(call: Call, behind: Behind) -> Reply:
    if call.matches("PUT", "/engagements/[^/]+") and is_object(call.json):
        was = behind.ask(call, "GET", call.path).json
        kept = {name: True for name, value in was.items() if value is True}
        return behind.send(call.with_json({**kept, **call.json}))
    return behind.send(call)


@_accepting("numbers-with-a-line-end-accepted", f"{NUMBERS}|{REMOVE}", "POST")
def _(body: dict[str, Any]) -> None:
    if is_array(body.get("numbers")):
        body["numbers"] = [
            n.removesuffix("\n") if isinstance(n, str) else n for n in body["numbers"]
        ]


@_accepting("numbers-with-spaces-accepted", f"{NUMBERS}|{REMOVE}", "POST")
def _(body: dict[str, Any]) -> None:
    if is_array(body.get("numbers")):
        body["numbers"] = [n.strip(" ") if isinstance(n, str) else n for n in body["numbers"]]


@fault("http", "framing", "answers")
def head_of_an_item_has_a_body(call: Call, behind: Behind) -> Reply:
    if call.method == "HEAD" and call.matches("*", ITEM):
        reply = behind.ask(call, "GET", call.path)
        return Reply(reply.status, {"Content-Type": "application/json"}, reply.body)
    return behind.send(call)

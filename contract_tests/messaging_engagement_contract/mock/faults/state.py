"""Faults of state: every answer looks right by itself, and what the server keeps is wrong."""

from __future__ import annotations

from typing import Any

import orjson

from messaging_engagement_contract.mock import problems
from messaging_engagement_contract.mock.faults.registry import (
    Exchange,
    Proceed,
    content,
    fault,
    items,
    on_resources,
)
from messaging_engagement_contract.mock.messages import Answer
from messaging_engagement_contract.mock.state import Record
from messaging_engagement_contract.types import is_object

STATE = "state"
_OK, _CREATED, _NO_CONTENT = 200, 201, 204


def _kept(exchange: Exchange) -> tuple[str, Record | None]:
    """Give the record that the path names, as it is now, and its kind."""
    segments = exchange.request.path.split("/")
    kind = next((k for k in ("identities", "engagements") if k in segments), "")
    index = segments.index(kind) + 1 if kind else len(segments)
    account = exchange.account
    if account is None or index >= len(segments):
        return kind, None
    return kind, exchange.store.read().table(account, kind).get(segments[index])


def _restore(exchange: Exchange, kind: str, record: Record | None) -> None:
    if record is not None and exchange.account is not None:
        with exchange.store.write() as writing:
            writing.put(exchange.account, kind, record)


def _created(exchange: Exchange, answer: Answer) -> tuple[str, Record | None]:
    """Give the record that a request created, and its kind."""
    location = dict(answer.headers).get("Location", "") if answer.status == _CREATED else ""
    *_, kind, record_id = ("", "", *location.split("/"))
    if not location or exchange.account is None:
        return kind, None
    return kind, exchange.store.read().table(exchange.account, kind).get(record_id)


def _changed(
    exchange: Exchange, answer: Answer, change: dict[str, Any] | None, *, created: bool
) -> None:
    """Change what was stored behind an answer."""
    kind, record = _created(exchange, answer) if created else _kept(exchange)
    if record is not None and exchange.account is not None and answer.status < 300:  # noqa: PLR2004 - 2xx
        with exchange.store.write() as writing:
            if change is None:
                writing.remove(exchange.account, kind, record.id)
            else:
                fields = {k: v for k, v in {**record.fields, **change}.items() if v is not None}
                other = Record(record.id, record.position, record.created, record.updated, fields)
                writing.put(exchange.account, kind, other)


@fault(STATE)
def created_not_kept(exchange: Exchange, proceed: Proceed) -> Answer:
    """What is created is answered 201 and not kept."""
    answer = proceed()
    _changed(exchange, answer, None, created=True)
    return answer


@fault(STATE)
def created_twice(exchange: Exchange, proceed: Proceed) -> Answer:
    """What is created is created twice; the answer tells of the second."""
    if not exchange.does("create"):
        return proceed()
    proceed()
    return proceed()


@fault(STATE)
def created_not_listed(exchange: Exchange, proceed: Proceed) -> Answer:
    """What is created can be read, and is missing in lists."""
    hidden = exchange.memory.setdefault("created-not-listed", set())
    answer = proceed()
    _, record = _created(exchange, answer)
    if record is not None:
        hidden.add(record.id)
    body = content(answer)
    found = items(body)
    if body is None or not found:
        return answer
    found[:] = [
        one for one in found if isinstance(one, str) or not hidden & set(map(str, one.values()))
    ]
    return answer.with_json(body)


@fault(STATE)
def created_other_value(exchange: Exchange, proceed: Proceed) -> Answer:
    """A created identity keeps another city than it was given, and the answer does not show it."""
    answer = proceed()
    if exchange.does("createIdentity"):
        _changed(exchange, answer, {"city": "Elsewhere"}, created=True)
    return answer


@fault(STATE)
def created_field_lost(exchange: Exchange, proceed: Proceed) -> Answer:
    """A created engagement does not keep its sub use cases and samples."""
    answer = proceed()
    if exchange.does("createEngagement"):
        lost: dict[str, Any] = dict.fromkeys(("sub_use_cases", "sample_one", "message_flow"))
        _changed(exchange, answer, lost, created=True)
    return answer


@fault(STATE)
def update_lost(exchange: Exchange, proceed: Proceed) -> Answer:
    """PATCH and PUT are answered as if they were done, and change nothing."""
    if not exchange.does("update", "replace"):
        return proceed()
    kind, before = _kept(exchange)
    answer = proceed()
    _restore(exchange, kind, before)
    return answer


@fault(STATE)
def update_answers_old(exchange: Exchange, proceed: Proceed) -> Answer:
    """PATCH and PUT are done, and answered with what was there before."""
    if not exchange.does("update", "replace"):
        return proceed()
    method, body = exchange.request.method, exchange.request.body
    exchange.request.method = "GET"
    old = proceed()
    exchange.request.method, exchange.request.body = method, body
    answer = proceed()
    return old if answer.status == _OK else answer


@fault(STATE)
def patch_wipes(exchange: Exchange, proceed: Proceed) -> Answer:
    """PATCH removes the fields that it is not sent."""
    answer = proceed()
    sent = exchange.sent()
    _, record = _kept(exchange)
    if exchange.does("update") and answer.status == _OK and record is not None:
        names: list[str] = list(sent or ())
        kept = {*names, "identity_id", "entity_type"}
        _changed(exchange, answer, {n: None for n in record.fields if n not in kept}, created=False)
    return answer


@fault(STATE)
def put_merges(exchange: Exchange, proceed: Proceed) -> Answer:
    """PUT keeps the fields that it is not sent, as PATCH does."""
    if not exchange.does("replace"):
        return proceed()
    _, before = _kept(exchange)
    answer = proceed()
    body = content(answer)
    if before is None or body is None:
        return answer
    missing = {n: v for n, v in before.fields.items() if n not in body}
    _changed(exchange, answer, missing, created=False)
    return answer.with_json({**missing, **body})


@fault(STATE)
def put_loses_id_fields(exchange: Exchange, proceed: Proceed) -> Answer:
    """PUT of an identity also removes the fields that cannot be edited."""
    answer = proceed()
    if exchange.does("replaceIdentity"):
        _changed(exchange, answer, {"ein": None, "company_name": None}, created=False)
    return answer


@fault(STATE)
def patch_changes_fixed(exchange: Exchange, proceed: Proceed) -> Answer:
    """PATCH also changes the name and number of a company, which cannot be edited."""
    answer = proceed()
    sent = exchange.sent()
    if exchange.does("updateIdentity", "replaceIdentity") and is_object(sent):
        fixed = {n: sent[n] for n in ("company_name", "ein") if isinstance(sent.get(n), str)}
        _changed(exchange, answer, fixed, created=False)
    return answer


@fault(STATE)
def deleted_still_there(exchange: Exchange, proceed: Proceed) -> Answer:
    """What is deleted is answered 204, and can still be read."""
    kind, before = _kept(exchange)
    answer = proceed()
    if exchange.does("delete"):
        _restore(exchange, kind, before)
    return answer


@fault(STATE)
def deleted_still_listed(exchange: Exchange, proceed: Proceed) -> Answer:
    """What is deleted cannot be read, and stays in lists."""
    ghosts = exchange.memory.setdefault("deleted-still-listed", {})
    if exchange.does("delete"):
        method = exchange.request.method
        exchange.request.method = "GET"
        read = proceed()
        exchange.request.method = method
        answer = proceed()
        if answer.status == _NO_CONTENT:
            ghosts.setdefault(exchange.request.path.rpartition("/")[0], []).append(read.read())
        return answer
    answer = proceed()
    body = content(answer)
    found = items(body)
    gone = ghosts.get(exchange.request.path, [])
    if body is None or found is None or not gone:
        return answer
    found.extend(gone)
    body["total_items"] += len(gone)
    return answer.with_json(body)


@fault(STATE)
def delete_removes_another(exchange: Exchange, proceed: Proceed) -> Answer:
    """What deletes an identity also deletes the one that was created after it."""
    kind, before = _kept(exchange)
    answer = proceed()
    if (
        exchange.does("delete")
        and before is not None
        and exchange.account
        and answer.status == _NO_CONTENT
    ):
        later = exchange.store.read().table(exchange.account, kind).all()
        victim = next((r for r in later if r.position > before.position), None)
        if victim is not None:
            with exchange.store.write() as writing:
                writing.remove(exchange.account, kind, victim.id)
    return answer


@fault(STATE)
def delete_twice(exchange: Exchange, proceed: Proceed) -> Answer:
    """What is not there can be deleted: 204 again."""
    answer = proceed()
    missing = exchange.does("delete") and answer.status == 404  # noqa: PLR2004 - not found
    return Answer(_NO_CONTENT) if missing else answer


@fault(STATE)
def read_stale(exchange: Exchange, proceed: Proceed) -> Answer:
    """A resource is read as it was when it was first read, whatever became of it."""
    cache = exchange.memory.setdefault("read-stale", {})
    answer = proceed()
    if exchange.does("get") and answer.status == _OK:
        return cache.setdefault((exchange.account, exchange.request.path), answer)  # type: ignore[no-any-return] # of this fault alone
    return answer


@fault(STATE)
def read_another(exchange: Exchange, proceed: Proceed) -> Answer:
    """Reading a resource gives the first one that there is."""
    answer = proceed()
    if not exchange.does("get") or answer.status != _OK or exchange.account is None:
        return answer
    kind, record = _kept(exchange)
    records = exchange.store.read().table(exchange.account, kind).all()
    if record is not None:
        exchange.request.path = exchange.request.path.replace(record.id, records[0].id)
    return proceed()


@fault(STATE)
def last_updated_stuck(exchange: Exchange, proceed: Proceed) -> Answer:
    """When a resource was last updated is shown as when it was created."""
    return on_resources(lambda r: r.update(last_updated=r["created_date"]))(exchange, proceed)


@fault(STATE)
def created_date_moves(exchange: Exchange, proceed: Proceed) -> Answer:
    """When a resource was created is another year with every answer."""
    count = exchange.memory["created-date-moves"] = exchange.memory.get("created-date-moves", 0) + 1

    def change(resource: dict[str, Any]) -> None:
        date = str(resource["created_date"])
        resource["created_date"] = f"{1900 + count % 100}{date[4:]}"

    return on_resources(change)(exchange, proceed)


@fault(STATE)
def id_reused(exchange: Exchange, proceed: Proceed) -> Answer:
    """Every identity that is created takes the place and the id of the first one."""
    answer = proceed()
    kind, record = _created(exchange, answer)
    if record is None or exchange.account is None or kind != "identities":
        return answer
    first = exchange.store.read().table(exchange.account, kind).all()[0]
    if first.id == record.id:
        return answer
    with exchange.store.write() as writing:
        writing.remove(exchange.account, kind, record.id)
        other = Record(first.id, first.position, first.created, record.updated, record.fields)
        writing.put(exchange.account, kind, other)
    body = (answer.body or b"").replace(record.id.encode(), first.id.encode())
    return Answer(answer.status, body, answer.headers)


@fault(STATE)
def text_cut(exchange: Exchange, proceed: Proceed) -> Answer:
    """Texts of more than 20 characters are cut when they are written."""
    sent = exchange.sent()
    if is_object(sent) and exchange.does("create", "update", "replace"):
        exchange.send({k: v[:20] if isinstance(v, str) else v for k, v in sent.items()})
    return proceed()


@fault(STATE)
def text_ascii(exchange: Exchange, proceed: Proceed) -> Answer:
    """Characters beyond ASCII become question marks when they are written."""
    sent = exchange.sent()
    if is_object(sent) and exchange.does("create", "update", "replace"):
        ascii_only = orjson.dumps(sent).decode().encode("ascii", "replace")
        exchange.request.body = ascii_only
    return proceed()


@fault(STATE)
def text_trimmed(exchange: Exchange, proceed: Proceed) -> Answer:
    """An update loses the spaces at the ends of texts, and keeps no empty texts."""
    sent = exchange.sent()
    if is_object(sent) and exchange.does("update"):
        trimmed = {k: v.strip() if isinstance(v, str) else v for k, v in sent.items()}
        exchange.send({k: v for k, v in trimmed.items() if v != ""})
    return proceed()


@fault(STATE)
def false_lost(exchange: Exchange, proceed: Proceed) -> Answer:
    """Booleans that are false are not kept."""
    sent = exchange.sent()
    if is_object(sent) and exchange.does("createEngagement", "updateEngagement", "replaceE"):
        exchange.send({k: v for k, v in sent.items() if v is not False})
    return proceed()


@fault(STATE)
def orphans_allowed(exchange: Exchange, proceed: Proceed) -> Answer:
    """An engagement can be created for an identity that does not exist."""
    sent = exchange.sent()
    account = exchange.account
    if not exchange.does("createEngagement") or not is_object(sent) or account is None:
        return proceed()
    answer = proceed()
    if answer.status != 404:  # noqa: PLR2004 - not found
        return answer
    with exchange.store.write() as writing:
        stand_in = writing.next_position()
        writing.put(account, "identities", Record(str(sent["identity_id"]), stand_in, 0, 0, {}))
    answer = proceed()
    with exchange.store.write() as writing:
        writing.remove(account, "identities", str(sent["identity_id"]))
    return answer


@fault(STATE)
def delete_blocked(exchange: Exchange, proceed: Proceed) -> Answer:
    """An identity that has engagements cannot be deleted: 409."""
    _, record = _kept(exchange)
    if not exchange.does("deleteIdentity") or record is None or exchange.account is None:
        return proceed()
    table = exchange.store.read().table(exchange.account, "engagements")
    return problems.problem(409).answer if table.all({"identity_id": record.id}) else proceed()


@fault(STATE)
def numbers_survive(exchange: Exchange, proceed: Proceed) -> Answer:
    """The numbers of an engagement that was stopped stay taken."""
    account = exchange.account
    _, record = _kept(exchange)
    if not exchange.does("deleteEngagement") or account is None or record is None:
        return proceed()
    numbers = list(
        exchange.store.read().table(account, "numbers").all({"engagement_id": record.id})
    )
    answer = proceed()
    with exchange.store.write() as writing:
        for number in numbers:
            writing.put(account, "numbers", number)
    return answer

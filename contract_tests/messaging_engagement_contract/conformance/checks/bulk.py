"""Numbers: added and removed in bulk, and every one of them accounted for."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from messaging_engagement_contract.conformance.lists import LARGEST, walk
from messaging_engagement_contract.types import is_array, is_object

if TYPE_CHECKING:
    from collections.abc import Iterable

    from messaging_engagement_contract.conformance.exchange import Exchange
    from messaging_engagement_contract.conformance.model import Resource
    from messaging_engagement_contract.conformance.session import Session

_ALL, _SOME, _NONE, _TOO_MANY = 200, 207, 400, 413


class Bulk:
    """Bulk calls on an engagement, held to the model.

    Args:
        session: The session.
        engagement: The engagement.
    """

    def __init__(self, session: Session, engagement: Resource) -> None:
        self._session = session
        self._run = session.run
        self._engagement = engagement

    def add(
        self, numbers: list[str], expect: Iterable[int] = (_ALL,), why: str = "", rule: str = ""
    ) -> Exchange:
        """Add numbers, and see that the answer and the list say what was done."""
        exchange = self._call("addNumbers", numbers, expect, why, rule or "valid-accepted")
        done, _ = self._account(exchange, numbers)
        before = set(self._engagement.numbers)
        self._after(exchange, before | done)
        return exchange

    def remove(
        self,
        numbers: list[str],
        expect: Iterable[int] = (_ALL,),
        why: str = "",
        rule: str = "",
    ) -> Exchange:
        """Remove numbers, and see that the answer and the list say what was done."""
        exchange = self._call("removeNumbers", numbers, expect, why, rule or "valid-accepted")
        done, _ = self._account(exchange, numbers)
        before = set(self._engagement.numbers)
        absent = sorted(done - before)
        self._run.check(
            not absent,
            "bulk-account",
            exchange,
            "as removed only numbers that were there",
            f"{', '.join(absent[:5])} as removed",
        )
        self._after(exchange, before - done)
        return exchange

    def _call(
        self, operation: str, numbers: list[str], expect: Iterable[int], why: str, rule: str
    ) -> Exchange:
        return self._run.call(
            operation,
            self._engagement.ids,
            json={"numbers": numbers},
            expect=set(expect),
            rule=rule,
            why=why,
        )

    def _account(self, exchange: Exchange, sent: list[str]) -> tuple[set[str], set[str]]:
        """Hold an answer to what was sent; give the numbers that succeeded, and that failed."""
        run, body = self._run, exchange.object
        if exchange.status not in {_ALL, 201, _SOME, _NONE}:
            return set(), set()
        done = _texts(body.get("numbers")) if exchange.ok else []
        failed = _failed(body)
        if exchange.ok:
            accounted = set(done) | set(failed)
            missing, more = sorted(set(sent) - accounted), sorted(accounted - set(sent))
            run.check(
                not missing and not more,
                "bulk-account",
                exchange,
                f"each of the {len(sent)} numbers, done or failed",
                f"unaccounted for: {missing[:5]}; never sent: {more[:5]}",
            )
            # one that was sent twice may be done once, and then fail
            both = set(done) & set(failed) if len(set(sent)) == len(sent) else set[str]()
            counted = (Counter(done), Counter(failed))
            twice = sorted(both.union(*({n for n, k in c.items() if k > 1} for c in counted)))
            run.check(
                not twice, "bulk-account", exchange, "each number once", f"twice: {twice[:5]}"
            )
            partial = exchange.status == _SOME
            run.check(
                bool(failed) == partial and bool(done),
                "bulk-status",
                exchange,
                "200 with all numbers done, 207 with some done and some failed",
                f"{exchange.status} with {len(done)} done and {len(failed)} failed",
            )
        elif failed:
            run.check(
                set(failed) == set(sent),
                "bulk-account",
                exchange,
                "all numbers as failed, for none succeeded",
                f"failed: {sorted(set(failed))[:5]}",
            )
        return set(done), set(failed)

    def _after(self, exchange: Exchange, expected: set[str]) -> None:
        run, engagement = self._run, self._engagement
        seen = walk(run, "listNumbers", engagement.ids, size=LARGEST)
        if not seen.whole:
            engagement.numbers = sorted(expected)
            return
        got = {str(item) for item in seen.items}
        missing, more = sorted(expected - got), sorted(got - expected)
        rule = "bulk-done" if exchange.ok else "refused-inert"
        run.check(
            not missing and not more,
            rule,
            seen.last,
            f"{len(expected)} numbers, as the answer before says",
            f"missing: {missing[:5]}; not expected: {more[:5]}",
            after=(exchange,),
            operation=exchange.name,
        )
        engagement.numbers = list(dict.fromkeys(map(str, seen.items)))


def bulk(session: Session) -> None:
    """Bulk calls account for every number, by 200, 207, 400 or 413, and do what they say."""
    run = session.run
    base = session.base()
    if base is None:
        return
    first = session.engagement(base.identity, full=False)
    if first is None:
        return
    numbers = session.bodies.numbers
    one = Bulk(session, first)
    three = numbers(3)
    if run.options.frugal:
        one.add(three, (_ALL, _SOME, _NONE))  # the numbers are not the account's own
    else:
        one.add(three)
    there = list(first.numbers)
    if there:
        one.add([*there[:2], *numbers(2)], (_ALL, _SOME), "two of four are new", "bulk-status")
        one.add(there[:2], (_ALL, _NONE), "all are there already", "bulk-status")
    _refused(session, one, first)
    if there:
        one.remove([there[0], *numbers(1)], (_SOME,), "one of two is there", "bulk-status")
        one.remove(numbers(2), (_NONE,), "neither is there", "bulk-status")
        one.remove([there[1]])
        one.add(there[:2], why="they were removed before")
    if run.options.frugal:
        return
    new = numbers(2)
    any_way = (_ALL, _SOME, _NONE)  # it may be done once, fail once, or be refused as malformed
    one.add([new[0], new[0], new[1]], any_way, "a number is twice in it", "bulk-status")
    one.remove([new[0], new[0], new[1]], any_way, "a number is twice in it", "bulk-status")
    _odd(session, one, first)
    _two(session, first)
    one.add(numbers(50), why="50 numbers are allowed")
    for size in (20, 7, None) if session.thorough else (20, None):
        walk(run, "listNumbers", first.ids, size=size)
    if session.thorough:
        one.add(numbers(50))
        one.add(numbers(50))
        walk(run, "listNumbers", first.ids, size=LARGEST)
    one.remove(list(first.numbers)[:50], why="50 numbers are allowed")
    session.survey.look()


def _odd(session: Session, one: Bulk, engagement: Resource) -> None:
    """Numbers of every length come back digit by digit; which of them succeed is not said."""
    odd = ["0012345678", "12345678", "0000001", "1234567", "123456789012345", "000000000000009"]
    sent = [*odd, *session.bodies.numbers(1)]
    why = "all have 7 to 15 digits, and one is as those added before"
    exchange = one.add(sent, (_ALL, _SOME), why, "numbers-text")
    if not exchange.ok:
        return
    done = [number for number in sent if number in _texts(exchange.object.get("numbers"))]
    there = set(engagement.numbers)
    session.run.check(
        set(done) <= there,
        "numbers-text",
        exchange,
        f"{', '.join(done)} in the list",
        f"without {', '.join(sorted(set(done) - there))}",
    )
    # at first the one that differs from another in its zeros alone
    for part in ([n for n in done if n == odd[1]], [n for n in done if n != odd[1]]):
        if part and set(part) <= set(engagement.numbers):
            one.remove(part)


def _refused(session: Session, one: Bulk, engagement: Resource) -> None:
    """What is refused as a whole changes nothing."""
    numbers, there = session.bodies.numbers, list(engagement.numbers)
    one.add(numbers(51), (_TOO_MANY,), "51 numbers are too many", "bulk-limit")
    one.remove([*there, *numbers(51)][:51], (_TOO_MANY,), "51 numbers are too many", "bulk-limit")
    why = "the last number has a letter, so the request is malformed"
    one.add([*numbers(2), "1555666000a"], (_NONE,), why, "body-validated")
    one.remove([*there[:1], "1555666000a"], (_NONE,), why, "body-validated")
    one.add([], (_NONE,), "there is no number", "body-validated")
    one.remove([], (_NONE,), "there is no number", "body-validated")


def _two(session: Session, first: Resource) -> None:
    """What is done to the numbers of one engagement leaves those of another as they are."""
    base = session.base()
    second = session.engagement(base.identity, full=False) if base else None
    if second is None:
        return
    one, two = Bulk(session, first), Bulk(session, second)
    mine, yours = session.bodies.numbers(2), session.bodies.numbers(2)
    one.add(mine)
    two.add(yours)
    _still(session, first, "addNumbers")
    # whether a number may be in both is not said; that the first loses it by that, it is
    two.add([mine[0]], (_ALL, _NONE), "it is in another engagement", "bulk-status")
    _still(session, first, "addNumbers")
    two.remove([mine[1]], (_NONE,), "it is in another engagement", "bulk-status")
    _still(session, first, "removeNumbers")
    two.remove([yours[0]])
    _still(session, first, "removeNumbers")
    session.resources.delete(second)
    _still(session, first, "deleteEngagement")
    one.add([yours[1]], why="the engagement that it was in is gone")


def _still(session: Session, engagement: Resource, operation: str) -> None:
    expected = set(engagement.numbers)
    seen = walk(session.run, "listNumbers", engagement.ids, size=LARGEST)
    if seen.whole:
        got = {str(item) for item in seen.items}
        session.run.check(
            expected == got,
            "isolation",
            seen.last,
            "the numbers as they were, for the change was of another engagement",
            f"missing: {sorted(expected - got)[:5]}; not expected: {sorted(got - expected)[:5]}",
            operation=operation,
        )
        engagement.numbers = list(dict.fromkeys(map(str, seen.items)))


def _texts(value: object) -> list[str]:
    return [str(item) for item in value] if is_array(value) else []


def _failed(body: dict[str, object]) -> list[str]:
    """Give the numbers that failed: of a 207 its errors are an object, of a 400 an array (Q58)."""
    errors = body.get("errors")
    parts = errors if is_array(errors) else [errors]
    return [n for part in parts if is_object(part) for n in _texts(part.get("numbers"))]

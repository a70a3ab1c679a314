"""Random sequences of operations, each held to the model: what directed checks do not think of.

A Hypothesis state machine chooses what to do; ``Resources`` is the model, and ``Survey`` looks at
everything after each step.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from hypothesis import Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from messaging_engagement_contract.conformance.bodies import BOOLEANS, TEXTS, VARIANTS
from messaging_engagement_contract.conformance.checks.bulk import Bulk
from messaging_engagement_contract.conformance.checks.listing import same_order
from messaging_engagement_contract.conformance.health import SLOW
from messaging_engagement_contract.conformance.kinds import ENGAGEMENT, IDENTITY
from messaging_engagement_contract.conformance.lists import KEYS, LARGEST, walk
from messaging_engagement_contract.conformance.target import StopRunError

if TYPE_CHECKING:
    from collections.abc import Callable

    from messaging_engagement_contract.conformance.exchange import Exchange
    from messaging_engagement_contract.conformance.kinds import Kind
    from messaging_engagement_contract.conformance.model import Resource
    from messaging_engagement_contract.conformance.session import Session
    from messaging_engagement_contract.types import Json

MOST: Final = 6  # resources of a kind
_CHOICE: Final = st.integers(0, 2**16)
_TEXT: Final = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn")), max_size=60)


def explore(session: Session) -> None:
    """Random sequences of operations leave what the model says."""
    run = session.run
    profile = run.options.profile
    session.clean()
    session.survey.look()
    stopped: list[BaseException] = []

    class Machine(_Exploration):
        def __init__(self) -> None:
            super().__init__(session, stopped)

    seeded: Any = seed(run.options.seed)(Machine)
    run_state_machine_as_test(
        seeded,
        settings=settings(
            max_examples=profile.explorations,
            stateful_step_count=profile.steps,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=SLOW,
        ),
    )
    if stopped:
        raise stopped[0]


class _Exploration(RuleBasedStateMachine):
    """What may be done next, and the model of what it leaves."""

    def __init__(self, session: Session, stopped: list[BaseException]) -> None:
        super().__init__()
        self._session = session
        self._resources = session.resources
        self._stopped = stopped
        self._last: list[Exchange] = []

    def _do(self, step: Callable[[], Exchange | None]) -> None:
        """Do a step, then look at everything; keep an end of the run until Hypothesis is done."""
        if self._stopped:
            return
        try:
            exchange = step()
            self._last = [exchange] if exchange else []
            self._session.survey.look(self._last)
        except (StopRunError, AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
            self._stopped.append(error)

    def _some(self, kind: Kind, choice: int) -> Resource:
        there = self._resources.of(kind)
        return there[choice % len(there)]

    def _fewer(self, kind: Kind) -> bool:
        return len(self._resources.of(kind)) < MOST

    def _any(self, kind: Kind) -> bool:
        return bool(self._resources.of(kind))

    @precondition(lambda self: self._fewer(IDENTITY))
    @rule(variant=st.sampled_from(VARIANTS), full=st.booleans())
    def create_identity(self, variant: str, full: bool) -> None:  # noqa: FBT001 - Hypothesis names it
        def step() -> Exchange | None:
            made = self._session.identity(variant, full=full)
            return made.made if made else None

        self._do(step)

    @precondition(lambda self: self._any(IDENTITY) and self._fewer(ENGAGEMENT))
    @rule(choice=_CHOICE, full=st.booleans(), pattern=st.integers(0, 511))
    def create_engagement(self, choice: int, full: bool, pattern: int) -> None:  # noqa: FBT001 - as above
        def step() -> Exchange | None:
            identity = self._some(IDENTITY, choice)
            made = self._session.engagement(identity, full=full, pattern=pattern)
            return made.made if made else None

        self._do(step)

    @precondition(lambda self: self._any(IDENTITY))
    @rule(choice=_CHOICE, mask=st.integers(1, 2**13 - 1), salt=st.integers(0, 9999))
    def patch_identity(self, choice: int, mask: int, salt: int) -> None:
        self._do(lambda: self._patch(self._some(IDENTITY, choice), mask, salt))

    @precondition(lambda self: self._any(ENGAGEMENT))
    @rule(choice=_CHOICE, mask=st.integers(1, 2**20 - 1), salt=st.integers(0, 9999))
    def patch_engagement(self, choice: int, mask: int, salt: int) -> None:
        self._do(lambda: self._patch(self._some(ENGAGEMENT, choice), mask, salt))

    def _patch(self, resource: Resource, mask: int, salt: int) -> Exchange:
        names = sorted(
            self._resources.editable[resource.kind.name].keys() - {"entity_type", "identity_id"}
        )
        chosen = [name for bit, name in enumerate(names) if mask >> bit & 1] or names[:1]
        bodies = self._session.bodies
        changes: dict[str, Json] = {
            name: bodies.changes(name, resource.fields.get(name), salt) for name in chosen
        }
        # what the provider or the registry has a say in
        disputed = (
            "brand_relationship" in chosen
            if resource.kind is IDENTITY
            else not set(chosen) <= set(TEXTS)
        )
        return self._resources.patch(resource, changes, may_refuse=disputed)

    @precondition(lambda self: self._any(ENGAGEMENT))
    @rule(choice=_CHOICE, name=st.sampled_from(TEXTS[1:]), text=_TEXT)
    def patch_text(self, choice: int, name: str, text: str) -> None:
        self._do(
            lambda: self._resources.patch(
                self._some(ENGAGEMENT, choice), {name: text}, rule="text", may_refuse=True
            )
        )

    @precondition(lambda self: self._any(IDENTITY))
    @rule(choice=_CHOICE, salt=st.integers(0, 9999), mask=st.integers(0, 2**5 - 1))
    def put_identity(self, choice: int, salt: int, mask: int) -> None:
        def step() -> Exchange:
            identity = self._some(IDENTITY, choice)
            body = self._session.bodies.replacement(identity.fields)
            for bit, name in enumerate(("street", "city", "state", "postal_code", "vertical")):
                if mask >> bit & 1:
                    body.pop(name, None)
                else:
                    body[name] = self._session.bodies.changes(name, body.get(name), salt)
            return self._resources.put(identity, body)

        self._do(step)

    @precondition(lambda self: self._any(ENGAGEMENT))
    @rule(choice=_CHOICE, salt=st.integers(0, 9999), mask=st.integers(0, 2**9 - 1))
    def put_engagement(self, choice: int, salt: int, mask: int) -> None:
        def step() -> Exchange:
            engagement = self._some(ENGAGEMENT, choice)
            body = dict(engagement.fields)
            for bit, name in enumerate((*TEXTS[1:], *BOOLEANS[:3])):
                if mask >> bit & 1:
                    body.pop(name, None)
                elif name in TEXTS:
                    body[name] = self._session.bodies.changes(name, None, salt)
            return self._resources.put(engagement, body, may_refuse=True)

        self._do(step)

    @precondition(lambda self: self._any(ENGAGEMENT))
    @rule(choice=_CHOICE)
    def delete_engagement(self, choice: int) -> None:
        def step() -> Exchange:
            engagement = self._some(ENGAGEMENT, choice)
            self._resources.delete(engagement)
            return engagement.made

        self._do(step)

    @precondition(lambda self: bool(self._bare()))
    @rule(choice=_CHOICE)
    def delete_identity(self, choice: int) -> None:
        def step() -> Exchange:
            bare = self._bare()
            identity = bare[choice % len(bare)]
            self._resources.delete(identity)
            return identity.made

        self._do(step)

    def _bare(self) -> list[Resource]:
        """Give the identities without engagements; whether others can go is not said."""
        used = {e.fields.get("identity_id") for e in self._resources.of(ENGAGEMENT)}
        return [i for i in self._resources.of(IDENTITY) if i.id not in used]

    @precondition(lambda self: self._any(ENGAGEMENT))
    @rule(choice=_CHOICE, new=st.integers(0, 4), old=st.integers(0, 2))
    def add_numbers(self, choice: int, new: int, old: int) -> None:
        def step() -> Exchange | None:
            engagement = self._some(ENGAGEMENT, choice)
            there = engagement.numbers[:old]
            numbers = [*there, *self._session.bodies.numbers(new)]
            if not numbers:
                return None
            expect = (200,) if not there else (200, 207) if new else (200, 400)
            return Bulk(self._session, engagement).add(numbers, expect, rule="bulk-status")

        self._do(step)

    @precondition(lambda self: self._any(ENGAGEMENT))
    @rule(choice=_CHOICE, old=st.integers(0, 3), absent=st.integers(0, 2))
    def remove_numbers(self, choice: int, old: int, absent: int) -> None:
        def step() -> Exchange | None:
            engagement = self._some(ENGAGEMENT, choice)
            there = engagement.numbers[-old:] if old else []
            numbers = [*there, *self._session.bodies.numbers(absent)]
            if not numbers:
                return None
            expect = 200 if not absent else 207 if there else 400
            return Bulk(self._session, engagement).remove(numbers, (expect,), rule="bulk-status")

        self._do(step)

    @rule(name=st.sampled_from(list(KEYS)), size=st.integers(1, 6), choice=_CHOICE)
    def walk_list(self, name: str, size: int, choice: int) -> None:
        def step() -> None:
            ids: dict[str, str] = {}
            if name == "listNumbers":
                if not self._any(ENGAGEMENT):
                    return
                ids = self._some(ENGAGEMENT, choice).ids
            run = self._session.run
            first, again = walk(run, name, ids, size=LARGEST), walk(run, name, ids, size=size)
            if first.whole and again.whole:
                same_order(run, first, again)

        self._do(step)

    @precondition(lambda self: self._any(IDENTITY))
    @rule(choice=_CHOICE, size=st.integers(1, 5))
    def filter_engagements(self, choice: int, size: int) -> None:
        def step() -> None:
            run, identity = self._session.run, self._some(IDENTITY, choice)
            seen = walk(run, ENGAGEMENT.list, size=size, identity_id=identity.id)
            if not seen.whole:
                return
            expected = {
                engagement.id
                for engagement in self._resources.of(ENGAGEMENT)
                if engagement.fields.get("identity_id") == identity.id
            }
            run.check(
                expected == set(seen.keys),
                "filter",
                seen.last,
                f"{len(expected)} engagements of {identity.id}",
                f"{', '.join(seen.keys[:6]) or 'none'}",
            )

        self._do(step)

    def teardown(self) -> None:
        """Delete what the sequence left."""
        if not self._stopped:
            try:
                self._session.clean()
            except StopRunError as stop:
                self._stopped.append(stop)

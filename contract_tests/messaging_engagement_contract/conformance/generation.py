"""Requests that Schemathesis makes out of the schemas: examples, coverage and random ones.

Schemathesis makes the cases; what must come of them the suite's own rules say. So wrong credentials
are not taken for wrong data, a case that is valid after all is not taken for an invalid one, and
valid data that no business would have may be refused.
"""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl, urlencode

from hypothesis import Phase, given, seed, settings

from messaging_engagement_contract.conformance.health import SLOW
from messaging_engagement_contract.conformance.kinds import KINDS
from messaging_engagement_contract.conformance.lists import LARGEST, walk
from messaging_engagement_contract.conformance.target import StopRunError
from messaging_engagement_contract.types import is_object

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from messaging_engagement_contract.conformance.contract import Operation
    from messaging_engagement_contract.conformance.session import Session
    from messaging_engagement_contract.types import Json

_TOO_MANY: Final = 413
_MOST_COVERED: Final = 120  # coverage cases of an operation


def generated(session: Session) -> None:
    """Whatever the schemas allow is handled, and whatever they forbid is refused."""
    import schemathesis

    run = session.run
    profile = run.options.profile
    if not profile.cases:
        return
    schema: Json = schemathesis.openapi.from_dict(run.contract.document)
    sender = _Sender(session)
    for operation in run.contract.operations.values():
        if not operation.reads and not session.writes:
            continue
        made: Json = schema[operation.path][operation.method]
        for body in operation.body_examples:
            sender.send(operation, {}, sender.with_ids(body))
        if profile.coverage:
            for case in _coverage(schema, made):
                sender.case(operation, case)
        _fuzz(session, made, partial(sender.case, operation))
        sender.settle()
    sender.finish()


def _coverage(schema: Json, made: Json) -> Iterator[Json]:
    from schemathesis.generation.modes import GenerationMode

    cases = schema.iter_coverage_cases(
        made,
        generation_modes=[GenerationMode.POSITIVE, GenerationMode.NEGATIVE],
        generation_config=schema.config.generation_for(operation=made),
    )
    for number, case in enumerate(cases):
        if number >= _MOST_COVERED:
            return
        yield case


def _fuzz(session: Session, made: Json, send: Callable[[Json], None]) -> None:
    """Send random cases, half of them valid; nothing is raised inside, for all is a finding."""
    from schemathesis.generation.modes import GenerationMode

    stopped: list[StopRunError] = []
    for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):

        @seed(session.run.options.seed)
        @settings(
            max_examples=max(1, session.run.options.profile.cases // 2),
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=SLOW,
        )
        @given(made.as_strategy(generation_mode=mode))
        def one(case: Json) -> None:
            if stopped:
                return
            try:
                send(case)
            except StopRunError as stop:
                stopped.append(stop)

        one()
        if stopped:
            raise stopped[0]


class _Sender:
    """Sends cases, and judges what comes.

    Args:
        session: The session.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._run = session.run
        self._seen: set[tuple[str, str]] = set()

    def case(self, operation: Operation, case: Json) -> None:
        """Send what Schemathesis made, on something that is there."""
        if case.method.upper() != operation.method:
            return  # methods are a check of their own
        query = case.query if is_object(case.query) else {}
        body = case.body
        if operation.body_schema is None:
            self.send(operation, query, None)
        elif isinstance(body, dict | list | str | int | float | bool) or body is None:
            self.send(operation, query, self.with_ids(body))
        elif isinstance(body, bytes):
            self.send(operation, query, None, content=body)

    def with_ids(self, body: Json) -> Json:
        """Let a body name an identity that is there."""
        base = self._session.base()
        if is_object(body) and isinstance(body.get("identity_id"), str) and base:
            return {**body, "identity_id": base.identity.id}
        return body

    def send(
        self, operation: Operation, query: Json, body: Json, content: bytes | None = None
    ) -> None:
        """Send a request, and judge the answer by whether it was valid."""
        ids = self._session.ids_for(operation.id, self._session.some_ids())
        if operation.path.count("{") > len(ids) or operation.method == "DELETE":
            return  # what is there is deleted by checks of their own
        text = urlencode([(k, v) for k, v in query.items() if v is not None], doseq=True)
        if operation.body_schema is not None and content is None:
            try:
                content = json.dumps(body).encode()
            except (TypeError, ValueError):
                return
        name = (operation.id, f"{text} {content!r}")
        if name in self._seen:
            return
        self._seen.add(name)
        valid = self._valid_query(operation, text) and self._valid_body(operation, content)
        self._judge(operation, ids, text, content, valid=valid)

    def _judge(
        self,
        operation: Operation,
        ids: dict[str, str],
        text: str,
        content: bytes | None,
        *,
        valid: bool,
    ) -> None:
        run, session = self._run, self._session
        rule = "query-validated" if operation.body_schema is None else "body-validated"
        refusals = {400, _TOO_MANY} if _TOO_MANY in operation.answers else {400}
        exchange = run.call(
            operation.id,
            ids,
            query=text,
            content=content,
            expect=None if valid else refusals,
            rule=rule,
            why="" if valid else "the request breaks the schema",
        )
        for kind in KINDS.values():
            if operation.id == kind.create and exchange.ok:
                sent: Json = json.loads(content or b"{}") if valid else {}
                made = exchange.object.get(kind.id_name)
                if isinstance(made, str) and made:
                    resource = session.resources.adopt(kind, made, {}, exchange)
                    different = session.resources.differences(
                        kind, sent, exchange.object, unset=False
                    )
                    if _plain(sent):
                        session.resources.hold(
                            kind, different, "created", exchange, "what was sent"
                        )
                    session.resources.forget([resource])

    def _valid_query(self, operation: Operation, text: str) -> bool:
        """Whether the query is within its bounds; where it is not clear, it is taken as valid."""
        pairs = parse_qsl(text, keep_blank_values=True)
        for name, schema in operation.query.items():
            values = [value for key, value in pairs if key == name]
            if len(values) != 1 or schema.get("type") != "integer" or values[0] == "":
                continue
            value = values[0]
            if not value.isascii() or value.strip() != value or value.startswith(("+", "0")):
                continue
            number = int(value) if value.removeprefix("-").isdigit() and len(value) < 4000 else None  # noqa: PLR2004 - what int() takes
            if number is None:
                if _like_a_number(value):
                    continue
                return False
            if not schema.get("minimum", number) <= number <= schema.get("maximum", number):
                return False
        return True

    def _valid_body(self, operation: Operation, content: bytes | None) -> bool:
        if operation.body_validator is None:
            return True
        try:
            return operation.body_validator.is_valid(json.loads(content or b""))
        except ValueError:
            return False

    def settle(self) -> None:
        """Go on from what there is: random data may have been taken."""
        session = self._session
        if not session.writes:
            return
        for resource in list(session.resources.alive.values()):
            read = self._run.call(resource.kind.get, resource.ids)
            if read.ok:
                session.resources.settle(resource, read.object)

    def finish(self) -> None:
        """See that all is there still, and take the numbers that were added."""
        session = self._session
        base = session.base() if session.writes else None
        if base is None:
            return
        seen = walk(self._run, "listNumbers", base.engagement.ids, size=LARGEST)
        if seen.whole:
            base.engagement.numbers = list(dict.fromkeys(map(str, seen.items)))
        session.clean()
        session.survey.look()


def _like_a_number(value: str) -> bool:
    """Whether some would read it as a number, such as 1.0 or 1e1."""
    try:
        float(value)
    except ValueError:
        return False
    return True


def _plain(body: Json) -> bool:
    """Whether all text of a body can be kept by any server."""
    text = json.dumps(body, ensure_ascii=False)
    return "\\u0000" not in text and not any("\ud800" <= char <= "\udfff" for char in text)

"""Text comes back as it was sent: other scripts, leading zeros, what looks like code, long ones."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from messaging_engagement_contract.conformance.bodies import TEXTS
from messaging_engagement_contract.conformance.kinds import ENGAGEMENT, IDENTITY

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from messaging_engagement_contract.conformance.kinds import Kind
    from messaging_engagement_contract.conformance.model import Resource
    from messaging_engagement_contract.conformance.session import Base, Session
    from messaging_engagement_contract.types import Json

PLAIN = (
    "Žofín & Müller <GmbH>",
    "株式会社ヴォネージ",
    "Thumbs up 👍🏽 and 👩‍👩‍👧‍👦",
    "שלום, العربية",
    "combining e\u0301 and composed \u00e9",
    'O\'Brien "quoted" \\ back/slash',
    "00123",
    "1e5",
    "true",
    "null",
    "NaN",
    "0x10",
    "1.0",
    "  two  spaces  around  ",
    "UPPER lower MiXeD",
    "line one\nline two\ttabbed",
    "{{7*7}} ${x} %s %(x)s {0}",
    "'; DROP TABLE identities; --",
    "&amp; &lt;b&gt; %20 +",
    "\u2028 separators \u00a0 and \u200b none",
    "2020-01-02 05:12:14",
    "None",
    "undefined",
    "a line that ends\n",
)
# All at once what servers do away with: spaces at the ends, line ends of two characters, characters
# that can be composed or decomposed, ones beyond the basic plane, marks, and what looks like code.
ODD = (
    "  \té e\u0301 ﬁ 株式 👍🏽\u200d שלום\r\nЖ\u00a0\u2028\u200b <b>&amp; 'q' \"d\" \\ / %20+${x}",
    "0e\u0301\r\n ",
)
NAMES = ("display_name", "street", "city")
LONG = 200  # characters, from which on a text may be as long as its field
LIMIT = re.compile(r"at most (\d+) characters")


def text(session: Session) -> None:
    """Text comes back as it was sent, whatever is in it, and whatever it looks like."""
    base = session.base()
    if base is None:
        return
    _changed(session, base)
    _written_otherwise(session, base)
    _send(session, base.engagement, {"sample_three": "", "sample_four": "", "help_message": ""})
    _send(session, base.identity, {"street": "", "city": ""})
    if session.many:
        _created(session, base)
        _replaced(session, base)
    session.survey.look(numbers=False)
    # left as realistic text, for the checks that come
    for resource, names in ((base.identity, NAMES), (base.engagement, TEXTS)):
        session.resources.patch(
            resource, {name: session.bodies.changes(name, None, 1) for name in names}
        )


def _changed(session: Session, base: Base) -> None:
    """Text that PATCH sends."""
    _send(session, base.identity, {"postal_code": "00501"})
    for resource, names in ((base.identity, NAMES), (base.engagement, TEXTS)):
        for fields in _rounds(session, names):
            _send(session, resource, dict(fields))
        _send(session, resource, dict(_odd(names)))
        _send(session, resource, dict(_longest(session, resource.kind, names)))


def _replaced(session: Session, base: Base) -> None:
    """Text that PUT sends."""
    resources = session.resources
    for resource, names in ((base.identity, NAMES), (base.engagement, TEXTS)):
        whole = dict(resource.fields)
        if resource.kind is IDENTITY:
            whole = session.bodies.replacement(whole)
        for fields in (
            *_rounds(session, names, 4),
            _odd(names),
            _longest(session, resource.kind, names),
        ):
            resources.put(
                resource, {**whole, **fields}, rule="text", why="any text is allowed there"
            )


def _created(session: Session, base: Base) -> None:
    """Text that POST sends; where the mark belongs, it stays in it."""
    resources, bodies = session.resources, session.bodies
    names = (*NAMES, "company_name")
    body = bodies.identity("PublicCompany")
    body |= {"ein": "01-0000007", "alt_business_id": "000150483", "postal_code": "00501"}
    odd = _odd(names) | {IDENTITY.marked: str(body[IDENTITY.marked]).join(ODD)}
    resources.create(IDENTITY, body | odd, rule="text")
    body = bodies.identity()
    longest = _longest(session, IDENTITY, names)
    longest[IDENTITY.marked] = _within(longest[IDENTITY.marked], str(body[IDENTITY.marked]))
    email = f"{'o' * 64}@{'d' * 27}.example"
    resources.create(
        IDENTITY, {**body, **longest, "postal_code": "00501-0001", "email": email}, rule="text"
    )
    # what the register of another country has is not for the contract to say
    elsewhere = {"country": "CA", "ein": "0" * 20 + "7", "alt_business_id": "0" * 49 + "7"}
    resources.create(IDENTITY, bodies.identity() | elsewhere, rule="text", may_refuse=True)
    for fields in (
        *_rounds(session, TEXTS, 2),
        _odd(TEXTS),
        _longest(session, ENGAGEMENT, TEXTS),
    ):
        body = bodies.engagement(base.identity.id)
        marked = _within(fields[ENGAGEMENT.marked], str(body[ENGAGEMENT.marked]))
        resources.create(ENGAGEMENT, {**body, **fields, ENGAGEMENT.marked: marked}, rule="text")


def _within(text: str, mark: str) -> str:
    """Put the mark into a text, which becomes no longer if it is long."""
    middle = len(text) // 2
    return text[:middle] + mark + text[middle + (len(mark) if len(text) > LONG else 0) :]


def _rounds(session: Session, names: Sequence[str], shift: int = 0) -> Iterator[dict[str, str]]:
    """Give every text in one of the fields; in each of them, if there is the time."""
    step = 1 if session.thorough else len(names) * (1 if session.many else 3)
    for start in range(0, len(PLAIN), step):
        yield {name: PLAIN[(start + shift + at) % len(PLAIN)] for at, name in enumerate(names)}


def _odd(names: Iterable[str]) -> dict[str, str]:
    return dict.fromkeys(names, "".join(ODD))


def _longest(session: Session, kind: Kind, names: Iterable[str]) -> dict[str, str]:
    """Give the longest text that each field may have, by its description."""
    fields = session.resources.fields[kind.name]
    found: dict[str, str] = {}
    for name in names:
        # the other samples are "another such message"
        like = "sample_one" if name.startswith("sample_") else name
        limit = LIMIT.search(fields[like]["description"])
        if limit:
            length = int(limit[1])
            found[name] = (("é" + "x" * 9) * (length // 10 + 1))[: length - 1] + "!"
    return found


def _written_otherwise(session: Session, base: Base) -> None:
    """The same JSON may be written in more than one way: escaped, spaced, in any order."""
    run, resources = session.run, session.resources
    fields = {"sample_two": PLAIN[2], "sample_one": f"{PLAIN[0]} {PLAIN[1]}", "description": "a/b"}
    escaped = json.dumps(fields, indent=4).replace("/", "\\/")
    exchange = run.call(
        ENGAGEMENT.update,
        base.engagement.ids,
        content=f"\r\n\t {escaped}\n".encode(),
        expect={200},
        rule="text",
        why="JSON may be escaped and spaced",
    )
    if exchange.ok:
        base.engagement.fields |= fields
        resources.observe(base.engagement, rule="text", after=(exchange,))
    if run.options.frugal:
        return
    body = session.bodies.identity("NonProfit")
    resources.create(IDENTITY, dict(reversed(body.items())))
    body = session.bodies.engagement(base.identity.id)
    for _ in range(2):  # a second one like the first is another one, if it is taken
        resources.create(ENGAGEMENT, body, may_refuse=True)


def _send(session: Session, resource: Resource, fields: dict[str, Json]) -> None:
    """Change text; where the server refuses it, find out which."""
    exchange = session.resources.patch(
        resource, fields, rule="text", why="any text is allowed there"
    )
    if not exchange.ok and len(fields) > 1 and session.thorough:
        for name, value in fields.items():
            session.resources.patch(resource, {name: value}, rule="text")

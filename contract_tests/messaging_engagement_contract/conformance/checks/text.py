"""Text comes back as it was sent: other scripts, leading zeros, what looks like code, long ones."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from messaging_engagement_contract.conformance.bodies import TEXTS
from messaging_engagement_contract.conformance.resources import ENGAGEMENT, IDENTITY

if TYPE_CHECKING:
    from messaging_engagement_contract.conformance.contract import Json
    from messaging_engagement_contract.conformance.resources import Resource
    from messaging_engagement_contract.conformance.session import Base, Session

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
)
LONG = 1024


def text(session: Session) -> None:
    """Text comes back as it was sent, whatever is in it, and whatever it looks like."""
    resources = session.resources
    base = session.base()
    if base is None:
        return
    fields = list(TEXTS)
    for start in range(0, len(PLAIN), len(fields)):
        values = PLAIN[start : start + len(fields)]
        _send(session, base.engagement, dict(zip(fields, values, strict=False)))
    names = ["display_name", "street", "city"]
    for start in range(0, len(PLAIN), len(names) * (1 if session.thorough else 3)):
        values = PLAIN[start : start + len(names)]
        _send(session, base.identity, dict(zip(names, values, strict=False)))
    _send(session, base.identity, {"postal_code": "00501"})
    # at the limits that the descriptions tell, in characters
    limits = {"description": 4096, "message_flow": 2048, "help_message": 255, "sample_one": LONG}
    long = {name: ("é" + "x" * 9) * (limit // 10) for name, limit in limits.items()}
    _send(session, base.engagement, dict(long))
    _send(session, base.identity, {"display_name": "n" * 255, "street": "s" * 100})
    _written_otherwise(session, base)
    _send(session, base.engagement, {"sample_three": "", "sample_four": "", "help_message": ""})
    _send(session, base.identity, {"street": "", "city": ""})
    if not session.run.options.frugal:
        body = session.bodies.identity("PublicCompany")
        body |= {"company_name": PLAIN[0] + PLAIN[1], "city": PLAIN[3], "ein": "01-0000007"}
        body |= {"alt_business_id": "000150483", "postal_code": "00501", "street": PLAIN[5]}
        resources.create(IDENTITY, body, rule="text")
        engagement = session.bodies.engagement(base.identity.id)
        engagement |= dict(zip(TEXTS, PLAIN, strict=False))
        resources.create(ENGAGEMENT, engagement, rule="text")
    session.survey.look(numbers=False)
    # left as realistic text, for the checks that come
    names = ("display_name", "street", "city")
    resources.patch(base.identity, {name: session.bodies.changes(name, None, 1) for name in names})
    resources.patch(
        base.engagement, {name: session.bodies.changes(name, None, 1) for name in TEXTS}
    )


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

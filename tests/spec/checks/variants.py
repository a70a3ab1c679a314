"""The four kinds of identity, and what each of them needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .reading import (
    Object,
    component,
    examples_in,
    faults,
    name_of,
    operations,
    properties,
    quoted,
    required,
    resolved,
    variants,
)
from .registry import Document, check

if TYPE_CHECKING:
    from collections.abc import Iterator


@check
def variants_exclude_each_other(document: Document) -> Iterator[str]:
    """A body that is valid for one kind of identity is valid for no other kind."""
    kinds = _kinds(document)
    for name, variant in kinds.items():
        complete = _sample(document, variant)
        minimal = {key: complete.get(key) for key in required(document, variant)}
        for size, body in {"minimal": minimal, "complete": complete}.items():
            found = _matching(document, kinds, body)
            if found != [name]:
                yield f"a {size} {name} is {found}"
        for kind in component(document, "EntityType")["enum"]:
            found = _matching(document, kinds, {**complete, "entity_type": kind})
            if len(found) != 1:
                yield f"a complete {kind} is {found}"


@check
def variants_say_what_they_need(document: Document) -> Iterator[str]:
    """Each kind of identity names in words exactly the fields that it needs, and not everyone."""
    kinds = _kinds(document)
    everyone = set[str].intersection(*(required(document, it) for it in kinds.values()))
    common = component(document, "NewIdentity")
    if quoted(common.get("description", "")) != everyone:
        yield f"NewIdentity does not name just {sorted(everyone)}"
    for name, variant in kinds.items():
        needed = required(document, variant) - everyone
        text = resolved(document, variant).get("description", "")
        if not text or quoted(text) != needed:
            yield f"{name} does not name just {sorted(needed)}"
    listed = component(document, "EntityType")
    if quoted(listed.get("description", "")) != set(listed["enum"]):
        yield "EntityType does not explain each of its values"


@check
def variants_are_exemplified(document: Document) -> Iterator[str]:
    """A body of several kinds has an example of each kind, named for it."""
    for operation in operations(document):
        names = [name_of(it) for it in variants(document, operation.media.get("schema", {}))]
        shown = list(examples_in(operation.media))
        if len(names) > 1 and sorted(names) != sorted(shown):
            yield f"{operation} has examples of {shown}, kinds {names}"


@check
def replacing_asks_for_the_whole(document: Document) -> Iterator[str]:
    """Replacing an identity asks, of each kind, for what creating it does, as far as it can change.

    Of an engagement that would be a guess (Q23).
    """
    (replacing,) = (
        operation
        for operation in operations(document)
        if operation.method == "put" and operation.noun == "identities"
    )
    schema = replacing.media["schema"]
    editable = properties(document, component(document, "IdentityChanges"))
    for name, variant in _kinds(document).items():
        body = {key: it for key, it in _sample(document, variant).items() if key in editable}
        for fault in faults(document, schema, body):
            yield f"a complete {name} is refused: {fault}"
        for field in sorted(required(document, variant) & set(editable)):
            less = {key: it for key, it in body.items() if key != field}
            if not faults(document, schema, less):
                yield f"a {name} can be replaced without {field}"


def _kinds(document: Document) -> dict[str, Object]:
    """Give the reference to each kind of identity, by name."""
    return {name_of(it): it for it in variants(document, component(document, "NewIdentity"))}


def _matching(document: Document, kinds: dict[str, Object], body: Object) -> list[str]:
    return [name for name, variant in kinds.items() if not faults(document, variant, body)]


def _sample(document: Document, variant: Object) -> Object:
    """Make a body of everything that a kind of identity may have, of the examples of the fields."""
    body: Object = {}
    for name, field in properties(document, variant).items():
        found = resolved(document, field)
        body[name] = found.get("const", found.get("example"))
    return body

"""Words in a schema that mean nothing: JSON Schema lets them pass, so a typo would go unseen."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Final

from generation import soundness
from generation.errors import GenerationError
from generation.nodes import is_list, is_object

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from generation.overlays import Action

SCHEMA: Final = frozenset(
    {
        *("additionalProperties", "contains", "contentSchema", "else", "if", "items", "not"),
        *("propertyNames", "then", "unevaluatedItems", "unevaluatedProperties"),
    }
)
"""What holds a schema."""
SCHEMAS: Final = frozenset({"allOf", "anyOf", "oneOf", "prefixItems"})
"""What holds a list of schemas."""
NAMED: Final = frozenset({"$defs", "dependentSchemas", "patternProperties", "properties"})
"""What holds schemas by name."""
KNOWN: Final = frozenset(
    {
        *(*SCHEMA, *SCHEMAS, *NAMED),
        *("$anchor", "$comment", "$dynamicAnchor", "$dynamicRef", "$id", "$ref", "$schema"),
        *("$vocabulary", "const", "contentEncoding", "contentMediaType", "default"),
        *("dependentRequired", "deprecated", "description", "enum", "examples"),
        *("exclusiveMaximum", "exclusiveMinimum", "format", "maxContains", "maxItems", "maxLength"),
        *("maxProperties", "maximum", "minContains", "minItems", "minLength", "minProperties"),
        *("minimum", "multipleOf", "pattern", "readOnly", "required", "title", "type"),
        *("uniqueItems", "writeOnly"),
        *("discriminator", "example", "externalDocs", "xml"),  # OpenAPI's own
    }
)
"""The words of JSON Schema 2020-12, and those that OpenAPI 3.1 adds."""


def check(document: dict[str, Any], actions: Sequence[Action]) -> None:
    """Require that each word of a schema means something.

    Args:
        document: A description of OpenAPI 3.1.
        actions: What made it; those that write such a word are named.

    Raises:
        GenerationError: naming every place that has a word without a meaning.
    """
    problems = [_told(pointer, word, actions) for pointer, word in unknown(document)]
    if problems:
        raise GenerationError(*problems)


def unknown(document: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Give the pointer of each schema that has such a word, and the word."""
    for pointer, schema in soundness.schemas(document):
        yield from _within(schema, pointer)


def _within(schema: Any, pointer: str) -> Iterator[tuple[str, str]]:
    for word, value in schema.items() if is_object(schema) else ():
        at = f"{pointer}/{word}"
        if word not in KNOWN and not word.startswith("x-"):
            yield pointer, word
        elif word in SCHEMA:
            yield from _within(value, at)
        elif word in SCHEMAS and is_list(value):
            for index, item in enumerate(value):
                yield from _within(item, f"{at}/{index}")
        elif word in NAMED and is_object(value):
            for name, item in value.items():
                yield from _within(item, f"{at}/{name}")


def _told(pointer: str, word: str, actions: Sequence[Action]) -> str:
    writers = [str(action) for action in actions if word in _words(action.update)]
    where = "; ".join(writers) or "openapi.yaml"
    near = get_close_matches(word, KNOWN, n=1)
    mend = f"did you mean `{near[0]}`?" if near else "a word of one's own begins with `x-`"
    return f"{where}: `{word}` is no keyword of a schema, at {pointer}: {mend}"


def _words(node: Any) -> set[str]:
    """Give every key that is written anywhere in a node."""
    if is_object(node):
        return set(node).union(*map(_words, node.values()))
    return set[str]().union(*map(_words, node)) if is_list(node) else set()

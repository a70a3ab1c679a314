"""What the templates ask for: declarations, signatures and docstrings of what the parser found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openapi_python_client.parser.properties import ConstProperty, ListProperty, ModelProperty

from generation.prose import sentence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openapi_python_client.parser.openapi import Endpoint
    from openapi_python_client.parser.properties.protocol import PropertyProtocol
    from openapi_python_client.parser.responses import Response

    from generation.decoding import Decoder

READERS = {"response.content": "read_bytes", "response.text": "read_text", "None": "read_nothing"}
"""The function of the ``operation`` module for each source of a body but JSON."""

HIGHEST_STATUS = 999


def declaration(field: PropertyProtocol) -> str:
    """Declare a field of a model; a constant that is required need not be given."""
    if isinstance(field, ConstProperty) and field.required:
        constant = field.value.python_code.as_unembedded_code()
        return f"{field.python_name}: Literal[{constant}] = {constant}"
    return field.to_string().as_unembedded_code()


def attribute_doc(field: PropertyProtocol) -> str:
    """Describe a field of a model."""
    return f"{field.python_name}: {_about(field)}"


def is_result(answer: Response) -> bool:
    """Tell whether an answer of an operation is of class 2xx, or stands for any status."""
    status = answer.status_code.range
    return status is None or 200 <= status[0] < 300


def answer_expression(answer: Response, decoder: Decoder) -> str:
    """Give the ``Answer`` with the status codes and the function that reads the body."""
    first, last = answer.status_code.range or (0, HIGHEST_STATUS)
    reader = READERS.get(answer.source["attribute"])
    if reader is None:
        kind = ""
        if isinstance(answer.prop, ModelProperty):
            kind = ", dict"
        elif isinstance(answer.prop, ListProperty):
            kind = ", list"
        reader = f"read_json(lambda body: {decoder.expression(answer.prop, 'body')}{kind})"
    return f"Answer({first}, {last}, {reader})"


def results_of(endpoint: Endpoint) -> str:
    """Give the type of what an operation returns: that of its answers of class 2xx."""
    types = [
        "None" if answer.source["return_type"] == "None" else _type(answer.prop)
        for answer in endpoint.responses
        if is_result(answer)
    ]
    return " | ".join(dict.fromkeys(types)) or "None"


def parameters(endpoint: Endpoint, of_method: bool) -> str:  # noqa: FBT001 - a Jinja filter
    """Give the parameters of an operation: path and body by position, the others by name.

    Args:
        endpoint: The operation.
        of_method: In a resource class, ``list`` may be the method beside it.
    """
    by_position = [item.to_string().as_unembedded_code() for item in endpoint.path_parameters]
    for body in endpoint.bodies:
        default = "" if body.prop.required else " = UNSET"
        by_position.append(f"body: {_type(body.prop)}{default}")
    named = [item.to_string().as_unembedded_code() for item in _named(endpoint)]
    text = ", ".join([*by_position, *(["*", *named] if named else [])])
    return text.replace("list[", "builtins.list[") if of_method else text


def arguments(endpoint: Endpoint) -> str:
    """Give the arguments that pass the parameters of an operation on."""
    by_position = [str(item.python_name) for item in endpoint.path_parameters]
    by_position += ["body"] * len(endpoint.bodies)
    named = [f"{item.python_name}={item.python_name}" for item in _named(endpoint)]
    return ", ".join([*by_position, *named])


def method_doc(endpoint: Endpoint) -> str:
    """Write the docstring of the method for an operation."""
    return "\n".join(_method_doc(endpoint))


def _method_doc(endpoint: Endpoint) -> Iterator[str]:
    summary, description = (_value(text) for text in (endpoint.summary, endpoint.description))
    yield sentence(summary or description or str(endpoint.name))
    if summary and description:
        yield f"\n{description}"
    documented = [*endpoint.path_parameters, *_named(endpoint)]
    if documented or endpoint.bodies:
        yield "\nArgs:"
    yield from (f"    {item.python_name}: {_about(item)}" for item in endpoint.path_parameters)
    yield from (f"    body: {_about(body.prop)}" for body in endpoint.bodies)
    yield from (f"    {item.python_name}: {_about(item)}" for item in _named(endpoint))
    yield "\nReturns:"
    for answer in filter(is_result, endpoint.responses):
        described = _value(getattr(answer.data, "description", None))
        yield f"    {answer.status_code.pattern}: {sentence(described or _type(answer.prop))}"
    if endpoint.path_parameters:
        yield "\nRaises:"
        yield "    InvalidPathParameter: an id is empty or would lead to another URL."


def _named(endpoint: Endpoint) -> list[PropertyProtocol]:
    return [*endpoint.query_parameters, *endpoint.header_parameters]


def _type(field: PropertyProtocol) -> str:
    return field.get_type_string().as_unembedded_code()


def _about(field: PropertyProtocol) -> str:
    first_paragraph = _value(field.description).strip().split("\n\n")[0]
    about = sentence(" ".join(first_paragraph.split()).rstrip(":"))
    example = _value(field.example)
    if example and not isinstance(field, ModelProperty):
        about = f"{about} {sentence(f'Example: {example}')}".lstrip()
    return about or f"{_type(field)}."


def _value(text: object) -> str:
    get = getattr(text, "get_untrusted_value", None)
    return str(get()) if get else str(text or "")

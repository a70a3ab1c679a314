"""What the templates ask for: declarations, signatures and docstrings of what the parser found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openapi_python_client.parser.properties.boolean import BooleanProperty
from openapi_python_client.parser.properties.const import ConstProperty
from openapi_python_client.parser.properties.enum_property import EnumProperty
from openapi_python_client.parser.properties.list_property import ListProperty
from openapi_python_client.parser.properties.model_property import ModelProperty
from openapi_python_client.parser.properties.union import UnionProperty

from generation import decoding
from generation.prose import sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from openapi_python_client.parser.openapi import Endpoint
    from openapi_python_client.parser.properties.protocol import PropertyProtocol
    from openapi_python_client.parser.responses import Response

READERS = {"response.content": "read_bytes", "response.text": "read_text", "None": "read_nothing"}
"""The function of the ``operation`` module for each source of a body but JSON."""

HIGHEST_STATUS = 999

PAGING_PARAMETERS = frozenset({"page", "page_size"})
"""The query parameters that a pager chooses."""

PAGING_DOC = (
    "**paging: Each by its name, see :class:`Paging`:",
    "    ``limit``: how many items to give, at most;",
    "    ``page_size``: how many items to ask for on a page;",
    "    ``start_page``: the page to begin with, from 1;",
    "    ``prefetch``: how many pages to read ahead, at once and in order;",
    "    ``max_pages``: after how many pages a walk that goes on is given up, with an error;",
    "    ``resume_from``: the point that an error or a page of an earlier walk has;",
    "    ``on_progress``: a function that is called after each page.",
)
"""What the docstring of a method that gives a pager says of the pager's options."""

SUCCESS = 2
"""The first digit of the statuses that say that an operation succeeded."""


def declaration(field: PropertyProtocol, *, of_method: bool = False) -> str:
    """Declare a field of a model or a parameter.

    A constant that is required need not be given. What is optional is absent unless it is given:
    its default, if the description names one, is what the server takes then.
    """
    declared = f"{field.python_name}: {_type(field, of_method=of_method)}"
    if isinstance(field, ConstProperty) and field.required:
        return f"{declared} = {field.value.python_code.as_unembedded_code()}"
    return declared if field.required else f"{declared} = UNSET"


def constants(fields: Iterable[PropertyProtocol]) -> list[ConstProperty]:
    """Give the fields that are constants."""
    return [field for field in fields if isinstance(field, ConstProperty)]


def attribute_doc(field: PropertyProtocol) -> str:
    """Describe a field of a model."""
    return f"{field.python_name}: {_about(field)}"


def results(endpoint: Endpoint) -> list[Response]:
    """Give the answers of class 2xx; where none is named, the default stands for them, too."""
    default = endpoint.responses.default
    return [answer for answer in endpoint.responses.patterns if _is_success(answer)] or (
        [default] if default else []
    )


def problems(endpoint: Endpoint) -> list[Response]:
    """Give all answers but those of class 2xx."""
    return [answer for answer in endpoint.responses if not _is_success(answer)]


def _is_success(answer: Response) -> bool:
    status = answer.status_code.range
    return status is not None and status[0] // 100 == SUCCESS


def answer_expression(answer: Response) -> str:
    """Give the ``Answer`` with the status codes and the function that reads the body."""
    first, last = answer.status_code.range or (0, HIGHEST_STATUS)
    reader = READERS.get(answer.source["attribute"])
    if reader is None:
        reader = f"read_json(lambda body: {decoding.expression(answer.prop, 'body')}"
        reader += f", {kind})" if (kind := _kind(answer.prop)) else ")"
    model = f", {prop.class_info.name}" if isinstance(prop := answer.prop, ModelProperty) else ""
    return f"Answer({first}, {last}, {reader}{model})"


def _kind(body: PropertyProtocol) -> str | None:
    """Give the type of the JSON value that a body must be, if it can be only an object or array."""
    if isinstance(body, UnionProperty):
        kinds = {_kind(inner) for inner in body.inner_properties}
        return kinds.pop() if len(kinds) == 1 else None
    if isinstance(body, ModelProperty):
        return "dict"
    return "list" if isinstance(body, ListProperty) else None


def results_of(endpoint: Endpoint, of_method: bool = False) -> str:  # noqa: FBT001, FBT002 - for Jinja
    """Give the type of what an operation returns: that of its answers of class 2xx."""
    types = [_body_type(answer, of_method=of_method) for answer in results(endpoint)]
    return " | ".join(dict.fromkeys(types)) or "None"


def _body_type(answer: Response, *, of_method: bool = False) -> str:
    # What is not JSON is text, bytes or nothing, whatever its schema says.
    source = answer.source["return_type"]
    return _type(answer.prop, of_method=of_method) if source == "Any" else source


def parameters(endpoint: Endpoint, of_method: bool, of_pager: bool = False) -> str:  # noqa: FBT001, FBT002 - for Jinja
    """Give the parameters of an operation: path and body by position, the others by name.

    Args:
        endpoint: The operation.
        of_method: They are those of the method of a resource class.
        of_pager: A pager chooses the page, and takes its options by name.
    """
    by_position = [declaration(item, of_method=of_method) for item in endpoint.path_parameters]
    for body in endpoint.bodies:
        default = "" if body.prop.required else " = UNSET"
        by_position.append(f"body: {_type(body.prop, of_method=of_method)}{default}")
    named = [declaration(item, of_method=of_method) for item in _named(endpoint, of_pager)]
    return ", ".join([*by_position, *(["*", *named] if named else [])])


def arguments(endpoint: Endpoint, of_pager: bool = False) -> str:  # noqa: FBT001, FBT002 - for Jinja
    """Give the arguments that pass the parameters of an operation on."""
    by_position = [str(item.python_name) for item in endpoint.path_parameters]
    by_position += ["body"] * len(endpoint.bodies)
    named = [f"{item.python_name}={item.python_name}" for item in _named(endpoint, of_pager)]
    return ", ".join([*by_position, *named])


def bodies(endpoint: Endpoint) -> list[str]:
    """Give the names of the models that the body of an operation may be."""
    models = (model for body in endpoint.bodies for model in _models(body.prop))
    return [str(model.class_info.name) for model in models]


def _models(field: PropertyProtocol) -> list[ModelProperty]:
    if isinstance(field, UnionProperty):
        return [model for inner in field.inner_properties for model in _models(inner)]
    return [field] if isinstance(field, ModelProperty) else []


def method_doc(endpoint: Endpoint, of_pager: bool = False) -> str:  # noqa: FBT001, FBT002 - for Jinja
    """Write the docstring of the method for an operation."""
    return "\n".join(_method_doc(endpoint, of_pager=of_pager))


def _method_doc(endpoint: Endpoint, *, of_pager: bool) -> Iterator[str]:
    summary, description = (_value(text) for text in (endpoint.summary, endpoint.description))
    yield sentence(summary or description or str(endpoint.name))
    if summary and description:
        yield f"\n{description}"
    named = _named(endpoint, of_pager)
    if endpoint.path_parameters or named or endpoint.bodies or of_pager:
        yield "\nArgs:"
    yield from (f"    {item.python_name}: {_about(item)}" for item in endpoint.path_parameters)
    yield from (f"    body: {_about(body.prop)}" for body in endpoint.bodies)
    yield from (f"    {item.python_name}: {_about(item)}" for item in named)
    if of_pager:
        yield from (f"    {line}" for line in PAGING_DOC)
        yield "\nReturns:"
        yield "    A pager: iterate it for the items of all pages, or its ``pages()``."
    elif results(endpoint):
        yield "\nReturns:"
    for answer in results(endpoint) if not of_pager else ():
        described = _value(getattr(answer.data, "description", None))
        yield f"    {answer.status_code.pattern}: {sentence(described or _body_type(answer))}"
    if endpoint.path_parameters:
        yield "\nRaises:"
        yield "    InvalidPathParameter: an id is empty or would lead to another URL."


def _named(endpoint: Endpoint, of_pager: bool) -> list[PropertyProtocol]:  # noqa: FBT001 - as above
    named = [*endpoint.query_parameters, *endpoint.header_parameters]
    chosen = PAGING_PARAMETERS if of_pager else frozenset[str]()
    return [item for item in named if item.name.get_untrusted_value() not in chosen]


def _type(field: PropertyProtocol, *, of_method: bool = False) -> str:
    """Give the Python type of a property.

    In a resource class, ``list`` may be the method beside it, and a model may be called like it.
    """
    if not of_method:
        return field.get_type_string().as_unembedded_code()
    text = qualified(field)
    return text if field.required else f"{text} | Unset"


def qualified(field: PropertyProtocol) -> str:
    """Give the Python type of a property as a resource class names it."""
    if isinstance(field, UnionProperty):
        return " | ".join(sorted({qualified(inner) for inner in field.inner_properties}))
    if isinstance(field, ListProperty):
        return f"builtins.list[{qualified(field.inner_property)}]"
    text = field.get_type_string(no_optional=True).as_unembedded_code()
    return f"models.{text}" if isinstance(field, ModelProperty | EnumProperty) else text


def _about(field: PropertyProtocol) -> str:
    first_paragraph = _value(field.description).strip().split("\n\n")[0]
    about = sentence(" ".join(first_paragraph.split()).rstrip(":"))
    example = _value(field.example)
    if example and not isinstance(field, ModelProperty | BooleanProperty):
        about = f"{about} {sentence(f'Example: {example}')}".lstrip()
    return about or f"{_type(field)}."


def _value(text: object) -> str:
    get = getattr(text, "get_untrusted_value", None)
    return str(get()) if get else str(text or "")

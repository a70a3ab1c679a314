"""What openapi-python-client makes of the description, and its complaints in plain words."""

from __future__ import annotations

import contextlib
import re
from typing import TYPE_CHECKING, Any
from unittest import mock

from openapi_python_client import strings
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.errors import GeneratorError
from openapi_python_client.parser.properties import string
from openapi_python_client.schema.untrusted_string import UntrustedString

from generation import unions
from generation.errors import GenerationError
from generation.prose import in_quotes

if TYPE_CHECKING:
    from collections.abc import Generator

    from openapi_python_client.config import Config

_SCHEMA = re.compile(r"schema (/components/\S+?):*\s*$")
_OPERATION = re.compile(r"parsing ([A-Z]+ \S+) within")
_CONSEQUENCE = re.compile(
    r"parsing [A-Z]+ .*: .*Could not find reference in parsed models|in allOf was not processed",
    re.DOTALL,
)
"""What the parser says where it misses a schema of which it has complained already."""

_EMPTY_HEADERS = ("Unable to parse this part of your OpenAPI document", "Problem creating a")


def parse(document: dict[str, Any], config: Config) -> GeneratorData:
    """Parse the document with openapi-python-client.

    Raises:
        GenerationError: it warned, or failed.
    """
    try:
        with _readable_names(), _whole_texts(), unions.tagged():
            data = GeneratorData.from_dict(document, config=config)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise GenerationError(f"openapi.yaml: openapi-python-client failed: {error!r}") from error
    if isinstance(data, GeneratorError):
        raise complaint([data])
    errors: list[GeneratorError] = [
        error
        for collection in data.endpoint_collections_by_tag.values()
        for error in collection.parse_errors
    ]
    errors += data.errors
    if errors:
        raise complaint(errors)
    return data


def complaint(errors: list[GeneratorError]) -> GenerationError:
    """Put complaints of the generator into one error: where, what, and what to do."""
    causes = [
        error for error in errors if not _CONSEQUENCE.search(f"{error.header}: {error.detail}")
    ]
    return GenerationError(*dict.fromkeys(map(_line, causes or errors)))


def _line(error: GeneratorError) -> str:
    header, detail = " ".join(error.header.split()), " ".join((error.detail or "").split())
    detail = detail.partition(" Failure to process schema has resulted")[0]
    detail = detail.partition(", response will be omitted")[0]
    if schema := _SCHEMA.search(header):
        place = f"#{schema[1]}: "
    elif operation := _OPERATION.search(header):
        place = f"{operation[1]}: "
    else:
        place = ""
        detail = f"{header.rstrip(': ')}: {detail}" if detail else header
    for empty in _EMPTY_HEADERS:
        detail = re.sub(rf"{empty}[^:]*: *:? *", "", detail)
    return (
        f"openapi.yaml: {place}openapi-python-client cannot read it: {detail.rstrip(': ')}. "
        "Say it in another way, in an overlay."
    )


@contextlib.contextmanager
def _whole_texts() -> Generator[None]:
    """Let values of enums and constants stay as they are, whatever characters they have.

    The parser leaves line breaks out of the former, and escapes the latter twice: it writes them
    with ``repr``, which is enough by itself.
    """
    with (
        mock.patch.object(strings, "in_double_quote_literal", in_quotes),
        mock.patch.object(string, "remove_string_escapes", str),
    ):
        yield


@contextlib.contextmanager
def _readable_names() -> Generator[None]:
    """Let the parser's complaints have names in them, which it shows as addresses of objects."""
    with mock.patch.object(UntrustedString, "__repr__", UntrustedString.get_untrusted_value):
        yield

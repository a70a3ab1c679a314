"""Small descriptions for tests of single modules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from openapi_python_client.config import Config, ConfigFile, MetaType

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.generation.checkout import Document


def description(paths: Document | None = None, **schemas: Any) -> Document:
    """Write a description with one operation, and these schemas."""
    done = {
        "get": {"operationId": "getA", "tags": ["A"], "responses": {"204": {"description": ""}}}
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "A", "version": "1"},
        "paths": {"/a": done} if paths is None else paths,
        "components": {"schemas": schemas},
    }


def reading(schema: Document, *parameters: Document, method: str = "get") -> Document:
    """Write the paths of one operation that answers with a schema."""
    content = {"application/json": {"schema": schema}}
    operation = {
        "operationId": "readA",
        "tags": ["A"],
        "parameters": list(parameters),
        "responses": {"200": {"description": "", "content": content}},
    }
    return {"/a": {method: operation}}


def query(**schemas: Mapping[str, Any]) -> list[Document]:
    """Write query parameters."""
    return [{"name": name, "in": "query", "schema": schema} for name, schema in schemas.items()]


def config() -> Config:
    """Give the generator's settings, with which nothing is written."""
    return Config.from_sources(
        ConfigFile(),
        MetaType.NONE,
        document_source="",
        file_encoding="utf-8",
        overwrite=False,
        output_path=None,
    )

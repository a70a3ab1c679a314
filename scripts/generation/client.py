"""openapi.yaml makes the generated package, with openapi-python-client and our templates."""

from __future__ import annotations

import ast
import contextlib
import io
import subprocess
from functools import partial
from typing import TYPE_CHECKING, Any

from jinja2 import TemplateError
from openapi_python_client import Project
from openapi_python_client.config import Config, ConfigFile, MetaType
from openapi_python_client.schema.untrusted_string import UntrustedString
from openapi_python_client.strings import PythonIdentifier
from ruff import find_ruff_bin

from generation import decoding, naming, rendering, soundness
from generation.clashes import clashes, module_clashes
from generation.collections import Collections
from generation.errors import GenerationError
from generation.nodes import is_object
from generation.parsing import complaint, parse
from generation.preparation import is_json, prepared
from generation.prose import in_quotes, paragraph, phrase, sentence, summary
from generation.reserved import TEMPLATES, Reserved
from generation.support import unsupported

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from openapi_python_client.parser import GeneratorData

PACKAGE = "messaging_engagement_api"

OWN_MODULES = ("codec", "operation", "resources")
"""Modules of the package for which the generator has no template of its own."""

RUFF_CHECK = (
    *("check", "--isolated", "--fix-only", "--select=F401,I"),
    # The templates import whatever a module may need; an unused import of an __init__ goes, too.
    *("--unsafe-fixes", "--config=lint.ignore-init-module-imports=false"),
    "--config=lint.isort.split-on-trailing-comma=false",
)
RUFF_FORMAT = ("format", "--isolated")
RUFF_TARGET = ("--no-cache", "--target-version=py311", "--line-length=100")


def write_package(document: dict[str, Any], *, root: Path, package: Path) -> None:
    """Generate the package into a folder that does not exist yet.

    Raises:
        GenerationError: the generator warned, or the templates cannot render what it found.
    """
    _require(unsupported(document))
    document = prepared(document)
    reserved = Reserved.of(root)
    _require(clashes(document, reserved))
    config = _config(document, reserved, package)
    data = parse(document, config)
    _require(module_clashes(data))
    for model in data.models:
        naming.name_fields(model, config)
    collections = Collections(data)
    for endpoint in naming.endpoints(data):
        taken = reserved.parameters
        if collections.of(endpoint) is not None:
            taken |= reserved.paging - rendering.PAGING_PARAMETERS
        naming.name_parameters(endpoint, taken, config)
    operation_ids = naming.name_operations(data, document, reserved.methods)
    _describe_parameters(data, document, operation_ids)

    project = Project(openapi=data, config=config, custom_template_path=root / TEMPLATES)
    filters: dict[str, Any] = {
        "answer_expression": rendering.answer_expression,
        "arguments": rendering.arguments,
        "attribute_doc": rendering.attribute_doc,
        "bodies": rendering.bodies,
        "collection": collections.of,
        "constants": rendering.constants,
        "declaration": rendering.declaration,
        "decoded_from": decoding.expression,
        "in_double_quote_literal": in_quotes,
        "method_doc": rendering.method_doc,
        "paragraph": paragraph,
        "phrase": phrase,
        "parameters": rendering.parameters,
        "problems": rendering.problems,
        "results": rendering.results,
        "sentence": sentence,
        "summary": summary,
    }
    names: dict[str, Any] = {
        "method_name": partial(naming.method_name, reserved=reserved.methods),
        "operation_ids": operation_ids,
        "package_title": document["info"]["title"],
        "resource_attribute": partial(naming.resource_attribute, reserved=reserved),
        "resource_class": partial(naming.resource_class, reserved=reserved.resources),
        "results_of": rendering.results_of,
        "server": _server(document),
        "tag_descriptions": _tag_descriptions(document),
    }
    project.env.filters.update(filters)
    project.env.globals.update(names)
    try:
        # The generator tells on stdout where it writes.
        with contextlib.redirect_stdout(io.StringIO()):
            errors = project.build()
    except TemplateError as error:
        place = f"{getattr(error, 'name', None) or 'a template'}:{getattr(error, 'lineno', '?')}"
        raise GenerationError(f"{TEMPLATES}: {place}: {error}") from error
    except (ValueError, TypeError) as error:
        raise GenerationError(f"openapi.yaml: the generator failed: {error}") from error
    if errors:
        raise complaint(list(errors))
    for name in OWN_MODULES:
        module = project.env.get_template(f"{name}.py.jinja").render()
        (package / f"{name}.py").write_text(module, encoding="utf-8")
    (package / "py.typed").touch()
    _require_python(package)
    _format(package)


def _require(problems: Iterable[str]) -> None:
    found = [f"openapi.yaml: {problem}" for problem in problems]
    if found:
        raise GenerationError(*found)


def _config(document: dict[str, Any], reserved: Reserved, package: Path) -> Config:
    settings = ConfigFile(
        package_name_override=PACKAGE,
        post_hooks=[],
        field_prefix=naming.FIELD_PREFIX,
        class_overrides=naming.model_overrides(reserved.models),
        content_type_overrides=dict.fromkeys(_bytes_types(document), "application/octet-stream"),
    )
    return Config.from_sources(
        settings,
        MetaType.NONE,
        document_source="",
        file_encoding="utf-8",
        overwrite=False,
        output_path=package,
    )


def _bytes_types(document: dict[str, Any]) -> Iterator[str]:
    """Give the media types of bodies that are neither JSON nor text."""
    for _, node in soundness.objects(document):
        content = node.get("content")
        for media_type in content if is_object(content) else ():
            if not is_json(media_type) and not media_type.startswith("text/"):
                yield media_type


def _describe_parameters(
    data: GeneratorData, document: dict[str, Any], operation_ids: dict[str, str]
) -> None:
    """Give each parameter its own description; the parser takes that of its schema."""
    described = {
        (operation["operationId"], parameter["name"]): parameter.get("description", "")
        for _, path, operation in soundness.operations(document)
        for parameter in soundness.parameters(document, path, operation)
    }
    for endpoint in naming.endpoints(data):
        for parameter in endpoint.list_all_parameters():
            key = operation_ids[endpoint.name], parameter.name.get_untrusted_value()
            if described.get(key):
                parameter.description = UntrustedString(described[key])


def _server(document: dict[str, Any]) -> str:
    """Give the URL of the first server, with its variables at their defaults."""
    servers: list[dict[str, Any]] = document.get("servers") or [{}]
    url: str = servers[0].get("url", "")
    for name, variable in servers[0].get("variables", {}).items():
        url = url.replace(f"{{{name}}}", variable["default"])
    return url.rstrip("/")


def _tag_descriptions(document: dict[str, Any]) -> dict[str, str]:
    """Give the description of each tag by the name that the generator makes of it."""
    return {
        PythonIdentifier(tag["name"], prefix=naming.TAG_PREFIX): tag.get("description", "")
        for tag in document.get("tags", ())
    }


def _require_python(package: Path) -> None:
    for path in sorted(package.rglob("*.py")):
        try:
            ast.parse(path.read_bytes())
        except SyntaxError as error:
            name, line = path.relative_to(package), (error.text or "").strip()
            problem = f"{name}:{error.lineno}: {error.msg}: {line}"
            raise GenerationError(f"{TEMPLATES}: they give what is no Python: {problem}") from error


def _format(package: Path) -> None:
    for command in (RUFF_CHECK, RUFF_FORMAT):
        run = partial(subprocess.run, check=False, capture_output=True, text=True)
        done = run([find_ruff_bin(), *command, *RUFF_TARGET, str(package)])
        if done.returncode:
            said = (done.stderr.strip() or done.stdout.strip()).replace(f"{package}/", "")
            raise GenerationError(f"{TEMPLATES}: ruff {command[0]}: {said}")

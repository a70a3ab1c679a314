"""openapi.yaml makes the generated package, with openapi-python-client and our templates."""

from __future__ import annotations

import contextlib
import io
import subprocess
from functools import partial
from typing import TYPE_CHECKING, Any

from openapi_python_client import Project
from openapi_python_client.config import Config, ConfigFile, MetaType
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.errors import GeneratorError
from openapi_python_client.parser.properties.schemas import Class
from openapi_python_client.schema.untrusted_string import UntrustedString
from openapi_python_client.strings import PythonIdentifier
from ruff import find_ruff_bin

from generation import rendering, soundness
from generation.decoding import Decoder, Discriminators
from generation.errors import GenerationError
from generation.naming import method_name
from generation.preparation import prepared
from generation.prose import paragraph

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from openapi_python_client.parser.openapi import Endpoint, EndpointCollection
    from openapi_python_client.parser.properties import ModelProperty
    from openapi_python_client.parser.properties.protocol import PropertyProtocol

PACKAGE = "messaging_engagement_api"
TEMPLATES = "overrides/templates"

FIELD_PREFIX = "field_"
"""What precedes a name that is no Python identifier, such as that of a field ``2fa``."""

OWN_MODULES = ("codec", "operation")
"""Modules of the package for which the generator has no template of its own."""

RESERVED = frozenset({"additional_properties", "from_dict", "to_dict"})
"""Names of a model that a field may not take."""

RUFF_CHECK = (
    *("check", "--isolated", "--fix-only", "--quiet", "--select=F401,I"),
    # The templates import whatever a module may need; an unused import of an __init__ goes, too.
    *("--unsafe-fixes", "--config=lint.ignore-init-module-imports=false"),
    "--config=lint.isort.split-on-trailing-comma=false",
)
RUFF_FORMAT = ("format", "--isolated", "--quiet")
RUFF_TARGET = ("--no-cache", "--target-version=py311", "--line-length=100")


def write_package(document: dict[str, Any], *, root: Path, package: Path) -> None:
    """Generate the package into a folder that does not exist yet.

    Raises:
        GenerationError: the generator warned, or the templates cannot render what it found.
    """
    config = _config(package)
    data = _parse(document, config)
    problems = [*_unsupported(data), *_rename_fields(data, config), *_name_methods(data)]
    if problems:
        raise GenerationError(*(f"openapi.yaml: {problem}" for problem in problems))
    _describe_parameters(data, document)

    project = Project(openapi=data, config=config, custom_template_path=root / TEMPLATES)
    decoder = Decoder(_discriminators(document, config))
    project.env.filters.update(
        answer_expression=lambda answer: rendering.answer_expression(answer, decoder),
        arguments=rendering.arguments,
        attribute_doc=rendering.attribute_doc,
        declaration=rendering.declaration,
        decoded_from=decoder.expression,
        is_result=rendering.is_result,
        method_doc=rendering.method_doc,
        paragraph=paragraph,
        parameters=rendering.parameters,
    )
    project.env.globals.update(
        method_name=method_name,
        operation_ids=_operation_ids(document),
        package_title=document["info"]["title"],
        results_of=rendering.results_of,
        tag_descriptions=_tag_descriptions(document),
    )
    try:
        # The generator tells on stdout where it writes.
        with contextlib.redirect_stdout(io.StringIO()):
            errors = project.build()
    except (ValueError, TypeError) as error:
        raise GenerationError(f"openapi.yaml: the generator failed: {error}") from error
    _raise_for(errors)
    for name in OWN_MODULES:
        module = project.env.get_template(f"{name}.py.jinja").render()
        (package / f"{name}.py").write_text(module, encoding="utf-8")
    (package / "py.typed").touch()
    _format(package)


def _config(package: Path) -> Config:
    settings = ConfigFile(package_name_override=PACKAGE, post_hooks=[], field_prefix=FIELD_PREFIX)
    return Config.from_sources(
        settings,
        MetaType.NONE,
        document_source="",
        file_encoding="utf-8",
        overwrite=False,
        output_path=package,
    )


def _parse(document: dict[str, Any], config: Config) -> GeneratorData:
    try:
        data = GeneratorData.from_dict(prepared(document), config=config)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        # Two enum values with one Python name end here, for one.
        raise GenerationError(f"openapi.yaml: the generator failed: {error}") from error
    if isinstance(data, GeneratorError):
        raise _as_generation_error([data])
    errors = [
        error
        for collection in data.endpoint_collections_by_tag.values()
        for error in collection.parse_errors
    ]
    _raise_for([*errors, *data.errors])
    return data


def _raise_for(errors: Iterable[GeneratorError]) -> None:
    found = list(errors)
    if found:
        raise _as_generation_error(found)


def _as_generation_error(errors: list[GeneratorError]) -> GenerationError:
    problems: list[str] = []
    for error in errors:
        where = getattr(getattr(error, "data", None), "ref", None)
        parts = [error.header, error.detail, str(where) if where else None]
        text = ": ".join(" ".join(part.split()) for part in parts if part)
        problems.append(f"openapi.yaml: openapi-python-client: {text}")
    return GenerationError(*problems)


def _endpoints(data: GeneratorData) -> Iterator[tuple[EndpointCollection, Endpoint]]:
    for collection in data.endpoint_collections_by_tag.values():
        for endpoint in collection.endpoints:
            yield collection, endpoint


def _unsupported(data: GeneratorData) -> Iterator[str]:
    """Name what the templates do not render, before it would silently be missing."""
    for _, endpoint in _endpoints(data):
        place = f"{endpoint.method.upper()} {endpoint.path.get_untrusted_value()}"
        if endpoint.cookie_parameters:
            yield f"{place}: cookie parameters are not supported by overrides/templates"
        if len(endpoint.bodies) > 1 or any(body.body_type != "json" for body in endpoint.bodies):
            yield f"{place}: overrides/templates support one request body, in JSON"


def _rename_fields(data: GeneratorData, config: Config) -> Iterator[str]:
    """Read ``_links`` as ``links`` where that name is free, and keep clear of our own names."""
    for model in data.models:
        fields = _fields(model)
        taken = {field.python_name for field in fields}
        for field in fields:
            name = field.name.get_untrusted_value()
            if name.startswith("_"):
                plain = PythonIdentifier(value=name.lstrip("_"), prefix=FIELD_PREFIX)
                if plain not in taken and name.lstrip("_"):
                    field.set_python_name(UntrustedString(name.lstrip("_")), config=config)
                    taken.add(field.python_name)
            if field.python_name in RESERVED:
                field.set_python_name(UntrustedString(f"{field.python_name}_field"), config=config)
        names = [field.python_name for field in fields]
        for name in sorted({name for name in names if names.count(name) > 1}):
            yield f"#/components/schemas/{model.class_info.name}: two fields are both called {name}"


def _fields(model: ModelProperty) -> list[PropertyProtocol]:
    return [*(model.required_properties or []), *(model.optional_properties or [])]


def _describe_parameters(data: GeneratorData, document: dict[str, Any]) -> None:
    """Give each parameter its own description; the parser takes that of its schema."""
    described: dict[tuple[str, str], str] = {}
    for _, path, operation in soundness.operations(document):
        own, shared = operation.get("parameters", ()), document["paths"][path].get("parameters", ())
        for parameter in [*shared, *own]:
            found = parameter
            while "$ref" in found:
                found = soundness.resolve(document, found["$ref"])
            described[operation["operationId"], found["name"]] = found.get("description", "")
    names = _operation_ids(document)
    for _, endpoint in _endpoints(data):
        for parameter in endpoint.list_all_parameters():
            key = names[endpoint.name], parameter.name.get_untrusted_value()
            if described.get(key):
                parameter.description = UntrustedString(described[key])


def _name_methods(data: GeneratorData) -> Iterator[str]:
    for tag, collection in data.endpoint_collections_by_tag.items():
        taken: dict[str, str] = {}
        for endpoint in collection.endpoints:
            name = method_name(endpoint.name, tag)
            if name in taken:
                yield (
                    f"the operations {taken[name]} and {endpoint.name} of tag {tag} would both be "
                    f"the method `{name}`: give one of them another operationId"
                )
            taken[name] = endpoint.name


def _discriminators(document: dict[str, Any], config: Config) -> Discriminators:
    """Collect every discriminator with the classes that it tells apart."""

    def class_of(reference: str) -> str:
        name = reference.rsplit("/", 1)[-1]
        return Class.from_string(string=UntrustedString(name), config=config).name

    found: Discriminators = {}
    queue: list[Any] = [document]
    while queue:
        node = queue.pop()
        queue += node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
        if not (isinstance(node, dict) and isinstance(node.get("discriminator"), dict)):
            continue
        variants = [*node.get("oneOf", ()), *node.get("anyOf", ())]
        references = [variant["$ref"] for variant in variants if "$ref" in variant]
        mapping = node["discriminator"].get("mapping", {})
        implicit = {reference.rsplit("/", 1)[-1]: reference for reference in references}
        classes = {value: class_of(target) for value, target in {**implicit, **mapping}.items()}
        key = frozenset(class_of(reference) for reference in references)
        found[key] = (node["discriminator"]["propertyName"], classes)
    return found


def _operation_ids(document: dict[str, Any]) -> dict[str, str]:
    """Give each ``operationId`` by the name that the generator makes of it."""
    names = (operation["operationId"] for _, _, operation in soundness.operations(document))
    return {PythonIdentifier(name, FIELD_PREFIX): name for name in names}


def _tag_descriptions(document: dict[str, Any]) -> dict[str, str]:
    """Give the description of each tag by the name that the generator makes of it."""
    return {
        PythonIdentifier(tag["name"], prefix="tag"): tag.get("description", "")
        for tag in document.get("tags", ())
    }


def _format(package: Path) -> None:
    for command in (RUFF_CHECK, RUFF_FORMAT):
        run = partial(subprocess.run, check=False, capture_output=True, text=True)
        done = run([find_ruff_bin(), *command, *RUFF_TARGET, str(package)])
        if done.returncode:
            raise GenerationError(f"overrides/templates: ruff {command[0]}: {done.stderr.strip()}")

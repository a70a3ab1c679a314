"""Commands follow the description: a new tag or operation is a command without a written line."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from messaging_engagement.command import catalogue
from messaging_engagement.command.documentation import documentation
from messaging_engagement.command.words import resources, word
from messaging_engagement_api import Api
from messaging_engagement_api.api import OPERATIONS
from tests.generation.changes import BASE, json, operation
from tests.generation.changes.operations import paged_resource
from tests.generation.checkout import ROOT, Checkout, Sources

if TYPE_CHECKING:
    from pathlib import Path


def test_every_operation_is_a_command() -> None:
    """Each operation of the description is one command, and no command is anything else."""
    found = [
        catalogue.command(resource, name).operation.id
        for resource in resources()
        for name in catalogue.summaries(resource)
    ]
    assert sorted(known.id for known in OPERATIONS) == sorted(found)


def test_resources_are_those_of_the_api() -> None:
    """What is listed without loading the classes is what the properties of the API say."""
    properties = {
        word(name): documentation(member).summary
        for name, member in vars(Api).items()
        if isinstance(member, property)
    }
    assert list(properties.items()) == list(resources().items())


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a checkout whose description has another resource, with names that flags have."""
    checkout = Checkout(tmp_path_factory.mktemp("changed"))
    spec = Sources()
    paged_resource(spec)
    text = {"type": "string"}
    spec.schemas["NewBrandVetting"]["properties"] |= {
        "json": text,
        "from": text,
        "score": {"type": "integer"},
        "extra": {"type": "object"},
    }
    spec.paths[f"{BASE}/vettings/words"] = {
        "post": operation(
            "renameBrandVettings",
            tag="Brand Vettings",
            body={
                "type": "object",
                "required": ["words"],
                "properties": {"words": {"type": "array", "items": text}},
            },
            responses={"200": {"description": "Done", "content": json(text)}},
        )
    }
    spec.paths[f"{BASE}/vettings/{{vetting_id}}/notes"] = {
        "parameters": [
            {"name": "vetting_id", "in": "path", "required": True, "schema": text},
            {"name": "since", "in": "query", "schema": {"type": "string", "format": "date"}},
            {"name": "deep", "in": "query", "schema": {"type": "boolean"}},
        ],
        "post": operation(
            "noteBrandVetting",
            tag="Brand Vettings",
            requestBody={
                "content": json({"type": "object", "properties": {"note": text}}),
            },
            responses={"204": {"description": "Done"}},
        ),
    }
    for name, document in spec.changed.items():
        checkout.write(name, document)
    outcome = checkout.generate()
    assert (0, "") == (outcome.status, outcome.err)
    return checkout.root


def told(root: Path, *arguments: str) -> str:
    """Run the command with the package of a checkout, without an account."""
    path = os.pathsep.join([str(root / "generated"), str(ROOT / "overrides")])
    kept = {name: value for name, value in os.environ.items() if "VONAGE" not in name}
    ran = subprocess.run(
        [sys.executable, "-m", "messaging_engagement.command", *arguments],
        env={**kept, "PYTHONPATH": path, "COLUMNS": "200"},
        check=False,
        capture_output=True,
        text=True,
    )
    assert 0 == ran.returncode, ran.stderr
    return ran.stdout


def test_a_new_resource(changed: Path) -> None:
    """A new tag is a resource, with its operations as commands and its description as help."""
    assert "  brand-vettings  Checks of an identity" in told(changed, "--help")
    usage = told(changed, "brand-vettings", "--help")
    assert [] == [it for it in ("list", "create", "get", "delete") if f"\n  {it} " not in usage]
    assert "--page" in told(changed, "brand-vettings", "list", "--help")


def test_a_new_body(changed: Path) -> None:
    """The fields of a new body are flags, also where the command has a flag of that name."""
    flags = ["--provider", "AEGIS", "--field-json", "a", "--field-from", "b", "--score", "7"]
    arguments = ["brand-vettings", "create", *flags, "--extra", '{"a": 1}']
    shown = told(changed, *arguments, "--dry-run", "--jsonl")
    assert '"provider": "AEGIS"' in shown
    assert '"json": "a", "from": "b", "score": 7, "extra": {"a": 1}' in shown


def test_a_new_path_parameter(changed: Path) -> None:
    """A parameter of a new path is an argument."""
    shown = told(changed, "brand-vettings", "delete", "V 1", "--dry-run")
    assert "DELETE https://api.nexmo.com/v1/messaging-engagement/vettings/V%201\n" == shown


def test_a_new_list_of_texts(changed: Path) -> None:
    """A body that is a mere list of texts is given as words."""
    shown = told(changed, "brand-vettings", "rename", "a", "b", "--dry-run", "--jsonl")
    assert '"body": {"words": ["a", "b"]}' in shown


def test_new_query_parameters(changed: Path) -> None:
    """Parameters of the query are flags, beside the fields of a body."""
    flags = ["--since", "2020-01-02", "--deep", "--note", "x"]
    shown = told(changed, "brand-vettings", "note", "V", *flags, "--dry-run", "--jsonl")
    assert "/vettings/V/notes?since=2020-01-02&deep=true" in shown
    assert '"body": {"note": "x"}' in shown

"""A client that another generator makes out of openapi.yaml can talk to the mock."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from messaging_engagement_contract.mock import MockServer
from tests.mock.session import PERSON

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = f"""
import sys
from other_client import ApiClient, Configuration, IdentitiesApi, IndividualPerson, NewIdentity
from other_client.exceptions import NotFoundException

settings = Configuration(host=sys.argv[1], username="abcd1234", password="mock-secret")
with ApiClient(settings) as client:
    api = IdentitiesApi(client)
    made = api.create_identity(NewIdentity(IndividualPerson.from_dict({PERSON!r})))
    listed = api.list_identities().embedded.identities
    assert [made.identity_id] == [one.identity_id for one in listed]
    api.delete_identity(made.identity_id)
    try:
        api.get_identity(made.identity_id)
    except NotFoundException as error:
        print(error.status)
"""


def test_create_list_and_delete(tmp_path: Path) -> None:
    """The client of openapi-generator creates an identity, finds it in the list, and deletes it."""
    command = Path(sys.executable).with_name("openapi-generator-cli")
    if not command.exists() or shutil.which("java") is None:
        pytest.skip("openapi-generator-cli, from PyPI, or the Java that it needs is not installed")
    missing = [n for n in ("urllib3", "dateutil", "pydantic") if not importlib.util.find_spec(n)]
    if missing:
        pytest.skip(f"the client that it makes needs {', '.join(missing)}")
    made = tmp_path / "made"
    generate = [
        str(command),
        "generate",
        "-g",
        "python",
        "-i",
        str(ROOT / "openapi.yaml"),
        "-o",
        str(made),
    ]
    subprocess.run([*generate, "--package-name", "other_client"], check=True, capture_output=True)
    with MockServer() as server:
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT, server.url],
            check=False,
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONPATH": str(made)},
        )
    assert (done.stderr, done.stdout) == ("", "404\n")

"""The linters that people use for OpenAPI find nothing in openapi.yaml, not even a warning."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest
from openapi_spec_validator import OpenAPIV30SpecValidator, OpenAPIV31SpecValidator

from generation import documents

from .sources import PUBLISHED, ROOT

if TYPE_CHECKING:
    from pathlib import Path

DESCRIPTION = ROOT / "openapi.yaml"
FOLDER = ROOT / "tests" / "linters"
INSTALL = ("install", "--no-package-lock", "--no-audit", "--no-fund", "--ignore-scripts")
SPEED = ("--prefer-offline", "--fetch-retries=1", "--fetch-retry-mintimeout=1000")
OFFLINE = {"EAI_AGAIN", "ECONNREFUSED", "ENETUNREACH", "ENOTFOUND", "ETIMEDOUT"}
COMMANDS = {
    "redocly": ("lint", DESCRIPTION, "--config", FOLDER / "redocly.yaml"),
    "spectral": (
        "lint",
        DESCRIPTION,
        "--ruleset",
        FOLDER / "spectral.yaml",
        "--fail-severity=hint",
    ),
}
QUIET = {
    "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true",
    "REDOCLY_TELEMETRY": "off",
    "SCARF_ANALYTICS": "false",
    "npm_config_update_notifier": "false",
}


def run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a program that asks nobody for news and tells nobody of itself."""
    return subprocess.run(
        command,
        cwd=FOLDER,
        env={**os.environ, **QUIET},
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


@pytest.fixture(scope="module")
def programs() -> Path:
    """Give the folder of the linters, installing them the first time and when a version changes."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm is not installed, and these linters come from it")
    modules = FOLDER / "node_modules"
    stamp = modules / ".installed"
    with (FOLDER / "package.json").open(encoding="utf-8") as wanted:
        # Of several test processes one installs, and the others wait for it.
        fcntl.flock(wanted, fcntl.LOCK_EX)
        versions = wanted.read()
        if not stamp.is_file() or stamp.read_text(encoding="utf-8") != versions:
            shutil.rmtree(modules, ignore_errors=True)
            _install(npm)
            stamp.write_text(versions, encoding="utf-8")
    return modules / ".bin"


def _install(npm: str) -> None:
    done = run(npm, *INSTALL, *SPEED, "--engine-strict")
    if done.returncode:
        codes = set(re.findall(r"npm (?:error|ERR!) code (\w+)", done.stdout))
        if codes & OFFLINE:
            pytest.skip(f"offline: npm cannot install the linters ({', '.join(codes)})")
        if "EBADENGINE" in codes:
            pytest.skip("this version of Node is too old for the linters")
        pytest.fail(f"npm cannot install the linters:\n{done.stdout}", pytrace=False)


@pytest.mark.parametrize("name", COMMANDS)
def test_linter_finds_nothing(programs: Path, name: str) -> None:
    """Redocly CLI and Spectral, with the rules of tests/linters, have nothing to say."""
    done = run(programs / name, *COMMANDS[name])

    assert 0 == done.returncode, done.stdout


def test_description_is_openapi_3_1() -> None:
    """openapi-spec-validator, the reference for Python, finds no error in openapi.yaml."""
    document = documents.plain(documents.load(DESCRIPTION))

    assert [] == list(OpenAPIV31SpecValidator(document).iter_errors())


def test_published_description_is_openapi_3_0() -> None:
    """published.yaml has the page's mistakes, but is a well-formed description all the same."""
    assert [] == list(OpenAPIV30SpecValidator(PUBLISHED).iter_errors())

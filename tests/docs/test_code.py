"""Every code block of the documentation does what the page says, with the mock as the server."""

from __future__ import annotations

import itertools
import os
import re
import shlex
import subprocess
import sys
from importlib.metadata import entry_points, metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from generation.documents import load, plain
from generation.overlays import apply_actions, load_actions
from messaging_engagement_contract import MockServer
from tests.docs.pages import NAMES, ROOT, Block, Step, blocks, is_as_told, steps
from tests.spec.page import PAGE

if TYPE_CHECKING:
    from collections.abc import Iterator

URLS = "http://127.0.0.1:4010", "https://api.nexmo.com"
"""The servers that the pages name; none of them is reached by a test."""
ACCOUNT = {"VONAGE_API_KEY": "abcd1234", "VONAGE_API_SECRET": "mock-secret"}


def pages_with(language: str) -> list[str]:
    """Give the pages that have a block of a language."""
    return [name for name in NAMES if any(block.language == language for block in blocks(name))]


@pytest.fixture
def server(request: pytest.FixtureRequest) -> Iterator[MockServer]:
    """Give the server of a page: that of the tutorial begins empty, all others with the example."""
    is_tutorial = "tutorial.md" in request.node.nodeid
    with MockServer(seed_data="none" if is_tutorial else "example") as started:
        yield started


def is_test(block: Block) -> bool:
    """Tell whether a block is a file for pytest."""
    return block.title.startswith("test_")


@pytest.mark.parametrize("name", NAMES)
def test_every_block_is_run(name: str) -> None:
    """No block is in a language that no test here runs, and all are found."""
    found = blocks(name)
    assert [] == [it for it in found if it.language not in {"python", "console", "text", "yaml"}]
    pairs = itertools.pairwise(it.language for it in found)
    assert [] == [pair for pair in pairs if pair[1] == "text" and pair[0] != "python"]
    text = (ROOT / "docs/pages" / name).read_text(encoding="utf-8")
    assert text.count("```") == 2 * len(found)


@pytest.mark.parametrize("name", sorted({*pages_with("python"), *pages_with("console")}))
def test_a_page_from_its_top_to_its_end(
    name: str,
    server: MockServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Python and commands run in their order, and each writes what stands below it."""
    for variable, value in {**ACCOUNT, "MESSAGING_ENGAGEMENT_BASE_URL": server.url}.items():
        monkeypatch.setenv(variable, value)
    monkeypatch.setenv("COLUMNS", "300")
    folder = str(Path(sys.executable).parent)
    monkeypatch.setenv("PATH", os.pathsep.join([folder, os.environ["PATH"]]))
    space: dict[str, Any] = {"__name__": "page"}
    printed = ""
    for number, block in enumerate(blocks(name)):
        if block.language == "console":
            for step in steps(block.code):
                follow(step, server.url, tmp_path)
        elif block.language == "python" and not is_test(block):
            code = compile(block.code, f"{name} block {number}", "exec")
            capsys.readouterr()
            exec(code, space)  # noqa: S102 - it is our own documentation
            printed = capsys.readouterr().out
        elif block.language == "text":
            assert is_as_told(block.code, printed), printed


def follow(step: Step, url: str, folder: Path) -> None:
    """Run a command, with the mock for every server that it names."""
    command, expected = step.command, step.expected
    for named in URLS:
        command, expected = command.replace(named, url), expected.replace(named, url)
    if command == "messaging-engagement mock":  # which runs already
        assert f"listening on {url}\n" == expected
        return
    if not is_there(command):
        pytest.skip(f"what this is for is not installed: {command}")
    ran = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command],
        cwd=ROOT if command.startswith("scripts/") else folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
        text=True,
    )
    assert 0 == ran.returncode, f"{command}\n{ran.stdout}"
    assert is_as_told(expected, ran.stdout), f"{command}\n{ran.stdout}"


def is_there(command: str) -> bool:
    """Tell whether the suite is there, if the command is for it: it is a part of its own."""
    words = shlex.split(command)
    found = {point.name for point in entry_points(group="messaging_engagement.commands")}
    return words[:2] != ["messaging-engagement", "conformance"] or "conformance" in found


@pytest.mark.parametrize("name", pages_with("python"))
def test_tests_of_a_page_pass(name: str, tmp_path: Path) -> None:
    """The tests of a page pass as they stand, in a folder of their own."""
    files = [block for block in blocks(name) if is_test(block)]
    for block in files:
        (tmp_path / block.title).write_text(block.code, encoding="utf-8")
    if files:
        ran = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-p", "no:randomly"],
            cwd=tmp_path,
            check=False,
            capture_output=True,
            text=True,
        )
        assert 0 == ran.returncode, ran.stdout


def test_guide_tells_of_every_key_of_the_facts() -> None:
    """The tables of the guide have the keys that the page's operations and fields have."""
    text = (ROOT / "docs/pages/guides/regenerating.md").read_text(encoding="utf-8")
    section = text.partition("## What the page shows")[2].partition("\n## ")[0]
    rows = [row.split("|")[1] for row in section.splitlines() if row.startswith("| `")]
    told = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    there = {key for page in PAGE for key in page}
    for page in PAGE:
        shown = (page.get("path_params"), page.get("request_fields"), page.get("response_fields"))
        there |= {key for fields in shown for field in fields or () for key in field}
    assert {key for key in there if key != "line" and not key.endswith("_lines")} == told


def test_quirk_of_the_guide_is_an_action(tmp_path: Path) -> None:
    """The example of a quirk is an action whose target exists."""
    (example,) = (it for it in blocks("guides/regenerating.md") if it.language == "yaml")
    overlay = tmp_path / "example.overlay.yaml"
    head = "overlay: 1.0.0\ninfo: {title: Example, version: 1.0.0}\nactions:\n"
    overlay.write_text(head + example.code, encoding="utf-8")
    document = plain(load(ROOT / "openapi.yaml"))
    assert apply_actions(document, load_actions(overlay)) != document


def commands_of(job: dict[str, Any]) -> dict[str, Any]:
    """The step of a job that judges or merges; before it, the suite is installed."""
    install, step = (step for step in job["steps"] if "run" in step)
    extra = re.sub(r"pip install '\.\[(\w+)\]'", r"\1", install["run"])
    assert extra in metadata("messaging-engagement").get_all("Provides-Extra", [])
    found: dict[str, Any] = step
    return found


def kept(job: dict[str, Any], name: str) -> str:
    """What a job keeps of its run: the folder, or what it is called."""
    step = next(step for step in job["steps"] if "upload" in step.get("uses", ""))
    return str(step["with"][name])


def run_step(command: str, folder: Path, url: str) -> None:
    """Run a command of the workflow as a shell does that stops at the first failure."""
    programs = str(Path(sys.executable).parent)
    ran = subprocess.run(
        ["bash", "-euc", command],
        cwd=folder,
        env={
            **os.environ,
            **ACCOUNT,
            "URL": url,
            "PATH": os.pathsep.join([programs, os.environ["PATH"]]),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert 0 == ran.returncode, ran.stdout + ran.stderr


def test_the_workflow_runs(tmp_path: Path) -> None:
    """Each command of the workflow does what it is there for, shard by shard, with the mock."""
    (block,) = (it for it in blocks("guides/conformance.md") if it.language == "yaml")
    check, whole = yaml.safe_load(block.code)["jobs"].values()
    (shards,) = check["strategy"]["matrix"].values()
    judge, merge = (commands_of(job) for job in (check, whole))
    assert {"URL", *ACCOUNT} == judge["env"].keys()
    with MockServer() as server:
        for shard in map(str, shards):
            command = judge["run"].replace("${{ matrix.shard }}", shard)
            assert f"--shard {shard}/{len(shards)}" in command
            run_step(command.replace("--profile standard", "--profile quick"), tmp_path, server.url)
            (tmp_path / kept(check, "path")).rename(
                tmp_path / kept(check, "name").replace("${{ matrix.shard }}", shard)
            )
    run_step(merge["run"], tmp_path, "")
    assert (tmp_path / kept(whole, "path") / "report.json").is_file()
    assert ["guides/conformance.md", "guides/regenerating.md"] == pages_with("yaml")

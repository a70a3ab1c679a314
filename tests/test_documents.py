"""What the documents say is so: their code runs, and the files that they name exist."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from generation.documents import load, plain
from generation.overlays import apply_actions, load_actions
from messaging_engagement_contract import MockServer

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = sorted(path.name for path in ROOT.glob("*.md"))


def blocks(document: str, language: str) -> list[str]:
    """Give the code blocks of a document."""
    text = (ROOT / document).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("number", range(len(blocks("README.md", "python"))))
def test_python_of_the_readme_runs(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every Python block of the README runs by itself, with the mock as the server."""
    with MockServer() as server:
        monkeypatch.setenv("VONAGE_API_KEY", "abcd1234")
        monkeypatch.setenv("VONAGE_API_SECRET", "mock-secret")
        monkeypatch.setenv("MESSAGING_ENGAGEMENT_BASE_URL", server.url)
        code = compile(blocks("README.md", "python")[number], f"README.md block {number}", "exec")
        exec(code, {})  # noqa: S102 - it is our own README


def test_test_of_the_readme_passes(tmp_path: Path) -> None:
    """The README's test passes as it stands, in a folder of its own."""
    (block,) = (block for block in blocks("README.md", "python") if "def test_" in block)
    (tmp_path / "test_readme.py").write_text(block, encoding="utf-8")
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q"], cwd=tmp_path, check=False, capture_output=True
    )
    assert b"1 passed" in run.stdout, run.stdout


def test_readme_shows_what_its_code_prints(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The comment on the error's line is how the error really begins."""
    test_python_of_the_readme_runs(0, monkeypatch)
    printed = capsys.readouterr().out
    (promised,) = re.findall(r"print\(error\)  # (.*) …", blocks("README.md", "python")[0])
    assert promised in printed


def test_quirk_of_contributing_is_an_action(tmp_path: Path) -> None:
    """The example of a quirk in CONTRIBUTING.md is an action whose target exists."""
    (example,) = blocks("CONTRIBUTING.md", "yaml")
    overlay = tmp_path / "example.overlay.yaml"
    overlay.write_text(
        "overlay: 1.0.0\ninfo: {title: Example, version: 1.0.0}\nactions:\n" + example
    )
    actions = load_actions(overlay)
    document = plain(load(ROOT / "openapi.yaml"))
    assert apply_actions(document, actions) != document


@pytest.mark.parametrize("document", DOCUMENTS)
def test_links_lead_to_files(document: str) -> None:
    """A relative link of a document leads to a file or folder of the repository."""
    text = (ROOT / document).read_text(encoding="utf-8")
    targets = re.findall(r"\]\(([^)#]+)\)", text)
    missing = [
        target
        for target in targets
        if not target.startswith(("http://", "https://")) and not (ROOT / target).exists()
    ]
    assert missing == []


@pytest.mark.parametrize("document", ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"])
def test_named_paths_exist(document: str) -> None:
    """A path of the repository that a document names in code style exists."""
    text = (ROOT / document).read_text(encoding="utf-8")
    rooms = "|".join(path.name for path in ROOT.iterdir() if path.is_dir() and path.name[0] != ".")
    named = re.findall(rf"`((?:{rooms})/[\w./-]*)`", text)
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_architecture_tells_of_every_template() -> None:
    """Each template that we replace has its reason in ARCHITECTURE.md."""
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    told = set(re.findall(r"`(\w+)`", text.partition("## The templates")[2]))
    replaced = {path.name.partition(".")[0] for path in (ROOT / "overrides/templates").iterdir()}
    assert replaced - told == set()

"""What the documents say is so: their code runs, and the files that they name exist."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
from pathlib import Path

import pytest

import pictures
from generation.documents import load, plain
from generation.overlays import apply_actions, load_actions
from messaging_engagement_contract import MockServer
from tests.mock.browser import NAMES

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = sorted(path.name for path in ROOT.glob("*.md"))
PAGES = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").rglob("*.md"))


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


@pytest.mark.parametrize("document", [*DOCUMENTS, *PAGES])
def test_links_lead_to_files(document: str) -> None:
    """A relative link of a document leads to a file or folder of the repository."""
    text = (ROOT / document).read_text(encoding="utf-8")
    targets = re.findall(r"\]\(([^)#]+)\)", text)
    folder = (ROOT / document).parent
    missing = [
        target
        for target in targets
        if not target.startswith(("http://", "https://")) and not (folder / target).exists()
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


RATIOS = {
    "the stock generator's client": "stock generated code",
    "openapi-generator's Python client": "openapi-generator's Python client",
    "pydantic over httpx": "pydantic over httpx",
    "bare httpx, into a dict": "httpx",
}
"""The rows of README.md's table, as docs/performance.md calls them."""


def rows(document: str) -> list[list[str]]:
    """Give the cells of every row of every table of a document."""
    text = (ROOT / document).read_text(encoding="utf-8")
    return [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in text.splitlines()
        if line.startswith("|")
    ]


def test_numbers_of_the_readme_were_measured() -> None:
    """Each ratio of README.md's table is the one that ``scripts/bench`` wrote."""
    whats = "GET one identity", "GET a page of 100 identities"
    measured = {(row[0], row[1]): row[5] for row in rows("docs/performance.md") if row[0] in whats}
    expected = {name: [measured[what, other] for what in whats] for name, other in RATIOS.items()}
    assert expected == {row[0]: row[1:] for row in rows("README.md") if row[0] in RATIOS}


def test_what_the_readme_says_of_the_suite_was_measured() -> None:
    """False alarms, and faults that were found, are those of docs/performance.md."""
    contenders = {"this suite, `quick`": 1, "plain Schemathesis, told what is no fault": 3}
    measured = {row[0]: row for row in rows("docs/performance.md")}
    told = {row[0]: row for row in rows("README.md") if len(row) == 3}
    for name, column in contenders.items():
        assert measured[name][1] == told[name][1]
        found = measured["**the mock's, all**"][column].strip("*")
        assert found == told[name][2].removesuffix(", a sample")
    assert (
        measured["plain Schemathesis, as it comes"][1] == told["plain Schemathesis, as it comes"][1]
    )


ASSETS = ROOT / "docs/pages/assets"
PICTURES = sorted(path.name for path in ASSETS.glob("*.webp"))


@pytest.mark.parametrize("name", PICTURES)
def test_pictures_are_small_and_shown(name: str) -> None:
    """A picture is less than 150 KiB, and README.md shows it."""
    assert (ASSETS / name).stat().st_size < 150 * 1024
    assert f"](docs/pages/assets/{name})" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_pictures_can_be_taken_anew(tmp_path: Path) -> None:
    """The program that takes them runs, and takes those that are there."""
    if not any(map(shutil.which, NAMES)):
        pytest.skip(f"none of {', '.join(NAMES)} is installed")
    pictures.take_all(tmp_path)
    taken = sorted(tmp_path.iterdir())
    assert PICTURES == [path.name for path in taken]
    for path in taken:
        content = path.read_bytes()
        assert (b"RIFF", b"WEBP") == (content[:4], content[8:12])


def test_architecture_tells_of_every_module_of_the_client() -> None:
    """The table of modules in ARCHITECTURE.md has all of them, and none that is not there."""
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    table = text.partition("| of `messaging_engagement` |")[2].partition("\n\n")[0]
    rows = [row.split("|")[1:3] for row in table.splitlines() if "`" in row]
    told = {
        "".join([*re.findall(r"`(\w+/)`", title), name])
        for title, modules in rows
        for name in re.findall(r"`([a-z]\w*)`", modules)
    }
    client = ROOT / "overrides/messaging_engagement"
    modules = {path.relative_to(client).with_suffix("") for path in client.rglob("*.py")}
    there = {str(path) for path in modules if path.name != "__init__"}
    commands = {name for name in there if name.startswith("command/")}  # told of elsewhere
    assert there - commands == told


FOLDERS = sorted(
    path.parent
    for path in ROOT.glob("[!.]*/**/__init__.py")
    if not {"build", "node_modules"} & {*path.parts}
)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_package_says_what_is_in_it(folder: Path) -> None:
    """Its ``__init__`` begins with a sentence."""
    tree = ast.parse((folder / "__init__.py").read_text(encoding="utf-8"))
    assert (ast.get_docstring(tree) or "").partition("\n")[0].endswith((".", ":"))


def test_architecture_tells_of_every_room() -> None:
    """Each folder at the top, and each in it that is not a package, is in ARCHITECTURE.md."""
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    listing = subprocess.run(
        ["git", "grep", "--no-index", "--exclude-standard", "-l", "-e", ""],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    rooms = {name.partition("/")[0] for name in listing.splitlines() if "/" in name}
    assert [] == [room for room in sorted(rooms) if f"| `{room}/" not in text and room[0] != "."]

"""What only people at a terminal get: questions, tables that fit, progress; and completion."""

from __future__ import annotations

import contextlib
import os
import pty
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from messaging_engagement.command import output
from tests.command.terminal import PROGRAM, at_a_terminal

if TYPE_CHECKING:
    from messaging_engagement_contract import MockServer
    from tests.command.conftest import Run

WITHOUT_RICH = "import sys; sys.modules['rich'] = None; sys.modules['rich.table'] = None; "


@pytest.mark.parametrize(("answer", "status", "left"), [("y", 0, 0), ("n", 1, 1), ("", 1, 1)])
def test_a_question(answer: str, status: int, left: int, server: MockServer, run: Run) -> None:
    """What cannot be undone is asked for, and only a yes does it."""
    ended, shown = at_a_terminal("identities", "delete", "BLQKOPK", typed=f"{answer}\n")
    assert f"Delete an identity (BLQKOPK) at {server.url}? This cannot be undone. [y/N]" in shown
    assert status == ended
    assert left == len(run("identities", "list", "--json").json)


def test_what_is_wrong_is_told_before_the_question(server: MockServer) -> None:
    """Nobody is asked for what could not be sent."""
    ended, shown = at_a_terminal("identities", "create", "--entity-type", "INDIVIDUAL")
    assert 2 == ended
    assert "[y/N]" not in shown
    assert [] == list(server.mock.requests)


@pytest.mark.parametrize("program", [PROGRAM, f"{WITHOUT_RICH}{PROGRAM}"])
def test_a_table_fits(program: str, server: MockServer) -> None:
    """A table has the columns for which there is room, and tells of the others."""
    assert server.url
    ended, shown = at_a_terminal("identities", "list", program=program)
    assert 0 == ended
    assert "BLQKOPK" in shown
    assert "devrel@vonage.com" not in shown
    assert "more fields: --json, or --fields" in shown


@pytest.mark.parametrize("program", [PROGRAM, f"{WITHOUT_RICH}{PROGRAM}"])
def test_progress(program: str, server: MockServer) -> None:
    """Long work shows how far it is on the terminal, and leaves the output alone."""
    server.mock.reset()
    server.mock.seed("large")
    reading, writing = os.pipe()
    arguments = ["identities", "list", "--limit", "30", "--page-size", "10", "--fields", "country"]
    ended, shown = at_a_terminal(*arguments, program=program, stdout=writing)
    os.close(writing)
    with os.fdopen(reading) as file:
        assert ["country", *["US"] * 30] == file.read().split()
    assert 0 == ended
    assert "List identities" in shown


@pytest.mark.parametrize("has_rich", [True, False])
def test_what_a_terminal_gets(
    has_rich: bool,  # noqa: FBT001 - a parameter of the test
    run: Run,
    server: MockServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A table that fits comes after the progress, with rich and without it."""
    server.mock.reset()
    server.mock.seed("large")
    if not has_rich:
        monkeypatch.setitem(sys.modules, "rich", None)
    ran = run("identities", "list", "--limit", "30", "--page-size", "10", is_terminal=True)
    assert 0 == ran.status
    plain = re.sub(r"\x1b\[[0-9;]*m", "", ran.out)
    names, *rows = (line.split() for line in plain.splitlines() if line.strip())
    assert ["identity_id", "display_name"] == names[:2]
    assert 30 <= len(rows)
    assert "List identities" in ran.err
    assert "more fields" in ran.err


def test_an_answer_in_process(run: Run, server: MockServer) -> None:
    """A no does nothing, a yes does it."""
    arguments = ["numbers", "remove", "C1DEB879", "15556660001"]
    no = run(*arguments, stdin=b"no\n", is_terminal=True)
    assert (1, "nothing was sent\n") == (no.status, no.err.rpartition("[y/N] ")[2])
    assert "Remove numbers from an engagement (C1DEB879, numbers: 1)" in no.err
    assert [] == list(server.mock.requests)
    assert 0 == run(*arguments, stdin=b"yes\n", is_terminal=True).status


@pytest.mark.parametrize("form", [[], ["--jsonl"]])
def test_nothing_to_list(form: list[str], run: Run, server: MockServer) -> None:
    """A person is told that there is nothing; a pipe gets nothing."""
    server.mock.reset()
    person = run("identities", "list", *form, is_terminal=True)
    assert ("", "nothing to list\n") == (person.out, person.err)
    pipe = run("identities", "list", *form)
    assert (0, "", "") == (pipe.status, pipe.out, pipe.err)


def test_no_progress_where_nobody_looks(run: Run, server: MockServer) -> None:
    """A script's log has none of it."""
    server.mock.reset()
    server.mock.seed("large")
    assert "" == run("identities", "list", "--limit", "30", "--page-size", "10").err


def test_without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether there are fine tables is looked at, not presumed."""
    assert output.has_rich()
    monkeypatch.setitem(sys.modules, "rich", None)
    assert not output.has_rich()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_for_a_shell(shell: str, run: Run) -> None:
    """Each shell gets code that asks the command itself."""
    ran = run("completion", shell)
    assert 0 == ran.status
    assert "_ARGCOMPLETE" in ran.out
    assert "messaging-engagement" in ran.out


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("messaging-engagement ident", {"identities "}),
        ("messaging-engagement numbers ", {"add", "list", "remove", "-h", "--help"}),
        ("messaging-engagement identities create --stock-", {"--stock-symbol", "--stock-exchange"}),
        (
            "messaging-engagement identities create --entity-type P",
            {"PRIVATE_PROFIT", "PUBLIC_PROFIT"},
        ),
        (
            "messaging-engagement engagements create --use-case PO",
            {"POLITICAL", "POLLING_VOTING"},
        ),
        ("messaging-engagement engagements list --fields des", {"description"}),
        ("messaging-engagement engagements list --fields use_case,des", {"use_case,description"}),
        ("messaging-engagement conformance --prof", {"--profile"}),
        ("messaging-engagement conformance --profile ", {"quick", "standard", "deep"}),
        ("messaging-engagement mock --fault error-40", {"error-403", "error-409"}),
        ("messaging-engagement mock --seed-data l", {"large"}),
        ("messaging-engagement completion f", {"fish"}),
        ("messaging-engagement quirks --j", {"--json"}),
    ],
)
def test_completions(line: str, expected: set[str]) -> None:
    """Commands, flags and the values that the description names are completed."""
    program = f"import os; os.dup2(1, 8); os.dup2(1, 9); {PROGRAM}"
    environment = {
        **os.environ,
        "_ARGCOMPLETE": "1",
        "_ARGCOMPLETE_SUPPRESS_SPACE": "0",
        "_ARGCOMPLETE_IFS": "\n",
        "COMP_LINE": line,
        "COMP_POINT": str(len(line)),
    }
    ran = subprocess.run(
        [sys.executable, "-c", program],
        check=False,
        capture_output=True,
        text=True,
        env=environment,
    )
    assert {word.strip() for word in expected} == {word.strip() for word in ran.stdout.split("\n")}


def shell_program(name: str) -> str:
    """Give the path of a shell, if it is installed."""
    path = shutil.which(name)
    if path is None:
        pytest.skip(f"{name} is not installed")
    return path


@pytest.fixture
def finds_us(tmp_path: Path) -> dict[str, str]:
    """Give an environment in which a shell finds the command, and no settings of its user."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    homes = dict.fromkeys(("HOME", "ZDOTDIR", "XDG_CONFIG_HOME", "XDG_DATA_HOME"), str(tmp_path))
    return {**os.environ, **homes, "PATH": path, "TERM": "dumb"}


def test_completion_in_bash(finds_us: dict[str, str]) -> None:
    """Bash, having evaluated the code, completes a command."""
    bash = shell_program("bash")
    script = """
        eval "$(messaging-engagement completion bash)"
        COMP_LINE='messaging-engagement engagements repl' COMP_POINT=37 COMP_TYPE=9 COMP_CWORD=2
        COMP_WORDS=(messaging-engagement engagements repl)
        $(complete -p messaging-engagement | grep -o '_python_argcomplete[a-z_]*') \\
            messaging-engagement repl engagements
        echo "${COMPREPLY[@]}"
    """
    ran = subprocess.run(
        [bash, "-c", script], env=finds_us, check=False, capture_output=True, text=True
    )
    assert "replace" == ran.stdout.strip(), ran.stderr


def test_completion_in_fish(finds_us: dict[str, str]) -> None:
    """Fish, asked for what completes a line, names the command and the flag."""
    script = """
        messaging-engagement completion fish | source
        complete -C 'messaging-engagement engagements repl'
        complete -C 'messaging-engagement identities create --stock-s'
    """
    ran = subprocess.run(
        [shell_program("fish"), "--private", "-c", script],
        env=finds_us,
        check=False,
        capture_output=True,
        text=True,
    )
    words = [line.split("\t")[0].strip() for line in ran.stdout.splitlines()]
    assert ["replace", "--stock-symbol"] == words, ran.stderr


def test_completion_in_zsh(finds_us: dict[str, str], tmp_path: Path) -> None:
    """Zsh, whose user types the beginning of a command and Tab, has the whole of it in its line."""
    zsh = shell_program("zsh")
    (tmp_path / ".zshrc").write_text(
        """
        autoload -U compinit && compinit -u
        eval "$(messaging-engagement completion zsh)"
        PS1='ready> '
        preexec() { print -r -- "the line is: $1"; exit }
        """,
        encoding="utf-8",
    )
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [zsh, "-i"],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env=finds_us,
        start_new_session=True,
    ):
        os.close(theirs)
        shown = b""
        while b"ready> " not in shown:
            shown += os.read(ours, 10_000)
        os.write(ours, b"messaging-engagement engagements repl\t\n")
        with contextlib.suppress(OSError):  # how the end of a terminal is told
            while piece := os.read(ours, 10_000):
                shown += piece
        os.close(ours)
    assert "the line is: messaging-engagement engagements replace" in shown.decode()


@pytest.mark.parametrize("command", [["--help"], ["identities", "--help"], ["quirks", "--help"]])
@pytest.mark.parametrize("columns", [40, 80])
def test_help_fits(command: list[str], columns: int) -> None:
    """No line of help is wider than the terminal, unless it is one word, and no word is broken."""
    _, shown = at_a_terminal(*command, environment={"COLUMNS": str(columns)})
    wide = [line for line in shown.splitlines()[1:] if len(line) > columns]
    assert [] == wide


@pytest.mark.parametrize("command", [["identities", "create"], ["numbers", "add"], ["mock"]])
def test_help_of_a_narrow_terminal(command: list[str]) -> None:
    """Help is as legible on forty columns: what a flag does stands below it, in whole words."""
    _, shown = at_a_terminal(*command, "--help", environment={"COLUMNS": "40"})
    _, wide = at_a_terminal(*command, "--help", environment={"COLUMNS": "100"})
    assert [] == [
        line for line in shown.splitlines()[1:] if len(line) > 40 and len(line.split()) > 2
    ]
    assert set(re.findall(r"\w+", shown)) == set(re.findall(r"\w+", wide))


@pytest.fixture
def many(tmp_path: Path) -> list[str]:
    """Give what adds the numbers of a file, of which 301 are none, for one reason, and one more."""
    file = tmp_path / "numbers.csv"
    rows = [
        "number",
        *(f"junk-{line}" for line in range(2, 302)),
        "15557770001",
        "junk",
        "01234567",
    ]
    file.write_text("\n".join(rows), encoding="utf-8")
    return ["numbers", "add", "C1DEB879", "--from", str(file)]


def test_many_failures_are_told_by_their_reasons(many: list[str], server: MockServer) -> None:
    """A terminal shows each reason once, with how many, the first few, and the lines of all."""
    assert server.url
    ended, shown = at_a_terminal(*many)
    assert 1 == ended
    assert [
        "  junk-2, junk-3, junk-4 and 298 more, lines 2-301, 303",
        "1 not sent: it begins with 0: begin with the country code, as in '+1 555 666",
        "  0001'",
        "  01234567, line 304",
        "303 numbers: 1 done, 302 not sent",
    ] == shown.splitlines()[-5:]
    assert "301 not sent: it is not a number of 7 to 15 digits" in shown


def test_many_failures_of_the_command_line(run: Run, server: MockServer) -> None:
    """Where there are no lines, a terminal shows each number that failed."""
    assert server.url
    junk = [f"junk-{number}" for number in range(30)]
    ran = run("numbers", "add", "C1DEB879", *junk, is_terminal=True)
    assert "30 not sent: it is not a number of 7 to 15 digits\n" in ran.out
    assert "; ".join(junk) in " ".join(ran.out.split())


def test_a_pipe_gets_every_failure(many: list[str], run: Run, server: MockServer) -> None:
    """A file or another program gets a line for each, and JSON has all rows."""
    assert server.url
    assert 1 + 302 + 1 == len(run(*many).out.splitlines())
    assert 303 == len(run(*many, "--json", is_terminal=True).json)

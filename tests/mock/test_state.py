"""State that outlives the process: nothing that was acknowledged is lost, and nothing is twice."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from messaging_engagement_contract.mock import (
    ACCOUNTS,
    BASE_PATH,
    Mock,
    MockServer,
    MockTransport,
    StateFileError,
    stores,
)
from messaging_engagement_contract.mock.parts import parts_of
from messaging_engagement_contract.mock.state import Record
from tests.mock.session import CAMPAIGN, PERSON

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

AUTH = next(iter(ACCOUNTS.items()))
PATH = f"{BASE_PATH}/identities"


def connect(url: str) -> httpx.Client:
    """Make a client of a server."""
    return httpx.Client(base_url=url, auth=AUTH, trust_env=False, timeout=30)


def in_process(mock: Mock) -> httpx.Client:
    """Make a client of a mock that has no port."""
    return httpx.Client(transport=MockTransport(mock), auth=AUTH, base_url="http://mock")


@contextlib.contextmanager
def process(*arguments: str) -> Generator[tuple[str, subprocess.Popen[str]]]:
    """Run the command, and give the URL that it tells, and the process."""
    command = [sys.executable, "-m", "messaging_engagement.command", "mock", "--port", "0"]
    with subprocess.Popen(
        [*command, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as running:
        try:
            assert running.stdout is not None
            told = running.stdout.readline()
            yield told.removeprefix("listening on ").strip(), running
        finally:
            running.kill()


def listed(client: httpx.Client) -> list[str]:
    """Give the names of all identities, in order."""
    names: list[str] = []
    url: str | None = f"{PATH}?page_size=100"
    while url:
        page = client.get(url).json()
        names += [one["display_name"] for one in page["_embedded"]["identities"]]
        url = page["_links"].get("next", {}).get("href")
    return names


def test_state_is_there_again(tmp_path: Path) -> None:
    """A new mock on the file of another has all that it had, dates and order included."""
    file = tmp_path / "state.db"
    with contextlib.closing(Mock(state=file)) as mock, in_process(mock) as client:
        owners = [client.post(PATH, json=PERSON).json()["identity_id"] for _ in range(3)]
        body = {**CAMPAIGN, "identity_id": owners[2]}
        engagement = client.post(f"{BASE_PATH}/engagements", json=body).json()["engagement_id"]
        numbers = f"{BASE_PATH}/engagements/{engagement}/numbers"
        client.post(numbers, json={"numbers": ["15556660001", "05556660002"]})
        client.patch(f"{PATH}/{owners[0]}", json={"city": "Kraków"})
        client.delete(f"{PATH}/{owners[1]}")
        before = [client.get(path).json() for path in (PATH, f"{BASE_PATH}/engagements", numbers)]
    with contextlib.closing(Mock(state=file)) as mock, in_process(mock) as client:
        after = [client.get(path).json() for path in (PATH, f"{BASE_PATH}/engagements", numbers)]
        assert before == after
        assert client.post(PATH, json=PERSON).json()["identity_id"] not in owners


def test_reset_is_kept(tmp_path: Path) -> None:
    """A reset empties the file too, and another mock on it learns of it."""
    file = tmp_path / "state.db"
    with contextlib.closing(Mock(state=file)) as one, contextlib.closing(Mock(state=file)) as two:
        with in_process(one) as client:
            client.post(PATH, json=PERSON)
        with in_process(two) as client:
            assert len(listed(client)) == 1
            one.reset()
            assert listed(client) == []
            client.post(PATH, json=PERSON)
        with in_process(one) as client:
            assert len(listed(client)) == 1


def test_killed_at_any_moment(tmp_path: Path) -> None:
    """Killed while writing, again and again, it has each acknowledged write, and none twice."""
    file = str(tmp_path / "state.db")
    acknowledged: list[str] = []
    attempted = 0
    for round_ in range(4):
        with process("--state", file) as (url, running), connect(url) as client:
            assert running.pid

            def write(number: int, client: httpx.Client = client) -> str | None:
                body = {**PERSON, "display_name": str(number)}
                try:
                    answer = client.post(PATH, json=body)
                except httpx.TransportError:
                    return None
                return str(number) if answer.status_code == 201 else None

            with ThreadPoolExecutor(4) as pool:
                jobs = [pool.submit(write, attempted + n) for n in range(200)]
                for job in jobs[: 20 + 30 * round_]:
                    job.result()
                running.send_signal(signal.SIGKILL)
                done = [job.result() for job in jobs]
            attempted += len(jobs)
            acknowledged += [name for name in done if name is not None]
            assert None in done
    with process("--state", file) as (url, _), connect(url) as client:
        names = listed(client)
    assert len(names) == len(set(names))
    assert set(acknowledged) - set(names) == set()


def test_workers_share_the_state(tmp_path: Path) -> None:
    """Several processes on one port lose no update, and see what the others wrote at once."""
    file = str(tmp_path / "state.db")
    with process("--state", file, "--workers", "2", "--seed-data", "example") as (url, running):

        def write(number: int) -> str:
            with connect(url) as client:  # a connection of its own, to any of the workers
                body = {**PERSON, "display_name": str(number)}
                made = client.post(PATH, json=body).json()["identity_id"]
            with connect(url) as client:
                assert client.get(f"{PATH}/{made}").json()["display_name"] == str(number)
            return str(made)

        with ThreadPoolExecutor(4) as pool:
            made = list(pool.map(write, range(60)))
        assert len(set(made)) == 60
        with connect(url) as client:
            assert sorted(listed(client)) == sorted(["Vonage", *map(str, range(60))])
        running.terminate()
        assert running.wait(20) == 0


def test_two_servers_in_one_process(tmp_path: Path) -> None:
    """Numbers that two servers add at the same time go to one of them each."""
    file = tmp_path / "state.db"
    with MockServer(state=file, seed_data="example") as one, MockServer(state=file) as two:
        numbers = [f"1777000{number:04}" for number in range(40)]
        path = f"{BASE_PATH}/engagements/C1DEB879/numbers"

        def add(pair: tuple[str, str]) -> int:
            url, number = pair
            with connect(url) as client:
                return client.post(path, json={"numbers": [number]}).status_code

        jobs = [(server.url, number) for number in numbers for server in (one, two)]
        with ThreadPoolExecutor(4) as pool:
            statuses = list(pool.map(add, jobs))
    assert statuses.count(200) == 40
    assert statuses.count(400) == 40


def test_damaged(tmp_path: Path) -> None:
    """A file that is damaged is refused in one sentence."""
    file = tmp_path / "state.db"
    file.write_bytes(b"not a database, but long enough to be looked at" * 100)
    with pytest.raises(
        StateFileError, match=r"^The state file .* is damaged, or is none \(.*\): choose"
    ):
        Mock(state=file)


def test_damaged_in_the_middle(tmp_path: Path) -> None:
    """A file with a broken page is refused too."""
    file = tmp_path / "state.db"
    Mock(state=file, seed_data="large").close()
    content = bytearray(file.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 8192] = b"\xff" * 8192
    file.write_bytes(content)
    with pytest.raises(StateFileError, match="is damaged"):
        Mock(state=file)


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("PRAGMA user_version = 7", "is of version 7, and this mock reads version 1"),
        ("PRAGMA application_id = 7", "is a database of something else"),
    ],
)
def test_other_version(tmp_path: Path, statement: str, told: str) -> None:
    """A file of another version, or of another program, is refused and left as it is."""
    file = tmp_path / "state.db"
    Mock(state=file).close()
    with contextlib.closing(sqlite3.connect(file)) as database:
        database.execute(statement)
    with pytest.raises(StateFileError, match=told):
        Mock(state=file)


def test_no_folder(tmp_path: Path) -> None:
    """A file that cannot be made is refused, and so is a folder."""
    with pytest.raises(StateFileError, match="folder must exist and be writable"):
        Mock(state=tmp_path / "nowhere" / "state.db")
    with pytest.raises(StateFileError, match="is a folder"):
        Mock(state=tmp_path)
    with pytest.raises(ValueError, match="names no file"):
        Mock(state="")


def test_unreadable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that this user may not read is told to be just that."""
    file = tmp_path / "state.db"
    Mock(state=file).close()

    def access(_: object, mode: int) -> bool:
        return mode != os.R_OK  # as for a file of mode 000; root may read that as well

    monkeypatch.setattr(os, "access", access)
    with pytest.raises(StateFileError, match="may not be read"):
        Mock(state=file)


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="needs users")
def test_read_only(tmp_path: Path) -> None:
    """A file that may not be written is refused; so is one that looks so to SQLite."""
    file = tmp_path / "state.db"
    Mock(state=file).close()
    with contextlib.closing(sqlite3.connect(file)) as database:
        database.execute("PRAGMA journal_mode = DELETE")
    file.chmod(0o400)
    tmp_path.chmod(0o500)
    try:
        if os.geteuid() == 0:
            pytest.skip("root may write every file")
        with pytest.raises(StateFileError, match="is read-only"):
            Mock(state=file)
    finally:
        tmp_path.chmod(0o700)


@pytest.mark.parametrize("again", [False, True])
def test_a_file_that_was_deleted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], *, again: bool
) -> None:
    """A file that is deleted or replaced under the mock is told at the next write: 500."""
    file = tmp_path / "state.db"
    told = f"The state file {file} was deleted or replaced"
    with contextlib.closing(Mock(state=file)) as mock, in_process(mock) as client:
        client.post(PATH, json=PERSON)
        for one in tmp_path.iterdir():
            one.rename(one.with_suffix(".gone"))
        if again:
            Mock(state=file).close()
        answer = client.post(PATH, json=PERSON)
        assert (answer.status_code, told in answer.json()["detail"]) == (500, True)
        (line,) = capsys.readouterr().err.splitlines()
        assert line.startswith(told)
        with pytest.raises(StateFileError, match="deleted or replaced"):
            mock.reset()


def test_a_file_that_is_locked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While another program has the file, writes are answered 503, and a start says so."""
    monkeypatch.setattr(stores, "PATIENCE", 0)
    file = tmp_path / "state.db"
    with contextlib.closing(Mock(state=file)) as mock, in_process(mock) as client:
        with contextlib.closing(sqlite3.connect(file, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            answer = client.post(PATH, json=PERSON)
            assert (answer.status_code, answer.headers["Retry-After"]) == (503, "1")
            assert "is locked by another program" in answer.json()["detail"]
            assert client.get(PATH).status_code == 200
            with pytest.raises(StateFileError, match="is locked by another program"):
                Mock(state=file)
        assert client.post(PATH, json=PERSON).status_code == 201


def test_a_file_that_is_locked_holds_up_nobody_else(tmp_path: Path) -> None:
    """While a write waits for another program, reads are answered; then the write is, too."""
    file = tmp_path / "state.db"

    async def scenario(mock: Mock) -> list[tuple[str, int]]:
        answered: list[tuple[str, int]] = []

        async def ask(method: str, **options: Any) -> None:
            response = await client.request(method, PATH, **options)
            answered.append((method, response.status_code))

        transport = httpx.ASGITransport(mock)
        async with httpx.AsyncClient(
            transport=transport, base_url="http://localhost", auth=AUTH
        ) as client:
            with contextlib.closing(sqlite3.connect(file, isolation_level=None)) as other:
                other.execute("BEGIN IMMEDIATE")
                writing = asyncio.ensure_future(ask("POST", json=PERSON))
                for _ in range(20):  # turns of the event loop, in which it comes to its wait
                    await asyncio.sleep(0)
                for _ in range(3):
                    await ask("GET")
            await writing
        return answered

    with contextlib.closing(Mock(state=file)) as mock:
        assert [("GET", 200)] * 3 + [("POST", 201)] == asyncio.run(scenario(mock))
        assert ["GET", "GET", "GET", "POST"] == [seen.method for seen in mock.requests]


def test_a_file_that_stays_locked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A write that has waited long enough is refused, and leaves nothing behind."""
    monkeypatch.setattr(stores, "PATIENCE", 0.05)
    file = tmp_path / "state.db"
    with (
        MockServer(state=file) as server,
        connect(server.url) as client,
        contextlib.closing(sqlite3.connect(file, isolation_level=None)) as other,
    ):
        other.execute("BEGIN IMMEDIATE")
        answer = client.post(PATH, json=PERSON)
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "1")
        steered = client.post("/__mock/reset", json={})
        assert steered.status_code == 503
        other.execute("ROLLBACK")
        assert client.post(PATH, json=PERSON).status_code == 201
        assert client.get(PATH).json()["total_items"] == 1


def test_faults_are_of_a_run(tmp_path: Path) -> None:
    """The faults of one run are not those of the next on the same file."""
    file = tmp_path / "state.db"
    Mock(state=file, faults=["error-503"]).close()
    with contextlib.closing(Mock(state=file)) as mock:
        assert mock.faults == []
    with contextlib.closing(Mock(state=file, faults=["throttled"])) as mock:
        assert mock.faults == ["throttled"]


def test_processes_count_together(tmp_path: Path) -> None:
    """A fault that is met so many times, and a rate limit, count for all who share the file."""
    file = tmp_path / "state.db"
    order = "error-503;times=2"
    with (
        contextlib.closing(Mock(state=file, rate_limit="5/60")) as one,
        contextlib.closing(Mock(state=file, rate_limit="5/60")) as other,
        in_process(one) as first,
        in_process(other) as second,
    ):
        one.set_faults([order])
        asked = [client.get(PATH).status_code for client in (first, second, first, second)]
        assert asked == [503, 503, 200, 200]
        assert other.spent_faults == [order]
        asked = [client.get(PATH).status_code for client in (first, second, first, second, first)]
        assert asked == [200, 200, 200, 429, 429]


def test_one_more_process_counts_on(tmp_path: Path) -> None:
    """A worker that begins later than others does not let a fault that is spent come again."""
    file = tmp_path / "state.db"
    with (
        contextlib.closing(Mock(state=file, faults=["error-503;times=1"])) as one,
        in_process(one) as first,
    ):
        assert first.get(PATH).status_code == 503
        with (
            contextlib.closing(Mock(state=file, faults=None)) as other,
            in_process(other) as second,
        ):
            assert second.get(PATH).status_code == 200


def test_a_locked_file_where_faults_are_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault that cannot be counted for the moment is not met, and is met later."""
    monkeypatch.setattr(stores, "PATIENCE", 0)
    file = tmp_path / "state.db"
    with (
        contextlib.closing(Mock(state=file, faults=["throttled;times=1"])) as mock,
        in_process(mock) as client,
    ):
        with contextlib.closing(sqlite3.connect(file, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            assert client.get(PATH).status_code == 503
        assert client.get(PATH).status_code == 429
        assert client.get(PATH).status_code == 200


def test_a_refused_write_reads_nothing_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A write that is refused before it changes anything leaves memory as good as it was."""
    with contextlib.closing(Mock(state=tmp_path / "state.db", seed_data="example")) as mock:
        read: list[object] = []

        def counted(record_id: str, *values: Any) -> Record:
            read.append(record_id)
            return Record(record_id, *values)

        monkeypatch.setattr(stores, "Record", counted)
        with in_process(mock) as client:
            assert client.delete(f"{PATH}/B000000").status_code == 404
            assert client.get(PATH).json()["total_items"] == 1
        assert read == []


def test_the_server_of_the_workers_is_killed(tmp_path: Path) -> None:
    """Workers do not outlive their server, and say why they end."""
    with process("--state", str(tmp_path / "state.db"), "--workers", "2") as (_, running):
        running.kill()
        _, error = running.communicate(timeout=20)  # which ends when all have closed it
    assert error.count("stops: its server was killed") == 2


def test_seed_data_of_a_file_in_use(tmp_path: Path) -> None:
    """Seed data is for a new state; that it is ignored for another is told."""
    file = str(tmp_path / "state.db")
    for started, told in (
        (1, ""),
        (2, f"--seed-data example is ignored: {file} is in use already"),
    ):
        with process("--state", file, "--seed-data", "example") as (url, running):
            with connect(url) as client:
                assert listed(client) == ["Vonage"], started
            running.terminate()
            _, error = running.communicate(timeout=20)
        assert told in error
        assert bool(told) == bool(error)


@pytest.mark.skipif(shutil.which("ps") is None, reason="there is no ps to find the workers")
def test_a_worker_that_is_killed(tmp_path: Path) -> None:
    """The end of one worker is the end of the server, which says why."""
    with process("--state", str(tmp_path / "state.db"), "--workers", "2") as (_, running):
        children = subprocess.run(
            ["ps", "-o", "pid=", "--ppid", str(running.pid)],
            capture_output=True,
            text=True,
            check=True,
        )
        killed = children.stdout.split()[0]
        os.kill(int(killed), signal.SIGKILL)
        _, error = running.communicate(timeout=20)
        assert running.returncode == 1
    assert error.endswith(f"worker {killed} ended by SIGKILL; the server stops\n")


def test_a_write_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If the file cannot be written, the answer is 500, and memory is as the file is."""
    with contextlib.closing(Mock(state=tmp_path / "state.db")) as mock, in_process(mock) as client:
        client.post(PATH, json=PERSON)

        def full(*_: object) -> None:
            raise sqlite3.OperationalError("database or disk is full")

        with monkeypatch.context() as patched:
            patched.setattr(parts_of(mock).store, "_save", full)
            assert client.post(PATH, json=PERSON).status_code == 500
        assert len(listed(client)) == 1
        assert client.post(PATH, json=PERSON).status_code == 201
        assert len(listed(client)) == 2

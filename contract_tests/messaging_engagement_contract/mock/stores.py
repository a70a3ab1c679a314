"""Where the state is kept: in memory, or also in a file that several processes may share.

The file is a SQLite database in WAL mode. Each write is one transaction, committed before its
answer is sent: a process that is killed at any moment loses nothing that it acknowledged, and does
nothing twice. Every process keeps all of the state in memory as well and reads from there; before
it does, it asks SQLite whether another process has written, and catches up by the version of each
row.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from messaging_engagement_contract.mock.state import Change, Record, State

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping, Sequence
    from contextlib import AbstractContextManager

APPLICATION = 0x6D656D6B  # tells a state file from other databases
SCHEMA_VERSION = 1
PATIENCE = 5  # seconds for others to end their writes
PAUSE = 0.01  # seconds between two looks whether they have

_SCHEMA = """
CREATE TABLE record (
    account TEXT NOT NULL,
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    position INTEGER NOT NULL,
    version INTEGER NOT NULL,  -- of the write that made it so
    value BLOB,                -- JSON, absent once it is deleted
    PRIMARY KEY (account, kind, id)
) WITHOUT ROWID;
CREATE INDEX record_version ON record (version);
CREATE TABLE counter (  -- one row
    version INTEGER NOT NULL,  -- of the last write
    epoch INTEGER NOT NULL,    -- how often all was cleared
    ids INTEGER NOT NULL,
    positions INTEGER NOT NULL
);
CREATE TABLE setting (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
INSERT INTO counter VALUES (0, 0, 0, 0);
"""
_PUT = """
INSERT INTO record VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT DO UPDATE
SET position = excluded.position, version = excluded.version, value = excluded.value
"""


class StateFileError(Exception):
    """The state file cannot be used; the message says why, and what to do."""


class StateFileLockedError(StateFileError):
    """Another program keeps the state file to itself; later it may be free."""


class Writing:
    """One write: the changes that become real together."""

    __slots__ = ("changed", "changes", "cleared", "counted", "state")

    def __init__(self, state: State) -> None:
        self.state = state
        self.changes: list[Change] = []
        self.changed: set[str] = set()
        self.cleared = False
        self.counted = False

    @property
    def touched(self) -> bool:
        """Whether the state is other than it was."""
        return self.cleared or self.counted or bool(self.changes or self.changed)

    def put(self, account: str, kind: str, record: Record) -> None:
        """Add a record, or put it in the place of the one with its id."""
        self._apply(Change(account, kind, record.id, record))

    def remove(self, account: str, kind: str, record_id: str) -> None:
        """Remove a record."""
        self._apply(Change(account, kind, record_id, None))

    def next_id(self) -> int:
        """Count an id that is given out."""
        self.counted = True
        self.state.ids += 1
        return self.state.ids

    def next_position(self) -> int:
        """Count a record that is added."""
        self.counted = True
        self.state.positions += 1
        return self.state.positions

    def set(self, name: str, value: Any) -> None:  # noqa: ANN401 - JSON
        """Change a setting of the server."""
        self.state.settings[name] = value
        self.changed.add(name)

    def clear(self) -> None:
        """Forget all records, counters and settings."""
        self.state.clear()
        self.changes.clear()
        self.changed.clear()
        self.cleared = True

    def _apply(self, change: Change) -> None:
        self.state.apply(change)
        self.changes.append(change)


class MemoryStore:
    """Keeps the state in this process alone."""

    def __init__(self, keys: Mapping[str, Sequence[str]]) -> None:
        self._state = State(keys)

    def read(self) -> State:
        """Give the state as it is now."""
        return self._state

    def write(self) -> AbstractContextManager[Writing]:
        """Change the state."""
        return nullcontext(Writing(self._state))

    async def until_free(self) -> None:
        """Wait for nothing: nobody else has the state."""

    def close(self) -> None:
        """Give up what the store holds."""


class FileStore:
    """Keeps the state in a file as well.

    Raises:
        StateFileError: the file is no state file, or cannot be used.
    """

    def __init__(self, path: str | os.PathLike[str], keys: Mapping[str, Sequence[str]]) -> None:
        self._path = Path(path).absolute()
        self._state = State(keys)
        self._version = -1
        self._epoch = -1
        self._seen: int | None = None
        self._check_access()
        try:
            self._database = self._connected(PATIENCE)
            try:
                self._prepare()
                self._catch_up()
                self._probe = self._connected(0)
            except BaseException:
                self._database.close()
                raise
            self._file = self._identity()
        except (sqlite3.Error, ValueError, KeyError, TypeError) as error:
            raise StateFileError(self._explain(error)) from error

    def read(self) -> State:
        """Give the state as it is now, with what other processes wrote."""
        (seen,) = self._database.execute("PRAGMA data_version").fetchone()
        if seen != self._seen:
            self._catch_up()
            self._seen = seen
        return self._state

    @contextmanager
    def write(self) -> Generator[Writing]:
        """Change the state; it is on disk when the block ends, or as before if that fails."""
        if self._identity() != self._file:
            raise StateFileError(
                f"The state file {self._path} was deleted or replaced while the mock uses it:"
                " nothing is written any more; restart the mock."
            )
        try:
            self._database.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if "locked" in str(error):
                raise StateFileLockedError(self._explain(error)) from error
            raise
        writing: Writing | None = None
        try:
            self._catch_up()
            writing = Writing(self._state)
            yield writing
            self._save(writing)
            self._database.execute("COMMIT")
        except BaseException:
            if self._database.in_transaction:
                self._database.execute("ROLLBACK")
            if writing is None or writing.touched:
                self._epoch = -1  # memory may be ahead of the file: read it anew
                self._seen = None
            raise

    async def until_free(self) -> None:
        """Wait until no other program writes, as :meth:`write` does, but without holding up others.

        Raises:
            StateFileLockedError: it does not become free in time.
        """
        loop = asyncio.get_running_loop()
        until = loop.time() + PATIENCE
        while (error := self._locked()) is not None:
            if loop.time() >= until:
                raise StateFileLockedError(self._explain(error)) from error
            await asyncio.sleep(PAUSE)

    def _locked(self) -> sqlite3.OperationalError | None:
        """Give the error with which another program keeps this one from writing now, if one does.

        It is asked over another connection, for a thread may be writing over the first.
        """
        try:
            self._probe.execute("BEGIN IMMEDIATE")
            self._probe.execute("ROLLBACK")
        except sqlite3.OperationalError as error:
            return error if "locked" in str(error) else None  # else it is told when it is written
        return None

    def close(self) -> None:
        """Close the file."""
        self._probe.close()
        self._database.close()

    def _connected(self, patience: float) -> sqlite3.Connection:
        return sqlite3.connect(
            self._path, timeout=patience, isolation_level=None, check_same_thread=False
        )

    def _identity(self) -> tuple[int, int] | None:
        """Tell the file from any other that may come to have its name; None if there is none."""
        try:
            status = os.stat(self._path)  # noqa: PTH116 - faster, at every write
        except OSError:
            return None
        return status.st_dev, status.st_ino

    def _check_access(self) -> None:
        named = f"The state file {self._path}"
        if self._path.is_dir():
            raise StateFileError(f"{named} is a folder: name a file, which may be in it.")
        if self._path.exists() and not os.access(self._path, os.R_OK):
            raise StateFileError(f"{named} may not be read by this user: make it readable.")
        if self._path.exists() and not os.access(self._path, os.W_OK):
            raise StateFileError(f"{named} is read-only: make it writable.")

    def _prepare(self) -> None:
        execute = self._database.execute
        (application,) = execute("PRAGMA application_id").fetchone()
        (version,) = execute("PRAGMA user_version").fetchone()
        (tables,) = execute("SELECT count(*) FROM sqlite_schema").fetchone()
        if tables and application != APPLICATION:
            raise StateFileError(
                f"{self._path} is a database of something else: choose another file."
            )
        if tables and version != SCHEMA_VERSION:
            raise StateFileError(
                f"The state file {self._path} is of version {version}, and this mock reads version"
                f" {SCHEMA_VERSION}: use the release that wrote it, or another file."
            )
        if tables:
            (sound,) = execute("PRAGMA quick_check(1)").fetchone()
            if sound != "ok":
                raise sqlite3.DatabaseError(sound)
        execute("PRAGMA journal_mode = WAL")
        execute("PRAGMA synchronous = NORMAL")  # a killed process loses nothing; see the module
        execute("BEGIN IMMEDIATE")
        if not execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]:
            for statement in _SCHEMA.split(";"):
                execute(statement)
            execute(f"PRAGMA application_id = {APPLICATION}")
            execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        execute("COMMIT")

    def _catch_up(self) -> None:
        execute = self._database.execute
        version, epoch, ids, positions = execute("SELECT * FROM counter").fetchone()
        if epoch != self._epoch:  # all was cleared since
            self._state.clear()
            self._version = -1
            self._epoch = epoch
        if version != self._version:
            rows = execute(
                "SELECT account, kind, id, position, value FROM record WHERE version > ?"
                " ORDER BY position",
                (self._version,),
            )
            for account, kind, record_id, position, value in rows:
                record = None if value is None else _unpack(record_id, position, value)
                self._state.apply(Change(account, kind, record_id, record))
            settings = execute("SELECT name, value FROM setting").fetchall()
            self._state.settings = {name: orjson.loads(value) for name, value in settings}
        self._version = version
        self._state.ids = ids
        self._state.positions = positions

    def _save(self, writing: Writing) -> None:
        execute = self._database.execute
        if writing.cleared:
            execute("DELETE FROM record")
            execute("DELETE FROM setting")
            self._epoch += 1
        self._version += 1
        last = {(c.account, c.kind, c.id): c for c in writing.changes}
        self._database.executemany(
            _PUT,
            [
                (*key, change.record.position, self._version, _pack(change.record))
                if change.record
                else (*key, 0, self._version, None)
                for key, change in last.items()
            ],
        )
        for name in writing.changed:
            value = orjson.dumps(writing.state.settings[name])
            execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", (name, value))
        execute(
            "UPDATE counter SET version = ?, epoch = ?, ids = ?, positions = ?",
            (self._version, self._epoch, self._state.ids, self._state.positions),
        )

    def _explain(self, error: Exception) -> str:
        text, named = str(error), f"The state file {self._path}"
        if "readonly" in text or "read-only" in text:
            return f"{named} is read-only: make it and its folder writable."
        if isinstance(error, sqlite3.OperationalError) and "unable to open" in text:
            return f"{named} cannot be opened: its folder must exist and be writable."
        if isinstance(error, sqlite3.OperationalError) and "locked" in text:
            return f"{named} is locked by another program."
        return f"{named} is damaged, or is none ({text}): choose another, or restore a copy."


def _pack(record: Record) -> bytes:
    return orjson.dumps([record.created, record.updated, record.fields])


def _unpack(record_id: str, position: int, value: bytes) -> Record:
    created, updated, fields = orjson.loads(value)
    return Record(record_id, position, created, updated, fields)

"""What a run created, on disk before anything else happens, so that no crash leaves it behind.

Each line is a JSON object: the run, then for each resource that it is about to be created (with the
mark that will be in its text), that it was, and that it is deleted. Nothing of it is secret.
"""

from __future__ import annotations

import json
import os
import re
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TextIO

from messaging_engagement_contract.types import is_object

if TYPE_CHECKING:
    from pathlib import Path

NAME = "journal.jsonl"
_KINDS = frozenset({"identities", "engagements"})
_MARK = re.compile("conformance test [0-9a-f]{8}")


def new_mark(seed: int | None = None) -> str:
    """Make a mark for what a run creates.

    Args:
        seed: That of a run on a server of its own, where no other run can have the same mark: what
            it sends is the same each time.
    """
    token = secrets.token_hex(4) if seed is None else f"{seed % 2**32:08x}"
    return f"conformance test {token}"


@dataclass
class Left:
    """What a journal has that was not deleted yet.

    Attributes:
        target: The root of the server.
        mark: What is in the text of everything that the run created.
        created: Kind and id of what is there, oldest first.
        uncertain: Kinds of which a creation may or may not have happened.
    """

    target: str = ""
    mark: str = ""
    created: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    uncertain: list[str] = field(default_factory=list[str])


class Journal:
    """Notes what a run creates and deletes.

    Args:
        path: The file; None keeps the notes in memory alone.
        target: The root of the server.
        mark: What is in the text of everything that the run creates.
        durable: Whether each note must survive a power cut.
    """

    def __init__(self, path: Path | None, target: str, mark: str, *, durable: bool = False) -> None:
        self.path = path
        self.mark = mark
        self.created: dict[tuple[str, str], None] = {}
        self.uncertain: list[str] = []
        self._durable = durable
        self._file: TextIO | None = None
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = path.open("a", encoding="utf-8")
        self._note({"run": mark, "target": target})

    def intend(self, kind: str) -> None:
        """Note that something is about to be created."""
        self.uncertain.append(kind)
        self._note({"intended": kind, "mark": self.mark})

    def create(self, kind: str, resource_id: str) -> None:
        """Note that something was created."""
        self._settle(kind)
        self.created[kind, resource_id] = None
        self._note({"created": kind, "id": resource_id})

    def refuse(self, kind: str) -> None:
        """Note that what was intended did not happen."""
        self._settle(kind)
        self._note({"refused": kind})

    def delete(self, kind: str, resource_id: str) -> None:
        """Note that something is deleted."""
        self.created.pop((kind, resource_id), None)
        self._note({"deleted": kind, "id": resource_id})

    def debt(self) -> int:
        """Give how many requests it takes to clean up, if each is done at once."""
        # what may have been created is to be looked for, too
        return len(self.created) + 3 * len(self.uncertain)

    def _settle(self, kind: str) -> None:
        if kind in self.uncertain:
            self.uncertain.remove(kind)

    def close(self) -> None:
        """Close the file; one whose run left nothing behind is not needed any more."""
        if self._file is not None:
            self._file.close()
            self._file = None
        if self.path is None or self.created or self.uncertain or not self.path.exists():
            return
        if not any(left.created or left.uncertain for left in read(self.path)):
            self.path.unlink()

    def _note(self, entry: dict[str, Any]) -> None:
        if self._file is None:
            return
        self._file.write(json.dumps(entry) + "\n")
        self._file.flush()
        if self._durable:
            os.fsync(self._file.fileno())


def read(path: Path) -> list[Left]:
    """Give what each run in a journal left behind.

    Raises:
        OSError: it cannot be read.
        ValueError: it is no journal of the suite: its marks or kinds are others.
    """
    runs: list[Left] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            entry: Any = json.loads(line)
        except ValueError:
            continue  # the line that a crash cut short
        if not is_object(entry):
            raise ValueError("a line is no object")
        if "run" in entry:
            runs.append(Left(target=str(entry["target"]), mark=str(entry["run"])))
            continue
        if not runs:
            raise ValueError("it does not begin with a run")
        left = runs[-1]
        _own(left, entry)
        _apply(left, entry)
    return runs


def _apply(left: Left, entry: dict[str, Any]) -> None:
    if "intended" in entry:
        left.uncertain.append(entry["intended"])
    elif "refused" in entry and entry["refused"] in left.uncertain:
        left.uncertain.remove(entry["refused"])
    elif "created" in entry:
        if entry["created"] in left.uncertain:
            left.uncertain.remove(entry["created"])
        left.created.append((entry["created"], entry["id"]))
    elif "deleted" in entry and (pair := (entry["deleted"], entry["id"])) in left.created:
        left.created.remove(pair)


def _own(left: Left, entry: dict[str, Any]) -> None:
    """See that an entry is the suite's own: what is deleted by it is found by mark and id."""
    if not _MARK.fullmatch(left.mark):
        raise ValueError(f"the mark {left.mark!r} is none that the suite makes")
    kind = next((entry[n] for n in ("intended", "refused", "created", "deleted") if n in entry), "")
    if kind not in _KINDS:
        raise ValueError(f"there is no kind {kind!r}")
    if ("created" in entry or "deleted" in entry) and not (
        isinstance(entry.get("id"), str) and entry["id"]
    ):
        raise ValueError(f"{kind} without an id")

"""Deletes what an earlier run left behind, by its journal; nothing else is touched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from messaging_engagement_contract.conformance.contract import load
from messaging_engagement_contract.conformance.journal import NAME, Journal, read
from messaging_engagement_contract.conformance.kinds import KINDS
from messaging_engagement_contract.conformance.lists import LARGEST, items_of
from messaging_engagement_contract.conformance.preflight import preflight
from messaging_engagement_contract.conformance.profiles import PROFILES
from messaging_engagement_contract.conformance.run import Options, Run
from messaging_engagement_contract.conformance.target import StopRunError, Target

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from messaging_engagement_contract.conformance.journal import Left
    from messaging_engagement_contract.conformance.kinds import Kind

_TOLD = {204: "deleted", 404: "already gone"}
_MAX_PAGES = 1000


def clean_up(folder: Path, url: str, account: tuple[str, str], say: Callable[[str], None]) -> int:
    """Delete what the journal in a folder has as created on a target and not as deleted.

    Gives the exit status: 0 if nothing is left, 1 if something is, 2 without a journal of the
    suite's own, 3 if the target cannot be asked.
    """
    path = folder / NAME
    if not path.exists() and (folder / "report.json").exists():
        say(f"nothing to clean up: the run in {folder} left nothing behind")
        return 0
    try:
        every = _read(path)
    except ValueError as error:
        say(str(error))
        return 2
    runs = [left for left in every if left.target.rstrip("/") == url.rstrip("/")]
    elsewhere = sorted({left.target for left in every if left not in runs and _owes(left)})
    if elsewhere and not any(map(_owes, runs)):
        say(f"nothing was left at {url}, but at {', '.join(elsewhere)}: name it by --base-url")
        return 2
    target = Target(url, account)
    journal = Journal(path, url, "cleanup")
    run = Run(load(), target, Options(PROFILES["quick"]), journal)
    left = 0
    try:
        if refusal := preflight(run):
            say(refusal.why)
            return 3
        for earlier in runs:
            for kind, resource_id in sorted(set(_all(run, earlier)), key=lambda p: p[0]):
                exchange = run.call(KINDS[kind].delete, {KINDS[kind].id_name: resource_id})
                left += exchange.status not in _TOLD
                told = _TOLD.get(exchange.status, "could not delete")
                say(f"{told}: {kind} {resource_id}")
    except StopRunError as stop:
        say(str(stop))
        return 3
    finally:
        target.close()
        journal.close()
    if not left:
        if not elsewhere:
            path.unlink(missing_ok=True)
        say("nothing is left behind")
    return 1 if left else 0


def _read(path: Path) -> list[Left]:
    try:
        return read(path)
    except OSError as error:
        why = f"no journal of a run can be read at {path}: {error.strerror}"
    except (ValueError, KeyError) as error:
        why = f"{path} is no journal of a conformance run, so nothing is deleted: {error}"
    raise ValueError(why)


def _owes(left: Left) -> bool:
    return bool(left.created or left.uncertain)


def _all(run: Run, left: Left) -> Iterator[tuple[str, str]]:
    """Give what is known to be left, and what bears the mark of a creation without an answer."""
    yield from left.created
    for kind in {name: KINDS[name] for name in left.uncertain}.values():
        yield from ((kind.name, resource_id) for resource_id in marked(run, kind, left.mark))


def marked(run: Run, kind: Kind, mark: str) -> Iterator[str]:
    """Give the ids of what bears a mark."""
    page, last = 1, 1
    while page <= min(last, _MAX_PAGES):
        answer = run.call(kind.list, query={"page": page, "page_size": LARGEST})
        for item in items_of(answer):
            if mark in str(item.get(kind.marked, "")) and kind.id_name in item:
                yield str(item[kind.id_name])
        total = answer.object.get("total_pages")
        last = total if isinstance(total, int) else 1
        page += 1

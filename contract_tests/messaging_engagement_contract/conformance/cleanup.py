"""Deletes what an earlier run left behind, by its journal; nothing else is touched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from messaging_engagement_contract.conformance.contract import load
from messaging_engagement_contract.conformance.journal import NAME, Journal, read
from messaging_engagement_contract.conformance.lists import LARGEST, items_of
from messaging_engagement_contract.conformance.preflight import preflight
from messaging_engagement_contract.conformance.profiles import PROFILES
from messaging_engagement_contract.conformance.resources import KINDS
from messaging_engagement_contract.conformance.run import Options, Run
from messaging_engagement_contract.conformance.target import StopRunError, Target

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from messaging_engagement_contract.conformance.journal import Left
    from messaging_engagement_contract.conformance.resources import Kind

_GONE = frozenset({204, 404})
_MAX_PAGES = 1000


def clean_up(folder: Path, url: str, account: tuple[str, str], say: Callable[[str], None]) -> int:
    """Delete what the journal in a folder has as created on a target and not as deleted.

    Gives the exit status: 0 if nothing is left, 1 if something is, 2 without a journal, 3 if the
    target cannot be asked.
    """
    path = folder / NAME
    try:
        runs = [left for left in read(path) if left.target.rstrip("/") == url.rstrip("/")]
    except (OSError, ValueError, KeyError) as error:
        say(f"no journal of a run can be read at {path}: {error}")
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
                done = exchange.status in _GONE
                left += not done
                say(f"{'deleted' if done else 'could not delete'}: {kind} {resource_id}")
    except StopRunError as stop:
        say(str(stop))
        return 3
    finally:
        target.close()
        journal.close()
    if not left:
        path.unlink(missing_ok=True)
        say("nothing is left behind")
    return 1 if left else 0


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

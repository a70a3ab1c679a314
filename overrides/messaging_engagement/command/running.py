"""Running a command: its arguments to a call of the client, and what the call gives to the output.

Nothing here knows an operation by name: a list is what gives a pager, and a bulk call what gives an
account.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any, cast

from messaging_engagement.bulk.account import BulkAccount
from messaging_engagement.bulk.phone_numbers import MOST
from messaging_engagement.client import Client
from messaging_engagement.command import bodies, output
from messaging_engagement.command.accounts import print_account
from messaging_engagement.command.asking import agreed
from messaging_engagement.command.dry_run import DryRun
from messaging_engagement.command.failures import (
    KNOWN,
    complain,
    complain_of_output,
    look,
    next_step,
    status_of,
    terminated_as_interrupted,
    warn,
    warnings_written,
)
from messaging_engagement.command.parsers import FIELD, PAGING, PARAMETER, kept
from messaging_engagement.command.progress import progress, unseen
from messaging_engagement.command.rows import Row, rows
from messaging_engagement.command.statuses import Exit, UsageError
from messaging_engagement.command.words import meant
from messaging_engagement.errors import SettingsError
from messaging_engagement.hooks import AttemptEvent, Hooks
from messaging_engagement.retries import REPEATABLE
from messaging_engagement.settings import resolved_base_url
from messaging_engagement_api.codec import as_json

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Mapping

    from messaging_engagement.command.catalogue import Command
    from messaging_engagement.command.progress import Report
    from messaging_engagement_api import Pager, Progress


def run(command: Command, chosen: argparse.Namespace, program: str) -> int:
    """Run a command; give its exit status. Whatever goes wrong is told in one block."""
    # By lines, so that what is said on the standard error comes where it belongs.
    sys.stdout.reconfigure(errors="backslashreplace", line_buffering=True)  # type: ignore[union-attr] # a text file
    whole = f"{program} {command.words}"
    resource = whole.rpartition(" ")[0]
    running: Running | None = None
    try:
        running = Running(command, chosen)
        with warnings_written(), terminated_as_interrupted():
            status = running.run()
        sys.stdout.flush()
    except BrokenPipeError:  # whoever read has had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.DONE if running is None else running.status
    except KeyboardInterrupt as interruption:
        account = BulkAccount.of(interruption)
        if account is not None and running is not None:
            running.print_account(account)
        sys.stderr.write("interrupted\n")
        if account is None and running is not None and running.may_be_done:
            sys.stderr.write(next_step(look(resource)))
        return Exit.INTERRUPTED
    except KNOWN as error:
        return complain(error, resource, whole)
    except OSError as error:  # what it was about is done, and its outcome must not be lost
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        done = "" if running is None else running.told_briefly()
        return complain_of_output(error, done)
    return status


class Running:
    """One run of a command.

    Attributes:
        status: The exit status, as far as it is known.
    """

    def __init__(self, command: Command, chosen: argparse.Namespace) -> None:
        self.status = Exit.DONE
        self._command = command
        self._chosen = chosen
        self._rows: list[Row] = []
        self._report: Report = unseen
        self._sent = 0
        self._is_under_way = False
        self._result: object = None

    @property
    def may_be_done(self) -> bool:
        """Whether something was sent that must not be sent twice, and no answer came."""
        return self._is_under_way and self._command.operation.method not in REPEATABLE

    def told_briefly(self) -> str:
        """Give what was done to what, if something was; for one line."""
        if self._result is None or not self._command.writes:
            return ""
        if isinstance(self._result, BulkAccount):
            return str(self._result)
        written: Any = as_json(self._result)
        fields = cast("dict[str, Any]", written) if isinstance(written, dict) else {}
        ids = [f"{name} {value}" for name, value in fields.items() if name.endswith("_id")]
        return "; ".join([f"{self._command.summary.rstrip('.')}: done", *ids])

    def run(self) -> int:
        """Ask, call, and print; give the exit status."""
        command, chosen = self._command, self._chosen
        try:
            server = resolved_base_url(chosen.base_url, insecure=False)
        except SettingsError as error:
            raise UsageError(str(error)) from None
        arguments = self._arguments()
        if command.writes and chosen.dry_run:
            return self._show_requests(server, arguments)
        hooks = Hooks(before_attempt=self.begin, after_attempt=self.count)
        with Client(base_url=server, timeout=chosen.timeout, hooks=hooks) as client:
            if not (command.can_be_undone or chosen.yes):
                self._call(DryRun(server), arguments)  # what is wrong is told before the question
                if not agreed(command, self._deed(), server):
                    sys.stderr.write("nothing was sent\n")
                    return Exit.REFUSED
            self._print(self._call(client, arguments))
        return self.status

    def print_account(self, account: BulkAccount) -> None:
        """Print what became of every row of a bulk call."""
        print_account(account, self._rows, self._chosen.form)

    def begin(self, _: AttemptEvent) -> None:
        """Note that something is being sent."""
        self._is_under_way = True

    def count(self, event: AttemptEvent) -> None:
        """Count the texts that an attempt sent, for the progress."""
        if self._rows and event.attempt is not None:
            self._sent = min(self._sent + MOST, len(self._rows))
            self._report(self._sent, len(self._rows))

    def _arguments(self) -> dict[str, Any]:
        """Give the arguments of the call."""
        command, chosen = self._command, self._chosen
        arguments = kept(chosen, PARAMETER)
        if command.paging:
            if chosen.fields is not None and chosen.form != "table":
                raise UsageError("--fields chooses the columns of a table; JSON has every field")
            arguments |= {**kept(chosen, PAGING), "on_progress": self._show_walk}
        if command.listed is not None:
            self._rows = [Row(None, text) for text in chosen.listed]
            if chosen.source is not None:
                self._rows += rows(chosen.source, command.listed, chosen.column)
            elif not self._rows:
                raise UsageError(f"which {command.listed}? Write them, or give --from FILE")
        elif command.takes_body:
            given = kept(chosen, FIELD)
            if given or chosen.source is not None:
                body = arguments["body"] = bodies.body(chosen.source, given)
                self._warn_of_values(body)
            if command.needs_body and not arguments.get("body"):
                raise UsageError("there is nothing to send: give --from FILE, or flags of fields")
        return arguments

    def _warn_of_values(self, body: Mapping[str, Any]) -> None:
        """Tell of values which the description does not name, where it names some."""
        for field in self._command.fields:
            held = body.get(field.name)
            for value in cast("list[object]", held) if isinstance(held, list) else [held]:
                if field.named and isinstance(value, str) and value not in field.named:
                    near = meant(value, field.named)
                    known = f"values{near} It" if near else f"{', '.join(field.named)}; it"
                    told = f"{field.name} is {value!r}, which is none of the known {known}"
                    warn(f"{told} is sent as it is")

    def _call(self, client: Client, arguments: dict[str, Any]) -> Any:  # noqa: ANN401 - as it is described
        command = self._command
        method = getattr(getattr(client, command.resource), command.name)
        if command.listed is not None:
            texts = [row.text for row in self._rows]
            body = texts if command.is_in_pieces else {command.listed: texts}
            arguments = {**arguments, "body": body}
            if command.is_in_pieces:
                arguments["concurrency"] = self._chosen.concurrency
            with progress(command.summary.rstrip(".")) as self._report:
                return method(**arguments)
        return method(**arguments)

    def _print(self, result: object) -> None:
        self._is_under_way, self._result = False, result
        command, form = self._command, self._chosen.form
        if isinstance(result, BulkAccount):
            self.status = _status(result)
            self.print_account(result)
        elif command.paging:
            pager = cast("Pager[Any]", result)
            name = command.operation.collection or "value"
            output.print_items(self._walked(pager), form, name, self._chosen.fields)
        elif isinstance(result, list):
            output.print_items(cast("list[object]", result), form, "value", None)
        elif result is None and form == "table":
            sys.stderr.write(f"{command.summary.rstrip('.')}: done\n")
        else:
            output.print_one(result, form, "done")

    def _walked(self, pager: Pager[Any]) -> Iterator[Any]:
        """Walk through a list; what shows how far it is ends with the walk."""
        is_seen = self._chosen.form == "jsonl" and sys.stdout.isatty()
        with progress(self._command.summary.rstrip("."), is_wanted=not is_seen) as self._report:
            yield from pager

    def _show_requests(self, server: str, arguments: dict[str, Any]) -> int:
        client = DryRun(server)
        result = self._call(client, arguments)
        shown = client.shown(server)
        output.print_requests(shown, self._chosen.form)
        if isinstance(result, BulkAccount) and result.failed:
            for row, outcome in zip(self._rows, result.outcomes, strict=True):
                if outcome in result.failed:
                    where = f"line {row.line}: " if row.line is not None else ""
                    sys.stderr.write(f"{where}{outcome.reason}\n")
            self.status = _status(result)
        sys.stderr.write(f"{len(shown)} request{'s'[len(shown) == 1 :]}, and nothing was sent\n")
        return self.status

    def _deed(self) -> str:
        told = [str(value) for value in kept(self._chosen, PARAMETER).values()]
        if self._rows:
            told.append(f"{self._command.listed}: {len(self._rows)}")
        return ", ".join(told)

    def _show_walk(self, walk: Progress) -> None:
        limit = self._chosen_limit()
        total = walk.total_items if limit is None else min(limit, walk.total_items)
        self._report(min(walk.items, total), total)

    def _chosen_limit(self) -> int | None:
        return kept(self._chosen, PAGING).get("limit")


def _status(account: BulkAccount) -> Exit:
    """Give the exit status of a bulk call: 3 if nothing was done for want of a connection."""
    if not account.failed:
        return Exit.DONE
    errors = [outcome.error for outcome in account.failed if outcome.error is not None]
    if not account.succeeded and errors:
        return max(status_of(error) for error in errors)
    return Exit.REFUSED

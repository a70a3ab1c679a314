"""The command ``conformance``: judges a server, writes the reports, and ends with the verdict."""

from __future__ import annotations

import argparse
import os
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Final, TextIO

from messaging_engagement.command.layout import Formatter
from messaging_engagement_contract.conformance import usage
from messaging_engagement_contract.conformance.profiles import PROFILES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from messaging_engagement_contract.conformance.conduct import Result
    from messaging_engagement_contract.conformance.run import Options, Run

WRONG_USAGE: Final = 2

_COVERAGE = "\n".join(f"  {profile.name:9} {profile.covers}" for profile in PROFILES.values())


def make_parser() -> argparse.ArgumentParser:
    """Make the parser of the command's arguments."""
    made = argparse.ArgumentParser(
        prog="messaging-engagement conformance",
        description="Says whether a server conforms to the description of the API.",
        epilog=f"profiles:\n{_COVERAGE}\n\nexit status:\n  0  conforms\n  1  does not\n"
        "  2  wrong usage\n  3  target unreachable or credentials refused",
        formatter_class=Formatter,
    )
    add = made.add_argument
    add(
        "--base-url",
        type=usage.root,
        metavar="URL",
        help="the server's root; without it the mock is checked",
    )
    add("--api-key", metavar="KEY", help="default: VONAGE_API_KEY")
    add(
        "--api-secret",
        metavar="SECRET",
        help="default: VONAGE_API_SECRET, which no list of processes shows",
    )
    add("--profile", choices=list(PROFILES), default="quick", help="how much to do (quick)")
    mode = made.add_mutually_exclusive_group()
    mode.add_argument(
        "--read-only",
        action="store_true",
        help="change nothing; the default elsewhere than on this machine",
    )
    mode.add_argument(
        "--write",
        action="store_true",
        help="create, change and delete; asks first elsewhere than on this machine",
    )
    add("--yes", action="store_true", help="with --write: do not ask")
    add("--seed", type=int, default=0, metavar="N", help="where the choices start (0)")
    add(
        "--report-dir",
        type=usage.folder,
        default=Path("conformance-report"),
        metavar="DIR",
        help="where the reports go (conformance-report)",
    )
    add(
        "--max-rps",
        type=usage.rate,
        metavar="N",
        help=f"requests a second at most ({usage.ELSEWHERE_RPS:g} elsewhere)",
    )
    add(
        "--max-requests",
        type=usage.count,
        metavar="N",
        help="requests at most, those to clean up with them (elsewhere"
        f" {usage.ELSEWHERE_READING}, {usage.ELSEWHERE_WRITING} with --write)",
    )
    add(
        "--spec",
        choices=["clean", "published"],
        default="clean",
        help="published: let pass what only the ledger of quirks asks for",
    )
    add(
        "--other-account",
        type=usage.account,
        metavar="KEY:SECRET",
        help="a second account, which must not see the first one's data; default:"
        f" {usage.OTHER_ACCOUNT}, which no list of processes shows",
    )
    add(
        "--shard",
        type=usage.shard,
        metavar="I/N",
        help="make only the I-th of N parts of the checks",
    )
    add(
        "--shared",
        action="store_true",
        help="others write to the account meanwhile; implied by --shard",
    )
    add(
        "--cleanup",
        action="store_true",
        help="delete what an earlier run left behind, by its journal in DIR",
    )
    add(
        "--merge",
        nargs="+",
        type=Path,
        metavar="REPORT",
        help="merge report.json files of shards into DIR",
    )
    return made


class UsageError(Exception):
    """The arguments make no sense; the message says why."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; give its exit status."""
    made = make_parser()
    try:
        arguments = made.parse_args(argv)
    except SystemExit as end:
        return int(end.code or 0)
    try:
        return _run(arguments)
    except UsageError as error:
        print(f"{made.prog}: {error}", file=sys.stderr)  # noqa: T201 - a command speaks
        return WRONG_USAGE
    except KeyboardInterrupt:
        return 130


def _run(arguments: argparse.Namespace) -> int:
    _say = _speaker(sys.stdout)
    folder: Path = arguments.report_dir
    if arguments.merge:
        from messaging_engagement_contract.conformance.merging import merge

        try:
            merged = merge(arguments.merge, folder)
        except (OSError, ValueError) as error:
            raise UsageError(f"cannot merge: {error}") from None
        _say(f"{merged['verdict']}: {merged['why']} ({folder / 'report.html'})")
        return int(merged["exit_status"])
    with ExitStack() as stack:
        url, own, other = _target(arguments, stack)
        if arguments.cleanup:
            from messaging_engagement_contract.conformance.cleanup import clean_up

            return clean_up(folder, url, own, _say)
        return _judge(arguments, url, own, other, _say)


def _judge(
    arguments: argparse.Namespace,
    url: str,
    own: tuple[str, str],
    other: tuple[str, str] | None,
    say: Callable[[str], None],
) -> int:
    usage.require_libraries()
    from messaging_engagement_contract.conformance import report
    from messaging_engagement_contract.conformance.conduct import chosen, conduct
    from messaging_engagement_contract.conformance.contract import load
    from messaging_engagement_contract.conformance.journal import (
        NAME,
        Journal,
        new_mark,
    )
    from messaging_engagement_contract.conformance.redaction import Redactor
    from messaging_engagement_contract.conformance.run import (
        Options,
        Run,
        limits_for,
    )
    from messaging_engagement_contract.conformance.target import (
        OWN_MOCK,
        Target,
        is_loopback,
    )

    here, shard = is_loopback(url), arguments.shard
    writes = arguments.write or (here and not arguments.read_only)
    options = Options(
        PROFILES[arguments.profile],
        seed=arguments.seed,
        writes=writes,
        frugal=not here,
        alone=here and not arguments.shared and shard is None,
        published=arguments.spec == "published",
        shard=shard,
    )
    limits = limits_for(url, arguments.max_rps, arguments.max_requests, writes=writes)
    if not here:
        _announce(url, options, limits.requests, limits.rps, say)
        if writes and not arguments.yes and not _consent():
            raise UsageError("nothing was sent: --write needs your consent, or --yes")
    folder: Path = arguments.report_dir
    redact = Redactor([own, *([other] if other else [])])
    mark = new_mark(options.seed if arguments.base_url is None else None)
    try:
        journal = Journal(folder / NAME if writes else None, url, mark, durable=not here)
    except OSError as error:
        raise UsageError(f"cannot write to {folder}: {error.strerror}") from None
    target = Target(url, own, other, limits)
    if arguments.base_url is None:
        target.name = OWN_MOCK
    try:
        run = Run(load(), target, options, journal)
        progress = _Progress(sys.stderr, len(chosen(run, shard)))
        result = conduct(run, chosen(run, shard), progress)
        progress.end()
    finally:
        target.close()
        journal.close()
    try:
        report.write(folder, run, result, redact)
    except OSError as error:
        raise UsageError(f"cannot write to {folder}: {error.strerror}") from None
    _conclude(run, result, folder, lambda text: say(redact(text)))
    return result.status


def _conclude(run: Run, result: Result, folder: Path, say: Callable[[str], None]) -> None:
    for finding in result.findings:
        quirk = f" {finding.quirk}" if finding.quirk else ""
        say(f"✗ {finding.operation or 'any'}: {finding.rule.sentence} [{finding.rule.id},"
            f" {finding.basis}{quirk}]")  # fmt: skip
        say(f"    expected: {_line(finding.expected)}")
        say(f"    got:      {_line(finding.got)}")
        if finding.also:
            say(f"    also:     {_line(finding.places)}")
        if finding.exchanges:
            say(f"    {_line(finding.exchanges[-1].curl())}")
    was_let_in = any(exercised.counts for exercised in result.exercised)
    for exercised in result.exercised:
        if exercised.why_not and was_let_in:
            say(f"· {exercised.operation} was not judged: {exercised.why_not}")
    for kind, resource_id in result.left:
        say(f"! left behind: {kind} {resource_id}; `conformance --cleanup` tries again")
    seconds = sum(timing.seconds for timing in result.timings)
    say(f"{run.target.name} {result.verdict}: {result.why}")
    say(f"{run.target.sent} requests, {seconds:.1f} s, seed {run.options.seed},"
        f" report: {folder / 'report.html'}")  # fmt: skip


def _line(text: str) -> str:
    """Make one line of text that a server may have chosen; no control character gets through."""
    return "".join(char if char.isprintable() else " " for char in text)[:300]


class _Progress:
    """A bar in a terminal, plain lines elsewhere."""

    def __init__(self, stream: TextIO, total: int) -> None:
        self._stream = stream
        self._total = total
        self._done = 0
        self._bar = stream.isatty() and not os.environ.get("CI")

    def __call__(self, text: str) -> None:
        """Tell of what begins."""
        if self._bar:
            filled = 20 * self._done // max(1, self._total)
            line = f"[{'#' * filled}{'.' * (20 - filled)}] {text}"
            self._stream.write(f"\r\x1b[K{line[:100]}")
            self._stream.flush()
        else:
            self._stream.write(f"{text}\n")
        self._done += 1

    def end(self) -> None:
        """Wipe the bar."""
        if self._bar:
            self._stream.write("\r\x1b[K")
            self._stream.flush()


def _speaker(stream: TextIO) -> Callable[[str], None]:
    encoding = stream.encoding or "ascii"

    def say(text: str) -> None:
        stream.write(text.encode(encoding, "replace").decode(encoding) + "\n")
        stream.flush()

    return say


def _announce(
    url: str, options: Options, requests: int, rps: float | None, say: Callable[[str], None]
) -> None:
    rate = f"{rps:g} requests a second" if rps else "as many requests a second as it answers"
    say(f"{url} is not on this machine: at most {requests} requests, {rate}.")
    if url.lower().startswith("http:"):
        say("Over http the secret is sent in the clear: use https, unless the network is your own.")
    if options.writes:
        say(
            "It will create identities (up to 2), engagements (up to 8) and numbers, which may"
            " cost money and cannot be undone; it changes and deletes only what it created."
        )
    else:
        say("It will only read; --write allows more.")


def _consent() -> bool:
    if not sys.stdin.isatty():
        return False
    return input("Go on? Type yes: ").strip().lower() == "yes"


def _target(
    arguments: argparse.Namespace, stack: ExitStack
) -> tuple[str, tuple[str, str], tuple[str, str] | None]:
    """Give the server's root and the accounts; start the mock if none is named."""
    other: tuple[str, str] | None = arguments.other_account
    if arguments.base_url is None:
        from messaging_engagement_contract.mock import ACCOUNTS, MockServer

        first, second = list(ACCOUNTS.items())[:2]
        url = stack.enter_context(MockServer()).url
        return url, _own(*first, other), other or second
    key = arguments.api_key or os.environ.get("VONAGE_API_KEY", "")
    secret = arguments.api_secret or os.environ.get("VONAGE_API_SECRET", "")
    try:
        other = usage.other_account(other)
    except argparse.ArgumentTypeError as error:
        raise UsageError(str(error)) from None
    return arguments.base_url, _own(key, secret, other), other


def _own(key: str, secret: str, other: tuple[str, str] | None) -> tuple[str, str]:
    try:
        return usage.own_account(key, secret, other)
    except argparse.ArgumentTypeError as error:
        raise UsageError(str(error)) from None

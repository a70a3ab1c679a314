"""``messaging-engagement mock``: the mock server from the command line."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import signal
import sys
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from messaging_engagement.command.layout import Formatter, columns, folded
from messaging_engagement_contract.mock.accounts import ACCOUNTS

if TYPE_CHECKING:
    import socket
    from collections.abc import Mapping, Sequence

    from messaging_engagement_contract.mock.application import Mock
    from messaging_engagement_contract.mock.wire import Server

USAGE = 2
FAILED = 1
PROGRAM = "messaging-engagement mock"


def main(arguments: Sequence[str]) -> int:  # noqa: PLR0911 - one for each way to fail
    """Run the mock until it is told to stop; give the exit status."""
    chosen = _chosen(arguments)
    if chosen.list_faults:
        _list_faults()
        return 0
    # after the arguments: --help need not wait for the server's libraries
    from messaging_engagement_contract.mock import wire
    from messaging_engagement_contract.mock.application import Mock
    from messaging_engagement_contract.mock.stores import StateFileError

    if wrong := _contradiction(chosen):
        return _fail(wrong, USAGE)

    def build(faults: Sequence[str] | None) -> Mock:
        mock = Mock(
            accounts=dict(chosen.account) or ACCOUNTS,
            seed=chosen.seed,
            state=chosen.state,
            profile=chosen.profile,
            seed_data=chosen.seed_data,
            faults=faults,
            latency=chosen.latency / 1000,
            rate_limit=chosen.rate_limit,
            hosts={"localhost", chosen.host.lower(), *map(str.lower, chosen.allow_host)},
            admin_token=chosen.admin_token or os.environ.get("MOCK_ADMIN_TOKEN"),
        )
        return _set(mock, chosen.clock)

    try:
        mock = build(chosen.fault)
    except StateFileError as error:
        return _fail(str(error), FAILED)
    except ValueError as error:
        return _fail(str(error), USAGE)
    with contextlib.closing(mock):
        try:
            listener = wire.listen(chosen.host, chosen.port)
        except OSError as error:
            return _fail(error.strerror or str(error), FAILED)
        if chosen.seed_data != "none" and not mock.is_new:
            ignored = f"--seed-data {chosen.seed_data} is ignored"
            _say(f"{ignored}: {chosen.state} is in use already, and keeps what it has")
        told = f"listening on {wire.url_of(listener, chosen.host)}"
        if chosen.workers == 1:
            return serve(mock, listener, told)
    if not hasattr(os, "fork"):
        return _fail("several workers need a system that can fork", USAGE)
    from messaging_engagement_contract.mock import workers

    return workers.run(lambda: build(None), listener, told, chosen.workers)


def serve(mock: Mock, listener: socket.socket, told: str | None) -> int:
    """Serve on an open port until SIGINT or SIGTERM."""
    from messaging_engagement_contract.mock import wire

    server = wire.Server(mock, lambda: print(told, flush=True) if told else None)  # noqa: T201 - a command speaks
    with _loop() as runner:
        runner.run(_until_stopped(server, listener))
    return 0


async def _until_stopped(server: Server, listener: socket.socket) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        try:
            loop.add_signal_handler(number, server.stop)
        except NotImplementedError:  # Windows
            signal.signal(number, partial(_stop, server))
    await server.serve([listener])


def _stop(server: Server, *_: object) -> None:
    server.stop()


def _loop() -> asyncio.Runner:
    try:
        import uvloop
    except ImportError:
        return asyncio.Runner()
    return asyncio.Runner(loop_factory=uvloop.new_event_loop)


def _contradiction(chosen: argparse.Namespace) -> str | None:
    keys = [key for key, _ in chosen.account]
    if twice := sorted({key for key in keys if keys.count(key) > 1}):
        return f"--account is given twice for {', '.join(twice)}"
    if chosen.workers > 1 and not chosen.state:
        return "several workers need --state, which they share"
    return None


def _set(mock: Mock, moment: datetime | None) -> Mock:
    if moment is not None:
        mock.set_clock(at=moment)
    return mock


def _say(message: str) -> None:
    sys.stderr.write(f"{PROGRAM}: {message}\n")


def _fail(message: str, status: int) -> int:
    _say(message)
    return status


def _account(text: str) -> tuple[str, str]:
    key, colon, secret = text.partition(":")
    if not (key and colon and secret):
        raise argparse.ArgumentTypeError("an account is KEY:SECRET")
    return key, secret


def _chosen(arguments: Sequence[str]) -> argparse.Namespace:
    parser = make_parser()
    chosen = parser.parse_args(arguments)
    if not chosen.account:
        try:
            texts = os.environ.get("MOCK_ACCOUNTS", "").split()
            chosen.account = [_account(text) for text in texts]
        except argparse.ArgumentTypeError as error:
            parser.error(f"MOCK_ACCOUNTS: {error}")
    return chosen


def known_values() -> Mapping[str, Sequence[str]]:
    """Give the values that are known, by flag: for the completion of a shell."""
    from messaging_engagement_contract.mock.faults import known

    return {"fault": list(known())}


def make_parser() -> argparse.ArgumentParser:
    """Make the parser of the command's arguments."""
    parser = argparse.ArgumentParser(
        prog=PROGRAM,
        description="Runs a stateful mock server of the API, and a page to look at it.",
        epilog="The API is under /v1/messaging-engagement, the page at /, the rest under /__mock.",
        formatter_class=Formatter,
    )
    add = parser.add_argument
    add("--host", default="127.0.0.1", help="the address to listen on (%(default)s)")
    add("--port", type=_port, default=4010, help="the port; 0 picks a free one (%(default)s)")
    add(
        "--profile",
        choices=("clean", "published"),
        default="clean",
        help="answer as openapi.yaml says, or as the published page does, to the letter",
    )
    add(
        "--account",
        type=_account,
        action="append",
        default=[],
        metavar="KEY:SECRET",
        help=(
            "an account; without any, those of MOCK_ACCOUNTS, which no list of processes shows, or"
            f" {' and '.join(':'.join(a) for a in ACCOUNTS.items())}"
        ),
    )
    add(
        "--seed-data",
        choices=("none", "example", "large"),
        default="none",
        help="what to begin with",
    )
    add("--seed", type=int, default=0, help="where the sequences of ids and of chance start")
    add(
        "--clock", type=_moment, metavar="TIME", help="stop the clock, at 2020-01-02T05:12:14Z, say"
    )
    add("--state", type=_file, metavar="FILE", help="keep the state in this file; may be shared")
    add(
        "--workers",
        type=_workers,
        default=1,
        metavar="N",
        help="processes that share --state, all counts included, but not the requests seen",
    )
    add(
        "--fault",
        action="append",
        default=[],
        metavar="NAME",
        help="misbehave in this way: NAME[;p=0.5][;times=2][;on=OPERATION]",
    )
    add("--list-faults", action="store_true", help="tell all ways to misbehave, and stop")
    add(
        "--latency",
        type=_milliseconds,
        default=0.0,
        metavar="MS",
        help="delay every answer by milliseconds",
    )
    add("--rate-limit", metavar="N/SECONDS", help="answer 429 to more requests of an account")
    add(
        "--allow-host",
        action="append",
        default=[],
        metavar="NAME",
        help="another name by which this server may be called",
    )
    add("--admin-token", metavar="TOKEN", help="steer the mock from anywhere, with X-Mock-Token")
    return parser


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:  # noqa: PLR2004 - TCP
        raise argparse.ArgumentTypeError(f"{text!r} is no port, a number from 0 to 65535")
    return int(text)


def _workers(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of processes, from 1")
    return int(text)


def _file(text: str) -> str:
    if not text:
        raise argparse.ArgumentTypeError("the empty text names no file")
    return text


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        form = "a date and time with a zone, such as 2020-01-02T05:12:14Z"
        raise argparse.ArgumentTypeError(f"{text!r} is not {form}")
    return moment


def _milliseconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 3_600_000:  # noqa: PLR2004 - an hour
        raise argparse.ArgumentTypeError(
            f"{text!r} is no number of milliseconds, from 0 to an hour"
        )
    return value


def _list_faults() -> None:
    from messaging_engagement_contract.mock.faults import known

    group = ""
    for fault in known().values():
        if fault.group != group:
            group = fault.group
            sys.stdout.write(f"\n{group}\n" if group != "shape" else f"{group}\n")
        told = folded(fault.sentence, columns(), f"  {fault.name:<26} ", " " * 29)
        sys.stdout.write(f"{told}\n")

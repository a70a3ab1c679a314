"""The options of ``pytest --pyargs messaging_engagement_contract``, and what its tests run on.

pytest imports this at every start wherever the package is installed, so it imports next to nothing
until a test of the suite runs.
"""

from __future__ import annotations

import math
import os
from argparse import ArgumentTypeError
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from messaging_engagement_contract.conformance import usage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from messaging_engagement_contract.conformance.checks import Check
    from messaging_engagement_contract.conformance.conduct import Conductor, Result
    from messaging_engagement_contract.conformance.run import Options

_PREFIX = "conformance"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of the suite."""
    group = parser.getgroup(_PREFIX, "conformance of a server to the API's description")
    add = group.addoption
    add(
        "--conformance-base-url",
        type=usage.root,
        metavar="URL",
        help="the server's root; without it the mock",
    )
    add("--conformance-profile", default="quick", choices=["quick", "standard", "deep"])
    add("--conformance-seed", type=int, default=0, metavar="N")
    add("--conformance-spec", default="clean", choices=["clean", "published"])
    add("--conformance-write", action="store_true", help="change things elsewhere than here too")
    add("--conformance-read-only", action="store_true", help="change nothing here either")
    add("--conformance-max-rps", type=usage.rate, metavar="N", help="requests a second at most")
    add("--conformance-max-requests", type=usage.count, metavar="N", help="requests at most")
    add(
        "--conformance-other-account",
        type=usage.account,
        metavar="KEY:SECRET",
        help=f"a second account; default: {usage.OTHER_ACCOUNT}",
    )
    add(
        "--conformance-report-dir",
        type=usage.folder,
        metavar="DIR",
        help="write the three reports there",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Refuse what makes no sense before anything runs, as the command does."""
    if config.getoption("--conformance-write") and config.getoption("--conformance-read-only"):
        raise pytest.UsageError(
            "--conformance-write and --conformance-read-only exclude each other"
        )
    if config.getoption("--conformance-base-url") is None:
        return
    try:
        usage.own_account(*_own(), _other(config))
    except ArgumentTypeError as error:
        raise pytest.UsageError(f"conformance: {error}") from None


@dataclass
class Suite:
    """A run that goes on from test to test."""

    conductor: Conductor
    redact: Callable[[str], str]

    def make(self, check: Check) -> list[str]:
        """Make a check, unless there is no point in it any more; say what it found."""
        if self.conductor.stopped:
            pytest.skip(self.redact(f"the run ended early: {self.conductor.stopped}"))
        return [self.redact(text) for text in self.conductor.make(check)]

    def result(self) -> Result:
        """Say what came of all checks so far."""
        return self.conductor.result()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give the suite's test each of the checks that this run makes."""
    if "conformance_check" not in metafunc.fixturenames:
        return
    from messaging_engagement_contract.conformance.conduct import allowed

    checks = allowed(_options(metafunc.config))
    metafunc.parametrize("conformance_check", checks, ids=[check.name for check in checks])


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the checks in their order and the verdict behind them, if a plugin shuffles tests."""
    places = [i for i, item in enumerate(items) if "conformance_suite" in _fixtures(item)]
    for place, item in zip(places, sorted((items[i] for i in places), key=_order), strict=True):
        items[place] = item


def _fixtures(item: pytest.Item) -> list[str]:
    return item.fixturenames if isinstance(item, pytest.Function) else []


def _order(item: pytest.Item) -> float:
    """Give the number of a test's check; that of the verdict is after all."""
    call: Any = getattr(item, "callspec", None)
    return call.indices["conformance_check"] if call else math.inf


@pytest.fixture(scope="session")
def conformance_suite(request: pytest.FixtureRequest) -> Iterator[Suite]:
    """The run against the target that the options name, or against the mock."""
    try:
        usage.require_libraries()
    except ModuleNotFoundError as error:
        needed = "it needs the extra: pip install 'messaging-engagement[contract]'"
        pytest.exit(f"conformance: {error}; {needed}", returncode=pytest.ExitCode.USAGE_ERROR)
    from messaging_engagement_contract.conformance import report
    from messaging_engagement_contract.conformance.conduct import (
        Conductor,
        terminating,
    )
    from messaging_engagement_contract.conformance.contract import load
    from messaging_engagement_contract.conformance.journal import (
        NAME,
        Journal,
        new_mark,
    )
    from messaging_engagement_contract.conformance.redaction import Redactor
    from messaging_engagement_contract.conformance.run import Run, limits_for
    from messaging_engagement_contract.conformance.target import OWN_MOCK, Target

    config = request.config
    options = _options(config)
    with ExitStack() as stack:
        url, own, other = _target(config, stack)
        folder: Path | None = config.getoption("--conformance-report-dir")
        worker = os.environ.get("PYTEST_XDIST_WORKER", "")
        if folder is not None and worker:
            folder /= worker  # `conformance --merge` makes one of them
        own_mock = config.getoption("--conformance-base-url") is None
        mark = new_mark(options.seed if own_mock else None)
        journal = Journal(folder / NAME if folder and options.writes else None, url, mark)
        limits = limits_for(
            url,
            config.getoption("--conformance-max-rps"),
            config.getoption("--conformance-max-requests"),
            writes=options.writes,
        )
        target = Target(url, own, other, limits)
        if own_mock:
            target.name = OWN_MOCK
        stack.callback(target.close)
        stack.callback(journal.close)
        stack.enter_context(terminating())
        run = Run(load(), target, options, journal)
        conductor = Conductor(run)
        redact = Redactor([own, *([other] if other else [])])
        refusal = conductor.begin()
        if refusal is not None:
            pytest.exit(f"conformance: {redact(refusal.why)}", returncode=3)
        try:
            yield Suite(conductor, redact)
        finally:
            conductor.clean()
            if folder is not None:
                report.write(folder, run, conductor.result(), redact)


def _options(config: pytest.Config) -> Options:
    from messaging_engagement_contract.conformance.profiles import PROFILES
    from messaging_engagement_contract.conformance.run import Options
    from messaging_engagement_contract.conformance.target import is_loopback

    url: str | None = config.getoption("--conformance-base-url")
    here = url is None or is_loopback(url)
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) + 1
    return Options(
        PROFILES[str(config.getoption("--conformance-profile"))],
        seed=int(config.getoption("--conformance-seed") or 0),
        writes=bool(config.getoption("--conformance-write"))
        or (here and not config.getoption("--conformance-read-only")),
        frugal=not here,
        # each worker has a mock of its own, but all share a target that is named
        alone=here and (url is None or workers == 1),
        published=config.getoption("--conformance-spec") == "published",
        shard=(worker, workers) if workers > 1 else None,
    )


def _target(
    config: pytest.Config, stack: ExitStack
) -> tuple[str, tuple[str, str], tuple[str, str] | None]:
    other: tuple[str, str] | None = config.getoption("--conformance-other-account")
    url: str | None = config.getoption("--conformance-base-url")
    if url is None:
        from messaging_engagement_contract.mock import ACCOUNTS, MockServer

        first, second = list(ACCOUNTS.items())[:2]
        return stack.enter_context(MockServer()).url, first, other or second
    return url, _own(), _other(config)


def _other(config: pytest.Config) -> tuple[str, str] | None:
    return usage.other_account(config.getoption("--conformance-other-account"))


def _own() -> tuple[str, str]:
    return os.environ.get("VONAGE_API_KEY", ""), os.environ.get("VONAGE_API_SECRET", "")

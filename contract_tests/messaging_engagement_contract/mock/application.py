"""The mock as an ASGI application: the API, its misbehaviour, and what is there to steer it.

``Mock`` is all that a server or a test needs: call it as ASGI, or hand requests to ``handle``.
"""

from __future__ import annotations

import math
import random
import sys
import threading
import time
import traceback
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from messaging_engagement_contract import description
from messaging_engagement_contract.mock import asgi, moments, problems, seeds
from messaging_engagement_contract.mock.accounts import ACCOUNTS, Accounts
from messaging_engagement_contract.mock.api import Api, Surface
from messaging_engagement_contract.mock.faults import Exchange, FaultError, parse
from messaging_engagement_contract.mock.journal import Journal
from messaging_engagement_contract.mock.parts import Parts
from messaging_engagement_contract.mock.profiles import PROFILES
from messaging_engagement_contract.mock.stores import (
    FileStore,
    MemoryStore,
    StateFileError,
)
from messaging_engagement_contract.mock.throttle import Rate, Throttle

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from messaging_engagement_contract.description import Operation
    from messaging_engagement_contract.mock.faults import Fault, Order
    from messaging_engagement_contract.mock.journal import Seen
    from messaging_engagement_contract.mock.messages import Answer, Request
    from messaging_engagement_contract.mock.moments import Clock
    from messaging_engagement_contract.mock.state import Record

SHOWN = 200  # resources of a kind that one look at the state gives
FAULT_HEADER = "x-mock-fault"


class Mock:
    """A server of the API without the network.

    Args:
        accounts: API keys and their secrets; no account sees anything of another.
        clock: gives the time, with its zone.
        seed: where the sequences of ids and of chance start.
        state: a file that keeps the state; without it, the state ends with the process.
        profile: ``clean`` follows openapi.yaml, ``published`` the published page to the letter.
        seed_data: ``none``, ``example`` or ``large``: what a new state begins with.
        faults: misbehaviour, as ``name[;p=0.5][;times=2][;on=operationId]``; None leaves that of
            the state as it is, for one more process that shares it.
        latency: seconds (not milliseconds, as ``--latency``) that every answer takes longer.
        rate_limit: how many requests each account may make, as ``N/SECONDS``.
        hosts: the names by which the server may be called; any if it is None.
        admin_token: lets who sends it steer the mock from anywhere; without it, only loopback may.

    Raises:
        StateFileError: the state file cannot be used.
        FaultError: there is no fault of that name, or its form is wrong.
        ValueError: an argument has no such value.
        TypeError: an argument is of another type, such as one text where several are wanted.
    """

    def __init__(  # noqa: PLR0913 - each is one choice of whoever starts the mock
        self,
        *,
        accounts: Mapping[str, str] = ACCOUNTS,
        clock: Clock = moments.now,
        seed: int = 0,
        state: str | os.PathLike[str] | None = None,
        profile: str = "clean",
        seed_data: str = "none",
        faults: Iterable[str] | None = (),
        latency: float = 0.0,
        rate_limit: str | None = None,
        hosts: Iterable[str] | None = None,
        admin_token: str | None = None,
    ) -> None:
        if profile not in PROFILES:
            raise ValueError(f"{profile!r} is no profile: there are {', '.join(PROFILES)}")
        if not 0 <= latency < math.inf:
            raise ValueError(f"latency={latency!r} is no number of seconds from 0")
        if state is not None and not str(state):
            raise ValueError("state='' names no file; without a file it is None")
        seeds.check(seed_data)
        moments.milliseconds(clock())  # has a zone, or raises
        self.profile = profile
        self.latency = latency
        self.hosts = None if hosts is None else frozenset(_several(hosts, "hosts"))
        self.admin_token = admin_token
        shipped = description.shipped()
        self._clock = clock
        self._random = random.Random(seed)  # noqa: S311 - chance for tests, no secret
        self._profile = PROFILES[profile]
        self._surface = surface = Surface(shipped, seed)
        texts = None if faults is None else self._checked(faults)
        rate = Rate.parse(rate_limit) if rate_limit else None
        known = Accounts(accounts)
        store = FileStore(state, surface.keys) if state else MemoryStore(surface.keys)
        throttle = Throttle(rate, store)
        self._parts = Parts(
            description=shipped,
            journal=Journal(accounts),
            lock=threading.RLock(),
            instances=random.Random(f"instances of {seed}"),  # noqa: S311 - no secret either
            store=store,
            throttle=throttle,
            api=Api(surface, store, known, self.now, throttle),
        )
        self._memory: dict[str, Any] = {}
        #: whether the state was new, so that it began with ``seed_data``
        self.is_new = not self._parts.store.read().positions
        if self.is_new:
            self.seed(seed_data)
        if texts is not None and (texts or self.faults):  # those of the last run end here
            self.set_faults(texts)

    def now(self) -> int:
        """Give the time of the server, in milliseconds since 1970."""
        return moments.current(self._clock, self._parts.store.read().settings)

    def seed(self, seed_data: str = "example", account: str | None = None) -> None:
        """Add data to an account, by default the first one.

        Raises:
            ValueError: there is no such data, or no such account.
        """
        account = account or self._parts.api.accounts.keys[0]
        if account not in self._parts.api.accounts.keys:
            raise ValueError(f"There is no account {account!r}")
        with self._parts.lock:
            seeds.plant(self._parts.store, seed_data, account, self.now)
        self._parts.journal.tell_change()

    def reset(self, seed_data: str = "none") -> None:
        """Forget all resources, settings, faults and requests, and begin anew."""
        seeds.check(seed_data)
        with self._parts.lock:
            now = moments.milliseconds(self._clock())
            with self._parts.store.write() as writing:
                writing.clear()
                seeds.sow(writing, seed_data, self._parts.api.accounts.keys[0], now)
            self._parts.journal.clear()
            self._memory.clear()

    @property
    def faults(self) -> list[str]:
        """The faults that every request meets."""
        return list(self._parts.store.read().settings.get("faults", []))

    @property
    def spent_faults(self) -> list[str]:
        """Those of :attr:`faults` that were met as often as they are to be."""
        spent = self._parts.store.read().settings.get("spent", {})
        orders = [(text, parse(text).times) for text in self.faults]
        return [text for text, times in orders if times and spent.get(text, 0) >= times]

    def set_faults(self, faults: Iterable[str]) -> None:
        """Let every request meet these faults, and no others; each may count anew.

        Raises:
            FaultError: there is no fault of that name, or its form is wrong.
            TypeError: they are one text, and not several.
        """
        texts = self._checked(faults)
        with self._parts.lock, self._parts.store.write() as writing:
            writing.set("faults", texts)
            writing.set("spent", {})
        self._parts.journal.tell_change()

    def state(self) -> dict[str, dict[str, Any]]:
        """Give what is in the accounts: of each kind the total, and the first of them."""
        with self._parts.lock:
            state = self._parts.store.read()
            return {
                account: {
                    kind: {"total": len(table), "items": [_shown(r) for r in table.all()[:SHOWN]]}
                    for kind, table in state.accounts.get(account, {}).items()
                }
                for account in self._parts.api.accounts.keys
            }

    @property
    def requests(self) -> list[Seen]:
        """The last requests to the API and their answers, oldest first, without credentials."""
        return self._parts.journal.after()

    def set_clock(self, *, at: datetime | None = None, ahead: timedelta | None = None) -> None:
        """Let the clock stand at a moment, or go ahead of the real one; else, go right again.

        Args:
            at: the moment, with its zone.
            ahead: how far ahead; behind, if it is negative.

        Raises:
            ValueError: both are given, the moment has no zone, or the time is not of the years
                1 to 9999.
            TypeError: they are of other types.
        """
        setting: dict[str, int] = {}
        if at is not None and ahead is not None:
            raise ValueError("the clock stands at a moment or goes ahead: give one of the two")
        if at is not None:
            _check_type("at", at, datetime)
            setting = {"at": moments.milliseconds(at)}
        elif ahead is not None:
            _check_type("ahead", ahead, timedelta)
            try:
                moments.milliseconds(self._clock().astimezone(UTC) + ahead)
            except OverflowError:
                raise ValueError(f"{ahead} ahead is no moment of the years 1 to 9999") from None
            setting = {"ahead": ahead // timedelta(milliseconds=1)}
        with self._parts.lock, self._parts.store.write() as writing:
            writing.set("clock", setting)
        self._parts.journal.tell_change()

    def close(self) -> None:
        """End the streams, and close the state file."""
        self._parts.journal.close()
        self._parts.store.close()

    def handle(self, request: Request) -> Answer:
        """Answer a request to the API, with the faults that it meets."""
        started = time.perf_counter()
        orders: Sequence[Order] = ()
        problems.INSTANCES.set(self._parts.instances)
        with self._parts.lock:
            try:
                orders = self._orders(request)
            except FaultError as error:
                answer = problems.problem(400, str(error), code="#unknown-fault").answer
            except StateFileError as error:
                answer = problems.unusable(error)
            else:
                answer = self._misbehave(request, orders) if orders else self._behave(request)
            names = [order.fault.name for order in orders]
            self._parts.journal.note(request, answer, time.perf_counter() - started, names)
        return answer

    def _behave(self, request: Request) -> Answer:
        return self._guarded(lambda: self._profile(self._parts.api, request))

    @staticmethod
    def _guarded(act: Callable[[], Answer]) -> Answer:
        """Answer 500 where something fails that should not, and show it."""
        try:
            return act()
        except StateFileError as error:
            return problems.unusable(error)
        except Exception:  # noqa: BLE001 - shown, and answered as any server does
            traceback.print_exc(file=sys.stderr)
            return problems.problem(500).answer

    def _misbehave(self, request: Request, orders: Sequence[Order]) -> Answer:
        exchange = Exchange(request, self._parts.api, self._random, self._memory)
        proceed: Callable[[], Answer] = partial(self._proceed, exchange)
        for order in reversed(orders):
            proceed = partial(_apply, order.fault, exchange, proceed)
        return self._guarded(proceed)

    def _proceed(self, exchange: Exchange) -> Answer:
        return self._behave(exchange.request)

    def _checked(self, faults: Iterable[str]) -> list[str]:
        orders = [parse(text) for text in _several(faults, "faults")]
        for order in orders:
            order.check(self._surface.operations)
        return [order.text for order in orders]

    def _orders(self, request: Request) -> Sequence[Order]:
        """Give the faults that a request meets: its own, and those of every request."""
        texts = self._parts.store.read().settings.get("faults", ())
        own = request.headers.get(FAULT_HEADER)
        if not texts and own is None:
            return ()
        chosen: list[Order] = []
        operation = self._surface.operation(request.method, request.path)
        for text in texts:
            order = parse(text)
            if order.meets(operation, self._random) and self._spend(order):
                chosen.append(order)
        if own:
            chosen += self._own(own, operation)
        return chosen

    def _spend(self, order: Order) -> bool:
        """Count that a fault is met; tell whether it still is."""
        if order.times is None:
            return True
        with self._parts.store.write() as writing:
            spent = writing.state.settings.get("spent", {})
            count: int = spent.get(order.text, 0)
            if count < order.times:
                writing.set("spent", {**spent, order.text: count + 1})
        return count < order.times

    def _own(self, header: str, operation: Operation | None) -> Iterable[Order]:
        """Give the faults that a request asks for itself."""
        for text in filter(str.strip, header.split(",")):
            order = parse(text)
            order.check(self._surface.operations)
            if order.times is not None:
                raise FaultError(
                    f"{order.text!r}: times counts over many requests, and a header is of one;"
                    " leave it out"
                )
            if order.meets(operation, self._random):
                yield order

    async def __call__(self, scope: asgi.Scope, receive: asgi.Receive, send: asgi.Send) -> None:
        """Serve a request as ASGI has it."""
        await asgi.serve(self, scope, receive, send)


def _shown(record: Record) -> dict[str, Any]:
    return {
        "id": record.id,
        "fields": record.fields,
        "created": record.created,
        "updated": record.updated,
    }


def _several(texts: Iterable[str], name: str) -> Sequence[str]:
    if isinstance(texts, str):
        raise TypeError(f"{name} is a sequence of texts, such as [{texts!r}], not one text")
    return list(texts)


def _check_type(name: str, value: object, wanted: type) -> None:
    if not isinstance(value, wanted):
        raise TypeError(f"{name} is a {wanted.__name__}, not {type(value).__name__}")


def _apply(fault: Fault, exchange: Exchange, proceed: Callable[[], Answer]) -> Answer:
    return fault.apply(exchange, proceed)

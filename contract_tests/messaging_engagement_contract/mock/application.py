"""The mock as an ASGI application: the API, its misbehaviour, and what is there to steer it.

``Mock`` is all that a server or a test needs: call it as ASGI, or hand requests to ``handle``.
"""

from __future__ import annotations

import random
import sys
import threading
import time
import traceback
from functools import partial
from typing import TYPE_CHECKING, Any

from messaging_engagement_contract.mock import asgi, contract, moments, problems, seeds
from messaging_engagement_contract.mock.accounts import ACCOUNTS, Accounts
from messaging_engagement_contract.mock.api import Api, Surface
from messaging_engagement_contract.mock.faults import Exchange, FaultError, parse
from messaging_engagement_contract.mock.journal import Journal
from messaging_engagement_contract.mock.profiles import PROFILES
from messaging_engagement_contract.mock.stores import FileStore, MemoryStore
from messaging_engagement_contract.mock.throttle import Rate, Throttle

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from messaging_engagement_contract.mock.faults import Fault, Order
    from messaging_engagement_contract.mock.journal import Seen
    from messaging_engagement_contract.mock.messages import Answer, Request
    from messaging_engagement_contract.mock.moments import Clock

FAULT_HEADER = "x-mock-fault"


class Mock:
    """A server of the API without the network.

    Args:
        accounts: API keys and their secrets; no account sees anything of another.
        clock: the time, with its zone.
        seed: where the sequences of ids and of chance start.
        state: a file that keeps the state; without it, the state ends with the process.
        profile: ``clean`` follows openapi.yaml, ``published`` the published page to the letter.
        seed_data: ``none``, ``example`` or ``large``: what a new state begins with.
        faults: misbehaviour, as ``name[;p=0.5][;times=2][;on=operationId]``.
        latency: seconds that every answer of the API takes longer.
        rate_limit: how many requests each account may make, as ``N/SECONDS``.
        hosts: the names by which the server may be called; any if it is None.
        admin_token: lets who sends it steer the mock from anywhere; without it, only loopback may.

    Raises:
        StateFileError: the state file cannot be used.
        FaultError: there is no fault of that name, or its form is wrong.
        ValueError: an argument has no such value.
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
        faults: Iterable[str] = (),
        latency: float = 0.0,
        rate_limit: str | None = None,
        hosts: Iterable[str] | None = None,
        admin_token: str | None = None,
    ) -> None:
        if profile not in PROFILES:
            raise ValueError(f"{profile!r} is no profile: there are {', '.join(PROFILES)}")
        orders = [parse(text) for text in faults]
        self.profile = profile
        self.latency = latency
        self.hosts = None if hosts is None else frozenset(hosts)
        self.admin_token = admin_token
        self.contract = contract.shipped()
        self.journal = Journal()
        self.lock = threading.RLock()
        self._clock = clock
        self._random = random.Random(seed)  # noqa: S311 - chance for tests, no secret
        self._profile = PROFILES[profile]
        surface = Surface(self.contract, seed)
        self.store = FileStore(state, surface.keys) if state else MemoryStore(surface.keys)
        self.throttle = Throttle(Rate.parse(rate_limit) if rate_limit else None)
        self.api = Api(surface, self.store, Accounts(accounts), self.now, self.throttle)
        self._memory: dict[str, Any] = {}
        self._spent: dict[str, int] = {}
        seeds.check(seed_data)
        if not self.store.read().positions:
            self.seed(seed_data)
        if orders:
            self.set_faults([order.text for order in orders])

    def now(self) -> int:
        """Give the time of the server, in milliseconds since 1970."""
        return moments.current(self._clock, self.store.read().settings)

    def seed(self, data: str = "example", account: str | None = None) -> None:
        """Add data to an account, by default the first one.

        Raises:
            ValueError: there is no such data, or no such account.
        """
        account = account or self.api.accounts.keys[0]
        if account not in self.api.accounts.keys:
            raise ValueError(f"There is no account {account!r}")
        with self.lock:
            seeds.plant(self.store, data, account, self.now)

    def reset(self, seed_data: str = "none") -> None:
        """Forget all resources, settings, faults and requests, and begin anew."""
        seeds.check(seed_data)
        with self.lock:
            with self.store.write() as writing:
                writing.clear()
            self.journal.clear()
            self._memory.clear()
            self._spent.clear()
            self.seed(seed_data)

    @property
    def faults(self) -> list[str]:
        """The faults that every request meets."""
        return list(self.store.read().settings.get("faults", []))

    def set_faults(self, faults: Sequence[str]) -> None:
        """Let every request meet these faults, and no others.

        Raises:
            FaultError: there is no fault of that name, or its form is wrong.
        """
        texts = [parse(text).text for text in faults]
        with self.lock, self.store.write() as writing:
            writing.set("faults", texts)
            self._spent.clear()

    @property
    def requests(self) -> list[Seen]:
        """The last requests to the API and their answers, oldest first, without credentials."""
        return self.journal.after()

    def set_clock(self, *, at: int | None = None, ahead: int | None = None) -> None:
        """Let the clock stand at a moment, or go ahead of the real one; in milliseconds.

        Without an argument, the clock goes right again.
        """
        setting = {"at": at} if at is not None else {"ahead": ahead} if ahead else {}
        with self.lock, self.store.write() as writing:
            writing.set("clock", setting)

    def close(self) -> None:
        """End the streams, and close the state file."""
        self.journal.close()
        self.store.close()

    def handle(self, request: Request) -> Answer:
        """Answer a request to the API, with the faults that it meets."""
        started = time.perf_counter()
        orders: Sequence[Order] = ()
        with self.lock:
            try:
                orders = self._orders(request)
            except FaultError as error:
                answer = problems.problem(400, str(error), code="#unknown-fault").answer
            else:
                answer = self._misbehave(request, orders) if orders else self._behave(request)
            names = [order.fault.name for order in orders]
            self.journal.note(request, answer, time.perf_counter() - started, names)
        return answer

    def _behave(self, request: Request) -> Answer:
        try:
            return self._profile(self.api, request)
        except Exception:  # noqa: BLE001 - shown, and answered as any server does
            traceback.print_exc(file=sys.stderr)
            return problems.problem(500).answer

    def _misbehave(self, request: Request, orders: Sequence[Order]) -> Answer:
        exchange = Exchange(request, self.api, self._random, self._memory)
        proceed: Callable[[], Answer] = partial(self._proceed, exchange)
        for order in reversed(orders):
            proceed = partial(_apply, order.fault, exchange, proceed)
        return proceed()

    def _proceed(self, exchange: Exchange) -> Answer:
        return self._behave(exchange.request)

    def _orders(self, request: Request) -> Sequence[Order]:
        """Give the faults that a request meets: its own, and those of every request."""
        texts = self.store.read().settings.get("faults", ())
        own = request.headers.get(FAULT_HEADER)
        if not texts and own is None:
            return ()
        chosen: list[Order] = []
        operation = self.api.surface.operation(request.method, request.path)
        for text in texts:
            order = parse(text)
            spent = self._spent.get(text, 0)
            met = order.meets(operation, self._random)
            if met and (order.times is None or spent < order.times):
                self._spent[text] = spent + 1
                chosen.append(order)
        for text in (own or "").split(","):
            if text.strip():
                order = parse(text)
                if order.meets(operation, self._random):
                    chosen.append(order)
        return chosen

    async def __call__(self, scope: asgi.Scope, receive: asgi.Receive, send: asgi.Send) -> None:
        """Serve a request as ASGI has it."""
        await asgi.serve(self, scope, receive, send)


def _apply(fault: Fault, exchange: Exchange, proceed: Callable[[], Answer]) -> Answer:
    return fault.apply(exchange, proceed)

"""Runs while the room waits: warm worker processes, a first look soon, the rest behind it, nothing twice.

Every scenario plays the same run numbers under the same seed, so that it is compared with the baseline run
by run. Looks come at fixed sizes, since a running estimate that is checked all the time raises false alarms.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Iterable
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeVar

import numpy as np

from simulation.batch.workers import cores
from simulation.errors import InputError
from simulation.workshop.jobs import IDLE, LATER, NOW, Jobs, Ticket
from simulation.workshop.played import Played, joined, play, wake

if TYPE_CHECKING:
    from simulation.scenario import Scenario
    from simulation.workshop.store import Store

__all__ = ["LOOKS", "MOST_RUNS", "Engine"]

T = TypeVar("T")

LOOKS: Final = (250, 1000)
"""Runs at which a picture is shown: a first, provisional one, and the last."""
MOST_RUNS: Final = 10_000
"""Of one scenario, when what is supposed leaves too few."""
_MEMORY: Final = 400_000_000  # bytes of runs kept in memory
_THREADS: Final = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")


@dataclass(eq=False)
class _Ask:
    """A look that is being played, how urgent it is, and how many wait for it."""

    task: asyncio.Task[Played]
    ticket: Ticket
    waiting: int = 0


class Engine:
    """Plays scenarios in processes that are kept warm; one for all sessions of a server.

    Args:
        seed: the seed of every scenario's luck.
        workers: how many processes; by default one for each core.
        executor: where to play instead of in processes of its own.
        store: where finished runs are kept from one start to the next.
    """

    def __init__(
        self,
        seed: int,
        workers: int | None = None,
        executor: Executor | None = None,
        store: Store | None = None,
    ) -> None:
        self.seed = seed
        self.workers = workers or cores()
        self._executor = executor or _pool(self.workers)
        self._jobs = Jobs(self._executor, self.workers)
        self._store = store
        self._kept: OrderedDict[str, Played] = OrderedDict()
        self._asked: dict[tuple[str, int], _Ask] = {}
        self._idle: list[asyncio.Task[Any]] = []

    # --- asking ------------------------------------------------------------------------------------

    def known(self, scenario: Scenario) -> Played | None:
        """What is already played of a scenario, without waiting."""
        digest = scenario.digest()
        found = self._kept.get(digest)
        if found is None and self._store is not None:
            found = self._store.load(digest, self.seed)
            if found is not None:
                self._keep(found)
        if found is not None:
            self._kept.move_to_end(digest)
        return found

    async def looks(self, scenario: Scenario) -> AsyncIterator[Played]:
        """A scenario's runs at each look; what is known already comes at once.

        Whoever asks for the same waits for the same work. Who stops listening (`aclose`, or cancelling the
        task) leaves what is not played yet as idle work, behind whatever is asked for next.
        """
        for runs in LOOKS:
            known = self.known(scenario)
            if known is None or known.runs < runs:
                known = await self._look(scenario, runs, NOW if runs == LOOKS[0] else LATER)
            yield known
            if known.runs >= LOOKS[-1]:
                return

    async def full(self, scenario: Scenario, urgency: int = LATER, *, runs: int = LOOKS[-1]) -> Played:
        """All runs of a scenario, or more than that. Raises InputError for more than `MOST_RUNS`."""
        if not 1 <= runs <= MOST_RUNS:
            raise InputError(f"a session plays 1 to {MOST_RUNS:,} runs of a scenario")
        known = self.known(scenario)
        return (
            known if known is not None and known.runs >= runs else await self._look(scenario, runs, urgency)
        )

    async def first(self, scenario: Scenario, urgency: int = NOW) -> Played:
        """A scenario's runs up to the first look, or more if they are known."""
        return self.known(scenario) or await self._look(scenario, LOOKS[0], urgency)

    async def do(self, function: Callable[..., T], *args: Any, urgency: int = LATER) -> T:
        """Any other work in a worker."""
        return await self._jobs.do(Ticket(urgency), function, *args)

    def prepare(self, scenarios: Iterable[Scenario]) -> None:
        """Play the first look of what may be asked next, while nothing else is to do.

        What was prepared before and has not begun is dropped. Needs a running event loop.
        """
        for task in self._idle:
            task.cancel()
        wanted = [each for each in scenarios if self.known(each) is None]
        self._idle = [asyncio.create_task(self._prepared(each)) for each in wanted]

    async def settle(self) -> None:
        """Wait until everything that was prepared is played."""
        await asyncio.gather(*self._idle, return_exceptions=True)

    # --- running -----------------------------------------------------------------------------------

    async def warm(self) -> None:
        """Let every worker load the model and the evidence, so that the first move does not wait for it."""
        loop = asyncio.get_running_loop()
        await asyncio.gather(*(loop.run_in_executor(self._executor, wake) for _ in range(self.workers)))

    def close(self) -> None:
        """Let the workers go."""
        for task in [*self._idle, *(ask.task for ask in self._asked.values())]:
            task.cancel()
        self._executor.shutdown(wait=False, cancel_futures=True)

    async def _prepared(self, scenario: Scenario) -> None:
        await self._look(scenario, LOOKS[0], IDLE)

    async def _look(self, scenario: Scenario, runs: int, urgency: int) -> Played:
        """Wait for a look with whoever else does. With nobody left to wait, it becomes idle work."""
        key = (scenario.digest(), runs)
        ask = self._asked.get(key)
        if ask is None:
            ticket = Ticket(urgency)
            ask = _Ask(asyncio.create_task(self._extend(scenario, runs, ticket)), ticket)
            self._asked[key] = ask
            ask.task.add_done_callback(lambda _: self._asked.pop(key, None))
        elif urgency < ask.ticket.urgency:
            ask.ticket.urgency, ask.ticket.number = urgency, Ticket(urgency).number
        ask.waiting += 1
        try:
            return await asyncio.shield(ask.task)
        finally:
            ask.waiting -= 1
            if not ask.waiting:
                ask.ticket.urgency = IDLE

    async def _extend(self, scenario: Scenario, runs: int, ticket: Ticket) -> Played:
        """Play the runs that are missing, cut into one part a worker."""
        known = self.known(scenario)
        done = 0 if known is None else known.runs
        numbers = np.array_split(np.arange(done, runs, dtype=np.int64), self.workers)
        parts = await asyncio.gather(
            *(self._jobs.do(ticket, play, scenario, part, self.seed) for part in numbers if len(part))
        )
        played = joined([*([known] if known is not None else []), *parts])
        self._keep(played)
        if self._store is not None and played.runs >= LOOKS[-1]:
            await asyncio.to_thread(self._store.save, played, self.seed)
        return played

    def _keep(self, played: Played) -> None:
        """In memory, the least recently wanted give way."""
        self._kept[played.digest] = played
        self._kept.move_to_end(played.digest)
        while len(self._kept) > 2 and sum(each.nbytes for each in self._kept.values()) > _MEMORY:
            self._kept.popitem(last=False)


def _pool(workers: int) -> ProcessPoolExecutor:
    """Worker processes that share nothing and use one thread each."""
    for name in _THREADS:
        os.environ.setdefault(name, "1")
    return ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn"))

"""Runs while the room waits: warm worker processes, a first look soon, the rest behind it, nothing twice.

Every scenario plays the same run numbers under the same seed, so that it is compared with the baseline run
by run. Looks come at fixed sizes, since a running estimate that is checked all the time raises false alarms.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeVar

import numpy as np

from simulation.errors import InputError
from simulation.workshop.crew import crew
from simulation.workshop.jobs import IDLE, LATER, NOW, Jobs, Lane, Ticket
from simulation.workshop.played import Played, joined, play, wake

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from simulation.scenario import Scenario
    from simulation.workshop.store import Store

__all__ = ["LOOKS", "MOST_RUNS", "Engine"]

T = TypeVar("T")

LOOKS: Final = (250, 400, 1000)
"""Runs at which a picture is shown: a first one, one that bears steps of one in a hundred, and the last."""
MOST_RUNS: Final = 10_000
"""Of one scenario, when what is supposed leaves too few."""
_MEMORY: Final = 400_000_000  # bytes of runs kept in memory
_PART: Final = 300  # runs that one process plays in one go behind the first look


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
        workers: how many processes an `executor` has.
        executor: where to play instead of in processes of its own (`crew`).
        store: where finished runs are kept from one start to the next.
    """

    def __init__(
        self, seed: int, workers: int = 1, executor: Executor | None = None, store: Store | None = None
    ) -> None:
        self.seed = seed
        self._lanes = crew() if executor is None else (Lane(executor, workers),)
        self._jobs = Jobs(*self._lanes)
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
        known = await self.first(scenario)
        behind = [
            asyncio.create_task(self._look(scenario, runs, LATER)) for runs in LOOKS[1:] if runs > known.runs
        ]
        try:
            yield known
            for look in behind:
                yield await look
        finally:
            for look in behind:
                look.cancel()

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

    def preview(self, scenario: Scenario) -> None:
        """Play the first look of what is about to be asked, unless somebody waits for another.

        Needs a running event loop.
        """
        if self.known(scenario) is None and not self._lanes[0].running:
            self._idle.append(asyncio.create_task(self._previewed(scenario)))

    async def settle(self) -> None:
        """Wait until everything that was prepared is played."""
        await asyncio.gather(*self._idle, return_exceptions=True)

    # --- running -----------------------------------------------------------------------------------

    async def warm(self) -> None:
        """Let the workers load the model and the evidence, so that the first move does not wait for it.

        Those behind come after those that are waited for.
        """
        loop = asyncio.get_running_loop()
        for lane in self._lanes:
            await asyncio.gather(*(loop.run_in_executor(lane.executor, wake) for _ in range(lane.workers)))

    def close(self) -> None:
        """Let the workers go."""
        for task in [*self._idle, *(ask.task for ask in self._asked.values())]:
            task.cancel()
        for lane in self._lanes:
            lane.executor.shutdown(wait=False, cancel_futures=True)

    async def _previewed(self, scenario: Scenario) -> None:
        await self._look(scenario, LOOKS[0], NOW)

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
            if not ask.waiting and ask.ticket.urgency == IDLE and not ask.ticket.begun:
                ask.task.cancel()
            elif not ask.waiting:
                ask.ticket.urgency = IDLE

    async def _extend(self, scenario: Scenario, runs: int, ticket: Ticket) -> Played:
        """Play the runs that are missing and that no smaller look brings which is being played."""
        known = self.known(scenario)
        digest = scenario.digest()
        smaller = max((most for name, most in self._asked if name == digest and most < runs), default=0)
        done = max(smaller, 0 if known is None else known.runs)
        parts = [
            self._jobs.do(ticket, play, scenario, part, self.seed)
            for part in self._parts(done, runs, ticket.urgency)
        ]
        if known is not None and done == known.runs:
            played = joined([known, *await asyncio.gather(*parts)])
        elif done:
            played = joined(await asyncio.gather(self._look(scenario, done, ticket.urgency), *parts))
        else:
            played = joined(await asyncio.gather(*parts))
        self._keep(played)
        if self._store is not None and played.runs >= LOOKS[-1]:
            await asyncio.to_thread(self._store.save, played, self.seed)
        return played

    def _parts(self, done: int, runs: int, urgency: int) -> Iterator[NDArray[np.int64]]:
        """Run numbers cut so that all processes of the first lane play at once, or into parts behind."""
        pieces = self._lanes[0].workers if urgency == NOW else -(-(runs - done) // _PART)
        yield from np.array_split(np.arange(done, runs, dtype=np.int64), pieces)

    def _keep(self, played: Played) -> None:
        """In memory, the least recently wanted give way."""
        kept = self._kept.get(played.digest)
        if kept is None or kept.runs < played.runs:
            self._kept[played.digest] = played
        self._kept.move_to_end(played.digest)
        while len(self._kept) > 2 and sum(each.nbytes for each in self._kept.values()) > _MEMORY:
            self._kept.popitem(last=False)

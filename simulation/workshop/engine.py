"""Runs while the room waits: warm worker processes, a first look soon, the rest behind it, nothing twice.

Every scenario plays the same run numbers under the same seed, so that it is compared with the baseline run
by run. Looks come at fixed sizes, since a running estimate that is checked all the time raises false alarms.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
from collections import OrderedDict
from collections.abc import AsyncIterator, Mapping
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from simulation.scenario import Scenario

__all__ = ["LOOKS", "Engine", "Played"]

LOOKS: Final = (250, 1000)
"""Runs at which a picture is shown: a first, provisional one, and the last."""
_KEPT: Final = 64  # scenarios whose runs stay in memory
_THREADS: Final = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")


@dataclass(frozen=True)
class Played:
    """What the first runs of a scenario came to.

    `outcomes` by column, shape (runs,); `months` by indicator, shape (months, runs), single precision;
    `seats` by list at the last election, shape (runs,), empty while there was none.
    """

    digest: str
    outcomes: Mapping[str, NDArray[Any]]
    months: Mapping[str, NDArray[np.float32]]
    seats: Mapping[str, NDArray[np.int64]]

    @property
    def runs(self) -> int:
        """How many runs there are so far."""
        return len(next(iter(self.outcomes.values())))


class Engine:
    """Plays scenarios in processes that are kept warm; one for all sessions of a server."""

    def __init__(self, seed: int, workers: int | None = None, executor: Executor | None = None) -> None:
        self.seed = seed
        self.workers = workers or max(os.cpu_count() or 1, 1)
        self._executor = executor or _pool(self.workers)
        self._kept: OrderedDict[str, Played] = OrderedDict()
        self._asked: dict[tuple[str, int], asyncio.Task[Played]] = {}

    def known(self, scenario: Scenario) -> Played | None:
        """What is already played of a scenario, without waiting."""
        found = self._kept.get(scenario.digest())
        if found is not None:
            self._kept.move_to_end(scenario.digest())
        return found

    async def looks(self, scenario: Scenario) -> AsyncIterator[Played]:
        """A scenario's runs at each look. What another session is waiting for is waited for with it."""
        for runs in LOOKS:
            known = self.known(scenario)
            if known is None or known.runs < runs:
                known = await self._shared(scenario, runs)
            yield known
            if known.runs >= LOOKS[-1]:
                return

    async def warm(self) -> None:
        """Let every worker load the model and the evidence, so that the first move does not wait for it."""
        loop = asyncio.get_running_loop()
        await asyncio.gather(*(loop.run_in_executor(self._executor, _load) for _ in range(self.workers)))

    def close(self) -> None:
        """Let the workers go."""
        self._executor.shutdown(wait=False, cancel_futures=True)

    def _shared(self, scenario: Scenario, runs: int) -> asyncio.Task[Played]:
        key = (scenario.digest(), runs)
        if key not in self._asked or self._asked[key].done():
            self._asked[key] = asyncio.create_task(self._extend(scenario, runs))
            self._asked[key].add_done_callback(lambda _: self._asked.pop(key, None))
        return self._asked[key]

    async def _extend(self, scenario: Scenario, runs: int) -> Played:
        """Play the runs that are missing, cut into one part a worker."""
        known = self.known(scenario)
        done = 0 if known is None else known.runs
        loop = asyncio.get_running_loop()
        numbers = np.array_split(np.arange(done, runs, dtype=np.int64), self.workers)
        parts = await asyncio.gather(
            *(
                loop.run_in_executor(self._executor, _play, scenario, part, self.seed)
                for part in numbers
                if len(part)
            )
        )
        played = _joined(scenario.digest(), ([known] if known is not None else []) + list(parts))
        self._kept[played.digest] = played
        self._kept.move_to_end(played.digest)
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return played


def _pool(workers: int) -> ProcessPoolExecutor:
    """Worker processes that share nothing and use one thread each."""
    for name in _THREADS:
        os.environ.setdefault(name, "1")
    return ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn"))


def _load() -> int:
    """In a worker: import the model, read the evidence, and play one run."""
    from simulation.model import simulate
    from simulation.scenario import find_scenario

    simulate(find_scenario("maintain"), np.arange(1), 0)
    return os.getpid()


def _play(scenario: Scenario, runs: NDArray[np.int64], seed: int) -> Played:
    """In a worker: play some runs."""
    from simulation.model import simulate

    block = simulate(scenario, runs, seed)
    months = {name: series.astype(np.float32) for name, series in block.months.items()}
    return Played(scenario.digest(), block.outcomes, months, _seats(block.seats, runs))


def _seats(table: Mapping[str, NDArray[Any]] | None, runs: NDArray[np.int64]) -> dict[str, NDArray[np.int64]]:
    """Seats by list at each run's last election, over all governorates, shape (runs,)."""
    if table is None or not len(table["run"]):
        return {}
    place = np.searchsorted(runs, table["run"])
    election = np.unique(table["election"], return_inverse=True)[1]
    last = np.full(len(runs), -1)
    np.maximum.at(last, place, election)
    latest = election == last[place]
    seats: dict[str, NDArray[np.int64]] = {}
    for name in np.unique(table["list"]):
        rows = latest & (table["list"] == name)
        counted = np.bincount(place[rows], weights=table["seats"][rows], minlength=len(runs))
        seats[str(name)] = counted.astype(np.int64)
    return seats


def _joined(digest: str, parts: list[Played]) -> Played:
    """Parts of a scenario's runs, in order, as one."""
    lists = sorted({name for part in parts for name in part.seats})
    return Played(
        digest,
        {name: np.concatenate([part.outcomes[name] for part in parts]) for name in parts[0].outcomes},
        {name: np.concatenate([part.months[name] for part in parts], axis=1) for name in parts[0].months},
        {
            name: np.concatenate([part.seats.get(name, np.zeros(part.runs, np.int64)) for part in parts])
            for name in lists
        },
    )

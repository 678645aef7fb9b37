"""Blocks simulated in this process or by worker processes; what comes back is ready to be written."""

from __future__ import annotations

import os
import signal
import time
import warnings
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from simulation.batch.plan import Plan, runs_text
from simulation.batch.tables import block_tables, encoded, month_names
from simulation.errors import CrossroadsError, InputError

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    from simulation.model import Block
    from simulation.scenario import Scenario

    Simulate = Callable[[Scenario, NDArray[np.int64], int], Block]

WORTH_WORKERS: Final = 5.0  # seconds of work left; starting a worker costs about one
MANY: Final = 20  # blocks after which workers are let go: what they hold is wanted for joining a large batch
MEASURED: Final = 2  # blocks timed before that is judged: the first one warms up


@dataclass(frozen=True, eq=False, slots=True)
class Job:
    """One block with all that a worker needs; `note` goes into the files' metadata.

    `luck` and `keep` are the plan's: how many runs in a row share their beliefs, and which tables to make.
    """

    number: int
    scenario: Scenario
    runs: NDArray[np.int64]
    seed: int
    luck: int
    keep: tuple[str, ...]
    note: str


@dataclass(frozen=True, eq=False, slots=True)
class Done:
    """A simulated block as Parquet files in memory, by table; `seconds` is what it took."""

    number: int
    runs: int
    part: dict[str, pa.Buffer]
    seconds: float


def jobs_of(plan: Plan, done: set[int], note: str) -> list[Job]:
    """The jobs of every block that is not done."""
    shared = (plan.seed, plan.luck, plan.kept, note)
    return [
        Job(block.number, plan.scenarios[block.scenario], block.runs, *shared)
        for block in plan.blocks
        if block.number not in done
    ]


def perform(job: Job, simulate: Simulate) -> Done:
    """Simulate one block. Raises `CrossroadsError` that names the scenario, the block and its runs."""
    began = time.perf_counter()
    scenario = job.scenario
    try:
        block = simulate(scenario, job.runs, job.seed)
        months = month_names(str(scenario.start), scenario.months)
        tables = block_tables(block, scenario.name, job.runs, months, luck=job.luck, keep=job.keep)
    except InputError:
        raise
    except Exception as error:
        raise CrossroadsError(
            f"Scenario {scenario.name!r} failed in block {job.number} (runs {runs_text(job.runs)}): "
            f"{type(error).__name__}: {error}. The blocks finished before are kept."
        ) from error
    part = {name: encoded(table, job.note) for name, table in tables.items()}
    return Done(job.number, job.runs.size, part, time.perf_counter() - began)


def perform_all(jobs: Sequence[Job], simulate: Simulate, workers: int | None) -> Generator[Done, None, None]:
    """Every job's result as it is finished.

    `workers`: how many processes; None means all cores once the work turns out to be worth it. One
    worker, or one job, never starts a process.
    """
    most = min(cores() if workers is None else workers, len(jobs))
    if most > 1 and workers is not None:
        yield from _in_workers(jobs, simulate, most)
        return
    seconds: list[float] = []
    for place, job in enumerate(jobs):
        left = len(jobs) - place
        if most > 1 and len(seconds) >= MEASURED and min(seconds) * left > WORTH_WORKERS:
            yield from _in_workers(jobs[place:], simulate, min(most, left))
            return
        done = perform(job, simulate)
        seconds.append(done.seconds)
        yield done


def cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _leave_interrupts_to_the_parent() -> None:
    """Ctrl-C at a terminal reaches every process; only the parent knows what to keep."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _in_workers(jobs: Sequence[Job], simulate: Simulate, workers: int) -> Iterator[Done]:
    import joblib
    from joblib.externals.loky import get_reusable_executor
    from joblib.externals.loky.process_executor import BrokenProcessPool

    # Joblib's advice to whoever stops it early, which is not for the user who pressed Ctrl-C.
    warnings.filterwarnings("ignore", message=r"\d+ tasks (which|have been)", category=UserWarning)
    config = {"backend": "loky", "inner_max_num_threads": 1, "initializer": _leave_interrupts_to_the_parent}
    with joblib.parallel_config(**config):
        pool = joblib.Parallel(n_jobs=workers, return_as="generator_unordered", batch_size=1)
    try:
        yield from pool(joblib.delayed(perform)(job, simulate) for job in jobs)
        if len(jobs) >= MANY:
            get_reusable_executor().shutdown(wait=True)
    except BrokenProcessPool as error:
        raise CrossroadsError(
            "A worker process died, most often because memory ran out. Every block finished before is kept: "
            "run again with --resume, perhaps with fewer --jobs."
        ) from error

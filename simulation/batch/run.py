"""A batch from its plan to its results, in memory or in a folder."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from simulation.batch.folder import candidates, choose
from simulation.batch.plan import Plan, read_runs
from simulation.batch.store import FolderStore, MemoryStore, Store
from simulation.batch.tables import MONTHS, SEATS, TABLES
from simulation.batch.workers import jobs_of, perform_all
from simulation.errors import CrossroadsError, InputError

if TYPE_CHECKING:
    from typing import TypeAlias

    from simulation.batch.plan import Runs
    from simulation.batch.tables import Tables
    from simulation.batch.workers import Done, Job, Simulate
    from simulation.model import Block
    from simulation.scenario import Batch, Scenario

    Source: TypeAlias = str | Path | Iterable[str | Path] | Batch


class Progress(Protocol):
    """Somebody who watches a batch: a progress bar, a page, nobody."""

    def note(self, text: str) -> None:
        """A sentence worth saying: where the results go, or that they were there already."""

    def advance(self, done: int, total: int) -> None:
        """`done` of `total` runs are finished; called once at the start and after every block."""


class Quiet:
    """Nobody watches."""

    def note(self, text: str) -> None:
        """Say nothing."""

    def advance(self, done: int, total: int) -> None:
        """Show nothing."""


@dataclass(frozen=True, slots=True)
class Finished:
    """A complete batch: its `folder`, or its `tables` where it was kept in memory."""

    manifest: dict[str, Any]
    folder: Path | None = None
    tables: Tables | None = None
    reused: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where blocks are simulated: in `jobs` processes of this machine, or on a Dask cluster."""

    jobs: int | None
    dask: str | None

    def __post_init__(self) -> None:
        if self.jobs is not None and self.jobs < 1:
            raise InputError(f"jobs must be at least 1, not {self.jobs}")
        if self.jobs is not None and self.dask is not None:
            raise InputError("give a number of jobs on this machine or a Dask cluster, not both")

    def perform(
        self, work: Sequence[Job], simulate: Simulate, note: Callable[[str], None]
    ) -> Generator[Done, None, None]:
        """Every job's result as it is finished."""
        if self.dask is None or not work:
            return perform_all(work, simulate, self.jobs)
        from simulation.batch.cluster import perform_on_cluster

        return perform_on_cluster(work, simulate, self.dask, note)


def read_batch(source: Source, *, runs: int | str | None = None, seed: int | None = None) -> Batch:
    """The batch of a scenario file, of several, or the batch itself.

    Several files have to agree on runs (1000, or "200x10" for a nested design) and seed, unless they are
    given here.
    """
    from simulation.scenario import Batch, load

    if isinstance(source, Batch):
        return source
    count, luck = (None, 1) if runs is None else read_runs(runs)
    wanted = count if luck == 1 or count is None else {"beliefs": count // luck, "luck": luck}
    return load([source] if isinstance(source, str | Path) else list(source), runs=wanted, seed=seed)


def in_memory(
    plan: Plan,
    *,
    jobs: int | None = None,
    dask: str | None = None,
    progress: Progress | None = None,
    simulate: Simulate | None = None,
) -> Finished:
    """Simulate a plan and keep the results in memory; nothing is written."""
    place = Place(jobs, dask)
    store = MemoryStore(plan)
    _simulate(store, place, progress or Quiet(), simulate)
    store.finish()
    return Finished(store.manifest, tables=store.tables)


def in_folder(
    plan: Plan,
    out: Path | None,
    *,
    summarise: Callable[[Path], None],
    resume: bool = False,
    jobs: int | None = None,
    dask: str | None = None,
    progress: Progress | None = None,
    simulate: Simulate | None = None,
) -> Finished:
    """Simulate a plan into a results folder, or reuse the folder that holds it already.

    `out` None chooses results/<file stem>. `summarise` writes what goes beside the tables. `jobs` is how
    many processes to use on this machine, `dask` the address of a cluster to use instead. Raises
    `InputError` when the folder holds something else, `CrossroadsError` when it cannot be written.
    """
    place = Place(jobs, dask)
    progress = progress or Quiet()
    found = choose(plan, out, resume=resume)
    if found.state == "complete" and found.manifest is not None:
        progress.note(f"{found.folder} holds this batch already, complete: reused.")
        return Finished(found.manifest, found.folder, reused=True)
    if out is None and found.folder != next(candidates(plan)):
        progress.note(f"{next(candidates(plan))} holds another batch: this one goes to {found.folder}.")
    with FolderStore(found.folder, plan, summarise) as store:
        try:
            _simulate(store, place, progress, simulate)
            store.finish()
        except BaseException as error:
            with suppress(CrossroadsError):
                store.stop()
            if isinstance(error, KeyboardInterrupt):
                raise KeyboardInterrupt(_stopped(store)) from None
            raise
    return Finished(store.manifest, found.folder)


def _simulate(store: Store, place: Place, progress: Progress, simulate: Simulate | None) -> None:
    """Simulate every block that the store lacks, keeping each as soon as it is finished."""
    there = store.done()
    if there:
        progress.note(f"Going on: {len(there)} of {len(store.plan.blocks)} blocks are there already.")
    work = jobs_of(store.plan, there, store.manifest["digest"])
    total = store.plan.total
    if store.plan.keep is None and store.plan.kept != TABLES:
        progress.note(_keeping(store.plan))
    finished = total - sum(job.runs.size for job in work)
    progress.advance(finished, total)
    with closing(place.perform(work, simulate or _model(store.plan), progress.note)) as results:
        for done in results:
            store.add(done.number, done.part, done.seconds)
            finished += done.runs
            progress.advance(finished, total)


def _model(plan: Plan) -> Simulate:
    """The model, with the luck of the plan's design, reading off only what is kept."""
    return partial(_played, luck=plan.luck, keep=plan.kept)


def _played(scenario: Scenario, runs: Runs, seed: int, *, luck: int, keep: tuple[str, ...]) -> Block:
    from simulation.model import simulate
    from simulation.model.chance import Chance

    chance = Chance(seed, runs, runs // luck)
    return simulate(scenario, runs, seed, chance=chance, months=MONTHS in keep, seats=SEATS in keep)


def _keeping(plan: Plan) -> str:
    left_out = [name for name in TABLES if name not in plan.kept]
    return (
        f"{plan.total:,} runs are many: only their outcomes are kept. "
        f"Ask for {' and '.join(left_out)} with --keep {','.join(left_out)}."
    )


def _stopped(store: FolderStore) -> str:
    kept, total = len(store.manifest["blocks"]["done"]), store.manifest["blocks"]["total"]
    return (
        f"Stopped. {kept} of {total} blocks are kept in {store.folder}: "
        "run the same command with --resume to go on."
    )

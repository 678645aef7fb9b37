"""`run`: from a scenario file to results, in one call."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from simulation.batch import Finished, Progress, in_folder, in_memory, make_plan, read_batch
from simulation.batch.files import atomic
from simulation.batch.manifest import read_manifest
from simulation.errors import InputError
from simulation.outcomes.results import Results
from simulation.outcomes.sources import FolderSource, MemorySource
from simulation.outcomes.summary import SUMMARY

if TYPE_CHECKING:
    from simulation.batch.plan import Plan
    from simulation.batch.run import Source


def run(
    source: Source,
    *,
    runs: int | str | None = None,
    seed: int | None = None,
    jobs: int | None = None,
    dask: str | None = None,
    out: str | Path | None = None,
    only: Sequence[str] = (),
    pick: str | Iterable[int] | None = None,
    keep: str | Iterable[str] | None = None,
    resume: bool = False,
    progress: Progress | None = None,
) -> Results:
    """Simulate a batch and return its results.

    Parameters
    ----------
    source: a scenario file, several, a built-in scenario's name, or a `Batch`.
    runs: runs per scenario, in place of the file's; "200x10" for 200 beliefs with 10 lucks each.
    seed: the seed, in place of the file's; the same seed deals the same luck to every scenario.
    jobs: worker processes; by default all cores when the work is worth more than a few seconds.
    dask: the address of a Dask cluster to simulate on instead, such as tcp://10.0.0.5:8786.
    out: the results folder. Without one, results stay in memory and nothing is written.
    only: names of scenarios; by default all.
    pick: run numbers ("537,600-612", or numbers) instead of `runs`.
    keep: what is kept beside the outcomes ("months,seats", "all"); by default all of a batch of up to
        100,000 runs, and of a larger one nothing.
    resume: go on with an unfinished batch in `out`.
    progress: told how far the batch is.

    Raises `InputError` for wrong input, `CrossroadsError` for a failure while running. Interrupted
    with Ctrl-C, it keeps the finished blocks in `out` and raises `KeyboardInterrupt`.
    """
    plan = make_plan(
        read_batch(source, runs=runs, seed=seed), runs=runs, pick=pick, only=only, seed=seed, keep=keep
    )
    if out is None:
        if resume:
            raise InputError("to resume a batch, name its results folder in `out`")
        return results_of(in_memory(plan, jobs=jobs, dask=dask, progress=progress))
    return run_into(plan, Path(out), resume=resume, jobs=jobs, dask=dask, progress=progress)


def run_into(
    plan: Plan,
    out: Path | None,
    *,
    resume: bool = False,
    jobs: int | None = None,
    dask: str | None = None,
    progress: Progress | None = None,
) -> Results:
    """Simulate a plan into the folder `out`, or into results/<file stem> where it is None."""
    return results_of(
        in_folder(plan, out, summarise=write_summary, resume=resume, jobs=jobs, dask=dask, progress=progress)
    )


def write_summary(folder: Path) -> None:
    """Write summary.csv beside the tables of a results folder."""
    table = Results(FolderSource(folder), read_manifest(folder) or {}).summary()
    with atomic(folder / SUMMARY) as temporary:
        table.to_csv(temporary, index=False)


def results_of(finished: Finished) -> Results:
    """The results of a finished batch."""
    if finished.folder is not None:
        return Results(FolderSource(finished.folder), finished.manifest, finished.folder)
    return Results(MemorySource(finished.tables or {}), finished.manifest)

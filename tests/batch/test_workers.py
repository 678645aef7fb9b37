"""Workers: the same results in this process and in others, and failures that say where."""

from __future__ import annotations

import os
import signal
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import pytest

from simulation.batch import in_memory, workers
from simulation.batch.workers import jobs_of, perform, perform_all
from simulation.errors import CrossroadsError, InputError
from simulation.outcomes.sources import worded
from tests.fakes import FakeScenario, a_plan, failing, simulate


def outcomes(**wanted: Any) -> pd.DataFrame:
    jobs = wanted.pop("jobs", 1)
    tables = in_memory(a_plan(**wanted), jobs=jobs, simulate=simulate).tables
    assert tables is not None
    return worded(tables["outcomes"])


def dies(scenario: FakeScenario, runs: np.ndarray, seed: int) -> Any:
    """A worker that is killed in its second block, as when memory runs out."""
    if runs[0] >= 30 and scenario.name == "maintain":
        os.kill(os.getpid(), signal.SIGKILL)
    return simulate(scenario, runs, seed)


def refused(scenario: FakeScenario, runs: np.ndarray, seed: int) -> Any:
    raise InputError("no such start")


@pytest.mark.parametrize("wanted", [{"block_size": 7}, {"block_size": 1000}, {"jobs": 2}])
def test_results_do_not_depend_on_blocks_or_workers(wanted: dict[str, int]) -> None:
    pd.testing.assert_frame_equal(outcomes(), outcomes(**wanted), check_exact=True)


def test_one_run_alone_is_the_same_run() -> None:
    alone = outcomes(pick="53", only=["loosen"])
    among = outcomes().query("scenario == 'loosen' and run == 53").reset_index(drop=True)
    pd.testing.assert_frame_equal(alone, among, check_exact=True)


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_failure_names_scenario_block_and_runs(jobs: int) -> None:
    first = r"block 4 \(runs 25-49\)" if jobs == 1 else r"block \d+ \(runs \d+-\d+\)"
    with pytest.raises(CrossroadsError, match=rf"'loosen' failed in {first}: ZeroDivisionError"):
        in_memory(a_plan(), jobs=jobs, simulate=partial(failing_from, 25))


def failing_from(first: int, scenario: FakeScenario, runs: np.ndarray, seed: int) -> Any:
    return failing(scenario, runs + 30 - first, seed)


def test_wrong_input_stays_wrong_input() -> None:
    with pytest.raises(InputError, match="no such start"):
        in_memory(a_plan(), jobs=2, simulate=refused)


def test_a_worker_that_dies_takes_no_finished_block_with_it() -> None:
    plan = a_plan(block_size=50)
    finished = []
    with pytest.raises(CrossroadsError, match=r"A worker process died.*--resume"):
        finished += perform_all(jobs_of(plan, set(), ""), dies, 2)


@pytest.mark.parametrize(
    ("wanted", "jobs", "started"), [(1, 12, []), (2, 1, []), (2, 12, [12]), (None, 12, []), (5, 3, [3])]
)
def test_when_workers_start(
    monkeypatch: pytest.MonkeyPatch, wanted: int | None, jobs: int, started: list[int]
) -> None:
    asked: list[int] = []

    def pretend(work: Any, given: Any, count: int) -> Any:
        asked.append(len(work))
        return (perform(job, given) for job in work)

    monkeypatch.setattr(workers, "_in_workers", pretend)
    monkeypatch.setattr(workers, "cores", lambda: 4)
    done = list(perform_all(jobs_of(a_plan(), set(), "")[:jobs], simulate, wanted))
    assert asked == started
    assert len(done) == jobs


def test_workers_start_by_themselves_when_there_is_much_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[int, int]] = []

    def pretend(work: Any, given: Any, count: int) -> Any:
        asked.append((len(work), count))
        return (perform(job, given) for job in work)

    monkeypatch.setattr(workers, "_in_workers", pretend)
    monkeypatch.setattr(workers, "cores", lambda: 4)
    monkeypatch.setattr(workers, "WORTH_WORKERS", 0.05)
    done = list(perform_all(jobs_of(a_plan(), set(), ""), partial(simulate, pause=0.01), None))
    assert asked == [(10, 4)]
    assert sorted(result.number for result in done) == list(range(12))


@pytest.mark.parametrize("jobs", [0, -1])
def test_no_workers_are_no_workers(jobs: int) -> None:
    with pytest.raises(InputError, match="jobs must be at least 1"):
        in_memory(a_plan(), jobs=jobs, simulate=simulate)

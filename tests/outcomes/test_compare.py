"""Comparisons: what is called a change, and what flips."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from simulation.batch import in_memory
from simulation.errors import InputError
from simulation.outcomes import Results
from simulation.outcomes.compare import CHANCE, MOVED, compare, flips
from simulation.outcomes.running import results_of
from tests.fakes import a_plan, simulate

RUNS = 300


@pytest.fixture(scope="module")
def results() -> Results:
    return results_of(in_memory(a_plan(runs=400), jobs=1, simulate=simulate))


def frame(shift: float, seed: int) -> pd.DataFrame:
    """Two scenarios of many outcomes of all sorts; the second is the first with other luck, and shifted."""
    rng = np.random.default_rng(seed)
    believed = rng.normal(size=RUNS)  # what pairs of runs share
    halves = []
    for name, moved in (("a", shift), ("b", 0.0)):
        level = believed[:, None] + rng.normal(size=(RUNS, 16)) + moved
        columns: dict[str, Any] = {"scenario": np.full(RUNS, name), "run": np.arange(RUNS)}
        columns |= {f"index_{n}": level[:, n] for n in range(6)}
        columns |= {f"count_{n}": rng.poisson(np.exp(level[:, n])) for n in range(6, 11)}  # skewed
        columns |= {f"rare_{n}": (level[:, n] > 3.5).astype(np.int64) for n in range(11, 13)}
        cuts = np.array([-2.5, -0.5, 0.3, 3.0])
        columns |= {f"kind_{n}": np.digitize(level[:, n], cuts).astype(str) for n in range(13, 16)}
        halves.append(pd.DataFrame(columns))
    return pd.concat(halves, ignore_index=True)


def compared(table: pd.DataFrame) -> pd.DataFrame:
    return compare(list(table.columns), table.__getitem__, "a", "b")


def test_a_placebo_is_called_a_change_in_at_most_one_of_twenty_tries() -> None:
    tries = 200
    called = sum((compared(frame(0.0, seed))["verdict"] == MOVED).any() for seed in range(tries))
    assert called / tries <= 0.05 + 2 * np.sqrt(0.05 * 0.95 / tries)


def test_a_change_that_is_there_is_called_one() -> None:
    found = compared(frame(0.5, 1))
    assert (found.loc[found["outcome"].str.startswith("index"), "verdict"] == MOVED).all()
    assert found["p"].between(0, 1).all()
    assert ((found["p"] <= 0.05) == (found["verdict"] == MOVED)).all()


def test_an_interval_may_leave_out_zero_by_luck() -> None:
    """A row for itself is fooled 1 time in 20; the table of many rows is not."""
    tables = [compared(frame(0.0, seed)) for seed in range(40)]
    alone = sum(((t["low"] > 0) | (t["high"] < 0)).any() for t in tables)
    together = sum((t["verdict"] == MOVED).any() for t in tables)
    assert alone > 20
    assert together <= 5


def test_flips_count_runs_by_how_they_end_under_both(results: Results) -> None:
    found = results.flips("loosen", "maintain", "axis_verdict")
    wide = results.outcomes.pivot(index="run", columns="scenario", values="axis_verdict")
    expected = pd.crosstab(wide["loosen"], wide["maintain"])
    assert list(found.index) == ["in_the_axis", "hedging", "leaving"]
    assert found.to_numpy().sum() == 400
    for ours in found.index:
        for theirs in found.columns:
            held = expected.at[ours, theirs] if ours in expected.index and theirs in expected else 0
            assert found.at[ours, theirs] == held
    assert found.attrs == {"a": "loosen", "b": "maintain", "outcome": "axis_verdict"}


def test_a_scenario_does_not_flip_against_itself(results: Results) -> None:
    found = results.flips("loosen", "loosen", "pmf_fate").to_numpy()
    assert np.array_equal(found, np.diag(np.diag(found)))


def test_missing_words_are_a_category() -> None:
    table = frame(0.0, 1)
    table.loc[table["kind_13"] == "0", "kind_13"] = None
    found = flips(table.__getitem__, "a", "b", "kind_13")
    assert "(none)" in found.index
    assert found.to_numpy().sum() == RUNS


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (lambda r: r.flips("loosen", "maintain", "axis_index"), "is a quantity"),
        (lambda r: r.flips("loosen", "maintain", "axis_verdikt"), "did you mean 'axis_verdict'"),
        (lambda r: r.flips("loose", "maintain", "axis_verdict"), "did you mean 'loosen'"),
        (
            lambda r: r.given("axis_verdict == 'leaving'").compare("loosen", "increase"),
            r"\d+ runs are left in both loosen and increase given .*too few to compare",
        ),
    ],
)
def test_what_cannot_be_compared(results: Results, asked: Callable[[Results], Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        asked(results)


def test_nothing_is_told_from_one_run() -> None:
    table = frame(0.5, 1).query("run == 0")
    found = compared(table)
    assert set(found["verdict"]) == {CHANCE}
    assert found["p"].isna().all()

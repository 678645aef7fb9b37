"""Variance from beliefs and from luck: against known truths, and by the coverage of the interval."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from simulation.batch import in_memory
from simulation.errors import InputError
from simulation.outcomes.running import results_of
from simulation.outcomes.summary import summarise
from simulation.outcomes.variance import decompose, from_groups
from tests.fakes import FakeBatch, FakeScenario, a_plan, simulate

GROUPS = np.repeat(np.arange(100), 8)


def drawn(share: float, seed: int, skewed: bool = False) -> np.ndarray:
    rng = np.random.default_rng(seed)
    between, within = rng.normal(size=100), rng.normal(size=800)
    if skewed:
        between, within = rng.exponential(size=100), rng.exponential(size=800)
    return np.sqrt(share) * between[GROUPS] + np.sqrt(1 - share) * within


@pytest.mark.parametrize("share", [0.0, 0.2, 0.7])
def test_a_known_share_is_found(share: float) -> None:
    found = np.mean([from_groups(drawn(share, seed), GROUPS).value for seed in range(60)])
    assert found == pytest.approx(share, abs=0.02)


@pytest.mark.parametrize("skewed", [False, True])
def test_the_interval_holds_the_truth_in_about_95_of_100(skewed: bool) -> None:
    found = [from_groups(drawn(0.3, seed, skewed), GROUPS) for seed in range(400)]
    held = np.mean([each.low <= 0.3 <= each.high for each in found])
    assert 0.91 <= held <= 0.99


def test_groups_of_different_sizes() -> None:
    rng = np.random.default_rng(1)
    kept = rng.random(800) < 0.7
    found = [from_groups(drawn(0.4, seed)[kept], GROUPS[kept]).value for seed in range(60)]
    assert np.mean(found) == pytest.approx(0.4, abs=0.03)


def test_all_of_it_and_none_of_it() -> None:
    rng = np.random.default_rng(2)
    only_luck = from_groups(rng.normal(size=800), GROUPS)
    assert only_luck.low == 0.0
    assert only_luck.value < 0.05
    nearly = from_groups(rng.normal(size=100)[GROUPS] + 1e-6 * rng.normal(size=800), GROUPS)
    assert nearly.low > 0.999


def frame() -> pd.DataFrame:
    values = drawn(0.5, 3)
    return pd.DataFrame(
        {
            "scenario": "a",
            "run": np.arange(800),
            "beliefs": GROUPS,
            "luck": np.tile(np.arange(8), 100),
            "axis_index": values,
            "axis_verdict": np.where(values > 0.3, "leaving", "hedging"),
            "sieges": np.zeros(800),
            "months_to_form": np.where(values < -1.5, np.nan, values),
        }
    )


def table(data: pd.DataFrame) -> pd.DataFrame:
    return decompose(list(data.columns), data.__getitem__, ["a"])


def test_outcomes_of_every_kind_are_divided() -> None:
    found = table(frame())
    assert set(found["outcome"]) == {"axis_index", "axis_verdict", "months_to_form"}  # sieges never vary
    assert np.allclose(found["beliefs"] + found["luck"], 1.0)
    assert found["beliefs"].is_monotonic_decreasing
    index = found.query("outcome == 'axis_index'").iloc[0]
    assert 0.35 < index["low"] < index["beliefs"] < index["high"] < 0.65
    assert index["spread"] == pytest.approx(frame()["axis_index"].std(ddof=0))
    verdicts = found.query("outcome == 'axis_verdict'")
    assert set(verdicts["statistic"]) == {"share: hedging", "share: leaving"}
    assert found.query("outcome == 'months_to_form'")["runs"].item() < 800


def test_too_few_beliefs_are_refused() -> None:
    with pytest.raises(InputError, match="a has 19 beliefs: fewer than 20"):
        table(frame().query("beliefs < 19"))


def results(**wanted: Any) -> Any:
    batch = FakeBatch(scenarios=(FakeScenario("one"), FakeScenario("two", 0.1)))
    return results_of(in_memory(a_plan(batch, **wanted), jobs=1, simulate=simulate))


def test_results_of_a_nested_design_and_of_another() -> None:
    found = results(runs="40x5").variance()
    assert set(found["scenario"]) == {"one", "two"}
    assert (found.loc[found["outcome"] == "axis_index", "low"] == 0.0).all()  # the fake model knows only luck
    with pytest.raises(InputError, match="--runs 200x10"):
        results(runs=200).variance()


def test_intervals_of_a_nested_design_are_wider() -> None:
    """Ten runs with the same beliefs, where beliefs decide all, say as much as one."""
    data = frame()
    data["axis_index"] = np.random.default_rng(4).normal(size=100)[GROUPS]
    nested = summarise(list(data.columns), data.__getitem__, ["a"]).query("outcome == 'axis_index'")
    plain = summarise(
        [name for name in data.columns if name not in ("beliefs", "luck")], data.__getitem__, ["a"]
    ).query("outcome == 'axis_index'")
    mean, naive = nested.iloc[0], plain.iloc[0]
    assert (mean["high"] - mean["low"]) / (naive["high"] - naive["low"]) == pytest.approx(
        np.sqrt(8), rel=0.02
    )
    verdict, alone = (
        summarise(names, data.__getitem__, ["a"]).query("statistic == 'share: leaving'").iloc[0]
        for names in (list(data.columns), ["scenario", "run", "axis_verdict"])
    )
    assert verdict["high"] - verdict["low"] > alone["high"] - alone["low"]


def test_what_varies_within_one_group_only_has_no_interval() -> None:
    values = np.zeros(100)
    values[7] = 1.0
    found = from_groups(values, np.repeat(np.arange(20), 5))
    assert found.value == pytest.approx(0.0, abs=1e-9)
    assert np.isnan([found.low, found.high]).all()

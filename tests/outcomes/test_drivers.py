"""Beliefs ranked by how much an outcome moves with them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from simulation.outcomes.drivers import COLUMNS, FEWEST, drivers, noise_line


def table(runs: int, beliefs: int, scenarios: int = 1, seed: int = 1) -> pd.DataFrame:
    draws = np.random.default_rng(seed).uniform(size=(runs, beliefs))
    frame = pd.DataFrame(draws, columns=[f"belief.b{place}" for place in range(beliefs)])
    keys = [pd.DataFrame({"scenario": f"s{number}", "run": np.arange(runs)}) for number in range(scenarios)]
    return pd.concat([key.join(frame) for key in keys], ignore_index=True)


def test_what_moves_the_outcome_comes_first_with_its_sign() -> None:
    outcomes = table(1000, 40, scenarios=3)
    luck = np.tile(np.random.default_rng(2).normal(size=1000), 3)
    target = 2 * outcomes["belief.b7"] - outcomes["belief.b3"] + luck
    found = drivers(outcomes, target)
    assert list(found.columns) == list(COLUMNS)
    assert list(found["belief"][:2]) == ["b7", "b3"]
    first, second = found.iloc[0], found.iloc[1]
    assert first["held"]
    assert second["held"]
    # Top and bottom fifths of a uniform draw are 0.8 apart.
    assert first["difference"] == pytest.approx(1.6, abs=0.2)
    assert second["difference"] == pytest.approx(-0.8, abs=0.2)
    assert first["low"] < first["difference"] < first["high"]
    assert first["difference"] == pytest.approx(first["at_high"] - first["at_low"])


def test_beliefs_without_effect_stay_below_the_line() -> None:
    crossed = 0
    for seed in range(40):
        outcomes = table(300, 60, seed=seed)
        target = pd.Series(np.random.default_rng(1000 + seed).normal(size=300))
        crossed += bool(drivers(outcomes, target)["held"].any())
    assert crossed <= 6  # two expected


def test_more_scenarios_with_the_same_beliefs_do_not_lower_the_line() -> None:
    once, often = table(200, 10), table(200, 10, scenarios=20)
    luck = np.random.default_rng(3).normal(size=200)
    alone, together = drivers(once, pd.Series(luck)), drivers(often, pd.Series(np.tile(luck, 20)))
    pd.testing.assert_frame_equal(alone, together)


def test_flags_and_choices() -> None:
    outcomes = table(1000, 3)
    outcomes["belief.choice"] = np.where(np.arange(1000) % 4 == 0, 2.0, 1.0)
    outcomes["belief.fixed"] = 0.1
    found = drivers(outcomes, pd.Series(outcomes["belief.choice"] == 2.0))
    assert found.iloc[0]["belief"] == "choice"
    assert (found.iloc[0]["at_low"], found.iloc[0]["at_high"]) == (0.0, 1.0)
    assert "fixed" not in set(found["belief"])


@pytest.mark.parametrize("target", [np.zeros(1000), np.full(1000, np.nan)])
def test_an_outcome_that_does_not_vary_has_no_drivers(target: np.ndarray) -> None:
    assert drivers(table(1000, 5), pd.Series(target)).empty


def test_few_runs_and_no_beliefs() -> None:
    few = table(FEWEST - 1, 5)
    assert drivers(few, few["belief.b0"]).empty
    bare = table(1000, 5)[["scenario", "run"]]
    assert drivers(bare, pd.Series(np.arange(1000.0))).empty


def test_the_line_falls_with_runs_and_rises_with_beliefs() -> None:
    assert noise_line(1000, 263) < noise_line(200, 263)
    assert noise_line(1000, 1) < noise_line(1000, 263)
    assert noise_line(1000, 1) == pytest.approx(1.96 / np.sqrt(1000), rel=0.01)

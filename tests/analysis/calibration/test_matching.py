"""History matching: what is planted stays, what is impossible goes, and nothing else is ruled out."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import pytest

from simulation.analysis.calibration.matching import Emulator, Observed, match, relevant
from simulation.errors import InputError

OF_90 = 1.645


def wave(points: Any) -> pd.DataFrame:
    """The one-dimensional example of R's hmer: x from 0.05 to 0.5."""
    x = 0.05 + 0.45 * points[:, 0]
    return pd.DataFrame({"f": 2 * x + 3 * x * np.sin(5 * np.pi * (x - 0.1) / 0.4)})


def test_on_hmers_example_what_is_left_is_what_the_function_itself_leaves() -> None:
    """Matched to 0 with a standard deviation of 0.05: left is where |f| is at most three of these."""
    known = Observed("f", -0.05 * OF_90, 0.05 * OF_90)
    found = match(wave, ("x",), [known], size=20, waves=2, sample=2000)
    exact = np.abs(wave(found.sample)["f"].to_numpy()) <= 3 * 0.05
    assert 0.1 < exact.mean() < 0.4
    assert (exact & ~found.left).mean() < 0.002
    assert (found.left & ~exact).mean() < 0.01
    assert found.share == pytest.approx(exact.mean(), abs=0.01)


def bent(points: Any, seed: int = 0, spread: float = 0.02) -> pd.DataFrame:
    """Two figures of three parameters, seen with the luck of few runs; the third moves neither."""
    a, b = points[:, 0], points[:, 1]
    noise = np.random.default_rng([seed, len(points)]).normal(0, spread, (2, len(points)))
    return pd.DataFrame({"sum": a + b**2 + noise[0], "gap": a - b + noise[1]})


def test_parameters_that_were_planted_are_recovered_from_synthetic_data() -> None:
    """Truths drawn from the prior, data with a known error: at a cut of 3 hardly any is ruled out.

    Both figures within 3 standard deviations by normal errors has a probability of 0.995.
    """
    rng, error, kept, shares = np.random.default_rng(3), 0.05, [], []
    for trial in range(20):
        truth = rng.random((1, 3))
        seen = bent(truth, spread=0.0).iloc[0] + rng.normal(0, error, 2)
        known = [Observed(n, seen[n] - OF_90 * error, seen[n] + OF_90 * error) for n in ("sum", "gap")]
        found = match(partial(bent, seed=trial), ("a", "b", "idle"), known, size=30, waves=1, sample=500)
        kept.append(bool(found.holds(truth)[0]))
        shares.append(found.share)
    assert sum(kept) >= 19
    assert np.mean(shares) < 0.35


def test_ranges_narrow_where_a_figure_speaks_and_nowhere_else() -> None:
    known = [Observed("gap", 0.75, 0.85)]
    found = match(bent, ("a", "b", "idle"), known, size=30, waves=2, sample=3000)
    ranges = found.ranges().set_index("parameter")
    assert ranges.loc["a", "low"] > 0.5
    assert ranges.loc["b", "high"] < 0.5
    assert ranges.loc["idle", "trimmed"] < 0.2 < ranges.loc["a", "trimmed"]
    assert list(ranges["by"])[:2] == ["gap", "gap"]
    assert found.waves[1].left <= found.waves[0].left
    assert found.holds(np.array([[0.9, 0.1, 0.5], [0.1, 0.9, 0.5]])).tolist() == [True, False]
    ruled = found.ruled_out().iloc[0]
    assert ruled["ruled_out"] == ruled["alone"] == pytest.approx(1 - found.share)


def test_an_open_band_rules_out_on_one_side_only() -> None:
    found = match(bent, ("a", "b", "idle"), [Observed("gap", 0.0, None, 0.05)], size=30, waves=1, sample=1000)
    gap = found.sample[:, 0] - found.sample[:, 1]
    assert found.left[gap > 0.0].all()
    assert not found.left[gap < -0.3].any()


def test_discrepancy_widens_what_is_left() -> None:
    shares = [
        match(
            bent, ("a", "b", "idle"), [Observed("sum", 1.0, 1.05, wrong)], size=30, waves=1, sample=1000
        ).share
        for wrong in (0.0, 0.1)
    ]
    assert shares[0] < 0.6 * shares[1]


def test_what_no_parameter_can_reach_leaves_nothing() -> None:
    found = match(bent, ("a", "b", "idle"), [Observed("sum", 9.0, 9.1)], size=30, waves=3, sample=500)
    assert found.share == 0.0
    assert len(found.waves) == 1
    assert found.ranges()["low"].isna().all()


def test_a_figure_that_few_points_have_or_that_never_varies_rules_nothing_out() -> None:
    def toy(points: Any) -> pd.DataFrame:
        rare = np.where(np.arange(len(points)) < 5, 1.0, np.nan)
        return pd.DataFrame({"rare": rare, "same": 0.3})

    known = [Observed("rare", 5.0, 6.0), Observed("same", 0.0, 0.5)]
    assert match(toy, ("a",), known, size=30, waves=1, sample=200).share == 1.0


def test_an_emulator_knows_the_luck_of_its_points() -> None:
    points = np.random.default_rng(1).random((80, 2))
    values = points[:, 0] + np.random.default_rng(2).normal(0, 0.1, 80)
    emulator = Emulator(points, values, 1)
    assert emulator.noise == pytest.approx(0.01, rel=0.5)
    mean, variance = emulator.predict(np.array([[0.2, 0.5], [0.8, 0.5]]))
    assert mean[1] - mean[0] == pytest.approx(0.6, abs=0.1)
    assert (variance >= emulator.noise).all()
    with pytest.raises(InputError, match="too few to emulate"):
        Emulator(points[:5], values[:5], 1)


def test_only_parameters_that_move_a_figure_are_relevant() -> None:
    rng = np.random.default_rng(4)
    held = {f"x{place}": rng.random(2000) for place in range(100)}
    happens = rng.random(2000) < 0.2 + 0.6 * held["x7"]
    table = pd.DataFrame({"a": np.where(happens, 1.0, 0.0), "b": held["x3"], "none": np.nan})
    assert relevant(held, table) == ("x3", "x7")
    assert relevant(held, table, most=1) == ("x3",)
    assert relevant(held, table[["none"]]) == ()


def test_bad_questions_are_refused() -> None:
    with pytest.raises(InputError, match="no band"):
        Observed("x", None, None)
    with pytest.raises(InputError, match="needs parameters"):
        match(bent, (), [Observed("sum", 0.0, 1.0)])

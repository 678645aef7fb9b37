"""Intervals: against published formulas, against scipy, and by their coverage."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from simulation.outcomes import intervals


@given(runs=st.integers(1, 5000), portion=st.floats(0, 1))
def test_wilson_as_scipy_has_it(runs: int, portion: float) -> None:
    hits = round(portion * runs)
    ours = intervals.share(hits, runs)
    theirs = stats.binomtest(hits, runs).proportion_ci(method="wilson")
    assert (ours.low, ours.high) == pytest.approx((theirs.low, theirs.high), abs=1e-12)
    assert 0 <= ours.low <= ours.value <= ours.high <= 1


def test_students_interval_as_scipy_has_it() -> None:
    values = np.array([1.0, 2.0, 4.0, 8.0])
    ours = intervals.mean(values)
    theirs = stats.ttest_1samp(values, 0).confidence_interval(0.95)
    assert (ours.low, ours.high) == pytest.approx((theirs.low, theirs.high))


def test_one_value_has_no_interval() -> None:
    alone = intervals.mean(np.array([3.0]))
    assert alone.value == 3.0
    assert np.isnan([alone.low, alone.high]).all()
    assert not alone.clear


def test_nothing_has_no_estimate() -> None:
    empty = np.array([])
    flags = empty.astype(bool)
    found = (
        intervals.share(0, 0),
        intervals.mean(empty),
        intervals.quantile(empty, 0.5),
        intervals.share_difference(flags, flags),
    )
    assert all(np.isnan(estimate.value) for estimate in found)


@pytest.mark.parametrize("share", [0.05, 0.25, 0.5, 0.75, 0.95])
def test_intervals_of_quantiles_hold_the_truth_19_times_in_20(share: float) -> None:
    rng = np.random.default_rng(5)
    samples = np.sort(rng.uniform(size=(800, 200)), axis=1)
    found = [intervals.quantile(sample, share) for sample in samples]
    covered = np.mean([estimate.low <= share <= estimate.high for estimate in found])
    assert 0.94 <= covered <= 0.99
    assert all(estimate.low <= estimate.value <= estimate.high for estimate in found)


@pytest.mark.parametrize(("gain", "loss"), [(0.02, 0.02), (0.3, 0.1), (0.005, 0.0)])
def test_intervals_of_paired_shares_hold_the_truth_19_times_in_20(gain: float, loss: float) -> None:
    rng = np.random.default_rng(5)
    covered = 0
    for _ in range(800):
        luck = rng.uniform(size=500)
        ours, theirs = luck < gain + 0.1, (luck >= gain) & (luck < gain + 0.1 + loss)
        estimate = intervals.share_difference(ours, theirs)
        covered += estimate.low <= gain - loss <= estimate.high
    assert 0.93 <= covered / 800 <= 1.0


def test_four_changes_of_a_thousand_are_not_enough_to_say_moved() -> None:
    """McNemar's exact test gives 4 to 0 a p of 0.125 and 7 to 0 one of 0.016."""
    none = np.zeros(1000, dtype=bool)
    assert not intervals.share_difference(np.arange(1000) < 4, none).clear
    assert intervals.share_difference(np.arange(1000) < 7, none).clear


def test_the_same_runs_differ_by_exactly_nothing() -> None:
    flags = np.arange(100) % 3 == 0
    estimate = intervals.share_difference(flags, flags)
    assert estimate.value == 0.0
    assert not estimate.clear


def test_by_luck_agrees_with_scipy() -> None:
    rng = np.random.default_rng(5)
    change = rng.normal(0.2, 1.0, 60)
    assert intervals.mean_by_luck(change) == pytest.approx(stats.ttest_1samp(change, 0).pvalue)
    ours, theirs = rng.random(80) < 0.4, rng.random(80) < 0.5
    gained, lost = int((ours & ~theirs).sum()), int((theirs & ~ours).sum())
    assert intervals.share_by_luck(ours, theirs) == pytest.approx(
        stats.binomtest(gained, gained + lost, 0.5).pvalue
    )


def test_by_luck_at_the_edges() -> None:
    same = np.zeros(20, dtype=np.bool_)
    assert np.isnan(intervals.mean_by_luck(np.array([0.3])))
    assert intervals.mean_by_luck(np.zeros(9)) == 1.0
    assert intervals.mean_by_luck(np.full(9, 0.1)) == 0.0
    assert intervals.share_by_luck(same, same) == 1.0
    assert intervals.share_by_luck(~same, same) == pytest.approx(2.0**-19)


def test_together_is_holms_adjustment() -> None:
    found = intervals.together(np.array([0.04, np.nan, 0.01, 0.03, 0.5]))
    assert np.allclose(found, [0.09, np.nan, 0.04, 0.09, 0.5], equal_nan=True)
    assert intervals.together(np.array([])).size == 0
    assert intervals.together(np.array([0.9, 0.8])).tolist() == [1.0, 1.0]

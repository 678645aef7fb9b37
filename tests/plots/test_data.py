"""What figures read: which scenarios, in which order, and which runs stand for the rest."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from simulation.plots.data import (
    central,
    default_baseline,
    depth,
    dots,
    months_of,
    select,
    series,
    spread_rows,
    typical_run,
)


def test_the_baseline_comes_first_and_the_rest_in_order(cases: Callable[[str], Any]) -> None:
    chosen = select(cases("paths"))
    assert chosen.names == ("maintain", "increase", "loosen")
    assert chosen.baseline == "maintain"
    assert chosen.others == ("increase", "loosen")
    assert select(cases("paths"), baseline="loosen").names == ("loosen", "increase", "maintain")


@pytest.mark.parametrize(
    ("names", "baseline"),
    [
        (["increase", "maintain"], "maintain"),
        (["b", "a"], "b"),
        (["loosen+x", "maintain+x", "maintain+y"], "maintain+x"),
        ([], None),
    ],
)
def test_the_default_baseline(names: list[str], baseline: str | None) -> None:
    assert default_baseline(names) == baseline


def test_a_selection_keeps_its_marks_and_shows_its_baseline(cases: Callable[[str], Any]) -> None:
    everything, some = select(cases("paths")), select(cases("paths"), ["loosen"], "maintain")
    assert some.names == ("maintain", "loosen")
    assert some.marks["loosen"] == everything.marks["loosen"]


def test_one_scenario_has_no_baseline(cases: Callable[[str], Any]) -> None:
    chosen = select(cases("paths"), ["loosen"])
    assert chosen.names == ("loosen",)
    assert chosen.baseline is None
    assert chosen.others == ("loosen",)


def test_series_are_runs_by_months(cases: Callable[[str], Any]) -> None:
    results = cases("paths")
    shuffled = type(results)(
        results.outcomes, results.months.sample(frac=1, random_state=1), results.scenarios, results.manifest
    )
    runs, months, values = series(shuffled, "axis_index", "loosen")
    assert months == months_of(shuffled)
    assert values.shape == (300, 24)
    assert list(runs) == list(range(300))
    last = results.months.query("scenario == 'loosen' and run == 17 and month == '2026-12'")
    assert values[17, -1] == last["axis_index"].item()
    assert months_of(shuffled)[0] == "2025-01"


def test_the_typical_run_is_the_deepest() -> None:
    flat = np.linspace(-1, 1, 11)[:, None] * np.ones(5)
    assert typical_run(flat) == 5
    assert depth(flat).argmin() in (0, 10)
    crossing = np.vstack([flat, np.linspace(-1, 1, 5)])  # passes from one edge to the other
    assert depth(crossing)[-1] < depth(crossing)[5]


def test_depth_counts_pairs_as_its_definition_does() -> None:
    paths = np.round(np.random.default_rng(3).normal(size=(9, 4)), 1)
    expected = np.zeros(9)
    pairs = [(i, j) for i in range(9) for j in range(i)]
    for i, j in pairs:
        low, high = np.minimum(paths[i], paths[j]), np.maximum(paths[i], paths[j])
        expected += ((paths >= low) & (paths <= high)).mean(axis=1)
    np.testing.assert_allclose(depth(paths), expected / len(pairs))


def test_sample_runs_spread_over_the_ends() -> None:
    paths = np.random.default_rng(1).normal(size=(200, 3))
    rows = spread_rows(paths, 7)
    assert rows == spread_rows(paths, 7)
    ends = np.sort(paths[:, -1])
    ranks = [int(np.searchsorted(ends, paths[row, -1])) for row in rows]
    assert ranks == sorted(ranks)
    assert min(np.diff(ranks)) >= 28
    assert len(set(spread_rows(paths[:3], 7))) == 3


def test_bands_hold_their_share() -> None:
    paths = np.random.default_rng(2).normal(size=(1000, 2))
    low, high = central(paths, 0.8)
    assert ((paths >= low) & (paths <= high)).mean(axis=0) == pytest.approx([0.8, 0.8], abs=0.005)


def test_dots_stand_for_equal_shares() -> None:
    sample = np.random.default_rng(2).normal(size=5000)
    found = dots(sample, 50)
    assert found.size == 50
    assert [(sample <= dot).mean() for dot in found] == pytest.approx((np.arange(50) + 0.5) / 50, abs=0.001)
    assert list(dots(np.array([3.0, 1.0]), 50)) == [1.0, 3.0]

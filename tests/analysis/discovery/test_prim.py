"""PRIM on planted boxes: found with its bounds, and nothing added to it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from simulation.analysis.discovery.prim import Peeled, prim, quasi_p
from simulation.analysis.discovery.regions import Region, roundest
from simulation.analysis.discovery.screening import Screen


def planted(
    runs: int, inputs: int, within: float, without: float, seed: int
) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Runs of which a case is likely where x3 lies in 0.2 to 0.5 and x7 above 0.7."""
    rng = np.random.default_rng(seed)
    values = rng.random((runs, inputs))
    inside = (values[:, 3] > 0.2) & (values[:, 3] <= 0.5) & (values[:, 7] > 0.7)
    return values, rng.random(runs) < np.where(inside, within, without)


def found(values: Any, cases: Any) -> tuple[Peeled, list[int]]:
    nominal = np.zeros(values.shape[1], dtype=np.bool_)
    columns = Screen(values, nominal).foremost(np.ones(len(cases), dtype=np.bool_), cases)
    return prim(values[:, columns], cases, looked_at=values.shape[1]), columns


@pytest.mark.parametrize(
    ("runs", "inputs", "within", "without", "seed"),
    [
        (1000, 40, 0.8, 0.1, 1),
        (1500, 250, 0.9, 0.05, 2),
        (6000, 100, 0.15, 0.005, 3),
        (1000, 250, 0.8, 0.1, 4),
    ],
)
def test_a_planted_box_is_found_to_a_few_hundredths(
    runs: int, inputs: int, within: float, without: float, seed: int
) -> None:
    """Among up to 250 inputs, of a case in 2 of 100 runs to one in 16."""
    peeled, columns = found(*planted(runs, inputs, within, without, seed))
    assert peeled.chosen is not None
    box = {
        columns[place]: (peeled.chosen.low[place], peeled.chosen.high[place])
        for place in peeled.chosen.restricted
    }
    assert set(box) == {3, 7}
    assert box[3] == pytest.approx((0.2, 0.5), abs=0.05)
    assert box[7][0] == pytest.approx(0.7, abs=0.03)
    assert box[7][1] > 0.95  # luck may trim the far edge


def test_the_trajectory_gives_coverage_for_density() -> None:
    values, cases = planted(1500, 40, 0.9, 0.05, 5)
    steps = found(values, cases)[0].trajectory
    runs = [step.runs for step in steps]
    assert runs == sorted(runs, reverse=True)
    assert runs[0] == 1500
    assert runs[-1] >= 20
    assert max(step.hits / step.runs for step in steps) > 0.8
    for step in steps[::10]:
        inside = step.region.holds(values[:, found(values, cases)[1]])
        assert (inside.sum(), cases[inside].sum()) == (step.runs, step.hits)


def test_of_what_decides_nothing_no_box_has_two_conditions() -> None:
    """One is handed on to be judged by other runs; a second would have to be worth all that was looked at."""
    rng = np.random.default_rng(6)
    sizes = []
    for _ in range(20):
        peeled, _columns = found(rng.random((400, 60)), rng.random(400) < 0.3)
        sizes.append(len(peeled.chosen.restricted) if peeled.chosen else 0)
    assert sum(size > 1 for size in sizes) <= 2


def test_a_choice_is_kept_to_some_of_its_values() -> None:
    rng = np.random.default_rng(7)
    values = np.column_stack([rng.integers(0, 5, 2000).astype(float), rng.random((2000, 5))])
    cases = rng.random(2000) < np.where(np.isin(values[:, 0], [1, 3]), 0.6, 0.1)
    nominal = np.array([True, *[False] * 5])
    peeled = prim(values, cases, nominal)
    assert peeled.chosen is not None
    assert peeled.chosen.out == {(0, 0.0), (0, 2.0), (0, 4.0)}
    assert peeled.chosen.restricted == [0]


def test_what_is_missing_lies_in_no_box() -> None:
    values, cases = planted(3000, 10, 0.8, 0.1, 8)
    values[::7, 7] = np.nan
    peeled = prim(values, cases)
    assert peeled.chosen is not None
    assert 7 in peeled.chosen.restricted
    assert not peeled.chosen.holds(values)[::7].any()


def test_constant_and_twin_inputs_change_nothing() -> None:
    values, cases = planted(1500, 10, 0.9, 0.05, 9)
    more = np.column_stack([values, np.ones(1500), values[:, 7]])
    ours, theirs = prim(values, cases).chosen, prim(more, cases).chosen
    assert ours is not None
    assert theirs is not None
    assert (ours.holds(values) == theirs.holds(more)).all()
    assert len(theirs.restricted) == 2


def test_quasi_p_is_the_binomial_tail() -> None:
    from scipy.stats import binom

    cases = np.arange(100) % 4 == 0
    wider = np.arange(100) < 80
    inside = cases & (np.arange(100) < 40) | (np.arange(100) < 10)
    expected = binom.sf(cases[inside].sum() - 1, inside.sum(), cases[wider].mean())
    assert quasi_p(cases, inside, wider) == pytest.approx(expected)
    assert quasi_p(cases, wider, wider) == 1.0


@pytest.mark.parametrize(
    ("low", "high", "best", "expected"),
    [(0.5955, 0.6015, 0.598, 0.6), (0.43, 0.57, 0.48, 0.5), (99.2, 100.7, 100.2, 100), (-0.1, 0.1, 0.03, 0)],
)
def test_of_bounds_as_likely_the_roundest(low: float, high: float, best: float, expected: float) -> None:
    assert roundest(low, high, best) == pytest.approx(expected)


def test_a_region_holds_what_it_says() -> None:
    values = np.array([[0.1, 1.0], [0.3, 2.0], [0.6, 1.0], [np.nan, 1.0]])
    box = Region.whole(2).bounded(0, low=0.2)
    assert box.holds(values).tolist() == [False, True, True, False]
    assert Region(box.low, box.high, frozenset({(1, 2.0)})).holds(values).tolist() == [
        False,
        False,
        True,
        False,
    ]
    assert box.freed(0).holds(values).all()

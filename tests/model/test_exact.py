"""A run's history does not depend on what surrounds it: runs, blocks, order, inert company."""

from __future__ import annotations

import numpy as np
import pytest

from simulation.model import Block, simulate
from simulation.scenario import Scenario, find_scenario

SEED = 2025


@pytest.fixture(scope="module")
def loosen() -> Scenario:
    return find_scenario("iran_paths#loosen")


@pytest.fixture(scope="module")
def whole(loosen: Scenario) -> Block:
    return simulate(loosen, np.arange(1000), SEED)


def assert_same(part: Block, whole: Block, rows: np.ndarray) -> None:
    """Every outcome and every month of `part` equals those rows of `whole`, bit for bit."""
    for name, values in part.outcomes.items():
        np.testing.assert_array_equal(values, whole.outcomes[name][rows], err_msg=name)
    for name, values in part.months.items():
        np.testing.assert_array_equal(values, whole.months[name][:, rows], err_msg=name)


def test_run_537_alone(loosen: Scenario, whole: Block) -> None:
    assert_same(simulate(loosen, np.array([537]), SEED), whole, np.array([537]))


@pytest.mark.parametrize("size", [64, 7, 250])
def test_blocks_of_any_size(loosen: Scenario, whole: Block, size: int) -> None:
    rows = np.arange(256, min(256 + size, 1000))
    assert_same(simulate(loosen, rows, SEED), whole, rows)


def test_another_order(loosen: Scenario, whole: Block) -> None:
    rows = np.array([900, 3, 537, 0, 44])
    assert_same(simulate(loosen, rows, SEED), whole, rows)


def test_runs_are_distinct_histories(whole: Block) -> None:
    histories = np.concatenate([whole.months[name] for name in ("axis_index", "lean", "axis_strength")])
    assert len(np.unique(histories, axis=1).T) == 1000


def test_identical_scenarios_differ_by_exactly_zero(whole: Block) -> None:
    twin = simulate(find_scenario("iran_paths#loosen"), np.arange(1000), SEED)
    assert_same(twin, whole, np.arange(1000))


def test_another_seed_is_other_luck(loosen: Scenario, whole: Block) -> None:
    other = simulate(loosen, np.arange(1000), SEED + 1)
    assert (other.outcomes["axis_index"] != whole.outcomes["axis_index"]).mean() > 0.5
    shifted = simulate(loosen, np.arange(999), SEED + 1)
    assert not np.array_equal(shifted.months["lean"], whole.months["lean"][:, 1:])

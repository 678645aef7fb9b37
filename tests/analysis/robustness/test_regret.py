"""Regret, satisficing and their kin: by hand, and what must not change them."""

from __future__ import annotations

import numpy as np
import pytest

from simulation.analysis.robustness.regret import (
    CRITERIA,
    LESS_IS_BETTER,
    bootstrapped,
    criteria,
    domain,
    regrets,
    satisfied,
    share_best,
)

# Three worlds, three options.
UTILITY = np.array([[0.9, 0.5, 0.6], [0.2, 0.5, 0.5], [0.4, 0.5, 0.1]])


@pytest.fixture
def drawn() -> np.ndarray:
    """Two hundred worlds, four options."""
    return np.random.default_rng(3).beta(2, 2, (200, 4))


def test_regrets_by_hand() -> None:
    expected = [[0.0, 0.4, 0.3], [0.3, 0.0, 0.0], [0.1, 0.0, 0.4]]
    assert regrets(UTILITY) == pytest.approx(np.array(expected))


def test_criteria_by_hand() -> None:
    found = criteria(UTILITY, 0.5)
    assert found["utility"] == pytest.approx([0.5, 0.5, 0.4])
    assert found["regret"] == pytest.approx([0.4 / 3, 0.4 / 3, 0.7 / 3])
    assert found["worst"] == pytest.approx([0.3, 0.4, 0.4])  # the first is the choice of minimax regret
    assert found["regret90"] == pytest.approx([0.1 + 0.8 * 0.2, 0.8 * 0.4, 0.3 + 0.8 * 0.1])
    assert found["satisfied"] == pytest.approx([1 / 3, 1.0, 2 / 3])
    assert found["best"] == pytest.approx([1 / 3, 1.5 / 3, 0.5 / 3])  # the second world is shared
    assert set(found) == set(CRITERIA)


def test_the_same_for_every_option_changes_no_regret(drawn: np.ndarray) -> None:
    per_world = np.random.default_rng(4).normal(size=(200, 1))
    moved, plain = criteria(drawn + per_world, 0.5), criteria(drawn, 0.5)
    for name in ("regret", "regret90", "worst", "best"):
        assert moved[name] == pytest.approx(plain[name]), name
    constant = criteria(drawn + 0.25, 0.75)
    for name in set(CRITERIA) - {"utility"}:
        assert constant[name] == pytest.approx(plain[name]), name
    assert constant["utility"] == pytest.approx(plain["utility"] + 0.25)


def test_a_dominated_option_is_chosen_by_no_criterion(drawn: np.ndarray) -> None:
    worse = np.column_stack([drawn, drawn[:, 0] - 0.05])
    for name, values in criteria(worse, 0.5).items():
        better = values[0] < values[4] if name in LESS_IS_BETTER else values[0] >= values[4]
        assert better, name
    assert share_best(worse)[4] == 0.0
    assert domain(worse)[4] == 0.0


def test_the_domain_weighs_kinds_of_worlds_whatever_their_number() -> None:
    """Nine worlds in ten are good and favour the first; weighed by kind, half of the weightings do not."""
    good, bad = [[0.9, 0.8]] * 50, [[0.1, 0.2]] * 50
    assert domain(np.array(good + bad)) == pytest.approx([0.5, 0.5], abs=0.03)
    good, bad = [[0.9, 0.8]] * 90, [[0.1, 0.2]] * 10
    first = domain(np.array(good + bad))[0]
    # 9 of 10 classes favour it; the tenth, of a Dirichlet(1, ..., 1), outweighs them with chance 1 / 2^9.
    assert first == pytest.approx(1 - 0.5**9, abs=0.003)
    assert domain(UTILITY).sum() == pytest.approx(1.0)


def test_satisfied_at_the_threshold_itself() -> None:
    assert satisfied(np.array([[0.5, 0.49]]), 0.5).tolist() == [1.0, 0.0]


def test_intervals_hold_the_truth_and_a_clear_lead_is_told() -> None:
    rng, hits = np.random.default_rng(8), 0
    for seed in range(20):
        world = rng.normal(size=(150, 1))
        utility = world + rng.normal([0.0, 0.1], 0.3, (150, 2))
        low, high = bootstrapped(utility, 0.0, seed)[0]["utility"]
        hits += bool((low <= [0.0, 0.1]).all() and (high >= [0.0, 0.1]).all())
    assert hits >= 15
    clear = rng.random((200, 1)) + np.array([[0.0, 0.2]])
    edges, first = bootstrapped(clear, 0.5)
    assert first.tolist() == [0.0, 1.0]
    assert "worst" not in edges
    assert edges["regret"][0][0] == pytest.approx(0.2)

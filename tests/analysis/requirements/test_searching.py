"""The search for the fewest and smallest changes finds what was planted, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np
import pytest

from simulation.analysis.requirements.searching import Change, Request, Search, search

NAMES = tuple(f"x{n}" for n in range(10))
LUCK = np.random.default_rng(1).random((3, 4000, len(NAMES) + 1))
Odds = Callable[[np.ndarray], np.ndarray]


def planted(odds: Odds, levers: Mapping[str, float] | None = None) -> Callable[[Sequence[Request]], list]:
    """A model of ten beliefs whose log-odds are known; a lever adds to them. A run's luck is its number's."""
    worth = levers or {}

    def one(request: Request) -> np.ndarray:
        own = LUCK[request.runs // 1_000_000, request.runs % 1_000_000]
        believed = np.where(np.isnan(request.points), own[:, :-1], request.points)
        value = odds(believed) + sum(worth[change.option] for change in request.levers)
        hits = own[:, -1] < 1 / (1 + np.exp(-value))
        return np.stack([hits.astype(np.float64), np.zeros(hits.size)])

    return lambda requests: [one(request) for request in requests]


def two(believed: np.ndarray) -> np.ndarray:
    """Only x3 and x7 matter; either alone gives at most 0.27, both together at their ends 0.92."""
    return -2.5 + 1.8 * (believed[:, 3] - 0.5) - 1.8 * (believed[:, 7] - 0.5) + joint(believed)


def joint(believed: np.ndarray) -> np.ndarray:
    """What only both together bring."""
    return 16 * np.maximum(believed[:, 3] - 0.5, 0) * np.maximum(0.5 - believed[:, 7], 0)


def asked(odds: Odds, wanted: float, **more: object) -> Search:
    return replace(Search(planted(odds), NAMES, wanted, runs=250, seed=3), **more)


def test_the_two_that_matter_are_found_with_the_smallest_sizes() -> None:
    found = search(asked(two, 0.5))
    assert found.reached
    assert {change.name for change in found.changes} == {"x3", "x7"}
    sizes = {change.name: change.quantile - 0.5 for change in found.changes}
    assert sizes["x3"] > 0 > sizes["x7"]
    # Log-odds of 0 are reached at 3.6 s + 16 s^2 = 2.5 where both move by s; a little more for certainty.
    least = (-3.6 + np.sqrt(3.6**2 + 4 * 16 * 2.5)) / 32
    for size in sizes.values():
        assert least - 0.03 < abs(size) < least + 0.06
    assert found.steps[0].value < 0.2
    assert found.steps[-1].low >= 0.5
    assert found.steps[-1].value < 0.6


def test_one_change_is_enough_where_one_is() -> None:
    found = search(asked(lambda x: 6 * (x[:, 2] - 0.5) + 0.5 * (x[:, 4] - 0.5) - 1, 0.6))
    assert found.reached
    (change,) = found.changes
    assert change.name == "x2"
    # 6 s - 1 = log-odds of 0.6 at s = 0.234
    assert 0.22 < change.size < 0.31


def test_a_probability_can_be_brought_down() -> None:
    found = search(asked(lambda x: 6 * (x[:, 2] - 0.5) + 0.5, 0.2))
    assert found.reached
    assert [change.name for change in found.changes] == ["x2"]
    assert found.changes[0].quantile < 0.5
    assert found.steps[-1].high <= 0.2


def test_nothing_changes_where_it_is_there_already() -> None:
    found = search(asked(lambda x: 0 * x[:, 0], 0.5))
    assert found.reached
    assert found.changes == ()


def test_what_cannot_be_reached_is_said_with_the_closest() -> None:
    found = search(asked(lambda x: -4 + 1.0 * x[:, 1] + 0.8 * x[:, 5], 0.5, most=2))
    assert not found.reached
    assert found.steps[-1].high < 0.5
    assert {(change.name, change.quantile) for change in found.changes} <= {("x1", 0.95), ("x5", 0.95)}
    assert found.steps[-1].value > found.steps[0].value


@pytest.mark.parametrize("names", [("x0",), ("x0", "x1")])
def test_where_nothing_is_left_to_change_the_search_ends(names: tuple[str, ...]) -> None:
    play = planted(lambda believed: -2.5 + believed[:, 0])
    found = search(
        Search(lambda asks: play([_widened(a) for a in asks]), names, 0.9, most=3, runs=100, seed=3)
    )
    assert not found.reached
    assert {change.name for change in found.changes} == {"x0"}


def _widened(request: Request) -> Request:
    """The same request of the model of ten beliefs: those that are not asked about stay as drawn."""
    points = np.full((request.runs.size, len(NAMES)), np.nan)
    points[:, : request.points.shape[1]] = request.points
    return replace(request, points=points)


def test_a_lever_is_a_whole_step() -> None:
    play = planted(lambda x: -2 + 0.8 * (x[:, 1] - 0.5), {"hard": 2.5, "soft": 0.2})
    found = search(Search(play, NAMES, 0.5, runs=250, levers={"posture": ("soft", "hard")}))
    assert found.reached
    assert found.changes == (Change("posture", option="hard"),)


def test_what_hardly_ever_happens_is_climbed_by_its_guide() -> None:
    def play(requests: Sequence[Request]) -> list[np.ndarray]:
        hits = planted(lambda x: np.where((x[:, 3] > 0.9) & (x[:, 6] > 0.9), 4.0, -40.0))(requests)
        near = planted(lambda x: 3 * x[:, 3] + 3 * x[:, 6] - 3)(requests)
        return [np.stack([hit[0], guide[0]]) for hit, guide in zip(hits, near, strict=True)]

    found = search(Search(play, NAMES, 0.5, runs=150))
    assert found.reached
    assert {change.name for change in found.changes} == {"x3", "x6"}


def test_the_same_search_finds_the_same() -> None:
    assert search(asked(two, 0.5)) == search(asked(two, 0.5))


@pytest.mark.parametrize("by", [0.0, 0.5, 1.0])
def test_a_change_shrinks_towards_the_middle(by: float) -> None:
    change = Change("x", 0.9).shrunk(by)
    assert change.size == pytest.approx(0.4 * by)
    assert Change("x", option="a").shrunk(by) == Change("x", option="a")

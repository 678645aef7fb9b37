"""Textbook cases through the library of scores, and when a pooled score is refused."""

from __future__ import annotations

import math
import subprocess
import sys

import numpy as np
import pytest

from simulation.analysis.past import scores
from simulation.analysis.past.scores import Forecast, effective_size, pooled_skill, score, skill


@pytest.mark.parametrize(
    ("probability", "happened", "brier"),
    [(0.5, 1.0, 0.25), (0.5, 0.0, 0.25), (0.9, 1.0, 0.01), (0.9, 0.0, 0.81)],
)
def test_brier(probability: float, happened: float, brier: float) -> None:
    assert score(Forecast("binary", np.array([probability])), happened) == pytest.approx(brier)


@pytest.mark.parametrize(
    ("shares", "place", "rps"),
    [
        ([0.1, 0.2, 0.3, 0.4], 2, 0.26),  # Epstein's score as in the library's own example
        ([1.0, 0.0, 0.0], 0, 0.0),
        ([1.0, 0.0, 0.0], 1, 1.0),
        ([1.0, 0.0, 0.0], 2, 2.0),  # farther off is worse
        ([0.3, 0.7], 0, 0.49),  # of two categories it is the Brier score
    ],
)
def test_rps(shares: list[float], place: int, rps: float) -> None:
    assert score(Forecast("ordered", np.array(shares)), float(place)) == pytest.approx(rps)


def test_crps_of_a_point_is_its_distance() -> None:
    assert score(Forecast("number", np.array([7.0, 7.0])), 10.0) == pytest.approx(3.0)


def test_fair_crps_by_hand() -> None:
    """E|X - 3| = (2 + 1 + 1) / 3; over distinct pairs E|X - X'| = (1 + 3 + 2) / 3, of which half."""
    assert score(Forecast("number", np.array([1.0, 2.0, 4.0])), 3.0) == pytest.approx(4 / 3 - 1.0)


def test_fair_crps_of_a_normal_is_the_closed_form() -> None:
    members = np.random.default_rng(1).normal(size=20_000)
    at_the_middle = 2 / math.sqrt(2 * math.pi) - 1 / math.sqrt(math.pi)  # Gneiting & Raftery 2007
    assert score(Forecast("number", members), 0.0) == pytest.approx(at_the_middle, abs=0.01)


def test_fair_crps_does_not_depend_on_the_size_of_the_ensemble() -> None:
    deal = np.random.default_rng(2)
    small = np.mean([score(Forecast("number", deal.normal(size=3)), 0.5) for _ in range(4000)])
    large = np.mean([score(Forecast("number", deal.normal(size=100)), 0.5) for _ in range(400)])
    assert small == pytest.approx(large, abs=0.03)


def test_skill() -> None:
    assert skill(0.0, 0.2) == 1.0
    assert skill(0.2, 0.2) == 0.0
    assert skill(0.4, 0.2) == -1.0
    assert math.isnan(skill(0.1, 0.0))


def test_questions_on_one_episode_count_for_less() -> None:
    assert effective_size([15]) == pytest.approx(15 / 5.2)
    assert effective_size([15] * 6) == pytest.approx(90 / 5.2)
    assert effective_size([1] * 12) == pytest.approx(12.0)
    assert effective_size([15], rho=0.0) == 15.0
    assert effective_size([]) == effective_size([0]) == 0.0


def test_a_pooled_skill_of_too_few_is_refused() -> None:
    mine = {f"episode {n}": [0.1] * 15 for n in range(3)}
    reference = {name: [0.2] * 15 for name in mine}
    refused, size = pooled_skill(mine, reference)
    assert refused is None
    assert size < scores.LEAST_EFFECTIVE
    mine |= {f"episode {n}": [0.1] * 15 for n in range(3, 6)}
    reference = {name: [0.2] * 15 for name in mine}
    given, size = pooled_skill(mine, reference)
    assert given == pytest.approx(0.5)
    assert size == pytest.approx(17.3, abs=0.05)


def test_the_command_line_does_not_import_the_library() -> None:
    code = "import sys, simulation.cli.validating as _; sys.exit('scoringrules' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0

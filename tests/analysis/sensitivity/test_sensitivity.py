"""Sensitivity: known functions get their known indices, and noise is told as noise."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import pytest

from simulation.analysis.designs.targets import Target, targets
from simulation.analysis.sensitivity.indices import (
    DUMMY,
    LUCK,
    OTHERS,
    Function,
    Study,
    foremost,
    screen,
    share_out,
    uncertain,
)
from simulation.errors import InputError
from simulation.scenario import Scenario, find_scenario

NAMES = ("strong", "weak", "idle")
INDEX = [Target("axis_index")]


def luck(numbers: Any, stream: int = 0) -> Any:
    """A standard normal number for each luck, the same whenever it is met."""
    drawn = np.random.default_rng(stream + 5).normal(size=int(numbers.max()) + 1)
    return drawn[numbers]


def known(points: Any, numbers: Any) -> pd.DataFrame:
    """4 strong + weak, and as much luck as that varies; verdicts from it; and what never happens."""
    index = 4 * points[:, 0] + points[:, 1] + luck(numbers)
    verdict = np.where(index > 3, "leaving", "hedging")
    return pd.DataFrame({"axis_index": index, "axis_verdict": verdict, "sieges": 0.0})


KNOWN = Function(known, seed=7, luck=20)


def ishigami(points: Any, _: Any) -> pd.DataFrame:
    """Ishigami and Homma (1990), whose indices are known."""
    x = np.pi * (2 * points - 1)
    return pd.DataFrame(
        {"y": np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])}
    )


def row(table: pd.DataFrame, parameter: str) -> Any:
    found = table[table["parameter"] == parameter]
    assert len(found) == 1
    return found.iloc[0]


def test_screening_finds_what_matters_and_its_sign() -> None:
    found = screen(KNOWN, NAMES, INDEX)
    assert row(found, "strong")["change"] == pytest.approx(2.0)
    assert row(found, "strong")["signed"] == pytest.approx(2.0)
    assert row(found, "weak")["change"] == pytest.approx(0.5)
    assert row(found, "idle")["change"] == 0.0
    assert set(found.loc[found["told"], "parameter"]) == {"strong", "weak"}
    assert 0.05 < row(found, LUCK)["change"] < 0.6
    assert row(found, DUMMY)["change"] == 0.0
    assert np.isnan(row(found, LUCK)["signed"])
    assert found["change"].is_monotonic_decreasing
    assert foremost(found, 8) == ("strong", "weak")
    assert foremost(found, 1) == ("strong",)


def test_indices_are_those_of_the_function() -> None:
    found = share_out(KNOWN, NAMES, INDEX, 512, shifts=False)
    parts = {"strong": 16 / 12, "weak": 1 / 12, "idle": 0.0, DUMMY: 0.0, LUCK: 1 / KNOWN.luck}
    for name, variance in parts.items():
        expected = variance / sum(parts.values())
        assert row(found, name)["total"] == pytest.approx(expected, abs=0.03)
        assert row(found, name)["first"] == pytest.approx(expected, abs=0.06)
        assert abs(row(found, name)["total"] - expected) < 2 * row(found, name)["total_reach"] + 1e-9
    assert set(found.loc[found["told"], "parameter"]) == {"strong", "weak"}


def test_indices_of_ishigami_are_the_analytic_ones() -> None:
    """First and total order by Ishigami and Homma's formulas; delta as Plischke et al. (2013) give it.

    Few classes blur the waves of x2, whose delta comes out below its 0.39.
    """
    found = share_out(Function(ishigami), ("x1", "x2", "x3"), [Target("y")], 256)
    first = {"x1": 0.3139, "x2": 0.4424, "x3": 0.0}
    total = {"x1": 0.5576, "x2": 0.4424, "x3": 0.2437}
    for name in first:
        for index, exact in (("first", first[name]), ("total", total[name])):
            assert row(found, name)[index] == pytest.approx(exact, abs=0.07), (name, index)
            assert abs(row(found, name)[index] - exact) < 2 * row(found, name)[f"{index}_reach"] + 0.01
    for name, exact, tolerance in (("x1", 0.21, 0.06), ("x2", 0.39, 0.15), ("x3", 0.15, 0.06)):
        assert row(found, name)["delta"] == pytest.approx(exact, abs=tolerance)
        assert row(found, name)["pawn"] > row(found, DUMMY)["pawn"]
        assert row(found, name)["told"]
    for name in (OTHERS, LUCK, DUMMY):  # a function without luck has none of them
        assert row(found, name)["total"] == 0.0
        assert not row(found, name)["told"]
        assert row(found, name)["delta"] < 0.06


def test_what_only_deals_luck_otherwise_is_called_noise() -> None:
    """A parameter that chooses whose luck a run meets moves every run, and no mean but by chance."""

    def shuffled(points: Any, numbers: Any) -> pd.DataFrame:
        turn = (points[:, 1] > 0.5).astype(np.int64)
        drawn = np.where(turn, luck(numbers), luck(numbers, stream=1))
        return pd.DataFrame({"y": points[:, 0] + 2 * drawn})

    found = share_out(Function(shuffled, luck=20), ("real", "shuffle"), [Target("y")], 256, shifts=False)
    assert row(found, "shuffle")["total"] > row(found, "shuffle")["total_reach"]
    assert row(found, LUCK)["total"] > row(found, "shuffle")["total"]
    assert set(found.loc[found["told"], "parameter"]) == {"real"}


@pytest.mark.parametrize("seed", range(2))
def test_a_planted_lever_is_found_among_idle_ones_and_a_literal_dummy_ranks_below_the_line(seed: int) -> None:
    """A rare ending of a stochastic toy that one lever of forty makes more frequent."""
    names = tuple(f"x{place}" for place in range(40))

    def toy(points: Any, numbers: Any, at: int = 17) -> pd.DataFrame:
        ends = luck(numbers, seed) + 1.2 * points[:, at] > 1.5
        return pd.DataFrame({"ending": np.where(ends, "planted", "usual")})

    asked = [Target("ending", "planted")]
    found = screen(Function(toy, seed, 40), names, asked)
    assert foremost(found, 10)[0] == "x17"
    assert row(found, DUMMY)["change"] < row(found, LUCK)["change"]
    assert len(foremost(found, 40)) <= 2
    indices = share_out(Function(partial(toy, at=0), seed, 40), ("x17", "x3"), asked, 64)
    ranked = list(indices["parameter"])
    assert ranked[0] == "x17"
    assert ranked.index(DUMMY) > ranked.index(LUCK)
    assert not row(indices, "x3")["told"]
    for index in ("pawn", "delta"):
        line = row(indices, DUMMY)[index] + row(indices, DUMMY)[f"{index}_reach"]
        assert row(indices, "x17")[index] > line


def test_shares_of_runs_and_outcomes_that_never_vary() -> None:
    asked = targets(["axis_verdict=leaving", "sieges"])
    screened = screen(KNOWN, NAMES, asked)
    assert not screened.loc[screened["outcome"] == "sieges", "told"].any()
    assert row(screened[screened["outcome"] != "sieges"], "strong")["told"]
    assert set(share_out(KNOWN, NAMES, asked, 64, shifts=False)["outcome"]) == {"axis_verdict=leaving"}


def test_the_foremost_are_taken_from_every_outcome_in_turn() -> None:
    table = pd.DataFrame(
        [
            ("a", "x", True),
            ("a", "y", True),
            ("a", "z", True),
            ("b", "w", True),
            ("b", "x", True),
            ("b", "v", False),
        ],
        columns=["outcome", "parameter", "told"],
    )
    assert foremost(table, 8) == ("x", "w", "y", "z")
    assert foremost(table, 2) == ("x", "w")


def test_what_is_uncertain() -> None:
    scenario = find_scenario("maintain")
    names = uncertain(scenario)
    assert "us_commitment" in names
    assert not any("." in name for name in names)
    fixed = Scenario(name="x", start="2025-01", assume={"us_commitment": 0.3})
    assert set(names) - set(uncertain(fixed)) == {"us_commitment"}
    assert uncertain(scenario, ["us_commitment"]) == ("us_commitment",)
    assert len(uncertain(scenario, attributes=True)) > len(names) + 100
    assert uncertain(scenario, ["kataib_hizballah.doctrine"]) == ("kataib_hizballah.doctrine",)
    with pytest.raises(InputError, match="did you mean 'us_commitment'"):
        uncertain(scenario, ["us_comitment"])


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (lambda: Study(find_scenario("maintain"), 1, luck=9), "9 lucks a point are too few"),
        (lambda: screen(Study(find_scenario("maintain"), 1), NAMES, INDEX, 3), "3 trajectories are too few"),
        (lambda: share_out(Study(find_scenario("maintain"), 1), NAMES, INDEX, 32), "32 points will not do"),
        (lambda: share_out(Study(find_scenario("maintain"), 1), NAMES, INDEX, 100), "power of two"),
    ],
)
def test_what_is_too_small_to_say_anything(asked: Any, said: str) -> None:
    with pytest.raises(InputError, match=said):
        asked()


def test_the_model_itself_in_small() -> None:
    study = Study(find_scenario("maintain"), 2025, luck=10, jobs=1)
    found = screen(study, ("us_commitment",), targets(["axis_index"]), 6)
    assert row(found, "us_commitment")["signed"] > 0
    assert row(found, "us_commitment")["told"]


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        (["axis_index"], ["axis_index"]),
        (
            ["axis_verdict"],
            [f"axis_verdict={name}" for name in ("in_the_axis", "hedging", "leaving", "left")],
        ),
        (["pm=sudani", "axis_verdict = left"], ["pm=sudani", "axis_verdict=left"]),
    ],
)
def test_targets(asked: list[str], names: list[str]) -> None:
    assert list(map(str, targets(asked))) == names


@pytest.mark.parametrize(
    ("asked", "said"),
    [("axis_indx", "did you mean 'axis_index'"), ("axis_verdict=leavin", "did you mean 'leaving'")],
)
def test_targets_that_are_none(asked: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        targets([asked])


def test_what_a_target_reads() -> None:
    frame = pd.DataFrame({"pm": ["sudani", "x"], "months_to_form": [3.0, np.nan], "sieges": [1, 2]})
    assert Target("pm", "sudani").read(frame).tolist() == [1.0, 0.0]
    assert Target("sieges").read(frame).tolist() == [1.0, 2.0]
    with pytest.raises(InputError, match="is empty in 1 runs"):
        Target("months_to_form").read(frame)
    with pytest.raises(InputError, match="name one: pm=sudani"):
        Target("pm").read(frame)

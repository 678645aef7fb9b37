"""Sensitivity: known functions get their known indices, and noise is told as noise."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from simulation.analysis import sensitivity
from simulation.analysis.sensitivity import LUCK, OTHERS, Study, foremost, screen, share_out, uncertain
from simulation.analysis.targets import Target, targets
from simulation.errors import InputError
from simulation.scenario import Scenario, find_scenario

NAMES = ("strong", "weak", "idle")
INDEX = [Target("axis_index")]


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> Study:
    """A study whose model is 4 strong + weak + others / 2, and as much luck as that varies."""

    def play(scenario: Any, ensembles: Any, seed: int, **_: Any) -> pd.DataFrame:
        point, turn = np.divmod(np.arange(ensembles.rows), ensembles.luck)
        values = ensembles.points[point]
        luck = np.random.default_rng(ensembles.deals.max() + 1).normal(size=(ensembles.deals.max() + 1, 99))
        others = np.random.default_rng(5).random(ensembles.beliefs.max() + 1)
        index = 4 * values[:, 0] + values[:, 1] + others[ensembles.beliefs[point]] / 2
        index = index + luck[ensembles.deals[point], turn]
        verdict = np.where(index > 3, "leaving", "hedging")
        return pd.DataFrame({"axis_index": index, "axis_verdict": verdict, "sieges": 0.0})

    monkeypatch.setattr(sensitivity, "play", play)
    return Study(find_scenario("maintain"), 7)


def row(table: pd.DataFrame, parameter: str) -> Any:
    found = table[table["parameter"] == parameter]
    assert len(found) == 1
    return found.iloc[0]


def test_screening_finds_what_matters_and_its_sign(known: Study) -> None:
    found = screen(known, NAMES, INDEX)
    assert row(found, "strong")["change"] == pytest.approx(2.0)
    assert row(found, "strong")["signed"] == pytest.approx(2.0)
    assert row(found, "weak")["change"] == pytest.approx(0.5)
    assert row(found, "idle")["change"] == 0.0
    assert set(found.loc[found["told"], "parameter"]) == {"strong", "weak"}
    assert 0.05 < row(found, LUCK)["change"] < 0.6
    assert np.isnan(row(found, LUCK)["signed"])
    assert found["change"].is_monotonic_decreasing
    assert foremost(found, 8) == ("strong", "weak")
    assert foremost(found, 1) == ("strong",)


def test_indices_are_those_of_the_function(known: Study) -> None:
    found = share_out(known, NAMES, INDEX, 512)
    parts = {"strong": 16 / 12, "weak": 1 / 12, "idle": 0.0, OTHERS: 0.25 / 12, LUCK: 1 / known.luck}
    for name, variance in parts.items():
        expected = variance / sum(parts.values())
        assert row(found, name)["total"] == pytest.approx(expected, abs=0.03)
        assert row(found, name)["first"] == pytest.approx(expected, abs=0.06)
        assert abs(row(found, name)["total"] - expected) < 2 * row(found, name)["total_reach"] + 1e-9
    assert row(found, "strong")["pawn"] > 0.5 > row(found, "idle")["pawn"]
    assert set(found.loc[found["told"], "parameter"]) == {"strong", "weak", OTHERS}


def test_shares_of_runs_and_outcomes_that_never_vary(known: Study) -> None:
    asked = targets(["axis_verdict=leaving", "sieges"])
    screened = screen(known, NAMES, asked)
    assert not screened.loc[screened["outcome"] == "sieges", "told"].any()
    assert row(screened[screened["outcome"] != "sieges"], "strong")["told"]
    assert set(share_out(known, NAMES, asked, 64)["outcome"]) == {"axis_verdict=leaving"}


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

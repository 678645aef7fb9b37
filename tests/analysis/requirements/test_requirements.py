"""What would have to be true, of the model itself in small: assumed, written down and run afresh."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from simulation.analysis.designs.ensembles import Assumed
from simulation.analysis.requirements.requiring import (
    STEPS,
    Required,
    changed,
    goal_of,
    levers_of,
    require,
    required,
    verdict,
)
from simulation.analysis.requirements.searching import Change
from simulation.errors import InputError
from simulation.evidence import load_evidence
from simulation.model import simulate
from simulation.scenario import find_scenario, load

SMALL = {"seed": 7, "runs": 100, "fresh": 300, "jobs": 1}
FRAME = pd.DataFrame(
    {
        "axis_verdict": ["in_the_axis", "leaving", "left"],
        "attacks_us": [0, 11, 40],
        "pm": ["a", "sudani", "b"],
    }
)


@pytest.fixture(scope="module")
def found() -> Required:
    """A search over two parameters of the model."""
    over = ("us_commitment", "coalition_bond")
    return require(find_scenario("maintain"), goal_of("axis_verdict=leaving"), 0.4, over=over, **SMALL)  # type: ignore[arg-type]


def test_the_model_in_small(found: Required) -> None:
    assert found.found.reached
    assert {change.name for change in found.found.changes} <= {"us_commitment", "coalition_bond"}
    assert list(found.steps.columns) == list(STEPS)
    assert len(found.steps) == len(found.found.changes) + 1
    first, last = found.steps.iloc[0], found.steps.iloc[-1]
    assert first["fresh"] < 0.36
    assert last["fresh"] > first["fresh"]
    assert (found.steps["low"] <= found.steps["fresh"]).all()
    moved = found.steps.iloc[1]
    assert moved["basis"] == load_evidence().parameters[moved["change"]].basis.kind
    assert 0.05 <= moved["quantile"] <= 0.95


def test_what_is_written_runs_as_it_stands_and_says_the_same(found: Required, tmp_path: Path) -> None:
    path = tmp_path / "needed.yaml"
    path.write_text("\n".join(required(found)) + "\n", encoding="utf-8")
    batch = load(path)
    assert batch.names == ("baseline", "required")
    assert (batch.runs, batch.seed) == (300, 8)
    assert batch.scenarios[0].digest() == found.scenario.digest()
    assert batch.scenarios[1].digest() == found.changed.digest()
    verdicts = simulate(batch.scenarios[1], np.arange(300), batch.seed, months=False).outcomes["axis_verdict"]
    assert (verdicts == "leaving").mean() == pytest.approx(found.steps["fresh"].iloc[-1])


def test_assuming_a_quantile_is_assuming_its_value() -> None:
    scenario, runs = find_scenario("maintain"), np.arange(6, dtype=np.int64)
    value = float(load_evidence().parameter_prior("us_commitment", "pooled").ppf(0.9))
    points = np.array([[np.nan], [0.9]] * 3)
    told = Assumed(("us_commitment",), {"maintain": points}, {"maintain": runs})(scenario, runs, 7)
    plain = simulate(scenario, runs, 7)
    given = scenario.model_copy(update={"assume": {}})
    assumed = simulate(
        type(scenario).model_validate({**given.plain(), "name": "x", "assume": {"us_commitment": value}}),
        runs,
        7,
    )
    for row in range(6):
        expected = (plain if row % 2 == 0 else assumed).outcomes["axis_index"][row]
        assert told.outcomes["axis_index"][row] == pytest.approx(expected)


def test_levers_are_steps_of_the_vocabulary() -> None:
    scenario = find_scenario("maintain")
    levers = levers_of(scenario, ("strategy", "postures", "events"))
    assert levers["iran.strategy"] == ("increase", "loosen")
    assert "as_now" not in levers["united_states.posture"]
    assert levers["event.protest_wave"] == ("2025-04",)
    assert levers_of(scenario, ()) == {}
    made = changed(
        scenario,
        [
            Change("iran.strategy", option="loosen"),
            Change("gulf.posture", option="open_door"),
            Change("event.protest_wave", option="2025-04"),
            Change("us_commitment", 0.9),
        ],
        "x",
    )
    assert made.schedule == ((0, "loosen"),)
    assert made.gulf.posture == "open_door"
    assert [event.event for event in made.events] == ["protest_wave"]
    assert made.assume["us_commitment"].low > 0.5
    with pytest.raises(InputError, match="did you mean 'postures'"):
        levers_of(scenario, ("posture",))


def test_goals() -> None:
    near = [0.0, 2 / 3, 1.0]
    assert goal_of("axis_verdict=left").read(FRAME) == pytest.approx(np.array([[0.0, 0.0, 1.0], near]))
    assert goal_of("attacks_us > 10").read(FRAME).tolist() == [[0.0, 1.0, 1.0], [0.0, 0.0, 0.0]]
    assert goal_of("pm=sudani").holds(FRAME).tolist() == [False, True, False]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("axis_verdict", "name one: axis_verdict=in_the_axis"),
        ("attacks_us", "is a quantity; say of which size"),
        ("axis_verdict=leavin", "did you mean 'leaving'"),
        ("axis_indx > 1", "names no outcome; did you mean 'axis_index'"),
        ("attacks_us > 'x'", "cannot read the condition"),
        ("attacks_us >", "cannot read the condition"),
    ],
)
def test_goals_that_are_none(asked: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        goal_of(asked)


@pytest.mark.parametrize(
    ("wanted", "more", "said"),
    [
        (1.5, {}, "between 0 and 1"),
        (0.5, {"runs": 20}, "20 runs are too few"),
        (0.5, {"most": 0}, "allow at least 1"),
        (0.5, {"over": ["us_comitment"]}, "did you mean 'us_commitment'"),
        (0.5, {"levers": ["event"]}, "did you mean 'events'"),
    ],
)
def test_wrong_questions_are_refused(wanted: float, more: Any, said: str) -> None:
    with pytest.raises(InputError, match=said):
        require(find_scenario("maintain"), goal_of("axis_verdict=left"), wanted, **{**SMALL, **more})


@pytest.mark.parametrize(
    ("value", "said"),
    [(0.5, "as near to 50 as so many runs can tell"), (0.6, "above the 50"), (0.4, "below the 50")],
)
def test_what_a_fresh_run_says(value: float, said: str) -> None:
    assert said in verdict({"fresh": value, "low": value - 0.02, "high": value + 0.02}, 0.5)

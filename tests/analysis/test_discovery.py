"""Scenario discovery: planted conditions are found, and nothing is where there is nothing."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from simulation.analysis.discovery import Case, Restriction, cases, discover, frame_of
from simulation.batch import in_memory
from simulation.errors import InputError
from simulation.outcomes.running import results_of
from tests.fakes import a_plan, simulate


def frame(runs: int = 3000, seed: int = 1, beliefs: int = 40) -> pd.DataFrame:
    """Runs that end in 'leaving' mostly where x0 > 0.6 and x1 <= 0.5."""
    rng = np.random.default_rng(seed)
    columns: dict[str, Any] = {f"belief.x{n}": rng.random(runs) for n in range(beliefs)}
    inside = (columns["belief.x0"] > 0.6) & (columns["belief.x1"] <= 0.5)
    leaving = rng.random(runs) < np.where(inside, 0.8, 0.1)
    columns |= {
        "run": np.arange(runs),
        "axis_verdict": np.where(leaving, "leaving", "hedging"),
        "attacks_us": np.where(inside, 10.0, 0.0) + rng.normal(size=runs),
    }
    return pd.DataFrame(columns)


def only(data: pd.DataFrame, asked: str) -> Case:
    found = cases(data, asked)
    assert len(found) == 1
    return found[0]


def test_a_planted_box_is_found_with_its_density_and_coverage() -> None:
    data = frame()
    boxes = discover(data, only(data, "axis_verdict=leaving"))
    best = boxes[0]
    bounds = {(r.parameter, r.above): r.bound for r in best.restrictions}
    assert bounds[("x0", True)] == pytest.approx(0.6, abs=0.03)
    assert bounds[("x1", False)] == pytest.approx(0.5, abs=0.03)
    assert best.density.low < 0.8 < best.density.high
    assert best.coverage == pytest.approx(0.2 * 0.8 / (0.2 * 0.8 + 0.8 * 0.1), abs=0.08)
    assert best.base == pytest.approx(0.24, abs=0.03)
    assert "x0 above 0.6" in str(best)


def test_where_there_is_nothing_nothing_is_found() -> None:
    """Of searches among beliefs that decide nothing, at most 1 in 20 finds something."""
    found = 0
    for seed in range(40):
        data = frame(1000, seed)
        luck = np.random.default_rng(1000 + seed).random(1000) < 0.3
        found += bool(discover(data, Case("luck", luck)))
    assert found <= 5


def test_numbers_are_of_runs_that_did_not_help_to_find_them() -> None:
    data = frame(1000, 3)
    holds = data["axis_verdict"].eq("leaving").to_numpy()
    judging = data["run"].to_numpy() % 2 == 1
    box = discover(data, Case("leaving", holds))[0]
    inside = judging.copy()
    for restriction in box.restrictions:
        inside &= restriction.holds(data[f"belief.{restriction.parameter}"].to_numpy())
    assert box.runs == inside.sum()
    assert box.density.value == holds[inside].mean()
    assert box.coverage == holds[inside].sum() / holds[judging].sum()


def test_runs_that_share_their_beliefs_are_on_one_side() -> None:
    data = frame(300, 4)
    nested = data.loc[np.repeat(data.index, 10)].reset_index(drop=True)
    nested["beliefs"] = np.repeat(np.arange(300), 10)
    nested["run"] = np.arange(3000)
    luck = np.random.default_rng(9).random(300) < 0.3
    assert discover(nested, Case("luck of the beliefs", luck[nested["beliefs"]])) == []


def test_a_quantity_is_asked_after_by_its_highest_quarter_or_by_a_condition() -> None:
    data = frame()
    high = only(data, "attacks_us")
    assert high.holds.mean() == pytest.approx(0.25)
    assert "its highest quarter" in high.words
    assert discover(data, high)[0].density.value > 0.9
    stated = only(data, "attacks_us > 5 and axis_verdict == 'leaving'")
    assert stated.holds.mean() == pytest.approx(0.16, abs=0.03)


def test_every_category_is_asked_after_and_rare_ones_are_refused() -> None:
    data = frame()
    found = cases(data, "axis_verdict")
    assert [case.words for case in found] == [
        f"axis_verdict={name}" for name in ("in_the_axis", "hedging", "leaving", "left")
    ]
    with pytest.raises(InputError, match=r"0 of 3,000 runs end with axis_verdict=left: fewer than 100"):
        discover(data, found[3])


def test_too_few_runs_are_refused() -> None:
    data = frame(300)
    with pytest.raises(InputError, match="too few to find what leads there"):
        discover(data, only(data, "axis_verdict=leaving"))


def test_frames_of_results() -> None:
    results = results_of(in_memory(a_plan(runs=400), jobs=1, simulate=simulate))
    data = frame_of(results, "loosen")
    assert len(data) == 400
    with pytest.raises(InputError, match="did you mean 'loosen'"):
        frame_of(results, "loose")
    assert discover(data, only(data, "axis_verdict=leaving")) == []  # its one belief decides nothing


def test_restrictions_in_words() -> None:
    assert str(Restriction("us_commitment", True, 0.60213)) == "us_commitment above 0.602"
    assert str(Restriction("us_commitment", False, 12.5)) == "us_commitment at most 12.5"

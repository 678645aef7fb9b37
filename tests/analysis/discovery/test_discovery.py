"""Scenario discovery: planted conditions are found, and nothing is where there is nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from simulation.analysis.discovery.finding import (
    Box,
    Case,
    Membership,
    Restriction,
    cases,
    discover,
    frame_of,
)
from simulation.analysis.discovery.study import study
from simulation.analysis.signposts.observables import Event
from simulation.batch import in_memory
from simulation.errors import InputError
from simulation.outcomes.kept import keep, read_kept
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


# --- both methods, on what is awkward ---------------------------------------------------------------


def two_sided(
    runs: int, beliefs: int, within: float, without: float, seed: int, **more: Any
) -> tuple[pd.DataFrame, Case]:
    """Runs that end so mostly where x1 lies in 0.2 to 0.5 and x2 above 0.7."""
    rng = np.random.default_rng(seed)
    data = pd.DataFrame({f"belief.x{n}": rng.random(runs) for n in range(beliefs)})
    inside = data["belief.x1"].between(0.2, 0.5) & (data["belief.x2"] > 0.7)
    data = pd.concat([data, pd.DataFrame({"run": np.arange(runs), **more}, index=data.index)], axis=1)
    return data, Case("planted", rng.random(runs) < np.where(inside, within, without))


def bounds_of(box: Box) -> dict[tuple[str, bool], float]:
    return {(r.parameter, r.above): r.bound for r in box.restrictions if isinstance(r, Restriction)}


@pytest.mark.parametrize("method", ["prim", "both"])
def test_a_box_with_two_sides_is_found_among_many(method: str) -> None:
    data, case = two_sided(3000, 120, 0.85, 0.08, 2)
    best = discover(data, case, method=method)[0]
    assert best.method == "prim"
    bounds = bounds_of(best)
    assert bounds["x1", True] == pytest.approx(0.2, abs=0.04)
    assert bounds["x1", False] == pytest.approx(0.5, abs=0.04)
    assert bounds["x2", True] == pytest.approx(0.7, abs=0.03)
    assert best.parameters in (["x1", "x2"], ["x2", "x1"])
    assert "x1 from 0." in str(best)
    assert max(best.doubts) < 0.001
    assert best.covered is not None
    assert best.covered.low < best.coverage < best.covered.high


@pytest.mark.parametrize(("runs", "within", "without"), [(12_000, 0.14, 0.004), (6000, 1.0, 0.88)])
def test_rare_and_common_outcomes(runs: int, within: float, without: float) -> None:
    data, case = two_sided(runs, 40, within, without, 3)
    boxes = discover(data, case, splits=0)
    assert {"x1", "x2"} <= {name for box in boxes for name in box.parameters}
    assert all(box.density.value > box.base for box in boxes)


def test_constant_twin_and_empty_columns_are_borne() -> None:
    data, case = two_sided(2000, 20, 0.85, 0.08, 4)
    data["belief.same"] = 1.0
    data["belief.twin"] = data["belief.x2"]
    data["belief.empty"] = np.nan
    data.loc[::9, "belief.x5"] = np.nan
    data.loc[::11, "belief.x2"] = np.nan
    data = pd.concat([data, data[["belief.x3"]]], axis=1)  # a column twice
    best = discover(data, case, splits=0)[0]
    assert set(best.parameters) <= {"x1", "x2", "twin"}
    assert len(best.parameters) == 2


def test_choices_are_kept_to_values() -> None:
    rng = np.random.default_rng(5)
    data = pd.DataFrame({f"belief.x{n}": rng.random(3000) for n in range(10)})
    data["belief.kind"] = rng.integers(0, 4, 3000)
    data["belief.word"] = rng.choice(["red", "green", "blue"], 3000)
    holds = rng.random(3000) < np.where(data["belief.kind"].isin([1, 3]), 0.6, 0.1)
    found = {box.method: box for box in discover(data, Case("by kind", holds), splits=3)}
    assert found["prim"].restrictions == (Membership("kind", (1.0, 3.0), ("1", "3")),)
    assert str(found["prim"]) == "kind 1 or 3"
    assert found["prim"].again is not None
    assert found["prim"].again.whole == 3
    holds = rng.random(3000) < np.where(data["belief.word"] == "blue", 0.6, 0.1)
    assert str(discover(data, Case("by word", holds), method="tree", splits=0)[0]) == "word blue"


def test_the_search_is_repeated_among_other_halves() -> None:
    data, case = two_sided(2000, 30, 0.85, 0.08, 6)
    best = discover(data, case, method="prim", splits=10)[0]
    assert best.again is not None
    assert best.again.splits == 10
    assert best.again.whole >= 9
    assert min(best.again.each) >= best.again.whole
    assert best.again.density.low < 0.85 < best.again.density.high + 0.05
    assert best.again == discover(data, case, method="prim", splits=10)[0].again  # the seed decides


def test_early_events_stand_beside_beliefs() -> None:
    data, _ = two_sided(2000, 30, 0.5, 0.5, 7)
    rng = np.random.default_rng(8)
    struck = rng.random(2000) < 0.3
    holds = rng.random(2000) < np.where(struck & (data["belief.x4"] > 0.5), 0.7, 0.1)
    event = Event("strikes_in_iraq", "count", "2025-06", 6)
    other = Event("sieges", "count", "2025-06", 6)
    events = {event: struck, other: rng.random(2000) < 0.2}
    best = discover(data, Case("after a strike", holds), events=events, splits=0)[0]
    assert "an American or Israeli strike on Iraqi soil by June 2025" in str(best)
    assert set(best.parameters) == {"strikes_in_iraq by 2025-06", "x4"}


def test_bad_questions_are_refused() -> None:
    data, case = two_sided(500, 3, 0.9, 0.3, 9)
    with pytest.raises(InputError, match="did you mean 'prim'"):
        discover(data, case, method="prin")
    with pytest.raises(InputError, match="no belief differs between these runs"):
        discover(data[["run"]], case)


# --- studies of results -----------------------------------------------------------------------------


def test_a_study_says_what_it_looked_at_and_can_be_kept(tmp_path: Path) -> None:
    results = results_of(in_memory(a_plan(runs=400), jobs=1, simulate=simulate))
    found = study(results, "loosen", "axis_verdict", splits=2)
    cases_told = found.tables["cases"].set_index("case")
    assert cases_told.loc["axis_verdict=leaving", "refused"] == ""
    assert "fewer than 100" in cases_told.loc["axis_verdict=left", "refused"]
    assert "coded from acts of the last 12 months" in found.settings["events"]  # runs of three
    keep(tmp_path, found)
    again = read_kept(tmp_path, "discover")
    assert again is not None
    assert list(again.tables["boxes"].columns) == list(found.tables["boxes"].columns)
    with pytest.raises(InputError, match="no month comes early enough"):
        study(results, "loosen", "axis_verdict", by_month=2)


def test_a_study_without_months_goes_on_with_beliefs() -> None:
    results = results_of(in_memory(a_plan(runs=400, keep=("outcomes",)), jobs=1, simulate=simulate))
    found = study(results, "loosen", "axis_verdict=leaving")
    assert found.settings["beliefs"] == 1
    assert "--keep months" in found.settings["events"]
    with pytest.raises(InputError, match="--keep months"):
        study(results, "loosen", "axis_verdict=leaving", by_month=2)


def test_events_are_taken_from_results_and_never_from_the_outcome() -> None:
    from tests.analysis.signposts.test_signposts import batch

    rng = np.random.default_rng(1)
    results = batch(1500, 3, 6.0, **{"belief.x": rng.random(1500)})
    found = study(results, "maintain", "axis_verdict=leaving", splits=2)
    assert found.settings["events"] == "4 early events by month 6, June 2025"
    assert "strike on Iraqi soil by June 2025" in found.tables["boxes"]["box"].iloc[0]
    itself = study(results, "maintain", "strikes_in_iraq > 0", splits=2)
    assert "3 early events" in itself.settings["events"]  # without the strike
    assert itself.tables["boxes"].empty

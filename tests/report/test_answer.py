"""The answer: its sentences say what the outcomes say, and no more."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

import simulation as sim
from simulation import words
from simulation.outcomes import Results
from simulation.report.answer import answer, question_of
from simulation.report.claims import Contrast, Rivalry, Sameness
from tests.report.conftest import outcomes_of, results_of

STANDS = "where Iraq stands towards Iran's axis"
BANNED = re.compile(r"\b(prove[sd]?|impossible|certain|accurate|predicts?|might|could|may)\b")
CHEERS = re.compile(r"\b(good|bad|better|worse|proxy|proxies|regime|hope|threaten)\b", re.IGNORECASE)


def wide(results: Results, outcome: str) -> pd.DataFrame:
    return results.outcomes.pivot(index="run", columns="scenario", values=outcome)


def everything(results: Results) -> str:
    said = answer(results)
    return " ".join([said.lead, *said.support])


def test_the_lead_counts_the_runs_that_differ(path_results: Results) -> None:
    said = answer(path_results)
    table = wide(path_results, "axis_verdict")
    differ = int((table.nunique(axis=1) > 1).sum())
    share = 100 * differ / len(table)
    assert said.lead == (
        f"In the model, Tehran's strategy changes {STANDS} in {round(share)} of 100 futures; in the other "
        f"{round(100 - share)} the ending is the same under all three scenarios."
    )
    same = next(claim for claim in said.claims if isinstance(claim, Sameness))
    assert (same.same, same.runs) == (len(table) - differ, len(table))


def test_the_largest_change_is_in_the_outcomes(path_results: Results) -> None:
    said = answer(path_results)
    found = next(claim for claim in said.claims if isinstance(claim, Contrast))
    table = wide(path_results, "axis_verdict")
    ours, theirs = ((table[name] == found.category).mean() for name in (found.more, found.less))
    sentence = next(s for s in said.support if "more often" in s)
    shown = re.search(r"under (\w+) \((.+?) futures\) than under (\w+) \((.+?)\), by about (\d+)", sentence)
    assert shown is not None
    assert (shown[1], shown[3]) == (found.more, found.less)
    for text, share in ((shown[2], ours), (shown[4], theirs)):
        assert text in (f"{round(100 * share)} in 100", "none of 400", "all 400")
    assert int(shown[5]) == round(100 * (ours - theirs))


def test_real_results_are_answered_from_their_outcomes() -> None:
    results = sim.run("iran_paths", runs=200, only=["increase", "loosen"])
    said = answer(results)
    table = wide(results, "axis_verdict")
    differ = float((table["increase"] != table["loosen"]).mean())
    found = next(claim for claim in said.claims if isinstance(claim, Contrast))
    gap = float((table[found.more] == found.category).mean() - (table[found.less] == found.category).mean())
    assert found.found.value == pytest.approx(gap)
    if found.held:
        assert f"in {5 * round(20 * differ)} of 100 futures" in said.lead
    else:
        assert words.NO_CHANGE in said.lead


def test_the_same_scenarios_cannot_be_told_apart(same_results: Results) -> None:
    said = answer(same_results)
    assert said.lead == (
        f"In the model, there is no change we can tell from chance in {STANDS}, whichever of the three "
        "scenarios holds."
    )
    assert "The ending is the same, run by run, in all 400 futures." in said.support
    assert "more often" not in everything(same_results)


@pytest.mark.parametrize("outcome", ["iraqi_deaths", "axis_index"])
def test_a_number_that_is_the_same_cannot_be_told_apart(outcome: str) -> None:
    results = results_of(outcomes_of({"a": 0.0, "b": 0.0}), answered_by=[outcome])
    assert "no change we can tell from chance" in answer(results).lead


def test_a_number_is_answered_with_its_difference() -> None:
    results = results_of(outcomes_of({"calm": 0.5, "storm": -0.5}), answered_by=["iraqi_deaths"])
    said = answer(results)
    table = wide(results, "iraqi_deaths")
    gap = (table["storm"] - table["calm"]).mean()
    shown = re.search(r"([\d.]+) more people \(([\d.]+) to ([\d.]+)\)", said.lead)
    assert shown is not None
    assert float(shown[1]) == pytest.approx(gap, rel=0.02)
    higher = words.frequency(int((table["storm"] > table["calm"]).sum()), 400)
    assert f"higher under storm in {higher}" in " ".join(said.support)


def test_one_scenario_is_told_by_its_commonest_ending() -> None:
    results = results_of(outcomes_of({"alone": 0.0}))
    said = answer(results)
    counts = results.outcomes["axis_verdict"].value_counts()
    assert counts.index[0] == "hedging"
    assert said.lead == (
        f"In the model, Iraq hedging is the commonest ending: {words.likelihood(int(counts.iloc[0]), 400)}."
    )
    never = f"Iraq out of the axis: {words.likelihood(int(counts.get('left', 0)), 400)}."
    assert never in said.support


def test_crossed_factors_are_weighed(crossed_results: Callable[..., Results]) -> None:
    results = crossed_results((0.0, 0.6), (0.0, 0.1))
    said = answer(results)
    assert said.lead.startswith("In the model, Tehran's strategy weighs more than the vote: changing it")
    found = next(claim for claim in said.claims if isinstance(claim, Rivalry))
    shown = [float(number) for number in re.findall(r"in ([\d.]+) of 100 futures", said.lead)]
    expected = [100 * sway.found.value for sway in (found.more, found.less)]
    np.testing.assert_allclose(shown, expected, atol=0.5)


def test_crossed_factors_alike_are_not_ranked(crossed_results: Callable[..., Results]) -> None:
    said = answer(crossed_results((0.0, 0.3), (0.0, 0.3)))
    assert "neither factor weighs more" in said.lead


def test_one_run_is_a_story() -> None:
    said = answer(results_of(outcomes_of({"a": 0.0, "b": 0.5}, runs=1)))
    assert said.lead == "One run of each scenario is a story, not a likelihood."
    assert said.claims == ()
    assert len(said.support) == 2
    assert "likely" not in " ".join(said.support)


def test_a_dozen_runs_are_too_few() -> None:
    said = answer(results_of(outcomes_of({"a": 0.0, "b": 0.9}, runs=12)))
    assert said.lead.startswith("12 runs of each scenario are stories")
    assert said.claims == ()


def test_several_outcomes_answer_one_after_another() -> None:
    results = results_of(
        outcomes_of({"a": 0.0, "b": 0.4}), answered_by=["axis_verdict", "months_to_form", "iraqi_deaths"]
    )
    said = everything(results)
    assert said.index("where Iraq stands") < said.index("Months to form") < said.index("Iraqis killed")


def test_an_outcome_that_is_not_there_is_passed_over() -> None:
    results = results_of(outcomes_of({"a": 0.0}), answered_by=["seats", "pm_kind", "axis_verdict"])
    assert "Iraq hedging" in answer(results).lead
    bare = outcomes_of({"a": 0.0})[["scenario", "run", "iraqi_deaths"]]
    assert "none of the outcomes" in answer(results_of(bare)).lead


def test_governments_without_a_value_are_counted() -> None:
    results = results_of(outcomes_of({"a": 0.0}), answered_by=["months_to_form"])
    missing = int(results.outcomes["months_to_form"].isna().sum())
    assert f"No government by the end: {words.likelihood(missing, 400)}." in answer(results).support


def test_without_a_question_what_was_varied_is_asked(path_results: Results) -> None:
    assert question_of(path_results) == "Does it matter?"
    untold = Results(path_results._source, {**path_results.manifest, "question": ""})
    assert question_of(untold) == f"What does Tehran's strategy change in {STANDS}?"
    alone = results_of(outcomes_of({"us_withdrawal": 0.0}), question="")
    assert question_of(alone) == "What happens under US withdrawal?"


def test_words_claim_nothing_and_cheer_nobody(path_results: Results, same_results: Results) -> None:
    for results in (path_results, same_results):
        said = everything(results)
        assert not BANNED.search(said.replace("almost certain", ""))
        assert not CHEERS.search(said)

"""A history leaves out nothing that counts, and says why."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

import simulation as sim
from simulation.codebook import HISTORY
from simulation.model.chronicle import Chronicle
from simulation.model.iraq import IraqModel
from simulation.model.questions import QUESTIONS
from simulation.scenario import find_scenario
from simulation.telling.coding import readers
from simulation.telling.replay import play
from simulation.telling.story import GOVERNMENT, SEATS, History, counted_in, tell_history, told_counts, untold
from simulation.telling.words import EVENT, is_act, load_words

WEIGHED = {"najaf_line", "najaf_ruling"}  # the ledger weighs these by how far a source is followed
TOLD_IN_PART = {
    "sanctions_us"
}  # Washington tells the threat it carries out, nobody the step of consequences.py


@pytest.fixture(params=[2, 7, 31])
def told(request: pytest.FixtureRequest) -> History:
    return tell_history(play(find_scenario("maintain"), request.param, 2025))


def counts(told: History) -> Counter[str]:
    found: Counter[str] = Counter()
    for act in told.acts:
        found[act.act] += act.count  # type: ignore[assignment]
    return found


def test_what_an_outcome_counts_is_in_the_story(told: History) -> None:
    found = counts(told)
    for name in ("attacks_us", "attacks_israel", "attacks_gulf", "sanctions_us", "iraqi_deaths",
                 "framework_exits"):  # fmt: skip
        assert found[name] == told.outcomes[name], name
    strikes = found["strikes_us"] + found["strikes_israel"] + found["strikes_in_iraq"]
    assert strikes == told.outcomes["strikes_in_iraq"]
    assert found["sieges"] + found["clash"] == told.outcomes["sieges"]
    assert found["ask_refused"] == told.outcomes["asks_refused"]


def test_every_month_of_the_ledger_is_in_the_story() -> None:
    """All acts, told or only recorded, month by month; an act that repeats others at least as often."""
    played = play(find_scenario("increase"), 9, 2025)
    story = Counter()  # type: ignore[var-annotated]
    for act in tell_history(played).acts:
        story[act.month, act.act] += act.count
    words = load_words()
    for act in filter(is_act, played.model.ledger.acts):
        if act in WEIGHED or (act in words.acts and words.acts[act].repeats):
            continue
        series = played.model.ledger.series(act)[HISTORY:, 0]
        for month, count in zip(played.model.setup.calendar, series, strict=True):
            assert story[month, act] >= count, (month, act)


def test_told_counts_are_the_ledgers() -> None:
    """For acts that both have: what the actors say they did is what is on record, in every month and run.

    What an event puts on record by itself is the event's to tell.
    """
    chronicle = Chronicle(heaviest=1)
    model = IraqModel("increase", runs=200, rng=11, chronicle=chronicle)
    for _ in range(model.setup.months):
        model.step()
    words = load_words()
    said = told_counts(model, chronicle, words)
    for name in said.keys() & set(model.ledger.acts):
        on_record = model.ledger.series(name)[HISTORY:] - by_events(model, name)
        if name in WEIGHED:
            assert ((said[name] > 0) == (on_record > 0)).all(), name
        elif name in TOLD_IN_PART or (name in words.acts and words.acts[name].repeats):
            assert (said[name] <= on_record).all(), name
        else:
            np.testing.assert_array_equal(said[name], on_record, err_msg=name)


def test_the_reasons_of_conduct_speak_for_what_was_done() -> None:
    """Toward Tehran as well as away from it: what weighed for an act adds to it; the sum is above zero."""
    chronicle = Chronicle()
    model = IraqModel("maintain", runs=60, rng=5, chronicle=chronicle)
    for _ in range(model.setup.months):
        model.step()
    conduct = {act for question in QUESTIONS for act in (*question.outward, *question.inward)}
    for act in chronicle.acts:
        if act.act in conduct and act.names:
            assert (act.sizes.sum(axis=0) > 0.0).all(), act.act


def by_events(model: IraqModel, act: str) -> np.ndarray:
    """How often events put an act on record, shape (months, runs)."""
    counts = np.zeros((model.setup.months, model.runs))
    for name, kind in model.evidence.events.items():
        if act in kind.acts and f"{EVENT}{name}" in model.ledger:
            counts += kind.acts[act] * model.ledger.series(f"{EVENT}{name}")[HISTORY:]
    return counts


def test_what_was_told_is_not_recorded_again() -> None:
    """Nor what was told under an alias; what was told in part is recorded in part."""
    words, chronicle = load_words(), Chronicle()
    model = IraqModel("maintain", runs=3, rng=4)
    for _ in range(3):
        model.step()
    for act in ("attacks_israel", "visit_arab", "clash", "sieges"):
        model.ledger.series(act)[HISTORY:] = 0.0
        model.ledger.series(act)[HISTORY + 1] = 3.0
    chronicle.tell(1, "badr_brigades", "launched", "israel", np.array([0.0, 1.0, 3.0]), None)
    left = dict(untold(model, chronicle, words))
    assert left["attacks_israel"][1].tolist() == [3.0, 2.0, 0.0]
    assert left["visit_arab"][1].tolist() == [3.0, 3.0, 3.0]
    assert "sieges" not in left, "the clashes are those sieges"
    assert left["clash"][1].tolist() == [3.0, 3.0, 3.0]


def test_reasons_are_told_heaviest_first(telling: str) -> None:
    story = tell_history(play(find_scenario("maintain"), 6, 2025))
    acts = [act for act in story.acts if act.act == telling]
    assert [act.month for act in acts] == story_months(story)[::3]
    assert all(not act.recorded for act in acts)
    for act in acts:
        sizes = [abs(size) for _, size in act.terms]
        assert sizes == sorted(sizes, reverse=True)
        assert act.terms[0] == ("luck", 4.0)  # run 6 of the fixture: 6 % 7 - 2
        assert act.by_luck


def story_months(story: History) -> list[str]:
    return [month.month for month in story.months]


def test_a_month_with_nothing_but_routine_is_quiet(told: History) -> None:
    words = load_words()
    for month in told.months:
        assert month.quiet == all(words.routine(act.act) for act in month.acts)
    assert words.routine("visit_tehran")
    assert not any(words.routine(name) for name in ("iraqi_deaths", "strikes_us", "attacks_us", SEATS))


def test_votes_and_governments_are_told(told: History) -> None:
    seats = [act for act in told.acts if act.act == SEATS]
    assert sum(act.count for act in seats) == 329
    assert {act.month for act in seats} == {"2025-10"}
    assert [act.count for act in seats] == sorted((act.count for act in seats), reverse=True)
    formed = [act for act in told.acts if act.act == GOVERNMENT]
    if told.outcomes["pm_kind"] != "caretaker":
        assert formed[-1].actor == told.outcomes["pm"]
        assert formed[-1].target == told.outcomes["coalition"]


def test_a_shock_that_a_scenario_orders_is_told() -> None:
    scenario = find_scenario("struck_again_and_again")
    story = tell_history(play(scenario, 1, 2025))
    (struck,) = [act for act in story.acts if act.act == f"{EVENT}israel_strikes_militias"]
    assert struck.month == scenario.events[0].month == "2025-06"
    assert struck.sentence == "Israel strikes armed groups in Iraq"
    month = next(month for month in story.months if month.month == struck.month)
    assert sum(act.count for act in month.acts if act.act == "strikes_israel") >= 2


def test_what_counts_is_marked(told: History) -> None:
    assert any(act.counts for act in told.acts)
    words = load_words()
    assert counted_in("strikes_israel", words) == ("strikes_in_iraq",)  # by way of the act that repeats it
    assert counted_in("clash", words) == ("sieges",)
    assert counted_in("visit_tehran", words) == readers()["visit_tehran"]
    assert counted_in("najaf_line", words) == ()


def test_a_history_of_results_is_checked(results: sim.Results) -> None:
    story = sim.history(results, "loosen", 4)
    assert story.checked
    assert (story.scenario, story.run, story.seed) == ("loosen", 4, 2025)
    assert len(story.months) == 24
    stored = results.outcomes.query("scenario == 'loosen' and run == 4").iloc[0]
    assert story.outcomes["iraqi_deaths"] == stored["iraqi_deaths"]
    assert (
        story.months[-1].axis_index
        == results.months.query("scenario == 'loosen' and run == 4 and month == '2026-12'")[
            "axis_index"
        ].item()
    )

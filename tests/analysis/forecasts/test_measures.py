"""Every measure against a small real run: what a question reads is what the model recorded."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from simulation.analysis.forecasts import ask
from simulation.analysis.forecasts.measures import MEASURES
from simulation.analysis.forecasts.questions import Question
from simulation.model.chance import Chance
from simulation.model.institutions.ballots import load_electorate
from simulation.model.simulate import Block, simulate
from simulation.scenario import Scenario

RUNS, SEED = 80, 3
SETTINGS: dict[str, Any] = {"name": "test", "start": "2025-07", "months": 18}
ASKED: dict[str, dict[str, Any]] = {
    "seats": {"kind": "number", "measure": {"seats": ["progress", "azm"]}},
    "turnout": {"kind": "number", "measure": {"turnout": "national"}},
    "largest": {
        "kind": "categorical",
        "measure": {"largest": "all"},
        "categories": {"theirs": ["sudani"], "kurdish": ["kdp", "puk"], "another": "rest"},
    },
    "first_sunni": {"kind": "binary", "measure": {"largest": "sunni"}, "among": ["progress"]},
    "place": {"kind": "number", "measure": {"place": "progress", "among": "sunni"}},
    "months": {"kind": "number", "measure": {"months_to": "government"}, "missing": 99},
    "speaker": {"kind": "number", "measure": {"months_to": "speaker"}, "missing": 99},
    "kind": {
        "kind": "categorical",
        "measure": {"premier": "kind", "month": "2026-12"},
        "categories": {"none": ["caretaker"], "some": "rest"},
    },
    "backing": {
        "kind": "categorical",
        "measure": {"premier": "backing", "month": "2026-12"},
        "categories": {"none": ["caretaker"], "framework": ["framework", "both"], "other": "rest"},
    },
    "governs": {"kind": "binary", "measure": {"governs": ["kdp"], "month": "2026-12"}},
    "before": {"kind": "binary", "measure": {"governs": ["kdp", "sudani"], "month": "2025-10"}},
    "office": {
        "kind": "binary",
        "measure": {"office": "speaker", "of": ["progress", "azm_siyada"], "month": "2026-12"},
    },
    "coalition": {"kind": "number", "measure": {"coalition": "seats", "month": "2026-12"}, "missing": 0},
    "attacks": {
        "kind": "number",
        "measure": {"acts": ["attacks_us", "attacks_israel"], "from": "2025-07", "to": "2026-12"},
    },
    "some": {
        "kind": "binary",
        "measure": {"acts": ["attacks_us"], "from": "2025-09", "to": "2025-10"},
        "at_least": 1,
    },
    "troops": {
        "kind": "ordered",
        "measure": {"indicator": "us_troops", "month": "2026-03"},
        "categories": ["few", "many"],
        "edges": [1500],
    },
    "group": {
        "kind": "ordered",
        "measure": {"group": "asaib", "month": "2026-12"},
        "categories": {"neither": "rest", "name": ["in_name", "handed_over"], "fact": ["in_fact"]},
    },
    "groups": {
        "kind": "number",
        "measure": {
            "groups": ["asaib", "badr_brigades"],
            "are": ["in_name", "handed_over", "in_fact"],
            "month": "2026-12",
        },
    },
    "verdict": {
        "kind": "ordered",
        "measure": {"outcome": "axis_verdict"},
        "categories": {"in": ["in_the_axis"], "between": ["hedging"], "out": ["leaving", "left"]},
    },
    "index": {"kind": "number", "measure": {"outcome": "axis_index"}},
}


def questions() -> list[Question]:
    said = {"short": "x", "text": "x?", "rule": "As it is.", "due": "2026-12-31"}
    return [Question.model_validate({"id": name, **said, **more}) for name, more in ASKED.items()]


@pytest.fixture(scope="module")
def answers() -> pd.DataFrame:
    return ask(Scenario(**SETTINGS), questions(), RUNS, SEED, jobs=1)


@pytest.fixture(scope="module")
def block() -> Block:
    """The same runs as a batch has them."""
    return simulate(Scenario(**SETTINGS), np.arange(RUNS), SEED)


@pytest.fixture(scope="module")
def won(block: Block) -> pd.DataFrame:
    """Seats of every list, a row per run."""
    table = pd.DataFrame(block.seats)
    table = table[table["election"] == "2025-11"]
    return table.pivot_table(
        index="run", columns="list", values="seats", aggfunc="sum", fill_value=0, observed=False
    )


def test_every_measure_is_asked_for_here() -> None:
    assert {name for more in ASKED.values() for name in more["measure"] if name in MEASURES} == set(MEASURES)


def test_seats_are_those_of_the_table(answers: pd.DataFrame, won: pd.DataFrame) -> None:
    assert answers["seats"].tolist() == (won["progress"] + won["azm"]).tolist()


def test_the_first_list_and_its_place_are_those_of_the_table(
    answers: pd.DataFrame, won: pd.DataFrame
) -> None:
    sunni = won[["progress", "azm", "siyada", "hasm"]]
    place = 1 + sunni.gt(sunni["progress"], axis=0).sum(axis=1)
    assert answers["place"].tolist() == place.tolist()
    clear = sunni.rank(axis=1, method="min", ascending=False).eq(1).sum(axis=1) == 1
    assert (answers["first_sunni"][clear.to_numpy()] == (place[clear] == 1).to_numpy()).all()
    cards = load_electorate().cards
    alone = [name for name in cards if cards[name].form not in ("pool", "alone")]
    joint = won[alone].copy()
    joint["sudani"] += joint.pop("aqd")
    joint["hikma"] += joint.pop("nasr")
    first = joint.idxmax(axis=1)
    expected = np.select([first == "sudani", first.isin(["kdp", "puk"])], [0.0, 1.0], 2.0)
    tied = joint.eq(joint.max(axis=1), axis=0).sum(axis=1) > 1
    assert (answers["largest"].to_numpy() == expected)[~tied.to_numpy()].all()
    assert 0 < (expected == 0.0).mean() <= 1


def test_turnout_is_of_registered_voters(answers: pd.DataFrame, block: Block) -> None:
    assert answers["turnout"].between(15.0, 75.0).all()
    assert answers["turnout"].std() > 1.0
    votes = pd.DataFrame(block.seats).query("election == '2025-11'").groupby("run")["votes"].sum()
    registered = float(load_electorate().registered.sum())
    valid = votes.to_numpy() / registered * 100.0 / answers["turnout"].to_numpy()
    assert ((valid > 0.8) & (valid <= 1.0)).all()  # spoilt ballots are the rest
    assert np.corrcoef(votes, answers["turnout"])[0, 1] > 0.9


def test_months_and_offices_are_those_of_the_outcomes(answers: pd.DataFrame, block: Block) -> None:
    months = np.nan_to_num(block.outcomes["months_to_form"], nan=99.0)
    assert answers["months"].tolist() == months.tolist()
    assert (answers["speaker"] <= answers["months"]).all()
    assert (answers["office"] <= (answers["speaker"] < 99)).all()
    formed = answers["months"] < 99
    assert formed.any()
    assert not formed.all()
    caretaker = block.outcomes["pm_kind"] == "caretaker"
    assert (answers["kind"] == np.where(caretaker, 0.0, 1.0)).all()
    coalition = pd.Series(block.outcomes["coalition"]).str.split("+")
    inside = np.array(["kdp" in lists for lists in coalition]) & ~caretaker
    assert (answers["governs"].to_numpy() == inside).all()
    assert (answers["before"] == 0.0).all()
    held = np.isin(block.outcomes["pm_backing"], ["framework", "both"])
    assert (answers["backing"] == np.select([caretaker, held], [0.0, 1.0], 2.0)).all()


def test_a_coalition_has_the_seats_of_its_lists(
    answers: pd.DataFrame, block: Block, won: pd.DataFrame
) -> None:
    once = pd.DataFrame(block.seats)["election"].nunique() == 1
    caretaker = block.outcomes["pm_kind"] == "caretaker"
    for run, lists in enumerate(block.outcomes["coalition"]):
        if caretaker[run]:
            assert answers["coalition"].iloc[run] == 0.0
        elif once:
            assert answers["coalition"].iloc[run] == sum(
                won.loc[run].get(name, 0) for name in lists.split("+")
            )
    assert (answers.loc[~caretaker, "coalition"] >= 120).all()


def test_acts_and_indicators_are_those_of_the_months(answers: pd.DataFrame, block: Block) -> None:
    months, outcomes = block.months, block.outcomes
    assert answers["attacks"].tolist() == (outcomes["attacks_us"] + outcomes["attacks_israel"]).tolist()
    autumn = months["attacks_us"][2:4].sum(axis=0)
    assert (answers["some"].to_numpy() == (autumn >= 1)).all()
    assert (answers["troops"].to_numpy() == (months["us_troops"][8] >= 1500)).all()


def test_groups_have_the_status_that_the_month_has(answers: pd.DataFrame, block: Block) -> None:
    named = block.months["groups_in_name"][-1]
    assert (answers["groups"].to_numpy() <= 2).all()
    assert (answers["groups"].to_numpy()[named == 0] == 0).all()
    assert (answers["groups"].to_numpy() >= (answers["group"] > 0)).all()


def test_outcomes_are_read_at_the_end(answers: pd.DataFrame, block: Block) -> None:
    places = {"in_the_axis": 0.0, "hedging": 1.0, "leaving": 2.0, "left": 2.0}
    assert answers["verdict"].tolist() == [places[each] for each in block.outcomes["axis_verdict"]]
    assert answers["index"].to_numpy() == pytest.approx(block.outcomes["axis_index"])


def test_runs_that_share_their_beliefs_are_those_of_a_nested_batch() -> None:
    index = [each for each in questions() if each.id == "index"]
    nested = ask(Scenario(**SETTINGS), index, 20, SEED, luck=5, jobs=1)["index"]
    runs = np.arange(20)
    same = simulate(
        Scenario(**SETTINGS), runs, SEED, chance=Chance(SEED, runs, runs // 5), months=False, seats=False
    )
    assert nested.to_numpy() == pytest.approx(same.outcomes["axis_index"])


@pytest.mark.parametrize(
    ("measure", "word"), [("premier", "caretaker"), ("group", "in_fact"), ("outcome", "left")]
)
def test_words_of_a_measure_are_known(measure: str, word: str) -> None:
    made: Callable[[Any], Any] = MEASURES[measure].model_validate
    first = next(more["measure"] for more in ASKED.values() if measure in more["measure"])
    assert word in made(first).words

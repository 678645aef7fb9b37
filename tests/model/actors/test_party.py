"""What parties say and think: thresholds, cascades, the taboo on arms."""

from __future__ import annotations

import numpy as np
import pytest

from simulation.evidence import Fixed
from simulation.model import IraqModel
from tests.model.worlds import play, scenario, series


def test_nobody_has_come_out_at_the_start() -> None:
    model = IraqModel(scenario(), 200, 3)
    model.step()
    told = np.array([party.candid for party in model.parties])
    assert told.mean() < 0.02, "readiness is drawn given what is said at the start"


def test_one_voice_more_makes_the_next_likelier() -> None:
    model = IraqModel(scenario(), 100, 3)
    party = model.party("state_of_law")
    alone, joined = (dict(party._candour("arms")) for _ in range(2))
    model.scene.arms_voices = {camp: np.ones(100) for camp in model.scene.arms_voices}
    joined = party._candour("arms")
    said = "others who say so"
    further_out = party.arms_private > party.said_at_first["arms"]
    assert (joined[said][further_out] > alone[said][further_out]).all()


def test_other_camps_count_for_little() -> None:
    model = IraqModel(scenario(), 20, 3)
    for party in model.parties:
        party.arms = np.full(20, 0.0 if party.community == "shia" else 1.0)
    model.scene.look()
    weight = model.beliefs.other_camps
    assert model.scene.arms_voices["shia"] == pytest.approx(weight / (1.0 + weight))
    assert (model.government.taboo_open == 0.0).all()


def test_a_movement_out_of_parliament_is_heard() -> None:
    model = IraqModel(scenario(), 20, 3)
    assert (model.party("sadrists").seats == 0.0).all()
    assert (model.party("sadrists").voice > 20.0).all()
    assert (model.party("khadamat").voice == model.party("khadamat").seats).all()


def test_a_cascade_opens_the_taboo_where_candour_is_cheap() -> None:
    dear = play(months=12, assume={"candour_cost": Fixed(12.0)})
    cheap = play(months=12, assume={"candour_cost": Fixed(0.0), "candour_share": Fixed(12.0)})
    assert series(cheap, "candid_seats").mean() >= series(dear, "candid_seats").mean()
    shut = np.array([party.candid_on_arms for party in dear.parties])
    assert shut.mean() < 0.05


def test_with_the_taboo_off_public_positions_on_arms_stay() -> None:
    model = play(months=8, ablate=["taboo"])
    for party in model.parties:
        np.testing.assert_array_equal(party.arms, party.said_at_first["arms"])


def test_an_open_taboo_moves_the_cabinet_on_arms() -> None:
    from simulation.model.questions import QUESTIONS

    arms = next(question for question in QUESTIONS if question.key == "arms")
    model = IraqModel(scenario(), 30, 3)
    shut = arms.extra(model)["what may be said of arms"]
    for party in model.parties:
        party.arms = np.ones(30)
    assert (arms.extra(model)["what may be said of arms"] > shut).all()


def test_leaving_the_framework_is_coming_out() -> None:
    model = play(months=24, runs=400)
    left = [party for party in model.parties if party.key in {"hikma", "nasr", "state_of_law"}]
    gone = {party.key: (party.framework == 0.0) for party in left}
    assert any(flags.any() for flags in gone.values())
    assert all(party.candid[gone[party.key]].all() for party in left)


def test_the_framework_gathers_once_the_vote_of_2021_is_counted() -> None:
    before = IraqModel(scenario("2021-06"), 30, 3)
    assert (before.party("hikma").framework == 0.0).all()
    model = play("2021-06", months=6, runs=60)
    joined = model.party("hikma").framework == 1.0
    assert joined.mean() > 0.9, "some may have left again"
    assert (play("2021-06", months=4, runs=30).party("hikma").framework == 0.0).all()

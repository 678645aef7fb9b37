"""Groups that obey, shirk or go their own way; what supply, straw names and fear do to them."""

from __future__ import annotations

import numpy as np
import pytest

from simulation.model.actors.militia import OBEYS, OWN_WAY, SHIRKS, STANCES
from simulation.model.chronicle import Chronicle


def reasons(model, key, order, request=0.0):
    """What speaks for complying with an order, for one group."""
    model.scene.standing_order = np.full(model.runs, order)
    model.scene.state_request = np.full(model.runs, request)
    return model.actors[key]._reasons_to_comply()


def cost(model, key, order):
    return -reasons(model, key, order)["against its own ideal"].mean()


def test_holding_fire_is_dear_for_the_doctrinal_and_attacking_for_notables(begin):
    model = begin()
    for doctrinal, notable in (("nujaba", "badr_brigades"), ("kataib_hizballah", "asaib")):
        assert cost(model, doctrinal, -1.0) > cost(model, notable, -1.0)
        assert cost(model, doctrinal, 1.0) < cost(model, notable, 1.0)


def test_patrons_cut_compliance_only_where_they_disagree(begin):
    model = begin(ablate=["several_wills"])
    agree = reasons(model, "nujaba", -0.5, request=0.8)["patrons disagree"]
    differ = reasons(model, "nujaba", 0.5, request=0.8)["patrons disagree"]
    assert (agree == 0.0).all()
    assert (differ < 0.0).all()


def test_the_brigade_excuses_from_fighting_and_from_nothing_else(begin):
    model = begin()
    assert (reasons(model, "asaib", 1.0, request=0.5)["the brigade as excuse"] < 0.0).all()
    assert (reasons(model, "asaib", -1.0, request=0.5)["the brigade as excuse"] == 0.0).all()
    registered = model.actors["asaib"].registered.copy()
    model.actors["asaib"].registered = np.zeros(model.runs)
    assert (reasons(model, "asaib", 1.0, request=0.5)["the brigade as excuse"] == 0.0).all()
    assert (registered > 0.0).all()


def test_a_stance_is_one_of_three_and_without_a_patron_always_its_own_way(play):
    model = play("2024-11", 3)
    for group in model.militias:
        assert set(np.unique(group.stance)) <= set(STANCES)
    assert (model.actors["saraya_al_salam"].stance == OWN_WAY).all()


def test_a_call_to_attack_makes_notables_shirk(begin):
    def shirking(order):
        model = begin("2024-11", 3, assume={"iran_ramp": 1.0})
        levers = model.course.levers
        model.course.levers = lambda: {**levers(), "attack_call": np.full(model.runs, order)}
        while model.running:
            model.step()
        return np.mean([(model.actors[key].stance == SHIRKS).mean() for key in ("asaib", "badr_brigades")])

    assert shirking(0.9) > 0.3
    assert shirking(-0.9) < 0.05


def test_who_goes_its_own_way_launched_against_its_order(play):
    model = play("2024-11", 2, runs=400)
    for group in model.militias:
        own_way = group.stance == OWN_WAY
        if "patron" in group.bonds:
            assert (group.idle[own_way] == 0.0).all()
            assert (group.complies[own_way] == 0.0).all()


def test_switched_off_everybody_obeys_as_far_as_it_is_held(play):
    model = play("2024-11", 2, ablate=["orders_and_stances", "lost_command"])
    for group in model.militias:
        assert (group.stance == OBEYS).all()
        np.testing.assert_array_equal(group.complies, group.control * model.iran.orders)


def test_a_cut_of_supply_takes_only_what_rests_on_it(begin):
    model = begin()
    model.iran.weapons = np.zeros(model.runs)
    model.iran.means = np.zeros(model.runs)
    for _ in range(600):
        for group in model.militias:
            group._recover()
    for group in model.militias:
        np.testing.assert_allclose(group.capability, 1.0 - group.reliance, atol=1e-3)


def test_half_of_a_cut_is_felt_within_six_to_eighteen_months(begin):
    model = begin()
    months = np.log(0.5) / np.log(1.0 - model.beliefs.supply_decay)
    assert months.min() >= 5.9
    assert months.max() <= 18.1


def test_straw_names_rise_and_fall_with_disapproval(begin):
    model = begin()
    group = model.actors["asaib"]
    start = group.facade
    model.scene.disapproval_risen = np.full(model.runs, 0.3)
    for _ in range(12):
        group._hide()
    hidden, answers = group.facade, group.answerable
    model.scene.disapproval_risen = np.zeros(model.runs)
    for _ in range(60):
        group._hide()
    assert (hidden > start).all()
    assert (answers < group.answerable).all()
    np.testing.assert_allclose(group.facade, start, atol=1e-6)


def test_launches_without_an_author_draw_fewer_strikes(play, counts):
    hidden = play("2021-06", 6, runs=600)
    open_ = play("2021-06", 6, runs=600, ablate=["brigades_and_factions"])
    launches = [counts(model, "attacks_us").sum() for model in (hidden, open_)]
    strikes = [counts(model, "strikes_us").sum() for model in (hidden, open_)]
    assert strikes[0] / launches[0] < strikes[1] / launches[1]
    assert all((group.answerable == 1.0).all() for group in open_.militias)


def test_a_threat_that_seeks_no_leader_frightens_nobody(begin):
    model = begin()
    group = model.actors["nujaba"]
    full, none = np.ones(model.runs), np.zeros(model.runs)
    model.united_states.strike_threat = full
    fears = []
    for model.united_states.aims_at_leaders in (none, full):
        model.scene.look()
        group.decide()
        fears.append(group._at_us["fear of strikes"])
    assert (fears[0] == 0.0).all()
    assert (fears[1] < 0.0).all()


@pytest.mark.parametrize("target", ["israel", "united_states"])
def test_the_terms_of_a_launch_add_up_to_more_than_nothing(play, target):
    chronicle = Chronicle()
    play("2024-11", 3, chronicle=chronicle)
    told = [act for act in chronicle.acts if act.act == "launched" and act.target == target and act.terms]
    assert told
    for act in told:
        total = np.sum([values.astype(float) for values in act.terms.values()], axis=0)
        assert (total > -1e-4).all()


def test_discord_in_tehran_costs_obedience(begin):
    whole, apart = begin(ablate=["several_wills"]), begin()
    one = reasons(whole, "nujaba", -0.5)["patrons disagree"]
    several = reasons(apart, "nujaba", -0.5)["patrons disagree"]
    assert (one == 0.0).all()
    assert several.mean() < 0.0

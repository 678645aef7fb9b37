"""Integration in name and in fact: different states, reached by different decisions."""

from __future__ import annotations

import numpy as np
import pytest

from simulation.model.actors.militia import EXILED, HANDED_OVER, IN_FACT, IN_NAME
from simulation.model.armed_groups.integration import STEPS

EAGER = {"arms_outward": -1.0, "arms_inward": 6.0, "arms_rate": 0.8}
"""A cabinet that limits the groups again and again."""
WILLING = {**EAGER, "integrate_in_name": 3.0, "integrate_in_fact": 0.0, "step_rate": 0.5}


def test_absorbed_in_name_keeps_units_command_and_pay(play):
    model = play("2025-01", 12, 200, assume={**EAGER, "integrate_in_fact": -10.0})
    named = 0
    for group in model.militias:
        there = (group.status == IN_NAME) & (group.exiled == 0.0)
        named += there.sum()
        assert (group.own_commander[there] == 1.0).mean() > 0.95
        assert (group.own_pay[there] == 1.0).mean() > 0.95
    assert named > 50
    assert model.ledger.since_start("group_in_fact").sum() == 0


def test_in_fact_takes_all_steps_and_half_a_year_of_quiet(play):
    model = play("2025-01", 24, 200, assume=WILLING)
    there = 0
    for group in model.militias:
        fact = group.status == IN_FACT
        there += fact.sum()
        for kept in (group.units_whole, group.own_commander, group.own_pay):
            assert (kept[fact] == 0.0).all()
        assert (group.idle[fact] >= 6.0).all()
    assert there > 20
    assert all(model.ledger.since_start(step).sum() > 0 for step in STEPS)


def test_each_step_is_held_back_by_terms_of_its_own(play):
    def taken(step, **more):
        model = play(
            "2025-01", 12, 200, assume={**EAGER, "step_rate": 0.5, "integrate_in_fact": -1.0, **more}
        )
        return model.ledger.since_start(step).sum()

    for step, term in (
        ("units_broken_up", "step_hierarchy"),
        ("pay_moved", "step_patronage"),
        ("heavy_handed_over", "step_heavy"),
    ):
        assert taken(step, **{term: 0.0}) > 1.1 * taken(step, **{term: 6.0})
    assert taken("commander_replaced", step_seats=6.0) > taken("commander_replaced", step_seats=0.0)
    for other in ("commander_replaced", "pay_moved"):
        assert taken(other, step_heavy=0.0) == pytest.approx(taken(other, step_heavy=6.0), rel=0.02)


def test_the_threat_to_leaders_makes_a_name_attractive(play):
    def named(**said):
        model = play("2025-01", 6, 300, assume=EAGER, **said)
        return sum((group.status >= IN_NAME).sum() for group in model.militias)

    warned = named(events=["washington_warns_of_israeli_strikes"])
    assert warned > named()
    assert named(events=["washington_warns_of_israeli_strikes"], ablate=["shield"]) < warned


def test_doctrine_refuses_and_interest_accepts_each_on_its_own(play):
    def accepted(key, **held):
        model = play("2025-01", 12, 300, assume=EAGER, actors={key: held} if held else {}, ablate=["shocks"])
        return (model.actors[key].status >= IN_NAME).mean()

    assert accepted("nujaba", doctrine=0.2) > accepted("nujaba") + 0.1
    assert accepted("badr_brigades", notability=0.1) < accepted("badr_brigades") - 0.05


def test_washington_objects_to_designated_men_only(play, counts):
    model = play("2025-01", 12, 200, assume=EAGER)
    assert counts(model, "us_objection").sum() > 0
    spared = {group.key: {"designated": 0} for group in model.militias}
    assert counts(play("2025-01", 12, 200, assume=EAGER, actors=spared), "us_objection").sum() == 0
    assert counts(play("2025-01", 12, 200, assume=EAGER, ablate=["us_objection"]), "us_objection").sum() == 0


def test_the_commission_keeps_units_and_pay_where_they_are(play):
    def moved(**said):
        model = play(
            "2025-01", 12, 200, assume={**EAGER, "step_rate": 0.5, "integrate_in_fact": -1.0}, **said
        )
        return model.ledger.since_start("units_broken_up") + model.ledger.since_start("pay_moved")

    assert moved(ablate=["commission"]).sum() > moved().sum()


def test_pay_that_moves_leaves_the_commissions_payroll(play):
    model = play("2025-01", 18, 200, assume=WILLING)
    moved = model.ledger.since_start("pay_moved") > 0
    grown = model.ledger.since_start("pmf_extended") > 0
    members, start = model.commission.members, model.commission.members_at_start
    assert (members[moved & ~grown] < start[moved & ~grown]).all()
    np.testing.assert_allclose(members[~moved & ~grown], start[~moved & ~grown])


def test_who_gave_up_heavy_weapons_launches_no_more(begin):
    model = begin("2024-11", 12, 200, assume=WILLING)
    gone = {group.key: group.status >= HANDED_OVER for group in model.militias}
    while model.running:
        model.step()
        for group in model.militias:
            fired = group.attacks_us + group.attacks_israel + group.attacks_gulf
            assert (fired[gone[group.key]] == 0.0).all()
            gone[group.key] = group.status >= HANDED_OVER
    assert sum(flags.sum() for flags in gone.values()) > 50


def test_exile_needs_threat_and_an_open_door(play, counts):
    def gone(door, base=-6.0, **said):
        actors = {"russia": {"refuge": door}, "belarus": {"refuge": door}}
        model = play("2025-01", 12, 200, actors=actors, assume={"exile_base": base}, **said)
        return counts(model, "commander_exiled").sum()

    assert gone(1.0) > 1.5 * gone(0.0)
    assert gone(1.0, ablate=["exile"]) == 0
    model = play("2025-01", 12, 200, assume={"exile_base": -4.0})
    for group in model.militias:
        away = group.status == EXILED
        assert (group.own_commander[away] == 0.0).all()
        assert not away.any() or "patron" in group.bonds


def test_parliament_can_abolish_the_law_and_hardly_does(play):
    usual = play("2025-01", 24, 300)
    assert (usual.ledger.since_start("pmf_abolished") > 0).mean() <= 0.05
    model = play("2025-01", 6, 100, assume={"abolish_base": -0.5, "abolish_resistance": 0.0})
    gone = model.ledger.since_start("pmf_abolished") > 0
    assert gone.any()
    assert (model.commission.members[gone] == 0.0).all()
    assert (model.ledger.since_start("pmf_abolished") <= 1).all()
    never = play("2025-01", 6, 100, assume={"abolish_base": -0.5}, ablate=["dissolution"])
    assert (never.ledger.since_start("pmf_abolished") == 0).all()

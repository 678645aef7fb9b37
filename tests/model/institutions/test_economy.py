"""Power, dollars, the budget and the street: signs, switches, seasons."""

from __future__ import annotations

import numpy as np
import pytest

from simulation.evidence import Fixed
from simulation.model import IraqModel
from simulation.model.institutions.economy import load_seasons
from tests.model.worlds import play, scenario, series

HARD = {"supply_fault": Fixed(0.0), "supply_terms": Fixed(1.0)}


def test_the_seasons_are_twelve_round_a_mean_of_one() -> None:
    demand = load_seasons().power_demand
    assert len(demand) == 12
    assert np.mean(demand) == pytest.approx(1.0, abs=0.01)
    assert demand.index(max(demand)) in (6, 7)


def test_shortage_is_worst_in_summer() -> None:
    shortage = series(play(months=12, assume={"supply_fault": Fixed(0.0)}), "power_shortage").mean(axis=1)
    assert shortage.argmax() in (6, 7)
    assert shortage[6] > shortage[3] + 0.1


def test_a_cut_of_gas_makes_it_dark_for_a_month() -> None:
    cut = [{"month": "2025-02", "event": "iran_cuts_gas"}]
    plain, dark = play(months=3), play(months=3, events=cut)
    first, then = (series(model, "power_shortage") for model in (plain, dark))
    assert (then[1] >= first[1]).all()
    assert (then[1] > first[1]).mean() > 0.8
    np.testing.assert_array_equal(then[2], first[2])


def test_steps_out_of_iranian_energy_lower_its_share_and_never_above_the_start() -> None:
    model = play(months=24)
    share = series(model, "energy_share")
    assert share[-1].mean() < share[0].mean()
    assert (share <= share.max(axis=0)[None]).all()
    steps = model.ledger.since_start("energy_cut_iran") > 0
    assert (share[-1] < share[0])[steps].mean() > 0.5
    off = series(play(ablate=["energy"]), "energy_share")
    assert (off == off[0]).all()


def test_pressure_rations_dollars_and_makes_washington_worth_courting() -> None:
    pressed = {"united_states": {"posture": "maximum_pressure"}}
    plain, hard = play(months=12), play(months=12, **pressed)
    assert series(hard, "dollar_rationing")[-1].mean() > series(plain, "dollar_rationing")[-1].mean()
    stops = [model.ledger.since_start("pmf_pay_stopped").mean() for model in (hard, plain)]
    assert stops[0] > stops[1]
    model = IraqModel(scenario(), 20, 3)
    before = model.government.west_offers()
    model.economy.rationing = np.ones(20)
    assert (model.government.west_offers() > before).all()


def test_cheap_oil_leaves_wages_unpaid_and_works_undone() -> None:
    model = IraqModel(scenario(months=12), 200, 3)
    poor = IraqModel(scenario(months=12), 200, 3)
    poor.economy.oil = poor.economy.oil * 0.5
    poor.economy._usual_oil = poor.economy.oil.copy()
    for _ in range(12):
        model.step()
        poor.step()
    assert poor.economy.arrears.mean() > model.economy.arrears.mean() + 0.1
    assert poor.government.services.mean() < model.government.services.mean()
    assert poor.ledger.since_start("protests").sum() > model.ledger.since_start("protests").sum()


def test_a_wave_kills_and_leaves_weariness_and_lower_standing() -> None:
    wave = [{"month": "2025-02", "event": "protest_wave"}]
    plain, shaken = play(months=2), play(months=2, events=wave)
    calm = series(plain, "protests")[1] == 0
    assert (series(shaken, "protests")[1] == 1).all()
    assert (series(shaken, "fatigue_shia")[1] > series(plain, "fatigue_shia")[1])[calm].all()
    assert (series(shaken, "popularity")[1] < series(plain, "popularity")[1])[calm].all()
    assert series(shaken, "protest_deaths")[1].mean() > 3.0
    deaths = shaken.ledger.now("iraqi_deaths") - plain.ledger.now("iraqi_deaths")
    assert deaths[calm].mean() > 3.0


def test_the_street_can_be_switched_off() -> None:
    assert not series(play(months=24, ablate=["protests"]), "protests").any()


def test_services_make_a_premiers_name() -> None:
    model = IraqModel(scenario(months=6, ablate=["protests"]), 100, 3)
    model.government.first_services = model.government.services * 0.0 + 0.2
    model.government.services = np.full(100, 0.9)
    before = model.government.popularity.copy()
    for _ in range(3):
        model.step()
    assert (model.government.popularity > before).mean() > 0.95

"""The rules on cases with known answers: the hedge, its mirror, and what ablations switch off."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.model import IraqModel, simulate
from simulation.model.actors.government import hedge
from simulation.scenario import find_scenario

number = st.floats(-2, 2, allow_nan=False)
share = st.floats(0, 1, allow_nan=False)
cost = st.floats(0.1, 4, allow_nan=False)


def one(value: float) -> np.ndarray:
    return np.array([value])


@given(number, number, st.floats(-1, 1), share, share, cost, cost, cost, st.floats(5, 50))
def test_the_hedge_mirrors_when_the_patrons_swap(
    west_push: float,
    iran_push: float,
    ideal: float,
    west: float,
    iran: float,
    q: float,
    p: float,
    bond: float,
    k: float,
) -> None:
    costs = [one(value) for value in (q, p, bond, k)]
    ahead = hedge(one(west_push), one(iran_push), one(ideal), one(west), one(iran), *costs)
    mirror = hedge(one(iran_push), one(west_push), one(-ideal), one(iran), one(west), *costs)
    assert ahead[0] == pytest.approx(mirror[1], abs=1e-12)
    assert ahead[1] == pytest.approx(mirror[0], abs=1e-12)


@given(number, number, share, share, cost, cost, cost, st.floats(5, 50))
def test_the_hedge_is_the_maximum_of_its_objective(
    west_push: float, iran_push: float, west: float, iran: float, q: float, p: float, bond: float, k: float
) -> None:
    def worth(x_west: float, x_iran: float) -> float:
        gain = west_push * x_west + iran_push * x_iran - q / 2 * (x_west**2 + x_iran**2) - p * x_west * x_iran
        return (
            gain - bond / 2 * (x_west - x_iran) ** 2 - k / 2 * ((x_west - west) ** 2 + (x_iran - iran) ** 2)
        )

    costs = [one(value) for value in (q, p, bond, k)]
    best = hedge(one(west_push), one(iran_push), one(0.0), one(west), one(iran), *costs)
    x_west, x_iran = float(best[0][0]), float(best[1][0])
    if not (0.0 < x_west < 1.0 and 0.0 < x_iran < 1.0):
        return
    for step_west, step_iran in ((1e-3, 0), (-1e-3, 0), (0, 1e-3), (0, -1e-3)):
        assert worth(x_west, x_iran) >= worth(x_west + step_west, x_iran + step_iran) - 1e-12


@given(share, share)
def test_a_coalition_close_to_tehran_pulls_the_lean_inward(west: float, iran: float) -> None:
    calm = [one(value) for value in (1.0, 0.5, 0.7, 25.0)]
    inward = hedge(one(0.3), one(0.3), one(-0.8), one(west), one(iran), *calm)
    outward = hedge(one(0.3), one(0.3), one(0.8), one(west), one(iran), *calm)
    assert inward[0] - inward[1] <= outward[0] - outward[1]


def played(name: str, runs: int = 200, **changes: object) -> IraqModel:
    scenario = find_scenario(name).model_copy(update=changes)
    model = IraqModel(scenario, runs=runs, rng=11)
    for _ in range(scenario.months):
        model.step()
    return model


MECHANISMS = (
    "domino",
    "hedging",
    "framework",
    "brigades_and_factions",
    "doctrine_and_interest",
    "us_ladder",
    "israeli_threat",
    "arab_door",
    "narratives",
    "scarcity",
    "presence_and_vacuum",
    "gatekeeper",
    "conduct",
    "public_mood",
    "arrests",
    "integration",
    "clergy",
    "orders_and_stances",
    "patron_supply",
    "joined_fronts",
    "spoilers",
    "splits",
    "lost_command",
    "shield",
    "us_objection",
    "exile",
    "commission",
    "dissolution",
    "clashes",
    "killings",
    "iran_paths",
    "sudden_fall",
    "sanctions_threat",
    "credibility_elsewhere",
    "credit_claiming",
    "quid_pro_quo",
    "gatekeeper_word",
    "syria",
    "isis_vacuum",
    "turkey",
    "refuge",
    "tehran_fate",
    "leaders_cue",
    "several_wills",
    "us_iran_talks",
    "consent",
    "reverse_leverage",
    "shocks",
    "clergy_asked",
    "succession_najaf",
    "rhetoric",
    "rivals",
    "cascade",
    "taboo",
    "cue",
    "mediation",
    "army_stays_home",
    "energy",
    "dollars",
    "budget",
    "services",
    "protests",
    "push_to_settle",
    "two_channels",
)


@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_every_mechanism_can_be_switched_off_and_is_noticed(mechanism: str) -> None:
    whole, without = played("iran_paths#increase"), played("iran_paths#increase", ablate=(mechanism,))
    moved = [
        name
        for name, series in whole.datacollector.model_vars.items()
        if not np.array_equal(np.array(series), np.array(without.datacollector.model_vars[name]))
    ]
    assert moved, f"no indicator notices {mechanism}"


def test_paths_differ_only_through_the_levers() -> None:
    first = {name: IraqModel(f"iran_paths#{name}", runs=50, rng=3) for name in ("increase", "loosen")}
    for name, values in first["increase"].beliefs.as_dict().items():
        np.testing.assert_array_equal(values, first["loosen"].beliefs.as_dict()[name])
    np.testing.assert_array_equal(
        first["increase"].government.accommodation_iran, first["loosen"].government.accommodation_iran
    )


def test_an_assumption_replaces_one_prior_and_no_other() -> None:
    plain = find_scenario("iran_paths#maintain")
    held = plain.model_copy(update={"assume": type(plain.assume)({"us_commitment": prior(0.3)})})
    before, after = (IraqModel(setup, runs=20, rng=3).beliefs.as_dict() for setup in (plain, held))
    assert (after["us_commitment"] == 0.3).all()
    changed = [name for name in before if not np.array_equal(before[name], after[name])]
    assert changed == ["us_commitment"]


def prior(value: float) -> object:
    from simulation.evidence.priors import Fixed

    return Fixed(value)


def test_outcomes_keep_to_their_ranges() -> None:
    outcomes = simulate(find_scenario("iran_paths#increase"), np.arange(300), 5).outcomes
    assert (np.abs(outcomes["axis_index"]) <= 1.0).all()
    assert ((outcomes["axis_presence"] >= 0.0) & (outcomes["axis_presence"] <= 1.0)).all()
    assert ((outcomes["iran_leverage"] >= 0.0) & (outcomes["iran_leverage"] <= 1.0)).all()
    assert (outcomes["iraqi_deaths"] >= 0).all()

"""A month of the economy, run by run, against a plain reading of its equations."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from simulation.evidence import Fixed
from simulation.model import IraqModel
from simulation.model.chance import Stream
from simulation.model.chronicle import Chronicle
from simulation.model.institutions.economy import load_seasons
from tests.model.worlds import scenario

RUNS = 40
MECHANISMS = ("energy", "dollars", "budget", "protests", "services")
LEVELS = ("oil", "rationing", "arrears", "usual_arrears", "shortage", "usual_shortage", "anger")


def unit(value: float) -> float:
    return min(max(value, 0.0), 1.0)


class Month:
    """A model some months on, drawn apart so that every branch is met, then its economy's next month."""

    def __init__(self, months: int = 7, **said: Any):
        self.chronicle = Chronicle()
        self.model = model = IraqModel(scenario(**said), runs=RUNS, rng=5, chronicle=self.chronicle)
        for _ in range(months):
            model.step()
        self._spread()
        economy, cabinet = model.economy, model.government
        named = ("services", "popularity", "first_services", "first_popularity")
        self.before = {name: np.array(getattr(economy, name), dtype=float) for name in LEVELS}
        self.before |= {name: getattr(cabinet, name).copy() for name in named}
        self.before |= {"share": model.energy_share.copy(), "bite": model.united_states.bite.copy()}
        self.before["hard"] = model.iran.levers["energy_terms"].copy()
        self.before["weariness"] = model.scene.shift_of("fatigue").copy()
        acts = ("energy_cut_iran", "channel_opened_iran", "waiver_ended", "gas_cut")
        self.counted = {act: model.ledger.now(act).copy() for act in (*acts, "pmf_pay_stopped", "protests")}
        self.moods = [(each.fatigue.copy(), each.resent_iran.copy()) for each in model.electorates]
        self.chronicle.acts.clear()
        economy.play()

    def _spread(self) -> None:
        """Levels and acts unlike one another between the runs."""
        model, draw = self.model, np.random.default_rng(1)
        model.economy.oil = model.economy.oil * draw.uniform(0.5, 1.3, RUNS)
        model.economy.rationing = draw.random(RUNS)
        model.economy.anger = draw.random(RUNS)
        model.iran.levers["energy_terms"] = draw.uniform(-0.5, 1.0, RUNS)
        model.united_states.bite = draw.random(RUNS)
        model.government.services = draw.random(RUNS)
        model.government.popularity = draw.random(RUNS)
        for act, often in (("energy_cut_iran", 0.4), ("channel_opened_iran", 0.3), ("waiver_ended", 0.2)):
            model.ledger.add(act, draw.random(RUNS) < often)
        for act, often in (("gas_cut", 0.2), ("pmf_pay_stopped", 0.2), ("protests", 0.2)):
            model.ledger.add(act, draw.random(RUNS) < often)

    def at(self, run: int) -> tuple[SimpleNamespace, SimpleNamespace, SimpleNamespace]:
        """Beliefs, levels before and acts before of one run."""
        beliefs = self.model.beliefs
        names = [name for name in vars(beliefs) if not name.startswith("_")]
        return (
            SimpleNamespace(**{name: float(getattr(beliefs, name)[run]) for name in names}),
            SimpleNamespace(**{name: float(value[run]) for name, value in self.before.items()}),
            SimpleNamespace(**{name: float(value[run]) for name, value in self.counted.items()}),
        )

    def luck(self, kind: str, stream: Stream, name: str, run: int) -> float:
        return float(getattr(self.model.chance, kind)(stream, (name,), self.model.month)[0, run])

    def told(self, act: str) -> Any:
        """The terms of an act of the month, by run."""
        found = [each for each in self.chronicle.acts if each.act == act]
        return {
            int(row): {name: float(sizes[place]) for name, sizes in each.terms.items()}
            for each in found
            for place, row in enumerate(each.rows)
        }


@pytest.fixture(scope="module")
def month() -> Month:
    return Month(assume={"protest_base": Fixed(-1.5)})


def close(found: Any, expected: float) -> None:
    assert float(found) == pytest.approx(expected, rel=1e-9, abs=1e-12)


def test_power_is_served_by_its_equation(month: Month) -> None:
    model, told = month.model, month.told("gas_withheld")
    demand = load_seasons().power_demand[int(model.setup.calendar[model.month][-2:]) - 1]
    cuts = 0
    for run in range(RUNS):
        b, was, acts = month.at(run)
        share = was.share - b.energy_step * (acts.energy_cut_iran - acts.channel_opened_iran)
        share = min(max(share - b.waiver_power * acts.waiver_ended, 0.0), float(_first_share(month)[run]))
        close(model.energy_share[run], share)
        broken = month.luck("uniform", Stream.SUPPLY, "fault", run) < b.supply_fault or acts.gas_cut > 0
        depth = month.luck("uniform", Stream.SUPPLY, "depth", run) if broken else 0.0
        cut = unit(b.supply_terms * max(was.hard, 0.0) + depth)
        close(model.economy.cut[run], cut)
        found = unit(b.substitution + b.substitution_growth * model.month / 12)
        served = b.power_served * (1 - share * cut * (1 - found))
        close(model.economy.shortage[run], unit(1 - served / demand))
        assert (run in told) == broken
        if broken:
            assert told[run] == {"withheld": pytest.approx(cut, rel=1e-6)}
            cuts += 1
    assert 0 < cuts < RUNS


def _first_share(month: Month) -> np.ndarray:
    return month.model.start_level("iran_energy_share")


def test_dollars_are_rationed_by_pressure_beyond_the_usual(month: Month) -> None:
    model, told = month.model, month.told("pmf_pay_stopped")
    ways = set()
    for run in range(RUNS):
        b, was, acts = month.at(run)
        beyond = max(was.bite - b.habit_pressure, 0.0)
        due = unit(b.ration_gain * beyond)
        close(model.economy.rationing[run], was.rationing + b.ration_speed * (due - was.rationing))
        luck = month.luck("logistic", Stream.PAYMENT, "pmf", run)
        ordered = acts.pmf_pay_stopped > 0
        balked = b.balk_base + b.balk_pressure * beyond + luck > 0 and not ordered
        close(model.economy.unpaid[run], b.balk_share if balked or ordered else 0.0)
        assert model.ledger.now("pmf_pay_stopped")[run] == acts.pmf_pay_stopped + balked
        assert (run in told) == balked
        if balked:
            terms = {
                "habit": b.balk_base,
                "pressure on payment firms": b.balk_pressure * beyond,
                "luck": luck,
            }
            assert told[run] == pytest.approx(terms, rel=1e-6)
        ways.add((balked, ordered))
    assert len(ways) == 3


def test_oil_reverts_and_arrears_follow_what_is_due(month: Month) -> None:
    model = month.model
    usual, breakeven = model.start_level("oil_price"), model.start_level("oil_breakeven")
    for run in range(RUNS):
        b, was, _ = month.at(run)
        luck = month.luck("logistic", Stream.OIL, "price", run) * math.sqrt(3) / math.pi
        oil = was.oil * math.exp(b.oil_reversion * math.log(usual[run] / was.oil) + b.oil_volatility * luck)
        close(model.economy.oil[run], oil)
        rationing = float(model.economy.rationing[run])
        due = unit(1 - oil / breakeven[run] - b.fiscal_buffer + b.ration_arrears * rationing)
        close(model.economy.arrears[run], was.arrears + b.arrears_speed * (due - was.arrears))


def test_the_street_rises_by_its_equation_and_leaves_weariness(month: Month) -> None:
    model, told = month.model, month.told("protests")
    economy, ways = model.economy, set()
    for run in range(RUNS):
        b, was, acts = month.at(run)
        terms = {
            "habit": b.protest_base,
            "power cuts": b.protest_shortage * float(economy.shortage[run] - was.usual_shortage),
            "unpaid wages": b.protest_arrears * float(economy.arrears[run] - was.usual_arrears),
            "weariness": b.protest_anger * was.weariness,
            "luck": month.luck("logistic", Stream.PROTEST, "wave", run),
        }
        ordered = acts.protests > 0
        unasked = sum(terms.values()) > 0 and not ordered
        assert economy.protest[run] == (ordered or unasked)
        assert model.ledger.now("protests")[run] == acts.protests + unasked
        assert (run in told) == unasked
        if unasked:
            assert told[run] == pytest.approx(terms, rel=1e-5)
        close(economy.anger[run], was.anger * b.protest_memory + (ordered or unasked))
        for public, (weary, resent) in zip(model.electorates, month.moods, strict=True):
            wave = ordered or unasked
            close(public.fatigue[run], min(weary[run] + b.protest_fatigue * wave, 100.0))
            close(public.resent_iran[run], min(resent[run] + b.protest_resent * wave, 100.0))
        ways.add((unasked, ordered))
    assert len(ways) == 3


def test_services_and_standing_follow_works_wages_and_the_street(month: Month) -> None:
    model, cabinet = month.model, month.model.government
    for run in range(RUNS):
        b, was, _ = month.at(run)
        dark = b.service_power * float(model.economy.shortage[run] - was.usual_shortage)
        unpaid = b.service_arrears * float(model.economy.arrears[run] - was.usual_arrears)
        back = b.service_reversion * (was.first_services - was.services)
        services = unit(was.services + back - dark - unpaid)
        close(cabinet.services[run], services)
        seen = was.first_popularity + services - was.first_services
        standing = was.popularity + b.standing_speed * (seen - was.popularity)
        close(cabinet.popularity[run], unit(standing - b.standing_protest * model.economy.protest[run]))


def test_at_the_start_nothing_is_cut_and_arrears_are_what_is_due() -> None:
    model = IraqModel(scenario(), runs=RUNS, rng=5)
    economy, beliefs = model.economy, model.beliefs
    assert not any(np.any(level) for level in (economy.cut, economy.rationing, economy.unpaid, economy.anger))
    assert economy.protest.tolist() == [False] * RUNS
    np.testing.assert_array_equal(economy.shortage, 1.0 - beliefs.power_served)
    np.testing.assert_array_equal(economy.usual_shortage, economy.shortage)
    gap = 1.0 - model.start_level("oil_price") / model.start_level("oil_breakeven")
    np.testing.assert_allclose(economy.arrears, np.clip(gap - beliefs.fiscal_buffer, 0.0, 1.0), atol=1e-12)
    np.testing.assert_array_equal(economy.usual_arrears, economy.arrears)


@pytest.mark.parametrize("off", MECHANISMS)
def test_a_mechanism_that_is_off_moves_nothing_of_its_own(off: str) -> None:
    apart = Month(months=1, ablate=[off])
    economy, was = apart.model.economy, apart.before
    now = {
        "energy": (economy.shortage, was["shortage"]),
        "dollars": (economy.rationing, was["rationing"]),
        "budget": (economy.oil, was["oil"]),
        "protests": (economy.anger, was["anger"]),
        "services": (apart.model.government.services, was["services"]),
    }
    for mechanism, (level, before) in now.items():
        assert np.array_equal(level, before) == (mechanism == off), mechanism

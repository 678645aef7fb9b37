"""Oil, power, dollars and wages: what Tehran and Washington hold over Baghdad, and what drives people out.

Theory of leverage by energy and by the dollar (theory.md I): Iran's gas carries a share of the power supply
and can be cut; oil receipts pass through New York and can be rationed; below the break-even price of oil
wages go unpaid. Shortage is worst in summer, when protest is likeliest.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import numpy as np
from pydantic import Field

from simulation.documents import packaged
from simulation.model.actors.base import unit
from simulation.model.chance import Stream
from simulation.model.institutions.parliament import Basis, Record, read

if TYPE_CHECKING:
    from simulation.model.actors.base import Flags, Floats
    from simulation.model.iraq import IraqModel

__all__ = ["Economy", "Seasons", "load_seasons"]


class Seasons(Record):
    """Demand for power by month of the year, January first, against the mean of the year."""

    power_demand: Annotated[
        list[Annotated[float, Field(gt=0.0, le=3.0)]], Field(min_length=12, max_length=12)
    ]
    bases: dict[str, Basis] = Field(default_factory=dict)
    basis: str | Basis


@lru_cache(maxsize=8)
def load_seasons(folder: Path | None = None) -> Seasons:
    """The seasons of the packaged seeds, or of another folder of seeds. Raises InputError."""
    return read((packaged("seeds") if folder is None else folder) / "seasons.yaml", Seasons)


class Economy:
    """The levers of money and power in every run; arrays are (runs,).

    shortage: share of the demand for power that is not served. usual_shortage: what it would be at the mean
    of the year with nothing cut. cut: share of Iran's supply withheld. oil: dollars a barrel. rationing: how
    far Washington rations dollars, 0 to 1. arrears: share of the state's payments that wait, 0 to 1;
    usual_arrears: what waited at the start. unpaid: share of the month's pay of the PMF that did not arrive.
    protest: a wave this month.
    """

    def __init__(self, model: IraqModel):
        self._model = model
        self._demand = load_seasons().power_demand
        zero = np.zeros(model.runs)
        self.oil = model.start_level("oil_price")
        self._usual_oil = self.oil.copy()
        self._first_share = model.energy_share.copy()
        self.usual_shortage = self.shortage = 1.0 - model.beliefs.power_served
        self.cut = self.rationing = self.unpaid = self.anger = zero
        self._breakeven = model.start_level("oil_breakeven")
        self.arrears = self._arrears_due()
        self.usual_arrears = self.arrears.copy()
        self.protest: Flags = np.zeros(model.runs, dtype=bool)

    def play(self) -> None:
        """A month: supply, dollars, prices and wages; then the street; then services and standing."""
        model = self._model
        if model.on("energy"):
            self._power()
        if model.on("dollars"):
            self._dollars()
        if model.on("budget"):
            self._budget()
        if model.on("protests"):
            self._street()
        if model.on("services"):
            self._services()

    # --- power ------------------------------------------------------------------------------------

    def _power(self) -> None:
        """Supply against the demand of the season.

        Served = b (1 - g c (1 - s)) with b the share of the mean demand met in a usual year, g Iran's share
        of supply, c what of it is withheld (its terms, or a fault), s what can be found elsewhere, growing
        with time. A step of the cabinet out of Iranian energy lowers g, as the end of the waiver for power
        does; a new channel raises it again.
        """
        model, beliefs = self._model, self._model.beliefs
        steps = model.ledger.now("energy_cut_iran") - model.ledger.now("channel_opened_iran")
        share = model.energy_share - beliefs.energy_step * steps
        share = share - beliefs.waiver_power * model.ledger.now("waiver_ended")
        model.energy_share = np.minimum(np.maximum(share, 0.0), self._first_share)
        fault = model.chance.uniform(Stream.SUPPLY, ("fault", "depth"), model.month)
        broken = (fault[0] < beliefs.supply_fault) | (model.ledger.now("gas_cut") > 0)
        hard = np.maximum(model.iran.levers["energy_terms"], 0.0)
        self.cut = unit(beliefs.supply_terms * hard + np.where(broken, fault[1], 0.0))
        found = unit(beliefs.substitution + beliefs.substitution_growth * (model.month / 12.0))
        served = beliefs.power_served * (1.0 - model.energy_share * self.cut * (1.0 - found))
        self.shortage = unit(1.0 - served / self._demand[model.month_of_year - 1])
        model.tell("iran", "gas_withheld", broken, terms=lambda: {"withheld": self.cut})

    # --- dollars ----------------------------------------------------------------------------------

    def _dollars(self) -> None:
        """Washington's pressure, and sanctions most of all, ration the dollars that oil earns.

        D' = D + v (k (P - P0) - D), P the pressure that bites and P0 the usual one. The firms that pay the
        PMF's wages may balk: P(pay stops) = logit^-1(w0 + w1 (P - P0)); a share of the month's pay is lost.
        """
        model, beliefs = self._model, self._model.beliefs
        beyond = np.maximum(model.united_states.bite - beliefs.habit_pressure, 0.0)
        due = unit(beliefs.ration_gain * beyond)
        self.rationing = self.rationing + beliefs.ration_speed * (due - self.rationing)
        luck = model.chance.logistic(Stream.PAYMENT, ("pmf",), model.month)[0]
        press = beliefs.balk_pressure * beyond
        ordered = model.ledger.now("pmf_pay_stopped") > 0
        balked = (beliefs.balk_base + press + luck > 0.0) & ~ordered
        self.unpaid = np.where(balked | ordered, beliefs.balk_share, 0.0)
        model.ledger.add("pmf_pay_stopped", balked)
        habit = beliefs.balk_base
        model.tell(
            "united_states", "pmf_pay_stopped", balked,
            terms=lambda: {"habit": habit, "pressure on payment firms": press, "luck": luck},
        )  # fmt: skip

    # --- the budget -------------------------------------------------------------------------------

    def _budget(self) -> None:
        """Oil wanders round its level; below break-even, and with dollars rationed, payments wait.

        log p' = log p + r (log p0 - log p) + s e, e a logistic deviate scaled to unit variance.
        """
        model, beliefs = self._model, self._model.beliefs
        luck = model.chance.logistic(Stream.OIL, ("price",), model.month)[0] * UNIT_LOGISTIC
        back = beliefs.oil_reversion * np.log(self._usual_oil / self.oil)
        self.oil = self.oil * np.exp(back + beliefs.oil_volatility * luck)
        self.arrears = self.arrears + beliefs.arrears_speed * (self._arrears_due() - self.arrears)

    def _arrears_due(self) -> Floats:
        """What of the state's payments would wait if price and rationing stayed: 1 - p/p*, less a buffer."""
        beliefs = self._model.beliefs
        gap = 1.0 - self.oil / self._breakeven
        return unit(gap - beliefs.fiscal_buffer + beliefs.ration_arrears * self.rationing)

    # --- services and standing --------------------------------------------------------------------

    def _services(self) -> None:
        """Works and power make a premier's name, arrears and dark summers unmake it (O16).

        s' = s + r (s0 - s) - k_p (shortage - usual) - k_a (arrears - usual); standing follows what is seen,
        y' = y + v (y0 + s - s0 - y) - k_w protest; s0 and y0 are the levels of his first month.
        """
        beliefs, cabinet = self._model.beliefs, self._model.government
        dark = beliefs.service_power * (self.shortage - self.usual_shortage)
        unpaid = beliefs.service_arrears * (self.arrears - self.usual_arrears)
        back = beliefs.service_reversion * (cabinet.first_services - cabinet.services)
        cabinet.services = unit(cabinet.services + back - dark - unpaid)
        seen = cabinet.first_popularity + cabinet.services - cabinet.first_services
        moved = cabinet.popularity + beliefs.standing_speed * (seen - cabinet.popularity)
        cabinet.popularity = unit(moved - beliefs.standing_protest * self.protest)

    # --- the street -------------------------------------------------------------------------------

    def _street(self) -> None:
        """A wave of protest: darkness, unpaid wages, anger, or a scenario's order; it kills.

        P(wave) = logit^-1(p0 + p1 (shortage - usual) + p2 (arrears - usual) + p3 anger), anger the weariness
        above its rest. Its dead are counted with the other killings (`armed_groups.violence`).
        """
        model, beliefs = self._model, self._model.beliefs
        luck = model.chance.logistic(Stream.PROTEST, ("wave",), model.month)[0]
        terms = {
            "habit": beliefs.protest_base,
            "power cuts": beliefs.protest_shortage * (self.shortage - self.usual_shortage),
            "unpaid wages": beliefs.protest_arrears * (self.arrears - self.usual_arrears),
            "weariness": beliefs.protest_anger * model.scene.shift_of("fatigue"),
            "luck": luck,
        }
        odds = np.zeros(model.runs)
        for term in terms.values():
            odds = odds + term
        ordered = model.ledger.now("protests") > 0
        unasked = (odds > 0.0) & ~ordered
        self.protest = ordered | unasked
        model.ledger.add("protests", unasked)
        model.tell("public", "protests", unasked, terms=lambda: terms)
        self.anger = self.anger * beliefs.protest_memory + self.protest
        for public in model.electorates:
            public.shake(self.protest)


UNIT_LOGISTIC = np.sqrt(3.0) / np.pi
"""What scales a standard logistic deviate to a variance of one."""

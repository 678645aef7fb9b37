"""Armed groups: doctrine against interest, orders and fear, brigades and deniable cells (rows 7, 8, 12)."""

from __future__ import annotations

import numpy as np

from simulation.codebook import HISTORY
from simulation.model.actors.base import Actor, Flags, Floats, unit
from simulation.model.chance import Stream

__all__ = ["DUAL", "EXILED", "HANDED_OVER", "IN_FACT", "IN_NAME", "Commission", "Militia"]

DUAL, IN_NAME, HANDED_OVER, IN_FACT, EXILED = 0.0, 1.0, 2.0, 3.0, 4.0


class Militia(Actor):
    """A named armed group. Each month it launches or holds on each front, by random utility.

    Launch on front f when  U_f + e > 0,  e standard logistic, with

        U_f = c_f + d D G_f + o K k_f R - n N - t T_f (1 - s D) - q Q_f - r S (N + B)/2 + l H D - p F

    D doctrine, N notability, B share in registered brigades; G_f the cause at that front (the unity
    of fronts; the presence of the Americans), R Tehran's order in [-1, 1] (hold fire or attack), K the
    hold of Tehran times its orders, k_f = 1 - m |R - (2D - 1)|/2 the order-specific compliance, T_f
    the threat of strikes, Q_f the halt of launches, S Baghdad's request, H the memory of strikes
    suffered (Lyall 2015), F weariness with armed groups, which deniable cells blunt. Sources:
    israel-hayom-2024 and orient-xxi-2025; Salehyan, Siroky & Wood 2014 for orders of several wills.
    Launches in a month: 1 + floor(rate x capability x E), E standard exponential.
    """

    axis: Floats
    arms: Floats
    fighters: Floats
    doctrine: Floats
    notability: Floats
    control: Floats
    registered: Floats
    heavy: Floats
    reach: Floats
    secrecy: Floats
    quiet_israel: Floats
    quiet_us: Floats
    named_six: Floats

    def settle(self) -> None:
        """Start whole, with the status that the law of 2016 gave: registered and its own at once."""
        self.capability = np.ones_like(self.doctrine)
        self.grievance = np.zeros_like(self.doctrine)
        self.status = np.full_like(self.doctrine, DUAL)
        self.attacks_us = self.attacks_israel = self.attacks_gulf = np.zeros_like(self.doctrine)
        self.stance = np.zeros_like(self.doctrine)
        self.idle = np.full_like(self.doctrine, HISTORY)

    def _compliance(self, order: Floats) -> Floats:
        """What an order is worth: Tehran's hold, less as the order goes against the grain."""
        beliefs = self.model.beliefs
        against = np.abs(order - (2.0 * self.doctrine - 1.0)) * 0.5
        return self.control * self.model.iran.orders * (1.0 - beliefs.order_cost * against)

    def _leaning(self) -> Floats:
        """The part of the utility that all fronts share."""
        model, beliefs = self.model, self.model.beliefs
        order = model.scene.standing_order
        doctrine = self.doctrine if model.on("doctrine_and_interest") else np.full_like(self.doctrine, 0.5)
        notability = (
            self.notability if model.on("doctrine_and_interest") else np.full_like(self.doctrine, 0.5)
        )
        leaning = beliefs.militia_order * self._compliance(order) * order
        leaning = leaning - beliefs.militia_interest * notability
        leaning = leaning + beliefs.militia_grievance * self.grievance * doctrine
        bound = 0.5 * (notability + self.registered)
        leaning = leaning - beliefs.militia_state * model.scene.state_request * bound
        blunt = 1.0 - self.secrecy if model.on("brigades_and_factions") else np.ones_like(self.secrecy)
        return leaning - beliefs.militia_disapproval * model.scene.fatigue * blunt

    def _fear(self, threat: Floats) -> Floats:
        """Fear of strikes on leaders and stores, which doctrine blunts (row 8)."""
        beliefs = self.model.beliefs
        return beliefs.militia_fear * threat * (1.0 - beliefs.doctrine_fearless * self.doctrine)

    def decide(self) -> None:
        model, beliefs = self.model, self.model.beliefs
        able = (self.status != IN_FACT) & (self.status != EXILED)
        leaning = self._leaning()
        doctrine = self.doctrine if model.on("doctrine_and_interest") else np.full_like(self.doctrine, 0.5)
        pretext = model.united_states.presence if model.on("presence_and_vacuum") else np.ones_like(doctrine)
        cause_us = beliefs.militia_doctrine * doctrine * pretext
        fear_us = self._fear(model.united_states.strike_threat)
        self._launch_us = able & (
            beliefs.launch_us + leaning + cause_us - fear_us - beliefs.quiet_cost * self.quiet_us
            + self.logistic(Stream.FRONT_US) > 0.0
        )  # fmt: skip
        cause_israel = beliefs.militia_doctrine * doctrine * model.scene.fronts_open
        fear_israel = (
            self._fear(model.israel.threat) if model.on("israeli_threat") else np.zeros_like(doctrine)
        )
        self._launch_israel = able & (
            beliefs.launch_israel + leaning + cause_israel - fear_israel
            - beliefs.quiet_cost * self.quiet_israel + self.logistic(Stream.FRONT_ISRAEL) > 0.0
        )  # fmt: skip
        self._decide_gulf(able, leaning)

    def _decide_gulf(self, able: Flags, leaning: Floats) -> None:
        """Spoiling: sites with Gulf equity draw fire when projects and curbs threaten a place (row 15)."""
        model, beliefs = self.model, self.model.beliefs
        if not model.on("arab_door"):
            self._launch_gulf = np.zeros(self.doctrine.shape, dtype=bool)
            return
        stake = (
            beliefs.spoil_projects * model.scene.gulf_projects
            + beliefs.spoil_curbs * model.scene.recent_curbs
        )
        utility = beliefs.launch_gulf + 0.5 * leaning + stake * self.doctrine
        self._launch_gulf = able & (utility + self.logistic(Stream.FRONT_GULF) > 0.0)

    def _count(self, launch: Flags, stream: Stream, rate: Floats) -> Floats:
        """Number of launches, 1 + floor(rate x capability x reach x E) where there is one."""
        if not launch.any():
            return np.zeros_like(self.doctrine)
        marks = 1.0 + np.floor(rate * self.capability * self.reach * self.exponential(stream))
        return np.where(launch, marks, 0.0)

    def act(self) -> None:
        beliefs = self.model.beliefs
        supplied = beliefs.launch_rate * (0.5 + 0.5 * self.model.iran.weapons)
        us = self._count(self._launch_us, Stream.COUNT_US, supplied)
        israel = self._count(self._launch_israel, Stream.COUNT_ISRAEL, supplied)
        gulf = self._count(self._launch_gulf, Stream.COUNT_GULF, supplied * 0.5)
        self.attacks_us, self.attacks_israel, self.attacks_gulf = us, israel, gulf
        self.quiet_us = self.quiet_us + beliefs.quiet_speed * (np.where(us > 0, 0.0, 1.0) - self.quiet_us)
        self.quiet_israel = self.quiet_israel + beliefs.quiet_speed * (
            np.where(israel > 0, 0.0, 1.0) - self.quiet_israel
        )
        launched = (us + israel + gulf) > 0
        self.idle = np.where(launched, 0.0, self.idle + 1.0)
        self.stance = np.where(launched, 1.0, 0.0)
        self.grievance = self.grievance * beliefs.grievance_memory
        self.capability = self.capability + beliefs.repair * (1.0 - self.capability)

    def suffer(self, strikes: Floats) -> None:
        """Strikes destroy what can be rebuilt soon, and are remembered (Al Aqeedi in W5; Lyall 2015)."""
        beliefs = self.model.beliefs
        self.capability = self.capability * (1.0 - unit(beliefs.strike_loss * strikes))
        self.grievance = unit(self.grievance + beliefs.grievance_per_strike * strikes)

    def answer_integration(self, pushed: Flags) -> None:
        """Accept, or refuse, absorption in name; then, rarely, in fact (M7, M8: a shield, at a price).

        In name when  i0 + s T + n N + y Y - d D + e > 0;  heavy weapons or command only from there, at
        i1 instead of i0. T the threat of strikes, Y Tehran's tolerance. One logistic draw serves both.
        """
        model, beliefs = self.model, self.model.beliefs
        shield = beliefs.integrate_shield * model.israel.threat if model.on("israeli_threat") else 0.0
        tolerance = model.iran.levers["tolerance"]
        common = (
            shield
            + beliefs.integrate_notability * self.notability
            - beliefs.integrate_doctrine * self.doctrine
            + beliefs.integrate_tolerance * tolerance
            + self.logistic(Stream.INTEGRATE)
        )
        in_name = pushed & (self.status == DUAL) & (beliefs.integrate_in_name + common > 0.0)
        deeper = pushed & (self.status >= IN_NAME) & (self.status < IN_FACT)
        deeper &= beliefs.integrate_in_fact + common > 0.0
        self.accepted, self.deepened = in_name, deeper
        self.status = np.where(in_name, IN_NAME, np.where(deeper, self.status + 1.0, self.status))


class Commission(Actor):
    """The Popular Mobilization Commission: an institution whose first interest is to last (O12, A23)."""

    dependence: Floats
    axis: Floats

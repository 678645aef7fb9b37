"""Tehran: its levers along a path, what reaches Iraq of them, and what it says (rows 1, 21, 23, 25, 31)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulation.model.actors.base import Flags, Floats, unit
from simulation.model.actors.powers import ForeignPower
from simulation.model.actors.wills import Wills
from simulation.model.chance import Stream

if TYPE_CHECKING:
    from collections.abc import Mapping

    from simulation.model.questions import Question

__all__ = ["Iran"]


class Iran(ForeignPower):
    """Tehran: what it does with its levers, month by month, along the path of the run (row 1).

    Lever l moves toward its path's level L_l (2022-24 = 1) at the speed r: l' = l + r (L_l - l).
    What reaches Iraq also depends on means M (money and weapons) and on the worth W of Iraq to Tehran:

    - weapons = l_weapons M;  orders = l_orders W (1 + M)/2 (1 + v (1 - presence)) g;
    - brokerage = l_brokerage W g;  cue = l_cue g.

    Scarcity and compensation (row 23): with F the share of the axis's weight that has fallen,
    M -> m0 (1 - c_M F)(1 - squeeze)(1 - c_C C) and W = 1 + c_W F. The vacuum term v belongs to row 24.
    Perceived strength of the axis S_A follows what stands, slowly up and quickly down (row 2), and at a
    run once several pieces have fallen (`sudden_fall`). g = attention (1 - c_g C) is what a succession
    or a crisis C in Tehran leaves of its grip (row 21). Path, wills and talks move the levels L_l; for a
    premier who keeps close (accommodation x_I) Tehran softens its terms on gas and trade by
    c (W - 1) x_I: Baghdad sells its closeness (`reverse_leverage`, H2).
    """

    weight: Floats
    means: Floats
    cohesion: Floats
    attention: Floats
    crisis: Floats
    bent: Floats
    axis_strength: Floats
    orders: Floats
    brokerage: Floats
    weapons: Floats
    cue: Floats
    prestige: Floats
    statement: Floats
    interregnum: Floats
    worth: Floats
    _next: dict[str, Floats]

    def settle(self, levers: dict[str, Floats]) -> None:
        """Take up the levers at their reference level, before the path of the scenario is felt."""
        self.levers = self.reference = levers
        self.full_means = self.means.copy()
        self.axis_strength = self._standing()
        self.axis_at_start = self.axis_strength.copy()
        self.ramp = np.zeros_like(self.means)
        self.statement = np.zeros_like(self.means)
        self.interregnum = np.zeros_like(self.means)
        self.wills = Wills(self)
        self.reach()

    # --- how it stands ------------------------------------------------------------------------------

    def _standing(self) -> Floats:
        """What an observer sees standing: Iran's own means and its allies, by weight."""
        total = self.weight * self.means
        for ally in self.model.axis_allies:
            total = total + ally.weight * ally.standing
        return total

    def _fallen(self) -> Floats:
        """Share of the allies' weight that has fallen since the reference years."""
        fallen, weight = np.zeros_like(self.means), np.zeros_like(self.means)
        for ally in self.model.axis_allies:
            fallen = fallen + ally.weight * (1.0 - ally.standing)
            weight = weight + ally.weight
        return fallen / weight

    def signal_of(self, levers: Mapping[str, Floats]) -> Floats:
        """How much looser than at the start some levels of the levers look from abroad, in [-1, 1].

        Mean of fewer weapons, less brokerage, fewer calls to attack and more tolerance of integration.
        """
        start = self.reference
        looser = start["weapons"] - levers["weapons"] + start["brokerage"] - levers["brokerage"]
        calmer = start["attack_call"] - levers["attack_call"] + levers["tolerance"] - start["tolerance"]
        return np.minimum(np.maximum(0.25 * (looser + calmer), -1.0), 1.0)

    @property
    def signal(self) -> Floats:
        """The signal of the levers as they stand (H31): positive is loosening, shape (runs,)."""
        return self.signal_of(self.levers)

    @property
    def objection(self) -> Floats:
        """How strongly hardliners object to the groups' integration, in [0, 1] (M7)."""
        return self.wills.objection

    @property
    def consents_to_integration(self) -> Floats:
        """How far Tehran lets integration pass: its tolerance, less what the objectors can hold up."""
        return self.wills.consent

    @property
    def discord(self) -> Floats:
        """How far Tehran's several wills pull apart, in [0, 1]: what it costs in obedience (row 29)."""
        return self.wills.discord

    def reach(self) -> None:
        """Turn lever positions into what reaches Iraq, once every power has moved."""
        model, beliefs, levers = self.model, self.model.beliefs, self.levers
        worth = room = grip = np.ones_like(self.means)
        if model.on("scarcity"):
            worth = 1.0 + beliefs.scarcity_worth * self._fallen()
        if model.on("presence_and_vacuum"):
            room = 1.0 + beliefs.vacuum_room * (1.0 - model.united_states.presence)
        if model.on("tehran_fate"):
            grip = self.attention * (1.0 - beliefs.crisis_grip * self.crisis)
        swell = 1.0 + self.ramp * (beliefs.trigger_scale - 1.0)
        self.worth = worth
        self.weapons = levers["weapons"] * self.means * swell
        self.orders = levers["orders"] * worth * (0.5 + 0.5 * self.means) * room * swell * grip
        self.brokerage = levers["brokerage"] * worth * swell * grip
        self.cue = levers["cue"] * grip
        self.prestige = beliefs.iran_resolve * self.axis_strength
        if model.on("tehran_fate"):
            self.prestige = self.prestige * (1.0 - beliefs.crisis_prestige * self.crisis)
        if model.on("credit_claiming"):
            self.prestige = self.prestige + beliefs.credit_prestige * model.united_states.credit
        if model.on("us_iran_talks"):
            self.prestige = np.maximum(self.prestige + beliefs.talks_prestige * model.talks.thaw, 0.0)

    # --- deciding -----------------------------------------------------------------------------------

    def decide(self) -> None:
        beliefs, model = self.model.beliefs, self.model
        self.wills.look()
        self._next, self._next_ramp = self.levers, self.ramp
        if model.on("iran_paths"):
            target = self._aims()
            self._next = {
                lever: level + beliefs.iran_ramp * (target[lever] - level)
                for lever, level in self.levers.items()
            }
            self._next_ramp = unit(self.ramp + model.consolidation())
        self._next_means = self.means + beliefs.iran_means_speed * (self._means_in_reach() - self.means)
        self._next_strength = self.axis_strength + self._domino_step()
        self._speak()

    def _aims(self) -> dict[str, Floats]:
        """Where this month would have the levers: the path, as wills, successors and talks bend it."""
        model, beliefs, aims = self.model, self.model.beliefs, dict(self.model.course.levers())
        if model.on("several_wills"):
            self.wills.bend(aims)
        if model.on("tehran_fate"):
            aims["attack_call"] = aims["attack_call"] - self.bent
            aims["tolerance"] = aims["tolerance"] + self.bent
        if model.on("reverse_leverage"):
            price = beliefs.closeness_sold * (self.worth - 1.0) * model.government.accommodation_iran
            aims["energy_terms"] = np.maximum(aims["energy_terms"] - price, -1.0)
        if model.on("us_iran_talks"):
            model.talks.bend(aims)
        aims["attack_call"] = np.minimum(np.maximum(aims["attack_call"], -1.0), 1.0)
        aims["tolerance"] = unit(aims["tolerance"])
        return aims

    def _means_in_reach(self) -> Floats:
        """What money and weapons come to under sanctions, losses and trouble at home."""
        model, beliefs = self.model, self.model.beliefs
        squeeze = model.united_states.squeeze
        if model.on("us_iran_talks"):
            squeeze = model.talks.squeeze(squeeze)
        means = self.full_means * (1.0 - squeeze)
        if model.on("scarcity"):
            means = means * (1.0 - beliefs.scarcity_means * self._fallen())
        if model.on("tehran_fate"):
            means = means * (1.0 - beliefs.crisis_means * self.crisis)
        return means

    def _domino_step(self) -> Floats:
        """Perceived strength moves toward what stands: fast when it falls, slowly when it rises."""
        model, beliefs = self.model, self.model.beliefs
        if not model.on("domino"):
            return np.zeros_like(self.means)
        gap = self._standing() - self.axis_strength
        fall = beliefs.axis_fall_speed
        if model.on("sudden_fall"):
            broken = model.scene.recent_falls >= beliefs.sudden_threshold
            fall = np.where(broken, np.minimum(fall * beliefs.sudden_speed, 1.0), fall)
        return np.where(gap < 0.0, fall, beliefs.axis_rise_speed) * gap

    def _speak(self) -> None:
        """Draw whether the Leader speaks in public this month, and in which tone (row 25).

        P(hostile) = h cue (1 + f falls + p pressure on the PMF)(1 - s signal), P(conciliatory) =
        h' cue (1 + s signal + thaw), each bracket at least 0; an event of the month comes first.
        """
        model, beliefs = self.model, self.model.beliefs
        self._next_statement = np.zeros_like(self.means)
        if not model.on("leaders_cue"):
            return
        losses = beliefs.leader_falls * model.scene.recent_falls
        pressed = beliefs.leader_pressed * model.scene.recent_curbs
        soft = beliefs.leader_signal * self.signal
        thaw = model.talks.thaw if model.on("us_iran_talks") else np.zeros_like(self.means)
        hostile = beliefs.leader_hostile * self.cue * (1.0 + losses + pressed) * np.maximum(1.0 - soft, 0.0)
        mild = beliefs.leader_mild * self.cue * np.maximum(1.0 + soft + thaw, 0.0)
        luck = self.uniform(Stream.STATEMENT)
        said = np.where(luck < np.minimum(hostile, 0.9), -1.0, np.where(luck > 1.0 - mild, 1.0, 0.0))
        said = np.where(model.ledger.now("leader_hostile") > 0.0, -1.0, said)
        self._next_statement = np.where(model.ledger.now("leader_conciliatory") > 0.0, 1.0, said)
        self._statement_terms = {
            "habit": beliefs.leader_hostile * self.cue,
            "allies fallen": beliefs.leader_hostile * self.cue * losses,
            "pressure on the armed groups": beliefs.leader_hostile * self.cue * pressed,
        }

    # --- acting -------------------------------------------------------------------------------------

    def act(self) -> None:
        model, beliefs = self.model, self.model.beliefs
        self.levers, self.means = self._next, self._next_means
        begins = (self._next_ramp > 0.0) & (self.ramp == 0.0)
        self.axis_strength, self.ramp = self._next_strength, self._next_ramp
        model.tell(self.key, "consolidates", begins, target="government")
        self.statement = self._next_statement
        self.attention = self.attention + beliefs.attention_recovery * (1.0 - self.attention)
        self.crisis = self.crisis * beliefs.crisis_memory
        self.interregnum = unit(1.0 - self.attention)
        self.wills.act()
        hostile, mild = self.statement < 0.0, self.statement > 0.0
        model.ledger.add("leader_line_hostile", hostile)
        model.ledger.add("leader_line_mild", mild)
        if model.on("leaders_cue"):
            terms = self._statement_terms
            model.tell(self.key, "leader_line_hostile", hostile, target="shia politics", terms=lambda: terms)
            model.tell(self.key, "leader_line_mild", mild, target="shia politics")

    def minds(self, question: str) -> Floats:
        """How far Tehran minds a step outward on a question, in [0, 1]: what it asks for, it minds (row 31).

        War: less where Tehran itself orders fire to be held (O14). Region: less where it loosens and talks
        to Damascus itself (O13). All else it minds in full.
        """
        beliefs = self.model.beliefs
        if not self.model.on("consent") or question not in ("war", "region"):
            return np.ones_like(self.means)
        if question == "war":
            return 1.0 - beliefs.consent_quiet * np.maximum(-self.levers["attack_call"], 0.0)
        return 1.0 - beliefs.consent_channel * np.maximum(self.signal, 0.0)

    def asks_of(self, question: Question, luck: Floats) -> Flags:
        """Does Tehran put an ask to Baghdad on this question? A declared floor, or brokerage at work.

        P(ask) = min(rate_q x brokerage x minds_q, 0.95); on floor questions (the armed groups' standing,
        the Americans' presence) the rate follows neither brokerage nor path (A19).
        """
        rate = question.iran_ask_rate(self.model.beliefs)
        if question.floor:
            return luck < np.minimum(rate, 0.95)
        return luck < np.minimum(rate * self.brokerage * self.minds(question.key), 0.95)

"""The United States: presence, the ladder of pressure, and the gate it holds for Israel (rows 11, 24, 28)."""

from __future__ import annotations

import numpy as np

from simulation.model.actors.base import Flags, Floats, unit
from simulation.model.actors.powers import ForeignPower
from simulation.model.chance import Stream

__all__ = ["UnitedStates"]

ASKED_FOR = (
    "attackers_restrained",
    "transit_seizure",
    "border_closed",
    "pmf_limited",
    "dollar_rules",
    "houthi_office_closed",
)
"""Acts of Baghdad that Washington asks for by name (H4, H21)."""
DISARMED = ("pmf_limited", "group_in_fact", "heavy_handed_over")
"""Acts that meet the condition put with a threat of sanctions (A18)."""


class UnitedStates(ForeignPower):
    """Washington: presence, pressure, strikes, and the gate it holds or leaves open (rows 11, 24, 28).

    Troops T move toward a target: the posture's share of the force before the agreed end of the
    mission, commitment times that afterwards, nothing after a withdrawal that the scenario dates.
    presence = T / T0. Prestige S_U = commitment (p0 + (1 - p0) presence) credibility c, less the
    reading of a withdrawal as weakness w x (presence lost in the last months). c' = c + v (1 - c):
    what Washington does elsewhere lowers it, and a threat that it lets lapse.

    The ladder: asks; a threat of sanctions under a stated condition, P = logit^-1(b + p pressure + a
    memory of attacks), lifted when arms are given up, else carried out or left to lapse when its months
    are over; sanctions; strikes; troops withdrawn. While it stands the threat is felt as pressure.

    It says which way the gate swings: P(warns that it holds Israel back no longer) =
    logit^-1(b + l launches at Israel - r restraint); and it pays for what it asked for (quid pro quo):
    favour F' = m F + g acts asked for, eases pressure, restrains Israel and helps against ISIS.
    """

    troops: Floats
    credibility: Floats
    stepping_aside: Floats
    restraint_of_israel: Floats
    aims_at_leaders: Floats
    presence: Floats
    prestige: Floats
    pressure: Floats
    bite: Floats
    squeeze: Floats
    strike_threat: Floats
    sanctioned: Floats
    favour: Floats
    credit: Floats
    threatened: Floats
    warns: Flags
    going: Flags

    def settle(self, levers: dict[str, Floats]) -> None:
        """Take up the posture of the scenario."""
        self.levers = levers
        self.full_troops = self.troops.copy()
        zero = np.zeros_like(self.troops)
        self.presence = np.ones_like(self.troops)
        self.leaving = self.strike_memory = self.sanctioned = self.favour = self.credit = zero
        self.threatened = zero
        self.warns = self.going = np.zeros(self.troops.shape, dtype=bool)
        self.base_restraint = self.restraint_of_israel.copy()
        self.squeeze = levers["squeeze"]
        self._weigh()

    @property
    def threatening(self) -> Flags:
        """Whether a threat of sanctions stands, shape (runs,)."""
        return self.threatened > 0.0

    def _weigh(self) -> None:
        model, beliefs, levers = self.model, self.model.beliefs, self.levers
        presence = self.presence if model.on("presence_and_vacuum") else np.ones_like(self.presence)
        stature = beliefs.us_prestige_floor + (1.0 - beliefs.us_prestige_floor) * presence
        prestige = beliefs.us_commitment * stature * levers["credibility"]
        if model.on("credibility_elsewhere"):
            prestige = prestige * self.credibility
        if model.on("presence_and_vacuum"):
            prestige = prestige - beliefs.withdrawal_reads_weak * self.leaving
        self.prestige = np.maximum(prestige, 0.0)
        ladder = levers["pressure"] if model.on("us_ladder") else np.zeros_like(self.presence)
        self.pressure = ladder * beliefs.us_commitment
        if model.on("quid_pro_quo"):
            self.pressure = self.pressure * (1.0 - beliefs.favour_ease * self.favour)
        self.bite = self.pressure + beliefs.sanction_bite * self.sanctioned
        if model.on("sanctions_threat"):
            self.bite = self.bite + beliefs.threat_bite * self.threatening
        self.strike_threat = unit(self.pressure * beliefs.us_threat_gain + self.strike_memory)

    # --- deciding -----------------------------------------------------------------------------------

    def decide(self) -> None:
        model, beliefs = self.model, self.model.beliefs
        target = self.full_troops * model.agreed_presence()
        self._next_troops = self.troops + beliefs.troop_speed * (target - self.troops)
        anger = unit(model.scene.recent_attacks_us)
        gate = self.base_restraint * self.levers["gatekeeping"] * (1.0 - beliefs.gate_anger * anger)
        if model.on("us_iran_talks"):
            gate = gate + beliefs.talks_gate * model.talks.thaw
        if model.on("quid_pro_quo"):
            gate = gate + beliefs.favour_gate * self.favour
        if model.on("gatekeeper_word"):
            self._weigh_warning()
            gate = gate * (1.0 - np.maximum(self.stepping_aside, self._next_aside))
        self._next_gate = unit(gate) if model.on("gatekeeper") else np.zeros_like(gate)
        if model.on("sanctions_threat") and model.on("us_ladder"):
            self._weigh_threat()
        self._asked_for = self._met(ASKED_FOR) > 0.0

    def _met(self, acts: tuple[str, ...]) -> Floats:
        """How often Baghdad did one of `acts` last month or in this month's events."""
        total = np.zeros_like(self.troops)
        for act in acts:
            total = total + self.model.ledger.last(act, 2)
        return total

    def _weigh_warning(self) -> None:
        """Say that Israel is held back no longer, when launches go on behind a gate ajar (H21)."""
        model, beliefs = self.model, self.model.beliefs
        self._warning_terms = {
            "habit": beliefs.word_base,
            "launches at Israel": beliefs.word_launches * model.scene.recent_attacks_israel,
            "restraint of Israel": -beliefs.word_restraint * self.restraint_of_israel,
            "luck": self.logistic(Stream.WORD),
        }
        utility = sum(self._warning_terms.values())
        loud = model.scene.recent_attacks_israel > beliefs.word_loud
        self.warns = loud & (utility > 0.0) & (self.stepping_aside < 0.5 * beliefs.word_step)
        self._next_aside = np.where(self.warns, beliefs.word_step, 0.0)

    def _weigh_threat(self) -> None:
        """Issue a threat of sanctions unless arms are given up; settle one that stands (A18)."""
        model, beliefs = self.model, self.model.beliefs
        met = self._met(DISARMED) > 0.0
        self._threat_terms = {
            "habit": beliefs.threat_base,
            "pressure of its posture": beliefs.threat_pressure * self.pressure,
            "attacks on Americans": beliefs.threat_attacks * model.scene.recent_attacks_us,
            "luck": self.logistic(Stream.THREAT),
        }
        utility = sum(self._threat_terms.values())
        ordered = model.ledger.now("sanctions_threatened") > 0.0
        self._issues = ~self.threatening & ((~met & (utility > 0.0)) | ordered)
        due = self.threatening & (self.threatened >= beliefs.threat_months) & ~met
        resolve = beliefs.threat_carried * beliefs.us_commitment * self.levers["credibility"]
        self._carries_out = due & (self.uniform(Stream.THREAT_CARRIED) < resolve)
        self._lifts = self.threatening & met
        self._lapses = due & ~self._carries_out

    # --- acting -------------------------------------------------------------------------------------

    def act(self) -> None:
        model, beliefs = self.model, self.model.beliefs
        presence = self._next_troops / self.full_troops
        lost = np.maximum(self.presence - presence, 0.0)
        begins = (lost >= beliefs.withdrawal_seen) & ~self.going
        self.going = lost >= beliefs.withdrawal_seen
        self.leaving = unit(self.leaving * beliefs.withdrawal_memory + lost)
        self.troops, self.presence = self._next_troops, presence
        self.restraint_of_israel = self._next_gate
        self.strike_memory = self.strike_memory * beliefs.strike_memory
        self.sanctioned = self.sanctioned * beliefs.sanction_memory
        model.tell(self.key, "withdraws_troops", begins)
        if model.on("credibility_elsewhere"):
            self.credibility = self.credibility + beliefs.credibility_recovery * (1.0 - self.credibility)
        if model.on("credit_claiming"):
            self._be_claimed(lost, begins)
        if model.on("gatekeeper_word"):
            self._warn()
        if model.on("quid_pro_quo"):
            self._pay()
        if model.on("sanctions_threat") and model.on("us_ladder"):
            self._threaten()
        self._weigh()

    def _be_claimed(self, lost: Floats, begins: Flags) -> None:
        """Armed groups sell a withdrawal as their own victory, though it was agreed (W13)."""
        model, beliefs = self.model, self.model.beliefs
        self.credit = unit(self.credit * beliefs.withdrawal_memory + lost * model.iran.cue)
        model.ledger.add("withdrawal_claimed", begins)
        model.tell("armed_groups", "withdrawal_claimed", begins, target=self.key)

    def _warn(self) -> None:
        """Tell Baghdad which way the gate swings; the warning itself hangs over the groups."""
        model, beliefs = self.model, self.model.beliefs
        self.stepping_aside = np.maximum(self.stepping_aside * beliefs.warning_memory, self._next_aside)
        model.ledger.add("washington_warns", self.warns)
        model.tell(
            self.key, "washington_warns", self.warns, target="government", terms=lambda: self._warning_terms
        )

    def _pay(self) -> None:
        """Return a service for what was asked and done: the other half of a bargain (H4)."""
        model, beliefs = self.model, self.model.beliefs
        gain = beliefs.favour_gain * self._asked_for
        self.favour = unit(self.favour * beliefs.favour_memory + gain)
        model.tell(self.key, "returns_a_favour", self._asked_for, target="government")

    def _threaten(self) -> None:
        model, beliefs = self.model, self.model.beliefs
        ledger = model.ledger
        over = self._lifts | self._carries_out | self._lapses
        waiting = np.where(self.threatening, self.threatened + 1.0, 0.0)
        self.threatened = np.where(self._issues, 1.0, np.where(over, 0.0, waiting))
        self.sanctioned = np.maximum(self.sanctioned, self._carries_out)
        bluff = np.where(self._lapses, beliefs.threat_bluff, 0.0)
        self.credibility = np.maximum(self.credibility - bluff, 0.0)
        ledger.add("threat_issued", self._issues)
        ledger.add("sanctions_us", self._carries_out)
        for act, done in (("threat_lifted", self._lifts), ("threat_lapsed", self._lapses)):
            ledger.add(act, done)
            model.tell(self.key, act, done, target="government")
        model.tell(
            self.key, "threat_issued", self._issues, target="government", terms=lambda: self._threat_terms
        )
        model.tell(self.key, "sanctions_us", self._carries_out, target="government")

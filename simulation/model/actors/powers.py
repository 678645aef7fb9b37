"""Foreign powers: Iran and its allies, the United States, Israel, the Arab states, the neighbours."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulation.model.actors.base import Actor, Flags, Floats, unit
from simulation.model.chance import Stream

if TYPE_CHECKING:
    from simulation.model.questions import Question

__all__ = ["ArabState", "AxisAlly", "ForeignPower", "Insurgent", "Iran", "Israel", "UnitedStates"]


class ForeignPower(Actor):
    """A state outside Iraq. Turkey, Syria, Russia and Belarus hold their ties; the others also choose."""

    ties: Floats


class Iran(ForeignPower):
    """Tehran: what it does with its levers, month by month, along the path of the scenario (row 1).

    Lever l moves toward its path's level L_l (2022-24 = 1) at the speed r: l' = l + r (L_l - l).
    What reaches Iraq also depends on means M (money and weapons) and on the worth W of Iraq to Tehran:

    - weapons = l_weapons M;  orders = l_orders W (1 + M)/2 (1 + v (1 - presence));
    - brokerage = l_brokerage W;  cue = l_cue.

    Scarcity and compensation (row 23): with F the share of the axis's weight that has fallen,
    M -> m0 (1 - c_M F)(1 - squeeze) and W = 1 + c_W F. The vacuum term v belongs to row 24.
    Perceived strength of the axis S_A follows what stands, slowly up and quickly down (row 2).
    """

    weight: Floats
    means: Floats
    axis_strength: Floats
    orders: Floats
    brokerage: Floats
    weapons: Floats
    cue: Floats
    prestige: Floats
    levers: dict[str, Floats]
    _next: dict[str, Floats]

    def settle(self, levers: dict[str, Floats]) -> None:
        """Take up the levers at their reference level, before the path of the scenario is felt."""
        self.levers = levers
        self.full_means = self.means.copy()
        self.axis_strength = self._standing()
        self.axis_at_start = self.axis_strength.copy()
        self.ramp = np.zeros_like(self.means)
        self.reach()

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

    def reach(self) -> None:
        """Turn lever positions into what reaches Iraq, once every power has moved."""
        model, beliefs, levers = self.model, self.model.beliefs, self.levers
        worth = room = np.ones_like(self.means)
        if model.on("scarcity"):
            worth = 1.0 + beliefs.scarcity_worth * self._fallen()
        if model.on("presence_and_vacuum"):
            room = 1.0 + beliefs.vacuum_room * (1.0 - model.united_states.presence)
        swell = 1.0 + self.ramp * (beliefs.trigger_scale - 1.0)
        self.worth = worth
        self.weapons = levers["weapons"] * self.means * swell
        self.orders = levers["orders"] * worth * (0.5 + 0.5 * self.means) * room * swell
        self.brokerage = levers["brokerage"] * worth * swell
        self.cue = levers["cue"]
        self.prestige = beliefs.iran_resolve * self.axis_strength

    def decide(self) -> None:
        beliefs, model = self.model.beliefs, self.model
        target = model.path_levers()
        self._next = {
            lever: level + beliefs.iran_ramp * (target[lever] - level) for lever, level in self.levers.items()
        }
        means = self.full_means * (1.0 - model.united_states.squeeze)
        if model.on("scarcity"):
            means = means * (1.0 - beliefs.scarcity_means * self._fallen())
        self._next_means = self.means + beliefs.iran_means_speed * (means - self.means)
        self._next_strength = self.axis_strength + self._domino_step()
        self._next_ramp = unit(self.ramp + model.consolidation())

    def _domino_step(self) -> Floats:
        """Perceived strength moves toward what stands: fast when it falls, slowly when it rises."""
        if not self.model.on("domino"):
            return np.zeros_like(self.means)
        beliefs = self.model.beliefs
        gap = self._standing() - self.axis_strength
        return np.where(gap < 0.0, beliefs.axis_fall_speed, beliefs.axis_rise_speed) * gap

    def act(self) -> None:
        self.levers, self.means = self._next, self._next_means
        self.axis_strength, self.ramp = self._next_strength, self._next_ramp

    def asks_of(self, question: Question, luck: Floats) -> Flags:
        """Does Tehran put an ask to Baghdad on this question? A declared floor, or brokerage at work.

        P(ask) = min(rate_q x brokerage, 0.95); on floor questions (the armed groups' standing, the
        Americans' presence) tolerance of integration lowers it, the rate does not follow the path.
        """
        rate = question.iran_ask_rate(self.model.beliefs)
        if question.floor:
            return luck < np.minimum(rate, 0.95)
        return luck < np.minimum(rate * self.brokerage, 0.95)


class AxisAlly(Actor):
    """An ally of Iran elsewhere: it stands, or it falls, and one fall makes the next likelier (row 2).

    P(fall in a month) = h0 (1 + b K), K the memory of recent falls (half-life six months).
    """

    standing: Floats
    weight: Floats
    war: Floats
    front_pull: Floats
    hosts: Floats

    def decide(self) -> None:
        model, beliefs = self.model, self.model.beliefs
        hazard = beliefs.ally_fall_hazard * (1.0 + beliefs.domino_contagion * model.scene.recent_falls)
        stands = self.standing > beliefs.ally_fallen_standing
        falls = stands & (self.uniform(Stream.ALLY) < hazard) if model.on("domino") else stands & False
        self.fell = falls

    def act(self) -> None:
        self.standing = np.where(self.fell, self.model.beliefs.ally_fallen_standing, self.standing)


class UnitedStates(ForeignPower):
    """Washington: presence, pressure, strikes, and the gate it holds or leaves open (rows 11, 24, 28).

    Troops T move toward a target: the posture's share of the force before the agreed end of the
    mission, commitment times that afterwards, nothing after a withdrawal that the scenario dates.
    presence = T / T0. Prestige S_U = commitment (p0 + (1 - p0) presence) credibility, less the
    reading of a withdrawal as weakness w x (presence lost in the last months).
    """

    troops: Floats
    restraint_of_israel: Floats
    aims_at_leaders: Floats
    presence: Floats
    prestige: Floats
    pressure: Floats
    bite: Floats
    squeeze: Floats
    strike_threat: Floats
    sanctioned: Floats
    levers: dict[str, Floats]

    def settle(self, levers: dict[str, Floats]) -> None:
        """Take up the posture of the scenario."""
        self.levers = levers
        self.full_troops = self.troops.copy()
        self.presence = np.ones_like(self.troops)
        self.leaving = np.zeros_like(self.troops)
        self.strike_memory = np.zeros_like(self.troops)
        self.sanctioned = np.zeros_like(self.troops)
        self.base_restraint = self.restraint_of_israel.copy()
        self.squeeze = levers["squeeze"]
        self._weigh()

    def _weigh(self) -> None:
        model, beliefs, levers = self.model, self.model.beliefs, self.levers
        presence = self.presence if model.on("presence_and_vacuum") else np.ones_like(self.presence)
        stature = beliefs.us_prestige_floor + (1.0 - beliefs.us_prestige_floor) * presence
        prestige = beliefs.us_commitment * stature * levers["credibility"]
        if model.on("presence_and_vacuum"):
            prestige = prestige - beliefs.withdrawal_reads_weak * self.leaving
        self.prestige = np.maximum(prestige, 0.0)
        ladder = levers["pressure"] if model.on("us_ladder") else np.zeros_like(self.presence)
        self.pressure = ladder * beliefs.us_commitment
        self.bite = self.pressure + beliefs.sanction_bite * self.sanctioned
        self.strike_threat = unit(self.pressure * beliefs.us_threat_gain + self.strike_memory)

    def decide(self) -> None:
        model, beliefs = self.model, self.model.beliefs
        target = self.full_troops * model.agreed_presence()
        self._next_troops = self.troops + beliefs.troop_speed * (target - self.troops)
        anger = unit(model.scene.recent_attacks_us)
        gate = self.base_restraint * self.levers["gatekeeping"] * (1.0 - beliefs.gate_anger * anger)
        self._next_gate = unit(gate) if model.on("gatekeeper") else np.zeros_like(gate)

    def act(self) -> None:
        presence = self._next_troops / self.full_troops
        lost = np.maximum(self.presence - presence, 0.0)
        self.leaving = unit(self.leaving * self.model.beliefs.withdrawal_memory + lost)
        self.troops, self.presence = self._next_troops, presence
        self.restraint_of_israel = self._next_gate
        self.strike_memory = self.strike_memory * self.model.beliefs.strike_memory
        self.sanctioned = self.sanctioned * self.model.beliefs.sanction_memory
        self._weigh()


class Israel(ForeignPower):
    """Israel: the threat of strikes on Iraqi armed groups, held back by Washington or not (rows 12, 28).

    threat = appetite (1 - restraint) (m + (1 - m) memory of launches) + warning, inside [0, 1].
    """

    appetite: Floats
    warning: Floats
    aims_at_leaders: Floats
    threat: Floats
    levers: dict[str, Floats]

    def settle(self, levers: dict[str, Floats]) -> None:
        """Take up the posture of the scenario."""
        self.levers = levers
        self._next = np.zeros_like(self.appetite)
        self.decide()
        self.threat = self._next

    def decide(self) -> None:
        model, beliefs = self.model, self.model.beliefs
        open_gate = 1.0 - model.united_states.restraint_of_israel
        alert = (
            beliefs.israel_alert_floor
            + (1.0 - beliefs.israel_alert_floor) * model.scene.recent_attacks_israel
        )
        self._next = unit(self.appetite * self.levers["appetite"] * open_gate * alert + self.warning)

    def act(self) -> None:
        self.threat = self._next
        self.warning = self.warning * self.model.beliefs.warning_memory


class ArabState(ForeignPower):
    """A Gulf or Arab neighbour that rewards distance from Tehran with visits and investment (row 15).

    door = offer x posture x (1 + g x axis index above zero), inside [0, 1].
    """

    offer: Floats
    weight: Floats
    door: Floats
    levers: dict[str, Floats]

    def settle(self, levers: dict[str, Floats]) -> None:
        """Take up the posture of the scenario."""
        self.levers = levers
        self.door = unit(self.offer * levers["openness"])

    def decide(self) -> None:
        model = self.model
        distance = np.maximum(model.scene.axis_index, 0.0)
        reward = 1.0 + model.beliefs.arab_reward * distance
        self._next = unit(self.offer * self.levers["openness"] * reward)

    def act(self) -> None:
        self.door = self._next


class Insurgent(Actor):
    """The Islamic State in Iraq: activity relative to the second half of 2024, reverting to one."""

    activity: Floats

    def decide(self) -> None:
        self._next = self.activity + self.model.beliefs.isis_reversion * (1.0 - self.activity)

    def act(self) -> None:
        self.activity = self._next

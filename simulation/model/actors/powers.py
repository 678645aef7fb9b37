"""Foreign powers: what they share, the Arab states and their door, and the Islamic State."""

from __future__ import annotations

import numpy as np

from simulation.model.actors.base import Actor, Floats, unit

__all__ = ["ArabState", "ForeignPower", "Insurgent"]


class ForeignPower(Actor):
    """A state outside Iraq, with the posture that the scenario gives it."""

    ties: Floats
    levers: dict[str, Floats]


class ArabState(ForeignPower):
    """A Gulf or Arab neighbour that rewards distance from Tehran with visits and investment (row 15).

    door = offer x posture x (1 + g x axis index above zero) x (1 - c x (drugs on the road - at the start)),
    inside [0, 1].
    """

    offer: Floats
    weight: Floats
    door: Floats

    def settle(self, levers: dict[str, Floats]) -> None:
        """Take up the posture of the scenario."""
        self.levers = levers
        self.door = unit(self.offer * levers["openness"])

    def decide(self) -> None:
        model, beliefs = self.model, self.model.beliefs
        distance = np.maximum(model.scene.axis_index, 0.0)
        reward = 1.0 + beliefs.arab_reward * distance
        if model.on("syria"):
            reward = reward * (1.0 - beliefs.captagon_chill * model.syria.captagon_excess)
        self._next = unit(self.offer * self.levers["openness"] * reward)

    def act(self) -> None:
        self.door = self._next


class Insurgent(Actor):
    """The Islamic State in Iraq: activity relative to the second half of 2024.

    a' = a + (r + h F)(1 + k V - a), V the security vacuum beyond that of the start: troops that left, a
    Syria that holds together less, sieges and clashes at home, never a community (row 14); F the favour
    in which Baghdad stands with Washington, which helps against it in return (H4). Switched off, k and h
    are nought.
    """

    activity: Floats
    vacuum: Floats

    def settle(self) -> None:
        """Remember the vacuum of the start, against which a later one is measured."""
        self.vacuum = np.zeros_like(self.activity)
        self._at_start = self._gaps()

    def _gaps(self) -> Floats:
        """Where nobody keeps watch, in [0, 1]: troops gone, Syria unsettled, forces busy with each other."""
        model, beliefs = self.model, self.model.beliefs
        left = beliefs.vacuum_troops * (1.0 - model.united_states.presence)
        beyond = beliefs.vacuum_syria * (1.0 - model.syria.stability)
        return unit(left + beyond + beliefs.vacuum_strife * np.minimum(model.ledger.last("sieges", 3), 1.0))

    def decide(self) -> None:
        model, beliefs = self.model, self.model.beliefs
        rest, speed = np.ones_like(self.activity), beliefs.isis_reversion
        self._next_vacuum = self.vacuum
        if model.on("isis_vacuum"):
            self._next_vacuum = self._gaps() - self._at_start
            rest = np.maximum(1.0 + beliefs.isis_vacuum_gain * self._next_vacuum, 0.0)
        if model.on("quid_pro_quo"):
            speed = speed + beliefs.favour_isis * model.united_states.favour
        self._next = self.activity + np.minimum(speed, 1.0) * (rest - self.activity)

    def act(self) -> None:
        self.activity, self.vacuum = self._next, self._next_vacuum

"""Parties and lists: public and private positions, alliances, and the pull of a patron (rows 2, 4)."""

from __future__ import annotations

import numpy as np

from simulation.model.actors.base import Actor, Flags, Floats
from simulation.model.chance import Stream

__all__ = ["Party"]


class Party(Actor):
    """A party or list. Positions: -1 inside Iran's axis, +1 outside it.

    The public position y moves toward what the party would say if nothing held it:

        y' = y + v (x + l (1 - A/A0)(1 - P) - b P (brokerage - 1) + u (resentment - rest)/100 - y)

    x the private position, A the perceived strength of the axis (nobody wants to be on the losing
    side, A13), P dependence on Tehran, the last term the mood of the party's own community. A member
    of the Coordination Framework leaves it (A25) when

        c + g max(y - mean of the Framework, 0) + w (1 - A/A0) - d P brokerage + e > 0.
    """

    axis: Floats
    axis_private_gap: Floats
    arms: Floats
    salience: Floats
    dependence: Floats
    framework: Floats
    seats: Floats
    in_government: Floats
    discipline: Floats

    def settle(self) -> None:
        """Fix the private position, which the public one may hide (Kuran 1995)."""
        self.private = np.minimum(np.maximum(self.axis + self.axis_private_gap, -1.0), 1.0)
        self.freedom = 1.0 - self.dependence
        self._leaves: Flags = np.zeros(self.axis.shape, dtype=bool)
        self.left_framework: Flags = np.zeros(self.axis.shape, dtype=bool)

    def decide(self) -> None:
        model, beliefs = self.model, self.model.beliefs
        losing = model.scene.losing_side * self.freedom
        brokered = beliefs.party_brokerage * self.dependence * model.scene.brokerage_excess
        target = self.private + losing - brokered
        if model.on("public_mood"):
            target = target + beliefs.party_street * model.scene.shift_of("resent_iran", self.community)
        moved = self.axis + beliefs.party_speed * (target - self.axis)
        self._next = np.minimum(np.maximum(moved, -1.0), 1.0)
        if model.on("framework"):
            self._weigh_leaving()

    def _weigh_leaving(self) -> None:
        model, beliefs = self.model, self.model.beliefs
        apart = np.maximum(self.axis - model.scene.framework_mean, 0.0)
        hold = beliefs.leave_dependence * self.dependence * model.iran.brokerage
        weak = beliefs.leave_weak_axis * model.scene.axis_decline
        utility = beliefs.leave_base + beliefs.leave_gap * apart + weak - hold
        self._leaves = (self.framework > 0.5) & (utility + self.logistic(Stream.FRAMEWORK) > 0.0)

    def act(self) -> None:
        self.axis = self._next
        self.left_framework = self._leaves
        self.framework = np.where(self._leaves, 0.0, self.framework)

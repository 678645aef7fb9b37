"""Iran's allies elsewhere: each stands, is mauled, or falls (row 2)."""

from __future__ import annotations

import numpy as np

from simulation.model.actors.base import Actor, Flags, Floats
from simulation.model.chance import Stream

__all__ = ["AxisAlly"]


class AxisAlly(Actor):
    """An ally of Iran elsewhere: it stands, or it falls, and one fall makes the next likelier (row 2).

    P(fall in a month) = h0 (1 + b K)(1 + g C), K the memory of recent falls (half-life six months), C a
    crisis in Tehran. What an event takes from its standing (a war lost, a parliament that turns away)
    counts as that share of a fall. With a road to it, an ally that stands is slowly built up again:
    s' = s + v R M (1 - s), R the corridor west, M Iran's means.
    """

    standing: Floats
    weight: Floats
    by_road: Floats
    war: Floats
    front_pull: Floats
    hosts: Floats

    def settle(self) -> None:
        """Remember how it stood, so that what an event takes is seen."""
        self.seen = self.standing
        self.fell: Floats | Flags = np.zeros(self.standing.shape, dtype=bool)

    def decide(self) -> None:
        model, beliefs = self.model, self.model.beliefs
        hazard = beliefs.ally_fall_hazard * (1.0 + beliefs.domino_contagion * model.scene.recent_falls)
        if model.on("tehran_fate"):
            hazard = hazard * (1.0 + beliefs.crisis_contagion * model.iran.crisis)
        stands = self.standing > beliefs.ally_fallen_standing
        falls = stands & (self.uniform(Stream.ALLY) < hazard) if model.on("domino") else stands & False
        self._falls = self._fell = falls
        if model.on("sudden_fall"):
            lost = np.maximum(self.seen - self.standing, 0.0) / np.maximum(self.seen, 1e-9)
            self._fell = np.where(falls, 1.0, lost)
        self._next = self.standing
        if model.on("syria"):
            built = beliefs.corridor_rebuild * self.by_road * model.syria.corridor * model.iran.means
            self._next = self.standing + np.where(stands, built * (1.0 - self.standing), 0.0)

    def act(self) -> None:
        model = self.model
        self.standing = np.where(self._falls, model.beliefs.ally_fallen_standing, self._next)
        self.seen, self.fell = self.standing, self._fell
        model.tell(self.key, "ally_falls", self._falls)

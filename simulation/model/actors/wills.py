"""Tehran's several wills: hardliners and the Guard, the foreign ministry, the Leader (row 29)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulation.model.actors.base import Floats, unit
from simulation.model.chance import Stream

if TYPE_CHECKING:
    from simulation.model.actors.iran import Iran

__all__ = ["Wills"]


class Wills:
    """How much each will weighs in a run, and what comes of their differences.

    Shares h (hardliners and the Guard), m (foreign ministry), l = 1 - h - m (the Leader). Cohesion k of
    Tehran damps all of it. With s the signal of the course in force (positive loosens):

    - discord = (1 - k)(h |s + 1| + m |1 - s|)/2 + breach, the distance of the two poles from the course;
    - objection to integration = h z W, z their zeal, W the worth of Iraq to Tehran;
    - consent = tolerance - o objection (1 - k);
    - sabotage from within: while the course is looser than the start (s > 0), the Guard goes its own way
      with P = b h (1 - k) a month; the breach fades, and meanwhile weapons, orders and calls to attack
      go back toward the start's level where the path has them lower.
    """

    def __init__(self, iran: Iran):
        self._iran = iran
        beliefs = iran.model.beliefs
        self.hardliners = beliefs.hardliner_share
        self.ministry = beliefs.ministry_share
        self.leader = np.maximum(1.0 - self.hardliners - self.ministry, 0.0)
        self.breach = np.zeros_like(self.hardliners)
        self._breaks = np.zeros(self.hardliners.shape, dtype=bool)
        if not iran.model.on("several_wills"):
            third = np.full_like(self.hardliners, 1.0 / 3.0)
            self.hardliners = self.ministry = self.leader = third

    @property
    def _apart(self) -> Floats:
        return 1.0 - self._iran.cohesion

    @property
    def objection(self) -> Floats:
        """Hardliners' objection to integration, in [0, 1]; none where there is one will."""
        iran = self._iran
        if not iran.model.on("several_wills"):
            return np.zeros_like(self.hardliners)
        return unit(self.hardliners * iran.model.beliefs.objection_zeal * iran.worth)

    @property
    def consent(self) -> Floats:
        """How far integration may pass, in [0, 1]: the tolerance of the course, less the objection."""
        iran = self._iran
        held_up = iran.model.beliefs.objection_bite * self.objection * self._apart
        return unit(iran.levers["tolerance"] - held_up)

    @property
    def discord(self) -> Floats:
        """How far the wills pull apart, in [0, 1]; none where there is one will."""
        iran = self._iran
        if not iran.model.on("several_wills"):
            return np.zeros_like(self.hardliners)
        signal = iran.signal
        gap = 0.5 * (self.hardliners * np.abs(signal + 1.0) + self.ministry * np.abs(1.0 - signal))
        return unit(self._apart * (gap + self.breach))

    def look(self) -> None:
        """Decide whether the Guard goes its own way this month under a looser course."""
        iran, beliefs = self._iran, self._iran.model.beliefs
        loosened = iran.signal > beliefs.breach_signal
        wish = beliefs.breach_hazard * self.hardliners * self._apart
        self._breaks = loosened & (iran.uniform(Stream.BREACH) < wish)
        if not iran.model.on("several_wills"):
            self._breaks = self._breaks & False

    def bend(self, aims: dict[str, Floats]) -> None:
        """Put back what the path would withhold, as far as the Guard has gone its own way."""
        start = self._iran.reference
        for lever in ("weapons", "orders", "attack_call"):
            aims[lever] = aims[lever] + self.breach * np.maximum(start[lever] - aims[lever], 0.0)

    def act(self) -> None:
        """Let an old breach fade and a new one open."""
        model = self._iran.model
        self.breach = np.where(self._breaks, 1.0, self.breach * model.beliefs.breach_memory)
        model.ledger.add("guard_breach", self._breaks)
        model.tell(
            self._iran.key, "guard_goes_its_own_way", self._breaks, target="armed_groups",
            terms=lambda: {"share of the hardliners": self.hardliners, "lack of cohesion": self._apart},
        )  # fmt: skip

"""Najaf and Qom: authority that is large, seldom used, and silent by default (row 13)."""

from __future__ import annotations

import numpy as np

from simulation.model.actors.base import Actor, Flags, Floats
from simulation.model.chance import Stream

__all__ = ["Clergy", "Court"]


class Clergy(Actor):
    """A source of emulation. A general line on arms comes about once a year; a ruling by name hardly ever.

    P(line) = h_line reach, P(ruling) = h_ruling (1 - reluctance) per month (H6: asked twice, Najaf did
    not rule; theory: vetoes are strong, calls weak). What is said weighs on the cabinet's arms policy.
    """

    authority: Floats
    reach: Floats
    reluctance: Floats

    def settle(self) -> None:
        """Start silent."""
        self.general_line: Flags = np.zeros(self.authority.shape, dtype=bool)
        self.ruling: Flags = np.zeros(self.authority.shape, dtype=bool)

    def decide(self) -> None:
        model, beliefs = self.model, self.model.beliefs
        if not model.on("clergy"):
            self._line, self._rules = self.general_line & False, self.ruling & False
            return
        luck = self.uniform(Stream.CLERGY)
        self._rules = luck < beliefs.clergy_ruling * (1.0 - self.reluctance)
        self._line = ~self._rules & (luck < beliefs.clergy_line * self.reach)

    def act(self) -> None:
        self.general_line, self.ruling = self._line, self._rules


class Court(Actor):
    """The judiciary: it rules on quorums, candidates and warrants; its lean shows when a government forms."""

    lean_framework: Floats

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
    Others ask it to speak: P(asked) = h_ask reach (1/2 + Washington's pressure); being asked makes a general
    line g times as likely and a ruling no likelier, so that silence is the usual answer.

    An office outlives its holder: an event, whose hazard is that of his age, passes it on. Until a
    successor is settled its authority is a fraction of what it was and it does not rule; afterwards part of
    the old weight returns.
    """

    authority: Floats
    reach: Floats
    reluctance: Floats

    def settle(self) -> None:
        """Start silent."""
        never = np.zeros(self.authority.shape, dtype=bool)
        self.general_line: Flags = never
        self.ruling: Flags = never
        self.asked: Flags = never
        self.full_authority = self.authority.copy()
        self.interregnum = np.zeros_like(self.authority)
        self.passing = np.zeros_like(self.authority)

    @property
    def vacant(self) -> Flags:
        """Is the succession open?"""
        vacant: Flags = self.interregnum > 0.0
        return vacant

    def decide(self) -> None:
        model, beliefs = self.model, self.model.beliefs
        never = np.zeros(self.authority.shape, dtype=bool)
        self._asked = self._line = self._rules = self._passes = never
        if not model.on("clergy"):
            return
        if model.on("clergy_asked"):
            calls = beliefs.clergy_asked * self.reach * (0.5 + model.united_states.bite)
            self._asked = self.uniform(Stream.CLERGY_ASKED) < calls
        if model.on("succession_najaf"):
            self._passes = ~self.vacant & (self.passing > 0.0)
        luck = self.uniform(Stream.CLERGY)
        urged = np.where(self._asked, beliefs.clergy_asked_line, 1.0)
        self._rules = ~self.vacant & (luck < beliefs.clergy_ruling * (1.0 - self.reluctance))
        self._line = ~self._rules & (luck < beliefs.clergy_line * self.reach * urged)

    def act(self) -> None:
        self.asked, self.general_line, self.ruling = self._asked, self._line, self._rules
        self._pass_on()
        model = self.model
        silent = self.asked & ~self.general_line & ~self.ruling
        for act, done in (
            ("clergy_asked", self.asked),
            ("clergy_silent", silent),
            ("clergy_line", self.general_line),
            ("clergy_ruling", self.ruling),
        ):
            model.ledger.add(act, done)
            model.tell(self.key, act, done)

    def _pass_on(self) -> None:
        """Open a succession, or settle one whose time is up."""
        model, beliefs = self.model, self.model.beliefs
        self.passing = np.zeros_like(self.passing)
        ending = self.vacant & (self.interregnum <= 1.0)
        self.interregnum = np.maximum(self.interregnum - 1.0, 0.0)
        self.interregnum = np.where(self._passes, np.floor(beliefs.interregnum_months), self.interregnum)
        self.authority = np.where(ending, self.full_authority * beliefs.successor_authority, self.authority)
        weak = self.full_authority * beliefs.interregnum_authority
        self.authority = np.where(self._passes, weak, self.authority)
        model.ledger.add("clergy_succession", self._passes)
        model.tell(self.key, "clergy_succession", self._passes)
        model.tell(self.key, "clergy_successor_settled", ending)


class Court(Actor):
    """The judiciary: it rules on quorums, candidates and warrants; its lean shows when a government forms."""

    lean_framework: Floats

"""Parties and lists: what they say and think, alliances, and the pull of a patron (rows 2, 4, 26)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from scipy.special import expit, logit

from simulation.model.actors.base import Actor, Flags, Floats, added, unit
from simulation.model.chance import Stream

__all__ = ["Party"]


class Party(Actor):
    """A party or list. Positions: -1 inside Iran's axis, +1 outside it; on arms 0 to 1, a state monopoly.

    The public position y moves toward what the party would say if nothing held it:

        y' = y + v (x + l (1 - A/A0)(1 - P) - b P (brokerage - 1) + u (resentment - rest)/100 - y)

    x the private position, A the perceived strength of the axis (nobody wants to be on the losing
    side, A13), P dependence on Tehran, the last term the mood of the party's own community. v is slow for
    a party that falsifies and quick for one that has come out with what it thinks. It comes out (Kuran 1995,
    thresholds) when

        e abs(x - y0) + k S - c - d P - h H + r > 0,

    y0 what it said at the start, S the voices of its camp that already say so, with a small weight on other
    camps, H a hostile line of the Leader, r the party's own readiness, kept for the run and drawn
    given that it has not spoken before. The same holds for
    arms, where a party that comes out goes over to its private position and one that does not goes back to
    y0; S there is the share that says that arms belong to the state (the taboo of A16). A member of the
    Coordination Framework leaves it (A25) when

        c + g max(y - mean of the Framework, 0) + w (1 - A/A0) - d P brokerage + e > 0.
    """

    axis: Floats
    axis_private_gap: Floats
    arms: Floats
    arms_private_gap: Floats
    salience: Floats
    dependence: Floats
    framework: Floats
    seats: Floats
    in_government: Floats
    discipline: Floats
    following: Floats | float = 0.0
    """Seats that its following outside parliament is worth as a voice; nothing unless the seeds say so."""

    def settle(self) -> None:
        """Fix the private positions, which the public ones may hide (Kuran 1995)."""
        self.private = np.minimum(np.maximum(self.axis + self.axis_private_gap, -1.0), 1.0)
        self.arms_private = unit(self.arms + self.arms_private_gap)
        self.said_at_first = {"axis": self.axis.copy(), "arms": self.arms.copy()}
        self.freedom = 1.0 - self.dependence
        self._brokered = self.model.beliefs.party_brokerage * self.dependence
        self.ready = {"axis": np.zeros_like(self.axis), "arms": np.zeros_like(self.axis)}
        self._inner: dict[str, Floats] = {}
        self._weight: dict[str, Floats] = {}
        self.candid: Flags = np.zeros(self.axis.shape, dtype=bool)
        self.candid_on_arms: Flags = np.zeros(self.axis.shape, dtype=bool)
        self._leaves: Flags = np.zeros(self.axis.shape, dtype=bool)
        self._next_arms = self.arms

    def decide(self) -> None:
        model, beliefs = self.model, self.model.beliefs
        self._come_out()
        target = model.scene.losing_side * self.freedom
        target += self.private
        target -= self._brokered * model.scene.brokerage_excess
        if model.on("public_mood"):
            target += beliefs.party_street * model.scene.shift_of("resent_iran", self.community)
        speed = beliefs.party_speed
        if model.on("cascade"):
            speed = np.where(self.candid, beliefs.candour_speed, speed)
        target -= self.axis
        target *= speed
        target += self.axis
        self._next = np.minimum(np.maximum(target, -1.0, out=target), 1.0, out=target)
        if model.on("taboo"):
            aim = np.where(self.candid_on_arms, self.arms_private, self.said_at_first["arms"])
            self._next_arms = unit(self.arms + beliefs.candour_speed * (aim - self.arms))
        if model.on("framework"):
            self._weigh_leaving()

    @property
    def voice(self) -> Floats:
        """How loud it is in public: its seats, or a following outside parliament where that is larger."""
        return np.maximum(self.seats, self.following)

    def know_itself(self) -> None:
        """Draw its readiness, given that it has not come out: it says at the start what it is heard to say.

        A logistic deviate below the point at which it would have spoken already. What does not change with
        the months is added up once: `_inner`, and the weight of other voices, for or against.
        """
        held = [issue for issue, mechanism in HOLDS_BACK.items() if self.model.on(mechanism)]
        if not held:
            return
        luck, weight = self.uniform(Stream.CANDOUR), self.model.beliefs.candour_share
        for issue in held:
            self.ready[issue] = logit(luck * expit(-added(*self._candour(issue).values())))
            terms = self._candour(issue)
            outward = self._away(issue) > 0.0
            self._weight[issue] = np.where(outward, weight, -weight)
            inner = [terms[name] for name in INNER]
            first = np.where(outward, 0.0, weight)
            for term in inner:
                first = first + term
            self._inner[issue] = first

    def _away(self, issue: str) -> Floats:
        """How far its mind is from what it said at the start."""
        mind = self.private if issue == "axis" else self.arms_private
        return mind - self.said_at_first[issue]

    def _come_out(self) -> None:
        """Say what it thinks, or go on saying what is expected: on the axis and on arms."""
        model, beliefs = self.model, self.model.beliefs
        if not (model.on("cascade") or model.on("taboo")):
            return
        line = np.zeros_like(self.axis)
        if model.on("cue"):
            line = beliefs.candour_cue * np.minimum(model.voices.shift[self.key], 0.0)
        if model.on("cascade"):
            out = self._speaks("axis", model.scene.outward_voices, line)
            self._tell("speaks_its_mind_on_the_axis", "axis", out & ~self.candid)
            self.candid = self.candid | out
        if model.on("taboo"):
            word = beliefs.candour_najaf * model.scene.najaf_voice
            out = self._speaks("arms", model.scene.arms_voices, line + word)
            self._tell("speaks_its_mind_on_arms", "arms", out & ~self.candid_on_arms)
            self.candid_on_arms = out

    def _speaks(self, issue: str, heard: Mapping[str | None, Floats], outer: Floats) -> Flags:
        speaks: Flags = self._inner[issue] + self._weight[issue] * heard[self.community] + outer > 0.0
        return speaks

    def _tell(self, act: str, issue: str, done: Flags) -> None:
        self.model.tell(self.key, act, done, terms=lambda: self._candour(issue))

    def _candour(self, issue: str) -> dict[str, Floats]:
        """What speaks for and against saying what it thinks on an issue, by name."""
        model, beliefs = self.model, self.model.beliefs
        heard = model.scene.outward_voices if issue == "axis" else model.scene.arms_voices
        away, others = self._away(issue), heard[self.community]
        terms = {
            "distance of mind and word": beliefs.candour_gap * np.abs(away),
            "others who say so": beliefs.candour_share * np.where(away > 0.0, others, 1.0 - others),
            "what it costs": -beliefs.candour_cost,
            "dependence on Tehran": -beliefs.candour_dependence * self.dependence,
            "its readiness": self.ready[issue],
        }
        if issue == "arms":
            terms["a word from Najaf"] = beliefs.candour_najaf * model.scene.najaf_voice
        if model.on("cue"):
            terms["the Leader's line"] = beliefs.candour_cue * np.minimum(model.voices.shift[self.key], 0.0)
        return terms

    def _weigh_leaving(self) -> None:
        model, beliefs = self.model, self.model.beliefs
        terms = {
            "habit": beliefs.leave_base,
            "distance from its partners": beliefs.leave_gap
            * np.maximum(self.axis - model.scene.framework_mean, 0.0),
            "the axis in decline": beliefs.leave_weak_axis * model.scene.axis_decline,
            "dependence on Tehran": -(beliefs.leave_dependence * self.dependence * model.iran.brokerage),
            "luck": self.logistic(Stream.FRAMEWORK),
        }
        self._leaves = (self.framework > 0.5) & (added(*terms.values()) > 0.0)
        model.tell(self.key, "framework_exits", self._leaves & (self.seats > 0.0), terms=lambda: terms)

    def act(self) -> None:
        self.axis, self.arms = self._next, self._next_arms
        if self.model.on("framework") and np.count_nonzero(self._leaves):
            self.model.ledger.add("framework_exits", self._leaves & (self.seats > 0.0))
            self.framework = np.where(self._leaves, 0.0, self.framework)
            self.candid = self.candid | self._leaves


HOLDS_BACK = {"axis": "cascade", "arms": "taboo"}
"""The mechanism that holds parties back on an issue, and lets them come out."""
INNER = ("distance of mind and word", "what it costs", "dependence on Tehran", "its readiness")
"""The terms of candour that stay as they are through a run."""

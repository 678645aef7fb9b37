"""Talks between Washington and Tehran: none, under way, a deal, or broken off (row 30)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulation.model.actors.base import unit
from simulation.model.chance import Stream

if TYPE_CHECKING:
    from simulation.model.actors.base import Flags, Floats
    from simulation.model.iraq import IraqModel

__all__ = ["COLLAPSED", "DEAL", "NONE", "TALKING", "Refuges", "Talks"]

NONE, TALKING, DEAL, COLLAPSED = 0.0, 1.0, 2.0, 3.0
TURNS = {
    TALKING: "us_iran_talks_opened",
    DEAL: "us_iran_deal_made",
    COLLAPSED: "us_iran_talks_collapsed",
}


class Talks:
    """The state of the talks in each run, and the thaw or chill that follows from it.

    Monthly hazards, each at most 0.9:

        open      = h_o exp(u (1 - pressure) + s signal + n squeeze - a attacks)
        deal      = h_d exp(u (1 - pressure) + s signal - a attacks - d discord)
        collapse  = h_c exp(a (attacks + strikes on Iran) + d discord - s signal), times q under a deal
        forgotten = h_f

    `signal` is how far Tehran has loosened (H31): a path of loosening makes talks likelier and more
    credible, and attacks take that away. Thaw moves toward what the state deserves: t' = t + v (t_state
    - t), in [-1, 1]. It eases the squeeze, lowers calls to attack, raises tolerance of integration, and
    gives Washington a reason to hold Israel back; a collapse does the reverse.
    """

    def __init__(self, model: IraqModel):
        self._model = model
        self.state = np.rint(model.start_level("talks"))
        self.thaw = self._deserved()
        self.prospect = np.zeros(model.runs)

    def _deserved(self) -> Floats:
        """The thaw that each state comes to in time."""
        beliefs = self._model.beliefs
        warm = np.where(self.state == TALKING, beliefs.thaw_talking, 0.0)
        warm = np.where(self.state == DEAL, beliefs.thaw_deal, warm)
        return np.where(self.state == COLLAPSED, -beliefs.thaw_collapse, warm)

    def step(self) -> None:
        """Open, conclude, break off or forget, by last month's conduct and this month's events."""
        model, beliefs = self._model, self._model.beliefs
        if not model.on("us_iran_talks"):
            return
        opened, deal, collapse = self._hazards()
        luck = model.chance.uniform(Stream.TALKS, ("us_iran",), model.month)[0]
        none, talking = self.state == NONE, self.state == TALKING
        at_deal, broken = self.state == DEAL, self.state == COLLAPSED
        new = np.where(none & (luck < opened), TALKING, self.state)
        new = np.where(talking & (luck < deal), DEAL, new)
        risk = np.where(at_deal, beliefs.deal_lasts * collapse, np.where(talking, collapse, 0.0))
        breaks = luck > 1.0 - risk
        new = np.where(breaks, COLLAPSED, new)
        new = np.where(broken & (luck < beliefs.talks_forgotten), NONE, new)
        for state, act in TURNS.items():
            new = np.where(model.ledger.now(f"{act}_by_order") > 0.0, state, new)
        self._turn(new)
        self.thaw = self.thaw + beliefs.thaw_speed * (self._deserved() - self.thaw)
        soon = 1.0 - (1.0 - opened) * (1.0 - opened)
        waiting = np.where(self.state == NONE, soon, np.where(self.state == COLLAPSED, 0.5 * soon, 1.0))
        self.prospect = unit(waiting)

    def _hazards(self) -> tuple[Floats, Floats, Floats]:
        """Chances this month that talks open, end in a deal, or break off."""
        model, beliefs = self._model, self._model.beliefs
        iran, states = model.iran, model.united_states
        welcome = beliefs.talks_welcome * (1.0 - states.levers["pressure"])
        signal = beliefs.talks_signal * iran.signal
        loud = unit(model.scene.recent_attacks_us + model.scene.recent_attacks_israel)
        anger = beliefs.talks_attacks * loud
        apart = beliefs.talks_discord * iran.discord
        struck = beliefs.talks_attacks * (model.ledger.now("strikes_on_iran") > 0.0)
        opened = beliefs.talks_open * np.exp(welcome + signal + beliefs.talks_need * states.squeeze - anger)
        deal = beliefs.talks_deal * np.exp(welcome + signal - anger - apart)
        collapse = beliefs.talks_break * np.exp(anger + struck + apart - signal)
        self._terms = {"posture of Washington": welcome, "signal of Tehran": signal, "attacks": -anger}
        return np.minimum(opened, 0.9), np.minimum(deal, 0.9), np.minimum(collapse, 0.9)

    def _turn(self, new: Floats) -> None:
        model = self._model
        for state, act in TURNS.items():
            turned: Flags = (new == state) & (self.state != state)
            model.ledger.add(act, turned)
            terms = self._terms
            model.tell("united_states", act, turned, target="iran", terms=lambda terms=terms: terms)  # type: ignore[misc]
        self.state = new

    # --- what follows -------------------------------------------------------------------------------

    def bend(self, aims: dict[str, Floats]) -> None:
        """A thaw asks for quiet and lets integration pass more easily; a chill the reverse."""
        beliefs = self._model.beliefs
        aims["attack_call"] = aims["attack_call"] - beliefs.talks_call * self.thaw
        aims["tolerance"] = aims["tolerance"] + beliefs.talks_tolerance * self.thaw

    def squeeze(self, squeeze: Floats) -> Floats:
        """Sanctions on Iran as talks leave them: eased by a thaw, tightened by a collapse, in [0, 1]."""
        beliefs = self._model.beliefs
        eased = squeeze * (1.0 - beliefs.talks_relief * np.maximum(self.thaw, 0.0))
        return unit(eased + beliefs.talks_snapback * np.maximum(-self.thaw, 0.0))


class Refuges:
    """The places of exile together."""

    def __init__(self, model: IraqModel):
        self._model = model

    @property
    def open(self) -> Floats:
        """Chance that at least one of them takes a commander in, shape (runs,)."""
        closed = np.ones(self._model.runs)
        for state in self._model.refuges:
            closed = closed * (1.0 - state.open)
        return 1.0 - closed

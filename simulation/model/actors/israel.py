"""Israel: the threat of strikes on Iraqi armed groups, and the war on its borders (rows 12, 28)."""

from __future__ import annotations

import numpy as np

from simulation.model.actors.base import Floats, unit
from simulation.model.actors.powers import ForeignPower

__all__ = ["Israel"]


class Israel(ForeignPower):
    """Israel: the threat of strikes on Iraqi armed groups, held back by Washington or not (rows 12, 28).

    threat = appetite (1 - restraint) (m + (1 - m) memory of launches) + warning, inside [0, 1]. The war
    with Iran's allies on its borders, w in [0, 1], is what the unity of fronts is about (H14): it fades
    while nothing feeds it, w' = f w, and events open and end it.
    """

    appetite: Floats
    warning: Floats
    threat: Floats
    aims_at_leaders: Floats

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
        model, beliefs = self.model, self.model.beliefs
        self.warning = self.warning * beliefs.warning_memory
        if model.on("gatekeeper_word"):
            said = np.where(model.united_states.warns, beliefs.word_weight, 0.0)
            self.warning = np.maximum(self.warning, said)

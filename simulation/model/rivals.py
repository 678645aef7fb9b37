"""Those inside the Coordination Framework who would replace the prime minister (row 4, O17, O18)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.special import expit

from simulation.model.chance import Stream

if TYPE_CHECKING:
    from simulation.model.actors.base import Floats
    from simulation.model.iraq import IraqModel

__all__ = ["manoeuvre"]


def manoeuvre(model: IraqModel) -> None:
    """Weigh how strong the case against the prime minister is among his own, and let rivals move on it.

    R = logit^-1(r0 + r1 max(a - F, 0) + r2 affair - r3 (standing - 1/2) - r4 (1 - S_A/S_A0)), a his lean, F
    the Framework's mean position, S_A the seen strength of the axis: a weak axis weakens them (O18). R makes
    the Framework's favour worth more to him; P(a move) = rate x R. No premier since 2005 was replaced by his
    own camp between votes, so a move fails, and costs the camp some of its unity for a while.
    """
    if not model.on("rivals"):
        return
    beliefs, scene, cabinet = model.beliefs, model.scene, model.government
    terms = {
        "habit": beliefs.rival_base,
        "his distance from the Framework": beliefs.rival_gap
        * np.maximum(cabinet.lean - scene.framework_mean, 0.0),
        "the affair": beliefs.rival_affair * cabinet.affair,
        "his standing": -beliefs.rival_standing * (cabinet.popularity - 0.5),
        "the axis in decline": -beliefs.rival_weak_axis * scene.axis_decline,
    }
    odds: Floats = np.zeros(model.runs)
    for term in terms.values():
        odds = odds + term
    scene.rivals = expit(odds)
    luck = model.chance.uniform(Stream.RIVALS, ("move",), model.month)[0]
    moved = (luck < beliefs.rival_rate * scene.rivals) & (scene.framework_hold > 0.0)
    model.ledger.add("move_against_premier", moved)
    model.tell("framework", "move_against_premier", moved, terms=lambda: terms)

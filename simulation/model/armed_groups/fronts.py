"""The joined fronts: wars between Iran's allies and Israel that Iraqi groups claim to join (row 8)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulation.model.chance import Stream

if TYPE_CHECKING:
    from simulation.model.actors.base import Floats
    from simulation.model.iraq import IraqModel

__all__ = ["move", "open_fronts"]


def open_fronts(model: IraqModel) -> Floats:
    """How open the joined fronts are, 0 (no war anywhere) to 1, shape (runs,).

    W = 1 - prod over allies that stand of (1 - pull x war): one large war is enough, and a fallen ally
    has no front (H12, H14; O20). Standing alone opens nothing.
    """
    shut = np.ones(model.runs)
    for ally in model.axis_allies:
        stands = ally.standing > model.beliefs.ally_fallen_standing
        shut = shut * (1.0 - ally.front_pull * ally.war * stands)
    return 1.0 - shut


def move(model: IraqModel) -> None:
    """Each ally's war may flare up or end in a ceasefire this month.

    P(flares up) = h0 + h1 war (1 - war): a ceasefire under which fire goes on is the likeliest to break.
    P(ceasefire) = h2 war; it leaves a share of the war.
    """
    if not model.on("joined_fronts"):
        return
    beliefs = model.beliefs
    luck = model.chance.uniform(Stream.WAR, [ally.key for ally in model.axis_allies], model.month)
    for ally, draw in zip(model.axis_allies, luck, strict=True):
        stands = ally.standing > beliefs.ally_fallen_standing
        smoulders = beliefs.war_flares * ally.war * (1.0 - ally.war)
        flares = stands & (draw < beliefs.war_breaks_out + smoulders) & (ally.war < 1.0)
        ends = stands & (draw > 1.0 - beliefs.war_ends * ally.war)
        left = np.where(ends, ally.war * beliefs.ceasefire_leaves, ally.war)
        ally.war = np.where(flares, 1.0, left)
        model.ledger.add("wars_at_the_fronts", flares)
        model.ledger.add("ceasefires", ends)
        model.tell(ally.key, "went_to_war", flares)
        model.tell(ally.key, "ceased_fire", ends)

"""Rival theories of a prime minister's alignment: what he would do if he were free to move at once.

The hedge (Kuik 2021, in `actors.government`) is one reading of how a premier stands between two patrons. The
rules here are others that see the same inputs and set the same two accommodations x_U (west) and x_I (Iran),
so that a scenario can ask what the choice of theory is worth. Each gives a target t; policy moves toward it
with the inertia K and the caution q of the hedge, x' = (q t + K x)/(q + K), so that rules differ in what a
premier wants and not in how fast he moves.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import numpy as np

from simulation.model.actors.base import Floats, unit

if TYPE_CHECKING:
    from simulation.model.iraq import IraqModel

__all__ = ["COUNCIL", "RIVALS", "approach", "compromise_mean"]

Target = tuple[Floats, Floats]


def balance_of_threat(model: IraqModel) -> Target:
    """Turn against the more threatening patron if the other can protect, toward it if not (Walt 1987).

    T_p = w_1 power + w_2 proximity + w_3 offence + w_4 intent, the weights divided by their sum. Lean
    a = g (T_I (2 C_U - 1) - T_U (2 C_I - 1)), C_p the standing of p as a protector; x_U = (1 + a)/2,
    x_I = (1 - a)/2. There is no insurance in it: what one side gains the other loses.
    """
    beliefs, iran, states = model.beliefs, model.iran, model.united_states
    power, near = beliefs.threat_power, beliefs.threat_proximity
    offence, intent = beliefs.threat_offence, beliefs.threat_intent
    whole = power + near + offence + intent
    armed = model.scene.threat_from_factions
    from_iran = power * iran.means + near + offence * armed + intent * unit(iran.brokerage - 0.5)
    distant = beliefs.threat_distance * states.presence
    from_states = power + near * distant + offence * states.strike_threat + intent * unit(states.bite)
    against_iran = from_iran / whole * (2.0 * states.prestige - 1.0)
    against_states = from_states / whole * (2.0 * iran.prestige - 1.0)
    return _one_scale(beliefs.threat_gain * (against_iran - against_states))


def patronage(model: IraqModel) -> Target:
    """Go with who carries the cabinet and pays for it: a contest of means (Tullock's success function).

    R_I = what Tehran and the Framework give, R_U = what Washington and the Arab door give, both in the
    units of the hedge's benefits; x_I = R_I^m/(R_I^m + R_U^m), x_U = 1 - x_I, m how decisive means are.
    """
    beliefs, government = model.beliefs, model.government
    by_iran = np.maximum(beliefs.benefit_iran + government.carried(), 1e-6) ** beliefs.patronage_decisiveness
    by_west = np.maximum(government.west_offers(), 1e-6) ** beliefs.patronage_decisiveness
    share = by_iran / (by_iran + by_west)
    return 1.0 - share, share


def public_opinion(model: IraqModel) -> Target:
    """Follow the street: accommodate each patron less, the more the public resents its hand.

    x_p = u + g (50 - resentment of p's hand)/100, resentment the mean over communities by their weight;
    u the usual accommodation. Both can fall at once: the most popular position has no patron.
    """
    beliefs = model.beliefs
    usual, gain = beliefs.usual_accommodation, beliefs.opinion_gain
    resent_us, resent_iran = model.scene.mood("resent_us"), model.scene.mood("resent_iran")
    return unit(usual + gain * (0.5 - resent_us)), unit(usual + gain * (0.5 - resent_iran))


def compromise(model: IraqModel) -> Target:
    """Stand at the compromise mean of all who count: x_U = u + x*/2, x_I = u - x*/2 (Thomson et al. 2006)."""
    usual, mean = model.beliefs.usual_accommodation, model.scene.compromise_mean
    return unit(usual + 0.5 * mean), unit(usual - 0.5 * mean)


def _one_scale(lean: Floats) -> Target:
    held = np.minimum(np.maximum(lean, -1.0), 1.0)
    return 0.5 + 0.5 * held, 0.5 - 0.5 * held


RIVALS: Final[Mapping[str, Callable[[IraqModel], Target]]] = MappingProxyType(
    {
        "balance_of_threat": balance_of_threat,
        "patronage": patronage,
        "public_opinion": public_opinion,
        "compromise_mean": compromise,
    }
)
"""The rival rules by the name that a scenario's `theory` gives; `hedging` is the government's own."""


def approach(model: IraqModel, target: Target) -> Target:
    """Move from the present accommodations toward a target, with the hedge's caution and inertia."""
    beliefs, government = model.beliefs, model.government
    speed = beliefs.hedge_caution / (beliefs.hedge_caution + beliefs.hedge_inertia)
    west, iran = government.accommodation_west, government.accommodation_iran
    return west + speed * (target[0] - west), iran + speed * (target[1] - iran)


def compromise_mean(model: IraqModel) -> Floats:
    """The compromise baseline x* = sum c s x / sum c s over parties and the two patrons, in [-1, 1].

    c capability (seats; for a patron its voice as a share of parliament), s salience, x the public
    position on the axis; Tehran stands at -1, Washington at +1. It beats elaborate bargaining models in
    tests on the European Union (Thomson et al. 2006) and is computed in every run as a baseline.
    """
    beliefs, council = model.beliefs, model.scene.council
    iran = beliefs.voice_iran * model.iran.brokerage
    states = beliefs.voice_us * (beliefs.us_voice + model.united_states.bite)
    total = states - iran + council.total([party.axis for party in model.parties])
    mean: Floats = total / (states + iran + council.sum)
    return mean


COUNCIL: Final = 329.0
"""Seats of the Council of Representatives."""

"""What follows from the month's acts: strikes, sanctions, the groups' fates, deaths (rows 9 to 12)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulation.model.armed_groups import integration, ruptures, violence
from simulation.model.chance import Stream

if TYPE_CHECKING:
    from simulation.model.actors.base import Floats
    from simulation.model.iraq import IraqModel

__all__ = ["deaths", "of_the_groups", "sanctions", "strikes"]


def strikes(model: IraqModel) -> None:
    """Washington and Israel answer launches with strikes, by logit; strikes do little and are remembered.

    P(US strikes) = logit^-1(s0 + s1 min(n, c)/c + posture), n the launches laid at somebody's door;
    P(Israel strikes) likewise, less what Washington holds back (row 28). Number: 1 + floor(rate x E).
    Each launching group suffers its share, as far as it answers for its launches (row 7).
    """
    beliefs, ledger = model.beliefs, model.ledger
    luck = model.chance.logistic(Stream.STRIKE, ("united_states", "israel"), model.month)
    marks = model.chance.exponential(Stream.STRIKE_COUNT, ("united_states", "israel"), model.month)
    posture = model.united_states.levers["strike_response"]
    us = _answer(model, ledger.now("attributed_us"), posture, luck[0], marks[0])
    gate = beliefs.strike_gate * model.united_states.restraint_of_israel
    appetite = model.israel.appetite * model.israel.levers["appetite"]
    israel = _answer(model, ledger.now("attributed_israel"), appetite - gate, luck[1], marks[1])
    if not model.on("us_ladder"):
        us = us * 0.0
    if not model.on("israeli_threat"):
        israel = israel * 0.0
    _fall_on_the_armed(model)
    ledger.add("strikes_us", us)
    ledger.add("strikes_israel", israel)
    ledger.add("strikes_in_iraq", us + israel)
    model.tell("united_states", "struck_armed_groups", us)
    model.tell("israel", "struck_armed_groups", israel)
    rebuked = (us > 0) & (model.government.lean < beliefs.rebuke_lean)
    ledger.add("rebuke_us", rebuked)
    model.tell("government", "rebuke_us", rebuked, target="united_states")
    struck = ledger.now("strikes_us") > 0
    model.united_states.strike_memory = np.maximum(model.united_states.strike_memory, 1.0 * struck)
    for group in model.militias:
        fired_at = np.where(group.attacks_us > 0, us, 0.0) + np.where(group.attacks_israel > 0, israel, 0.0)
        group.suffer(group.laid_at_its_door(fired_at))


def _fall_on_the_armed(model: IraqModel) -> None:
    """Strikes that an event has brought this month fall on groups by their doctrine and arms."""
    ordered = model.ledger.now("strikes_us") + model.ledger.now("strikes_israel")
    if not ordered.any():
        return
    for group in model.militias:
        group.suffer(ordered * group.doctrine * group.heavy)


def _answer(model: IraqModel, launches: Floats, readiness: Floats, luck: Floats, marks: Floats) -> Floats:
    """Number of strikes in answer to the `launches` laid at somebody's door this month, shape (runs,)."""
    beliefs = model.beliefs
    weight = np.minimum(launches / beliefs.strike_saturation, 1.0)
    answers = (launches > 0) & (beliefs.strike_base + beliefs.strike_slope * weight + readiness + luck > 0.0)
    return np.where(answers, 1.0 + np.floor(beliefs.strike_rate * marks), 0.0)


def sanctions(model: IraqModel) -> None:
    """Washington's step between asking and striking: sanctions on Iraqi persons, banks or waivers (row 11).

    P(step) = logit^-1(s0 + s1 pressure + s2 memory of attacks on Americans). The motive is the safety of
    its people and the pressure of its posture, not alignment (H5, A18).
    """
    if not model.on("us_ladder"):
        return
    beliefs = model.beliefs
    terms = {
        "bare chance": beliefs.sanction_base,
        "pressure": beliefs.sanction_pressure * model.united_states.pressure,
        "attacks on Americans": beliefs.sanction_attacks * model.scene.recent_attacks_us,
        "luck": model.chance.logistic(Stream.SANCTION, ("united_states",), model.month)[0],
    }
    utility = terms["bare chance"] + terms["pressure"]
    step = utility + terms["attacks on Americans"] + terms["luck"] > 0.0
    model.ledger.add("sanctions_us", step)
    model.tell("united_states", "sanctions_us", step, terms=lambda: terms)
    model.united_states.sanctioned = np.maximum(model.united_states.sanctioned, step)


def of_the_groups(model: IraqModel) -> None:
    """What the month brings the armed groups: custody, integration, ruptures, violence, their Commission."""
    violence.unclaimed(model)
    ruptures.losses(model)
    model.custody.play()
    integration.integrate(model)
    ruptures.exile(model)
    ruptures.splits(model)
    ruptures.returns(model)
    violence.clashes(model)
    violence.killings(model)
    model.commission.account()
    model.commission.face_parliament()


def deaths(model: IraqModel) -> None:
    """Iraqi dead of the month under strikes, in sieges, under launches; those of clashes are counted there.

    Each source adds floor(k x events x E), E standard exponential. Counts, never zeroed.
    """
    beliefs, ledger = model.beliefs, model.ledger
    marks = model.chance.exponential(Stream.DEATHS, ("strikes", "clashes", "launches"), model.month)
    under_strikes = np.floor(beliefs.deaths_per_strike * ledger.now("strikes_in_iraq") * marks[0])
    in_sieges = np.floor(beliefs.deaths_per_siege * ledger.now("sieges") * marks[1])
    launches = ledger.now("attacks_us") + ledger.now("attacks_gulf")
    under_launches = np.floor(beliefs.deaths_per_launch * launches * marks[2])
    ledger.add("clash_deaths", in_sieges)
    ledger.add("iraqi_deaths", under_strikes + in_sieges + under_launches)

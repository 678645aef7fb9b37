"""What follows from the month's acts: strikes, sieges, integration, deaths (rows 10, 11, 12)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulation.model.actors.militia import HANDED_OVER, IN_FACT
from simulation.model.chance import Stream

if TYPE_CHECKING:
    from simulation.model.actors.base import Floats
    from simulation.model.iraq import IraqModel

__all__ = ["arrests", "deaths", "integration", "sanctions", "strikes"]


def strikes(model: IraqModel) -> None:
    """Washington and Israel answer launches with strikes, by logit; strikes do little and are remembered.

    P(US strikes) = logit^-1(s0 + s1 min(n, c)/c + posture), P(Israel strikes) likewise, less what
    Washington holds back (row 28). Number: 1 + floor(rate x E). Each launching group suffers its share.
    """
    beliefs, ledger = model.beliefs, model.ledger
    luck = model.chance.logistic(Stream.STRIKE, ("united_states", "israel"), model.month)
    marks = model.chance.exponential(Stream.STRIKE_COUNT, ("united_states", "israel"), model.month)
    us = _answer(
        model, ledger.now("attacks_us"), model.united_states.levers["strike_response"], luck[0], marks[0]
    )
    gate = beliefs.strike_gate * model.united_states.restraint_of_israel
    appetite = model.israel.appetite * model.israel.levers["appetite"]
    israel = _answer(model, ledger.now("attacks_israel"), appetite - gate, luck[1], marks[1])
    if not model.on("us_ladder"):
        us = us * 0.0
    if not model.on("israeli_threat"):
        israel = israel * 0.0
    ledger.add("strikes_us", us)
    ledger.add("strikes_israel", israel)
    ledger.add("strikes_in_iraq", us + israel)
    ledger.add("rebuke_us", (us > 0) & (model.government.lean < beliefs.rebuke_lean))
    model.united_states.strike_memory = np.maximum(
        model.united_states.strike_memory, np.where(us > 0, 1.0, 0.0)
    )
    for group in model.militias:
        group.suffer(
            np.where(group.attacks_us > 0, us, 0.0) + np.where(group.attacks_israel > 0, israel, 0.0)
        )


def _answer(model: IraqModel, launches: Floats, readiness: Floats, luck: Floats, marks: Floats) -> Floats:
    """Number of strikes in answer to `launches` this month, shape (runs,)."""
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
    luck = model.chance.logistic(Stream.SANCTION, ("united_states",), model.month)[0]
    utility = beliefs.sanction_base + beliefs.sanction_pressure * model.united_states.pressure
    step = utility + beliefs.sanction_attacks * model.scene.recent_attacks_us + luck > 0.0
    model.ledger.add("sanctions_us", step)
    model.united_states.sanctioned = np.maximum(model.united_states.sanctioned, step)


def arrests(model: IraqModel) -> None:
    """Settle the arrest of a commander within the month: siege, release by a judge, or trial."""
    if model.on("arrests"):
        model.government.answer_arrest(model.ledger.now("commander_arrested") > 0)


def integration(model: IraqModel) -> None:
    """Where the cabinet limits the armed groups this month, each of them answers; a decree follows assent."""
    if not model.on("integration"):
        return
    ledger = model.ledger
    pushed = (ledger.now("pmf_limit_announced") > 0) | (ledger.now("pmf_limited") > 0)
    agreed = np.zeros(model.runs)
    for group in model.militias:
        group.answer_integration(pushed)
        agreed = agreed + group.named_six * group.accepted
        ledger.add("group_in_fact", group.deepened & (group.status == IN_FACT))
        ledger.add("heavy_handed_over", group.deepened & (group.status == HANDED_OVER))
    ledger.add("decree_in_name", pushed & (agreed > 0))


def deaths(model: IraqModel) -> None:
    """Iraqi dead of the month: under strikes, in sieges and clashes, under launches. Counts, never zeroed.

    Each source adds floor(k x events x E), E standard exponential.
    """
    beliefs, ledger = model.beliefs, model.ledger
    marks = model.chance.exponential(Stream.DEATHS, ("strikes", "clashes", "launches"), model.month)
    under_strikes = np.floor(beliefs.deaths_per_strike * ledger.now("strikes_in_iraq") * marks[0])
    clashes = np.floor(beliefs.deaths_per_siege * ledger.now("sieges") * marks[1])
    launches = ledger.now("attacks_us") + ledger.now("attacks_gulf")
    under_launches = np.floor(beliefs.deaths_per_launch * launches * marks[2])
    ledger.add("clash_deaths", clashes)
    ledger.add("iraqi_deaths", under_strikes + clashes + under_launches)

"""Clashes that may spiral, killings, and unclaimed attacks on Gulf sites (rows 10, 15; iraq.md 3.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulation.model.actors.base import unit
from simulation.model.chance import Stream

if TYPE_CHECKING:
    from simulation.model.iraq import IraqModel

__all__ = ["clashes", "killings", "unclaimed"]


def clashes(model: IraqModel) -> None:
    """State and factions, or factions and the followers of Sadr, fight; one clash makes the next likelier.

    P(clash) = logit^-1(c0 + c1 tension + c2 siege + c3 (a limit carried out that groups refuse) - c4 voice of
    Najaf); dead floor(k (1 + g tension) E). Tension fades, and clashes, sieges and the street feed it.
    """
    if not model.on("clashes"):
        return
    beliefs, ledger, scene = model.beliefs, model.ledger, model.scene
    street = ledger.last("clash", 2) > 0
    siege = ledger.now("sieges") > 0
    defied = (ledger.now("pmf_limited") > 0) & (ledger.now("absorption_refused") > 0)
    terms = {
        "bare chance": beliefs.clash_of_arms,
        "tension": beliefs.clash_tension * scene.tension,
        "siege": beliefs.clash_siege * siege,
        "limits defied": beliefs.clash_defied * defied,
        "Najaf's word": -beliefs.clash_najaf * scene.najaf_voice,
        "luck": model.chance.logistic(Stream.CLASH, ("clash",), model.month)[0],
    }
    total = terms["bare chance"] + terms["tension"] + terms["siege"] + terms["limits defied"]
    fights = total + terms["Najaf's word"] + terms["luck"] > 0.0
    marks = model.chance.exponential(Stream.CLASH_DEAD, ("clash",), model.month)[0]
    dead = np.floor(beliefs.clash_toll * (1.0 + beliefs.clash_heat * scene.tension) * marks)
    ledger.add("clashes_of_arms", fights)
    ledger.add("clash_deaths", np.where(fights, dead, 0.0))
    ledger.add("iraqi_deaths", np.where(fights, dead, 0.0))
    model.tell("government", "fought_factions", fights, terms=lambda: terms)
    fed = beliefs.tension_clash * fights + beliefs.tension_siege * siege + beliefs.tension_street * street
    scene.tension = unit(scene.tension * beliefs.tension_memory + fed)


def killings(model: IraqModel) -> None:
    """Assassinations by unknown hands, more after curbs; the dead of protest waves (2019-21)."""
    if not model.on("killings"):
        return
    beliefs, ledger = model.beliefs, model.ledger
    marks = model.chance.exponential(Stream.KILLINGS, ("assassinations", "protests"), model.month)
    rate = beliefs.killings_rate * (1.0 + beliefs.killings_curbs * model.scene.recent_curbs)
    slain = np.floor(rate * marks[0])
    waves = ledger.now("protests")
    shot = np.floor(beliefs.deaths_per_wave * waves * marks[1])
    ledger.add("assassinations", slain)
    ledger.add("protest_deaths", shot)
    ledger.add("iraqi_deaths", slain + shot)


def unclaimed(model: IraqModel) -> None:
    """Attacks on sites with Gulf equity that local gas politics explain and nobody claims (Khor Mor)."""
    if not model.on("spoilers"):
        return
    luck = model.chance.uniform(Stream.FRONT_GULF, ("unclaimed",), model.month)[0]
    hit = luck < model.beliefs.gulf_unclaimed
    model.ledger.add("attacks_gulf", hit)
    model.tell("unclaimed", "launched", hit, target="gulf")

"""What breaks or thins armed groups: lost commanders, splits, exile, the way home from Syria (row 8, 9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulation.model.actors.base import unit
from simulation.model.actors.militia import DUAL, EXILED, IN_NAME
from simulation.model.armed_groups.custody import weighted_pick
from simulation.model.armed_groups.integration import threat_to_leaders
from simulation.model.chance import Stream

if TYPE_CHECKING:
    from simulation.model.actors.base import Flags, Floats
    from simulation.model.actors.militia import Militia
    from simulation.model.iraq import IraqModel

__all__ = ["exile", "losses", "returns", "splits"]


def losses(model: IraqModel) -> None:
    """A senior commander is lost, by an event or under strikes that seek leaders (O22: control goes too).

    Under n strikes P = 1 - (1 - q L)^n, L how far they seek leaders. The group loses a share of its cadre,
    Tehran some of its hold on it, and strikes make anger.
    """
    if not model.on("lost_command"):
        return
    beliefs, groups = model.beliefs, model.militias
    luck = model.chance.uniform(Stream.LOSS, ["whose", *(group.key for group in groups)], model.month)
    weights = [group.able * group.doctrine * group.heavy for group in groups]
    whose = weighted_pick(weights, luck[0])
    ordered = model.ledger.now("commander_lost") > 0
    aims = {"us": model.united_states.aims_at_leaders, "israel": model.israel.aims_at_leaders}
    strikes = {side: model.ledger.now(f"strikes_{side}") for side in aims}
    for row, group in enumerate(groups):
        missed = np.ones(model.runs)
        for side, launched in (("us", group.attacks_us), ("israel", group.attacks_israel)):
            hit = group.laid_at_its_door(beliefs.strike_finds_leader * aims[side])
            missed = np.where(launched > 0.0, missed * (1.0 - hit) ** strikes[side], missed)
        struck = luck[row + 1] > missed
        lost = (ordered & (whose == row)) | struck
        _lose(model, group, lost)
        model.ledger.add("commanders_lost", lost)


def _lose(model: IraqModel, group: Militia, lost: Flags) -> None:
    beliefs = model.beliefs
    group.cadre = np.where(lost, group.cadre * (1.0 - beliefs.cadre_loss), group.cadre)
    group.control = np.where(lost, group.control * (1.0 - beliefs.loss_of_hold), group.control)
    group.grievance = np.where(lost, unit(group.grievance + beliefs.grievance_per_strike), group.grievance)
    group.bereft = np.where(lost, 1.0, group.bereft * beliefs.bereft_memory)
    model.tell(group.key, "lost_a_commander", lost)


def splits(model: IraqModel) -> None:
    """A wing breaks away and takes men to harder groups; straw groups are not splits (theory C3).

    P = h0 exp(a talks + b bereft - d discipline), h0 lower by a factor for groups whose men the payroll
    binds; talks 1 under absorption and 1 more where units are broken up.
    """
    if not model.on("splits"):
        return
    beliefs = model.beliefs
    keys = [group.key for group in model.militias]
    luck = model.chance.uniform(Stream.SPLIT, keys, model.month)
    gone, hard = np.zeros(model.runs), np.zeros(model.runs)
    for group, draw in zip(model.militias, luck, strict=True):
        bound = 1.0 - beliefs.payroll_binds * group.registered * group.own_pay
        talks = 1.0 * (group.status >= IN_NAME) + (1.0 - group.units_whole)
        steer = beliefs.split_talks * talks + beliefs.split_bereft * group.bereft
        steer = steer - beliefs.split_discipline * group.control * model.iran.orders
        parts = group.able & (draw < beliefs.split_hazard * bound * np.exp(steer))
        left = np.where(parts, beliefs.split_share * group.faction_share * group.fighters, 0.0)
        group.fighters = group.fighters - left
        group.split = np.where(parts, group.split + 1.0, group.split)
        model.ledger.add("splits", parts)
        model.tell(group.key, "split", parts)
        gone = gone + left
        hard = hard + group.able * group.doctrine * group.fighters
    for group in model.militias:
        share = group.able * group.doctrine * group.fighters / np.maximum(hard, 1.0)
        group.fighters = group.fighters + gone * share


def exile(model: IraqModel) -> None:
    """Commanders under threat seek asylum where a door is open (M2, M6: reported, second hand).

    For groups of the axis, when x0 + x1 (threat to leaders) + x2 (recent curbs) + x3 refuge
    - x4 notability + e > 0. A group still its own falls idle; one absorbed in name loses its commander.
    """
    if not model.on("exile"):
        return
    beliefs = model.beliefs
    keys = tuple(group.key for group in model.militias)
    luck = model.chance.logistic(Stream.EXILE, keys, model.month)
    common = {
        "bare chance": beliefs.exile_base,
        "threat to leaders": beliefs.exile_threat * threat_to_leaders(model),
        "recent curbs": beliefs.exile_curbs * model.scene.recent_curbs,
        "an open door abroad": beliefs.exile_refuge * model.refuge.open,
    }
    for group, draw in zip(model.militias, luck, strict=True):
        stake = -beliefs.exile_notability * group.notability
        utility = stake + draw
        for term in common.values():
            utility = utility + term
        hunted = "patron" in group.bonds
        goes = hunted & group.able & (group.own_commander > 0.0) & (utility > 0.0)
        _go(model, group, goes, {**common, "posts at home": stake, "luck": draw})


def _go(model: IraqModel, group: Militia, goes: Flags, terms: dict[str, Floats]) -> None:
    group.exiled = np.where(goes, 1.0, group.exiled)
    group.own_commander = np.where(goes, 0.0, group.own_commander)
    group.status = np.where(goes & (group.status <= DUAL), EXILED, group.status)
    model.ledger.add("commander_exiled", goes)
    model.tell(group.key, "went_into_exile", goes, terms=lambda: terms)


def returns(model: IraqModel) -> None:
    """Fighters come home when the ally that hosts them falls, and others come with them (H7, O13)."""
    if not model.on("returning_fighters"):
        return
    beliefs = model.beliefs
    lost = np.zeros(model.runs, dtype=bool)
    for ally in model.axis_allies:
        lost = lost | ((ally.hosts > 0.0) & (ally.standing <= beliefs.ally_fallen_standing))
    for group in model.militias:
        home = np.where(lost, group.abroad, 0.0)
        men = home * (1.0 + beliefs.strangers_join)
        outside = group.faction_share * group.fighters + men
        group.fighters = group.fighters + men
        group.registered = np.where(men > 0.0, 1.0 - outside / group.fighters, group.registered)
        group.abroad = group.abroad - home
        model.ledger.add("fighters_returned", men)
        model.tell(group.key, "brought_fighters_home", home)

"""Integration or retirement of armed groups: in name, and step by step in fact (rows 9, 27; M5-M8)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from simulation.model.actors.militia import DUAL, HANDED_OVER, IN_FACT, IN_NAME, RETIRED, SEPARATE
from simulation.model.chance import Stream

if TYPE_CHECKING:
    from simulation.model.actors.base import Flags, Floats
    from simulation.model.actors.militia import Militia
    from simulation.model.iraq import IraqModel

__all__ = ["STEPS", "integrate", "threat_to_leaders"]

STEPS = ("units_broken_up", "commander_replaced", "pay_moved", "heavy_handed_over")
"""What integration in fact takes, beside half a year without a launch: each a decision of its own."""

Terms = dict[str, "Floats"]


def threat_to_leaders(model: IraqModel) -> Floats:
    """The stronger of Washington's and Israel's threats, as far as it is one to leaders; in [0, 1]."""
    states, israel = model.united_states, model.israel
    by_israel = israel.threat * israel.aims_at_leaders
    if not model.on("israeli_threat"):
        by_israel = by_israel * 0.0
    return np.maximum(states.strike_threat * states.aims_at_leaders, by_israel)


def integrate(model: IraqModel) -> None:
    """Where the cabinet limits the groups, each answers; under a decree the bargaining over steps goes on."""
    if not model.on("integration"):
        return
    ledger = model.ledger
    limited = ledger.now("pmf_limited") > 0
    pushed = limited | (ledger.now("pmf_limit_announced") > 0)
    shield = threat_to_leaders(model) if model.on("shield") else np.zeros(model.runs)
    agreed = np.zeros(model.runs)
    if pushed.any():
        for group in model.militias:
            agreed = agreed + group.named_six * _answer(model, group, pushed, limited, shield)
    ledger.add("decree_in_name", agreed > 0)
    model.tell("government", "decreed_absorption", agreed > 0)
    keys = [group.key for group in model.militias]
    bargain = model.chance.uniform(Stream.BARGAIN, keys, model.month) < model.beliefs.step_rate
    for group, sits in zip(model.militias, bargain, strict=True):
        within = (group.status == IN_NAME) | (group.status == HANDED_OVER)
        due = within & (limited | sits)
        if due.any():
            _step(model, group, due, shield)


# --- in name ---------------------------------------------------------------------------------------


def _seats(model: IraqModel, group: Militia) -> Floats:
    """Seats of the group's political wing, s/(s + half), in [0, 1)."""
    seats = np.zeros(model.runs)
    for wing in group.bonds.get("party", ()):
        seats = seats + model.party(wing).seats
    return seats / (seats + model.beliefs.seats_half)


def _total(terms: Terms) -> Floats:
    total = np.zeros_like(next(iter(terms.values())))
    for term in terms.values():
        total = total + term
    return total


def _answer(model: IraqModel, group: Militia, pushed: Flags, limited: Flags, shield: Floats) -> Flags:
    """Accept absorption in name, or refuse; who refuses a limit that is carried out may lose its pay."""
    beliefs = model.beliefs
    terms = {
        "bare chance": beliefs.integrate_in_name,
        "shield against strikes": beliefs.integrate_shield * shield,
        "interest": beliefs.integrate_notability * group.notability,
        "seats": beliefs.integrate_seats * _seats(model, group),
        "doctrine": -beliefs.integrate_doctrine * group.doctrine,
        "Tehran's consent": beliefs.integrate_tolerance * model.iran.consents_to_integration,
        "luck": group.logistic(Stream.INTEGRATE),
    }
    asked = pushed & (group.status <= DUAL)
    willing = asked & (_total(terms) > 0.0)
    refused = asked & ~willing
    barred = _barred(model, group, willing)
    accepts = willing & ~barred
    model.tell(group.key, "accepted_absorption", accepts, terms=lambda: terms)
    model.tell(group.key, "refused_absorption", refused, terms=lambda: terms)
    model.ledger.add("absorption_refused", refused)
    leaves = _leaves(model, group, refused & limited)
    group.status = np.where(accepts, IN_NAME, np.where(leaves, SEPARATE, group.status))
    _retire(model, group, refused)
    return accepts


def _barred(model: IraqModel, group: Militia, willing: Flags) -> Flags:
    """Whole units under a designated man in the army's command draw Washington's objection (M7).

    Washington objects when o0 + o1 pressure + e > 0; the cabinet yields when y0 + y1 (pressure felt) -
    y2 (the Framework's hold) + e > 0, and the group stays as it was.
    """
    if not model.on("us_objection"):
        return willing & False
    beliefs, states = model.beliefs, model.united_states
    luck = model.chance.logistic(
        Stream.OBJECTION, (f"united_states on {group.key}", f"government on {group.key}"), model.month
    )
    whole = willing & (group.designated > 0.5) & (group.own_commander > 0.0) & (group.units_whole > 0.0)
    objects = whole & (beliefs.objection_base + beliefs.objection_pressure * states.pressure + luck[0] > 0.0)
    heed = beliefs.objection_heeded + beliefs.objection_felt * states.bite
    yields: Flags = objects & (heed - beliefs.objection_hold * model.scene.framework_hold + luck[1] > 0.0)
    model.ledger.add("us_objection", objects)
    model.ledger.add("objection_heeded", yields)
    model.tell("united_states", "objected_to_commander", objects, target=group.key)
    model.tell("government", "heeded_objection", yields, target=group.key)
    return yields


def _leaves(model: IraqModel, group: Militia, refused: Flags) -> Flags:
    """A group that refuses what is carried out may leave the payroll: l0 + l1 D - l2 N + e > 0."""
    beliefs = model.beliefs
    luck = model.chance.logistic(Stream.OBJECTION, (f"{group.key} leaves",), model.month)[0]
    pull = beliefs.leave_payroll + beliefs.leave_creed * group.doctrine + luck
    leaves: Flags = refused & (group.status == DUAL) & (pull > beliefs.leave_interest * group.notability)
    model.ledger.add("left_payroll", leaves)
    model.tell(group.key, "left_payroll", leaves)
    return leaves


def _retire(model: IraqModel, group: Militia, pressed: Flags) -> None:
    """A spent group retires: r0 + r1 (1 - capability) - r2 (its share of the largest group) + e > 0."""
    beliefs = model.beliefs
    luck = model.chance.logistic(Stream.OBJECTION, (f"{group.key} retires",), model.month)[0]
    spent = beliefs.retire_spent * (1.0 - group.capability) - beliefs.retire_size * group.fighters / 1e4
    retires = pressed & (group.status <= DUAL) & (beliefs.retire_base + spent + luck > 0.0)
    group.status = np.where(retires, RETIRED, group.status)
    model.ledger.add("group_retired", retires)
    model.tell(group.key, "retired", retires)


# --- in fact ---------------------------------------------------------------------------------------


def _step(model: IraqModel, group: Militia, due: Flags, shield: Floats) -> None:
    """Take, or refuse, each step toward integration in fact; all of them and half a year's quiet make it."""
    taken_before = (group.units_whole, group.own_commander, group.own_pay, 1.0 * (group.status < HANDED_OVER))
    luck = model.chance.logistic(Stream.STEP_IN_FACT, [f"{group.key} {step}" for step in STEPS], model.month)
    own = _own_terms(model, group, shield)
    state = {
        "bare chance": model.beliefs.integrate_in_fact,
        "the cabinet's distance from Tehran": model.beliefs.step_lean * model.government.lean,
        "Washington's pressure": model.beliefs.step_pressure * model.united_states.bite,
    }
    took = []
    for step, still, draw in zip(STEPS, taken_before, luck, strict=True):
        terms = {**state, **own[step], "luck": draw}
        takes = due & (still > 0.0) & (_total(terms) > 0.0)
        took.append(takes)
        model.ledger.add(step, takes)
        model.tell(group.key, step, takes, terms=partial(dict, terms))
    group.units_whole = np.where(took[0], 0.0, group.units_whole)
    group.own_commander = np.where(took[1], 0.0, group.own_commander)
    group.own_pay = np.where(took[2], 0.0, group.own_pay)
    _settle_status(model, group, due, took[3])


def _own_terms(model: IraqModel, group: Militia, shield: Floats) -> dict[str, Terms]:
    """What speaks for and against each step beside the state's push: each has terms of its own (M7)."""
    beliefs = model.beliefs
    doctrine = -beliefs.step_doctrine * group.doctrine
    commission = np.zeros_like(doctrine)
    if model.on("commission"):
        commission = -beliefs.commission_holds * model.commission.resistance
    sheltered = beliefs.step_shield * shield
    tolerance = beliefs.step_tolerance * model.iran.consents_to_integration
    return {
        "units_broken_up": {
            "doctrine": doctrine,
            "the hierarchy's own weight": -beliefs.step_hierarchy * group.notability,
            "the PMF Commission": commission,
        },
        "commander_replaced": {
            "doctrine": doctrine,
            "a seat instead of a command": beliefs.step_seats * _seats(model, group),
            "Tehran's consent": tolerance,
        },
        "pay_moved": {
            "the PMF Commission": commission,
            "patronage lost": -beliefs.step_patronage * group.notability * (1.0 - model.economy.arrears),
        },
        "heavy_handed_over": {
            "doctrine": doctrine,
            "weapons to lose": -beliefs.step_heavy * group.heavy,
            "shield against strikes": sheltered,
            "Tehran's consent": tolerance,
        },
    }


def _settle_status(model: IraqModel, group: Militia, due: Flags, handed: Flags) -> None:
    status = np.where(handed, HANDED_OVER, group.status)
    kept = group.units_whole + group.own_commander + group.own_pay
    quiet = group.idle >= model.beliefs.quiet_months
    whole = due & (status == HANDED_OVER) & (kept == 0.0) & quiet
    group.status = np.where(whole, IN_FACT, status)
    model.ledger.add("group_in_fact", whole)
    model.tell(group.key, "integrated_in_fact", whole)

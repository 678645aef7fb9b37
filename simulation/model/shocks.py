"""Shocks: dated injects of the scenario, and events by hazard. Both use the kinds of `seeds/events.yaml`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulation.model.chance import Stream

if TYPE_CHECKING:
    from simulation.evidence import EventKind
    from simulation.model.actors.base import Flags, Floats
    from simulation.model.iraq import IraqModel

__all__ = ["chance_of", "happen"]

REFERENCE_AGE = 85.0
"""Years at which the hazard of a succession is stated in the seeds."""


def happen(model: IraqModel) -> None:
    """Let this month's events happen: first the scenario's own, in its order, then those by hazard."""
    month = model.setup.calendar[model.month]
    for inject in model.setup.events:
        if inject.month == month:
            name = f"{inject.event} in {month}"
            luck = model.chance.uniform(Stream.INJECT, (name,), model.month)[0]
            _apply(model, inject.event, luck < inject.probability)
    names = tuple(model.hazards)
    if names and model.on("shocks"):
        luck = model.chance.uniform(Stream.SHOCK, names, model.month)
        for row, name in enumerate(names):
            _apply(model, name, luck[row] < chance_of(model, name))


def chance_of(model: IraqModel, name: str) -> Floats:
    """Chance that an event comes unasked this month, shape (runs,).

    P = h, or h (1 + b x) where the seeds say that a state x raises it, or h exp(g (age - 85)) for a
    succession in an office whose holder is of that age (Gompertz: the risk grows by a constant share
    a year). Zero where the mechanism that the event belongs to is switched off.
    """
    hazard = model.evidence.events[name].hazard
    chance = model.hazards[name]
    if hazard is None or not model.on(hazard.mechanism):
        return np.zeros(model.runs)
    if hazard.raised_by is not None:
        level = getattr(model.actors[hazard.raised_by.actor], hazard.raised_by.state)
        chance = chance * np.maximum(1.0 + hazard.raised_by.by * level, 0.0)
    if hazard.age_of is not None:
        years = model.actors[hazard.age_of].age + model.month / 12.0
        chance = chance * np.exp(model.beliefs.ageing * (years - REFERENCE_AGE))
    return np.minimum(chance, 1.0)


def _apply(model: IraqModel, name: str, where: Flags) -> None:
    """Apply an event's effects in the runs in which it happens, and record its acts."""
    if not where.any():
        return
    kind = model.evidence.events[name]
    if kind.once:
        where = where & (model.ledger.since_start(f"event.{name}") == 0)
    model.ledger.add(f"event.{name}", where)
    model.tell("events", name, where)
    for act, count in kind.acts.items():
        model.ledger.add(act, np.where(where, float(count), 0.0))
    _change(model, kind, where)


def _change(model: IraqModel, kind: EventKind, where: Flags) -> None:
    for effect in kind.effects:
        address = f"{kind.id}.{effect.actor}.{effect.attribute}"
        size = effect.prior.ppf(model.chance.uniform(Stream.EFFECT, (address,), model.month)[0])
        low, high = model.evidence.attributes[effect.attribute].range
        for actor in model.targets(effect.actor):
            now = getattr(actor, effect.attribute)
            new = {"add": now + size, "set": size, "scale": now * size}[effect.operation]
            setattr(actor, effect.attribute, np.where(where, np.minimum(np.maximum(new, low), high), now))

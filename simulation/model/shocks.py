"""Shocks: dated injects of the scenario, and events by hazard. Both use the kinds of `seeds/events.yaml`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulation.model.chance import Stream

if TYPE_CHECKING:
    from simulation.evidence import EventKind
    from simulation.model.actors.base import Flags
    from simulation.model.iraq import IraqModel

__all__ = ["happen"]


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
            _apply(model, name, luck[row] < model.hazards[name])


def _apply(model: IraqModel, name: str, where: Flags) -> None:
    """Apply an event's effects in the runs in which it happens, and record its acts."""
    if not where.any():
        return
    kind = model.evidence.events[name]
    if kind.once:
        where = where & (model.ledger.since_start(f"event.{name}") == 0)
    model.ledger.add(f"event.{name}", where)
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

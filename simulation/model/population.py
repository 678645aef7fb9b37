"""From the roster of a starting point to Mesa agents, one for each actor, in the order of the seeds."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from simulation.codebook import HISTORY
from simulation.model.actors import (
    Actor,
    ArabState,
    AxisAlly,
    Clergy,
    Commission,
    Court,
    Electorate,
    ForeignPower,
    Government,
    Insurgent,
    Iran,
    Israel,
    Militia,
    Party,
    Refuge,
    Syria,
    Turkey,
    UnitedStates,
)
from simulation.model.actors.base import Floats
from simulation.model.beliefs import draw_attributes
from simulation.scenario.months import months_between

if TYPE_CHECKING:
    from simulation.evidence import Actor as ActorRecord
    from simulation.evidence import StartingPoint
    from simulation.model.iraq import IraqModel

__all__ = ["all_of", "first_of", "history", "populate"]

Kind = TypeVar("Kind", bound=Actor)

_BY_KIND: dict[str, type[Actor]] = {
    "axis_ally": AxisAlly,
    "armed_group": Militia,
    "commission": Commission,
    "party": Party,
    "government": Government,
    "clergy": Clergy,
    "court": Court,
    "electorate": Electorate,
    "insurgent": Insurgent,
}
_BY_ROLE: dict[str | None, type[ForeignPower]] = {
    "patron": Iran,
    "superpower": UnitedStates,
    "adversary": Israel,
    "gulf": ArabState,
    "arab": ArabState,
    "damascus": Syria,
    "ankara": Turkey,
    "refuge": Refuge,
}


def _class_of(record: ActorRecord) -> type[Actor]:
    """The class of an actor: by kind, and for foreign powers by the role that the roster gives them."""
    if record.kind != "foreign_power":
        return _BY_KIND[record.kind]
    return _BY_ROLE.get(record.role, ForeignPower)


def populate(model: IraqModel) -> dict[str, Actor]:
    """Create every actor of the roster with its attributes drawn per run; returns them by key."""
    evidence, start, setup = model.evidence, model.start, model.setup
    held = {
        (key, name): attribute
        for key in evidence.actors
        for name, attribute in start.attributes(key).items()
    }  # fmt: skip
    fixed = {(key, name): float(value) for key, sets in setup.actors.items() for name, value in sets.items()}
    attributes: dict[str, dict[str, Floats]] = {key: {} for key in evidence.actors}
    for (key, name), values in draw_attributes(model.chance, held, fixed).items():
        attributes[key][name] = values
    actors: dict[str, Actor] = {}
    rows: dict[type[Actor], int] = {}
    for key, record in evidence.actors.items():
        kind = _class_of(record)
        actors[key] = kind(model, key, record.name, rows.setdefault(kind, 0), attributes[key])
        rows[kind] += 1
        actors[key].community = record.community
        actors[key].role = record.role
        actors[key].bonds = record.ties
    return actors


def history(start: StartingPoint) -> dict[str, dict[int, float]]:
    """The dated record before the start as {act: {offset: count}}, offsets from -HISTORY to -1."""
    record: dict[str, dict[int, float]] = {}
    for entry in start.history:
        offset = months_between(start.start, entry.month)
        if -HISTORY <= offset < 0:
            dated = record.setdefault(entry.act, {})
            dated[offset] = dated.get(offset, 0.0) + float(entry.count)
    return record


def first_of(actors: dict[str, Actor], kind: type[Kind]) -> Kind:
    """The one actor of a class that the roster must have; LookupError where there is none."""
    for actor in actors.values():
        if type(actor) is kind:
            return actor
    raise LookupError(f"the roster has no {kind.__name__}")


def all_of(actors: dict[str, Actor], kind: type[Kind]) -> list[Kind]:
    """The actors of exactly one class, in the order of the seeds."""
    return [actor for actor in actors.values() if type(actor) is kind]

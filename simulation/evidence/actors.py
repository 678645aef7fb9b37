"""Who is in the model: actors, their attributes, and the starting points that change them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import ArrayLike
from pydantic import Field, model_validator

from simulation.errors import InputError, nearest
from simulation.evidence.priors import Array, Fixed, Prior, Triangular
from simulation.evidence.rows import (
    ActorId,
    ActorKind,
    Basis,
    Count,
    Day,
    FactId,
    LawName,
    Month,
    Name,
    NamedBasis,
    NotNegative,
    Number,
    OneOrMore,
    PartyId,
    Range,
    Role,
    Row,
    Rows,
    Text,
    mistake,
)
from simulation.evidence.tables import Table

# --- levels ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Level:
    """A value at the start, and how far off it may be: `value` +/- `spread`, inside [low, high]."""

    name: str
    unit: str
    value: float
    spread: float
    low: float
    high: float
    basis: Basis

    @property
    def prior(self) -> Prior:
        """The triangular draw round the value, before it is held to [low, high]."""
        if self.spread == 0.0:
            return Fixed(self.value)
        return Triangular(self.value - self.spread, self.value, self.value + self.spread)

    def ppf(self, u: ArrayLike) -> Array:
        """The value's quantiles at `u`, numbers in [0, 1] of any shape; held to [low, high]."""
        return np.clip(self.prior.ppf(u), self.low, self.high)


class Attribute(Level):
    """A level that an actor holds; unit and bounds are those of `seeds/actors/attributes.yaml`."""


class AttributeKind(Row):
    """An attribute that actors of some kinds have."""

    name: Name
    meaning: Text
    unit: Text
    range: Range
    kinds: OneOrMore[ActorKind]


class AttributeRow(Row):
    """An attribute's value as it is written; its bounds stand in attributes.yaml."""

    value: Number
    spread: NotNegative = 0.0
    basis: NamedBasis

    def attribute(self, schema: AttributeKind) -> Attribute:
        """The attribute, with its unit and bounds."""
        low, high = schema.range
        return Attribute(schema.name, schema.unit, self.value, self.spread, low, high, self.basis)


# --- actors ------------------------------------------------------------------------------------


class ActorRow(Row):
    """An actor as it is written, without its attributes."""

    id: Name
    name: Text
    kind: ActorKind
    role: Role | None = None
    community: Text | None = None
    ties: Rows[OneOrMore[ActorId]] = Field(default_factory=Table)
    basis: NamedBasis | None = None
    note: str = ""


@dataclass(frozen=True)
class Actor:
    """A power, group, party or institution; `ties` name other actors by what they are to it."""

    id: str
    name: str
    kind: ActorKind
    role: Role | None
    community: str | None
    ties: Mapping[str, tuple[str, ...]]
    basis: Basis | None
    note: str
    attributes: Mapping[str, Attribute]


# --- starting points ---------------------------------------------------------------------------


class Government(Row):
    """The sitting government of a starting point."""

    prime_minister: ActorId
    pm_kind: Text
    pm_backing: Text
    coalition: tuple[PartyId, ...]
    facts: tuple[FactId, ...] = ()
    basis: NamedBasis | None = None

    @model_validator(mode="after")
    def _grounded(self) -> Self:
        if not self.facts and self.basis is None:
            raise mistake("is a government without a basis", "name 'facts', or give a 'basis'")
        return self


class WorldRow(Row):
    """A level of the world as it is written."""

    range: Range
    value: Number
    spread: NotNegative = 0.0
    unit: Text
    basis: NamedBasis

    @model_validator(mode="after")
    def _inside(self) -> Self:
        low, high = self.range
        if not low <= self.value <= high:
            raise mistake(f"has its value {self.value:g} outside its range {low:g} to {high:g}")
        return self


class HistoryAct(Row):
    """Acts on record in a month before the start: what the codebook's trailing windows see."""

    month: Month
    act: Text
    count: Count
    actor: ActorId | None = None
    basis: NamedBasis


class Election(Row):
    """The next election that the law foresees, and the law it would be held under.

    `joins_framework`: lists that join the Coordination Framework once that vote is counted.
    """

    due: Month | None
    law: LawName
    joins_framework: tuple[PartyId, ...] = ()
    basis: NamedBasis


class StartRow(Row):
    """A starting point as it is written, without the attributes it gives to actors."""

    start: Month
    title: Text
    cut: Day
    note: str = ""
    government: Government
    world: Rows[WorldRow] = Field(default_factory=Table)
    history: tuple[HistoryAct, ...] = ()
    election: Election | None = None


@dataclass(frozen=True)
class StartingPoint:
    """The world in one month: who governs, what every actor holds, what has just happened."""

    start: str
    title: str
    cut: str
    note: str
    government: Government
    world: Mapping[str, Level]
    history: tuple[HistoryAct, ...]
    election: Election | None
    held: Mapping[str, Mapping[str, Attribute]]

    def attributes(self, actor_id: str) -> Mapping[str, Attribute]:
        """What an actor holds here: its own attributes, with this starting point's in their place.

        Raises InputError for an unknown actor.
        """
        if actor_id not in self.held:
            raise InputError(f"'{actor_id}' is not an actor; {nearest(actor_id, self.held)}")
        return self.held[actor_id]

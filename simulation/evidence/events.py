"""What an event does: its effects on actors, and the acts it puts on record."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, Final, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo, model_validator

from simulation.errors import nearest
from simulation.evidence.priors import Bounds, Prior
from simulation.evidence.rows import (
    ACTOR_KINDS,
    ActorId,
    AttributeName,
    Flag,
    MechanismId,
    Name,
    NamedBasis,
    Number,
    PriorInRange,
    Range,
    Row,
    Rows,
    Text,
    known,
    mistake,
    prior_within,
)

LARGEST_SCALE: Final = 10.0  # what an event may multiply an attribute by
_KIND: Final = "kind:"


def _target(actor: str, info: ValidationInfo) -> str:
    """An actor's id, or `kind:` and a kind of actor."""
    actors = known(info).actors
    if actor.startswith(_KIND):
        if actor.removeprefix(_KIND) not in ACTOR_KINDS:
            raise mistake("is not a kind of actor", nearest(actor, (_KIND + kind for kind in ACTOR_KINDS)))
    elif actors is not None and actor not in actors:
        raise mistake("is not an actor of actors/, nor 'kind:' and a kind of actor", nearest(actor, actors))
    return actor


def _kind_of(actor: str, info: ValidationInfo) -> str | None:
    """The kind of the actors that an effect is for; None where it is not known."""
    return actor.removeprefix(_KIND) if actor.startswith(_KIND) else (known(info).actors or {}).get(actor)


def _change(value: object, info: ValidationInfo) -> Prior | None:
    schema = (known(info).attributes or {}).get(info.data.get("attribute", ""))
    return prior_within(value, _change_bounds(str(info.field_name), schema))


def _change_bounds(operation: str, schema: Any) -> Bounds | None:
    """The range of a change: that of the attribute to set it, plus or minus its width to add."""
    if operation == "scale":
        return 0.0, LARGEST_SCALE
    if schema is None:
        return None
    low, high = schema.range
    return (low, high) if operation == "set" else (low - high, high - low)


Target = Annotated[str, AfterValidator(_target)]
Change = Annotated[Prior | None, BeforeValidator(_change)]


class Effect(Row):
    """What an event does to one attribute of an actor, or of every actor of a kind."""

    actor: Target
    attribute: AttributeName
    add: Change = None
    set: Change = None
    scale: Change = None

    @model_validator(mode="after")
    def _fits(self, info: ValidationInfo) -> Self:
        if len(list(self._changes())) != 1:
            raise mistake("does not change its attribute in one way", "give one of 'add', 'set' and 'scale'")
        schema = (known(info).attributes or {}).get(self.attribute)
        kind = _kind_of(self.actor, info)
        if schema is not None and kind is not None and kind not in schema.kinds:
            hint = f"it is an attribute of: {', '.join(schema.kinds)}"
            raise mistake(f"changes {self.attribute!r}, which no actor of kind {kind!r} has", hint)
        return self

    def _changes(self) -> Iterable[tuple[Literal["add", "set", "scale"], Prior]]:
        for operation in ("add", "set", "scale"):
            prior = getattr(self, operation)
            if prior is not None:
                yield operation, prior

    @property
    def operation(self) -> Literal["add", "set", "scale"]:
        """How the attribute changes."""
        return next(operation for operation, _ in self._changes())

    @property
    def prior(self) -> Prior:
        """By how much, or to what."""
        return next(prior for _, prior in self._changes())


def _probability(bounds: Bounds) -> Bounds:
    if bounds[0] < 0.0 or bounds[1] > 1.0:
        raise mistake("goes beyond 0 to 1, and a hazard is a probability per month")
    return bounds


class Raised(Row):
    """A state of an actor, x, that raises a hazard (or lowers it): times 1 + `by` x."""

    actor: ActorId
    state: Name
    by: Annotated[Number, Field(ge=-1.0)]


class Hazard(Row):
    """How likely an event is in a month in which nobody orders it.

    `raised_by` names what makes it likelier; `age_of` the holder of an office whose age does, from the
    hazard at 85 that `prior` states; `mechanism` what has to be at work for it to come unasked.
    """

    range: Annotated[Range, AfterValidator(_probability)]
    prior: PriorInRange
    basis: NamedBasis
    mechanism: MechanismId = "shocks"
    raised_by: Raised | None = None
    age_of: ActorId | None = None


class EventKind(Row):
    """Something that can happen in a month: ordered by a scenario, or by its hazard."""

    id: Text
    title: Text
    meaning: Text
    effects: tuple[Effect, ...] = ()
    acts: Rows[Annotated[int, Field(strict=True, ge=1)]] = Field(default_factory=dict)
    hazard: Hazard | None = None
    once: Flag = False
    basis: NamedBasis

"""What every record of the evidence is made of: its base class, its types, and the basis of a number.

Records are pydantic models. Their cross-references (a fact, a source, an actor, an attribute) are
checked against `Known`, passed as pydantic's validation context; what is not known yet, because
its own file could not be read, is not checked.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any, Final, Literal, Self, TypeVar, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    model_validator,
)
from pydantic_core import PydanticCustomError

from simulation.errors import nearest
from simulation.evidence.priors import Prior
from simulation.evidence.reading_priors import PriorError, parse_prior
from simulation.evidence.tables import Table

V = TypeVar("V")
MISTAKE: Final = "evidence"  # the type of the errors that `mistake` makes

BasisKind = Literal["article", "paper", "official", "judgement"]
BASIS_KINDS: Final[tuple[BasisKind, ...]] = ("article", "paper", "official", "judgement")
SourceKind = Literal["paper", "official", "public_record", "data"]
ActorKind = Literal[
    "foreign_power",
    "axis_ally",
    "armed_group",
    "commission",
    "party",
    "government",
    "clergy",
    "court",
    "electorate",
    "insurgent",
]
Role = Literal[
    "patron", "superpower", "adversary", "gulf", "arab", "neighbour", "damascus", "ankara", "refuge"
]
ROLES: Final[tuple[str, ...]] = get_args(Role)
SOURCE_KINDS: Final[tuple[str, ...]] = get_args(SourceKind)
ACTOR_KINDS: Final[tuple[str, ...]] = get_args(ActorKind)
_SOURCES_OF: Final[Mapping[str, tuple[str, ...]]] = {
    "paper": ("paper", "data"),
    "official": ("official", "public_record", "data"),
}
_SHORTEST_WHY: Final = 15  # characters


class Row(BaseModel):
    """A record of the evidence: no other fields than its own, and no changes."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


@dataclass
class Known:
    """What a record may refer to; None where the file that says so could not be read."""

    facts: Collection[str] | None = None
    sources: Mapping[str, str | None] | None = None  # id -> kind
    mechanisms: Collection[str] | None = None
    parameters: Collection[str] | None = None
    actors: dict[str, str | None] | None = None  # id -> kind
    attributes: Mapping[str, Any] | None = None  # name -> AttributeKind, None where that is wrong
    laws: Collection[str] | None = None  # election laws
    bases: Mapping[str, Basis] = field(default_factory=dict)  # of the file being read


def known(info: ValidationInfo) -> Known:
    """The references that can be checked now."""
    return info.context if isinstance(info.context, Known) else Known()


def mistake(message: str, hint: str = "") -> PydanticCustomError:
    """An error for a validator to raise; `message` is a predicate of the offending text."""
    return PydanticCustomError(MISTAKE, "{message}", {"message": message, "hint": hint})


# --- references --------------------------------------------------------------------------------


def _reference(name: str, names: Collection[str] | None, what: str) -> str:
    if names is not None and name not in names:
        raise mistake(f"is not {what}", nearest(name, names))
    return name


def _fact(name: str, info: ValidationInfo) -> str:
    return _reference(name, known(info).facts, "a fact of articles.yaml")


def _source(name: str, info: ValidationInfo) -> str:
    return _reference(name, known(info).sources, "a source of sources.yaml")


def _mechanism(name: str, info: ValidationInfo) -> str:
    return _reference(name, known(info).mechanisms, "a mechanism of mechanisms.yaml")


def _actor(name: str, info: ValidationInfo) -> str:
    return _reference(name, known(info).actors, "an actor of actors/")


def _party(name: str, info: ValidationInfo) -> str:
    actors = known(info).actors
    kinds = {} if actors is None else actors
    if kinds.get(_actor(name, info), "party") not in ("party", None):
        parties = [actor for actor, kind in kinds.items() if kind == "party"]
        raise mistake(f"is not a party but of kind {kinds[name]!r}", nearest(name, parties))
    return name


def _attribute(name: str, info: ValidationInfo) -> str:
    return _reference(name, known(info).attributes, "an attribute of actors/attributes.yaml")


def _law(name: str, info: ValidationInfo) -> str:
    return _reference(name, known(info).laws, "a law of elections/laws.yaml")


FactId = Annotated[str, AfterValidator(_fact)]
SourceId = Annotated[str, AfterValidator(_source)]
MechanismId = Annotated[str, AfterValidator(_mechanism)]
ActorId = Annotated[str, AfterValidator(_actor)]
PartyId = Annotated[str, AfterValidator(_party)]
AttributeName = Annotated[str, AfterValidator(_attribute)]
LawName = Annotated[str, AfterValidator(_law)]


# --- numbers, words and dates ------------------------------------------------------------------


def _ordered(bounds: tuple[float, float]) -> tuple[float, float]:
    if not bounds[0] < bounds[1]:
        raise mistake("is not a range: its lower bound comes first and is the smaller", "write [low, high]")
    return bounds


def _identifier(name: str) -> str:
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name) or keyword.iskeyword(name):
        raise mistake("cannot be a name", "use small letters, digits and underscores, and no word of Python")
    return name


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise mistake("is not a date", "write it as 2025-01-31") from None


def _prior(value: object, info: ValidationInfo) -> Prior:
    """`value` as a prior inside the range that stands beside it (fields are read in order)."""
    return prior_within(value, info.data.get("range"))


def prior_within(value: object, bounds: tuple[float, float] | None) -> Prior:
    """`parse_prior` for validators: its error becomes a mistake."""
    try:
        return value if isinstance(value, Prior) else parse_prior(value, bounds)
    except PriorError as error:
        raise mistake(str(error), error.hint) from None


def _filled(records: V) -> V:
    if not records:
        raise mistake("is empty", "give at least one")
    return records


def _listed(value: object) -> object:
    """One name where a list is wanted stands for a list of one."""
    return [value] if isinstance(value, str | int) else value


Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
NotNegative = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=0.0)]
Share = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=0.0, le=1.0)]
Count = Annotated[int, Field(strict=True, ge=0)]
Flag = Annotated[bool, Field(strict=True)]
Text = Annotated[str, Field(min_length=1)]
Name = Annotated[str, AfterValidator(_identifier)]
Range = Annotated[tuple[Number, Number], AfterValidator(_ordered)]
PriorInRange = Annotated[Prior, BeforeValidator(_prior)]
Day = Annotated[str, AfterValidator(_day)]
Month = Annotated[str, Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]
OneOrMore = Annotated[tuple[V, ...], BeforeValidator(_listed), AfterValidator(_filled)]
Rows = Annotated[Mapping[str, V], AfterValidator(Table)]
FilledRows = Annotated[Mapping[str, V], AfterValidator(_filled), AfterValidator(Table)]


# --- the basis of a number ---------------------------------------------------------------------


class Basis(Row):
    """Where a number comes from: articles, papers, official figures, or judgement said to be so."""

    kind: BasisKind
    facts: tuple[FactId, ...] = ()
    sources: tuple[SourceId, ...] = ()
    why: str = ""

    @model_validator(mode="after")
    def _enough(self, info: ValidationInfo) -> Self:
        if self.kind == "article" and not self.facts:
            raise mistake("is an article basis without a fact", "name facts of articles.yaml in 'facts'")
        if self.kind == "judgement" and len(self.why.strip()) < _SHORTEST_WHY:
            hint = "say in 'why', in one sentence, why this number"
            raise mistake("is a judgement without its reasoning", hint)
        if self.kind in _SOURCES_OF:
            self._check_sources(known(info).sources)
        return self

    def _check_sources(self, sources: Mapping[str, str | None] | None) -> None:
        """At least one source of a fitting kind stands behind a paper or official basis."""
        wanted = _SOURCES_OF[self.kind]
        kinds = [None if sources is None else sources[name] for name in self.sources]
        if not any(kind is None or kind in wanted for kind in kinds):
            hint = f"name in 'sources' a source of kind {' or '.join(wanted)}"
            raise mistake(f"is a basis of kind {self.kind} without such a source", hint)


def _basis(value: object, info: ValidationInfo) -> object:
    """A basis by its name, if the file declares it under `bases`."""
    if not isinstance(value, str):
        return value
    bases = known(info).bases
    if value not in bases:
        hint = nearest(value, bases) if bases else "declare it under 'bases'"
        raise mistake("is not a basis of this file", hint)
    return bases[value]


NamedBasis = Annotated[Basis, BeforeValidator(_basis)]

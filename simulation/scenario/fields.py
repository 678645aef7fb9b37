"""The types of a scenario's fields: names that exist, months, bounded numbers, frozen mappings.

Names are checked against the vocabulary that is passed as pydantic's validation context, by
default that of the packaged evidence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    PlainSerializer,
    ValidationError,
    ValidationInfo,
    WithJsonSchema,
)
from pydantic_core import CoreSchema, InitErrorDetails, PydanticCustomError, core_schema

from simulation.errors import nearest
from simulation.evidence.priors import Prior
from simulation.evidence.reading_priors import KINDS, PriorError, parse_prior
from simulation.evidence.tables import Table
from simulation.scenario.months import is_month
from simulation.scenario.vocabulary import BoundedLike, Vocabulary, evidence_vocabulary, names

V = TypeVar("V")

MISTAKE: Final = "scenario"  # the type of the errors that `mistake` makes
VOCABULARY_KEY: Final = "x-names"  # marks, in a JSON Schema, where names of the vocabulary go
GENERAL_SEATS: Final = 320  # of the Council of Representatives, by the law of 2013 and since
RESERVED_SEATS: Final = 9  # beside them, contested apart from the lists
_LABEL: Final = re.compile(r"\w(?:[\w .-]{0,58}\w)?")


class Frozen(Table[V]):
    """A read-only mapping whose contents can be hashed; the order of its names does not count."""

    __slots__ = ()

    def __hash__(self) -> int:
        return hash(frozenset(self.items()))


class Record(BaseModel):
    """Part of a scenario: no other fields than its own, and no changes."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


def mistake(message: str, hint: str = "", *, of_key: bool = False) -> PydanticCustomError:
    """An error for a validator to raise; `message` is a predicate of the text, or of its key."""
    return PydanticCustomError(MISTAKE, "{message}", {"message": message, "hint": hint, "of_key": of_key})


def vocabulary_of(info: ValidationInfo) -> Vocabulary:
    """The vocabulary that names are checked against."""
    return evidence_vocabulary() if info.context is None else info.context


def each(values: Mapping[str, Any], check: Callable[[str, Any], V]) -> dict[str, V]:
    """`check` of every entry; raises one ValidationError with the mistakes of all, each at its key."""
    checked: dict[str, V] = {}
    errors: list[InitErrorDetails] = []
    for name, value in values.items():
        try:
            checked[name] = check(name, value)
        except PydanticCustomError as error:
            errors.append(InitErrorDetails(type=error, loc=(name,), input=value))
        except ValidationError as error:
            errors.extend(_beneath(name, error))
    if errors:
        raise ValidationError.from_exception_data("entries", errors)
    return checked


def _beneath(name: str, error: ValidationError) -> Iterable[InitErrorDetails]:
    """The mistakes of an entry's own entries (all made by `mistake`), placed beneath its key."""
    for detail in error.errors(include_url=False):
        again = mistake(**detail["ctx"])
        yield InitErrorDetails(type=again, loc=(name, *detail["loc"]), input=detail["input"])


# --- names -------------------------------------------------------------------------------------


def check_name(name: str, choices: Collection[str], what: str, *, of_key: bool = False) -> str:
    """`name`, if it is among `choices`; otherwise a mistake with the closest of them."""
    if name not in choices:
        raise mistake(f"is not {what}", nearest(name, choices), of_key=of_key)
    return name


@dataclass(frozen=True)
class NameOf:
    """Metadata of a text field that holds a name of the vocabulary; `sort` as in `vocabulary.names`."""

    sort: str
    what: str

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.with_info_after_validator_function(self.check, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {**handler(schema), VOCABULARY_KEY: self.sort}

    def check(self, name: str, info: ValidationInfo) -> str:
        """`name`, if the vocabulary has it."""
        return check_name(name, names(vocabulary_of(info), self.sort), self.what)


def _label(name: str) -> str:
    if not _LABEL.fullmatch(name):
        raise mistake("cannot name a scenario", "use letters, digits, '_', '-', '.' and spaces, at most 60")
    return name


def _month(text: object) -> object:
    if not is_month(text):
        raise mistake("is not a month", "write it as 2025-01")
    return text


# --- lists and mappings ------------------------------------------------------------------------


def _distinct(items: tuple[V, ...]) -> tuple[V, ...]:
    if repeated := sorted({str(item) for item in items if items.count(item) > 1}):
        raise mistake(f"names {repeated[0]} more than once", "name each once")
    return items


def not_empty(items: V) -> V:
    """`items`, if there are any."""
    if not items:
        raise mistake("is empty", "name at least one, or leave the field out")
    return items


def _assumptions(values: object, info: ValidationInfo) -> object:
    """Every value as a prior inside the range of its parameter."""
    if not isinstance(values, Mapping):
        return values  # the type of the field says what is wrong
    parameters = vocabulary_of(info).parameters

    def assumption(name: str, value: object) -> Prior:
        check_name(name, parameters, "a parameter", of_key=True)
        low, high = parameters[name].range
        try:
            return value if isinstance(value, Prior) else parse_prior(value, (low, high))
        except PriorError as error:  # of value and range, only the value is the user's to change
            hint = error.hint if "range" not in error.hint else f"keep {name} within {low:g} to {high:g}"
            raise mistake(str(error), hint) from None

    return each(values, assumption)


def _frozen_changes(changes: Mapping[str, Mapping[str, float]]) -> Frozen[Frozen[float]]:
    return Frozen({actor: Frozen(values) for actor, values in changes.items()})


def _changes(values: object, info: ValidationInfo) -> object:
    """Every attribute's value, if its actor has it and it lies within the attribute's bounds."""
    if not isinstance(values, Mapping):
        return values
    actors = vocabulary_of(info).actors

    def of_actor(actor: str, wanted: object) -> Mapping[str, float]:
        check_name(actor, actors, "an actor", of_key=True)
        known = actors[actor].attributes
        if not isinstance(wanted, Mapping):
            raise mistake("is not a mapping", f"write attributes with numbers: {', '.join(known)}")
        return each(wanted, lambda name, value: _attribute(actor, known, name, value))

    return each(values, of_actor)


def _attribute(actor: str, known: Mapping[str, BoundedLike], name: str, value: Any) -> float:
    """The value of an actor's attribute, within the attribute's bounds."""
    check_name(name, known, f"an attribute of {actor}", of_key=True)
    low, high = known[name].low, known[name].high
    hint = f"write a number from {low:g} to {high:g}"
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise mistake("is not a number", hint)
    if not low <= value <= high:
        raise mistake(f"is outside the range of {name}", hint)
    return float(value)


def plain(value: Any) -> Any:
    """Mappings as dicts, sequences as lists, and priors as a file would say them."""
    if isinstance(value, Prior):
        return plain(value.specification())
    if isinstance(value, Mapping):
        return {key: plain(inner) for key, inner in value.items()}
    return [plain(inner) for inner in value] if isinstance(value, list | tuple) else value


_PRIOR_SCHEMA: Final = {
    "title": "A number, or a distribution",
    "anyOf": [
        {"type": "number"},
        {
            "type": "object",
            "minProperties": 1,
            "maxProperties": 1,
            "additionalProperties": False,
            "properties": {
                kind: {"type": "number"}
                if kind == "fixed"
                else {"type": "array", "items": {"type": "number"}}
                for kind in KINDS
                if kind != "choice"
            },
        },
    ],
}

Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Share = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=0.0, le=1.0)]
Words = Annotated[str, Field(max_length=1000)]
Month = Annotated[
    str,
    BeforeValidator(_month),
    WithJsonSchema({"type": "string", "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])$", "examples": ["2025-01"]}),
]
Label = Annotated[str, AfterValidator(_label)]
Start = Annotated[Month, NameOf("starts", "a starting point")]
LensName = Annotated[str, NameOf("lenses", "a lens")]
StrategyName = Annotated[str, NameOf("strategies", "a strategy")]
EventName = Annotated[str, NameOf("events", "an event")]
MechanismName = Annotated[str, NameOf("mechanisms", "a mechanism")]
TheoryName = Annotated[str, NameOf("theories", "a theory of the prime minister's alignment")]
ParameterName = Annotated[str, NameOf("parameters", "a parameter")]
ActorName = Annotated[str, NameOf("actors", "an actor")]
ListName = Annotated[str, NameOf("lists", "a list that stands for election")]
SeatedName = Annotated[str, NameOf("seats", "a list that wins seats")]
LawName = Annotated[str, NameOf("laws", "an election law")]
AnswerName = Annotated[str, NameOf("answers", "an outcome that can answer a question")]
OutcomeName = Annotated[str, NameOf("election_outcomes", "an outcome of an election")]

Distinct = Annotated[tuple[V, ...], AfterValidator(_distinct)]
Assumption = Annotated[Prior, WithJsonSchema(_PRIOR_SCHEMA)]
Assumptions = Annotated[
    Mapping[ParameterName, Assumption],
    BeforeValidator(_assumptions),
    AfterValidator(Frozen),
    PlainSerializer(plain),
]
ActorChanges = Annotated[
    Mapping[ActorName, Mapping[str, float]],
    BeforeValidator(_changes),
    AfterValidator(_frozen_changes),
    PlainSerializer(plain),
]

"""What a scenario is, once it has been read: frozen, checked, and the same however it was written."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Final, Self, TypeVar

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    PlainSerializer,
    ValidationError,
    ValidationInfo,
    model_validator,
)
from pydantic_core import InitErrorDetails

from simulation.errors import InputError, Problem, nearest
from simulation.scenario.fields import (
    GENERAL_SEATS,
    RESERVED_SEATS,
    ActorChanges,
    AnswerName,
    Assumptions,
    Distinct,
    EventName,
    Frozen,
    LawName,
    LensName,
    ListName,
    MechanismName,
    Month,
    NameOf,
    OutcomeName,
    Record,
    SeatedName,
    Share,
    Start,
    StrategyName,
    TheoryName,
    Words,
    check_name,
    mistake,
    not_empty,
    plain,
    vocabulary_of,
)
from simulation.scenario.months import later, months_between
from simulation.scenario.vocabulary import (
    AS_NOW,
    HEDGING,
    POOLED,
    POWERS,
    RESERVED,
    SIMULATED,
    STEADY,
    names,
)
from simulation.scenario.wholes import DEFAULT_MONTHS, LONGEST, whole_mistakes

T = TypeVar("T", str, tuple[str, ...])  # what can be sorted

DEFAULT_RUNS: Final = 1000
DEFAULT_SEED: Final = 2025
MOST_RUNS: Final = 10_000_000
LARGEST_SEED: Final = 2**63 - 1

Months = Annotated[int, Field(strict=True, ge=1, le=LONGEST)]
Runs = Annotated[int, Field(strict=True, ge=1, le=MOST_RUNS)]
Count = Annotated[int, Field(strict=True, ge=0)]
Seed = Annotated[int, Field(strict=True, ge=0, le=LARGEST_SEED)]


class Step(Record):
    """From a month on, a strategy; without a month, from the start."""

    month: Month | None = Field(default=None, alias="from")
    strategy: StrategyName = Field(alias="is")


def _steps(value: object) -> object:
    """A strategy's bare name stands for that strategy from the start."""
    return [{"is": value}] if isinstance(value, str) else value


Schedule = Annotated[
    tuple[Step, ...],
    BeforeValidator(_steps, json_schema_input_type=StrategyName | Annotated[list[Step], Field(min_length=1)]),
    AfterValidator(not_empty),
]


class IranSettings(Record):
    """What Iran does: always a schedule, whose first step holds at the start."""

    strategy: Schedule = (Step.model_construct(month=None, strategy=STEADY),)


class PowerSettings(Record):
    """How a power behaves."""

    posture: str = AS_NOW


class UnitedStatesSettings(PowerSettings):
    """How the United States behaves, and when its troops leave, if they do."""

    posture: Annotated[str, NameOf("postures.united_states", "a posture of the United States")] = AS_NOW
    withdrawal: Month | None = None


class IsraelSettings(PowerSettings):
    """How Israel behaves."""

    posture: Annotated[str, NameOf("postures.israel", "a posture of Israel")] = AS_NOW


class TurkeySettings(PowerSettings):
    """How Turkey behaves."""

    posture: Annotated[str, NameOf("postures.turkey", "a posture of Turkey")] = AS_NOW


class GulfSettings(PowerSettings):
    """How the Arab states of the Gulf behave."""

    posture: Annotated[str, NameOf("postures.gulf", "a posture of the Gulf states")] = AS_NOW


class SyriaSettings(PowerSettings):
    """How Syria behaves."""

    posture: Annotated[str, NameOf("postures.syria", "a posture of Syria")] = AS_NOW


class RussiaSettings(PowerSettings):
    """How Russia behaves."""

    posture: Annotated[str, NameOf("postures.russia", "a posture of Russia")] = AS_NOW


class Seats(Record):
    """An election's result as seats of some lists; lists not named share the rest."""

    seats: Annotated[
        Mapping[SeatedName, Count], AfterValidator(not_empty), AfterValidator(Frozen), PlainSerializer(plain)
    ]

    @model_validator(mode="after")
    def _fits_into_parliament(self, info: ValidationInfo) -> Self:
        reserved = self.seats.get(RESERVED, RESERVED_SEATS)
        if reserved != RESERVED_SEATS:
            hint = f"the law reserves {RESERVED_SEATS}: write that, or leave {RESERVED} out"
            raise mistake(f"gives {reserved} reserved seats", hint)
        total = sum(seats for name, seats in self.seats.items() if name != RESERVED)
        if total > GENERAL_SEATS:
            hint = f"lists win {GENERAL_SEATS} seats; {RESERVED_SEATS} more are reserved"
            raise mistake(f"gives {total} seats", hint)
        if total < GENERAL_SEATS and self.seats.keys() >= set(names(vocabulary_of(info), "lists")):
            hint = f"let them sum to {GENERAL_SEATS}, or leave out the lists that are to share the rest"
            raise mistake(f"names every list and gives {total} seats", hint)
        return self


def _outcome(value: object, info: ValidationInfo) -> object:
    """A known name or seats; None where nothing is assumed, however that is said."""
    if isinstance(value, str):
        check_name(value, vocabulary_of(info).election_outcomes, "an outcome of an election")
        return None if value == SIMULATED else value
    return value if value is None else Seats.model_validate(value, context=info.context)


def _with_partner(alliance: tuple[str, ...]) -> tuple[str, ...]:
    if len(alliance) < 2:
        raise mistake("is not an alliance", "name two lists or more")
    return alliance


def _sorted(items: tuple[T, ...] | None) -> tuple[T, ...] | None:
    """In an order of their own: that in which they are written says nothing."""
    return None if items is None else tuple(sorted(items))


Alliance = Annotated[Distinct[ListName], AfterValidator(_with_partner), AfterValidator(_sorted)]


class ElectionSettings(Record):
    """The next election: when, under which law, who stands and with whom, and how it comes out.

    What is left out is as the starting point has it: its date and law, leaders' choices drawn, and
    the vote simulated. An empty list is a choice made: nobody boycotts, or all stand alone.
    """

    date: Month | None = None
    law: LawName | None = None
    outcome: Annotated[
        str | Seats | None,
        BeforeValidator(_outcome, json_schema_input_type=OutcomeName | Seats | None),
    ] = None
    boycott: Annotated[Distinct[ListName] | None, AfterValidator(_sorted)] = None
    alliances: Annotated[tuple[Alliance, ...] | None, AfterValidator(_sorted)] = None

    @model_validator(mode="after")
    def _each_list_once(self) -> Self:
        away = self.boycott or ()
        allied = [name for alliance in self.alliances or () for name in alliance]
        if twice := sorted({name for name in allied if allied.count(name) > 1 or name in away}):
            raise mistake(f"places {twice[0]} twice", "a list boycotts, or joins one alliance")
        return self


class Event(Record):
    """A dated inject: in `probability` of the runs it happens in `month`."""

    month: Month
    event: EventName
    probability: Share = 1.0


def _in_order(events: tuple[Event, ...]) -> tuple[Event, ...]:
    return tuple(sorted(events, key=lambda event: (event.month, event.event)))


class Settings(Record):
    """What a scenario can set. Every field may be left out; `start` only if the base sets it."""

    title: Words = ""
    question: Words = ""
    start: Start = ""
    months: Months = DEFAULT_MONTHS
    lens: LensName = POOLED
    theory: TheoryName = HEDGING
    iran: IranSettings = IranSettings()
    united_states: UnitedStatesSettings = UnitedStatesSettings()
    israel: IsraelSettings = IsraelSettings()
    turkey: TurkeySettings = TurkeySettings()
    gulf: GulfSettings = GulfSettings()
    syria: SyriaSettings = SyriaSettings()
    russia: RussiaSettings = RussiaSettings()
    election: ElectionSettings = ElectionSettings()
    events: Annotated[tuple[Event, ...], AfterValidator(_in_order)] = ()
    assume: Assumptions = Field(default_factory=Frozen)
    actors: ActorChanges = Field(default_factory=Frozen)
    ablate: Distinct[MechanismName] = ()


class Scenario(Settings):
    """One scenario, complete. Two that say the same are equal in `digest`, whatever their names."""

    name: Annotated[str, Field(min_length=1, max_length=300)]
    start: Start

    @model_validator(mode="after")
    def _dates_fit(self) -> Self:
        errors = [
            InitErrorDetails(type=mistake(found.message, found.hint), loc=found.loc, input=None)
            for found in whole_mistakes(self.plain())
        ]
        if errors:
            raise ValidationError.from_exception_data("Scenario", errors)
        return self

    @property
    def calendar(self) -> tuple[str, ...]:
        """The months of a run, in order: `months` of them, the first is `start`."""
        return tuple(later(self.start, index) for index in range(self.months))

    def index(self, month: str) -> int:
        """The place of `month` in the calendar, counted from 0 (negative before the start)."""
        return months_between(self.start, month)

    @property
    def schedule(self) -> tuple[tuple[int, str], ...]:
        """Iran's strategies: (index of the month from which it holds, name), the first at 0."""
        steps: dict[int, str] = {}
        for step in self.iran.strategy:
            index = 0 if step.month is None else max(self.index(step.month), 0)
            steps[index] = step.strategy  # of several before the start, the last one holds
        changes = list(steps.items())
        kept = [change for at, change in enumerate(changes) if at == 0 or change[1] != changes[at - 1][1]]
        return tuple(kept)

    def plain(self) -> dict[str, Any]:
        """The scenario as a file would say it, in full, save for name, title and question.

        Plain dicts, lists, text and numbers; what is left out is as if it were never mentioned.
        """
        said: dict[str, Any] = {"start": self.start, "months": self.months, "lens": self.lens}
        if self.theory != HEDGING:
            said["theory"] = self.theory
        said["iran"] = {
            "strategy": [{"from": later(self.start, index), "is": name} for index, name in self.schedule]
        }
        for field in (*POWERS, "election"):
            if settings := getattr(self, field).model_dump(exclude_defaults=True, mode="json"):
                said[field] = settings
        lists = {
            "events": [event.model_dump() for event in self.events],
            "assume": plain(self.assume),
            "actors": plain({actor: changes for actor, changes in self.actors.items() if changes}),
            "ablate": sorted(self.ablate),
        }
        return said | {name: value for name, value in lists.items() if value}

    def digest(self) -> str:
        """SHA-256, in hexadecimal, of what the scenario says: not of its name, title or key order."""
        text = json.dumps(self.plain(), sort_keys=True, separators=(",", ":"), allow_nan=False)
        return hashlib.sha256(text.encode()).hexdigest()


class Nested(Record):
    """Runs in a nested design: so many beliefs, each lived through with so many lucks."""

    beliefs: Runs
    luck: Annotated[int, Field(strict=True, ge=2, le=MOST_RUNS)]

    @model_validator(mode="after")
    def _not_too_many(self) -> Self:
        if self.beliefs * self.luck > MOST_RUNS:
            raise mistake(f"makes {self.beliefs * self.luck:,} runs", f"the limit is {MOST_RUNS:,}")
        return self


class Head(Record):
    """What holds for all scenarios of a file or batch."""

    title: Words = ""
    question: Words = ""
    answered_by: Distinct[AnswerName] = Field(
        default=(),
        description="the outcomes that answer the question, the first one first: axis_verdict, pm_kind, "
        "seats.LIST, coalition.LIST (a list in government), ...; by default axis_verdict",
    )
    runs: Runs = DEFAULT_RUNS
    seed: Seed = DEFAULT_SEED


class Batch(Head):
    """Scenarios that are run together, with the same luck; `luck` runs in a row share their beliefs."""

    luck: Annotated[int, Field(strict=True, ge=1, le=MOST_RUNS)] = 1
    scenarios: Annotated[tuple[Scenario, ...], Field(min_length=1)]
    file: str = ""

    @model_validator(mode="after")
    def _names_differ(self) -> Self:
        names = self.names
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise mistake(f"names two scenarios {twice[0]!r}", "give each its own name")
        return self

    @property
    def names(self) -> tuple[str, ...]:
        """The scenarios' names, in order."""
        return tuple(scenario.name for scenario in self.scenarios)

    def only(self, names: Iterable[str]) -> Batch:
        """The batch with just the scenarios named, in the batch's order. Raises InputError."""
        wanted = list(names)
        unknown = [
            Problem("", 0, 0, name, "is not a scenario of the batch", nearest(name, self.names))
            for name in wanted
            if name not in self.names
        ]
        if unknown or not wanted:
            raise InputError(unknown or "no scenario is chosen")
        return self.model_copy(update={"scenarios": tuple(s for s in self.scenarios if s.name in wanted)})

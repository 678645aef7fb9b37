"""The episodes that the model is tested on and the questions on each, read from ``seeds/backtests``."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, StrictBool, model_validator

from simulation.documents import packaged
from simulation.model.institutions.parliament import Basis, Record, Share, read

__all__ = [
    "BaseRate",
    "Episode",
    "Leak",
    "OutgoingPremier",
    "Question",
    "Result",
    "Setting",
    "load_episodes",
]

Kind = Literal["binary", "ordered", "number"]
Answer = StrictBool | float | str
Natural = Annotated[int, Field(ge=0)]


class Leak(Record):
    """Something in the model that has seen the answers."""

    what: str
    why: str


class BaseRate(Record):
    """What happened the other times; one of the four.

    yes, of: cases in which it happened, of all. counts: cases by category. values: what was measured.
    log_days: mean and standard deviation of the log of days, given in months.
    """

    yes: Natural | None = None
    of: Natural | None = None
    counts: list[Natural] | None = None
    values: Annotated[list[float], Field(min_length=1)] | None = None
    log_days: Annotated[list[float], Field(min_length=2, max_length=2)] | None = None


class Question(Record):
    """A question with its answer, and what two simple forecasters would have said.

    measure: what is looked at in a run, see `measures`; `of` and `limit` are its arguments.
    admissible: range of a number, None for seats (every parliament is then equally likely).
    persistence: what was so the last time; base_rate: None where there is no record.
    """

    id: str
    text: str
    kind: Kind
    rule: str
    measure: str
    answer: Answer
    persistence: Answer
    basis: str | Basis
    of: tuple[str, ...] = ()
    limit: float | None = None
    categories: tuple[str, ...] = ()
    admissible: Annotated[list[float], Field(min_length=2, max_length=2)] | None = None
    base_rate: BaseRate | None = None

    @model_validator(mode="after")
    def _resolvable(self) -> Self:
        for name in ("answer", "persistence"):
            if not self._fits(getattr(self, name)):
                raise ValueError(f"the {name} {getattr(self, name)!r} is no answer to a {self.kind} question")
        if (self.kind == "ordered") != bool(self.categories):
            raise ValueError("an ordered question has categories, another has none")
        if self.base_rate and not self._matches(self.base_rate):
            raise ValueError(f"the base rate does not suit a {self.kind} question")
        return self

    def _fits(self, answer: Answer) -> bool:
        if self.kind == "binary":
            return isinstance(answer, bool)
        if self.kind == "ordered":
            return answer in self.categories
        low, high = self.admissible or (0.0, float("inf"))
        return isinstance(answer, float) and low <= answer <= high

    def _matches(self, rate: BaseRate) -> bool:
        if self.kind == "binary":
            return rate.yes is not None and rate.of is not None and rate.yes <= rate.of
        if self.kind == "ordered":
            return rate.counts is not None and len(rate.counts) == len(self.categories)
        return (rate.values is None) != (rate.log_days is None)

    def number(self, answer: Answer) -> float:
        """An answer as a number: 0 or 1, the place of a category, or itself."""
        return float(self.categories.index(str(answer)) if self.kind == "ordered" else answer)


class Result(Record):
    """General seats that a list or an alliance won."""

    of: Annotated[list[str], Field(min_length=1)]
    seats: Natural


class OutgoingPremier(Record):
    """The sitting premier's own list, and the candidate whose card his repeats."""

    list: str
    like: str


class _Weights(Record):
    brokerage: float = 1.0
    cohesion: Share = 1.0


class Setting(Record):
    """What an episode starts from; see `Formation.begin` and `Polls`."""

    law: str
    start: str
    basis: str | Basis
    horizon: Annotated[int, Field(ge=1, le=60)] = 24
    seats: dict[str, Natural] = Field(default_factory=dict)
    votes: dict[str, float] = Field(default_factory=dict)
    outgoing: tuple[str, ...] = ()
    context: _Weights = _Weights()
    premier: OutgoingPremier | None = None
    result: tuple[Result, ...] = ()
    climatology: tuple[float, ...] = ()


class Episode(Record):
    """A past election or formation."""

    episode: str
    kind: Literal["election", "formation"]
    title: str
    eve: str
    known: str
    leaks: Annotated[list[Leak], Field(min_length=1)]
    setting: Setting
    questions: Annotated[list[Question], Field(min_length=10, max_length=15)]
    bases: dict[str, Basis] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _distinct(self) -> Self:
        names = [question.id for question in self.questions]
        if len(set(names)) < len(names):
            raise ValueError("two questions have the same id")
        return self


@lru_cache(maxsize=4)
def load_episodes(folder: Path | None = None) -> tuple[Episode, ...]:
    """The episodes of the packaged seeds, or of another folder of seeds. Raises InputError."""
    place = (packaged("seeds") if folder is None else folder) / "backtests"
    return tuple(read(path, Episode) for path in sorted(place.glob("*.yaml")))

"""Dated questions that can be checked: how each is resolved, and what it reads in a run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, Self

import numpy as np
from pydantic import Field, StrictBool, StrictFloat, StrictInt, StrictStr, model_validator

from simulation.analysis.forecasts.measures import MEASURES, Measure
from simulation.analysis.forecasts.votes import elections
from simulation.analysis.past.episodes import BaseRate
from simulation.analysis.past.scores import Kind
from simulation.documents import Document
from simulation.errors import InputError
from simulation.model.institutions.parliament import Basis, Record

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from simulation.model.iraq import IraqModel
    from simulation.scenario import Scenario

    Floats = NDArray[np.float64]

__all__ = ["REST", "Question", "Questions"]

Answer = StrictBool | StrictInt | StrictFloat | StrictStr
REST: Final = "rest"
_LONGEST_ID: Final = 60


class Question(Record):
    """A question, how it is resolved, what it reads in a run, and what two simple forecasters say.

    rule: source, threshold, what counts, and what is done where sources differ. due: the day from which
    it can be resolved. at_least, at_most, among: what makes a question of yes or no true. categories:
    labels, of a word with the words that each stands for ("rest": all others), of a number with the
    `edges` between them. missing: what a number counts as where there is none. admissible: range of a
    number, None for seats (every division of them is then equally likely). episode: questions on one
    share their errors.
    """

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=_LONGEST_ID)]
    short: Annotated[str, Field(min_length=1, max_length=60)]
    text: Annotated[str, Field(min_length=1)]
    kind: Kind
    rule: Annotated[str, Field(min_length=1)]
    due: str
    measure: dict[str, Any]
    topic: str = ""
    episode: str = ""
    at_least: float | None = None
    at_most: float | None = None
    among: tuple[str, ...] = ()
    categories: (
        dict[str, Annotated[tuple[str, ...], Field(min_length=1)] | Literal["rest"]] | tuple[str, ...]
    ) = ()
    edges: tuple[float, ...] = ()
    missing: float | None = None
    admissible: Annotated[tuple[float, ...], Field(min_length=2, max_length=2)] | None = None
    persistence: Answer | None = None
    base_rate: BaseRate | None = None
    basis: str | Basis = ""

    @property
    def labels(self) -> tuple[str, ...]:
        """The categories' labels in order; none where there are none."""
        return tuple(self.categories)

    @property
    def reading(self) -> Measure:
        """What is read in a run."""
        name = next(name for name in self.measure if name in MEASURES)
        return MEASURES[name].model_validate(self.measure)

    def values(self, model: IraqModel) -> Floats:
        """What it comes to in every run, shape (runs,): 0 or 1, the place of a category, or a number."""
        found = self.reading.read(model)
        if self.kind == "binary":
            return self._true(found).astype(np.float64)
        if isinstance(self.categories, Mapping):
            return self._placed(found)
        number = found.astype(np.float64)
        if self.missing is not None:
            number = np.where(np.isnan(number), self.missing, number)
        if self.kind == "number":
            return number
        return np.searchsorted(np.array(self.edges), number, side="right").astype(np.float64)

    def _true(self, found: NDArray[Any]) -> NDArray[np.bool_]:
        if self.among:
            return np.isin(found, self.among)
        least = self.at_least if self.at_least is not None else 1.0 if self.at_most is None else -np.inf
        most = np.inf if self.at_most is None else self.at_most
        with np.errstate(invalid="ignore"):  # what has not happened is neither: NaN compares false
            held: NDArray[np.bool_] = (found >= least) & (found <= most)
        return held

    def _placed(self, found: NDArray[Any]) -> Floats:
        assert isinstance(self.categories, Mapping)
        rest = next((place for place, held in enumerate(self.categories.values()) if held == REST), 0)
        places = np.full(found.shape, float(rest))
        for place, held in enumerate(self.categories.values()):
            if held != REST:
                places[np.isin(found, list(held))] = place
        return places

    def number(self, answer: Answer) -> float:
        """An answer as a number: 0 or 1, the place of a category, or itself."""
        return float(self.labels.index(str(answer)) if self.labels else answer)

    @model_validator(mode="after")
    def _resolvable(self) -> Self:
        """What can be seen without the measure."""
        try:
            date.fromisoformat(self.due)
        except ValueError:
            raise _wrong("due", "is no date", "write it as 2026-10-31") from None
        if (self.kind in ("categorical", "ordered")) != bool(self.categories):
            raise _wrong(
                "kind",
                "does not go with its categories",
                "categorical and ordered questions have some, others none",
            )
        if self.edges and (
            len(self.edges) != len(self.categories) - 1 or list(self.edges) != sorted(set(self.edges))
        ):
            raise _wrong("edges", "do not divide the categories", "write one fewer than categories, rising")
        if self.persistence is not None and not self._fits(self.persistence):
            raise _wrong("persistence", "is no answer to it", "give what was so the last time")
        if self.base_rate is not None and not self._matches(self.base_rate):
            raise _wrong("base_rate", f"does not suit a {self.kind} question", _RATES[self.kind])
        return self

    def _fits(self, answer: Answer) -> bool:
        if self.kind == "binary":
            return isinstance(answer, bool)
        if self.labels:
            return answer in self.labels
        low, high = self.admissible or (0.0, np.inf)
        return isinstance(answer, int | float) and not isinstance(answer, bool) and low <= answer <= high

    def _matches(self, rate: BaseRate) -> bool:
        if self.kind == "binary":
            return rate.yes is not None and rate.of is not None and rate.yes <= rate.of
        if self.labels:
            return rate.counts is not None and len(rate.counts) == len(self.labels)
        return (rate.values is None) != (rate.log_days is None)


_RATES: Final = {
    "binary": "write {yes: 2, of: 7}",
    "categorical": "write {counts: [...]}, one for each category",
    "ordered": "write {counts: [...]}, one for each category",
    "number": "write {values: [...]}, or {log_days: [mean, deviation]} of days",
}


def _wrong(field: str, message: str, hint: str) -> ValueError:
    return ValueError(f"{field}: {message}; {hint}")


@dataclass(frozen=True)
class Questions:
    """A file of questions: its title, what is to be known of them all, and the questions in their order."""

    title: str
    note: str
    questions: tuple[Question, ...]
    document: Document

    def check(self, scenario: Scenario, known: str) -> None:
        """Raise InputError with every question that the scenario cannot answer, by file and line.

        `known`: the last day of which the scenario's starting point knows.
        """
        wrong = [
            self.document.problem(("questions", place, *loc), message, hint)
            for place, question in enumerate(self.questions)
            for loc, message, hint in _unanswered(question, scenario, known)
        ]
        if wrong:
            raise InputError(wrong)


def _unanswered(
    question: Question, scenario: Scenario, known: str
) -> Iterator[tuple[tuple[str, ...], str, str]]:
    first, last = scenario.calendar[0], scenario.calendar[-1]
    for month in question.reading.months:
        if not first <= month <= last:
            hint = f"{scenario.name} runs from {first} to {last}"
            yield ("measure",), f"asks after {month}, which is not simulated", hint
    if question.reading.election and elections(scenario) is None:
        yield (
            ("measure",),
            f"asks after a vote, and {scenario.name} holds none",
            "lengthen it, or leave this out",
        )
    if question.due <= known:
        yield ("due",), f"is not after {known}, which {scenario.start} knows", "ask after something later"
    elif question.due[:7] > last:
        yield ("due",), f"is after {last}, where {scenario.name} ends", "give it more months"

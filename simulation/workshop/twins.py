"""Twin futures: one run month by month, beside the run with the same luck without the change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from simulation.plots.labels import CATEGORICAL
from simulation.telling.replay import play
from simulation.telling.story import History, tell_history
from simulation.telling.twins import twin_of

if TYPE_CHECKING:
    from simulation.scenario import Scenario
    from simulation.telling.story import Told

__all__ = ["TwinAct", "TwinMonth", "Twins", "twins"]


@dataclass(frozen=True)
class TwinAct:
    """One act as a sentence; `alone` says that the twin does not have it, `routine` that most months do."""

    sentence: str
    routine: bool
    alone: bool
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class TwinMonth:
    """A month of both: what happened here, what happened in the baseline, and both indices at its end."""

    month: str
    here: tuple[TwinAct, ...]
    baseline: tuple[TwinAct, ...]
    index: float
    baseline_index: float


@dataclass(frozen=True)
class Twins:
    """A run and its twin; `parts` is the first month that differs, None where none does."""

    run: int
    months: tuple[TwinMonth, ...]
    parts: str | None
    outcome_parts: str | None
    ends: tuple[tuple[str, str, str], ...]
    """Headline outcomes: (its question, how it ends here, how it ends in the baseline)."""


def twins(scenario: Scenario, baseline: Scenario, run: int, seed: int) -> Twins:
    """Play one run of both with a chronicle and hold them against each other (in a worker)."""
    here, there = (tell_history(play(each, run, seed)) for each in (scenario, baseline))
    found = twin_of(here, there)
    months = tuple(
        TwinMonth(
            ours.month,
            _acts(ours.acts, theirs.acts),
            _acts(theirs.acts, ours.acts),
            ours.axis_index,
            theirs.axis_index,
        )
        for ours, theirs in zip(here.months, there.months, strict=True)
    )
    return Twins(
        run,
        months,
        found.parts.month if found.parts else None,
        found.outcome_parts.month if found.outcome_parts else None,
        tuple((words.label, _end(here, name), _end(there, name)) for name, words in CATEGORICAL.items()),
    )


def _acts(acts: tuple[Told, ...], others: tuple[Told, ...]) -> tuple[TwinAct, ...]:
    left: list[Any] = [told.key for told in others]
    found = []
    for told in acts:
        shared = told.key in left
        if shared:
            left.remove(told.key)
        reasons = tuple(name for name, _ in told.terms[:2])
        found.append(TwinAct(told.sentence, told.routine, not shared, reasons))
    return tuple(found)


def _end(history: History, outcome: str) -> str:
    value = str(history.outcomes[outcome])
    known = CATEGORICAL[outcome].categories
    return known[value].ending if value in known else value

"""Twin histories: the same run, with the same beliefs and the same luck, under two scenarios of a batch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from simulation.errors import InputError
from simulation.telling.story import GOVERNMENT, SEATS, History, Told, history

if TYPE_CHECKING:
    from simulation.outcomes.results import Results

__all__ = ["Parting", "Twin", "twin", "twin_of"]


@dataclass(frozen=True)
class Parting:
    """A month in which two histories differ, and the acts that only one of them has."""

    month: str
    only_a: tuple[Told, ...]
    only_b: tuple[Told, ...]


@dataclass(frozen=True)
class Twin:
    """Two histories of one run.

    `parts` is the first month in which any act differs, `outcome_parts` the first in which an act
    differs that an outcome is coded from (an election's seats and a new government among them); None
    where they never do. `differences` are the outcomes that differ: (name, in a, in b).
    """

    a: History
    b: History
    parts: Parting | None
    outcome_parts: Parting | None
    differences: tuple[tuple[str, Any, Any], ...]


def twin(results: Results, scenario: str, other: str, run: int) -> Twin:
    """Tell one run under two scenarios of a batch. Raises what `history` raises, and `InputError`
    where the two do not cover the same months."""
    return twin_of(history(results, scenario, run), history(results, other, run))


def twin_of(a: History, b: History) -> Twin:
    """Hold two histories of one run against each other."""
    if [month.month for month in a.months] != [month.month for month in b.months]:
        raise InputError(f"{a.scenario} and {b.scenario} do not cover the same months: they have no twins")
    return Twin(
        a=a,
        b=b,
        parts=_first(a, b, any_act),
        outcome_parts=_first(a, b, matters),
        differences=tuple(
            (name, a.outcomes[name], b.outcomes[name])
            for name in a.outcomes
            if name in b.outcomes and not _equal(a.outcomes[name], b.outcomes[name])
        ),
    )


def any_act(_: Told) -> bool:
    """Whether an act is an act."""
    return True


def matters(told: Told) -> bool:
    """Whether an outcome is coded from an act, or it is an election's result or a new government."""
    return bool(told.counts) or told.act in (SEATS, GOVERNMENT)


def partings(a: History, b: History, wanted: Callable[[Told], bool]) -> list[Parting]:
    """Every month in which the two differ in an act that is `wanted`, in order."""
    found = []
    for ours, theirs in zip(a.months, b.months, strict=True):
        only_a = _beyond(ours.acts, theirs.acts, wanted)
        only_b = _beyond(theirs.acts, ours.acts, wanted)
        if only_a or only_b:
            found.append(Parting(ours.month, only_a, only_b))
    return found


def _first(a: History, b: History, wanted: Callable[[Told], bool]) -> Parting | None:
    found = partings(a, b, wanted)
    return found[0] if found else None


def _beyond(
    acts: tuple[Told, ...], others: tuple[Told, ...], wanted: Callable[[Told], bool]
) -> tuple[Told, ...]:
    """The acts that the others lack, each as often as it is missing there."""
    left = Counter(told.key for told in others)
    missing = []
    for told in filter(wanted, acts):
        if left[told.key]:
            left[told.key] -= 1
        else:
            missing.append(told)
    return tuple(missing)


def _equal(first: Any, second: Any) -> bool:
    return bool(first == second) or (first != first and second != second)

"""Which lever next: every single move from here, and how far each carries one outcome."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simulation.errors import InputError, nearest
from simulation.outcomes import intervals
from simulation.plots.labels import CATEGORICAL, QUANTITIES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from simulation.outcomes.intervals import Estimate
    from simulation.workshop.played import Played

__all__ = ["Driver", "Reach", "drivers"]


@dataclass(frozen=True)
class Reach:
    """Where one position takes the outcome: its level, and the paired change from here."""

    position: str
    level: float
    change: Estimate


@dataclass(frozen=True)
class Driver:
    """A lever with all its other positions; `widest` is the largest change that leaves out zero."""

    lever: str
    here: float
    reaches: tuple[Reach, ...]
    widest: float


def drivers(
    here: Played, moves: Iterable[tuple[str, str, Played]], outcome: str, category: str | None = None
) -> tuple[Driver, ...]:
    """Single moves from here, the lever that carries the outcome furthest first.

    Args:
        here: the runs of the scenario on the table.
        moves: lever, position and the runs of each single move.
        outcome: a categorical outcome with its `category`, or a quantity.

    A move is one lever at a time: what two of them do together is not in it. Intervals are 95% each and
    are not held against one another.
    """
    _check(outcome, category)
    found: dict[str, list[Reach]] = {}
    for lever, position, played in moves:
        runs = min(here.runs, played.runs)
        found.setdefault(lever, []).append(_reach(position, played, here, runs, outcome, category))
    rows = [_driver(lever, here, reaches, outcome, category) for lever, reaches in found.items()]
    return tuple(sorted(rows, key=lambda row: -row.widest))


def _check(outcome: str, category: str | None) -> None:
    known = {**CATEGORICAL, **QUANTITIES}
    if outcome not in known:
        raise InputError(f"'{outcome}' is not an outcome; {nearest(outcome, known)}")
    if outcome in CATEGORICAL and category not in CATEGORICAL[outcome].categories:
        hint = nearest(str(category), CATEGORICAL[outcome].categories)
        raise InputError(f"'{category}' is not a value of {outcome}; {hint}")


def _values(played: Played, runs: int, outcome: str, category: str | None) -> NDArray[np.float64]:
    column = played.outcomes[outcome][:runs]
    return (column == category).astype(np.float64) if outcome in CATEGORICAL else column.astype(np.float64)


def _reach(
    position: str, played: Played, here: Played, runs: int, outcome: str, category: str | None
) -> Reach:
    ours, theirs = (_values(each, runs, outcome, category) for each in (played, here))
    if outcome in CATEGORICAL:
        return Reach(position, float(ours.mean()), intervals.share_difference(ours > 0, theirs > 0))
    return Reach(position, float(ours.mean()), intervals.mean(ours - theirs))


def _driver(lever: str, here: Played, reaches: list[Reach], outcome: str, category: str | None) -> Driver:
    level = float(_values(here, here.runs, outcome, category).mean())
    widest = max((abs(each.change.value) for each in reaches if each.change.clear), default=0.0)
    return Driver(lever, level, tuple(reaches), widest)

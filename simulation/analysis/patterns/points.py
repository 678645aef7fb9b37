"""Patterns at many points of parameters at once: the same histories, read off point by point."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Final

import joblib
import numpy as np
import pandas as pd

from simulation.analysis.designs.ensembles import Designed
from simulation.analysis.patterns import MEASURES
from simulation.analysis.patterns.histories import Histories, Played
from simulation.batch.plan import BLOCK_SIZE
from simulation.codebook import HISTORY
from simulation.errors import InputError
from simulation.model.simulate import Block

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from simulation.analysis.patterns.measuring import Figures

    Floats = NDArray[np.float64]

__all__ = ["figures_at", "measures_of"]

MEASURABLE: Final = ("1", "2", "5", "6", "7", "8", "9", "11", "17", "18")  # of acts, outcomes, indicators


@dataclass(frozen=True)
class _Part(Played):
    """Some runs of a block that was played, as a block of their own."""

    rows: slice = field(default_factory=lambda: slice(None))

    def acts(self, *names: str) -> Floats:
        """As `Played.acts`, of these runs."""
        total: Floats = np.sum(
            [self.model.ledger.series(name)[HISTORY:, self.rows] for name in names], axis=0
        )
        return total


def _part(whole: Played, rows: slice) -> Played:
    months = {name: values[:, rows] for name, values in whole.block.months.items()}
    outcomes = {name: values[rows] for name, values in whole.block.outcomes.items()}
    model: Any = SimpleNamespace(
        ledger=whole.model.ledger,
        index_at_start=whole.model.index_at_start[rows],
        runs=rows.stop - rows.start,
        actors={group.key: SimpleNamespace(status=group.status[rows]) for group in whole.model.militias},
    )
    return _Part(model, Block(outcomes, months), rows)


class _Pointed(Histories):
    """Histories of one point: a slice of those of all, which are simulated together and kept."""

    def __init__(self, all_points: _Together, rows: slice):
        super().__init__(rows.stop - rows.start, all_points.seed)
        self._all, self._rows = all_points, rows

    def played(self, start: str, months: int, **changes: Any) -> Played:
        """As `Histories.played`, at this point."""
        return _part(self._all.played(start, months, **changes), self._rows)


class _Together(Histories):
    """Histories of all points of a block; the ones of a pattern are kept until the next."""

    def __init__(self, names: Sequence[str], points: Floats, runs: int, seed: int, own: int | None):
        shared = np.tile(np.arange(runs, dtype=np.int64), len(points))
        numbers = shared if own is None else own + np.arange(len(points) * runs, dtype=np.int64)
        given = np.repeat(points, runs, axis=0)
        super().__init__(
            numbers.size, seed, chance=Designed(seed, numbers, names=tuple(names), quantiles=given), kept=8
        )
        self._said: dict[str, Played] = {}

    def played(self, start: str, months: int, **changes: Any) -> Played:
        """As `Histories.played`; what was asked for in the same words is not looked up again."""
        said = repr((start, months, sorted(changes.items())))
        if said not in self._said:
            self._said[said] = super().played(start, months, **changes)
        return self._said[said]


def measures_of(figures: Sequence[str]) -> tuple[Callable[[Histories], Figures], ...]:
    """The functions that measure some figures, each once: of "5a" and "5c" that of pattern 5.

    Raises `InputError` for a figure that is not read off whole histories.
    """
    wanted = {re.split(r"[a-z]", name)[0] for name in figures}
    if wanted - set(MEASURABLE):
        raise InputError(
            f"patterns {', '.join(sorted(wanted - set(MEASURABLE)))} are not read off whole histories"
        )
    return tuple(measure for measure in MEASURES if measure.__name__.removeprefix("pattern_") in wanted)


def figures_at(
    names: Sequence[str],
    points: Floats,
    figures: Sequence[str],
    *,
    runs: int,
    seed: int,
    jobs: int = 1,
    own_luck: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> pd.DataFrame:
    """Figures of patterns at every point, over `runs` runs.

    They have the same luck and other beliefs at each point, or with `own_luck` others at each: the second
    point's come after the first's.

    `points` are quantiles of the priors of `names`, shape (points, names). A row per point, a column per
    figure; NaN where no run could show it.
    """
    size = max(1, BLOCK_SIZE // runs)
    blocks = [(first, points[first : first + size]) for first in range(0, len(points), size)]
    work = joblib.Parallel(n_jobs=jobs, return_as="generator")(
        joblib.delayed(_figures)(
            tuple(names), block, tuple(figures), runs, seed, first * runs if own_luck else None
        )
        for first, block in blocks
    )
    found: list[Mapping[str, float]] = []
    with warnings.catch_warnings():  # a worker that went to sleep between two waves is woken, and said so
        warnings.filterwarnings("ignore", message="A worker stopped", category=UserWarning)
        for rows in work:
            found += rows
            if progress is not None:
                progress(len(found) * runs, len(points) * runs)
    return pd.DataFrame(found, columns=list(figures))


def _figures(
    names: tuple[str, ...],
    points: Floats,
    figures: tuple[str, ...],
    runs: int,
    seed: int,
    own: int | None,
) -> list[dict[str, float]]:
    rows: list[dict[str, float]] = [{} for _ in points]
    for measure in measures_of(figures):
        together = _Together(names, points, runs, seed, own)
        for place, row in enumerate(rows):
            row |= measure(_Pointed(together, slice(place * runs, (place + 1) * runs)))
    return [{name: row[name] for name in figures} for row in rows]

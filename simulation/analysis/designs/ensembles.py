"""Ensembles at the points of an experiment design: what a point says is believed, luck is shared."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, Self

import numpy as np

from simulation.batch import in_folder, in_memory
from simulation.batch.plan import Plan
from simulation.batch.tables import BELIEF, OUTCOMES
from simulation.model import Block, simulate
from simulation.model.chance import Chance, Stream
from simulation.outcomes.sources import FolderSource, framed

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from simulation.batch import Progress
    from simulation.scenario import Scenario

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

__all__ = ["Assumed", "Design", "Designed", "Ensembles", "digest_of", "play", "played"]


class Design(Protocol):
    """Runs that a design deals: called as `simulate` is, with numbers of rows for runs."""

    @property
    def rows(self) -> int:
        """Runs over all points."""

    def digest(self) -> str:
        """A digest of all that decides a row, beside scenario and seed."""

    def __call__(self, scenario: Scenario, rows: Ints, seed: int) -> Block:
        """What some rows come to."""


@dataclass(frozen=True)
class Designed(Chance):
    """Luck under beliefs of which some are given, as quantiles of their priors.

    Parameters
    ----------
    names: the parameters that are given, and attributes as actor.attribute.
    quantiles: where in their priors they stand in each run, shape ``(runs, names)``; NaN leaves a belief
        as the run draws it.
    """

    names: tuple[str, ...] = ()
    quantiles: Floats | None = None

    def of(self, rows: NDArray[np.integer[Any]]) -> Self:
        """The luck and the beliefs given of some of these runs, by their places in the block."""
        given = None if self.quantiles is None else self.quantiles[rows]
        return replace(super().of(rows), quantiles=given)

    def uniform(self, stream: Stream, names: Sequence[str], month: int = 0) -> Floats:
        """As `Chance.uniform`, shape ``(names, runs)``."""
        unit: Floats = super().uniform(stream, names, month)
        if stream in (Stream.BELIEF, Stream.ATTRIBUTE) and self.quantiles is not None:
            places = {name: place for place, name in enumerate(self.names)}
            for row, name in enumerate(names):
                if name in places:
                    given = self.quantiles[:, places[name]]
                    unit[row] = np.where(np.isnan(given), unit[row], given)
        return unit


@dataclass(frozen=True, eq=False)
class Ensembles:
    """`luck` runs at every point of a design; called as `simulate` is, with numbers of rows for runs.

    Row ``r`` is run ``r % luck`` of point ``r // luck``. Points of one deal meet the same lucks.

    Parameters
    ----------
    names: the parameters and attributes that the design gives.
    points: quantiles of their priors, shape ``(points, names)``.
    beliefs: the run whose other beliefs each point has, shape ``(points,)``.
    deals: which lucks each point meets, shape ``(points,)``.
    luck: how many.
    """

    names: tuple[str, ...]
    points: Floats
    beliefs: Ints
    deals: Ints
    luck: int

    @property
    def rows(self) -> int:
        """Runs over all points."""
        return len(self.points) * self.luck

    def digest(self) -> str:
        """A digest of names, points, beliefs, deals and the number of lucks."""
        return digest_of(self.names, self.points, self.beliefs, self.deals, self.luck)

    def __call__(self, scenario: Scenario, rows: Ints, seed: int) -> Block:
        """Outcomes of some rows, without the beliefs."""
        point, turn = np.divmod(rows, self.luck)
        numbers = self.deals[point] * self.luck + turn
        chance = Designed(seed, numbers, self.beliefs[point], names=self.names, quantiles=self.points[point])
        return played(scenario, numbers, seed, chance)


@dataclass(frozen=True, eq=False)
class Assumed:
    """Runs that are each told something to believe; called as `simulate` is, with numbers of rows for runs.

    Parameters
    ----------
    names: the parameters that any of the rows is told.
    points: by the name of a scenario, quantiles of their priors, shape ``(rows, names)``; NaN leaves a
        belief as the run draws it.
    runs: by the name of a scenario, the run that each row plays, shape ``(rows,)``.
    """

    names: tuple[str, ...]
    points: Mapping[str, Floats]
    runs: Mapping[str, Ints]

    def __call__(self, scenario: Scenario, rows: Ints, seed: int) -> Block:
        """Outcomes of some rows, without the beliefs."""
        numbers, points = self.runs[scenario.name][rows], self.points[scenario.name][rows]
        chance = Designed(seed, numbers, names=self.names, quantiles=points)
        return played(scenario, numbers, seed, chance)


def played(scenario: Scenario, numbers: Ints, seed: int, chance: Chance) -> Block:
    """Outcomes of a block under the luck that a design deals, without the beliefs."""
    block = simulate(scenario, numbers, seed, chance=chance, months=False, seats=False)
    kept = {name: values for name, values in block.outcomes.items() if not name.startswith(BELIEF)}
    return Block(kept, {})


def digest_of(*parts: object) -> str:
    """A digest of a design's arrays, names and numbers."""
    found = hashlib.sha256()
    for part in parts:
        array = isinstance(part, np.ndarray)
        head = f"{part.dtype}{part.shape}" if isinstance(part, np.ndarray) else repr(part)
        found.update(head.encode() + b"\0" + (np.ascontiguousarray(part).tobytes() if array else b""))
    return found.hexdigest()


def play(
    scenario: Scenario,
    design: Design,
    seed: int,
    *,
    jobs: int | None = None,
    dask: str | None = None,
    progress: Progress | None = None,
    out: Path | None = None,
    resume: bool = False,
) -> pd.DataFrame:
    """The outcomes of all runs of a design under a scenario, a row per run, in the order of rows.

    With a folder `out` every finished block is written there; `resume` goes on with what a killed process
    left. A folder that holds this design complete is read and nothing is simulated; `InputError` where it
    holds another, or this one unfinished without `resume`.
    """
    runs = np.arange(design.rows, dtype=np.int64)
    plan = Plan((scenario,), runs, seed, keep=(OUTCOMES,), design=design.digest())
    how: dict[str, Any] = {"jobs": jobs, "dask": dask, "progress": progress, "simulate": design}
    if out is None:
        return framed((in_memory(plan, **how).tables or {})[OUTCOMES])
    in_folder(plan, out, summarise=_as_it_is, resume=resume, **how)
    return framed(FolderSource(out).read(OUTCOMES))


def _as_it_is(_: Path) -> None:
    """The runs of a design need no summary."""

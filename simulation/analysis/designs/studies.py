"""What a sensitivity analysis asks: the model at the points of a design, or any function in its place.

A design has a coordinate for every name, and three beside them. *Luck* deals the lucks of an ensemble
anew and changes nothing else: for a model with luck it is the floor of noise. *Other beliefs* deals anew
whatever else is drawn (actors' attributes, levels, levers), so that nothing uncertain is passed over.
*Dummy* is read by nothing: what an index says of it is the noise of the estimate (Zadeh et al. 2017).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

import numpy as np

from simulation.analysis.designs.ensembles import Ensembles, play
from simulation.errors import InputError

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from simulation.analysis.designs.ensembles import Design
    from simulation.batch import Progress
    from simulation.scenario import Scenario

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

__all__ = ["BESIDE", "DUMMY", "LUCK", "OTHERS", "Function", "Playable", "Study", "dealt"]

OTHERS: Final = "(other beliefs)"
LUCK: Final = "(luck)"
DUMMY: Final = "(dummy)"
BESIDE: Final = (OTHERS, LUCK, DUMMY)
"""The coordinates beside the names, in the order in which a design has them after those."""
FEWEST_LUCKS: Final = 10


class Playable(Protocol):
    """Anything that can be asked: it has a `seed`, `luck` runs at every point, and plays points."""

    @property
    def seed(self) -> int:
        """Of the design and of the bootstrap."""

    @property
    def luck(self) -> int:
        """Runs at every point, which the outcomes are averaged over."""

    def play(self, names: Sequence[str], points: Floats, group: int) -> pd.DataFrame:
        """Outcomes at points of shape (points, names and `BESIDE`) in [0, 1): `luck` rows for each, in order.

        Groups of `group` points in a row share their other beliefs, and their luck, as long as these
        coordinates stay as they are.
        """


@dataclass(frozen=True)
class Study:
    """A scenario whose parameters are studied: with which seed, how many lucks a point, and where.

    With a folder `out` every finished block of runs is kept there, and `resume` goes on with them. Raises
    `InputError` for too few lucks to average over, or a `resume` without a folder.
    """

    scenario: Scenario
    seed: int
    luck: int = 20
    jobs: int | None = None
    dask: str | None = None
    progress: Progress | None = None
    out: Path | None = None
    resume: bool = False

    def __post_init__(self) -> None:
        if self.luck < FEWEST_LUCKS:
            hint = f"below {FEWEST_LUCKS}, luck drowns what is asked"
            raise InputError(f"{self.luck} lucks a point are too few: {hint}")
        if self.resume and self.out is None:
            raise InputError("to resume a study, name its folder with --out")

    def play(self, names: Sequence[str], points: Floats, group: int) -> pd.DataFrame:
        """As `Playable.play`: coordinates of names are quantiles of their priors."""
        count = len(names)
        given = np.ascontiguousarray(points[:, :count])
        others, deals = (dealt(points[:, count + place], group) for place in (0, 1))
        return self.ensembles(Ensembles(tuple(names), given, others, deals, self.luck))

    def ensembles(self, design: Design) -> pd.DataFrame:
        """The outcomes of a design's runs under the scenario, where and as this study is run."""
        return play(
            self.scenario,
            design,
            self.seed,
            jobs=self.jobs,
            dask=self.dask,
            progress=self.progress,
            out=self.out,
            resume=self.resume,
        )


@dataclass(frozen=True)
class Function:
    """A function in place of the model: a test function with known indices, an emulator, another model.

    `of` takes points of shape (runs, names) in [0, 1) and the number of the luck that each run meets, shape
    (runs,), and gives a frame of outcomes with a row per run. Runs with one number must meet the same luck; a
    function without luck ignores it, and one run a point will do.

        >>> import pandas as pd
        >>> from simulation.analysis.sensitivity.indices import share_out
        >>> from simulation.analysis.designs.targets import Target
        >>> line = Function(lambda x, _: pd.DataFrame({"y": 2 * x[:, 0] + x[:, 1]}))
        >>> share_out(line, ("a", "b"), [Target("y")], 512).loc[0, "parameter"]
        'a'
    """

    of: Callable[[Floats, Ints], pd.DataFrame]
    seed: int = 2025
    luck: int = 1

    def play(self, names: Sequence[str], points: Floats, group: int) -> pd.DataFrame:
        """As `Playable.play`; a function knows no other beliefs."""
        point, turn = np.divmod(np.arange(len(points) * self.luck, dtype=np.int64), self.luck)
        deals = dealt(points[:, len(names) + 1], group)
        return self.of(points[point, : len(names)], deals[point] * self.luck + turn)


def dealt(coordinate: Floats, group: int) -> Ints:
    """Numbers of deals: another for every group of points, and for every value within it."""
    place = np.arange(coordinate.size) // group
    return np.unique(np.stack([place, coordinate]), axis=1, return_inverse=True)[1].ravel()

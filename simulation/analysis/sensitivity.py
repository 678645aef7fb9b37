"""Which uncertain parameters an outcome depends on: screened with Morris, then Sobol' and PAWN indices.

Indices are of ensemble means. Points that differ in one parameter meet the same luck, so that it is
judged by what it changes and not by what happened. Two coordinates stand beside the parameters: *luck*
deals the lucks of an ensemble anew and nothing else, and is the floor of noise, as a dummy parameter is
for a model without luck (Zadeh et al. 2017); *other beliefs* deals anew whatever else is drawn (actors'
attributes, levels, levers), so that nothing uncertain is passed over.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from simulation.analysis.ensembles import Ensembles, play
from simulation.analysis.targets import Target
from simulation.errors import InputError, nearest
from simulation.evidence import load_evidence
from simulation.evidence.priors import Fixed, Prior
from simulation.outcomes import intervals
from simulation.scenario import designs

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from simulation.batch import Progress
    from simulation.scenario import Scenario

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

__all__ = ["LUCK", "OTHERS", "Study", "check_size", "foremost", "screen", "share_out", "uncertain"]

OTHERS: Final = "(other beliefs)"
LUCK: Final = "(luck)"
FEWEST_TRAJECTORIES: Final = 4
FEWEST_LUCKS: Final = 10
FEWEST_POINTS: Final = 64
SLICES: Final = 8  # of a parameter's range in PAWN
SCREENED: Final = ("outcome", "parameter", "change", "signed", "p", "told")
SHARED: Final = (
    "outcome", "parameter", "first", "first_reach", "total", "total_reach", "pawn", "told",
)  # fmt: skip


@dataclass(frozen=True)
class Study:
    """A scenario whose parameters are studied: with which seed, how many lucks a point, and where.

    Raises `InputError` for too few lucks to average over.
    """

    scenario: Scenario
    seed: int
    luck: int = 20
    jobs: int | None = None
    dask: str | None = None
    progress: Progress | None = None

    def __post_init__(self) -> None:
        if self.luck < FEWEST_LUCKS:
            hint = f"below {FEWEST_LUCKS}, luck drowns what is asked"
            raise InputError(f"{self.luck} lucks a point are too few: {hint}")

    def play(self, names: Sequence[str], points: Floats, group: int) -> pd.DataFrame:
        """Outcomes at the points of a design over parameters, other beliefs and luck, a row per run.

        Groups of `group` points in a row share their other beliefs, and their luck, as long as these
        coordinates stay as they are.
        """
        given = np.ascontiguousarray(points[:, : len(names)])
        others, deals = (_dealt(points[:, place], group) for place in (-2, -1))
        ensembles = Ensembles(tuple(names), given, others, deals, self.luck)
        return play(
            self.scenario, ensembles, self.seed, jobs=self.jobs, dask=self.dask, progress=self.progress
        )


def _dealt(coordinate: Floats, group: int) -> Ints:
    """Numbers of deals: another for every group of points, and for every value within it."""
    place = np.arange(coordinate.size) // group
    return np.unique(np.stack([place, coordinate]), axis=1, return_inverse=True)[1].ravel()


def uncertain(scenario: Scenario, over: Sequence[str] = (), *, attributes: bool = False) -> tuple[str, ...]:
    """The parameters of a scenario that are drawn from a prior, and actors' attributes if asked for.

    Of these only those in `over`, if it names any: us_commitment, or kataib_hizballah.doctrine. Raises
    `InputError` for a name that is none of them.
    """
    known = load_evidence()
    parameters: dict[str, Prior] = {
        name: scenario.assume.get(name) or known.parameter_prior(name, scenario.lens)
        for name in known.parameters
    }
    held: dict[str, Prior] = {
        f"{actor}.{name}": attribute.prior
        for actor in known.actors
        for name, attribute in known.starts[scenario.start].attributes(actor).items()
        if name not in scenario.actors.get(actor, {})
    }
    drawn = [name for name, prior in (parameters | held).items() if not isinstance(prior, Fixed)]
    for name in over:
        if name not in drawn:
            raise InputError(f"{name!r} is nothing uncertain in {scenario.name}; {nearest(name, drawn)}")
    usual = [name for name in drawn if attributes or name in parameters]
    return tuple(name for name in drawn if name in over) if over else tuple(usual)


# --- screening ---------------------------------------------------------------------------------


def screen(
    study: Study, names: Sequence[str], asked: Sequence[Target], trajectories: int = 10
) -> pd.DataFrame:
    """Morris' elementary effects of every parameter on every target, the largest first (Morris 1991).

    Columns: `outcome`; `parameter`, other beliefs and luck among them; `change`, the mean absolute change
    of the ensemble mean when the parameter moves by half of its prior (mu* times the step, Campolongo et
    al. 2007); `signed`, the mean change when it moves up (mu times the step); `p`, the probability of such
    signed changes by luck, over all pairs of runs and all parameters together (t, Holm); `told`, whether it
    can be told from luck: by `p`, or because `change` exceeds what luck's does with 95% confidence.
    """
    from SALib.analyze import morris

    if trajectories < FEWEST_TRAJECTORIES:
        raise InputError(f"{trajectories} trajectories are too few: take at least {FEWEST_TRAJECTORIES}")
    size = len(names) + 2
    points = designs.morris(trajectories, size, study.seed)
    frame = study.play(names, points, group=size + 1)
    problem = designs.problem(size, designs.MARGIN)
    step = designs.LEVELS / (2 * (designs.LEVELS - 1))
    rows: list[tuple[object, ...]] = []
    for target in asked:
        runs = target.read(frame).reshape(len(points), study.luck)
        found = morris.analyze(
            problem, points, runs.mean(axis=1), num_levels=designs.LEVELS, seed=study.seed + 1
        )
        change, signed = np.asarray(found["mu_star"]) * step, np.asarray(found["mu"]) * step
        floor = change[-1] + float(found["mu_star_conf"][-1]) * step
        by_luck = np.array([intervals.mean_by_luck(pairs) for pairs in _moves(points, runs)])
        by_luck[-2:] = signed[-2:] = np.nan  # of a new deal, up and down mean nothing
        p = intervals.together(by_luck)
        told = (p <= 1 - intervals.LEVEL) | (change > floor)
        told[-1] = False
        rows += [
            (str(target), *row) for row in zip((*names, OTHERS, LUCK), change, signed, p, told, strict=True)
        ]
    return _ranked(pd.DataFrame(rows, columns=list(SCREENED)), "change")


def _moves(points: Floats, runs: Floats) -> Iterator[Floats]:
    """For each coordinate in turn, what its moves up changed in every pair of runs, shape (pairs,)."""
    size = points.shape[1]
    steps = np.diff(points.reshape(-1, size + 1, size), axis=1)
    changes = np.diff(runs.reshape(-1, size + 1, runs.shape[1]), axis=1)
    for coordinate in range(size):
        moved = steps[:, :, coordinate]
        trajectory, step = np.nonzero(moved)
        yield (changes[trajectory, step] * np.sign(moved[trajectory, step])[:, None]).ravel()


# --- indices -----------------------------------------------------------------------------------


def share_out(study: Study, names: Sequence[str], asked: Sequence[Target], size: int = 128) -> pd.DataFrame:
    """Sobol' and PAWN indices of a few parameters for every target, the largest total first.

    Columns: `outcome`; `parameter`, other beliefs and luck among them; `first`, the share of the variance
    of ensemble means that the parameter explains alone (Saltelli et al. 2010), `total` with all that it
    takes part in (Jansen 1999), each with the half-width of its 95% interval by bootstrap; `pawn`, the
    median distance that knowing the parameter moves the distribution (Pianosi and Wagener 2015), to be
    held against luck's; `told`, whether `total` is clear of zero.

    An outcome that never varies is left out. Raises `InputError` for fewer than 64 points, or a number
    that is no power of two.
    """
    from SALib.analyze import pawn, sobol

    check_size(size)
    count = len(names) + 2
    points = designs.sobol(size, count, study.seed)
    frame = study.play(names, points, group=count + 2)
    problem, apart = designs.problem(count), _apart(len(points), count)
    rows: list[tuple[object, ...]] = []
    for target in asked:
        means = target.read(frame).reshape(len(points), study.luck).mean(axis=1)
        if means.min() == means.max():
            continue
        found = sobol.analyze(problem, means, calc_second_order=False, seed=study.seed + 1)
        shift = pawn.analyze(problem, points[apart], means[apart], S=SLICES)
        columns = (found["S1"], found["S1_conf"], found["ST"], found["ST_conf"], shift["median"])
        told = np.asarray(found["ST"]) > np.asarray(found["ST_conf"])
        told[-1] = False
        rows += [(str(target), *row) for row in zip((*names, OTHERS, LUCK), *columns, told, strict=True)]
    return _ranked(pd.DataFrame(rows, columns=list(SHARED)), "total")


def check_size(size: int) -> None:
    """Raises `InputError` unless a Sobol' design of this size is large enough, and balanced."""
    if size < FEWEST_POINTS or size & (size - 1):
        raise InputError(f"{size} points will not do: take a power of two from {FEWEST_POINTS} on")


def _apart(points: int, count: int) -> Ints:
    """The rows of a Sobol' design that have no coordinate in common: the first and last of each group."""
    groups = np.arange(points).reshape(-1, count + 2)
    return np.concatenate([groups[:, 0], groups[:, -1]])


def foremost(screened: pd.DataFrame, most: int) -> tuple[str, ...]:
    """At most so many parameters that can be told from luck: each target's first, then its second, ..."""
    told = screened[screened["told"] & ~screened["parameter"].isin((OTHERS, LUCK))]
    turn = told.groupby("outcome", sort=False).cumcount()
    return tuple(dict.fromkeys(told.loc[turn.sort_values(kind="stable").index, "parameter"]))[:most]


def _ranked(table: pd.DataFrame, by: str) -> pd.DataFrame:
    """Outcomes in the order asked for, within each the largest first."""
    order = {name: place for place, name in enumerate(dict.fromkeys(table["outcome"]))}
    keys = pd.DataFrame({"outcome": table["outcome"].map(order), "size": -table[by]})
    return table.loc[keys.sort_values(["outcome", "size"], kind="stable").index].reset_index(drop=True)

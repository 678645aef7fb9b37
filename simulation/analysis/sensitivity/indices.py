"""Which uncertain parameters an outcome depends on: Morris screening, then Sobol', PAWN and delta indices.

Indices are of ensemble means. Points that differ in one parameter meet the same luck, so that it is
judged by what it changes and not by what happened. What stands beside the parameters, luck, other beliefs
and a dummy, is said in `studies`; a `studies.Function` can be asked in place of the model.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from simulation.analysis.designs.studies import BESIDE, DUMMY, LUCK, OTHERS, Function, Playable, Study
from simulation.analysis.designs.targets import Target
from simulation.errors import InputError, nearest
from simulation.evidence import load_evidence
from simulation.evidence.priors import Fixed, Prior
from simulation.outcomes import intervals
from simulation.scenario import designs

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from simulation.scenario import Scenario

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Flags = NDArray[np.bool_]

__all__ = [
    "BESIDE", "DUMMY", "LUCK", "OTHERS", "Function", "Study",
    "check_size", "foremost", "screen", "share_out", "uncertain",
]  # fmt: skip

FEWEST_TRAJECTORIES: Final = 4
FEWEST_POINTS: Final = 64
SLICES: Final = 8  # of a parameter's range in PAWN
CLASSES: Final = 8  # of a parameter's range in delta
ROUNDING: Final = 1e-12  # of an outcome: what is less is no change
RESAMPLES: Final = 50  # of the bootstrap of PAWN and delta
SCREENED: Final = ("outcome", "parameter", "change", "reach", "signed", "p", "told")
SHARED: Final = ("outcome", "parameter", "first", "first_reach", "total", "total_reach", "told")
SHIFTS: Final = ("pawn", "pawn_reach", "delta", "delta_reach")


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
    study: Playable, names: Sequence[str], asked: Sequence[Target], trajectories: int = 10
) -> pd.DataFrame:
    """Morris' elementary effects of every parameter on every target, the largest first (Morris 1991).

    Columns: `outcome`; `parameter`, those of `BESIDE` among them; `change`, the mean absolute change
    of the ensemble mean when the parameter moves by half of its prior (mu* times the step, Campolongo et
    al. 2007), with `reach`, the half-width of its 95% interval by bootstrap; `signed`, the mean change when
    it moves up (mu times the step); `p`, the probability of such signed changes by luck, over all pairs of
    runs and all parameters together (t, Holm); `told`, whether it can be told from luck: by `p`, or because
    `change` exceeds what luck's does with 95% confidence. The dummy's change is 0, since points share luck.
    """
    from SALib.analyze import morris

    if trajectories < FEWEST_TRAJECTORIES:
        raise InputError(f"{trajectories} trajectories are too few: take at least {FEWEST_TRAJECTORIES}")
    size = len(names) + len(BESIDE)
    points = designs.morris(trajectories, size, study.seed)
    frame = study.play(names, points, group=size + 1)
    problem = designs.problem(size, designs.MARGIN)
    step = designs.LEVELS / (2 * (designs.LEVELS - 1))
    every, luck = (*names, *BESIDE), len(names) + BESIDE.index(LUCK)
    rows: list[tuple[object, ...]] = []
    for target in asked:
        runs = target.read(frame).reshape(len(points), study.luck)
        found = morris.analyze(
            problem, points, runs.mean(axis=1), num_levels=designs.LEVELS, seed=study.seed + 1
        )
        change, reach, signed = (
            np.asarray(found[name], dtype=np.float64) * step for name in ("mu_star", "mu_star_conf", "mu")
        )
        by_luck = np.array([intervals.mean_by_luck(pairs) for pairs in _moves(points, runs)])
        by_luck[len(names) :] = signed[len(names) :] = np.nan  # of a new deal, up and down mean nothing
        p = intervals.together(by_luck)
        floor = change[luck] + reach[luck] + ROUNDING * np.abs(runs).max()
        told = (p <= 1 - intervals.LEVEL) | (change > floor)
        told[luck:] = False
        rows += [(str(target), *row) for row in zip(every, change, reach, signed, p, told, strict=True)]
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


def share_out(
    study: Playable, names: Sequence[str], asked: Sequence[Target], size: int = 128, *, shifts: bool = True
) -> pd.DataFrame:
    """Sobol', PAWN and delta indices of a few parameters for every target, the largest total first.

    Columns: `outcome`; `parameter`, those of `BESIDE` among them; `first`, the share of the variance
    of ensemble means that the parameter explains alone (Saltelli et al. 2010), `total` with all that it
    takes part in (Jansen 1999); `told`, whether its total is clear of zero and either larger than luck's or
    its first is clear of zero too: what a parameter does by dealing luck otherwise is no more than luck's
    own. With `shifts`, how far knowing the parameter moves the whole distribution, for skewed outcomes and
    shares: `pawn`, the median distance of distribution functions (Pianosi and Wagener 2015), and `delta`, the
    mean distance of densities (Borgonovo 2007; estimated after Plischke et al. 2013). Both are above zero for
    anything, and are held against the dummy's. Each index has the half-width of its 95% interval by
    bootstrap in a column `_reach`.

    An outcome that never varies is left out. Raises `InputError` for fewer than 64 points, or a number
    that is no power of two.
    """
    from SALib.analyze import sobol

    check_size(size)
    every = (*names, *BESIDE)
    points = designs.sobol(size, len(every), study.seed)
    frame = study.play(names, points, group=len(every) + 2)
    problem, apart = designs.problem(len(every)), _apart(len(points), len(every))
    rows: list[tuple[object, ...]] = []
    for target in asked:
        means = target.read(frame).reshape(len(points), study.luck).mean(axis=1)
        if means.min() == means.max():
            continue
        found = sobol.analyze(problem, means, calc_second_order=False, seed=study.seed + 1)
        columns = [np.asarray(found[name]) for name in ("S1", "S1_conf", "ST", "ST_conf")]
        columns.append(_told(len(names) + BESIDE.index(LUCK), *columns))
        if shifts:
            columns += _shifts(points[apart], means[apart], study.seed + 2)
        rows += [(str(target), *row) for row in zip(every, *columns, strict=True)]
    return _ranked(pd.DataFrame(rows, columns=[*SHARED, *(SHIFTS if shifts else ())]), "total")


def _told(luck: int, first: Floats, first_reach: Floats, total: Floats, total_reach: Floats) -> Flags:
    told: Flags = (total > total_reach) & ((total > total[luck]) | (first > first_reach))
    told[luck:] = False
    return told


def _shifts(points: Floats, means: Floats, seed: int) -> list[Floats]:
    """PAWN and delta of every coordinate, each with the half-width of its interval, shape (coordinates,)."""
    from SALib.analyze import pawn
    from SALib.analyze.delta import calc_delta
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # scikit-learn's

    classes, grid = np.linspace(0, means.size, CLASSES + 1), np.linspace(means.min(), means.max(), 100)
    problem = designs.problem(points.shape[1])

    def by_pawn(rows: Ints) -> Floats:
        return np.asarray(pawn.analyze(problem, points[rows], means[rows], S=SLICES)["median"])

    def by_delta(rows: Ints) -> Floats:
        if np.ptp(means[rows]) == 0:  # a resample of a rare outcome may hold no case of it
            return np.zeros(points.shape[1])
        return np.array([calc_delta(means[rows], grid, column, classes) for column in points[rows].T])

    # Many small densities: threads that wait for one another take longer than one that does not.
    with threadpool_limits(1), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of slices without runs, which a share of few values has
        whole, *resampled = _bootstrapped(by_pawn, means.size, seed)
        deltas = np.array(_bootstrapped(by_delta, means.size, seed))
    # Plischke's correction of the bias: twice the estimate, less what resamples say on average.
    delta = np.clip(2 * deltas[0] - deltas[1:].mean(axis=0), 0.0, 1.0)
    return [whole, _reach(np.array(resampled)), delta, _reach(deltas[1:])]


def _bootstrapped(index: Callable[[Ints], Floats], size: int, seed: int) -> list[Floats]:
    """An index of all rows, and of every resample of them."""
    rng = np.random.default_rng(seed)
    return [index(np.arange(size)), *(index(rng.integers(size, size=size)) for _ in range(RESAMPLES))]


def _reach(resampled: Floats) -> Floats:
    """Half of a 95% interval, of shape (coordinates,)."""
    reach: Floats = 1.96 * resampled.std(axis=0, ddof=1)
    return reach


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
    told = screened[screened["told"] & ~screened["parameter"].isin(BESIDE)]
    turn = told.groupby("outcome", sort=False).cumcount()
    return tuple(dict.fromkeys(told.loc[turn.sort_values(kind="stable").index, "parameter"]))[:most]


def _ranked(table: pd.DataFrame, by: str) -> pd.DataFrame:
    """Outcomes in the order asked for, within each the largest first."""
    order = {name: place for place, name in enumerate(dict.fromkeys(table["outcome"]))}
    keys = pd.DataFrame({"outcome": table["outcome"].map(order), "size": -table[by]})
    return table.loc[keys.sort_values(["outcome", "size"], kind="stable").index].reset_index(drop=True)

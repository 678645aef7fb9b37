"""Calibration by history matching: which values of parameters known patterns make implausible.

A wave runs the simulator at points of a design, emulates every figure by a Gaussian process, and rules out
where

    I = |z - E f(x)| / sqrt(V_obs + V_disc + V_emul + V_stoch)

is above the cut for any figure; the next wave's points are drawn from what is left (Craig et al. 1997;
Vernon, Goldstein and Bower 2010; Andrianakis et al. 2015 for models with luck). Coordinates are quantiles of
priors, so that the share left is a share of the prior. What is left is not implausible yet; that does not
make it likely.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from simulation.errors import InputError
from simulation.outcomes import intervals
from simulation.scenario import designs

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

__all__ = ["CUT", "Emulator", "Matched", "Observed", "Wave", "match", "relevant"]

CUT: Final = 3.0  # standard deviations (Pukelsheim 1994)
FEWEST_POINTS: Final = 20
SAMPLE: Final = 20_000  # points at which emulators are asked what is left
_OF_90: Final = 1.645  # half of a 90% interval, in standard deviations
_RESTARTS: Final = 1
Simulator = Callable[["Floats"], pd.DataFrame]


@dataclass(frozen=True)
class Observed:
    """A figure as it is known: a band, read as a 90% interval; an end that is open rules nothing out.

    `discrepancy` is the standard deviation of what the simulator gets wrong even at its best.
    """

    name: str
    least: float | None
    most: float | None
    discrepancy: float = 0.0

    def __post_init__(self) -> None:
        if self.least is None and self.most is None:
            raise InputError(f"{self.name} has no band to be matched to")

    def distance(self, mean: Floats) -> Floats:
        """How far a figure lies from the middle of its band, or beyond the one end that it has."""
        if self.least is not None and self.most is not None:
            return np.abs((self.least + self.most) / 2 - mean)
        beyond = self.least - mean if self.least is not None else mean - float(self.most or 0.0)
        return np.maximum(beyond, 0.0)

    @property
    def variance(self) -> float:
        """V_obs and V_disc together; an open band has the second alone."""
        closed = self.least is not None and self.most is not None
        half = (float(self.most or 0.0) - float(self.least or 0.0)) / 2 if closed else 0.0
        return (half / _OF_90) ** 2 + self.discrepancy**2


class Emulator:
    """A figure as a Gaussian process over the unit cube, with the luck behind each value as noise.

    Raises `InputError` for fewer than 20 points with a value.
    """

    def __init__(self, points: Floats, values: Floats, seed: int) -> None:
        from sklearn.exceptions import ConvergenceWarning
        from sklearn.gaussian_process import GaussianProcessRegressor
        from sklearn.gaussian_process.kernels import RBF, ConstantKernel, WhiteKernel
        from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # scikit-learn's

        known = np.isfinite(values)
        if known.sum() < FEWEST_POINTS:
            raise InputError(f"{known.sum()} points have the figure: too few to emulate it")
        lengths = np.ones(points.shape[1])
        kernel = ConstantKernel(1.0, (1e-2, 1e2)) * RBF(lengths, (0.1, 20.0)) + WhiteKernel(0.1, (1e-6, 2.0))
        self._process = GaussianProcessRegressor(
            kernel, normalize_y=True, n_restarts_optimizer=_RESTARTS, random_state=seed
        )
        self._threads = threadpool_limits
        with threadpool_limits(1), warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)  # a length at its bound: no effect
            self._process.fit(points[known], values[known])
        scale = float(np.asarray(self._process._y_train_std))
        self.noise = float(self._process.kernel_.k2.noise_level) * scale**2

    def predict(self, points: Floats) -> tuple[Floats, Floats]:
        """Mean, and V_emul and V_stoch together, at points of shape (points, parameters)."""
        with self._threads(1):
            parts = np.array_split(points, max(1, len(points) // 2000))
            found = [self._process.predict(part, return_std=True) for part in parts]
        mean, spread = (np.concatenate([each[place] for each in found]) for place in (0, 1))
        return mean, spread**2


@dataclass(frozen=True, eq=False)
class Wave:
    """One wave: its design, the figures there, their emulators, and the share of the prior left after it."""

    points: Floats
    figures: pd.DataFrame
    emulators: Mapping[str, Emulator]
    left: float

    def implausibility(self, points: Floats, observed: Sequence[Observed]) -> Floats:
        """I of every figure that is emulated, shape (points, figures)."""
        found = []
        for each in observed:
            if each.name not in self.emulators:
                found.append(np.zeros(len(points)))
                continue
            mean, variance = self.emulators[each.name].predict(points)
            found.append(each.distance(mean) / np.sqrt(each.variance + variance))
        return np.stack(found, axis=1)


@dataclass(frozen=True, eq=False)
class Matched:
    """What history matching left.

    `sample` are points of the unit cube, `left` says which of them are not implausible after all waves,
    `worst` has the largest implausibility of every figure over the waves, shape (points, figures).
    """

    names: tuple[str, ...]
    observed: tuple[Observed, ...]
    waves: tuple[Wave, ...]
    sample: Floats
    worst: Floats
    left: Flags
    cut: float

    @property
    def share(self) -> float:
        """Share of the prior that is not implausible."""
        return float(self.left.mean())

    def holds(self, points: Floats) -> Flags:
        """Whether points are not implausible in any wave."""
        worst = [wave.implausibility(points, self.observed) for wave in self.waves]
        flags: Flags = np.max(worst, axis=0).max(axis=1) <= self.cut
        return flags

    def ranges(self) -> pd.DataFrame:
        """A row per parameter: what of its prior is left, as quantiles of it; the most trimmed first.

        Columns: `parameter`; `low`, `middle` and `high`, the quantiles of the prior that hold 90% and 50% of
        what is left (untrimmed: 0.05, 0.5, 0.95); `trimmed`, the largest distance of the two distribution
        functions (Kolmogorov); `by`, the figure that rules out most of the fifths which lost most.
        """
        rows = []
        for place, name in enumerate(self.names):
            ours = np.sort(self.sample[self.left, place])
            if not ours.size:
                rows.append((name, np.nan, np.nan, np.nan, 1.0, ""))
                continue
            ranks = np.arange(1, ours.size + 1) / ours.size
            trimmed = float(np.abs(ranks - ours).max())
            rows.append((name, *np.quantile(ours, [0.05, 0.5, 0.95]), trimmed, self._by(place)))
        columns = ["parameter", "low", "middle", "high", "trimmed", "by"]
        table = pd.DataFrame(rows, columns=columns)
        return table.sort_values("trimmed", ascending=False, kind="stable", ignore_index=True)

    def _by(self, place: int) -> str:
        """The figure whose implausible points lie most to one side of a parameter."""
        out = self.worst > self.cut
        pull = [
            abs(self.sample[flags, place].mean() - 0.5) * flags.mean() if flags.any() else 0.0
            for flags in out.T
        ]
        return self.observed[int(np.argmax(pull))].name if max(pull, default=0.0) > 0 else ""

    def ruled_out(self) -> pd.DataFrame:
        """A row per figure: the share of the prior that it rules out, and that it alone does."""
        out = self.worst > self.cut
        alone = out & (out.sum(axis=1) == 1)[:, None]
        table = pd.DataFrame({"figure": [each.name for each in self.observed]})
        return table.assign(ruled_out=out.mean(axis=0), alone=alone.mean(axis=0))


def match(
    simulator: Simulator,
    names: Sequence[str],
    observed: Sequence[Observed],
    *,
    waves: int = 2,
    size: int | None = None,
    seed: int = 2025,
    cut: float = CUT,
    sample: int = SAMPLE,
) -> Matched:
    """History matching in waves.

    Parameters
    ----------
    simulator: figures, a row per point, at points of shape (points, names) in [0, 1): quantiles of priors.
        A figure may be NaN where no run could show it.
    names: the parameters.
    observed: the figures that are known.
    size: points of a wave; by default ten for every parameter (Loeppky, Sacks and Welch 2009).
    cut: what is above it is implausible.

    A wave stops the search where nothing is left, or nothing more would be ruled out with it. A figure
    that fewer than twenty points have, or that never varies and lies within its band, rules nothing out.
    Raises `InputError` for no parameters, no figures, or too few points.
    """
    size = 10 * len(names) if size is None else size
    if not names or not observed:
        raise InputError("history matching needs parameters that vary and figures that are known")
    if size < FEWEST_POINTS:
        size = FEWEST_POINTS
    everywhere = designs.latin_hypercube(sample, len(names), seed)
    worst = np.zeros((sample, len(observed)))
    points, done, rng = designs.latin_hypercube(size, len(names), seed + 1), [], np.random.default_rng(seed)
    kept_points, kept = np.empty((0, len(names))), pd.DataFrame()
    for number in range(waves):
        figures = simulator(points)
        kept_points, kept = np.vstack([kept_points, points]), pd.concat([kept, figures], ignore_index=True)
        emulators = _emulated(kept_points, kept, observed, seed + number)
        wave = Wave(points, figures, emulators, 1.0)
        worst = np.maximum(worst, wave.implausibility(everywhere, observed))
        left: Flags = worst.max(axis=1) <= cut
        done.append(Wave(points, figures, emulators, float(left.mean())))
        candidates = everywhere[left]
        if len(candidates) < size:
            break
        points = _apart(candidates, size, rng)
    return Matched(tuple(names), tuple(observed), tuple(done), everywhere, worst, left, cut)


def _emulated(
    points: Floats, figures: pd.DataFrame, observed: Sequence[Observed], seed: int
) -> dict[str, Emulator]:
    """Emulators of the figures that vary and that points enough have."""
    found = {}
    for each in observed:
        values = figures[each.name].to_numpy(np.float64)
        known = values[np.isfinite(values)]
        if known.size >= FEWEST_POINTS and np.ptp(known) > 0:
            found[each.name] = Emulator(points, values, seed)
    return found


def _apart(candidates: Floats, size: int, rng: np.random.Generator) -> Floats:
    """Points of a wave out of candidates: of twenty draws, the one whose nearest two lie furthest apart."""
    from scipy.spatial.distance import pdist

    draws = [candidates[rng.choice(len(candidates), size, replace=False)] for _ in range(20)]
    return max(draws, key=lambda draw: float(pdist(draw).min()))


def relevant(quantiles: Mapping[str, Floats], figures: pd.DataFrame, most: int = 12) -> tuple[str, ...]:
    """The parameters that figures depend on, in runs that each drew beliefs of their own; the clearest first.

    `quantiles` has a value per run for every parameter, `figures` a row per run. A parameter counts where its
    rank correlation with any figure can be told from chance, all taken together (t, Holm).
    """
    from scipy.stats import rankdata

    names = tuple(quantiles)
    held = np.stack([quantiles[name] for name in names], axis=1)
    correlations, probabilities = [], []
    for name in figures:
        values = figures[name].to_numpy(np.float64)
        known = np.isfinite(values)
        if known.sum() < FEWEST_POINTS or np.ptp(values[known]) == 0:
            continue
        found = _correlated(rankdata(held[known], axis=0), rankdata(values[known]))
        correlations.append(np.abs(found))
        probabilities.append(_by_chance(found, int(known.sum())))
    if not correlations:
        return ()
    together = intervals.together(np.concatenate(probabilities)).reshape(len(correlations), -1)
    told = np.asarray((together <= 1 - intervals.LEVEL).any(axis=0))
    strength = np.where(told, np.max(correlations, axis=0), 0.0)
    order = np.argsort(-strength, kind="stable")[:most]
    return tuple(names[place] for place in order if told[place])


def _correlated(ranks: Floats, other: Floats) -> Floats:
    ours, theirs = ranks - ranks.mean(axis=0), other - other.mean()
    size = np.sqrt((ours**2).sum(axis=0) * (theirs**2).sum())
    found: Floats = np.divide(ours.T @ theirs, size, out=np.zeros(ranks.shape[1]), where=size > 0)
    return found


def _by_chance(correlations: Floats, runs: int) -> Floats:
    from scipy.special import stdtr

    held = np.clip(correlations, -1 + 1e-12, 1 - 1e-12)
    t = np.abs(held) * np.sqrt((runs - 2) / (1 - held**2))
    p: Any = 2.0 * stdtr(runs - 2, -t)
    return np.asarray(p)

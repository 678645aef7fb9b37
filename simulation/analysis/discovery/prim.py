"""The patient rule induction method (PRIM): one box of inputs in which a case is dense.

Friedman and Fisher (1999, Statistics and Computing 9: 123-143): peel thin slices off the box, always the
one whose going helps most, and paste back what went too far; Bryant and Lempert (2010, Technological
Forecasting and Social Change 77: 34-49): few dimensions, coverage beside density, and for every
restriction the probability that luck alone would do as much (quasi-p).

It is ours because the one maintained library, ema_workbench, cannot be depended on here: its current version
needs Python 3.12, the last for 3.11 (2.5.3) is no longer mended and its boxes fail on categories, and
both pull platypus-opt (GPL-3) and several hundred megabytes. Two things differ from the textbook. A slice is
judged by what it gains for every run that it takes away (Kwakkel and Jaxa-Rozen 2016, Environmental
Modelling & Software 79: 311-321), since a yes-or-no input can only be peeled in large slices. And the box is
picked from the trajectory by a rule, not by hand: the likeliest under one rate inside and one outside, which
needs no threshold and serves rare and common cases alike.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.special import bdtrc, xlogy

from simulation.analysis.discovery.pairs import best_pair
from simulation.analysis.discovery.regions import Region, roundest

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

__all__ = ["ALPHA", "DOUBT", "Peeled", "Step", "prim", "quasi_p"]

ALPHA: Final = 0.05  # share of the box that a slice takes, as Friedman and Fisher advise
SMALLEST: Final = 0.01  # share of the runs that a box holds at least
FEWEST: Final = 20  # and runs
MOST_INPUTS: Final = 3  # that a box restricts
TRIED: Final = 8  # inputs that a box may take in after coarse peeling; all after fine
DOUBT: Final = 0.05  # quasi-p above which luck explains a restriction
_ROUNDS: Final = 6
_AS_LIKELY: Final = 3.84  # twice the log-likelihood that bounds of a 95% range may be short of the best


@dataclass(frozen=True)
class Step:
    """A box on the peeling trajectory, with the runs in it and how many of them are cases."""

    region: Region
    runs: int
    hits: int


@dataclass(frozen=True)
class Peeled:
    """The box that was picked (None where none is denser than all), and the last peeling trajectory."""

    chosen: Region | None
    trajectory: tuple[Step, ...]


def prim(
    values: Floats,
    cases: Flags,
    nominal: Flags | None = None,
    *,
    looked_at: int | None = None,
    alpha: float = ALPHA,
) -> Peeled:
    """The box of at most three inputs in which cases are denser than at large, the likeliest.

    `values` is (runs, inputs), the inputs in the order in which they promise most (see `screening`); `cases`
    (runs,); `nominal` says which inputs are categories, whose values have no order; `looked_at` is how many
    inputs these were chosen from, by default their number.

    Peels all inputs and keeps those of the box that matter most; peels these alone, the three that promise
    most, and the two that promise most together (`pairs`); moves every bound to where it is likeliest
    (pasting) and takes in what else a box gains by; gives up restrictions beside others that luck explains:
    whose quasi-p, times the inputs looked at, is above 0.05. A single restriction is only held to 0.05
    here; other runs have to judge the box anyhow.
    """
    kinds = np.zeros(values.shape[1], dtype=np.bool_) if nominal is None else nominal
    columns = [column for column in range(values.shape[1]) if _varies(values[:, column])]
    search = _Search(values, cases, kinds, alpha, DOUBT / max(looked_at or len(columns), 1))
    first = search.best(search.peel(columns))
    starts = {tuple(columns[:MOST_INPUTS]), tuple(search.foremost(first)[:MOST_INPUTS] if first else ())}
    starts.add(best_pair(values, cases, [each for each in columns if not kinds[each]], search.weights))
    found = [search.box(start, columns) for start in sorted(starts)]
    return max(found, key=search.worth, default=Peeled(None, ()))


def quasi_p(cases: Flags, inside: Flags, wider: Flags) -> float:
    """Probability by luck of as many cases `inside` a box, at the rate in the box `wider` by one restriction.

    The binomial tail of Bryant and Lempert (2010, section 3.3); below 0.05 the restriction matters.
    """
    hits, runs = int(cases[inside].sum()), int(inside.sum())
    if hits == 0 or runs == wider.sum():
        return 1.0
    return float(bdtrc(hits - 1, runs, cases[wider].mean()))


def _varies(given: Floats) -> bool:
    known = given[~np.isnan(given)]
    return bool(known.size) and bool(known.min() < known.max())


def _likelihood(hits: Floats, runs: Floats, all_hits: int, all_runs: int) -> Floats:
    """Twice the log-likelihood that a box with a rate of its own gains; negative where it is thinner."""

    def at_best(some: Floats, of: Floats) -> Floats:
        rate = np.divide(some, of, out=np.zeros_like(some, dtype=np.float64), where=of > 0)
        found: Floats = xlogy(some, rate) + xlogy(of - some, 1 - rate)
        return found

    hits, runs = np.asarray(hits, dtype=np.float64), np.asarray(runs, dtype=np.float64)
    everything = at_best(np.array([float(all_hits)]), np.array([float(all_runs)]))[0]
    gained = 2 * (at_best(hits, runs) + at_best(all_hits - hits, all_runs - runs) - everything)
    signed: Floats = np.where(hits * all_runs > runs * all_hits, gained, -gained)
    return signed


class _Search:
    """One search: the runs, and which of them are cases."""

    def __init__(self, values: Floats, cases: Flags, nominal: Flags, alpha: float, doubt: float) -> None:
        self.values, self.cases, self.nominal = values, cases, nominal
        self.alpha, self.doubt = alpha, doubt
        self.tried = values.shape[1] if alpha <= ALPHA else TRIED
        self.runs, self.hits = cases.size, int(cases.sum())
        self.smallest = max(FEWEST, round(SMALLEST * cases.size))
        self.price = float(np.log(self.runs))  # what a bound has to be worth (Schwarz 1978)
        self.missing = bool(np.isnan(values).any())

    def weights(self, hits: Floats, runs: Floats) -> Floats:
        """The same of many boxes, from their cases and runs; none where a box is too small."""
        found: Floats = np.where(
            runs >= self.smallest, _likelihood(hits, runs, self.hits, self.runs), -np.inf
        )
        return found

    def weight(self, region: Region) -> float:
        """How much likelier the runs are with a rate of its own in a box."""
        inside = region.holds(self.values)
        found = _likelihood(self.cases[inside].sum()[None], inside.sum()[None], self.hits, self.runs)
        return float(found[0])

    def box(self, kept: Sequence[int], columns: Sequence[int]) -> Peeled:
        """The box from peeling a few inputs, to which `columns` may be added, less what luck explains."""
        while kept:
            trajectory = self.peel(kept)
            found = self.best(trajectory)
            if found is None:
                break
            found = self.extended(self.pasted(found), columns)
            worst = max(found.restricted, key=lambda each: self.doubt_of(found, each), default=-1)
            if worst < 0:
                break
            if self.doubt_of(found, worst) <= (self.doubt if len(found.restricted) > 1 else DOUBT):
                return Peeled(found, trajectory)
            kept = [each for each in found.restricted if each != worst]
            columns = [each for each in columns if each != worst]
        return Peeled(None, ())

    def doubt_of(self, region: Region, column: int) -> float:
        """The quasi-p of one restriction."""
        inside, wider = (each.holds(self.values) for each in (region, region.freed(column)))
        return quasi_p(self.cases, inside, wider)

    def worth(self, peeled: Peeled) -> float:
        """How much likelier the runs are with a box, less the price of its bounds."""
        region = peeled.chosen
        if region is None:
            return -np.inf
        bounds = np.isfinite(region.low).sum() + np.isfinite(region.high).sum() + len(region.out)
        return self.weight(region) - self.price * float(bounds)

    def extended(self, region: Region, columns: Sequence[int]) -> Region:
        """The box with further inputs restricted, one after another, as long as it gains by them."""
        while len(region.restricted) < MOST_INPUTS:
            free = [
                each
                for each in columns[: self.tried]
                if each not in region.restricted and not self.nominal[each]
            ]
            offers = [self._moved(self._moved(region, each, upper=False), each, upper=True) for each in free]
            best = max(offers, key=self.weight, default=region)
            (added,) = set(best.restricted) - set(region.restricted) or {-1}
            if added < 0 or self.doubt_of(best, added) > self.doubt:
                return region
            region = self.pasted(best)
        return region

    def best(self, steps: Sequence[Step]) -> Region | None:
        """The likeliest box of a trajectory; None where none is denser than all runs."""
        hits, runs = (np.array([getattr(step, name) for step in steps]) for name in ("hits", "runs"))
        weights = _likelihood(hits, runs, self.hits, self.runs)
        place = int(weights.argmax())
        return steps[place].region if weights[place] > 0 and steps[place].region.restricted else None

    def foremost(self, region: Region) -> list[int]:
        """The inputs of a box, first those with which most likelihood would go."""
        left = {column: self.weight(region.freed(column)) for column in region.restricted}
        return sorted(left, key=lambda column: left[column])

    # --- peeling ------------------------------------------------------------------------------

    def peel(self, columns: Sequence[int]) -> tuple[Step, ...]:
        """The trajectory from everything to the smallest box, restricting only `columns`."""
        region = Region.whole(self.values.shape[1])
        inside = np.arange(self.runs)
        steps = [Step(region, self.runs, self.hits)]
        plain = [column for column in columns if not self.nominal[column]]
        named = [column for column in columns if self.nominal[column]]
        while inside.size > self.smallest:
            offers = [*self._slices(region, inside, plain), *self._values(region, inside, named)]
            if not offers:
                break
            _, region, kept = max(offers, key=lambda offer: offer[0])
            inside = inside[kept]
            steps.append(Step(region, inside.size, int(self.cases[inside].sum())))
        return tuple(steps)

    def _slices(
        self, region: Region, inside: NDArray[np.intp], columns: Sequence[int]
    ) -> Iterator[tuple[float, Region, Flags]]:
        """The best slices off either end of ordered inputs: the gain, the box without it, what stays."""
        if not columns:
            return
        held = self.values[inside][:, list(columns)]
        size = len(held)
        cut = max(1, round(self.alpha * size))
        low_end, high_end = (
            np.where(np.isnan(held), far, held) if self.missing else held for far in (np.inf, -np.inf)
        )
        lows = np.partition(low_end, cut - 1, axis=0)[cut - 1]
        tops = np.partition(high_end, size - cut, axis=0)[size - cut]
        highs = np.where(high_end < tops, high_end, -np.inf).max(axis=0)  # the whole top slice goes, ties too
        ends = ((held > lows, lows, True), (held <= highs, highs, False))
        cases = self.cases[inside]
        for kept, bounds, low in ends:
            gains = self._gains(kept, cases)
            place = int(gains.argmax())
            if gains[place] > -np.inf:
                column, bound = columns[place], float(bounds[place])
                taken = region.bounded(column, **{"low" if low else "high": bound})
                yield float(gains[place]), taken, kept[:, place]

    def _values(
        self, region: Region, inside: NDArray[np.intp], columns: Sequence[int]
    ) -> Iterator[tuple[float, Region, Flags]]:
        """The boxes without one value of a category."""
        cases = self.cases[inside]
        for column in columns:
            held = self.values[inside, column]
            for value in np.unique(held[~np.isnan(held)]):
                kept = (held != value) & ~np.isnan(held)
                gain = float(self._gains(kept[:, None], cases)[0])
                if gain > -np.inf:
                    yield gain, replace(region, out=region.out | {(column, float(value))}), kept

    def _gains(self, kept: Flags, cases: Flags) -> Floats:
        """Density gained for every run that goes, shape (offers,); minus infinity where none may."""
        runs = kept.sum(axis=0)
        density = np.divide(cases.astype(np.float64) @ kept, runs, out=np.zeros(runs.size), where=runs > 0)
        gone = cases.size - runs
        gains: Floats = np.divide(
            density - cases.mean(), gone, out=np.full(runs.size, -np.inf), where=gone > 0
        )
        gains[runs < self.smallest] = -np.inf
        return gains

    # --- pasting ------------------------------------------------------------------------------

    def pasted(self, region: Region) -> Region:
        """The box with every bound where it is likeliest, one after another until none moves."""
        for _ in range(_ROUNDS):
            before = self.weight(region)
            for column in region.restricted:
                if not self.nominal[column]:
                    region = self._moved(self._moved(region, column, upper=False), column, upper=True)
            region = self._returned(region)
            if self.weight(region) <= before:
                break
        return region

    def _moved(self, region: Region, column: int, *, upper: bool) -> Region:
        """One bound of an input where it is likeliest: the roundest number of those that are as likely."""
        open_end = region.bounded(column, **({"high": np.inf} if upper else {"low": -np.inf}))
        inside = open_end.holds(self.values) & ~np.isnan(self.values[:, column])
        values, cases = self.values[inside, column], self.cases[inside]
        if not values.size:
            return region
        order = np.argsort(values if upper else -values, kind="stable")
        values, hits = values[order], cases[order].cumsum()
        last = np.append(values[1:] != values[:-1], True)  # ties go together
        runs = np.arange(1, values.size + 1)
        weights = np.where(last, self.weights(hits, runs), -np.inf)
        place = int(weights.argmax())
        best = float(weights[place])
        if place == values.size - 1 or best <= self.weight(open_end) + self.price:
            return open_end
        unlikely = (weights < max(best - _AS_LIKELY, self.weight(open_end) + self.price)) & last
        first = int(np.flatnonzero(unlikely[:place])[-1]) + 1 if unlikely[:place].any() else 0
        stop = place + int(unlikely[place:].argmax()) if unlikely[place:].any() else values.size - 1
        low, high = sorted((float(values[first]), float(values[stop])))
        bound = roundest(low, high, float(values[place]))
        return region.bounded(column, **{"high" if upper else "low": bound})

    def _returned(self, region: Region) -> Region:
        """The box with categories back in that it is likelier with."""
        for each in sorted(region.out):
            wider = replace(region, out=region.out - {each})
            if self.weight(wider) >= self.weight(region):
                region = wider
        return region

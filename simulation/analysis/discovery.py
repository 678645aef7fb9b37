"""Scenario discovery: under which beliefs an outcome happens, as boxes with coverage and density.

A classification tree (CART, Breiman et al. 1984, by scikit-learn) finds boxes in one half of the runs;
the other half, which it never saw, says how dense they are and how much they cover (Bryant and Lempert
2010, whose measures these are). What does not hold up there is not reported.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from scipy.special import ndtr

from simulation.analysis.targets import Target, targets
from simulation.batch.tables import BELIEF, BELIEFS, OUTCOMES
from simulation.errors import InputError, nearest
from simulation.outcomes import intervals, query
from simulation.outcomes.intervals import Estimate

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from simulation.outcomes import Results

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]
    Ints = NDArray[np.int64]

__all__ = ["Box", "Case", "Restriction", "cases", "discover"]

FEWEST_CASES: Final = 100  # runs that end so, and runs that do not, below which nothing is looked for
MOST_RUNS: Final = 50_000  # more add nothing to what boxes of three conditions can say
DEPTH: Final = 3
LEAF: Final = 0.04  # share of the runs that a box holds at least
HIGH: Final = 0.75  # a quantity is a case where it is above this quantile


@dataclass(frozen=True, slots=True)
class Restriction:
    """A belief kept above or below a bound."""

    parameter: str
    above: bool
    bound: float

    def __str__(self) -> str:
        return f"{self.parameter} {'above' if self.above else 'at most'} {self.bound:.3g}"

    def holds(self, values: Floats) -> Flags:
        """Where it holds."""
        return values > self.bound if self.above else values <= self.bound


@dataclass(frozen=True, slots=True)
class Box:
    """Conditions under which an outcome happens more often, judged by runs that did not help to find them.

    `density` is the share of runs in the box that end so, with its 95% interval; `coverage` the share of
    all runs that end so which are in the box; `base` the share of all runs that end so; `runs` how many of
    the runs that judge are in the box.
    """

    restrictions: tuple[Restriction, ...]
    density: Estimate
    coverage: float
    base: float
    runs: int

    def __str__(self) -> str:
        return " and ".join(map(str, self.restrictions))


@dataclass(frozen=True, eq=False, slots=True)
class Case:
    """What is asked after, in words, and in which runs it came true."""

    words: str
    holds: Flags

    @property
    def rare(self) -> bool:
        """Whether too few runs end so, or too few do not, to look for conditions."""
        hits = int(self.holds.sum())
        return min(hits, self.holds.size - hits) < FEWEST_CASES


def frame_of(results: Results, scenario: str) -> pd.DataFrame:
    """Outcomes and beliefs of a scenario: of its first 50,000 runs, where there are more.

    Raises `InputError` for a scenario that is not there.
    """
    if scenario not in results.scenarios:
        raise InputError(f"the results hold no scenario {scenario!r}; {nearest(scenario, results.scenarios)}")
    first = results.part(OUTCOMES, ["run"], scenario)["run"].iloc[: MOST_RUNS + 1]
    where = f"run < {first.iloc[-1]}" if first.size > MOST_RUNS else None
    return results.part(OUTCOMES, None, scenario, where)


def cases(frame: pd.DataFrame, asked: str) -> list[Case]:
    """What `asked` stands for: a condition, a category, each category of an outcome, or a high quantity.

    Raises `InputError` for what cannot be read.
    """
    if any(mark in asked for mark in ("==", "<", ">", "!=", " in ")):
        return [Case(asked, query.matching(asked, list(frame.columns), frame.__getitem__))]
    return [_case(frame, target) for target in targets([asked])]


def _case(frame: pd.DataFrame, target: Target) -> Case:
    values = target.read(frame)
    if target.category is not None:
        return Case(str(target), values > 0)
    bound = float(np.quantile(values, HIGH))
    return Case(f"{target} above {bound:.3g}, its highest quarter", values > bound)


def discover(frame: pd.DataFrame, case: Case) -> list[Box]:
    """The boxes of beliefs in which a case is more frequent than at large, densest first.

    Only those that hold up in the half of the runs that did not help to find them: denser there than all
    runs, by luck in at most 1 of 20 searches. Raises `InputError` where too few runs end so, or otherwise.
    """
    if case.rare:
        hits = int(case.holds.sum())
        raise InputError(
            f"{hits:,} of {case.holds.size:,} runs end with {case.words}: fewer than {FEWEST_CASES} that do, "
            "or that do not, are too few to find what leads there. Simulate more runs"
        )
    beliefs = _beliefs(frame)
    groups = np.unique(frame[BELIEFS if BELIEFS in frame else "run"].to_numpy(), return_inverse=True)[1]
    judging = groups % 2 == 1
    found = list(dict.fromkeys(_search(beliefs, case.holds, ~judging)))
    judged = [_judged(box, beliefs, case.holds, judging, groups) for box in found]
    together = intervals.together(np.array([by_luck for _, by_luck in judged]))
    held = [box for (box, _), p in zip(judged, together, strict=True) if p <= 1 - intervals.LEVEL]
    return sorted(held, key=lambda box: -box.density.value)


def _beliefs(frame: pd.DataFrame) -> dict[str, Floats]:
    """The beliefs that differ between runs."""
    names = [str(name) for name in frame.columns if str(name).startswith(BELIEF)]
    drawn = {name.removeprefix(BELIEF): frame[name].to_numpy(np.float64) for name in names}
    return {name: values for name, values in drawn.items() if values.min() < values.max()}


# --- search ------------------------------------------------------------------------------------


def _search(beliefs: Mapping[str, Floats], holds: Flags, rows: Flags) -> Iterator[tuple[Restriction, ...]]:
    """The leaves of a tree that are denser than all of the runs that it was grown on, each made simple."""
    from sklearn.tree import DecisionTreeClassifier

    names = list(beliefs)
    inside = np.stack([beliefs[name][rows] for name in names], axis=1)
    smallest = max(20, round(LEAF * int(rows.sum())))
    tree = DecisionTreeClassifier(max_depth=DEPTH, min_samples_leaf=smallest, random_state=0)
    tree.fit(inside, holds[rows])
    base = holds[rows].mean()
    mine = {name: beliefs[name][rows] for name in names}
    for path in _leaves(tree.tree_, names):
        if path and holds[rows][_inside(path, mine)].mean() > base:
            yield _simple(path, mine, holds[rows])


def _leaves(tree: Any, names: Sequence[str], node: int = 0) -> Iterator[tuple[Restriction, ...]]:
    """The restrictions on the way to every leaf below a node; of two bounds on one side the closer one."""
    if tree.children_left[node] == tree.children_right[node]:
        yield ()
        return
    name, bound = names[tree.feature[node]], float(tree.threshold[node])
    for above, child in ((False, tree.children_left[node]), (True, tree.children_right[node])):
        here = Restriction(name, above, bound)
        for path in _leaves(tree, names, child):
            closer = any((r.parameter, r.above) == (name, above) for r in path)
            yield path if closer else (here, *path)


def _inside(box: Sequence[Restriction], beliefs: Mapping[str, Floats]) -> Flags:
    held = np.ones(len(next(iter(beliefs.values()))), dtype=np.bool_)
    for restriction in box:
        held &= restriction.holds(beliefs[restriction.parameter])
    return held


def _simple(
    box: tuple[Restriction, ...], beliefs: Mapping[str, Floats], holds: Flags
) -> tuple[Restriction, ...]:
    """The box without the conditions that it is as dense without."""
    for restriction in box:
        fewer = tuple(other for other in box if other != restriction)
        if fewer and holds[_inside(fewer, beliefs)].mean() >= holds[_inside(box, beliefs)].mean():
            return _simple(fewer, beliefs, holds)
    return box


# --- judgement ---------------------------------------------------------------------------------


def _judged(
    box: tuple[Restriction, ...], beliefs: Mapping[str, Floats], holds: Flags, judging: Flags, groups: Ints
) -> tuple[Box, float]:
    """A box by the runs that judge, and the probability that it is so much denser than all by luck."""
    inside = _inside(box, beliefs) & judging
    hits, runs, base = int(holds[inside].sum()), int(inside.sum()), float(holds[judging].mean())
    effect = intervals.design_effect(holds[inside].astype(np.float64), groups[inside])
    density = intervals.share(hits, runs, effect)
    spread = np.sqrt(base * (1 - base) * effect / max(runs, 1))
    by_luck = float(ndtr((base - density.value) / spread)) if runs else 1.0
    return Box(box, density, hits / max(int(holds[judging].sum()), 1), base, runs), by_luck

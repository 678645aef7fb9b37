"""Scenario discovery: under which beliefs and early events an outcome happens, as boxes.

PRIM (`analysis.prim`) and a shallow tree (`analysis.trees`) find boxes in one half of the runs; the other
half, which they never saw, says how dense they are and how much they cover (Bryant and Lempert 2010, whose
measures these are). What does not hold up there is not reported. The search is then repeated among other
halves, to say how often the same conditions are found, and how far density and coverage move.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.special import ndtr

from simulation.analysis.designs.targets import Target, targets
from simulation.analysis.discovery.boxes import (
    Again,
    Box,
    Condition,
    Inputs,
    Membership,
    Restriction,
    inputs_of,
    restrictions_of,
)
from simulation.analysis.discovery.prim import ALPHA, Peeled, prim, quasi_p
from simulation.analysis.discovery.screening import Screen
from simulation.analysis.discovery.trees import leaves
from simulation.batch.tables import BELIEFS, OUTCOMES
from simulation.errors import InputError, nearest
from simulation.outcomes import intervals, query
from simulation.outcomes.intervals import Estimate

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from simulation.analysis.signposts.early import RunsLike
    from simulation.analysis.signposts.observables import Event

    Flags = NDArray[np.bool_]
    Ints = NDArray[np.int64]

__all__ = [
    "METHODS",
    "Again",
    "Box",
    "Case",
    "Discovered",
    "Membership",
    "Restriction",
    "cases",
    "discover",
    "discovered",
    "frame_of",
]

METHODS: Final = ("prim", "tree")
BOTH: Final = "both"
FEWEST_CASES: Final = 100  # runs that end so, and runs that do not, below which nothing is looked for
MOST_RUNS: Final = 50_000  # more add nothing to what boxes of three conditions can say
MOST_BOXES: Final = 2  # of PRIM: the second among the runs that the first leaves
HIGH: Final = 0.75  # a quantity is a case where it is above this quantile
COARSE: Final = 0.1  # share of a box that a slice takes where the search is repeated, which is quicker
SPLITS: Final = 20  # halves among which a search is repeated


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


@dataclass(frozen=True)
class Point:
    """A box on PRIM's peeling trajectory: inputs it restricts, and what it comes to in runs that judge."""

    inputs: int
    density: float
    coverage: float
    runs: int


@dataclass(frozen=True, eq=False)
class Discovered:
    """The boxes of a case that hold up, PRIM's first, and the peeling trajectory of PRIM's first box.

    `inputs` is how many beliefs and events were looked at.
    """

    case: Case
    inputs: int
    boxes: tuple[Box, ...]
    trajectory: tuple[Point, ...]


def frame_of(results: RunsLike, scenario: str) -> pd.DataFrame:
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


def discover(
    frame: pd.DataFrame,
    case: Case,
    *,
    method: str = BOTH,
    events: Mapping[Event, Flags] | None = None,
    splits: int = SPLITS,
    seed: int = 0,
) -> list[Box]:
    """The boxes of beliefs and events in which a case is more frequent than at large; see `discovered`."""
    found = discovered(frame, case, method=method, events=events, splits=splits, seed=seed)
    return list(found.boxes)


def discovered(
    frame: pd.DataFrame,
    case: Case,
    *,
    method: str = BOTH,
    events: Mapping[Event, Flags] | None = None,
    splits: int = SPLITS,
    seed: int = 0,
) -> Discovered:
    """The boxes in which a case is more frequent than at large: PRIM's, then the tree's, densest first.

    `frame` has a row per run: beliefs in columns "belief.NAME" (constant ones are left out, empty cells lie
    in no box); where runs share their beliefs, a column `beliefs` says which. `events` are flags over these
    runs. `method` is prim, tree or both; `splits` how often the search is repeated among other halves, drawn
    from `seed`.

    Only boxes that hold up in the half of the runs that did not help to find them: denser there than all
    runs, by luck in at most 1 of 20 searches. Raises `InputError` where too few runs end so, or otherwise,
    where nothing differs between the runs, and for an unknown method.
    """
    if method not in (*METHODS, BOTH):
        raise InputError(f"no method {method!r}; {nearest(method, [*METHODS, BOTH])}")
    if case.rare:
        hits = int(case.holds.sum())
        raise InputError(
            f"{hits:,} of {case.holds.size:,} runs end with {case.words}: fewer than {FEWEST_CASES} that do, "
            "or that do not, are too few to find what leads there. Simulate more runs"
        )
    methods = METHODS if method == BOTH else (method,)
    search = _Search(inputs_of(frame, events), case.holds, _groups(frame))
    judging = search.groups % 2 == 1
    found = [(each, box) for each in methods for box in search.boxes(each, ~judging)]
    judged = [search.judged(each, box, judging) for each, box in found]
    together = intervals.together(np.array([by_luck for _, by_luck in judged]))
    held = [box for (box, _), p in zip(judged, together, strict=True) if p <= 1 - intervals.LEVEL]
    trajectory = tuple(search.trajectory(~judging, judging)) if "prim" in methods else ()
    if held and splits:
        held = search.repeated(held, splits, np.random.default_rng(seed))
    held.sort(key=lambda box: (METHODS.index(box.method), -box.density.value))
    return Discovered(case, len(search.inputs.names), tuple(held), trajectory)


def _groups(frame: pd.DataFrame) -> Ints:
    """Which beliefs each run has: numbers from 0, shape (runs,)."""
    name = BELIEFS if BELIEFS in frame else "run"
    if name not in frame:
        return np.arange(len(frame))
    found: Ints = np.unique(frame[name].to_numpy(), return_inverse=True)[1]
    return found


class _Search:
    """One case: what the runs differ in, which of them end so, and which share their beliefs."""

    def __init__(self, inputs: Inputs, holds: Flags, groups: Ints) -> None:
        self.inputs, self.holds, self.groups = inputs, holds, groups
        self._screen = Screen(inputs.values, inputs.nominal)
        self._found: dict[tuple[bytes, float], tuple[Peeled, list[int]]] = {}

    def boxes(
        self, method: str, rows: Flags, most: int = MOST_BOXES, alpha: float = ALPHA
    ) -> list[tuple[Condition, ...]]:
        """What a method finds among some runs, each box once; of PRIM at most so many."""
        if not 0 < self.holds[rows].sum() < rows.sum():
            return []
        if method == "tree":
            columns = self._screen.foremost(rows, self.holds)
            return list(dict.fromkeys(leaves(self.inputs, self.holds, rows, columns)))
        return list(self._peeled_boxes(rows, most, alpha))

    def _peeled_boxes(self, rows: Flags, most: int, alpha: float) -> Iterator[tuple[Condition, ...]]:
        for _ in range(most):
            peeled, columns = self._peeled(rows, alpha)
            if peeled.chosen is None:
                return
            box = restrictions_of(peeled.chosen, self.inputs, columns)
            yield box
            rows = rows & ~self.inputs.inside(box)
            if min(self.holds[rows].sum(), (~self.holds[rows]).sum()) < FEWEST_CASES // 4:
                return

    def _peeled(self, rows: Flags, alpha: float = ALPHA) -> tuple[Peeled, list[int]]:
        """What PRIM finds among some runs, and the inputs that it looked at; each search is done once."""
        key = rows.tobytes(), alpha
        if key not in self._found:
            columns = self._screen.foremost(rows, self.holds)
            values, nominal = self.inputs.values[rows][:, columns], self.inputs.nominal[columns]
            looked_at = len(self.inputs.names)
            peeled = prim(values, self.holds[rows], nominal, looked_at=looked_at, alpha=alpha)
            self._found[key] = peeled, columns
        return self._found[key]

    # --- judgement ----------------------------------------------------------------------------

    def judged(self, method: str, box: tuple[Condition, ...], judging: Flags) -> tuple[Box, float]:
        """A box by the runs that judge, and the probability that it is so much denser than all by luck."""
        inside = self.inputs.inside(box) & judging
        hits, runs, base = int(self.holds[inside].sum()), int(inside.sum()), float(self.holds[judging].mean())
        effect = intervals.design_effect(self.holds[inside].astype(np.float64), self.groups[inside])
        density = intervals.share(hits, runs, effect)
        spread = np.sqrt(base * (1 - base) * effect / max(runs, 1))
        by_luck = float(ndtr((base - density.value) / spread)) if runs else 1.0
        ends = self.holds & judging
        widened = intervals.design_effect(inside[ends].astype(np.float64), self.groups[ends])
        covered = intervals.share(hits, int(ends.sum()), widened)
        doubts = tuple(self._doubt(box, name, judging) for name in dict.fromkeys(c.parameter for c in box))
        coverage = hits / max(int(ends.sum()), 1)
        return Box(box, density, coverage, base, runs, method, covered, doubts), by_luck

    def _doubt(self, box: tuple[Condition, ...], name: str, judging: Flags) -> float:
        wider = tuple(each for each in box if each.parameter != name)
        inside, freed = self.inputs.inside(box) & judging, self.inputs.inside(wider) & judging
        return quasi_p(self.holds, inside, freed)

    def repeated(self, boxes: Sequence[Box], splits: int, luck: np.random.Generator) -> list[Box]:
        """The boxes with how often they are found again among `splits` other halves of the runs."""
        most = {method: sum(box.method == method for box in boxes) for method in METHODS}
        each = {box: np.zeros(len(box.restrictions), dtype=np.int64) for box in boxes}
        found: dict[Box, list[tuple[float, float]]] = {box: [] for box in boxes}
        for _ in range(splits):
            side = luck.permutation(int(self.groups.max()) + 1) % 2 == 0
            rows = side[self.groups]
            anew = {method: self.boxes(method, rows, n, COARSE) for method, n in most.items() if n}
            for box in boxes:
                alike = [
                    [any(c.like(o) for o in other) for c in box.restrictions] for other in anew[box.method]
                ]
                if alike:
                    each[box] += np.any(alike, axis=0)
                whole = [other for other, same in zip(anew[box.method], alike, strict=True) if all(same)]
                if whole:
                    found[box].append(self._comes_to(whole[0], ~rows))
        return [
            replace(box, again=_again(splits, tuple(int(n) for n in each[box]), found[box])) for box in boxes
        ]

    def _comes_to(self, box: Sequence[Condition], rows: Flags) -> tuple[float, float]:
        """Density and coverage of a box among some runs; a density of NaN where none lies in it."""
        inside = self.inputs.inside(box) & rows
        hits = float(self.holds[inside].sum())
        density = hits / inside.sum() if inside.any() else np.nan
        return density, hits / max(float(self.holds[rows].sum()), 1.0)

    def trajectory(self, rows: Flags, judging: Flags) -> Iterator[Point]:
        """PRIM's peeling among some runs, box by box, by the runs that judge."""
        peeled, columns = self._peeled(rows)
        values = self.inputs.values[judging][:, columns]
        ends = self.holds[judging]
        for step in peeled.trajectory:
            inside = step.region.holds(values)
            if inside.any():
                hits = float(ends[inside].sum())
                restricted = len(step.region.restricted)
                yield Point(restricted, hits / inside.sum(), hits / ends.sum(), int(inside.sum()))


def _again(splits: int, each: tuple[int, ...], found: Sequence[tuple[float, float]]) -> Again:
    tails = [0.5, (1 - intervals.LEVEL) / 2, (1 + intervals.LEVEL) / 2]
    if not found:
        return Again(splits, 0, each, intervals.NOTHING, intervals.NOTHING)
    density, coverage = (
        Estimate(*map(float, np.nanquantile(part, tails))) for part in zip(*found, strict=True)
    )
    return Again(splits, len(found), each, density, coverage)

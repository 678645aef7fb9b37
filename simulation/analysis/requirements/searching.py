"""The fewest and smallest changes that bring a probability where it is wanted: a search over any model.

Three sets of runs, which share none: one *screens* (a Latin hypercube over all that can be changed; the
fifths of each coordinate say what its ends would do), one *probes* (each promising change made, in the same
runs as every other, so that their differences are theirs and not luck's), and one *judges*. Only runs that
judge decide whether the wanted probability is reached, and how small a change may be: picked from many, the
best probe looks better than it is. After each addition all is screened again under it, so that a change
which only works together with another is met.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np

from simulation.outcomes import intervals
from simulation.outcomes.intervals import Estimate
from simulation.scenario import designs

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

__all__ = ["Change", "Found", "Play", "Request", "Search", "search"]

SCREENED: Final = 8  # runs that screen, for each run of a probe
JUDGED: Final = 4  # runs that judge, for each run of a probe
BEAM: Final = 3  # combinations that are carried on
TRIED: Final = 24  # single changes that are made, of those that screening ranks first
AGAIN: Final = 12  # of them, once there are others to join
FIFTH: Final = 0.2
SHRUNK: Final = 2  # combinations that reach what is wanted and are made as small as they can be
HALVINGS: Final = 5  # of a change, until it is known to two hundredths of its prior
WHOLE: Final = 0.5  # the size of a step that has no half: as of a belief moved to the end of its prior
_FEW: Final = 0.02  # a probability below which too few runs end so to rank changes by
_SCREENING, _JUDGING = 1_000_000, 2_000_000  # where the numbers of these runs begin


@dataclass(frozen=True, slots=True)
class Change:
    """A belief moved to a quantile of its prior, or a lever set to one of its options."""

    name: str
    quantile: float = 0.5
    option: str = ""

    @property
    def size(self) -> float:
        """How far from the middle of its prior, from 0 to 0.5; a lever's step is 0.5."""
        return WHOLE if self.option else abs(self.quantile - 0.5)

    def shrunk(self, by: float) -> Change:
        """The same change, `by` times as far from the middle; a lever's step stays whole."""
        return self if self.option else Change(self.name, 0.5 + by * (self.quantile - 0.5))


Changes = tuple[Change, ...]


@dataclass(frozen=True, eq=False)
class Request:
    """Runs to play: with which levers set, at which quantiles, and with whose luck.

    `points` are quantiles of shape (rows, names), NaN where a belief is as the run draws it; `runs` are the
    numbers of the runs, shape (rows,).
    """

    levers: Changes
    points: Floats
    runs: Ints


Play = Callable[[Sequence[Request]], Sequence["Floats"]]
"""The model: for each request whether its rows end as asked (1 or 0), and a guide, shape (2, rows).

The guide says how near a run came, from 0 to 1; it ranks changes where hardly a run ends as asked.
"""


@dataclass(frozen=True, eq=False)
class Search:
    """What is searched: over which beliefs and levers, for which probability, with how many runs a probe.

    `end` is how near to the ends of a prior a belief may be moved, `most` how many changes may be made.
    """

    play: Play
    names: tuple[str, ...]
    wanted: float
    most: int = 3
    runs: int = 500
    end: float = 0.05
    seed: int = 0
    levers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    note: Callable[[str], None] = lambda _: None

    def expected(self) -> int:
        """About how many runs a search takes that goes as deep as it may."""
        options = sum(map(len, self.levers.values()))
        first = SCREENED + TRIED + options + BEAM * JUDGED
        later = BEAM * (SCREENED + 2 * AGAIN + JUDGED)
        shrinking = JUDGED * SHRUNK * (HALVINGS * (1 + self.most) + self.most)
        return self.runs * (JUDGED + first + (self.most - 1) * later + shrinking)


@dataclass(frozen=True)
class Found:
    """Changes, the most effective first, with the estimates by the runs that judge.

    `steps` are the probabilities before any change and after each; `reached` says whether the last one is
    where it is wanted, with its whole interval.
    """

    changes: Changes
    steps: tuple[Estimate, ...]
    reached: bool


def search(asked: Search) -> Found:
    """The fewest changes that bring the probability to the wanted one, and of those the smallest.

    The wanted probability is reached where the 95% interval of the runs that judge lies wholly on its far
    side. Where nothing reaches it, the combination that comes nearest, with its beliefs at the ends of
    their priors.
    """
    return _Searching(asked).found()


class _Searching:
    """One search on its way."""

    def __init__(self, asked: Search) -> None:
        self.asked = asked
        self.known: dict[frozenset[Change], Estimate] = {}
        self.up = True
        self.useful: tuple[Change, ...] = ()

    def found(self) -> Found:
        start = self.judged(())
        if start.low <= self.asked.wanted <= start.high:
            return Found((), (start,), True)
        self.up = start.value < self.asked.wanted
        beam: list[Changes] = [()]
        nearest: Changes = ()
        for depth in range(1, self.asked.most + 1):
            beam = self.beam(beam)
            if not beam:
                break
            judged = sorted(beam, key=lambda changes: -self.towards(self.judged(changes)))
            nearest = max(nearest, judged[0], key=lambda changes: self.towards(self.judged(changes)))
            best = self.judged(judged[0])
            self.asked.note(f"With {depth}: {100 * best.value:.0f} of 100 at most.")
            reaching = [changes for changes in judged if self.enough(changes)][:SHRUNK]
            if reaching:
                smallest = min((self.shrunk(changes) for changes in reaching), key=_burden)
                return self.told(smallest, reached=True)
        return self.told(self.needed(nearest), reached=False)

    # --- estimates -----------------------------------------------------------------------------------

    def judged(self, changes: Changes) -> Estimate:
        """The probability under some changes, by the runs that judge."""
        key = frozenset(changes)
        if key not in self.known:
            runs = _JUDGING + np.arange(JUDGED * self.asked.runs)
            hits = self.asked.play([self.request(changes, runs)])[0][0]
            self.known[key] = intervals.share(int(hits.sum()), hits.size)
        return self.known[key]

    def towards(self, found: Estimate) -> float:
        return found.value if self.up else -found.value

    def enough(self, changes: Changes) -> bool:
        """Whether the whole interval lies on the far side of the wanted probability."""
        found = self.judged(changes)
        return found.low >= self.asked.wanted if self.up else found.high <= self.asked.wanted

    def request(self, changes: Changes, runs: Ints, points: Floats | None = None) -> Request:
        names = self.asked.names
        at = np.full((runs.size, len(names)), np.nan) if points is None else points
        for change in changes:
            if not change.option:
                at[:, names.index(change.name)] = change.quantile
        return Request(tuple(change for change in changes if change.option), at, runs)

    # --- additions -----------------------------------------------------------------------------------

    def beam(self, before: Sequence[Changes]) -> list[Changes]:
        """The best combinations with one change more, by probes that all meet the same runs."""
        first = before == [()]
        promising = self.screened(before, TRIED if first else AGAIN)
        options = [
            Change(name, option=option) for name, those in self.asked.levers.items() for option in those
        ]
        levers = options if first else list(self.useful)
        trials: dict[frozenset[Change], Changes] = {}
        for changes, singles in zip(before, promising, strict=True):
            taken = {change.name for change in changes}
            for single in (*singles, *(lever for lever in levers if lever.name not in taken)):
                trials.setdefault(frozenset((*changes, single)), (*changes, single))
        if not trials:  # everything that may change is changed already
            return []
        runs = np.arange(self.asked.runs)
        played = self.asked.play([self.request(changes, runs) for changes in trials.values()])
        scores = _scores(np.stack([answer.mean(axis=1) for answer in played]))
        order = np.argsort(-scores if self.up else scores, kind="stable")
        ranked = [list(trials.values())[place] for place in order]
        if first:
            single_levers = [changes[0] for changes in ranked if changes[0].option]
            self.useful = tuple(single_levers[: AGAIN // 2])
        return ranked[:BEAM]

    def screened(self, before: Sequence[Changes], most: int) -> list[list[Change]]:
        """For each combination the changes that promise most when they are added to it."""
        asked, rows = self.asked, SCREENED * self.asked.runs
        if not asked.names:
            return [[] for _ in before]
        points = designs.latin_hypercube(rows, len(asked.names), asked.seed)
        runs = _SCREENING + np.arange(rows)
        answers = asked.play([self.request(changes, runs, points.copy()) for changes in before])
        return [
            self.promising(points, answer, {change.name for change in changes})[:most]
            for changes, answer in zip(before, answers, strict=True)
        ]

    def promising(self, points: Floats, answer: Floats, taken: set[str]) -> list[Change]:
        """Beliefs at either end of their priors, the most promising first."""
        hits = answer[0] if answer[0].mean() >= _FEW else answer.sum(axis=0)
        ends = ((points < FIFTH, self.asked.end), (points > 1 - FIFTH, 1 - self.asked.end))
        found = []
        for fifth, quantile in ends:
            means = (fifth.T @ hits) / fifth.sum(axis=0)
            found += [
                (mean, Change(name, quantile))
                for name, mean in zip(self.asked.names, means, strict=True)
                if name not in taken
            ]
        found.sort(key=lambda each: -each[0] if self.up else each[0])
        return [change for _, change in found]

    # --- as little as will do --------------------------------------------------------------------------

    def shrunk(self, changes: Changes) -> Changes:
        """The same changes, as small as they can be: first all alike, then each that has room left.

        Those that turn out not to be needed are left out.
        """
        by = self.least(lambda share: tuple(change.shrunk(share) for change in changes))
        kept = tuple(change.shrunk(by) for change in changes)
        for change in self.by_need(kept):
            others = tuple(other for other in kept if other != change)
            if others and self.enough(others):
                kept = others
            elif not change.option and len(changes) > 1:
                kept = self.one_shrunk(kept, change)
        return kept

    def one_shrunk(self, changes: Changes, change: Change) -> Changes:
        def with_share(share: float) -> Changes:
            return tuple(other.shrunk(share) if other == change else other for other in changes)

        return with_share(self.least(with_share))

    def least(self, changed: Callable[[float], Changes]) -> float:
        """The smallest share of a change that is enough, by bisection; 1 where nothing less will do."""
        low, high = 0.0, 1.0
        for _ in range(HALVINGS):
            middle = (low + high) / 2
            low, high = (low, middle) if self.enough(changed(middle)) else (middle, high)
            if changed(middle) == changed(high) == changed(low):  # levers alone: there is nothing to shrink
                break
        return high

    def by_need(self, changes: Changes) -> list[Change]:
        """Changes by how little would be missing without them, the least needed first."""
        return sorted(changes, key=lambda change: -self.towards(self.judged(_without(changes, change))))

    def needed(self, changes: Changes) -> Changes:
        """The changes without those that bring the probability no nearer."""
        for change in changes:
            fewer = _without(changes, change)
            if fewer and self.towards(self.judged(fewer)) >= self.towards(self.judged(changes)):
                return self.needed(fewer)
        return changes

    def told(self, changes: Changes, *, reached: bool) -> Found:
        """The changes, the most needed first, with the probability after each."""
        order = tuple(reversed(self.by_need(changes))) if len(changes) > 1 else changes
        steps = tuple(self.judged(order[:count]) for count in range(len(order) + 1))
        return Found(order, steps, reached)


def _without(changes: Changes, change: Change) -> Changes:
    return tuple(other for other in changes if other != change)


def _scores(means: Floats) -> Floats:
    """What trials are ranked by, of means of hits and guide of shape (trials, 2)."""
    hits: Floats = means[:, 0]
    return hits if hits.max(initial=0.0) >= _FEW else means.sum(axis=1)


def _burden(changes: Changes) -> tuple[int, float, float]:
    """Fewer changes first, then a smaller largest one, then less in all."""
    sizes = [change.size for change in changes]
    return len(changes), max(sizes), sum(sizes)

"""Differences between two scenarios that share their luck: what a chart may show and a title may claim.

Run 537 of one scenario is compared with run 537 of the other (`outcomes.intervals`). A chart of many
differences invites picking the largest, so a title may only claim one that survives all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from simulation.outcomes import intervals
from simulation.outcomes.intervals import LEVEL, Estimate
from simulation.plots.data import Floats, OutcomesLike, ResultsLike, Selection, by_run

Flags = NDArray[np.bool_]

ENOUGH_TO_CLAIM: Final = 20  # runs


@dataclass(frozen=True, slots=True)
class Difference:
    """Mean of `scenario` less `baseline`, run by run, with its 95% interval.

    `category` is set where the outcome is the share of runs that end in it. `scale` and `level` are the
    outcome's standard deviation and mean in the baseline.
    """

    outcome: str
    scenario: str
    baseline: str
    runs: int
    estimate: float
    low: float
    high: float
    scale: float = 1.0
    level: float = 0.0
    category: str = ""

    @property
    def clear(self) -> bool:
        """Whether the 95% interval leaves out zero, in runs enough to trust it."""
        return self.runs >= ENOUGH_TO_CLAIM and (self.low > 0 or self.high < 0)

    @property
    def size(self) -> float:
        """Absolute difference in standard deviations of the baseline, or as it is where that is nil."""
        return abs(self.estimate) / self.scale if self.scale > 0 else abs(self.estimate)

    def survives(self, looks: int) -> bool:
        """Whether the interval of all `looks` together leaves out zero (Bonferroni's, by Student's t)."""
        if not self.clear:
            return False
        tail = (1 - LEVEL) / 2
        wider = float(stdtrit(self.runs - 1, 1 - tail / max(looks, 1)) / stdtrit(self.runs - 1, 1 - tail))
        nearest = self.low if self.estimate > 0 else self.high
        return abs(self.estimate) > wider * abs(self.estimate - nearest)


def claimable(differences: Sequence[Difference]) -> list[Difference]:
    """Those that a sentence may claim, the largest first."""
    held = [difference for difference in differences if difference.survives(len(differences))]
    return sorted(held, key=lambda d: (-d.size, d.outcome, d.scenario, d.category))


def mean_difference(outcome: str, scenario: str, baseline: str, ours: Floats, theirs: Floats) -> Difference:
    """Paired difference of two arrays of shape (runs,), in the same order of runs."""
    found = intervals.mean(ours - theirs)
    scale = float(theirs.std(ddof=1)) if theirs.size > 1 else 0.0
    level = float(theirs.mean()) if theirs.size else 0.0
    return _difference(outcome, scenario, baseline, ours.size, found, scale=scale, level=level)


def share_difference(
    outcome: str, scenario: str, baseline: str, ours: Flags, theirs: Flags, category: str
) -> Difference:
    """Paired difference of the shares of runs that end in `category`; arrays of shape (runs,)."""
    found = intervals.share_difference(ours, theirs)
    return _difference(outcome, scenario, baseline, theirs.size, found, category=category)


def _difference(
    outcome: str,
    scenario: str,
    baseline: str,
    runs: int,
    found: Estimate,
    *,
    scale: float = 1.0,
    level: float = 0.0,
    category: str = "",
) -> Difference:
    value = found.value if np.isfinite(found.value) else 0.0
    return Difference(outcome, scenario, baseline, runs, value, found.low, found.high, scale, level, category)


def numeric_differences(
    results: OutcomesLike, outcomes: Sequence[str], chosen: Selection
) -> list[Difference]:
    """Every numeric outcome of every scenario against the baseline; none where there is no baseline."""
    if chosen.baseline is None:
        return []
    found: list[Difference] = []
    for outcome in outcomes:
        for name in chosen.others:
            table = by_run(results, outcome, (name, chosen.baseline))
            ours, theirs = (table[column].to_numpy(np.float64) for column in (name, chosen.baseline))
            found.append(mean_difference(outcome, name, chosen.baseline, ours, theirs))
    return found


def share_differences(
    results: ResultsLike, outcome: str, categories: Sequence[str], chosen: Selection
) -> list[Difference]:
    """Every category's share in every scenario against the baseline; none where there is none."""
    if chosen.baseline is None:
        return []
    found: list[Difference] = []
    for name in chosen.others:
        table = by_run(results, outcome, (name, chosen.baseline)).astype(str)
        ours, theirs = (table[column].to_numpy(dtype=np.str_) for column in (name, chosen.baseline))
        for category in categories:
            pair = (ours == category, theirs == category)
            found.append(share_difference(outcome, name, chosen.baseline, *pair, category))
    return found

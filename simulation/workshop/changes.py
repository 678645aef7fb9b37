"""What a scenario moved against the baseline, run by run, with as many looks and outcomes as there are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.special import bdtr, stdtr

from simulation.outcomes import intervals
from simulation.plots.labels import CATEGORICAL, QUANTITIES
from simulation.words import change as worded
from simulation.words import difference as measured
from simulation.workshop.engine import LOOKS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from simulation.outcomes.intervals import Estimate
    from simulation.workshop.played import Played

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

__all__ = ["Change", "changes", "share_change"]

_ALARMS: Final = 0.05
"""How often a picture may call a change that is none: one in twenty, over all its outcomes and looks."""

_COUNTED: Final = ("violence", "deaths")  # families whose unit is a thing that is counted


@dataclass(frozen=True)
class Change:
    """One outcome's change: a category's share of runs, or a quantity's mean where `category` is None.

    `before` and `after` are shares or means; `paired` their difference with its 95% interval; `effect` the
    difference in standard deviations of the outcome, to rank by; `chance` the p-value; `held` whether it
    can be told from chance, counting every outcome and every look.
    """

    outcome: str
    category: str | None
    label: str
    before: float
    after: float
    paired: Estimate
    chance: float
    effect: float
    held: bool = False

    @property
    def said(self) -> str:
        """The change in words, with its interval; that there is none to tell where it does not hold."""
        if self.category is not None:
            return worded(self.paired, held=self.held)
        words = QUANTITIES[self.outcome]
        unit = words.unit if words.family in _COUNTED else ""
        return measured(self.paired, unit, more=words.more, less=words.less, held=self.held)


def changes(scenario: Played, baseline: Played) -> tuple[Change, ...]:
    """Every headline outcome's change over the runs that both have: those that hold first, by effect.

    Shares by the exact test of runs that changed (McNemar 1947), means by Student's t over the paired
    differences; which of them hold by Holm (1979) at a twentieth, shared between the looks.
    """
    runs = min(scenario.runs, baseline.runs)
    found = [*_shares(scenario, baseline, runs), *_means(scenario, baseline, runs)]
    held = _held([each.chance for each in found])
    told = [
        replace(each, held=bool(verdict and each.paired.clear))
        for each, verdict in zip(found, held, strict=True)
    ]
    return tuple(sorted(told, key=lambda each: (not each.held, -abs(each.effect))))


def share_change(now: Flags, then: Flags, outcome: str, category: str, label: str) -> Change:
    """The change of a share over the same runs in the same order, not yet held against the others."""
    p, q = float(then.mean()), float(now.mean())
    paired = intervals.share_difference(now, then)
    spread = float(np.sqrt((p * (1 - p) + q * (1 - q)) / 2))
    return Change(outcome, category, label, p, q, paired, _mcnemar(now, then), _effect(paired.value, spread))


def _shares(scenario: Played, baseline: Played, runs: int) -> Iterator[Change]:
    for outcome, words in CATEGORICAL.items():
        if outcome not in scenario.outcomes:
            continue
        ours, theirs = (played.outcomes[outcome][:runs] for played in (scenario, baseline))
        for category, described in words.categories.items():
            now, then = ours == category, theirs == category
            if now.any() or then.any():
                yield share_change(now, then, outcome, category, described.ending)


def _means(scenario: Played, baseline: Played, runs: int) -> Iterator[Change]:
    for outcome, words in QUANTITIES.items():
        if outcome not in scenario.outcomes:
            continue
        ours, theirs = (played.outcomes[outcome][:runs].astype(np.float64) for played in (scenario, baseline))
        both = np.isfinite(ours) & np.isfinite(theirs)
        if both.sum() > 1:
            now, then = ours[both], theirs[both]
            paired, spread = intervals.mean(now - then), float(np.sqrt((now.var() + then.var()) / 2))
            yield Change(
                outcome, None, words.label, float(then.mean()), float(now.mean()), paired,
                _student(now - then), _effect(paired.value, spread),
            )  # fmt: skip


def _effect(difference: float, spread: float) -> float:
    return (
        difference / spread if spread > 0 else float(np.copysign(np.inf, difference)) if difference else 0.0
    )


def _mcnemar(now: Flags, then: Flags) -> float:
    """Two-sided chance of so uneven a split of the runs that changed, if either way were as likely."""
    gained, lost = int((now & ~then).sum()), int((then & ~now).sum())
    return min(1.0, 2.0 * float(bdtr(min(gained, lost), gained + lost, 0.5))) if gained + lost else 1.0


def _student(difference: Floats) -> float:
    """Two-sided chance of so large a mean difference by Student's t."""
    spread = float(difference.std(ddof=1))
    if spread == 0.0:
        return 1.0 if difference[0] == 0.0 else 0.0
    score = abs(float(difference.mean())) / (spread / np.sqrt(difference.size))
    return 2.0 * float(stdtr(difference.size - 1, -score))


def _held(chances: list[float]) -> list[bool]:
    """Which of many may be called a change: Holm's steps, at a level shared between the looks."""
    level = _ALARMS / len(LOOKS)
    held = [False] * len(chances)
    for step, place in enumerate(sorted(range(len(chances)), key=chances.__getitem__)):
        if chances[place] > level / (len(chances) - step):
            break
        held[place] = True
    return held

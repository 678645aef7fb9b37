"""What a scenario moved against the baseline, run by run, with as many looks and outcomes as there are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.special import bdtr, stdtr

from simulation.outcomes import intervals
from simulation.plots.labels import CATEGORICAL, QUANTITIES
from simulation.workshop.engine import LOOKS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from simulation.outcomes.intervals import Estimate
    from simulation.workshop.engine import Played

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

__all__ = ["Change", "changes"]

_ALARMS: Final = 0.05
"""How often a picture may call a change that is none: one in twenty, over all its outcomes and looks."""


@dataclass(frozen=True)
class Change:
    """One outcome's change: a category's share of runs, or a quantity's mean where `category` is None.

    `held` says whether the change can be told from chance, counting every outcome and every look.
    """

    outcome: str
    category: str | None
    before: float
    after: float
    paired: Estimate
    chance: float
    held: bool = False

    @property
    def size(self) -> float:
        """How large it is, to rank by: points of share, or standard errors brought to the same scale."""
        return abs(self.paired.value)


def changes(scenario: Played, baseline: Played) -> tuple[Change, ...]:
    """Every headline outcome's change over the runs that both have, those that can be told first, by size.

    Shares by the exact test of runs that changed (McNemar 1947), means by Student's t over the paired
    differences; which of them hold by Holm (1979) at a twentieth, shared between the looks.
    """
    runs = min(scenario.runs, baseline.runs)
    found = [*_shares(scenario, baseline, runs), *_means(scenario, baseline, runs)]
    held = _held([each.chance for each in found])
    told = [_with(each, verdict) for each, verdict in zip(found, held, strict=True)]
    return tuple(sorted(told, key=lambda each: (not each.held, each.category is None, -each.size)))


def _shares(scenario: Played, baseline: Played, runs: int) -> Iterator[Change]:
    for outcome, words in CATEGORICAL.items():
        if outcome not in scenario.outcomes:
            continue
        ours, theirs = (played.outcomes[outcome][:runs] for played in (scenario, baseline))
        for category in words.categories:
            now, then = ours == category, theirs == category
            if now.any() or then.any():
                paired = intervals.share_difference(now, then)
                yield Change(
                    outcome, category, float(then.mean()), float(now.mean()), paired, _mcnemar(now, then)
                )


def _means(scenario: Played, baseline: Played, runs: int) -> Iterator[Change]:
    for outcome in QUANTITIES:
        if outcome not in scenario.outcomes:
            continue
        ours, theirs = (played.outcomes[outcome][:runs].astype(np.float64) for played in (scenario, baseline))
        both = np.isfinite(ours) & np.isfinite(theirs)
        if both.sum() > 1:
            difference = ours[both] - theirs[both]
            paired = intervals.mean(difference)
            yield Change(
                outcome, None, float(theirs[both].mean()), float(ours[both].mean()), paired, _t(difference)
            )


def _mcnemar(now: Flags, then: Flags) -> float:
    """Two-sided chance of so uneven a split of the runs that changed, if either way were as likely."""
    gained, lost = int((now & ~then).sum()), int((then & ~now).sum())
    return min(1.0, 2.0 * float(bdtr(min(gained, lost), gained + lost, 0.5))) if gained + lost else 1.0


def _t(difference: Floats) -> float:
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


def _with(change: Change, held: bool) -> Change:
    return Change(
        change.outcome, change.category, change.before, change.after, change.paired, change.chance, held
    )

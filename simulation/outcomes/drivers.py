"""Which of the drawn beliefs an outcome moves with: the assumptions that matter most.

Every run draws every uncertain parameter from its prior, so a batch is a random sample of beliefs and
the outcome's rank correlation with each is an effect in the model, averaged over the other beliefs and
over luck. Scenarios deal the same beliefs to the same run, so more scenarios do not make more runs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
from scipy.special import stdtrit
from scipy.stats import rankdata

from simulation.outcomes import intervals
from simulation.outcomes.intervals import LEVEL
from simulation.outcomes.summary import BELIEF

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

FEWEST: Final = 100  # runs; with fewer the noise line lies above any effect worth naming
TAIL: Final = 0.2  # high and low are the top and the bottom fifth of the draws
COLUMNS: Final = ("belief", "correlation", "at_low", "at_high", "difference", "low", "high", "held")


def drivers(outcomes: pd.DataFrame, target: pd.Series[Any]) -> pd.DataFrame:
    """The beliefs, ranked by how much `target` moves with them.

    `outcomes` has `scenario`, `run` and the beliefs; `target` a number per row (flags count as 0 and 1),
    missing values left out. Columns: `belief`; `correlation`, Spearman's, averaged over scenarios;
    the target's mean `at_low` and `at_high`, where the belief lies in its bottom and top fifth; their
    `difference` with its 95% interval `low` to `high`; `held`, whether the correlation lies above the
    line that none of so many beliefs without effect would cross in 95 of 100 batches. Empty under 100
    runs, or where no belief varies.
    """
    names = [name for name in outcomes.columns if name.startswith(BELIEF)]
    kept = target.notna().to_numpy()
    table, values = outcomes.loc[kept], target[kept].to_numpy(np.float64)
    blocks = [(table[names].to_numpy(np.float64)[rows], values[rows]) for rows in _rows(table["scenario"])]
    blocks = [(beliefs, ours) for beliefs, ours in blocks if len(ours) >= FEWEST and np.ptp(ours) > 0]
    if not blocks or not names:
        return pd.DataFrame(columns=list(COLUMNS))
    ranked = [(rankdata(beliefs, axis=0) / len(beliefs), ours) for beliefs, ours in blocks]
    each = np.array([_spearman(ranks, ours) for ranks, ours in ranked])
    seen = np.isfinite(each).sum(axis=0)  # a scenario may fix a belief
    correlations = np.divide(np.nansum(each, axis=0), seen, out=np.full(len(names), np.nan), where=seen > 0)
    varying = np.isfinite(correlations)
    line = noise_line(min(len(ours) for _, ours in ranked), int(varying.sum()))
    order = [place for place in np.argsort(-np.abs(correlations), kind="stable") if varying[place]]
    rows = [
        (names[place].removeprefix(BELIEF), correlations[place], *_ends(ranked, place)) for place in order
    ]
    found = pd.DataFrame(rows, columns=list(COLUMNS[:-1]))
    return found.assign(held=found["correlation"].abs() > line)


def noise_line(runs: int, beliefs: int) -> float:
    """The rank correlation that the largest of so many beliefs without effect stays below, at 95%.

    From Student's t with `runs` - 2 degrees of freedom, by Bonferroni.
    """
    t = float(stdtrit(runs - 2, 1 - (1 - LEVEL) / 2 / max(beliefs, 1)))
    return t / float(np.sqrt(runs - 2 + t * t))


def _rows(scenario: pd.Series[Any]) -> list[NDArray[np.intp]]:
    codes, names = pd.factorize(scenario)
    return [np.flatnonzero(codes == code) for code in range(len(names))]


def _spearman(ranks: Floats, values: Floats) -> Floats:
    """Rank correlation of every column with `values`, shape (beliefs,); NaN for one that does not vary."""
    own = rankdata(values)
    x, y = ranks - ranks.mean(axis=0), own - own.mean()
    size = np.sqrt((x * x).sum(axis=0) * (y * y).sum())
    found: Floats = np.full(x.shape[1], np.nan)
    np.divide(y @ x, size, out=found, where=np.ptp(ranks, axis=0) > 0)
    return found


def _ends(ranked: list[tuple[Floats, Floats]], place: int) -> tuple[float, ...]:
    """The target's mean at the low and the high end of a belief, their difference and its interval."""
    lows, highs, gaps = [], [], []
    for ranks, ours in ranked:
        own = ranks[:, place]  # of a choice between few values, an end is all of its least or greatest
        if np.ptp(own) == 0:
            continue
        low, high = ours[own <= max(TAIL, own.min())], ours[own >= min(1 - TAIL, own.max())]
        lows.append(low.mean())
        highs.append(high.mean())
        gaps.append(intervals.unpaired(high, low))
    # Averaged over scenarios, as is the width: beliefs are shared, so more scenarios do not narrow it.
    edges = ([gap.value for gap in gaps], [gap.low for gap in gaps], [gap.high for gap in gaps])
    return tuple(float(np.mean(part)) for part in (lows, highs, *edges))

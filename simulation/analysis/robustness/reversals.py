"""What would turn a ranking of options round: other weights, one of them alone or all within their ranges."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from simulation.analysis.robustness.regret import share_best

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from simulation.analysis.robustness.preferences import Preference

    Floats = NDArray[np.float64]

__all__ = ["by_weights", "flips", "weighed"]

DRAWS: Final = 4000  # sets of weights, drawn within their ranges
_LEAST: Final = 1e-12


def weighed(terms: Floats, weights: Floats) -> Floats:
    """The mean of terms by weight: from shape (terms, ...) to (...)."""
    found: Floats = np.tensordot(weights, terms, axes=1) / weights.sum()
    return found


def by_weights(
    preference: Preference, terms: Floats, options: Sequence[str], seed: int = 0
) -> list[dict[str, Any]]:
    """How often each option has the highest mean utility when all weights are drawn within their ranges.

    `terms` are the mean scaled outcomes of each option, shape (terms, options). Draws are uniform and
    independent. Rows of `preference`, `option`, `first` (a share of draws).
    """
    low, high = np.array([term.range for term in preference.terms.values()]).T
    drawn = np.random.default_rng(seed).uniform(low, high, (DRAWS, low.size))
    first = share_best(drawn @ terms / drawn.sum(axis=1, keepdims=True))
    return [
        {"preference": preference.name, "option": option, "first": float(share)}
        for option, share in zip(options, first, strict=True)
    ]


def flips(preference: Preference, terms: Floats, options: Sequence[str]) -> list[dict[str, Any]]:
    """For each weight the nearest value at which another option comes first, the others as they are.

    Utilities are linear in a weight w_k: with d_o the difference of the first option's and a rival's mean
    term, sum_o w_o d_o = 0 at w_k = w_k - (sum_o w_o d_o) / d_k. Rows of `preference`, `term`, `weight`,
    `low` and `high` (its range), `at`, `first` and `then` (who leads before and after), `inside` (whether
    `at` is in the range); none for a weight that turns nothing round at 0 or above.
    """
    weights = preference.weights
    leader = int(np.argmax(weights @ terms))
    apart = terms[:, [leader]] - terms  # (terms, options)
    lead = weights @ apart
    rows = []
    for place, (name, term) in enumerate(preference.terms.items()):
        found: list[tuple[float, int]] = []
        for rival in range(len(options)):
            if rival != leader and abs(apart[place, rival]) > _LEAST:
                at = float(weights[place] - lead[rival] / apart[place, rival])
                if at >= 0 and at != weights[place]:
                    found.append((at, rival))
        if found:
            at, rival = min(found, key=lambda each: abs(each[0] - weights[place]))
            low, high = term.range
            rows.append(
                {
                    "preference": preference.name,
                    "term": name,
                    "weight": term.weight,
                    "low": low,
                    "high": high,
                    "at": at,
                    "first": options[leader],
                    "then": options[rival],
                    "inside": bool(low <= at <= high),
                }
            )
    return rows

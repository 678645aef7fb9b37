"""Regret and robustness of options over worlds: how far each falls short of the best, world by world.

A utility matrix has a row for each world and a column for each option; an option's regret in a world is what
the best option there has more (Savage 1951), R_is = max_k U_ks - U_is. Criteria as in Lempert et al. (2006)
and Herman et al. (2015).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

__all__ = ["CRITERIA", "bootstrapped", "criteria", "domain", "regrets", "satisfied", "share_best"]

HIGH: Final = 0.9  # the quantile of regret that stands for the bad worlds
CLASSES: Final = 10  # of worlds, from the least to the most favourable, for the domain criterion
DRAWS: Final = 4000  # weightings of these classes
RESAMPLES: Final = 400
LEVEL: Final = 0.95


def regrets(utility: Floats) -> Floats:
    """What the best option of each world has more, shape (worlds, options) as `utility`."""
    best: Floats = utility.max(axis=1, keepdims=True)
    return best - utility


def share_best(utility: Floats) -> Floats:
    """Share of worlds in which each option is best, shape (options,); where options tie they share it."""
    best = _best(utility)
    found: Floats = (best / best.sum(axis=1, keepdims=True)).mean(axis=0)
    return found


def _best(utility: Floats) -> Flags:
    best: Flags = np.isclose(utility, utility.max(axis=1, keepdims=True), rtol=0.0, atol=1e-12)
    return best


def satisfied(utility: Floats, threshold: float) -> Floats:
    """Share of worlds in which each option has at least the threshold (Simon 1956), shape (options,)."""
    found: Floats = (utility >= threshold - 1e-12).mean(axis=0)
    return found


def domain(utility: Floats, seed: int = 0) -> Floats:
    """Starr's domain criterion: of all weightings of kinds of worlds, those under which an option is best.

    Worlds are put into ten classes of equal size, by how favourable they are to the decider whatever he
    does (their mean utility over the options); a weighting gives each class a probability. All weightings
    count alike (Starr 1962), so that it is not assumed how favourable the world is. Shape (options,).
    """
    worlds = utility.shape[0]
    order = np.argsort(utility.mean(axis=1), kind="stable")
    means = np.stack([utility[rows].mean(axis=0) for rows in np.array_split(order, min(CLASSES, worlds))])
    weights = np.random.default_rng(seed).dirichlet(np.ones(len(means)), DRAWS)
    return share_best(weights @ means)


CRITERIA: Final[Mapping[str, Callable[[Floats, float], Floats]]] = MappingProxyType(
    {
        "utility": lambda utility, _: utility.mean(axis=0),
        "regret": lambda utility, _: regrets(utility).mean(axis=0),
        "regret90": lambda utility, _: np.quantile(regrets(utility), HIGH, axis=0),
        "worst": lambda utility, _: regrets(utility).max(axis=0),
        "satisfied": satisfied,
        "best": lambda utility, _: share_best(utility),
        "domain": lambda utility, _: domain(utility),
    }
)
"""Criteria by name, each from a utility matrix and a threshold to a number per option, shape (options,).

Mean utility, mean regret, its 90th percentile, its largest value (the option with the smallest is that of
minimax regret), the share of worlds that satisfy, the share in which the option is best, Starr's domain.
"""

LESS_IS_BETTER: Final = ("regret", "regret90", "worst")


def criteria(utility: Floats, threshold: float) -> dict[str, Floats]:
    """Every criterion of every option."""
    return {name: rule(utility, threshold) for name, rule in CRITERIA.items()}


def bootstrapped(
    utility: Floats, threshold: float, seed: int = 0
) -> tuple[dict[str, tuple[Floats, Floats]], Floats]:
    """95% intervals of the criteria over resampled worlds, and how often each option then ranks first.

    Percentile intervals (Efron 1979), none for the largest regret, of which resampling says nothing, nor
    for the domain. First is who has the highest mean utility; shape (options,).
    """
    worlds = utility.shape[0]
    drawn = np.random.default_rng(seed).multinomial(worlds, np.full(worlds, 1 / worlds), RESAMPLES) / worlds
    short, best = regrets(utility), _best(utility)
    means = {
        "utility": drawn @ utility,
        "regret": drawn @ short,
        "satisfied": drawn @ (utility >= threshold - 1e-12),
        "best": drawn @ (best / best.sum(axis=1, keepdims=True)),
        "regret90": np.stack([_quantiles(column, drawn) for column in short.T], axis=1),
    }
    edges = ((1 - LEVEL) / 2, (1 + LEVEL) / 2)
    found = {name: np.quantile(values, edges, axis=0) for name, values in means.items()}
    return {name: (low, high) for name, (low, high) in found.items()}, share_best(means["utility"])


def _quantiles(values: Floats, drawn: Floats) -> Floats:
    """The high quantile of a column in every resample; `drawn` are weights, shape (resamples, worlds)."""
    order = np.argsort(values, kind="stable")
    reached = drawn[:, order].cumsum(axis=1) >= HIGH - 1e-9
    found: Floats = values[order][reached.argmax(axis=1)]
    return found

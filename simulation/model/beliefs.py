"""A run's beliefs: every uncertain parameter, drawn from its prior at an address of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from simulation.evidence.priors import Triangular, triangular_quantile
from simulation.model.chance import SWEEP, Chance, Stream

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from simulation.evidence import Attribute, Evidence, Lever
    from simulation.evidence.priors import Prior
    from simulation.scenario import Scenario

    Floats = NDArray[np.float64]

__all__ = ["Beliefs", "draw_attributes", "draw_beliefs", "draw_levers"]


class Beliefs:
    """Parameters by name, each an array of shape ``(runs,)``; read as ``beliefs.us_commitment``."""

    def __init__(self, values: Mapping[str, Floats]):
        vars(self).update(values)

    def __getattr__(self, name: str) -> Floats:
        raise AttributeError(f"no parameter is called {name!r}")

    def as_dict(self) -> dict[str, Floats]:
        """All parameters by name."""
        return dict(vars(self))


def draw_beliefs(evidence: Evidence, scenario: Scenario, chance: Chance) -> Beliefs:
    """Draw every parameter from its prior under the scenario's lens and assumptions.

    The uniform behind a parameter depends on seed, run and name only: scenarios share beliefs, and an
    assumption that replaces one prior leaves every other parameter as it was.
    """
    names = tuple(evidence.parameters)
    luck = chance.uniform(Stream.BELIEF, names)
    priors = [scenario.assume.get(name) or evidence.parameter_prior(name, scenario.lens) for name in names]
    ranges = [parameter.range for parameter in evidence.parameters.values()]
    return Beliefs(dict(zip(names, _quantiles(priors, ranges, luck), strict=True)))


def _quantiles(priors: Sequence[Prior], ranges: Sequence[tuple[float, float]], luck: Floats) -> Floats:
    """Quantiles of many priors, held to their ranges, shape (priors, runs): triangular ones in sweeps."""
    drawn = np.empty_like(luck)
    low, high = np.array(ranges).T[:, :, None]
    rows = [row for row, prior in enumerate(priors) if isinstance(prior, Triangular)]
    laws = np.array(
        [(prior.start, prior.mode, prior.stop) for prior in priors if isinstance(prior, Triangular)]
    )
    step = max(1, SWEEP // luck.shape[1])
    for first in range(0, len(rows), step):
        some = rows[first : first + step]
        start, mode, stop = laws[first : first + step].T[:, :, None]
        values = triangular_quantile(luck[some], start, mode, stop)
        drawn[some] = np.minimum(np.maximum(values, low[some]), high[some])
    for row in set(range(len(priors))) - set(rows):
        drawn[row] = np.minimum(np.maximum(priors[row].ppf(luck[row]), low[row]), high[row])
    return drawn


def draw_levers(chance: Chance, place: str, levers: Mapping[str, Lever]) -> dict[str, Floats]:
    """Draw the levels of a posture's or path's levers; `place` addresses the luck, shared by all postures."""
    names = tuple(f"{place}.{lever}" for lever in levers)
    luck = chance.uniform(Stream.LEVER, names)
    return {name: lever.prior.ppf(luck[row]) for row, (name, lever) in enumerate(levers.items())}


def draw_attributes(
    chance: Chance, attributes: Mapping[tuple[str, str], Attribute], fixed: Mapping[tuple[str, str], float]
) -> dict[tuple[str, str], Floats]:
    """Draw actors' attributes: triangular round the stated value, inside the attribute's range.

    `fixed` holds what the scenario sets by hand.
    """
    names = tuple(f"{actor}.{attribute}" for actor, attribute in attributes)
    luck = chance.uniform(Stream.ATTRIBUTE, names)
    priors = [attribute.prior for attribute in attributes.values()]
    drawn = _quantiles(priors, [(each.low, each.high) for each in attributes.values()], luck)
    for row, place in enumerate(attributes):
        if place in fixed:
            drawn[row] = fixed[place]
    return dict(zip(attributes, drawn, strict=True))

"""A run's beliefs: every uncertain parameter, drawn from its prior at an address of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from simulation.evidence.priors import Fixed, Triangular, triangular_quantile
from simulation.model.chance import SWEEP, Chance, Stream

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from simulation.evidence import Attribute, Evidence, Lever
    from simulation.evidence.priors import Prior
    from simulation.scenario import Scenario

    Floats = NDArray[np.float64]

__all__ = ["Beliefs", "draw_attributes", "draw_beliefs", "draw_levers"]


class Beliefs:
    """Parameters by name, each an array of shape ``(runs,)``; read as ``beliefs.us_commitment``.

    A parameter is drawn when it is first read: rules that are switched off need not pay for theirs.

    Parameters
    ----------
    names: the parameters, in their order.
    draw: gives the values of some of them, shape ``(names, runs)``.
    """

    def __init__(self, names: Sequence[str], draw: Callable[[Sequence[str]], Floats]):
        self._names, self._draw = tuple(names), draw

    def __getattr__(self, name: str) -> Floats:
        if name.startswith("_") or name not in self._names:
            raise AttributeError(f"no parameter is called {name!r}")
        drawn: Floats = self._draw((name,))[0]
        setattr(self, name, drawn)
        return drawn

    def as_dict(self) -> dict[str, Floats]:
        """All parameters by name."""
        held = vars(self)
        unread = [name for name in self._names if name not in held]
        if unread:
            held.update(zip(unread, self._draw(unread), strict=True))
        return {name: held[name] for name in self._names}

    def of(self, rows: NDArray[np.integer[Any]]) -> Beliefs:
        """The parameters of some of these runs, by their places in the block."""
        return Beliefs(self._names, lambda names: np.array([getattr(self, name)[rows] for name in names]))


def draw_beliefs(evidence: Evidence, scenario: Scenario, chance: Chance) -> Beliefs:
    """Every parameter drawn from its prior under the scenario's lens and assumptions.

    The uniform behind a parameter depends on seed, run and name only: scenarios share beliefs, and an
    assumption that replaces one prior leaves every other parameter as it was.
    """

    def draw(names: Sequence[str]) -> Floats:
        priors = [
            scenario.assume.get(name) or evidence.parameter_prior(name, scenario.lens) for name in names
        ]
        ranges = [evidence.parameters[name].range for name in names]
        return _quantiles(priors, ranges, partial(chance.uniform, Stream.BELIEF), names, len(chance.runs))

    return Beliefs(tuple(evidence.parameters), draw)


def _quantiles(
    priors: Sequence[Prior],
    ranges: Sequence[tuple[float, float]],
    uniform: Callable[[Sequence[str]], Floats],
    names: Sequence[str],
    runs: int,
) -> Floats:
    """Quantiles of many priors, held to their ranges, shape (names, runs): triangular ones in sweeps.

    `uniform` deals the luck of some names; what is known for certain needs none.
    """
    drawn = np.empty((len(names), runs))
    low, high = np.array(ranges).T[:, :, None]
    rows = [row for row, prior in enumerate(priors) if isinstance(prior, Triangular)]
    laws = np.array(
        [(prior.start, prior.mode, prior.stop) for prior in priors if isinstance(prior, Triangular)]
    )
    step = max(1, SWEEP // runs)
    for first in range(0, len(rows), step):
        some = rows[first : first + step]
        start, mode, stop = laws[first : first + step].T[:, :, None]
        values = triangular_quantile(uniform([names[row] for row in some]), start, mode, stop)
        np.maximum(values, low[some], out=values)
        drawn[some] = np.minimum(values, high[some], out=values)
    for row in set(range(len(priors))) - set(rows):
        prior = priors[row]
        known = isinstance(prior, Fixed)
        values = prior.ppf(np.full(runs, 0.5) if known else uniform(names[row : row + 1])[0])
        drawn[row] = np.minimum(np.maximum(values, low[row]), high[row])
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
    priors = [
        Fixed(fixed[place]) if place in fixed else attribute.prior for place, attribute in attributes.items()
    ]
    ranges = [
        (fixed[place],) * 2 if place in fixed else (attribute.low, attribute.high)
        for place, attribute in attributes.items()
    ]
    uniform = partial(chance.uniform, Stream.ATTRIBUTE)
    return dict(zip(attributes, _quantiles(priors, ranges, uniform, names, len(chance.runs)), strict=True))

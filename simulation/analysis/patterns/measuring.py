"""What the patterns' figures are made of: shares of runs, means, and prior quantiles to set a case by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from simulation.evidence import load_evidence

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from simulation.analysis.patterns.histories import Played

    Floats = NDArray[np.float64]

__all__ = ["Figures", "high", "low", "mean", "national", "share"]

Figures = dict[str, float]
"""A pattern's figures by id. NaN where no run could show it."""

_LOW, _HIGH = 0.05, 0.95


def share(flags: NDArray[np.bool_]) -> float:
    """Share of runs in which something is so; NaN of no runs."""
    return mean(flags)


def mean(values: NDArray[Any]) -> float:
    """Mean over runs; NaN of no runs."""
    return float(np.mean(values)) if values.size else float("nan")


def national(played: Played, mood: str) -> Floats:
    """A mood at the end, over all publics by their share of the nation, shape (runs,)."""
    total = np.zeros(played.model.runs)
    for public in played.model.electorates:
        total += public.share * getattr(public, mood)
    return total


def low(parameter: str) -> float:
    """The lower end of what a prior gives a parameter: its quantile at one in twenty."""
    return _quantile(parameter, _LOW)


def high(parameter: str) -> float:
    """The upper end: its quantile at nineteen in twenty."""
    return _quantile(parameter, _HIGH)


def _quantile(parameter: str, at: float) -> float:
    return float(load_evidence().parameter_prior(parameter).ppf(np.array([at]))[0])

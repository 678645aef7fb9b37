"""A forecast in a few words: futures in 100, the likeliest category, or the middle 80 of 100 futures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from simulation.words import in_hundred, number

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from simulation.analysis.forecasts.opening import Capsule, Frozen
    from simulation.analysis.past.scores import Forecast

    Floats = NDArray[np.float64]

__all__ = ["decimals_of", "forecast_words", "middle", "otherwise"]

_LARGE: Final = 15.0  # from here on, no decimals
_EVEN: Final = 0.5


def forecast_words(question: Frozen, forecast: Forecast) -> str:
    """'24 in 100', 'hedging, 76 in 100', '27 (16 to 38)'; of a baseline that is sure, its answer alone."""
    values = forecast.values
    if question.kind == "binary":
        share = float(values[0])
        return ("no", "yes")[int(share)] if share in (0.0, 1.0) else f"{in_hundred(share)} in 100"
    if question.labels:
        place, share = int(np.argmax(values)), float(values.max())
        if np.ptp(values) == 0.0:
            return f"each {in_hundred(share)} in 100"
        label = question.labels[place]
        return label if share == 1.0 else f"{label}, {in_hundred(share)} in 100"
    low, middle_, high = middle(forecast)
    decimals = decimals_of((low, middle_, high))
    if low == high:
        return number(middle_, decimals)
    return f"{number(middle_, decimals)} ({number(low, decimals)} to {number(high, decimals)})"


def middle(forecast: Forecast) -> tuple[float, float, float]:
    """What a tenth of an ensemble lies below, half, and nine tenths."""
    low, half, high = (float(value) for value in np.quantile(forecast.values, (0.1, 0.5, 0.9)))
    return low, half, high


def decimals_of(values: tuple[float, ...]) -> int:
    """None for whole and for large numbers, one for smaller ones, two where all are below 1."""
    if all(value == round(value) for value in values):
        return 0
    size = max(abs(value) for value in values)
    return 0 if size >= _LARGE else 1 if size >= 1.0 else 2


def otherwise(capsule: Capsule, baseline: str = "persistence") -> tuple[int, int]:
    """On how many questions the likeliest answer is another than a baseline's, of how many that have both.

    Questions for a number are left out.
    """
    both = [each for each in capsule.questions if each.kind != "number" and baseline in each.baselines]
    other = sum(
        _likeliest(each, each.forecast) != _likeliest(each, each.baselines[baseline]) for each in both
    )
    return other, len(both)


def _likeliest(question: Frozen, forecast: Forecast) -> int:
    return int(np.argmax(forecast.values)) if question.labels else int(forecast.values[0] > _EVEN)

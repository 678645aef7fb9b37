"""Proper scores of forecasts, by the library `scoringrules`, and when a mean of them says anything.

Brier (p - o)^2 of a probability, and the sum of it over categories without an order (Brier 1950); RPS,
the sum of squared differences of cumulated probabilities, of ordered categories; fair CRPS,
E|X - y| - E|X - X'| / 2 over distinct members, of an ensemble, by its probability-weighted moments, which
give the same (Zamo and Naveau 2018) and need no pairs of members. All are 0 at best. A forecast from a
finite number of runs pays p (1 - p) / (runs - 1) more in all but the last, a quarter of a thousandth
with a thousand runs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

__all__ = ["LEAST_EFFECTIVE", "RHO", "Forecast", "Kind", "effective_size", "pooled_skill", "score", "skill"]

Kind = Literal["binary", "categorical", "ordered", "number"]
RHO: Final = 0.3
"""Correlation of the errors of two questions on the same episode (a judgement)."""
LEAST_EFFECTIVE: Final = 10.0
"""Effective number of questions below which no pooled skill is given."""


@dataclass(frozen=True)
class Forecast:
    """What is forecast for a question.

    values: ``(1,)`` the probability of yes, ``(categories,)`` those of the categories, or
    ``(members,)`` an ensemble, by kind of question.
    """

    kind: Kind
    values: Floats


def score(forecast: Forecast, answer: float) -> float:
    """The forecast's score where `answer` came true (0 or 1, place of the category, or the number)."""
    rules = _rules()
    if forecast.kind == "binary":
        return float(rules.brier_score(answer, float(forecast.values[0])))
    if forecast.kind == "categorical":
        came = np.arange(len(forecast.values)) == int(answer)
        return float(np.sum(rules.brier_score(came.astype(np.float64), forecast.values)))
    if forecast.kind == "ordered":
        return float(rules.rps_score(int(answer) + 1, forecast.values))
    return float(rules.crps_ensemble(answer, forecast.values, estimator="pwm"))


def _rules() -> Any:
    import scoringrules  # slow to import, and only scores need it

    return scoringrules


def skill(mine: float, reference: float) -> float:
    """1 - mine / reference: 1 is perfect, 0 no better, below 0 worse; NaN where the reference is perfect."""
    return 1.0 - mine / reference if reference > 0.0 else float("nan")


def effective_size(questions: Sequence[int], rho: float = RHO) -> float:
    """Sum over episodes of m / (1 + (m - 1) rho), m the questions on each (Kish's design effect)."""
    return sum(m / (1.0 + (m - 1) * rho) for m in questions if m > 0)


def pooled_skill(
    mine: Mapping[str, Sequence[float]], reference: Mapping[str, Sequence[float]], rho: float = RHO
) -> tuple[float | None, float]:
    """Skill of the mean of scores by episode, None where they are too few, and their effective number."""
    size = effective_size([len(scores) for scores in mine.values()], rho)
    if size < LEAST_EFFECTIVE:
        return None, size
    means = [np.mean([each for scores in all_.values() for each in scores]) for all_ in (mine, reference)]
    return skill(float(means[0]), float(means[1])), size

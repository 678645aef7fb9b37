"""Forecasters that know next to nothing; a model that does not beat them explains nothing.

persistence: what was so the last time. base rate: what happened the other times, with Jeffreys' half
case added to each outcome; log-normal for days; for a list's seats those of any list of the last
parliament. uniform: every admissible outcome alike; for seats, every division of the general seats
among the lists. bare logit: a coalition by the general terms alone (see `formations.bare_logit`), the
base rate where it has nothing to say; none for elections.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from simulation.analysis.episodes import BaseRate, Episode, Question
from simulation.analysis.formations import Formed
from simulation.analysis.measures import LOGIT_SPEAKS_OF, measure
from simulation.analysis.scores import Forecast
from simulation.model.institutions.ballots import load_electorate
from simulation.model.institutions.lawbook import find_law

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

__all__ = ["BASELINES", "baselines", "from_runs"]

BASELINES: Final = ("persistence", "base rate", "uniform", "bare logit")

_DAYS_PER_MONTH: Final = 30.44
_GRID: Final[Floats] = (np.arange(1000, dtype=np.float64) + 0.5) / 1000.0


def from_runs(question: Question, values: Floats) -> Forecast:
    """The forecast that simulated outcomes ``(runs,)`` make."""
    if question.kind == "binary":
        return Forecast("binary", np.array([values.mean()]))
    if question.kind == "ordered":
        counts = np.bincount(values.astype(np.int64), minlength=len(question.categories))
        return Forecast("ordered", counts / len(values))
    return Forecast("number", values)


def baselines(episode: Episode, question: Question, logit: Formed | None) -> Mapping[str, Forecast | None]:
    """The forecasts of all baselines; None for one that has none."""
    rate = _base_rate(episode, question)
    found: dict[str, Forecast | None] = {
        "persistence": _persistence(question),
        "base rate": rate,
        "uniform": _uniform(episode, question),
        "bare logit": None,
    }
    if logit is not None:
        spoken = question.measure in LOGIT_SPEAKS_OF
        found["bare logit"] = from_runs(question, measure(logit, question)) if spoken else rate
    return found


def _persistence(question: Question) -> Forecast:
    last = question.number(question.persistence)
    if question.kind == "ordered":
        return Forecast("ordered", np.eye(len(question.categories))[int(last)])
    return Forecast(question.kind, np.full(2 if question.kind == "number" else 1, last))


def _base_rate(episode: Episode, question: Question) -> Forecast:
    rate = question.base_rate or BaseRate()
    if question.kind == "binary":
        return Forecast("binary", np.array([((rate.yes or 0) + 0.5) / ((rate.of or 0) + 1.0)]))
    if question.kind == "ordered":
        counts = np.array(rate.counts or [0] * len(question.categories), dtype=np.float64) + 0.5
        return Forecast("ordered", counts / float(counts.sum()))
    if rate.log_days is not None:
        from scipy.special import ndtri

        mean, deviation = rate.log_days
        days: Floats = np.exp(mean + deviation * ndtri(_GRID))
        return Forecast("number", days / _DAYS_PER_MONTH)
    return Forecast("number", np.array(rate.values or episode.setting.climatology, dtype=np.float64))


def _uniform(episode: Episode, question: Question) -> Forecast:
    if question.kind == "binary":
        return Forecast("binary", np.array([0.5]))
    if question.kind == "ordered":
        number = len(question.categories)
        return Forecast("ordered", np.full(number, 1.0 / number))
    if question.admissible is not None:
        low, high = question.admissible
        return Forecast("number", low + (high - low) * _GRID)
    from scipy.special import betaincinv  # share of some rows when all divisions are alike

    lists, mine = len(load_electorate().cards), len(question.of)
    general = sum(find_law(episode.setting.law).seats.values())
    return Forecast("number", general * betaincinv(float(mine), float(lists - mine), _GRID))

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

from simulation.analysis.past.episodes import BaseRate, Episode, Question
from simulation.analysis.past.formations import Formed
from simulation.analysis.past.measures import LOGIT_SPEAKS_OF, measure
from simulation.analysis.past.scores import Forecast, Kind
from simulation.model.institutions.ballots import load_electorate
from simulation.model.institutions.lawbook import find_law

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

__all__ = ["BASELINES", "baselines", "by_rate", "divided", "from_runs", "point", "uniform"]

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
    return point(question.kind, question.number(question.persistence), len(question.categories))


def _base_rate(episode: Episode, question: Question) -> Forecast:
    climatology = episode.setting.climatology
    rate = question.base_rate or BaseRate()
    return by_rate(question.kind, rate, len(question.categories), climatology)


def _uniform(episode: Episode, question: Question) -> Forecast:
    admissible = question.admissible
    if question.kind == "number" and admissible is None:
        return divided(len(question.of), episode.setting.law)
    return uniform(question.kind, len(question.categories), admissible)


# --- of any question -------------------------------------------------------------------------------


def point(kind: Kind, answer: float, categories: int = 0) -> Forecast:
    """One answer (0 or 1, the place of a category, the number) and nothing else."""
    if categories:
        return Forecast(kind, np.eye(categories)[int(answer)])
    return Forecast(kind, np.full(2 if kind == "number" else 1, answer))


def by_rate(kind: Kind, rate: BaseRate, categories: int = 0, climatology: Sequence[float] = ()) -> Forecast:
    """What happened the other times, half a case added to each outcome; of a number what was measured."""
    if kind == "binary":
        return Forecast(kind, np.array([((rate.yes or 0) + 0.5) / ((rate.of or 0) + 1.0)]))
    if categories:
        counts = np.array(rate.counts or [0] * categories, dtype=np.float64) + 0.5
        return Forecast(kind, counts / float(counts.sum()))
    if rate.log_days is not None:
        from scipy.special import ndtri

        mean, deviation = rate.log_days
        days: Floats = np.exp(mean + deviation * ndtri(_GRID))
        return Forecast(kind, days / _DAYS_PER_MONTH)
    measured = np.array(rate.values or climatology, dtype=np.float64)
    return Forecast(kind, np.repeat(measured, 2) if measured.size == 1 else measured)


def uniform(kind: Kind, categories: int = 0, admissible: Sequence[float] | None = None) -> Forecast:
    """Every admissible answer alike; `admissible` is the range of a number."""
    if kind == "binary":
        return Forecast(kind, np.array([0.5]))
    if categories:
        return Forecast(kind, np.full(categories, 1.0 / categories))
    low, high = admissible or (0.0, 1.0)
    return Forecast(kind, low + (high - low) * _GRID)


def divided(mine: int, law: str) -> Forecast:
    """Seats of some of the lists where every division of the general seats among all lists is alike."""
    from scipy.special import betaincinv  # share of some rows when all divisions are alike

    lists = len(load_electorate().cards)
    general = sum(find_law(law).seats.values())
    return Forecast("number", general * betaincinv(float(mine), float(lists - mine), _GRID))

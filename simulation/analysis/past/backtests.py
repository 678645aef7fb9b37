"""Runs the episodes, scores the model and the baselines, and says how much that can mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from simulation.analysis.past.baselines import BASELINES, baselines, from_runs
from simulation.analysis.past.elections import Polled, hold
from simulation.analysis.past.episodes import Episode, Kind, Question, load_episodes
from simulation.analysis.past.formations import Formed, bare_logit, parliament_of, play
from simulation.analysis.past.measures import measure
from simulation.analysis.past.scores import Forecast, effective_size, pooled_skill, score, skill
from simulation.analysis.past.worlds import SEED, world

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from simulation.model.chance import Chance

    Floats = NDArray[np.float64]

__all__ = [
    "KINDS",
    "RULES",
    "SOME_SEATS",
    "Asked",
    "Backtest",
    "Calibration",
    "Interval",
    "Pooled",
    "as_data",
    "pool",
    "run_backtests",
]

KINDS: Final[tuple[Kind, ...]] = ("binary", "ordered", "number")
RULES: Final[Mapping[Kind, str]] = {"binary": "Brier", "ordered": "RPS", "number": "CRPS"}
"""Name of the score by kind of question."""

SOME_SEATS: Final = 5.0
"""Seats from which a list counts as large enough for its interval to be tested by."""


@dataclass(frozen=True)
class Asked:
    """A question, the forecast from the runs, and what it and every baseline scored.

    against: scores of the baselines by name, None for one that has no forecast.
    """

    question: Question
    answer: float
    forecast: Forecast
    score: float
    against: Mapping[str, float | None]

    def skill(self, baseline: str) -> float | None:
        """Skill against a baseline, None where it has no forecast or was perfect."""
        reference = self.against[baseline]
        return None if not reference else skill(self.score, reference)


@dataclass(frozen=True)
class Interval:
    """The 80% interval of the seats of a list or an alliance, and what it won."""

    lists: tuple[str, ...]
    low: float
    high: float
    won: float

    @property
    def inside(self) -> bool:
        """Did the interval hold the result?"""
        return self.low <= self.won <= self.high


@dataclass(frozen=True)
class Calibration:
    """The 80% intervals of all lists of an election."""

    intervals: tuple[Interval, ...]

    def share(self, least: float = 0.0) -> tuple[int, int]:
        """Intervals that held the result, and how many: of lists that won or could win `least` seats."""
        chosen = [each for each in self.intervals if max(each.won, each.high) >= least]
        return sum(each.inside for each in chosen), len(chosen)


@dataclass(frozen=True)
class Backtest:
    """An episode, run and scored."""

    episode: Episode
    runs: int
    asked: tuple[Asked, ...]
    calibration: Calibration | None
    played: Formed | Polled

    @property
    def effective(self) -> float:
        """Effective number of its questions."""
        return effective_size([len(self.asked)])

    def better(self, baseline: str) -> tuple[int, int]:
        """Questions on which the model scored strictly better than a baseline, and how many were compared."""
        pairs = [(each.score, each.against[baseline]) for each in self.asked]
        compared = [(mine, other) for mine, other in pairs if other is not None]
        return sum(mine < other for mine, other in compared), len(compared)


def run_backtests(
    runs: int = 1000, seed: int = SEED, *, chance: Chance | None = None
) -> tuple[Backtest, ...]:
    """Run and score every episode with `runs` runs; `chance` is their luck where a design deals it."""
    return tuple(_run(episode, runs, seed, chance) for episode in load_episodes())


def _run(episode: Episode, runs: int, seed: int, chance: Chance | None) -> Backtest:
    setting = episode.setting
    where = world(setting.start, runs, seed, chance=chance)
    if episode.kind == "election":
        polled = hold(where, setting.law)
        return Backtest(episode, runs, _ask(episode, polled, None), _calibration(episode, polled), polled)
    parliament = parliament_of(setting, where)
    formed = play(parliament, where)
    asked = _ask(episode, formed, bare_logit(parliament, where))
    return Backtest(episode, runs, asked, None, formed)


def _ask(episode: Episode, played: Formed | Polled, logit: Formed | None) -> tuple[Asked, ...]:
    asked = []
    for question in episode.questions:
        answer = question.number(question.answer)
        forecast = from_runs(question, measure(played, question))
        others = baselines(episode, question, logit)
        against = {name: None if each is None else score(each, answer) for name, each in others.items()}
        asked.append(Asked(question, answer, forecast, score(forecast, answer), against))
    return tuple(asked)


def _calibration(episode: Episode, polled: Polled) -> Calibration:
    intervals = []
    for result in episode.setting.result:
        seats = polled.seats_of(result.of)
        low, high = np.quantile(seats, (0.1, 0.9), method="inverted_cdf")
        intervals.append(Interval(tuple(result.of), float(low), float(high), float(result.seats)))
    return Calibration(tuple(intervals))


# --- over all episodes ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Pooled:
    """Skill over all episodes by kind of question; None where the questions are too few to say."""

    kind: Kind
    baseline: str
    effective: float
    skill: float | None


def pool(backtests: Sequence[Backtest]) -> tuple[Pooled, ...]:
    """Pooled skill by kind of question and baseline, refused where it would mean nothing."""
    found = []
    for kind in KINDS:
        for name in BASELINES:
            mine: dict[str, list[float]] = {}
            theirs: dict[str, list[float]] = {}
            for backtest in backtests:
                for each in backtest.asked:
                    other = each.against[name]
                    if each.question.kind == kind and other is not None:
                        mine.setdefault(backtest.episode.episode, []).append(each.score)
                        theirs.setdefault(backtest.episode.episode, []).append(other)
            pooled, size = pooled_skill(mine, theirs)
            found.append(Pooled(kind, name, size, pooled))
    return tuple(found)


def as_data(backtests: Sequence[Backtest]) -> list[dict[str, Any]]:
    """Everything about the back-tests as plain data, for JSON."""
    return [
        {
            "episode": each.episode.episode,
            "title": each.episode.title,
            "runs": each.runs,
            "effective_questions": each.effective,
            "leaks": [leak.model_dump() for leak in each.episode.leaks],
            "questions": [_asked_as_data(asked) for asked in each.asked],
            "intervals_80": None if each.calibration is None else _calibration_as_data(each.calibration),
        }
        for each in backtests
    ]


def _asked_as_data(asked: Asked) -> dict[str, Any]:
    question, values = asked.question, asked.forecast.values
    if question.kind == "number":
        quantiles = np.quantile(values, (0.1, 0.5, 0.9)).tolist()
        forecast: Any = dict(zip(("p10", "p50", "p90"), quantiles, strict=True))
    elif question.kind == "ordered":
        forecast = dict(zip(question.categories, values.tolist(), strict=True))
    else:
        forecast = float(values[0])
    return {
        "id": question.id,
        "text": question.text,
        "kind": question.kind,
        "rule": question.rule,
        "answer": question.answer,
        "forecast": forecast,
        "score": {"name": RULES[question.kind], "model": asked.score, **asked.against},
        "skill": {name: asked.skill(name) for name in BASELINES},
    }


def _calibration_as_data(calibration: Calibration) -> dict[str, Any]:
    inside, number = calibration.share()
    return {
        "inside": inside,
        "lists": number,
        "by_list": [
            {"lists": list(each.lists), "low": each.low, "high": each.high, "won": each.won}
            for each in calibration.intervals
        ],
    }

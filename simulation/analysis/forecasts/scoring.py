"""A capsule held against what came true: proper scores, every baseline's beside them, and how little N is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pandas as pd

from simulation.analysis.past.scores import LEAST_EFFECTIVE, Kind, effective_size, pooled_skill, score, skill

if TYPE_CHECKING:
    from simulation.analysis.forecasts.answers import Answer
    from simulation.analysis.forecasts.opening import Capsule, Frozen

__all__ = ["BASELINES", "KINDS", "RULES", "Scorecard", "Scored", "scorecard"]

BASELINES: Final = ("persistence", "base rate", "uniform")
KINDS: Final[tuple[Kind, ...]] = ("binary", "categorical", "ordered", "number")
RULES: Final[Mapping[Kind, str]] = {
    "binary": "Brier",
    "categorical": "Brier",
    "ordered": "RPS",
    "number": "CRPS",
}
"""Name of the score by kind of question."""


@dataclass(frozen=True)
class Scored:
    """A question that was answered, its score, and what each baseline scored: None where it said nothing."""

    question: Frozen
    answer: Answer
    score: float
    against: Mapping[str, float | None]

    def skill(self, baseline: str) -> float | None:
        """Skill against a baseline; None where it said nothing or was perfect."""
        reference = self.against[baseline]
        return None if not reference else skill(self.score, reference)


@dataclass(frozen=True)
class Pooled:
    """Skill over all answered questions of a kind against a baseline; None where they are too few to say.

    compared: how many questions; better: on how many the forecast scored strictly better.
    """

    kind: Kind
    baseline: str
    compared: int
    better: int
    effective: float
    skill: float | None


@dataclass(frozen=True)
class Scorecard:
    """All of a capsule's questions: scored, void, and still open."""

    scored: tuple[Scored, ...]
    void: tuple[Frozen, ...]
    open: tuple[Frozen, ...]

    @property
    def effective(self) -> float:
        """Effective number of the answered questions."""
        episodes = pd.Series([each.question.episode for each in self.scored], dtype=object)
        return effective_size(episodes.value_counts().tolist())

    @property
    def enough(self) -> bool:
        """Whether a skill over all questions can mean something."""
        return self.effective >= LEAST_EFFECTIVE

    def pooled(self) -> tuple[Pooled, ...]:
        """Skill by kind of question and baseline, refused where the effective number is below 10."""
        return tuple(
            found for kind in KINDS for name in BASELINES if (found := self._pool(kind, name)) is not None
        )

    def _pool(self, kind: Kind, baseline: str) -> Pooled | None:
        mine: dict[str, list[float]] = {}
        theirs: dict[str, list[float]] = {}
        pairs = []
        for each in self.scored:
            other = each.against[baseline]
            if each.question.kind == kind and other is not None:
                mine.setdefault(each.question.episode, []).append(each.score)
                theirs.setdefault(each.question.episode, []).append(other)
                pairs.append((each.score, other))
        if not pairs:
            return None
        found, size = pooled_skill(mine, theirs)
        return Pooled(kind, baseline, len(pairs), sum(ours < other for ours, other in pairs), size, found)

    def table(self) -> pd.DataFrame:
        """A row per answered question: `id`, `kind`, `answer`, `rule`, `score`, and a column per baseline."""
        rows = [
            (
                each.question.id,
                each.question.kind,
                each.answer.said,
                RULES[each.question.kind],
                each.score,
                *(each.against[name] for name in BASELINES),
            )
            for each in self.scored
        ]
        return pd.DataFrame(rows, columns=["id", "kind", "answer", "rule", "score", *BASELINES])


def scorecard(capsule: Capsule, answers: Mapping[str, Answer]) -> Scorecard:
    """Score every question that has an answer."""
    scored, void, still_open = [], [], []
    for question in capsule.questions:
        answer = answers.get(question.id)
        if answer is None:
            still_open.append(question)
        elif answer.number is None:
            void.append(question)
        else:
            came = answer.number
            against = {
                name: score(question.baselines[name], came) if name in question.baselines else None
                for name in BASELINES
            }
            scored.append(Scored(question, answer, score(question.forecast, came), against))
    return Scorecard(tuple(scored), tuple(void), tuple(still_open))

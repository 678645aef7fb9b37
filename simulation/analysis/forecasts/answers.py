"""Answers to a capsule's questions, as a CSV file has them; ``docs/forecasts.md`` describes it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from simulation.errors import InputError, Problem, nearest
from simulation.model.institutions.tables import Row, rows_of

if TYPE_CHECKING:
    from simulation.analysis.forecasts.opening import Capsule, Frozen

__all__ = ["VOID", "Answer", "read_answers"]

VOID: Final = "void"
"""The answer to a question whose rule could not be applied: it is not scored."""
_TRUTH: Final[Mapping[str, float]] = {"yes": 1.0, "no": 0.0}


@dataclass(frozen=True)
class Answer:
    """What came true: as a number (0 or 1, the place of a category), None for void, and as it was said."""

    number: float | None
    said: str
    source: str = ""
    resolved: str = ""


def read_answers(path: Path, capsule: Capsule) -> dict[str, Answer]:
    """The answers in a file of ``id,answer[,source,resolved]``, by id.

    Raises `InputError` with every mistake: an id that the capsule does not ask, one that stands twice, an
    answer that is none, a date that is none or cannot be.
    """
    asked = {question.id: question for question in capsule.questions}
    problems: list[Problem] = []
    found: dict[str, Answer] = {}
    lines: dict[str, int] = {}
    for row in list(rows_of(path, ("id", "answer"), problems)):
        name = row.cells["id"]
        if name not in asked:
            problems.append(row.problem("id", "is no question of the capsule", nearest(name, asked)))
            continue
        if name in found:
            hint = f"first in line {lines[name]}: remove one of the two"
            problems.append(row.problem("id", "is answered twice", hint))
            continue
        lines[name] = row.line
        said = row.cells["answer"]
        problems += [*_wrong_answer(row, asked[name]), *_wrong_date(row, capsule)]
        found[name] = Answer(
            _number(said, asked[name]), said, row.cells.get("source", ""), row.cells.get("resolved", "")
        )
    if problems:
        raise InputError(sorted(problems, key=lambda problem: (problem.line, problem.column)))
    return found


def _number(said: str, question: Frozen) -> float | None:
    """An answer as a number; None for void, and where it is none."""
    if question.kind == "binary":
        return _TRUTH.get(said)
    if question.labels:
        return float(question.labels.index(said)) if said in question.labels else None
    try:
        number = float(said)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _wrong_answer(row: Row, question: Frozen) -> Iterator[Problem]:
    said = row.cells["answer"]
    if not said:
        yield row.problem("answer", "the answer is missing", "leave out the line until there is one")
    elif said == VOID or _number(said, question) is not None:
        return
    elif question.kind == "binary":
        yield row.problem("answer", f"is no answer to {question.id}", "write yes, no or void")
    elif question.labels:
        yield row.problem(
            "answer", f"is no category of {question.id}", nearest(said, (*question.labels, VOID))
        )
    else:
        yield row.problem("answer", "is not a number", "write it in digits, without separators or a unit")


def _wrong_date(row: Row, capsule: Capsule) -> Iterator[Problem]:
    said = row.cells.get("resolved", "")
    if not said:
        return
    try:
        resolved = date.fromisoformat(said)
    except ValueError:
        yield row.problem("resolved", "is not a date", "write it as 2026-10-31")
        return
    if said != resolved.isoformat():
        yield row.problem("resolved", "is not a date", f"write it as {resolved.isoformat()}")
    elif said <= capsule.known_until:
        hint = f"the forecast knows everything until {capsule.known_until}"
        yield row.problem("resolved", "is before the forecast's own information ends", hint)
    elif resolved > datetime.now(UTC).date():
        yield row.problem("resolved", "is still to come", "answer when it is over")

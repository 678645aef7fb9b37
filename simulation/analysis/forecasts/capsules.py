"""A forecast frozen: questions, what the model and the baselines say, and a hash over all of it.

Probabilities are shares of runs with half a run added to each answer (Jeffreys), so that none is 0 or 1;
a number is kept as its distribution over the runs. The hash is SHA-256 over the canonical JSON of
everything but itself: keys sorted, no spaces, UTF-8.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

import simulation
from simulation.analysis.forecasts.asking import ask
from simulation.analysis.past.baselines import by_rate, divided, point, uniform
from simulation.analysis.past.scores import Forecast
from simulation.batch.engine import engine_digest, versions
from simulation.batch.files import atomic, clear_disk_errors
from simulation.errors import InputError
from simulation.evidence import load_calibration, load_evidence
from simulation.outcomes import intervals

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from simulation.analysis.forecasts.questions import Question, Questions
    from simulation.batch import Progress
    from simulation.scenario import Scenario

    Floats = NDArray[np.float64]
    Groups = NDArray[np.int64] | None

__all__ = ["FEWEST", "SMOOTHING", "check_free", "freeze", "hash_of", "write_capsule"]

FORMAT: Final = 1
FEWEST: Final = 100
"""Runs below which no forecast is frozen."""
SMOOTHING: Final = (
    "A probability is (runs that answer so + 1/2) / (runs + 1/2 for each answer there is), so that none is 0 "
    "or 1. Intervals are 95% Monte Carlo intervals: of a share Wilson's, of a quantile by its ranks. They "
    "tell what more runs could change, not whether the model is right."
)
LEVELS: Final = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)
_MOST_VALUES: Final = 200  # different values of a number that are kept as they are
_DIGITS: Final = 6


def freeze(
    scenario: Scenario,
    questions: Questions,
    *,
    runs: int,
    seed: int,
    luck: int = 1,
    made: date | None = None,
    jobs: int | None = None,
    dask: str | None = None,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Run the scenario and freeze what it says to every question.

    luck: how many runs in a row share their beliefs. made: the day, by default today in UTC.
    Raises `InputError` for too few runs, and for questions that the scenario cannot answer.
    """
    if runs < FEWEST:
        raise InputError(
            f"{runs} runs are too few to freeze a forecast: take at least {FEWEST}, better 10,000"
        )
    known = str(load_evidence().starts[scenario.start].cut)
    questions.check(scenario, known)
    table = ask(scenario, questions.questions, runs, seed, luck=luck, jobs=jobs, dask=dask, progress=progress)
    groups = None if luck == 1 else np.arange(runs, dtype=np.int64) // luck
    law = _law(scenario)
    capsule: dict[str, Any] = {
        "hash": "",
        "format": FORMAT,
        "title": questions.title,
        "note": questions.note,
        "made": (made or datetime.now(UTC).date()).isoformat(),
        "known_until": known,
        "version": simulation.__version__,
        "engine": engine_digest(),
        "versions": versions(),
        "calibration": load_calibration().label,
        "scenario": {
            "name": scenario.name,
            "digest": scenario.digest(),
            "specification": scenario.model_dump(mode="json"),
        },
        "seed": seed,
        "runs": runs,
        "luck_per_belief": luck,
        "smoothing": SMOOTHING,
        "questions": [
            _frozen(question, table[question.id].to_numpy(np.float64), groups, law)
            for question in questions.questions
        ],
    }
    return {**capsule, "hash": hash_of(capsule)}


def _law(scenario: Scenario) -> str | None:
    """The election law in force: the scenario's, or the start's."""
    known = load_evidence().starts[scenario.start].election
    return scenario.election.law or (known.law if known else None)


def _frozen(question: Question, values: Floats, groups: Groups, law: str | None) -> dict[str, Any]:
    """A question with its forecast, the forecast's Monte Carlo interval, and the baselines' forecasts."""
    forecast, interval = _forecast(question, values, groups)
    others = {
        "persistence": None
        if question.persistence is None
        else point(question.kind, question.number(question.persistence), len(question.labels)),
        "base rate": None
        if question.base_rate is None
        else by_rate(question.kind, question.base_rate, len(question.labels)),
        "uniform": _uniform(question, law),
    }
    return {
        "id": question.id,
        "topic": question.topic,
        "short": question.short,
        "text": question.text,
        "kind": question.kind,
        "rule": " ".join(question.rule.split()),
        "due": question.due,
        "episode": question.episode,
        "measure": question.measure,
        "forecast": forecast,
        "interval": interval,
        "baselines": {
            name: _of_baseline(question, found) for name, found in others.items() if found is not None
        },
    }


def _uniform(question: Question, law: str | None) -> Forecast | None:
    if question.kind != "number" or question.admissible is not None:
        return uniform(question.kind, len(question.labels), question.admissible)
    if "seats" in question.measure and law is not None:
        return divided(len(question.measure["seats"]), law)
    return None


def _forecast(question: Question, values: Floats, groups: Groups) -> tuple[Any, Any]:
    runs = values.size
    if question.kind == "binary":
        return _probability(values, 2), _share(values == 1.0, groups)
    if question.labels:
        hits = {label: values == place for place, label in enumerate(question.labels)}
        return (
            {label: _probability(hit, len(hits)) for label, hit in hits.items()},
            {label: _share(hit, groups) for label, hit in hits.items()},
        )
    ordered, effect = np.sort(values), intervals.design_effect(values, groups)
    found, counts = np.unique(values, return_counts=True)
    if found.size > _MOST_VALUES:
        found = np.quantile(ordered, (np.arange(_MOST_VALUES) + 0.5) / _MOST_VALUES)
        counts = np.full(_MOST_VALUES, max(runs // _MOST_VALUES, 1))
    quantiles = {f"p{100 * level:g}": intervals.quantile(ordered, level, effect) for level in LEVELS}
    return (
        {
            "mean": _rounded(values.mean()),
            **{name: _rounded(each.value) for name, each in quantiles.items()},
            "values": [_rounded(value) for value in found],
            "counts": counts.tolist(),
        },
        {name: [_rounded(each.low), _rounded(each.high)] for name, each in quantiles.items()},
    )


def _probability(hits: NDArray[Any], answers: int) -> float:
    """Share of runs with half a run added to each of the answers there are."""
    return _rounded((float(hits.sum()) + 0.5) / (hits.size + 0.5 * answers))


def _share(hits: NDArray[np.bool_], groups: Groups) -> list[float]:
    effect = intervals.design_effect(hits.astype(np.float64), groups)
    found = intervals.share(int(hits.sum()), hits.size, effect)
    return [_rounded(found.low), _rounded(found.high)]


def _of_baseline(question: Question, forecast: Forecast) -> Any:
    values = forecast.values
    if question.kind == "binary":
        return _rounded(values[0])
    if question.labels:
        return {label: _rounded(value) for label, value in zip(question.labels, values, strict=True)}
    if values.size <= _MOST_VALUES:
        found, counts = np.unique(values, return_counts=True)
        return {"values": [_rounded(value) for value in found], "counts": counts.tolist()}
    grid = np.quantile(values, (np.arange(_MOST_VALUES // 2) + 0.5) / (_MOST_VALUES // 2))
    weight = values.size // grid.size
    return {"values": [_rounded(value) for value in grid], "counts": [weight] * grid.size}


def _rounded(value: Any) -> float:
    return round(float(value), _DIGITS)


# --- kept ------------------------------------------------------------------------------------------


def hash_of(capsule: Mapping[str, Any]) -> str:
    """SHA-256, in hexadecimal, over the canonical JSON of everything in a capsule but its hash."""
    rest = {key: value for key, value in capsule.items() if key != "hash"}
    text = json.dumps(rest, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def write_capsule(path: Path, capsule: Mapping[str, Any]) -> None:
    """Write a capsule, whole or not at all; none is overwritten. Raises `InputError` where one is there."""
    check_free(path)
    with clear_disk_errors(path.parent):
        path.parent.mkdir(parents=True, exist_ok=True)
        with atomic(path) as temporary:
            temporary.write_text(_text(capsule), encoding="utf-8")


def check_free(path: Path) -> None:
    """Raises `InputError` where something stands at `path` already."""
    if path.exists():
        raise InputError(
            f"{path} is there already, and a capsule is never overwritten; name another with --out"
        )


def _text(capsule: Mapping[str, Any]) -> str:
    """The JSON of a capsule with a line for every question."""
    head = json.dumps({**capsule, "questions": None}, indent=1, ensure_ascii=False, allow_nan=False)
    lines: Sequence[str] = [json.dumps(each, ensure_ascii=False) for each in capsule["questions"]]
    start, _, end = head.rpartition("null")
    return f"{start}[\n  " + ",\n  ".join(lines) + f"\n ]{end}\n"

"""A forecast kept beside the results of its scenario, for figures and reports."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from simulation.analysis.forecasts.answers import Answer
from simulation.analysis.forecasts.opening import Capsule, capsule_of
from simulation.analysis.forecasts.scoring import Scorecard, scorecard
from simulation.analysis.forecasts.wording import middle
from simulation.errors import InputError
from simulation.outcomes.kept import Kept

if TYPE_CHECKING:
    from simulation.outcomes.results import Results

__all__ = ["FORECAST", "check_results", "forecast_of", "keep_forecast"]

FORECAST: Final = "forecast"


def check_results(results: Results, scenario: Mapping[str, Any], engine: str) -> None:
    """Raise `InputError` unless the results hold this scenario, played by the same model and evidence.

    scenario: name and digest, as in a capsule.
    """
    held = {entry["digest"] for entry in results.manifest["scenarios"]}
    if scenario["digest"] not in held:
        raise InputError(
            f"{results.path} holds no scenario like {scenario['name']}: keep the forecast beside results of "
            "the same scenario file, or leave out --results"
        )
    if results.manifest["engine"] != engine:
        raise InputError(
            f"the results in {results.path} were made by another version of the model or its evidence; make "
            "them again, or leave out --results"
        )


def keep_forecast(capsule: Capsule, answers: Mapping[str, Answer] | None = None) -> Kept:
    """A capsule, and what came true as far as it is known, as an analysis to keep beside results."""
    said = {
        name: {"answer": each.said, "number": each.number, "source": each.source, "resolved": each.resolved}
        for name, each in (answers or {}).items()
    }
    tables = {"questions": _questions(capsule)}
    if answers:
        tables["scores"] = scorecard(capsule, answers).table()
    return Kept(FORECAST, {"capsule": dict(capsule.data), "answers": said}, tables)


def forecast_of(kept: Kept) -> tuple[Capsule, Scorecard]:
    """The capsule of a kept forecast, and its questions scored as far as they are answered.

    Raises `InputError` where the capsule was changed.
    """
    capsule = capsule_of(kept.settings["capsule"], "the forecast kept beside the results")
    answers = {
        name: Answer(each["number"], each["answer"], each["source"], each["resolved"])
        for name, each in kept.settings.get("answers", {}).items()
    }
    return capsule, scorecard(capsule, answers)


def _questions(capsule: Capsule) -> pd.DataFrame:
    """A row per question and answer that has a probability, or per number: value, interval, baselines.

    A number's value is its median, its interval the middle 80 of 100 runs.
    """
    rows: list[dict[str, Any]] = []
    for question in capsule.questions:
        about = {"id": question.id, "topic": question.topic, "kind": question.kind, "due": question.due}
        if question.kind == "number":
            low, value, high = middle(question.forecast)
            rows.append({**about, "answer": "", "value": value, "low": low, "high": high})
            continue
        for place, label in enumerate(question.labels or ("yes",)):
            low, high = question.intervals[place] if question.intervals else (np.nan, np.nan)
            value = float(question.forecast.values[place])
            others = {
                name.replace(" ", "_"): float(forecast.values[place])
                for name, forecast in question.baselines.items()
            }
            rows.append({**about, "answer": label, "value": value, "low": low, "high": high, **others})
    return pd.DataFrame(rows)

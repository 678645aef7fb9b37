"""Planted capsules, and a small file of questions asked of the model once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from simulation.analysis.forecasts import Capsule, capsule_of, freeze, hash_of, load_questions
from simulation.scenario import Scenario

EXAMPLES = Path(__file__).parents[3] / "docs" / "examples"
MADE = date(2021, 6, 1)


def question(name: str, kind: str, forecast: Any, **more: Any) -> dict[str, Any]:
    """A question as a capsule has it; without a word, no baseline says anything."""
    return {
        "id": name, "text": f"{name}?", "rule": "As it is.", "due": "2022-01-01", "kind": kind,
        "forecast": forecast, "interval": None, "baselines": {}, "short": name, "topic": "", "episode": "one",
    } | more  # fmt: skip


def planted(questions: Sequence[Mapping[str, Any]], **more: Any) -> Capsule:
    """A capsule of these questions, with its hash."""
    data = {
        "hash": "", "made": "2021-06-01", "known_until": "2021-05-31", "version": "0.1.0", "engine": "none",
        "title": "Planted", "note": "", "seed": 7, "runs": 1000, "calibration": "untested",
        "scenario": {"name": "planted", "digest": "planted"}, "questions": list(questions),
    } | more  # fmt: skip
    return capsule_of({**data, "hash": hash_of(data)}, "planted")


@pytest.fixture(scope="session")
def asked() -> Callable[..., dict[str, Any]]:
    """Freezes the example's questions, on the scenario that they are written for."""

    def frozen(**more: Any) -> dict[str, Any]:
        settings: dict[str, Any] = {"runs": 120, "seed": 5, "made": MADE, "jobs": 1} | more
        scenario = Scenario(name="example", start="2021-06", months=24)
        return freeze(scenario, load_questions(EXAMPLES / "questions.yaml"), **settings)

    return frozen


@pytest.fixture(scope="session")
def frozen(asked: Callable[..., dict[str, Any]]) -> dict[str, Any]:
    """The example's capsule."""
    return asked()

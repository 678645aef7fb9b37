"""The report's section on a forecast: what was frozen, how it did, and which command where nothing was."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from simulation.analysis.forecasts import Answer, capsule_of, hash_of, keep_forecast
from simulation.outcomes import Results
from simulation.outcomes.kept import Kept
from simulation.report import forecast


def question(place: int, share: float, **baselines: Any) -> dict[str, Any]:
    return {
        "id": f"q{place}", "text": "Does it happen?", "rule": "As it is.", "due": f"2026-0{place + 1}-28",
        "kind": "binary", "forecast": share, "interval": [share, share], "baselines": baselines,
        "short": f"Question {place}", "topic": "all", "episode": "one",
    }  # fmt: skip


def kept(answers: Mapping[str, Answer]) -> Kept:
    asked = [
        question(0, 0.7, persistence=0.0),
        question(1, 0.2, persistence=0.0, uniform=0.5),
        question(2, 0.4),
    ]
    data = {
        "made": "2025-07-02", "known_until": "2025-06-30", "version": "0.1.0", "engine": "none", "seed": 1,
        "title": "What follows", "note": "All of it is planted.", "runs": 1000, "calibration": "untested",
        "scenario": {"name": "from_july", "digest": "x"}, "questions": asked,
    }  # fmt: skip
    return keep_forecast(capsule_of({**data, "hash": hash_of(data)}, "planted"), answers)


@pytest.fixture
def told(path_results: Results, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The section where a forecast with these answers is kept; None keeps none."""

    def section(answers: Mapping[str, Answer] | None) -> Any:
        found = None if answers is None else kept(answers)
        monkeypatch.setattr(Results, "analysis", lambda _, name: found if name == "forecast" else None)
        return forecast.section(path_results)

    return section


def test_without_a_forecast_it_says_which_command(told: Any) -> None:
    section = told(None)
    assert len(section.sentences) == 1
    assert "crossroads forecast FILE" in section.sentences[0]
    assert not section.pictures


def test_what_was_frozen_is_said_with_its_hash(told: Any) -> None:
    section = told({})
    first, *rest = section.sentences
    assert first.startswith("3 dated questions (“What follows”)")
    assert "on 2025-06-30; the answers of 1,000 runs were frozen on 2025-07-02 with the hash" in first
    assert kept({}).settings["capsule"]["hash"][:16] in first
    assert rest == [
        "All of it is planted.",
        "Of the 2 that ask for no number, 1 are in this model likelier to end otherwise than the last time.",
        "None is answered yet; the first is due on 2026-01-28.",
    ]
    assert [picture.name for picture in section.pictures] == ["forecast"]
    assert not section.tables


def test_scores_are_said_against_every_baseline_without_a_skill(told: Any) -> None:
    section = told({"q0": Answer(1.0, "yes"), "q1": Answer(1.0, "yes")})
    said = " ".join(section.sentences)
    assert "Against a repeat of the last time, the forecast scored better on 2 of 2 questions." in said
    assert "Against equal chances for all answers, the forecast scored better on 0 of 1 questions." in said
    assert "worth about 1.5 independent ones, fewer than the 10" in said
    assert "1 is still open." in said
    (table,) = section.tables
    assert table.rows[0][:4] == ("Question 0", "70 in 100", "yes", "Brier 0.090")
    assert table.rows[0][4:] == ("1.000", "", "")


def test_nothing_but_void_answers_is_said_so(told: Any) -> None:
    section = told({name: Answer(None, "void") for name in ("q0", "q1", "q2")})
    assert section.sentences[-1] == "None could be scored."

"""The report's paragraph on sensitivity: what was kept in words, or the command that asks."""

from __future__ import annotations

from dataclasses import replace

import pytest

from simulation.outcomes import Results
from simulation.outcomes.kept import Kept
from simulation.report import build, sensitivity
from tests.plots.kept_analyses import kept_sensitivity


@pytest.fixture
def kept(path_results: Results, monkeypatch: pytest.MonkeyPatch) -> Kept:
    """An analysis beside the results."""
    found = kept_sensitivity()
    monkeypatch.setattr(Results, "analysis", lambda _, name: found if name == "sensitivity" else None)
    return found


def test_it_says_what_stands_above_the_noise(path_results: Results, kept: Kept) -> None:
    section = sensitivity.section(path_results)
    said = " ".join(section.sentences)
    assert "535 uncertain parameters were screened" in said
    assert "Axis index: 2 stand above the noise (luck 6%)" in said
    assert "how seriously Washington is taken to be committed to Iraq, 41% (27 to 55)" in said.replace(
        "How", "how"
    )
    assert "numbers that rest on judgement take part in 80% (75 to 85)" in said
    assert "The state's acts (80% (75 to 85))" in said
    assert [each.name for each in section.pictures] == ["sensitivity"]


def test_nothing_above_luck_is_said(path_results: Results, monkeypatch: pytest.MonkeyPatch) -> None:
    tables = {
        name: table.assign(told=False) for name, table in kept_sensitivity(("axis_index",)).tables.items()
    }
    found = replace(kept_sensitivity(), tables=tables)
    monkeypatch.setattr(Results, "analysis", lambda *_: found)
    assert any(
        "no parameter moves it more than luck" in s for s in sensitivity.section(path_results).sentences
    )


def test_where_none_was_asked_the_report_says_how(path_results: Results) -> None:
    report = build(path_results)
    (found,) = [each for each in report.sections if each.id == "sensitivity"]
    assert "crossroads sensitivity scenarios/batch.yaml --out RESULTS" in found.sentences[0]
    assert not found.pictures

"""The report's paragraphs on what would have to be true and what would be regretted least."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from simulation.outcomes import Results
from simulation.outcomes.kept import Kept, keep
from simulation.report import requirements, robustness
from simulation.report.content import Section
from simulation.report.design import design_of
from tests.plots.conftest import requirements_kept, robustness_kept
from tests.report.conftest import outcomes_of, results_of


@pytest.fixture
def with_kept(path_results: Results, tmp_path: Path) -> Results:
    """Results beside which both analyses were kept."""
    for found in (requirements_kept(), robustness_kept()):
        keep(tmp_path, found)
    path_results.path = tmp_path
    return path_results


def said(section: Section | None) -> str:
    assert section is not None
    return " ".join(section.sentences)


def required(results: Results, kept: Kept, place: Path) -> str:
    keep(place, kept)
    results.path = place
    return said(requirements.section(results, design_of(results.manifest)))


def test_the_changes_are_told_with_what_a_fresh_run_says(with_kept: Results) -> None:
    section = requirements.section(with_kept, design_of(with_kept.manifest))
    text = said(section)
    assert "Iraq leaving the axis is unlikely (26 in 100 futures, 25 to 27)" in text
    assert "3 changes of assumptions would bring it there" in text
    assert "in 52 of 100 futures (50 to 54), above the 50 asked for" in text
    assert "2 of 3 concern numbers that rest on judgement" in text
    (table,) = section.tables
    assert [row[-1] for row in table.rows] == [
        "26 (25 to 27)",
        "40 (39 to 42)",
        "46 (45 to 48)",
        "52 (50 to 54)",
    ]
    assert table.rows[3][2:5] == ("as now", "open door", "")
    assert [picture.name for picture in section.pictures] == ["requirements"]


def test_what_cannot_be_reached_is_said(path_results: Results, tmp_path: Path) -> None:
    text = required(path_results, requirements_kept(reached=False, probability=0.7), tmp_path)
    assert "No 3 changes inside the priors" in text
    assert "below the 70 asked for" in text


def test_where_nothing_has_to_change(path_results: Results, tmp_path: Path) -> None:
    kept = requirements_kept()
    kept = replace(kept, tables={"steps": kept.tables["steps"].iloc[:1]})
    assert required(path_results, kept, tmp_path).endswith("Nothing has to change for it.")


def test_what_was_not_asked_says_how_to_ask(path_results: Results) -> None:
    assert "crossroads require FILE" in said(
        requirements.section(path_results, design_of(path_results.manifest))
    )


def test_regret_is_told_by_preference_and_criterion(with_kept: Results) -> None:
    section = robustness.section(with_kept, design_of(with_kept.manifest))
    text = said(section)
    assert section is not None
    assert "Were the scenarios options of Tehran" in text
    assert "Tehran, for holding what it has: “increase” is regretted least" in text
    assert "Loosen leads instead of increase where the weight of “Iraqis killed” is 2.2 and not 1." in text
    assert len(section.tables) == 2
    assert section.tables[0].rows[0][0] == "Increase"


def test_no_lead_is_claimed_that_may_be_luck(path_results: Results, tmp_path: Path) -> None:
    keep(tmp_path, robustness_kept(lead=0.1))
    path_results.path = tmp_path
    text = said(robustness.section(path_results, design_of(path_results.manifest)))
    assert "Tehran, for holding what it has: on average no option is regretted less" in text


def test_results_that_hold_too_little_say_so(path_results: Results) -> None:
    assert "hold no outcome" in said(robustness.section(path_results, design_of(path_results.manifest)))
    alone = results_of(outcomes_of({"maintain": 0.0}))
    assert robustness.section(alone, design_of(alone.manifest)) is None

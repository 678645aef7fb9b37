"""The section on who could block: its sentences are computed, and it is there only where somebody voted."""

from __future__ import annotations

import re
from functools import cache

import simulation as sim
from simulation.analysis.blocking import holding as study
from simulation.analysis.blocking.alliances import group
from simulation.analysis.blocking.chambers import chamber
from simulation.outcomes import Results
from simulation.report import blocking, build
from simulation.report.design import design_of
from tests.analysis.blocking.houses import results_with
from tests.report.conftest import outcomes_of, results_of
from tests.report.test_page import FILES


@cache
def voted() -> Results:
    return sim.run(FILES / "paths.yaml", runs=40)


def test_there_is_none_without_a_vote() -> None:
    results = results_of(outcomes_of({"maintain": 0.0, "loosen": 0.2}))
    assert blocking.section(results, design_of(results.manifest)) is None


def test_every_sentence_has_the_numbers_of_the_tables() -> None:
    section = blocking.section(voted(), design_of(voted().manifest))
    assert section is not None
    found = study.recalled(voted(), "maintain")
    assert "110 members who stay away" in section.sentences[0]
    for line, (_, row) in zip(section.sentences[1:], found.tables["thirds"].iterrows(), strict=False):
        assert row["title"] in line
        assert f"{row['median']:.0f} seats" in line
        assert re.search(rf"\b{row['hits']} of 40 futures|(none|all) (of )?40 futures", line)
    assert section.sentences[1].startswith("Under maintain: ")
    assert "decide most often" in section.sentences[-1]
    assert [picture.name for picture in section.pictures] == ["blocking"]


def test_every_scenario_that_voted_has_a_row() -> None:
    section = blocking.section(voted(), design_of(voted().manifest))
    assert section is not None
    (table,) = section.tables
    assert {row[0] for row in table.rows} == set(voted().scenarios)
    assert len(table.head) == len(table.rows[0])


def test_planted_seats_are_told() -> None:
    houses = [{"badr": 70, "kdp": 45, "sudani": 214}] * 30 + [{"badr": 60, "kdp": 40, "sudani": 229}] * 70
    found = study.kept([chamber(results_with({"a": houses}), "a")], [group("badr,kdp")])
    said = list(blocking.sentences(found, "a"))[1]
    assert "30 in 100 futures" in said
    assert "one list's leaving ends it in all 30" in said
    assert "so do 6 single members in the median" in said
    assert "it lacks 10 seats in the median, and Sudani's list (Furatayn) " in said
    assert "makes them up in all 70" in said


def test_the_report_holds_it_once() -> None:
    report = build(voted())
    drawn = [picture.name for section in report.sections for picture in section.pictures]
    assert drawn.count("blocking") == 1
    assert [section.id for section in report.sections].count("blocking") == 1

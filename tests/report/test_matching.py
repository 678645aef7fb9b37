"""The report's paragraph on calibration: what was kept in words, or the command that asks."""

from __future__ import annotations

from dataclasses import replace

import pytest

from simulation.outcomes import Results
from simulation.report import matching
from tests.plots.kept_analyses import kept_matching


def test_it_says_what_is_left_and_how_what_was_held_out_does(
    path_results: Results, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Results, "analysis", lambda *_: kept_matching())
    section = matching.section(path_results)
    said = " ".join(section.sentences)
    assert "62 of 100 parts of the prior space of 5 parameters are not implausible" in said
    assert "Pattern 1b rules out most: 30 of 100 parts." in said
    assert "Trimmed: us_commitment, release_base." in said
    assert "Of 2 figures that were held out, 2 lie in their bands before and 2 after." in said
    assert "Back-test formation 2018: mean score 0.271 before, 0.271 after (0 is best)" in said
    assert said.endswith("trims what is implausible and claims no more.")
    assert section.tables[0].rows[0] == ("1b", "trains", "at least 0.7", "0.68, outside", "0.71")
    assert [each.name for each in section.pictures] == ["matching"]


def test_where_nearly_all_is_left_it_says_so(path_results: Results, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = kept_matching(0.97)
    tables = {**kept.tables, "ranges": kept.tables["ranges"].assign(trimmed=0.01)}
    monkeypatch.setattr(Results, "analysis", lambda *_: replace(kept, tables=tables))
    said = " ".join(matching.section(path_results).sentences)
    assert "no single range is trimmed" in said
    assert "these patterns tell little" in said


def test_where_none_was_asked_the_report_says_how(path_results: Results) -> None:
    section = matching.section(path_results)
    assert "crossroads calibrate --out RESULTS" in section.sentences[0]
    assert not section.pictures

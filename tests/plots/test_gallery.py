"""The gallery: every figure is in it, small, described, and made by one command."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from simulation import plots
from simulation.outcomes import run
from simulation.plots.gallery import ENTRIES, MOST_BYTES, Entry, ask, write_gallery
from simulation.plots.style import LOOKS

DOCS = Path(__file__).parents[2] / "docs"


def test_every_figure_has_one_entry() -> None:
    assert sorted(entry.figure for entry in ENTRIES) == sorted(plots.FIGURES)


def test_the_page_shows_every_picture_and_no_other() -> None:
    page = (DOCS / "gallery.md").read_text(encoding="utf-8")
    shown = set(re.findall(r"\]\((gallery/[^)]+)\)", page))
    kept = {f"gallery/{path.name}" for path in (DOCS / "gallery").iterdir()}
    assert shown == kept == {f"gallery/{entry.figure}.{style}.png" for entry in ENTRIES for style in LOOKS}
    assert len(re.findall(r"^!\[.{20,}\]", page, re.MULTILINE)) == len(shown)


def test_the_pictures_are_small() -> None:
    assert sum(path.stat().st_size for path in (DOCS / "gallery").iterdir()) < MOST_BYTES


def test_commands_are_ones_that_work() -> None:
    entry = Entry("conditional", "?", options={"given": "pm_kind == 'sudani'"})
    program, *said = shlex.split(entry.command)
    assert program == "crossroads"
    assert said == ["plot", "results/iran_paths", "--figure", "conditional", "--given", "pm_kind == 'sudani'"]
    assert Entry("seats", "?").command == "crossroads plot results/iran_paths --figure seats"


def test_a_gallery_is_the_same_each_time_and_drops_what_is_gone(
    cases: Callable[[str], Any], tmp_path: Path
) -> None:
    entries = [Entry("violence", "How many?"), Entry("outcome_shares", "How often?")]
    results = {"iran_paths": cases("paths")}
    first = {path.name: path.read_bytes() for path in write_gallery(tmp_path, results, entries)}
    again = write_gallery(tmp_path, results, entries[:1])
    assert [path.name for path in again] == ["violence.audience.png", "violence.expert.png"]
    assert all(path.read_bytes() == first[path.name] for path in again)
    assert {path.name for path in (tmp_path / "gallery").iterdir()} == {path.name for path in again}
    page = (tmp_path / "gallery.md").read_text(encoding="utf-8")
    assert plots.words_of(plots.violence(cases("paths")))["title"] in page


def test_what_a_figure_draws_is_asked_first(tmp_path: Path) -> None:
    results = run("forecasts", runs=100, only=["from_july"], out=tmp_path / "forecasts", jobs=1)
    with pytest.raises(plots.NothingToDrawError):
        plots.forecast(results)
    (entry,) = (entry for entry in ENTRIES if entry.figure == "forecast")
    ask(entry, tmp_path / "forecasts", 100)
    assert "100 runs" in plots.words_of(plots.forecast(results, style="audience"))["stamp"]


def test_an_unknown_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KeyError):
        write_gallery(tmp_path, {}, [Entry("violence", "How many?")])

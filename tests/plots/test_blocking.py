"""The figure of who can block: its numbers are those of the data, its title claims no more."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from simulation import plots
from simulation.analysis.blocking import holding as blocking
from simulation.analysis.blocking.alliances import group
from simulation.analysis.blocking.chambers import chamber
from simulation.outcomes.kept import Kept, keep, read_kept
from simulation.plots import election_findings
from simulation.plots.style import LOOKS


def kept_of(results: Any, *blocs: str, scenario: str = "maintain") -> Kept:
    return blocking.kept([chamber(results, scenario)], [group(bloc) for bloc in blocs])


def numbers(figure: Any, start: str) -> list[str]:
    """The texts of a column of numbers from the top, by the beginning of its name."""
    found = {str(t.get_gid()): t.get_text() for t in figure.texts if str(t.get_gid()).startswith(start)}
    return [found[gid] for gid in sorted(found, key=lambda gid: int(gid.rsplit("-", 1)[1]))]


@pytest.mark.parametrize("style", LOOKS)
def test_shares_are_counted_from_the_seats(cases: Callable[[str], Any], style: str) -> None:
    results = cases("paths")
    won = results.seats.query("scenario == 'maintain'").groupby(["run", "list"])["seats"].sum().unstack()
    size = won.sum(axis=1).iloc[0]
    able = (won[["kdp", "progress", "sudani"]].sum(axis=1) >= size - 220 + 1).mean()
    figure = plots.blocking(results, style=style, found=kept_of(results, "kdp,progress,sudani"))
    (text,) = numbers(figure, "can-block")
    assert 0.02 < able < 0.98
    assert abs(int(text.split()[0]) - 100 * able) <= 2.5  # 300 runs: to the nearest 5 in 100
    assert plots.words_of(figure)["title"].startswith("Kurdistan Democratic Party + Progress")


def test_power_is_that_of_the_analysis(cases: Callable[[str], Any]) -> None:
    results = cases("paths")
    found = kept_of(results, "framework")
    figure = plots.blocking(results, found=found)
    table = found.tables["pivots"].query("not loose").sort_values("seats", ascending=False)
    for quota, vote in ((165, "majority"), (220, "quorum")):
        means = table[table["vote"] == vote]["mean"]
        assert numbers(figure, f"at-{quota}") == [f"{100 * mean:.1f}" for mean in means][:14]


def test_what_was_asked_for_is_drawn_and_only_for_its_scenario(cases: Callable[[str], Any]) -> None:
    results = cases("paths")
    own = replace(results, analyses={"blocking": kept_of(results, "kdp,puk,azm")})
    assert len(numbers(plots.blocking(own), "can-block")) == 1
    assert len(numbers(plots.blocking(own, scenarios=["loosen"]), "can-block")) > 3
    assert len(numbers(plots.blocking(own.given("run < 100")), "can-block")) > 3


def test_a_bloc_that_never_blocks_is_drawn_from_its_file(cases: Callable[[str], Any], tmp_path: Path) -> None:
    results = cases("paths")
    keep(tmp_path, kept_of(results, "hikma"))
    figure = plots.blocking(results, found=read_kept(tmp_path, "blocking"))
    assert numbers(figure, "can-block") == ["none"]
    assert numbers(figure, "one-list") == [""]
    assert "cannot keep the quorum away in any of 300 futures" in plots.words_of(figure)["title"]


def test_results_without_a_vote_have_nothing_to_draw(cases: Callable[[str], Any]) -> None:
    with pytest.raises(plots.NothingToDrawError, match="no election"):
        plots.blocking(replace(cases("paths"), seats=None))
    empty = replace(cases("paths"), seats=cases("paths").seats.query("scenario != 'maintain'"))
    with pytest.raises(plots.NothingToDrawError, match="no run of maintain"):
        plots.blocking(empty)


def row(short: str, hits: int, runs: int = 1000) -> Mapping[str, Any]:
    return {"bloc": short.lower(), "short": short, "hits": hits, "runs": runs}


AWAY = "keep the quorum away in"


@pytest.mark.parametrize(
    ("rows", "single", "target", "title"),
    [
        ([row("A", 0)], {}, "quorum", f"A cannot {AWAY} any of 1,000 futures"),
        ([row("A", 0), row("B", 0)], {}, "quorum", f"None of these groups can {AWAY} any of 1,000 futures"),
        ([row("A", 10)], {"a": 1.0}, "majority", "A can deny a majority in 1 in 100 futures"),
        (
            [row("A", 230), row("B", 700)],
            {"a": 0.5, "b": 1.0},
            "quorum",
            f"B can {AWAY} 70 in 100 futures, A in 23; where A can, one list's leaving ends it in 50 in 100",
        ),
        (
            [row("A", 40, 40)],
            {"a": 1.0},
            "quorum",
            f"A can {AWAY} all 40 futures; where A can, one list's leaving ends it in all 40",
        ),
    ],
)
def test_titles(rows: list[Mapping[str, Any]], single: Mapping[str, float], target: str, title: str) -> None:
    assert election_findings.blocking(rows, single, target) == title

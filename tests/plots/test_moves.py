"""Flip tables and twin histories: what one and the same run does under two scenarios."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from simulation import plots
from simulation.errors import InputError
from simulation.plots import findings
from simulation.plots.labels import AXIS_VERDICT
from simulation.plots.style import LOOKS
from simulation.words import NO_CHANGE


def written(figure: Any, start: str) -> dict[str, str]:
    gids = {str(t.get_gid()): t.get_text() for t in figure.texts if t.get_gid()}
    return {gid.removeprefix(start): text for gid, text in gids.items() if gid.startswith(start)}


def crossed(results: Any, scenario: str, outcome: str = "axis_verdict") -> pd.DataFrame:
    wide = results.outcomes.pivot(index="run", columns="scenario", values=outcome)
    return pd.crosstab(wide["maintain"], wide[scenario])


def test_cells_hold_the_pairs_of_the_data(cases: Callable[[str], Any]) -> None:
    table = crossed(cases("paths"), "increase")
    found = written(plots.flip_table(cases("paths"), style="expert"), "flip-")
    for before in table.index:
        for after in table.columns:
            count = int(table.loc[before, after])
            assert found[f"{before}-{after}"] == (f"{count:,}" if count else "–")


def test_dots_add_up_to_a_hundred_and_stand_as_their_numbers_say(cases: Callable[[str], Any]) -> None:
    figure = plots.flip_table(cases("paths"), style="audience")
    drawn = sum(len(c.get_offsets()) for c in figure.axes[0].collections)
    shown = [text for text in written(figure, "flip-").values() if text.isdigit()]
    assert drawn == sum(map(int, shown)) == 100


def test_what_stays_is_hollow_and_what_moves_is_filled(cases: Callable[[str], Any]) -> None:
    figure = plots.flip_table(cases("paths"), style="audience")
    table = crossed(cases("paths"), "increase")
    stayed = sum(int(table.loc[e, e]) for e in table.index if e in table.columns) / 3
    hollow = [c for c in figure.axes[0].collections if np.allclose(c.get_facecolor()[0][:3], 1)]
    assert sum(len(c.get_offsets()) for c in hollow) == pytest.approx(stayed, abs=5)


def test_a_named_scenario_and_outcome_are_shown(cases: Callable[[str], Any]) -> None:
    figure = plots.flip_table(cases("paths"), outcome="pmf_fate", scenarios=["loosen"])
    table = crossed(cases("paths"), "loosen", "pmf_fate")
    found = written(figure, "flip-")
    assert found["unchanged-unchanged"] == str(table.loc["unchanged", "unchanged"])
    assert "loosen" in plots.words_of(figure)["title"]
    with pytest.raises(InputError, match="did you mean 'pmf_fate'"):
        plots.flip_table(cases("paths"), outcome="pmf_fats")


def test_a_title_counts_who_moved(cases: Callable[[str], Any]) -> None:
    table = crossed(cases("paths"), "increase")
    moved = 300 - sum(int(table.loc[e, e]) for e in table.index if e in table.columns)
    said = plots.words_of(plots.flip_table(cases("paths")))["title"]
    assert f"Under increase, {5 * round(moved / 15)} in 100 futures end otherwise" in said


def test_moves_that_cancel_are_no_change() -> None:
    hits = {("hedging", "leaving"): 30, ("leaving", "hedging"): 30, ("hedging", "hedging"): 440}
    from simulation.plots.paired import share_difference

    before = np.repeat(["hedging", "leaving", "hedging"], [30, 30, 440])
    after = np.repeat(["leaving", "hedging", "hedging"], [30, 30, 440])
    gaps = [
        share_difference("axis_verdict", "x", "maintain", after == e, before == e, e)
        for e in ("hedging", "leaving")
    ]
    said = findings.flips(AXIS_VERDICT, "x", "maintain", hits, gaps)
    assert "12 in 100 futures end otherwise" in said
    assert NO_CHANGE in said


@pytest.mark.parametrize("draw", [plots.flip_table, plots.twin_histories])
def test_one_scenario_has_nobody_to_part_from(cases: Callable[[str], Any], draw: Any) -> None:
    with pytest.raises(plots.NothingToDrawError, match="one scenario"):
        draw(cases("one scenario"))


# --- twins ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("style", LOOKS)
def test_both_lines_are_the_run_asked_for(cases: Callable[[str], Any], style: str) -> None:
    results = cases("paths")
    figure = plots.twin_histories(results, run=17, style=style)
    table = index_of(results, 17)
    lines = [line.get_ydata() for line in figure.axes[0].lines if len(line.get_ydata()) == 24]
    assert np.allclose(lines[0], table["maintain"])
    assert np.allclose(lines[1], table["increase"])


def index_of(results: Any, run: int) -> pd.DataFrame:
    table = results.months[results.months["run"] == run]
    return table.pivot(index="month", columns="scenario", values="axis_index")


def a_run_that_parts(results: Any) -> int:
    for run in range(300):
        table = index_of(results, run)
        if abs(table["maintain"].iloc[-1] - table["increase"].iloc[-1]) > 0.05:
            return run
    raise AssertionError


def test_the_month_of_parting_is_the_first_that_differs(cases: Callable[[str], Any]) -> None:
    results = cases("paths")
    run = a_run_that_parts(results)
    table = index_of(results, run)
    apart = table.index[(table["maintain"] - table["increase"]).abs() > 1e-9][0]
    figure = plots.twin_histories(results, run=run)
    marked = [line for line in figure.axes[0].lines if len(line.get_ydata()) == 2]
    assert [int(line.get_xdata()[0]) for line in marked] == [list(table.index).index(apart)]


def test_the_run_chosen_ends_differently(cases: Callable[[str], Any]) -> None:
    results = cases("paths")
    run = int(plots.words_of(plots.twin_histories(results))["title"].split()[1].rstrip(":"))
    ends = results.outcomes[results.outcomes["run"] == run].set_index("scenario")["axis_verdict"]
    assert ends["maintain"] != ends["increase"]


def test_a_title_says_the_direction_of_the_end(cases: Callable[[str], Any]) -> None:
    results = cases("paths")
    run = a_run_that_parts(results)
    table = index_of(results, run)
    change = table["increase"].iloc[-1] - table["maintain"].iloc[-1]
    said = plots.words_of(plots.twin_histories(results, run=run))["title"]
    assert ("further from" if change > 0 else "nearer to") in said
    assert f"{abs(change):.2f}" in said


def test_a_run_that_is_not_there_is_refused(cases: Callable[[str], Any]) -> None:
    with pytest.raises(InputError, match="run 999 is not in both"):
        plots.twin_histories(cases("paths"), run=999)


def test_identical_twins_never_part(cases: Callable[[str], Any]) -> None:
    figure = plots.twin_histories(cases("same"))
    assert "is the same history" in plots.words_of(figure)["title"]
    assert all(len(line.get_ydata()) != 2 for line in figure.axes[0].lines)


def test_scenarios_of_other_months_are_compared_where_both_are(cases: Callable[[str], Any]) -> None:
    full = cases("paths")
    late = (full.months["scenario"] != "increase") | (full.months["month"] >= "2025-07")
    figure = plots.twin_histories(replace(full, months=full.months[late]), run=17)
    assert max(len(line.get_ydata()) for line in figure.axes[0].lines) == 18

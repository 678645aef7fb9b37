"""The parliament, the map of governorates and the calendar of violence: seats, places and months."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.colors import to_hex

from simulation import plots
from simulation.errors import InputError
from simulation.evidence import load_evidence
from simulation.plots.governorates import TILES
from simulation.plots.parliament import nearest_to_mean, places
from simulation.plots.style import LOOKS, PAPER, list_mark


def written(figure: Any, start: str) -> dict[str, str]:
    gids = {str(t.get_gid()): t.get_text() for t in figure.texts if t.get_gid()}
    return {gid.removeprefix(start): text for gid, text in gids.items() if gid.startswith(start)}


# --- the parliament -------------------------------------------------------------------------------


def won(results: Any, run: int, scenario: str = "maintain") -> pd.Series[int]:
    mine = results.seats[(results.seats["run"] == run) & (results.seats["scenario"] == scenario)]
    return mine.groupby("list")["seats"].sum()


@pytest.mark.parametrize("style", LOOKS)
def test_every_seat_is_drawn_and_those_of_the_government_are_filled(
    cases: Callable[[str], Any], style: str
) -> None:
    results = cases("paths")
    figure = plots.parliament(results, run=5, style=style)
    seats = won(results, 5)
    row = results.outcomes.query("run == 5 and scenario == 'maintain'").iloc[0]
    inside = set(row["coalition"].split("+")) if row["coalition"] else set()
    drawn = {str(c.get_gid()).removeprefix("seats-"): c for ax in figure.axes for c in ax.collections}
    assert {name: len(c.get_offsets()) for name, c in drawn.items()} == seats[seats > 0].to_dict()
    for name, found in drawn.items():
        assert (to_hex(found.get_facecolor()[0]) != PAPER.lower()) == (name in inside)
    governing = written(figure, "governing")[""]
    assert governing == (f"{int(seats[list(inside)].sum())} of 329" if inside else "none")


def test_the_run_chosen_has_a_government_where_most_have_one(cases: Callable[[str], Any]) -> None:
    results = cases("paths")
    run = int(plots.words_of(plots.parliament(results))["subtitle"].split()[1])
    mine = results.outcomes[results.outcomes["scenario"] == "maintain"].set_index("run")
    assert mine.loc[run, "coalition"]


def test_a_run_without_a_vote_is_refused(cases: Callable[[str], Any]) -> None:
    with pytest.raises(InputError, match="run 4000 held no vote under maintain; 300 runs did, 0 to 299"):
        plots.parliament(cases("paths"), run=4000)


def test_nearest_to_the_mean() -> None:
    assert nearest_to_mean(np.array([[10.0, 0.0], [4.0, 6.0], [0.0, 10.0]])) == 1


@settings(max_examples=60)
@given(st.integers(1, 400), st.floats(50, 400))
def test_seats_fill_a_half_circle_without_touching(seats: int, radius: float) -> None:
    x, y, angles, pitch = places(seats, radius)
    assert len(x) == len(y) == seats
    assert (np.hypot(x, y) <= radius + 1e-6).all()
    assert (y >= -1e-6).all()
    assert (np.diff(angles) <= 1e-12).all()  # from left to right
    if seats > 1:
        apart = np.hypot(x[:, None] - x, y[:, None] - y) + np.eye(seats) * 1e9
        assert apart.min() > 0.8 * pitch


# --- the map --------------------------------------------------------------------------------------


def test_the_eighteen_governorates_have_a_tile_each() -> None:
    table = pd.read_csv("seeds/governorates.csv")
    assert set(TILES) == set(table["governorate"])
    assert len(set(TILES.values())) == 18


@pytest.mark.parametrize("counted", ["seats", "votes"])
def test_a_tile_names_the_list_that_leads_most_often(cases: Callable[[str], Any], counted: str) -> None:
    results = cases("paths")
    mine = results.seats.query("scenario == 'maintain' and governorate == 'Erbil'")
    table = mine.pivot(index="run", columns="list", values=counted)
    leads = table.idxmax(axis=1).value_counts()
    found = written(plots.governorate_map(results, counted=counted), "tile-")["Erbil"]
    name = {"kdp": "Kurdistan Democratic Party", "puk": "Patriotic Union of Kurdistan"}[leads.index[0]]
    assert found.startswith(name)
    assert abs(int(found.split()[-1]) - 100 * leads.iloc[0] / 300) <= 5


def test_groups_of_small_lists_and_reserved_seats_lead_nowhere(cases: Callable[[str], Any]) -> None:
    full = cases("paths")
    seats = full.seats.copy()
    seats.loc[seats["list"].isin(["others_shia", "minority_quota"]), "seats"] = 500
    found = written(plots.governorate_map(replace(full, seats=seats)), "tile-")
    assert not [text for text in found.values() if text.startswith(("Small", "Reserved", "The nine"))]


def test_a_list_keeps_its_mark_and_neighbours_differ() -> None:
    order = list(load_evidence().actors)
    marks = [list_mark(name, order) for name in order]
    assert list_mark("kdp", order) == list_mark("kdp", order)
    assert all(a.colour != b.colour for a, b in itertools.pairwise(marks))
    assert len({(mark.colour, mark.hatch) for mark in marks[:36]}) == 36


def test_a_governorate_that_the_map_does_not_know_has_a_tile(cases: Callable[[str], Any]) -> None:
    full = cases("paths")
    moved = full.seats.assign(governorate=full.seats["governorate"].replace("Basra", "Halabja"))
    figure = plots.governorate_map(replace(full, seats=moved), style="expert")
    assert "Halabja" in written(figure, "tile-")
    assert plots.check(figure) == []


def test_a_count_that_is_none_is_refused(cases: Callable[[str], Any]) -> None:
    with pytest.raises(InputError, match="did you mean 'votes'"):
        plots.governorate_map(cases("paths"), counted="vote")


def test_only_the_first_vote_is_mapped(cases: Callable[[str], Any]) -> None:
    full = cases("paths")
    again = full.seats.assign(election="2026-11", seats=1)
    both = replace(full, seats=pd.concat([full.seats, again], ignore_index=True))
    assert written(plots.governorate_map(both), "tile-") == written(plots.governorate_map(full), "tile-")


# --- the calendar ---------------------------------------------------------------------------------


def heights(figure: Any, filled: bool) -> list[list[float]]:
    """Bars by row, those of the scenario (filled) or of the baseline (outlines)."""
    rows = []
    for ax in figure.axes:
        bars = [p for p in ax.patches if (p.get_facecolor()[3] > 0) == filled]
        if bars:
            rows.append([bar.get_height() for bar in bars])
    return rows


def test_bars_are_futures_with_at_least_one_or_means(cases: Callable[[str], Any]) -> None:
    results = cases("paths")
    ours = results.months.query("scenario == 'increase'").groupby("month")["iraqi_deaths"]
    lay, expert = (
        plots.violence_calendar(results, style=style, scenarios=["maintain", "increase"])
        for style in ("audience", "expert")
    )
    assert np.allclose(heights(lay, True)[0], 100 * ours.agg(lambda deaths: (deaths > 0).mean()))
    assert np.allclose(heights(expert, True)[0], ours.mean())
    theirs = results.months.query("scenario == 'maintain'").groupby("month")["iraqi_deaths"]
    assert np.allclose(heights(expert, False)[0], theirs.mean())


def test_deaths_are_the_first_row_and_as_high_as_their_share(cases: Callable[[str], Any]) -> None:
    figure = plots.violence_calendar(cases("paths"), style="audience")
    rows = [ax for ax in figure.axes if ax.patches]
    words = [t.get_text() for t in figure.texts]
    assert words.index("Iraqis killed") < words.index("Strikes in Iraq") < words.index("Sieges")
    units = [ax.get_position().height / ax.get_ylim()[1] for ax in rows]
    assert np.allclose(units, units[0], rtol=0.02)  # one scale for all rows


def test_the_same_kind_has_one_scale_in_every_scenario(cases: Callable[[str], Any]) -> None:
    figure = plots.violence_calendar(cases("paths"), style="expert")
    tops = [ax.get_ylim()[1] for ax in figure.axes if ax.patches]
    assert tops[:6] == tops[6:]


def test_the_month_of_the_vote_is_marked(cases: Callable[[str], Any]) -> None:
    full = cases("paths")
    assert "vote" in [t.get_text() for t in plots.violence_calendar(full).texts]
    assert "vote" not in [t.get_text() for t in plots.violence_calendar(replace(full, seats=None)).texts]


def test_a_month_is_named_only_where_it_stands_out(synthetic: Callable[..., Any]) -> None:
    results = synthetic({"maintain": 0.0}, runs=400)
    rng = np.random.default_rng(1)
    calm = results.months.assign(iraqi_deaths=(rng.uniform(size=len(results.months)) < 0.2) * 1.0)
    said = plots.words_of(plots.violence_calendar(replace(results, months=calm)))["title"]
    assert "no one month" in said
    worse = calm["iraqi_deaths"].where(calm["month"] != "2025-11", 1.0)
    figure = plots.violence_calendar(replace(results, months=calm.assign(iraqi_deaths=worse)))
    assert plots.words_of(figure)["title"] == "Iraqis are killed most often in Nov 2025, in all 400 futures"

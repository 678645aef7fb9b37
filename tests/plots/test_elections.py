"""Elections and governments: what is read from results, and what their figures show of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation import plots
from simulation.plots import election_findings
from simulation.plots.data import select
from simulation.plots.elections import governments, month_number, parliaments
from simulation.plots.labels import list_label
from simulation.plots.style import LOOKS


def rows(*found: tuple[str, int, str, str, str, int]) -> pd.DataFrame:
    columns = ["scenario", "run", "election", "governorate", "list", "seats"]
    return pd.DataFrame(found, columns=columns).assign(votes=0)


def written(figure: Any, start: str) -> dict[str, str]:
    """Numbers beside marks, by the rest of their name."""
    gids = {str(t.get_gid()): t.get_text() for t in figure.texts if t.get_gid()}
    return {gid.removeprefix(start): text for gid, text in gids.items() if gid.startswith(start)}


def test_governorates_add_up_and_the_first_election_counts(cases: Callable[[str], Any]) -> None:
    table = rows(
        ("maintain", 5, "2025-10", "Basra", "kdp", 3),
        ("maintain", 5, "2025-10", "Erbil", "kdp", 4),
        ("maintain", 5, "2025-10", "Erbil", "puk", 2),
        ("maintain", 5, "2026-08", "Erbil", "puk", 99),
        ("maintain", 9, "2025-10", "Erbil", "puk", 8),
    )
    results = replace(cases("paths"), seats=table)
    held = parliaments(results, select(results))
    found = held.of["maintain"]
    assert held.lists == ("puk", "kdp")  # the larger on average first
    assert found.runs.tolist() == [5, 9]
    assert found.seats.tolist() == [[2, 7], [8, 0]]
    assert (found.month, found.again, held.again) == ("2025-10", 1, 1)
    assert held.voted == ("maintain",)
    assert not held.of["loosen"].held


def test_every_parliament_is_whole(cases: Callable[[str], Any]) -> None:
    held = parliaments(cases("paths"), select(cases("paths")))
    for found in held.of.values():
        assert found.seats.shape == (300, 13)
        assert (found.seats.sum(axis=1) == 329).all()


def test_a_caretaker_is_no_government(cases: Callable[[str], Any]) -> None:
    full = cases("paths")
    outcomes = full.outcomes.copy()
    ours = outcomes["scenario"] == "maintain"
    outcomes.loc[ours, ["coalition", "pm_kind"]] = ["sudani+puk", "sudani"]
    outcomes.loc[ours & (outcomes["run"] == 3), "pm_kind"] = "caretaker"  # the old coalition carries on
    outcomes.loc[ours & (outcomes["run"] == 4), "coalition"] = ""
    results = replace(full, outcomes=outcomes)
    held = parliaments(results, select(results))
    found = governments(results, held, "maintain")
    assert (found.runs.size, found.voted) == (298, 300)
    assert not {3, 4} & set(found.runs.tolist())
    share = dict(zip(held.lists, found.inside.mean(axis=0), strict=True))
    assert {name for name, value in share.items() if value == 1} == {"sudani", "puk"}
    assert {name for name, value in share.items() if value} == {"sudani", "puk"}


def test_results_without_seats_hold_no_election(cases: Callable[[str], Any]) -> None:
    with pytest.raises(plots.NothingToDrawError, match="no election"):
        plots.seats(replace(cases("paths"), seats=None))


def test_nobody_governs_within_two_months(cases: Callable[[str], Any]) -> None:
    with pytest.raises(plots.NothingToDrawError, match="in no run was a government"):
        plots.in_government(cases("two months"))


@pytest.mark.parametrize("style", LOOKS)
def test_seats_are_the_medians_of_the_data(cases: Callable[[str], Any], style: str) -> None:
    results = cases("paths")
    won = results.seats.query("scenario == 'loosen'").groupby(["run", "list"])["seats"].sum().unstack()
    held = parliaments(results, select(results))
    found = written(plots.seats(results, style=style), "seats-loosen-")
    for row, name in enumerate(held.lists[:8]):
        assert float(found[str(row)].split()[0]) == np.floor(won[name].median() + 0.5)
    if style == "audience":
        rest = won[list(held.lists[8:])].sum(axis=1).median()
        assert float(found["8"]) == np.floor(rest + 0.5)


def test_sampled_parliaments_are_runs_that_happened(cases: Callable[[str], Any]) -> None:
    results = cases("paths")
    held = parliaments(results, select(results))
    for ax, name in zip(plots.seats(results).axes, ("maintain", "increase", "loosen"), strict=True):
        whole = [line.get_xdata() for line in ax.lines if len(line.get_xdata()) == len(held.lists)]
        assert len(whole) == 3
        same = [np.flatnonzero((held.of[name].seats == one).all(axis=1)) for one in whole]
        assert all(run.size for run in same)


def test_a_scenario_without_a_vote_has_an_empty_panel(cases: Callable[[str], Any]) -> None:
    full = cases("paths")
    results = replace(full, seats=full.seats[full.seats["scenario"] != "loosen"])
    for draw in (plots.seats, plots.in_government):
        figure = draw(results)
        assert "no election held" in [text.get_text() for text in figure.texts]
        assert not figure.axes[2].lines
    assert "No election: loosen." in plots.words_of(plots.months_to_form(results))["note"]


def test_a_second_vote_is_mentioned(cases: Callable[[str], Any]) -> None:
    full = cases("paths")
    again = full.seats.query("scenario == 'loosen' and run < 7").assign(election="2026-11")
    results = replace(full, seats=pd.concat([full.seats, again], ignore_index=True))
    assert "7 runs vote a second time" in plots.words_of(plots.seats(results))["note"]
    assert written(plots.seats(results), "seats-") == written(plots.seats(full), "seats-")
    assert "7 runs vote a second time" in plots.words_of(plots.months_to_form(results))["note"]


def test_inclusion_is_the_share_of_governments(cases: Callable[[str], Any]) -> None:
    results = cases("paths")
    table = results.outcomes.query("scenario == 'increase' and coalition != ''")
    figure = plots.in_government(results)
    found = written(figure, "in-increase-")
    for name in ("sudani", "kdp", "new_generation"):
        share = 100 * np.mean([name in coalition.split("+") for coalition in table["coalition"]])
        assert found[name].startswith(f"{share:.1f} [")
    said = [text.get_text() for text in figure.texts]
    assert f"no government in {300 - len(table)} of 300 runs" in said


@pytest.mark.parametrize("style", LOOKS)
def test_runs_without_a_government_are_a_pile_of_their_own(cases: Callable[[str], Any], style: str) -> None:
    results = cases("paths")
    table = results.outcomes.query("scenario == 'increase'")
    none = float(table["months_to_form"].isna().mean())
    assert none > 0.1
    figure = plots.months_to_form(results, style=style)
    text = written(figure, "none-")["increase"]
    if style == "expert":
        assert text.startswith(f"{100 * none:.1f} [")
        return
    assert abs(float(text.split()[0]) - 100 * none) <= 2.5
    dots = [c.get_offsets() for ax in figure.axes for c in ax.collections]
    assert [len(row) for row in dots] == [50, 50, 50]
    waiting = (dots[1][:, 0] > dots[1][:, 0].max() - 120).sum()
    assert waiting >= 50 * none - 1


def test_the_median_counts_runs_without_a_government(cases: Callable[[str], Any]) -> None:
    full = cases("one scenario")
    outcomes = full.outcomes.assign(months_to_form=np.where(full.outcomes["run"] < 100, 4.0, np.nan))
    figure = plots.months_to_form(replace(full, outcomes=outcomes))
    assert "at least half of the runs no government is formed by Dec 2026" in plots.words_of(figure)["title"]


def test_premiers_name_the_camps_of_their_coalitions(cases: Callable[[str], Any]) -> None:
    note = plots.words_of(plots.premiers(cases("paths")))["note"]
    assert "The coalition holds the Framework / both camps / neither / Sadr" in note
    assert "maintain" in note.split("The coalition holds")[1]


@given(st.lists(st.lists(st.integers(0, 60), min_size=3, max_size=3), min_size=1, max_size=40))
def test_the_largest_list_is_the_one_that_leads_most_often(table: list[list[int]]) -> None:
    seats = np.array(table, dtype=float)
    said = election_findings.largest_list(["kdp", "others_shia", "puk"], seats)
    first = int((seats[:, 0] >= seats[:, 2]).sum())
    leader = "KDP" if 2 * first >= len(table) else "PUK"
    assert said.startswith(f"{leader} is most often the largest list")


def test_lists_have_their_names_from_the_evidence_shortened() -> None:
    assert list_label("kdp") == "Kurdistan Democratic Party"
    assert list_label("kdp", 18) == "KDP"
    assert list_label("hikma") == "Hikma"
    assert list_label("sudani", 18) == "Sudani's list"
    assert list_label("a_new_list") == "a new list"


def test_months_are_counted_across_years() -> None:
    assert month_number("2026-01") - month_number("2025-11") == 2

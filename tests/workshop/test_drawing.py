"""Charts as SVG: what is counted is what is drawn, what can be luck is hatched, every dot is a future."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import numpy as np
import pytest

from simulation.outcomes import intervals
from simulation.workshop import drawing
from simulation.workshop.pictures import Picture, Share, picture
from simulation.workshop.played import Played

SVG = "{http://www.w3.org/2000/svg}"


def parsed(chart: str) -> ElementTree.Element:
    return ElementTree.fromstring(chart.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))


def cells(row: ElementTree.Element) -> tuple[int, int, int]:
    """Filled, dotted and outlined cells of a row."""
    found = row.findall(f"{SVG}rect")
    dotted = [each for each in found if each.get("class") == "luck-cell"]
    outlined = [each for each in found if each.get("fill") == "none"]
    return len(found) - len(dotted) - len(outlined), len(dotted), len(outlined)


SHARES = (Share("more", "more", 600, 500), Share("less", "less", 300, 450), Share("same", "same", 100, 50))


def rows(luck: frozenset[str]) -> dict[str, tuple[int, int, int]]:
    chart = parsed(drawing.grid(SHARES, 1000, luck))
    return {str(row.get("data-mark")): cells(row) for row in chart.findall(f"{SVG}g")}


def test_a_hundred_cells_are_shared_out_and_the_baseline_stands_behind() -> None:
    assert rows(frozenset()) == {"more": (60, 0, 50), "less": (30, 0, 45), "same": (10, 0, 5)}


def test_only_the_cells_of_a_change_that_can_be_luck_are_dotted() -> None:
    """Where more came than before, and where fewer did."""
    assert rows(frozenset({"more", "less"})) == {
        "more": (50, 10, 50),
        "less": (30, 15, 45),
        "same": (10, 0, 5),
    }


@pytest.mark.parametrize("guess", [1, 35, 50, 51, 100])
def test_a_guess_stands_under_the_cell_that_it_means(guess: int) -> None:
    """The cell with its number, counted from the first, of a category that has them all."""
    whole = (Share("all", "all", 1000, 1000), Share("no", "no", 0, 0))
    row = parsed(drawing.grid(whole, 1000, guesses=[guess], about="all")).find(f"{SVG}g")
    assert row is not None
    cell = [each for each in row.findall(f"{SVG}rect") if each.get("fill") != "none"][guess - 1]
    at = float(str(row.find(f"{SVG}path").get("d")).split()[1])
    assert float(str(cell.get("x"))) < at < float(str(cell.get("x"))) + float(str(cell.get("width")))


@pytest.fixture(scope="module")
def shown(striking: Played, baseline: Played) -> Picture:
    return picture(striking, baseline)


def test_luck_and_what_holds_never_overlap(shown: Picture) -> None:
    held = {(each.outcome, each.category) for each in shown.changes if each.held}
    hatched = {(name, category) for name in shown.shares for category in shown.luck(name)}
    assert hatched
    assert not hatched & held


def test_every_dot_is_the_future_of_its_rank(shown: Picture, striking: Played) -> None:
    index = striking.outcomes["axis_index"]
    assert len(set(shown.index_runs)) == len(shown.index) == drawing_dots(drawing.dots(shown))
    np.testing.assert_allclose(index[list(shown.index_runs)], shown.index, atol=0.02)


def drawing_dots(chart: str) -> int:
    return len(re.findall(r"<circle[^>]*data-run=", chart))


def test_a_picked_dot_is_ringed_and_one_dot_is_in_the_order_of_tabs(shown: Picture) -> None:
    chart = drawing.dots(shown, picked=shown.index_runs[7])
    assert chart.count('aria-pressed="true"') == 1
    assert chart.count('tabindex="0"') == 1


def test_an_arrow_that_can_be_luck_is_dotted(shown: Picture, baseline: Played) -> None:
    moved = {each.outcome: each.held for each in shown.changes}
    assert ("can be luck" in drawing.dots(shown)) != moved["axis_index"]
    assert "can be luck" not in drawing.dots(picture(baseline, baseline))


def test_a_tornado_has_a_dot_for_each_position_and_dots_what_can_be_luck() -> None:
    clear, luck = intervals.mean(np.full(50, 0.2)), intervals.mean(np.tile([0.3, -0.3], 25))
    chart = parsed(drawing.tornado([("One", [("far", clear), ("near", luck)]), ("Two", [("on", luck)])]))
    fills = [each.get("fill") or "" for each in chart.findall(f"{SVG}circle")]
    assert [each.startswith("url(") for each in fills] == [False, True, True]
    assert "far: +0.20" in "".join(chart.itertext())

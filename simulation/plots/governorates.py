"""Votes and seats by governorate: eighteen tiles, roughly where the governorates are, coloured by list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from simulation.errors import InputError, nearest
from simulation.evidence import load_evidence
from simulation.plots import election_findings, findings
from simulation.plots.data import Floats, NothingToDrawError, ResultsLike, Selection, one_scenario
from simulation.plots.elections import NO_VOTE, POOLS
from simulation.plots.labels import list_label, month_label, runs_label, scenario_label
from simulation.plots.page import GROUND, Box, Page, blank_page, finish, new_page, stamp
from simulation.plots.style import GREY, Look, house_style, list_mark, tint
from simulation.words import number

Counted = Literal["seats", "votes"]

# Columns from west to east and rows from north to south.
TILES: Final[Mapping[str, tuple[int, int]]] = MappingProxyType(
    {
        "Duhok": (1, 0),
        "Nineveh": (0, 1),
        "Erbil": (2, 1),
        "Kirkuk": (1, 1),
        "Sulaymaniyah": (3, 1),
        "Anbar": (0, 2),
        "Saladin": (1, 2),
        "Diyala": (2, 2),
        "Karbala": (0, 3),
        "Baghdad": (1, 3),
        "Wasit": (2, 3),
        "Najaf": (0, 4),
        "Babil": (1, 4),
        "Qadisiyah": (2, 4),
        "Maysan": (3, 4),
        "Muthanna": (1, 5),
        "Dhi Qar": (2, 5),
        "Basra": (3, 5),
    }
)
_STRIPE: Final = 0.9  # width of a tile's stripe, in text sizes
_TINT: Final = 0.14  # of a list's colour, behind words
_FORMS: Final = (28, 18, 14, 10, 6)  # letters of a list's name
_LEAST: Final = {"audience": 2.75, "expert": 4.4}  # height of a tile, in text sizes


@dataclass(frozen=True, slots=True)
class _Tile:
    """One governorate: who leads there and in how many runs, who next, the leader's mean and the total."""

    name: str
    leader: str
    leads: int
    second: str
    mean: float
    total: float


@dataclass(frozen=True, slots=True)
class _Map:
    """The tiles of one scenario's first vote."""

    scenario: str
    counted: Counted
    runs: int
    month: str
    tiles: Sequence[_Tile]


def governorate_map(
    results: ResultsLike,
    *,
    counted: str = "seats",
    style: str = "expert",
    scenarios: Sequence[str] | None = None,
    baseline: str | None = None,
) -> Figure:
    """Which list is the largest in each governorate, by `counted` ("seats" or "votes"), in the first vote.

    Tiles of one size stand roughly where the eighteen governorates are and show lists, never
    communities; a list keeps its colour and pattern on every map, and its name is written. Many small
    lists together, and the nine reserved seats, are no list and lead nowhere. One scenario: the first
    named, or the baseline. Raises `NothingToDrawError` where no run voted, `InputError` for an unknown
    count, style, scenario or baseline.
    """
    if counted not in ("seats", "votes"):
        raise InputError(f"cannot count {counted!r}; {nearest(counted, ('seats', 'votes'))}")
    with house_style(style) as look:
        chosen = one_scenario(results, scenarios, baseline)
        if not chosen.names:
            return blank_page(look, findings.NO_RUNS, stamp(results, chosen))
        held = _read(results, chosen.names[0], "votes" if counted == "votes" else "seats")
        page = _page(look, results, chosen, held)
        _draw(page, held)
        return finish(page)


# --- reading --------------------------------------------------------------------------------------


def _read(results: ResultsLike, name: str, counted: Counted) -> _Map:
    if not results.columns("seats"):
        raise NothingToDrawError(NO_VOTE)
    table = results.part("seats", ["run", "election", "governorate", "list", counted], name)
    if table.empty:
        raise NothingToDrawError(NO_VOTE)
    first = table.groupby("run")["election"].transform(lambda months: min(map(str, months)))
    months = table["election"].astype(str)
    table = table[months == first.astype(str)]
    tiles = [_tile(str(place), rows, counted) for place, rows in table.groupby("governorate", observed=True)]
    return _Map(name, counted, int(table["run"].nunique()), min(months), tiles)


def _tile(place: str, rows: pd.DataFrame, counted: Counted) -> _Tile:
    names, columns = np.unique(rows["list"].astype(str).to_numpy(np.str_), return_inverse=True)
    runs, places = np.unique(rows["run"].to_numpy(np.int64), return_inverse=True)
    size, values = (runs.size, names.size), rows[counted].to_numpy(np.float64)
    flat = np.bincount(places * names.size + columns, weights=values, minlength=size[0] * size[1])
    table: Floats = flat.reshape(size).astype(np.float64)
    alone = np.array([name not in POOLS for name in names], dtype=np.bool_)
    leads = np.bincount(np.where(alone, table, -1.0).argmax(axis=1), minlength=names.size)
    means = table.mean(axis=0)
    order = sorted(range(names.size), key=lambda one: (-leads[one], -means[one], names[one]))
    order = [column for column in order if alone[column]] or order
    first, second = order[0], order[min(1, len(order) - 1)]
    total = float(table.sum(axis=1).mean())
    return _Tile(place, str(names[first]), int(leads[first]), str(names[second]), float(means[first]), total)


# --- the page -------------------------------------------------------------------------------------


def _page(look: Look, results: ResultsLike, chosen: Selection, held: _Map) -> Page:
    leaders = [tile.leader for tile in held.tiles]
    sure = sum(2 * tile.leads > held.runs for tile in held.tiles)
    return new_page(
        look,
        election_findings.governorates(leaders, sure),
        f"Largest list by {held.counted} in each governorate, {month_label(held.month)}, "
        f"{scenario_label(held.scenario)}; {runs_label(held.runs)}",
        stamp(results, chosen),
        note=_note(look, held),
        least_body=look.text * _rows(held) * _LEAST[look.name],
    )


def _rows(held: _Map) -> int:
    return 1 + max(row for _, row in _places(held).values())


def _places(held: _Map) -> dict[str, tuple[int, int]]:
    """A tile's column and row; a governorate that the map does not know stands in a row below."""
    unknown = [tile.name for tile in held.tiles if tile.name not in TILES]
    below = 1 + max(row for _, row in TILES.values())
    extra = {name: (place % 4, below + place // 4) for place, name in enumerate(unknown)}
    return {tile.name: TILES.get(tile.name) or extra[tile.name] for tile in held.tiles}


def _note(look: Look, held: _Map) -> str:
    if look.name == "audience":
        return "Number: futures in 100 in which the list leads there."
    size = (
        "mean seats of the list and of the governorate" if held.counted == "seats" else "its share of votes"
    )
    return (
        f"First: futures in 100 in which the list leads, then {size}; last, the list that leads next most "
        "often. Tiles are of one size and say nothing about people. Groups of small lists lead nowhere."
    )


def _draw(page: Page, held: _Map) -> None:
    places = _places(held)
    columns, rows = 1 + max(column for column, _ in places.values()), _rows(held)
    boxes = page.body.inset(bottom=page.look.text * 0.4, right=2).split(rows, columns, (6.0, 5.0))
    ax = page.axes(page.body, bare=True)
    ax.set(xlim=(page.body.left, page.body.right), ylim=(page.body.bottom, page.body.top))
    for tile in held.tiles:
        column, row = places[tile.name]
        _draw_tile(page, ax, boxes[row * columns + column], held, tile)


def _draw_tile(page: Page, ax: Axes, box: Box, held: _Map, tile: _Tile) -> None:
    """A stripe in the list's colour and pattern, and beside it the governorate, the list, the count."""
    look, mark = page.look, list_mark(tile.leader, list(load_evidence().actors))
    left, corner = box.left + look.text * (_STRIPE + 0.5), (box.left, box.bottom)
    pale = tint(mark.colour, _TINT)
    ax.add_patch(Rectangle(corner, box.width, box.height, fc=pale, ec=GREY, lw=1.0, gid=GROUND))
    stripe = Rectangle(
        corner, look.text * _STRIPE, box.height, fc=mark.face, ec=mark.colour, lw=look.hairline
    )
    stripe.set_hatch(mark.hatch)
    ax.add_patch(stripe)
    words = [tile.name, *_lines(page, held, tile, box.right - left - 6)]
    step = (box.height - look.text * 0.5) / len(words)
    for line, text in enumerate(words):
        height = box.top - look.text * 0.25 - (line + 0.5) * step
        gid = f"tile-{tile.name}" if line == 1 else None
        page.write(left, height, text, va="center", fontweight="normal" if line else "bold", gid=gid)


def _lines(page: Page, held: _Map, tile: _Tile, room: float) -> list[str]:
    """The leading list and in how many futures it leads, in the longest form of its name that fits."""
    told = election_findings.leads(tile.leads, held.runs)
    forms = [f"{list_label(tile.leader, limit)}  {told}" for limit in _FORMS]
    first = next((form for form in forms if page.width(form) <= room), forms[-1])
    if page.look.name == "audience":
        return [first]
    second = f"then {list_label(tile.second, 24)}" if tile.second != tile.leader else "no other list"
    return [first, _size(held, tile), second]


def _size(held: _Map, tile: _Tile) -> str:
    if held.counted == "votes":
        return f"{number(100 * tile.mean / max(tile.total, 1.0))}% of votes"
    return f"{number(tile.mean, 1)} of {number(tile.total)} seats"

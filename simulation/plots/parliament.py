"""One whole parliament that was simulated: 329 seats in a half circle, those of the government filled."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from matplotlib.figure import Figure

from simulation.errors import InputError
from simulation.plots import election_findings, findings
from simulation.plots.data import Floats, ResultsLike, Selection, end_of, one_scenario
from simulation.plots.elections import CARETAKER, Parliaments, parliaments
from simulation.plots.labels import list_label, month_label, scenario_label
from simulation.plots.page import Box, Page, blank_page, finish, new_page, stamp
from simulation.plots.style import BLUE, GREY, PAPER, Look, house_style
from simulation.words import number

_INNER: Final = 0.42  # of the outer radius
_FILL: Final = 0.8  # of a seat's place
_NAMED: Final[Mapping[str, int]] = {"audience": 14, "expert": 12}  # least seats of a list that is named
_SHAPES: Final = ("o", "s")  # neighbours in the half circle differ in shape
_TABLE: Final = 0.34  # of the width, for the experts' table


@dataclass(frozen=True, slots=True)
class _Seat:
    """A list: its seats in this run, whether it governs, and its seats in all runs, shape (runs,)."""

    name: str
    seats: int
    inside: bool
    every: Floats


@dataclass(frozen=True, slots=True)
class _House:
    """One parliament: lists in government first, each the largest first."""

    scenario: str
    run: int
    lists: Sequence[_Seat]

    @property
    def seats(self) -> int:
        """Seats of the whole parliament."""
        return sum(each.seats for each in self.lists)

    @property
    def governing(self) -> int:
        """Seats of the lists in government."""
        return sum(each.seats for each in self.lists if each.inside)


def parliament(
    results: ResultsLike,
    *,
    run: int | None = None,
    style: str = "expert",
    scenarios: Sequence[str] | None = None,
    baseline: str | None = None,
) -> Figure:
    """The parliament of one run's first election, seat by seat; lists in government filled, others hollow.

    Seats of different lists depend on each other, which strips of one list apart do not show. One
    scenario: the first named, or the baseline. Without `run`, the run nearest to the mean parliament,
    of those with a government where most have one. Experts see every list's seats beside those of all
    runs. Raises `NothingToDrawError` where no run voted, `InputError` for a run without a vote, an
    unknown style, scenario or baseline.
    """
    with house_style(style) as look:
        chosen = one_scenario(results, scenarios, baseline)
        if not chosen.names:
            return blank_page(look, findings.NO_RUNS, stamp(results, chosen))
        held = parliaments(results, chosen)
        house = _house(results, held, chosen.names[0], run)
        page = _page(look, results, chosen, held, house)
        wide = page.body.width * (1 - _TABLE if look.name == "expert" else 1)
        _arc(page, Box(page.body.left, page.body.bottom, page.body.left + wide, page.body.top), house)
        if look.name == "expert":
            _table(page, page.body.inset(left=wide + look.text * 2), house)
        return finish(page)


# --- reading --------------------------------------------------------------------------------------


def _house(results: ResultsLike, held: Parliaments, name: str, run: int | None) -> _House:
    found, coalitions = held.of[name], _coalitions(results, name)
    if run is not None and run not in found.runs:
        asked = f"{number(found.runs.size)} runs did, {found.runs.min()} to {found.runs.max()}"
        raise InputError(f"run {run} held no vote under {name}; {asked}")
    governed = np.array([bool(coalitions.get(int(one))) for one in found.runs], dtype=np.bool_)
    rows = np.flatnonzero(governed if governed.mean() > 0.5 else np.ones_like(governed))
    row = (
        int(rows[nearest_to_mean(found.seats[rows])])
        if run is None
        else int(np.flatnonzero(found.runs == run)[0])
    )
    inside = coalitions.get(int(found.runs[row]), frozenset())
    won = [
        _Seat(one, int(found.seats[row, column]), one in inside, found.seats[:, column])
        for column, one in enumerate(held.lists)
    ]
    order = sorted(won, key=lambda each: (not each.inside, -each.seats, each.name))
    return _House(name, int(found.runs[row]), order)


def _coalitions(results: ResultsLike, name: str) -> dict[int, frozenset[str]]:
    """The lists in government by run; none where a caretaker carries on or results do not say who governs."""
    table = results.outcomes
    if "coalition" not in table:
        return {}
    table = table[table["scenario"] == name]
    formed = table["coalition"].fillna("").astype(str)
    if "pm_kind" in table:
        formed = formed.where(table["pm_kind"].astype(str) != CARETAKER, "")
    return {
        int(run): frozenset(lists.split("+")) - {""} for run, lists in zip(table["run"], formed, strict=True)
    }


def nearest_to_mean(seats: Floats) -> int:
    """Row of the parliament whose seats differ least from the mean of all, summed over lists."""
    return int(np.abs(seats - seats.mean(axis=0)).sum(axis=1).argmin())


def places(seats: int, radius: float) -> tuple[Floats, Floats, Floats, float]:
    """Where the seats of a half circle are: x, y, angle of shape (seats,) from left to right, and the pitch.

    Rows as far apart as seats are, with seats in proportion to their length (largest remainders).
    """
    apart = math.sqrt(math.pi * (1 - _INNER**2) / 2 / max(seats, 1))
    rows = max(1, round((1 - _INNER) / apart)) + 1
    radii = np.linspace(_INNER, 1.0, rows)
    exact = seats * radii / radii.sum()
    counts = np.floor(exact).astype(np.int64)
    for row in np.argsort(-(exact - counts), kind="stable")[: seats - int(counts.sum())]:
        counts[row] += 1
    spread = [(np.arange(count) + 0.5) / max(int(count), 1) for count in counts]
    angles = math.pi * (1 - np.concatenate(spread))
    lengths = radius * np.repeat(radii, counts)
    order = np.lexsort((lengths, -angles))
    angles, lengths = angles[order], lengths[order]
    along = [math.pi * radius * float(r) / int(c) for r, c in zip(radii, counts, strict=True) if c]
    pitch = min([radius * (1 - _INNER) / (rows - 1), *along])
    return lengths * np.cos(angles), lengths * np.sin(angles), angles, pitch


# --- the page -------------------------------------------------------------------------------------


def _page(look: Look, results: ResultsLike, chosen: Selection, held: Parliaments, house: _House) -> Page:
    told = [(each.name, each.seats, each.inside) for each in house.lists if each.seats]
    month = month_label(held.of[house.scenario].month)
    aside = " Right: seats in this run; median and central 80% of all runs." if look.name == "expert" else ""
    return new_page(
        look,
        election_findings.parliament(told),
        f"Run {house.run} of {number(chosen.most_runs)}, {scenario_label(house.scenario)}: "
        f"the vote of {month}, the government{end_of(results)}",
        stamp(results, chosen),
        note=f"Filled: in government. Circles and squares in turn, a list each. An example only.{aside}",
        least_body=look.text * (len(house.lists) * 1.16 + 2 if look.name == "expert" else 16),
    )


def _arc(page: Page, box: Box, house: _House) -> None:
    """The half circle with the names of large lists round it, and the government's seats inside."""
    look = page.look
    names = {each.name: _label(each) for each in house.lists if each.seats >= _NAMED[look.name]}
    radius = _radius(page, box, house, names)
    middle = box.left + box.width / 2
    floor = box.bottom + max((box.height - radius - look.text * 2.4) / 2, look.text * 0.5)
    x, y, angles, pitch = places(house.seats, radius)
    ax = page.axes(page.body, bare=True)
    ax.set(xlim=(page.body.left, page.body.right), ylim=(page.body.bottom, page.body.top))
    start, taken, rim = 0, list[Box](), max(look.thin * 0.7, 1.0)
    for place, each in enumerate(one for one in house.lists if one.seats):
        mine = slice(start, start + each.seats)
        start += each.seats
        colour = BLUE if each.inside else GREY
        shape: dict[str, Any] = {"marker": _SHAPES[place % 2], "edgecolor": colour, "lw": rim}
        face, size = colour if each.inside else PAPER, (pitch * _FILL - rim) ** 2
        ax.scatter(middle + x[mine], floor + y[mine], s=size, c=face, gid=f"seats-{each.name}", **shape)
        if each.name in names:
            angle = float(angles[mine].mean())
            out = radius + look.text * (0.7 + 0.45 * math.sin(angle) ** 2)
            spot = (middle + out * math.cos(angle), floor + out * math.sin(angle))
            _name(page, box, spot, names[each.name], taken)
    _inside(page, middle, floor, house)


def _label(each: _Seat) -> str:
    return f"{list_label(each.name, 18)} {each.seats}"


def _name(page: Page, box: Box, spot: tuple[float, float], text: str, taken: list[Box]) -> None:
    """A list's name outside the half circle, unless another stands there already."""
    at, up = spot
    shift = (at - (box.left + box.right) / 2) / (box.width / 2)
    side = "right" if shift < -0.08 else "left" if shift > 0.08 else "center"
    width, high = page.width(text), page.look.text * 0.62
    left = at - {"right": width, "left": 0.0, "center": width / 2}[side]
    mine = Box(left, up - high, left + width, up + high)
    if not any(_cross(mine, one) for one in taken):
        taken.append(mine)
        page.write(at, up, text, ha=side, va="center")


def _inside(page: Page, at: float, floor: float, house: _House) -> None:
    step = page.look.text * 1.25
    told = f"{house.governing} of {house.seats}" if house.governing else "none"
    page.write(at, floor + step, told, ha="center", va="bottom", fontweight="bold", gid="governing")
    page.write(at, floor, "in government", ha="center", va="bottom")


def _table(page: Page, box: Box, house: _House) -> None:
    """Every list with its seats in this run and in all runs; those in government in bold."""
    head = page.look.text * 1.4
    step = (box.height - head) / max(len(house.lists), 1)
    columns = (box.left + box.width * 0.62, box.right)
    for at, heading in zip(columns, ("this run", "all runs"), strict=True):
        page.write(at, box.top, heading, va="top", ha="right")
    for row, each in enumerate(house.lists):
        height = box.top - head - (row + 0.5) * step
        low, middle, high = (number(math.floor(q + 0.5)) for q in np.quantile(each.every, [0.1, 0.5, 0.9]))
        style = {"va": "center_baseline", "fontweight": "bold" if each.inside else "normal"}
        page.write(box.left, height, list_label(each.name, 22), **style)
        page.write(columns[0], height, str(each.seats), ha="right", gid=f"won-{each.name}", **style)
        page.write(columns[1], height, f"{middle} [{low}, {high}]", ha="right", va="center_baseline")


def _radius(page: Page, box: Box, house: _House, names: Mapping[str, str]) -> float:
    """The largest half circle whose names fit beside it."""
    most = box.height - page.look.text * 2.4
    _, _, angles, _ = places(house.seats, 1.0)
    start = 0
    for each in house.lists:
        angle = float(angles[start : start + each.seats].mean()) if each.seats else 0.0
        start += each.seats
        if each.name in names and abs(math.cos(angle)) > 0.2:
            room = box.width / 2 - page.width(names[each.name]) - page.look.text
            most = min(most, room / abs(math.cos(angle)) - page.look.text * 0.7)
    return most


def _cross(one: Box, other: Box) -> bool:
    """Whether two names would touch."""
    beside = one.left < other.right + 8 and other.left < one.right + 8
    return beside and one.bottom < other.top and other.bottom < one.top

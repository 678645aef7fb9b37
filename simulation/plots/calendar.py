"""When violence comes: a bar for every month and kind, Iraqis killed on top and drawn like the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import numpy as np
from matplotlib.figure import Figure

from simulation.plots import findings
from simulation.plots.data import (
    Floats,
    NothingToDrawError,
    ResultsLike,
    Selection,
    by_month,
    first_vote,
    months_of,
)
from simulation.plots.labels import (
    ALL_ATTACKS,
    ATTACKS,
    QUANTITIES,
    VIOLENCE,
    month_label,
    quantity_of,
    runs_label,
    scenario_label,
)
from simulation.plots.page import Box, Page, blank_page, finish, fitted, halo, new_page, stamp
from simulation.plots.paired import Difference, mean_difference
from simulation.plots.style import GREY, PALE, Look, house_style
from simulation.words import frequency, number

_ROW: Final = {"audience": 2.2, "expert": 1.9}  # least height of a row, in text sizes
_BAR: Final = (0.56, 0.86)  # of a month's place: a bar, and the baseline's outline round it

Kinds = Mapping[str, Sequence[str]]  # what a row is called, and the indicators that it adds up


@dataclass(frozen=True, slots=True)
class _Calendar:
    """One scenario: events of shape (runs, months) by kind, and the place of its months on the axis."""

    runs: tuple[int, ...]
    steps: Sequence[int]
    events: Mapping[str, Floats]

    def shares(self, kind: str) -> Floats:
        """In how many of 100 runs at least one, month by month."""
        found: Floats = 100.0 * (self.events[kind] > 0).mean(axis=0)
        return found

    def means(self, kind: str) -> Floats:
        """Mean number, month by month."""
        found: Floats = self.events[kind].mean(axis=0)
        return found


@dataclass(frozen=True, slots=True)
class _Calendars:
    """Scenarios by name, on an axis of all `months`."""

    months: Sequence[str]
    of: Mapping[str, _Calendar]
    baseline: str | None

    @property
    def first(self) -> _Calendar:
        """The baseline, or the only scenario."""
        return next(iter(self.of.values()))

    @property
    def kinds(self) -> list[str]:
        """What the rows are called."""
        return list(self.first.events)

    @property
    def shown(self) -> list[str]:
        """The scenarios that have a panel."""
        return [name for name in self.of if name != self.baseline]


def violence_calendar(
    results: ResultsLike,
    *,
    style: str = "expert",
    scenarios: Sequence[str] | None = None,
    baseline: str | None = None,
) -> Figure:
    """When Iraqis are killed and when attacks, strikes and sieges come, month by month.

    A panel per scenario, the baseline's bars as outlines round its own. For an audience a bar is the
    number of futures in 100 with at least one in that month, all rows on one scale; for experts the
    mean number in a month, each kind on its own scale, the same in every scenario. The month of the
    first vote is marked. Raises `NothingToDrawError` where the results do
    not count violence by month, `InputError` for an unknown style, scenario or baseline.
    """
    with house_style(style) as look:
        draw = partial(_drawn, look, results)
        return fitted(look, results, scenarios, baseline, draw, most=2)


def _drawn(look: Look, results: ResultsLike, chosen: Selection) -> Figure:
    months, kinds = months_of(results), _kinds(look, results)
    if not chosen.names or not months:
        return blank_page(look, findings.NO_RUNS, stamp(results, chosen))
    if not kinds:
        raise NothingToDrawError("the results do not count violence month by month")
    every = _Calendars(
        months, {name: _read(results, name, months, kinds) for name in chosen.names}, chosen.baseline
    )
    page = _page(look, results, chosen, every)
    _panels(page, chosen, every, first_vote(results, chosen.names))
    return finish(page)


def _kinds(look: Look, results: ResultsLike) -> Kinds:
    """For experts every kind; an audience sees the attacks of armed groups together."""
    held = [kind for kind in VIOLENCE if kind in results.columns("months")]
    if look.name == "expert":
        return {QUANTITIES[kind].short: [kind] for kind in held}
    attacks = [kind for kind in held if kind in ATTACKS]
    rows: dict[str, Sequence[str]] = {}
    for kind in held:
        if kind in attacks:
            rows[quantity_of(ALL_ATTACKS).short] = attacks
        else:
            rows[QUANTITIES[kind].short] = [kind]
    return rows


def _read(results: ResultsLike, name: str, months: Sequence[str], kinds: Kinds) -> _Calendar:
    every = list(dict.fromkeys(column for columns in kinds.values() for column in columns))
    runs, own, tables = by_month(results, every, name)
    events = {kind: np.sum([tables[column] for column in columns], axis=0) for kind, columns in kinds.items()}
    return _Calendar(tuple(runs.tolist()), [months.index(month) for month in own], events)


# --- words ----------------------------------------------------------------------------------------


def _page(look: Look, results: ResultsLike, chosen: Selection, every: _Calendars) -> Page:
    what = "futures in 100 with at least one" if look.name == "audience" else "mean number"
    return new_page(
        look,
        findings.violence_calendar(_deaths(chosen, every), *_peak(every)),
        f"Violence by month, {what}; {runs_label(chosen.most_runs)}{' each' if chosen.baseline else ''}",
        stamp(results, chosen),
        note=_note(look, every),
        least_body=look.text * (len(every.shown) * (len(every.kinds) * _ROW[look.name] + 1.9) + 2.0),
    )


def _deaths(chosen: Selection, every: _Calendars) -> list[Difference]:
    """Paired differences of Iraqis killed over all months; none where the results do not count them."""
    label = QUANTITIES["iraqi_deaths"].short
    if chosen.baseline is None or label not in every.kinds:
        return []
    base = every.of[chosen.baseline]
    found = []
    for name in chosen.others:
        _, ours, theirs = np.intersect1d(every.of[name].runs, base.runs, return_indices=True)
        pair = (every.of[name].events[label].sum(axis=1)[ours], base.events[label].sum(axis=1)[theirs])
        found.append(mean_difference("iraqi_deaths", name, chosen.baseline, *pair))
    return found


def _peak(every: _Calendars) -> tuple[str, str]:
    """The month with deaths in most runs, and in how many; empty where no month stands out."""
    calendar = every.first
    events = calendar.events.get(QUANTITIES["iraqi_deaths"].short)
    if events is None or events.shape[1] < 2:
        return "", ""
    deadly = (events > 0).astype(np.float64)
    month = int(deadly.mean(axis=0).argmax())
    others = np.delete(deadly, month, axis=1).mean(axis=1)
    stands_out = mean_difference("iraqi_deaths", "", "", deadly[:, month], others)
    if not stands_out.survives(events.shape[1]):
        return "", ""
    told = frequency(int(deadly[:, month].sum()), len(deadly))
    return month_label(every.months[calendar.steps[month]]), told


def _note(look: Look, every: _Calendars) -> str:
    parts = []
    if every.baseline is not None:
        parts.append(f"Outline: {scenario_label(every.baseline, 30)}, the baseline.")
    if look.name == "expert":
        beside = "; in brackets the baseline's" if every.baseline is not None else ""
        parts.append(f"Right: mean of a run{beside}, and the height of a row in events a month.")
        return " ".join(parts)
    top = max(_heights(look, every).values())
    beside = f" ({scenario_label(every.baseline, 24)})" if every.baseline is not None else ""
    parts.append(f"Highest bar: {number(top)} in 100. Right: mean of a run{beside}.")
    return " ".join(parts)


# --- panels ---------------------------------------------------------------------------------------


def _panels(page: Page, chosen: Selection, every: _Calendars, vote: str) -> None:
    look, tops = page.look, _heights(page.look, every)
    names = max(page.width(kind) for kind in every.kinds) + 14
    texts = {(n, kind): _aside(look, every, n, kind, tops[kind]) for n in every.shown for kind in every.kinds}
    aside = max(map(page.width, texts.values())) + 12
    body = page.body.inset(left=names, right=aside, bottom=look.text * 1.7)
    boxes = body.split(len(every.shown), 1, (0.0, look.text))
    _months(page, body, every.months, vote)
    for box, name in zip(boxes, every.shown, strict=True):
        page.write(page.body.left, box.top, scenario_label(name, 34), va="top", fontweight="bold")
        rows, scales = _rows(look, box.inset(top=look.text * 1.5), tops)
        for row, kind, scale in zip(rows, every.kinds, scales, strict=True):
            _row(page, row, every, (name, kind), scale, chosen)
            page.write(page.body.left, row.bottom, kind, va="bottom")
            page.write(page.body.right, row.bottom, texts[name, kind], va="bottom", ha="right")


def _values(look: Look, calendar: _Calendar, kind: str) -> Floats:
    return calendar.shares(kind) if look.name == "audience" else calendar.means(kind)


def _heights(look: Look, every: _Calendars) -> dict[str, float]:
    """The highest bar of each kind over all scenarios."""
    return {
        kind: max(float(_values(look, each, kind).max()) for each in every.of.values())
        for kind in every.kinds
    }


def _aside(look: Look, every: _Calendars, name: str, kind: str, top: float) -> str:
    """The mean of a run, the baseline's in brackets, and for experts what the height of the row is."""
    total = _total(every.of[name], kind)
    if every.baseline is not None:
        total = f"{total} ({_total(every.of[every.baseline], kind)})"
    return total if look.name == "audience" else f"{total}   ↕ {number(top, 2)}"


def _total(calendar: _Calendar, kind: str) -> str:
    total = float(calendar.means(kind).sum())
    return number(total, 0 if total >= 10 else 1)


def _row(
    page: Page, box: Box, every: _Calendars, which: tuple[str, str], top: float, chosen: Selection
) -> None:
    """The bars of one scenario and kind inside the baseline's outlines."""
    (name, kind), look = which, page.look
    ax = page.axes(box)
    ax.set(xlim=(-0.5, len(every.months) - 0.5), ylim=(0, top * 1.04), xticks=[], yticks=[], facecolor="none")
    ax.spines["left"].set_visible(False)
    ax.spines["bottom"].set_color(PALE)
    calendar, mark = every.of[name], chosen.marks[name]
    rim = look.thin if mark.hollow else 0.0
    face: dict[str, Any] = {"facecolor": mark.face, "edgecolor": mark.colour, "lw": rim}
    ax.bar(list(calendar.steps), _values(look, calendar, kind), _BAR[0], **face)
    if every.baseline is not None:
        base = every.of[every.baseline]
        edge: dict[str, Any] = {"facecolor": "none", "edgecolor": GREY, "lw": look.thin * 0.6}
        ax.bar(list(base.steps), _values(look, base, kind), _BAR[1], clip_on=False, **edge)


def _months(page: Page, box: Box, months: Sequence[str], vote: str) -> None:
    """First, middle and last month under all rows, and a line through the month of the vote."""
    unit, low, end = box.width / len(months), box.bottom - page.look.text * 0.35, len(months) - 1
    for place in sorted({0, end // 2, end}) if end >= 8 else sorted({0, end}):
        side, shift = ("left", 0.0) if place == 0 else ("right", 1.0) if place == end else ("center", 0.5)
        page.write(box.left + (place + shift) * unit, low, month_label(months[place]), va="top", ha=side)
    if vote not in months:
        return
    ax = page.axes(box, bare=True)
    middle = (months.index(vote) + 0.5) * unit
    up = [0.0, box.height - page.look.text * 1.3]
    ax.plot([middle] * 2, up, color=GREY, lw=page.look.thin, ls=(0, (1, 2)))
    wide = page.width("vote") / 2
    at = box.left + min(max(middle, wide), box.width - wide)
    page.write(at, box.top, "vote", va="top", ha="center", path_effects=halo())


def _rows(look: Look, box: Box, tops: Mapping[str, float]) -> tuple[list[Box], list[float]]:
    """A box and the highest value of its axis for each kind.

    On a projector all rows share one scale, and those with higher bars have more room; experts see
    rows of one height, each on a scale of its own.
    """
    gap = look.text * 0.25
    least, most = look.text * 1.3, box.height - gap * (len(tops) - 1)
    highest = max(tops.values()) or 1.0
    if look.name == "expert":
        return box.split(len(tops), 1, (0.0, gap)), [top or 1.0 for top in tops.values()]
    wanted = np.array([max(top / highest, 1e-9) for top in tops.values()])
    low, high = 0.0, most
    for _ in range(40):  # the largest unit with which all rows fit, none lower than its name
        unit = (low + high) / 2
        low, high = (unit, high) if np.maximum(unit * wanted, least).sum() <= most else (low, unit)
    rooms = np.maximum(low * wanted, least)
    ends = box.top - np.cumsum(rooms) - gap * np.arange(rooms.size)
    boxes = [Box(box.left, end, box.right, end + room) for end, room in zip(ends, rooms, strict=True)]
    return boxes, [float(room / max(low, 1e-9) * highest) for room in rooms]

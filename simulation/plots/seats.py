"""Seats per list: strips of the runs, and a few parliaments that were simulated, whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from simulation.outcomes.parliaments import Parliament
from simulation.plots import election_findings, findings
from simulation.plots.data import Floats, ResultsLike, Selection, dots, spread_rows
from simulation.plots.elections import Parliaments, parliaments
from simulation.plots.labels import list_label, month_label, runs_label
from simulation.plots.list_rows import (
    Layout,
    draw_panels,
    ghost,
    heading,
    layout,
    letters,
    precise,
    rows_shown,
    write_number,
)
from simulation.plots.page import Page, blank_page, finish, fitted, halo, new_page, stamp, text_width
from simulation.plots.paired import Difference, mean_difference
from simulation.plots.style import INK, Look, Mark, house_style
from simulation.words import number

_SAMPLES: Final[Mapping[str, tuple[str, ...]]] = {"audience": ("x",), "expert": ("x", "+", "*")}
_SIGNS: Final[Mapping[str, str]] = {"x": "×", "+": "+", "*": "★"}
_STRIP: Final = -0.14  # heights in a row, downwards: the strip, and the sampled parliaments under it
_UNDER: Final = 0.26
_TICKS: Final[Mapping[str, int]] = {"audience": 10, "expert": 20}
_ENOUGH: Final = 20  # runs from which a strip is more than the runs themselves


@dataclass(frozen=True, slots=True)
class _Seats:
    """Seats by scenario, shape (runs, rows); the last row is all smaller lists together, if any are."""

    labels: Sequence[str]
    of: Mapping[str, Floats]
    single: int  # rows that are one list
    sampled: Sequence[int]  # run numbers


def seats(
    results: ResultsLike,
    *,
    style: str = "expert",
    scenarios: Sequence[str] | None = None,
    baseline: str | None = None,
) -> Figure:
    """Seats of every list in the first election, a panel per scenario, the largest lists on top.

    A strip holds the central 80% of runs, its thick part 50%, the mark is the median. Crosses and
    the like mark whole parliaments, the same runs in every panel: strips of different lists do not
    add up, a parliament does. An audience sees the largest lists and the rest together. Raises
    `NothingToDrawError` where no run voted, `InputError` for an unknown style, scenario or baseline.
    """
    with house_style(style) as look:
        draw = partial(_drawn, look, results)
        return fitted(look, results, scenarios, baseline, draw, most=3)


def _drawn(look: Look, results: ResultsLike, chosen: Selection) -> Figure:
    if not chosen.names:
        return blank_page(look, findings.NO_RUNS, stamp(results, chosen))
    held = parliaments(results, chosen)
    shown = _shown(look, chosen, held)
    plan = _layout(look, chosen, held, shown)
    page = _page(look, results, chosen, held, plan, shown)
    _draw(page, plan, chosen, held, shown)
    return finish(page)


def _shown(look: Look, chosen: Selection, held: Parliaments) -> _Seats:
    kept = rows_shown(look, chosen, len(held.lists))
    labels = [list_label(name, letters(look)) for name in held.lists[:kept]]
    rest = len(held.lists) - kept
    table = {name: held.of[name].seats for name in held.voted}
    if rest:
        labels.append(f"{rest} smaller lists")
        table = {
            name: np.column_stack([found[:, :kept], found[:, kept:].sum(axis=1)])
            for name, found in table.items()
        }
    first = held.of[next(name for name in chosen.names if name in table)]
    return _Seats(labels, table, kept, _sample(first, len(_SAMPLES[look.name])))


def _sample(found: Parliament, count: int) -> list[int]:
    """Run numbers of a few parliaments, spread over the seats of the list that varies most."""
    widest = int(np.argmax(found.seats.std(axis=0)))
    rows = spread_rows(found.seats[:, [widest]], min(count, found.runs.size))
    return [int(found.runs[row]) for row in rows]


def _layout(look: Look, chosen: Selection, held: Parliaments, shown: _Seats) -> Layout:
    headings = {
        name: (heading(name, chosen), "" if held.of[name].held else "no election held")
        for name in chosen.names
    }
    full = precise(look, chosen)
    texts = [_number(column, full) for table in shown.of.values() for column in table.T]
    return layout(look, shown.labels, headings, max(text_width(text, look.text) for text in texts) + 6)


def _number(column: Floats, full: bool) -> str:
    """The median, and in full the ends of the central 80%."""
    low, middle, high = (number(float(np.floor(q + 0.5))) for q in np.quantile(column, [0.1, 0.5, 0.9]))
    return f"{middle} [{low}, {high}]" if full else middle


def _page(
    look: Look,
    results: ResultsLike,
    chosen: Selection,
    held: Parliaments,
    plan: Layout,
    shown: _Seats,
) -> Page:
    months = sorted({held.of[name].month for name in held.voted})
    first = held.of[held.voted[0]]
    gaps = _gaps(chosen, held)
    largest = election_findings.largest_list(held.lists, first.seats)
    return new_page(
        look,
        election_findings.seats(gaps, largest),
        f"Seats of 329 in the vote of {' or '.join(month_label(month) for month in months[:2])}; "
        f"{runs_label(chosen.most_runs)}{' each' if len(chosen.names) > 1 else ''}",
        stamp(results, chosen),
        note=_note(look, chosen, held, shown),
        least_body=plan.least_body,
    )


def _gaps(chosen: Selection, held: Parliaments) -> list[Difference]:
    """Paired differences of every list's seats; only scenarios that voted."""
    base = str(chosen.baseline)
    if base not in held.voted:
        return []
    found = []
    for name in (name for name in chosen.others if name in held.voted):
        ours, theirs = held.of[name], held.of[base]
        _, a, b = np.intersect1d(ours.runs, theirs.runs, assume_unique=True, return_indices=True)
        found += [
            mean_difference(each, name, base, ours.seats[a, row], theirs.seats[b, row])
            for row, each in enumerate(held.lists)
        ]
    return found


def _note(look: Look, chosen: Selection, held: Parliaments, shown: _Seats) -> str:
    signs = [_SIGNS[sign] for sign in _SAMPLES[look.name]][: len(shown.sampled)]
    many = len(signs) > 1
    kind = "parliaments" if many else "parliament"
    every = " in every panel" if len(chosen.names) > 1 else ""
    runs = ", ".join(str(run) for run in shown.sampled)
    ticks = _TICKS[look.name]
    parts = [f"Strip: 80 in 100 runs, thick 50; ticks: one run in {ticks} each; mark: median."]
    if look.name == "expert":
        parts.append(f"{' '.join(signs)}: whole {kind}, run{'s' if many else ''} {runs}{every}.")
    else:
        parts.append(f"{signs[0]}: one whole parliament, run {runs}.")
    if chosen.baseline is not None:
        parts.append("Dashed: the baseline's median.")
    if held.again and look.name == "expert":
        parts.append(f"{number(held.again)} runs vote a second time; the first vote is shown.")
    return " ".join(parts)


def _draw(page: Page, plan: Layout, chosen: Selection, held: Parliaments, shown: _Seats) -> None:
    limit, full = _limit(shown), precise(page.look, chosen)
    base = shown.of.get(str(chosen.baseline))
    for name, ax in draw_panels(page, plan, limit, "seats").items():
        for row, column in enumerate(shown.of[name].T if name in shown.of else ()):
            text = _number(column, full)
            write_number(page, ax, row, text, right=plan.numbers, gid=f"seats-{name}-{row}")
            if row >= shown.single:
                continue  # many lists together would stretch the axis
            if base is not None and name != chosen.baseline:
                ghost(ax, row, float(np.median(base[:, row])), page.look)
            _rug(ax, column, row, chosen.marks[name], page.look)
            _strip(ax, column, row, chosen.marks[name], page.look)
        if name in shown.of:
            _whole(ax, shown.of[name][:, : shown.single], held.of[name], shown.sampled, page.look)


def _limit(shown: _Seats) -> float:
    """The axis' end: the furthest strip or sampled parliament, to the next ten."""
    ends = [float(np.quantile(table[:, : shown.single], 0.95, axis=0).max()) for table in shown.of.values()]
    return float(np.ceil(max(*ends, 10.0) / 10) * 10)


def _rug(ax: Axes, column: Floats, row: int, mark: Mark, look: Look) -> None:
    """A tick for every run in 20: two humps are two clusters, where a strip looks like one."""
    ticks = dots(column, _TICKS[look.name])
    middle = row + _UNDER
    ax.vlines(ticks, middle - 0.16, middle + 0.16, color=mark.colour, lw=look.hairline)


def _strip(ax: Axes, column: Floats, row: int, mark: Mark, look: Look) -> None:
    low, first, middle, third, high = np.quantile(column, [0.1, 0.25, 0.5, 0.75, 0.9])
    up = row + _STRIP
    if column.size >= _ENOUGH:
        ax.plot([low, high], [up, up], color=mark.colour, lw=look.thin, solid_capstyle="butt")
        ax.plot([first, third], [up, up], color=mark.colour, lw=look.thick * 1.8, solid_capstyle="butt")
    ax.plot([middle], [up], mark.marker, ms=look.dot * 0.8, mfc=mark.face, mec=mark.colour, mew=look.thin)


def _whole(ax: Axes, table: Floats, held: Parliament, sampled: Sequence[int], look: Look) -> None:
    """Mark the sampled parliaments, each with a sign of its own in every row."""
    for sign, run in zip(_SAMPLES[look.name], sampled, strict=False):
        for place in np.flatnonzero(held.runs == run):
            ax.plot(
                table[place],
                np.arange(table.shape[1]) + _UNDER,
                sign,
                ms=look.dot * (0.95 if sign == "*" else 0.75),
                color=INK,
                mew=0.0 if sign == "*" else look.thin,
                path_effects=halo(1.6),
                zorder=4,
            )

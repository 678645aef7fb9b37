"""Who governs: how often each list is in the government that was invested."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from simulation.outcomes import intervals
from simulation.plots import election_findings, findings
from simulation.plots.data import NothingToDrawError, ResultsLike, Selection, end_of
from simulation.plots.elections import POOLS, Flags, Governments, Parliaments, governments, parliaments
from simulation.plots.labels import list_label, runs_label
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
from simulation.plots.page import Page, blank_page, finish, fitted, new_page, stamp, text_width
from simulation.plots.paired import Difference, share_difference
from simulation.plots.style import Look, house_style
from simulation.words import number

_CLAIMED: Final = 8
NO_GOVERNMENT: Final = "in no run was a government invested after an election"


@dataclass(frozen=True, slots=True)
class _Included:
    """Governments by scenario, and the lists shown, by how often they govern."""

    lists: Sequence[str]
    columns: Mapping[str, int]  # of each list in `Governments.inside`
    of: Mapping[str, Governments]
    left_out: int

    @property
    def largest(self) -> list[str]:
        """The lists that a title is about."""
        return sorted(self.lists, key=lambda name: self.columns[name])[:_CLAIMED]

    def flags(self, scenario: str, name: str) -> Flags:
        """Which governments of a scenario a list is in, shape (governments,)."""
        found: Flags = self.of[scenario].inside[:, self.columns[name]]
        return found


def in_government(
    results: ResultsLike,
    *,
    style: str = "expert",
    scenarios: Sequence[str] | None = None,
    baseline: str | None = None,
) -> Figure:
    """How many governments in 100 each list is in, with 95% Wilson intervals of the run noise.

    A panel per scenario; runs that voted and have a government at the end are counted, and the
    heading says how many have none. Raises `NothingToDrawError` where no run has an election and a
    government, `InputError` for an unknown style, scenario or baseline.
    """
    with house_style(style) as look:
        draw = partial(_drawn, look, results)
        return fitted(look, results, scenarios, baseline, draw, most=3)


def _drawn(look: Look, results: ResultsLike, chosen: Selection) -> Figure:
    if not chosen.names:
        return blank_page(look, findings.NO_RUNS, stamp(results, chosen))
    if "coalition" not in results.outcomes:
        raise NothingToDrawError("the results do not say who governs")
    held = parliaments(results, chosen)
    shown = _included(look, results, chosen, held)
    plan = _layout(look, chosen, shown)
    page = _page(look, results, chosen, plan, shown)
    _draw(page, plan, chosen, shown)
    return finish(page)


def _included(look: Look, results: ResultsLike, chosen: Selection, held: Parliaments) -> _Included:
    """The largest lists, those most often in government on top."""
    of = {name: governments(results, held, name) for name in held.voted}
    shares = [each.inside.mean(axis=0) for each in of.values() if each.runs.size]
    if not shares:
        raise NothingToDrawError(NO_GOVERNMENT)
    mean = np.mean(shares, axis=0)
    kept = rows_shown(look, chosen, len(held.lists))
    order = sorted(range(kept), key=lambda row: -mean[row])
    columns = {name: row for row, name in enumerate(held.lists)}
    return _Included([held.lists[row] for row in order], columns, of, len(held.lists) - len(order))


def _layout(look: Look, chosen: Selection, shown: _Included) -> Layout:
    labels = [list_label(name, letters(look)) for name in shown.lists]
    headings = {name: (heading(name, chosen), _formed(look, shown, name)) for name in chosen.names}
    widest = "100.0 [100.0, 100.0]" if precise(look, chosen) else "none"
    return layout(look, labels, headings, text_width(widest, look.text) + 8)


def _formed(look: Look, shown: _Included, name: str) -> str:
    """How many of a scenario's runs have no government."""
    if name not in shown.of:
        return "no election held"
    found = shown.of[name]
    none = found.voted - found.runs.size
    if look.name == "expert":
        return f"no government in {number(none)} of {number(found.voted)} runs"
    told = election_findings.yes_or_no(~np.isin(np.arange(found.voted), np.arange(found.runs.size)))
    return f"none: {told.phrase('yes').removesuffix(' futures')}"


def _page(look: Look, results: ResultsLike, chosen: Selection, plan: Layout, shown: _Included) -> Page:
    first = next(name for name in chosen.names if name in shown.of and shown.of[name].runs.size)
    lists = [name for name in shown.lists if name not in POOLS] or shown.lists
    top = max(lists, key=lambda name: float(shown.flags(first, name).mean()))
    leader = (top, election_findings.yes_or_no(shown.flags(first, top)))
    intervals_said = ", with 95% intervals of the run noise" if look.name == "expert" else ""
    each = " each" if len(chosen.names) > 1 else ""
    return new_page(
        look,
        election_findings.in_government(
            _gaps(chosen, shown), leader, len(shown.lists) if shown.left_out else 0
        ),
        f"How many governments in 100 each list is in{end_of(results)}; "
        f"{runs_label(chosen.most_runs)}{each}{intervals_said}",
        stamp(results, chosen),
        note=_note(chosen, shown),
        least_body=plan.least_body,
    )


def _gaps(chosen: Selection, shown: _Included) -> list[Difference]:
    """Paired differences of the largest lists, over the runs that have a government in both scenarios."""
    base = str(chosen.baseline)
    found = []
    for name in (name for name in chosen.others if name in shown.of and base in shown.of):
        ours, theirs = shown.of[name].runs, shown.of[base].runs
        _, a, b = np.intersect1d(ours, theirs, assume_unique=True, return_indices=True)
        for each in shown.largest if a.size else ():
            pair = (shown.flags(name, each)[a], shown.flags(base, each)[b])
            found.append(share_difference(each, name, base, *pair, "in government"))
    return found


def _note(chosen: Selection, shown: _Included) -> str:
    parts = ["Runs without a government are left out; a caretaker is none."]
    if chosen.baseline is not None:
        parts.append("Dashed: the baseline.")
    if shown.left_out:
        parts.append(f"Not shown: {shown.left_out} smaller lists.")
    return " ".join(parts)


def _draw(page: Page, plan: Layout, chosen: Selection, shown: _Included) -> None:
    base = str(chosen.baseline)
    ghosts = base in shown.of and shown.of[base].runs.size > 0
    for name, ax in draw_panels(page, plan, 100.0, "in 100").items():
        for row, each in enumerate(shown.lists if name in shown.of else ()):
            if ghosts and name != base:
                ghost(ax, row, 100 * float(shown.flags(base, each).mean()), page.look)
            if shown.of[name].runs.size:
                _dot(page, ax, chosen, shown, (name, each, row), plan.numbers)


def _dot(
    page: Page,
    ax: Axes,
    chosen: Selection,
    shown: _Included,
    which: tuple[str, str, int],
    right: float,
) -> None:
    """A share with its interval; `which` is the scenario, the list and its row."""
    scenario, name, row = which
    look, mark, flags = page.look, chosen.marks[scenario], shown.flags(scenario, name)
    found = intervals.share(int(flags.sum()), flags.size)
    value, low, high = (100 * edge for edge in (found.value, found.low, found.high))
    ax.plot([low, high], [row, row], color=mark.colour, lw=look.thick, solid_capstyle="butt")
    ax.plot([value], [row], mark.marker, ms=look.dot, mfc=mark.face, mec=mark.colour, mew=look.thin)
    full = f"{number(value, 1)} [{number(low, 1)}, {number(high, 1)}]"
    text = full if precise(look, chosen) else election_findings.yes_or_no(flags).text("yes")
    write_number(page, ax, row, text, right=right, gid=f"in-{scenario}-{name}")

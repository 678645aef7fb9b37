"""Who moved from where to where: each run's ending under a scenario by its ending under the baseline."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from simulation.errors import InputError, nearest
from simulation.plots import findings
from simulation.plots.counting import endings_in, tally
from simulation.plots.data import NothingToDrawError, ResultsLike, Selection, by_run, end_of, select
from simulation.plots.labels import CATEGORICAL, Categorical, runs_label, scenario_label
from simulation.plots.page import GROUND, Box, Page, blank_page, finish, new_page, stamp
from simulation.plots.paired import Difference, share_difference
from simulation.plots.style import BASELINE, GREY, PALE, Look, Mark, house_style, tint
from simulation.words import number, signed

ONE_SCENARIO: Final = "there is one scenario, and nothing to set beside it"
_PITCH: Final = (6.0, 8.6, 13.0)  # from dot to dot: least, least on a projector, most
_FILL: Final = 0.8
_GAP: Final = 4.0  # points between cells
_STRONGEST: Final = 0.55  # of a colour: text on it keeps 7:1

Cell = tuple[str, str]  # the ending under the baseline, the ending under the scenario


@dataclass(frozen=True, slots=True)
class _Flips:
    """Runs by their pair of endings; `endings` are the rows and the columns."""

    what: Categorical
    scenario: str
    baseline: str
    endings: Sequence[str]
    hits: Mapping[Cell, int]
    dots: Mapping[Cell, int]
    gaps: Sequence[Difference]

    @property
    def runs(self) -> int:
        """Pairs of runs."""
        return sum(self.hits.values())

    @property
    def moved(self) -> dict[Cell, int]:
        """Pairs that end differently, the commonest first."""
        found = {cell: count for cell, count in self.hits.items() if cell[0] != cell[1] and count}
        return dict(sorted(found.items(), key=lambda each: -each[1]))

    def label(self, ending: str) -> str:
        """An ending in plain words."""
        return findings.category_label(self.what, ending)

    def total(self, ending: str, side: int) -> int:
        """Runs that end so under the baseline (side 0) or the scenario (side 1)."""
        return sum(count for cell, count in self.hits.items() if cell[side] == ending)


def flip_table(
    results: ResultsLike,
    *,
    outcome: str = "axis_verdict",
    style: str = "expert",
    scenarios: Sequence[str] | None = None,
    baseline: str | None = None,
) -> Figure:
    """Each run's ending under the first scenario named (or of the file) by its ending under the baseline.

    Run 537 of both has the same luck: what is off the diagonal is the scenario's doing. For an
    audience every dot is one future in 100, hollow where it ends as before; for experts runs, shares
    of each row, and net changes with 95% intervals (Bonett and Price 2012). Raises
    `NothingToDrawError` where there is one scenario, `InputError` for an unknown outcome, style,
    scenario or baseline.
    """
    if outcome not in CATEGORICAL:
        raise InputError(f"no outcome {outcome!r} with categories; {nearest(outcome, CATEGORICAL)}")
    with house_style(style) as look:
        chosen = one_pair(results, scenarios, baseline)
        if not chosen.names or outcome not in results.outcomes:
            return blank_page(look, findings.NO_RUNS, stamp(results, chosen))
        if chosen.baseline is None:
            raise NothingToDrawError(ONE_SCENARIO)
        flips = _count(results, outcome, chosen)
        page = _page(look, results, chosen, flips)
        _draw(page, flips, chosen.marks[flips.scenario])
        return finish(page)


def one_pair(results: ResultsLike, scenarios: Sequence[str] | None, baseline: str | None) -> Selection:
    """The baseline and the first other scenario named, or of the file."""
    every = select(results, None, baseline)
    named = select(results, scenarios, baseline)
    others = [name for name in named.names if name != every.baseline]
    if every.baseline is None or not others:
        return named
    return select(results, [others[0]], every.baseline)


def _count(results: ResultsLike, outcome: str, chosen: Selection) -> _Flips:
    base, name = str(chosen.baseline), chosen.others[0]
    what, table = CATEGORICAL[outcome], by_run(results, outcome, (base, name)).astype(str)
    theirs, ours = (table[column].to_numpy(dtype=np.str_) for column in (base, name))
    seen = {*theirs.tolist(), *ours.tolist()}
    endings = [e for e in endings_in(pd.Series([*theirs, *ours]), list(what.categories)) if e in seen]
    pairs = [f"{before}|{after}" for before, after in zip(theirs, ours, strict=True)]
    cells = {f"{before}|{after}": (before, after) for before in endings for after in endings}
    told = tally(pd.Series(pairs, dtype=str), list(cells))
    gaps = [share_difference(outcome, name, base, ours == e, theirs == e, e) for e in endings]
    return _Flips(
        what,
        name,
        base,
        endings,
        {cell: told.hits[pair] for pair, cell in cells.items()},
        {cell: told.dots[pair] for pair, cell in cells.items()},
        gaps,
    )


def _page(look: Look, results: ResultsLike, chosen: Selection, flips: _Flips) -> Page:
    one = "run" if sum(flips.dots.values()) < 100 else "future in 100"
    unit = f"each dot: one {one}" if look.name == "audience" else "runs, and their share of the row"
    paired = f"; {runs_label(flips.runs, 'paired')}" if look.name == "expert" else ""
    return new_page(
        look,
        findings.flips(flips.what, flips.scenario, flips.baseline, flips.hits, flips.gaps),
        f"{flips.what.label}{end_of(results)}{paired}; {unit}",
        stamp(results, chosen),
        note=f"{'Hollow' if look.name == 'audience' else 'Framed'}: the same ending under both. "
        "The same run has the same luck under both.",
        least_body=_least_body(look, flips),
    )


def _least_body(look: Look, flips: _Flips) -> float:
    rows = len(flips.endings)
    return look.text * ((rows * 2.9 + 3.4) if look.name == "audience" else (rows + 2) * 3.2)


# --- the table ------------------------------------------------------------------------------------


def _draw(page: Page, flips: _Flips, mark: Mark) -> None:
    """Headings over the columns and before the rows, and the cells."""
    look, expert = page.look, page.look.name == "expert"
    left = _left(page, flips, expert=expert)
    body = page.body.inset(left=left, bottom=look.text * 0.5, right=2)
    count = len(flips.endings) + expert
    wide = (body.width - _GAP * (count - 1)) / count
    heads = [page.wrap(flips.label(e), wide - 6, weight="bold") for e in flips.endings]
    lines = max(head.count("\n") + 1 for head in heads)
    under = (_under(page, flips.baseline, left), _under(page, flips.scenario, body.width))
    top = look.text * (1.25 * max(lines + 1, under[0].count("\n") + 1) + 0.5)
    boxes = body.inset(top=top).split(count, count, (_GAP, _GAP))
    page.write(page.body.left, boxes[0].top + 5, under[0], va="bottom", linespacing=1.1)
    page.write(body.left + 2, page.body.top, under[1], va="top")
    for box, head in zip(boxes, heads, strict=False):
        page.write(box.left + 2, box.top + 5, head, va="bottom", fontweight="bold", linespacing=1.1)
    _cells(page, flips, mark, boxes, count)
    if expert:
        _margins(page, flips, boxes, count)


def _left(page: Page, flips: _Flips, *, expert: bool) -> float:
    """Width of the rows' names, and of what stands over and under them."""
    names = [line for e in flips.endings for line in _row_name(page, flips, e).split("\n")]
    words = max(page.width(line, weight="bold") for line in names)
    return max(words, page.look.text * (11 if expert else 7)) + 14


def _under(page: Page, scenario: str, room: float) -> str:
    return page.wrap(f"under {scenario_label(scenario, 30)}", room - 6)


def _cells(page: Page, flips: _Flips, mark: Mark, boxes: Sequence[Box], count: int) -> None:
    ax = page.axes(page.body, bare=True)
    ax.set(xlim=(page.body.left, page.body.right), ylim=(page.body.bottom, page.body.top))
    pitch = _pitch(page.look, flips, boxes[0])
    for row, before in enumerate(flips.endings):
        place = boxes[row * count]
        name = _row_name(page, flips, before)
        middle = (place.bottom + place.top) / 2
        page.write(page.body.left, middle, name, va="center", fontweight="bold", linespacing=1.1)
        for column, after in enumerate(flips.endings):
            box = boxes[row * count + column]
            if page.look.name == "expert":
                _numbers(page, ax, flips, (before, after), box, mark)
            else:
                _dots(page, ax, flips, (before, after), box, mark, pitch)


def _row_name(page: Page, flips: _Flips, ending: str) -> str:
    return page.wrap(flips.label(ending), page.look.text * 9, weight="bold")


def _pitch(look: Look, flips: _Flips, box: Box) -> float:
    """The largest distance from dot to dot at which the fullest cell holds its dots under its number."""
    most = max(flips.dots.values(), default=0)
    room = box.inset(left=4, right=4, bottom=3, top=look.text * 1.35)
    for pitch in np.arange(_PITCH[2], _PITCH[0], -0.1):
        if int(room.width // pitch) * int(room.height // pitch) >= most:
            return float(pitch)
    return _PITCH[0]


def _dots(page: Page, ax: Axes, flips: _Flips, cell: Cell, box: Box, mark: Mark, pitch: float) -> None:
    """A cell's futures as dots under their number."""
    same = cell[0] == cell[1]
    drawn = BASELINE if same else mark
    frame = Rectangle((box.left, box.bottom), box.width, box.height, fill=False, ec=PALE, lw=1.0, gid=GROUND)
    ax.add_patch(frame)
    count = flips.dots[cell]
    across = int((box.width - 8) // pitch)
    place = np.arange(count)
    x = box.left + 4 + (place % across + 0.5) * pitch
    y = box.top - page.look.text * 1.35 - (place // across + 0.5) * pitch
    rim = 1.6 if drawn.hollow else 0.0
    size = (pitch * _FILL - rim) ** 2
    ax.scatter(x, y, s=size, marker=drawn.marker, facecolor=drawn.face, edgecolor=drawn.colour, lw=rim)
    text = _counted(flips, cell)
    page.write(box.left + 5, box.top - 3, text, va="top", gid=f"flip-{cell[0]}-{cell[1]}")


def _counted(flips: _Flips, cell: Cell) -> str:
    """The number in a cell: dots, '<1' where there are runs and no dot, '–' where there is no run."""
    if not flips.hits[cell]:
        return "–"
    return str(flips.dots[cell]) if flips.dots[cell] else "<1"


def _numbers(page: Page, ax: Axes, flips: _Flips, cell: Cell, box: Box, mark: Mark) -> None:
    """A cell's runs and their share of the row, on a shade of the count for those that move."""
    same, count = cell[0] == cell[1], flips.hits[cell]
    most = max(flips.moved.values(), default=1)
    shade = tint(mark.colour, 0.0 if same else _STRONGEST * math.sqrt(count / most))
    edge, rim = (GREY, 1.2) if same else (PALE, 0.6)
    patch = Rectangle((box.left, box.bottom), box.width, box.height, fc=shade, ec=edge, lw=rim)
    ax.add_patch(patch)
    middle, up = (box.left + box.right) / 2, (box.bottom + box.top) / 2
    gid, step = f"flip-{cell[0]}-{cell[1]}", page.look.text * 0.68
    if not count:
        page.write(middle, up, "–", ha="center", va="center", gid=gid)
        return
    page.write(middle, up + step, number(count), ha="center", va="center", fontweight="bold", gid=gid)
    share = f"{number(100 * count / flips.total(cell[0], 0), 1)}% of the row"
    page.write(middle, up - step, share, ha="center", va="center_baseline")


def _margins(page: Page, flips: _Flips, boxes: Sequence[Box], count: int) -> None:
    """Totals of rows and columns, and the net change of each ending with its interval."""
    step = page.look.text * 0.68
    base, name = scenario_label(flips.baseline, 24), scenario_label(flips.scenario, 24)
    head = boxes[count - 1]
    total = page.wrap(f"all under {base}", head.width)
    page.write(head.left + 4, head.top + 5, total, va="bottom", linespacing=1.1)
    foot = boxes[count * (count - 1)]
    words = page.wrap(f"all under {name}; net change in 100", page.look.text * 11)
    page.write(page.body.left, (foot.bottom + foot.top) / 2, words, va="center", linespacing=1.1)
    for place, (ending, gap) in enumerate(zip(flips.endings, flips.gaps, strict=True)):
        side = boxes[place * count + count - 1]
        page.write(side.left + 4, (side.bottom + side.top) / 2, number(flips.total(ending, 0)), va="center")
        low = boxes[count * (count - 1) + place]
        middle, up = (low.left + low.right) / 2, (low.bottom + low.top) / 2
        page.write(middle, up + step, number(flips.total(ending, 1)), ha="center", va="center")
        change, *edges = (signed(100 * edge, 1) for edge in (gap.estimate, gap.low, gap.high))
        page.write(middle, up - step, f"{change} [{', '.join(edges)}]", ha="center", va="center")

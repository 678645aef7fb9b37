"""A picture as inline SVG, fast enough to follow a hand: plain text from plain numbers.

The axes are fixed for a whole session. Units are thousandths of the screen's height when a chart
is shown `74vh` wide, and all text has 44 of them: at `60vh`, on a square screen, that is still the
projector's 3.4 hundredths. The baseline is
grey, hollow and behind; the scenario blue and filled; a third vermillion. Nothing rests on colour alone.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING, Final

from simulation.plots.labels import list_label, month_label
from simulation.words.futures import in_hundred, step
from simulation.workshop.marks import (
    BLUE,
    GREY,
    HEIGHT,
    INK,
    PALE,
    PAPER,
    TEXT,
    VERMILLION,
    WIDTH,
    arrow,
    dot_columns,
    hatch,
    hundred,
    pile,
    svg,
    text,
    triangle,
)  # fmt: skip

if TYPE_CHECKING:
    from simulation.outcomes.intervals import Estimate
    from simulation.workshop.overlays import Inject
    from simulation.workshop.pictures import Forming, Lines, Picture, SeatRow, Share

__all__ = ["ROWS", "dots", "forming", "grid", "index_rows", "paths", "seats", "tornado"]

_END: Final = 0.75  # the ends of the axis; what lies beyond stands in the last column
_PLACES: Final = 24  # columns of dots
_LEFT: Final = 30
_SEATS: Final = 140  # the right end of the axis of seats
_HEAD: Final = 46  # of a row: its words
_ROOMY: Final = 90  # height of a row that has two lines of cells instead of one
_REACH: Final = 0.4  # the ends of the tornado, on the axis index
_SMALL: Final = 34  # text that is for the facilitator alone
ROWS: Final = 7
"""Lists that a room can read."""


def dots(picture: Picture, colour: str = BLUE, picked: int | None = None, start: str = "") -> str:
    """Fifty quantile dots of the axis index, those of the baseline hollow behind; each can be picked.

    A dot stands for the future whose rank is its own. An arrow leads from the baseline's middle to the
    scenario's, hatched where that could be luck. `start` names the first month, whose index is marked.
    """
    foot = HEIGHT - 142
    body = _index_axis(foot + 12) + _opening(picture.opening, foot + 12, start)
    body += _dots(picture.baseline_index, foot, 260, GREY, hollow=True)
    body += _dots(picture.index, foot, 260, colour, hollow=False, runs=picture.index_runs, picked=picked)
    body += _middles(picture)
    said = f"Axis index, 50 dots, one for every fiftieth of {picture.runs:,} futures. {picture.sentence}"
    return svg(body, said, hatched="dots", picks=True)


def index_rows(named: Sequence[tuple[str, tuple[float, ...]]]) -> str:
    """Up to four rows of dots on one axis, the baseline on top; a triangle marks the third scenario."""
    tall = (HEIGHT - 80) / max(1, len(named))
    body = _index_axis(HEIGHT - 80)
    for place, (title, values) in enumerate(named):
        foot = (place + 1) * tall - 4
        colour = (GREY, BLUE, VERMILLION, INK)[place % 4]
        body += _dots(values, foot, tall - 40, colour, hollow=place == 0)
        body += text(_LEFT, foot - tall + 34, title[:34])
    return svg(body, "Axis index of " + ", ".join(title for title, _ in named))


def grid(
    shares: Sequence[Share], runs: int, luck: frozenset[str] = frozenset(), guesses: Sequence[float] = (),
    about: str = "",
) -> str:  # fmt: skip
    """A hundred cells shared among the categories, the baseline's cells as outlines behind.

    Of the categories in `luck` the change could be luck: the cells that it adds are dotted. `guesses` about
    the category `about` are open triangles under its cells.
    """
    ours = hundred({each.category: each.count for each in shares})
    theirs = hundred({each.category: each.baseline for each in shares})
    pitch = (HEIGHT - 10) / max(1, len(shares))
    body = ""
    for place, share in enumerate(shares):
        top = 4 + place * pitch
        row = _row(share, top, pitch, ours[share.category], theirs[share.category], runs, luck)
        if share.category == about:
            row += "".join(_guess(guess, top, pitch) for guess in guesses)
        body += f'<g data-mark="{escape(share.category)}">{row}</g>'
    said = "; ".join(f"{each.label}: {_said(each.count, runs)}" for each in shares)
    return svg(body, f"Of 100 futures in the model. {said}", hatched="grid")


def paths(lines: Lines, calendar: Sequence[str], injects: Sequence[Inject] = ()) -> str:
    """Eight sampled runs, one that is typical, and the baseline's typical run, by month."""
    foot, top, left, wide = HEIGHT - 70, 20, _LEFT, WIDTH - 2 * _LEFT

    def curve(values: Sequence[float]) -> str:
        scale = wide / max(1, len(values) - 1)
        points = (
            f"{left + at * scale:.1f},{foot - (min(_END, max(-_END, each)) + _END) / (2 * _END) * (foot - top):.1f}"
            for at, each in enumerate(values)
            if math.isfinite(each)
        )
        return " ".join(points)

    body = f'<line x1="{left}" x2="{left + wide}" y1="{(foot + top) / 2}" y2="{(foot + top) / 2}" stroke="{PALE}" stroke-width="2"/>'
    for each in injects:
        if each.month in calendar:
            x = left + calendar.index(each.month) * wide / max(1, len(calendar) - 1)
            body += f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{top}" y2="{foot}" stroke="{INK}" stroke-width="3" stroke-dasharray="2 8"/>'
    for run, values in zip(lines.runs, lines.values, strict=True):
        body += f'<polyline points="{curve(values)}" fill="none" stroke="{BLUE}" stroke-opacity=".5" stroke-width="4" data-act="twins" data-run="{run}"/>'
    body += f'<polyline points="{curve(lines.baseline_values)}" fill="none" stroke="{GREY}" stroke-width="6" stroke-dasharray="14 8"/>'
    body += f'<polyline points="{curve(lines.typical_values)}" fill="none" stroke="{BLUE}" stroke-width="9"/>'
    body += text(left, 36, "outside it") + text(left, foot - 10, "inside Iran's axis")
    body += text(WIDTH - left, 36, "bold: typical", TEXT, "end")
    body += text(left, HEIGHT - 22, month_label(calendar[0])) + text(
        WIDTH - left, HEIGHT - 22, month_label(calendar[-1]), TEXT, "end"
    )
    return svg(
        body,
        "Axis index by month: eight sampled runs, a typical run in bold, the baseline's dashed",
        picks=True,
    )


def seats(rows: Sequence[SeatRow]) -> str:
    """Seats of the largest lists: nine in ten thin, half thick, the median, twenty parliaments as dots."""
    if not rows:
        return svg(text(_LEFT, 80, "No vote falls in these months."), "No election in these months")
    shown = rows[:ROWS]
    pitch, left = (HEIGHT - 60) / len(shown), 410
    scale = (WIDTH - left - 60) / _SEATS
    body = ""
    for place, row in enumerate(shown):
        y = (place + 0.5) * pitch
        low, lower, middle, upper, high = (left + min(_SEATS, each) * scale for each in row.quantiles)
        body += f'<g data-mark="{escape(row.name)}">' + text(0, y + 14, list_label(row.name, 17))
        body += f'<line x1="{low:.1f}" x2="{high:.1f}" y1="{y:.1f}" y2="{y:.1f}" stroke="{BLUE}" stroke-width="4"/>'
        body += f'<line x1="{lower:.1f}" x2="{upper:.1f}" y1="{y:.1f}" y2="{y:.1f}" stroke="{BLUE}" stroke-width="14"/>'
        for each in row.parliaments:
            body += f'<circle cx="{left + min(_SEATS, each) * scale:.1f}" cy="{y + 17:.1f}" r="4" fill="none" stroke="{INK}" stroke-width="2"/>'
        if row.baseline is not None:
            x = left + min(_SEATS, row.baseline) * scale
            body += f'<circle cx="{x:.1f}" cy="{y:.1f}" r="13" fill="none" stroke="{GREY}" stroke-width="4" stroke-dasharray="5 4"/>'
        body += (
            f'<circle cx="{middle:.1f}" cy="{y:.1f}" r="8" fill="{PAPER}" stroke="{BLUE}" stroke-width="5"/>'
        )
        body += text(WIDTH - 2, y + 12, f"{row.quantiles[2]:.0f}", TEXT, "end") + "</g>"
    for at in (0, 50, 100):
        body += text(left + at * scale, HEIGHT - 12, str(at), TEXT, "middle")
    said = "; ".join(f"{each.label}: {each.quantiles[2]:.0f}" for each in shown)
    return svg(body, f"Median seats: {said}")


def forming(formed: Forming, runs: int) -> str:
    """When a government was formed: fifty dots by month, and the pile of futures without one."""
    last = max(24, len(formed.months))
    wide = (WIDTH - 230) / last
    body = ""
    for counts, never, hollow in (
        (formed.baseline_counts, formed.baseline_never, True),
        (formed.counts, formed.never, False),
    ):
        piles = hundred({**dict(enumerate(counts)), -1: never}, 50)
        for month, count in piles.items():
            x = _LEFT + 10 + month * wide if month >= 0 else WIDTH - 100
            body += pile(x, HEIGHT - 92, count, 340, GREY if hollow else BLUE, hollow=hollow)
    body += f'<line x1="{_LEFT}" x2="{WIDTH - 180}" y1="{HEIGHT - 80}" y2="{HEIGHT - 80}" stroke="{INK}" stroke-width="3"/>'
    for at in (0, 6, 12, 18, 24):
        body += text(_LEFT + 10 + at * wide, HEIGHT - 42, str(at), TEXT, "middle")
    body += text(_LEFT, HEIGHT - 6, "months after the vote")
    body += text(WIDTH - 4, HEIGHT - 6, f"none: {_said(formed.never, runs, bare=True)}", TEXT, "end")
    return svg(body, f"Months to form a government; none formed in {_said(formed.never, runs)}")


def tornado(levers: Sequence[tuple[str, Sequence[tuple[str, Estimate]]]]) -> str:
    """How far each position of a lever carries the axis index from here; open where it can be luck."""
    pitch, middle, scale = 110, WIDTH / 2, (WIDTH / 2 - 20) / _REACH
    tall = pitch * len(levers)
    body = f'<line x1="{middle}" x2="{middle}" y1="0" y2="{tall}" stroke="{GREY}" stroke-width="3"/>'
    for place, (title, reaches) in enumerate(levers):
        y = (place + 0.5) * pitch + 20
        spots = [
            (middle + max(-_REACH, min(_REACH, change.value)) * scale, label, change)
            for label, change in reaches
        ]
        low, high = (edge(middle, *(x for x, _, _ in spots)) for edge in (min, max))
        body += text(0, y - 22, title, _SMALL)
        body += f'<line x1="{low:.1f}" x2="{high:.1f}" y1="{y:.1f}" y2="{y:.1f}" stroke="{BLUE}" stroke-width="6"/>'
        for x, _, change in spots:
            look = f'fill="{BLUE if change.clear else hatch("tornado")}" stroke="{BLUE}" stroke-width="3"'
            body += f'<circle cx="{x:.1f}" cy="{y:.1f}" r="9" {look}/>'
        x, label, change = max(spots, key=lambda spot: abs(spot[2].value))
        if change.clear:
            right = x > middle
            body += text(
                WIDTH if right else 0,
                y + 32,
                f"{label}: {change.value:+.2f}",
                _SMALL,
                "end" if right else "start",
            )
    said = "; ".join(
        f"{title}: " + ", ".join(f"{label} {change.value:+.2f}" for label, change in reaches)
        for title, reaches in levers
    )
    return svg(body, f"How far single moves carry the axis index. {said}", hatched="tornado", tall=tall)


# --- parts -------------------------------------------------------------------------------------------


def _index_axis(y: float) -> str:
    line = f'<line x1="{_LEFT}" x2="{WIDTH - _LEFT}" y1="{y}" y2="{y}" stroke="{INK}" stroke-width="3"/>'
    middle = WIDTH / 2
    line += f'<line x1="{middle}" x2="{middle}" y1="{y}" y2="{y + 12}" stroke="{INK}" stroke-width="4"/>'
    ends = text(_LEFT, y + 44, "inside Iran's axis") + text(WIDTH - _LEFT, y + 44, "outside it", TEXT, "end")
    return line + ends


def _dots(
    values: Sequence[float], foot: float, tall: float, colour: str, *, hollow: bool,
    runs: Sequence[int] = (), picked: int | None = None,
) -> str:  # fmt: skip
    """Dots in columns of equal width, each with its future where `runs` are given."""
    wide = (WIDTH - 2 * _LEFT) / _PLACES
    columns: dict[float, list[str]] = {}
    for at, value in enumerate(values):
        place = min(_PLACES - 1, max(0, int((value + _END) / (2 * _END) * _PLACES)))
        pick = _pick(runs[at], first=at == 0, picked=runs[at] == picked) if runs else ""
        columns.setdefault(_LEFT + (place + 0.5) * wide, []).append(pick)
    return dot_columns(columns, foot, tall, colour, hollow=hollow)


def _pick(run: int, *, first: bool, picked: bool) -> str:
    """What makes a dot a button: one of them is in the order of tabs, arrows lead to the others."""
    ring = f' stroke="{INK}" stroke-width="5" aria-pressed="true"' if picked else ""
    return (
        f' data-act="twins" data-run="{run}" role="button" tabindex="{0 if first else -1}" '
        f'aria-label="Future {run}"{ring}'
    )


def _opening(value: float, y: float, month: str) -> str:
    """Where everything begins: a mark under the axis, so that the scale means something."""
    if not month or not math.isfinite(value):
        return ""
    x = _across(value)
    anchor = "start" if x < WIDTH / 3 else "end" if x > 2 * WIDTH / 3 else "middle"
    mark = f'<path d="M {x:.1f} {y + 56} V {y + 5} l -12 14 m 12 -14 l 12 14" fill="none" stroke="{GREY}" stroke-width="4"/>'
    return mark + text(x, y + 94, month, TEXT, anchor)


def _across(value: float) -> float:
    """Where a value of the index stands from left to right."""
    return _LEFT + min(1.0, max(0.0, (value + _END) / (2 * _END))) * (WIDTH - 2 * _LEFT)


def _middles(picture: Picture) -> str:
    """From the middle of the baseline's dots to that of the scenario's."""
    now, then = (_middle(values) for values in (picture.index, picture.baseline_index))
    if now is None or then is None:
        return ""
    same = picture.digest == picture.baseline
    held = any(each.held and each.outcome == "axis_index" for each in picture.changes)
    words = "▼ half on each side" if same else "the middle moves" if held else "dotted: can be luck"
    return arrow(then, now, 78, BLUE if held or same else hatch("dots")) + text(_LEFT, TEXT, words)


def _middle(values: Sequence[float]) -> float | None:
    ordered = sorted(each for each in values if math.isfinite(each))
    if not ordered:
        return None
    return _across(ordered[len(ordered) // 2])


def _row(
    share: Share, top: float, pitch: float, ours: int, theirs: int, runs: int, luck: frozenset[str]
) -> str:
    """A category: its words and numbers, and its cells on as many lines as they need."""
    words = text(_LEFT, top + 36, _cut(share.label, 24))
    was = f"{_said(share.baseline, runs, bare=True)} → " if share.baseline != share.count else ""
    words += text(WIDTH - 8, top + 36, was + _said(share.count, runs, bare=True), TEXT, "end")
    each, side, tall = _cells(pitch)
    inset = 1.2 if each == 100 else 2.5

    def cell(at: int, edge: float, look: str) -> str:
        x, y = _LEFT + (at % each) * side + edge, top + _HEAD + (at // each) * tall + edge
        return f'<rect x="{x:.1f}" y="{y:.1f}" width="{side - 2 * edge:.1f}" height="{tall - 2 * edge:.1f}" {look}/>'

    outline = f'fill="none" stroke="{GREY}" stroke-width="2.5" stroke-dasharray="4 2"'
    filled = f'fill="{BLUE}"'
    dotted = f'class="luck-cell" fill="{hatch("grid")}" stroke="{BLUE}" stroke-width="1.5"'
    doubtful = share.category in luck
    cells = "".join(cell(at, 0.5, outline) for at in range(theirs))
    for at in range(max(ours, theirs) if doubtful else ours):
        cells += cell(at, inset, filled if at < min(ours, theirs) or not doubtful else dotted)
    return words + cells


def _cells(pitch: float) -> tuple[int, float, float]:
    """Of a row of this height: how many cells a line has, how wide they are, and how tall."""
    lines = 2 if pitch > _ROOMY else 1
    return 100 // lines, (WIDTH - 2 * _LEFT) * lines / 100, max(6.0, min(24.0, (pitch - 50) / lines))


def _guess(guess: float, top: float, pitch: float) -> str:
    """A guess stands under the cell that would be the last if it came true."""
    each, side, tall = _cells(pitch)
    line, at = divmod(max(0.0, guess - 0.5), each)
    return triangle(_LEFT + at * side, top + _HEAD + (line + 1) * tall + 12)


def _said(count: int, runs: int, *, bare: bool = False) -> str:
    share = count / runs if runs else 0.0
    if count in (0, runs):
        number = "none" if count == 0 else "all"
        return number if bare else f"{number} of {runs:,} futures"
    number = in_hundred(share, step(runs))
    return number if bare else f"{number} in 100"


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"

"""A picture as inline SVG, fast enough to follow a hand: plain text from plain numbers.

The axes are fixed for a whole session. Units are thousandths of the screen's height when a chart
is shown `74vh` wide, and all text has 44 of them: at `60vh`, on a square screen, that is still the
projector's 3.4 hundredths. The baseline is
grey, hollow and behind; the scenario blue and filled; a third vermillion. Nothing rests on colour alone.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Final, TypeVar

from simulation.plots.labels import month_label
from simulation.plots.style import BLUE, GREY, INK, PALE, VERMILLION
from simulation.words.futures import in_hundred, step

if TYPE_CHECKING:
    from simulation.workshop.overlays import Inject
    from simulation.workshop.pictures import Forming, Lines, Picture, SeatRow, Share

__all__ = ["HEIGHT", "WIDTH", "dots", "forming", "grid", "index_rows", "paths", "seats"]

K = TypeVar("K")

WIDTH: Final = 740
HEIGHT: Final = 500
_TEXT: Final = 44
_PLACES: Final = 32  # columns of dots between -1 and +1
_LEFT: Final = 30
_SEATS: Final = 140  # the right end of the axis of seats
_CELLS: Final = 50  # in a line of a category
_ROWS: Final = 7  # lists that a room can read


def dots(picture: Picture, colour: str = BLUE) -> str:
    """Fifty quantile dots of the axis index, those of the baseline hollow behind."""
    body = _index_axis(HEIGHT - 80)
    body += _dots(picture.baseline_index, HEIGHT - 92, 330, GREY, hollow=True)
    body += _dots(picture.index, HEIGHT - 92, 330, colour, hollow=False)
    body += _medians(picture)
    said = f"Axis index, 50 dots, one for every fiftieth of {picture.runs:,} futures. {picture.sentence}"
    return _svg(body, said)


def index_rows(named: Sequence[tuple[str, tuple[float, ...]]]) -> str:
    """Up to four rows of dots on one axis, the baseline on top; a triangle marks the third scenario."""
    tall = (HEIGHT - 80) / max(1, len(named))
    body = _index_axis(HEIGHT - 80)
    for place, (title, values) in enumerate(named):
        foot = (place + 1) * tall - 4
        colour = (GREY, BLUE, VERMILLION, INK)[place % 4]
        body += _dots(values, foot, tall - 40, colour, hollow=place == 0)
        body += _text(_LEFT, foot - tall + 34, title[:34])
    return _svg(body, "Axis index of " + ", ".join(title for title, _ in named))


def grid(shares: Sequence[Share], runs: int, guesses: Sequence[float] = (), about: str = "") -> str:
    """A hundred cells shared among the categories, the baseline's cells as outlines behind.

    `guesses` about the category `about` are open triangles under its cells.
    """
    ours = hundred({each.category: each.count for each in shares})
    theirs = hundred({each.category: each.baseline for each in shares})
    pitch = (HEIGHT - 10) / max(1, len(shares))
    body = ""
    for place, share in enumerate(shares):
        top = 4 + place * pitch
        body += _row(share, top, pitch, ours[share.category], theirs[share.category], runs)
        if share.category == about:
            body += "".join(_triangle(_LEFT + guess * 6.4, top + pitch - 3) for guess in guesses)
    said = "; ".join(f"{each.label}: {_said(each.count, runs)}" for each in shares)
    return _svg(body, f"Of 100 futures in the model. {said}")


def paths(lines: Lines, calendar: Sequence[str], injects: Sequence[Inject] = ()) -> str:
    """Eight sampled runs, one that is typical, and the baseline's typical run, by month."""
    foot, top, left, wide = HEIGHT - 70, 20, _LEFT, WIDTH - 2 * _LEFT

    def curve(values: Sequence[float]) -> str:
        scale = wide / max(1, len(values) - 1)
        points = (
            f"{left + at * scale:.1f},{foot - (min(1.0, max(-1.0, each)) + 1) / 2 * (foot - top):.1f}"
            for at, each in enumerate(values)
            if math.isfinite(each)
        )
        return " ".join(points)

    body = f'<line x1="{left}" x2="{left + wide}" y1="{(foot + top) / 2}" y2="{(foot + top) / 2}" stroke="{PALE}" stroke-width="2"/>'
    for each in injects:
        if each.month in calendar:
            x = left + calendar.index(each.month) * wide / max(1, len(calendar) - 1)
            body += f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{top}" y2="{foot}" stroke="{INK}" stroke-width="3" stroke-dasharray="2 8"/>'
    for values in lines.values:
        body += f'<polyline points="{curve(values)}" fill="none" stroke="{BLUE}" stroke-opacity=".5" stroke-width="4"/>'
    body += f'<polyline points="{curve(lines.baseline_values)}" fill="none" stroke="{GREY}" stroke-width="6" stroke-dasharray="14 8"/>'
    body += f'<polyline points="{curve(lines.typical_values)}" fill="none" stroke="{BLUE}" stroke-width="9"/>'
    body += _text(left, 36, "outside Iran's axis") + _text(left, foot - 10, "inside Iran's axis")
    body += _text(WIDTH - left, foot - 10, "bold: a typical run", _TEXT, "end")
    body += _text(left, HEIGHT - 22, month_label(calendar[0])) + _text(
        WIDTH - left, HEIGHT - 22, month_label(calendar[-1]), _TEXT, "end"
    )
    return _svg(body, "Axis index by month: eight sampled runs, a typical run in bold, the baseline's dashed")


def seats(rows: Sequence[SeatRow]) -> str:
    """Seats of the largest lists: nine in ten thin, half thick, the median, twenty parliaments as dots."""
    if not rows:
        return _svg(_text(_LEFT, 80, "No vote falls in these months."), "No election in these months")
    shown = rows[:_ROWS]
    pitch, left = (HEIGHT - 60) / len(shown), 410
    scale = (WIDTH - left - 60) / _SEATS
    body = ""
    for place, row in enumerate(shown):
        y = (place + 0.5) * pitch
        low, lower, middle, upper, high = (left + min(_SEATS, each) * scale for each in row.quantiles)
        body += _text(0, y + 14, _cut(row.label, 17))
        body += f'<line x1="{low:.1f}" x2="{high:.1f}" y1="{y:.1f}" y2="{y:.1f}" stroke="{BLUE}" stroke-width="4"/>'
        body += f'<line x1="{lower:.1f}" x2="{upper:.1f}" y1="{y:.1f}" y2="{y:.1f}" stroke="{BLUE}" stroke-width="14"/>'
        for each in row.parliaments:
            body += f'<circle cx="{left + min(_SEATS, each) * scale:.1f}" cy="{y + 17:.1f}" r="4" fill="none" stroke="{INK}" stroke-width="2"/>'
        if row.baseline is not None:
            x = left + min(_SEATS, row.baseline) * scale
            body += f'<circle cx="{x:.1f}" cy="{y:.1f}" r="13" fill="none" stroke="{GREY}" stroke-width="4" stroke-dasharray="5 4"/>'
        body += f'<circle cx="{middle:.1f}" cy="{y:.1f}" r="8" fill="#fff" stroke="{BLUE}" stroke-width="5"/>'
        body += _text(WIDTH - 2, y + 12, f"{row.quantiles[2]:.0f}", _TEXT, "end")
    for at in (0, 50, 100):
        body += _text(left + at * scale, HEIGHT - 12, str(at), _TEXT, "middle")
    said = "; ".join(f"{each.label}: {each.quantiles[2]:.0f}" for each in shown)
    return _svg(body, f"Median seats: {said}")


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
            body += _pile(x, HEIGHT - 92, count, 340, GREY if hollow else BLUE, hollow=hollow)
    body += f'<line x1="{_LEFT}" x2="{WIDTH - 180}" y1="{HEIGHT - 80}" y2="{HEIGHT - 80}" stroke="{INK}" stroke-width="3"/>'
    for at in (0, 6, 12, 18, 24):
        body += _text(_LEFT + 10 + at * wide, HEIGHT - 42, str(at), _TEXT, "middle")
    body += _text(_LEFT, HEIGHT - 6, "months after the vote")
    body += _text(WIDTH - 100, HEIGHT - 42, f"none: {_said(formed.never, runs, bare=True)}", _TEXT, "middle")
    return _svg(body, f"Months to form a government; none formed in {_said(formed.never, runs)}")


def hundred(counts: Mapping[K, int], whole: int = 100) -> dict[K, int]:
    """Counts as parts of a hundred that add up to it (largest remainders); zeros where there is nothing."""
    total = sum(counts.values())
    if not total:
        return dict.fromkeys(counts, 0)
    exact = {name: count * whole / total for name, count in counts.items()}
    parts = {name: math.floor(value) for name, value in exact.items()}
    order = sorted(exact, key=lambda name: parts[name] - exact[name])
    for name in order[: whole - sum(parts.values())]:
        parts[name] += 1
    return parts


# --- parts -------------------------------------------------------------------------------------------


def _svg(body: str, said: str) -> str:
    return (
        f'<svg class="chart" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(said)}" '
        f'font-family="system-ui, sans-serif" fill="{INK}">{body}</svg>'
    )


def _text(x: float, y: float, text: str, size: float = _TEXT, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" text-anchor="{anchor}">{escape(text)}</text>'


def _index_axis(y: float) -> str:
    line = f'<line x1="{_LEFT}" x2="{WIDTH - _LEFT}" y1="{y}" y2="{y}" stroke="{INK}" stroke-width="3"/>'
    middle = WIDTH / 2
    line += f'<line x1="{middle}" x2="{middle}" y1="{y}" y2="{y + 12}" stroke="{INK}" stroke-width="4"/>'
    ends = _text(_LEFT, y + 44, "inside Iran's axis") + _text(
        WIDTH - _LEFT, y + 44, "outside it", _TEXT, "end"
    )
    return line + ends


def _dots(values: Sequence[float], foot: float, tall: float, colour: str, *, hollow: bool) -> str:
    """Dots in columns of equal width; a column that is too tall closes up."""
    columns: dict[int, int] = {}
    for value in values:
        place = min(_PLACES - 1, max(0, int((value + 1) / 2 * _PLACES)))
        columns[place] = columns.get(place, 0) + 1
    wide = (WIDTH - 2 * _LEFT) / _PLACES
    return "".join(
        _pile(_LEFT + (place + 0.5) * wide, foot, count, tall, colour, hollow=hollow)
        for place, count in sorted(columns.items())
    )


def _pile(x: float, foot: float, count: int, tall: float, colour: str, *, hollow: bool) -> str:
    pitch = min(19.0, tall / max(1, count))
    look = (
        f'r="9.5" fill="none" stroke="{colour}" stroke-width="2.5"' if hollow else f'r="7.5" fill="{colour}"'
    )
    return "".join(
        f'<circle cx="{x:.1f}" cy="{foot - (at + 0.5) * pitch:.1f}" {look}/>' for at in range(count)
    )


def _medians(picture: Picture) -> str:
    """A labelled tick at the middle of the scenario's dots."""
    ordered = sorted(each for each in picture.index if math.isfinite(each))
    if not ordered:
        return ""
    x = _LEFT + (ordered[len(ordered) // 2] + 1) / 2 * (WIDTH - 2 * _LEFT)
    foot = HEIGHT - 84
    tick = f'<path d="M {x:.1f} {foot} l -10 16 h 20 z" fill="{BLUE}"/>'
    return tick + _text(_LEFT, _TEXT, "▲ half on each side")


def _row(share: Share, top: float, pitch: float, ours: int, theirs: int, runs: int) -> str:
    """A category: its words and numbers, and its cells on as many lines as they need."""
    words = _text(_LEFT, top + 36, _cut(share.label, 24))
    was = f"{_said(share.baseline, runs, bare=True)} → " if share.baseline != share.count else ""
    words += _text(WIDTH - 8, top + 36, was + _said(share.count, runs, bare=True), _TEXT, "end")
    room = pitch - 52
    side = (WIDTH - 2 * _LEFT) / _CELLS
    tall = max(6.0, min(20.0, room / 2))
    cells = ""
    for count, look in (
        (theirs, f'fill="none" stroke="{GREY}" stroke-width="2.5" stroke-dasharray="4 2"'),
        (ours, f'fill="{BLUE}"'),
    ):
        inset = 0.5 if count is theirs and "none" in look else 2.5
        for at in range(count):
            x = _LEFT + (at % _CELLS) * side + inset
            y = top + 46 + (at // _CELLS) * tall + inset
            cells += f'<rect x="{x:.1f}" y="{y:.1f}" width="{side - 2 * inset:.1f}" height="{tall - 2 * inset:.1f}" {look}/>'
    return words + cells


def _triangle(x: float, y: float) -> str:
    return f'<path class="guess" d="M {x:.1f} {y - 16:.1f} l -9 16 h 18 z" fill="#fff" stroke="{INK}" stroke-width="3"/>'


def _said(count: int, runs: int, *, bare: bool = False) -> str:
    share = count / runs if runs else 0.0
    if count in (0, runs):
        number = "none" if count == 0 else "all"
        return number if bare else f"{number} of {runs:,} futures"
    number = in_hundred(share, step(runs))
    return number if bare else f"{number} in 100"


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"

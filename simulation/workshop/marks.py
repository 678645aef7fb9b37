"""The marks that charts are made of, as SVG: text, dots, arrows, hatches.

Colours are those of the page's style sheet, so that a dark room has its own; the words after the comma are
what stands where there is no style sheet.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape
from typing import Final, TypeVar

from simulation.plots import style

__all__ = [
    "BLUE", "GREY", "HEIGHT", "INK", "PALE", "PAPER", "TEXT", "VERMILLION", "WIDTH", "arrow", "dot_columns",
    "hatch", "hundred", "pile", "svg", "text", "triangle",
]  # fmt: skip

K = TypeVar("K")

WIDTH: Final = 740
HEIGHT: Final = 500
TEXT: Final = 44

BLUE: Final = f"var(--blue,{style.BLUE})"
GREY: Final = f"var(--grey,{style.GREY})"
INK: Final = f"var(--ink,{style.INK})"
PALE: Final = f"var(--pale,{style.PALE})"
PAPER: Final = "var(--paper,#fff)"
VERMILLION: Final = f"var(--vermillion,{style.VERMILLION})"

_PITCH: Final = 26.0  # of dots in a pile


def svg(body: str, said: str, *, hatched: str = "", picks: bool = False, tall: float = HEIGHT) -> str:
    """A chart with its description; `hatched` names one with hatches, `picks` one whose marks are pressed."""
    role = "group" if picks else "img"
    return (
        f'<svg class="chart{" picks" if picks else ""}" viewBox="0 0 {WIDTH} {tall:g}" role="{role}" '
        f'aria-label="{escape(said)}" font-family="system-ui, sans-serif" fill="{INK}">'
        f"{_hatch_of(hatched) if hatched else ''}{body}</svg>"
    )


def hatch(chart: str) -> str:
    """The fill of what could be luck, in a chart of that name."""
    return f"url(#luck-{chart})"


def _hatch_of(chart: str) -> str:
    return (
        f'<defs><pattern id="luck-{chart}" width="7" height="7" patternUnits="userSpaceOnUse">'
        f'<rect width="7" height="7" fill="{PAPER}"/><circle cx="3.5" cy="3.5" r="2" fill="{BLUE}"/>'
        "</pattern></defs>"
    )


def text(x: float, y: float, words: str, size: float = TEXT, anchor: str = "start") -> str:
    """A line of text."""
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" text-anchor="{anchor}">{escape(words)}</text>'


def triangle(x: float, y: float) -> str:
    """A room's guess: an open triangle that stands on a line."""
    return (
        f'<path class="guess" d="M {x:.1f} {y - 16:.1f} l -9 16 h 18 z" fill="{PAPER}" stroke="{INK}" '
        'stroke-width="3"/>'
    )


def arrow(start: float, end: float, y: float, fill: str) -> str:
    """From one place to another; a mere mark where they are as good as one."""
    if abs(end - start) < 8:
        mark = f"M {end:.1f} {y + 12} l -10 -20 h 20 z"
        return f'<path d="{mark}" fill="{fill}" stroke="{BLUE}" stroke-width="3"/>'
    head = min(20.0, abs(end - start)) * (1 if end > start else -1)
    return (
        f'<path d="M {start:.1f} {y - 6} H {end - head:.1f} V {y - 15} L {end:.1f} {y} L {end - head:.1f} '
        f'{y + 15} V {y + 6} H {start:.1f} z" fill="{fill}" stroke="{BLUE}" stroke-width="3"/>'
    )


def pile(x: float, foot: float, count: int, tall: float, colour: str, *, hollow: bool) -> str:
    """Dots on top of one another; a pile that is too tall closes up."""
    return dot_columns({x: [""] * count}, foot, tall, colour, hollow=hollow)


def dot_columns(
    columns: Mapping[float, Sequence[str]], foot: float, tall: float, colour: str, *, hollow: bool
) -> str:
    """Piles of dots by their place; each dot has attributes of its own, empty where it has none."""
    if hollow:
        look = f'r="12.5" fill="none" stroke="{colour}" stroke-width="3"'
    else:
        look = f'r="9.5" fill="{colour}"'
    found = ""
    for x, dots in sorted(columns.items()):
        pitch = min(_PITCH, tall / max(1, len(dots)))
        found += "".join(
            f'<circle cx="{x:.1f}" cy="{foot - (at + 0.5) * pitch:.1f}" {look}{each}/>'
            for at, each in enumerate(dots)
        )
    return found


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

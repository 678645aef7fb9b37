"""A figure's page: the finding, what is shown, room for panels, a note and the stamp.

All lengths are points from the bottom left corner, so that text, gaps and panels are laid out in
one unit and nothing is left to an automatic layout.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final, Literal

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patheffects import withStroke
from matplotlib.text import Text

from simulation.plots.data import ResultsLike, Selection, select
from simulation.plots.labels import scenario_label
from simulation.plots.style import GREY, PAPER, Look
from simulation.words import number

INCH: Final = 72.0  # points
GROUND: Final = "ground"  # the tag (gid) of a mark that says nothing which others do not
_LEADING: Final = 1.25  # line spacing, in text sizes
_LONGEST_TITLE: Final = 4  # lines
_LONGEST_NAMES: Final = 48  # letters of a stamp

Weight = Literal["normal", "bold"]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of the page, in points."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def width(self) -> float:
        """Points across."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Points up."""
        return self.top - self.bottom

    def inset(self, left: float = 0.0, bottom: float = 0.0, right: float = 0.0, top: float = 0.0) -> Box:
        """The box less a margin on each side."""
        return Box(self.left + left, self.bottom + bottom, self.right - right, self.top - top)

    def split(self, rows: int, columns: int, gap: tuple[float, float] = (0.0, 0.0)) -> list[Box]:
        """Equal boxes, row by row from the top left, `gap` (across, down) apart."""
        wide = (self.width - gap[0] * (columns - 1)) / columns
        high = (self.height - gap[1] * (rows - 1)) / rows
        lefts = [self.left + column * (wide + gap[0]) for column in range(columns)]
        tops = [self.top - row * (high + gap[1]) for row in range(rows)]
        return [Box(left, top - high, left + wide, top) for top in tops for left in lefts]


@dataclass(frozen=True, slots=True)
class Page:
    """A figure with its words in place; `body` is the room that is left for panels."""

    figure: Figure
    look: Look
    body: Box

    def width(self, text: str, size: float | None = None, weight: Weight = "normal") -> float:
        """Width of one line of text in points."""
        return text_width(text, size or self.look.text, weight)

    def wrap(self, text: str, room: float, size: float | None = None, weight: Weight = "normal") -> str:
        """`text` broken into lines no wider than `room` points, between words."""
        return wrapped(text, room, size or self.look.text, weight)

    def axes(self, box: Box, *, bare: bool = False) -> Axes:
        """Axes over `box`; bare ones have no spines or ticks and are in points from the box's corner."""
        wide, high = self.figure.get_size_inches() * INCH
        ax = self.figure.add_axes((box.left / wide, box.bottom / high, box.width / wide, box.height / high))
        ax.tick_params(labelsize=self.look.text, length=3.0, pad=3.0)
        if bare:
            ax.set(xlim=(0, box.width), ylim=(0, box.height), xticks=[], yticks=[], facecolor="none")
            ax.spines[:].set_visible(False)
        return ax

    def write(self, x: float, y: float, text: str, **more: Any) -> Text:
        """Text at a point of the page, in the running size unless told otherwise."""
        wide, high = self.figure.get_size_inches() * INCH
        return self.figure.text(x / wide, y / high, text, **{"fontsize": self.look.text, **more})


@cache
def _ruler() -> Any:
    """A renderer that measures text: of a private figure, so that nothing is drawn."""
    canvas: Any = FigureCanvasAgg(Figure(dpi=INCH))
    return canvas.get_renderer()


@lru_cache(1 << 14)  # a page is laid out several times until it fits, with the same words
def text_width(text: str, size: float, weight: Weight = "normal") -> float:
    """Width of one line of text in points."""
    font = FontProperties(family="DejaVu Sans", size=size, weight=weight)
    return float(_ruler().get_text_width_height_descent(text, font, ismath=False)[0])


def new_page(
    look: Look, title: str, subtitle: str, stamp: str, *, note: str = "", least_body: float = 0.0
) -> Page:
    """A page with its title, subtitle, note and stamp; taller than usual if `least_body` asks for it."""
    figure = Figure(figsize=(look.width, look.height), label=look.name)
    room = look.width * INCH - 2 * look.margin
    head = _fit_title(title, room, look)
    under = wrapped(subtitle, room, look.text)
    foot = wrapped(note, room, look.text) if note else ""
    last = wrapped(stamp, room, look.stamp)
    above = look.margin * 0.75 + _height(head, look.title) + _height(under, look.text) + look.text * 0.9
    below = look.margin * 0.5 + _height(last, look.stamp) + (_height(foot, look.text) + look.text * 0.5)
    high = max(look.height * INCH, above + below + least_body)
    figure.set_size_inches(look.width, high / INCH)
    body = Box(look.margin, below, look.width * INCH - look.margin, high - above)
    page = Page(figure, look, body)
    top = high - look.margin * 0.75
    lines = {"va": "top", "linespacing": 1.15}
    page.write(look.margin, top, head, fontsize=look.title, fontweight="bold", gid="title", **lines)
    page.write(look.margin, top - _height(head, look.title) - look.text * 0.2, under, gid="subtitle", **lines)
    bottom = look.margin * 0.5
    page.write(
        look.margin, bottom, last, fontsize=look.stamp, color=GREY, va="bottom", linespacing=1.15, gid="stamp"
    )
    if foot:
        page.write(
            look.margin, bottom + _height(last, look.stamp) + look.text * 0.2, foot, va="bottom", gid="note"
        )
    return page


def blank_page(look: Look, message: str, stamp: str) -> Figure:
    """A page that says why there is nothing to draw."""
    return new_page(look, message, "", stamp).figure


def fitted(
    look: Look,
    results: ResultsLike,
    scenarios: Sequence[str] | None,
    baseline: str | None,
    draw: Callable[[Selection], Figure],
    *,
    most: int,
) -> Figure:
    """Draw the scenarios asked for; where none are named, an audience sees as many as one page holds.

    A document's page grows with its scenarios. A projector's does not: at most `most` are drawn, and
    fewer where the page would be higher than usual or its dots too small.
    """
    if look.name != "audience" or scenarios is not None:
        return draw(select(results, scenarios, baseline))
    for count in range(most, 0, -1):
        chosen = select(results, None, baseline, most=count)
        figure = draw(chosen)
        if len(chosen.names) < 2 or _fits(figure, look):
            break
    return figure


def _fits(figure: Figure, look: Look) -> bool:
    dots = [found for ax in figure.axes for found in ax.collections if isinstance(found, PathCollection)]
    sizes = [
        np.sqrt(np.min(d.get_sizes())) + np.max(d.get_linewidth()) for d in dots if np.size(d.get_offsets())
    ]
    return figure.get_figheight() < look.height + 1e-6 and min(sizes, default=look.speck) >= look.speck


def finish(page: Page) -> Figure:
    """The page's figure, with every tick made while the house settings hold."""
    for ax in page.figure.axes:
        for axis in (ax.xaxis, ax.yaxis):
            axis.get_ticklabels()
    return page.figure


def stamp(results: ResultsLike, chosen: Selection) -> str:
    """What a figure rests on: file, scenarios, runs, seed, version, calibration status."""
    manifest = results.manifest
    counts = sorted({chosen.runs[name] for name in chosen.names})
    runs = " to ".join(number(count) for count in (counts if len(counts) < 2 else [counts[0], counts[-1]]))
    names = ", ".join(scenario_label(name) for name in chosen.names)
    if chosen.left_out:
        names = f"{len(chosen.names)} of {len(chosen.names) + chosen.left_out} scenarios"
    elif len(names) > _LONGEST_NAMES:
        names = f"{len(chosen.names)} scenarios"
    parts = [
        str(manifest.get("title", "")),
        names,
        f"given {results.condition}" if results.condition else "",
        f"{runs or 'no'} {'run' if counts == [1] else 'runs'}{' each' if len(chosen.names) > 1 else ''}",
        f"seed {manifest.get('seed', 'not recorded')}",
        f"Crossroads {manifest.get('version', '')}".strip(),
        f"calibration: {manifest.get('calibration', 'untested')}",
    ]
    return " · ".join(part for part in parts if part)


def halo(width: float = 3.0) -> list[withStroke]:
    """A rim of paper round text or lines that cross other marks."""
    return [withStroke(linewidth=width, foreground=PAPER)]


def words_of(figure: Figure) -> Mapping[str, str]:
    """A figure's own words by part: title, subtitle, note and stamp, each on one line."""
    return {str(t.get_gid()): " ".join(t.get_text().split()) for t in figure.texts if t.get_gid()}


def save(figure: Figure, path: Path) -> Path:
    """Write a figure as PNG, SVG or PDF: the same bytes each time, its words as the file's description."""
    words = words_of(figure)
    title, about = words.get("title", ""), " ".join(words.get(part, "") for part in ("subtitle", "stamp"))
    kind = path.suffix.lower().removeprefix(".")
    metadata: dict[str, Any] = {
        "png": {"Title": title, "Description": about, "Software": None},
        "svg": {"Title": title, "Description": about, "Date": None},
        "pdf": {"Title": title, "Subject": about, "CreationDate": None},
    }.get(kind, {})
    with mpl.rc_context({"svg.hashsalt": "crossroads", "svg.fonttype": "path", "savefig.bbox": None}):
        figure.savefig(path, metadata=metadata)
    return path


def _fit_title(title: str, room: float, look: Look) -> str:
    """The title wrapped, its last line cut where it would need more than four."""
    lines = wrapped(title, room, look.title, "bold").split("\n")
    if len(lines) <= _LONGEST_TITLE:
        return "\n".join(lines)
    return "\n".join([*lines[: _LONGEST_TITLE - 1], f"{lines[_LONGEST_TITLE - 1].rstrip(' ,;')}…"])


def _height(text: str, size: float) -> float:
    return (text.count("\n") + 1) * size * _LEADING if text else 0.0


def wrapped(text: str, room: float, size: float, weight: Weight = "normal") -> str:
    """`text` broken into lines no wider than `room` points, between words where it can be."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, size, weight) <= room:
            lines[-1] = longer
        else:
            lines.extend(_broken(word, room, size, weight))
    return "\n".join(lines)


def _broken(word: str, room: float, size: float, weight: Weight) -> Sequence[str]:
    """A word that is wider than a line by itself, cut into pieces that fit."""
    width = text_width(word, size, weight)
    if width <= room or len(word) < 2:
        return [word]
    piece = max(1, math.floor(len(word) * room / width * 0.9))
    return [word[i : i + piece] for i in range(0, len(word), piece)]

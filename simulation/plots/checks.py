"""Whether a figure can be read: sizes, edges, overlaps, contrast, and colours that are not alone.

`check` looks at a finished figure as its reader would: at the words and marks as they are drawn, not
at what was meant. The tests run it over every figure in every style; so may anybody who adds one.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, Literal

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import Collection, PathCollection
from matplotlib.colors import to_rgb, to_rgba
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Wedge
from matplotlib.text import Text
from matplotlib.transforms import Bbox
from numpy.typing import NDArray

from simulation.plots.data import Floats
from simulation.plots.page import GROUND, INCH
from simulation.plots.seeing import apart, contrast
from simulation.plots.style import Look, look_of

TEXT_CONTRAST: Final = 7.0
MARK_CONTRAST: Final = 3.0
APART: Final = 10.0  # CAM02-UCS, about ten steps that can just be seen: nearer colours need a second cue
_COVERED: Final = 0.02  # of a text's box: more of it over dark marks is a fault
_CUT: Final = 1.0  # pixels of a dot that may be lost
_EDGE: Final = 0.2  # of the margin: nothing is written nearer to the page's edge


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that a reader could not see or tell: its `kind`, `what` it is about, and how far off."""

    kind: str
    what: str
    how: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.what} ({self.how})"


def check(figure: Figure) -> list[Fault]:
    """All faults of a figure that `simulation.plots` drew; none where it can be read.

    Sizes are those of the style it was drawn in. Looked for: a page higher than the projector's
    (audience); text smaller than its size, over the edge, over other text or over dark marks; text
    under 7:1 and marks under 3:1 against what is behind them; marks cut by their panel; lines and
    dots too thin or small (audience); colours that greyscale or one of three kinds of colour
    blindness brings within 10 units of CAM02-UCS of each other without a second cue; pies.
    """
    before = figure.canvas
    try:
        return _faults(figure, FigureCanvasAgg(figure), look_of(str(figure.get_label())))
    finally:
        figure.set_canvas(before)  # a canvas keeps its pixels for as long as the figure keeps it


def _faults(figure: Figure, canvas: Any, look: Look) -> list[Fault]:
    canvas.draw()
    words = list(_words(figure))
    marks = {ax: _marks(ax) for ax in figure.axes}
    return [
        *_page(figure, look),
        *_sizes(words, look),
        *_edges(figure, words, look),
        *_overlaps(words),
        *_words_on_ground(canvas, words),
        *(fault for held in marks.values() for fault in _pale(figure, held, words)),
        *(fault for held in marks.values() for fault in _thin(held, look)),
        *(fault for ax, held in marks.items() for fault in _cut(ax, held)),
        *(fault for held in marks.values() for fault in _alike(held, words)),
    ]


# --- words ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Word:
    """A text that can be read: what it says on one line, and its extent in pixels."""

    text: Text
    said: str
    box: Bbox


def _words(figure: Figure) -> Iterator[_Word]:
    """All text that can be read: tick labels only where their tick is on the axis."""
    for text in itertools.chain(figure.texts, *(_texts_of(ax) for ax in figure.axes)):
        if text.get_visible() and text.get_text().strip():
            yield _Word(text, " ".join(text.get_text().split()), text.get_window_extent())


def _texts_of(ax: Axes) -> Iterator[Text]:
    yield from (*ax.texts, ax.title, ax.xaxis.label, ax.yaxis.label)
    for axis, limits in ((ax.xaxis, ax.get_xlim()), (ax.yaxis, ax.get_ylim())):
        low, high = sorted(limits)
        for tick in (*axis.get_major_ticks(), *axis.get_minor_ticks()):
            if low - 1e-9 <= tick.get_loc() <= high + 1e-9:
                yield tick.label1


def _page(figure: Figure, look: Look) -> Iterator[Fault]:
    wide, high = figure.get_size_inches()
    if look.name == "audience" and high / wide > look.height / look.width + 1e-6:
        yield Fault("page", f"{wide:.1f} by {high:.1f} inches", "higher than a projector's")


def _sizes(words: Sequence[_Word], look: Look) -> Iterator[Fault]:
    for word in words:
        least = look.stamp if word.text.get_gid() == "stamp" else look.text
        size = float(word.text.get_fontsize())
        if size < least - 1e-9:
            yield Fault("small text", word.said, f"{size:g} of {least:g} points")


def _edges(figure: Figure, words: Sequence[_Word], look: Look) -> Iterator[Fault]:
    inside = figure.bbox.padded(-_EDGE * look.margin * figure.dpi / INCH)
    for word in words:
        box = word.box
        over = max(inside.x0 - box.x0, box.x1 - inside.x1, inside.y0 - box.y0, box.y1 - inside.y1)
        if over > 0:
            yield Fault("off the page", word.said, f"by {over:.0f} pixels")


def _overlaps(words: Sequence[_Word]) -> Iterator[Fault]:
    boxes = [word.box.padded(-1) for word in words]
    for (a, first), (b, second) in itertools.combinations(zip(words, boxes, strict=True), 2):
        if first.overlaps(second):
            yield Fault("overlap", a.said, f"with {b.said!r}")


def _words_on_ground(canvas: Any, words: Sequence[_Word]) -> Iterator[Fault]:
    """Text against the pixels behind it; text with a rim of paper has its own ground."""
    ground = _without(canvas, words)
    height = ground.shape[0]
    for word in words:
        if word.text.get_path_effects():
            continue
        box = word.box
        rows = slice(max(round(height - box.y1), 0), max(round(height - box.y0), 1))
        behind = ground[rows, max(round(box.x0), 0) : max(round(box.x1), 1)].reshape(-1, 3)
        ratio = contrast(np.array(to_rgb(word.text.get_color())), behind / 255.0)
        low = float((ratio < TEXT_CONTRAST).mean()) if ratio.size else 0.0
        if low > _COVERED:
            yield Fault("text contrast", word.said, f"{float(ratio.min()):.1f} to 1 on {low:.0%} of it")


def _without(canvas: Any, words: Sequence[_Word]) -> NDArray[np.uint8]:
    """The picture without the words, shape (height, width, 3), from 0 to 255."""
    for word in words:
        word.text.set_visible(False)
    canvas.draw()
    picture: NDArray[np.uint8] = np.array(canvas.buffer_rgba())[..., :3]
    for word in words:
        word.text.set_visible(True)
    return picture


# --- marks ----------------------------------------------------------------------------------------

Colour = tuple[float, ...]
_WHITE: Final[Colour] = (1.0, 1.0, 1.0)
_NONE: Final = ("None", "none", "", " ", None)


@dataclass(frozen=True, eq=False)
class _Seen:
    """One mark: its kind, its colours on paper, what tells it apart besides them, its size in points."""

    artist: Any
    kind: Literal["line", "dot", "fill"]
    colours: tuple[Colour, ...]
    cue: tuple[object, ...]
    size: float

    @cached_property
    def strongest(self) -> Colour:
        """The colour that stands out most from paper."""
        return max(self.colours, key=lambda colour: float(contrast(np.array(colour), np.ones(3))))

    @property
    def name(self) -> str:
        """What a fault calls it."""
        return f"{self.kind} {self.artist.get_gid() or self.artist.get_label()}"

    @cached_property
    def middles(self) -> Floats:
        """Where its dots are, in pixels, shape (dots, 2)."""
        points, place = (
            (self.artist.get_offsets(), self.artist.get_offset_transform())
            if isinstance(self.artist, PathCollection)
            else (self.artist.get_xydata(), self.artist.get_transform())
        )
        found: Floats = place.transform(np.asarray(points, dtype=np.float64))
        return found

    @property
    def radius(self) -> float:
        """Half a dot, in pixels."""
        return self.size * float(self.artist.figure.dpi) / INCH / 2

    @cached_property
    def box(self) -> Bbox:
        """Its extent in pixels."""
        if self.kind == "dot":
            middles = self.middles
            return Bbox([middles.min(axis=0) - self.radius, middles.max(axis=0) + self.radius])
        found: Bbox = self.artist.get_window_extent()
        return found


def _marks(ax: Axes) -> list[_Seen]:
    """The marks of a panel that carry meaning: grids, frames and what is tagged as ground are left out."""
    found: list[_Seen] = []
    for artist in (*ax.lines, *ax.collections, *ax.patches):
        if not artist.get_visible() or artist.get_gid() == GROUND:
            continue
        if isinstance(artist, Line2D):
            found += _line(artist)
        elif isinstance(artist, PathCollection):
            found += _dots(artist)
        elif isinstance(artist, Collection):
            found += _collection(artist)
        elif isinstance(artist, Patch):
            found += _patch(artist)
    return found


def _line(line: Line2D) -> Iterator[_Seen]:
    points = np.asarray(line.get_xydata(), dtype=np.float64)
    if not np.isfinite(points).all(axis=1).any():
        return
    width = float(line.get_linewidth())
    if line.get_linestyle() not in _NONE and width > 0 and len(points) > 1:
        dashes = repr(getattr(line, "_unscaled_dash_pattern", line.get_linestyle()))
        yield _Seen(line, "line", (_solid(line.get_color(), line.get_alpha()),), (dashes,), width)
    if line.get_marker() not in _NONE:
        face, edge = _solid(line.get_markerfacecolor()), _solid(line.get_markeredgecolor())
        yield _Seen(
            line, "dot", (face, edge), (str(line.get_marker()), face == _WHITE), float(line.get_markersize())
        )


def _dots(found: PathCollection) -> Iterator[_Seen]:
    if not np.size(found.get_offsets()):
        return
    paints = (found.get_facecolor(), found.get_edgecolor())
    face, edge = ([*_several(paint), _WHITE][0] for paint in paints)
    shape = np.asarray(found.get_paths()[0].vertices).round(3).tobytes()
    size = float(np.sqrt(np.min(found.get_sizes()))) + _width(found)
    yield _Seen(found, "dot", (face, edge), (shape, face == _WHITE, found.get_hatch()), size)


def _collection(found: Collection) -> Iterator[_Seen]:
    faces, edges = _several(found.get_facecolor()), _several(found.get_edgecolor())
    if faces or edges:
        kind: Literal["fill", "line"] = "fill" if faces else "line"
        cue = (found.get_hatch(), repr(found.get_linestyle()))
        yield _Seen(found, kind, (*faces, *edges), cue, _width(found))


def _several(colours: Any) -> list[Colour]:
    """The different colours of an array of them, as they look on paper."""
    rows = np.asarray(colours, dtype=np.float64).reshape(-1, 4)
    return [_solid(row) for row in np.unique(rows, axis=0)]


def _patch(patch: Patch) -> Iterator[_Seen]:
    extent = patch.get_window_extent()
    if not extent.width or not extent.height:
        return
    face = _solid(patch.get_facecolor()) if patch.get_fill() else _WHITE
    drawn = patch.get_linewidth() > 0 or patch.get_hatch()
    edge = _solid(patch.get_edgecolor()) if drawn else face
    cue = (patch.get_hatch(), repr(patch.get_linestyle()), face == _WHITE)
    yield _Seen(patch, "fill", (face, edge), cue, np.inf)


def _width(found: Collection) -> float:
    return float(np.max(np.asarray(found.get_linewidth()), initial=0.0))


def _solid(colour: Any, alpha: Any = None) -> Colour:
    """A colour as it looks on paper."""
    *parts, cover = to_rgba(colour, alpha)
    return tuple(round(1 - cover * (1 - part), 4) for part in parts)


def _pale(figure: Figure, marks: Sequence[_Seen], words: Sequence[_Word]) -> Iterator[Fault]:
    """Marks under 3:1 on paper; a fill may be paler where its number is written on it."""
    paper = np.array(to_rgb(figure.get_facecolor()))
    for mark in marks:
        ratio = float(contrast(np.array(mark.strongest), paper))
        if ratio < MARK_CONTRAST and not _written_on(mark, words):
            yield Fault("mark contrast", mark.name, f"{ratio:.1f} to 1")
        if isinstance(mark.artist, Wedge):
            yield Fault("pie", mark.name, "angles are hard to compare")


def _written_on(mark: _Seen, words: Sequence[_Word]) -> bool:
    """Whether a fill has words in it that say what its shade says."""
    if mark.kind != "fill":
        return False
    boxes = (word.box for word in words)
    return any(mark.box.contains((box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2) for box in boxes)


def _thin(marks: Sequence[_Seen], look: Look) -> Iterator[Fault]:
    for mark in marks:
        least = {"line": look.hairline, "dot": look.speck, "fill": 0.0}[mark.kind]
        if mark.size < least - 1e-6:
            yield Fault(f"small {mark.kind}", mark.name, f"{mark.size:.2f} of {least:.2f} points")


def _cut(ax: Axes, marks: Sequence[_Seen]) -> Iterator[Fault]:
    """Dots whose middle is in the panel and whose rim is cut by it; shapes that go on outside."""
    for mark in marks:
        if not mark.artist.get_clip_on() or mark.kind == "line":
            continue
        boxes = np.array([mark.box.extents]) if mark.kind == "fill" else _rims(mark, ax)
        over = _beyond(boxes, ax)
        if over > _CUT:
            yield Fault("cut", mark.name, f"by {over:.0f} pixels")


def _rims(mark: _Seen, ax: Axes) -> Floats:
    """Edges of the dots whose middle is in the panel, shape (dots, 4): left, bottom, right, top."""
    low, high = np.array(ax.bbox.min) - 1e-6, np.array(ax.bbox.max) + 1e-6
    inside = ((mark.middles >= low) & (mark.middles <= high)).all(axis=1)
    return np.hstack([mark.middles[inside] - mark.radius, mark.middles[inside] + mark.radius])


def _beyond(boxes: Floats, ax: Axes) -> float:
    if not len(boxes):
        return 0.0
    low, high = ax.bbox.min, ax.bbox.max
    return float(max((low - boxes[:, :2]).max(), (boxes[:, 2:] - high).max()))


def _alike(marks: Sequence[_Seen], words: Sequence[_Word]) -> Iterator[Fault]:
    """Pairs of marks of one panel that only colour tells apart, and not for everybody."""
    told = {mark: _cues(mark, marks, words) for mark in marks}
    shown = {(mark.kind, mark.strongest, told[mark]): mark for mark in marks if not _written_on(mark, words)}
    for one, other in itertools.combinations(shown.values(), 2):
        if (one.kind, told[one]) != (other.kind, told[other]) or one.strongest == other.strongest:
            continue
        far = apart(one.strongest, other.strongest)
        eye = min(far, key=lambda kind: far[kind])
        if far[eye] < APART:
            yield Fault("colour alone", f"{one.name} and {other.name}", f"{far[eye]:.0f} apart, {eye}")


def _cues(mark: _Seen, marks: Sequence[_Seen], words: Sequence[_Word]) -> tuple[object, ...]:
    """What tells a mark apart: its shape, the dots that a line runs through, a name written beside it."""
    through: frozenset[object] = frozenset()
    if mark.kind == "line":
        same = (m for m in marks if m.kind == "dot" and m.strongest == mark.strongest)
        mine = mark.box.padded(1)
        through = frozenset(m.cue for m in same if m.box.padded(1).overlaps(mine))
    return mark.cue, through, _named(mark, words)


def _named(mark: _Seen, words: Sequence[_Word]) -> str:
    """A mark's label, where it is written level with it or over it."""
    label = " ".join(str(mark.artist.get_label()).split())
    if label.startswith("_") or not label:
        return ""
    level = (word.box for word in words if word.said.startswith(label))
    return label if any(box.y0 - 2 <= mark.box.y1 and mark.box.y0 <= box.y1 + 2 for box in level) else ""

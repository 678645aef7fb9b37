"""The house style: colours with a second cue each, and sizes for two kinds of reader.

Colours are those of Okabe and Ito that keep 3:1 against white, and no green; every scenario has
besides a marker and a dash pattern of its own, so that nothing rests on colour alone. The scenario
all others are compared with is hollow, grey and dashed, and is drawn behind them. Text is never
coloured: 7:1 against white throughout.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

import matplotlib as mpl
import seaborn as sns

from simulation.errors import InputError, nearest

PAPER: Final = "#FFFFFF"
INK: Final = "#1A1A1A"
GREY: Final = "#595959"
PALE: Final = "#D0D0D0"  # gridlines and frames only: carries no meaning
BLUE: Final = "#0072B2"
VERMILLION: Final = "#D55E00"
PURPLE: Final = "#7B3F73"

Dashes = tuple[float, tuple[float, ...] | None]  # Matplotlib's (offset, on-off sequence)
SOLID: Final[Dashes] = (0.0, None)


@dataclass(frozen=True, slots=True)
class Mark:
    """How one scenario is drawn: a colour and the cues that stand in for it."""

    colour: str
    marker: str
    dashes: Dashes = SOLID
    hollow: bool = False
    hatch: str = ""

    @property
    def face(self) -> str:
        """Fill of a filled shape: paper where the mark is hollow or striped."""
        return PAPER if self.hollow or self.hatch else self.colour


@dataclass(frozen=True, slots=True)
class Look:
    """Sizes for one kind of reader: text in points, lengths in inches and points.

    No text that carries meaning is smaller than `text`, and none at all smaller than `stamp`; no line
    is thinner than `hairline` and no dot smaller than `speck`.
    """

    name: str
    width: float = 12.8
    height: float = 7.2
    text: float = 10.5
    title: float = 15.0
    stamp: float = 9.0
    thin: float = 1.1
    thick: float = 2.2
    dot: float = 6.5
    margin: float = 36.0
    hairline: float = 0.6
    speck: float = 3.0


# A projector's farthest seat sits six picture heights away: letters of 3.4% of the height, 2.6% for
# the stamp, lines of 4 and dots of 14 pixels in 1,080 (17.6, 13.5, 1.9 and 6.7 points here).
LOOKS: Final[Mapping[str, Look]] = MappingProxyType(
    {
        "audience": Look(
            "audience",
            text=17.75,
            title=21.5,
            stamp=13.5,
            thin=2.0,
            thick=3.6,
            dot=10.0,
            margin=44.0,
            hairline=1.9,
            speck=6.7,
        ),
        "expert": Look("expert"),
    }
)

# Runs picked out because something came true in them: striped, never filled like a scenario.
SUPPOSED: Final = Mark(INK, "s", hatch="/////")
BASELINE: Final = Mark(GREY, "o", (0.0, (4.0, 2.0)), hollow=True)
_COLOURS: Final = (BLUE, VERMILLION, INK, PURPLE)
_PATTERNS: Final = ("", "////", "....", "----", "xxxx", "\\\\\\\\", "||||", "++++", "oo")
_SHAPES: Final = ("o", "s", "^", "D", "P", "X", "v", "<", ">", "p", "h", "*")
_DASHES: Final[tuple[Dashes, ...]] = (
    SOLID,
    (0.0, (7.0, 1.6)),
    (0.0, (6.0, 1.5, 1.2, 1.5)),
    (0.0, (1.6, 1.3)),
)
# The paths keep their colours whatever else a file holds and in whatever order.
_RESERVED: Final[Mapping[str, int]] = MappingProxyType({"increase": 0, "loosen": 1, "maintain": 2})


def look_of(style: str) -> Look:
    """The sizes of a named style; `InputError` for a name that is none."""
    if style not in LOOKS:
        raise InputError(f"no figure style {style!r}; {nearest(style, LOOKS)}")
    return LOOKS[style]


def marks(scenarios: Sequence[str], baseline: str | None) -> dict[str, Mark]:
    """The mark of every scenario, settled by the whole batch so that a selection keeps it.

    Crossed scenarios (`increase+framework_wins`) take their colour from the first level and their
    shape from the others; plain ones differ in both.
    """
    others = [name for name in scenarios if name != baseline]
    crossed = len(others) > 1 and all(len(levels_of(name)) > 1 for name in scenarios)
    found = _crossed_marks(scenarios) if crossed else _plain_marks(others)
    return {name: BASELINE if name == baseline else found[name] for name in scenarios}


def _plain_marks(names: Sequence[str]) -> dict[str, Mark]:
    places = _places(names)
    rounds = {name: place // len(_COLOURS) for name, place in places.items()}
    return {
        name: _mark(place, place if not rounds[name] else len(_COLOURS) - 1 + rounds[name])
        for name, place in places.items()
    }


def _crossed_marks(names: Sequence[str]) -> dict[str, Mark]:
    levels = {name: levels_of(name) for name in names}
    colours = _places(list(dict.fromkeys(first for first, *_ in levels.values())))
    rest = list(dict.fromkeys(tuple(others) for _, *others in levels.values()))
    return {
        name: _mark(colours[first], rest.index(tuple(others))) for name, (first, *others) in levels.items()
    }


def levels_of(scenario: str) -> list[str]:
    """The levels that a crossed or swept scenario is named by: `increase+rout@assume.x=1` has three."""
    return re.split(r"[+@]", scenario)


def _mark(colour: int, shape: int) -> Mark:
    return Mark(
        _COLOURS[colour % len(_COLOURS)], _SHAPES[shape % len(_SHAPES)], _DASHES[shape % len(_DASHES)]
    )


def _places(names: Sequence[str]) -> dict[str, int]:
    """A place in the palette for each name: reserved where it is, or else the next free one."""
    taken = {_RESERVED[name] for name in names if name in _RESERVED}
    free = iter(place for place in range(len(names) + len(_RESERVED)) if place not in taken)
    return {name: _RESERVED[name] if name in _RESERVED else next(free) for name in names}


@contextmanager
def house_style(style: str) -> Iterator[Look]:
    """Draw inside this: Matplotlib's settings are the house's within and untouched after."""
    look = look_of(style)
    with mpl.rc_context(_settings(look)):
        yield look


def _settings(look: Look) -> Any:  # Matplotlib's stubs want its own literal keys
    return {
        **sns.axes_style("ticks"),
        "font.family": ["DejaVu Sans"],  # ships with Matplotlib: the same picture on every machine
        "font.size": look.text,
        "text.color": INK,
        "text.parse_math": False,  # a title may hold a dollar sign
        "text.usetex": False,
        "axes.titlesize": look.text,
        "axes.labelsize": look.text,
        "axes.labelcolor": INK,
        "axes.edgecolor": GREY,
        "axes.linewidth": 0.8,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.unicode_minus": True,
        "figure.facecolor": PAPER,
        "figure.dpi": 100.0,
        "figure.autolayout": False,
        "figure.constrained_layout.use": False,
        "grid.color": PALE,
        "grid.linewidth": 0.8,
        "lines.linewidth": look.thin,
        "savefig.dpi": "figure",
        "savefig.bbox": None,
        "xtick.labelsize": look.text,
        "ytick.labelsize": look.text,
        "xtick.color": GREY,
        "ytick.color": GREY,
        "xtick.labelcolor": INK,
        "ytick.labelcolor": INK,
        "svg.fonttype": "path",
    }


def tint(colour: str, strength: float) -> tuple[float, float, float]:
    """`colour` mixed into paper: strength 1 is the colour, 0 the paper. Opaque, so it prints."""
    red, green, blue = mpl.colors.to_rgb(colour)
    return (1 - strength * (1 - red), 1 - strength * (1 - green), 1 - strength * (1 - blue))


def list_mark(name: str, order: Sequence[str]) -> Mark:
    """The colour and pattern of an electoral list: the same on every map, by its place in `order`.

    Neighbours in the order differ in colour and lists of one colour in pattern; neither is a party's nor
    a community's, and the name is written beside it. Names that the order does not know share one mark.
    """
    place = order.index(name) if name in order else len(_COLOURS) * len(_PATTERNS) - 1
    colour = _COLOURS[place % len(_COLOURS)]
    return Mark(colour, "s", hatch=_PATTERNS[place // len(_COLOURS) % len(_PATTERNS)])

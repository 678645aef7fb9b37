"""Scales of likelihood words: which word stands for which share.

Edges are those of the documents named in `Scale.source`; nothing about Iraq is in them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from simulation.errors import InputError, nearest


@dataclass(frozen=True, slots=True)
class Band:
    """A word and the shares it stands for; `verb` makes a predicate of it: 'is likely'."""

    word: str
    low: float
    high: float
    verb: str = "is"

    @property
    def predicate(self) -> str:
        """What a sentence says of its subject: 'has almost no chance'."""
        return f"{self.verb} {self.word}"


@dataclass(frozen=True, slots=True)
class Scale:
    """Bands from the least likely to the most; between them there may be gaps."""

    name: str
    title: str
    source: str
    bands: tuple[Band, ...]

    def at(self, share: float) -> tuple[Band, Band]:
        """The band of a share above 0 and below 1: twice the same, or its two neighbours in a gap.

        An edge that two bands share belongs to the milder word, the one nearer to even.
        """
        below = [band for band in self.bands if band.low <= share]
        above = [band for band in self.bands if band.high >= share]
        if share <= 0.5:
            held = below[-1] if below else self.bands[0]
            return (held, held) if share <= held.high else (held, above[0])
        held = above[0] if above else self.bands[-1]
        return (held, held) if share >= held.low else (below[-1], held)

    def between(self, low: float, high: float) -> tuple[Band, Band]:
        """The first and the last band that shares from `low` to `high` touch."""
        return self.at(low)[0], self.at(high)[1]


# Both ends of the range beyond the printed 1% and 99% go to the outermost words: a share of runs
# above 0 and below 1 has a word. None and all of the runs have none; see `futures.likelihood`.
ICD_203: Final = Scale(
    "icd203",
    "Intelligence Community Directive 203",
    "Office of the Director of National Intelligence (United States), Intelligence Community Directive "
    "203, Analytic Standards, 2 January 2015, section D.6.e(2)(a), first row of terms",
    (
        Band("almost no chance", 0.0, 0.05, "has"),
        Band("very unlikely", 0.05, 0.20),
        Band("unlikely", 0.20, 0.45),
        Band("a roughly even chance", 0.45, 0.55, "has"),
        Band("likely", 0.55, 0.80),
        Band("very likely", 0.80, 0.95),
        Band("almost certain", 0.95, 1.0),
    ),
)

# Its bands are printed as about so much, in whole per cent, with gaps that are meant.
PHIA: Final = Scale(
    "phia",
    "PHIA probability yardstick",
    "Professional Head of Intelligence Assessment (United Kingdom), Probability Yardstick, as printed in "
    "Explaining uncertainty in UK intelligence assessment, 24 March 2025",
    (
        Band("a remote chance", 0.0, 0.05, "has"),
        Band("highly unlikely", 0.10, 0.20),
        Band("unlikely", 0.25, 0.35),
        Band("a realistic possibility", 0.40, 0.49),
        Band("likely", 0.55, 0.75),
        Band("highly likely", 0.80, 0.90),
        Band("almost certain", 0.95, 1.0),
    ),
)

SCALES: Final[Mapping[str, Scale]] = MappingProxyType({scale.name: scale for scale in (ICD_203, PHIA)})


def find_scale(name: str) -> Scale:
    """The scale called `name`. Raises `InputError` for a name that is none."""
    if name not in SCALES:
        raise InputError(f"no scale of likelihood words {name!r}; {nearest(name, SCALES)}")
    return SCALES[name]

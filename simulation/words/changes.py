"""Wording of changes: how much more or less, or that it cannot be told from chance."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from simulation.words.numbers import decimals, number

if TYPE_CHECKING:
    from simulation.outcomes.intervals import Estimate

NO_CHANGE: Final = "no change we can tell from chance"
TOO_FEW: Final = "too few runs to tell a change from chance"
# A change under 5 in 100 is slight, one over 15 is much.
SLIGHT: Final = 0.05
MUCH: Final = 0.15


def often(change: float) -> str:
    """'slightly more often', 'more often', 'much less often': by the size of a difference of shares."""
    size = abs(change)
    degree = "slightly " if size < SLIGHT else "much " if size > MUCH else ""
    return f"{degree}{'more' if change > 0 else 'less'} often"


def change(found: Estimate, *, held: bool | None = None) -> str:
    """A paired difference of two shares: 'more often, by about 7 in 100 (5 to 9)'.

    `held` says whether a change may be claimed; by default, whether the interval leaves out zero. A
    caller who looks at many differences passes a stricter answer.
    """
    if not math.isfinite(found.low):
        return TOO_FEW
    if not (found.clear if held is None else held and found.clear):
        return f"{NO_CHANGE} ({_either_way(found)})"
    low, high = sorted((abs(found.low), abs(found.high)))
    return f"{often(found.value)}, by {_points(abs(found.value), low, high)}"


def _points(size: float, low: float, high: float) -> str:
    shown, least, most = (round(100 * part) for part in (size, low, high))
    if shown == 0:
        return "under 1 in 100"
    edges = f"{least or 'under 1'} to {most}"
    return f"about {shown} in 100" if least == most else f"about {shown} in 100 ({edges})"


def _either_way(found: Estimate) -> str:
    if not (round(100 * found.low) or round(100 * found.high)):
        return "under 1 in 100 either way"
    value, low, high = (_moved(round(100 * part), "more", "fewer") for part in _parts(found))
    return f"{value} in 100; range {low} to {high}"


def _parts(found: Estimate) -> tuple[float, float, float]:
    return found.value, found.low, found.high


def _moved(points: float, more: str, less: str, places: int = 0) -> str:
    shown = number(abs(points), places)
    if not any(digit in shown for digit in "123456789"):
        return "0"
    return f"{shown} {more if points > 0 else less}"


def difference(
    found: Estimate, unit: str = "", *, more: str = "more", less: str = "fewer", held: bool | None = None
) -> str:
    """A paired difference of two means: '4.3 more attacks (4.0 to 4.6)'; see `change` for `held`."""
    if not math.isfinite(found.low):
        return TOO_FEW
    places = decimals(found)
    value, low, high = (_moved(part, more, less, places) for part in _parts(found))
    if not (found.clear if held is None else held and found.clear):
        if value == low == high == "0":
            return NO_CHANGE
        return f"{NO_CHANGE} ({value}; range {low} to {high})"
    edges = sorted((abs(found.low), abs(found.high)))
    amount = " ".join(part for part in (value, unit) if part)
    return f"{amount} ({number(edges[0], places)} to {number(edges[1], places)})"

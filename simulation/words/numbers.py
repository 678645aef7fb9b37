"""Numbers as text: no digit that the interval does not bear, a true minus sign, never a negative zero."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from simulation.outcomes.intervals import Estimate

_MOST_DECIMALS: Final = 4


def number(value: float, decimals: int = 0) -> str:
    """A number with thousands separated; `decimals` below 0 round to tens, hundreds, ..."""
    rounded = round(value, decimals)
    text = f"{rounded + 0.0:,.{max(decimals, 0)}f}"
    if text.startswith("-"):
        return text[1:] if not any(digit in text for digit in "123456789") else f"−{text[1:]}"
    return text


def signed(value: float, decimals: int = 0) -> str:
    """A number that always shows its sign, save zero."""
    text = number(value, decimals)
    zero = not any(digit in text for digit in "123456789")
    return text if zero or text.startswith("−") else f"+{text}"


def decimals(found: Estimate) -> int:
    """Decimals that an estimate bears: down to the first digit of half its interval.

    0.0463 within 0.042 to 0.050 bears three, 76.2 within 73 to 79 none, 1,234 within 1,200 to 1,268
    minus one (tens). Without an interval, as many as make three digits; an interval of no width, as
    many as the value itself needs.
    """
    half = (found.high - found.low) / 2
    if math.isfinite(half) and half > 0:
        return max(min(-math.floor(math.log10(half)), _MOST_DECIMALS), -9)
    if math.isfinite(half) or not found.value:
        return next((d for d in range(_MOST_DECIMALS) if math.isclose(round(found.value, d), found.value)), 4)
    return max(0, min(2 - math.floor(math.log10(abs(found.value))), _MOST_DECIMALS))


def measured(found: Estimate, unit: str = "", *, sign: bool = False) -> str:
    """An estimate with its interval: '0.08 (0.07 to 0.09)', '76 people (73 to 79)'."""
    places, show = decimals(found), signed if sign else number
    value = " ".join(part for part in (show(found.value, places), unit) if part)
    if not (math.isfinite(found.low) and math.isfinite(found.high)):
        return value
    return f"{value} ({show(found.low, places)} to {show(found.high, places)})"

"""Votes to seats by highest quotients: the divisor methods, for many runs at once.

A list's votes are divided by a rising series of divisors (1.7, 3, 5, 7, ... in Iraq's law; 1, 3, 5,
... is Sainte-Laguë, 1, 2, 3, ... d'Hondt) and the seats go to the highest quotients of the table.

Exactness. The divisors are scaled to whole numbers (17, 30, 50, ...), so that a quotient of whole
votes is one correctly rounded division of two integers that floating point holds exactly. Equal
quotients (17 / 1.7 and 30 / 3) therefore give the same float. Different ones differ by at least one
part in (votes x divisor); `LIMIT` keeps that above two roundings, so they stay different and in
order. Comparing floats is then the same as comparing fractions, ties included.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Rows = NDArray[np.intp]
    Lots = Callable[[Rows], Floats]

__all__ = ["LIMIT", "TieError", "highest_quotients"]

LIMIT: Final = 2**51  # votes times the largest scaled divisor may not pass this
_REFINEMENTS: Final = 3  # of the provisional price; more would cost more than the repairs they save


class TieError(ValueError):
    """A tie decides a seat, and no lot was supplied to break it."""


@dataclass(frozen=True)
class _Series:
    """The divisors, scaled to whole numbers: first, then scale * (1 + step), scale * (1 + 2 step), ..."""

    first: float
    scale: float
    step: int

    @classmethod
    def of(cls, first_divisor: float, step: int) -> _Series:
        first = Fraction(str(first_divisor))
        if step < 1 or not 0 < first < 1 + step:
            raise ValueError(f"the first divisor must lie between 0 and the second, {1 + step}")
        return cls(float(first.numerator), float(first.denominator), step)

    def at(self, place: Floats) -> Floats:
        """The divisor of the 1st, 2nd, ... seat; `place` >= 1, any shape."""
        divisor = place * (self.scale * self.step)
        divisor += self.scale * (1 - self.step)
        return np.where(place == 1, self.first, divisor)


def highest_quotients(
    votes: ArrayLike,
    seats: ArrayLike,
    first_divisor: float = 1.7,
    tie_luck: ArrayLike | Lots | None = None,
    *,
    step: int = 2,
) -> Ints:
    """Seats of each list in one constituency, in every run.

    Parameters
    ----------
    votes: votes, not negative, shape ``(runs, lists)``. Whole votes are counted exactly.
    seats: seats to fill, one number or shape ``(runs,)``.
    first_divisor: the first divisor, a decimal of a few places, below the second divisor.
    tie_luck: uniforms, distinct within a run, shape ``(runs, lists)``: among lists tied for the last
        seats the highest win. Read only where a tie decides a seat; a function is asked for those rows.
    step: the divisors after the first are 1 + step, 1 + 2 step, ...; 2 in Iraq's law.

    Returns
    -------
    Seats, shape ``(runs, lists)``. A list without votes wins none; where nobody has votes, the seats
    stay unfilled and the row is zero.

    Raises
    ------
    TieError if a tie decides a seat and there is no `tie_luck`; ValueError for impossible arguments.
    """
    table = np.ascontiguousarray(votes, dtype=np.float64)
    series = _Series.of(first_divisor, step)
    wanted = _wanted(table, seats, series)
    held = _provisional(table, wanted, series)
    tied = _repair(table, wanted, held, series)
    if tied.size:
        held[tied] = _drawn(table[tied], held[tied], _lots(tie_luck, tied, table.shape), series)
    return held.astype(np.int64)


def _lots(tie_luck: ArrayLike | Lots | None, tied: Rows, shape: tuple[int, ...]) -> Floats:
    """The lots of the rows in which a tie decides. Raises TieError where there are none."""
    if callable(tie_luck):
        return tie_luck(tied)
    luck = None if tie_luck is None else np.asarray(tie_luck, dtype=np.float64)
    if luck is None or luck.shape != shape:
        raise TieError(f"a tie decides a seat in row {tied[0]}: give tie_luck of shape {shape}")
    return luck[tied]


def _wanted(table: Floats, seats: ArrayLike, series: _Series) -> Floats:
    """Seats that can be filled in each row, as floats, after checking the arguments."""
    if table.ndim != 2 or not table.shape[1]:
        raise ValueError(f"votes must have the shape (runs, lists), not {table.shape}")
    if not table.shape[0]:
        return np.zeros(0)
    asked = np.asarray(seats)
    if not np.issubdtype(asked.dtype, np.integer) or asked.min() < 0:
        raise ValueError("seats must be whole numbers, not negative")
    wanted = np.broadcast_to(asked, table.shape[:1]).astype(np.float64)
    if not table.min() >= 0:  # NaN fails this too
        raise ValueError("votes must be numbers, not negative")
    most = float(table.max())
    largest = series.scale * (1 + series.step * (float(wanted.max()) + 1))
    if most * largest > LIMIT:
        raise ValueError(f"votes up to {most:g} are too many to be counted exactly")
    wanted[table.max(axis=1) == 0] = 0
    return wanted


def _provisional(table: Floats, wanted: Floats, series: _Series) -> Floats:
    """Seats at a price per seat that nearly gives the wanted total: a start for `_repair`."""
    scale, step = series.scale, series.step
    lead = (step - 1) / step - 0.5  # seats gained by rounding, on average, per list that has any
    total = table.sum(axis=1)
    paying, lists = total, np.zeros(len(table))
    held = np.zeros_like(table)
    for _ in range(_REFINEMENTS):
        room = np.maximum(wanted - lead * lists, 0.5)
        per_seat = np.zeros_like(room)
        np.divide(scale * step * room, paying, out=per_seat, where=wanted > 0)
        worth = table * per_seat[:, None]  # the votes in units of the price, as a scaled divisor
        held = np.floor((worth + scale * (step - 1)) / (scale * step))
        np.maximum(held, 1.0, out=held)
        held *= worth >= series.first
        some = held > 0
        lists = some.sum(axis=1).astype(np.float64)
        paying = np.where(lists > 0, (table * some).sum(axis=1), total)
    return held


def _repair(table: Floats, wanted: Floats, held: Floats, series: _Series) -> Rows:
    """Moves `held` to the highest quotients, in place; gives the rows in which a tie decides.

    A row is right when its seats add up and no quotient left out is above one that was taken. Until
    then the highest quotient left out comes in, or the lowest one taken goes out, or both.
    """
    rows = np.arange(len(table))
    tied: list[Rows] = []
    while rows.size:
        votes, now = table[rows], held[rows]
        following, last = _margins(votes, now, series)
        best, worst = following.argmax(axis=1), last.argmin(axis=1)
        index = np.arange(rows.size)
        high, low = following[index, best], last[index, worst]
        gap = wanted[rows] - now.sum(axis=1)
        swap = (gap == 0) & (high > low)
        add, take = (gap > 0) | swap, (gap < 0) | swap
        held[rows[add], best[add]] += 1.0
        held[rows[take], worst[take]] -= 1.0
        tied.append(rows[(gap == 0) & (high == low)])
        rows = rows[add | take]
    return np.concatenate(tied) if tied else rows


def _margins(votes: Floats, held: Floats, series: _Series) -> tuple[Floats, Floats]:
    """The first quotient left out and the last one taken, of every list (infinite where none was)."""
    following = votes / series.at(held + 1.0)
    last = votes / series.at(np.maximum(held, 1.0))
    return following, np.where(held == 0, np.inf, last)


def _drawn(votes: Floats, held: Floats, luck: Floats, series: _Series) -> Floats:
    """`held`, with the seats at the tied quotient given to those of the tied with the best lots."""
    following, last = _margins(votes, held, series)
    quotient = last.min(axis=1, keepdims=True)
    had = last == quotient
    entitled = had | (following == quotient)
    order = np.argsort(np.where(entitled, -luck, np.inf), axis=1, kind="stable")
    places = np.argsort(order, axis=1)
    won = entitled & (places < had.sum(axis=1, keepdims=True))
    drawn: Floats = held - had + won
    return drawn

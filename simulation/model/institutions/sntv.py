"""The single non-transferable vote, when only list totals by governorate are known.

In 2021 each voter named one candidate and the three to five most voted of a district won. A list's
seats then depend on how many nominees it put up against how many votes, and on how evenly the votes
fell on them: its total does not decide. What the totals leave open is generated here, district by
district, never read off a result:

1. *Geography.* A list's votes in governorate g fall on its districts d in proportion to
   ``seats_d exp(geography z)``.
2. *Expectation.* When it nominates, the list expects ``expected_d exp(surprise z')`` votes.
3. *Nomination.* If every list divided its votes perfectly, the single non-transferable vote would
   give d'Hondt's seats (Cox 1991, "SNTV and d'Hondt are 'equivalent'", Electoral Studies 10). A
   list therefore puts up as many nominees as it would win seats by d'Hondt on expected votes, each
   rival's counted times its coordination c, and one at least; for want of coordination it adds
   ``surplus (1 - c) seats_d`` more.
4. *Division.* Its nominees, ranked, get votes as ``rank ** -a`` with ``a = 2 spread (1 - c) u``: evenly
   at c = 1, on average as Zipf's law at c = 0 and spread = 1.
5. *Count.* The most voted candidates win.

z, z' are standard normal and u uniform. With c = 1 and no surprise the outcome is d'Hondt's in every
district. The seat kept for a woman in each district moves seats between persons, seldom between
lists, and is left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final, Protocol

import numpy as np

from simulation.model.institutions.divisors import highest_quotients

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

__all__ = ["Draw", "Luck", "Nominations", "district_sizes", "single_vote"]

_SMALLEST, _LARGEST, _USUAL = 3, 5, 4  # seats of a district
_LEAST_WEIGHT: Final = 0.05  # of a wholly uncoordinated list in what its rivals expect to meet


class Luck(StrEnum):
    """The streams that `single_vote` draws from."""

    GEOGRAPHY = "geography"
    SURPRISE = "surprise"
    NOMINATION = "nomination"
    DIVISION = "division"
    LOT = "lot"


class Draw(Protocol):
    """Where luck comes from: uniforms on the open interval (0, 1)."""

    def __call__(self, stream: Luck, district: str) -> Floats:
        """Shape ``(runs, lists)``, a pure function of its address and of run and list."""


@dataclass(frozen=True)
class Nominations:
    """How lists nominate and divide their votes; numbers, or arrays that fit ``(runs, lists)``.

    coordination: 0 (every candidate for himself) to 1 (votes divided at will).
    surplus: hopeless nominees per seat of a district at no coordination, >= 0.
    spread: mean exponent of the rank-size law of a list's votes at no coordination, >= 0.
    geography: standard deviation of the log of a list's strength between districts, >= 0.
    surprise: standard deviation of the log error of expected votes, >= 0.
    """

    coordination: ArrayLike
    surplus: ArrayLike
    spread: ArrayLike
    geography: ArrayLike
    surprise: ArrayLike


@dataclass(frozen=True)
class _Spread:
    """`Nominations`, each broadcast to ``(runs, lists)`` and cut to the lists at hand."""

    coordination: Floats
    surplus: Floats
    spread: Floats
    geography: Floats
    surprise: Floats

    @classmethod
    def of(cls, given: Nominations, shape: tuple[int, int], lists: NDArray[np.intp]) -> _Spread:
        def cut(value: ArrayLike) -> Floats:
            return np.broadcast_to(np.asarray(value, dtype=np.float64), shape)[:, lists]

        return cls(*(cut(getattr(given, name)) for name in cls.__dataclass_fields__))


def district_sizes(seats: int, districts: int | None = None) -> tuple[int, ...]:
    """Seats of each of a governorate's districts, as equal as they can be, the larger first.

    `districts` defaults to one for every four seats. Raises ValueError where districts of three to
    five seats are impossible, unless the governorate has fewer than three seats: one district.
    """
    if seats < _SMALLEST:
        return (seats,) if seats > 0 else ()
    count = max(1, round(seats / _USUAL)) if districts is None else districts
    if not _SMALLEST * count <= seats <= _LARGEST * count:
        raise ValueError(f"{seats} seats cannot make {count} districts of {_SMALLEST} to {_LARGEST}")
    base, larger = divmod(seats, count)
    return (base + 1,) * larger + (base,) * (count - larger)


def single_vote(
    votes: Floats,
    sizes: Sequence[Sequence[int]],
    names: Sequence[str],
    nominations: Nominations,
    draw: Draw,
    expected: Floats | None = None,
) -> Ints:
    """Seats of lists by governorate in every run, shape ``(runs, governorates, lists)``.

    Parameters
    ----------
    votes: list totals, shape ``(runs, governorates, lists)``, not negative.
    sizes: seats of each district of each governorate.
    names: of the governorates; a district's address is "Basra/1", "Basra/2", ...
    nominations: how lists nominate and divide their votes.
    draw: uniforms of shape ``(runs, lists)`` for a stream and a district.
    expected: the totals that lists reckon with when they nominate, same shape; default `votes`.

    Seats stay unfilled only where nobody has votes.
    """
    seats = np.zeros(votes.shape, dtype=np.int64)
    hopes = votes if expected is None else expected
    for g, (name, districts) in enumerate(zip(names, sizes, strict=True)):
        lists = np.flatnonzero(votes[:, g].any(axis=0))
        if lists.size:
            shape = (votes.shape[0], votes.shape[2])
            how = _Spread.of(nominations, shape, lists)
            addresses = [f"{name}/{d}" for d in range(1, len(districts) + 1)]
            here = np.ascontiguousarray(votes[:, g, lists]), np.ascontiguousarray(hopes[:, g, lists])
            seats[:, g, lists] = _governorate(*here, districts, addresses, how, _cut(draw, lists))
    return seats


def _cut(draw: Draw, lists: NDArray[np.intp]) -> Draw:
    def cut(stream: Luck, district: str) -> Floats:
        return np.ascontiguousarray(draw(stream, district)[:, lists])

    return cut


def _governorate(
    votes: Floats, hopes: Floats, sizes: Sequence[int], addresses: Sequence[str], how: _Spread, draw: Draw
) -> Ints:
    """Seats in one governorate, shape ``(runs, lists)``: the sum over its districts."""
    weights = [
        size * np.exp(how.geography * _normal(draw(Luck.GEOGRAPHY, address)))
        for size, address in zip(sizes, addresses, strict=True)
    ]
    whole = np.zeros_like(votes)
    for weight in weights:  # one after another: the same rounding in every block of runs
        whole += weight
    seats = np.zeros(votes.shape, dtype=np.int64)
    for size, address, weight in zip(sizes, addresses, weights, strict=True):
        part = weight / whole
        nominees = _nominees(hopes * part, size, address, how, draw)
        ballots = _ballots(votes * part, nominees, size, how, draw(Luck.DIVISION, address))
        seats += _most_voted(ballots, size, address, draw)
    return seats


def _nominees(hopes: Floats, size: int, address: str, how: _Spread, draw: Draw) -> Floats:
    """Nominees of each list in one district, whole numbers >= 1, shape ``(runs, lists)``."""
    lot = draw(Luck.NOMINATION, address)
    expected = hopes * np.exp(how.surprise * _normal(draw(Luck.SURPRISE, address)))
    weight = np.maximum(how.coordination, _LEAST_WEIGHT)
    winnable = highest_quotients(expected * weight, size, 1.0, lot, step=1)
    extra = np.floor(how.surplus * (1.0 - how.coordination) * size + lot)
    return np.maximum(winnable, 1) + extra


def _ballots(votes: Floats, nominees: Floats, size: int, how: _Spread, lot: Floats) -> Floats:
    """Votes of each list's best nominees, shape ``(runs, size, lists)``; 0 where there are fewer."""
    power = 2.0 * how.spread * (1.0 - how.coordination) * lot
    shares = np.zeros((votes.shape[0], size, votes.shape[1]))
    whole = np.zeros_like(votes)
    for rank in range(1, int(nominees.max()) + 1):
        share = np.where(rank <= nominees, np.exp(power * -np.log(rank)), 0.0)
        whole += share
        if rank <= size:
            shares[:, rank - 1] = share
    shares *= (votes / whole)[:, None]
    return shares


def _most_voted(ballots: Floats, size: int, address: str, draw: Draw) -> Ints:
    """How many of each list's nominees are among the `size` most voted, shape ``(runs, lists)``."""
    flat = ballots.reshape(len(ballots), -1)
    bar = np.partition(flat, -size, axis=1)[:, -size, None]
    elected = flat > bar
    level = (flat == bar) & (bar > 0)
    left = size - elected.sum(axis=1)
    elected |= level
    drawn = np.flatnonzero(level.sum(axis=1) > left)
    if drawn.size:
        elected[drawn] &= ~level[drawn]
        lot = draw(Luck.LOT, address)[drawn]
        elected[drawn] |= _by_lot(level[drawn], left[drawn], lot)
    won: Ints = elected.reshape(ballots.shape).sum(axis=1)
    return won


def _by_lot(level: NDArray[np.bool_], left: Ints, lot: Floats) -> NDArray[np.bool_]:
    """`left` of the level candidates of each row, those of the lists with the best lots."""
    ranks = level.shape[1] // lot.shape[1]
    turn = np.arange(ranks)[:, None] * (np.sqrt(5.0) - 1.0) / 2.0
    lots = ((lot[:, None] + turn) % 1.0).reshape(level.shape)
    order = np.argsort(np.where(level, -lots, np.inf), axis=1, kind="stable")
    won: NDArray[np.bool_] = level & (np.argsort(order, axis=1) < left[:, None])
    return won


def _normal(uniform: Floats) -> Floats:
    """Standard normal deviates of uniforms on (0, 1)."""
    from scipy.special import ndtri  # slow to import, and only this law needs it

    deviates: Floats = ndtri(uniform)
    return deviates

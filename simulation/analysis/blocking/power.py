"""Voting power in weighted voting games: how often a list is the one whose seats decide.

The index of Shapley and Shubik (1954) of a player is the share of all orders of the players in which its
seats take those before it from below the quota to the quota. In the multilinear extension of Owen (1972) it
is the integral over t of the probability that the player is pivotal when everybody else is in with
probability t: a polynomial in t of one degree less than there are players, which Gauss-Legendre quadrature
with half as many nodes integrates exactly. The distribution of the seats of those who are in has the
generating function prod_j (1 - t + t x^w_j) (Leech 2003 on large games); it is taken at roots of unity, so
that a player leaves it by a division and many runs are two products of matrices. Half of the nodes do: at
1 - t a player is pivotal for the quota q as often as at t for the quota w - q + 1 of all w seats, that of
those who block. Exact up to rounding, about 1e-14. At t = 1/2 alone the same sum is the index of Banzhaf
(1965), not normalised.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Flags = NDArray[np.bool_]
    Waves = NDArray[np.complexfloating[Any, Any]]

_CHUNK: Final = 250  # runs at once: bounds memory, changes no result


def power(seats: Ints, quotas: Sequence[int], loose: Flags | None = None, *, banzhaf: bool = False) -> Floats:
    """The index of every list in every run under each quota, shape (quotas, runs, lists).

    `seats` are whole numbers of shape (runs, lists), as many in every run. The members of lists that are
    `loose`, (lists,), vote one by one: each is a player with one seat, and the list has the sum of their
    indices. Shapley-Shubik indices of a run sum to 1 where all seats together reach the quota, and are 0
    where they do not. Raises ValueError for negative seats, houses of different sizes, or a quota below 1.
    """
    if seats.size and (seats.min() < 0 or np.ptp(seats.sum(axis=1)) > 0):
        raise ValueError("seats are negative, or not as many in every run")
    if min(quotas) < 1:
        raise ValueError("a quota is below 1")
    alone = np.zeros(seats.shape[1], dtype=np.bool_) if loose is None else loose
    count = np.where(alone, seats, seats > 0).sum(axis=1)
    found = np.zeros((len(quotas), *seats.shape))
    # Runs with as many players together: the fewer players, the fewer nodes.
    order = np.argsort(count, kind="stable")
    for rows in np.split(order, range(_CHUNK, order.size, _CHUNK)):
        if count[rows].any():
            found[:, rows] = _indices(seats[rows], quotas, alone, *_nodes(int(count[rows].max()), banzhaf))
    return found


def _indices(seats: Ints, quotas: Sequence[int], loose: Flags, share: Floats, nodes: Floats) -> Floats:
    """The indices of some runs: the sum over `nodes` up to 1/2, (nodes,), of `share` times being pivotal."""
    single = np.where(loose, np.minimum(seats, 1), seats)  # seats of a player of each list
    number = np.where(loose, seats, 1)
    weights = np.unique(single[single > 0])
    players = np.stack([(number * (single == weight)).sum(axis=1) for weight in weights], axis=1) * 1.0
    size = int(seats[0].sum())
    roots = _roots(size + 1 + size % 2)  # an odd number of them: none is -1, so that no factor is 0
    factors = 1 - nodes[:, None] + nodes[:, None] * _powers(roots, weights)[:, None, :]
    reach = np.exp(players @ np.log(np.abs(factors)).reshape(weights.size, -1))
    angle = players @ np.angle(factors).reshape(weights.size, -1)
    across, up = reach * np.cos(angle), reach * np.sin(angle)
    column = np.searchsorted(weights, single).clip(max=weights.size - 1)
    others = share[:, None] / factors
    found = np.empty((len(quotas), *seats.shape))
    for place, quota in enumerate(quotas):
        window = _window(weights, quota, roots, size) + _window(weights, size - quota + 1, roots, size)
        kernel = (others * window[:, None, :]).reshape(weights.size, -1)
        # The real part of a complex product, for a player of each weight.
        index = across @ kernel.real.T.copy() - up @ kernel.imag.T.copy()
        found[place] = np.take_along_axis(index, column, axis=1) * number * (single > 0)
    return np.clip(found, 0.0, None)


def _nodes(players: int, banzhaf: bool) -> tuple[Floats, Floats]:
    """Weights and nodes, each (nodes,), of the quadrature over t from 0 to 1: those up to 1/2.

    A node at 1/2 stands for itself: half of its weight.
    """
    if banzhaf:
        return np.full(1, 0.5), np.full(1, 0.5)
    places, weights = np.polynomial.legendre.leggauss(math.ceil(players / 2))
    lower = places <= 1e-12
    half = np.where(np.abs(places[lower]) <= 1e-12, 0.5, 1.0)
    return weights[lower] * half / 2, (places[lower] + 1) / 2


def _roots(order: int) -> Waves:
    """The roots of unity of an odd order, without those that are conjugates of others."""
    found: Waves = np.exp(2j * np.pi * np.arange(order // 2 + 1) / order)
    return found


def _powers(roots: Waves, exponents: Ints) -> Waves:
    """Powers of the roots, (exponents, roots), to the last digit: by their place on the circle."""
    order = 2 * len(roots) - 1
    turns = np.outer(exponents, np.arange(len(roots))) % order
    found: Waves = np.exp(2j * np.pi * turns / order)
    return found


def _window(weights: Ints, quota: int, roots: Waves, size: int) -> Waves:
    """What takes a generating function at the roots to the probability of quota - w to quota - 1 seats."""
    terms = _powers(roots, -np.arange(size + 1))
    steps = np.concatenate([np.zeros((1, len(roots))), np.cumsum(terms, axis=0)])
    first, last = np.clip([quota - weights, np.full_like(weights, quota)], 0, size + 1)
    twice = np.where(np.arange(len(roots)) > 0, 2.0, 1.0) / (2 * len(roots) - 1)  # conjugates count too
    found: Waves = (steps[last] - steps[first]) * twice
    return found

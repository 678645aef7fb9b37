"""Blocs of voters: which lists look for votes in a market of a governorate, and from what support.

Votes by governorate are known, votes by market are not. A list's last votes in a governorate are
divided among its markets in proportion to their share of the voters times the list's pull there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from simulation.model.institutions.ballots import GONE, Electorate, ListCard, StartCard

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Places = NDArray[np.intp]

__all__ = ["Bloc", "Place", "places"]


@dataclass(frozen=True, eq=False)
class Bloc:
    """One market in one governorate; arrays over the lists that look for votes there.

    market: place among the markets. share: of the governorate's voters, before it is drawn.
    lists: places among all lists; rows: among the lists of the governorate.
    support: shares of the last votes of lists that still exist. pull: of the list on this market.
    new: weights of new lists, 0 for others. gone: share of the last votes whose lists are gone.
    alone: positions of rows that are candidates without a list.
    """

    market: int
    share: float
    lists: Places
    rows: Places
    support: Floats
    pull: Floats
    new: Floats
    gone: float
    alone: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Place:
    """A governorate: its row, the lists that anybody there can vote for, and its blocs.

    measured: 1 where a list's strength here was measured, 0 where it is assumed, ``(lists,)``.
    """

    row: int
    name: str
    lists: Places
    names: tuple[str, ...]
    measured: Floats
    blocs: tuple[Bloc, ...]


@lru_cache(maxsize=16)
def places(data: Electorate, start: str) -> tuple[Place, ...]:
    """The governorates with their blocs, as a starting point knows them."""
    return tuple(_place(data, data.starts[start], row) for row in range(len(data.governorates)))


def _place(data: Electorate, start: StartCard, row: int) -> Place:
    governorate = data.governorates[row]
    votes = data.votes[start.support]
    sketches: list[tuple[int, dict[str, float], float]] = []
    for market, name in enumerate(data.markets):
        support = {each: _part(data, card, votes, row, name, each) for each, card in data.cards.items()}
        if data.composition[row, market] > 0 and sum(support.values()) > 0:
            sketches.append((market, support, votes.get((governorate, GONE, name), 0.0)))
    standing = [
        {name for name, held in support.items() if held > 0 or _may_stand(data, start, row, market, name)}
        for market, support, _ in sketches
    ]
    names = tuple(name for name in data.cards if any(name in here for here in standing))
    order = list(data.cards)
    blocs = tuple(
        _bloc(data, start, sketch, [name for name in names if name in here], names)
        for sketch, here in zip(sketches, standing, strict=True)
    )
    whole = sum(float(data.composition[row, market]) for market, _, _ in sketches)
    lists = np.array([order.index(name) for name in names], dtype=np.intp)
    shared = tuple(replace(bloc, share=float(data.composition[row, bloc.market]) / whole) for bloc in blocs)
    known = data.measured[start.support]
    measured = np.array([float((governorate, name) in known) for name in names])
    return Place(row, governorate, lists, names, measured, shared)


def _part(
    data: Electorate,
    card: ListCard,
    votes: Mapping[tuple[str, str, str], float],
    row: int,
    market: str,
    name: str,
) -> float:
    """The part of a list's last votes in a governorate that one market gave it."""
    held = votes.get((data.governorates[row], name, ""))
    pulls = [data.composition[row, place] * card.pull(each) for place, each in enumerate(data.markets)]
    whole = sum(pulls)
    return held * pulls[data.markets.index(market)] / whole if held and whole else 0.0


def _may_stand(data: Electorate, start: StartCard, row: int, market: int, name: str) -> bool:
    """Whether a list without votes behind it can win some here: as new, as a premier's, or as persons."""
    card = data.cards[name]
    pull = card.pull(data.markets[market])
    if not pull or data.governorates[row] not in start.only.get(name, [data.governorates[row]]):
        return False
    new = name in start.new_lists(data.markets[market])
    return new or name == start.premier.list or card.form == "alone"


def _bloc(
    data: Electorate,
    start: StartCard,
    sketch: tuple[int, dict[str, float], float],
    here: list[str],
    names: tuple[str, ...],
) -> Bloc:
    market, support, gone = sketch
    whole = sum(support.values())
    order, weights = list(data.cards), start.new_lists(data.markets[market])
    return Bloc(
        market=market,
        share=0.0,
        lists=np.array([order.index(name) for name in here], dtype=np.intp),
        rows=np.array([names.index(name) for name in here], dtype=np.intp),
        support=np.array([support[name] / whole for name in here]),
        pull=np.array([data.cards[name].pull(data.markets[market]) for name in here]),
        new=np.array([weights.get(name, 0.0) for name in here]),
        gone=gone / (gone + whole),
        alone=tuple(place for place, name in enumerate(here) if data.cards[name].form == "alone"),
    )

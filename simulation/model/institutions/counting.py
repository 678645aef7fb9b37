"""From votes by list to seats by list: alliances, pools and candidates alone under any election law.

Allied lists stand as one and divide their seats of a governorate by the votes that each brought
(Sainte-Laguë). Under a law of lists a pool's votes are divided among its parts before seats are
given, so that a pool of small lists is not counted as one large list.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from simulation.model.chance import Chance, Stream
from simulation.model.institutions.ballots import Ballot, Electorate
from simulation.model.institutions.divisors import highest_quotients
from simulation.model.institutions.law import Law, SingleVote, allocate_seats
from simulation.model.institutions.lawbook import find_law
from simulation.model.institutions.sntv import Draw, Luck, Nominations

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

__all__ = ["count_seats"]


@dataclass(frozen=True)
class _Column:
    """What stands as one on the ballot: members (places among the lists), form, and part of a pool."""

    name: str
    members: tuple[int, ...]
    form: str
    share: float = 1.0


def count_seats(data: Electorate, votes: Floats, ballot: Ballot, chance: Chance, beliefs: Any) -> Ints:
    """General seats of `votes`, both ``(governorates, lists, runs)``; the reserved seats' row stays 0."""
    law = find_law(ballot.law)
    single = isinstance(law.rule, SingleVote)
    columns = _columns(data, ballot.alliances, split=not single)
    tables = [_table(here, columns) for here in votes]
    if single:
        how, draw = _nominations(law, columns, beliefs), _draw(chance, columns, ballot.election)
        table, names = np.stack(tables, axis=1), data.governorates
        won = allocate_seats(table, None, law, governorates=names, nominations=how, draw=draw).swapaxes(0, 1)
    else:
        won = _by_lists(data, law, tables, columns, chance, ballot.election)
    seats = np.zeros(votes.shape, dtype=np.int64)
    for place, column in enumerate(columns):
        mine = np.ascontiguousarray(won[:, :, place])
        if len(column.members) == 1:
            seats[:, column.members[0]] += mine
        else:
            seats[:, column.members] = _divided(data, votes, mine, column, chance, ballot.election)
    return seats


def _columns(data: Electorate, alliances: tuple[tuple[str, ...], ...], split: bool) -> list[_Column]:
    """The lists as they stand on the ballot, an alliance at the place of its first member."""
    order = list(data.cards)
    allied = {name: group for group in alliances for name in group}
    columns: list[_Column] = []
    for row, (name, card) in enumerate(data.cards.items()):
        group = allied.get(name, (name,))
        if len(group) > 1:
            if name == group[0]:
                members = tuple(order.index(each) for each in group)
                columns.append(_Column("+".join(group), members, "alliance"))
        elif split and name in data.pools:
            for part, share in enumerate(data.pools[name].shares()):
                columns.append(_Column(f"{name}/{part + 1}", (row,), card.form, float(share)))
        else:
            columns.append(_Column(name, (row,), card.form))
    return columns


def _table(votes: Floats, columns: list[_Column]) -> Floats:
    """Whole votes of the columns, ``(runs, columns)``, from a governorate's votes, ``(lists, runs)``."""
    table = np.empty((votes.shape[1], len(columns)))
    for place, column in enumerate(columns):
        mine = votes[column.members[0]]
        for member in column.members[1:]:
            mine = mine + votes[member]
        table[:, place] = mine if column.share == 1.0 else np.rint(mine * column.share)
    return table


def _by_lists(
    data: Electorate, law: Law, tables: list[Floats], columns: list[_Column], chance: Chance, election: int
) -> Ints:
    """Seats under a law of lists, ``(governorates, runs, columns)``.

    Ties are rare: lots are drawn only where one decides a seat.
    """

    def lots(place: int, runs: Ints) -> Floats:
        names = [f"{data.governorates[place]}.{column.name}" for column in columns]
        return chance.of(runs).uniform(Stream.BALLOT_LOT, names, election).T

    votes = np.array(tables).swapaxes(0, 1)
    return allocate_seats(votes, None, law, governorates=data.governorates, tie_luck=lots).swapaxes(0, 1)


def _divided(
    data: Electorate, votes: Floats, seats: Ints, column: _Column, chance: Chance, election: int
) -> Ints:
    """An alliance's seats ``(governorates, runs)`` among its members, ``(governorates, members, runs)``."""
    order = list(data.cards)
    shape = (len(seats), seats.shape[1], len(column.members))
    brought = np.ascontiguousarray(votes[:, column.members].transpose(0, 2, 1)).reshape(-1, shape[2])
    won = seats.reshape(-1)
    some = np.flatnonzero(won)
    divided = np.zeros(brought.shape, dtype=np.int64)

    def lots(rows: Ints) -> Floats:
        place, run = np.divmod(some[rows, None], shape[1])
        names = [f"{g}.{order[member]}" for g in data.governorates for member in column.members]
        which = place * shape[2] + np.arange(shape[2])
        return chance.uniform_of(Stream.BALLOT_LOT, names, which, run, election)

    divided[some] = highest_quotients(brought[some], won[some], 1.0, lots)
    return divided.reshape(shape).transpose(0, 2, 1)


def _nominations(law: Law, columns: list[_Column], beliefs: Any) -> Nominations:
    """How the columns nominate under the single vote: by what is known of their form."""
    orders = {
        "command": beliefs.order_command,
        "party": beliefs.order_party,
        "alliance": beliefs.order_alliance,
    }
    runs = len(beliefs.order_party)
    order = np.stack([np.broadcast_to(orders.get(each.form, 0.0), (runs,)) for each in columns], axis=1)
    rule = law.rule
    assert isinstance(rule, SingleVote)
    alone = np.array([column.form == "alone" for column in columns])
    surplus = np.where(alone[None, :], rule.loose_surplus, np.asarray(beliefs.order_surplus)[:, None])
    return replace(rule.nominations, coordination=order, surplus=surplus)


def _draw(chance: Chance, columns: list[_Column], election: int) -> Draw:
    """The luck of the single vote, by stream, district and column."""

    def draw(stream: Luck, district: str) -> Floats:
        names = [f"{stream.value}.{district}.{column.name}" for column in columns]
        return np.ascontiguousarray(chance.uniform(Stream.NOMINATION, names, election).T)

    return draw

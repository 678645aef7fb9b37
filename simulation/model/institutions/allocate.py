"""From a table of votes to a table of seats, under a named law.

Lots. Where a tie decides a seat, the lot of a list is a hash of the governorate, the list and all
votes cast there: the same table always gives the same seats, whatever the order of its rows.

Under the single non-transferable vote, totals by list do not decide seats. `MAPS` sets of districts,
nominations and divisions of votes are generated (see `sntv`), and a governorate's seats are shared
by their mean, rounded by largest remainders.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from simulation.errors import InputError
from simulation.model.institutions.law import Law, SingleVote, allocate_seats
from simulation.model.institutions.lawbook import find_law
from simulation.model.institutions.sntv import Draw, Luck
from simulation.model.institutions.tables import read_seats, read_votes

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

__all__ = ["MAPS", "allocate_file", "allocate_table", "explanation"]

MAPS: Final = 400
"""Sets of districts and nominations that are generated under the single non-transferable vote."""


def allocate_file(path: Path, law: str, seats_file: Path | None = None) -> pd.DataFrame:
    """Seats for the votes in the CSV file at `path`: governorate, list, votes, seats.

    `seats_file`: a CSV file of seats by governorate; default, the general seats of the law called
    `law`. Governorates without a row of votes are left out. Raises InputError with every mistake.
    """
    named = find_law(law)
    seats = dict(named.seats) if seats_file is None else read_seats(seats_file)
    return allocate_table(read_votes(path, seats), named, seats)


def allocate_table(votes: pd.DataFrame, law: Law, seats: Mapping[str, int] | None = None) -> pd.DataFrame:
    """The table of `votes` (governorate, list, votes) with a column of seats, rows in their order.

    Raises InputError where a governorate has no seats under the law, or nobody has votes.
    """
    sizes = law.seats if seats is None else seats
    table = votes[["governorate", "list", "votes"]].reset_index(drop=True)
    if unknown := sorted(set(table["governorate"]) - set(sizes)):
        raise InputError(f"no seats are known for: {', '.join(unknown)}")
    cast = table.groupby("governorate")["votes"].sum()
    if empty := sorted(name for name in cast.index[cast == 0] if sizes[name]):
        raise InputError(f"nobody has votes in {', '.join(empty)}; add votes, or leave its rows out")
    square = table.pivot(index="governorate", columns="list", values="votes").fillna(0.0)
    names, lists = [str(name) for name in square.index], [str(name) for name in square.columns]
    counted = square.to_numpy(dtype=np.float64)
    won = _seats(counted, [sizes[name] for name in names], law, names, lists)
    rows = square.index.get_indexer(pd.Index(table["governorate"]))
    columns = square.columns.get_indexer(pd.Index(table["list"]))
    return table.assign(seats=won[rows, columns])


def explanation(law: Law) -> str:
    """What to tell the reader of an allocation under `law`; empty where votes decide seats."""
    if not isinstance(law.rule, SingleVote):
        return ""
    districts = sum(law.rule.districts.values())
    return (
        f"Under {law.name} totals by list do not decide seats: voters chose one candidate in each of"
        f" {districts} districts, and the most voted won, whatever their lists' totals. The same votes give"
        " more seats to a list with few nominees and evenly divided votes. The seats shown are an"
        f" approximation: the rounded mean of {MAPS} generated sets of districts, nominations and divisions"
        " of votes, with all lists equally well organised and rows of independents not at all. From one set"
        " to the next a list's total moves by about its square root."
    )


def _seats(votes: Floats, seats: Sequence[int], law: Law, names: Sequence[str], lists: Sequence[str]) -> Ints:
    """Seats of shape ``(governorates, lists)`` for votes of that shape."""
    lots = np.array([_lots(row, name, lists) for row, name in zip(votes, names, strict=True)])
    if not isinstance(law.rule, SingleVote):
        only: Ints = allocate_seats(votes[None], seats, law, governorates=names, tie_luck=lots[None])[0]
        return only
    won = allocate_seats(
        np.repeat(votes[None], MAPS, axis=0),
        seats,
        law,
        governorates=names,
        nominations=law.rule.nominations_of(lists),
        draw=_maps(lists),
    )
    return _rounded_mean(won.sum(axis=0), np.asarray(seats), lots)


def _rounded_mean(total: Ints, seats: Ints, lots: Floats) -> Ints:
    """Means over `MAPS` of the seats in `total`, rounded by largest remainders within each row."""
    whole, rest = np.divmod(total, MAPS)
    order = np.lexsort((-lots, -rest), axis=1)
    places = np.argsort(order, axis=1)
    rounded: Ints = whole + (places < (seats - whole.sum(axis=1))[:, None])
    return rounded


def _lots(votes: Floats, governorate: str, lists: Sequence[str]) -> Floats:
    """A number in (0, 1) for each list: a hash of governorate, list, and all votes in the governorate."""
    cast = sorted(f"{name}={int(count)}" for name, count in zip(lists, votes, strict=True) if count)
    return np.array([(_word("tie", governorate, name, *cast) + 0.5) * 2.0**-52 for name in lists])


def _maps(lists: Sequence[str]) -> Draw:
    """The luck of `MAPS` generated maps: a function of stream, district and list, and of nothing else."""

    def draw(stream: Luck, district: str) -> Floats:
        keys = (_word(stream.value, district, name) for name in lists)
        columns = [np.random.Generator(np.random.Philox(key=key)).random(MAPS) for key in keys]
        return np.stack(columns, axis=1) + 2.0**-54  # never 0

    return draw


def _word(*parts: str) -> int:
    """A hash of `parts`, of 52 bits."""
    text = "".join(f"{len(part)}:{part}" for part in parts)  # lengths keep 'ab','c' and 'a','bc' apart
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little") >> 12

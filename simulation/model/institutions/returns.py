"""What is kept of elections that were held: counts in few bytes, and the table of votes and seats."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from simulation.model.institutions.ballots import Count, load_electorate

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from simulation.scenario import Scenario

    Ints = NDArray[np.int64]

__all__ = ["Parliament", "returns"]


@dataclass(frozen=True)
class Parliament:
    """An election that was held: its month, the rows of the runs that voted, and what was counted.

    votes, seats: ``(governorates, lists, runs that voted)``, whole numbers. turnout: voters per registered
    voter of the country, ``(runs that voted,)``. alliances: lists that stood as one.
    """

    month: str
    rows: Ints
    votes: NDArray[np.int32]
    seats: NDArray[np.int16]
    turnout: NDArray[np.float64]
    alliances: tuple[tuple[str, ...], ...]

    @classmethod
    def of(cls, month: str, rows: Ints, count: Count, alliances: Sequence[Sequence[str]]) -> Parliament:
        """Keep a count: no list has two thousand million votes in a governorate."""
        registered = load_electorate().registered
        voters = np.zeros(len(rows))
        for place, share in enumerate(count.turnout):
            voters += share * registered[place]
        return cls(
            month,
            rows,
            count.votes.astype(np.int32),
            count.seats.astype(np.int16),
            voters / float(registered.sum()),
            tuple(tuple(group) for group in alliances),
        )


def returns(held: Sequence[Parliament], runs: Ints, setup: Scenario) -> dict[str, Any] | None:
    """Votes and seats as a long table: run, election, governorate, list, votes, seats; None without a vote.

    Rows where a list had neither votes nor seats are left out. Words are pandas categories: there are
    hundreds of rows a run.
    """
    parts = [part for parliament in held for part in _parts(parliament, runs, setup)]
    if not parts:
        return None
    table: dict[str, Any] = {
        name: np.concatenate([part.pop(name) for part in parts]) for name in list(parts[0])
    }
    known = load_electorate()
    words = {"election": setup.calendar, "governorate": known.governorates, "list": known.lists}
    for name, texts in words.items():
        table[name] = pd.Categorical.from_codes(table[name], pd.Index(texts))
    return table


def _parts(held: Parliament, runs: Ints, setup: Scenario) -> Iterator[dict[str, NDArray[Any]]]:
    """The rows of one election, a governorate at a time; words by their places."""
    numbers = runs[held.rows]
    for place, (votes, seats) in enumerate(zip(held.votes, held.seats, strict=True)):
        cells = np.flatnonzero((votes > 0) | (seats > 0))
        row, run = np.divmod(cells, len(numbers))
        yield {
            "run": numbers[run],
            "election": np.full(len(cells), setup.index(held.month), dtype=np.int16),
            "governorate": np.full(len(cells), place, dtype=np.int16),
            "list": row.astype(np.int16),
            "votes": votes.ravel()[cells].astype(np.int64),
            "seats": seats.ravel()[cells].astype(np.int64),
        }

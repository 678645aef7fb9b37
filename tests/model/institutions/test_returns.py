"""What is kept of an election, and the long table made of it, by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulation.model.institutions.ballots import Count, load_electorate
from simulation.model.institutions.returns import Parliament, returns
from tests.model.worlds import scenario

DATA = load_electorate()
SHAPE = (len(DATA.governorates), len(DATA.lists))


def counted(
    votes: dict[tuple[int, int, int], int], seats: dict[tuple[int, int, int], int], runs: int
) -> Count:
    kept = Count(
        votes=np.zeros((*SHAPE, runs)),
        seats=np.zeros((*SHAPE, runs), dtype=np.int64),
        turnout=np.zeros((SHAPE[0], runs)),
        babylon=np.zeros(runs, dtype=np.int64),
    )
    for place, number in votes.items():
        kept.votes[place] = number
    for place, number in seats.items():
        kept.seats[place] = number
    return kept


def test_a_count_is_kept_in_few_bytes_and_nothing_is_lost() -> None:
    count = counted({(0, 1, 0): 1_900_000_000}, {(0, 1, 0): 329}, 2)
    count.turnout[0] = [0.5, 1.0]
    kept = Parliament.of("2025-04", np.array([4, 9]), count, [["sudani", "sadrists"]])
    share = DATA.registered[0] / DATA.registered.sum()
    assert np.allclose(kept.turnout, [0.5 * share, share])
    assert kept.alliances == (("sudani", "sadrists"),)
    assert (kept.month, kept.rows.tolist()) == ("2025-04", [4, 9])
    assert (kept.votes.dtype, kept.seats.dtype) == (np.int32, np.int16)
    assert np.array_equal(kept.votes, count.votes)
    assert np.array_equal(kept.seats, count.seats)


def test_the_table_has_a_row_wherever_a_list_had_votes_or_seats() -> None:
    setup, numbers = scenario(months=6), np.array([100, 101, 102, 103])
    first = Parliament.of(
        "2025-03",
        np.array([1, 3]),
        counted({(2, 5, 0): 70, (2, 5, 1): 1, (0, 0, 1): 9}, {(2, 5, 0): 1, (4, 7, 1): 2}, 2),
        (),
    )
    second = Parliament.of("2025-05", np.array([0]), counted({(2, 5, 0): 8}, {}, 1), ())
    table = returns([first, second], numbers, setup)
    assert table is not None
    assert list(table) == ["run", "election", "governorate", "list", "votes", "seats"]
    for name, words in {
        "election": setup.calendar,
        "governorate": DATA.governorates,
        "list": DATA.lists,
    }.items():
        assert isinstance(table[name], pd.Categorical)
        assert table[name].categories.tolist() == list(words)
    found = {tuple(row) for row in zip(*(list(column) for column in table.values()), strict=True)}
    g, lists = DATA.governorates, DATA.lists
    assert found == {
        (103, "2025-03", g[0], lists[0], 9, 0),
        (101, "2025-03", g[2], lists[5], 70, 1),
        (103, "2025-03", g[2], lists[5], 1, 0),
        (103, "2025-03", g[4], lists[7], 0, 2),
        (100, "2025-05", g[2], lists[5], 8, 0),
    }
    assert len(table["run"]) == 5
    assert table["votes"].dtype == table["seats"].dtype == np.int64


def test_without_a_vote_there_is_no_table() -> None:
    assert returns([], np.arange(3), scenario()) is None

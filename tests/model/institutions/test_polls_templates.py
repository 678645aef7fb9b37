"""Named outcomes reach their tables, and tables by hand are completed within communities first."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from simulation.errors import CrossroadsError, InputError
from simulation.model.institutions.ballots import Ballot
from simulation.model.institutions.polls import Polls
from simulation.model.institutions.templates import (
    TOLERANCE,
    complete_table,
    load_outcomes,
    settle,
    solve_offsets,
)
from tests.model.institutions.polls_world import polls_at

LAW = "sainte_lague_2023"
TABLES = ["pro_tehran_rout", "framework_wins", "sudani_plurality", "fragmented"]
COMMUNITIES = {"a": "x", "b": "x", "c": "y", "d": "y", "e": "z"}
SIMULATED = {"a": 60.0, "b": 40.0, "c": 30.0, "d": 20.0, "e": 10.0}


def reference(runs: np.ndarray) -> Polls:
    return polls_at("2025-01", [int(run) for run in runs])


@pytest.mark.parametrize("name", TABLES)
def test_the_mean_of_the_reference_runs_is_the_table(name: str) -> None:
    outcome = load_outcomes()[name]

    def ballot_of(polls: Polls) -> Ballot:
        return settle(polls, polls.usual_ballot(LAW), outcome)

    offsets = solve_offsets(reference, ballot_of, outcome.seats)
    polls = reference(np.arange(256))
    seats = polls.vote(replace(ballot_of(polls), offsets=offsets)).seats.sum(axis=0)
    wanted = np.array([outcome.seats[each] for each in polls.lists])
    assert np.abs(seats.mean(axis=1) - wanted).max() <= TOLERANCE
    assert (seats[polls.lists.index("state_of_law")].std()) > 2  # runs vary round the table
    np.testing.assert_array_equal(offsets, solve_offsets(reference, ballot_of, outcome.seats))


def test_a_table_out_of_reach_is_refused() -> None:
    target = dict(load_outcomes()["framework_wins"].seats)
    for name, seats in (("state_of_law", 38), ("badr", 26), ("sadiqoun", 22), ("progress", 34)):
        target[name] -= seats
        target["kdp"] += seats  # more than the Kurdish lists' governorates have
    with pytest.raises(CrossroadsError, match="misses"):
        solve_offsets(reference, lambda polls: polls.usual_ballot(LAW), target)


def test_the_tables_are_those_of_the_design() -> None:
    outcomes = load_outcomes()
    assert [*outcomes] == [
        "simulated", *TABLES, "framework_breaks", "sadr_returns", "sadr_with_sudani", "vote_postponed",
    ]  # fmt: skip
    read = {
        name: (each.get("sadrists"), each.get("sudani"))
        for name, each in ((n, outcomes[n].seats) for n in TABLES)
    }
    assert read == {
        "pro_tehran_rout": (54, 41),
        "framework_wins": (0, 16),
        "sudani_plurality": (0, 60),
        "fragmented": (0, 27),
    }
    assert outcomes["framework_breaks"].seats == outcomes["sudani_plurality"].seats
    assert min(outcomes["framework_breaks"].reposition.values()) >= 0
    assert outcomes["pro_tehran_rout"].title == "Lists close to Tehran lose heavily"
    kurdish = ("kdp", "puk", "new_generation", "kurdistan_islamic_union", "others_kurd")
    assert {sum(outcomes[name].seats[each] for each in kurdish) for name in TABLES} == {58}


def test_an_outcome_sets_what_leaders_do_and_leaves_the_rest() -> None:
    polls = polls_at("2025-01", 50)
    ballot, outcomes = polls.usual_ballot(LAW), load_outcomes()
    sadr, sudani = polls.lists.index("sadrists"), polls.lists.index("sudani")
    same = settle(polls, ballot, outcomes["simulated"])
    np.testing.assert_array_equal(same.boycott, ballot.boycott)
    np.testing.assert_array_equal(same.premier, ballot.premier)
    wins = settle(polls, ballot, outcomes["framework_wins"])
    assert wins.boycott[sadr].all()
    assert (wins.premier == -1).all()
    joint = settle(polls, ballot, outcomes["sadr_with_sudani"])
    assert not joint.boycott.any()
    assert (joint.premier == sudani).all()
    assert joint.alliances[0] == ("sudani", "sadrists")
    later = polls_at("2025-07", 3)
    bound = settle(later, later.usual_ballot(LAW), outcomes["sadr_with_sudani"])
    assert bound.alliances == (("sudani", "sadrists"), ("hikma", "nasr"))  # Aqd would stand alone


def test_seats_by_hand_are_made_up_within_the_community() -> None:
    table = complete_table({"a": 70.0}, SIMULATED, COMMUNITIES)
    assert table == pytest.approx({"a": 70.0, "b": 30.0, "c": 30.0, "d": 20.0, "e": 10.0})
    assert [*table] == [*SIMULATED]


def test_what_a_community_cannot_make_up_falls_on_all_others() -> None:
    table = complete_table({"a": 130.0}, SIMULATED, COMMUNITIES)
    assert table["b"] == 0.0
    assert sum(table.values()) == pytest.approx(160.0)
    assert table["c"] / table["d"] == pytest.approx(1.5)
    assert table["c"] / table["e"] == pytest.approx(3.0)
    fewer = complete_table({"e": 4.0}, SIMULATED, COMMUNITIES)  # nobody else in its community
    assert fewer["a"] == pytest.approx(60.0 * 156.0 / 150.0)


@pytest.mark.parametrize(
    ("named", "said"),
    [({"f": 1.0}, "no list"), ({"a": 161.0}, "no more than 160"), ({"a": -1.0}, "0 or more"),
     (dict.fromkeys(SIMULATED, 1.0), "given to nobody")],
)  # fmt: skip
def test_impossible_tables_are_refused(named: dict[str, float], said: str) -> None:
    with pytest.raises(InputError, match=said):
        complete_table(named, SIMULATED, COMMUNITIES)

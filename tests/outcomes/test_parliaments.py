"""Seats per list: zeros count, and every list of the roster is named."""

from __future__ import annotations

import pandas as pd
import pytest

import simulation as sim
from simulation.model.institutions.ballots import load_electorate
from simulation.outcomes.parliaments import first_parliament
from simulation.outcomes.seats import seats_by_list


@pytest.fixture(scope="module")
def results() -> sim.Results:
    return sim.run("election_2025", runs=40)


def test_the_forecast_names_every_list_of_the_roster(results: sim.Results) -> None:
    table = seats_by_list(results, "forecast")
    assert set(table.index) == set(load_electorate().lists)
    assert table["mean"].sum() == pytest.approx(329)
    assert (table["low"] <= table["high"]).all()
    assert table["in_government"].between(0, 1).all()


def table_of(rows: list[tuple[int, str, str, str, int]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["run", "election", "governorate", "list", "seats"])


def test_runs_in_which_a_list_won_nothing_count_as_zero() -> None:
    seats = table_of(
        [(0, "2025-11", "Basra", "a", 3), (0, "2025-11", "Basra", "b", 1), (1, "2025-11", "Basra", "a", 4)]
    )
    found = first_parliament(seats)
    assert found.runs.tolist() == [0, 1]
    assert found.lists == ("a", "b")
    assert found.seats.tolist() == [[3, 1], [4, 0]]
    assert found.of(["b", "z"]).tolist() == [[1, 0], [0, 0]]


def test_only_the_first_election_of_a_run_counts() -> None:
    seats = table_of([(0, "2027-03", "Basra", "a", 9), (0, "2025-11", "Basra", "a", 3)])
    found = first_parliament(seats)
    assert found.seats.tolist() == [[3]]
    assert (found.month, found.again) == ("2025-11", 1)

"""Seats per list over the runs: what a forecast of an election prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from simulation.outcomes.results import Results

__all__ = ["first_parliaments", "seats_by_list"]


def first_parliaments(seats: pd.DataFrame, runs: pd.Index[int]) -> pd.DataFrame:
    """Seats of every list in each run's first election: a row per run, a column per list.

    The file leaves out lists without a vote; here they have 0 seats. Runs without an election are left out.
    """
    first = seats.groupby("run")["election"].transform("min") == seats["election"]
    table = seats[first].pivot_table(index="run", columns="list", values="seats", aggfunc="sum", fill_value=0)
    return table.loc[table.index.intersection(runs)]


def seats_by_list(results: Results, scenario: str, level: float = 0.8) -> pd.DataFrame:
    """Mean seats, the central interval of `level`, and how often each list governs, largest list first.

    Every list of the roster has a row. `in_government` is the share of the runs with a new government.
    """
    wanted = ["run", "coalition", "months_to_form"]
    outcomes = results.part("outcomes", wanted, scenario).set_index("run")
    seats = results.part("seats", ["run", "election", "list", "seats"], scenario)
    table = first_parliaments(seats, outcomes.index).reindex(columns=_roster(seats), fill_value=0)
    formed = outcomes.loc[outcomes["months_to_form"].notna(), "coalition"].str.split("+")
    tail = (1.0 - level) / 2.0
    frame = pd.DataFrame(
        {
            "mean": table.mean(),
            "low": table.quantile(tail),
            "high": table.quantile(1.0 - tail),
            "in_government": [float(np.mean([name in lists for lists in formed])) for name in table.columns]
            if len(formed)
            else np.nan,
        }
    )
    return frame.sort_values("mean", ascending=False, kind="stable")


def _roster(seats: pd.DataFrame) -> list[str]:
    """Every list that could have stood, whether or not it ever won a vote."""
    from simulation.model.institutions.ballots import load_electorate

    known = load_electorate().lists
    return [*known, *(name for name in seats["list"].unique() if name not in known)]

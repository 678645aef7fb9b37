"""Seats per list over the runs, as a forecast prints them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulation.outcomes.parliaments import Parliament
from simulation.outcomes.results import Results

__all__ = ["seats_by_list"]


def seats_by_list(results: Results, scenario: str, level: float = 0.8) -> pd.DataFrame:
    """Mean seats, the central interval of `level`, and how often each list governs, largest list first.

    Every list of the roster has a row. `in_government` is the share of the runs with a new government.
    """
    wanted = ["run", "coalition", "months_to_form"]
    outcomes = results.part("outcomes", wanted, scenario).set_index("run")
    found = results.parliament(scenario)
    names = _roster(found)
    table = pd.DataFrame(found.of(names)[np.isin(found.runs, outcomes.index)], columns=names)
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


def _roster(found: Parliament) -> list[str]:
    """Every list that could have stood, whether or not it ever won a vote."""
    from simulation.model.institutions.ballots import load_electorate

    known = load_electorate().lists
    return [*known, *(name for name in found.lists if name not in known)]

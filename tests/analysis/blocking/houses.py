"""Results that hold nothing but parliaments made to measure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from simulation.batch.tables import BELIEFS
from simulation.outcomes import Results
from simulation.outcomes.sources import MemorySource
from tests.model.institutions.formations import SEATS_2021

VOTE_2021: Mapping[str, int] = {name: seats for name, seats in SEATS_2021.items() if name != "babylon"}


def results_with(
    parliaments: Mapping[str, Sequence[Mapping[str, int]]],
    *,
    start: str = "2025-01",
    law: str | None = None,
    shared: int = 1,
    path: Path | None = None,
) -> Results:
    """Results in memory, a parliament a run; `shared` runs in a row share their beliefs."""
    rows, runs = [], []
    for scenario, houses in parliaments.items():
        for run, house in enumerate(houses):
            runs.append({"scenario": scenario, "run": run, BELIEFS: run // shared})
            rows += [
                {"scenario": scenario, "run": run, "election": "2025-10", "list": name, "seats": seats}
                for name, seats in house.items()
            ]
    tables = {"outcomes": pd.DataFrame(runs), "seats": pd.DataFrame(rows)}
    held = {
        name: pa.Table.from_pandas(table, preserve_index=False)
        for name, table in tables.items()
        if len(table)
    }
    settings: dict[str, Any] = {"start": start, "election": {"law": law}}
    manifest = {"seed": 1, "scenarios": [{"name": name, "specification": settings} for name in parliaments]}
    return Results(MemorySource(held), manifest, path)

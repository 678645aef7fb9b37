"""The textbook twin and the vector model play the same core rules, to the last bit."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.core import STRATEGIES, core_scenario
from benchmarks.table import LuckTable, start_of
from benchmarks.twin import MONTHS, REPORTERS, TwinModel
from simulation.model import IraqModel
from simulation.model.indicators import INDICATORS

SEED = 2025
RUNS = (0, 1, 7, 44, 537)


def seen_in(model: IraqModel) -> dict[str, np.ndarray]:
    """Every level of the vector model that the twin has too, each of shape (runs,)."""
    seen = {name: INDICATORS[name](model) for name in REPORTERS}
    for group in model.militias:
        for name in ("attacks_us", "attacks_israel", "capability", "grievance", "quiet_us", "quiet_israel"):
            seen[f"{group.key}.{name}"] = getattr(group, name)
    seen |= {f"{party.key}.axis": party.axis for party in model.parties}
    seen |= {f"{ally.key}.standing": ally.standing for ally in model.axis_allies}
    return {name: np.array(values, dtype=np.float64) for name, values in seen.items()}


def seen_in_twin(model: TwinModel) -> dict[str, float]:
    """The same levels of the twin."""
    seen = {name: float(report(model)) for name, report in REPORTERS.items()}
    for group in model.militias:
        for name in ("attacks_us", "attacks_israel", "capability", "grievance", "quiet_us", "quiet_israel"):
            seen[f"{group.key}.{name}"] = getattr(group, name)
    seen |= {f"{party.key}.axis": party.axis for party in model.parties}
    seen |= {f"{ally.key}.standing": ally.standing for ally in model.allies}
    return seen


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_agrees_exactly(strategy: str) -> None:
    scenario = core_scenario(strategy)
    vector = IraqModel(scenario, runs=RUNS, rng=SEED)
    twins = [
        TwinModel(months=MONTHS, start=start_of(scenario, SEED, run), luck=LuckTable(SEED, run))
        for run in RUNS
    ]
    for month in range(MONTHS):
        vector.step()
        expected = seen_in(vector)
        for column, twin in enumerate(twins):
            twin.step()
            found = seen_in_twin(twin)
            assert found.keys() == expected.keys()
            apart = {
                name: (found[name], expected[name][column])
                for name in found
                if found[name] != expected[name][column]
            }
            assert not apart, f"month {month}, run {RUNS[column]}"

"""Models played for tests of rules: a scenario by name, changed and ablated."""

from __future__ import annotations

from typing import Any

import numpy as np

from simulation.model import IraqModel
from simulation.scenario import Scenario

__all__ = ["play", "scenario", "series"]


def scenario(start: str = "2025-01", months: int = 12, **said: Any) -> Scenario:
    """A scenario with Iran on its modest path."""
    base = {"name": "a test", "start": start, "months": months, "iran": {"strategy": "maintain"}}
    return Scenario.model_validate(base | said)


def play(start: str = "2025-01", months: int = 12, runs: int = 200, **said: Any) -> IraqModel:
    """The model of a scenario, played to its end."""
    model = IraqModel(scenario(start, months, **said), runs=runs, rng=11)
    for _ in range(months):
        model.step()
    return model


def series(model: IraqModel, name: str) -> np.ndarray:
    """An indicator of every month, (months, runs)."""
    return np.array(model.datacollector.model_vars[name])

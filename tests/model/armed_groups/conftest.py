"""Small worlds of the armed groups, played to their end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from simulation.codebook import HISTORY
from simulation.model import IraqModel
from simulation.model.chronicle import Chronicle
from simulation.scenario import Scenario

Play = Callable[..., IraqModel]


def build(
    start: str = "2025-01",
    months: int = 6,
    runs: int = 200,
    *,
    chronicle: Chronicle | None = None,
    **said: Any,
) -> IraqModel:
    """A model at its start; `events` may be a list of names that happen in the first month."""
    dated = [{"month": start, "event": event} for event in said.pop("events", ())]
    words = {"iran": {"strategy": "maintain"}, "events": dated, **said}
    setup = Scenario.model_validate({"name": "small", "start": start, "months": months, **words})
    return IraqModel(setup, runs=runs, rng=17, chronicle=chronicle)


@pytest.fixture(scope="session")
def play() -> Play:
    """Build a model and play it to its end."""

    def played(*places: Any, **said: Any) -> IraqModel:
        model = build(*places, **said)
        while model.running:
            model.step()
        return model

    return played


@pytest.fixture(scope="session")
def begin() -> Play:
    """Build a model."""
    return build


@pytest.fixture(scope="session")
def counts() -> Callable[[IraqModel, str], np.ndarray]:
    """An act's counts by month and run since the start."""
    return lambda model, act: model.ledger.series(act)[HISTORY:]

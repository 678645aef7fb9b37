"""A small batch to tell runs of, and a model that tells one act with its reasons."""

from __future__ import annotations

import numpy as np
import pytest

import simulation as sim
from simulation.model.iraq import IraqModel

TOLD = "mediation_hosted"  # an act with words of its own that nothing in the model does


@pytest.fixture(scope="session")
def results() -> sim.Results:
    return sim.run("iran_paths", runs=12, jobs=1)


@pytest.fixture
def telling(monkeypatch: pytest.MonkeyPatch) -> str:
    """In every third month the government says that it did an act, and why; luck decides where it is high."""
    voices = IraqModel._voices

    def and_tell(model: IraqModel) -> None:
        voices(model)
        luck = model.run_numbers % 7 - 2.0
        terms = {"habit": np.array(-1.0), "a wish for standing": model.government.lean, "luck": luck}
        model.tell("government", TOLD, np.full(model.runs, model.month % 3 == 0), terms=lambda: terms)

    monkeypatch.setattr(IraqModel, "_voices", and_tell)
    return TOLD

"""The luck and the start of one run as the vector model deals them, as plain floats for the twin."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from benchmarks.beginning import HOLDS, PARAMETERS, Start, roster
from simulation.model import IraqModel
from simulation.model.chance import Chance, Stream
from simulation.scenario import Scenario


class LuckTable:
    """The luck of run `run` under `seed`; streams go by the names of `Stream`, in lower case."""

    def __init__(self, seed: int, run: int):
        self.chance = Chance(seed, np.array([run], dtype=np.int64))

    def uniform(self, stream: str, name: str, month: int) -> float:
        """A number between 0 and 1."""
        return float(self.chance.uniform(Stream[stream.upper()], (name,), month)[0, 0])

    def logistic(self, stream: str, name: str, month: int) -> float:
        """A standard logistic number."""
        return float(self.chance.logistic(Stream[stream.upper()], (name,), month)[0, 0])

    def exponential(self, stream: str, name: str, month: int) -> float:
        """A standard exponential number."""
        return float(self.chance.exponential(Stream[stream.upper()], (name,), month)[0, 0])


def start_of(scenario: Scenario, seed: int, run: int) -> Start:
    """What run number `run` believes and starts from, by the vector model."""
    model = IraqModel(scenario, runs=[run], rng=seed)
    attributes = {
        key: {name: float(getattr(model.actors[key], name)[0]) for name in HOLDS[role]}
        for key, role in roster().items()
    }
    return Start(
        beliefs=SimpleNamespace(**{name: float(getattr(model.beliefs, name)[0]) for name in PARAMETERS}),
        attributes=attributes,
        path=_floats(model.course.levers()),
        united_states=_floats(model.united_states.levers),
        israel=_floats(model.israel.levers),
        world=_floats({name: model.start_level(name) for name in model.start.world}),
    )


def _floats(levels: dict[str, np.ndarray]) -> dict[str, float]:
    return {name: float(values[0]) for name, values in levels.items()}

"""Asks questions of the model: every run is played once, and each question read off it in its month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import mesa
import numpy as np

from simulation.batch import in_memory
from simulation.batch.plan import Plan
from simulation.batch.tables import OUTCOMES
from simulation.model import Block
from simulation.model.chance import Chance
from simulation.model.iraq import IraqModel
from simulation.model.simulate import forget
from simulation.outcomes.sources import framed

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from simulation.analysis.forecasts.questions import Question
    from simulation.batch import Progress
    from simulation.scenario import Scenario

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

__all__ = ["Asked", "ask"]


@dataclass(frozen=True)
class Asked:
    """The model with questions to be read off it; called as `simulate` is.

    luck: how many runs in a row share their beliefs.
    """

    questions: tuple[Question, ...]
    luck: int = 1

    def __call__(self, scenario: Scenario, runs: Ints, seed: int) -> Block:
        """A block whose outcomes are the questions' values, by their ids."""
        model = IraqModel(scenario, runs=runs, rng=seed, chance=Chance(seed, runs, runs // self.luck))
        model.datacollector = mesa.DataCollector()  # records no indicator
        found: dict[str, Floats] = {}
        for month in scenario.calendar:
            model.step()
            for question in self.questions:
                named = question.reading.months
                if month == (named[-1] if named else scenario.calendar[-1]):
                    found[question.id] = question.values(model)
        forget(model)
        return Block({question.id: found[question.id] for question in self.questions}, {})


def ask(
    scenario: Scenario,
    questions: Sequence[Question],
    runs: int,
    seed: int,
    *,
    luck: int = 1,
    jobs: int | None = None,
    dask: str | None = None,
    progress: Progress | None = None,
) -> pd.DataFrame:
    """What every question comes to in runs 0 to `runs` - 1, a row per run, a column per id.

    The caller has held the questions against the scenario (`Questions.check`).
    """
    plan = Plan((scenario,), np.arange(runs, dtype=np.int64), seed, luck=luck, keep=(OUTCOMES,))
    asked = Asked(tuple(questions), luck)
    finished = in_memory(plan, jobs=jobs, dask=dask, progress=progress, simulate=asked)
    return framed((finished.tables or {})[OUTCOMES]).set_index("run")[[each.id for each in questions]]

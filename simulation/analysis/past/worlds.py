"""What an episode is run in: luck, beliefs drawn from their priors, and the lists' positions then."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simulation.evidence import load_evidence
from simulation.evidence.files import POOLED
from simulation.model.beliefs import Beliefs, draw_attributes, draw_beliefs
from simulation.model.chance import Chance
from simulation.model.institutions.ballots import load_electorate
from simulation.scenario import Scenario

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

__all__ = ["SEED", "World", "world"]

SEED = 2025
_POSITIONS = ("axis", "arms", "discipline")


@dataclass(frozen=True)
class World:
    """A block of runs at a starting point: every parameter at its prior, nothing assumed."""

    start: str
    chance: Chance
    beliefs: Beliefs
    lists: tuple[str, ...]

    @property
    def runs(self) -> int:
        """How many runs."""
        return len(self.chance.runs)

    def positions(self) -> dict[str, Floats]:
        """Axis, arms and discipline of every list as the starting point has them, ``(lists, runs)``."""
        start = load_evidence().starts[self.start]
        held = {(key, name): start.attributes(key)[name] for key in self.lists for name in _POSITIONS}
        drawn = draw_attributes(self.chance, held, {})
        return {name: np.array([drawn[key, name] for key in self.lists]) for name in _POSITIONS}

    def table(self, by_list: Mapping[str, float]) -> Floats:
        """The same numbers in every run, ``(lists, runs)``, 0 for a list without one."""
        column = np.array([float(by_list.get(key, 0.0)) for key in self.lists])
        return np.repeat(column[:, None], self.runs, axis=1)


def world(
    start: str, runs: int, seed: int = SEED, lens: str = POOLED, *, chance: Chance | None = None
) -> World:
    """Runs 0 to `runs` - 1 at a starting point, as one lens reads the evidence, or with the luck given."""
    chance = Chance(seed, np.arange(runs, dtype=np.int64)) if chance is None else chance
    plain = Scenario(name="world", start=start, lens=lens)
    beliefs = draw_beliefs(load_evidence(), plain, chance)
    return World(start, chance, beliefs, tuple(load_electorate().lists))

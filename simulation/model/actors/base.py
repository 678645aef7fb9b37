"""What every actor shares: a key, attributes drawn per run, and luck of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import mesa
import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from simulation.model.chance import Stream
    from simulation.model.iraq import IraqModel

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

__all__ = ["Actor", "Flags", "Floats", "added", "unit"]


def unit(values: Floats) -> Floats:
    """Keep `values` inside [0, 1]."""
    return np.minimum(np.maximum(values, 0.0), 1.0)


def added(first: Floats, second: Floats, *others: Floats) -> Floats:
    """Terms of a utility added one after another, in the order in which they stand."""
    total = first + second
    for term in others:
        total += term
    return total


class Actor(mesa.Agent):
    """An ordinary Mesa agent that lives in every run at once.

    Every attribute that a textbook agent would hold as a float is an array of shape ``(runs,)``.
    ``decide`` reads what the others were at the start of the phase; ``act`` commits the decision.
    """

    model: IraqModel
    community: str | None
    role: str | None
    bonds: Mapping[str, tuple[str, ...]]

    def __init__(self, model: IraqModel, key: str, name: str, row: int, attributes: Mapping[str, Floats]):
        super().__init__(model)
        self.key = key
        self.name = name
        self.row = row
        for attribute, values in attributes.items():
            setattr(self, attribute, values)

    def decide(self) -> None:
        """Choose, from what stood at the start of the phase. The default actor has nothing to choose."""

    def act(self) -> None:
        """Commit what `decide` chose."""

    def logistic(self, stream: Stream) -> Floats:
        """This actor's logistic disturbance of the month, shape ``(runs,)``."""
        return self._dealt("logistic", stream)

    def exponential(self, stream: Stream) -> Floats:
        """This actor's exponential deviate of the month, shape ``(runs,)``."""
        return self._dealt("exponential", stream)

    def uniform(self, stream: Stream) -> Floats:
        """This actor's uniform of the month, shape ``(runs,)``."""
        return self._dealt("uniform", stream)

    def _dealt(self, kind: str, stream: Stream) -> Floats:
        luck: Floats = self.model.deal(kind, stream, type(self))[self.row]
        return luck

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.key}>"

"""What happened in a run, who did it, and which terms decided it: kept only when asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from simulation.model.actors.base import Floats

__all__ = ["Act", "Chronicle", "Terms"]

Terms = Callable[[], Mapping[str, "Floats"]]


@dataclass(frozen=True)
class Act:
    """One act of one actor in one month, in all the runs in which it was done.

    ``rows`` are the places of those runs in the block, ``count`` how often the act was done in each,
    ``terms`` what each named term added to the choice there: arrays of shape ``(len(rows),)``.
    """

    month: int
    actor: str
    act: str
    target: str
    rows: NDArray[np.intp]
    count: NDArray[np.float32]
    terms: Mapping[str, NDArray[np.float32]]


class Chronicle:
    """The acts of a block of runs, in the order in which they were done.

    A model without one records no more than its ledger of counts; the terms of a choice are worked out
    only where there is one to write them in.
    """

    def __init__(self) -> None:
        self.acts: list[Act] = []

    def tell(
        self, month: int, actor: str, act: str, target: str, done: NDArray[np.generic], terms: Terms | None
    ) -> None:
        """Write down an act where `done`, flags or counts of shape (runs,), is not zero."""
        rows = np.flatnonzero(done)
        if not len(rows):
            return
        said = {} if terms is None else terms()
        kept = {
            name: np.broadcast_to(values, np.shape(done))[rows].astype(np.float32)
            for name, values in said.items()
        }
        count = done[rows].astype(np.float32)
        self.acts.append(Act(month, actor, act, target, rows, count, kept))

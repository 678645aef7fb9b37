"""What happened in a run, who did it, and which terms decided it: kept only when asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from simulation.model.actors.base import Floats

__all__ = ["LUCK", "Act", "Chronicle", "Terms"]

Terms = Callable[[], Mapping[str, "Floats"]]
LUCK: Final = "luck"
"""The name under which an actor's terms give the disturbance of a choice."""


@dataclass(frozen=True)
class Act:
    """One act of one actor in one month, in all the runs in which it was done.

    ``rows`` are the places of those runs in the block and ``count`` how often the act was done in each,
    shape ``(rows,)``. Of the terms that were added up to the choice, ``which`` gives the places in
    ``names`` of those that weighed most and ``sizes`` what each added, heaviest first, shape
    ``(kept, rows)``; ``by_luck`` says where the choice would have fallen otherwise without luck.
    """

    month: int
    actor: str
    act: str
    target: str
    rows: NDArray[np.int32]
    count: NDArray[np.float32]
    names: tuple[str, ...]
    which: NDArray[np.uint8]
    sizes: NDArray[np.floating]
    by_luck: NDArray[np.bool_]

    @property
    def terms(self) -> dict[str, NDArray[np.floating]]:
        """Every term that was kept, by name, shape (rows,); NaN where it was not among the heaviest."""
        found = {name: np.full(len(self.rows), np.nan, self.sizes.dtype) for name in self.names}
        for place, name in enumerate(self.names):
            for which, sizes in zip(self.which, self.sizes, strict=True):
                np.copyto(found[name], sizes, where=which == place)
        return found

    def reasons(self, place: int) -> tuple[tuple[str, float], ...]:
        """The terms kept of one run, by its place in `rows`: (name, size), heaviest first."""
        pairs = zip(self.which[:, place], self.sizes[:, place], strict=True)
        return tuple((self.names[which], float(size)) for which, size in pairs)

    @property
    def nbytes(self) -> int:
        """Bytes that the act takes."""
        kept = (self.rows, self.count, self.which, self.sizes, self.by_luck)
        return sum(array.nbytes for array in kept)


class Chronicle:
    """The acts of a block of runs, in the order in which they were done.

    A model without one records no more than its ledger of counts; the terms of a choice are worked out
    only where there is one to write them in.

    Parameters
    ----------
    heaviest: how many terms of a choice to keep, in half precision: for the acts of many runs. By default
        all of them, in single precision.
    """

    def __init__(self, heaviest: int | None = None) -> None:
        self.heaviest = heaviest
        self.acts: list[Act] = []

    def tell(
        self, month: int, actor: str, act: str, target: str, done: NDArray[np.generic], terms: Terms | None
    ) -> None:
        """Write down an act where `done`, flags or counts of shape (runs,), is not zero."""
        rows = np.flatnonzero(done)
        if not len(rows):
            return
        said = {} if terms is None else terms()
        added = np.array(
            [np.broadcast_to(values, np.shape(done))[rows] for values in said.values()], dtype=np.float64
        ).reshape(len(said), len(rows))
        names = tuple(said)
        which, sizes = self._weighed(added)
        self.acts.append(
            Act(
                month, actor, act, target,
                rows.astype(np.int32), done[rows].astype(np.float32),
                names, which, sizes, _by_luck(names, added),
            )
        )  # fmt: skip

    def _weighed(self, added: NDArray[np.float64]) -> tuple[NDArray[np.uint8], NDArray[np.floating]]:
        """Places and sizes of the terms to keep, heaviest first; equal ones in the order they were given."""
        order = np.argsort(-np.abs(added), axis=0, kind="stable")[: self.heaviest]
        precision = np.float32 if self.heaviest is None else np.float16
        return order.astype(np.uint8), np.take_along_axis(added, order, axis=0).astype(precision)

    def of(self, row: int) -> Iterator[tuple[Act, int]]:
        """The acts done in one run of the block, in order, each with the run's place in its rows."""
        for act in self.acts:
            place = int(np.searchsorted(act.rows, row))
            if place < len(act.rows) and act.rows[place] == row:
                yield act, place

    @property
    def nbytes(self) -> int:
        """Bytes that the arrays of all acts take."""
        return sum(act.nbytes for act in self.acts)


def _by_luck(names: tuple[str, ...], added: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Where the terms sum to an act and would not without luck, added one after another, shape (rows,)."""
    reasoned, luck = np.zeros(added.shape[1]), np.zeros(added.shape[1])
    for name, sizes in zip(names, added, strict=True):
        reasoned, luck = (reasoned, luck + sizes) if name == LUCK else (reasoned + sizes, luck)
    decided: NDArray[np.bool_] = (reasoned + luck > 0.0) & (reasoned <= 0.0)
    return decided

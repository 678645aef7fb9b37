"""What of a run an analysis asks after: a quantity, or whether the run ends in a category."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from simulation.errors import InputError, nearest
from simulation.outcomes.catalogue import OUTCOMES

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Target", "targets"]


@dataclass(frozen=True)
class Target:
    """An outcome, or one category of it: written axis_index, or axis_verdict=leaving."""

    outcome: str
    category: str | None = None

    def __str__(self) -> str:
        return self.outcome if self.category is None else f"{self.outcome}={self.category}"

    def read(self, frame: pd.DataFrame) -> NDArray[np.float64]:
        """The target as a number per run: of a category 1 where the run ends in it, else 0.

        Raises `InputError` for a quantity that some runs do not have.
        """
        column = frame[self.outcome]
        if self.category is not None:
            return (column == self.category).to_numpy(np.bool_).astype(np.float64)
        if not pd.api.types.is_numeric_dtype(column):
            raise InputError(f"{self.outcome} has categories; name one: {self.outcome}={column.iloc[0]}")
        values = column.to_numpy(np.float64, na_value=np.nan)
        if np.isnan(values).any():
            raise InputError(f"{self.outcome} is empty in {np.isnan(values).sum():,} runs; ask after another")
        return values


def targets(asked: Iterable[str]) -> list[Target]:
    """The targets that are asked for; an outcome of categories stands for each of them.

    Raises `InputError` for an outcome or a category that is not one.
    """
    found = []
    for text in asked:
        name, equals, category = (part.strip() for part in text.partition("="))
        if name not in OUTCOMES:
            raise InputError(f"no outcome {name!r}; {nearest(name, OUTCOMES)}")
        known = OUTCOMES[name].categories
        if equals and known and category not in known:
            raise InputError(f"{category!r} is no category of {name}; {nearest(category, known)}")
        if equals:
            found.append(Target(name, category))
        else:
            found += [Target(name, each) for each in known] or [Target(name)]
    return found

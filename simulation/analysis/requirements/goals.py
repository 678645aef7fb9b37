"""What a search is to bring about: an ending, or a condition on outcomes, read off a table of runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from simulation.analysis.designs.targets import targets
from simulation.errors import InputError, nearest
from simulation.outcomes import query
from simulation.outcomes.catalogue import OUTCOMES, VERDICTS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

__all__ = ["Goal", "goal_of"]


@dataclass(frozen=True)
class Goal:
    """What is to happen, such as axis_verdict=leaving or 'attacks_us > 10', read off a table of outcomes."""

    words: str
    holds: Callable[[pd.DataFrame], NDArray[np.bool_]]
    nearness: Callable[[pd.DataFrame], Floats]

    def read(self, frame: pd.DataFrame) -> Floats:
        """Whether each run ends so, and how near it came, shape (2, runs)."""
        return np.stack([self.holds(frame).astype(np.float64), self.nearness(frame)])


def goal_of(asked: str) -> Goal:
    """The goal that is called axis_verdict=left, or a condition on outcomes ('attacks_us > 10').

    How near a run came is only known of axis_verdict, whose categories are in order. Raises `InputError`
    for what cannot be read.
    """
    if any(mark in asked for mark in ("==", "<", ">", "!=", " in ")):
        names = [name for name in OUTCOMES if name in asked]
        if not names:
            raise InputError(f"{asked!r} names no outcome; {nearest(asked.split()[0], OUTCOMES)}")
        query.matching(asked, list(OUTCOMES), _blank)

        def holds(frame: pd.DataFrame) -> NDArray[np.bool_]:
            return query.matching(asked, [str(name) for name in frame.columns], frame.__getitem__)

        return Goal(asked, holds, _nowhere)
    found = targets([asked])
    if len(found) != 1 or found[0].category is None:
        if len(found) > 1:
            raise InputError(f"{asked!r} has categories; name one: {', '.join(map(str, found))}")
        raise InputError(f"{asked!r} is a quantity; say of which size: '{asked} > 10'")
    target = found[0]
    place = VERDICTS.index(target.category) if target.outcome == "axis_verdict" else None

    def near(frame: pd.DataFrame) -> Floats:
        assert place is not None
        apart = frame[target.outcome].map({name: abs(at - place) for at, name in enumerate(VERDICTS)})
        return 1.0 - apart.to_numpy(np.float64) / (len(VERDICTS) - 1)

    return Goal(str(target), lambda frame: target.read(frame) > 0, _nowhere if place is None else near)


def _nowhere(frame: pd.DataFrame) -> Floats:
    return np.zeros(len(frame))


def _blank(name: str) -> pd.Series[Any]:
    """An empty column of an outcome, to try a condition on."""
    words = OUTCOMES[name].categories or OUTCOMES[name].joined or name in ("pm", "pm_backing")
    return pd.Series([], dtype=object if words else np.float64)

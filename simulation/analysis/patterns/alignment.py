"""Patterns of the state, Najaf and the Leader's word (1, 6, 7, 18, 19)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulation.analysis.patterns.measuring import Figures, high, mean, share

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from simulation.analysis.patterns.histories import Histories, Played

    Floats = NDArray[np.float64]

__all__ = ["patterns_of_alignment"]

_HALF_YEAR, _YEAR, _HORIZON = 6, 12, 24
_CLOSE = ("state_of_law", "badr", "sadiqoun", "kataib_hizballah")
_SMALL_MOVE, _TURN_OF_TONE = 0.35, 0.2


def pattern_1(histories: Histories) -> Figures:
    """From June 2021 the state drifts toward Tehran as Washington's commitment falls."""
    leaving = {"posture": "disengaged", "withdrawal": "2021-12"}
    falling = histories.played("2021-06", _YEAR, united_states=leaving)
    held = histories.played("2021-06", _YEAR, assume={"us_commitment": high("us_commitment")})
    fell, stood = (played.block.months["axis_index"][_HALF_YEAR - 1] for played in (falling, held))
    return {
        "1a": share(fell < falling.model.index_at_start),
        "1b": share(fell < stood),
        "1c": mean(fell - stood),
    }


def pattern_6(histories: Histories) -> Figures:
    """The army stays out of Syria in the three months after November 2024."""
    joined = histories.played("2024-11", 4).acts("state_joins_war")[1:]
    return {"6": share(joined.sum(axis=0) == 0.0)}


def pattern_7(histories: Histories) -> Figures:
    """Najaf names no group; a general line on arms comes now and then; while its office lasts."""
    played = histories.played("2025-01", _HORIZON)
    lasts = played.acts("succession_in_najaf").sum(axis=0) == 0.0
    ruled, spoke = (played.acts(act).sum(axis=0) > 0.0 for act in ("najaf_ruling", "najaf_line"))
    return {"7a": share(~ruled[lasts]), "7b": share(spoke[lasts])}


def pattern_18(histories: Histories) -> Figures:
    """Without shocks the state's conduct moves little, and nobody leaves the axis."""
    played = histories.played("2025-01", _HORIZON, ablate=("shocks",))
    moved = played.block.outcomes["axis_index"] - played.model.index_at_start
    return {
        "18a": share(np.abs(moved) < _SMALL_MOVE),
        "18b": share(played.block.outcomes["axis_verdict"] == "left"),
    }


def pattern_19(histories: Histories) -> Figures:
    """The Leader's hostile line turns public words within the month, the government's course much less."""
    said = histories.played("2025-01", 1, events=[{"month": "2025-01", "event": "leader_speaks_against"}])
    quiet = histories.played("2025-01", 1)
    words = _public(quiet) - _public(said)
    deeds = quiet.model.government.lean - said.model.government.lean
    return {"19": share((words >= _TURN_OF_TONE) & (deeds < 0.5 * words))}


def _public(played: Played) -> Floats:
    """Mean public position of four parties and groups close to Tehran, shape (runs,)."""
    total = np.zeros(played.model.runs)
    for name in _CLOSE:
        total += played.model.actors[name].axis
    return total / len(_CLOSE)


patterns_of_alignment = (pattern_1, pattern_6, pattern_7, pattern_18, pattern_19)

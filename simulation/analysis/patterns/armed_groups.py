"""Patterns of the armed groups (2, 5, 8, 9, 11, 17)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from simulation.analysis.patterns.measuring import Figures, high, low, share
from simulation.model.actors.militia import DUAL

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from simulation.analysis.patterns.histories import Histories, Played

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

__all__ = ["patterns_of_groups"]

_HORIZON, _SEASON = 24, 4
_DOCTRINAL = ("kataib_hizballah", "nujaba", "sayyid_al_shuhada")
_NOTABLE = ("badr_brigades", "asaib")
_WARNING, _CEASEFIRE = "washington_warns_of_israeli_strikes", "ceasefire_in_lebanon"


def pattern_2(histories: Histories) -> Figures:
    """From June 2021: a commander who is arrested is soon free, after armed pressure."""
    held = _arrest(histories, "arrest_of_a_commander")
    alone = _arrest(histories, "arrest_of_an_unprotected_man")
    freed = held.acts("commander_released").sum(axis=0) > 0.0
    pressed = held.acts("sieges").sum(axis=0) > 0.0
    return {
        "2a": share(freed),
        "2b": share(pressed[freed]),
        "2c": share(alone.acts("commander_released").sum(axis=0) > 0.0),
    }


def _arrest(histories: Histories, event: str) -> Played:
    """The month of the arrest and the next, no other arrest in them."""
    return histories.played("2021-06", 2, events=[{"month": "2021-06", "event": event}])


def pattern_5(histories: Histories) -> Figures:
    """After the warning and the ceasefire of November 2024, launches at Israel stop; each cause matters."""
    paused = _paused(histories, _WARNING, _CEASEFIRE)
    return {
        "5a": share(paused),
        "5b": share(paused) - share(_paused(histories, _CEASEFIRE)),
        "5c": share(paused) - share(_paused(histories, _WARNING)),
        "5d": share(paused) - share(_paused(histories, _WARNING, _CEASEFIRE, iran={"strategy": "increase"})),
    }


def _paused(histories: Histories, *events: str, **changes: Any) -> Flags:
    """No launch at Israel in December and January, the second and third months."""
    dated = [{"month": "2024-11", "event": event} for event in events]
    played = histories.played("2024-11", 3, events=dated, **changes)
    paused: Flags = played.acts("attacks_israel")[1:].sum(axis=0) == 0.0
    return paused


def pattern_8(histories: Histories) -> Figures:
    """The PMF is not dissolved; integration in name is commoner than in fact."""
    fate = histories.played("2025-01", _HORIZON).block.outcomes["pmf_fate"]
    name, fact = share(fate == "integrated_in_name"), share(fate == "integrated_in_fact")
    return {
        "8a": share(fate == "dissolved"),
        "8b": fact,
        "8c": name / fact if fact > 0.0 else np.inf if name > 0.0 else np.nan,
    }


def pattern_9(histories: Histories) -> Figures:
    """Doctrinal groups refuse integration far more often than notables with seats."""
    return {
        "9a": _gap(histories),
        "9b": _gap(histories, notability=0.5),
        "9c": _gap(histories, doctrine=0.5),
    }


def _gap(histories: Histories, **alike: float) -> float:
    """Refusals of the doctrinal groups less those of the notables, where a limit was put to them."""
    changes = {"actors": dict.fromkeys((*_DOCTRINAL, *_NOTABLE), alike)} if alike else {}
    played = histories.played("2025-01", _HORIZON, **changes)
    asked = played.acts("pmf_limit_announced", "pmf_limited").sum(axis=0) > 0.0
    doctrinal, notable = (
        np.mean([share(_refuses(played, name)[asked]) for name in names]) for names in (_DOCTRINAL, _NOTABLE)
    )
    return float(doctrinal - notable)


def _refuses(played: Played, name: str) -> Flags:
    """Has a group kept its status to the end?"""
    kept: Flags = played.model.actors[name].status <= DUAL
    return kept


def pattern_11(histories: Histories) -> Figures:
    """Curbing the groups and courting the Gulf raises attacks on Gulf sites, which are frequent anyway."""
    plain = histories.played("2025-01", _HORIZON)
    curbs = {"arms_outward": low("arms_outward"), "arms_inward": high("arms_inward")}
    laxity = {"arms_outward": high("arms_outward"), "arms_inward": low("arms_inward")}
    both = histories.played("2025-01", _HORIZON, gulf={"posture": "open_door"}, assume=curbs)
    neither = histories.played("2025-01", _HORIZON, gulf={"posture": "aloof"}, assume=laxity)
    more, fewer, usual = (each.acts("attacks_gulf").sum(axis=0) for each in (both, neither, plain))
    return {"11a": float(more.sum() / max(fewer.sum(), 1.0)), "11b": share(usual > 0.0)}


def pattern_17(histories: Histories) -> Figures:
    """One rule, two signs: strikes bring more attacks in 2021, a credible threat fewer in 2024."""
    struck = _launches(histories, "2021-06", "us_strikes_militias")
    calm = _launches(histories, "2021-06")
    warned, unwarned = _launches(histories, "2024-11", _WARNING), _launches(histories, "2024-11")
    return {
        "17a": share((struck > calm)[struck != calm]),
        "17b": share((warned < unwarned)[warned != unwarned]),
    }


def _launches(histories: Histories, start: str, *events: str) -> Floats:
    """Launches at Americans and Israel in the three months after the first, shape (runs,)."""
    dated = [{"month": start, "event": event} for event in events]
    played = histories.played(start, _SEASON, events=dated)
    total: Floats = played.acts("attacks_us", "attacks_israel")[1:].sum(axis=0)
    return total


patterns_of_groups = (pattern_2, pattern_5, pattern_8, pattern_9, pattern_11, pattern_17)

"""Patterns of elections and formations (3, 4, 13 to 16)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from simulation.analysis.past.formations import SITTING_PREMIER, Formed
from simulation.analysis.patterns.measuring import Figures, share
from simulation.model.institutions.formation import BACKINGS, KINDS
from simulation.model.institutions.lawbook import find_law
from simulation.model.institutions.parliament import load_blocs

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from simulation.analysis.patterns.histories import Histories

    Flags = NDArray[np.bool_]

__all__ = ["FRAMEWORK_2021", "TEHRAN_2021", "framework_governs", "patterns_of_elections", "sadr_governs"]

FATAH: Final = ("badr", "sadiqoun", "khadamat", "supreme_council")
TEHRAN_2021: Final = (*FATAH, "state_of_law", "aqd", "huquq")
"""Fatah, State of Law, Aqd and Huquq."""
FRAMEWORK_2021: Final = (*TEHRAN_2021, "hikma", "nasr")
"""The same with State Forces."""

_FRAMEWORK, _SADR, _BOTH = (BACKINGS.index(name) for name in ("framework", "sadr", "both"))
_FRAMEWORK_MEN: Final = tuple(
    KINDS.index(name) for name in ("framework_loyalist", "framework_pragmatist", "sudani")
)
_SEATS_2018: Final = 73
_MAJOR: Final = 10
_SADR_SEATS_2018: Final = {
    "Baghdad": 17,
    "Basra": 5,
    "Dhi Qar": 6,
    "Babil": 4,
    "Diyala": 2,
    "Najaf": 4,
    "Wasit": 3,
    "Qadisiyah": 3,
    "Karbala": 3,
    "Maysan": 5,
    "Muthanna": 2,
}


def pattern_3(histories: Histories) -> Figures:
    """The vote of 2021: lists close to Tehran fall, Sadr comes first."""
    vote = histories.vote_2021
    contenders = vote.contenders()
    sadr = contenders.pop(("sadrists",))
    ahead = sadr > np.max(list(contenders.values()), axis=0)
    below = vote.seats_of(TEHRAN_2021) < _SEATS_2018
    return {
        "3a": share(below),
        "3b": share(ahead),
    }


def pattern_4(histories: Histories) -> Figures:
    """The formation of 2021-22: Sadr's majority fails, late, and the Framework governs."""
    formed = histories.formation_2021
    months = np.nan_to_num(formed.months["confidence"], nan=np.inf)
    return {
        "4a": 1.0 - sadr_governs(formed),
        "4b": framework_governs(formed),
        "4c": float(np.median(months)),
        "4d": share(months > 9.0),
    }


def sadr_governs(formed: Formed) -> float:
    """Share of runs with a government that holds Sadr's camp and not the Framework's."""
    return share(formed.backing == _SADR)


def framework_governs(formed: Formed) -> float:
    """Share of runs in which the Framework governs, without Sadr or with him under a man of its own."""
    shared = (formed.backing == _BOTH) & np.isin(formed.kind, _FRAMEWORK_MEN)
    return share((formed.backing == _FRAMEWORK) | shared)


def pattern_13(histories: Histories) -> Figures:
    """The law did it: the simulated votes of 2021, counted under the law of 2023."""
    then = histories.vote_2021
    now = then.recounted("sainte_lague_2023")
    sadr = now.seats_of(["sadrists"]) - then.seats_of(["sadrists"])
    framework = now.seats_of(FRAMEWORK_2021) - then.seats_of(FRAMEWORK_2021)
    cast = then.votes.sum(axis=0)
    theirs = sum(cast[then.lists.index(name)] for name in FRAMEWORK_2021)
    general = sum(find_law("sainte_lague_2023").seats.values())
    efficiency = (now.seats_of(FRAMEWORK_2021) / general) / (theirs / cast.sum(axis=0))
    both = (sadr < 0.0) & (framework > 0.0)
    return {
        "13a": share(both),
        "13b": float(sadr.mean()),
        "13c": float(framework.mean()),
        "13d": float(efficiency.mean()),
    }


def pattern_14(histories: Histories) -> Figures:
    """First place is not the premiership, and a second term is rare; among runs with a government."""
    formed, first = histories.next_formation, histories.next_first
    leads = np.zeros(histories.runs, dtype=bool)
    stays = np.zeros(histories.runs, dtype=bool)
    for place, card in enumerate(formed.candidates.values()):
        if card.list is None:
            continue
        row = formed.lists.index(card.list)
        own = formed.parliament.premier == row
        named = formed.premier == place
        stays |= named & own
        leads |= named & first[row] & (own | card.leader)
    old = histories.formation_2018
    again = old.premier == list(old.candidates).index(SITTING_PREMIER)
    return {
        "14a": share(leads[formed.invested]),
        "14b": share(stays[formed.invested]),
        "14c": share(again[old.invested]),
    }


def pattern_15(histories: Histories) -> Figures:
    """Everyone in: each government, from 2018, 2021 and the next vote, in equal parts."""
    all_ = (histories.formation_2018, histories.formation_2021, histories.next_formation)
    inclusive, large = [], []
    for formed in all_:
        there = formed.invested
        inclusive.append(share((_major(formed, "sunni") & _major(formed, "kurdish"))[there]))
        large.append(share(formed.seats()[there] >= 200.0))
    return {
        "15a": float(np.mean(inclusive)),
        "15b": float(np.mean(large)),
    }


def _major(formed: Formed, community: str) -> Flags:
    """Is a bloc of a community with ten seats in the coalition, ``(runs,)``?"""
    found = np.zeros(len(formed.backing), dtype=bool)
    for bloc in load_blocs().blocs.values():
        if bloc.community == community:
            rows = [formed.lists.index(name) for name in bloc.lists if name in formed.lists]
            found |= (formed.house[rows] * formed.coalition[rows]).sum(axis=0) >= _MAJOR
    return found


def pattern_16(histories: Histories) -> Figures:
    """Geography of a boycott: where Sadr was strong in 2018, turnout falls; median over runs."""
    vote = histories.boycotted
    before = vote.polls.data.turnout("2025-01")
    law = find_law("sainte_lague_2023")
    share = np.array([_SADR_SEATS_2018.get(name, 0) / law.seats[name] for name in vote.polls.governorates])
    change = vote.turnout - before[:, None]
    correlations = [float(np.corrcoef(share, column)[0, 1]) for column in change.T]
    value = float(np.median(correlations))
    return {"16": value}


patterns_of_elections = (pattern_3, pattern_4, pattern_13, pattern_14, pattern_15, pattern_16)

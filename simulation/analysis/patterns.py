"""Patterns of Iraqi elections and formations, with bands written down before they were measured.

Each is a statement about history with the band in which the model's figure should lie; the evidence
stands in ``docs/backtests.md``. A figure outside its band is reported as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from simulation.analysis.elections import Polled, hold
from simulation.analysis.episodes import load_episodes
from simulation.analysis.formations import SITTING_PREMIER, Formed, Parliament, parliament_of, play
from simulation.analysis.worlds import SEED, world
from simulation.evidence import load_evidence
from simulation.model.institutions.candidates import load_candidates
from simulation.model.institutions.formation import BACKINGS, KINDS, Context
from simulation.model.institutions.lawbook import find_law
from simulation.model.institutions.parliament import load_blocs

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

__all__ = ["FRAMEWORK_2021", "TEHRAN_2021", "Histories", "Pattern", "patterns"]

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


@dataclass(frozen=True)
class Pattern:
    """A measured figure and its band, both ends included."""

    id: str
    statement: str
    low: float
    high: float
    value: float

    @property
    def holds(self) -> bool:
        """Does the figure lie in the band?"""
        return self.low <= self.value <= self.high


class Histories:
    """What the patterns are measured on, simulated once when first asked for."""

    def __init__(self, runs: int = 1000, seed: int = SEED):
        self.runs, self.seed = runs, seed

    @cached_property
    def vote_2021(self) -> Polled:
        """The vote of October 2021 from June 2021."""
        return hold(world("2021-06", self.runs, self.seed), "sntv_2021")

    @cached_property
    def boycotted(self) -> Polled:
        """The next vote from January 2025 with the Sadrists away."""
        return hold(world("2025-01", self.runs, self.seed), "sainte_lague_2023", boycott=["sadrists"])

    def formation(self, name: str, *, blocking_third: bool = True) -> Formed:
        """The formation of an episode from its true seats."""
        setting = next(each.setting for each in load_episodes() if each.episode == name)
        where = world(setting.start, self.runs, self.seed)
        return play(parliament_of(setting, where), where, blocking_third=blocking_third)

    @cached_property
    def formation_2021(self) -> Formed:
        """From the result of October 2021."""
        return self.formation("formation_2021")

    @cached_property
    def unblocked_2021(self) -> Formed:
        """The same without the blocking third."""
        return self.formation("formation_2021", blocking_third=False)

    @cached_property
    def formation_2018(self) -> Formed:
        """From the result of May 2018."""
        return self.formation("formation_2018")

    @cached_property
    def _next_vote(self) -> Polled:
        return hold(world("2025-01", self.runs, self.seed), "sainte_lague_2023")

    @cached_property
    def next_formation(self) -> Formed:
        """From a simulated vote after January 2025."""
        where, vote = world("2025-01", self.runs, self.seed), self._next_vote
        governing = load_evidence().starts["2025-01"].government.coalition
        votes = np.array([vote.votes[:, row].sum(axis=0) for row in range(len(where.lists))])
        parliament = Parliament(
            law="sainte_lague_2023",
            seats=vote.seats,
            votes=votes,
            outgoing=where.table(dict.fromkeys(governing, 1.0)) > 0.0,
            premier=np.full(self.runs, where.lists.index("sudani")),
            apart=vote.ballot.premier >= 0,
            context=Context.usual(self.runs),
            candidates=load_candidates(),
            horizon=24,
        )
        return play(parliament, where)

    @cached_property
    def next_first(self) -> Flags:
        """Is a list part of what came first in that vote, ``(lists, runs)``?"""
        vote = self._next_vote
        contenders = vote.contenders()
        first = np.array(list(contenders.values())).argmax(axis=0)
        within = np.array([[name in group for group in contenders] for name in vote.lists])
        return within[:, first]


def patterns(histories: Histories) -> tuple[Pattern, ...]:
    """All patterns, measured."""
    return (
        *pattern_3(histories),
        *pattern_4(histories),
        *pattern_13(histories),
        *pattern_14(histories),
        *pattern_15(histories),
        *pattern_16(histories),
    )


def pattern_3(histories: Histories) -> tuple[Pattern, ...]:
    """The vote of 2021: lists close to Tehran fall, Sadr comes first."""
    vote = histories.vote_2021
    contenders = vote.contenders()
    sadr = contenders.pop(("sadrists",))
    ahead = sadr > np.max(list(contenders.values()), axis=0)
    below = vote.seats_of(TEHRAN_2021) < _SEATS_2018
    return (
        Pattern("3a", "Fatah, State of Law, Aqd and Huquq below 73 seats", 0.65, 0.97, _share(below)),
        Pattern("3b", "Sadrists first", 0.60, 0.95, _share(ahead)),
    )


def pattern_4(histories: Histories) -> tuple[Pattern, ...]:
    """The formation of 2021-22: Sadr's majority fails, late, and the Framework governs."""
    formed = histories.formation_2021
    months = np.nan_to_num(formed.months["confidence"], nan=np.inf)
    return (
        Pattern("4a", "Sadr's majority without the Framework fails", 0.55, 0.95, 1.0 - sadr_governs(formed)),
        Pattern("4b", "The Framework's nominee is invested", 0.50, 0.90, framework_governs(formed)),
        Pattern("4c", "Median months to form", 8.0, 15.0, float(np.median(months))),
        Pattern("4d", "Formation takes over nine months", 0.40, 1.0, _share(months > 9.0)),
    )


def sadr_governs(formed: Formed) -> float:
    """Share of runs with a government that holds Sadr's camp and not the Framework's."""
    return _share(formed.backing == _SADR)


def framework_governs(formed: Formed) -> float:
    """Share of runs in which the Framework governs, without Sadr or with him under a man of its own."""
    shared = (formed.backing == _BOTH) & np.isin(formed.kind, _FRAMEWORK_MEN)
    return _share((formed.backing == _FRAMEWORK) | shared)


def pattern_13(histories: Histories) -> tuple[Pattern, ...]:
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
    return (
        Pattern("13a", "Sadr's seats lower and the Framework lists' higher", 0.90, 1.0, _share(both)),
        Pattern("13b", "Mean change of Sadr's seats", -40.0, -15.0, float(sadr.mean())),
        Pattern("13c", "Mean change of the Framework lists' seats", 5.0, 40.0, float(framework.mean())),
        Pattern("13d", "Framework lists' seats per vote share", 1.05, 1.40, float(efficiency.mean())),
    )


def pattern_14(histories: Histories) -> tuple[Pattern, ...]:
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
    return (
        Pattern("14a", "Leader of the first list becomes premier", 0.0, 0.25, _share(leads[formed.invested])),
        Pattern("14b", "Sitting premier stays (next vote)", 0.05, 0.55, _share(stays[formed.invested])),
        Pattern("14c", "Sitting premier stays (2018)", 0.05, 0.55, _share(again[old.invested])),
    )


def pattern_15(histories: Histories) -> tuple[Pattern, ...]:
    """Everyone in: each government, from 2018, 2021 and the next vote, in equal parts."""
    all_ = (histories.formation_2018, histories.formation_2021, histories.next_formation)
    inclusive, large = [], []
    for formed in all_:
        there = formed.invested
        inclusive.append(_share((_major(formed, "sunni") & _major(formed, "kurdish"))[there]))
        large.append(_share(formed.seats()[there] >= 200.0))
    return (
        Pattern("15a", "A major Sunni and a major Kurdish bloc are in", 0.95, 1.0, float(np.mean(inclusive))),
        Pattern("15b", "The coalition holds 200 seats", 0.80, 1.0, float(np.mean(large))),
    )


def _major(formed: Formed, community: str) -> Flags:
    """Is a bloc of a community with ten seats in the coalition, ``(runs,)``?"""
    found = np.zeros(len(formed.backing), dtype=bool)
    for bloc in load_blocs().blocs.values():
        if bloc.community == community:
            rows = [formed.lists.index(name) for name in bloc.lists if name in formed.lists]
            found |= (formed.house[rows] * formed.coalition[rows]).sum(axis=0) >= _MAJOR
    return found


def pattern_16(histories: Histories) -> tuple[Pattern, ...]:
    """Geography of a boycott: where Sadr was strong in 2018, turnout falls; median over runs."""
    vote = histories.boycotted
    before = vote.polls.data.turnout("2025-01")
    law = find_law("sainte_lague_2023")
    share = np.array([_SADR_SEATS_2018.get(name, 0) / law.seats[name] for name in vote.polls.governorates])
    change = vote.turnout - before[:, None]
    correlations = [float(np.corrcoef(share, column)[0, 1]) for column in change.T]
    value = float(np.median(correlations))
    return (Pattern("16", "Change of turnout against Sairoun's share of 2018", -0.95, -0.50, value),)


def _share(flags: Flags) -> float:
    return float(np.mean(flags))

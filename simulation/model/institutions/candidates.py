"""Candidates for prime minister: who may be named, who backs him, who says no.

The candidates stand in ``seeds/elections/candidates.yaml``. Of those that are available in a run
(his list, or the camp that he needs, is in the coalition; by convention he is of the community that
the office is bound to), the choice is a logit

    P(k) ~ w_k exp(g x share of the coalition's seats, within the office's community, that back k)

after vetoes. The weight w_k is the share of his class divided by its number: men of no list or of a
list with less than a tenth of the community's seats in the coalition; leaders of lists; the outgoing
premier; other nominees of lists (iraq.md 5.4; theory A2: in Europe premiers come from the largest
party of a coalition, in Iraq the community is certain and the man is a compromise). A veto lands with
probability 1 - (1 - v)^W, W the weight of its holder now against its usual one; blocs of the coalition
hold theirs outright. Where everybody is refused, the man of last resort is named.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import numpy as np
from pydantic import Field

from simulation.documents import Document, packaged, read_document
from simulation.errors import InputError, Problem, nearest
from simulation.model.chance import Chance, Stream
from simulation.model.institutions.parliament import Assembly, Basis, Record, Share, load_blocs, read

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]
    Ints = NDArray[np.int64]

__all__ = ["KINDS", "Candidate", "Candidates", "Nomination", "load_candidates", "nominate"]

KINDS = (
    "framework_loyalist",
    "framework_pragmatist",
    "sudani",
    "sadr_backed",
    "compromise_technocrat",
    "other",
)
"""Kinds of premier; a run without a government has none, and is `caretaker` in the outcomes."""
HOLDERS = ("iran", "united_states", "najaf")
"""Holders of vetoes outside parliament."""


class Candidate(Record):
    """A possible premier; see the head of ``candidates.yaml`` for the fields."""

    title: str
    kind: Literal[
        "framework_loyalist",
        "framework_pragmatist",
        "sudani",
        "sadr_backed",
        "compromise_technocrat",
        "other",
    ]
    support: dict[str, Share]
    vetoes: dict[str, Share]
    basis: str | Basis
    community: str = "shia"
    list: str | None = None
    leader: bool = False
    needs: str = ""
    last_resort: bool = False


class _Book(Record):
    bases: dict[str, Basis] = Field(default_factory=dict)
    candidates: Annotated[dict[str, Candidate], Field(min_length=1)]


Candidates = Mapping[str, Candidate]


@lru_cache(maxsize=8)
def load_candidates(folder: Path | None = None) -> Candidates:
    """The candidates of the packaged seeds, or of another folder of seeds. Raises InputError."""
    path = (packaged("seeds") if folder is None else folder) / "elections" / "candidates.yaml"
    candidates = read(path, _Book).candidates
    if problems := _strangers(read_document(path), candidates, load_blocs(folder)):
        raise InputError(problems)
    return candidates


def _strangers(document: Document, candidates: Candidates, assembly: Assembly) -> list[Problem]:
    """Backers that are no bloc, holders of vetoes that nobody speaks for, and no man of last resort."""
    blocs, problems = list(assembly.blocs), []
    for name, each in candidates.items():
        for part, named, known in (
            ("support", each.support, blocs),
            ("vetoes", each.vetoes, [*blocs, *HOLDERS]),
        ):
            problems += [
                document.problem(("candidates", name, part, key), "is not known here", nearest(key, known))
                for key in named
                if key not in known
            ]
    if not any(each.last_resort for each in candidates.values()):
        problems.append(document.problem(("candidates",), "has no candidate of last resort"))
    return problems


@dataclass(frozen=True)
class Nomination:
    """What a nomination is decided by; arrays of shape ``(runs,)`` unless said otherwise.

    seats: of each list, ``(lists, runs)``; inside: which blocs are in, ``(blocs, runs)``.
    bloc_of: the bloc of each list; premier: row of the outgoing premier's list, -1 if none.
    camps: does the coalition hold a camp, by name. holders: weight of each outside holder of vetoes.
    bound: the office is bound to a community.
    outsider, leader, second_term: shares of classes; backing: g. small_list: share of the community's
    seats in the coalition below which a list counts as a small one.
    """

    lists: Sequence[str]
    seats: Floats
    inside: Flags
    bloc_of: Sequence[int]
    premier: Ints
    camps: Mapping[str, Flags]
    holders: Mapping[str, Floats]
    bound: bool
    outsider: Floats
    leader: Floats
    second_term: Floats
    backing: Floats
    small_list: Floats


def nominate(
    candidates: Candidates, assembly: Assembly, case: Nomination, chance: Chance, month: int
) -> Ints:
    """The candidate named in each run, as a place in `candidates`, (runs,)."""
    names = tuple(candidates)
    home = assembly.community_of("premier")
    held = _held(case)
    free = np.array([_available(each, case, home) for each in candidates.values()])
    free &= ~_vetoed(candidates, assembly, case, chance, month)
    score = np.log(_weights(candidates, case, free, _held_by(assembly, held, home)))
    for row, each in enumerate(candidates.values()):
        score[row] += case.backing * _backing(each, assembly, held, home if case.bound else None)
    score -= np.log(-np.log(chance.uniform(Stream.PREMIER, names, month)))
    score[~free] = -np.inf
    last = next(row for row, each in enumerate(candidates.values()) if each.last_resort)
    return np.where(free.any(axis=0), score.argmax(axis=0), last)


def _held(case: Nomination) -> Floats:
    """Seats of each bloc inside the coalition, (blocs, runs)."""
    held = np.zeros(case.inside.shape)
    for row, bloc in enumerate(case.bloc_of):
        held[bloc] += case.seats[row]
    return held * case.inside


def _held_by(assembly: Assembly, held: Floats, community: str | None) -> Floats:
    """The coalition's seats in a community, or in all, (runs,)."""
    total = np.zeros(held.shape[1])
    for row, bloc in enumerate(assembly.blocs.values()):
        if community in (None, bloc.community):
            total += held[row]
    return total


def _available(candidate: Candidate, case: Nomination, home: str) -> Flags:
    """May the man be named at all, before vetoes, (runs,)?"""
    runs = np.ones(case.inside.shape[1], dtype=bool)
    if case.bound and candidate.community != home:
        return ~runs
    if candidate.needs:
        runs = runs & case.camps[candidate.needs]
    if candidate.list is None:
        return runs
    if candidate.list not in case.lists:
        return ~runs
    row = case.lists.index(candidate.list)
    free: Flags = runs & case.inside[case.bloc_of[row]] & (case.seats[row] > 0.0)
    return free


def _vetoed(
    candidates: Candidates, assembly: Assembly, case: Nomination, chance: Chance, month: int
) -> Flags:
    """Has somebody said no who is heard, (candidates, runs)?"""
    blocs = list(assembly.blocs)
    pairs = [(name, holder) for name, each in candidates.items() for holder in each.vetoes]
    luck = chance.uniform(Stream.VETO, tuple(f"{name}.{holder}" for name, holder in pairs), month)
    refused = np.zeros((len(candidates), luck.shape[1]), dtype=bool)
    rows = {name: row for row, name in enumerate(candidates)}
    for place, (name, holder) in enumerate(pairs):
        stated = candidates[name].vetoes[holder]
        if holder in blocs:
            heard = (luck[place] < stated) & case.inside[blocs.index(holder)]
        else:
            heard = luck[place] < 1.0 - (1.0 - stated) ** case.holders[holder]
        refused[rows[name]] |= heard
    return refused


def _weights(candidates: Candidates, case: Nomination, free: Flags, whole: Floats) -> Floats:
    """w_k: the share of a candidate's class over the number of those free in it, (candidates, runs)."""
    outsider = np.zeros(free.shape, dtype=bool)
    sitting = np.zeros(free.shape, dtype=bool)
    leader = np.zeros(free.shape, dtype=bool)
    for row, each in enumerate(candidates.values()):
        at = case.lists.index(each.list) if each.list in case.lists else None
        sitting[row] = False if at is None else case.premier == at
        small = True if at is None else case.seats[at] < case.small_list * whole
        outsider[row] = small & ~sitting[row]
        leader[row] = each.leader & ~outsider[row] & ~sitting[row]
    party = ~(outsider | sitting | leader)
    rest = np.maximum(1.0 - case.outsider - case.leader - case.second_term, 0.05)
    weights = np.ones(free.shape)
    for group, share in (
        (outsider, case.outsider),
        (leader, case.leader),
        (sitting, case.second_term),
        (party, rest),
    ):
        number = np.maximum((group & free).sum(axis=0), 1)
        weights = np.where(group, share / number, weights)
    return np.maximum(weights, np.finfo(float).tiny)


def _backing(candidate: Candidate, assembly: Assembly, held: Floats, community: str | None) -> Floats:
    """Share of the coalition's seats, within a community or in all, that back the man, (runs,)."""
    total, backed = np.zeros(held.shape[1]), np.zeros(held.shape[1])
    for row, (name, bloc) in enumerate(assembly.blocs.items()):
        if community in (None, bloc.community):
            total += held[row]
            backed += candidate.support.get(name, 0.0) * held[row]
    return backed / np.maximum(total, 1.0)

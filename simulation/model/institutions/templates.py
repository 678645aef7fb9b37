"""Named outcomes of an election, and tables of seats as targets for the mean over runs.

A table fixed in every run would remove the spread that a simulated vote has. A template is therefore a
set of offsets to the lists' utility, solved once on a reference ensemble of runs, such that the mean
of the simulated seats is the table; runs vary round it as they do in any vote. An offset works against
all other lists and against staying at home, so a community's total can move with its turnout.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from simulation.documents import Document, packaged, read_document
from simulation.errors import CrossroadsError, InputError, Problem, nearest
from simulation.model.institutions.ballots import Ballot, Electorate, load_electorate
from simulation.model.institutions.lawbook import load_laws
from simulation.model.institutions.polls import Polls

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

__all__ = ["REFERENCE", "TOLERANCE", "Outcome", "complete_table", "load_outcomes", "settle", "solve_offsets"]

REFERENCE: Final = 256
"""Runs of the reference ensemble: 0, 1, ... of the scenario's seed, whatever block is simulated."""
TOLERANCE: Final = 0.5
"""Seats by which a list's mean may miss the table."""
_NONE: Final = -30.0  # offset of a list that is to win nothing
_LARGEST: Final = 6.0  # offset of any other list: a swing by a factor of 400, beyond which there is no sense
_ROUNDS: Final = 200
_STEADY: Final = 0.5  # seats added to both sides of a ratio, so that the first seat is no infinite change

_SOLVED: dict[bytes, Floats] = {}


class Outcome(BaseModel):
    """A named outcome: what leaders do, and seats by list, if the table is set."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    title: str
    basis: str
    sadr: Literal["stands", "boycotts", "drawn"]
    premier: Literal["own_list", "framework_ticket", "drawn"]
    vote: Literal["held", "postponed"] = "held"
    together: list[list[str]] = []
    reposition: dict[str, Annotated[float, Field(ge=-1, le=1)]] = {}
    seats: dict[str, Annotated[int, Field(ge=0, le=329)]] = {}


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    bases: dict[str, dict[str, Any]]
    outcomes: dict[str, Outcome]


@lru_cache(maxsize=4)
def load_outcomes(folder: Path | None = None) -> Mapping[str, Outcome]:
    """The named outcomes of the packaged seeds, or of another folder of seeds.

    Raises InputError with every mistake in the file.
    """
    root = packaged("seeds") if folder is None else folder
    document = read_document(root / "elections" / "outcomes.yaml")
    try:
        file = _File.model_validate(document.data)
    except ValidationError as error:
        raise InputError(
            [document.problem(each["loc"], f"is refused: {each['msg']}") for each in error.errors()]
        ) from None
    data, law = load_electorate(folder), next(iter(load_laws(folder).values()))
    problems = [each for key in file.outcomes for each in _mistakes(document, file, key, data, law.members)]
    if problems:
        raise InputError(problems)
    return MappingProxyType(file.outcomes)


def _mistakes(document: Document, file: _File, key: str, data: Electorate, members: int) -> list[Problem]:
    """References of one outcome to what is not there, and a table that is no parliament."""
    outcome, place, lists = file.outcomes[key], ("outcomes", key), [*data.cards, data.quota]
    named = [*outcome.seats, *outcome.reposition, *(name for group in outcome.together for name in group)]
    problems = [
        document.problem(place, f"names '{name}', which is no list", nearest(name, lists))
        for name in named
        if name not in lists
    ]
    if outcome.basis not in file.bases:
        hint = nearest(outcome.basis, file.bases)
        problems.append(document.problem((*place, "basis"), "is not a basis", hint))
    if outcome.seats and (set(outcome.seats) != set(lists) or sum(outcome.seats.values()) != members):
        hint = f"name every list; the sum is {sum(outcome.seats.values())}"
        problems.append(document.problem((*place, "seats"), f"is not a table of {members} seats", hint))
    return problems


def settle(polls: Polls, ballot: Ballot, outcome: Outcome) -> Ballot:
    """`ballot` with leaders' choices as `outcome` has them; what it leaves to be drawn stays."""
    boycott, premier, alliances = ballot.boycott.copy(), ballot.premier.copy(), ballot.alliances
    if outcome.sadr != "drawn":
        boycott[polls.lists.index(polls.known.boycott.list)] = outcome.sadr == "boycotts"
    if outcome.premier == "framework_ticket":
        premier[:] = -1
    elif outcome.premier == "own_list" and polls.known.premier.list in polls.lists:
        premier[:] = polls.lists.index(polls.known.premier.list)
    if outcome.together:
        bound = {name for group in outcome.together for name in group}
        free = (tuple(name for name in group if name not in bound) for group in alliances)
        alliances = (*map(tuple, outcome.together), *(group for group in free if len(group) > 1))
    return replace(ballot, boycott=boycott, premier=premier, alliances=alliances)


def complete_table(
    named: Mapping[str, float], simulated: Mapping[str, float], communities: Mapping[str, str]
) -> dict[str, float]:
    """A table for all lists from seats of some, the rest shared in proportion to simulated seats.

    A community's lists share what it has left; only what a community cannot give or use goes to others.
    named: seats set by hand. simulated: mean seats of every list, which sum to all seats.
    Raises InputError for unknown lists and for more seats than there are.
    """
    whole = sum(simulated.values())
    if unknown := [name for name in named if name not in simulated]:
        raise InputError("; ".join(f"'{name}' is no list; {nearest(name, simulated)}" for name in unknown))
    if min(named.values(), default=0.0) < 0 or sum(named.values()) > whole + 1e-9:
        raise InputError(f"seats must be 0 or more, and no more than {whole:g} together")
    rest = {name: seats for name, seats in simulated.items() if name not in named}
    all_of, named_of, rest_of = (_by_community(each, communities) for each in (simulated, named, rest))
    left = {home: max(all_of[home] - named_of.get(home, 0.0), 0.0) for home, free in rest_of.items() if free}
    wanted, available = whole - sum(named.values()), sum(left.values())
    if wanted > 1e-9 and not available:
        raise InputError(f"{wanted:g} seats are given to nobody: name seats for all lists, or for fewer")
    scale = wanted / available if available else 0.0
    shared = {
        name: scale * left[communities[name]] * seats / rest_of[communities[name]] if seats else 0.0
        for name, seats in rest.items()
    }
    table = {**named, **shared}
    return {name: float(table[name]) for name in simulated}


def _by_community(table: Mapping[str, float], communities: Mapping[str, str]) -> dict[str, float]:
    """Seats by community."""
    found: dict[str, float] = {}
    for name, seats in table.items():
        found[communities[name]] = found.get(communities[name], 0.0) + seats
    return found


def solve_offsets(
    polls_of: Callable[[Ints], Polls], ballot_of: Callable[[Polls], Ballot], target: Mapping[str, float]
) -> Floats:
    """Offsets with which the mean simulated seats are `target`, ``(lists,)`` in the order of `Polls.lists`.

    Parameters
    ----------
    polls_of: the electorate of the scenario, seed included, for given run numbers.
    ballot_of: the scenario's election in those runs.
    target: seats of every list; the reserved seats are not solved for.

    The answer belongs to the reference ensemble, never to the block that is simulated, and is
    remembered. Raises CrossroadsError where no swing of votes reaches the table.
    """
    polls = polls_of(np.arange(REFERENCE, dtype=np.int64))
    ballot = ballot_of(polls)
    wanted = np.array([float(target[name]) for name in polls.lists])
    key = _fingerprint(polls, ballot, wanted)
    if key not in _SOLVED:
        _SOLVED[key] = _solve(polls, ballot, wanted)
    return _SOLVED[key].copy()


def _fingerprint(polls: Polls, ballot: Ballot, wanted: Floats) -> bytes:
    """A hash of all that the solution depends on: the vote without offsets, the law and the table."""
    votes, _ = polls.votes(replace(ballot, offsets=np.zeros(len(polls.lists))))
    rules = repr((ballot.law, ballot.alliances, ballot.election, polls.start, polls.chance.seed))
    digest = hashlib.blake2b(rules.encode(), digest_size=16)
    digest.update(wanted.tobytes())
    digest.update(votes.tobytes())
    return digest.digest()


def _solve(polls: Polls, ballot: Ballot, wanted: Floats) -> Floats:
    """Damped proportional steps: a list that is short gains what it lacks on the scale of logs.

    A list's step shrinks when it overshoots and grows again while it does not.
    """
    free = wanted > 0
    free[-1] = False  # the reserved seats
    offsets = np.where(wanted > 0, 0.0, _NONE)
    step, before, best, least = np.ones(len(wanted)), np.zeros(len(wanted)), offsets, np.inf
    for _ in range(_ROUNDS):
        mean = _mean_seats(polls, replace(ballot, offsets=offsets))
        worst = float(np.abs(wanted - mean).max())
        if worst < least:
            best, least = offsets.copy(), worst
        if worst <= 0.5 * TOLERANCE:
            break
        move = np.log((wanted + _STEADY) / (mean + _STEADY))
        step = np.where(move * before < 0, 0.7 * step, np.minimum(1.1 * step, 2.0))
        before = move
        offsets = np.where(free, np.clip(offsets + step * move, -_LARGEST, _LARGEST), offsets)
    if least > TOLERANCE:
        raise CrossroadsError(f"no swing of votes reaches the table: a list misses it by {least:.1f} seats")
    return best


def _mean_seats(polls: Polls, ballot: Ballot) -> Floats:
    votes, _ = polls.votes(ballot)
    seats: Floats = polls.seats(votes, ballot).sum(axis=0).mean(axis=1)
    return seats

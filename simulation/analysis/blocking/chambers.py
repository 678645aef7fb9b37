"""The parliaments of a scenario, one a run, with the numbers of members that its election law asks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, Protocol

import numpy as np

from simulation.analysis.blocking.alliances import Group
from simulation.batch.tables import BELIEFS, OUTCOMES, SEATS
from simulation.errors import InputError, nearest
from simulation.evidence import load_evidence
from simulation.model.institutions import find_law
from simulation.model.institutions.ballots import load_electorate
from simulation.outcomes import intervals

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from simulation.outcomes.kept import Kept
    from simulation.outcomes.parliaments import Parliament

    Ints = NDArray[np.int64]
    Flags = NDArray[np.bool_]

__all__ = ["Chamber", "HoldsSeats", "Target", "chamber"]

Target = Literal["quorum", "majority"]


class HoldsSeats(Protocol):
    """As much of a batch's results as is read here."""

    @property
    def condition(self) -> str:
        """What the runs were chosen by; empty for all of them."""

    @property
    def scenarios(self) -> Sequence[str]:
        """Names of the scenarios."""

    @property
    def manifest(self) -> Mapping[str, Any]:
        """How the results were made."""

    def columns(self, table: str) -> list[str]:
        """Columns of a table; none where there is no such table."""

    def part(self, table: str, columns: Sequence[str], scenario: str | None = None) -> pd.DataFrame:
        """Some columns of a table, of one scenario or all."""

    def parliament(self, scenario: str) -> Parliament:
        """The first parliament of every run of a scenario; of no runs where none voted."""

    def analysis(self, name: str) -> Kept | None:
        """An analysis kept beside the results; None where there is none."""


@dataclass(frozen=True, eq=False)
class Chamber:
    """The first parliament of every run of a scenario.

    seats: whole numbers, (runs, lists), of `lists`; loose: rows whose members are players of their own,
    (lists,). groups: numbers of the beliefs that runs share, (runs,), None where they share none. majority,
    quorum: members that the law asks for.
    """

    scenario: str
    lists: tuple[str, ...]
    seats: Ints
    loose: Flags
    groups: Ints | None
    majority: int
    quorum: int

    @cached_property
    def size(self) -> int:
        """Members of the house."""
        return int(self.seats[0].sum())

    def blocking(self, target: Target) -> int:
        """The least number of members without whom the quorum or the majority is out of reach."""
        return self.size - (self.quorum if target == "quorum" else self.majority) + 1

    def held(self, group: Group) -> Ints:
        """Seats of a group, (runs,)."""
        found: Ints = self.seats[:, self.inside(group)].sum(axis=1)
        return found

    def inside(self, group: Group) -> Flags:
        """Which lists belong to a group, (lists,)."""
        return np.isin(self.lists, group.lists)

    def share(self, flags: Flags, among: Flags | None = None) -> intervals.Estimate:
        """How often something is true of a run, of all or `among` some, with its 95% interval."""
        held = flags if among is None else flags[among]
        return intervals.share(int(held.sum()), held.size, self.effect(flags, among))

    def effect(self, flags: Flags, among: Flags | None = None) -> float:
        """By how much shared beliefs widen the variance of that share (`intervals.design_effect`)."""
        rows = np.ones(flags.size, dtype=np.bool_) if among is None else among
        groups = None if self.groups is None else np.unique(self.groups[rows], return_inverse=True)[1]
        return intervals.design_effect(flags[rows].astype(np.float64), groups)


def chamber(results: HoldsSeats, scenario: str) -> Chamber:
    """The first parliament of every run of a scenario.

    Raises `InputError` for an unknown scenario, or where it holds no seats.
    """
    if scenario not in results.scenarios:
        raise InputError(f"the results hold no scenario {scenario!r}; {nearest(scenario, results.scenarios)}")
    if not results.columns(SEATS):
        raise InputError(
            "these results hold no seats: no election was held, or they were not kept (--keep seats)"
        )
    found = results.parliament(scenario)
    keys = [name for name in ("run", BELIEFS) if name in results.columns(OUTCOMES)]
    runs = results.part(OUTCOMES, keys, scenario).set_index("run")
    chosen = np.isin(found.runs, runs.index)  # of results given a condition: the runs that are left
    if not chosen.any():
        raise InputError(f"no run of {scenario} held an election")
    return _chamber(results, scenario, found, chosen, runs)


def _chamber(
    results: HoldsSeats, scenario: str, found: Parliament, chosen: Flags, runs: pd.DataFrame
) -> Chamber:
    seats = found.seats[chosen].astype(np.int64)
    order = sorted(range(len(found.lists)), key=lambda column: -int(seats[:, column].sum()))
    lists = tuple(found.lists[column] for column in order)
    groups = None
    if BELIEFS in runs:
        shared = runs.loc[found.runs[chosen], BELIEFS].to_numpy()
        groups = np.unique(shared, return_inverse=True)[1].astype(np.int64)
    known = load_electorate()
    many = {name for name, card in known.cards.items() if card.form in ("pool", "alone")} | {known.quota}
    sessions = find_law(_law(results.manifest, scenario)).sessions
    return Chamber(
        scenario,
        lists,
        seats[:, order],
        np.isin(lists, sorted(many)),
        groups,
        sessions.majority,
        sessions.president_quorum,
    )


def _law(manifest: Mapping[str, Any], scenario: str) -> str:
    """The election law of a scenario: its own, or that of its starting point."""
    entry = next(each for each in manifest["scenarios"] if each["name"] == scenario)
    given = entry["specification"].get("election")
    named = given.get("law") if isinstance(given, Mapping) else None
    start = load_evidence().starts[str(entry["specification"]["start"])].election
    law = named or (start.law if start else None)
    assert law is not None, "a vote was held, and the model asks for its law"
    return str(law)

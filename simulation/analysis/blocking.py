"""Who can block, who is pivotal, and how few defections end a block, over all parliaments of a scenario.

Two thirds of all members must be present when parliament elects the president (constitution Art. 70, Federal
Supreme Court 16/2022), so that a third plus one who stay away stop everything that comes after; a speaker
and a government need a majority. Both numbers are those of the scenario's election law. Seats alone are
counted here: who would in fact stay away is the model's to say (`simulation.model.institutions.parliament`),
and a list's own discipline is left out.

A list is one player; members of rows that are many lists or none (small lists of one kind, civil lists,
independents, reserved seats) are players of their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Literal, Protocol

import numpy as np
import pandas as pd

from simulation.analysis.alliances import Group
from simulation.analysis.power import power
from simulation.batch.tables import BELIEFS, OUTCOMES, SEATS
from simulation.errors import InputError, nearest
from simulation.evidence import load_evidence
from simulation.model.institutions import find_law
from simulation.model.institutions.ballots import load_electorate
from simulation.outcomes import intervals
from simulation.outcomes.kept import Kept
from simulation.outcomes.parliaments import Parliament, first_parliament

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

__all__ = ["BLOCKING", "SPREAD", "Chamber", "Target", "chamber", "defections", "kept", "pivots", "thirds"]

BLOCKING: Final = "blocking"
"""The name under which the analysis is kept."""
SPREAD: Final = (0.1, 0.5, 0.9)
Target = Literal["quorum", "majority"]


class HoldsSeats(Protocol):
    """As much of a batch's results as is read here."""

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
        """Seats of a group, (runs,). Raises `InputError` where none of its lists has a row."""
        inside = self.inside(group)
        if not inside.any():
            raise InputError(f"{group.name} has no seats in any run of {self.scenario}")
        found: Ints = self.seats[:, inside].sum(axis=1)
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
    table = results.part(SEATS, ["run", "election", "list", "seats"], scenario)
    names = sorted(str(name) for name in table["list"].unique())
    found = first_parliament(table, pd.Index(names))
    keys = [name for name in ("run", BELIEFS) if name in results.columns(OUTCOMES)]
    runs = results.part(OUTCOMES, keys, scenario).set_index("run")
    chosen = np.isin(found.runs, runs.index)  # of results given a condition: the runs that are left
    if not chosen.any():
        raise InputError(f"no run of {scenario} held an election")
    return _chamber(results, scenario, names, found, chosen, runs)


def _chamber(
    results: HoldsSeats, scenario: str, names: list[str], found: Parliament, chosen: Flags, runs: pd.DataFrame
) -> Chamber:
    seats = found.seats[chosen].astype(np.int64)
    order = sorted(range(len(names)), key=lambda column: -int(seats[:, column].sum()))
    lists = tuple(names[column] for column in order)
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


# --- blocs ---------------------------------------------------------------------------------------


def thirds(house: Chamber, groups: Sequence[Group], target: Target = "quorum") -> pd.DataFrame:
    """How often each group holds enough seats to block, and by how much. One row a group:

    bloc, title, short, lists; low, first, median, third, high of its seats; hits of `runs`, share, share_low,
    share_high and the design effect; over: the median of the members whose leaving ends a block, over_low and
    over_high; missing: the median of the seats that it lacks where it cannot block. Low and high hold the
    central 80%, first and third 50%; NaN where no run has any.
    """
    needed = house.blocking(target)
    rows = []
    for group in groups:
        held = house.held(group)
        able = held >= needed
        share = house.share(able)
        low, first, median, third, high = np.quantile(held, [SPREAD[0], 0.25, 0.5, 0.75, SPREAD[-1]])
        over = _spread(held[able] - needed + 1)
        rows.append(
            {
                "scenario": house.scenario,
                "bloc": group.name,
                "title": group.title,
                "short": group.short,
                "lists": "+".join(name for name in house.lists if name in group.lists),
                "low": low,
                "first": first,
                "median": median,
                "third": third,
                "high": high,
                "runs": held.size,
                "hits": int(able.sum()),
                "share": share.value,
                "share_low": share.low,
                "share_high": share.high,
                "effect": house.effect(able),
                "over": over[1],
                "over_low": over[0],
                "over_high": over[2],
                "missing": _spread(needed - held[~able])[1],
            }
        )
    return pd.DataFrame(rows)


def _spread(values: Ints) -> tuple[float, ...]:
    return tuple(map(float, np.quantile(values, SPREAD))) if values.size else (np.nan,) * 3


def defections(house: Chamber, groups: Sequence[Group], target: Target = "quorum") -> pd.DataFrame:
    """What ends a block, and what would complete one: bloc, change, by, hits of runs, share, low and high.

    Change "fewest": so many lists at least must leave ("1", "2", "3 or more"; members of rows that are no
    lists leave one by one), of the runs in which the group can block. "leaves": that list's leaving alone is
    enough. "joins": that list outside would make the third, of the runs in which the group cannot block.
    """
    needed = house.blocking(target)
    rows: list[dict[str, Any]] = []
    for group in groups:
        held, inside = house.held(group), house.inside(group)
        able = held >= needed
        fewest = _fewest(house, inside, held - needed + 1)
        one = [("fewest", name, flags, able) for name, flags in _counted(fewest)]
        one += [
            ("leaves", house.lists[column], held - house.seats[:, column] < needed, able)
            for column in np.flatnonzero(inside & ~house.loose)
        ]
        one += [
            ("joins", house.lists[column], held + house.seats[:, column] >= needed, ~able)
            for column in np.flatnonzero(~inside & ~house.loose)
        ]
        for change, by, flags, among in one:
            found = house.share(flags, among)
            rows.append(
                {
                    "scenario": house.scenario,
                    "bloc": group.name,
                    "change": change,
                    "by": by,
                    "hits": int((flags & among).sum()),
                    "runs": int(among.sum()),
                    "share": found.value,
                    "low": found.low,
                    "high": found.high,
                }
            )
    return pd.DataFrame(rows)


def _counted(fewest: Ints) -> Iterator[tuple[str, Flags]]:
    yield "1", fewest == 1
    yield "2", fewest == 2
    yield "3 or more", fewest > 2


def _fewest(house: Chamber, inside: Flags, over: Ints) -> Ints:
    """The fewest players with `over` seats between them, (runs,): the largest first; single members last."""
    lists = -np.sort(-house.seats[:, inside & ~house.loose], axis=1)
    gone = np.concatenate([np.zeros((len(lists), 1), dtype=np.int64), np.cumsum(lists, axis=1)], axis=1)
    enough = gone >= over[:, None]
    count = np.where(enough.any(axis=1), enough.argmax(axis=1), (lists > 0).sum(axis=1))
    found: Ints = count + np.maximum(over - gone[:, -1], 0)
    return found


# --- pivots --------------------------------------------------------------------------------------


def pivots(house: Chamber, *, banzhaf: bool = False) -> pd.DataFrame:
    """Every list's index of power in the votes of a majority and of the quorum. One row a list and vote:

    list, loose, vote ("majority" or "quorum"), quota, seats (mean share of the house), mean with low and high
    (95% of the run noise), p10, p50, p90 over runs, and first: the share of runs in which it has more power
    than any other single list.
    """
    quotas = {"majority": house.majority, "quorum": house.quorum}
    index = power(house.seats, list(quotas.values()), house.loose, banzhaf=banzhaf)
    rows = []
    for (vote, quota), found in zip(quotas.items(), index, strict=True):
        single = np.where(house.loose, -1.0, found)
        first = single.argmax(axis=1)
        for column, name in enumerate(house.lists):
            mine = found[:, column]
            mean = intervals.mean(mine, intervals.design_effect(mine, house.groups))
            p10, p50, p90 = np.quantile(mine, SPREAD)
            rows.append(
                {
                    "scenario": house.scenario,
                    "list": name,
                    "loose": bool(house.loose[column]),
                    "vote": vote,
                    "quota": quota,
                    "seats": float(house.seats[:, column].mean()) / house.size,
                    "mean": mean.value,
                    "low": mean.low,
                    "high": mean.high,
                    "p10": p10,
                    "p50": p50,
                    "p90": p90,
                    "first": float((first == column).mean()),
                }
            )
    return pd.DataFrame(rows)


def kept(
    houses: Sequence[Chamber], groups: Sequence[Group], target: Target = "quorum", *, banzhaf: bool = False
) -> Kept:
    """All three tables of some scenarios, to be kept beside their results."""
    tables = {
        "thirds": pd.concat([thirds(house, groups, target) for house in houses], ignore_index=True),
        "defections": pd.concat([defections(house, groups, target) for house in houses], ignore_index=True),
        "pivots": pd.concat([pivots(house, banzhaf=banzhaf) for house in houses], ignore_index=True),
    }
    settings = {
        "scenarios": [house.scenario for house in houses],
        "blocs": [group.name for group in groups],
        "target": target,
        "index": "Banzhaf" if banzhaf else "Shapley-Shubik",
        "needed": {house.scenario: house.blocking(target) for house in houses},
    }
    return Kept(BLOCKING, settings, tables)

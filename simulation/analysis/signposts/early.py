"""What the runs of a scenario had seen by each month: events as flags over runs, from the tables kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final, Protocol

import numpy as np
import pandas as pd

from simulation.analysis.signposts.observables import FORMED, SEATS, Event, load_observables
from simulation.batch import tables
from simulation.errors import InputError, nearest
from simulation.outcomes.parliaments import first_parliament

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from simulation.outcomes.kept import Kept

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

__all__ = ["FEWEST_SEEN", "NO_MONTHS", "Early", "RunsLike", "early", "has_months"]

FEWEST_SEEN: Final = 10  # runs with an event, and without it, below which it says nothing
NO_MONTHS: Final = (
    "these results hold no months, so no early events: simulate again into another folder with "
    "--keep months; the same seed gives the same runs"
)


class RunsLike(Protocol):
    """As much of a batch's results as an analysis of them needs."""

    @property
    def scenarios(self) -> Sequence[str]:
        """Scenario names in the order of the file."""

    @property
    def condition(self) -> str:
        """What the runs were chosen by; empty for all of them."""

    def columns(self, table: str) -> list[str]:
        """Columns of a table; none where there is no such table."""

    def part(
        self,
        table: str,
        columns: Sequence[str] | None = None,
        scenario: str | None = None,
        where: str | None = None,
    ) -> pd.DataFrame:
        """Some columns of a table, of one scenario or all, where a condition holds."""

    def analysis(self, name: str) -> Kept | None:
        """An analysis kept beside the results; None where there is none."""


@dataclass(frozen=True, eq=False)
class Early:
    """What was on record by month, for some runs of one scenario, in their order.

    `months` are the run's months as written; `recorded` the indicators, each of shape (months, runs);
    `votes` and `formed` the month, from 1, of the first election and of the new government in each run,
    infinite where there is none.
    """

    months: Sequence[str]
    recorded: Mapping[str, Floats]
    votes: Floats
    formed: Floats
    _count_seats: Callable[[], Mapping[str, Floats]]

    @cached_property
    def seats(self) -> Mapping[str, Floats]:
        """Seats of every list in the first election, shape (runs,) each; read when they are wanted."""
        return self._count_seats()

    @property
    def vote(self) -> int | None:
        """The month, from 1, of the earliest election of any run; None where none was held."""
        return int(self.votes.min()) if np.isfinite(self.votes).any() else None

    def happened(self, event: Event) -> Flags:
        """In which runs an event had happened by the end of its month, shape (runs,).

        Raises `InputError` where the results hold nothing to tell it by.
        """
        if event.kind == "formed":
            return self.formed <= event.by
        if event.kind == "seats":
            if event.party not in self.seats:
                raise InputError(
                    f"no list {event.party!r} in the first election; {nearest(event.party, self.seats)}"
                )
            return (self.votes <= event.by) & (self.seats[event.party] >= event.count)
        if event.name not in self.recorded:
            raise InputError(
                f"these results do not record {event.name} by month, so nobody can say when it was seen"
            )
        so_far = self.recorded[event.name][: event.by]
        if event.kind == "count":
            return np.asarray(so_far.sum(axis=0) >= event.count)
        level = load_observables().levels[event.name]
        if level.at_least is not None:
            return np.asarray(so_far.max(axis=0) >= level.at_least)
        return np.asarray(so_far.min(axis=0) <= level.at_most)

    def latest(self, outcomes: Sequence[str]) -> int:
        """The last month, from 1, whose events can be signs of all of these outcomes; 0 for none."""
        book = load_observables()
        return min((book.latest(name, len(self.months), self.vote) for name in outcomes), default=0)

    def by_month(self, asked: int | None, outcomes: Sequence[str]) -> int:
        """The month that is asked for, checked, or the usual one.

        Raises `InputError` for a month that comes too late to be a sign of the outcomes, or is none.
        """
        book, last = load_observables(), self.latest(outcomes)
        if last == 0:
            why = book.why(min(outcomes, key=lambda name: book.latest(name, len(self.months), self.vote)))
            raise InputError(
                f"{why}, and these runs have {len(self.months)}: no month comes early enough to be a sign"
            )
        if asked is None:
            return min(book.usual(len(self.months)), last)
        if asked < 1:
            raise InputError(f"--by-month {asked} is no month of a run; give a number from 1 to {last}")
        if asked > last:
            why = book.why(min(outcomes, key=lambda name: book.latest(name, len(self.months), self.vote)))
            raise InputError(
                f"{why}: month {asked} comes too late to be a sign; ask for --by-month {last} or fewer"
            )
        return asked

    def candidates(self, by: int, outcomes: Sequence[str]) -> dict[Event, Flags]:
        """Every event by a month that may tell something of the outcomes, with the runs in which it happened.

        Left out: what the outcomes are counted from, what the results do not record, and what fewer than
        ten runs have seen, or have not. Of two events that the same runs have seen, the first is kept.
        """
        book, month = load_observables(), self.months[by - 1]
        events = [
            event
            for event in book.candidates(month, by)
            if event.name in self.recorded or event.name == FORMED
        ]
        events += self._of_seats(month, by)
        found: dict[Event, Flags] = {}
        told: set[bytes] = set()
        for event in events:
            if not book.may_tell(event, outcomes):
                continue
            flags = self.happened(event)
            mark = flags.tobytes()
            if min(flags.sum(), (~flags).sum()) >= FEWEST_SEEN and mark not in told:
                told.add(mark)
                found[event] = flags
        return found

    def _of_seats(self, month: str, by: int) -> list[Event]:
        """Seats of large lists, once the first election has been held: the middle run's number or more."""
        if self.vote is None or self.vote > by:
            return []
        held = self.votes <= by
        middles = {
            name: int(np.median(self.seats[name][held]))
            for name in load_observables().lists
            if name in self.seats
        }
        return [Event(SEATS, "seats", month, by, max(1, middle), name) for name, middle in middles.items()]


def has_months(results: RunsLike) -> bool:
    """Whether the results hold months."""
    return bool(results.columns(tables.MONTHS))


def early(results: RunsLike, scenario: str, runs: pd.Series[int]) -> Early:
    """What the results hold of the `runs` of a scenario, by month.

    Raises `InputError` where no months were kept.
    """
    columns = results.columns(tables.MONTHS)
    if not columns:
        raise InputError(NO_MONTHS)
    book = load_observables()
    wanted = [name for name in (*book.counts, *book.levels) if name in columns]
    frame = results.part(tables.MONTHS, ["run", "month", *wanted], scenario)
    numbers = np.sort(runs.to_numpy(np.int64))
    written = frame["month"].astype("category").cat
    place = written.codes.to_numpy()
    row = np.searchsorted(numbers, frame["run"].to_numpy())
    ours = numbers[np.minimum(row, numbers.size - 1)] == frame["run"].to_numpy()
    order = np.searchsorted(numbers, runs.to_numpy(np.int64))
    recorded = {}
    for name in wanted:
        values = np.zeros((len(written.categories), numbers.size))
        values[place[ours], row[ours]] = np.nan_to_num(frame[name].to_numpy(np.float64)[ours])
        recorded[name] = values[:, order]
    names = [str(month) for month in written.categories]
    votes = _votes(results, scenario, runs, names)
    formed = _formed(results, scenario, runs, votes)
    return Early(names, recorded, votes, formed, lambda: _seats(results, scenario, runs))


def _votes(results: RunsLike, scenario: str, runs: pd.Series[int], months: Sequence[str]) -> Floats:
    """The month of each run's first election, from 1."""
    if not results.columns(tables.SEATS):
        return np.full(len(runs), np.inf)
    frame = results.part(tables.SEATS, ["run", "election"], scenario).drop_duplicates()
    first = frame.astype({"election": str}).groupby("run")["election"].min().reindex(runs)
    number = {month: place + 1 for place, month in enumerate(months)}
    return np.array([number.get(str(month), np.inf) for month in first])


def _seats(results: RunsLike, scenario: str, runs: pd.Series[int]) -> dict[str, Floats]:
    if not results.columns(tables.SEATS):
        return {}
    frame = results.part(tables.SEATS, ["run", "election", "list", "seats"], scenario)
    held = first_parliament(frame)
    won = pd.DataFrame(held.seats, index=held.runs, columns=list(held.lists)).reindex(runs, fill_value=0.0)
    return {str(name): won[name].to_numpy(np.float64) for name in won}


def _formed(results: RunsLike, scenario: str, runs: pd.Series[int], votes: Floats) -> Floats:
    """The month of each run's new government, from 1."""
    if "months_to_form" not in results.columns(tables.OUTCOMES):
        return np.full(len(runs), np.inf)
    waits = results.part(tables.OUTCOMES, ["run", "months_to_form"], scenario).set_index("run")
    taken = waits["months_to_form"].reindex(runs).to_numpy(np.float64, na_value=np.nan)
    return np.where(np.isnan(taken), np.inf, votes + taken)

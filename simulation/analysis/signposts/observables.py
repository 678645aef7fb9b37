"""What a reader of newspapers could see happen by a month: ``seeds/signposts.yaml``, its words and its rules.

An `Event` is one such thing by the end of a month of the run: 'attacks_us 5 by 2025-06' is five or more
attacks on American forces since the start. An event is a sign of an outcome only if it comes before the
outcome can be known (`Observables.latest`) and is no part of what the outcome counts (`may_tell`).
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import Field, model_validator

from simulation.documents import packaged
from simulation.errors import InputError, nearest
from simulation.model.institutions.parliament import Basis, Record, read
from simulation.telling.words import load_words

__all__ = ["FORMED", "SEATS", "Event", "Observables", "load_observables", "month_words"]

Kind = Literal["count", "level", "seats", "formed"]
FORMED: Final = "new_government"
SEATS: Final = "seats"  # 'seats sadrists 40 by 2025-11'
_WRITTEN: Final = re.compile(
    r"(?P<name>\w+)(?:\s+(?P<list>[a-z]\w*))??(?:\s+(?P<count>\d+))?(?:\s+by\s+(?P<month>\S+))?"
)
_HELP: Final = "write NAME, NAME COUNT, or either with 'by MONTH': attacks_us 5 by 2025-06, or by 6"
Text = Annotated[str, Field(min_length=1)]


class Counted(Record):
    """An act that is summed from the first month on; see the head of the file for the fields."""

    one: Text
    many: Text
    at_least: Annotated[list[Annotated[int, Field(gt=0)]], Field(min_length=1)]
    unit: Text
    basis: str | Basis
    part_of: list[str] = Field(default_factory=list)


class Level(Record):
    """An indicator that is public as a level."""

    seen: Text
    unseen: Text
    unit: Text
    basis: str | Basis
    at_least: float | None = None
    at_most: float | None = None
    part_of: list[str] = Field(default_factory=list)

    @model_validator(mode="after")
    def _one_line(self) -> Level:
        if (self.at_least is None) == (self.at_most is None):
            raise ValueError("needs either at_least or at_most")
        return self


class _Lists(Record):
    names: list[str]
    basis: str | Basis


class _Formed(Record):
    seen: Text
    unseen: Text
    basis: str | Basis
    part_of: list[str] = Field(default_factory=list)


class _Settled(Record):
    basis: str | Basis
    last: Annotated[int, Field(ge=0)] = 0
    vote: bool = False


class _Number(Record):
    value: float
    range: Annotated[list[float], Field(min_length=2, max_length=2)]
    unit: Text
    basis: str | Basis


class _File(Record):
    bases: dict[str, Basis]
    shares: dict[Literal["first", "usual"], _Number]
    steps: _Number
    settled: dict[str, _Settled]
    counts: dict[str, Counted]
    levels: dict[str, Level]
    lists: _Lists
    formed: _Formed


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that had happened by the end of a month, or had not.

    `count` is how many at least, for counts and for the seats of `party`; `by` the month as a number of
    the run, from 1, and `month` as written, 2025-06.
    """

    name: str
    kind: Kind
    month: str
    by: int
    count: int = 1
    party: str = ""

    def __str__(self) -> str:
        parts = [self.name, self.party, str(self.count) if self.kind in ("count", "seats") else ""]
        if self.kind == "count" and self.count == 1:
            parts.pop()
        return f"{' '.join(filter(None, parts))} by {self.month}"

    def words(self, seen: bool = True) -> str:
        """What is seen, or that it is not, with the month: 'an attack on ... by June 2025'."""
        return f"{self.what(seen)} by {month_words(self.month)}"

    def what(self, seen: bool = True) -> str:
        """The same without the month."""
        book = load_observables()
        if self.kind == "count":
            act = book.counts[self.name]
            if self.count == 1:
                return act.one if seen else f"no {act.many}"
            return f"{self.count} or more {act.many}" if seen else f"fewer than {self.count} {act.many}"
        if self.kind == "seats":
            seats = f"{self.count} or more" if seen else f"fewer than {self.count}"
            return f"{seats} seats for {load_words().name(self.party)} in the first election"
        told = book.formed if self.kind == "formed" else book.levels[self.name]
        return told.seen if seen else told.unseen


def month_words(month: str) -> str:
    """`2025-06` as 'June 2025'."""
    year, number = month.split("-")
    return f"{calendar.month_name[int(number)]} {year}"


class Observables:
    """Everything that may be seen, and by when it has to be to tell something."""

    def __init__(self, file: _File) -> None:
        self.counts: Mapping[str, Counted] = file.counts
        self.levels: Mapping[str, Level] = file.levels
        self.formed = file.formed
        self.lists: Sequence[str] = file.lists.names
        self.step = int(file.steps.value)
        self._settled, self._shares = file.settled, file.shares

    @property
    def names(self) -> list[str]:
        """Every name that an event may be written with."""
        return [*self.counts, *self.levels, SEATS, FORMED]

    def usual(self, months: int) -> int:
        """The month by which events are looked at where none is asked for: a quarter of the run."""
        return max(1, int(months * self._shares["usual"].value))

    def latest(self, outcome: str, months: int, vote: int | None) -> int:
        """The last month, from 1, of a run of `months` whose events can be signs of an outcome; 0 for none.

        `vote` is the month of the earliest election among the runs, None where there is none. What is
        coded from the end of the run leaves the months before that; what is known from an election on
        leaves those before it; everything else the first third.
        """
        rule = self._settled.get(outcome)
        if rule is not None and rule.last:
            return max(0, months - rule.last)
        if rule is not None and rule.vote and vote is not None:
            return max(0, vote - 1)
        return max(1, int(months * self._shares["first"].value))

    def why(self, outcome: str) -> str:
        """The rule behind `latest`, in words."""
        rule = self._settled.get(outcome)
        if rule is not None and rule.last:
            return f"{outcome} is coded from acts of the last {rule.last} months of a run"
        if rule is not None and rule.vote:
            return f"{outcome} can be known from the first election on"
        return f"{outcome} is counted over the whole run, and only its first third is left to signs"

    def may_tell(self, event: Event, outcomes: Sequence[str]) -> bool:
        """Whether an event is no part of what the outcomes are counted from."""
        if event.kind == "count":
            part_of = self.counts[event.name].part_of
        elif event.kind == "level":
            part_of = self.levels[event.name].part_of
        else:
            part_of = self.formed.part_of
        return not set(part_of) & set(outcomes)

    def candidates(self, month: str, by: int) -> Iterator[Event]:
        """Every act and level that is looked at, by the end of one month; no seats."""
        for name, act in self.counts.items():
            yield from (Event(name, "count", month, by, count) for count in act.at_least)
        for name in self.levels:
            yield Event(name, "level", month, by)
        yield Event(FORMED, "formed", month, by)

    def read(self, written: str, months: Sequence[str], usual: int) -> Event:
        """An event as it is typed; without a month it is by month `usual`, from 1.

        Raises `InputError` for what cannot be read, is not observable, or lies outside the run.
        """
        found = _WRITTEN.fullmatch(written.strip())
        if found is None:
            raise InputError(f"cannot read the event {written!r}; {_HELP}")
        name, party, count = found["name"], found["list"], int(found["count"] or 1)
        if name not in self.names:
            raise InputError(
                f"{name!r} is nothing that a reader of newspapers could see; {nearest(name, self.names)}"
            )
        by = _month(found["month"], months, usual)
        if (party is not None) != (name == SEATS) or (name == SEATS and found["count"] is None):
            raise InputError(f"cannot read the event {written!r}; for seats write: seats LIST COUNT by MONTH")
        if found["count"] is not None and (count < 1 or name not in (*self.counts, SEATS)):
            raise InputError(f"cannot read the event {written!r}; {name} is seen or not, without a count")
        kind: Kind = "count" if name in self.counts else "level" if name in self.levels else "formed"
        return Event(name, "seats" if party else kind, months[by - 1], by, count, party or "")


def _month(written: str | None, months: Sequence[str], usual: int) -> int:
    """The number of a month that is written as a number or as 2025-06."""
    if written is None:
        return usual
    if written in months:
        return months.index(written) + 1
    if written.isdecimal() and 1 <= int(written) <= len(months):
        return int(written)
    raise InputError(
        f"{written!r} is no month of these runs; give one from {months[0]} to {months[-1]}, "
        f"or its number from 1 to {len(months)}"
    )


@lru_cache(maxsize=4)
def load_observables(folder: Path | None = None) -> Observables:
    """What the packaged seeds, or another folder of seeds, say can be seen. Raises InputError."""
    return Observables(read((packaged("seeds") if folder is None else folder) / "signposts.yaml", _File))

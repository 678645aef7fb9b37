"""Election laws as data, and the one call that turns votes into seats under any of them.

The laws stand in ``seeds/elections/laws.yaml`` (see `lawbook`): how seats are won, how many each
governorate has, who fills a vacancy, and what parliament's sessions need. Code holds no such number.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from simulation.errors import CrossroadsError
from simulation.model.institutions.divisors import highest_quotients
from simulation.model.institutions.sntv import Draw, Nominations, district_sizes, single_vote

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Rows = NDArray[np.intp]
    Lots = Callable[[int, Rows], Floats]

__all__ = ["Law", "Quotients", "Sessions", "SingleVote", "Vacancy", "allocate_seats"]


class Vacancy(StrEnum):
    """Who takes a seat that falls vacant."""

    SAME_LIST = "same_list"
    """The next candidate of the list; a lone candidate's seat goes to the best list without one."""
    DISTRICT_RUNNER_UP = "district_runner_up"
    """The most voted candidate of the district who won none, of whatever list."""


@dataclass(frozen=True, slots=True)
class Sessions:
    """Members that parliament needs. `majority`: speaker, and confidence in a government.

    president_quorum: present when it elects the president.
    president_first_round: votes for the president in the first round; a run-off needs the most.
    """

    majority: int
    president_quorum: int
    president_first_round: int


@dataclass(frozen=True, slots=True)
class Quotients:
    """Seats to the highest quotients of votes by first_divisor, 1 + step, 1 + 2 step, ..."""

    first_divisor: float
    step: int


@dataclass(frozen=True, slots=True)
class SingleVote:
    """The single non-transferable vote in districts, with what totals by list leave open.

    districts: number of districts by governorate.
    nominations: how a list of which nothing is known nominates and divides its votes.
    uncoordinated: names, in lower case, of rows that are many candidates and no list.
    loose_surplus: `Nominations.surplus` of those rows.
    """

    districts: Mapping[str, int]
    nominations: Nominations
    uncoordinated: frozenset[str]
    loose_surplus: float

    def sizes(self, governorate: str, seats: int) -> tuple[int, ...]:
        """Seats of each district of a governorate; near four each where the law's own count cannot be."""
        try:
            return district_sizes(seats, self.districts.get(governorate))
        except ValueError:
            return district_sizes(seats)

    def nominations_of(self, lists: Sequence[str]) -> Nominations:
        """The law's nominations, with the rows that are no list told apart; arrays ``(lists,)``."""
        loose = np.array([name.strip().lower() in self.uncoordinated for name in lists], dtype=bool)
        known = self.nominations
        return Nominations(
            coordination=np.where(loose, 0.0, known.coordination),
            surplus=np.where(loose, self.loose_surplus, known.surplus),
            spread=known.spread,
            geography=known.geography,
            surprise=known.surprise,
        )


@dataclass(frozen=True, slots=True)
class Law:
    """An election law of the Council of Representatives.

    seats: general seats by governorate, in the order of the file.
    quota_seats: reserved seats, contested apart from the lists.
    """

    name: str
    title: str
    rule: Quotients | SingleVote
    seats: Mapping[str, int]
    quota_seats: int
    vacancy: Vacancy
    sessions: Sessions

    @property
    def governorates(self) -> tuple[str, ...]:
        """The constituencies, in the order of `seats`."""
        return tuple(self.seats)

    @property
    def members(self) -> int:
        """All seats, the reserved ones too."""
        return sum(self.seats.values()) + self.quota_seats


def allocate_seats(
    votes: ArrayLike,
    seats: ArrayLike | None,
    law: Law,
    *,
    governorates: Sequence[str] | None = None,
    tie_luck: NDArray[np.float64] | Lots | None = None,
    nominations: Nominations | None = None,
    draw: Draw | None = None,
    expected: NDArray[np.float64] | None = None,
) -> Ints:
    """Seats by governorate and list in every run, shape ``(runs, governorates, lists)``.

    Parameters
    ----------
    votes: not negative, shape ``(runs, governorates, lists)``.
    seats: seats to fill by governorate, shape ``(governorates,)``; None for the law's own.
    governorates: their names; default the law's, in its order.
    tie_luck: uniforms of the votes' shape, read where a tie decides a seat (`highest_quotients`); or a
        function that gives those of a governorate, by its place, in some runs, shape ``(some, lists)``.
    nominations, draw, expected: for the single vote, see `sntv.single_vote`; `draw` is required, and
        `nominations` are the law's own by default.

    Raises CrossroadsError where seats stay unfilled because nobody has votes.
    """
    table = np.asarray(votes, dtype=np.float64)
    names = law.governorates if governorates is None else tuple(governorates)
    sizes = np.array([law.seats[name] for name in names] if seats is None else seats, dtype=np.int64)
    if table.ndim != 3 or table.shape[1] != len(names) or sizes.shape != (len(names),):
        raise ValueError(f"votes of shape {table.shape} and {sizes.size} seats for {len(names)} governorates")
    if isinstance(law.rule, Quotients):
        won = _by_quotients(table, sizes, law.rule, tie_luck)
    elif draw is None:
        raise ValueError("the single vote needs luck: give draw")
    else:
        how = law.rule.nominations if nominations is None else nominations
        districts = [law.rule.sizes(name, int(size)) for name, size in zip(names, sizes, strict=True)]
        won = single_vote(table, districts, names, how, draw, expected)
    _refuse_unfilled(won, sizes, names)
    return won


def _by_quotients(votes: Floats, seats: Ints, rule: Quotients, tie_luck: Floats | Lots | None) -> Ints:
    """One governorate after another, leaving out the lists that nobody votes for there."""
    won = np.zeros(votes.shape, dtype=np.int64)
    for g, size in enumerate(seats):
        lists = np.flatnonzero(votes[:, g].any(axis=0))
        if lists.size:
            luck = None if tie_luck is None else partial(_lots, tie_luck, g, lists)
            won[:, g, lists] = highest_quotients(
                votes[:, g, lists], size, rule.first_divisor, luck, step=rule.step
            )
    return won


def _lots(tie_luck: Floats | Lots, governorate: int, lists: Rows, runs: Rows) -> Floats:
    """The lots of some lists of a governorate in some runs, shape ``(runs, lists)``."""
    dealt = tie_luck[runs, governorate] if isinstance(tie_luck, np.ndarray) else tie_luck(governorate, runs)
    return dealt[:, lists]


def _refuse_unfilled(won: Ints, seats: Ints, names: Sequence[str]) -> None:
    short = np.argwhere(won.sum(axis=2) != seats)
    if short.size:
        run, governorate = short[0]
        raise CrossroadsError(
            f"nobody has votes in {names[governorate]} in row {run}, so its seats cannot be filled"
        )

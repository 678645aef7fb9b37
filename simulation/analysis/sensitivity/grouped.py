"""Sensitivity to groups of what is uncertain: by mechanism, or by the basis of the evidence.

A coordinate of the design stands for a group, and deals all beliefs of the group anew; Sobol' indices of
these coordinates are those of the groups (Sobol' 2001; Saltelli et al. 2010, pick-freeze). What belongs to no
group moves with the other beliefs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Self

import numpy as np
import pandas as pd

from simulation.analysis.designs.ensembles import digest_of, played
from simulation.analysis.designs.studies import DUMMY, OTHERS, Study, dealt
from simulation.analysis.sensitivity.indices import share_out, uncertain
from simulation.analysis.sensitivity.spread import JUDGEMENT, kinds_of_basis
from simulation.errors import InputError, nearest
from simulation.evidence import load_evidence
from simulation.model.chance import EPISTEMIC, Chance, Stream

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from simulation.analysis.designs.targets import Target
    from simulation.model import Block
    from simulation.scenario import Scenario

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

__all__ = ["ATTRIBUTES", "GROUPINGS", "GroupStudy", "Grouped", "Grouping", "by_group"]

ATTRIBUTES: Final = "actors and levels at the start"


@dataclass(frozen=True)
class Grouping:
    """Groups by name, and where each thing that is drawn belongs.

    `belongs` maps a stream and a name to the place of its group; `rest` is the place of all others, None
    where they are in no group.
    """

    name: str
    groups: tuple[str, ...]
    belongs: Mapping[tuple[Stream, str], int]
    rest: int | None = None

    @property
    def members(self) -> tuple[int, ...]:
        """How many things that are drawn are in each group, by name."""
        places = list(self.belongs.values())
        return tuple(places.count(place) for place in range(len(self.groups)))

    def places(self, stream: Stream, names: Sequence[str]) -> list[int]:
        """The group of each name, one past the last for those in none."""
        none = len(self.groups) if self.rest is None else self.rest
        return [self.belongs.get((stream, name), none) for name in names]


def by_mechanism(scenario: Scenario) -> Grouping:
    """Uncertain parameters by the mechanism that they belong to; attributes and levels as one more group."""
    known = load_evidence()
    drawn = {name: known.parameters[name].mechanism for name in uncertain(scenario)}
    groups = (*(name for name in known.mechanisms if name in set(drawn.values())), ATTRIBUTES)
    belongs = {(Stream.BELIEF, name): groups.index(mechanism) for name, mechanism in drawn.items()}
    last = len(groups) - 1
    belongs |= {place: last for place in _held(scenario) if place[0] is Stream.ATTRIBUTE}
    return Grouping("mechanism", groups, belongs)


def by_basis(scenario: Scenario) -> Grouping:
    """Everything drawn by the kind of basis that the seeds give it.

    Levers, hazards, readings of a path and the index's weights are judgement.
    """
    kinds = _held(scenario)
    groups = tuple(sorted({*kinds.values(), JUDGEMENT}))
    belongs = {place: groups.index(kind) for place, kind in kinds.items()}
    return Grouping("basis", groups, belongs, rest=groups.index(JUDGEMENT))


def _held(scenario: Scenario) -> dict[tuple[Stream, str], str]:
    """Basis of each parameter that a scenario draws, and of each attribute and level at its start."""
    drawn = set(uncertain(scenario))
    kinds = kinds_of_basis(str(scenario.start))
    return {
        place: kind for place, kind in kinds.items() if place[0] is not Stream.BELIEF or place[1] in drawn
    }


GROUPINGS: Final[Mapping[str, Callable[[Scenario], Grouping]]] = {
    "mechanism": by_mechanism,
    "basis": by_basis,
}


@dataclass(frozen=True)
class Grouped(Chance):
    """Luck under beliefs that each group of a grouping has from a run of its own.

    Parameters
    ----------
    grouping: what belongs together.
    decks: the number of the run whose beliefs each group has, others last, shape ``(runs, groups + 1)``.
    """

    grouping: Grouping | None = None
    decks: Ints | None = None

    def of(self, rows: NDArray[np.integer[Any]]) -> Self:
        """The luck and the beliefs of some of these runs, by their places in the block."""
        return replace(super().of(rows), decks=None if self.decks is None else self.decks[rows])

    def uniform(self, stream: Stream, names: Sequence[str], month: int = 0) -> Floats:
        """As `Chance.uniform`, shape ``(names, runs)``."""
        if stream not in EPISTEMIC or self.grouping is None or self.decks is None:
            return super().uniform(stream, names, month)
        places = np.array(self.grouping.places(stream, names))
        unit = np.empty((len(names), len(self.runs)))
        for place in np.unique(places):
            rows = np.flatnonzero(places == place).tolist()
            deck = Chance(self.seed, self.runs, self.decks[:, place])
            unit[rows] = deck.uniform(stream, [names[row] for row in rows], month)
        return unit


@dataclass(frozen=True, eq=False)
class Dealt:
    """`luck` runs at every point of a design over groups; as `ensembles.Ensembles`, but for `decks`.

    `decks` has, for every point, the run whose beliefs each group has, others last.
    """

    grouping: Grouping
    decks: Ints
    deals: Ints
    luck: int

    @property
    def rows(self) -> int:
        """Runs over all points."""
        return len(self.decks) * self.luck

    def digest(self) -> str:
        """A digest of the grouping, decks, deals and the number of lucks."""
        each = self.grouping
        belongs = sorted((str(stream), name, place) for (stream, name), place in each.belongs.items())
        return digest_of(each.groups, belongs, each.rest, self.decks, self.deals, self.luck)

    def __call__(self, scenario: Scenario, rows: Ints, seed: int) -> Block:
        """Outcomes of some rows, without the beliefs."""
        point, turn = np.divmod(rows, self.luck)
        numbers, decks = self.deals[point] * self.luck + turn, self.decks[point]
        chance = Grouped(seed, numbers, decks[:, -1], grouping=self.grouping, decks=decks)
        return played(scenario, numbers, seed, chance)


@dataclass(frozen=True)
class GroupStudy:
    """A study of groups: a coordinate deals all beliefs of its group anew; `studies.Playable`."""

    study: Study
    grouping: Grouping

    @property
    def seed(self) -> int:
        """The study's."""
        return self.study.seed

    @property
    def luck(self) -> int:
        """The study's."""
        return self.study.luck

    def play(self, names: Sequence[str], points: Floats, group: int) -> pd.DataFrame:
        """As `Playable.play`; `names` are the groups of the grouping, all of them."""
        count = len(names)
        decks = np.stack([dealt(points[:, place], group) for place in range(count + 1)], axis=1)
        deals = dealt(points[:, count + 1], group)
        return self.study.ensembles(Dealt(self.grouping, decks, deals, self.study.luck))


def by_group(study: Study, grouping: str, asked: Sequence[Target], size: int = 128) -> pd.DataFrame:
    """Sobol' indices of groups for every target, the largest total first.

    Columns: `grouping`; `group`, other beliefs and luck among them; `members`, how many parameters,
    attributes and levels are in it; and those of `share_out`, without PAWN and delta, which need to know
    where a parameter stands. Raises `InputError` for an unknown grouping or size.
    """
    if grouping not in GROUPINGS:
        raise InputError(f"nothing is grouped by {grouping!r}; {nearest(grouping, GROUPINGS)}")
    groups = GROUPINGS[grouping](study.scenario)
    found = share_out(GroupStudy(study, groups), groups.groups, asked, size, shifts=False)
    empty = {DUMMY} if groups.rest is None else {DUMMY, OTHERS}
    found = found[~found["parameter"].isin(empty)].rename(columns={"parameter": "group"})
    members = dict(zip(groups.groups, groups.members, strict=True))
    found.insert(0, "grouping", grouping)
    found.insert(3, "members", found["group"].map(members).fillna(0).astype(np.int64))
    return found.reset_index(drop=True)

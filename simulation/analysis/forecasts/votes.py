"""The first election of a model's runs, and whether a government has followed from it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np

from simulation.evidence import load_evidence
from simulation.model.institutions.ballots import load_electorate
from simulation.model.institutions.templates import load_outcomes

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from simulation.model.institutions.returns import Parliament
    from simulation.model.iraq import IraqModel
    from simulation.scenario import Scenario

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

__all__ = ["Elected", "elected", "elections", "invested", "standing", "summed"]


class Elected:
    """The first election of a block of runs: all of them vote in one month."""

    def __init__(self, parliament: Parliament, model: IraqModel) -> None:
        self.month = model.setup.index(parliament.month)
        self.turnout: Floats = parliament.turnout
        self._lists = load_electorate().lists
        self._alliances = parliament.alliances
        self._seats: Floats = parliament.seats.sum(axis=0, dtype=np.int64).astype(np.float64)

    def seats_of(self, name: str) -> Floats:
        """Seats of a list, shape (runs,)."""
        seats: Floats = self._seats[self._lists.index(name)]
        return seats

    def contenders(self, market: str | None) -> dict[tuple[str, ...], Floats]:
        """Seats of what stands as one, by its members: alliances and lists, no pools and nobody alone."""
        allied = {
            name: tuple(sorted(group, key=self._lists.index)) for group in self._alliances for name in group
        }
        groups = dict.fromkeys(allied.get(name, (name,)) for name in standing(market))
        return {group: summed(self.seats_of(name) for name in group) for group in groups}


def elected(model: IraqModel) -> Elected:
    """The first election of a model's runs; the caller has made sure that there was one."""
    first, *_ = model.politics.parliaments
    return Elected(first, model)


def elections(scenario: Scenario) -> str | None:
    """The month of the first election that a scenario holds, None where it holds none."""
    known = load_evidence().starts[scenario.start].election
    due = scenario.election.date or (known.due if known else None)
    named = scenario.election.outcome
    held = not isinstance(named, str) or load_outcomes()[named].vote != "postponed"
    return due if held and due in scenario.calendar and "elections" not in scenario.ablate else None


def standing(market: str | None) -> tuple[str, ...]:
    """Lists that stand as lists, of one market or all."""
    cards = load_electorate().cards
    lists = (name for name, card in cards.items() if market in (None, card.market))
    return tuple(name for name in lists if cards[name].form not in ("pool", "alone"))


def invested(model: IraqModel) -> Flags:
    """Has parliament given a government its confidence after the vote, and is it in office?"""
    voted = np.zeros(model.runs, dtype=bool)
    for parliament in model.politics.parliaments:
        voted[parliament.rows] = True
    return voted & ~model.politics.caretaker


def summed(rows: Iterable[NDArray[Any]]) -> Floats:
    """Rows added one after another."""
    first, *rest = [np.asarray(row, dtype=np.float64) for row in rows]
    total: Floats = first.copy()
    for row in rest:
        total += row
    return total

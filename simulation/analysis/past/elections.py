"""Votes from a starting point, held and summed over the country."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from simulation.analysis.past.worlds import World
from simulation.model.institutions.ballots import Ballot, load_electorate
from simulation.model.institutions.polls import Polls

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

__all__ = ["Polled", "hold"]


@dataclass(frozen=True)
class Polled:
    """An election as it went.

    seats: of the country, ``(lists, runs)``; votes: ``(governorates, lists, runs)``; turnout: voters per
    registered voter, ``(governorates, runs)``.
    """

    polls: Polls
    ballot: Ballot
    seats: Floats
    votes: Floats
    turnout: Floats

    @property
    def lists(self) -> tuple[str, ...]:
        """Rows of `seats`."""
        return self.polls.lists

    def seats_of(self, names: Sequence[str]) -> Floats:
        """Seats of some lists together, ``(runs,)``."""
        together = np.zeros(self.seats.shape[1])
        for name in names:
            together += self.seats[self.lists.index(name)]
        return together

    def national_turnout(self) -> Floats:
        """Voters per registered voter of the country, ``(runs,)``."""
        registered = self.polls.data.registered
        voters: Floats = (self.turnout * registered[:, None]).sum(axis=0)
        return voters / float(registered.sum())

    def contenders(self, community: str | None = None) -> dict[tuple[str, ...], Floats]:
        """Seats of what stands as one, by its members: alliances and lists, no pools and nobody alone."""
        allied = {name: group for group in self.ballot.alliances for name in group}
        cards = self.polls.data.cards
        groups = {
            tuple(allied.get(name, (name,)))
            for name, card in cards.items()
            if card.form not in ("pool", "alone") and community in (None, card.market)
        }
        return {group: self.seats_of(group) for group in sorted(groups)}

    def recounted(self, law: str) -> Polled:
        """The same votes counted under another law."""
        ballot = replace(self.ballot, law=law)
        return replace(self, ballot=ballot, seats=_national(self.polls.seats(self.votes, ballot)))


def hold(world: World, law: str, *, boycott: Sequence[str] | None = None) -> Polled:
    """The election that a starting point expects, moods at rest; `boycott`, if given, is no longer drawn."""
    polls = Polls(load_electorate(), world.start, world.chance, world.beliefs)
    ballot = polls.usual_ballot(law)
    if boycott is not None:
        away = np.zeros_like(ballot.boycott)
        for name in boycott:
            away[polls.lists.index(name)] = True
        ballot = replace(ballot, boycott=away)
    count = polls.vote(ballot)
    return Polled(polls, ballot, _national(count.seats), count.votes, count.turnout)


def _national(seats: NDArray[np.int64]) -> Floats:
    national: Floats = seats.sum(axis=0).astype(np.float64)  # whole numbers: exact in any order
    return national

"""What the formations of all runs stand at: parliaments as blocs, what was tried, who has left.

`formation.Formation` plays the months on it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from simulation.model.chance import Chance, Stream
from simulation.model.institutions.candidates import Candidates, load_candidates
from simulation.model.institutions.coalitions import Bargaining, Majority, Scene, Weights, enumeration
from simulation.model.institutions.law import Law
from simulation.model.institutions.parliament import Assembly, House, bloc_of, load_blocs

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]
    Ints = NDArray[np.int64]

__all__ = ["AGREED", "BARGAINING", "CHARGED", "FIRST_SESSION", "IDLE", "WAITING", "Context", "Talks"]

IDLE: Final = 0  # no formation is open
WAITING: Final = 1  # for the court to ratify the result
FIRST_SESSION: Final = 2  # no speaker yet
BARGAINING: Final = 3  # no agreement yet
AGREED: Final = 4  # no president yet
CHARGED: Final = 5  # no cabinet yet


@dataclass(frozen=True)
class Context:
    """The month outside parliament; arrays are ``(runs,)``.

    brokerage, us_pressure: Tehran's and Washington's weight, 1 the usual one (2022-24).
    najaf: weight of Najaf's no, 1 the usual one. cohesion: of the Coordination Framework, 0 to 1.
    anger: public anger above its rest, points / 100. street: log-odds added to a bloc's clashes.
    word: weight of a clerical word after a clash, 1 the usual one.
    boycott: lists that stay away from parliament whatever happens, ``(lists, runs)``.
    """

    brokerage: Floats
    us_pressure: Floats
    najaf: Floats
    cohesion: Floats
    anger: Floats
    street: Mapping[str, Floats] = field(default_factory=dict)
    boycott: Flags | None = None
    word: Floats | float = 1.0

    @classmethod
    def usual(cls, runs: int) -> Context:
        """Everything at its usual weight."""
        one = np.ones(runs)
        return cls(one, one, one, one, np.zeros(runs))


class Talks:
    """The state of the formations of all runs.

    Parameters
    ----------
    lists: names of the rows of seats, positions and votes.
    law: the election law in force, for its sessions and its rule on vacancies.
    chance: the luck of the runs.
    beliefs: parameters by name, each ``(runs,)``.
    blocking_third, power_sharing, push_to_settle: mechanisms that can be switched off: whether outsiders
        stay away from sessions, whether offices are bound to communities, and whether deadlines and the
        months without a government press all sides.

    Public state, per run: `stage`, `began` (month of the vote), `seats` (lists, runs), `gone` (blocs
    that left, (blocs, runs)), `failed` (sessions), `candidate` (number of the coalition that bargains,
    -1 if none), `speaker` and `president` (blocs, -1 if vacant), `present` (members at the last president's
    session), `nominee` (place in the candidates of the man who was up for confidence this month, -1 if none).
    """

    def __init__(
        self,
        lists: Sequence[str],
        law: Law,
        chance: Chance,
        beliefs: Any,
        *,
        assembly: Assembly | None = None,
        candidates: Candidates | None = None,
        blocking_third: bool = True,
        power_sharing: bool = True,
        push_to_settle: bool = True,
    ):
        self.lists = tuple(lists)
        self.law = law
        self.chance = chance
        self.beliefs = beliefs
        self.assembly = load_blocs() if assembly is None else assembly
        self.candidates = load_candidates() if candidates is None else candidates
        self.blocking_third = blocking_third
        self.power_sharing = power_sharing
        self.push_to_settle = push_to_settle
        self.bloc_of = bloc_of(self.assembly, self.lists)
        self._cards = list(self.assembly.blocs.values())
        self._home = {name: self.assembly.community_of(name) for name in ("premier", "speaker", "president")}
        self.coalitions = enumeration(
            tuple(self.assembly.blocs),
            tuple(bloc.community for bloc in self._cards),
            tuple(self._home.values()),
        )
        self._vacate(len(chance.runs))

    def _vacate(self, runs: int) -> None:
        """State before any formation."""
        lists, blocs = (len(self.lists), runs), (len(self._cards), runs)
        self.stage: Ints = np.full(runs, IDLE)
        self.began: Ints = np.zeros(runs, dtype=np.int64)
        self.seats: Floats = np.zeros(lists)
        self._positions = {name: np.zeros(lists) for name in ("axis", "arms", "discipline")}
        self._votes: Floats = np.zeros(lists)
        self._outgoing: Flags = np.zeros(lists, dtype=bool)
        self._premier: Ints = np.full(runs, -1)
        self._apart: Flags = np.zeros(runs, dtype=bool)
        self.gone: Flags = np.zeros(blocs, dtype=bool)
        self._changed: Flags = np.zeros(runs, dtype=bool)  # parliaments yet to be judged anew
        self._lesson: Floats = np.zeros(blocs)
        self._resolve: Floats = np.zeros(blocs)
        self.failed: Floats = np.zeros(runs)
        self.candidate: Ints = np.full(runs, -1)
        self._before: Ints = np.full(runs, -1)
        self._cleared: Flags = np.zeros(runs, dtype=bool)
        self.speaker: Ints = np.full(runs, -1)
        self.president: Ints = np.full(runs, -1)
        self.present: Floats = np.zeros(runs)
        self.nominee: Ints = np.full(runs, -1)
        self._bargaining = Bargaining(self.coalitions, self.chance)
        ties = tuple("+".join(sorted(tie.between)) for tie in self.assembly.ties)
        self._tie_luck = self.chance.uniform(Stream.TIE, ties)

    # --- a new parliament -------------------------------------------------------------------------

    def begin(
        self,
        where: Flags,
        month: int,
        seats: Floats,
        positions: Mapping[str, Floats],
        *,
        votes: Floats | None = None,
        premier: Ints | None = None,
        outgoing: Flags | None = None,
        apart: Flags | None = None,
        context: Context | None = None,
    ) -> None:
        """Open a formation in the runs `where`, after a vote in `month`.

        seats: whole numbers, ``(lists, runs)``; positions: "axis", "arms", "discipline", likewise.
        votes: of lists, to know who follows on seats that fall vacant; None: take seats for them.
        premier: row of the outgoing premier's own list, -1 if none; apart: did it run apart from the
        Framework, ``(runs,)``. outgoing: lists of the outgoing government, ``(lists, runs)``.
        """
        self.stage[where] = WAITING
        self.began[where] = month
        given = {"seats": seats, "_votes": seats if votes is None else votes, "_outgoing": outgoing}
        for name, values in given.items():
            getattr(self, name)[:, where] = 0 if values is None else values[:, where]
        for name, mine in self._positions.items():
            mine[:, where] = positions[name][:, where]
        self._premier[where] = -1 if premier is None else premier[where]
        self._apart[where] = False if apart is None else apart[where]
        self._start_afresh(where, month)
        self._seat(Context.usual(len(where)) if context is None else context)
        self._evaluate(where)

    def _start_afresh(self, where: Flags, month: int) -> None:
        """Forget the last formation, and deal each bloc its resolve for this one."""
        self.gone[:, where] = False
        self._lesson[:, where] = 0.0
        self.failed[where] = 0.0
        self._cleared[where] = False
        for office in (self.candidate, self._before, self.speaker, self.president):
            office[where] = -1
        resolve = self.chance.logistic(Stream.RESOLVE, self.coalitions.blocs, month)
        self._resolve[:, where] = resolve[:, where]

    def _seat(self, context: Context) -> None:
        """Read the parliament as blocs, and the ties of the month."""
        self._context = context
        self.house = House(self.assembly, self.lists, self.seats, self._positions)
        self._ties = self._ties_now(context)

    def _ties_now(self, context: Context) -> dict[tuple[int, int], Floats]:
        """Affinities of pairs of blocs, lower place first, each ``(runs,)``."""
        ties = {}
        for luck, tie in zip(self._tie_luck, self.assembly.ties, strict=True):
            affinity = tie.range[0] + (tie.range[1] - tie.range[0]) * luck
            if tie.framework:
                affinity = affinity * np.where(affinity > 0.0, context.cohesion, 1.0)
            if tie.ticket:
                affinity = np.where(self._apart, np.minimum(affinity, 0.0), affinity)
            first, second = sorted(self.coalitions.blocs.index(name) for name in tie.between)
            ties[first, second] = affinity
        return ties

    def _evaluate(self, where: Flags) -> None:
        """Judge all coalitions of the parliaments of some runs."""
        sessions, scene, weights = self.law.sessions, self._scene(), self._weights()
        for month in np.unique(self.began[where]):
            self._bargaining.evaluate(
                np.flatnonzero(where & (self.began == month)),
                int(month),
                scene,
                weights,
                Majority(sessions.majority, sessions.president_quorum),
                bound=self.power_sharing,
            )

    def _scene(self) -> Scene:
        house, bloc_of_row = self.house, np.array([*self.bloc_of, -1])
        return Scene(
            seats=house.seats,
            follow=self._followers(),
            barred=self.gone,
            claim=self._claims(),
            resolve=self._resolve,
            axis=house.axis,
            arms=house.arms,
            ties=self._ties,
            largest=bloc_of_row[self._largest_list()],
            premier=bloc_of_row[self._premier],
            outgoing=self._outgoing_number(),
        )

    def _weights(self) -> Weights:
        beliefs = self.beliefs
        return Weights(
            coverage=beliefs.coverage_weight,
            range=beliefs.range_cost,
            crowd=beliefs.crowd_cost,
            largest=beliefs.largest_list_in,
            minimal=beliefs.minimal_winning,
            short=beliefs.short_of_quorum,
            same_again=beliefs.incumbent_coalition,
            premier_list=beliefs.incumbent_list,
            affinity=beliefs.affinity_weight,
            join=beliefs.join_benefit,
            ties=beliefs.tie_weight,
            patron=beliefs.boycott_patron * self._context.brokerage,
        )

    def _followers(self) -> Floats:
        """Votes that a bloc brings: its disciplined members, and half of the others."""
        return np.floor(self.house.seats * (0.5 + 0.5 * self.house.discipline))

    def _claims(self) -> Floats:
        """Seats of the claimants to the premiership times their claim, (blocs, runs)."""
        home = self._home["premier"]
        claim = np.array([[card.claim * (card.community == home)] for card in self._cards])
        seats: Floats = self.house.seats * claim
        return seats

    def _largest_list(self) -> Ints:
        """Row of the largest list of a community with an office, (runs,)."""
        bound = [self._cards[bloc].community in self._home.values() for bloc in self.bloc_of]
        row: Ints = np.where(np.array(bound)[:, None], self.seats, -1.0).argmax(axis=0)
        return row

    def _outgoing_number(self) -> Ints:
        """Number of the outgoing coalition among blocs with seats now, -1 where none is known, (runs,)."""
        number = np.zeros(len(self.stage), dtype=np.int64)
        for bloc in range(len(self._cards)):
            rows = [row for row, at in enumerate(self.bloc_of) if at == bloc]
            was_in = np.logical_or.reduce(self._outgoing[rows]) & (self.house.seats[bloc] > 0.0)
            number += was_in.astype(np.int64) << bloc
        return np.where(number > 0, number, -1)

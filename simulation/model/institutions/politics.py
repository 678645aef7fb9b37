"""Elections when they are due, and the months of bargaining until there is a government.

The glue between the model's month and two institutions that stand on their own: the `Polls` (votes
and seats) and the `Formation` (speaker, president, premier). What follows from an election is always
the model's: a scenario may give a result, never a government.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from simulation.errors import InputError
from simulation.model.beliefs import draw_beliefs
from simulation.model.chance import Chance
from simulation.model.institutions.ballots import Ballot, Count, load_electorate
from simulation.model.institutions.formation import BACKINGS, KINDS, Context, Formation
from simulation.model.institutions.formation import Outcome as Formed
from simulation.model.institutions.lawbook import find_law
from simulation.model.institutions.polls import Polls
from simulation.model.institutions.returns import Parliament
from simulation.model.institutions.templates import (
    Outcome,
    complete_table,
    load_outcomes,
    settle,
    solve_offsets,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from simulation.model.actors.base import Flags, Floats
    from simulation.model.actors.party import Party
    from simulation.model.iraq import IraqModel

    Ints = NDArray[np.int64]
    Words = NDArray[np.str_]

__all__ = ["Politics"]

CARETAKER: Final = "caretaker"
NEVER: Final = 10**6


class Politics:
    """The calendar of elections and formations in a block of runs.

    Public state, per run: `premier`, `kind` and `backing` (text), `coalition` (lists, runs), `caretaker`,
    `months_to_form` (first formation; NaN while there is no government); `parliaments` in the order held.
    """

    def __init__(self, model: IraqModel):
        self._model = model
        sitting, settings = model.start.government, model.setup.election
        self.premier: Words = np.full(model.runs, sitting.prime_minister, dtype="U40")
        self.kind: Words = np.full(model.runs, sitting.pm_kind, dtype="U40")
        self.backing: Words = np.full(model.runs, sitting.pm_backing, dtype="U40")
        self.caretaker: Flags = np.zeros(model.runs, dtype=bool)
        self.months_to_form: Floats = np.full(model.runs, np.nan)
        self.parliaments: list[Parliament] = []
        self._held = np.zeros(model.runs, dtype=np.int64)
        due = settings.date or (model.start.election.due if model.start.election else None)
        month = NEVER if due is None or not model.on("elections") else model.setup.index(due)
        self._due: Ints = np.full(model.runs, month if month >= 0 else NEVER)
        self._first_due = month

    # --- what was asked for -----------------------------------------------------------------------

    @cached_property
    def law(self) -> str:
        """The election law in force: the scenario's, or the start's. Raises InputError without one."""
        start = self._model.start.election
        name = self._model.setup.election.law or (start.law if start else None)
        if name is None:
            raise InputError(
                f"{self._model.setup.start} has no election law; set election.law in the scenario"
            )
        return name

    @cached_property
    def outcome(self) -> Outcome:
        """What the scenario asks of the next election; a table by hand leaves leaders' choices as drawn."""
        named = self._model.setup.election.outcome
        return load_outcomes()[named if isinstance(named, str) else "simulated"]

    @cached_property
    def formation(self) -> Formation:
        """The formations of all runs."""
        model = self._model
        return Formation(
            load_electorate().lists,
            find_law(self.law),
            model.chance,
            model.beliefs,
            blocking_third=model.on("blocking_third"),
            power_sharing=model.on("power_sharing"),
            push_to_settle=model.on("push_to_settle"),
        )

    @cached_property
    def lists(self) -> tuple[Party, ...]:
        """The parties of the roster, in the order of the rows of seats."""
        return tuple(self._model.party(name) for name in load_electorate().lists)

    # --- the month --------------------------------------------------------------------------------

    def play(self) -> None:
        """Hold the elections that are due this month, and let every open formation go on for a month."""
        model = self._model
        voting = self._due == model.month
        if voting.any():
            if self.outcome.vote == "postponed" and model.month == self._first_due:
                self.caretaker |= voting
                self._due[voting] = NEVER
            else:
                self._hold(voting)
        if self._held.any():
            self._govern(self.formation.round(model.month, self._context()))

    def _hold(self, voting: Flags) -> None:
        """Vote in some runs: count, seat the parliament, open the formation; the cabinet only carries on."""
        model = self._model
        rows = np.flatnonzero(voting)
        if model.month == self._first_due:
            self._reposition(voting)
        for ordinal in np.unique(self._held[rows]):
            some = rows[self._held[rows] == ordinal]
            polls = self._polls(model.run_numbers[some], some)
            ballot = self._ballot(polls, some, int(ordinal))
            count = polls.vote(ballot)
            month = model.setup.calendar[model.month]
            self.parliaments.append(Parliament.of(month, some, count, ballot.alliances))
            self._seat(count, some)
        self._held[rows] += 1
        self._due[rows] = NEVER
        self.caretaker |= voting
        self._gather(voting)
        self._begin(voting)
        model.tell("public", "election", voting)

    def _gather(self, voting: Flags) -> None:
        """Lists of which the starting point says so join the Framework once the vote is counted."""
        model = self._model
        joining = model.start.election.joins_framework if model.start.election else ()
        if not model.on("framework"):
            return
        for name in joining:
            party = model.party(name)
            joins = voting & (party.framework < 1.0)
            party.framework = np.where(joins, 1.0, party.framework)
            model.tell(name, "joins_framework", joins)

    def _reposition(self, voting: Flags) -> None:
        """Lists that run on a new platform by the named outcome: outside the Framework, at a new position."""
        for name, position in self.outcome.reposition.items():
            party = self._model.party(name)
            party.axis = np.where(voting, position, party.axis)
            party.private = np.where(voting, position, party.private)
            party.framework = np.where(voting, 0.0, party.framework)

    def _polls(self, runs: Ints, rows: Ints | None = None) -> Polls:
        """The electorate in some runs; with `rows` None, in runs that no block need hold."""
        model = self._model
        chance = Chance(model.seed_of_luck, runs) if rows is None else model.chance.of(rows)
        beliefs = (
            draw_beliefs(model.evidence, model.setup, chance) if rows is None else model.beliefs.of(rows)
        )
        return Polls(load_electorate(), model.setup.start, chance, beliefs)

    def _ballot(self, polls: Polls, rows: Ints, ordinal: int) -> Ballot:
        """The election in some runs: leaders' choices and the mood of the months before."""
        model, government = self._model, self._model.government
        ballot = replace(
            self._choices(polls, ordinal),
            popularity=government.popularity[rows],
            services=government.services[rows],
            month=model.month,
            resent_iran=self._mood(polls, "resent_iran", rows),
            fatigue=self._mood(polls, "fatigue", rows),
            fear_of_war=self._mood(polls, "fear_of_war", rows),
        )
        return ballot if ordinal else replace(ballot, offsets=self._offsets(polls))

    def _choices(self, polls: Polls, ordinal: int = 0) -> Ballot:
        """Leaders' choices: drawn as the start has them, unless the named outcome or the scenario says.

        What a scenario says holds for the first election; leaders choose anew before an early one. A list
        that is given seats stands; a premier whose list is given seats, or allied, has a list of his own.
        """
        usual = polls.usual_ballot(self.law, 0, ordinal)
        if ordinal:
            return usual
        settings, outcome = self._model.setup.election, self.outcome
        together = [list(group) for group in settings.alliances or ()]
        ballot = settle(polls, usual, outcome.model_copy(update={"together": together or outcome.together}))
        boycott, premier = ballot.boycott.copy(), ballot.premier.copy()
        if settings.boycott is not None:
            boycott[:] = np.isin(polls.lists, settings.boycott)[:, None]
        given = {name for name, seats in self._by_hand.items() if seats}
        boycott[np.isin(polls.lists, list(given))] = False
        own = polls.known.premier.list
        if own in given.union(*together):
            premier[:] = polls.lists.index(own)
        return replace(ballot, boycott=boycott, premier=premier)

    @property
    def _by_hand(self) -> dict[str, float]:
        """Seats that the scenario gives by hand, list by list."""
        named = self._model.setup.election.outcome
        return {} if named is None or isinstance(named, str) else dict(named.seats)

    def _offsets(self, polls: Polls) -> Floats:
        """Swings of votes that bring the mean of the simulated seats to the scenario's table, if any."""
        table: dict[str, float] = dict(self.outcome.seats)
        if self._by_hand:
            table = complete_table(self._by_hand, self._simulated_means, polls.communities)
        if not table:
            return np.zeros(len(polls.lists))
        return solve_offsets(self._polls, self._choices, table)

    @cached_property
    def _simulated_means(self) -> dict[str, float]:
        """Mean seats of every list over the reference runs, with nothing asked for."""
        polls = self._polls(np.arange(256, dtype=np.int64))
        seats = polls.vote(self._choices(polls)).seats
        means = np.zeros(len(polls.lists))
        for governorate in seats:
            means += governorate.mean(axis=1)
        return dict(zip(polls.lists, means.tolist(), strict=True))

    def _mood(self, polls: Polls, name: str, rows: Ints) -> Floats:
        """A mood above its rest by market, points / 100; a market without a series takes the national one."""
        scene = self._model.scene
        return np.array([scene.shift_of(name, market)[rows] for market in polls.markets])

    def _seat(self, count: Count, rows: Ints) -> None:
        """Give every list the seats that it won, governorate by governorate."""
        for row, party in enumerate(self.lists):
            won = np.zeros(len(rows))
            for governorate in count.seats:
                won += governorate[row]
            party.seats = party.seats.copy()
            party.seats[rows] = won

    def _begin(self, voting: Flags) -> None:
        """Open the formation in the runs that have voted."""
        lists = self.lists
        votes = np.zeros((len(lists), self._model.runs))
        for parliament in self.parliaments:
            votes[:, parliament.rows] = 0.0  # of several elections in a run, the latest counts
            for governorate in parliament.votes:
                votes[:, parliament.rows] += governorate
        self.formation.begin(
            voting,
            self._model.month,
            np.array([party.seats for party in lists]),
            {
                "axis": np.array([party.axis for party in lists]),
                "arms": np.array([party.arms for party in lists]),
                "discipline": np.array([party.discipline for party in lists]),
            },
            votes=votes,
            premier=self._premier_row(),
            outgoing=np.array([party.in_government > 0.0 for party in lists]),
            context=self._context(),
        )

    def _premier_row(self) -> Ints:
        """Row of the sitting premier's own list, -1 where he has none."""
        names = [party.key for party in self.lists]
        return np.array([names.index(name) if name in names else -1 for name in self.premier.tolist()])

    def _context(self) -> Context:
        """The month outside parliament, as those who bargain feel it."""
        model, one = self._model, np.ones(self._model.runs)
        standing = self._clerical_standing()
        return Context(
            brokerage=model.iran.brokerage,
            us_pressure=model.united_states.bite / model.beliefs.habit_pressure,
            najaf=standing if model.on("clergy") else np.zeros(model.runs),
            cohesion=model.scene.framework_cohesion,
            anger=model.scene.shift_of("fatigue") + model.beliefs.protest_street * model.economy.anger,
            word=standing if model.on("clergy") else one,
        )

    def _clerical_standing(self) -> Floats:
        """Authority of the sources of emulation against the start of the run; lower while one is vacant."""
        now = then = np.zeros(self._model.runs)
        for office in self._model.clergy:
            now = now + office.authority * office.reach
            then = then + office.full_authority * office.reach
        standing: Floats = now / np.maximum(then, 1e-9)
        return standing

    # --- a government -----------------------------------------------------------------------------

    def _govern(self, formed: Formed) -> None:
        """Record the month's acts; where a government was invested, it takes office."""
        model, ledger = self._model, self._model.ledger
        for act, count in formed.events.items():
            ledger.add(act, count)
        ledger.add("sieges", formed.events.get("clash", np.zeros(model.runs)))
        ledger.add("clash_deaths", formed.deaths)
        ledger.add("iraqi_deaths", formed.deaths)
        if model.chronicle is not None:
            self._chronicle(formed)
        if formed.dissolved.any():
            delay = model.beliefs.early_vote_delay[formed.dissolved].astype(np.int64)
            self._due[formed.dissolved] = model.month + delay
        if formed.invested.any():
            self._take_office(formed)

    def _chronicle(self, formed: Formed) -> None:
        """Tell the month's steps: sessions that failed and why, who was named, who was invested."""
        model, formation = self._model, self.formation
        quorum = formation.law.sessions.president_quorum
        short = {"members present": formation.present, "members needed": np.full(model.runs, -float(quorum))}
        for act, count in formed.events.items():
            why = (lambda: short) if act == "session_failed" else None
            model.tell("parliament", act, count, terms=why)
        for place, name in enumerate(formation.candidates):
            model.tell("parliament", "nominates", formation.nominee == place, target=name)
            model.tell("parliament", "invests", formed.invested & (formed.premier == place), target=name)

    def _take_office(self, formed: Formed) -> None:
        """The premier, the parties and the cabinet's conduct follow from the coalition that made it."""
        model, new = self._model, formed.invested
        names = np.array(list(self.formation.candidates))
        self.premier[new] = names[formed.premier[new]]
        self.kind[new] = np.array(KINDS)[formed.kind[new]]
        self.backing[new] = np.array(BACKINGS)[formed.backing[new]]
        self.caretaker &= ~new
        first = new & np.isnan(self.months_to_form) & (self._held == 1)
        self.months_to_form[first] = float(model.month - self._first_due)
        for party, inside in zip(self.lists, formed.coalition, strict=True):
            party.in_government = np.where(new, inside, party.in_government)
        model.ledger.add("framework_premier", new & (self.kind == "framework_loyalist"))
        model.government.take_office(new, model.scene.ideal())

    @property
    def kind_now(self) -> Words:
        """Kind of premier, `caretaker` where the cabinet only carries on."""
        return np.where(self.caretaker, CARETAKER, self.kind)

    def coalition_names(self) -> Words:
        """Lists in government with seats, joined by '+' in the order of the roster, shape (runs,)."""
        inside = np.array([(party.in_government > 0.0) & (party.seats > 0.0) for party in self.lists])
        names = [party.key for party in self.lists]
        packed = np.ascontiguousarray(np.packbits(inside, axis=0).T)
        _, some, which = np.unique(packed, axis=0, return_index=True, return_inverse=True)
        return np.array(["+".join(np.compress(inside[:, run], names)) for run in some])[which.ravel()]

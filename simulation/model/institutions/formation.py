"""From a vote to a government, month by month: Iraq's sequence of offices, and how it gets stuck.

Sequence (constitution Art. 54, 55, 70, 72, 76): the court ratifies the result; parliament elects a
speaker with half of its members; a coalition agrees on the offices; a session with two thirds of all
members present elects the president, in a run-off by most votes; he charges the coalition's nominee,
whose cabinet needs half of the members. By convention the premier is a Shia Arab, the president a
Kurd, the speaker a Sunni Arab. A step that is due slips to the next month with a chance of its own:
the deadlines of 15 and 30 days carry no penalty. Several steps may fall into one month.

The coalition that bargains is the one of highest utility now,

    U_t(c) = U(c) + sum_b in c [lesson_b + x months s_b / (third)] - (g W mean axis + h P mean (1 - arms))

with U of `coalitions`, W Tehran's brokerage and P Washington's pressure against their usual weight (g
and h per run; positions run outward, so Tehran's weight lowers outward coalitions). A session that
fails teaches: lesson_b grows by f times the share of a third that bloc b kept away, and the coalition
that failed loses f; a year without a government favours wider coalitions (x). Blocs with a habit of
leaving politics may leave once a session has failed; who takes their seats is the law's business.
Blocs with followers in the street may clash while they are left out.

Sums over blocs and lists run in one fixed order; all luck is addressed (see `chance`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.special import expit, logit

from simulation.model.chance import Stream
from simulation.model.institutions.candidates import KINDS, Nomination, nominate
from simulation.model.institutions.law import Vacancy
from simulation.model.institutions.parliament import Will, boycotters, inherit, session
from simulation.model.institutions.talks import (
    AGREED,
    BARGAINING,
    CHARGED,
    FIRST_SESSION,
    IDLE,
    WAITING,
    Context,
    Talks,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]
    Ints = NDArray[np.int64]

__all__ = ["BACKINGS", "KINDS", "Context", "Formation", "Outcome"]

BACKINGS: Final = ("framework", "own", "sadr", "both")
"""Which camps a coalition holds: the Framework's, neither, Sadr's, or both."""
DAYS_PER_MONTH: Final = 30.44
CLAIMANT: Final = 0.5
"""Claim from which a bloc counts as a claimant to its community's office."""
STEPS: Final = ("speaker", "agreement", "gate", "session", "cabinet", "designate", "dissolution", "office")


@dataclass(frozen=True)
class Outcome:
    """What a month of formation brought; ``(runs,)`` unless said otherwise.

    invested: governments that won confidence this month; the next fields are meant where it is true.
    coalition: lists in government, ``(lists, runs)``. seats, votes: of the coalition; in its favour.
    premier: place in the candidates; kind in `KINDS`; backing in `BACKINGS`; -1 where there is none.
    speaker, president: blocs that hold the offices, -1 where vacant. present: at the president's
    session of this government. dissolved: parliaments that dissolved themselves.
    events: counts by act. deaths: in clashes.
    """

    invested: Flags
    coalition: Flags
    seats: Floats
    votes: Floats
    premier: Ints
    kind: Ints
    backing: Ints
    speaker: Ints
    president: Ints
    present: Floats
    dissolved: Flags
    events: Mapping[str, Floats]
    deaths: Floats


class Formation(Talks):
    """The formations of all runs: `begin` after a vote, then `round` once a month."""

    # --- one month --------------------------------------------------------------------------------

    def round(self, month: int, context: Context) -> Outcome:
        """Play a month of every open formation; `month` as in `begin`."""
        self._month = month
        self._events: dict[str, Floats] = {}
        self._deaths = np.zeros(len(self.stage))
        self._luck = dict(zip(STEPS, self.chance.uniform(Stream.STEP, STEPS, month), strict=True))
        self._seat(context)
        elapsed = (month - self.began) * DAYS_PER_MONTH
        ratified = (self.stage == WAITING) & (elapsed >= self.beliefs.ratification_days)
        self.stage[ratified] = FIRST_SESSION
        self._open = self.stage > WAITING
        self._charged_before = self.stage == CHARGED
        self._waited = np.maximum(elapsed - self.beliefs.ratification_days, 0.0) / DAYS_PER_MONTH
        self._choose()
        self._clash()
        self._withdraw()
        self._choose()
        self._elect_speaker()
        self._agree()
        self._elect_president()
        outcome = self._form_cabinet()
        return self._dissolve(outcome)

    def _note(self, act: str, where: Flags) -> None:
        """Record an act of this month."""
        self._events[act] = self._events.get(act, np.zeros(len(where))) + where

    def _inside(self) -> Flags:
        """Which blocs are in the coalition that bargains, (blocs, runs)."""
        inside: Flags = self.coalitions.members[:, self.candidate] & (self.candidate >= 0)
        return inside

    def _holds(self, camp: str, inside: Flags) -> Flags:
        """Does the coalition hold most of a camp's seats, (runs,)?"""
        held, whole = np.zeros(inside.shape[1]), np.zeros(inside.shape[1])
        for bloc in self.assembly.camp(camp):
            held += self.house.seats[bloc] * inside[bloc]
            whole += self.house.seats[bloc]
        holds: Flags = (held > 0.0) & (2.0 * held > whole)
        return holds

    def backing(self) -> Ints:
        """Which camps the coalition that bargains holds, places in `BACKINGS`, -1 where none bargains."""
        inside = self._inside()
        framework, sadr = self._holds("framework", inside), self._holds("sadr", inside)
        found = np.where(framework, np.where(sadr, 3, 0), np.where(sadr, 2, 1))
        return np.where(self.candidate >= 0, found, -1)

    def _choose(self) -> None:
        """Runs without a coalition that bargains take the best one of now."""
        if self._changed.any():
            self._evaluate(self._changed)
            self._changed[:] = False
        runs = np.flatnonzero(self._open & (self.candidate < 0) & (self.stage > WAITING))
        if len(runs) == 0:
            return
        beliefs, house, context = self.beliefs, self.house, self._context
        third = self._third()
        months = (self._month - self.began) * beliefs.exhaustion
        patrons = -beliefs.patron_weight_iran * context.brokerage * house.axis
        patrons = patrons - beliefs.patron_weight_us * context.us_pressure * (1.0 - house.arms)
        pull = self._lesson + months * house.seats / third
        best = self._bargaining.best(runs, pull[:, runs], house.seats[:, runs], patrons[:, runs])
        self.candidate[runs] = best
        changed = runs[best != self._before[runs]]
        self._cleared[changed] = False
        self.stage[changed] = np.minimum(self.stage[changed], BARGAINING)
        self._before[runs] = best

    def _third(self) -> Floats:
        """Seats whose absence stops the president's session, (runs,)."""
        whole = np.zeros(len(self.stage))
        for seats in self.house.seats:
            whole += seats
        return np.maximum(whole - self.law.sessions.president_quorum + 1.0, 1.0)

    def _due(self, stage: int) -> Flags:
        """Runs at a stage with a coalition to bargain, and no blood in the streets this month."""
        due: Flags = (self.stage == stage) & (self.candidate >= 0) & ~self._shaken
        return due

    def _slip(self) -> Floats:
        """Chance that a step slips: less, month by month, as all sides are pushed to settle.

        A caretaker can pass no budget and fill no post; Tehran, Washington and Najaf tire of it too.
        """
        slip: Floats = self.beliefs.step_slip
        if not self.push_to_settle:
            return slip
        pushed: Floats = expit(logit(np.maximum(slip, 1e-6)) - self.beliefs.settle_push * self._waited)
        return pushed

    def _in_time(self, step: str, slip: Floats) -> Flags:
        """Does a step that is due happen this month?"""
        in_time: Flags = self._luck[step] >= slip
        return in_time

    def _challenged(self, case: str, where: Flags) -> Flags:
        """Steps that the court undoes: a case is brought, and the ruling goes against the coalition."""
        luck = self.chance.uniform(Stream.COURT, (f"{case}.case", f"{case}.ruling"), self._month)
        brought = where & (luck[0] < self.beliefs.court_case)
        favoured = self._holds("framework", self._inside())
        lean = self.beliefs.court_lean
        against = luck[1] < np.where(favoured, 1.0 - lean, lean)
        self._note("court_ruling", brought)
        undone: Flags = brought & against
        return undone

    # --- speaker, agreement, president ------------------------------------------------------------

    def _elect_speaker(self) -> None:
        """At the first session, by the votes that the coalition has by being feasible."""
        due = self._due(FIRST_SESSION) & self._in_time("speaker", self._slip())
        elected = due & ~self._challenged("speaker", due)
        chosen = self._office_holder("speaker", self._inside())
        self.speaker[elected] = chosen[elected]
        self.stage[elected] = BARGAINING
        self._note("speaker_elected", elected)

    def _office_holder(self, office: str, inside: Flags) -> Ints:
        """The bloc that gets an office: of its community by convention, else by size among the members."""
        held = np.where(inside, self.house.seats, -1.0)
        if not self.power_sharing:
            rank = {"premier": 0, "president": 1, "speaker": 2}[office]
            order: Ints = np.argsort(-held, axis=0, kind="stable")[min(rank, len(held) - 1)]
            return order
        for bloc, card in enumerate(self._cards):
            if card.community != self._home[office]:
                held[bloc] = -1.0
            elif office == "president" and card.first_for_president:
                first = (held[bloc] > 0.0) & (self._luck["office"] < self.beliefs.president_to_first)
                held[bloc] = np.where(first, np.inf, held[bloc])
        largest: Ints = held.argmax(axis=0)
        return largest

    def _claimants(self, office: str, inside: Flags) -> Floats:
        """Members of the coalition that claim an office, (runs,)."""
        number = np.zeros(inside.shape[1])
        for bloc, card in enumerate(self._cards):
            if card.community == self._home[office] and card.claim >= CLAIMANT:
                number += inside[bloc] & (self.house.seats[bloc] > 0.0)
        return number

    def _agree(self) -> None:
        """The members settle offices; the more claimants to the premiership, the longer it takes."""
        beliefs = self.beliefs
        rivals = np.maximum(self._claimants("premier", self._inside()) - 1.0, 0.0)
        slip = expit(logit(np.maximum(self._slip(), 1e-6)) + beliefs.claimant_slip * rivals)
        agreed = self._due(BARGAINING) & self._in_time("agreement", slip)
        self.stage[agreed] = np.where(self.president[agreed] >= 0, CHARGED, AGREED)
        self._note("agreement", agreed)

    def _clear_the_way(self, inside: Flags) -> None:
        """Before a first session: claimants settle the presidency, the court lets the man stand."""
        contested = self.power_sharing & (self._claimants("president", inside) > 1.0)
        settled = ~contested | (self._luck["gate"] < self.beliefs.kurdish_bargain)
        settled &= self._due(AGREED) & ~self._cleared
        self._shaken |= self._challenged("president", settled)  # another man can stand next month
        self._cleared |= settled

    def _elect_president(self) -> None:
        """Call the session; where two thirds come, the run-off goes to the side with more members present."""
        beliefs, inside = self.beliefs, self._inside()
        self._clear_the_way(inside)
        due = self._due(AGREED) & self._cleared & self._in_time("session", self._slip())
        away = self._away(inside)
        held = session(
            self.house,
            inside,
            away,
            quorum=self.law.sessions.president_quorum,
            absent_open=beliefs.absent_open,
            absent_decided=beliefs.absent_decided,
            margin=beliefs.collapse_margin,
            collapse=beliefs.collapse_attendance,
        )
        elected = due & (held.present >= self.law.sessions.president_quorum) & (held.for_it > held.against)
        self.present = np.where(due, held.present, self.present)
        holder = self._office_holder("president", inside)
        self.president[elected] = holder[elected]
        self.stage[elected] = CHARGED
        self._note("president_elected", elected)
        self._learn(due & ~elected, away)

    def _away(self, inside: Flags) -> Floats:
        """Seats that each bloc keeps away from the session, (blocs, runs)."""
        beliefs, context = self.beliefs, self._context
        will = Will(
            base=beliefs.boycott_base,
            stake=beliefs.boycott_stake,
            ties=beliefs.tie_weight,
            patron=beliefs.boycott_patron * context.brokerage,
            fatigue=beliefs.boycott_fatigue * self.failed,
        )
        away = np.zeros(self.house.seats.shape)
        if self.blocking_third:
            away = boycotters(self.assembly, self.house, inside, self.gone, self._ties, will, self._resolve)
        if context.boycott is not None:
            declared = np.zeros(away.shape)
            for row, bloc in enumerate(self.bloc_of):
                declared[bloc] += self.seats[row] * context.boycott[row]
            away = np.maximum(away, declared)
        return away

    def _learn(self, where: Flags, away: Floats) -> None:
        """A session that failed: those who blocked are worth more, the coalition that failed less."""
        self._note("session_failed", where)
        lesson = self.beliefs.failure_lesson
        self._lesson += np.where(where, lesson * away / self._third(), 0.0)
        self.failed[where] += 1.0
        self._give_up(where)

    def _give_up(self, where: Flags) -> None:
        """The coalition of these runs has failed at something and loses standing."""
        runs = np.flatnonzero(where)
        self._bargaining.lower(runs, self.candidate[runs], self.beliefs.failure_lesson[runs])
        self.candidate[runs] = -1

    # --- street and withdrawal --------------------------------------------------------------------

    def _clash(self) -> None:
        """Followers of blocs that are left out clash with the other side; the clergy may end it."""
        beliefs, inside = self.beliefs, self._inside()
        self._shaken = np.zeros(len(self.stage), dtype=bool)
        for bloc, (name, card) in enumerate(self.assembly.blocs.items()):
            if card.street == 0.0:
                continue
            left_out = self._open & (self.candidate >= 0) & ~inside[bloc]
            luck = self.chance.uniform(
                Stream.STEP, (f"clash.{name}", f"dead.{name}", f"word.{name}"), self._month
            )
            hotter = beliefs.clash_failed * ((self.failed > 0.0) | self.gone[bloc])
            odds = beliefs.clash_base + hotter + beliefs.clash_anger * self._context.anger
            chance = card.street * expit(odds + self._context.street.get(name, 0.0))
            clash = left_out & (luck[0] < chance)
            self._deaths += np.where(clash, np.ceil(-beliefs.clash_deaths * np.log(luck[1])), 0.0)
            self._note("clash", clash)
            self._shaken |= clash
            if card.leaves:
                word = clash & (luck[2] < beliefs.clergy_stops * self._context.word)
                self._note("clerical_word", word & (self.house.seats[bloc] > 0.0))
                self._leave(bloc, word)

    def _withdraw(self) -> None:
        """Blocs with a habit of leaving politics leave, once a session has failed."""
        for bloc, (name, card) in enumerate(self.assembly.blocs.items()):
            if card.leaves:
                luck = self.chance.uniform(Stream.STEP, (f"withdrawal.{name}",), self._month)[0]
                self._leave(bloc, self._open & (self.failed > 0.0) & (luck < self.beliefs.withdrawal_rate))

    def _leave(self, bloc: int, where: Flags) -> None:
        """A bloc gives up its seats; the law says who follows. Bargaining starts anew."""
        where = where & (self.house.seats[bloc] > 0.0) & ~self.gone[bloc]
        if not where.any():
            return
        self._note("resignation", where)
        self.gone[bloc, where] = True
        if self.law.vacancy is Vacancy.DISTRICT_RUNNER_UP:
            luck = self.chance.uniform(Stream.HEIR, (self.coalitions.blocs[bloc],), self._month)[0]
            leaving = np.array([at == bloc for at in self.bloc_of])
            weights = np.where(self._heirs(bloc)[:, None], self._votes, 0.0)
            self.seats = np.where(where, inherit(self.seats, weights, leaving, luck), self.seats)
            self._seat(self._context)
        self._changed |= where
        self.candidate[where] = -1
        self._before[where] = -1

    def _heirs(self, bloc: int) -> Flags:
        """Lists that stood in the same districts: of the same community, or of none, (lists,)."""
        shared = {self._cards[bloc].community} | (
            {card.community for card in self._cards} - set(self._home.values())
        )
        return np.array([at != bloc and self._cards[at].community in shared for at in self.bloc_of])

    # --- the cabinet ------------------------------------------------------------------------------

    def _form_cabinet(self) -> Outcome:
        """The nominee presents a cabinet; half of all members must have confidence in it."""
        beliefs, inside = self.beliefs, self._inside()
        in_time = self._in_time("cabinet", self._slip())
        if self.push_to_settle:  # Art. 76: after thirty days another man is charged
            in_time |= self._charged_before
        due = self._due(CHARGED) & in_time
        named = self._named(np.flatnonzero(due), inside)
        refused = due & (self._luck["designate"] < beliefs.designation_fails)
        self._note("designation_failed", refused)
        votes = self._confidence(inside)
        majority = self.law.sessions.majority
        invested = due & ~refused & (votes >= majority)
        short = due & ~refused & (votes < majority)
        self._note("confidence_failed", short)
        self.nominee = np.where(due, named, -1)
        outcome = self._outcome(invested, inside, votes, named)
        self._give_up(short)
        self.stage[short] = BARGAINING
        self.stage[invested] = IDLE
        self.candidate[invested] = -1
        return outcome

    def _confidence(self, inside: Flags) -> Floats:
        """Votes for the cabinet: the coalition's followers who come; all come where it is close, (runs,)."""
        followers = self._followers()
        whole = np.zeros(inside.shape[1])
        for bloc, members in enumerate(followers):
            whole += members * inside[bloc]
        relaxed = np.floor(whole * (1.0 - self.beliefs.absent_decided))
        close = np.floor(whole * (1.0 - self.beliefs.absent_open))
        votes: Floats = np.where(relaxed >= self.law.sessions.majority, relaxed, close)
        return votes

    def _named(self, runs: Ints, inside: Flags) -> Ints:
        """Who is named in some runs, places in the candidates; the first of them in all others, (runs,)."""
        named = np.zeros(inside.shape[1], dtype=np.int64)
        if len(runs):
            case = self._nomination(runs, inside)
            named[runs] = nominate(self.candidates, self.assembly, case, self.chance.of(runs), self._month)
        return named

    def _nomination(self, runs: Ints, inside: Flags) -> Nomination:
        beliefs, context = self.beliefs, self._context
        return Nomination(
            lists=self.lists,
            seats=self.seats[:, runs],
            inside=inside[:, runs],
            bloc_of=self.bloc_of,
            premier=self._premier[runs],
            camps={camp: self._holds(camp, inside)[runs] for camp in {card.camp for card in self._cards}},
            holders={
                "iran": context.brokerage[runs],
                "united_states": context.us_pressure[runs],
                "najaf": context.najaf[runs],
            },
            bound=self.power_sharing,
            outsider=beliefs.outsider_share[runs],
            leader=beliefs.leader_share[runs],
            second_term=beliefs.second_term_share[runs],
            backing=beliefs.backing_weight[runs],
            small_list=beliefs.small_list[runs],
        )

    def _outcome(self, invested: Flags, inside: Flags, votes: Floats, named: Ints) -> Outcome:
        kinds = np.array([KINDS.index(each.kind) for each in self.candidates.values()])
        coalition = inside[list(self.bloc_of)] & (self.seats > 0.0) & invested
        seats = np.zeros(len(invested))
        for row in range(len(self.lists)):
            seats += self.seats[row] * coalition[row]
        return Outcome(
            invested=invested,
            coalition=coalition,
            seats=seats,
            votes=np.where(invested, votes, 0.0),
            premier=np.where(invested, named, -1),
            kind=np.where(invested, kinds[named], -1),
            backing=np.where(invested, self.backing(), -1),
            speaker=self.speaker.copy(),
            president=self.president.copy(),
            present=np.where(invested, self.present, 0.0),
            dissolved=np.zeros(len(invested), dtype=bool),
            events=self._events,
            deaths=self._deaths,
        )

    def _dissolve(self, outcome: Outcome) -> Outcome:
        """After a year without a government parliament may dissolve itself; a new vote is the caller's."""
        late = (self.stage > WAITING) & (self._month - self.began >= self.beliefs.dissolve_after)
        dissolved = late & (self._luck["dissolution"] < self.beliefs.dissolution_rate)
        self._note("dissolution", dissolved)
        self.stage[dissolved] = IDLE
        self.candidate[dissolved] = -1
        return replace(outcome, dissolved=dissolved)

"""A formation read plainly from its design: one run at a time, with `if` where the model has arrays.

Coalitions are judged by `Bargaining`, which has tests of its own against its equation; everything that is
judged, and what becomes of it, is worked out here again.
"""

from __future__ import annotations

import math
from dataclasses import fields
from types import SimpleNamespace
from typing import Any

import numpy as np

from simulation.model.chance import Chance, Stream
from simulation.model.institutions.candidates import Nomination, load_candidates, nominate
from simulation.model.institutions.coalitions import Bargaining, Majority, Scene, Weights, enumeration
from simulation.model.institutions.law import Vacancy
from simulation.model.institutions.lawbook import find_law
from simulation.model.institutions.parliament import House, Will, boycotters, load_blocs, session

IDLE, WAITING, FIRST_SESSION, BARGAINING, AGREED, CHARGED = range(6)
WEIGHTS = {
    "coverage": "coverage_weight", "range": "range_cost", "crowd": "crowd_cost", "largest": "largest_list_in",
    "minimal": "minimal_winning", "short": "short_of_quorum", "same_again": "incumbent_coalition",
    "premier_list": "incumbent_list", "affinity": "affinity_weight", "join": "join_benefit",
    "ties": "tie_weight",
}  # fmt: skip


def logistic(odds: float) -> float:
    return 1.0 / (1.0 + math.exp(-odds))


def odds_of(share: float) -> float:
    share = max(share, 1e-6)
    return math.log(share / (1.0 - share))


class PlainFormation:
    """The formation of one run; `chance` and `beliefs` are of that run alone."""

    def __init__(self, lists: tuple[str, ...], law: str, chance: Chance, beliefs: Any, **switches: bool):
        self.lists, self.law, self.chance = lists, find_law(law), chance
        self.b = SimpleNamespace(**{name: float(value[0]) for name, value in vars(beliefs).items()})
        self.switches = {"blocking_third": True, "power_sharing": True, "push_to_settle": True} | switches
        self.assembly, self.candidates = load_blocs(), load_candidates()
        self.blocs = list(self.assembly.blocs)
        self.cards = list(self.assembly.blocs.values())
        self.every = range(len(self.blocs))
        self.bloc_of = [next(b for b in self.every if name in self.cards[b].lists) for name in lists]
        self.home = {
            office: self.assembly.community_of(office) for office in ("premier", "speaker", "president")
        }
        self.coalitions = enumeration(
            tuple(self.blocs), tuple(card.community for card in self.cards), tuple(self.home.values())
        )
        self.bargaining = Bargaining(self.coalitions, chance)
        self.stage, self.nominee = IDLE, -1

    def luck(self, stream: Stream, name: str, month: int) -> float:
        return float(self.chance.uniform(stream, (name,), month)[0, 0])

    # --- a new parliament -------------------------------------------------------------------------

    def begin(self, month: int, seats: Any, positions: Any, context: Any, **known: Any) -> None:
        self.stage, self.began, self.seats = WAITING, month, list(map(float, seats))
        self.votes = list(map(float, known.get("votes", seats)))
        self.positions, self.premier = positions, known.get("premier", -1)
        self.apart, self.outgoing = known.get("apart", False), known.get("outgoing", [False] * len(seats))
        self.gone, self.lesson = [False] * len(self.blocs), [0.0] * len(self.blocs)
        self.failed, self.cleared, self.present = 0, False, getattr(self, "present", 0.0)
        self.candidate = self.before = self.speaker = self.president = -1
        resolve = self.chance.logistic(Stream.RESOLVE, self.blocs, month)
        self.resolve = [float(each) for each in resolve[:, 0]]
        self.context = context
        self.look()
        self.evaluate()

    def look(self) -> None:
        """The parliament as blocs, and this month's ties between them."""
        column = {name: np.array(values, dtype=float)[:, None] for name, values in self.positions.items()}
        self.house = House(self.assembly, self.lists, np.array(self.seats)[:, None], column)
        self.held = [float(each) for each in self.house.seats[:, 0]]
        self.ties = {}
        for tie in self.assembly.ties:
            luck = self.luck(Stream.TIE, "+".join(sorted(tie.between)), 0)
            affinity = tie.range[0] + (tie.range[1] - tie.range[0]) * luck
            if tie.framework and affinity > 0:
                affinity *= self.context.cohesion
            if tie.ticket and self.apart:
                affinity = min(affinity, 0.0)
            self.ties[tuple(sorted(self.blocs.index(name) for name in tie.between))] = affinity

    def followers(self, bloc: int) -> int:
        return math.floor(self.held[bloc] * (0.5 + 0.5 * float(self.house.discipline[bloc, 0])))

    def evaluate(self) -> None:
        def column(values: Any) -> np.ndarray:
            return np.array(values)[:, None]

        offices = [self.cards[b].community in self.home.values() for b in self.bloc_of]
        largest = max(
            range(len(self.lists)), key=lambda row: (self.seats[row] if offices[row] else -1.0, -row)
        )
        number = sum(
            1 << b
            for b in self.every
            if self.held[b] > 0
            and any(was for was, at in zip(self.outgoing, self.bloc_of, strict=True) if at == b)
        )
        claims = [
            self.held[b] * card.claim * (card.community == self.home["premier"])
            for b, card in enumerate(self.cards)
        ]
        scene = Scene(
            seats=column(self.held),
            follow=column([float(self.followers(b)) for b in self.every]),
            barred=column(self.gone),
            claim=column(claims),
            resolve=column(self.resolve),
            axis=self.house.axis,
            arms=self.house.arms,
            ties={pair: np.array([value]) for pair, value in self.ties.items()},
            largest=np.array([self.bloc_of[largest]]),
            premier=np.array([self.bloc_of[self.premier] if self.premier >= 0 else -1]),
            outgoing=np.array([number or -1]),
        )
        terms = {name: getattr(self.b, said) for name, said in WEIGHTS.items()}
        terms["patron"] = self.b.boycott_patron * self.context.brokerage
        weights = Weights(*(np.array([terms[each.name]]) for each in fields(Weights)))
        sessions = self.law.sessions
        majority = Majority(sessions.majority, sessions.president_quorum)
        bound = self.switches["power_sharing"]
        self.bargaining.evaluate(np.array([0]), self.began, scene, weights, majority, bound=bound)

    # --- a month ----------------------------------------------------------------------------------

    def round(self, month: int, context: Any) -> dict[str, Any]:
        self.month, self.context = month, context
        self.acts: dict[str, int] = {}
        self.deaths, self.shaken, self.nominee = 0, False, -1
        self.look()
        elapsed = (month - self.began) * 30.44 if self.stage else 0.0
        if self.stage == WAITING and elapsed >= self.b.ratification_days:
            self.stage = FIRST_SESSION
        done: dict[str, Any] = {"invested": False, "dissolved": False}
        if self.stage > WAITING:
            self.charged_before = self.stage == CHARGED
            self.waited = max(elapsed - self.b.ratification_days, 0.0) / 30.44
            self.choose()
            self.clash()
            self.withdraw()
            self.choose()
            self.elect_speaker()
            self.agree()
            self.elect_president()
            done |= self.form_cabinet()
            late = self.stage > WAITING and month - self.began >= self.b.dissolve_after
            if late and self.step_luck("dissolution") < self.b.dissolution_rate:
                self.stage, self.candidate, done["dissolved"] = IDLE, -1, True
                self.note("dissolution")
        return done

    def note(self, act: str) -> None:
        self.acts[act] = self.acts.get(act, 0) + 1

    def step_luck(self, name: str) -> float:
        return self.luck(Stream.STEP, name, self.month)

    def members(self) -> list[int]:
        return [b for b in self.every if self.candidate >= 0 and self.candidate >> b & 1]

    def inside(self) -> np.ndarray:
        return np.array([[b in self.members()] for b in self.every])

    def third(self) -> float:
        return max(sum(self.held) - self.law.sessions.president_quorum + 1, 1.0)

    def choose(self) -> None:
        if self.candidate >= 0:
            return
        months = (self.month - self.began) * self.b.exhaustion
        pull = [self.lesson[b] + months * self.held[b] / self.third() for b in self.every]
        patrons = [
            -self.b.patron_weight_iran * self.context.brokerage * float(self.house.axis[b, 0])
            - self.b.patron_weight_us * self.context.us_pressure * (1.0 - float(self.house.arms[b, 0]))
            for b in self.every
        ]
        columns = (np.array(values)[:, None] for values in (pull, self.held, patrons))
        self.candidate = int(self.bargaining.best(np.array([0]), *columns)[0])
        if self.candidate != self.before:
            self.cleared, self.stage = False, min(self.stage, BARGAINING)
        self.before = self.candidate

    def holds(self, camp: str) -> bool:
        rows = [b for b in self.every if self.cards[b].camp == camp]
        held = sum(self.held[b] for b in rows if b in self.members())
        return held > 0 and 2 * held > sum(self.held[b] for b in rows)

    def backing(self) -> str:
        sadr, framework = self.holds("sadr"), self.holds("framework")
        return "both" if sadr and framework else "sadr" if sadr else "framework" if framework else "own"

    def slip(self) -> float:
        if not self.switches["push_to_settle"]:
            return self.b.step_slip
        return logistic(odds_of(self.b.step_slip) - self.b.settle_push * self.waited)

    def due(self, stage: int) -> bool:
        return self.stage == stage and self.candidate >= 0 and not self.shaken

    def undone_by_the_court(self, case: str) -> bool:
        brought = self.luck(Stream.COURT, f"{case}.case", self.month) < self.b.court_case
        if not brought:
            return False
        self.note("court_ruling")
        against = 1.0 - self.b.court_lean if self.holds("framework") else self.b.court_lean
        return self.luck(Stream.COURT, f"{case}.ruling", self.month) < against

    def holder(self, office: str) -> int:
        by_size = sorted(self.members(), key=lambda b: (-self.held[b], b))
        if not self.switches["power_sharing"]:
            return by_size[{"premier": 0, "president": 1, "speaker": 2}[office]]
        own = [b for b in by_size if self.cards[b].community == self.home[office]]
        if office == "president" and self.step_luck("office") < self.b.president_to_first:
            own.sort(key=lambda b: not (self.cards[b].first_for_president and self.held[b] > 0))
        return own[0]

    def claimants(self, office: str) -> int:
        return sum(
            self.cards[b].community == self.home[office] and self.cards[b].claim >= 0.5 and self.held[b] > 0
            for b in self.members()
        )

    def clash(self) -> None:
        members = self.members()
        for b, (name, card) in enumerate(self.assembly.blocs.items()):
            if not card.street or self.candidate < 0 or b in members:
                continue
            odds = self.b.clash_base + self.b.clash_anger * self.context.anger
            odds += self.b.clash_failed * (self.failed > 0 or self.gone[b])
            odds += self.context.street.get(name, 0.0)
            if self.step_luck(f"clash.{name}") < card.street * logistic(odds):
                self.note("clash")
                self.shaken = True
                self.deaths += math.ceil(-self.b.clash_deaths * math.log(self.step_luck(f"dead.{name}")))
                stops = self.b.clergy_stops * self.context.word
                if card.leaves and self.step_luck(f"word.{name}") < stops:
                    if self.held[b] > 0:
                        self.note("clerical_word")
                    self.leave(b)

    def withdraw(self) -> None:
        for b, (name, card) in enumerate(self.assembly.blocs.items()):
            if card.leaves and self.failed and self.step_luck(f"withdrawal.{name}") < self.b.withdrawal_rate:
                self.leave(b)

    def leave(self, bloc: int) -> None:
        if not self.held[bloc] or self.gone[bloc]:
            return
        self.note("resignation")
        self.gone[bloc] = True
        if self.law.vacancy is Vacancy.DISTRICT_RUNNER_UP:
            near = {self.cards[bloc].community, *(c.community for c in self.cards)}
            near -= set(self.home.values()) - {self.cards[bloc].community}
            self.pass_on(bloc, [b for b in self.every if b != bloc and self.cards[b].community in near])
            self.look()
        self.candidate = self.before = -1
        self.evaluate()

    def pass_on(self, bloc: int, heirs: list[int]) -> None:
        """Systematic sampling: heirs take whole seats in proportion to their votes."""
        luck = self.luck(Stream.HEIR, self.blocs[bloc], self.month)
        weights = [v if at in heirs else 0.0 for v, at in zip(self.votes, self.bloc_of, strict=True)]
        vacant = sum(s for s, at in zip(self.seats, self.bloc_of, strict=True) if at == bloc)
        if not sum(weights):
            return
        passed, below = 0, 0.0
        for row, at in enumerate(self.bloc_of):
            below += weights[row]
            upto = math.floor(vacant * below / sum(weights) + luck)
            self.seats[row] = (0.0 if at == bloc else self.seats[row]) + upto - passed
            passed = upto

    def elect_speaker(self) -> None:
        if not self.due(FIRST_SESSION) or self.step_luck("speaker") < self.slip():
            return
        if not self.undone_by_the_court("speaker"):
            self.speaker, self.stage = self.holder("speaker"), BARGAINING
            self.note("speaker_elected")

    def agree(self) -> None:
        rivals = max(self.claimants("premier") - 1, 0)
        slip = logistic(odds_of(self.slip()) + self.b.claimant_slip * rivals)
        if self.due(BARGAINING) and self.step_luck("agreement") >= slip:
            self.stage = CHARGED if self.president >= 0 else AGREED
            self.note("agreement")

    def elect_president(self) -> None:
        if self.due(AGREED) and not self.cleared:
            contested = self.switches["power_sharing"] and self.claimants("president") > 1
            if not contested or self.step_luck("gate") < self.b.kurdish_bargain:
                self.cleared = True
                self.shaken = self.undone_by_the_court("president")
        if not self.due(AGREED) or not self.cleared or self.step_luck("session") < self.slip():
            return
        away, one = self.away(), np.ones(1)
        held = session(
            self.house, self.inside(), away, quorum=self.law.sessions.president_quorum,
            absent_open=one * self.b.absent_open, absent_decided=one * self.b.absent_decided,
            margin=one * self.b.collapse_margin, collapse=one * self.b.collapse_attendance,
        )  # fmt: skip
        self.present = float(held.present[0])
        if self.present >= self.law.sessions.president_quorum and held.for_it[0] > held.against[0]:
            self.president, self.stage = self.holder("president"), CHARGED
            self.note("president_elected")
            return
        self.note("session_failed")
        for b in self.every:
            self.lesson[b] += self.b.failure_lesson * float(away[b, 0]) / self.third()
        self.failed += 1
        self.give_up()

    def away(self) -> np.ndarray:
        terms = {
            "base": self.b.boycott_base, "stake": self.b.boycott_stake, "ties": self.b.tie_weight,
            "patron": self.b.boycott_patron * self.context.brokerage,
            "fatigue": self.b.boycott_fatigue * self.failed,
        }  # fmt: skip
        will = Will(**{name: np.array([value]) for name, value in terms.items()})
        gone, resolve = np.array(self.gone)[:, None], np.array(self.resolve)[:, None]
        ties = {pair: np.array([value]) for pair, value in self.ties.items()}
        away = np.zeros((len(self.blocs), 1))
        if self.switches["blocking_third"]:
            away = boycotters(self.assembly, self.house, self.inside(), gone, ties, will, resolve)
        for b in self.every if self.context.boycott is not None else ():
            rows = [row for row, at in enumerate(self.bloc_of) if at == b and self.context.boycott[row]]
            away[b] = max(away[b, 0], sum(self.seats[row] for row in rows))
        return away

    def give_up(self) -> None:
        self.bargaining.lower(np.array([0]), np.array([self.candidate]), np.array([self.b.failure_lesson]))
        self.candidate = -1

    def form_cabinet(self) -> dict[str, Any]:
        pushed = self.switches["push_to_settle"] and self.charged_before
        if not self.due(CHARGED) or (self.step_luck("cabinet") < self.slip() and not pushed):
            return {}
        self.nominee = self.named()
        if self.step_luck("designate") < self.b.designation_fails:
            self.note("designation_failed")
            return {}
        whole, majority = sum(self.followers(b) for b in self.members()), self.law.sessions.majority
        votes = math.floor(whole * (1.0 - self.b.absent_decided))
        if votes < majority:
            votes = math.floor(whole * (1.0 - self.b.absent_open))
        if votes < majority:
            self.note("confidence_failed")
            self.give_up()
            self.stage = BARGAINING
            return {}
        coalition = [at in self.members() and s > 0 for at, s in zip(self.bloc_of, self.seats, strict=True)]
        done = {
            "invested": True, "votes": votes, "premier": self.nominee, "backing": self.backing(),
            "kind": list(self.candidates.values())[self.nominee].kind, "present": self.present,
            "coalition": coalition, "seats": sum(s for s, c in zip(self.seats, coalition, strict=True) if c),
        }  # fmt: skip
        self.stage, self.candidate = IDLE, -1
        return done

    def named(self) -> int:
        one, context = np.ones(1), self.context
        case = Nomination(
            lists=self.lists, seats=np.array(self.seats)[:, None], inside=self.inside(), bloc_of=self.bloc_of,
            premier=np.array([self.premier]),
            camps={camp: np.array([self.holds(camp)]) for camp in {card.camp for card in self.cards}},
            holders={
                "iran": one * context.brokerage, "united_states": one * context.us_pressure,
                "najaf": one * context.najaf,
            },
            bound=self.switches["power_sharing"], outsider=one * self.b.outsider_share,
            leader=one * self.b.leader_share, second_term=one * self.b.second_term_share,
            backing=one * self.b.backing_weight, small_list=one * self.b.small_list,
        )  # fmt: skip
        return int(nominate(self.candidates, self.assembly, case, self.chance, self.month)[0])

"""The government: the prime minister's hedge between patrons, and the conduct that follows (row 3)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from simulation.model import theories
from simulation.model.actors.base import Actor, Flags, Floats, added, unit
from simulation.model.chance import Stream
from simulation.model.institutions.parliament import load_blocs
from simulation.model.questions import QUESTION_KEYS, QUESTIONS, record_conduct

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Government", "hedge"]


def hedge(
    push_west: Floats,
    push_iran: Floats,
    ideal: Floats,
    west: Floats,
    iran: Floats,
    caution: Floats,
    punishment: Floats,
    bond: Floats,
    inertia: Floats,
) -> tuple[Floats, Floats]:
    """The prime minister's two accommodations, x_U (west) and x_I (Iran), each in [0, 1].

    Maximises  b_U x_U + b_I x_I - (q/2)(x_U^2 + x_I^2) - P x_U x_I - (L/2)(x_U - x_I - a_c)^2
    - (K/2)((x_U - west)^2 + (x_I - iran)^2)  exactly: at the solution of a 2 x 2 linear system where that is
    inside the square and a maximum, on the best point of an edge otherwise. q caution, P = eta R the
    punishment of hedging as rivalry rises, L the bond to the governing coalition whose ideal is a_c, K
    inertia. Above P = q + 2 L the middle is unstable and month by month the choice slides to the better
    corner (a pitchfork). Theory: Kuik 2021 (hedging as insurance), Walt 1987 per patron. Shapes (runs,).
    """
    own = caution + bond + inertia
    cross = punishment - bond
    right_west = push_west + bond * ideal + inertia * west
    right_iran = push_iran - bond * ideal + inertia * iran
    determinant = own * own - cross * cross
    safe = np.where(determinant > 0.0, determinant, 1.0)
    best_west = (own * right_west - cross * right_iran) / safe
    best_iran = (own * right_iran - cross * right_west) / safe
    inside = (determinant > 0.0) & (best_west >= 0.0) & (best_west <= 1.0)
    inside &= (best_iran >= 0.0) & (best_iran <= 1.0)
    outside = np.flatnonzero(~inside)
    if outside.size:
        best_west[outside], best_iran[outside] = _best_edge(
            own[outside], cross[outside], right_west[outside], right_iran[outside]
        )
    return best_west, best_iran


def _best_edge(own: Floats, cross: Floats, right_west: Floats, right_iran: Floats) -> tuple[Floats, Floats]:
    """The best point of the square's four edges, with the linear system's coefficients."""
    best_west, best_iran = np.zeros_like(own), np.zeros_like(own)
    worth = np.full_like(own, -np.inf)
    for edge in (np.zeros_like(own), np.ones_like(own)):
        others = unit((right_iran - cross * edge) / own), unit((right_west - cross * edge) / own)
        for at_west, at_iran in ((edge, others[0]), (others[1], edge)):
            here = right_west * at_west + right_iran * at_iran - cross * at_west * at_iran
            here = here - 0.5 * own * (at_west * at_west + at_iran * at_iran)
            better = here > worth
            best_west, best_iran = np.where(better, at_west, best_west), np.where(better, at_iran, best_iran)
            worth = np.where(better, here, worth)
    return best_west, best_iran


def _reasons(terms: Mapping[str, Floats], bar: Floats, is_outward: bool) -> dict[str, Floats]:
    """What spoke for an act, and the bar it had to clear: the terms of z outward, of -z inward."""
    sign = 1.0 if is_outward else -1.0
    return {name: sign * term for name, term in terms.items()} | {"the bar to act": -bar}


class Government(Actor):
    """The prime minister of each run and the cabinet that carries him.

    By the theory of the scenario he hedges (`hedge`) or follows a rival rule (`theories`). Policy is slow;
    words are a series of their own, w' = w + v (a* - w), a* the lean that he would choose without inertia:
    words turn within a month or two, policy within three quarters of a year (iraq.md 5.1).
    """

    accommodation_iran: Floats
    accommodation_west: Floats
    popularity: Floats
    services: Floats
    affair: Floats
    lean: Floats
    rhetoric: Floats
    request: Floats
    forced: Flags

    def settle(self) -> None:
        """Start from the conduct of the last months, with nothing asked of the armed groups yet."""
        self.lean = self.accommodation_west - self.accommodation_iran
        self.rhetoric = self.lean.copy()
        self.first_services, self.first_popularity = self.services.copy(), self.popularity.copy()
        self.request = np.zeros_like(self.lean)
        self.forced = np.zeros(self.lean.shape, dtype=bool)
        self.camp = load_blocs().community_of("premier")
        self._next = (self.accommodation_west, self.accommodation_iran)
        self._next_request = self.request
        self._next_rhetoric = self.rhetoric

    @property
    def insurance(self) -> Floats:
        """The hedge h = 2 min(x_U, x_I): how much is kept on both sides, in [0, 2]."""
        return 2.0 * np.minimum(self.accommodation_west, self.accommodation_iran)

    @property
    def taboo_open(self) -> Floats:
        """Share of the premier's camp that says in public that arms belong to the state."""
        line = self.model.beliefs.taboo_line
        return self.model.scene.share_who_say(self.camp, lambda party: party.arms >= line)

    def carried(self) -> Floats:
        """What accommodating Tehran brings through the Framework that carries the cabinet.

        Benefit x its hold x (1 - affair) x Tehran's brokerage; more where rivals inside it could replace
        him (row 4).
        """
        model, beliefs = self.model, self.model.beliefs
        hold = model.scene.framework_hold
        worth = beliefs.benefit_framework * hold * (1.0 - self.affair) * model.iran.brokerage
        return worth * (1.0 + beliefs.rival_grip * model.scene.rivals) if model.on("rivals") else worth

    def west_offers(self) -> Floats:
        """What accommodating Washington and the neighbours brings: dollars, cover, investment, a road."""
        model, beliefs = self.model, self.model.beliefs
        offers = beliefs.benefit_west
        if model.on("arab_door"):
            offers = offers + beliefs.benefit_arab * model.scene.arab_door
        if model.on("turkey"):
            offers = offers + beliefs.benefit_turkey * model.turkey.ties
        if model.on("dollars"):
            offers = offers + beliefs.dollar_need * model.economy.rationing
        return offers

    def decide(self) -> None:
        model, beliefs = self.model, self.model.beliefs
        if model.on("hedging"):
            rule = theories.RIVALS.get(model.setup.theory)
            self._next = (
                self._hedge(beliefs.hedge_inertia) if rule is None else theories.approach(model, rule(model))
            )
            edge = beliefs.hedge_caution + 2.0 * beliefs.coalition_bond
            self.forced = (rule is None) & (beliefs.hedge_punishment * model.scene.rivalry > edge)
        self._next_rhetoric = self._words()
        threat = model.israel.threat if model.on("israeli_threat") else np.zeros_like(self.lean)
        wish = beliefs.request_base + beliefs.request_threat * threat + beliefs.request_lean * self.lean
        self._next_request = unit(wish)

    def _words(self) -> Floats:
        """Next month's tone: part of the way to the lean that he would choose without inertia."""
        model = self.model
        if not (model.on("rhetoric") and model.on("hedging")):
            return self.rhetoric
        rule = theories.RIVALS.get(model.setup.theory)
        west, iran = self._hedge(np.zeros_like(self.lean)) if rule is None else rule(model)
        return self.rhetoric + model.beliefs.rhetoric_speed * (west - iran - self.rhetoric)

    def _hedge(self, inertia: Floats) -> tuple[Floats, Floats]:
        """The two accommodations of a premier who hedges, with the given dislike of quick change."""
        model, beliefs = self.model, self.model.beliefs
        push_west, push_iran = self._pushes()
        return hedge(
            push_west,
            push_iran,
            ideal=model.scene.coalition_ideal,
            west=self.accommodation_west,
            iran=self.accommodation_iran,
            caution=beliefs.hedge_caution,
            punishment=beliefs.hedge_punishment * model.scene.rivalry,
            bond=beliefs.coalition_bond,
            inertia=inertia,
        )

    def _pushes(self) -> tuple[Floats, Floats]:
        """b_U and b_I of iraq.md 5.1: benefits, prestige lost or won, and threat by the patron's rival."""
        model, beliefs = self.model, self.model.beliefs
        iran, states = model.iran, model.united_states
        prestige = beliefs.hedge_prestige * (states.prestige - iran.prestige)
        terms = beliefs.energy_menace * iran.levers["energy_terms"] * model.energy_share
        menace = model.scene.threat_from_factions + terms
        menace_iran = beliefs.hedge_threat * menace * (2.0 * states.prestige - 1.0)
        menace_west = beliefs.hedge_threat * states.bite * (2.0 * iran.prestige - 1.0)
        west = self.west_offers()
        return west + prestige + menace_iran, beliefs.benefit_iran + self.carried() - prestige + menace_west

    def take_office(self, new: Flags, ideal: Floats) -> None:
        """A new premier, where `new`: his conduct starts between what was and what his coalition wants.

        x_U -> x_U + b (clip(h + a_c / 2) - x_U), x_I -> x_I + b (clip(h - a_c / 2) - x_I), with b the
        break that a new premier makes and h the usual accommodation; standing and affairs start anew.
        """
        beliefs = self.model.beliefs
        west = unit(beliefs.usual_accommodation + 0.5 * ideal) - self.accommodation_west
        iran = unit(beliefs.usual_accommodation - 0.5 * ideal) - self.accommodation_iran
        step = np.where(new, beliefs.new_premier_break, 0.0)
        self.accommodation_west = self.accommodation_west + step * west
        self.accommodation_iran = self.accommodation_iran + step * iran
        self.lean = self.accommodation_west - self.accommodation_iran
        self.rhetoric = np.where(new, self.lean, self.rhetoric)
        self.popularity = np.where(new, beliefs.new_premier_standing, self.popularity)
        self.affair = np.where(new, 0.0, self.affair)
        self.first_popularity = np.where(new, self.popularity, self.first_popularity)
        self.first_services = np.where(new, self.services, self.first_services)

    def act(self) -> None:
        beliefs = self.model.beliefs
        self.accommodation_west, self.accommodation_iran = self._next
        self.lean = self.accommodation_west - self.accommodation_iran
        self.rhetoric = self._next_rhetoric
        self.request = self._next_request
        self.affair = self.affair * beliefs.affair_memory

    def conduct(self) -> None:
        """Act on what lies on the cabinet's table this month; every act and every ask is recorded.

        A question q comes up with probability rate_q. Tehran and Washington may each put an ask. With
        z = g a + p_U (ask of the US) pressure' - p_I (ask of Iran) hold + m (resentment - rest)/100 + e and
        what else bears on the question, the state acts outward when z > tau_q, inward when z < -tau'_q, and
        otherwise lets it lie: an ordered logit. `hold` is Tehran's brokerage times the Framework's cohesion;
        a is his tone on matters of words and his lean on all others.
        """
        model, beliefs = self.model, self.model.beliefs
        occasions, asks_iran, asks_us = (
            model.chance.uniform(stream, QUESTION_KEYS, model.month)
            for stream in (Stream.OCCASION, Stream.ASK_IRAN, Stream.ASK_US)
        )
        noise = model.chance.logistic(Stream.CONDUCT, QUESTION_KEYS, model.month)
        street = np.zeros_like(self.lean)
        if model.on("public_mood"):
            street = beliefs.conduct_street * model.scene.shift_of("resent_iran")
        hold = beliefs.conduct_iran * model.iran.brokerage * model.scene.framework_hold
        press = beliefs.conduct_us * (beliefs.us_voice + model.united_states.bite)
        unwelcome = model.scene.unwelcome()
        for row, question in enumerate(QUESTIONS):
            rate, outward, inward = question.terms(beliefs)
            up_for = occasions[row] < rate
            iran_asks = up_for & model.iran.asks_of(question, asks_iran[row])
            us_asks = up_for & (asks_us[row] < question.us_ask_rate(beliefs)) & model.on("us_ladder")
            stance = self.rhetoric if question.of_words and model.on("rhetoric") else self.lean
            terms = {"his lean": beliefs.conduct_lean * stance, "the street": street}
            terms |= question.extra(model)
            terms["luck"] = noise[row]
            terms["an ask of Tehran"] = np.where(iran_asks, -hold, 0.0)
            terms["an ask of Washington"] = np.where(us_asks, press, 0.0)
            latent = added(*terms.values())
            outcome = np.where(latent > outward, 1.0, np.where(latent < -inward, -1.0, 0.0)) * up_for
            threshold = np.where(outcome > 0.0, outward, inward)
            strong = np.abs(latent) > threshold + beliefs.conduct_strong_step
            if question.sends_army:
                strong = self._keep_the_army_home(latent, inward, outcome, strong)
            model.ledger.add("asks_us", us_asks)
            model.tell(model.iran.key, "asks_iran", iran_asks, target=question.key)
            model.tell(model.united_states.key, "asks_us", us_asks, target=question.key)
            acts = record_conduct(model.ledger, question, iran_asks, outcome, strong, unwelcome)
            for place, (act, done) in enumerate(acts):
                reasons = partial(_reasons, terms, outward if place < 2 else inward, place < 2)
                model.tell(self.key, act, done, target=question.key, terms=reasons)

    def _keep_the_army_home(self, latent: Floats, inward: Floats, outcome: Floats, strong: Flags) -> Flags:
        """Where all else says to send the army, premier and Commission mostly refuse.

        Factions wanted it sent in 2024 and were refused (O12); it never went in thirteen years of war.
        """
        model, beliefs = self.model, self.model.beliefs
        if not model.on("army_stays_home"):
            return strong
        asked = (outcome < 0.0) & strong
        refused = asked & (latent > -(inward + beliefs.conduct_strong_step + beliefs.army_reluctance))
        model.ledger.add("army_refused", refused)
        model.tell(self.key, "army_refused", refused)
        return strong & ~refused

    def travel(self) -> None:
        """Top-level visits follow the two accommodations separately: insurance shows as both (row 3)."""
        model, beliefs = self.model, self.model.beliefs
        noise = model.chance.logistic(
            Stream.VISIT, ("visit_arab", "visit_tehran", "project_arab"), model.month
        )
        gain = beliefs.visit_gain
        door = model.scene.arab_door if model.on("arab_door") else np.zeros_like(self.lean)
        to_arabs = gain * self.accommodation_west * (0.5 + door)
        arab = beliefs.visit_base + to_arabs + noise[0] > 0.0
        to_tehran = gain * self.accommodation_iran
        tehran = beliefs.visit_base + to_tehran + noise[1] > 0.0
        project = arab & (beliefs.project_base + beliefs.project_door * door + noise[2] > 0.0)
        self._did(
            "visit_arab", arab, {"habit": beliefs.visit_base, "accommodation": to_arabs, "luck": noise[0]}
        )
        self._did(
            "visit_tehran",
            tehran,
            {"habit": beliefs.visit_base, "accommodation": to_tehran, "luck": noise[1]},
        )
        offered = {"habit": beliefs.project_base, "the Arab door": beliefs.project_door * door}
        self._did("project_arab", project, offered | {"luck": noise[2]})
        if model.on("mediation"):
            self._mediate(door)

    def _mediate(self, door: Floats) -> None:
        """Bring Riyadh and Tehran together: a hedge that serves both, open to who keeps ties with both (A11).

        P(a round) = logit^-1(m0 + m1 h/2 + m2 door), h the insurance; a round calms the rivalry for a while.
        """
        model, beliefs = self.model, self.model.beliefs
        luck = model.chance.logistic(Stream.MEDIATION, (self.key,), model.month)[0]
        insured = beliefs.mediation_insurance * 0.5 * self.insurance
        open_door = beliefs.mediation_door * door
        round_held = beliefs.mediation_base + insured + open_door + luck > 0.0
        terms = {"habit": beliefs.mediation_base, "ties with both": insured, "the Arab door": open_door}
        self._did("mediation", round_held, terms | {"luck": luck})

    def _did(self, act: str, done: Flags, terms: Mapping[str, Floats]) -> None:
        """Record an act of the government, and why, where somebody asks."""
        self.model.ledger.add(act, done)
        self.model.tell(self.key, act, done, terms=lambda: terms)

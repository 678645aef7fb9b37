"""The government: the prime minister's hedge between patrons, and the conduct that follows (row 3)."""

from __future__ import annotations

import numpy as np

from simulation.model.actors.base import Actor, Flags, Floats, unit
from simulation.model.chance import Stream
from simulation.model.questions import QUESTION_KEYS, QUESTIONS, record_conduct

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
    - (K/2)((x_U - west)^2 + (x_I - iran)^2)  in closed form (a 2 x 2 linear system); q caution,
    P = eta R the punishment of hedging as rivalry rises, L the bond to the governing coalition whose
    ideal is a_c, K inertia. Above P = q + 2 L the middle is unstable and the choice slides to a corner.
    Theory: Kuik 2021 (hedging as insurance), Walt 1987 per patron. All arguments have shape (runs,).
    """
    own = caution + bond + inertia
    cross = punishment - bond
    right_west = push_west + bond * ideal + inertia * west
    right_iran = push_iran - bond * ideal + inertia * iran
    determinant = own * own - cross * cross
    return (
        unit((own * right_west - cross * right_iran) / determinant),
        unit((own * right_iran - cross * right_west) / determinant),
    )


class Government(Actor):
    """The prime minister of each run and the cabinet that carries him."""

    accommodation_iran: Floats
    accommodation_west: Floats
    popularity: Floats
    services: Floats
    affair: Floats
    lean: Floats
    request: Floats

    def settle(self) -> None:
        """Start from the conduct of the last months, with nothing asked of the armed groups yet."""
        self.lean = self.accommodation_west - self.accommodation_iran
        self.request = np.zeros_like(self.lean)
        self._next = (self.accommodation_west, self.accommodation_iran)
        self._next_request = self.request

    @property
    def insurance(self) -> Floats:
        """The hedge h = 2 min(x_U, x_I): how much is kept on both sides, in [0, 2]."""
        return 2.0 * np.minimum(self.accommodation_west, self.accommodation_iran)

    def decide(self) -> None:
        model, beliefs = self.model, self.model.beliefs
        if model.on("hedging"):
            push_west, push_iran = self._pushes()
            self._next = hedge(
                push_west,
                push_iran,
                ideal=model.scene.coalition_ideal,
                west=self.accommodation_west,
                iran=self.accommodation_iran,
                caution=beliefs.hedge_caution,
                punishment=beliefs.hedge_punishment * model.scene.rivalry,
                bond=beliefs.coalition_bond,
                inertia=beliefs.hedge_inertia,
            )
        threat = model.israel.threat if model.on("israeli_threat") else np.zeros_like(self.lean)
        wish = beliefs.request_base + beliefs.request_threat * threat + beliefs.request_lean * self.lean
        self._next_request = unit(wish)

    def _pushes(self) -> tuple[Floats, Floats]:
        """b_U and b_I of iraq.md 5.1: benefits, prestige lost or won, and threat by the patron's rival."""
        model, beliefs = self.model, self.model.beliefs
        iran, states = model.iran, model.united_states
        prestige = beliefs.hedge_prestige * (states.prestige - iran.prestige)
        terms = beliefs.energy_menace * iran.levers["energy_terms"] * model.energy_share
        menace = model.scene.threat_from_factions + terms
        menace_iran = beliefs.hedge_threat * menace * (2.0 * states.prestige - 1.0)
        menace_west = beliefs.hedge_threat * states.bite * (2.0 * iran.prestige - 1.0)
        carried = (
            beliefs.benefit_framework * model.scene.framework_hold * (1.0 - self.affair) * iran.brokerage
        )
        west = beliefs.benefit_west + (
            beliefs.benefit_arab * model.scene.arab_door if model.on("arab_door") else 0.0
        )
        return west + prestige + menace_iran, beliefs.benefit_iran + carried - prestige + menace_west

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
        self.popularity = np.where(new, beliefs.new_premier_standing, self.popularity)
        self.affair = np.where(new, 0.0, self.affair)

    def act(self) -> None:
        beliefs = self.model.beliefs
        self.accommodation_west, self.accommodation_iran = self._next
        self.lean = self.accommodation_west - self.accommodation_iran
        self.request = self._next_request
        self.affair = self.affair * beliefs.affair_memory

    def conduct(self) -> None:
        """Act on what lies on the cabinet's table this month; every act and every ask is recorded.

        A question q comes up with probability rate_q. Tehran and Washington may each put an ask. With
        z = g a + p_U (ask of the US) pressure' - p_I (ask of Iran) hold + m (resentment - rest)/100 + e,
        the state acts outward when z > tau_q, inward when z < -tau'_q, and otherwise lets it lie: an
        ordered logit. `hold` is Tehran's brokerage times the Framework's cohesion.
        """
        model, beliefs = self.model, self.model.beliefs
        occasions, asks_iran, asks_us = (
            model.chance.uniform(stream, QUESTION_KEYS, model.month)
            for stream in (Stream.OCCASION, Stream.ASK_IRAN, Stream.ASK_US)
        )
        noise = model.chance.logistic(Stream.CONDUCT, QUESTION_KEYS, model.month)
        lean = beliefs.conduct_lean * self.lean
        if model.on("public_mood"):
            lean = lean + beliefs.conduct_street * model.scene.shift_of("resent_iran")
        hold = beliefs.conduct_iran * model.iran.brokerage * model.scene.framework_hold
        press = beliefs.conduct_us * (beliefs.us_voice + model.united_states.bite)
        unwelcome = model.scene.unwelcome()
        for row, question in enumerate(QUESTIONS):
            rate, outward, inward = question.terms(beliefs)
            up_for = occasions[row] < rate
            iran_asks = up_for & model.iran.asks_of(question, asks_iran[row])
            latent = lean + question.extra(model) + noise[row] - np.where(iran_asks, hold, 0.0)
            if model.on("us_ladder"):
                us_asks = up_for & (asks_us[row] < question.us_ask_rate(beliefs))
                latent = latent + np.where(us_asks, press, 0.0)
            outcome = np.where(latent > outward, 1.0, np.where(latent < -inward, -1.0, 0.0)) * up_for
            threshold = np.where(outcome > 0.0, outward, inward)
            strong = np.abs(latent) > threshold + beliefs.conduct_strong_step
            record_conduct(model.ledger, question, iran_asks, outcome, strong, unwelcome)

    def travel(self) -> None:
        """Top-level visits follow the two accommodations separately: insurance shows as both (row 3)."""
        model, beliefs = self.model, self.model.beliefs
        noise = model.chance.logistic(
            Stream.VISIT, ("visit_arab", "visit_tehran", "project_arab"), model.month
        )
        gain = beliefs.visit_gain
        door = model.scene.arab_door if model.on("arab_door") else np.zeros_like(self.lean)
        arab = beliefs.visit_base + gain * self.accommodation_west * (0.5 + door) + noise[0] > 0.0
        tehran = beliefs.visit_base + gain * self.accommodation_iran + noise[1] > 0.0
        project = arab & (beliefs.project_base + beliefs.project_door * door + noise[2] > 0.0)
        model.ledger.add("visit_arab", arab)
        model.ledger.add("visit_tehran", tehran)
        model.ledger.add("project_arab", project)

"""Which path Tehran is on in each run: fixed, one after another, or chosen each quarter (row 1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulation.model.beliefs import draw_levers
from simulation.model.chance import Stream
from simulation.scenario.vocabulary import ADAPTIVE, STEADY

if TYPE_CHECKING:
    from simulation.model.actors.base import Flags, Floats
    from simulation.model.iraq import IraqModel

__all__ = ["Course"]

QUARTER = 3


class Course:
    """The path in force in each run, and Tehran's own expectations where it chooses.

    Under a fixed step of the schedule every run is on that path. Under an adaptive one Tehran weighs
    every path p each quarter by what it expects of it and takes the best:

        U_p = i worth G_p - a A_p - k K_p - c e_p (1 - M) + t Q s_p + d [p in force] + noise x Gumbel

    e_p the effort of the path's levers, s_p the signal they send, M the means left, Q the prospect of
    talks, K_p the strikes expected; G_p and A_p the change of influence (by results: asks met) and of
    resentment expected in a quarter. Expectations start from effort and calls to attack; under the path
    in force they are corrected by what was seen: x_p -> x_p + l (seen - expected) (Simon 1955). The
    weights are those of Tehran's wills: hardliners weigh influence more and alienation and talks less,
    the ministry the reverse, the Leader strikes and means more. A logit (McFadden 1974).
    """

    def __init__(self, model: IraqModel):
        self._model = model
        steps = [name for _, name in model.setup.schedule]
        needed = model.evidence.strategies if ADAPTIVE in steps else steps
        self.names = tuple(name for name in model.evidence.strategies if name in needed)
        self._paths = {name: self._drawn(name) for name in self.names}
        self.lever_names = tuple(self._paths[self.names[0]])
        self.now = np.zeros(model.runs, dtype=np.int64)
        self._chosen_before = False
        zero = np.zeros(model.runs)
        self._off_influence = dict.fromkeys(self.names, zero)
        self._off_resentment = dict.fromkeys(self.names, zero)
        self._off_strikes = dict.fromkeys(self.names, zero)
        self._seen_influence = self._seen_resentment = zero

    def _drawn(self, strategy: str) -> dict[str, Floats]:
        """The levers of a path, drawn per run; a path with several readings deals one to each run."""
        model = self._model
        luck = model.chance.uniform(Stream.VARIANT, ("reading of the path",))[0]
        levels: dict[str, Floats] = {}
        floor = 0.0
        for variant in model.evidence.strategies[strategy].variants.values():
            drawn = draw_levers(model.chance, "iran", variant.levers)
            chosen = (luck >= floor) & (luck < floor + variant.share)
            floor += variant.share
            for lever, level in drawn.items():
                levels[lever] = np.where(chosen, level, levels.get(lever, level))
        return levels

    # --- what is in force ---------------------------------------------------------------------------

    @property
    def adaptive(self) -> bool:
        """Whether Tehran chooses for itself this month."""
        return self._in_force()[1] == ADAPTIVE and self._model.on("adaptive_iran")

    def _in_force(self) -> tuple[int, str]:
        month = max(self._model.month, 0)
        return [step for step in self._model.setup.schedule if step[0] <= month][-1]

    def step(self) -> None:
        """Take the path of the month: that of the schedule, or Tehran's own choice each quarter."""
        since, name = self._in_force()
        if self.adaptive:
            if (self._model.month - since) % QUARTER == 0:
                self._choose()
            return
        fixed = STEADY if name == ADAPTIVE else name
        self.now = np.full(self._model.runs, self.names.index(fixed))

    def on(self, name: str) -> Flags:
        """In which runs a path is in force, shape (runs,); nowhere for a path that nobody considers."""
        if name not in self.names:
            return np.zeros(self._model.runs, dtype=bool)
        flags: Flags = self.now == self.names.index(name)
        return flags

    def levers(self) -> dict[str, Floats]:
        """Where the path in force in each run would have Tehran's levers."""
        if len(self.names) == 1:
            return self._paths[self.names[0]]
        return {lever: self._pick(lever) for lever in self.lever_names}

    def lever(self, lever: str) -> Floats:
        """Where the path in force in each run would have one lever."""
        return self._pick(lever)

    def _pick(self, lever: str) -> Floats:
        level = self._paths[self.names[0]][lever]
        for row, name in enumerate(self.names[1:], start=1):
            level = np.where(self.now == row, self._paths[name][lever], level)
        return level

    # --- choosing -----------------------------------------------------------------------------------

    def _choose(self) -> None:
        model = self._model
        if self._chosen_before:
            self._learn()
        terms = {name: self._terms(name) for name in self.names}
        noise = model.chance.uniform(Stream.COURSE, self.names, model.month)
        best, chosen = np.full(model.runs, -np.inf), self.now
        for row, name in enumerate(self.names):
            terms[name]["luck"] = -model.beliefs.choice_noise * np.log(-np.log(noise[row]))
            utility = np.zeros(model.runs)
            for term in terms[name].values():
                utility = utility + term
            chosen = np.where(utility > best, row, chosen)
            best = np.maximum(utility, best)
        self.now, self._chosen_before = chosen, True
        self._seen_influence = model.coded["iran_leverage"]
        self._seen_resentment = model.scene.shift_of("resent_iran")
        for row, name in enumerate(self.names):
            taken, told = chosen == row, terms[name]
            model.ledger.add(f"course.{name}", taken)
            model.tell(model.iran.key, f"chooses_{name}", taken, terms=lambda told=told: told)  # type: ignore[misc]

    def _effort(self, name: str) -> Floats:
        path = self._paths[name]
        return (path["weapons"] + path["orders"] + path["brokerage"]) / 3.0 - 1.0

    def _expected(self, name: str) -> tuple[Floats, Floats, Floats]:
        """Influence and resentment that a quarter of a path is expected to bring, and strikes a month."""
        beliefs, model = self._model.beliefs, self._model
        effort, call = self._effort(name), 0.5 + 0.5 * self._paths[name]["attack_call"]
        danger = 0.5 * (model.united_states.strike_threat + model.israel.threat)
        return (
            beliefs.expect_influence * effort + self._off_influence[name],
            beliefs.expect_alienation * effort + self._off_resentment[name],
            np.maximum(beliefs.expect_strikes * call * danger + self._off_strikes[name], 0.0),
        )

    def _learn(self) -> None:
        """Correct what was expected of the path in force by what the quarter brought."""
        model, beliefs = self._model, self._model.beliefs
        influence = model.coded["iran_leverage"] - self._seen_influence
        resentment = model.scene.shift_of("resent_iran") - self._seen_resentment
        struck = model.ledger.last("strikes_in_iraq", QUARTER + 1) / QUARTER
        for row, name in enumerate(self.names):
            expected = self._expected(name)
            rate = np.where(self.now == row, beliefs.choice_learning, 0.0)
            self._off_influence[name] = self._off_influence[name] + rate * (influence - expected[0])
            self._off_resentment[name] = self._off_resentment[name] + rate * (resentment - expected[1])
            self._off_strikes[name] = self._off_strikes[name] + rate * (struck - expected[2])

    def _terms(self, name: str) -> dict[str, Floats]:
        """What each consideration adds to the worth of a path, by the weights of Tehran's wills."""
        model, beliefs = self._model, self._model.beliefs
        iran, wills, row = model.iran, model.iran.wills, self.names.index(name)
        influence, alienation, strikes = self._expected(name)
        hard = 1.0 + beliefs.will_tilt * (wills.hardliners - wills.ministry)
        soft = 1.0 + beliefs.will_tilt * (wills.ministry - wills.hardliners)
        careful = 1.0 + beliefs.will_tilt * wills.leader
        prospect = model.talks.prospect if model.on("us_iran_talks") else np.zeros(model.runs)
        held = (self.now == row) & self._chosen_before
        return {
            "influence expected": beliefs.choice_influence * hard * iran.worth * influence,
            "alienation expected": -beliefs.choice_alienation * soft * alienation,
            "strikes expected": -beliefs.choice_strikes * careful * strikes,
            "cost against means left": -beliefs.choice_cost
            * careful
            * self._effort(name)
            * (1.0 - iran.means),
            "prospect of talks": beliefs.choice_talks * soft * prospect * iran.signal_of(self._paths[name]),
            "habit": np.where(held, beliefs.choice_habit, 0.0),
        }

"""The mirror test: on a symmetric toy roster, swapping two equal patrons mirrors the axis index.

The toy has one premier and two patrons; hedge, conduct, asks, record and codebook are the model's own. What
the seeds do not have symmetric (thresholds, rates, weight of an ask, points of acts) is made so; what only
one patron has is left out.
"""

from __future__ import annotations

from types import SimpleNamespace

import mesa
import numpy as np

from simulation.codebook import COMPONENTS, Ledger, Rules, axis_index
from simulation.evidence import load_evidence
from simulation.model.actors import Iran
from simulation.model.actors.government import Government
from simulation.model.chance import Chance
from simulation.model.questions import QUESTIONS

RUNS, MONTHS = 2_000, 18
STRONG, WEAK = 0.8, 0.3
AT_WORK = frozenset({"hedging", "rhetoric", "conduct", "us_ladder"})
"""All else is switched off, the rule of consent and the army's staying home among it."""

ALIKE = {
    "conduct_lean": 2.0,
    "conduct_strong_step": 1.0,
    "conduct_iran": 1.5,
    "conduct_us": 1.5,
    "rhetoric_speed": 0.3,
    "hedge_inertia": 2.0,
    "hedge_caution": 1.0,
    "hedge_punishment": 1.0,
    "hedge_prestige": 0.5,
    "hedge_threat": 0.3,
}
CABINET = {
    "accommodation_iran": 0.4,
    "accommodation_west": 0.4,
    "popularity": 0.5,
    "services": 0.5,
    "affair": 0.0,
}
OUTWARD = INWARD = 1.2
RATE, ASK_RATE = 0.6, 0.5


class Toy(mesa.Model):
    """One premier between two patrons; `iran` and `states` say how strong each is, from 0 to 1."""

    def __init__(self, iran: float, states: float, seed: int, **different: float):
        super().__init__(rng=seed)
        self.runs, self.month = RUNS, -1
        self.ledger = Ledger(MONTHS, RUNS)
        self.chance = Chance(seed, np.arange(RUNS))
        self.setup = SimpleNamespace(theory="hedging")
        ours, theirs, nought = np.full(RUNS, iran), np.full(RUNS, states), np.zeros(RUNS)
        self.beliefs = Parameters({**ALIKE, "benefit_iran": iran, "benefit_west": states, **different})
        self.united_states = SimpleNamespace(
            key="united_states", prestige=theirs, bite=theirs, presence=nought
        )
        self.iran = Tehran(self, ours)
        self.isis = SimpleNamespace(activity=np.ones(RUNS))
        self.energy_share = nought
        self.scene = Surroundings(ours)
        self.premier = Government(
            self, "government", "the premier", 0, {name: nought + level for name, level in CABINET.items()}
        )
        self.premier.settle()

    def on(self, mechanism: str) -> bool:
        return mechanism in AT_WORK

    def tell(self, *_: object, **__: object) -> None:
        """Nobody keeps a chronicle."""

    def step(self) -> None:
        self.month += 1
        self.ledger.open_month()
        self.premier.decide()
        self.premier.act()
        self.premier.conduct()


class Parameters:
    """Parameters of the toy: every question alike, outward as inward; what is not named is nought."""

    def __init__(self, named: dict[str, float]):
        self._named = named

    def __getattr__(self, name: str) -> np.ndarray:
        usual = 0.0
        if name.endswith("_outward"):
            usual = OUTWARD
        elif name.endswith("_inward"):
            usual = INWARD
        elif name.endswith("_rate"):
            usual = RATE
        elif name.startswith(("ask_", "us_ask_")):
            usual = ASK_RATE
        return np.full(RUNS, self._named.get(name, usual))


class Tehran:
    """The patron inside: asks by the model's own rule, at a brokerage of one."""

    key = "iran"
    asks_of = Iran.asks_of

    def __init__(self, model: Toy, strength: np.ndarray):
        self.model, self.prestige = model, strength
        self.brokerage = np.ones(RUNS)
        self.levers = {"energy_terms": np.zeros(RUNS)}

    def minds(self, question: str) -> np.ndarray:
        """It minds every step, as the other patron does."""
        return np.ones(RUNS)


class Surroundings:
    """A scene without public, clergy or war; Tehran's strength is its hold and what its factions could do."""

    def __init__(self, strength: np.ndarray):
        self.framework_hold = self.threat_from_factions = strength
        self.rivalry = np.full(RUNS, 0.6)
        nought = np.zeros(RUNS)
        self.coalition_ideal = self.najaf_voice = self.excuse = nought
        self.recent_attacks_us = self.recent_attacks_israel = nought

    def unwelcome(self) -> np.ndarray:
        return np.ones(RUNS)


def mirrored_rules() -> Rules:
    """The codebook, with each inward act on a question worth what the outward one is, the other way."""
    values = {name: value.value for name, value in load_evidence().codebook.items()}
    for question in QUESTIONS:
        if question.key in COMPONENTS:
            for points, outward, inward in zip((1.0, 2.0), question.outward, question.inward, strict=True):
                values[f"{question.key}.points.{outward}"] = points
                values[f"{question.key}.points.{inward}"] = -points
    return Rules(values)


def index_of(iran: float, states: float, seed: int, **different: float) -> np.ndarray:
    """The axis index of each run after a year and a half, consent switched off, (runs,)."""
    toy = Toy(iran, states, seed, **different)
    for _ in range(MONTHS):
        toy.step()
    return axis_index(toy.ledger, mirrored_rules(), consent=False)["axis_index"]


def asymmetry(one: np.ndarray, other: np.ndarray) -> float:
    """How far one mean is from minus the other, in standard errors."""
    error = np.sqrt(one.var(ddof=1) / len(one) + other.var(ddof=1) / len(other))
    return float(abs(one.mean() + other.mean()) / error)


def test_swapping_two_equal_patrons_mirrors_the_axis_index() -> None:
    inside, outside = index_of(STRONG, WEAK, seed=1), index_of(WEAK, STRONG, seed=2)
    assert inside.mean() < -0.1 < 0.1 < outside.mean()
    assert asymmetry(inside, outside) < 3.0


def test_two_patrons_of_one_strength_leave_the_index_at_nought() -> None:
    one, other = index_of(STRONG, STRONG, seed=3), index_of(STRONG, STRONG, seed=4)
    assert asymmetry(one, other) < 3.0


def test_patrons_who_differ_otherwise_break_the_mirror() -> None:
    rarely = dict.fromkeys((f"us_ask_{question.key}" for question in QUESTIONS), 0.1)
    inside = index_of(STRONG, WEAK, seed=1, **rarely)
    outside = index_of(WEAK, STRONG, seed=2, **rarely)
    assert asymmetry(inside, outside) > 6.0


def test_the_seeds_codebook_breaks_the_mirror_in_war_and_posts_alone() -> None:
    """Which components the toy has to make symmetric: a man arrested earns nothing until he is tried."""
    codebook = {name: value.value for name, value in load_evidence().codebook.items()}
    unequal = {
        question.key
        for question in QUESTIONS
        if question.key in COMPONENTS
        for outward, inward in zip(question.outward, question.inward, strict=True)
        if codebook.get(f"{question.key}.points.{outward}", 0.0)
        != -codebook.get(f"{question.key}.points.{inward}", 0.0)
    }
    assert unequal == {"war", "posts"}

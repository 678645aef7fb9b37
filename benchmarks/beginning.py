"""What one run of the textbook twin believes and starts from, and its luck, all drawn with `random`."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from random import Random
from types import SimpleNamespace

from simulation.evidence import Fixed, Prior, Triangular, Uniform, load_evidence

START = "2025-01"
POSTURE = "as_now"

HOLDS = {
    "iran": ("weight", "means"),
    "united_states": ("troops", "restraint_of_israel", "aims_at_leaders"),
    "israel": ("appetite", "warning", "aims_at_leaders"),
    "axis_ally": ("standing", "weight", "war", "front_pull"),
    "insurgent": ("activity",),
    "armed_group": (
        "fighters", "doctrine", "notability", "control", "registered", "reach", "quiet_israel", "quiet_us",
    ),
    "government": ("accommodation_iran", "accommodation_west", "affair"),
    "party": ("axis", "axis_private_gap", "dependence", "framework", "seats", "in_government"),
    "electorate": ("share", "fatigue"),
}  # fmt: skip
"""The attributes that the core rules read, by role: an actor's id, or its kind."""

PARAMETERS = (
    "iran_resolve", "iran_ramp", "iran_means_speed", "trigger_needs", "trigger_troops", "trigger_isis",
    "trigger_scale", "trigger_months", "axis_fall_speed", "axis_rise_speed", "ally_fall_hazard",
    "ally_fallen_standing", "domino_contagion", "fall_memory", "party_losing_side", "hedge_inertia",
    "hedge_caution", "hedge_punishment", "hedge_prestige", "hedge_threat", "coalition_bond", "rivalry_base",
    "rivalry_pressure", "benefit_west", "benefit_iran", "energy_menace", "benefit_framework",
    "affair_memory", "party_speed", "party_brokerage", "militia_disapproval", "launch_us", "launch_israel",
    "launch_rate", "militia_doctrine", "militia_interest", "militia_order", "militia_state",
    "militia_fronts", "front_closed", "front_surge",
    "quiet_cost", "quiet_speed", "doctrine_fearless", "launch_memory", "launch_weight", "repair",
    "us_commitment", "us_threat_gain", "sanction_base", "sanction_pressure", "sanction_attacks",
    "sanction_bite", "sanction_memory", "strike_base", "strike_slope", "strike_saturation", "strike_rate",
    "strike_loss", "strike_memory", "grievance_per_strike", "grievance_memory", "militia_grievance",
    "militia_fear", "israel_alert_floor", "warning_memory", "scarcity_means", "scarcity_worth",
    "vacuum_room", "withdrawal_reads_weak", "withdrawal_memory", "us_prestige_floor", "presence_after",
    "troop_speed", "gate_anger", "strike_gate", "request_base", "request_threat", "request_lean",
    "deaths_per_strike", "deaths_per_launch", "isis_reversion",
)  # fmt: skip
"""The parameters that the core rules read."""


@dataclass
class Start:
    """What one run believes and starts from, as plain floats.

    `attributes` by actor and name; `path`, `united_states` and `israel` are levels of levers; `world`
    holds the starting point's levels.
    """

    beliefs: SimpleNamespace
    attributes: dict[str, dict[str, float]]
    path: dict[str, float]
    united_states: dict[str, float]
    israel: dict[str, float]
    world: dict[str, float]


@dataclass
class Range:
    """A prior, and the bounds that a draw is held to."""

    prior: Prior
    low: float = -math.inf
    high: float = math.inf

    def draw(self, random: Random) -> float:
        """Draw a number."""
        prior = self.prior
        if isinstance(prior, Fixed):
            value = prior.value
        elif isinstance(prior, Triangular):
            value = random.triangular(prior.start, prior.stop, prior.mode)
        elif isinstance(prior, Uniform):
            value = random.uniform(prior.start, prior.stop)
        else:
            value = float(prior.ppf(random.random()))
        return min(max(value, self.low), self.high)


class Luck:
    """Luck from a model's generator; a table of luck has the same three methods."""

    def __init__(self, random: Random):
        self.random = random

    def uniform(self, stream: str, name: str, month: int) -> float:  # noqa: ARG002
        """A number between 0 and 1."""
        return self.random.random()

    def logistic(self, stream: str, name: str, month: int) -> float:  # noqa: ARG002
        """A standard logistic number."""
        chance = self.random.random()
        return math.log(chance / (1.0 - chance))

    def exponential(self, stream: str, name: str, month: int) -> float:  # noqa: ARG002
        """A standard exponential number."""
        return self.random.expovariate(1.0)


Ranges = dict[str, Range]


@cache
def roster() -> dict[str, str]:
    """The role of every actor of the core rules by id, in the order of the seeds."""
    roles = {key: key if key in HOLDS else actor.kind for key, actor in load_evidence().actors.items()}
    return {key: role for key, role in roles.items() if role in HOLDS}


@cache
def parameters() -> Ranges:
    """The parameters, read once."""
    rows = load_evidence().parameters
    return {name: Range(rows[name].prior, *rows[name].range) for name in PARAMETERS}


@cache
def attributes() -> dict[str, Ranges]:
    """What every actor holds at the starting point, read once."""
    start = load_evidence().starts[START]
    held: dict[str, Ranges] = {}
    for key, role in roster().items():
        levels = {name: start.attributes(key)[name] for name in HOLDS[role]}
        held[key] = {name: Range(level.prior, level.low, level.high) for name, level in levels.items()}
    return held


@cache
def world() -> Ranges:
    """The levels of the starting point, read once."""
    levels = load_evidence().starts[START].world
    return {name: Range(level.prior, level.low, level.high) for name, level in levels.items()}


@cache
def posture(power: str) -> Ranges:
    """The levers of a power's posture, read once."""
    levers = load_evidence().postures[power][POSTURE].levers
    return {name: Range(lever.prior) for name, lever in levers.items()}


@cache
def paths(strategy: str) -> list[tuple[float, Ranges]]:
    """The readings of a path, each with its share and its levers, read once."""
    variants = load_evidence().strategies[strategy].variants.values()
    return [
        (reading.share, {name: Range(lever.prior) for name, lever in reading.levers.items()})
        for reading in variants
    ]


def draw_all(random: Random, ranges: Ranges) -> dict[str, float]:
    """Draw a number from each prior."""
    return {name: within.draw(random) for name, within in ranges.items()}


def draw_start(random: Random, strategy: str) -> Start:
    """Draw what one run believes and starts from."""
    shares, readings = zip(*paths(strategy), strict=True)
    return Start(
        beliefs=SimpleNamespace(**draw_all(random, parameters())),
        attributes={key: draw_all(random, ranges) for key, ranges in attributes().items()},
        path=draw_all(random, random.choices(readings, shares)[0]),
        united_states=draw_all(random, posture("united_states")),
        israel=draw_all(random, posture("israel")),
        world=draw_all(random, world()),
    )

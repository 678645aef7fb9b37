"""What a run amounts to: axis verdict, direction and PMF fate, by the rules of iraq.md 3.2 and 3.3."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulation.codebook.index import COSTLY, Rules
from simulation.codebook.ledger import HISTORY

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from simulation.codebook.ledger import Floats, Ledger

    Words = NDArray[np.str_]

__all__ = [
    "AXIS_DIRECTIONS",
    "AXIS_VERDICTS",
    "PMF_FATES",
    "axis_direction",
    "axis_verdict",
    "costly_acts",
    "pmf_fate",
]

AXIS_VERDICTS = ("in_the_axis", "hedging", "leaving", "left")
AXIS_DIRECTIONS = ("toward_iran", "none", "away")
PMF_FATES = (
    "open_conflict",
    "dissolved",
    "integrated_in_fact",
    "partly_disarmed",
    "integrated_in_name",
    "entrenched",
    "unchanged",
)


def costly_acts(ledger: Ledger, rules: Rules) -> Floats:
    """Acts in the last twelve months that cost Tehran or its allies something, shape (runs,)."""
    total = np.zeros(ledger.shape[1])
    for act in (*COSTLY, "ask_refused"):
        total = total + ledger.last(act, int(rules["verdict.costly_window"]))
    return total


def axis_verdict(level: Floats, change: Floats, presence: Floats, costly: Floats, rules: Rules) -> Words:
    """In the axis, hedging, leaving or left; the first rule that holds, in the order of iraq.md 3.2.

    `level` is the mean axis index of the last six months, `change` its difference from the three
    months before the start, `presence` the six-month mean of axis presence. All of shape (runs,).
    """
    left = (level >= rules["verdict.left_level"]) & (presence <= rules["verdict.left_presence"])
    moving = (change >= rules["verdict.leaving_change"]) & (level > rules["verdict.leaving_floor"])
    leaving = ((level >= rules["verdict.leaving_level"]) | moving) & (costly >= rules["verdict.costly_acts"])
    drifting = (level <= rules["verdict.in_drift_level"]) & (change <= -rules["verdict.in_drift_change"])
    inside = (level <= rules["verdict.in_level"]) | drifting
    return np.select([left, leaving, inside], ["left", "leaving", "in_the_axis"], "hedging")


def axis_direction(change: Floats, rules: Rules) -> Words:
    """Toward Iran, none, or away, by the change of the index against a dead band. Shape (runs,)."""
    band = rules["verdict.direction_band"]
    return np.select([change >= band, change <= -band], ["away", "toward_iran"], "none")


def _open_conflict(clash_deaths: Floats, rules: Rules) -> NDArray[np.bool_]:
    """A month of heavy fighting, or three months running of serious fighting; input (months, runs)."""
    heavy = (clash_deaths >= rules["fate.conflict_month"]).any(axis=0)
    serious = clash_deaths >= rules["fate.conflict_run"]
    running = np.zeros(clash_deaths.shape[1], dtype=bool)
    for row in range(2, len(serious)):
        running |= serious[row] & serious[row - 1] & serious[row - 2]
    return np.asarray(heavy | running)


def pmf_fate(
    ledger: Ledger, in_fact: Floats, gave_up: Floats, in_name: Floats, fact_share: Floats, rules: Rules
) -> Words:
    """The fate of the Popular Mobilization Forces, first rule that holds (iraq.md 3.3).

    `in_fact`, `gave_up` (heavy weapons handed over, retired or abroad) and `in_name` count the six
    named groups at or beyond that status; `fact_share` is the share of registered fighters in groups
    integrated in fact. All of shape (runs,).
    """
    clashes = ledger.series("clash_deaths")[HISTORY:]
    fact = (in_fact >= rules["fate.fact_groups"]) & (fact_share >= rules["fate.fact_fighters"])
    extended = ledger.since_start("pmf_extended") - ledger.since_start("pmf_limited")
    posts = ledger.since_start("post_gained_armed") - ledger.since_start("post_lost_armed")
    grown = (extended >= rules["fate.extended"]) | (posts >= rules["fate.posts"])
    named = (ledger.since_start("decree_in_name") > 0) & (in_name >= rules["fate.name_groups"])
    conditions = [
        _open_conflict(clashes, rules),
        ledger.since_start("pmf_abolished") > 0,
        fact,
        gave_up >= rules["fate.disarmed_groups"],
        named,
        grown,
    ]
    return np.select(conditions, list(PMF_FATES[:-1]), PMF_FATES[-1])

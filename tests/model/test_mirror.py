"""The mirror test: on a symmetric toy roster, swapping two equal patrons mirrors the axis index.

The toy has one premier and two patrons; hedge, conduct, record and codebook are the model's own. What is not
symmetric in the seeds (thresholds, rates, the weight of an ask, points) is made so, and nothing else.
"""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from simulation.codebook import COMPONENTS, Ledger, Rules, axis_index
from simulation.evidence import load_evidence
from simulation.model.actors.government import Government
from simulation.model.chance import Chance
from simulation.model.questions import QUESTIONS, Question

RUNS, MONTHS, SEED = 2_000, 18, 7
STRONG, WEAK = 0.9, 0.35
ASK, CAUTION, RIVALRY, PULL = 0.5, 1.0, 0.6, 1.0


class Beliefs:
    """Parameters of the toy: every question alike, outward as inward; what only one side has is nought."""

    conduct_lean, conduct_strong_step = 2.0, 1.5
    rhetoric_speed = coalition_bond = 0.0
    hedge_inertia, hedge_caution, hedge_punishment, hedge_prestige, hedge_threat = 1.0, CAUTION, RIVALRY, 0.5, 0.0
    conduct_iran = conduct_us = PULL
    us_voice = 0.0

    def __getattr__(self, name: str) -> float:
        if name.endswith(("_outward", "_inward")):
            return 1.2
        if name.endswith("_rate"):
            return 0.5
        if name.startswith(("ask_", "us_ask_")):
            return ASK
        return 0.0

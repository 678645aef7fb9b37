"""The catalogue says what the model gives, in the codebook's words."""

from __future__ import annotations

import numpy as np

from simulation.codebook import AXIS_DIRECTIONS, AXIS_VERDICTS, PMF_FATES
from simulation.model import simulate
from simulation.outcomes.catalogue import OUTCOMES, in_order
from simulation.scenario import find_scenario


def test_every_outcome_of_the_model_is_explained() -> None:
    modelled = simulate(find_scenario("iran_paths#maintain"), np.arange(2), 1).outcomes
    assert {name for name in modelled if not name.startswith("belief.")} == set(OUTCOMES)
    assert all(outcome.meaning and outcome.unit and outcome.rule for outcome in OUTCOMES.values())


def test_categories_are_the_codebooks() -> None:
    assert OUTCOMES["axis_verdict"].categories == AXIS_VERDICTS
    assert OUTCOMES["axis_direction"].categories == AXIS_DIRECTIONS
    assert OUTCOMES["pmf_fate"].categories == PMF_FATES


def test_known_categories_come_first_and_in_order() -> None:
    assert in_order("axis_verdict", ["left", "other", "hedging"]) == ["hedging", "left", "other"]
    assert in_order("coalition", ["b", "a"]) == ["b", "a"]

"""The catalogue says what the model gives, in the codebook's words."""

from __future__ import annotations

from simulation.codebook import AXIS_DIRECTIONS, AXIS_VERDICTS, PMF_FATES
from simulation.model import OUTCOMES as MODELLED
from simulation.outcomes.catalogue import OUTCOMES, in_order


def test_every_outcome_of_the_model_is_explained() -> None:
    assert set(MODELLED) == set(OUTCOMES)
    assert all(outcome.meaning and outcome.unit and outcome.rule for outcome in OUTCOMES.values())


def test_categories_are_the_codebooks() -> None:
    assert OUTCOMES["axis_verdict"].categories == AXIS_VERDICTS
    assert OUTCOMES["axis_direction"].categories == AXIS_DIRECTIONS
    assert OUTCOMES["pmf_fate"].categories == PMF_FATES


def test_known_categories_come_first_and_in_order() -> None:
    assert in_order("axis_verdict", ["left", "other", "hedging"]) == ["hedging", "left", "other"]
    assert in_order("coalition", ["b", "a"]) == ["b", "a"]

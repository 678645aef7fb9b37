"""Rival theories of the prime minister: same inputs, other rules; the compromise mean as a baseline."""

from __future__ import annotations

import numpy as np
import pytest

from simulation.evidence import load_evidence
from simulation.model import IraqModel
from simulation.model.theories import RIVALS, approach, compromise_mean
from tests.model.worlds import play, scenario, series

EVERYBODY = ("hedging", *RIVALS)


def test_the_seeds_name_the_theories_that_the_model_has() -> None:
    assert tuple(load_evidence().theories) == EVERYBODY


@pytest.mark.parametrize("theory", EVERYBODY)
def test_every_theory_sets_two_accommodations_in_the_unit_interval(theory: str) -> None:
    government = play(theory=theory, months=6).government
    for accommodation in (government.accommodation_west, government.accommodation_iran):
        assert ((accommodation >= 0.0) & (accommodation <= 1.0)).all()
        assert accommodation.std() > 0.01


@pytest.mark.parametrize("theory", RIVALS)
def test_a_rival_theory_changes_the_lean_and_nothing_of_beliefs_or_luck(theory: str) -> None:
    hedging, rival = IraqModel(scenario(), 40, 3), IraqModel(scenario(theory=theory), 40, 3)
    for name, values in hedging.beliefs.as_dict().items():
        np.testing.assert_array_equal(values, rival.beliefs.as_dict()[name])
    hedging.step()
    rival.step()
    assert not np.array_equal(hedging.government.lean, rival.government.lean)


def test_threat_without_a_protector_turns_a_premier_toward_it_and_with_one_away() -> None:
    model = IraqModel(scenario(), 50, 3)
    model.iran.prestige = np.full(50, 0.5)
    model.united_states.prestige = np.full(50, 0.9)
    protected = RIVALS["balance_of_threat"](model)
    model.united_states.prestige = np.full(50, 0.1)
    alone = RIVALS["balance_of_threat"](model)
    assert (protected[0] > 0.5).all()
    assert (alone[0] < 0.5).all()
    assert protected[0] + protected[1] == pytest.approx(np.ones(50))


def test_patronage_follows_who_carries_the_cabinet() -> None:
    model = IraqModel(scenario(), 50, 3)
    model.scene.framework_hold = np.full(50, 0.9)
    held = RIVALS["patronage"](model)[1]
    model.scene.framework_hold = np.zeros(50)
    assert (held > RIVALS["patronage"](model)[1]).all()


def test_public_opinion_can_leave_both_patrons_at_once() -> None:
    model = IraqModel(scenario(), 50, 3)
    calm = RIVALS["public_opinion"](model)
    for public in model.electorates:
        public.resent_us = public.resent_iran = np.full(50, 95.0)
    angry = RIVALS["public_opinion"](model)
    assert all((now < before).all() for now, before in zip(angry, calm, strict=True))


def test_the_compromise_mean_lies_among_those_who_count_and_follows_them() -> None:
    model = IraqModel(scenario(), 50, 3)
    before = compromise_mean(model)
    assert (np.abs(before) <= 1.0).all()
    for party in model.parties:
        party.axis = np.full(50, -1.0)
    assert (compromise_mean(model) < before).all()
    model.iran.brokerage = model.iran.brokerage * 0.0
    assert (compromise_mean(model) > -1.0).all(), "Washington's voice is left"


def test_the_compromise_mean_is_recorded_whatever_the_theory() -> None:
    for theory in ("hedging", "patronage"):
        model = play(theory=theory, months=3, runs=30)
        assert series(model, "compromise_mean").std() > 0.0


def test_a_target_is_approached_and_never_passed() -> None:
    model = IraqModel(scenario(), 50, 3)
    ones, zeros = np.ones(50), np.zeros(50)
    west, iran = approach(model, (ones, zeros))
    assert ((west > model.government.accommodation_west) & (west < 1.0)).all()
    assert ((iran < model.government.accommodation_iran) & (iran > 0.0)).all()

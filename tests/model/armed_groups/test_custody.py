"""Arrest, siege, release: protection decides, a judge releases, and a release makes bold."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from simulation.model.armed_groups.custody import weighted_pick

OUTCOMES = ("commander_released", "commander_handed_over", "commander_tried")


@given(st.lists(st.integers(0, 5), min_size=2, max_size=6).filter(any), st.integers(0, 999))
def test_a_pick_falls_where_the_weight_is(weights: list[int], place: int) -> None:
    luck = np.array([(place + 0.5) / 1000.0])
    row = int(weighted_pick([np.array([float(w)]) for w in weights], luck)[0])
    assert row == int(np.searchsorted(np.cumsum(weights), luck[0] * sum(weights), side="right"))
    assert weights[row] > 0


def test_protected_men_are_freed_sooner_and_more_often_besieged_for(play, counts):
    said = {"months": 3, "runs": 600}
    known = play("2021-06", events=["arrest_of_a_commander"], **said)
    nobody = play("2021-06", events=["arrest_of_an_unprotected_man"], **said)
    for act in ("commander_released", "sieges"):
        assert counts(known, act).sum() > 1.3 * counts(nobody, act).sum()
    assert counts(known, "commander_tried").sum() < counts(nobody, "commander_tried").sum()


def test_a_case_lasts_and_ends_once(play, counts):
    model = play("2021-06", 6, 400, events=["arrest_of_a_commander"], ablate=["conduct", "elections"])
    ended = sum(counts(model, act) for act in OUTCOMES)
    still = model.custody.held > 0.0
    np.testing.assert_array_equal(ended.sum(axis=0) + still, np.ones(400))
    assert (ended.sum(axis=1) > 0).sum() >= 3
    assert np.median(np.argmax(ended, axis=0)) <= 2


def test_a_release_makes_the_mans_group_bold(play):
    model = play("2021-06", 1, 400, events=["arrest_of_a_commander"])
    released = model.ledger.now("commander_released") > 0
    bold = sum((group.boldness > 0.0).astype(int) for group in model.militias)
    np.testing.assert_array_equal(bold > 0, released)


def test_a_firmer_premier_keeps_more_of_them(begin, counts):
    def freed(lean):
        model = begin("2021-06", 2, 400, events=["arrest_of_a_commander"], ablate=["hedging"])
        model.government.lean = np.full(400, lean)
        model.government._next = (np.full(400, 0.5 + lean / 2), np.full(400, 0.5 - lean / 2))
        while model.running:
            model.step()
        return counts(model, "commander_released").sum()

    assert freed(0.8) < freed(-0.8)


def test_switched_off_nobody_is_held(play, counts):
    model = play("2021-06", 3, 100, events=["arrest_of_a_commander"], ablate=["arrests"])
    assert (model.custody.held == 0.0).all()
    assert not any(counts(model, act).any() for act in OUTCOMES)

"""The joined fronts need a war; launches at Israel need the fronts."""

from __future__ import annotations

import numpy as np
import pytest


@pytest.mark.parametrize(
    ("start", "low", "high"),
    [("2021-06", 0.0, 0.1), ("2024-11", 0.7, 1.0), ("2025-01", 0.1, 0.35), ("2025-07", 0.25, 0.6)],
)
def test_how_open_the_fronts_are_at_each_start(begin, start, low, high):
    assert low <= begin(start).scene.fronts_open.mean() <= high


def test_a_fallen_ally_has_no_front(begin):
    model = begin("2024-11")
    for ally in model.axis_allies:
        ally.standing = np.zeros(model.runs)
    model.scene.look()
    assert (model.scene.fronts_open == 0.0).all()


def test_a_ceasefire_closes_and_a_war_opens_the_fronts(play):
    open_war = play("2024-11", 1).scene.fronts_open
    ceased = play("2024-11", 1, events=["ceasefire_in_lebanon"]).scene.fronts_open
    assert (ceased < open_war).mean() > 0.9
    calm, war = play("2021-06", 1).scene.fronts_open, play("2021-06", 1, events=["war_at_the_fronts"])
    assert (war.scene.fronts_open > calm).mean() > 0.95


def test_switched_off_the_wars_go_on_as_they_stood(begin, play):
    before = begin("2024-11", ablate=["joined_fronts"])
    after = play("2024-11", 12, ablate=["joined_fronts"])
    for then, now in zip(before.axis_allies, after.axis_allies, strict=True):
        np.testing.assert_array_equal(then.war, now.war)
    moved = play("2024-11", 12)
    assert any((a.war != b.war).any() for a, b in zip(before.axis_allies, moved.axis_allies, strict=True))


def test_without_a_war_hardly_anybody_launches_at_israel(play, counts):
    quiet = counts(play("2021-06", 12, ablate=["joined_fronts"]), "attacks_israel").sum(axis=0)
    war = counts(play("2021-06", 12, events=["war_at_the_fronts"]), "attacks_israel").sum(axis=0)
    assert quiet.mean() < 0.1 * war.mean()
    assert (quiet == 0).mean() > (war == 0).mean()


def test_war_multiplies_the_launches_of_those_who_launch(play, counts):
    def per_launcher(model):
        fired = np.array([group.attacks_us for group in model.militias])
        return fired[fired > 0].mean()

    assert per_launcher(play("2021-06", 1, runs=600, events=["war_at_the_fronts"])) > 1.5 * per_launcher(
        play("2021-06", 1, runs=600)
    )


def test_a_halt_gets_the_reason_that_weighs_most(play, counts):
    model = play("2024-11", 3, events=["washington_warns_of_israeli_strikes", "ceasefire_in_lebanon"])
    paused = {
        reason: counts(model, f"paused_for_{reason}").sum()
        for reason in ("request", "ceasefire", "fear", "order")
    }
    assert paused["ceasefire"] > 0.0
    assert paused["fear"] > 0.0
    unceased = play("2024-11", 3, events=["washington_warns_of_israeli_strikes"])
    assert counts(unceased, "paused_for_ceasefire").sum() < paused["ceasefire"]

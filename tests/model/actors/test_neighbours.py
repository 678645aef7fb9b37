"""Syria and the road west, ISIS in a vacuum, Turkey, places of exile, and how allies fall."""

from __future__ import annotations

import numpy as np
import pytest

EVE = {"start": "2024-11", "iran": {"strategy": "maintain"}}
FALL = [{"month": "2024-12", "event": "assad_falls"}]


def test_the_road_closes_when_damascus_falls(play) -> None:
    stands, falls = play(months=3, runs=100, **EVE), play(months=3, runs=100, **EVE, events=FALL)
    assert (falls.syria.corridor < stands.syria.corridor).all()
    assert (falls.syria.captagon < stands.syria.captagon).all()


def test_soldiers_seek_refuge_and_are_sent_back_and_fighters_come_home(play) -> None:
    model = play(months=2, runs=60, **EVE, events=FALL)
    assert (model.ledger.since_start("soldiers_sheltered") == 1.0).all()
    assert (model.syria.soldiers >= 2000.0).all()
    assert (model.ledger.since_start("fighters_returned") > 0.0).all()
    crossed = model.syria.soldiers.copy()
    model.step()
    assert (model.syria.soldiers < crossed).all()
    assert (model.ledger.now("fighters_returned") == 0.0).all()
    model.step()
    assert (model.ledger.since_start("soldiers_sheltered") == 1.0).all()


def test_switched_off_nothing_moves_in_syria_by_itself(play) -> None:
    model = play(runs=40, ablate=["syria", "shocks"])
    ties = play(months=1, runs=40, ablate=["syria", "shocks"]).syria.friendliness
    np.testing.assert_array_equal(model.syria.friendliness, ties)
    assert model.ledger.since_start("oil_halted").sum() == 0.0


def test_a_road_builds_an_ally_up_again_and_its_end_stops_that(play) -> None:
    sure = {"corridor_rebuild": 0.05, "ally_fall_hazard": 0.0}
    early = {"start": "2021-06", "iran": {"strategy": "maintain"}, "assume": sure, "runs": 80}
    low = {"actors": {"hezbollah": {"standing": 0.4}}}

    def standing(**changes: object) -> float:
        model = play(months=12, **early, **changes)
        return float(next(ally for ally in model.axis_allies if ally.key == "hezbollah").standing.mean())

    assert standing(**low) > 0.45
    cut = [{"month": "2021-06", "event": "assad_falls"}]
    assert standing(**low, events=cut) < standing(**low) - 0.05
    assert standing(**low, ablate=["syria"]) < standing(**low)


def test_kindness_to_damascus_is_answered(play) -> None:
    model = play(months=12, runs=800, ablate=["shocks"])
    acts = np.zeros(800)
    for act, weight in (("contact_damascus", 1.0), ("embassy_damascus", 2.0), ("cold_to_damascus", -1.0)):
        acts = acts + weight * model.ledger.last(act, 8)
    warmer = model.syria.friendliness - model.syria._rest_ties
    assert warmer[acts >= 2].mean() > warmer[acts <= -1].mean() + 0.02


@pytest.mark.parametrize(("posture", "sign"), [("good_neighbour", 1.0), ("hostile", -1.0)])
def test_syrias_postures_show_in_its_ties(play, posture: str, sign: float) -> None:
    as_now = play(months=3, runs=60)
    other = play(months=3, runs=60, syria={"posture": posture})
    assert (sign * (other.syria.friendliness - as_now.syria.friendliness) > 0.0).mean() > 0.9


def test_disorder_in_syria_stops_the_oil_and_feeds_isis(play) -> None:
    as_now, relapse = (
        play(months=12, runs=200, ablate=["shocks"], syria={"posture": p}) for p in ("as_now", "relapse")
    )
    assert relapse.syria.oil.mean() < as_now.syria.oil.mean()
    shaken = [{"month": "2025-02", "event": "syria_unravels"}]
    calm = play(months=6, runs=200, ablate=["shocks"])
    after = play(months=6, runs=200, ablate=["shocks"], events=shaken)
    assert (after.isis.activity >= calm.isis.activity).all()
    assert after.isis.activity.mean() > calm.isis.activity.mean()


def test_departing_troops_leave_room_to_isis_and_off_they_do_not(play) -> None:
    leaves = {"united_states": {"withdrawal": "2025-02"}, "ablate": ["shocks", "quid_pro_quo"]}
    gone, stay = play(months=12, runs=100, **leaves), play(months=9, runs=100, ablate=leaves["ablate"])
    assert gone.isis.vacuum.mean() > stay.isis.vacuum.mean()
    off = play(months=12, runs=100, united_states={"withdrawal": "2025-02"}, ablate=["isis_vacuum", "shocks"])
    assert (off.isis.vacuum == 0.0).all()


def test_isis_answers_to_no_community(play) -> None:
    """Whose share of the public is how large changes nothing about ISIS."""
    base = play(months=6, runs=50)
    other = play(months=6, runs=50, actors={"sunni_public": {"share": 0.5}})
    np.testing.assert_array_equal(base.isis.vacuum, other.isis.vacuum)


def test_turkeys_postures_move_ties_road_and_operations(play) -> None:
    warming, incursion = (play(runs=300, turkey={"posture": p}) for p in ("warming", "incursion"))
    assert warming.turkey.ties.mean() > incursion.turkey.ties.mean() + 0.2
    assert warming.turkey.road.mean() > incursion.turkey.road.mean()
    operations = [model.ledger.since_start("strikes_turkey").mean() for model in (warming, incursion)]
    assert operations[0] < operations[1]
    assert ((warming.turkey.reach >= 0.0) & (warming.turkey.reach <= 1.0)).all()


def test_turkish_strikes_are_counted_apart_and_off_there_are_none(play) -> None:
    model = play(runs=60, ablate=["us_ladder", "israeli_threat", "turkey"])
    assert model.ledger.since_start("strikes_turkey").sum() == 0.0
    assert model.ledger.since_start("project_turkey").sum() == 0.0
    on = play(runs=60, ablate=["us_ladder", "israeli_threat", "shocks"])
    assert on.ledger.since_start("strikes_turkey").sum() > 0.0
    assert on.ledger.since_start("strikes_in_iraq").sum() == 0.0


def test_a_move_into_syria_shakes_order_ties_and_iraqis(play) -> None:
    moves = [{"month": "2025-02", "event": "turkey_moves_into_syria"}]
    calm, after = play(months=2, runs=80), play(months=2, runs=80, events=moves)
    assert (after.syria.stability <= calm.syria.stability).all()
    assert after.turkey.ties.mean() < calm.turkey.ties.mean()
    fear = [model.actors["shia_public"].fear_of_war.mean() for model in (calm, after)]
    assert fear[1] > fear[0]


def test_exile_is_open_shut_or_wider_by_posture(play) -> None:
    doors = {
        posture: play(months=2, runs=80, russia={"posture": posture}).refuge.open
        for posture in ("as_now", "welcoming", "closed")
    }
    assert (doors["closed"] < doors["as_now"]).all()
    assert (doors["welcoming"] > doors["as_now"]).all()
    assert ((doors["as_now"] >= 0.0) & (doors["as_now"] <= 1.0)).all()
    assert (play(months=2, runs=20, ablate=["refuge"]).refuge.open == 0.0).all()


def test_an_ordered_fall_is_remembered_and_off_it_is_not(play) -> None:
    still = {"ally_fall_hazard": 0.0}
    model = play(months=2, runs=40, **EVE, events=FALL, assume=still)
    assert (model.scene.recent_falls > 0.8).all()
    off = play(months=2, runs=40, **EVE, events=FALL, assume=still, ablate=["sudden_fall"])
    assert (off.scene.recent_falls == 0.0).all()


def test_a_parliament_that_turns_away_counts_as_part_of_a_fall(play) -> None:
    still = {"ally_fall_hazard": 0.0}
    turn = [{"month": "2025-01", "event": "lebanon_turns_away"}]
    model = play(months=1, runs=60, events=turn, assume=still, ablate=["shocks"])
    assert ((model.scene.recent_falls > 0.05) & (model.scene.recent_falls < 0.5)).all()


def test_several_losses_at_once_are_seen_faster(play) -> None:
    losses = [*FALL, {"month": "2024-12", "event": "houthis_lose_ground"}]
    held = {"sudden_threshold": 1.0, "sudden_speed": 2.5, "ally_fall_hazard": 0.0}
    sudden = play(months=4, runs=60, **EVE, events=losses, assume=held, ablate=["shocks"])
    slow = play(months=4, runs=60, **EVE, events=losses, assume=held, ablate=["shocks", "sudden_fall"])
    assert (sudden.iran.axis_strength < slow.iran.axis_strength).all()

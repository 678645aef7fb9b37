"""Talks between Washington and Tehran: their states, what moves them, and what follows."""

from __future__ import annotations

import numpy as np
import pytest

from simulation.model.diplomacy import COLLAPSED, DEAL, NONE, TALKING

OPEN = {"month": "2025-01", "event": "us_iran_talks_open"}
DEAL_MADE = {"month": "2025-02", "event": "us_iran_deal"}
BROKEN = {"month": "2025-02", "event": "us_iran_talks_collapse"}
STILL = {"talks_open": 0.0, "talks_deal": 0.0, "talks_break": 0.0, "talks_forgotten": 0.0}


@pytest.mark.parametrize(
    ("start", "state"), [("2021-06", TALKING), ("2025-01", NONE), ("2025-07", COLLAPSED)]
)
def test_the_start_says_how_things_stand(play, start: str, state: float) -> None:
    model = play(months=0, runs=20, start=start, iran={"strategy": "maintain"})
    assert (model.talks.state == state).all()


def test_switched_off_the_state_stays(play) -> None:
    model = play(runs=40, events=[OPEN], ablate=["us_iran_talks"])
    assert (model.talks.state == NONE).all()
    assert (model.talks.thaw == 0.0).all()


def test_events_turn_the_talks(play) -> None:
    for events, state in (([OPEN], TALKING), ([OPEN, DEAL_MADE], DEAL), ([OPEN, BROKEN], COLLAPSED)):
        model = play(months=3, runs=20, events=events, assume=STILL)
        assert (model.talks.state == state).all()


def test_thaw_is_warmest_under_a_deal_and_below_zero_after_a_break(play) -> None:
    thaw = [
        play(months=10, runs=40, events=events, assume=STILL).talks.thaw
        for events in ([OPEN, BROKEN], [], [OPEN], [OPEN, DEAL_MADE])
    ]
    assert (thaw[0] < 0.0).all()
    assert (thaw[1] == 0.0).all()
    assert (thaw[2] > thaw[1]).all()
    assert (thaw[3] > thaw[2]).all()


def test_a_path_of_loosening_makes_talks_likelier(play) -> None:
    talked = {name: (play(name, runs=500).talks.state != NONE).mean() for name in ("increase", "loosen")}
    assert talked["loosen"] > talked["increase"] + 0.1


def test_washingtons_posture_matters(play) -> None:
    opened = {
        posture: play(runs=500, united_states={"posture": posture}, assume={"talks_need": 0.0})
        .ledger.since_start("us_iran_talks_opened").mean()
        for posture in ("engagement", "maximum_pressure")
    }  # fmt: skip
    assert opened["engagement"] > opened["maximum_pressure"] + 0.05


def test_attacks_keep_talks_away_and_a_strike_on_iran_breaks_them(play) -> None:
    def opened(loudness: float) -> float:
        model = play(months=1, runs=3000, assume={"talks_open": 0.2, "talks_attacks": 1.5})
        model.scene.recent_attacks_us = np.full(3000, loudness)
        return float(model.talks._hazards()[0].mean())

    assert opened(1.0) < opened(0.0)
    struck = [OPEN, {"month": "2025-02", "event": "israel_strikes_iran"}]
    sure = STILL | {"talks_break": 0.05, "talks_attacks": 2.0, "talks_discord": 0.0}
    calm = play(months=2, runs=300, events=[OPEN], assume=sure, ablate=["shocks"])
    hit = play(months=2, runs=300, events=struck, assume=sure, ablate=["shocks"])
    assert (hit.talks.state == COLLAPSED).mean() > (calm.talks.state == COLLAPSED).mean() + 0.2


def test_a_deal_eases_the_squeeze_quiets_the_call_and_holds_israel_back(play) -> None:
    calm = play(months=14, runs=100, assume=STILL)
    deal = play(months=14, runs=100, assume=STILL, events=[OPEN, DEAL_MADE])
    assert deal.iran.means.mean() > calm.iran.means.mean()
    assert deal.iran.levers["attack_call"].mean() < calm.iran.levers["attack_call"].mean() - 0.05
    assert deal.iran.levers["tolerance"].mean() > calm.iran.levers["tolerance"].mean()
    hold = [model.united_states.restraint_of_israel.mean() for model in (calm, deal)]
    assert hold[1] > hold[0]


def test_a_break_tightens_the_squeeze(play) -> None:
    model = play(months=6, runs=40, assume=STILL, events=[OPEN, BROKEN])
    squeeze = model.united_states.squeeze
    assert (model.talks.squeeze(squeeze) >= squeeze).all()

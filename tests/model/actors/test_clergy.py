"""Najaf: asked and silent, and what follows when the chair falls vacant."""

from __future__ import annotations

import numpy as np
import pytest

from simulation.evidence import Fixed
from simulation.model import IraqModel
from tests.model.worlds import play, scenario, series

VACANT = [{"month": "2025-02", "event": "succession_in_najaf"}]


def test_silence_is_the_usual_answer() -> None:
    ledger = play(months=24, runs=600).ledger
    asked, silent = ledger.since_start("clergy_asked"), ledger.since_start("clergy_silent")
    assert asked.mean() > 0.5
    assert (silent <= asked).all()
    assert silent.sum() / asked.sum() > 0.6
    assert (ledger.since_start("clergy_ruling") > 0).mean() < 0.1


def test_being_asked_makes_a_general_line_likelier_and_a_ruling_no_likelier() -> None:
    often = {"clergy_asked": Fixed(1.0), "clergy_asked_line": Fixed(5.0)}
    asked, plain = play(months=24, assume=often), play(months=24, ablate=["clergy_asked"])
    lines = [model.ledger.since_start("clergy_line").mean() for model in (asked, plain)]
    rulings = [model.ledger.since_start("clergy_ruling") for model in (asked, plain)]
    assert lines[0] > lines[1]
    np.testing.assert_array_equal(*rulings)


def test_a_vacancy_weakens_the_office_and_ends() -> None:
    model = IraqModel(scenario(months=48, events=VACANT, ablate=["elections"]), 100, 3)
    office = model.actors["sistani"]
    full = office.authority.copy()
    seen = []
    for _ in range(48):
        model.step()
        seen.append(office.authority / full)
    weak = model.beliefs.interregnum_authority
    assert seen[2] == pytest.approx(weak)
    assert (seen[-1] > weak).mean() > 0.6, (
        "a successor is settled in one to three years; his chair may fall vacant"
    )
    assert (seen[-1] < 1.0).all()


def test_succession_comes_with_the_hazard_of_age() -> None:
    share = (play(months=24, runs=1000).ledger.since_start("clergy_succession") > 0).mean()
    assert 0.30 < share < 0.47, "0.33 to 0.44 in two years by life tables, and the luck of 1,000 runs"
    assert not series(play(months=24, ablate=["succession_najaf"]), "clergy_succession").any()


def test_a_vacancy_lets_the_leader_be_heard() -> None:
    line = [*VACANT, {"month": "2025-04", "event": "leader_speaks_against_damascus"}]
    held = {"cue_vacancy": Fixed(1.0)}
    plain = play(months=4, events=line[1:], assume=held, ablate=["succession_najaf"])
    vacant = play(months=4, events=line, assume=held)
    assert (vacant.voices.shift["badr"] <= plain.voices.shift["badr"]).all()
    assert (vacant.voices.shift["badr"] < plain.voices.shift["badr"]).mean() > 0.9

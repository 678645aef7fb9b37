"""Rivals inside the Framework: what makes their case, and what it does."""

from __future__ import annotations

import numpy as np

from simulation.model import IraqModel
from simulation.model.rivals import manoeuvre
from tests.model.worlds import play, scenario, series


def case(**levels: float) -> np.ndarray:
    """The case against a premier after setting levels of the cabinet and the scene."""
    model = IraqModel(scenario(), 60, 3)
    for name, value in levels.items():
        owner = model.scene if hasattr(model.scene, name) else model.government
        setattr(owner, name, np.full(60, value))
    model.ledger.open_month()
    model.month = 0
    manoeuvre(model)
    return model.scene.rivals


def test_an_affair_makes_the_case_and_standing_or_a_weak_axis_unmake_it() -> None:
    assert (case(affair=0.9) > case(affair=0.0)).all()
    assert (case(popularity=0.9) < case(popularity=0.2)).all()
    assert (case(axis_decline=0.6) < case(axis_decline=0.0)).all()


def test_a_move_divides_the_camp_and_the_rift_closes() -> None:
    model = play(months=12, runs=300)
    moves = series(model, "move_against_premier")
    assert 0.0 < moves.mean() < 0.5
    without = play(months=12, runs=300, ablate=["rivals"])
    assert not series(without, "move_against_premier").any()
    assert (without.scene.recent_quarrels == 0.0).all()


def test_rivals_make_the_frameworks_favour_dearer() -> None:
    model = IraqModel(scenario(), 60, 3)
    model.scene.rivals = np.zeros(60)
    alone = model.government.carried()
    model.scene.rivals = np.ones(60)
    assert (model.government.carried() >= alone).all()
    assert (model.government.carried() > alone).mean() > 0.9

"""The Leader's cue: public words turn within the month, private positions and policy do not (pattern 19)."""

from __future__ import annotations

from typing import Any

import numpy as np

from simulation.evidence import Fixed
from simulation.model import IraqModel
from tests.model.worlds import play, series

LINE = [{"month": "2025-03", "event": "leader_speaks_against_damascus"}]
SILENT = {"leader_hostile": Fixed(0.0), "leader_mild": Fixed(0.0)}
CLOSE = ("state_of_law", "badr", "asaib", "kataib_hizballah")


def heard(**said: Any) -> IraqModel:
    """A run in which the Leader says nothing unasked."""
    return play(assume=SILENT, **said)


def test_a_hostile_line_turns_words_within_the_month_and_the_cabinets_less() -> None:
    before, after = heard(months=3), heard(months=3, events=LINE)
    turn = np.zeros(before.runs)
    for name in CLOSE:
        turn = turn + (after.voices.shift[name] - before.voices.shift[name]) / len(CLOSE)
    cabinet = after.voices.shift["government"] - before.voices.shift["government"]
    assert (turn < 0.0).all()
    assert (cabinet <= 0.0).all()
    assert (np.abs(cabinet) < 0.5 * np.abs(turn)).all()


def test_positions_are_left_alone_in_the_month_of_the_line() -> None:
    before, after = heard(months=3), heard(months=3, events=LINE)
    for plain, told in zip(before.parties, after.parties, strict=True):
        np.testing.assert_array_equal(plain.private, told.private)
    np.testing.assert_array_equal(before.government.lean, after.government.lean)


def test_who_does_not_depend_on_tehran_hears_nothing() -> None:
    changed = {"hikma": {"dependence": 0.0}}
    model = heard(months=3, events=LINE, actors=changed)
    assert (model.voices.shift["hikma"] == 0.0).all()
    assert (model.voices.shift["huquq"] < 0.0).all()


def test_the_turn_fades() -> None:
    model = heard(months=9, events=LINE)
    shift = series(heard(months=3, events=LINE), "syria_line_government")[-1]
    assert (np.abs(model.voices.shift["government"]) < np.abs(shift)).mean() > 0.95


def test_switched_off_nobody_follows_the_line() -> None:
    model = heard(months=4, events=LINE, ablate=["cue"])
    assert all((shift == 0.0).all() for shift in model.voices.shift.values())

"""The chronicle: who did what, where, and by which terms; only when asked."""

from __future__ import annotations

import numpy as np
import pytest

from simulation.model.chronicle import Chronicle
from simulation.model.iraq import IraqModel


def test_an_act_keeps_the_runs_in_which_it_was_done_and_what_decided_it() -> None:
    chronicle = Chronicle()
    model = IraqModel("maintain", runs=4, rng=1, chronicle=chronicle)
    before = len(chronicle.acts)
    done = np.array([0.0, 2.0, 0.0, 1.0])
    terms = {"fear": np.array([1.0, 2.0, 3.0, 4.0]), "base": np.array(-1.0)}
    model.tell("badr", "launched", done, target="israel", terms=lambda: terms)
    (act,) = chronicle.acts[before:]
    assert (act.actor, act.act, act.target, act.month) == ("badr", "launched", "israel", -1)
    assert act.rows.tolist() == [1, 3]
    assert act.count.tolist() == [2.0, 1.0]
    assert act.terms["fear"].tolist() == [2.0, 4.0]
    assert act.terms["base"].tolist() == [-1.0, -1.0]


def test_what_nobody_did_is_not_told() -> None:
    chronicle = Chronicle()
    model = IraqModel("maintain", runs=3, rng=1, chronicle=chronicle)
    before = len(chronicle.acts)
    model.tell(
        "badr", "launched", np.zeros(3, dtype=bool), terms=lambda: pytest.fail("worked out for nothing")
    )
    assert len(chronicle.acts) == before


def test_without_a_chronicle_no_terms_are_worked_out() -> None:
    model = IraqModel("maintain", runs=3, rng=1)
    model.tell(
        "badr", "launched", np.ones(3, dtype=bool), terms=lambda: pytest.fail("worked out for nothing")
    )

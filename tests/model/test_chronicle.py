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


def test_a_compact_chronicle_keeps_the_heaviest_terms_and_whether_luck_decided() -> None:
    chronicle = Chronicle(heaviest=2)
    terms = {"base": np.full(3, -1.0), "fear": np.array([-0.5, -2.0, 0.0]), "luck": np.array([3.0, 4.0, 0.5]),
             "cause": np.array([1.5, 0.25, 1.25])}  # fmt: skip
    chronicle.tell(4, "badr", "attacks_us", "", np.ones(3), lambda: terms)
    (act,) = chronicle.acts
    assert act.reasons(0) == (("luck", 3.0), ("cause", 1.5))
    assert act.reasons(1) == (("luck", 4.0), ("fear", -2.0))
    assert act.reasons(2) == (("cause", 1.25), ("base", -1.0))
    assert act.by_luck.tolist() == [True, True, False]  # without luck: 0, -2.75 and 0.25
    assert np.isnan(act.terms["fear"][[0, 2]]).all()


def test_equally_heavy_terms_keep_the_order_in_which_they_were_given() -> None:
    chronicle = Chronicle()
    chronicle.tell(0, "badr", "x", "", np.ones(1), lambda: {"b": np.array([1.0]), "a": np.array([-1.0])})
    assert [name for name, _ in chronicle.acts[0].reasons(0)] == ["b", "a"]


def test_a_compact_chronicle_of_many_runs_is_small() -> None:
    """With eight terms an act: a third of what all terms in single precision take, 20 bytes an act."""
    sizes = {}
    done = np.ones(1000)
    terms = {f"term {k}": np.linspace(-k, k, 1000) for k in range(8)}
    for heaviest in (None, 3):
        chronicle = Chronicle(heaviest)
        for month in range(24):
            chronicle.tell(month, "badr", "attacks_us", "", done, lambda: terms)
        sizes[heaviest] = chronicle.nbytes
    assert sizes[3] <= 20 * 24_000
    assert sizes[3] < sizes[None] / 2.5


def test_the_acts_of_one_run_are_found_in_a_block() -> None:
    chronicle = Chronicle()
    for month, done in enumerate(([1, 0, 1], [0, 1, 1], [1, 1, 0])):
        chronicle.tell(month, "badr", "x", "", np.array(done), lambda: {"luck": np.array([1.0, 2.0, 3.0])})
    assert [(act.month, act.reasons(place)) for act, place in chronicle.of(2)] == [
        (0, (("luck", 3.0),)),
        (1, (("luck", 3.0),)),
    ]


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

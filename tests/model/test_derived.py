"""What seldom changes is worked out once, and anew when an array is replaced."""

from __future__ import annotations

import numpy as np

from simulation.model import IraqModel
from simulation.model.derived import Derived, Weights
from simulation.scenario import Scenario


def test_the_same_arrays_are_worked_out_once_and_another_array_anew() -> None:
    asked = []
    total = Derived(lambda *given: asked.append(given) or sum(given))
    one, two = np.array([1.0, 2.0]), np.array([10.0, 20.0])
    assert (total(one, two) == [11.0, 22.0]).all()
    assert total(one, two) is total(one, two)
    assert len(asked) == 1
    assert (total(one, one.copy()) == [2.0, 4.0]).all()
    assert (total(two, one) == [11.0, 22.0]).all()
    assert len(asked) == 3


def test_a_weighted_mean_is_the_textbooks_and_nothing_where_nobody_weighs() -> None:
    weights = Weights([np.array([1.0, 0.0]), np.array([3.0, 0.0])])
    values = [np.array([2.0, 5.0]), np.array([6.0, 7.0])]
    np.testing.assert_allclose(weights.mean(values), [5.0, 0.0])
    np.testing.assert_allclose(weights.total(values), [20.0, 0.0])
    np.testing.assert_allclose(weights.sum, [4.0, 0.0])


def test_a_model_that_forgets_what_it_derived_plays_the_same() -> None:
    """No rule writes into an array from which something was derived, elections and splits included."""
    setup = Scenario.model_validate(
        {"name": "both", "start": "2025-01", "months": 20, "iran": {"strategy": "loosen"}}
    )
    remembers, forgets = IraqModel(setup, runs=60, rng=5), IraqModel(setup, runs=60, rng=5)
    while remembers.running:
        for owner in (forgets.scene, forgets.commission, *forgets.militias):
            for kept in vars(owner).values():
                if isinstance(kept, Derived):
                    kept._inputs = None
        remembers.step()
        forgets.step()
        for name, series in remembers.datacollector.model_vars.items():
            assert np.array_equal(series[-1], forgets.datacollector.model_vars[name][-1]), name

"""Sweeps: each scenario at every point of a grid, or of a sample of its parameters' priors."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from simulation.errors import InputError
from simulation.scenario import Batch, Scenario, Vocabulary, load
from simulation.scenario.designs import DESIGNS, points

BASE = "base: {start: 2025-01, months: 24}\n"
Load = Callable[[str], Batch]


@pytest.fixture
def batch_of(tmp_path: Path, vocabulary: Vocabulary) -> Load:
    def load_text(text: str) -> Batch:
        path = tmp_path / "x.yaml"
        path.write_text(text)
        return load(path, vocabulary=vocabulary)

    return load_text


def value(scenario: Scenario, parameter: str) -> float:
    said = scenario.plain()["assume"][parameter]["fixed"]
    assert isinstance(said, float)
    return said


def test_a_grid_over_one_field(batch_of: Load) -> None:
    batch = batch_of(
        BASE + "scenarios: {maintain: {}}\nsweep: {assume.us_commitment: {grid: [0.1, 0.5, 0.9]}}\n"
    )
    assert batch.names[0] == "maintain@assume.us_commitment=0.1"
    assert [value(scenario, "us_commitment") for scenario in batch.scenarios] == [0.1, 0.5, 0.9]


def test_a_grid_over_several_fields(batch_of: Load) -> None:
    batch = batch_of(
        BASE + "scenarios:\n"
        "  a: {events: [{month: 2025-02, event: isis_resurges}, {month: 2025-03, event: gulf_offer}]}\n"
        "  b: {events: [{month: 2025-03, event: gulf_offer}, {month: 2025-05, event: gulf_offer}]}\n"
        "sweep:\n"
        "  months: {grid: [6, 12]}\n"
        "  actors.sudani.axis: {grid: [-0.5, 1]}\n"
        "  events.gulf_offer.probability: {grid: [0.25]}\n"
    )
    assert len(batch.scenarios) == 8
    assert batch.names[1] == "a@months=6,actors.sudani.axis=1,events.gulf_offer.probability=0.25"
    assert [scenario.months for scenario in batch.scenarios] == [6, 6, 12, 12] * 2
    assert [scenario.actors["sudani"]["axis"] for scenario in batch.scenarios] == [-0.5, 1.0] * 4
    first, last = batch.scenarios[0], batch.scenarios[-1]
    assert [event.probability for event in first.events] == [1.0, 0.25]
    assert [event.probability for event in last.events] == [0.25, 0.25]


def test_a_swept_value_replaces_a_distribution(batch_of: Load) -> None:
    text = "base: {start: 2025-01, assume: {us_commitment: {uniform: [0.2, 0.4]}}}\n"
    batch = batch_of(text + "sweep: {assume.us_commitment: {grid: [1]}}\n")
    assert value(batch.scenarios[0], "us_commitment") == 1.0


def test_crossed_scenarios_are_swept(batch_of: Load) -> None:
    batch = batch_of(
        BASE + "cross: {a: {x: {}, y: {lens: malik}}, b: {z: {}}}\nsweep: {months: {grid: [6, 12]}}\n"
    )
    assert batch.names == ("x+z@months=6", "x+z@months=12", "y+z@months=6", "y+z@months=12")


SAMPLE = "sweep: {sample: latin_hypercube, size: 16, over: [us_commitment, payroll]}\n"


def test_a_sample_fills_the_priors(batch_of: Load) -> None:
    batch = batch_of("seed: 3\n" + BASE + SAMPLE)
    assert batch.names[:2] == ("base@sample=00", "base@sample=01")
    assert len(batch.scenarios) == 16
    for parameter, low, high in (("us_commitment", 0.0, 1.0), ("payroll", 1.0, 5.0)):
        values = np.array([value(scenario, parameter) for scenario in batch.scenarios])
        cells = np.floor((values - low) / (high - low) * 16)  # the fake priors are uniform
        assert sorted(cells) == list(range(16))


def test_a_sample_follows_lens_and_assumption(batch_of: Load) -> None:
    batch = batch_of(
        BASE
        + "scenarios:\n  plain: {}\n  lens: {lens: malik}\n  sure: {assume: {payroll: {uniform: [4, 5]}}}\n"
        + SAMPLE
    )
    plain, lens, sure = (batch.scenarios[at : at + 16] for at in (0, 16, 32))
    for one, two in zip(plain, lens, strict=True):  # malik's prior has half the width
        assert value(two, "us_commitment") == pytest.approx(value(one, "us_commitment") / 2)
    for one, two in zip(plain, sure, strict=True):
        assert value(two, "payroll") == pytest.approx(4 + (value(one, "payroll") - 1) / 4)
        assert value(two, "us_commitment") == value(one, "us_commitment")


@pytest.mark.parametrize("name", DESIGNS)
def test_a_design_depends_on_the_seed_alone(name: str) -> None:
    make = DESIGNS[name]
    design = make(32, 3, 5)
    assert design.shape == (points(name, 32, 3), 3)
    assert np.array_equal(design, make(32, 3, 5))
    assert not np.array_equal(design, make(32, 3, 6))
    assert design.min() >= 0
    assert design.max() <= 1


def test_a_morris_design_changes_one_coordinate_after_another_by_half_of_the_prior() -> None:
    trajectories = DESIGNS["morris"](20, 5, 1).reshape(20, 6, 5)
    assert set(np.unique(trajectories.round(9))) == {0.125, 0.375, 0.625, 0.875}
    steps = np.abs(np.diff(trajectories, axis=1))
    assert ((steps > 0).sum(axis=2) == 1).all()
    assert ((steps > 0).sum(axis=1) == 1).all()
    assert np.allclose(steps.max(axis=2), 0.5)


def test_a_sobol_design_is_balanced_and_swaps_one_coordinate_at_a_time() -> None:
    design = DESIGNS["sobol"](64, 3, 1).reshape(64, 5, 3)
    first, second = design[:, 0], design[:, 4]
    for coordinate in range(3):
        assert sorted(np.floor(first[:, coordinate] * 64)) == list(range(64))
        swapped = first.copy()
        swapped[:, coordinate] = second[:, coordinate]
        assert np.array_equal(design[:, 1 + coordinate], swapped)


@pytest.mark.parametrize(("name", "size", "count"), [("sobol", 8, 8 * 4), ("morris", 5, 5 * 3)])
def test_samples_of_other_designs(batch_of: Load, name: str, size: int, count: int) -> None:
    sample = f"sweep: {{sample: {name}, size: {size}, over: [us_commitment, payroll]}}\n"
    batch = batch_of(BASE + "scenarios: {plain: {}, lens: {lens: malik}}\n" + sample)
    assert len(batch.scenarios) == 2 * count
    plain, lens = batch.scenarios[:count], batch.scenarios[count:]
    for one, two in zip(plain, lens, strict=True):  # the same points, through each scenario's own priors
        assert value(two, "us_commitment") == pytest.approx(value(one, "us_commitment") / 2)
        assert value(two, "payroll") - 1 == pytest.approx((value(one, "payroll") - 1) / 2)


def test_a_seed_beside_the_file_deals_another_sample(tmp_path: Path, vocabulary: Vocabulary) -> None:
    path = tmp_path / "x.yaml"
    path.write_text("seed: 3\n" + BASE + SAMPLE)
    said, other = load(path, vocabulary=vocabulary), load(path, seed=4, vocabulary=vocabulary)
    assert said.scenarios[0].digest() != other.scenarios[0].digest()
    assert load(path, seed=3, vocabulary=vocabulary) == said


def test_thousands_of_scenarios_are_expanded_quickly(batch_of: Load) -> None:
    grid = ", ".join(str(number / 1000) for number in range(1000))
    batch = batch_of(
        BASE + f"sweep: {{assume.us_commitment: {{grid: [{grid}]}}, months: {{grid: [6, 12]}}}}\n"
    )
    assert len({scenario.digest() for scenario in batch.scenarios}) == 2000


def test_too_many_scenarios_are_refused(batch_of: Load) -> None:
    with pytest.raises(InputError, match="makes 20,000 scenarios; the limit is 10,000"):
        batch_of(
            BASE
            + "scenarios: {a: {}, b: {}}\nsweep: {sample: latin_hypercube, size: 10000, over: [payroll]}\n"
        )

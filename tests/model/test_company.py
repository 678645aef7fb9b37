"""Adding an actor that does nothing changes nobody; what a scenario specifies is what a run believes."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from simulation.documents import packaged
from simulation.evidence import load_evidence
from simulation.evidence.priors import Fixed, Uniform
from simulation.model import IraqModel, simulate
from simulation.scenario import Scenario, find_scenario

NEWCOMERS = {
    "powers.yaml": "  quiet_power: {name: A power without a stake, kind: foreign_power, role: neighbour}\n",
    "parties.yaml": """  empty_list:
    name: A list without seats
    kind: party
    community: shia
    attributes:
""",
}


@pytest.fixture(scope="module")
def path() -> Scenario:
    return find_scenario("iran_paths#increase")


@pytest.fixture
def seeds_with_newcomers(tmp_path: Path) -> Path:
    """A copy of the seeds with an idle power and a party that holds no seat, first in their files."""
    seeds = tmp_path / "seeds"
    shutil.copytree(packaged("seeds"), seeds)
    evidence = load_evidence()
    held = evidence.starts["2025-01"].attributes("khadamat")
    basis = "{kind: judgement, why: an idle newcomer for a test}"
    values = {name: level.value for name, level in held.items()} | {"seats": 0.0, "in_government": 0.0}
    rows = [f"      {name}: {{value: {value}, basis: {basis}}}\n" for name, value in values.items()]
    for file, text in NEWCOMERS.items():
        place = seeds / "actors" / file
        known = place.read_text(encoding="utf-8")
        entry = text + ("".join(rows) if file == "parties.yaml" else "")
        place.write_text(known.replace("\nactors:\n", "\nactors:\n" + entry, 1), encoding="utf-8")
    return seeds


def histories(model: IraqModel) -> dict[str, list[np.ndarray]]:
    for _ in range(model.setup.months):
        model.step()
    return dict(model.datacollector.model_vars)


def test_an_inert_actor_changes_nobody(path: Scenario, seeds_with_newcomers: Path) -> None:
    evidence = load_evidence(seeds_with_newcomers, used=frozenset(load_evidence().parameters))
    assert {"quiet_power", "empty_list"} <= set(evidence.actors)
    plain = IraqModel(path, runs=60, rng=9)
    crowded = IraqModel(path, runs=60, rng=9, evidence=evidence)
    assert len(crowded.agents) == len(plain.agents) + 2
    after = histories(crowded)
    for name, series in histories(plain).items():
        np.testing.assert_array_equal(np.array(series), np.array(after[name]), err_msg=name)


def test_the_beliefs_of_a_run_are_those_the_scenario_specifies(path: Scenario) -> None:
    assumed = {"us_commitment": Fixed(0.3), "iran_resolve": Uniform(0.2, 0.6)}
    outcomes = simulate(path.model_copy(update={"assume": assumed}), np.arange(400), 9).outcomes
    assert (outcomes["belief.us_commitment"] == 0.3).all()
    drawn = outcomes["belief.iran_resolve"]
    assert drawn.min() >= 0.2
    assert drawn.max() <= 0.6
    assert drawn.std() > 0.05


def test_every_parameter_is_stored_with_the_run(path: Scenario) -> None:
    outcomes = simulate(path, np.arange(3), 9).outcomes
    assert {name.removeprefix("belief.") for name in outcomes if name.startswith("belief.")} == set(
        load_evidence().parameters
    )


def test_an_actor_changed_by_hand_holds_the_value(path: Scenario) -> None:
    changed = path.model_copy(update={"actors": {"kataib_hizballah": {"doctrine": 0.6}}})
    plain, model = IraqModel(path, runs=5, rng=9), IraqModel(changed, runs=5, rng=9)
    assert (model.actors["kataib_hizballah"].doctrine == 0.6).all()
    np.testing.assert_array_equal(model.actors["nujaba"].doctrine, plain.actors["nujaba"].doctrine)

"""IraqModel is an ordinary Mesa model: it steps, collects, batches, and lets go of its memory."""

from __future__ import annotations

import gc
import inspect
import weakref

import mesa
import numpy as np
import pytest
from mesa.batchrunner import batch_run

import simulation as sim
from simulation.model import simulate
from simulation.model.iraq import IraqModel
from simulation.scenario import find_scenario


def test_one_run_is_the_textbook_model() -> None:
    model = sim.IraqModel("increase", runs=1, rng=7)
    for _ in range(3):
        model.step()
    frame = model.datacollector.get_model_vars_dataframe()
    assert len(frame) == 3
    assert frame["axis_index"].map(lambda value: isinstance(value, float)).all()
    assert len(model.agents_by_type[sim.Militia].get("stance")) == 10


def test_agents_are_mesa_agents_of_the_roster() -> None:
    model = sim.IraqModel("maintain", runs=4, rng=1)
    assert len(model.agents) == len(model.evidence.actors)
    assert all(isinstance(agent, mesa.Agent) for agent in model.agents)
    assert all(group.doctrine.shape == (4,) for group in model.agents_by_type[sim.Militia])


def test_a_model_says_what_it_is_and_how_far_it_has_come() -> None:
    model = IraqModel("increase", runs=1000, rng=7)
    assert repr(model) == "<IraqModel increase: 1,000 runs, 0 of 24 months from 2025-01, seed 7>"
    model.step()
    assert "1,000 runs, 1 of 24 months" in repr(model)
    assert "increase: 1 run, 0 of" in repr(IraqModel("increase", rng=7))


def test_a_run_stops_at_its_horizon() -> None:
    model = sim.IraqModel("maintain", runs=2, rng=1)
    while model.running:
        model.step()
    assert len(model.datacollector.model_vars["lean"]) == model.setup.months
    model.step()
    assert len(model.datacollector.model_vars["lean"]) == model.setup.months


@pytest.mark.parametrize("rng", [5, np.random.SeedSequence(5), np.random.default_rng(5)])
def test_any_rng_that_mesa_takes(rng: object) -> None:
    assert sim.IraqModel("maintain", runs=1, rng=rng).seed_of_luck >= 0


def test_without_a_seed_every_model_has_luck_of_its_own() -> None:
    seeds = {sim.IraqModel("maintain", runs=1).seed_of_luck for _ in range(3)}
    assert len(seeds) == 3


def test_batch_run_replicates_with_distinct_luck() -> None:
    words = {"max_steps": 6, "number_processes": 1, "display_progress": False}
    if "rng" in inspect.signature(batch_run).parameters:
        rows = batch_run(IraqModel, {"setup": ["increase", "loosen"]}, rng=range(3), **words)
    else:
        rows = batch_run(IraqModel, {"setup": ["increase", "loosen"], "rng": range(3)}, **words)
    last = {(row["setup"], row["RunId"]): row["lean"] for row in rows}
    assert len(set(last.values())) == len(last) == 6


def test_a_finished_block_lets_its_model_go(monkeypatch: pytest.MonkeyPatch) -> None:
    built: list[weakref.ref[IraqModel]] = []
    start = IraqModel.__init__

    def watched(self: IraqModel, *args: object, **words: object) -> None:
        start(self, *args, **words)  # type: ignore[arg-type]
        built.append(weakref.ref(self))

    monkeypatch.setattr(IraqModel, "__init__", watched)
    for _ in range(3):
        simulate(find_scenario("iran_paths#maintain"), np.arange(3), 1)
    gc.collect()
    assert sum(ref() is not None for ref in built) <= 1

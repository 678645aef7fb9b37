"""The fused kernel and the vector model play the same core rules, to the last digit."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("numba")

from benchmarks.core import STRATEGIES, CoreModel, core_scenario
from benchmarks.kernel import exponential, play, simulate, uniform
from benchmarks.packing import pack
from benchmarks.twin import MONTHS, REPORTERS
from simulation.model.chance import Chance, Stream

SEED = 2025


def played(strategy: str, runs: range) -> tuple[np.ndarray, np.ndarray]:
    """Indicators by the kernel and by the vector model, each ``(runs, months, indicators)``."""
    model = CoreModel(core_scenario(strategy), runs, SEED)
    found = simulate(model)
    for _ in range(MONTHS):
        model.step()
    series = [np.array(model.datacollector.model_vars[name]) for name in REPORTERS]
    return found, np.stack(series, axis=-1).swapaxes(0, 1)


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_the_kernel_agrees_with_the_vector_model_exactly(strategy: str) -> None:
    found, expected = played(strategy, range(400))
    for column, name in enumerate(REPORTERS):
        np.testing.assert_array_equal(found[..., column], expected[..., column], err_msg=name)
    assert found[..., list(REPORTERS).index("iraqi_deaths")].sum() > 0


def test_a_run_is_the_same_alone_and_in_a_block() -> None:
    block, _ = played("loosen", range(50))
    alone, _ = played("loosen", range(37, 38))
    np.testing.assert_array_equal(alone[0], block[37])


def test_another_belief_and_another_luck_are_another_history() -> None:
    model = CoreModel(core_scenario("increase"), range(40), SEED)
    outs = []
    for change in (None, "belief", "luck"):
        packed = pack(model)
        if change == "belief":
            packed.beliefs["launch_us"] += 1.0
        if change == "luck":
            packed = packed._replace(deal=Chance(SEED + 1, np.arange(40)).deal)
        outs.append(np.empty((40, MONTHS, len(REPORTERS))))
        play(*packed, outs[-1])
    assert (outs[0] != outs[1]).any()
    assert (outs[0] != outs[2]).any()


def test_the_kernel_hashes_the_luck_of_the_model() -> None:
    chance = Chance(7, np.array([0, 537, 2**40]))
    address = chance.addresses(Stream.STRIKE, ("israel",), 5)[0]
    dealt = chance.uniform(Stream.STRIKE, ("israel",), 5)[0]
    assert [uniform(address, deal) for deal in chance.deal] == dealt.tolist()
    assert exponential(address, chance.deal[1]) == pytest.approx(-np.log(dealt[1]), rel=1e-15)

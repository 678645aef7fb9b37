"""The textbook twin and the vector model play the same core rules, to the last bit."""

from __future__ import annotations

from collections.abc import Iterable

import mesa
import numpy as np
import pytest

from benchmarks.core import STRATEGIES, CoreModel, core_scenario
from benchmarks.table import LuckTable, start_of
from benchmarks.twin import MONTHS, REPORTERS, TwinModel

SEED = 2025
RUNS = (0, 1, 7, 44, 537)

OF_GROUPS = ("attacks_us", "attacks_israel", "capability", "grievance", "quiet_us", "quiet_israel")
OF_WASHINGTON = ("presence", "leaving", "pressure", "strike_memory", "strike_threat", "sanctioned")


def levels(model: CoreModel | TwinModel, allies: Iterable[mesa.Agent]) -> dict[str, object]:
    """What both models hold of the world: floats in the twin, arrays of shape (runs,) in the other."""
    seen = {name: series[-1] for name, series in model.datacollector.model_vars.items()}
    states, government = model.united_states, model.government
    seen |= {f"united_states.{name}": getattr(states, name) for name in OF_WASHINGTON}
    seen |= {f"iran.{lever}": level for lever, level in model.iran.levers.items()}
    seen |= {"request": government.request, "affair": government.affair, "isis": model.isis.activity}
    seen |= {f"{group.key}.{name}": getattr(group, name) for group in model.militias for name in OF_GROUPS}
    seen |= {f"{party.key}.axis": party.axis for party in model.parties}
    return seen | {f"{ally.key}.standing": ally.standing for ally in allies}


def twin_of(strategy: str, run: int, luck_of: int | None = None) -> TwinModel:
    """The twin of one run of the vector model; `luck_of` deals it another run's luck."""
    luck = LuckTable(SEED, run if luck_of is None else luck_of)
    return TwinModel(strategy, start=start_of(core_scenario(strategy), SEED, run), luck=luck)


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_the_twin_agrees_with_the_vector_model_exactly(strategy: str) -> None:
    vector = CoreModel(core_scenario(strategy), RUNS, SEED)
    twins = [twin_of(strategy, run) for run in RUNS]
    for month in range(MONTHS):
        vector.step()
        expected = levels(vector, vector.axis_allies)
        for column, twin in enumerate(twins):
            twin.step()
            found = levels(twin, twin.allies)
            assert found.keys() == expected.keys()
            apart = [name for name in found if found[name] != expected[name][column]]
            assert not apart, f"month {month}, run {RUNS[column]}"


def test_another_runs_luck_is_another_history() -> None:
    twin, other = twin_of("loosen", 7), twin_of("loosen", 7, luck_of=8)
    for _ in range(MONTHS):
        twin.step()
        other.step()
    assert levels(twin, twin.allies) != levels(other, other.allies)


def test_the_core_rules_are_alive() -> None:
    """Agreement would say little about runs in which nothing happens."""
    model = CoreModel(core_scenario("increase"), range(200), SEED)
    totals = dict.fromkeys(("attacks_us", "attacks_israel", "strikes_in_iraq", "iraqi_deaths"), 0.0)
    for _ in range(MONTHS):
        model.step()
        totals = {
            name: total + model.datacollector.model_vars[name][-1].sum() for name, total in totals.items()
        }
    assert min(totals.values()) > 0
    assert any((ally.standing < 0.99).any() for ally in model.axis_allies)


@pytest.fixture(scope="module")
def batch() -> list[dict[str, float]]:
    return mesa.batch_run(
        TwinModel,
        {"strategy": "loosen", "run": range(150)},
        number_processes=1,
        display_progress=False,
    )


def test_batch_run_plays_the_twin(batch: list[dict[str, float]]) -> None:
    assert len(batch) == 150
    assert {row["Step"] for row in batch} <= {MONTHS - 1, MONTHS}
    assert set(REPORTERS) <= set(batch[0])
    assert len({row["axis_strength"] for row in batch}) == 150


def test_the_same_run_is_drawn_again(batch: list[dict[str, float]]) -> None:
    twin = TwinModel("loosen", run=3)
    while twin.running:
        twin.step()
    assert twin.iran.axis_strength == batch[3]["axis_strength"]


@pytest.fixture(scope="module")
def dealt() -> CoreModel:
    model = CoreModel(core_scenario("loosen"), range(1000), SEED)
    while model.running:
        model.step()
    return model


@pytest.mark.parametrize("name", ["axis_strength", "iran_means", "us_prestige", "israel_threat", "lean"])
def test_the_twins_draws_follow_the_seeds(batch: list[dict[str, float]], dealt: CoreModel, name: str) -> None:
    """Means of 150 drawn twins and of 1,000 vector runs are within four standard errors of each other."""
    drawn, expected = np.array([row[name] for row in batch]), dealt.datacollector.model_vars[name][-1]
    error = np.hypot(drawn.std() / np.sqrt(len(drawn)), expected.std() / np.sqrt(len(expected)))
    assert abs(drawn.mean() - expected.mean()) < 4 * error

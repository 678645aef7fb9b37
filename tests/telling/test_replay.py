"""A run played again alone is the run of the batch, or it is not told."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

import simulation as sim
from simulation.batch.manifest import new_manifest
from simulation.batch.plan import make_plan
from simulation.errors import CrossroadsError, InputError
from simulation.scenario import built_in, find_scenario
from simulation.telling import replay as module
from simulation.telling.replay import differing, play, replay, scenario_of


@pytest.mark.parametrize("scenario", ["increase", "loosen", "maintain"])
@pytest.mark.parametrize("run", [0, 11])
def test_the_run_alone_is_the_run_in_the_batch(results: sim.Results, scenario: str, run: int) -> None:
    played = replay(results, scenario, run)
    stored = results.outcomes.query("scenario == @scenario and run == @run").iloc[0]
    assert played.block.outcomes["axis_index"][0] == stored["axis_index"]
    assert played.block.outcomes["coalition"][0] == stored["coalition"]
    believed = played.block.outcomes["belief.us_commitment"].astype(np.float32)
    assert believed[0] == np.float32(stored["belief.us_commitment"])


def test_a_run_of_a_nested_design_is_played_with_the_beliefs_it_had() -> None:
    nested = sim.run("iran_paths", runs="4x3", only=["loosen"], jobs=1)
    played = replay(nested, "loosen", 7)
    believed = nested.outcomes["belief.us_commitment"]
    assert believed[7] == believed[6] != believed[5]
    assert played.block.outcomes["belief.us_commitment"].astype(np.float32)[0] == believed[7]


def test_an_outcome_that_was_changed_is_not_told(
    results: sim.Results, monkeypatch: pytest.MonkeyPatch
) -> None:
    part = results.part

    def changed(*asked: Any) -> pd.DataFrame:
        return part(*asked).assign(iraqi_deaths=lambda rows: rows["iraqi_deaths"] + (rows["run"] == 3))

    monkeypatch.setattr(results, "part", changed)
    with pytest.raises(CrossroadsError, match=r"Run 3 of maintain .* iraqi_deaths \d+ then, \d+ now"):
        replay(results, "maintain", 3)
    assert replay(results, "maintain", 4)


def test_the_last_bit_counts() -> None:
    block = play(find_scenario("maintain"), 5, 1).block
    stored: dict[str, Any] = {name: values[0] for name, values in block.outcomes.items()}
    assert differing(stored, block) == []
    stored["axis_index"] = np.nextafter(stored["axis_index"], 2.0)
    (said,) = differing(stored, block)
    assert said.startswith("axis_index ")
    del stored["pmf_fate"]
    assert any("pmf_fate is not stored" in words for words in differing(stored, block))
    assert any(words.startswith("gone ") for words in differing({**stored, "gone": 1}, block))


def test_another_engine_is_refused_in_one_paragraph(
    results: sim.Results, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "engine_digest", lambda: "0123456789abcdef")
    with pytest.raises(InputError) as refused:
        replay(results, "maintain", 3)
    said = str(refused.value)
    assert "made by another engine" in said
    assert "0123456789abcdef" in said
    assert results.manifest["engine"] in said
    assert "crossroads run" in said
    assert "\n" not in said


@pytest.mark.parametrize(
    ("scenario", "run", "said"),
    [("maintian", 3, "did you mean 'maintain'"), ("maintain", 12, "no run 12; they hold runs 0-11")],
)
def test_what_the_results_do_not_hold_is_wrong_input(
    results: sim.Results, scenario: str, run: int, said: str
) -> None:
    with pytest.raises(InputError, match=said):
        replay(results, scenario, run)


@pytest.mark.parametrize("file", built_in())
def test_every_scenario_comes_back_from_its_manifest(file: str) -> None:
    batch = sim.load(file)
    manifest = new_manifest(make_plan(batch, runs=1))
    for entry, scenario in zip(manifest["scenarios"], batch.scenarios, strict=True):
        assert scenario_of(entry).digest() == scenario.digest()


def test_a_manifest_that_was_changed_by_hand_is_refused() -> None:
    (entry, *_) = new_manifest(make_plan(sim.load("iran_paths"), runs=1))["scenarios"]
    entry["specification"]["months"] = 12
    with pytest.raises(CrossroadsError, match="changed by hand"):
        scenario_of(entry)


def test_a_caretaker_and_a_new_government_are_noticed() -> None:
    offices = play(find_scenario("maintain"), 7, 2025).offices
    assert [office.kind == "caretaker" for office in offices] == [False, True, False]
    assert offices[0].month == "2025-01"
    assert offices[1].month == "2025-10"

"""From a scenario file to results, with the model itself: what a user does, small."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import simulation as sim
from simulation.batch import in_memory, make_plan
from simulation.cli import main
from simulation.cli.catalogue import explanation
from simulation.evidence import load_evidence
from simulation.outcomes.catalogue import OUTCOMES
from simulation.outcomes.running import results_of
from simulation.outcomes.summary import outcome_names
from simulation.scenario import built_in

# With the three lists of the unit tests' vocabulary this file names every list; in the real one it does not.
NOT_BROKEN_HERE = "election_seats_short"
BROKEN = sorted(
    path
    for path in (Path(__file__).parent / "broken/scenarios").glob("*.yaml")
    if path.stem != NOT_BROKEN_HERE
)


@pytest.fixture(scope="module")
def results() -> sim.Results:
    return sim.run("iran_paths", runs=60, jobs=1)


def test_the_command_runs_a_built_in_file_from_an_empty_folder(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "simulation.cli", "run", "iran_paths", "--runs", "60", "--plot"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-2:] == [
        "Results: results/iran_paths",
        "Figures: results/iran_paths/figures",
    ]
    found = sim.open(tmp_path / "results/iran_paths")
    assert len(found) == 180
    drawn = {path.stem for path in (tmp_path / "results/iran_paths/figures").iterdir()}
    # Nothing is crossed here, no lens changes, sixty runs are too few for what moves an outcome, and what
    # asks for simulations of its own was not asked.
    left_out = {
        "scenario_matrix",
        "lens_comparison",
        "conditional",
        "drivers",
        "discovery",
        "requirements",
        "sensitivity",
        "matching",
        "forecast",
    }
    assert drawn == set(sim.plots.FIGURES) - left_out


def test_results_have_the_agreed_shape(results: sim.Results) -> None:
    assert results.scenarios == ("increase", "loosen", "maintain")
    assert (results.months.groupby(["scenario", "run"]).size() == 24).all()
    assert results.months["month"].iloc[[0, 23]].tolist() == ["2025-01", "2026-12"]
    assert results.outcomes["axis_index"].between(-1, 1).all()
    assert set(outcome_names(results.outcomes.columns)) == set(OUTCOMES)
    assert list(results.outcomes.columns[:2]) == ["scenario", "run"]
    beliefs = [name for name in results.outcomes if name.startswith("belief.")]
    assert list(results.outcomes.columns[-len(beliefs) :]) == beliefs
    assert not results.outcomes.drop(columns="months_to_form").isna().any(axis=None)


def test_a_run_is_the_same_alone_and_on_other_cores(results: sim.Results) -> None:
    plan = make_plan(sim.load("iran_paths"), pick="37,52", only=["loosen"], block_size=1)
    alone = results_of(in_memory(plan, jobs=2)).outcomes
    among = results.outcomes.query("scenario == 'loosen' and run in (37, 52)").reset_index(drop=True)
    pd.testing.assert_frame_equal(alone, among, check_exact=True)


def test_the_stored_specification_is_the_scenarios(results: sim.Results) -> None:
    batch = sim.load("iran_paths")
    for entry, scenario in zip(results.manifest["scenarios"], batch.scenarios, strict=True):
        assert entry["specification"] == scenario.model_dump(mode="json")
        assert entry["digest"] == scenario.digest()
    assert results.manifest["seed"] == batch.seed


def test_what_a_scenario_assumes_is_what_its_runs_believe() -> None:
    found = sim.run("assumptions", runs=5, jobs=1)
    checked = 0
    for entry in found.manifest["scenarios"]:
        runs = found.outcomes[found.outcomes["scenario"] == entry["name"]]
        for name, assumed in entry["specification"]["assume"].items():
            if assumed.keys() == {"fixed"}:
                assert (runs[f"belief.{name}"] == assumed["fixed"]).all()
                checked += 1
    assert checked > 0


def test_beliefs_are_shared_run_by_run(results: sim.Results) -> None:
    beliefs = results.outcomes.filter(regex="^(run|belief)")
    by_scenario = [group.to_numpy() for _, group in beliefs.groupby(results.outcomes["scenario"])]
    assert all(np.array_equal(by_scenario[0], other) for other in by_scenario[1:])


def test_figures_take_results(results: sim.Results) -> None:
    assert sim.plots.outcome_shares(results) is not None


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_a_broken_file_ends_with_2_and_writes_nothing(
    path: Path, elsewhere: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for command in ("check", "run"):
        with pytest.raises(SystemExit) as ended:
            main([command, str(path)])
        said = capsys.readouterr()
        assert ended.value.code == 2
        assert said.err
        assert said.out == ""
        assert "Traceback" not in said.err
    assert not list(elsewhere.iterdir())


@pytest.mark.parametrize("kind", ["scenarios", "actors", "parameters", "events", "lenses", "starts"])
def test_everything_can_be_listed(kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["list", kind])
    listed = [line.split()[0] for line in capsys.readouterr().out.splitlines() if line[2] != " "]
    table = built_in() if kind == "scenarios" else getattr(load_evidence(), kind)
    assert not ended.value.code
    assert listed == list(table)


def test_everything_can_be_explained() -> None:
    evidence = load_evidence()
    tables = (
        evidence.parameters,
        evidence.actors,
        evidence.events,
        evidence.lenses,
        evidence.starts,
        OUTCOMES,
    )
    for name in (name for table in tables for name in [*table][:4]):
        assert explanation(name).startswith(f"{name}: ")
    assert "basis: " in explanation(next(iter(evidence.parameters)))
    assert "iran.strategy: strategy loosen" in explanation("iran_paths#loosen")


def test_an_unknown_name_is_wrong_input(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["explain", "axis_verdikt"])
    assert ended.value.code == 2
    assert "did you mean 'axis_verdict'" in capsys.readouterr().err


def test_in_a_nested_design_runs_share_beliefs_and_differ_by_luck(results: sim.Results) -> None:
    nested = sim.run("iran_paths", runs="20x3", jobs=1, only=["loosen"]).outcomes
    beliefs = [name for name in nested if name.startswith("belief.")]
    ordinary = results.outcomes.query("scenario == 'loosen'").reset_index(drop=True)
    pd.testing.assert_frame_equal(
        nested[beliefs], ordinary.loc[nested["beliefs"], beliefs].reset_index(drop=True), check_exact=True
    )
    first = nested["luck"] == 0
    assert (nested.loc[first, "axis_index"].iloc[0] == ordinary["axis_index"].iloc[0]).all()
    assert nested.groupby("beliefs")["axis_index"].nunique().eq(3).all()

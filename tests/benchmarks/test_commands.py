"""The benchmark commands run, measure something, and say what."""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path

import pytest

import simulation as sim
from benchmarks import core, full, phases, pictures
from simulation.evidence import load_evidence
from simulation.plots import FIGURES


def test_core_prints_costs_and_ratios(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(core, "TIMES_THE_TWIN", {10: 30.0, 20: 50.0})
    core.report(core.measure(core.programs(runs=20, twins=3, sizes=(10,)), rounds=2))
    lines = capsys.readouterr().out.splitlines()
    numbers = {line[:44].strip(): re.findall(r"\d+\.\d", line[44:]) for line in lines[2:]}
    assert len(numbers["textbook twin"]) == 3
    assert len(numbers["vector model, 10 runs"]) == len(numbers["vector model, 20 runs"]) == 6
    assert all(float(number) > 0 for row in numbers.values() for number in row)
    for size, asked in ((10, 30), (20, 50)):
        line = next(line for line in lines if line.startswith(f"{size} runs a block"))
        assert re.search(rf"\d times as fast as the twin \(asked: {asked}\)", line)
        assert ("in the months alone" in line) == (find_spec("numba") is not None)


def test_full_prints_seconds(capsys: pytest.CaptureFixture[str]) -> None:
    full.main(["--runs", "5", "--rounds", "2"])
    out = capsys.readouterr().out
    for what in ("an election and its bargaining included", "no election"):
        assert re.search(rf"3 paths x 5 runs x 24 months, {what}: \d+\.\d\d s, the best of 2", out)


def test_the_core_rules_switch_off_what_can_be_switched_off() -> None:
    scenario = core.core_scenario("maintain")
    mechanisms = load_evidence().mechanisms
    assert set(core.CORE) <= set(mechanisms)
    assert set(scenario.ablate) == {name for name in mechanisms if mechanisms[name].switch} - set(core.CORE)
    assert core.scenario_of("maintain").ablate == ()


def test_pictures_prints_seconds_and_memory(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        pictures, "FIGURES", {name: FIGURES[name] for name in ("flip_table", "lens_comparison")}
    )
    sim.run("iran_paths", runs=6, out=tmp_path / "results")
    pictures.main(["--results", str(tmp_path / "results")])
    out = capsys.readouterr().out
    assert re.search(r"^flip_table +\d+\.\d\d$", out, re.MULTILINE)
    assert "lens_comparison" not in out  # there is one lens: nothing to draw
    assert re.search(r"processor seconds: figures \d+\.\d, report \d+\.\d, together \d+\.\d", out)
    assert re.search(r"peak memory: \d+ MiB", out)


def test_phases_shares_out_the_whole_of_a_block(capsys: pytest.CaptureFixture[str]) -> None:
    shares = phases.measure(runs=20, rounds=1)
    assert sum(shares.values()) == pytest.approx(1.0)
    assert {"model.actors.militia", "model.iraq: __init__", "model.institutions.polls: vote"} <= set(shares)
    phases.main(["--runs", "20", "--rounds", "1", "--markdown"])
    rows = re.findall(r"^\| .+ \| (\d+)% \|$", capsys.readouterr().out, re.MULTILINE)
    assert 97 <= sum(map(int, rows)) <= 103 + len(rows) // 2

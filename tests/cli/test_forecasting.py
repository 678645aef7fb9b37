"""`crossroads forecast` and `crossroads score`: what they write, print and refuse."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from simulation.cli import main

Said = Callable[..., tuple[int, str, str]]
EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
SCENARIO = """
title: An example
runs: 100
seed: 5
base: {start: 2021-06, months: 24}
scenarios: {vote: {}, third: {ablate: [blocking_third]}}
"""


@pytest.fixture
def crossroads(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Said:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "scenario.yaml").write_text(SCENARIO)

    def command(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        return (ended.value.code or 0, *capsys.readouterr())  # type: ignore[return-value]

    return command


@pytest.fixture
def freeze(crossroads: Said) -> Said:
    def command(*more: str) -> tuple[int, str, str]:
        questions = str(EXAMPLES / "questions.yaml")
        return crossroads(
            "forecast",
            "scenario.yaml",
            "--questions",
            questions,
            "--out",
            "capsule.json",
            "--jobs",
            "1",
            *more,
        )

    return command


def test_a_forecast_is_frozen_kept_scored_and_drawn(freeze: Said, crossroads: Said) -> None:
    assert crossroads("run", "scenario.yaml", "--out", "results", "--jobs", "1")[0] == 0
    code, out, err = freeze("--scenario", "vote", "--runs", "100", "--results", "results")
    assert (code, err) == (0, "")
    assert "5 questions, 100 runs of vote, knows until 2021-05-31" in out
    assert json.loads(Path("capsule.json").read_text())["hash"] in out
    answers = str(EXAMPLES / "answers.csv")
    code, out, err = crossroads("score", "capsule.json", answers, "--results", "results")
    assert (code, err) == (0, "")
    assert "the hash matches, 5 questions" in out
    assert "fewer than 10, so no skill over all is given" in out
    assert "skill 0" not in out
    assert "Void: example_premier." in out
    assert "Open, due 2023-05-31: example_open" in out
    kept = json.loads(Path("results/analysis/forecast.json").read_text())
    assert kept["settings"]["answers"]["example_siege"]["answer"] == "yes"
    assert crossroads("plot", "results", "--figure", "forecast", "--style", "audience")[0] == 0
    assert Path("results/figures/forecast.png").stat().st_size > 10_000
    code, _, err = freeze("--scenario", "third", "--runs", "100")
    assert code == 2
    assert "never overwritten" in err


def test_by_default_there_are_a_thousand_runs(freeze: Said) -> None:
    code, out, _ = freeze("--scenario", "vote")
    assert code == 0
    assert "1,000 runs of vote" in out


def test_a_changed_capsule_is_refused(crossroads: Said) -> None:
    Path("capsule.json").write_text('{"hash": "0", "questions": []}')
    code, out, err = crossroads("score", "capsule.json")
    assert code == 2
    assert "was changed after it was frozen" in err
    assert out == ""


def test_a_forecast_is_of_one_scenario(freeze: Said) -> None:
    code, _, err = freeze("--runs", "100")
    assert code == 2
    assert "name it with --scenario: vote, third" in err
    assert not Path("capsule.json").exists()
    code, _, err = freeze("--runs", "100", "--scenario", "vot")
    assert code == 2
    assert "vote" in err


def test_wrong_input_writes_nothing(freeze: Said, crossroads: Said) -> None:
    for arguments, said in (
        (("--scenario", "vote", "--runs", "10"), "too few"),
        (("--scenario", "vote", "--runs", "many"), "is no number of runs"),
        (("--scenario", "vote", "--results", "."), "is not a results folder"),
    ):
        code, _, err = freeze(*arguments)
        assert code == 2
        assert said in err
        assert "Traceback" not in err
    code, _, err = crossroads("forecast", "scenario.yaml", "--questions", "nothing", "--out", "capsule.json")
    assert code == 2
    assert "is no file of questions" in err
    assert not Path("capsule.json").exists()


def test_results_of_another_scenario_are_refused(freeze: Said, crossroads: Said) -> None:
    Path("other.yaml").write_text(SCENARIO.replace("months: 24", "months: 2"))
    assert crossroads("run", "other.yaml", "--out", "results", "--jobs", "1", "--runs", "20")[0] == 0
    code, _, err = freeze("--scenario", "vote", "--runs", "100", "--results", "results")
    assert code == 2
    assert "holds no scenario like vote" in err
    assert not Path("capsule.json").exists()

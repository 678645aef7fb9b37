"""`crossroads require` and `crossroads robustness`: over the model in small, and what they refuse."""

from __future__ import annotations

from pathlib import Path

import pytest

import simulation as sim
from simulation.cli import main
from simulation.outcomes import open_results

FEW = ("--runs", "100", "--fresh", "200", "--jobs", "1", "--over", "us_commitment", "--most", "1")


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    said = capsys.readouterr()
    return int(ended.value.code or 0), said.out, said.err


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("asked") / "paths"
    sim.run("iran_paths", runs=60, out=folder, jobs=1)
    return folder


def test_require_says_writes_and_keeps(
    results: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = tmp_path / "needed.yaml"
    asked = (
        "--outcome",
        "axis_index > 0.2",
        "--probability",
        "0.9",
        "--write",
        str(place),
        "--out",
        str(results),
    )
    code, out, _ = run(capsys, "require", "iran_paths", *asked, *FEW)
    assert code == 0
    assert "cannot be brought there with at most 1 changes" in out
    assert "us_commitment" in out
    assert "Does it come to 90 in 100" in place.read_text(encoding="utf-8")
    kept = open_results(results).analysis("requirements")
    assert kept is not None
    assert kept.settings["outcome"] == "axis_index > 0.2"
    assert not kept.settings["reached"]
    assert run(capsys, "check", str(place))[0] == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--outcome", "axis_verdict=leavin"), "did you mean 'leaving'"),
        (("--outcome", "axis_verdict=left", "--scenario", "loose"), "did you mean 'loosen'"),
        (("--outcome", "axis_verdict=left", "--out", "nowhere"), "is not a results folder"),
        (("--outcome", "axis_verdict=left", "--write", "no/such/file.yaml"), "give a file in a folder"),
        (("--outcome", "axis_verdict=left", "--lever", "arms"), "no kind of levers"),
    ],
)
def test_require_refuses(arguments: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, "require", "iran_paths", *arguments)
    assert code == 2
    assert said in err


def test_robustness_says_and_keeps(results: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = tmp_path / "wants.yaml"
    code, out, _ = run(capsys, "robustness", str(results), "--template", str(place))
    assert code == 0
    assert "Tehran, for holding what it has: 60 worlds" in out
    assert "largest regret" in out
    kept = open_results(results).analysis("robustness")
    assert kept is not None
    assert kept.settings["decider"] == "tehran"
    again = run(
        capsys, "robustness", str(results), "--preferences", str(place), "--options", "loosen,maintain"
    )
    assert again[0] == 0
    kept = open_results(results).analysis("robustness")
    assert kept is not None
    assert kept.settings["options"] == ["loosen", "maintain"]


def test_robustness_refuses(results: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text("preferences:\n  mine: {decider: paris}\n", encoding="utf-8")
    for arguments, said in (
        (("--decider", "teheran"), "did you mean 'tehran'"),
        (("--options", "loosen"), "one option leaves nothing to regret"),
        (("--preferences", str(wrong)), "wrong.yaml:2:"),
    ):
        code, _, err = run(capsys, "robustness", str(results), *arguments)
        assert code == 2
        assert said in err

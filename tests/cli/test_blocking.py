"""`crossroads blocking`: what it says, what it keeps, what it refuses."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

import simulation as sim
from simulation.cli import main

Said = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("blocking") / "results"
    sim.run("election_2025", runs=30, out=place)
    return place


@pytest.fixture
def crossroads(capsys: pytest.CaptureFixture[str]) -> Said:
    def command(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        return (ended.value.code or 0, *capsys.readouterr())  # type: ignore[return-value]

    return command


def test_it_says_who_can_block_and_keeps_it(crossroads: Said, folder: Path) -> None:
    code, out, err = crossroads("blocking", str(folder), "--bloc", "framework", "--bloc", "kdp,puk,progress")
    assert (code, err) == (0, "")
    assert "forecast, 30 parliaments of 329 members" in out
    assert "110 members who stay away" in out
    assert "Power in votes" in out
    kept = json.loads((folder / "analysis" / "blocking.json").read_text(encoding="utf-8"))
    assert kept["settings"]["blocs"] == ["framework", "kdp+puk+progress"]
    assert set(kept["tables"]) == {"thirds", "defections", "pivots"}
    assert crossroads("plot", str(folder), "--figure", "blocking")[0] == 0
    assert (folder / "figures" / "blocking.png").exists()


def test_a_majority_needs_more_to_be_denied(crossroads: Said, folder: Path, tmp_path: Path) -> None:
    code, out, _ = crossroads(
        "blocking", str(folder), "--target", "majority", "--banzhaf", "--out", str(tmp_path)
    )
    assert code == 0
    assert "165 members deny a government its majority" in out
    assert "Banzhaf" in out
    assert (tmp_path / "analysis" / "blocking.json").exists()


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--bloc", "framwork"), "did you mean 'framework'?"),
        (("--scenario", "forcast"), "did you mean 'forecast'?"),
        (("--target", "veto"), "veto"),
    ],
)
def test_mistakes_end_with_2(crossroads: Said, folder: Path, more: tuple[str, ...], said: str) -> None:
    code, _, err = crossroads("blocking", str(folder), *more)
    assert code == 2
    assert said in err

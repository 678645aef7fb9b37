"""The headlines of releases: kept, read back, and compared run by run."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from benchmarks import headlines
from simulation.outcomes.compare import MOVED

RUNS = 80


@pytest.fixture(scope="module")
def now() -> pd.DataFrame:
    return headlines.play(RUNS)


def test_the_same_code_moves_nothing(now: pd.DataFrame, tmp_path: Path) -> None:
    headlines.keep(now, tmp_path / "0.1.0.csv")
    found = headlines.differences(pd.read_csv(tmp_path / "0.1.0.csv"), now)
    assert set(found["scenario"]) == {"increase", "loosen", "maintain"}
    assert set(found["runs"]) <= {*range(1, RUNS + 1)}
    assert not (found["verdict"] == MOVED).any()
    assert "No headline outcome moved" in "\n".join(headlines.lines(found, "0.1.0"))


def test_a_planted_change_is_found_and_printed(now: pd.DataFrame) -> None:
    luck = np.random.default_rng(5).normal(0.05, 0.02, len(now))
    before = now.assign(axis_index=now["axis_index"] - luck)
    found = headlines.differences(before, now)
    moved = found[found["verdict"] == MOVED]
    assert set(moved["outcome"]) == {"axis_index"}
    assert moved["difference"].between(0.04, 0.06).all()
    text = "\n".join(headlines.lines(found, "0.1.0"))
    assert text.count("| axis_index") == 3
    assert "cannot be told from chance" in text


def test_an_outcome_that_a_release_did_not_have_is_left_out(now: pd.DataFrame) -> None:
    found = headlines.differences(now.drop(columns="pmf_fate"), now)
    assert "pmf_fate" not in set(found["outcome"])


def test_the_newest_release_is_taken(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="--keep"):
        headlines.last(tmp_path)
    for version in ("0.2.0", "0.10.0", "0.9.1"):
        (tmp_path / f"{version}.csv").touch()
    assert headlines.last(tmp_path).stem == "0.10.0"


def test_the_commands_work(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    headlines.main(["--keep", "--runs", "30", "--folder", str(tmp_path)])
    headlines.main(["--runs", "30", "--folder", str(tmp_path)])
    assert "No headline outcome moved" in capsys.readouterr().out


def test_what_is_kept_is_the_headlines_of_every_path() -> None:
    kept = pd.read_csv(headlines.last())
    assert list(kept.columns) == ["scenario", "run", *headlines.HEADLINES]
    assert kept.groupby("scenario").size().to_dict() == dict.fromkeys(
        ("increase", "loosen", "maintain"), headlines.RUNS
    )

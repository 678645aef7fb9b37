"""The calibration record: read, and refused with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulation.errors import InputError
from simulation.evidence import load_calibration

GOOD = """calibration:
  version: 0.1.0
  status: pattern-tested
  patterns: {measured: 16, hold: 11}
  why: Because.
  limits: [{title: Economy, text: Not simulated.}]
"""


def written(folder: Path, text: str) -> Path:
    (folder / "calibration.yaml").write_text(text, encoding="utf-8")
    return folder


def test_a_record_is_read(tmp_path: Path) -> None:
    found = load_calibration(written(tmp_path, GOOD))
    assert found.label == "pattern-tested, 11 of 16 hold"
    assert found.limits[0].title == "Economy"


def test_untested_is_just_that(tmp_path: Path) -> None:
    text = GOOD.replace("pattern-tested", "untested").replace("16, hold: 11", "0, hold: 0")
    assert load_calibration(written(tmp_path, text)).label == "untested"


@pytest.mark.parametrize(
    ("change", "place", "message"),
    [
        (("pattern-tested", "tested"), ":3:11", "is not allowed here"),
        (("hold: 11", "hold: 17"), ":4:3", "17 of 16 hold"),
        (("why: Because.", "because: so"), ":5:3", "is not a field here"),
    ],
)
def test_a_mistake_is_placed(tmp_path: Path, change: tuple[str, str], place: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        load_calibration(written(tmp_path, GOOD.replace(*change)))
    told = [str(problem) for problem in caught.value.problems]
    assert any(place in line and message in line for line in told), told


def test_a_folder_without_one(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"calibration\.yaml"):
        load_calibration(tmp_path)

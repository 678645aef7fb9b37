"""The calibration record: read, and refused with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulation.errors import InputError
from simulation.evidence import load_calibration

GOOD = """calibration:
  version: 0.1.0
  status: pattern-tested
  why: Because.
  limits: [{title: Economy, text: Not simulated.}]
"""


PATTERNS = """patterns:
  1a: {statement: One}
  1b: {statement: Two, finding: It fails.}
  2: {statement: Three}
"""


def written(folder: Path, text: str) -> Path:
    (folder / "calibration.yaml").write_text(text, encoding="utf-8")
    (folder / "patterns.yaml").write_text(PATTERNS, encoding="utf-8")
    return folder


def test_a_record_is_read(tmp_path: Path) -> None:
    found = load_calibration(written(tmp_path, GOOD))
    assert (found.hold, found.measured) == (2, 3)
    assert found.label == "pattern-tested, 2 of 3 hold"
    assert found.record.limits[0].title == "Economy"


def test_untested_is_just_that(tmp_path: Path) -> None:
    text = GOOD.replace("pattern-tested", "untested")
    assert load_calibration(written(tmp_path, text)).label == "untested"


@pytest.mark.parametrize(
    ("change", "place", "message"),
    [
        (("pattern-tested", "tested"), ":3:11", "is not allowed here"),
        (("why: Because.", "because: so"), ":4:3", "is not a field here"),
        (("limits: [", "limits: [1, "), ":5:12", "is not a record"),
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

"""Analyses come back from a results folder as they were kept."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from simulation.errors import CrossroadsError
from simulation.outcomes.kept import Kept, keep, read_kept

TABLE = pd.DataFrame(
    {"parameter": ["us_commitment", "iran_resolve"], "change": [0.1, np.nan], "told": [True, False]}
)


def test_what_is_kept_comes_back(tmp_path: Path) -> None:
    keep(tmp_path, Kept("sensitivity", {"scenario": "maintain", "seed": 2025}, {"screening": TABLE}))
    found = read_kept(tmp_path, "sensitivity")
    assert found is not None
    assert found.settings == {"scenario": "maintain", "seed": 2025}
    pd.testing.assert_frame_equal(found.tables["screening"], TABLE)


def test_a_later_analysis_takes_the_place_of_an_earlier_one(tmp_path: Path) -> None:
    keep(tmp_path, Kept("sensitivity", {"seed": 1}))
    path = keep(tmp_path, Kept("sensitivity", {"seed": 2}))
    found = read_kept(tmp_path, "sensitivity")
    assert found is not None
    assert found.settings == {"seed": 2}
    assert [each.name for each in path.parent.iterdir()] == ["sensitivity.json"]


def test_none_where_nothing_was_kept(tmp_path: Path) -> None:
    assert read_kept(tmp_path, "sensitivity") is None


@pytest.mark.parametrize(
    "written", ["", "{", '{"analysis": "x"}', '{"analysis": "x", "settings": {}, "tables": []}']
)
def test_a_broken_file_is_named(tmp_path: Path, written: str) -> None:
    path = keep(tmp_path, Kept("signposts"))
    path.write_text(written)
    with pytest.raises(CrossroadsError, match=r"signposts\.json cannot be read; remove it"):
        read_kept(tmp_path, "signposts")

"""Studies: finished blocks are kept and gone on with, and another design is refused."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from simulation.analysis.designs import ensembles
from simulation.analysis.designs.targets import Target
from simulation.analysis.sensitivity.indices import Function, Study, screen, share_out
from simulation.batch import plan
from simulation.errors import InputError
from simulation.model.simulate import Block
from simulation.scenario import find_scenario

NAMES = ("us_commitment", "conduct_iran")
ASKED = [Target("axis_index")]


@pytest.fixture
def played(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """A model that answers at once, in blocks of 1,000 runs; how many runs each call was asked for."""
    calls: list[int] = []

    def at_once(scenario: Any, numbers: Any, seed: int, chance: Any) -> Block:
        calls.append(len(numbers))
        return Block({"axis_index": chance.quantiles[:, 0] + (numbers % 7) / 10}, {})

    monkeypatch.setattr(ensembles, "played", at_once)
    monkeypatch.setattr(ensembles, "Plan", lambda *given, **more: plan.Plan(*given, block_size=1000, **more))
    return calls


class Killer:
    """Stops the work once so many runs are done."""

    def __init__(self, after: int) -> None:
        self.after = after

    def note(self, text: str) -> None:
        """Hear what is said."""

    def advance(self, done: int, total: int) -> None:
        """Stop."""
        if done >= self.after:
            raise KeyboardInterrupt


def study(out: Path | None = None, **more: Any) -> Study:
    return Study(find_scenario("maintain"), 7, 10, jobs=1, out=out, **more)


def test_a_study_that_was_killed_goes_on_and_ends_the_same(tmp_path: Path, played: list[int]) -> None:
    whole = share_out(study(), NAMES, ASKED, 64, shifts=False)
    total = sum(played)
    played.clear()
    with pytest.raises(KeyboardInterrupt, match="--resume"):
        share_out(study(tmp_path / "runs", progress=Killer(2000)), NAMES, ASKED, 64, shifts=False)
    assert 0 < sum(played) < total
    left = total - sum(played)
    played.clear()
    with pytest.raises(InputError, match="Add --resume"):
        share_out(study(tmp_path / "runs"), NAMES, ASKED, 64, shifts=False)
    assert not played
    pd.testing.assert_frame_equal(
        share_out(study(tmp_path / "runs", resume=True), NAMES, ASKED, 64, shifts=False), whole
    )
    assert sum(played) == left
    played.clear()
    pd.testing.assert_frame_equal(share_out(study(tmp_path / "runs"), NAMES, ASKED, 64, shifts=False), whole)
    assert not played


def test_another_design_is_refused_and_nothing_touched(tmp_path: Path, played: list[int]) -> None:
    place = tmp_path / "runs"
    screen(study(place), NAMES, ASKED, 4)
    before = sorted((path.name, path.stat().st_mtime_ns) for path in place.iterdir())
    for other in (
        lambda: screen(study(place), NAMES[::-1], ASKED, 4),
        lambda: screen(study(place), NAMES, ASKED, 5),
    ):
        with pytest.raises(InputError, match="points of the design differ"):
            other()
    with pytest.raises(InputError, match="seed: 7 then, 8 now"):
        screen(replace(study(place), seed=8), NAMES, ASKED, 4)
    assert before == sorted((path.name, path.stat().st_mtime_ns) for path in place.iterdir())


def test_a_study_that_cannot_be_is_refused() -> None:
    with pytest.raises(InputError, match="too few"):
        Study(find_scenario("maintain"), 7, 5)
    with pytest.raises(InputError, match="name its folder"):
        Study(find_scenario("maintain"), 7, resume=True)


def test_a_function_meets_the_same_luck_where_it_should() -> None:
    met: list[Any] = []

    def watching(points: Any, numbers: Any) -> pd.DataFrame:
        met.append((points, numbers))
        return pd.DataFrame({"y": points[:, 0]})

    points = np.array([[0.1, 0, 0.5, 0], [0.2, 0, 0.5, 0], [0.2, 0, 0.9, 0], [0.1, 0, 0.5, 0]])
    frame = Function(watching, luck=3).play(("a",), points, group=3)
    (given, numbers) = met[0]
    assert frame["y"].tolist() == [0.1] * 3 + [0.2] * 6 + [0.1] * 3
    assert given.shape == (12, 1)
    deals = numbers.reshape(4, 3)
    assert np.array_equal(deals[0], deals[1])
    assert len({*deals[0], *deals[2], *deals[3]}) == 9

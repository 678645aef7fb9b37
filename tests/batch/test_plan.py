"""Plans: which runs, which blocks, in which order."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.batch.plan import BLOCK_SIZE, SMALL, make_plan, picked, read_runs, runs_text
from simulation.errors import InputError
from tests.fakes import FakeBatch, a_plan


def test_blocks_go_round_the_scenarios() -> None:
    blocks = a_plan(runs=60).blocks
    assert [block.scenario for block in blocks] == [0, 1, 2, 0, 1, 2]
    assert [block.runs[0] for block in blocks] == [0, 0, 0, 30, 30, 30]
    assert [block.number for block in blocks] == list(range(6))


def test_by_default_the_batch_decides() -> None:
    plan = make_plan(FakeBatch(runs=7, seed=3))  # type: ignore[arg-type]
    assert plan.runs.tolist() == list(range(7))
    assert (plan.seed, plan.block_size, plan.names) == (3, BLOCK_SIZE, ("increase", "loosen", "maintain"))


def test_the_caller_can_want_otherwise() -> None:
    plan = a_plan(runs=5, seed=8, only=["loosen"])
    assert (plan.names, plan.seed, plan.total) == (("loosen",), 8, 5)
    assert a_plan(pick=[9, 4, 9]).runs.tolist() == [4, 9]


@given(runs=st.integers(1, 500), size=st.integers(1, 120))
def test_every_run_is_in_one_block_of_each_scenario(runs: int, size: int) -> None:
    plan = a_plan(runs=runs, block_size=size)
    for scenario in range(3):
        pieces = [block.runs for block in plan.blocks if block.scenario == scenario]
        assert np.concatenate(pieces).tolist() == list(range(runs))
        assert max(len(piece) for piece in pieces) <= size
        assert max(len(piece) for piece in pieces) - min(len(piece) for piece in pieces) <= 1


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("537", [537]),
        ("537,600-602", [537, 600, 601, 602]),
        (" 5 , 3 - 4 ,5", [3, 4, 5]),
        ("0-0", [0]),
    ],
)
def test_picking(text: str, runs: list[int]) -> None:
    assert picked(text).tolist() == runs


@pytest.mark.parametrize(
    "text", ["", ",", "1,", "a", "-3", "5-3", "1-2-3", "1.5", "١", "9" * 30, "1-999999999999", "1 2"]
)
def test_picks_that_are_wrong(text: str) -> None:
    with pytest.raises(InputError):
        picked(text)


@given(st.sets(st.integers(0, 200), min_size=1))
def test_run_numbers_are_written_as_they_are_read(runs: set[int]) -> None:
    text = runs_text(np.array(sorted(runs)))
    assert picked(text).tolist() == sorted(runs)


@pytest.mark.parametrize(
    "wanted",
    [
        {"runs": 0},
        {"runs": -4},
        {"runs": True},
        {"runs": 10**12},
        {"seed": -1},
        {"seed": 2**63},
        {"pick": []},
        {"pick": [-1]},
        {"pick": "5", "runs": 3},
        {"only": ["nobody"]},
        {"block_size": 0},
    ],
)
def test_wishes_that_are_wrong(wanted: dict[str, object]) -> None:
    with pytest.raises(InputError):
        a_plan(**wanted)


@pytest.mark.parametrize(
    ("runs", "count", "luck"), [(1000, 1000, 1), ("1000", 1000, 1), ("200x10", 2000, 10), (" 20 × 3 ", 60, 3)]
)
def test_runs_are_a_number_or_beliefs_times_luck(runs: int | str, count: int, luck: int) -> None:
    assert read_runs(runs) == (count, luck)
    plan = a_plan(runs=runs)
    assert (plan.runs.tolist(), plan.luck) == (list(range(count)), luck)


@pytest.mark.parametrize(
    "text", ["", "x", "200x", "x10", "0x5", "5x0", "1.5", "many", "2x3x4", "-4", "9" * 30]
)
def test_runs_that_are_wrong(text: str) -> None:
    with pytest.raises(InputError):
        a_plan(runs=text)


def test_the_design_of_the_batch_holds_unless_runs_are_given() -> None:
    nested = FakeBatch(runs=60, luck=3)
    assert a_plan(nested).luck == 3
    assert a_plan(nested, pick="7").luck == 3
    assert a_plan(nested, runs=50).luck == 1


@pytest.mark.parametrize(
    ("keep", "kept"),
    [
        ("outcomes", ("outcomes",)),
        ("months", ("outcomes", "months")),
        ("seats, months", ("outcomes", "months", "seats")),
        (["seats"], ("outcomes", "seats")),
        ("all", ("outcomes", "months", "seats")),
    ],
)
def test_what_is_kept_can_be_chosen(keep: str | list[str], kept: tuple[str, ...]) -> None:
    assert a_plan(keep=keep).kept == kept


def test_large_batches_keep_their_outcomes_alone() -> None:
    most = SMALL // 3
    assert a_plan(runs=most).kept == ("outcomes", "months", "seats")
    assert a_plan(runs=most + 1).kept == ("outcomes",)
    assert a_plan(runs=most + 1, keep="months").kept == ("outcomes", "months")


def test_what_cannot_be_kept() -> None:
    with pytest.raises(InputError, match="'month' cannot be kept; did you mean 'months'"):
        a_plan(keep="month")

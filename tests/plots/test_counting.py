"""Shares as dots that add up."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.plots.counting import endings_in, tally

NAMES = ["a", "b", "c", "d"]


def counted(**hits: int) -> pd.Series:
    return pd.Series([name for name, count in hits.items() for _ in range(count)], dtype=object)


@given(st.lists(st.sampled_from(NAMES), min_size=1, max_size=1200))
def test_dots_add_up_and_are_nowhere_far_from_the_share(endings: list[str]) -> None:
    found = tally(pd.Series(endings), NAMES)
    assert sum(found.dots.values()) == found.out_of == (len(endings) if len(endings) < 100 else 100)
    for name in NAMES:
        exact = found.out_of * endings.count(name) / len(endings)
        assert abs(found.dots[name] - exact) <= found.step
        assert found.dots[name] % found.step == 0


@pytest.mark.parametrize(("runs", "step"), [(99, 1), (100, 5), (399, 5), (400, 1)])
def test_few_runs_are_rounded_coarsely(runs: int, step: int) -> None:
    assert tally(counted(a=runs), NAMES).step == step


@pytest.mark.parametrize(
    ("hits", "text", "phrase"),
    [
        ({"a": 0, "b": 1000}, "none", "none of 1,000 futures"),
        ({"a": 1000}, "all", "all of 1,000 futures"),
        ({"a": 2, "b": 998}, "<1", "under 1 in 100 futures"),
        ({"a": 998, "b": 2}, ">99", "over 99 in 100 futures"),
        ({"a": 310, "b": 690}, "31", "31 in 100 futures"),
        ({"a": 3, "b": 9}, "3", "3 of 12 futures"),
        ({"a": 2, "b": 198}, "<5", "under 5 in 100 futures"),
    ],
)
def test_counts_in_words(hits: dict[str, int], text: str, phrase: str) -> None:
    found = tally(counted(**hits), NAMES)
    assert found.text("a") == text
    assert found.phrase("a") == phrase


def test_unknown_endings_are_shown_last() -> None:
    assert endings_in(counted(z=1, b=2, e=1), NAMES) == [*NAMES, "e", "z"]

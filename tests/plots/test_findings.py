"""Titles: true to the data, and silent where luck explains it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation import plots
from simulation.plots import findings
from simulation.plots.counting import tally
from simulation.plots.data import select
from simulation.plots.labels import AXIS_VERDICT, QUANTITIES
from simulation.plots.paired import (
    Difference,
    claimable,
    mean_difference,
    numeric_differences,
    share_difference,
)
from simulation.words import NO_CHANGE

BANNED = re.compile(
    r"\b(prove|will|impossible|certain|accurate|might|could|may|regime|proxy|proxies)\b", re.I
)
# Of one scenario, of one run, of an analysis, or of what the synthetic results do not hold.
APART = (
    "scenario_matrix",
    "lens_comparison",
    "drivers",
    "conditional",
    "governorate_map",
    "parliament",
    "blocking",
    "discovery",
    "forecast",
    "matching",
    "requirements",
    "robustness",
    "sensitivity",
    "signposts",
)
PLAIN = [name for name in plots.FIGURES if name not in APART]
gaps = st.lists(
    st.builds(
        lambda outcome, middle, reach, runs, scenario: Difference(
            outcome, scenario, "maintain", runs, middle, middle - reach, middle + reach, 1.0, 1.0
        ),
        st.sampled_from(sorted(QUANTITIES)),
        st.floats(-0.9, 0.9),
        st.floats(0.0, 1.0),
        st.integers(1, 2000),
        st.sampled_from(["increase", "loosen"]),
    ),
    min_size=1,
    max_size=12,
)


def title(figure: Any) -> str:
    return plots.words_of(figure)["title"]


@pytest.mark.parametrize("name", PLAIN)
def test_identical_scenarios_do_not_differ(synthetic: Callable[..., Any], name: str) -> None:
    results = synthetic({"maintain": 0.0, "placebo": 0.0, "another": 0.0})
    assert NO_CHANGE in title(plots.FIGURES[name](results)).lower()


@pytest.mark.parametrize("name", PLAIN)
def test_known_effects_are_named(synthetic: Callable[..., Any], name: str) -> None:
    said = title(plots.FIGURES[name](synthetic({"maintain": 0.0, "push": -0.4}, runs=500)))
    assert "push" in said
    assert NO_CHANGE not in said.lower()


def test_directions_and_numbers_are_those_of_the_data(synthetic: Callable[..., Any]) -> None:
    results = synthetic({"maintain": 0.0, "push": -0.3, "pull": 0.3}, runs=500)
    outcomes = results.outcomes.pivot(index="run", columns="scenario")
    change = (outcomes["axis_index"]["push"] - outcomes["axis_index"]["maintain"]).mean()
    said = title(plots.index_distribution(results))
    assert "nearer to Iran's axis under push" in said or "nearer under push" in said
    assert f"−{abs(change):.2f}" in said
    assert "further" in said.split("pull")[0]
    deaths = outcomes["iraqi_deaths"]["push"] - outcomes["iraqi_deaths"]["maintain"]
    said = title(plots.violence(results, scenarios=["maintain", "push"]))
    assert said.startswith(
        f"Iraqis killed: {deaths.mean():.0f} more on average under push than under maintain"
    )


def test_luck_alone_is_claimed_at_most_once_in_twenty(synthetic: Callable[..., Any]) -> None:
    claims = {"paired_differences": 0, "index_distribution": 0}
    for seed in range(100):
        results = synthetic({"maintain": 0.0, "placebo": 0.0}, runs=60, horizon=2, seed=100 * seed, luck=True)
        chosen = select(results)
        everything = numeric_differences(results, list(QUANTITIES), chosen)
        medians = {"maintain": 0.0, "placebo": 0.0}
        index = [gap for gap in everything if gap.outcome == "axis_index"]
        said = findings.paired_differences(everything), findings.index_distribution(medians, index)
        for name, sentence in zip(claims, said, strict=True):
            claims[name] += NO_CHANGE not in sentence.lower()
    # Of 100 that are luck alone 5 are expected; more than 11 happen once in 200 times.
    assert max(claims.values()) <= 11


@settings(max_examples=60)
@given(gaps)
def test_no_claim_without_an_interval_clear_of_zero(found: list[Difference]) -> None:
    for held in claimable(found):
        assert held.low > 0 or held.high < 0
        assert held.runs >= 20
    if all(gap.low <= 0 <= gap.high for gap in found):
        medians = {"maintain": 0.0, "increase": 0.0}
        said = [
            findings.paired_differences(found),
            findings.index_distribution(medians, found),
            findings.trajectories("Dec 2026", medians, medians, found),
            findings.violence(found, medians),
        ]
        for sentence in said:
            assert NO_CHANGE in sentence.lower() or findings.TOO_FEW in sentence.lower()


@settings(max_examples=60)
@given(gaps)
def test_a_sentence_says_the_direction_of_what_it_names(found: list[Difference]) -> None:
    held = claimable(found)
    sentence = findings.paired_differences(found)
    assert not BANNED.search(sentence)
    if held:
        quantity = QUANTITIES[held[0].outcome]
        assert (quantity.more if held[0].estimate > 0 else quantity.less) in sentence
        assert f"under {held[0].scenario}" in sentence


@settings(max_examples=60)
@given(
    st.lists(st.sampled_from(["in_the_axis", "hedging", "leaving", "left"]), min_size=400, max_size=400),
    st.data(),
)
def test_shares_in_a_title_are_the_counts_drawn(endings: list[str], data: st.DataObject) -> None:
    flips = data.draw(st.integers(0, 400))
    pushed = ["left"] * flips + endings[flips:]
    order = list(AXIS_VERDICT.categories)
    tallies = {
        name: tally(pd.Series(ends), order) for name, ends in (("maintain", endings), ("push", pushed))
    }
    found = [
        share_difference("axis_verdict", "push", "maintain", np.array(pushed) == c, np.array(endings) == c, c)
        for c in order
    ]
    sentence = findings.shares(AXIS_VERDICT, tallies, found)
    held = sorted(claimable(found), key=lambda d: -abs(d.estimate))
    if not held:
        assert NO_CHANGE in sentence.lower()
        return
    assert ("more often" if held[0].estimate > 0 else "less often") in sentence
    if "by 0." not in sentence:
        assert tallies["push"].phrase(held[0].category) in sentence


def test_fewer_than_twenty_runs_claim_nothing() -> None:
    ones, zeros = np.ones(19), np.zeros(19)
    assert not claimable([mean_difference("axis_index", "push", "maintain", ones, zeros)])
    ones, zeros = np.ones(20), np.zeros(20)
    assert claimable([mean_difference("axis_index", "push", "maintain", ones, zeros)])


def test_many_looks_need_clearer_differences() -> None:
    borderline = Difference("axis_index", "push", "maintain", 1000, 0.1, 0.01, 0.19)
    assert claimable([borderline])
    assert not claimable([borderline] * 10)
    assert borderline.clear


def test_rounding_never_leaves_a_claim_of_nothing() -> None:
    tiny = Difference("axis_index", "push", "maintain", 1000, 0.002, 0.0019, 0.0021)
    assert "under 0.01" in findings.index_distribution({"maintain": 0.0, "push": 0.0}, [tiny])


def test_one_scenario_is_described_and_not_compared(cases: Callable[[str], Any]) -> None:
    results = cases("one scenario")
    median = results.outcomes["iraqi_deaths"].median()
    assert (
        title(plots.violence(results))
        == f"Under US withdrawal, {median:.0f} Iraqis are killed in the middle run"
    )
    assert "commonest ending" in title(plots.outcome_shares(results))
    assert title(plots.paired_differences(results)) == "One scenario: nothing to compare it with"

"""Drivers, lenses and conditions: what one has to believe, whose reading it is, and what one may learn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.colors import to_hex

from simulation import plots
from simulation.errors import InputError
from simulation.plots.conditional import in_words
from simulation.plots.drivers import compared, meaning_of
from simulation.plots.style import LOOKS, PAPER


def written(figure: Any, start: str) -> dict[str, str]:
    gids = {str(t.get_gid()): t.get_text() for t in figure.texts if t.get_gid()}
    return {gid.removeprefix(start): text for gid, text in gids.items() if gid.startswith(start)}


def number(text: str) -> float:
    return float(text.split(" ")[0].replace("−", "-").replace("+", ""))


# --- drivers --------------------------------------------------------------------------------------


def test_the_belief_that_moves_the_index_comes_first_and_alone(cases: Callable[[str], Any]) -> None:
    figure = plots.drivers(cases("paths"))
    assert "1 of 3 beliefs moves it beyond chance" in plots.words_of(figure)["title"]
    found = written(figure, "difference-")
    assert next(iter(found)) == "us_commitment"
    assert "certain" not in found  # nobody doubts it


def test_the_difference_is_that_of_the_fifths(cases: Callable[[str], Any]) -> None:
    table = cases("paths").outcomes.query("scenario == 'maintain'")
    belief, index = table["belief.us_commitment"], table["axis_index"]
    low, high = belief.quantile([0.2, 0.8])
    expected = index[belief >= high].mean() - index[belief <= low].mean()
    found = written(plots.drivers(cases("paths")), "difference-")["us_commitment"]
    assert number(found) == pytest.approx(expected, abs=0.0006)
    other = written(plots.drivers(cases("paths"), scenarios=["loosen"]), "difference-")["us_commitment"]
    assert found != other


def test_the_interval_and_the_rank_correlation_are_those_of_scipy() -> None:
    from scipy import stats

    rng = np.random.default_rng(3)
    held, outcome = rng.normal(size=(400, 1)), rng.normal(size=400)
    outcome += 0.5 * held[:, 0]
    ((driver,), _) = compared(["x"], held, outcome)
    edges = np.quantile(held[:, 0], [0.2, 0.8])
    top, bottom = outcome[held[:, 0] >= edges[1]], outcome[held[:, 0] <= edges[0]]
    welch = stats.ttest_ind(top, bottom, equal_var=False).confidence_interval()
    assert driver.difference - driver.reach == pytest.approx(welch.low, abs=0.02)
    assert driver.difference + driver.reach == pytest.approx(welch.high, abs=0.02)
    assert driver.correlation == pytest.approx(stats.spearmanr(held[:, 0], outcome).statistic)


def test_idle_beliefs_pass_the_noise_floor_about_once_in_twenty() -> None:
    passed = 0
    for seed in range(100):
        rng = np.random.default_rng(seed)
        found, floor = compared([str(n) for n in range(30)], rng.normal(size=(150, 30)), rng.normal(size=150))
        passed += abs(found[0].difference) > floor
    assert passed <= 12  # 5 are expected; more than 12 happen once in 500 times


def test_a_belief_that_nearly_all_share_is_left_out() -> None:
    held = np.column_stack([np.r_[np.ones(190), np.zeros(10)], np.arange(200.0)])
    found, _ = compared(["nearly all", "all differ"], held, np.arange(200.0))
    assert [driver.belief for driver in found] == ["all differ"]


def test_a_share_can_be_driven_as_well(cases: Callable[[str], Any]) -> None:
    figure = plots.drivers(cases("paths"), outcome="axis_verdict=in_the_axis", style="audience")
    assert plots.words_of(figure)["title"].startswith("Iraq in the axis")
    with pytest.raises(InputError, match="axis_verdict=hedging"):
        plots.drivers(cases("paths"), outcome="axis_verdict")


def test_few_runs_tell_no_beliefs_apart(cases: Callable[[str], Any]) -> None:
    with pytest.raises(plots.NothingToDrawError, match="12 runs are too few"):
        plots.drivers(cases("twelve runs"))


@settings(max_examples=50)
@given(
    st.sampled_from(["us_commitment", "conduct_iran", "leave_gap", "no_such_belief"]), st.integers(12, 120)
)
def test_a_meaning_is_never_longer_than_asked(belief: str, limit: int) -> None:
    said = meaning_of(belief, limit)
    assert said
    assert len(said) <= limit + 2


# --- lenses ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("style", LOOKS)
def test_every_lens_has_the_mean_of_its_runs(cases: Callable[[str], Any], style: str) -> None:
    results = cases("lenses")
    found = written(plots.lens_comparison(results, style=style), "lens-")
    expected = results.outcomes.groupby("scenario")["axis_index"].mean()
    assert set(found) == set(results.scenarios)
    for name, text in found.items():
        assert number(text) == pytest.approx(expected[name], abs=0.0051)


def test_the_title_gives_both_spans(cases: Callable[[str], Any]) -> None:
    results = cases("lenses")
    means = results.outcomes.groupby("scenario")["axis_index"].mean()
    rows = {
        path: [means[f"{path}+{lens}"] for lens in ("pooled", "malik", "walshe")]
        for path in ("increase", "loosen", "maintain")
    }
    within = max(max(row) - min(row) for row in rows.values())
    between = max(row[0] for row in rows.values()) - min(row[0] for row in rows.values())
    said = plots.words_of(plots.lens_comparison(results))["title"]
    assert f"moves it by up to {within:.2f}" in said
    assert f"the scenario by up to {between:.2f} (pooled lens)" in said


def test_the_pooled_lens_is_hollow(cases: Callable[[str], Any]) -> None:
    figure = plots.lens_comparison(cases("lenses"))
    dots = [line for line in figure.axes[0].lines if line.get_marker() not in ("None", "")]
    hollow = [line for line in dots if to_hex(line.get_markerfacecolor()) == PAPER.lower()]
    assert (len(hollow), len(dots)) == (3, 9)


def test_a_change_of_anything_but_the_lens_is_another_scenario(cases: Callable[[str], Any]) -> None:
    full = cases("lenses")
    entries = [dict(entry) for entry in full.manifest["scenarios"]]
    entries[0] = {**entries[0], "specification": {**entries[0]["specification"], "months": 36}}
    figure = plots.lens_comparison(replace(full, manifest={**full.manifest, "scenarios": entries}))
    assert len(written(figure, "lens-")) == 8  # increase+pooled stands alone and is left out


# --- conditions -----------------------------------------------------------------------------------


def test_shares_are_those_of_the_runs_selected(cases: Callable[[str], Any]) -> None:
    results = cases("paths")
    figure = plots.conditional(results, given="axis_presence < 0.6")
    found = written(figure, "count-")
    for name, rows in results.outcomes.query("axis_presence < 0.6").groupby("scenario"):
        if len(rows) >= 50:
            share = 100 * (rows["axis_verdict"] == "hedging").mean()
            assert number(found[f"{name}|given-hedging"]) == pytest.approx(share, abs=0.051)


def test_fewer_than_fifty_runs_are_named_and_not_shown(cases: Callable[[str], Any]) -> None:
    results = cases("paths")
    counts = results.outcomes.query("axis_index < -0.4").groupby("scenario").size()
    assert counts.min() < 50 < counts.max()
    figure = plots.conditional(results, given="axis_index < -0.4")
    thin = [name for name, count in counts.items() if count < 50]
    assert not [gid for gid in written(figure, "count-") if gid.split("|")[0] in thin]
    for name in thin:
        assert f"{name} ({counts[name]})" in plots.words_of(figure)["note"]


def test_a_condition_that_leaves_too_few_is_refused(cases: Callable[[str], Any]) -> None:
    with pytest.raises(InputError, match="fewer than 50 are too few"):
        plots.conditional(cases("paths"), given="axis_index > 5")
    with pytest.raises(InputError, match="cannot read the condition"):
        plots.conditional(cases("paths"), given="axis_index is 1")
    with pytest.raises(plots.NothingToDrawError, match="--given"):
        plots.conditional(cases("paths"))


def test_learning_is_told_from_causing(cases: Callable[[str], Any]) -> None:
    for style in LOOKS:
        figure = plots.conditional(cases("paths"), given="axis_index > -0.4", style=style)
        assert "not what it would cause" in plots.words_of(figure)["note"]


def test_what_says_nothing_is_not_claimed(synthetic: Callable[..., Any]) -> None:
    results = synthetic({"maintain": 0.0}, runs=600)
    figure = plots.conditional(results, given="`belief.leave_gap` > 0")
    assert "no change we can tell from chance" in plots.words_of(figure)["title"]
    figure = plots.conditional(results, given="`belief.us_commitment` > 0.02")
    assert "against" in plots.words_of(figure)["title"]


def test_runs_supposed_are_striped(cases: Callable[[str], Any]) -> None:
    figure = plots.conditional(cases("paths"), given="axis_index > -0.4", style="audience")
    hatched = [c for c in figure.axes[0].collections if c.get_hatch()]
    plain = [c for c in figure.axes[0].collections if not c.get_hatch()]
    assert hatched
    assert plain


def test_a_condition_in_words() -> None:
    assert in_words("pm_kind == 'sudani'") == "Sudani as prime minister"
    assert in_words('pmf_fate == "entrenched"') == "PMF entrenched"
    assert in_words("attacks_us > 5") == "attacks on US and coalition forces over 5"
    assert in_words("axis_index <= -0.25") == "axis index at most −0.25"
    assert in_words("attacks_us > sieges") == "attacks_us > sieges"
    assert in_words("pm_kind == 'nobody'") == "pm_kind == 'nobody'"

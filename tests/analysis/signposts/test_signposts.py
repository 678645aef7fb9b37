"""Signposts: a planted sign has its likelihood ratio, ticks are exact, and luck is not taken for a sign."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from simulation.analysis.signposts.early import early
from simulation.analysis.signposts.ranking import rank, update
from simulation.batch.tables import month_names
from simulation.errors import InputError
from simulation.outcomes import Results
from simulation.outcomes.sources import MemorySource

MONTHS = month_names("2025-01", 24)


def batch(runs: int = 4000, seed: int = 1, factor: float = 3.0, **more: Any) -> Results:
    """A strike in month 3 of 3 in 10 runs, in which the odds of leaving are `factor` times as large."""
    rng = np.random.default_rng(seed)
    struck = rng.random(runs) < 0.3
    odds = np.where(struck, factor, 1.0) * 0.25
    leaving = rng.random(runs) < odds / (1 + odds)
    strikes = np.zeros((runs, 24))
    strikes[struck, 2] = 1
    sieges = rng.random((runs, 24)) < 0.03
    late = rng.random((runs, 24)) < 0.02
    late[:, 12:] |= leaving[:, None]  # a sign that comes when the verdict is coded already
    outcomes = {
        "scenario": ["maintain"] * runs,
        "run": np.arange(runs),
        "axis_verdict": np.where(leaving, "leaving", "hedging"),
        "strikes_in_iraq": strikes.sum(1),
        "months_to_form": np.where(rng.random(runs) < 0.5, 3.0, np.nan),
    }
    months = {
        "scenario": ["maintain"] * runs * 24,
        "run": np.repeat(np.arange(runs), 24),
        "month": np.tile(MONTHS, runs),
        "strikes_in_iraq": strikes.ravel(),
        "sieges": sieges.ravel().astype(float),
        "mediation": late.ravel().astype(float),
        "lean": rng.random(runs * 24) + np.repeat(leaving, 24),  # nobody outside sees it
    }
    tables = {"outcomes": pa.table({**outcomes, **more}), "months": pa.table(months)}
    return Results(MemorySource(tables), {"scenarios": [{"name": "maintain"}], "seed": 1})


def test_a_planted_sign_comes_first_with_its_ratios_and_its_month() -> None:
    table = rank(batch(), "maintain")
    first = table.iloc[0]
    assert (first["event"], first["month"], first["by"]) == ("strikes_in_iraq by 2025-03", "2025-03", 3)
    assert set(table.loc[table["told"], "event"]) == {"strikes_in_iraq by 2025-03"}
    leaving = table[(table["state"] == "leaving") & table["told"]].iloc[0]
    odds = np.array([0.25, 0.75])
    p = odds / (1 + odds)  # of leaving, unseen and seen
    among = np.array([0.7, 0.3])
    share = (among * p).sum()
    seen, unseen = ((among[k] * p[k] / share) / (among[k] * (1 - p[k]) / (1 - share)) for k in (1, 0))
    assert leaving["lr_seen_low"] < seen < leaving["lr_seen_high"]
    assert leaving["lr_unseen_low"] < unseen < leaving["lr_unseen_high"]
    assert leaving["lr_seen"] == pytest.approx(seen, rel=0.12)
    assert leaving["lr_seen"] / leaving["lr_unseen"] == pytest.approx(3.0, rel=0.15)  # the odds ratio
    assert leaving["words"] == "an American or Israeli strike on Iraqi soil by March 2025"


def test_what_comes_late_or_is_not_seen_is_no_sign() -> None:
    table = rank(batch(), "maintain")
    assert table["by"].max() <= 12
    assert not table["event"].str.startswith("lean").any()
    assert not table.loc[table["event"].str.startswith("mediation"), "told"].any()


def test_an_outcome_is_no_sign_of_itself() -> None:
    table = rank(batch(), "maintain", "strikes_in_iraq > 0")
    assert not table["event"].str.startswith("strikes_in_iraq").any()
    assert table["by"].max() <= 8


def test_luck_is_taken_for_a_sign_in_few_batches() -> None:
    told = [rank(batch(600, seed, factor=1.0), "maintain")["told"].any() for seed in range(30)]
    assert sum(told) <= 4


def test_ticks_keep_the_runs_that_fit() -> None:
    results = batch()
    table = update(results, "maintain", seen=["strikes_in_iraq by 2025-03"], not_seen=["sieges by 6"])
    struck = early(results, "maintain", results.outcomes["run"])
    sieges = struck.recorded["sieges"][:6].sum(0) == 0
    kept = (struck.recorded["strikes_in_iraq"][:3].sum(0) > 0) & sieges
    row = table.set_index("state").loc["leaving"]
    ends = (results.outcomes["axis_verdict"] == "leaving").to_numpy()
    assert row["left"] == kept.sum()
    assert row["after"] == ends[kept].mean()
    assert row["before"] == ends.mean()
    assert row["factor"] == pytest.approx(row["odds_after"] / row["odds_before"])
    assert row["after_low"] < 0.75 / 1.75 < row["after_high"]
    assert row["p"] < 0.01
    assert table["state"].tolist() == ["in_the_axis", "hedging", "leaving", "left"]


def test_nothing_ticked_changes_nothing() -> None:
    table = update(batch(400), "maintain")
    assert (table["before"] == table["after"]).all()
    assert table["p"].isna().all()


def test_too_few_runs_are_refused_with_what_is_left() -> None:
    results = batch(400)
    with pytest.raises(
        InputError, match=r"of 400 runs, .* by March 2025 leaves \d+, then .* leaves \d+: fewer than 50"
    ):
        update(results, "maintain", seen=["strikes_in_iraq by 3", "sieges 2 by 6"])


def test_ranking_goes_on_among_the_runs_that_fit() -> None:
    table = rank(batch(), "maintain", seen=["strikes_in_iraq by 3"])
    assert not table["event"].str.startswith("strikes_in_iraq").any()  # all that are left have seen it


def test_runs_that_share_their_beliefs_say_less() -> None:
    """300 beliefs with ten lucks each: signs that go with beliefs have wider intervals."""
    one = batch(300, 5)
    frame, months = one.outcomes, one.months
    copies = pd.concat([frame.assign(run=frame["run"] + 300 * k) for k in range(10)], ignore_index=True)
    copies["beliefs"] = copies["run"] % 300
    again = pd.concat([months.assign(run=months["run"] + 300 * k) for k in range(10)], ignore_index=True)
    tables = {"outcomes": pa.Table.from_pandas(copies), "months": pa.Table.from_pandas(again)}
    nested = Results(MemorySource(tables), {"scenarios": [{"name": "maintain"}], "seed": 1})
    plain = rank(one, "maintain").set_index(["event", "state"])
    shared = rank(nested, "maintain").set_index(["event", "state"])
    key = ("strikes_in_iraq by 2025-03", "leaving")
    width = {
        name: np.log(t.loc[key, "lr_seen_high"] / t.loc[key, "lr_seen_low"])
        for name, t in (("plain", plain), ("shared", shared))
    }
    assert width["shared"] == pytest.approx(width["plain"], rel=0.1)


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ({"scenario": "maintian"}, "did you mean 'maintain'"),
        ({"outcome": "axis_verdikt"}, "did you mean 'axis_verdict'"),
        ({"outcome": "axis_verdict=left"}, "runs that end so and as many that do not"),
        ({"by_month": 13}, "last 12 months of a run: month 13 comes too late"),
        ({"by_month": 0}, "is no month of a run"),
        ({"seen": ["sieges by 99"]}, "is no month of these runs"),
        ({"seen": ["houthi_office by 2"]}, "do not record houthi_office"),
        ({"seen": ["seats sadrists 4 by 9"]}, "no list 'sadrists'"),
    ],
)
def test_bad_questions_are_refused(asked: dict[str, Any], why: str) -> None:
    given = {"scenario": "maintain", **asked}
    with pytest.raises(InputError, match=why):
        rank(batch(400), given.pop("scenario"), given.pop("outcome", "axis_verdict"), **given)


def test_results_without_months_are_refused_with_the_mend() -> None:
    full = batch(100)
    bare = Results(MemorySource({"outcomes": pa.Table.from_pandas(full.outcomes)}), full.manifest)
    with pytest.raises(InputError, match="--keep months"):
        rank(bare, "maintain")

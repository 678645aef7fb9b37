"""Results: read back, summarised, compared, conditioned."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from simulation.batch import in_folder, in_memory
from simulation.errors import CrossroadsError, InputError
from simulation.outcomes import Results, open_results
from simulation.outcomes.compare import CHANCE, MOVED
from simulation.outcomes.running import results_of, write_summary
from simulation.outcomes.summary import OTHERS, as_categories
from tests.fakes import FakeBatch, FakeScenario, a_plan, simulate, with_election

TWINS = FakeBatch(scenarios=(FakeScenario("one", 0.1), FakeScenario("two", 0.1), FakeScenario("three", 0.2)))


@pytest.fixture(scope="module")
def results() -> Results:
    return results_of(in_memory(a_plan(runs=400), jobs=1, simulate=simulate))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    in_folder(a_plan(), tmp_path / "r", summarise=write_summary, jobs=1, simulate=with_election)
    return tmp_path / "r"


def of(batch: FakeBatch, **wanted: Any) -> Results:
    return results_of(in_memory(a_plan(batch, **wanted), jobs=1, simulate=simulate))


def row(table: pd.DataFrame, **where: str) -> pd.Series[Any]:
    for column, value in where.items():
        table = table[table[column] == value]
    assert len(table) == 1
    return table.iloc[0]


def test_a_folder_reads_back(folder: Path) -> None:
    found = open_results(folder)
    assert found.scenarios == ("increase", "loosen", "maintain")
    assert len(found) == len(found.outcomes) == 300
    assert len(found.months) == 900
    assert set(found.seats["list"]) == {"sadrists", "minority_quota"}
    assert found.manifest["seed"] == 2025
    assert found.path == folder


def test_nothing_is_read_before_it_is_looked_at(folder: Path) -> None:
    found = open_results(folder)
    (folder / "months.parquet").unlink()
    assert len(found.outcomes) == 300
    with pytest.raises(CrossroadsError, match=r"months.parquet cannot be read"):
        _ = found.months


def test_a_part_of_a_table_is_the_same_in_memory_and_in_a_folder(folder: Path) -> None:
    stored = open_results(folder)
    kept = results_of(in_memory(a_plan(), jobs=1, simulate=with_election))
    for found in (stored, kept):
        part = found.part("seats", ["run", "list", "seats"], "loosen")
        whole = found.seats[found.seats["scenario"] == "loosen"]
        assert part["list"].dtype == "category"
        assert part["list"].astype(str).tolist() == whole["list"].tolist()
        assert part["seats"].tolist() == whole["seats"].tolist()
        assert len(found.part("months", ["month"])) == len(found.months)
        assert found.columns("seats") == list(found.seats.columns)


def test_a_part_of_the_runs_selected(results: Results) -> None:
    chosen = results.given("axis_index > 0.1")
    assert chosen.condition == "axis_index > 0.1"
    part = chosen.part("months", ["run", "month"], "loosen")
    runs = set(chosen.outcomes.query("scenario == 'loosen'")["run"])
    assert set(part["run"]) == runs
    assert len(part) == (chosen.months["scenario"] == "loosen").sum()


def test_a_part_of_what_is_not_there(results: Results, folder: Path) -> None:
    assert results.columns("seats") == []
    with pytest.raises(CrossroadsError, match="hold no seats"):
        results.part("seats", ["list"])
    path = folder / "seats.parquet"
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(CrossroadsError, match=r"seats.parquet cannot be read"):
        open_results(folder).part("seats", ["list"])


def test_no_election_no_seats(results: Results) -> None:
    with pytest.raises(CrossroadsError, match="no election"):
        _ = results.seats


def test_a_damaged_file_says_so(folder: Path) -> None:
    path = folder / "outcomes.parquet"
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(CrossroadsError, match=r"outcomes.parquet cannot be read"):
        _ = open_results(folder).outcomes


def test_a_folder_that_is_none(tmp_path: Path, folder: Path) -> None:
    for place in (tmp_path / "nowhere", tmp_path):
        with pytest.raises(InputError, match="is not a results folder"):
            open_results(place)
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps({**manifest, "status": "interrupted"}))
    with pytest.raises(InputError, match="unfinished"):
        open_results(folder)


def test_a_repr_says_what_it_is(results: Results, folder: Path) -> None:
    assert repr(results) == (
        "<Results: Three paths\n  1,200 runs of 3 months, seed 2025\n"
        "  scenarios: increase, loosen, maintain\n  outcomes: 5\n  in memory>"
    )
    assert str(folder) in repr(open_results(folder))
    assert "given: axis_index > 0" in repr(results.given("axis_index > 0"))


def test_the_summary_is_the_file(folder: Path) -> None:
    written = open_results(folder).summary()
    computed = results_of(in_memory(a_plan(), jobs=1, simulate=with_election)).summary()
    pd.testing.assert_frame_equal(written, computed, check_exact=True)
    assert list(pd.read_csv(folder / "summary.csv").columns) == [
        "scenario",
        "outcome",
        "statistic",
        "value",
        "low",
        "high",
        "runs",
    ]


def test_the_summary_is_right(results: Results) -> None:
    summary = results.summary()
    ours = results.outcomes.query("scenario == 'loosen'")
    median = row(summary, scenario="loosen", outcome="axis_index", statistic="50%")
    assert median["value"] == pytest.approx(ours["axis_index"].median())
    share = row(summary, scenario="loosen", outcome="axis_verdict", statistic="share: leaving")
    assert share["value"] == (ours["axis_verdict"] == "leaving").mean()
    assert share["low"] < share["value"] < share["high"]
    formed = row(summary, scenario="loosen", outcome="months_to_form", statistic="mean")
    assert formed["runs"] == ours["months_to_form"].count() < 400
    assert formed["value"] == pytest.approx(ours["months_to_form"].mean())
    assert not summary["outcome"].str.startswith("belief.").any()
    assert list(dict.fromkeys(summary["scenario"])) == ["increase", "loosen", "maintain"]
    shares = summary[summary["statistic"].str.startswith("share: ")]
    assert np.allclose(shares.groupby(["scenario", "outcome"])["value"].sum(), 1)


def test_verdicts_stand_in_their_own_order(results: Results) -> None:
    summary = results.summary().query("outcome == 'axis_verdict' and scenario == 'maintain'")
    verdicts = ["in_the_axis", "hedging", "leaving", "left"]
    assert summary["statistic"].tolist() == [f"share: {verdict}" for verdict in verdicts]


def test_what_never_comes_is_listed_with_what_it_may_be(results: Results) -> None:
    never = results.summary().query("statistic == 'share: left'")
    assert (never["value"] == 0.0).all()
    assert never["high"].between(0.001, 0.05).all()


def test_rare_categories_are_counted_together() -> None:
    column = pd.Series([f"c{n:02d}" for n in range(20) for _ in range(n + 1)] + [None] * 30)
    found = as_categories("coalition", column)
    assert len(found.categories) == 13
    assert list(found.categories[:2]) == ["(none)", "c19"]
    assert found.categories[-1] == OTHERS
    assert (found == OTHERS).sum() == sum(range(1, 10))


def test_comparing_is_paired(results: Results) -> None:
    found = results.compare("loosen", "maintain")
    index = row(found, outcome="axis_index", statistic="mean")
    wide = results.outcomes.pivot(index="run", columns="scenario", values="axis_index")
    gap = wide["loosen"] - wide["maintain"]
    assert index["difference"] == pytest.approx(gap.mean())
    assert (index["high"] - index["low"]) / 2 == pytest.approx(1.966 * gap.std() / 20, rel=1e-3)
    assert index["high"] - index["low"] < 0.01 * np.hypot(wide["loosen"].std(), wide["maintain"].std()) * 3
    assert index["verdict"] == MOVED
    assert index["a"] - index["b"] == pytest.approx(index["difference"])
    same = row(found, outcome="attacks_us", statistic="mean")
    assert (same["difference"], same["verdict"], same["effect"]) == (0.0, CHANCE, 0.0)
    assert not found["outcome"].str.startswith("belief.").any()


def test_comparing_ranks_what_moved_first(results: Results) -> None:
    found = results.compare("loosen", "increase")
    moved = found["verdict"] == MOVED
    assert moved.is_monotonic_decreasing
    assert found.loc[moved, "effect"].abs().is_monotonic_decreasing
    assert found.attrs == {"a": "loosen", "b": "increase"}


def test_turning_a_comparison_round_turns_its_signs(results: Results) -> None:
    one = results.compare("loosen", "maintain").sort_values(["outcome", "statistic"], ignore_index=True)
    two = results.compare("maintain", "loosen").sort_values(["outcome", "statistic"], ignore_index=True)
    assert np.allclose(one["difference"], -two["difference"])
    assert np.allclose(one["low"], -two["high"])


def test_identical_scenarios_differ_by_exactly_zero() -> None:
    found = of(TWINS).compare("one", "two")
    assert (found["difference"] == 0).all()
    assert (found["verdict"] == CHANCE).all()


def test_a_constant_difference_has_moved() -> None:
    found = of(FakeBatch(scenarios=(FakeScenario("a", 0.1), FakeScenario("b", 0.2))), runs=60).compare(
        "b", "a"
    )
    index = row(found, outcome="axis_index", statistic="mean")
    assert index["difference"] == pytest.approx(0.1)
    assert index["verdict"] == MOVED


def test_one_run_cannot_tell_anything() -> None:
    found = of(TWINS, pick=[7]).compare("three", "one")
    assert set(found["verdict"]) == {CHANCE}


def test_unknown_scenarios_are_refused(results: Results) -> None:
    with pytest.raises(InputError, match="did you mean 'increase'"):
        results.compare("increse", "maintain")


def test_given_keeps_the_runs_in_which_it_happened(results: Results) -> None:
    chosen = results.given("axis_verdict == 'leaving'")
    outcomes = results.outcomes.query("axis_verdict == 'leaving'")
    pd.testing.assert_frame_equal(chosen.outcomes.reset_index(drop=True), outcomes.reset_index(drop=True))
    assert len(chosen) == len(outcomes)
    kept = set(zip(outcomes["scenario"], outcomes["run"], strict=True))
    months = chosen.months
    assert set(zip(months["scenario"], months["run"], strict=True)) == kept
    assert len(months) == 3 * len(kept)
    assert months["month"].head(3).tolist() == ["2025-11", "2025-12", "2026-01"]


def test_given_can_be_narrowed_and_summarised(folder: Path) -> None:
    found = open_results(folder)
    twice = found.given("attacks_us > 2").given("attacks_us < 15")
    assert twice.outcomes["attacks_us"].between(3, 14).all()
    shares = twice.summary().query("outcome == 'attacks_us' and statistic == 'mean'")
    assert shares["runs"].sum() == len(twice) < 300


def test_given_compares_only_runs_that_both_hold(results: Results) -> None:
    found = results.given("axis_index > 0").compare("loosen", "maintain")
    wide = results.outcomes.pivot(index="run", columns="scenario", values="axis_index")
    both = (wide["loosen"] > 0) & (wide["maintain"] > 0)
    assert row(found, outcome="axis_index", statistic="mean")["runs"] == both.sum()


def test_given_refuses_too_few(results: Results) -> None:
    left = int((results.outcomes["axis_index"] > 0.75).sum())
    assert 0 < left < 50
    with pytest.raises(InputError, match=rf"^{left} of 1,200 runs are left"):
        results.given("axis_index > 0.75")


def test_months_can_be_of_many_lengths() -> None:
    batch = FakeBatch(scenarios=(FakeScenario("short", months=2), FakeScenario("long", months=5)))
    found = results_of(in_memory(a_plan(batch, runs=60), jobs=1, simulate=partial(simulate)))
    assert found.months.groupby("scenario").size().to_dict() == {"long": 300, "short": 120}
    assert "2 or 5 months" in repr(found)

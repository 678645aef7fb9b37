"""Results read by parts: columns and rows that are wanted, and by programs that know nothing of us."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow.parquet as pq
import pytest

from simulation.batch import in_folder, in_memory
from simulation.batch import tables as batch_tables
from simulation.errors import CrossroadsError, InputError
from simulation.outcomes import Results, open_results
from simulation.outcomes.running import results_of, write_summary
from tests.fakes import a_plan, with_election

TABLES = ("outcomes", "months", "seats")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("batch") / "r"
    in_folder(a_plan(), path, summarise=write_summary, jobs=1, simulate=with_election)
    return path


@pytest.fixture(scope="module")
def stored(folder: Path) -> Results:
    return open_results(folder)


@pytest.fixture(scope="module")
def kept() -> Results:
    return results_of(in_memory(a_plan(), jobs=1, simulate=with_election))


@pytest.mark.parametrize("table", TABLES)
def test_pandas_duckdb_and_polars_read_the_files_as_they_are(folder: Path, table: str) -> None:
    path = folder / f"{table}.parquet"
    whole = pd.read_parquet(path)
    assert not any(isinstance(kind, pd.CategoricalDtype) for kind in whole.dtypes)
    theirs: dict[str, Any] = {
        "duckdb": duckdb.sql(f"SELECT * FROM '{path}'").to_arrow_table().to_pandas(),
        "polars": pl.read_parquet(path).to_arrow().to_pandas(),
    }
    for frame in theirs.values():
        pd.testing.assert_frame_equal(frame, whole, check_dtype=False, check_exact=True)


def test_questions_are_answered_by_duckdb_and_polars(folder: Path, stored: Results) -> None:
    path = folder / "outcomes.parquet"
    ours = stored.outcomes.groupby(["scenario", "axis_verdict"]).size()
    asked = (
        "SELECT scenario, axis_verdict, count(*) AS n, avg(\"belief.resolve\") AS b FROM '{}' GROUP BY ALL"
    )
    counted = duckdb.sql(asked.format(path)).df().set_index(["scenario", "axis_verdict"])["n"]
    assert counted.sort_index().to_dict() == ours.to_dict()
    lazily = pl.scan_parquet(path).filter(pl.col("scenario") == "loosen").select(pl.col("attacks_us").sum())
    assert lazily.collect().item() == stored.outcomes.query("scenario == 'loosen'")["attacks_us"].sum()


def test_files_are_compact(folder: Path, stored: Results) -> None:
    schema = pq.read_schema(folder / "outcomes.parquet")
    assert schema.field("belief.resolve").type == "float"
    assert schema.field("axis_index").type == "double"
    group = pq.ParquetFile(folder / "outcomes.parquet").metadata.row_group(0)
    encodings = {group.column(n).path_in_schema: group.column(n).encodings for n in range(group.num_columns)}
    assert "BYTE_STREAM_SPLIT" in encodings["axis_index"]
    assert "RLE_DICTIONARY" in encodings["axis_verdict"]
    assert stored.seats["list"].dtype == "category"
    assert stored.outcomes["axis_verdict"].dtype == "str"


@pytest.mark.parametrize("name", ["stored", "kept"])
def test_parts_are_what_the_whole_holds(name: str, request: pytest.FixtureRequest) -> None:
    results: Results = request.getfixturevalue(name)
    part = results.part("months", ["run", "axis_index"], where="scenario == 'loosen' and month >= '2025-12'")
    whole = results.months
    kept = (whole["scenario"] == "loosen") & (whole["month"] >= "2025-12")
    pd.testing.assert_frame_equal(part, whole.loc[kept, ["run", "axis_index"]].reset_index(drop=True))
    assert list(results.part("outcomes").columns) == list(results.outcomes.columns)
    both = results.part("outcomes", ["run"], "increase", where="run < 7")
    assert both["run"].tolist() == list(range(7))


def test_months_are_in_order(stored: Results) -> None:
    assert stored.months["month"].min() == "2025-11"
    assert stored.months["month"].max() == "2026-01"


def test_a_filter_is_pushed_down_to_the_row_groups(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Row groups in which no row can fulfil the condition may as well be garbage: they are not read."""
    monkeypatch.setattr(batch_tables, "GROUP_CELLS", 700)
    in_folder(a_plan(), tmp_path / "r", summarise=write_summary, jobs=1, simulate=with_election)
    path = tmp_path / "r/outcomes.parquet"
    expected = open_results(folder).part("outcomes", None, "maintain")
    meta = pq.ParquetFile(path).metadata
    assert meta.num_row_groups >= 3
    start = meta.row_group(0).column(0)
    end = meta.row_group(1).column(0).dictionary_page_offset
    data = bytearray(path.read_bytes())
    first = start.dictionary_page_offset
    data[first:end] = bytes(end - first)
    path.write_bytes(bytes(data))
    found = open_results(tmp_path / "r")
    pd.testing.assert_frame_equal(found.part("outcomes", None, "maintain"), expected)
    with pytest.raises(CrossroadsError, match=r"outcomes.parquet cannot be read"):
        found.part("outcomes")


def test_parts_of_the_runs_selected(stored: Results) -> None:
    chosen = stored.given("axis_index > 0.1")
    inside = stored.outcomes[stored.outcomes["axis_index"] > 0.1]
    assert chosen.runs == {name: int((inside["scenario"] == name).sum()) for name in stored.scenarios}
    assert f"runs left: increase {chosen.runs['increase']}" in repr(chosen)
    part = chosen.part("seats", ["run", "seats"], where="list == 'sadrists' and scenario == 'loosen'")
    assert part["run"].tolist() == inside.query("scenario == 'loosen'")["run"].tolist()
    twice = chosen.given("attacks_us > 5")
    assert len(twice) == (inside["attacks_us"] > 5).sum()


def test_what_was_not_kept_is_said(tmp_path: Path) -> None:
    plan = a_plan(keep="outcomes")
    in_folder(plan, tmp_path / "r", summarise=write_summary, jobs=1, simulate=with_election)
    found = open_results(tmp_path / "r")
    assert found.columns("months") == []
    assert not found.has_seats
    for read in (lambda: found.months, lambda: found.seats):
        with pytest.raises(CrossroadsError, match=r"were not kept\..*--keep"):
            read()
    assert np.isfinite(found.summary()["value"]).any()


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"columns": ["axis_indx"]}, "did you mean 'axis_index'"),
        ({"where": "axis_indx > 0"}, "did you mean 'axis_index'"),
        ({"where": "month > 3"}, "such as words with numbers"),
    ],
)
def test_parts_that_cannot_be_had(stored: Results, asked: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        stored.part("months", **asked)

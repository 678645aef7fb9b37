"""Blocks as tables: shapes, order of rows and columns, and joining."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.batch.tables import (
    block_tables,
    conformed,
    encoded,
    in_groups,
    month_names,
    shared_schema,
)
from simulation.errors import CrossroadsError
from tests.fakes import FakeScenario, simulate, with_election

RUNS = np.array([4, 7], dtype=np.int64)
MONTHS = ["2025-11", "2025-12", "2026-01"]


def test_months_are_counted_over_the_year() -> None:
    assert month_names("2025-11", 3) == MONTHS
    assert month_names("2025-01", 24)[-1] == "2026-12"


def test_rows_of_months_stand_by_run_then_month() -> None:
    block = SimpleNamespace(
        outcomes={"x": np.zeros(2)}, months={"y": np.arange(6.0).reshape(3, 2)}, seats=None
    )
    months = block_tables(block, "a", RUNS, MONTHS)["months"].to_pydict()
    assert months["run"] == [4, 4, 4, 7, 7, 7]
    assert months["month"] == MONTHS * 2
    assert months["y"] == [0, 2, 4, 1, 3, 5]
    assert months["scenario"] == ["a"] * 6


def test_beliefs_stand_last() -> None:
    names = block_tables(simulate(FakeScenario("a"), RUNS, 1), "a", RUNS, MONTHS)["outcomes"].column_names
    assert names[:2] == ["scenario", "run"]
    assert names[-1] == "belief.resolve"


def test_seats_are_there_when_an_election_was() -> None:
    assert "seats" not in block_tables(simulate(FakeScenario("a"), RUNS, 1), "a", RUNS, MONTHS)
    seats = block_tables(with_election(FakeScenario("a"), RUNS, 1), "a", RUNS, MONTHS)["seats"].to_pydict()
    assert seats["run"] == [4, 4, 7, 7]
    assert seats["list"] == ["sadrists", "minority_quota"] * 2


def test_a_wrong_shape_is_refused() -> None:
    block = SimpleNamespace(outcomes={"x": np.zeros(3)}, months={}, seats=None)
    with pytest.raises(CrossroadsError, match="'x' in shape"):
        block_tables(block, "a", RUNS, MONTHS)


def test_text_is_plain_text_and_small() -> None:
    table = block_tables(simulate(FakeScenario("a"), np.arange(1000), 1), "a", np.arange(1000), MONTHS)[
        "months"
    ]
    data = encoded(table)
    file = pq.ParquetFile(pa.BufferReader(data))
    column = file.metadata.row_group(0).column(0)
    assert file.schema_arrow.field("month").type == pa.string()
    assert "RLE_DICTIONARY" in column.encodings
    assert column.total_compressed_size < 200


def test_blocks_that_differ_in_columns_share_a_schema() -> None:
    one = pa.table({"run": [1], "count": [2], "belief.a": [0.5]})
    two = pa.table({"run": [2], "count": [2.5], "pm": ["sudani"], "belief.a": [0.1]})
    schema = shared_schema([one.schema, two.schema])
    assert schema.names == ["run", "count", "pm", "belief.a"]
    joined = pa.concat_tables([conformed(one, schema), conformed(two, schema)])
    assert joined.to_pydict()["pm"] == [None, "sudani"]
    assert joined.to_pydict()["count"] == [2.0, 2.5]


@given(sizes=st.lists(st.integers(0, 25), min_size=1), rows=st.integers(1, 20))
def test_groups_hold_the_same_rows(sizes: list[int], rows: int) -> None:
    total = sum(sizes)
    numbers = np.arange(total)
    starts = np.cumsum([0, *sizes])
    tables = [pa.table({"n": numbers[a : a + size]}) for a, size in zip(starts, sizes, strict=False)]
    groups = list(in_groups(tables, rows))
    assert [n for group in groups for n in group["n"].to_pylist()] == numbers.tolist()
    assert all(group.num_rows == rows for group in groups[:-1])

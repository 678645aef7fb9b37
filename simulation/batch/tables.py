"""A simulated block as tables, tables as Parquet bytes, and blocks joined into one file each.

Text columns are plain Arrow strings that Parquet encodes by dictionary: small on disk, and the same
text column in every program that reads them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from simulation.errors import CrossroadsError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from simulation.model import Block

    Runs = NDArray[np.int64]

OUTCOMES: Final = "outcomes"
MONTHS: Final = "months"
SEATS: Final = "seats"
TABLES: Final = (OUTCOMES, MONTHS, SEATS)
KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    OUTCOMES: ("scenario", "run"),
    MONTHS: ("scenario", "run", "month"),
    SEATS: ("scenario", "run", "election", "governorate", "list"),
}
BELIEF: Final = "belief."
GROUP_ROWS: Final = 65_536  # rows of a Parquet row group: the unit of reading, and all that is held at once

Tables = dict[str, pa.Table]


def month_names(start: str, count: int) -> list[str]:
    """`count` months from `start` on: month_names("2025-11", 3) is 2025-11, 2025-12, 2026-01."""
    year, month = (int(part) for part in start.split("-"))
    return [f"{year + m // 12:04d}-{m % 12 + 1:02d}" for m in range(month - 1, month - 1 + count)]


def block_tables(block: Block, scenario: str, runs: Runs, months: Sequence[str]) -> Tables:
    """The tables of one simulated block: rows by run, and by month where there are months."""
    count = runs.size
    tables = {
        OUTCOMES: _table({"run": runs, **_checked(block.outcomes, (count,))}, scenario),
        MONTHS: _months_table(block.months, scenario, runs, months),
    }
    if block.seats is not None:
        tables[SEATS] = _seats_table(block.seats, scenario)
    return tables


def _months_table(
    indicators: Mapping[str, NDArray[Any]], scenario: str, runs: Runs, months: Sequence[str]
) -> pa.Table:
    checked = _checked(indicators, (len(months), runs.size))
    names = pa.DictionaryArray.from_arrays(np.tile(np.arange(len(months)), runs.size), pa.array(months))
    columns = {"run": np.repeat(runs, len(months)), "month": names.cast(pa.string())}
    return _table({**columns, **{name: np.asarray(a).T.ravel() for name, a in checked.items()}}, scenario)


def _seats_table(seats: Mapping[str, NDArray[Any]], scenario: str) -> pa.Table:
    order = np.argsort(seats["run"], kind="stable")
    return _table({name: np.asarray(column)[order] for name, column in seats.items()}, scenario)


def _checked(columns: Mapping[str, NDArray[Any]], shape: tuple[int, ...]) -> Mapping[str, NDArray[Any]]:
    for name, column in columns.items():
        if np.shape(column) != shape:
            raise CrossroadsError(f"the model gave {name!r} in shape {np.shape(column)}, not {shape}")
    return columns


def _table(columns: Mapping[str, Any], scenario: str) -> pa.Table:
    """A table with the scenario's name first and drawn beliefs last."""
    ordered = sorted(columns, key=lambda name: name.startswith(BELIEF))
    arrays = [pa.array(columns[name]) for name in ordered]
    names = pa.repeat(pa.scalar(scenario), len(arrays[0]))
    return pa.Table.from_arrays([names, *arrays], names=["scenario", *ordered])


def encoded(table: pa.Table, note: bytes = b"") -> pa.Buffer:
    """The table as a Parquet file in memory; `note` is kept in the file's metadata."""
    sink = pa.BufferOutputStream()
    pq.write_table(table.replace_schema_metadata({b"crossroads": note}), sink, **WRITING)
    return sink.getvalue()


WRITING: Final[dict[str, Any]] = {"compression": "zstd", "write_page_checksum": True}


def shared_schema(schemas: Iterable[pa.Schema]) -> pa.Schema:
    """One schema for blocks that differ in columns (an election held in one scenario only)."""
    bare = [schema.remove_metadata() for schema in schemas]
    fields = list(pa.unify_schemas(bare, promote_options="permissive"))
    return pa.schema(sorted(fields, key=lambda field: field.name.startswith(BELIEF)))


def conformed(table: pa.Table, schema: pa.Schema) -> pa.Table:
    """`table` with the columns of `schema`; a column that it lacks is empty."""
    columns = [
        table[field.name].cast(field.type)
        if field.name in table.column_names
        else pa.nulls(table.num_rows, field.type)
        for field in schema
    ]
    return pa.Table.from_arrays(columns, schema=schema)


def in_groups(tables: Iterable[pa.Table], rows: int = GROUP_ROWS) -> Iterator[pa.Table]:
    """The same rows in tables of exactly `rows` (the last is shorter), never holding many more."""
    held: list[pa.Table] = []
    count = 0
    for table in tables:
        held.append(table)
        count += table.num_rows
        while count >= rows:
            whole = pa.concat_tables(held)
            yield whole.slice(0, rows)
            held, count = [whole.slice(rows)], count - rows
    if count:
        yield pa.concat_tables(held)

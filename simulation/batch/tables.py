"""A simulated block as tables, tables as Parquet bytes, and blocks joined into one file each.

Text is kept by dictionary, in memory and on disk, and no file says so in its schema: every program
reads plain text columns. Floating-point numbers are stored byte by byte (BYTE_STREAM_SPLIT), which
compresses them by a quarter; beliefs and monthly indicators, which are many, in single precision.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
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
BELIEFS: Final = "beliefs"  # the column that says which beliefs a run of a nested design has
LUCK: Final = "luck"  # and which luck under these beliefs
GROUP_CELLS: Final = 8_000_000  # cells of a Parquet row group: the unit of reading, all that is held at once
TEXT: Final = pa.dictionary(pa.int32(), pa.string())
_NOTE: Final = "crossroads"

Tables = dict[str, pa.Table]


def month_names(start: str, count: int) -> list[str]:
    """`count` months from `start` on: month_names("2025-11", 3) is 2025-11, 2025-12, 2026-01."""
    year, month = (int(part) for part in start.split("-"))
    return [f"{year + m // 12:04d}-{m % 12 + 1:02d}" for m in range(month - 1, month - 1 + count)]


def block_tables(
    block: Block,
    scenario: str,
    runs: Runs,
    months: Sequence[str],
    *,
    luck: int = 1,
    keep: Collection[str] = TABLES,
) -> Tables:
    """The tables of one simulated block that are to be kept: rows by run, then by month.

    `luck` is how many runs in a row share their beliefs; more than one are numbered in columns.
    """
    numbers = {"run": runs} if luck == 1 else {"run": runs, BELIEFS: runs // luck, LUCK: runs % luck}
    tables = {OUTCOMES: _table({**numbers, **_checked(block.outcomes, (runs.size,))}, scenario)}
    if MONTHS in keep:
        tables[MONTHS] = _months_table(block.months, scenario, runs, months)
    if SEATS in keep and block.seats is not None:
        tables[SEATS] = _seats_table(block.seats, scenario)
    return tables


def _months_table(
    indicators: Mapping[str, NDArray[Any]], scenario: str, runs: Runs, months: Sequence[str]
) -> pa.Table:
    checked = _checked(indicators, (len(months), runs.size))
    names = _words(np.tile(np.arange(len(months), dtype=np.int32), runs.size), months)
    columns = {"run": np.repeat(runs, len(months)), "month": names}
    single = {name: np.asarray(a, dtype=np.float32).T.ravel() for name, a in checked.items()}
    return _table({**columns, **single}, scenario)


def _seats_table(seats: Mapping[str, Any], scenario: str) -> pa.Table:
    order = np.argsort(seats["run"], kind="stable")
    return _table({name: column[order] for name, column in seats.items()}, scenario)


def _words(codes: NDArray[np.int32], words: Sequence[str]) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(pa.array(codes), pa.array(words, pa.string()))


def _checked(columns: Mapping[str, NDArray[Any]], shape: tuple[int, ...]) -> Mapping[str, NDArray[Any]]:
    for name, column in columns.items():
        if np.shape(column) != shape:
            raise CrossroadsError(f"the model gave {name!r} in shape {np.shape(column)}, not {shape}")
    return columns


def _table(columns: Mapping[str, Any], scenario: str) -> pa.Table:
    """A table with the scenario's name first and drawn beliefs, in single precision, last."""
    ordered = sorted(columns, key=lambda name: name.startswith(BELIEF))
    arrays = [_array(name, columns[name]) for name in ordered]
    names = _words(np.zeros(len(arrays[0]), dtype=np.int32), [scenario])
    return pa.Table.from_arrays([names, *arrays], names=["scenario", *ordered])


def _array(name: str, column: Any) -> pa.Array:
    if isinstance(column, pa.Array):
        return column
    array = pa.array(column, pa.float32() if name.startswith(BELIEF) else None)
    if pa.types.is_dictionary(array.type):
        return array.cast(TEXT)
    return array.dictionary_encode() if pa.types.is_string(array.type) else array


def encoded(table: pa.Table, note: str = "") -> pa.Buffer:
    """The table as a Parquet file in memory; `note` is kept in the file's metadata."""
    sink = pa.BufferOutputStream()
    with parquet(sink, table.schema, note) as write:
        write(table)
    return sink.getvalue()


@contextmanager
def parquet(sink: Any, schema: pa.Schema, note: str = "") -> Iterator[Callable[[pa.Table], None]]:
    """Write tables of one schema into a Parquet file, each as a row group; see `note_of` for the note."""
    floats = [field.name for field in schema if pa.types.is_floating(field.type)]
    others = [field.name for field in schema if not pa.types.is_floating(field.type)]
    writing = {
        "use_dictionary": others,
        "use_byte_stream_split": floats,
        "write_statistics": [name for name in schema.names if not name.startswith(BELIEF)],
        "store_schema": False,
    }
    with pq.ParquetWriter(sink, schema, compression="zstd", write_page_checksum=True, **writing) as writer:
        writer.add_key_value_metadata({_NOTE: note})
        yield lambda table: writer.write_table(table, row_group_size=max(1, table.num_rows))


def note_of(metadata: pq.FileMetaData) -> str:
    """The note of a Parquet file that `parquet` wrote; empty for another's."""
    note: bytes = (metadata.metadata or {}).get(_NOTE.encode(), b"")
    return note.decode(errors="replace")


def opened(source: Any) -> pq.ParquetFile:
    """A Parquet file, to be read with its text by dictionary and its pages' checksums verified."""
    found = pq.ParquetFile(source)
    text = [field.name for field in found.schema_arrow if is_text(field.type)]
    return pq.ParquetFile(
        source, metadata=found.metadata, read_dictionary=text, page_checksum_verification=True
    )


def is_text(kind: pa.DataType) -> bool:
    """Whether a column of this type holds text, by dictionary or not."""
    inner = kind.value_type if pa.types.is_dictionary(kind) else kind
    return bool(pa.types.is_string(inner) or pa.types.is_large_string(inner))


def shared_schema(schemas: Iterable[pa.Schema]) -> pa.Schema:
    """One schema for blocks that differ in columns (an election held in one scenario only)."""
    different: list[pa.Schema] = []
    for schema in schemas:
        if not any(schema.equals(other) for other in different):
            different.append(schema.remove_metadata())
    fields = [
        field.with_type(TEXT) if is_text(field.type) else field
        for field in pa.unify_schemas(different, promote_options="permissive")
    ]
    return pa.schema(sorted(fields, key=lambda field: field.name.startswith(BELIEF)))


def conformed(table: pa.Table, schema: pa.Schema) -> pa.Table:
    """`table` with the columns of `schema`; a column that it lacks is empty."""
    if table.schema.equals(schema):
        return table
    columns = [
        table[field.name].cast(field.type)
        if field.name in table.column_names
        else pa.nulls(table.num_rows, field.type)
        for field in schema
    ]
    return pa.Table.from_arrays(columns, schema=schema)


def group_rows(schema: pa.Schema) -> int:
    """How many rows a row group has: fewer of a wide table, so that groups take about equal memory."""
    return max(1, GROUP_CELLS // len(schema))


def in_groups(tables: Iterable[pa.Table], rows: int) -> Iterator[pa.Table]:
    """The same rows in tables of exactly `rows` (the last is shorter), never holding many more."""
    held: list[pa.Table] = []
    count = 0
    for table in tables:
        held.append(table)
        count += table.num_rows
        while count >= rows:
            whole = pa.concat_tables(held)
            yield whole.slice(0, rows).unify_dictionaries()
            held, count = [whole.slice(rows)], count - rows
    if count:
        yield pa.concat_tables(held).unify_dictionaries()

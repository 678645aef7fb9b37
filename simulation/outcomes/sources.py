"""Where results are read from: only the columns wanted, and only the rows that fulfil a condition.

Tables are Arrow's; text is kept by dictionary. A condition is an expression of `query.expression`: a
folder leaves out whole row groups that cannot fulfil it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
import pyarrow.parquet as pq
from pyarrow.fs import LocalFileSystem

from simulation.batch.tables import is_text
from simulation.errors import CrossroadsError

if TYPE_CHECKING:
    from numpy.typing import NDArray

KEYS: Final = ("scenario", "run")
DATES: Final = ("month", "election")  # columns of months, written 2025-01


class Source(Protocol):
    """Tables by name: outcomes, and months and seats where they were kept."""

    def schema(self, table: str) -> pa.Schema:
        """A table's columns with their types; none where there is no such table."""

    def read(
        self, table: str, columns: Sequence[str] | None = None, where: pc.Expression | None = None
    ) -> pa.Table:
        """A table, or some of its columns, where a condition holds; text by dictionary."""


class MemorySource:
    """Results kept in memory as Arrow tables."""

    def __init__(self, tables: Mapping[str, pa.Table]) -> None:
        self._tables = tables

    def schema(self, table: str) -> pa.Schema:
        """A table's columns with their types; none where there is no such table."""
        return self._tables[table].schema if table in self._tables else pa.schema([])

    def read(
        self, table: str, columns: Sequence[str] | None = None, where: pc.Expression | None = None
    ) -> pa.Table:
        """A table, or some of its columns, where a condition holds."""
        found = self._tables[table]
        if where is not None:
            found = found.filter(where)
        return found if columns is None else found.select(list(columns))


class FolderSource:
    """A results folder's Parquet files, read when they are wanted; `CrossroadsError` for a damaged one."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def schema(self, table: str) -> pa.Schema:
        """A table's columns with their types; none where there is no such table."""
        if not self._path(table).exists():
            return pa.schema([])
        with self._readable(table):
            return pq.read_schema(self._path(table))

    def read(
        self, table: str, columns: Sequence[str] | None = None, where: pc.Expression | None = None
    ) -> pa.Table:
        """A table, or some of its columns; of row groups, only those where the condition can hold."""
        path, schema, disk = str(self._path(table)), self.schema(table), LocalFileSystem()
        by_dictionary = ds.ParquetFileFormat(
            dictionary_columns=[field.name for field in schema if is_text(field.type)],
            page_checksum_verification=True,
        )
        with self._readable(table):
            groups = None
            if where is not None:  # words tell which row groups to leave out only where they are plain
                plain = ds.ParquetFileFormat().make_fragment(path, disk)
                groups = [group.id for group in plain.subset(where, schema=schema).row_groups]
            found = by_dictionary.make_fragment(path, disk, row_groups=groups)
            wanted = None if columns is None else list(columns)
            return found.to_table(columns=wanted, filter=where).unify_dictionaries()

    @contextmanager
    def _readable(self, table: str) -> Iterator[None]:
        try:
            yield
        except (OSError, pa.ArrowException) as error:
            raise CrossroadsError(f"{self._path(table)} cannot be read: {error}") from error

    def _path(self, table: str) -> Path:
        return self._folder / f"{table}.parquet"


class SelectedSource:
    """The rows of another source that belong to some runs; `keys` holds their `scenario` and `run`."""

    def __init__(self, source: Source, keys: pa.Table) -> None:
        self._source = source
        codes, self._scenarios = pd.factorize(_text(keys["scenario"]))
        self._runs = np.unique(keys["run"].to_numpy())
        self._held = np.zeros((len(self._scenarios), self._runs.size), dtype=np.bool_)
        self._held[codes, np.searchsorted(self._runs, keys["run"].to_numpy())] = True

    def schema(self, table: str) -> pa.Schema:
        """A table's columns with their types; none where there is no such table."""
        return self._source.schema(table)

    def read(
        self, table: str, columns: Sequence[str] | None = None, where: pc.Expression | None = None
    ) -> pa.Table:
        """A table, or some of its columns, for the runs selected and where a condition holds."""
        wanted = None if columns is None else [*KEYS, *(c for c in columns if c not in KEYS)]
        ours = pc.field("scenario").isin([str(name) for name in self._scenarios])
        found = self._source.read(table, wanted, ours if where is None else ours & where)
        found = found.filter(pa.array(self._belongs(found)))
        return found if columns is None else found.select(list(columns))

    def _belongs(self, table: pa.Table) -> NDArray[np.bool_]:
        scenarios = self._scenarios.get_indexer(_text(table["scenario"]))
        runs = table["run"].to_numpy()
        places = np.minimum(np.searchsorted(self._runs, runs), self._runs.size - 1)
        held: NDArray[np.bool_] = self._held[scenarios, places] & (self._runs[places] == runs)
        return held


def _text(column: pa.ChunkedArray) -> Any:
    return column.cast(pa.string()).to_pandas()


def framed(table: pa.Table) -> pd.DataFrame:
    """A frame with text as categories, in alphabetical order: a tenth of the room of text.

    Months are ordered categories, which have a first and a last.
    """
    frame: pd.DataFrame = table.to_pandas(split_blocks=True)
    for name in (field.name for field in table.schema if pa.types.is_dictionary(field.type)):
        used = frame[name].cat.remove_unused_categories().cat
        frame[name] = used.reorder_categories(sorted(used.categories), ordered=name in DATES)
    return frame


def worded(table: pa.Table) -> pd.DataFrame:
    """A frame with text as text."""
    fields = [field.with_type(pa.string()) if is_text(field.type) else field for field in table.schema]
    frame: pd.DataFrame = table.cast(pa.schema(fields)).to_pandas(split_blocks=True)
    return frame

"""Where results are read from, a table and only the columns wanted at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from simulation.errors import CrossroadsError

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa


class Source(Protocol):
    """Tables by name: outcomes, months and, where elections were held, seats."""

    def columns(self, table: str) -> list[str]:
        """A table's columns; none where there is no such table."""

    def read(self, table: str, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """A table, or some of its columns."""


class MemorySource:
    """Results kept in memory as Arrow tables."""

    def __init__(self, tables: Mapping[str, pa.Table]) -> None:
        self._tables = tables

    def columns(self, table: str) -> list[str]:
        """A table's columns; none where there is no such table."""
        return list(self._tables[table].column_names) if table in self._tables else []

    def read(self, table: str, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """A table, or some of its columns."""
        found = self._tables[table]
        return _frame(found if columns is None else found.select(list(columns)))


class FolderSource:
    """A results folder's Parquet files, read when they are wanted."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def columns(self, table: str) -> list[str]:
        """A table's columns; none where there is no such table."""
        import pyarrow.parquet as pq

        path = self._path(table)
        return list(pq.read_schema(path).names) if path.exists() else []

    def read(self, table: str, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """A table, or some of its columns. Raises `CrossroadsError` for a damaged file."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        try:
            found = pq.ParquetFile(self._path(table), page_checksum_verification=True)
            return _frame(found.read(columns=None if columns is None else list(columns)))
        except (OSError, pa.ArrowException) as error:
            raise CrossroadsError(f"{self._path(table)} cannot be read: {error}") from error

    def _path(self, table: str) -> Path:
        return self._folder / f"{table}.parquet"


class SelectedSource:
    """The rows of another source that belong to some runs; `keys` holds their `scenario` and `run`."""

    def __init__(self, source: Source, keys: pd.DataFrame) -> None:
        self._source = source
        self._keys = keys

    def columns(self, table: str) -> list[str]:
        """A table's columns; none where there is no such table."""
        return self._source.columns(table)

    def read(self, table: str, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """A table, or some of its columns, for the runs selected."""
        keys = ["scenario", "run"]
        wanted = None if columns is None else [*keys, *(c for c in columns if c not in keys)]
        found = self._source.read(table, wanted).merge(self._keys, on=keys, how="inner")
        return found if columns is None else found[list(columns)]


def _frame(table: Any) -> pd.DataFrame:
    frame: pd.DataFrame = table.to_pandas()
    return frame

"""Where results are read from, a table and only the columns wanted at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
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

    def part(self, table: str, columns: Sequence[str], scenario: str | None) -> pd.DataFrame:
        """Some columns of a table, of one scenario or all; text as categories."""


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

    def part(self, table: str, columns: Sequence[str], scenario: str | None) -> pd.DataFrame:
        """Some columns of a table, of one scenario or all; text as categories."""
        import pyarrow.compute as pc

        found = self._tables[table]
        if scenario is not None:
            found = found.filter(pc.equal(found["scenario"], scenario))
        return _categories(found.select(list(columns)))


class FolderSource:
    """A results folder's Parquet files, read when they are wanted; `CrossroadsError` for a damaged one."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def columns(self, table: str) -> list[str]:
        """A table's columns; none where there is no such table."""
        return list(self._schema(table).names) if self._path(table).exists() else []

    def read(self, table: str, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """A table, or some of its columns."""
        import pyarrow.parquet as pq

        with self._readable(table):
            found = pq.ParquetFile(self._path(table), page_checksum_verification=True)
            return _frame(found.read(columns=None if columns is None else list(columns)))

    def part(self, table: str, columns: Sequence[str], scenario: str | None) -> pd.DataFrame:
        """Some columns of a table; of one scenario, only the row groups that hold it are read."""
        import pyarrow.parquet as pq

        text = [field.name for field in self._schema(table) if _is_text(field.type)]
        with self._readable(table):
            found = pq.read_table(
                self._path(table),
                columns=list(columns),
                filters=None if scenario is None else [("scenario", "==", scenario)],
                read_dictionary=[name for name in text if name in columns],
                page_checksum_verification=True,
            )
        return _categories(found)

    def _schema(self, table: str) -> pa.Schema:
        import pyarrow.parquet as pq

        with self._readable(table):
            return pq.read_schema(self._path(table))

    @contextmanager
    def _readable(self, table: str) -> Iterator[None]:
        import pyarrow as pa

        try:
            yield
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

    def part(self, table: str, columns: Sequence[str], scenario: str | None) -> pd.DataFrame:
        """Some columns of a table for the runs selected, of one scenario or all; text as categories."""
        keys = ["scenario", "run"]
        found = self._source.part(table, [*keys, *(c for c in columns if c not in keys)], scenario)
        chosen = found["run"].isin([])
        for name, rows in self._keys.groupby("scenario", observed=True):
            chosen |= (found["scenario"] == name) & found["run"].isin(rows["run"])
        return found.loc[chosen, list(columns)]


def _is_text(kind: Any) -> bool:
    import pyarrow as pa

    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _categories(table: pa.Table) -> pd.DataFrame:
    """A frame whose text is categories."""
    columns = [c.dictionary_encode() if _is_text(c.type) else c for c in table.columns]
    return _frame(table.from_arrays(columns, names=table.column_names).unify_dictionaries())


def _frame(table: Any) -> pd.DataFrame:
    frame: pd.DataFrame = table.to_pandas()
    return frame

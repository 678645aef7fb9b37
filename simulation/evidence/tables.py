"""A read-only mapping: what the evidence is kept in, so that no run can change it for another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Generic, TypeVar

V = TypeVar("V")


class Table(Mapping[str, V], Generic[V]):
    """Names to records, in the order of the file. Cannot be changed; can be pickled."""

    __slots__ = ("_rows",)

    def __init__(self, rows: Mapping[str, V] | None = None) -> None:
        self._rows: dict[str, V] = dict(rows or {})

    def __getitem__(self, name: str) -> V:
        return self._rows[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def __repr__(self) -> str:
        return f"Table({self._rows!r})"

"""The patterns and their bands as ``seeds/patterns.yaml`` writes them down, before any run."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Literal

from simulation.documents import packaged
from simulation.model.institutions.parliament import Basis, Record, read

__all__ = ["Band", "load_bands"]


class Band(Record):
    """Where a figure should lie, both ends included; an end that is left out is open.

    `use`: may the pattern narrow a prior (calibrates), or does it only test? `finding`: why the figure
    lies outside, where it is known to.
    """

    statement: str
    start: str
    record: str
    use: Literal["calibrates", "tests"]
    basis: str | Basis
    least: float | None = None
    most: float | None = None
    finding: str = ""

    def holds(self, value: float) -> bool:
        """Does a figure lie in the band? Nothing measured (NaN) does not."""
        low = self.least is None or value >= self.least
        return low and (self.most is None or value <= self.most) and value == value

    def __str__(self) -> str:
        if self.most is None:
            return f"at least {self.least:g}"
        return f"at most {self.most:g}" if self.least is None else f"{self.least:g} to {self.most:g}"


class _Book(Record):
    bases: dict[str, Basis]
    patterns: dict[str, Band]


@lru_cache(maxsize=4)
def load_bands(folder: Path | None = None) -> dict[str, Band]:
    """Every band by its id, from the packaged seeds or another folder of seeds. Raises InputError."""
    place = packaged("seeds") if folder is None else folder
    return read(place / "patterns.yaml", _Book).patterns

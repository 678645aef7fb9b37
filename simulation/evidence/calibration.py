"""What may be claimed for this version of the model: `seeds/calibration.yaml`."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from simulation.documents import packaged
from simulation.evidence.reading import Reader
from simulation.evidence.rows import Row, Text

Status = Literal["untested", "pattern-tested", "back-tested", "forecast-scored"]
FILE: Final = "calibration.yaml"
PATTERNS: Final = "patterns.yaml"


class Limit(Row):
    """Something that the model leaves out."""

    title: Text
    text: Text


class Calibration(Row):
    """The calibration status of a version, its reasons, and what the model leaves out."""

    version: Text
    status: Status
    why: Text
    limits: tuple[Limit, ...]


@dataclass(frozen=True)
class Calibrated:
    """The record, and how many figures of past patterns lie in their bands, of those measured."""

    record: Calibration
    hold: int
    measured: int

    @property
    def label(self) -> str:
        """The status for a stamp: 'pattern-tested, 11 of 16 hold'."""
        status = self.record.status
        return status if status == "untested" else f"{status}, {self.hold} of {self.measured} hold"


def load_calibration(folder: Path | None = None) -> Calibrated:
    """The calibration status in a folder of evidence, by default the packaged `seeds/`.

    A figure counts as failing where `patterns.yaml` has a finding for it; tests hold that to what is
    measured. Raises `InputError` with every mistake.
    """
    return _packaged() if folder is None else _load(folder, str(folder))


@functools.cache
def _packaged() -> Calibrated:
    return _load(packaged("seeds"), "seeds")


def _load(folder: Path, shown: str) -> Calibrated:
    reader = Reader(folder, shown)
    document, patterns = reader.document(FILE), reader.document(PATTERNS)
    record = None
    if document is not None:
        reader.top_level(document, "calibration")
        record = reader.row(document, ("calibration",), Calibration)
    measured = {} if patterns is None else reader.names(patterns, ("patterns",), needed=True)
    reader.finish()
    assert record is not None, "a reader that found nothing has raised"
    return Calibrated(record, sum("finding" not in each for each in measured.values()), len(measured))

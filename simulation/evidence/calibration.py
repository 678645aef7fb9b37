"""What may be claimed for this version of the model: `seeds/calibration.yaml`."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Annotated, Final, Literal, Self

from pydantic import Field, model_validator

from simulation.documents import packaged
from simulation.evidence.reading import Reader
from simulation.evidence.rows import Row, Text, mistake

Status = Literal["untested", "pattern-tested", "back-tested", "forecast-scored"]
FILE: Final = "calibration.yaml"


class Patterns(Row):
    """How many figures of past patterns were measured, and how many lie in their bands."""

    measured: Annotated[int, Field(strict=True, ge=0)]
    hold: Annotated[int, Field(strict=True, ge=0)]

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.hold > self.measured:
            raise mistake(f"says that {self.hold} of {self.measured} hold")
        return self


class Limit(Row):
    """Something that the model leaves out."""

    title: Text
    text: Text


class Calibration(Row):
    """The calibration status of a version, its reasons, and what the model leaves out."""

    version: Text
    status: Status
    patterns: Patterns
    why: Text
    limits: tuple[Limit, ...]

    @property
    def label(self) -> str:
        """The status for a stamp: 'pattern-tested, 11 of 16 hold'."""
        if self.status == "untested":
            return self.status
        return f"{self.status}, {self.patterns.hold} of {self.patterns.measured} hold"


def load_calibration(folder: Path | None = None) -> Calibration:
    """The calibration status in a folder of evidence, by default the packaged `seeds/`.

    Raises `InputError` with every mistake of the file.
    """
    return _packaged() if folder is None else _load(folder, str(folder))


@functools.cache
def _packaged() -> Calibration:
    return _load(packaged("seeds"), "seeds")


def _load(folder: Path, shown: str) -> Calibration:
    reader = Reader(folder, shown)
    document = reader.document(FILE)
    found = None
    if document is not None:
        reader.top_level(document, "calibration")
        found = reader.row(document, ("calibration",), Calibration)
    reader.finish()
    assert found is not None, "a reader that found nothing has raised"
    return found

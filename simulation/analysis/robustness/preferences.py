"""What deciders might want: weights on outcomes, from `seeds/preferences.yaml` or a file of one's own."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, Self, get_args

import numpy as np
from pydantic import Field, field_validator, model_validator

from simulation.documents import packaged
from simulation.errors import nearest
from simulation.evidence import Basis, load_evidence
from simulation.evidence.reading import Reader
from simulation.evidence.rows import (
    FilledRows,
    NamedBasis,
    NotNegative,
    Number,
    Range,
    Row,
    Rows,
    Share,
    Text,
    mistake,
)
from simulation.evidence.tables import Table
from simulation.outcomes.catalogue import OUTCOMES

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

__all__ = ["DECIDERS", "FILE", "Preference", "Term", "load_preferences"]

FILE: Final = "preferences.yaml"
KEY: Final = "preferences"
Decider = Literal["tehran", "washington", "baghdad"]
DECIDERS: Final[tuple[str, ...]] = get_args(Decider)
_WORDS: Final = ("pm", "pm_backing")  # outcomes of categories whose list the catalogue leaves open


class Satisfied(Row):
    """The utility from which a decider can live with a result."""

    value: Share
    range: Range
    basis: NamedBasis | None = None


class Term(Row):
    """How much an outcome counts, and from what to what: from `worst` to `best`, or by its categories."""

    weight: NotNegative
    range: Range
    unit: str = ""
    worst: Number | None = None
    best: Number | None = None
    values: Rows[Share] = Field(default_factory=Table)
    basis: NamedBasis | None = None

    @field_validator("range")
    @classmethod
    def _not_negative(cls, bounds: tuple[float, float]) -> tuple[float, float]:
        if bounds[0] < 0:
            raise mistake("holds weights below 0", "turn the term round instead: exchange worst and best")
        return bounds

    @model_validator(mode="after")
    def _one_scale(self) -> Self:
        if not self.range[0] <= self.weight <= self.range[1]:
            shown = f"{self.range[0]:g} to {self.range[1]:g}"
            raise mistake(f"has its weight {self.weight:g} outside its range {shown}", "move one of the two")
        ends = self.worst is not None and self.best is not None
        if ends == bool(self.values):
            hint = "give 'worst' and 'best', or 'values' for each category"
            raise mistake("does not say what is worst and what is best", hint)
        if ends and self.worst == self.best:
            raise mistake("has its worst and its best at the same number", "set them apart")
        return self

    def scaled(self, column: pd.Series[float] | pd.Series[str]) -> Floats:
        """The outcome in every run from 0 (worst) to 1 (best), shape (runs,); 0 where it has no value."""
        if self.values:
            valued = column.astype(object).map(dict(self.values))
            return np.asarray(valued.to_numpy(np.float64, na_value=0.0), dtype=np.float64)
        assert self.worst is not None
        assert self.best is not None
        raw = column.to_numpy(np.float64, na_value=np.nan)
        found: Floats = np.clip((raw - self.worst) / (self.best - self.worst), 0.0, 1.0)
        return np.where(np.isnan(found), 0.0, found)


class Preference(Row):
    """What one decider might want: a mean of outcomes by weight."""

    name: Text
    decider: Decider
    title: Text
    meaning: Text
    satisfied: Satisfied
    terms: FilledRows[Term]

    @model_validator(mode="after")
    def _of_outcomes(self) -> Self:
        for name, term in self.terms.items():
            if name not in OUTCOMES:
                raise mistake(f"weighs {name!r}, which is no outcome", nearest(name, OUTCOMES))
            _check_scale(name, term)
        if not any(term.weight for term in self.terms.values()):
            raise mistake("weighs nothing", "give one of its terms a weight above 0")
        return self

    @property
    def weights(self) -> Floats:
        """The weights, in the order of the terms."""
        return np.array([term.weight for term in self.terms.values()], dtype=np.float64)

    @property
    def bases(self) -> list[Basis]:
        """What each number rests on, where the file says so."""
        found = [self.satisfied.basis, *(term.basis for term in self.terms.values())]
        return [basis for basis in found if basis is not None]


def _check_scale(name: str, term: Term) -> None:
    """Categories have values, all of them, and quantities have ends."""
    known = OUTCOMES[name].categories
    if OUTCOMES[name].joined:
        raise mistake(f"weighs {name!r}, which is several names in one", "leave it out")
    if not known and name not in _WORDS:
        if term.values:
            raise mistake(f"gives values to {name}, which is a quantity", "give it 'worst' and 'best'")
        return
    if not term.values:
        raise mistake(f"gives ends to {name}, which has categories", f"give 'values': {', '.join(known)}")
    for category in term.values:
        if known and category not in known:
            raise mistake(f"values {category!r}, which is no category of {name}", nearest(category, known))
    if missing := [category for category in known if category not in term.values]:
        raise mistake(f"leaves out {missing[0]} of {name}", "give every category a value from 0 to 1")


def load_preferences(path: Path | None = None) -> Mapping[str, Preference]:
    """The preferences of a file, by default those of the packaged seeds (read once per process).

    Raises InputError with every mistake of the file, each with line and hint.
    """
    return _packaged() if path is None else _load(path.parent, str(path.parent), path.name)


@functools.cache
def _packaged() -> Mapping[str, Preference]:
    return _load(packaged("seeds"), "seeds", FILE)


def _load(folder: Path, shown: str, name: str) -> Mapping[str, Preference]:
    evidence = load_evidence()
    reader = Reader(folder, shown)
    reader.known.facts = evidence.facts
    reader.known.sources = {key: source.kind for key, source in evidence.sources.items()}
    document = reader.document(name)
    rows: dict[str, Preference] = {}
    if document is not None:
        reader.top_level(document, KEY)
        rows = reader.rows(document, (KEY,), Preference, "name")
        if not rows and not reader.problems:
            reader.add(document.problem((KEY,), "holds no preference", "add one under a name"))
    reader.finish()
    return Table(rows)

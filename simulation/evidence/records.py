"""The records of `seeds/`, one class for each kind of row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal, Self

from pydantic import ConfigDict, Field, model_validator

from simulation.evidence.priors import Prior
from simulation.evidence.rows import (
    FactId,
    FilledRows,
    Flag,
    MechanismId,
    Name,
    NamedBasis,
    Number,
    OneOrMore,
    PriorInRange,
    Range,
    Row,
    Rows,
    Share,
    SourceId,
    SourceKind,
    Text,
    mistake,
)

# --- articles and sources ----------------------------------------------------------------------


class Article(Row):
    """One of the articles the model is built from."""

    id: Text
    title: Text
    outlet: Text
    date: Text
    stance: str = ""
    note: str = ""


class Fact(Row):
    """What one line of an article says, in our own words, and how sure we are of it."""

    id: Annotated[str, Field(pattern=r"^[A-Z]\d+-[a-z0-9-]+$")]
    article: Text
    line: Annotated[int, Field(strict=True, ge=1)]
    date: Text
    voice: Text
    fact: Text
    quantity: Number | tuple[Number, Number] | None = None
    unit: Text | None = None
    confidence: Literal["high", "medium", "low"]
    caution: str = ""

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.id[1:].split("-")[0] != str(self.line):
            hint = "an id is a letter, the line and a short name, such as A23-payroll"
            raise mistake(f"has an id that does not name its line, {self.line}", hint)
        if self.quantity is not None and self.unit is None:
            raise mistake("has a quantity without a unit", "say in 'unit' what is counted")
        return self


class Source(Row):
    """A paper, an official figure, a public record or a data set."""

    id: Text
    kind: SourceKind
    citation: Text
    note: str = ""


# --- parameters and mechanisms -----------------------------------------------------------------


class Parameter(Row):
    """A number of the model's rules that is drawn once per run."""

    name: Name
    meaning: Text
    unit: Text
    range: Range
    prior: PriorInRange
    mechanism: MechanismId
    basis: NamedBasis


class Mechanism(Row):
    """A mechanism of the model: the rows of the design's table that it answers, and its theory.

    `shows` names the monthly indicators in which it can be seen, `seen_in` the starting point or built-in
    scenario in which it moves one of them, `tests` the modules under tests/ that hold it.
    """

    id: Text
    row: OneOrMore[Annotated[int, Field(strict=True, ge=1)]]
    title: Text
    equation: Text
    facts: tuple[FactId, ...] = ()
    papers: tuple[SourceId, ...] = ()
    switch: Flag
    shows: tuple[Text, ...] = ()
    seen_in: Text = "2025-01"
    tests: tuple[Text, ...] = ()


class Theory(Row):
    """A rival account of how the prime minister stands between two patrons."""

    id: Text
    title: Text
    equation: Text
    facts: tuple[FactId, ...] = ()
    papers: tuple[SourceId, ...] = ()


# --- what powers do ----------------------------------------------------------------------------


class Lever(Row):
    """The level of one lever, in the unit that the lever's file states."""

    range: Range
    prior: PriorInRange
    basis: NamedBasis


class Variant(Row):
    """One reading of a strategy; `share` of the runs draw it."""

    share: Share
    basis: NamedBasis
    levers: Rows[Lever]


class Strategy(Row):
    """One of Iran's strategies, as levels of its levers."""

    name: Name
    title: Text
    meaning: Text
    basis: NamedBasis
    variants: FilledRows[Variant]


class Posture(Row):
    """One posture of a power, as levels of its levers."""

    name: Name
    title: Text
    meaning: Text
    levers: Rows[Lever]


# --- elections ---------------------------------------------------------------------------------


class Titled(Row):
    """An election law, or a named outcome of an election: what scenarios need to know of it.

    The rest of such a record is read, and checked, by whoever counts votes with it.
    """

    model_config = ConfigDict(extra="ignore")

    name: Name
    title: Text


# --- the codebook and the lenses ---------------------------------------------------------------


class CodebookValue(Row):
    """A threshold of the codebook that turns recorded acts into outcomes."""

    name: Text
    value: Number
    range: Range
    basis: NamedBasis
    meaning: str = ""
    unit: str = ""

    @model_validator(mode="after")
    def _inside(self) -> Self:
        if not self.low <= self.value <= self.high:
            raise mistake(f"has its value {self.value:g} outside its range {self.low:g} to {self.high:g}")
        return self

    @property
    def low(self) -> float:
        """The least value worth trying."""
        return self.range[0]

    @property
    def high(self) -> float:
        """The greatest value worth trying."""
        return self.range[1]


class LensRow(Row):
    """A lens as it is written; its priors are read against their parameters' ranges."""

    id: Text
    title: Text
    reading: Text
    voice: Text
    facts: tuple[FactId, ...] = ()
    priors: Mapping[str, object] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _grounded(self) -> Self:
        if self.priors and not self.facts:
            raise mistake("has priors without a basis", "name in 'facts' what the analyst says")
        return self


@dataclass(frozen=True)
class Lens:
    """Whose reading of the evidence: the priors that one analyst would put otherwise."""

    id: str
    title: str
    reading: str
    voice: str
    facts: tuple[str, ...]
    priors: Mapping[str, Prior]

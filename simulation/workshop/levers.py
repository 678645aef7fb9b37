"""The levers of the page, their cards, the preset cards and the events of the strip: `seeds/workshop.yaml`.

A lever has named positions in plain words. A position sets fields of a scenario file and orders events;
`start+8` stands for the month that comes eight months after the start. No two levers set one field, so
that what one does the other cannot undo.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Final, Self

from pydantic import Field, model_validator

from simulation.documents import Document, packaged
from simulation.errors import nearest
from simulation.evidence import Evidence, load_evidence
from simulation.evidence.reading import Reader
from simulation.evidence.rows import (
    Basis,
    Count,
    FactId,
    FilledRows,
    Month,
    OneOrMore,
    Row,
    Rows,
    Text,
    mistake,
)
from simulation.evidence.tables import Table
from simulation.scenario.months import later

__all__ = ["Card", "Catalogue", "Lever", "Ordered", "Position", "Preset", "dated", "load_levers"]

Path_ = tuple[str, ...]
_AFTER_START: Final = re.compile(r"start\+(\d{1,3})")
_FILE: Final = "workshop.yaml"
_KEYS: Final = ("start", "months", "question", "levers", "injects", "presets")


class Ordered(Row):
    """An event that a position orders, so many months after the start."""

    after: Count
    event: Text


class Position(Row):
    """One position of a lever: its label, the fields of a scenario that it sets, the events it orders.

    `never_with` names positions of other levers with which it cannot stand, and `because` says why.
    """

    label: Text
    sets: Mapping[str, Any] = Field(default_factory=dict)
    injects: tuple[Ordered, ...] = ()
    never_with: Rows[str] = Field(default_factory=Table)
    because: str = ""


class Card(Row):
    """What stands behind a lever: what it means, where its default comes from, who disagrees."""

    meaning: Text
    default_from: Text
    range: Text
    disagree: Text
    leaves_out: Text
    facts: OneOrMore[FactId]


class Lever(Row):
    """A question about the assumptions, with named positions; one of them is where it stands at first."""

    name: str
    title: Text
    asks: Text
    default: Text
    positions: FilledRows[Position]
    basis: Basis | None = None
    card: Card

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.default not in self.positions:
            raise mistake(f"has no position '{self.default}'", nearest(self.default, self.positions))
        if not _FEWEST <= len(self.positions) <= _MOST:
            raise mistake(f"has {len(self.positions)} positions", f"give it {_FEWEST} to {_MOST}")
        if self.basis is None and any(path[0] in ("assume", "actors") for path in self.fields):
            raise mistake("sets numbers without a basis", "add 'basis:' to the lever")
        return self

    @property
    def fields(self) -> frozenset[Path_]:
        """The fields of a scenario that any of its positions sets."""
        return frozenset(path for each in self.positions.values() for path, _ in leaves(each.sets))

    @property
    def events(self) -> frozenset[str]:
        """The events that any of its positions orders."""
        return frozenset(ordered.event for each in self.positions.values() for ordered in each.injects)


class Preset(Row):
    """Positions of one or more levers under one title and one key; presets can be stacked."""

    name: str
    title: Text
    key: Annotated[str, Field(pattern=r"^[0-9a-z]$")]
    levers: FilledRows[str]


class _Head(Row):
    start: Month
    months: Annotated[int, Field(strict=True, ge=1, le=240)]
    question: Text
    injects: OneOrMore[str]
    levers: Any = None
    presets: Any = None


@dataclass(frozen=True)
class Catalogue:
    """All of `workshop.yaml`, in the order of the file; `document` says where each part stands."""

    start: str
    months: int
    question: str
    levers: Mapping[str, Lever]
    injects: tuple[str, ...]
    presets: Mapping[str, Preset]
    document: Document

    @property
    def titles(self) -> Mapping[str, str]:
        """The title of every event of the strip."""
        events = load_evidence().events
        return {name: events[name].title for name in self.injects}


_FEWEST: Final = 3
_MOST: Final = 5


def leaves(sets: Mapping[str, Any], path: Path_ = ()) -> Iterator[tuple[Path_, Any]]:
    """The single fields that settings set; a distribution under `assume` is one field."""
    for name, value in sets.items():
        inner = (*path, name)
        if isinstance(value, Mapping) and path != ("assume",):
            yield from leaves(value, inner)
        else:
            yield inner, value


def dated(value: Any, start: str) -> Any:
    """Settings with every `start+8` as the month it stands for."""
    if isinstance(value, Mapping):
        return {name: dated(inner, start) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [dated(inner, start) for inner in value]
    found = _AFTER_START.fullmatch(value) if isinstance(value, str) else None
    return later(start, int(found[1])) if found else value


def load_levers(folder: Path | None = None) -> Catalogue:
    """The catalogue in `folder`, by default that of the packaged seeds (read once per process).

    Raises InputError with every mistake of the file, each with line and hint. Whether the settings make
    scenarios is checked by `building.check`, which knows what a scenario is.
    """
    return _packaged() if folder is None else _load(folder, str(folder))


@functools.cache
def _packaged() -> Catalogue:
    return _load(packaged("seeds"), "seeds")


def _load(folder: Path, shown: str) -> Catalogue:
    evidence = load_evidence()
    reader = Reader(folder, shown)
    reader.known.facts, reader.known.sources = evidence.facts, _kinds(evidence)
    document = reader.document(_FILE)
    if document is None:
        reader.finish()
    assert document is not None
    reader.top_level(document, *_KEYS)
    head = reader.row(document, (), _Head)
    levers = reader.rows(document, ("levers",), Lever, "name")
    presets = reader.rows(document, ("presets",), Preset, "name")
    _check_shared(reader, document, levers)
    _check_events(reader, document, levers, head, evidence)
    _check_named(reader, document, levers, presets)
    reader.finish()
    assert head is not None
    return Catalogue(head.start, head.months, head.question, levers, head.injects, presets, document)


def _kinds(evidence: Evidence) -> dict[str, str | None]:
    return {name: source.kind for name, source in evidence.sources.items()}


def _check_shared(reader: Reader, document: Document, levers: Mapping[str, Lever]) -> None:
    """Two levers that set one field, or order one event: the later would undo what the earlier does."""
    seen: dict[object, str] = {}
    for name, lever in levers.items():
        for part in sorted(map(str, [*(".".join(path) for path in lever.fields), *lever.events])):
            if part in seen:
                message = f"sets {part}, which lever '{seen[part]}' sets too"
                reader.add(document.key_problem(("levers", name), message, "let one lever set it"))
            seen.setdefault(part, name)


def _check_events(
    reader: Reader, document: Document, levers: Mapping[str, Lever], head: _Head | None, evidence: Evidence
) -> None:
    """Every event that is offered or ordered is one that can be injected."""
    offered = [(("injects", place), name) for place, name in enumerate(head.injects if head else ())]
    ordered = [
        (("levers", name, "positions", key, "injects", place, "event"), each.event)
        for name, lever in levers.items()
        for key, position in lever.positions.items()
        for place, each in enumerate(position.injects)
    ]
    for loc, event in [*offered, *ordered]:
        if event not in evidence.events:
            reader.add(document.problem(loc, "is not an event", nearest(event, evidence.events)))


def _check_named(
    reader: Reader, document: Document, levers: Mapping[str, Lever], presets: Mapping[str, Preset]
) -> None:
    """Presets and positions name positions that there are, and each preset has a key of its own."""
    keys: dict[str, str] = {}
    for name, preset in presets.items():
        if preset.key in keys:
            message = f"is the key of '{keys[preset.key]}' too"
            reader.add(document.problem(("presets", name, "key"), message, "choose another"))
        keys.setdefault(preset.key, name)
        _check_positions(reader, document, levers, ("presets", name, "levers"), preset.levers)
    for name, lever in levers.items():
        for key, position in lever.positions.items():
            loc = ("levers", name, "positions", key, "never_with")
            _check_positions(reader, document, levers, loc, position.never_with)


def _check_positions(
    reader: Reader, document: Document, levers: Mapping[str, Lever], loc: Path_, named: Mapping[str, str]
) -> None:
    for lever, position in named.items():
        if lever not in levers:
            reader.add(document.key_problem((*loc, lever), "is not a lever", nearest(lever, levers)))
        elif position not in levers[lever].positions:
            hint = nearest(position, levers[lever].positions)
            reader.add(document.problem((*loc, lever), f"is not a position of {lever}", hint))

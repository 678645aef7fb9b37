"""What a report holds, before it is written as HTML or Markdown."""

from __future__ import annotations

from dataclasses import dataclass

from simulation.report.answer import Answer


@dataclass(frozen=True)
class Table:
    """A table of text; the first column names the rows."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Picture:
    """A figure as SVG, with its finding and what it shows; a tall one is printed on an upright page."""

    name: str
    title: str
    about: str
    svg: str
    tall: bool


@dataclass(frozen=True)
class Section:
    """Sentences, tables and figures under a heading."""

    id: str
    heading: str
    sentences: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    pictures: tuple[Picture, ...] = ()


@dataclass(frozen=True)
class ScenarioPart:
    """One scenario: what it sets, how it ends, and what it changes against the baseline."""

    id: str
    name: str
    title: str
    settings: tuple[tuple[str, str], ...]
    endings: tuple[str, ...]
    changes: tuple[str, ...]


@dataclass(frozen=True)
class Voice:
    """A fact as its article has it, in our words, with who says it."""

    id: str
    date: str
    voice: str
    fact: str
    confidence: str
    caution: str


@dataclass(frozen=True)
class Outlet:
    """One of the articles, its stance, and those of its facts that the batch rests on."""

    name: str
    title: str
    date: str
    stance: str
    note: str
    voices: tuple[Voice, ...]


@dataclass(frozen=True)
class Report:
    """A report on a batch, every sentence of it computed."""

    title: str
    given: str
    question: str
    asked: bool
    answer: Answer
    trust: tuple[tuple[str, str], ...]
    glance: Table | None
    sections: tuple[Section, ...]
    common: tuple[tuple[str, str], ...]
    scenarios: tuple[ScenarioPart, ...]
    outlets: tuple[Outlet, ...]
    evidence: tuple[str, ...]
    calibration: tuple[str, ...]
    failures: tuple[tuple[str, str], ...]
    limits: tuple[tuple[str, str], ...]
    commands: tuple[str, ...]
    record: tuple[tuple[str, str], ...]
    stamp: str
    legend: Section

"""One function for each file of `seeds/` but the roster's: its records, and the problems they have together.

Each tells the reader, in `reader.known`, what the files after it may refer to.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from simulation.documents import Document
from simulation.errors import nearest
from simulation.evidence import checks
from simulation.evidence.events import EventKind
from simulation.evidence.priors import Prior
from simulation.evidence.reading import Loc, Reader, kinds
from simulation.evidence.reading_priors import PriorError, parse_prior
from simulation.evidence.records import (
    Article,
    CodebookValue,
    Fact,
    Lens,
    LensRow,
    Mechanism,
    Parameter,
    Posture,
    Source,
    Strategy,
    Theory,
    Titled,
)
from simulation.evidence.rows import SOURCE_KINDS
from simulation.evidence.tables import Table
from simulation.evidence.uses import packaged_uses

POOLED: Final = "pooled"
MATCHED: Final = "matched"  # the lens that history matching leaves; no analyst's, as the pooled one
_POOLED: Final = Lens(POOLED, "Pooled", "The priors as they stand, of no one analyst.", "", (), Table())


# --- what numbers rest on ----------------------------------------------------------------------


def sources(reader: Reader) -> Mapping[str, Source]:
    """`sources.yaml`."""
    document, rows = reader.file_of("sources", Source, "id")
    if document is not None:
        reader.known.sources = kinds(reader.names(document, ("sources",)), SOURCE_KINDS)
    return Table(rows)


def articles_and_facts(reader: Reader) -> tuple[Mapping[str, Article], Mapping[str, Fact]]:
    """`articles.yaml`: the articles, and the facts by id."""
    document, articles = reader.file_of("articles", Article, "id", "facts")
    facts: dict[str, Fact] = {}
    if document is not None:
        listed = reader.records(document, ("facts",))
        reader.known.facts = [str(fact.get("id", "")) for fact in listed if isinstance(fact, Mapping)]
        known = reader.names(document, ("articles",))
        for place in range(len(listed)):
            _add_fact(reader, document, ("facts", place), facts, known)
    return Table(articles), Table(facts)


def _add_fact(
    reader: Reader, document: Document, loc: Loc, facts: dict[str, Fact], articles: Mapping[str, Any]
) -> None:
    fact = reader.row(document, loc, Fact)
    if fact is None:
        return
    if fact.id in facts:
        reader.add(document.problem((*loc, "id"), "is the id of an earlier fact too"))
    if fact.article not in articles:
        reader.add(document.problem((*loc, "article"), "is not an article", nearest(fact.article, articles)))
    facts[fact.id] = fact


# --- what the rules are made of ----------------------------------------------------------------


def mechanisms(reader: Reader) -> Mapping[str, Mechanism]:
    """`mechanisms.yaml`."""
    document, rows = reader.file_of("mechanisms", Mechanism, "id")
    if document is not None:
        reader.known.mechanisms = list(reader.names(document, ("mechanisms",)))
    return Table(rows)


def theories(reader: Reader) -> Mapping[str, Theory]:
    """`theories.yaml`, if it is there."""
    return Table(reader.file_of("theories", Theory, "id", optional=True)[1])


def parameters(reader: Reader, used: frozenset[str] | None) -> Mapping[str, Parameter]:
    """The files of `parameters/`, held against the parameters that the model reads."""
    documents, rows = reader.folder_of("parameters", Parameter, "name")
    if documents is not None:
        reader.known.parameters = list(documents)
        uses = packaged_uses() if used is None else dict.fromkeys(used, "")
        reader.add(*checks.check_uses(f"{reader.shown}/parameters", documents, uses))
    return Table(rows)


def events(reader: Reader) -> Mapping[str, EventKind]:
    """`events.yaml`."""
    return Table(reader.file_of("events", EventKind, "id")[1])


def codebook(reader: Reader) -> Mapping[str, CodebookValue]:
    """`codebook.yaml`: its thresholds by dotted name, such as `verdict.left_level`."""
    document = reader.document("codebook.yaml")
    if document is None:
        return Table()
    data = reader.top_level(document)
    values: dict[str, CodebookValue] = {}
    for name in data:
        values |= {value.name: value for value in _thresholds(reader, document, (name,), data[name])}
    return Table(values)


def _thresholds(reader: Reader, document: Document, loc: Loc, data: Any) -> Iterator[CodebookValue]:
    """Every threshold at `loc` or below it: a mapping with a `value` is one."""
    if isinstance(data, Mapping) and "value" not in data:
        for name, inner in data.items():
            yield from _thresholds(reader, document, (*loc, name), inner)
        return
    value = reader.row(document, loc, CodebookValue, name=".".join(map(str, loc)))
    if value is not None:
        yield value


def lenses(reader: Reader, known: Mapping[str, Parameter]) -> Mapping[str, Lens]:
    """`lenses.yaml` and `matched.yaml`, which calibration writes, if they are there; `pooled` always is."""
    found = {POOLED: _POOLED}
    for file in ("lenses", MATCHED):
        document, rows = reader.file_of(file, LensRow, "id", optional=True)
        if document is None:
            continue
        for name in reader.names(document, (file,)):
            priors = _lens_priors(reader, document, (file, name, "priors"), known)
            if (row := rows.get(name)) is not None:
                found[name] = Lens(name, row.title, row.reading, row.voice, row.facts, Table(priors))
    return Table(found)


def _lens_priors(
    reader: Reader, document: Document, loc: Loc, known: Mapping[str, Parameter]
) -> dict[str, Prior]:
    """A lens's priors, each inside the range of its parameter."""
    priors: dict[str, Prior] = {}
    for name, data in reader.names(document, loc).items():
        if reader.known.parameters is not None and name not in reader.known.parameters:
            hint = nearest(name, reader.known.parameters)
            reader.add(document.key_problem((*loc, name), "is not a parameter", hint))
        elif name in known:
            try:
                priors[name] = parse_prior(data, known[name].range)
            except PriorError as error:
                reader.add(document.problem((*loc, name), str(error), error.hint))
    return priors


# --- what powers do ----------------------------------------------------------------------------


def strategies(reader: Reader) -> Mapping[str, Strategy]:
    """`strategies.yaml`."""
    document, rows = reader.file_of("strategies", Strategy, "name")
    if document is not None:
        reader.add(*checks.check_strategies(document, reader.names(document, ("strategies",))))
    return Table(rows)


def postures(reader: Reader) -> Mapping[str, Mapping[str, Posture]]:
    """`postures.yaml`: for each power, its postures by name."""
    document = reader.document("postures.yaml")
    if document is None:
        return Table()
    reader.top_level(document, "postures")
    powers: dict[str, Mapping[str, Posture]] = {}
    for power in reader.names(document, ("postures",), needed=True):
        rows = reader.rows(document, ("postures", power), Posture, "name")
        reader.add(*checks.check_postures(document, power, reader.known))
        powers[power] = Table(rows)
    return Table(powers)


# --- elections ---------------------------------------------------------------------------------


def laws(reader: Reader) -> Mapping[str, Titled]:
    """The names and titles of `elections/laws.yaml`, if it is there."""
    document, rows = _titled(reader, "laws")
    if document is not None:
        reader.known.laws = list(reader.names(document, ("laws",)))
    return rows


def election_outcomes(reader: Reader) -> Mapping[str, Titled]:
    """The names and titles of `elections/outcomes.yaml`, if it is there."""
    return _titled(reader, "outcomes")[1]


def _titled(reader: Reader, key: str) -> tuple[Document | None, Mapping[str, Titled]]:
    document = reader.document(f"elections/{key}.yaml", optional=True)
    rows = {} if document is None else reader.rows(document, (key,), Titled, "name")
    return document, Table(rows)

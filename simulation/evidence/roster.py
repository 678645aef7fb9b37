"""The files of `actors/` and `starting_points/`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final

from simulation.documents import Document
from simulation.errors import Problem, nearest
from simulation.evidence import checks
from simulation.evidence.actors import (
    Actor,
    ActorRow,
    Attribute,
    AttributeKind,
    AttributeRow,
    Level,
    StartingPoint,
    StartRow,
)
from simulation.evidence.reading import Loc, Reader, kinds
from simulation.evidence.rows import ACTOR_KINDS
from simulation.evidence.tables import Table

_SCHEMA: Final = "attributes"  # actors/attributes.yaml: what actors may hold


def attributes(reader: Reader) -> Mapping[str, AttributeKind]:
    """`actors/attributes.yaml`."""
    document, rows = reader.file_of(_SCHEMA, AttributeKind, "name", folder="actors/")
    if document is not None:
        # One that is wrong is kept as None: its own mistakes are enough.
        reader.known.attributes = {**dict.fromkeys(reader.names(document, (_SCHEMA,))), **rows}
    return Table(rows)


def actors(reader: Reader) -> Mapping[str, Actor]:
    """Every other file of `actors/`: the roster."""
    names = [name for name in reader.listing("actors", ".yaml") if name != f"{_SCHEMA}.yaml"]
    if not names and (reader.folder / "actors").is_dir():
        place, hint = f"{reader.shown}/actors", "add one beside attributes.yaml"
        reader.add(Problem(place, 0, 0, "", "has no file of actors", hint))
    documents = [document for name in names if (document := reader.document(f"actors/{name}"))]
    if len(documents) == len(names):
        reader.known.actors = {}
        for document in documents:
            reader.known.actors |= kinds(reader.names(document, ("actors",)), ACTOR_KINDS)
    roster: dict[str, Actor] = {}
    for document in documents:
        reader.top_level(document, "actors")
        for name in reader.names(document, ("actors",), needed=True):
            if name in roster:
                reader.add(document.key_problem(("actors", name), "is an actor of an earlier file too"))
            elif (actor := _actor(reader, document, name)) is not None:
                roster[name] = actor
    return Table(roster)


def _actor(reader: Reader, document: Document, name: str) -> Actor | None:
    loc: Loc = ("actors", name)
    row = reader.row(document, loc, ActorRow, without="attributes", id=name)
    held = _attributes(reader, document, (*loc, "attributes"), name)
    if row is None:
        return None
    return Actor(row.id, row.name, row.kind, row.role, row.community, row.ties, row.basis, row.note, held)


def _attributes(reader: Reader, document: Document, loc: Loc, actor: str) -> Mapping[str, Attribute]:
    """The attributes at `loc` that this actor may hold, inside their bounds."""
    held: dict[str, Attribute] = {}
    rows = reader.rows(document, loc, AttributeRow, needed=False)
    for name in reader.names(document, loc):
        schema = _schema(reader, document, (*loc, name), actor)
        row = rows.get(name)
        if schema is None or row is None:
            continue
        low, high = schema.range
        if low <= row.value <= high:
            held[name] = row.attribute(schema)
        else:
            message = f"is outside the range of '{name}', {low:g} to {high:g}"
            reader.add(document.problem((*loc, name, "value"), message))
    return Table(held)


def _schema(reader: Reader, document: Document, loc: Loc, actor: str) -> AttributeKind | None:
    """What attributes.yaml says of the attribute at `loc`, if the actor's kind may hold it."""
    schemas, name = reader.known.attributes, str(loc[-1])
    kind = (reader.known.actors or {}).get(actor)
    if schemas is None:
        return None
    if name not in schemas:
        reader.add(document.key_problem(loc, "is not an attribute", nearest(name, schemas)))
        return None
    schema: AttributeKind | None = schemas[name]
    if schema is not None and kind is not None and kind not in schema.kinds:
        hint = f"it is an attribute of: {', '.join(schema.kinds)}"
        reader.add(document.key_problem(loc, f"is not an attribute of an actor of kind '{kind}'", hint))
        return None
    return schema


def starts(reader: Reader, roster: Mapping[str, Actor]) -> Mapping[str, StartingPoint]:
    """Every `starting_points/<YYYY-MM>/start.yaml`."""
    folder = f"{reader.shown}/starting_points"
    months = reader.listing("starting_points")
    found: dict[str, StartingPoint] = {}
    for month in months:
        if not checks.MONTH.fullmatch(month):
            hint = "name the folder YYYY-MM"
            reader.add(Problem(f"{folder}/{month}", 0, 0, "", "is not named after a month", hint))
        elif (start := _start(reader, month, roster)) is not None:
            found[month] = start
    if not months and (reader.folder / "starting_points").is_dir():
        hint = "add a folder such as 2025-01 with start.yaml"
        reader.add(Problem(folder, 0, 0, "", "has no starting point", hint))
    return Table(found)


def _start(reader: Reader, month: str, roster: Mapping[str, Actor]) -> StartingPoint | None:
    document = reader.document(f"starting_points/{month}/start.yaml")
    if document is None:
        return None
    reader.declare_bases(document)
    reader.add(*checks.check_start(document, month))
    row = reader.row(document, (), StartRow, without="actors")
    held = _merged(reader, document, roster)
    if row is None:
        return None
    world = {
        name: Level(name, level.unit, level.value, level.spread, *level.range, level.basis)
        for name, level in row.world.items()
    }
    return StartingPoint(
        start=row.start,
        title=row.title,
        cut=row.cut,
        note=row.note,
        government=row.government,
        world=Table(world),
        history=row.history,
        election=row.election,
        held=held,
    )


def _merged(
    reader: Reader, document: Document, roster: Mapping[str, Actor]
) -> Mapping[str, Mapping[str, Attribute]]:
    """What every actor holds at this starting point."""
    known = reader.known.actors
    held = {name: actor.attributes for name, actor in roster.items()}
    for name in reader.names(document, ("actors",)):
        if known is not None and name not in known:
            hint = nearest(name, known)
            reader.add(document.key_problem(("actors", name), "is not an actor of actors/", hint))
        else:
            own = _attributes(reader, document, ("actors", name), name)
            held[name] = Table({**held.get(name, {}), **own})
    for name, missing, other in _wanting(roster, held) if not reader.problems else ():
        text = f"lacks what every other actor of kind '{roster[name].kind}' has: {', '.join(missing)}"
        hint = f"give it in actors/, or here for this start; an example is {other!r}"
        reader.add(document.key_problem(("actors", name), text, hint))
    return Table(held)


def _wanting(
    roster: Mapping[str, Actor], held: Mapping[str, Mapping[str, Attribute]]
) -> Iterator[tuple[str, list[str], str]]:
    """Actors, the attributes that they alone of several of their kind have not, and another of the kind."""
    for kind in ACTOR_KINDS:
        alike = [name for name, actor in roster.items() if actor.kind == kind]
        counts = Counter(attribute for name in alike for attribute in held[name])
        of_all_but_one = {attribute for attribute, count in counts.items() if count == len(alike) - 1 > 1}
        for name in alike:
            if missing := of_all_but_one - set(held[name]):
                yield name, sorted(missing), next(other for other in alike if other != name)

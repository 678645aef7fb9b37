"""`crossroads check`, `list`, `explain` and `schema`: what there is, before anything runs."""

from __future__ import annotations

import csv
import io
import json
import shutil
import textwrap
from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Final

import typer

from simulation.cli.running import Files

_NAME: Final = 30  # characters of a name beside its words
_SHOWN: Final = 4  # names of a kind in the overview


class Kind(StrEnum):
    """What can be listed."""

    SCENARIOS = "scenarios"
    ACTORS = "actors"
    PARAMETERS = "parameters"
    EVENTS = "events"
    OUTCOMES = "outcomes"
    LENSES = "lenses"
    THEORIES = "theories"
    STARTS = "starts"
    MECHANISMS = "mechanisms"
    STRATEGIES = "strategies"
    POSTURES = "postures"
    INDICATORS = "indicators"
    THRESHOLDS = "thresholds"
    ACTS = "acts"
    LAWS = "laws"
    ELECTIONS = "elections"
    FACTS = "facts"
    ARTICLES = "articles"
    SOURCES = "sources"


class Shape(StrEnum):
    """How a list is written."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


def check(files: Files) -> None:
    """Check scenario files; list every mistake with its place.

    Example: crossroads check scenarios/iran_paths.yaml
    """
    from simulation import scenario

    problems = scenario.check(files)
    if problems:
        for problem in problems:
            typer.echo(str(problem), err=True)
        count = len(problems)
        typer.echo(f"{count} {'mistake' if count == 1 else 'mistakes'} found.", err=True)
        raise typer.Exit(2)
    batch = scenario.load(files)
    count = len(batch.scenarios)
    typer.echo(
        f"No mistakes: {count} {'scenario' if count == 1 else 'scenarios'} ({', '.join(batch.names)}), "
        f"{batch.runs:,} runs each."
    )


def list_(
    kind: Annotated[Kind | None, typer.Argument(help="What to list; by default what can be listed.")] = None,
    shape: Annotated[Shape, typer.Option("--format", help="A table, CSV or JSON.")] = Shape.TABLE,
) -> None:
    """List the scenarios, actors, parameters, ... that exist.

    Example: crossroads list events
    """
    from simulation.cli.catalogue import basis_words, entries

    rows = _overview() if kind is None else entries(kind.value)
    if shape is not Shape.TABLE:
        typer.echo(_data(rows, shape))
        return
    for line in _columns(rows):
        typer.echo(line)
    if kind is None:
        typer.echo("\nOne of them: crossroads list KIND. More on a name: crossroads explain NAME")
    if kind is Kind.PARAMETERS:
        typer.echo(f"    {basis_words()}")


def _overview() -> list[tuple[str, str]]:
    """Every kind: how many there are, and the first of them."""
    from simulation.cli.catalogue import entries

    rows = []
    for kind in Kind:
        names = [name for name, _ in entries(kind.value)]
        more = ", ..." if len(names) > _SHOWN else ""
        rows.append((kind.value, f"{len(names)}: {', '.join(names[:_SHOWN])}{more}"))
    return rows


def _data(rows: list[tuple[str, str]], shape: Shape) -> str:
    if shape is Shape.JSON:
        return json.dumps(
            [{"name": name, "meaning": words} for name, words in rows], indent=2, ensure_ascii=False
        )
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([("name", "meaning"), *rows])
    return text.getvalue().rstrip("\n")


def _width() -> int:
    return max(60, shutil.get_terminal_size((80, 24)).columns)


def _columns(rows: list[tuple[str, str]]) -> Iterator[str]:
    """Names on the left, words on the right, wrapped to the terminal; a long name on a line of its own."""
    indent = min(_NAME, max((len(name) for name, _ in rows), default=0)) + 4
    for name, words in rows:
        first, *more = textwrap.wrap(words, _width() - indent) or [""]
        if len(name) > indent - 4:
            yield f"  {name}"
            more = [first, *more]
        else:
            yield f"  {name:<{indent - 4}}  {first}".rstrip()
        yield from (" " * indent + line for line in more)


def explain(
    name: Annotated[str, typer.Argument(help="A name; KIND:NAME where several things have it.")],
    measure: Annotated[
        bool, typer.Option(help="Measure how much the headline outcomes move with it (seconds).")
    ] = True,
    scenario: Annotated[
        str | None, typer.Option(help="The scenario to measure from. By default maintain.")
    ] = None,
) -> None:
    """Say what something is, the evidence behind it, and how much the outcomes move with it.

    Example: crossroads explain us_commitment
    """
    from simulation.cli.catalogue import entries_of, wrapped
    from simulation.cli.measuring import KINDS, REFERENCE, measured

    found = entries_of(name)
    typer.echo("\n\n".join(map(str, found)))
    movable = [entry for entry in found if entry.kind in KINDS]
    if not measure or not movable:
        return
    if len(movable) > 1:
        ask = " or ".join(dict.fromkeys(f"{entry.kind}:{entry.name}" for entry in movable))
        typer.echo(f"\nSeveral things are called {name}; to measure one, ask for {ask}")
        return
    typer.echo(f"Measuring on runs of {scenario or REFERENCE}; --no-measure leaves it out ...", err=True)
    typer.echo(wrapped(f"  {line}" for line in measured(movable[0].kind, movable[0].name, scenario)))


def schema() -> None:
    """Print the JSON Schema of scenario files, for editors.

    Example: crossroads schema > scenario.schema.json
    """
    from simulation import scenario

    typer.echo(json.dumps(scenario.json_schema(), indent=2, ensure_ascii=False))

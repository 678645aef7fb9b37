"""`crossroads check`, `list`, `explain` and `schema`: what there is, before anything runs."""

from __future__ import annotations

import json
import shutil
import textwrap
from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated

import typer

from simulation.cli.running import Files


class Kind(StrEnum):
    """What can be listed."""

    SCENARIOS = "scenarios"
    ACTORS = "actors"
    PARAMETERS = "parameters"
    EVENTS = "events"
    OUTCOMES = "outcomes"
    LENSES = "lenses"
    STARTS = "starts"


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
    kind: Annotated[Kind | None, typer.Argument(help="What to list; by default everything.")] = None,
) -> None:
    """List the scenarios, actors, parameters, ... that exist.

    Example: crossroads list events
    """
    from simulation.cli.catalogue import basis_words, entries

    for chosen in Kind if kind is None else [kind]:
        if kind is None:
            typer.echo(f"{chosen.value}:")
        for line in _columns(entries(chosen.value)):
            typer.echo(line)
        if chosen is Kind.PARAMETERS:
            typer.echo(f"    {basis_words()}")


def _columns(rows: list[tuple[str, str]]) -> Iterator[str]:
    """Names on the left, words on the right, wrapped to the terminal."""
    indent = min(40, max((len(name) for name, _ in rows), default=0)) + 4
    width = max(40, shutil.get_terminal_size((110, 24)).columns - indent)
    for name, words in rows:
        first, *more = textwrap.wrap(words, width) or [""]
        yield f"  {name:<{indent - 4}}  {first}".rstrip()
        yield from (" " * indent + line for line in more)


def explain(
    name: Annotated[str, typer.Argument(help="A parameter, actor, event, outcome, scenario, ...")],
) -> None:
    """Say what something is, and the evidence behind it.

    Example: crossroads explain axis_verdict
    """
    from simulation.cli.catalogue import explanation

    typer.echo(explanation(name))


def schema() -> None:
    """Print the JSON Schema of scenario files, for editors.

    Example: crossroads schema > scenario.schema.json
    """
    from simulation import scenario

    typer.echo(json.dumps(scenario.json_schema(), indent=2, ensure_ascii=False))

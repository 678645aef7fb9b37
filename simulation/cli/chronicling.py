"""`crossroads history`: one run of a results folder, told month by month, alone or beside its twin."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from simulation.cli.reading import Folder


class Form(StrEnum):
    """How a history is written."""

    TEXT = "text"
    MD = "md"
    JSON = "json"


def history(
    folder: Folder,
    scenario: Annotated[str, typer.Argument(help="The scenario.")],
    run: Annotated[int, typer.Argument(help="The run's number.", min=0)],
    twin: Annotated[
        str | None, typer.Option(help="Tell the same run under this scenario too, and where they part.")
    ] = None,
    form: Annotated[Form, typer.Option("--format", help="Text, Markdown or JSON.")] = Form.TEXT,
) -> None:
    """Tell one run month by month: who did what, and why.

    The run is simulated again alone and has to come out as the results have it, bit for bit.

    Example: crossroads history results/iran_paths maintain 537 --twin increase
    """
    from simulation.outcomes import open_results
    from simulation.telling import history as tell
    from simulation.telling import twin as tell_twins
    from simulation.telling.page import render, render_twin

    results = open_results(folder)
    if twin is None:
        typer.echo(render(tell(results, scenario, run), form.value))
    else:
        typer.echo(render_twin(tell_twins(results, scenario, twin, run), form.value))

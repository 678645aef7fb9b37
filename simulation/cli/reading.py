"""`crossroads plot` and `crossroads compare`: what can be done with a results folder."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    import pandas as pd
    from rich.table import Table

    from simulation.outcomes import Results

Folder = Annotated[Path, typer.Argument(metavar="RESULTS", help="A results folder.")]


class Format(StrEnum):
    """File formats of figures."""

    PNG = "png"
    SVG = "svg"
    PDF = "pdf"


class Style(StrEnum):
    """Whom a figure is for: an audience before a projector, or an expert at a desk."""

    AUDIENCE = "audience"
    EXPERT = "expert"


def plot(
    folder: Folder,
    figure: Annotated[str | None, typer.Option(help="One figure; by default all.")] = None,
    format_: Annotated[Format, typer.Option("--format", help="The file format.")] = Format.PNG,
    style: Annotated[Style, typer.Option(help="For a projector, or for a desk.")] = Style.EXPERT,
    scenario: Annotated[list[str] | None, typer.Option(help="Only this scenario; may be repeated.")] = None,
    baseline: Annotated[str | None, typer.Option(help="What the scenarios are compared with.")] = None,
    outcome: Annotated[
        str | None, typer.Option(help="What is shown: pmf_fate, axis_index, axis_verdict=leaving ...")
    ] = None,
    given: Annotated[str | None, typer.Option(help="A condition, for `conditional`.")] = None,
    run: Annotated[int | None, typer.Option(help="The run, for `twin_histories` and `parliament`.")] = None,
    counted: Annotated[str | None, typer.Option(help="seats or votes, for `governorate_map`.")] = None,
) -> None:
    """Draw the figures of a results folder into its figures/.

    Example: crossroads plot results/iran_paths --figure outcome_shares --outcome pmf_fate --format svg
    """
    from simulation.outcomes import open_results

    asked = {
        "scenarios": scenario or None,
        "baseline": baseline,
        "outcome": outcome,
        "given": given,
        "run": run,
        "counted": counted,
    }
    wanted = {name: value for name, value in asked.items() if value is not None}
    draw(open_results(folder), figure, format_, style, wanted)


def draw(
    results: Results,
    figure: str | None = None,
    format_: Format = Format.PNG,
    style: Style = Style.EXPERT,
    options: Mapping[str, Any] = MappingProxyType({}),
) -> None:
    """Draw one figure or all of them, and say where they are."""
    from simulation.batch.files import clear_disk_errors
    from simulation.errors import InputError, nearest
    from simulation.plots import FIGURES, NothingToDrawError

    if figure is not None and figure not in FIGURES:
        raise InputError(f"no figure {figure!r}; {nearest(figure, FIGURES)}")
    _check_options(figure, options)
    if results.path is None:
        raise InputError("results in memory have no folder for figures")
    place = results.path / "figures"
    with clear_disk_errors(place):
        place.mkdir(exist_ok=True)
        for name in FIGURES if figure is None else [figure]:
            try:
                drawn = FIGURES[name](results, style=style.value, **options)
            except NothingToDrawError:  # of all figures, those that the results have data for
                if figure is not None:
                    raise
                continue
            _save(drawn, place / f"{name}.{format_.value}")
    typer.echo(f"Figures: {place}")


def _save(figure: Any, path: Path) -> None:
    """Write one figure, whole or not at all."""
    from simulation.batch.files import atomic
    from simulation.plots import save

    with atomic(path) as temporary:
        save(figure, temporary)


def compare(
    folder: Folder,
    a: Annotated[str, typer.Argument(help="The scenario to look at.")],
    b: Annotated[str, typer.Argument(help="The scenario it is compared with.")],
) -> None:
    """Compare two scenarios run by run, largest changes first.

    Example: crossroads compare results/iran_paths increase maintain
    """
    from simulation.cli.printing import print_table
    from simulation.outcomes import open_results

    found = open_results(folder).compare(a, b)
    print_table(difference_table(found, a, b))
    typer.echo(_caution(found))


def difference_table(found: pd.DataFrame, a: str, b: str) -> Table:
    """The rows of a comparison for a terminal."""
    from rich.table import Table

    table = Table(title=f"{a} less {b}, run by run", title_justify="left", title_style="bold")
    table.add_column("outcome")
    for heading in (a, b, "difference", "95% interval", "effect"):
        table.add_column(heading, justify="right")
    table.add_column("verdict")
    for row in found.to_dict("records"):
        name, statistic = str(row["outcome"]), str(row["statistic"])
        share = statistic != "mean"
        numbers = [_number(row[column], share) for column in ("a", "b")]
        change, low, high = (
            _number(row[column], share, sign=True) for column in ("difference", "low", "high")
        )
        shown = f"{name}: {statistic.removeprefix('share: ').replace('includes: ', '+ ')}" if share else name
        table.add_row(shown, *numbers, change, f"{low} to {high}", f"{row['effect']:+.2f}", row["verdict"])
    return table


def _number(value: float, share: bool, *, sign: bool = False) -> str:
    """A share in percent, anything else to three digits."""
    shown = f"{100 * value:+.1f}" if share else f"{value:+.3g}"
    return (shown if sign else shown.lstrip("+")) + ("%" if share else "")


def _caution(found: pd.DataFrame) -> str:
    runs = int(found["runs"].max()) if len(found) else 0
    return (
        f"{runs:,} pairs of runs; effect in standard deviations of the outcome. Where nothing differs, one "
        f"comparison in twenty says 'moved' all the same: these are {len(found)}."
    )


def _check_options(figure: str | None, options: Mapping[str, Any]) -> None:
    """Whether the figure, or every figure, takes what was asked for."""
    from inspect import signature

    from simulation.errors import InputError
    from simulation.plots import FIGURES

    for option in options:
        takes = [name for name, function in FIGURES.items() if option in signature(function).parameters]
        if len(takes) < len(FIGURES) and figure not in takes:
            said = "name one figure" if figure is None else f"the figure {figure} does not take it"
            raise InputError(f"--{option} is for {', '.join(takes)}: {said}")

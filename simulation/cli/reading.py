"""`crossroads plot` and `crossroads compare`: what can be done with a results folder."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
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
    given: Annotated[
        str | None, typer.Option(metavar="CONDITION", help="Only runs in which this came true in both.")
    ] = None,
    flips: Annotated[
        list[str] | None,
        typer.Option(metavar="OUTCOME", help="Count its categories under one by those under the other."),
    ] = None,
) -> None:
    """Compare two scenarios run by run, largest changes first.

    Example: crossroads compare results/iran_paths increase maintain --flips axis_verdict
    """
    from simulation.cli.printing import print_table
    from simulation.outcomes import open_results

    results = open_results(folder)
    if given is not None:
        results = results.given(given)
        typer.echo(
            f"Given {given}: {results.runs.get(a, 0):,} runs of {a}, {results.runs.get(b, 0):,} of {b}."
        )
    tables = [flip_table(results.flips(a, b, outcome)) for outcome in flips or ()]
    found = results.compare(a, b)
    print_table(difference_table(found, a, b))
    typer.echo(_caution(found))
    for table in tables:
        print_table(table)


def flip_table(found: pd.DataFrame) -> Table:
    """The counts of a flip table for a terminal: rows end so under the first scenario."""
    from rich.table import Table

    a, b, outcome = (found.attrs[name] for name in ("a", "b", "outcome"))
    table = Table(title=f"Runs by {outcome}", title_justify="left", title_style="bold")
    table.add_column(f"{a} ↓  {b} →")
    for name in found.columns:
        table.add_column(name, justify="right")
    for category, counts in found.iterrows():
        table.add_row(str(category), *(f"{count:,}" if count else "" for count in counts))
    return table


def difference_table(found: pd.DataFrame, a: str, b: str) -> Table:
    """The rows of a comparison for a terminal."""
    from rich.table import Table

    table = Table(title=f"{a} less {b}, run by run", title_justify="left", title_style="bold")
    table.add_column("outcome")
    for heading in (a, b, "difference", "95% interval", "effect"):
        table.add_column(heading, justify="right")
    table.add_column("verdict")
    for row in found.to_dict("records"):
        share = row["statistic"] != "mean"
        numbers = [_number(row[column], share) for column in ("a", "b")]
        change, low, high = (
            _number(row[column], share, sign=True) for column in ("difference", "low", "high")
        )
        table.add_row(
            _outcome(row), *numbers, change, f"{low} to {high}", f"{row['effect']:+.2f}", row["verdict"]
        )
    return table


def variance(
    folder: Folder,
    scenario: Annotated[list[str] | None, typer.Option(help="Only this scenario; may be repeated.")] = None,
) -> None:
    """Say how much of the spread of every outcome comes from beliefs, how much from luck.

    Takes a nested design: crossroads run iran_paths --runs 200x10 --out results/nested

    Example: crossroads variance results/nested --scenario maintain
    """
    from simulation.cli.printing import print_table
    from simulation.errors import InputError, nearest
    from simulation.outcomes import open_results

    results = open_results(folder)
    found = results.variance()
    for name in scenario or ():
        if name not in results.scenarios:
            raise InputError(f"the results hold no scenario {name!r}; {nearest(name, results.scenarios)}")
    for name in scenario or results.scenarios:
        print_table(variance_table(found[found["scenario"] == name], name))
    typer.echo(
        "Shares of the variance; what beliefs and luck do only together counts as luck. Where beliefs weigh "
        "most, knowing more would tell more; where luck does, it would not."
    )


def variance_table(found: pd.DataFrame, scenario: str) -> Table:
    """The rows of one scenario's variances for a terminal."""
    from rich.table import Table

    table = Table(title=f"{scenario}: where the spread comes from", title_justify="left", title_style="bold")
    table.add_column("outcome")
    for heading in ("standard deviation", "beliefs", "95% interval", "luck"):
        table.add_column(heading, justify="right")
    for row in found.to_dict("records"):
        beliefs, low, high, luck = (f"{100 * row[name]:.0f}%" for name in ("beliefs", "low", "high", "luck"))
        table.add_row(_outcome(row), f"{row['spread']:.3g}", beliefs, f"{low} to {high}", luck)
    return table


def _outcome(row: Mapping[Hashable, Any]) -> str:
    """An outcome, with the category that is counted: axis_verdict: leaving, coalition: + kdp."""
    statistic = str(row["statistic"]).removeprefix("share: ").replace("includes: ", "+ ")
    return str(row["outcome"]) if statistic == "mean" else f"{row['outcome']}: {statistic}"


def _number(value: float, share: bool, *, sign: bool = False) -> str:
    """A share in percent, anything else to three digits."""
    shown = f"{100 * value:+.1f}" if share else f"{value:+.3g}"
    return (shown if sign else shown.lstrip("+")) + ("%" if share else "")


def _caution(found: pd.DataFrame) -> str:
    runs = int(found["runs"].max()) if len(found) else 0
    return (
        f"{runs:,} pairs of runs; effect in standard deviations of the outcome. An interval holds for its "
        f"own row; the verdicts hold for all {len(found)} rows together: where nothing differs, at most one "
        "table in twenty says 'moved' anywhere."
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

"""`crossroads sensitivity`: what outcomes depend on."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

if TYPE_CHECKING:
    import pandas as pd
    from rich.table import Table

    from simulation.scenario import Scenario

HEADLINES: Final = ("axis_index", "axis_verdict=leaving", "iran_leverage", "iraqi_deaths")
BASELINE: Final = "maintain"
SHOWN: Final = 12  # rows of a table

Outcomes = Annotated[
    list[str] | None,
    typer.Option("--outcome", metavar="NAME", help="axis_index, axis_verdict=leaving; may be repeated."),
]


def sensitivity(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="A scenario file, or the name of a built-in one.")
    ],
    scenario: Annotated[
        str | None, typer.Option(help="One of its scenarios; by default maintain, or the first.")
    ] = None,
    outcome: Outcomes = None,
    over: Annotated[list[str] | None, typer.Option(help="Only this parameter; may be repeated.")] = None,
    attributes: Annotated[bool, typer.Option("--attributes", help="Screen actors' attributes too.")] = False,
    trajectories: Annotated[int, typer.Option(help="Trajectories of the screening.")] = 10,
    luck: Annotated[
        int, typer.Option(help="Runs at every point, which the outcomes are averaged over.")
    ] = 20,
    most: Annotated[int, typer.Option(help="At most so many parameters get indices.")] = 8,
    points: Annotated[int, typer.Option(help="Pairs of points for the indices, a power of two.")] = 128,
    seed: Annotated[int | None, typer.Option(help="The seed, in place of the file's.")] = None,
    jobs: Annotated[int | None, typer.Option(help="Worker processes.")] = None,
    dask: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Simulate on this Dask cluster.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="A folder for screening.csv and indices.csv.")] = None,
) -> None:
    """Say which uncertain parameters the outcomes of a scenario depend on.

    All are screened (Morris); those that can be told from luck get shares of the variance (Sobol', PAWN).

    Example: crossroads sensitivity iran_paths --scenario loosen --outcome axis_index
    """
    from simulation.analysis import sensitivity as study
    from simulation.analysis.targets import targets
    from simulation.cli.printing import print_table
    from simulation.cli.running import watched
    from simulation.scenario import load

    batch = load(file, seed=seed)
    chosen = one_of(batch.scenarios, scenario)
    asked = targets(outcome or HEADLINES)
    names = study.uncertain(chosen, over or (), attributes=attributes)
    typer.echo(f"Scenario {chosen.name}: {len(names)} uncertain parameters{' and attributes' * attributes}.")
    with watched() as progress:
        told = study.Study(chosen, batch.seed, luck, jobs, dask, progress)
        study.check_size(points)
        screened = study.screen(told, names, asked, trajectories)
    for target in map(str, asked):
        print_table(screening_table(screened[screened["outcome"] == target], target))
    kept = study.foremost(screened, most)
    tables = {"screening": screened}
    if kept:
        with watched() as progress:
            told = study.Study(chosen, batch.seed, luck, jobs, dask, progress)
            tables["indices"] = study.share_out(told, kept, asked, points)
        for name, found in tables["indices"].groupby("outcome", sort=False):
            print_table(index_table(found, str(name)))
        typer.echo(_READING)
    else:
        typer.echo("No parameter can be told from luck: take more --trajectories, or more --luck.")
    if out is not None:
        _write(tables, out)


_READING: Final = (
    "(luck) deals the lucks anew and changes nothing else: it is the floor of noise. (other beliefs) deals "
    "anew what is drawn beside these: actors' attributes, levels, levers. PAWN is read against luck's."
)


def one_of(scenarios: Sequence[Scenario], name: str | None) -> Scenario:
    """The scenario of that name; without one maintain, or the first. Raises `InputError`."""
    from simulation.errors import InputError, nearest

    known = {scenario.name: scenario for scenario in scenarios}
    if name is not None and name not in known:
        raise InputError(f"the file holds no scenario {name!r}; {nearest(name, known)}")
    return known[name] if name is not None else known.get(BASELINE, scenarios[0])


def screening_table(found: pd.DataFrame, target: str) -> Table:
    """What moving each parameter by half of its prior changes, largest first, with the floor."""
    from rich.table import Table

    beside = found["parameter"].str.startswith("(")
    told = found[found["told"] & ~beside]
    title = f"{target}: {len(told)} can be told from luck"
    table = Table("parameter", title=title, title_justify="left", title_style="bold")
    table.add_column("change by half its prior", justify="right")
    table.add_column("when it rises")
    shown = told.head(SHOWN)
    for row in _rows(shown) + _rows(found[beside]):
        way = "" if row["signed"] != row["signed"] else "up" if row["signed"] > 0 else "down"
        table.add_row(str(row["parameter"]), f"{row['change']:.3g}", way)
    return table


def index_table(found: pd.DataFrame, target: str) -> Table:
    """Shares of the variance of ensemble means that parameters account for, largest first."""
    from rich.table import Table

    table = Table(
        "parameter", title=f"{target}: shares of the variance", title_justify="left", title_style="bold"
    )
    for heading in ("alone", "with others", "PAWN"):
        table.add_column(heading, justify="right")
    for row in _rows(found):
        alone, total = (
            f"{round(100 * row[name]) + 0}% ± {100 * row[f'{name}_reach']:.0f}" for name in ("first", "total")
        )
        table.add_row(str(row["parameter"]), alone, total, f"{row['pawn']:.2f}")
    return table


def _rows(frame: pd.DataFrame) -> list[dict[str, float]]:
    """The rows of a table."""
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def _write(tables: dict[str, pd.DataFrame], out: Path) -> None:
    from simulation.batch.files import atomic, clear_disk_errors

    with clear_disk_errors(out):
        out.mkdir(parents=True, exist_ok=True)
        for name, table in tables.items():
            with atomic(out / f"{name}.csv") as temporary:
                table.to_csv(temporary, index=False)
    typer.echo(f"Tables: {out}")

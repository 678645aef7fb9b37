"""`crossroads sensitivity`: which uncertain parameters the outcomes of a scenario depend on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from simulation.cli.choosing import scenario_among

if TYPE_CHECKING:
    import pandas as pd
    from rich.table import Table

    from simulation.analysis.designs.studies import Study
    from simulation.analysis.designs.targets import Target

HEADLINES: Final = ("axis_index", "axis_verdict=leaving", "iran_leverage", "iraqi_deaths")
SHOWN: Final = 12  # rows of a table
NAME: Final = "sensitivity"  # of what is kept

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
    luck: Annotated[int, typer.Option(help="Runs at every point of the screening.")] = 20,
    most: Annotated[int, typer.Option(help="At most so many parameters get indices.")] = 10,
    points: Annotated[int, typer.Option(help="Pairs of points for the indices, a power of two.")] = 128,
    runs: Annotated[int, typer.Option(help="Runs at every point of the indices.")] = 200,
    groups: Annotated[
        bool, typer.Option("--groups/--no-groups", help="Indices by mechanism and by basis of evidence too.")
    ] = True,
    group_runs: Annotated[int, typer.Option(help="Runs at every point of the groups' indices.")] = 50,
    seed: Annotated[int | None, typer.Option(help="The seed, in place of the file's.")] = None,
    jobs: Annotated[int | None, typer.Option(help="Worker processes.")] = None,
    dask: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Simulate on this Dask cluster.")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(help="A folder, normally the results', for what is found and for finished blocks."),
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with what is unfinished in --out.")] = False,
) -> None:
    """Say which uncertain parameters the outcomes of a scenario depend on.

    All are screened (Morris); those that can be told from luck get shares of the variance (Sobol') and how
    far knowing them moves an outcome's distribution (PAWN, delta). Groups say which mechanisms the spread
    comes from, and how much of it rests on judgement. With --out, a figure and the report show it.

    Example: crossroads sensitivity iran_paths --scenario loosen --outcome axis_index --out results/iran_paths
    """
    import pandas as pd

    from simulation.analysis.designs.studies import Study
    from simulation.analysis.designs.targets import targets
    from simulation.analysis.sensitivity import indices as asked_of
    from simulation.analysis.sensitivity.grouped import GROUPINGS
    from simulation.batch.engine import engine_digest
    from simulation.cli.printing import print_table
    from simulation.cli.running import watched
    from simulation.evidence import load_calibration
    from simulation.outcomes.kept import Kept, keep
    from simulation.scenario import load

    batch = load(file, seed=seed)
    chosen = scenario_among(batch.scenarios, scenario)
    asked = targets(outcome or HEADLINES)
    names = asked_of.uncertain(chosen, over or (), attributes=attributes)
    asked_of.check_size(points)
    lucks = {"screening": luck, "indices": runs, **dict.fromkeys(GROUPINGS, group_runs)}
    places = {part: None if out is None else out / "analysis" / NAME / part for part in lucks}
    studies = {
        part: Study(chosen, batch.seed, each, jobs, dask, out=places[part], resume=resume)
        for part, each in lucks.items()
    }
    typer.echo(f"Scenario {chosen.name}: {len(names)} uncertain parameters{' and attributes' * attributes}.")

    def ask(part: str, what: Callable[[Study], pd.DataFrame]) -> pd.DataFrame:
        with watched(part.capitalize()) as progress:
            return what(replace(studies[part], progress=progress))

    tables = {"screening": ask("screening", lambda s: asked_of.screen(s, names, asked, trajectories))}
    for target in map(str, asked):
        found = tables["screening"]
        print_table(screening_table(found[found["outcome"] == target], target))
    kept = asked_of.foremost(tables["screening"], most)
    if kept:
        tables["indices"] = ask("indices", lambda s: asked_of.share_out(s, kept, asked, points))
        for name, rows in tables["indices"].groupby("outcome", sort=False):
            print_table(index_table(rows, str(name)))
        typer.echo(_READING)
    else:
        typer.echo("No parameter can be told from luck: take more --trajectories, or more --luck.")
    if groups:
        parts = [ask(kind, partial(_by_group, kind, asked, points)) for kind in GROUPINGS]
        tables["groups"] = pd.concat(parts, ignore_index=True)
        for (kind, asked_after), rows in tables["groups"].groupby(["grouping", "outcome"], sort=False):
            print_table(group_table(rows, f"{asked_after}: shares of the variance by {kind}"))
        typer.echo(_OF_GROUPS)
    if out is not None:
        settings = {
            "scenario": chosen.name, "seed": batch.seed, "parameters": len(names),
            "trajectories": trajectories, "luck": luck, "points": points, "runs": runs,
            "group_runs": group_runs, "calibration": load_calibration().label, "engine": engine_digest(),
        }  # fmt: skip
        typer.echo(f"Kept for figure and report: {keep(out, Kept(NAME, settings, tables))}")


_READING: Final = (
    "(luck) deals the lucks anew and changes nothing else: what ranks below it is noise. (other beliefs) "
    "deals anew what is drawn beside these: actors' attributes, levels, levers. (dummy) changes nothing: "
    "PAWN and delta are read against it."
)
_OF_GROUPS: Final = (
    "Shares alone and with others; all that a group takes part in can sum to more than the whole. (other "
    "beliefs) is what belongs to no mechanism: levers of the powers, readings of a path, weights."
)


def _by_group(kind: str, asked: Sequence[Target], points: int, study: Study) -> pd.DataFrame:
    from simulation.analysis.sensitivity.grouped import by_group

    return by_group(study, kind, asked, points)


def screening_table(found: pd.DataFrame, target: str) -> Table:
    """What moving each parameter by half of its prior changes, largest first, with the floor."""
    from rich.table import Table

    beside = found["parameter"].str.startswith("(")
    told = found[found["told"] & ~beside]
    title = f"{target}: {len(told)} can be told from luck"
    table = Table("parameter", title=title, title_justify="left", title_style="bold")
    table.add_column("change by half its prior", justify="right")
    table.add_column("when it rises")
    for row in _rows(told.head(SHOWN)) + _rows(found[beside]):
        way = "" if row["signed"] != row["signed"] else "up" if row["signed"] > 0 else "down"
        table.add_row(str(row["parameter"]), f"{row['change']:.3g} ± {row['reach']:.2g}", way)
    return table


def index_table(found: pd.DataFrame, target: str) -> Table:
    """Shares of the variance of ensemble means that parameters account for, largest first."""
    table = _table_of(
        "parameter", f"{target}: shares of the variance", "alone", "with others", "PAWN", "delta"
    )
    for row in _rows(found):
        shifts = (f"{row[name]:.2f} ± {row[f'{name}_reach']:.2f}" for name in ("pawn", "delta"))
        table.add_row(str(row["parameter"]), *_shares(row), *shifts)
    return table


def group_table(found: pd.DataFrame, title: str) -> Table:
    """Shares of the variance by group: those that can be told from luck, and luck itself."""
    table = _table_of("group", title, "alone", "with others")
    for row in _rows(found[found["told"] | found["group"].str.startswith("(")]):
        table.add_row(
            f"{row['group']} ({row['members']})" if row["members"] else str(row["group"]), *_shares(row)
        )
    return table


def _table_of(first: str, title: str, *others: str) -> Table:
    from rich.table import Table

    table = Table(first, title=title, title_justify="left", title_style="bold")
    for heading in others:
        table.add_column(heading, justify="right")
    return table


def _shares(row: Mapping[str, float]) -> Iterator[str]:
    for name in ("first", "total"):
        yield f"{round(100 * row[name]) + 0}% ± {100 * row[f'{name}_reach']:.0f}"


def _rows(frame: pd.DataFrame) -> list[dict[str, float]]:
    """The rows of a table."""
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]

"""`crossroads blocking`: who can block, who is pivotal, and how few defections end a block."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from simulation.cli.choosing import name_among
from simulation.cli.reading import Folder

if TYPE_CHECKING:
    import pandas as pd
    from rich.table import Table

    from simulation.analysis.blocking.chambers import Chamber

_SHOWN: Final = 12  # lists of the table of power


class Vote(StrEnum):
    """What is blocked: the session that elects the president, or a government's majority."""

    QUORUM = "quorum"
    MAJORITY = "majority"


def blocking(
    folder: Folder,
    scenario: Annotated[
        list[str] | None, typer.Option(help="A scenario; may be repeated. By default maintain, or the first.")
    ] = None,
    bloc: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAMES",
            help="framework, or kdp,progress,sadrists: an alliance, a bloc, lists; may be repeated.",
        ),
    ] = None,
    target: Annotated[Vote, typer.Option(help="What is blocked.")] = Vote.QUORUM,
    banzhaf: Annotated[
        bool, typer.Option("--banzhaf", help="Banzhaf's index in place of Shapley's.")
    ] = False,
    out: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Where it is kept; by default RESULTS.")
    ] = None,
) -> None:
    """Say who could block over all parliaments of a scenario, what ends a block, and whose seats decide.

    The alliances are those of seeds/elections/alliances.yaml; --bloc takes them, blocs and lists.

    Example: crossroads blocking results/iran_paths --bloc framework --bloc kdp,progress,sadrists
    """
    from simulation.analysis.blocking import alliances
    from simulation.analysis.blocking import holding as study
    from simulation.analysis.blocking.chambers import chamber
    from simulation.cli.printing import print_table
    from simulation.outcomes import open_results
    from simulation.outcomes.kept import keep
    from simulation.report.blocking import sentences

    results = open_results(folder)
    first = name_among(results.scenarios, None)
    named = [alliances.group(each) for each in bloc or ()]
    houses = [chamber(results, name) for name in dict.fromkeys(scenario or [first])]
    asked = list({each.name: each for each in named}.values()) or study.usual(houses)
    found = study.kept(houses, asked, target.value, banzhaf=banzhaf)
    for house in houses:
        typer.echo(f"{house.scenario}, {len(house.seats):,} parliaments of {house.size} members")
        for line in sentences(found, house.scenario):
            typer.echo(f"  {line}")
        power = found.tables["pivots"]
        print_table(power_table(power[power["scenario"] == house.scenario], house, found.settings["index"]))
    typer.echo(f"Kept: {keep(out or folder, found)}")


def power_table(power: pd.DataFrame, house: Chamber, index: str) -> Table:
    """The lists with the most power, in votes of a majority and of the quorum."""
    from rich.table import Table

    from simulation.plots.labels import list_label

    table = Table("list", title=f"Power in votes, % ({index})", title_justify="left", title_style="bold")
    for heading in (
        "seats",
        f"{house.majority} needed",
        f"{house.quorum} needed",
        "80 in 100 runs",
        "most powerful, in 100 runs",
    ):
        table.add_column(heading, justify="right")
    votes = {vote: power[power["vote"] == vote].set_index("list") for vote in ("majority", "quorum")}
    for name in votes["quorum"].sort_values("mean", ascending=False, kind="stable").index[:_SHOWN]:
        one, two = votes["majority"].loc[name], votes["quorum"].loc[name]
        together = " (one by one)" if two["loose"] else ""
        table.add_row(
            list_label(str(name), 40) + together,
            *(f"{100 * value:.1f}" for value in (two["seats"], one["mean"], two["mean"])),
            f"{100 * two['p10']:.0f} to {100 * two['p90']:.0f}",
            "" if two["loose"] else f"{100 * two['first']:.0f}",
        )
    return table

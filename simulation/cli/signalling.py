"""`crossroads signposts`: early events by how they shift the odds, and the odds once some have happened."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from simulation.cli.choosing import name_among
from simulation.cli.reading import Folder

if TYPE_CHECKING:
    import pandas as pd
    from rich.table import Table


def signposts(
    folder: Folder,
    scenario: Annotated[str | None, typer.Option(help="By default maintain, or the first.")] = None,
    outcome: Annotated[
        str, typer.Option(metavar="NAME", help="axis_verdict, pmf_fate=entrenched, or 'attacks_us > 10'.")
    ] = "axis_verdict",
    by_month: Annotated[
        int | None, typer.Option(help="Events by the end of this month at the latest, from 1.")
    ] = None,
    seen: Annotated[
        list[str] | None,
        typer.Option(metavar="EVENT", help="It has happened: 'attacks_us 5 by 2025-06'; may be repeated."),
    ] = None,
    not_seen: Annotated[
        list[str] | None, typer.Option(metavar="EVENT", help="It has not happened; may be repeated.")
    ] = None,
    most: Annotated[int, typer.Option(min=1, help="Signs shown.")] = 12,
    out: Annotated[
        Path | None, typer.Option(help="Keep the record in this folder; by default with the results.")
    ] = None,
) -> None:
    """Rank early events by how much they shift the odds of each end state; tick those that have happened.

    Example: crossroads signposts results/iran_paths --seen 'strikes_in_iraq by 2025-06' --not-seen sieges
    """
    from simulation.analysis.signposts import ranking as study
    from simulation.cli.printing import print_table
    from simulation.outcomes import open_results
    from simulation.outcomes.kept import Kept, keep

    results = open_results(folder)
    name = name_among(results.scenarios, scenario)
    ticked = {"seen": seen or [], "not_seen": not_seen or []}
    tables = {}
    if seen or not_seen:
        tables["odds"] = study.update(results, name, outcome, **ticked)
        print_table(odds_table(tables["odds"], name, outcome))
    tables["ranked"] = study.rank(results, name, outcome, by_month=by_month, **ticked)
    print_table(sign_table(tables["ranked"].head(most), f"{name}: signs of {outcome}"))
    for line in reading(tables["ranked"], bool(seen or not_seen)):
        typer.echo(line)
    settings: dict[str, Any] = {"scenario": name, "outcome": outcome, "by_month": by_month, **ticked}
    typer.echo(f"Kept: {keep(out or folder, Kept(study.NAME, settings, tables))}")


def odds_table(odds: pd.DataFrame, scenario: str, outcome: str) -> Table:
    """Each end state before and after what has happened."""
    from rich.table import Table

    left, runs = int(odds["left"].iloc[0]), int(odds["runs"].iloc[0])
    title = f"{scenario}: {outcome} in the {left:,} of {runs:,} runs that fit"
    table = Table("end state", title=title, title_justify="left", title_style="bold")
    for heading in ("before, in 100", "after, in 100", "odds before", "odds after", "factor"):
        table.add_column(heading, justify="right")
    for row in odds.to_dict("records"):
        told = row["p"] == row["p"] and row["p"] <= 0.05
        factor = "" if row["factor"] != row["factor"] else f"{row['factor']:.2f}{'' if told else ' (luck?)'}"
        table.add_row(
            str(row["state"]), _share(row, "before"), _share(row, "after"),
            f"{row['odds_before']:.2f}", f"{row['odds_after']:.2f}", factor,
        )  # fmt: skip
    return table


def _share(row: dict[Any, Any], name: str) -> str:
    low, high = (100 * row[f"{name}_{end}"] for end in ("low", "high"))
    return f"{100 * row[name]:.0f} ({low:.0f} to {high:.0f})"


def sign_table(ranked: pd.DataFrame, title: str) -> Table:
    """Signs with what the odds of an end state are multiplied by, seen and not."""
    from rich.table import Table

    table = Table("event", "end state", title=title, title_justify="left", title_style="bold")
    for heading in ("seen in 100", "odds if seen", "odds if not"):
        table.add_column(heading, justify="right")
    for row in ranked.to_dict("records"):
        seen = 100 * (row["share"] * row["seen_if"] + (1 - row["share"]) * row["seen_else"])
        name = f"{row['event']}{'' if row['told'] else ' (luck?)'}"
        table.add_row(name, str(row["state"]), f"{seen:.0f}", _times(row, "seen"), _times(row, "unseen"))
    return table


def _times(row: dict[Any, Any], name: str) -> str:
    value, low, high = (row[f"lr_{name}{end}"] for end in ("", "_low", "_high"))
    return f"x {value:.2f} ({low:.2f} to {high:.2f})"


def reading(ranked: pd.DataFrame, ticked: bool) -> Sequence[str]:
    """How to read the tables, and how many signs can be told from chance."""
    told = int(ranked["told"].sum())
    lines = [
        f"{told} of {len(ranked):,} can be told from chance, all events, months and end states looked at "
        "together; '(luck?)' marks the others.",
        "What the odds of an end state are multiplied by, with 95% intervals. Events of a run depend on one "
        "another: do not multiply rows, tick them with --seen.",
    ]
    if ticked:
        lines.append("Signs are those among the runs that fit: what to expect on learning it, not a cause.")
    return lines

"""`crossroads allocate`: votes to seats under a named law."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    import pandas as pd


class Shape(StrEnum):
    """How seats are printed."""

    TABLE = "table"
    CSV = "csv"


def allocate(
    votes: Annotated[Path, typer.Argument(metavar="VOTES.csv", help="governorate,list,votes")],
    law: Annotated[str, typer.Option(help="The law's name.")] = "sainte_lague_2023",
    seats: Annotated[
        Path | None, typer.Option(help="governorate,seats; by default the law's own general seats.")
    ] = None,
    format_: Annotated[Shape, typer.Option("--format", help="How to print.")] = Shape.TABLE,
) -> None:
    """Turn votes per governorate and list into seats under a named law.

    Example: crossroads allocate votes.csv --law sainte_lague_2023 --format csv
    """
    from simulation.model.institutions import find_law
    from simulation.model.institutions.allocate import allocate_file, explanation

    found = allocate_file(votes, law, seats)
    if said := explanation(find_law(law)):
        typer.echo(said, err=True)
    if format_ is Shape.CSV:
        typer.echo(found.to_csv(index=False), nl=False)
        return
    _print(found.sort_values(["governorate", "seats", "votes"], ascending=[True, False, False]))


def _print(found: pd.DataFrame) -> None:
    """The seats as a table for a terminal, governorate by governorate."""
    from rich.table import Table

    from simulation.cli.printing import print_table

    table = Table("governorate", "list")
    for heading in ("votes", "seats"):
        table.add_column(heading, justify="right")
    last = None
    for row in found.to_dict("records"):
        shown = "" if row["governorate"] == last else str(row["governorate"])
        table.add_row(shown, str(row["list"]), f"{row['votes']:,}", str(row["seats"]))
        last = row["governorate"]
    print_table(table)

"""`crossroads robustness`: which option a decider would regret least, and what would turn that round."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from simulation.cli.reading import Folder

if TYPE_CHECKING:
    import pandas as pd
    from rich.table import Table

    from simulation.outcomes.kept import Kept


def robustness(
    folder: Folder,
    decider: Annotated[
        str | None,
        typer.Option(help="tehran, washington or baghdad; by default whose options the scenarios are."),
    ] = None,
    preferences: Annotated[
        Path | None,
        typer.Option(metavar="FILE.yaml", help="Preferences of your own, in place of the built-in."),
    ] = None,
    options: Annotated[
        str | None, typer.Option(metavar="A,B,C", help="Only these scenarios; by default all.")
    ] = None,
    template: Annotated[
        Path | None, typer.Option(metavar="FILE.yaml", help="Write the built-in preferences here, to edit.")
    ] = None,
) -> None:
    """Say which of a decider's options it would regret least, world by world, and what would change that.

    Options are the scenarios, worlds their paired runs. What is wanted is judgement, and can be edited.

    Example: crossroads robustness results/us_options --decider washington
    """
    from simulation.analysis.robustness.preferences import FILE, load_preferences
    from simulation.analysis.robustness.weighing import assess
    from simulation.batch.files import atomic, clear_disk_errors
    from simulation.cli.printing import print_table
    from simulation.cli.reporting import check_place
    from simulation.documents import packaged
    from simulation.outcomes import open_results
    from simulation.outcomes.kept import keep

    results = open_results(folder)
    if template is not None:
        check_place(template)
        with clear_disk_errors(template.parent), atomic(template) as temporary:
            temporary.write_bytes((packaged("seeds") / FILE).read_bytes())
        typer.echo(f"Preferences: {template}")
    chosen = [name.strip() for name in (options or "").split(",") if name.strip()]
    known = None if preferences is None else load_preferences(preferences)
    found = assess(results, decider=decider, chosen=chosen, preferences=known)
    for name, title in found.settings["preferences"].items():
        print_table(criteria_table(found, name, title))
        for line in reversed_by(found, name):
            typer.echo(line)
    print_table(rank_table(found))
    typer.echo(READING)
    typer.echo(f"Kept: {keep(folder, found)}")


READING: Final = (
    "Regret is what the best option of a world has more, on a utility of 0 to 100. Shares in 100: resampled, "
    "how often the option has the highest mean utility when worlds are drawn anew (below 95 a lead can be "
    "luck); weights drawn, how often it leads when all weights are drawn within their ranges."
)


def criteria_table(found: Kept, preference: str, title: str) -> Table:
    """The criteria of every option under one preference, least maximal regret first."""
    from rich.table import Table

    rows = found.tables["criteria"]
    ours = rows[rows["preference"] == preference].sort_values("worst", kind="stable")
    weights = found.tables["weights"]
    drawn = weights[weights["preference"] == preference].set_index("option")["first"]
    kind = "beliefs" if found.settings["nested"] else "worlds"
    table = Table("option", title=f"{title}: {found.settings['worlds']:,} {kind}", title_justify="left")
    headings = (
        "mean utility", "mean regret", "90th percentile", "largest regret", "satisfied", "best",
        "domain", "resampled", "weights drawn",
    )  # fmt: skip
    for heading in headings:
        table.add_column(heading, justify="right")
    for row in ours.to_dict("records"):
        rest = (row["satisfied"], row["best"], row["domain"], row["first"], drawn[row["option"]])
        table.add_row(
            str(row["option"]),
            f"{100 * row['utility']:.1f}",
            _span(row, "regret", 1),
            _span(row, "regret90", 1),
            f"{100 * row['worst']:.0f}",
            *(f"{100 * float(share):.0f}" for share in rest),
        )
    return table


def _span(row: dict[Any, Any], name: str, decimals: int) -> str:
    value, low, high = (100 * float(row[key]) for key in (name, f"{name}_low", f"{name}_high"))
    return f"{value:.{decimals}f} ({low:.{decimals}f} to {high:.{decimals}f})"


def reversed_by(found: Kept, preference: str) -> Iterator[str]:
    """The weights that turn the ranking round within their ranges, and at which value."""
    rows: pd.DataFrame = found.tables["flips"]
    ours = rows[(rows["preference"] == preference) & rows["inside"]] if len(rows) else rows
    if not len(ours):
        yield "  No single weight turns the lead round within its range."
    for row in ours.to_dict("records"):
        yield (
            f"  {row['then']} leads instead of {row['first']} with the weight of {row['term']} at "
            f"{row['at']:.2g} (now {row['weight']:g}, range {row['low']:g} to {row['high']:g})."
        )


def rank_table(found: Kept) -> Table:
    """Ranks of the options by criterion, by preference and by view."""
    from rich.table import Table

    rows, names = found.tables["ranks"], found.settings["options"]
    table = Table("ranked by", title="Ranks, 1 the best", title_justify="left", title_style="bold")
    for name in names:
        table.add_column(name, justify="right")
    for (kind, name), ours in rows.groupby(["kind", "name"], sort=False):
        ranks = ours.set_index("option")["rank"]
        table.add_row(f"{kind}: {str(name).replace('_', ' ')}", *(str(ranks[option]) for option in names))
    return table

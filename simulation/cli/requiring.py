"""`crossroads require`: the fewest and smallest changes of assumptions that bring an outcome about."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    import pandas as pd
    from rich.table import Table

    from simulation.analysis.requirements.requiring import Required


def require(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="A scenario file, or the name of a built-in one.")
    ],
    outcome: Annotated[
        str, typer.Option(metavar="NAME", help="axis_verdict=left, or a condition: 'attacks_us > 10'.")
    ],
    probability: Annotated[float, typer.Option(help="The probability that it is to have.")] = 0.5,
    scenario: Annotated[
        str | None, typer.Option(help="Where it starts from; by default maintain, or the first.")
    ] = None,
    most: Annotated[int, typer.Option(help="At most so many changes.")] = 3,
    over: Annotated[list[str] | None, typer.Option(help="Only this parameter; may be repeated.")] = None,
    lever: Annotated[
        list[str] | None,
        typer.Option(help="Levers too: strategy, postures, or events; may be repeated."),
    ] = None,
    runs: Annotated[int, typer.Option(help="Runs of a probe; four times as many judge.")] = 400,
    fresh: Annotated[int, typer.Option(help="Runs that verify each step.")] = 4000,
    seed: Annotated[int | None, typer.Option(help="The seed, in place of the file's.")] = None,
    jobs: Annotated[int | None, typer.Option(help="Worker processes.")] = None,
    dask: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Simulate on this Dask cluster.")
    ] = None,
    write: Annotated[
        Path | None, typer.Option(help="A scenario file for what has to be true; it runs as it stands.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="RESULTS", help="Keep it beside these results, for their report.")
    ] = None,
) -> None:
    """Say what would have to be true: the fewest, smallest changes that give an outcome a probability.

    Parameters are moved inside their priors (5th to 95th percentile). What is found is run afresh, with
    other beliefs and other luck.

    Example: crossroads require iran_paths --outcome axis_verdict=leaving --write leaving.yaml
    """
    from simulation.analysis.requirements import requiring as study
    from simulation.batch.files import atomic, clear_disk_errors
    from simulation.cli.choosing import scenario_among
    from simulation.cli.printing import print_table
    from simulation.cli.reporting import check_place
    from simulation.cli.running import watched
    from simulation.outcomes.kept import keep
    from simulation.scenario import load

    goal, batch = study.goal_of(outcome), load(file, seed=seed)
    chosen = scenario_among(batch.scenarios, scenario)
    if write is not None:
        check_place(write)
    if out is not None:
        _check_folder(out)
    with watched() as progress:
        found = study.require(
            chosen, goal, probability, seed=batch.seed, most=most, over=over or (), levers=lever or (),
            runs=runs, fresh=fresh, jobs=jobs, dask=dask, progress=progress,
        )  # fmt: skip
    for line in said(found):
        typer.echo(line)
    if found.found.changes:
        print_table(step_table(found.steps))
    text = "\n".join(study.required(found)) + "\n"
    typer.echo(text, nl=False)
    if write is not None:
        with clear_disk_errors(write.parent), atomic(write) as temporary:
            temporary.write_text(text, encoding="utf-8")
        typer.echo(f"Scenario: {write}")
    if out is not None:
        typer.echo(f"Kept: {keep(out, found.kept)}")


def _check_folder(out: Path) -> None:
    """Refuse a folder without results before the work is done."""
    from simulation.outcomes import open_results

    open_results(out)


def said(found: Required) -> Iterator[str]:
    """What was found in words: how it stands, what reaches the probability, what a fresh run says."""
    from simulation import words
    from simulation.analysis.requirements.requiring import verdict

    settings, steps = found.settings, found.steps
    wanted, count = 100 * found.wanted, len(found.found.changes)
    runs = int(settings["fresh_runs"])
    first, last = steps.iloc[0], steps.iloc[-1]
    share = float(first["fresh"])
    start = {0.0: "none", 1.0: "all"}.get(share) or words.in_hundred(share, words.step(runs))
    yield f"{found.scenario.name}: {found.goal.words} in {start} of 100 futures; {wanted:g} are asked for."
    if not count:
        yield "It is there as things stand: nothing has to change."
        return
    changes = f"{count} {'change' if count == 1 else 'changes'}"
    if settings["reached"]:
        yield f"{changes} would bring it there: the fewest that the search found, as small as they can be."
    else:
        yield (
            f"It cannot be brought there with at most {settings['most']} changes inside the priors, as far "
            f"as the search can tell. The closest is {changes}."
        )
    yield f"A fresh run, with other beliefs and other luck: {verdict(last, found.wanted)}."


def step_table(steps: pd.DataFrame) -> Table:
    """The changes in order, with the probability after each in the fresh run."""
    from rich.table import Table

    table = Table("change", title="What would have to be true", title_justify="left", title_style="bold")
    for heading in ("from", "to", "quantile"):
        table.add_column(heading, justify="right")
    table.add_column("rests on")
    table.add_column("in 100, fresh run", justify="right")
    for row in steps.to_dict("records"):
        share = f"{100 * row['fresh']:.0f} ({100 * row['low']:.0f} to {100 * row['high']:.0f})"
        if not row["step"]:
            table.add_row("as things stand", "", "", "", "", share)
            continue
        quantile = "" if row["quantile"] != row["quantile"] else f"{row['quantile']:.2f}"
        cells = (str(row[key]) for key in ("from", "to"))
        table.add_row(f"{row['change']}\n  {row['meaning']}", *cells, quantile, str(row["basis"]), share)
    return table

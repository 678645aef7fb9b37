"""`crossroads run`: a progress bar while it runs, a table of outcomes when it is done."""

from __future__ import annotations

import shlex
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

if TYPE_CHECKING:
    import pandas as pd
    from rich.progress import Progress as RichProgress
    from rich.table import Table

    from simulation.outcomes import Results

EVERY: Final = 30.0  # seconds between two sentences on how far it is
Files = Annotated[
    list[str], typer.Argument(metavar="FILE", help="Scenario files, or names of built-in ones.")
]


def run(
    files: Files,
    runs: Annotated[
        str | None,
        typer.Option(
            help="Runs per scenario, in place of the file's; 200x10: 200 beliefs with 10 lucks each."
        ),
    ] = None,
    pick: Annotated[str | None, typer.Option(help="Simulate just these run numbers: 537,600-612.")] = None,
    seed: Annotated[int | None, typer.Option(help="The seed, in place of the file's.")] = None,
    jobs: Annotated[
        int | None, typer.Option(help="Worker processes. By default all cores when it is worth it.")
    ] = None,
    dask: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Simulate on the Dask cluster at this address.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="The results folder. By default results/<file's name>.")
    ] = None,
    keep: Annotated[
        str | None,
        typer.Option(help="Beside the outcomes: months,seats, or all. By default all of a small batch."),
    ] = None,
    only: Annotated[list[str] | None, typer.Option(help="Only this scenario; may be repeated.")] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with an unfinished batch.")] = False,
    plot: Annotated[bool, typer.Option("--plot", help="Draw the figures as well.")] = False,
    report: Annotated[bool, typer.Option("--report", help="Write the report as well.")] = False,
) -> None:
    """Run every scenario of the files.

    Example: crossroads run iran_paths --runs 200 --out results/first_look
    """
    from simulation.batch import make_plan, read_batch
    from simulation.outcomes import run_into

    plan = make_plan(
        read_batch(files, runs=runs, seed=seed), runs=runs, pick=pick, only=only or (), seed=seed, keep=keep
    )
    with watched() as progress:
        results = run_into(plan, out, resume=resume, jobs=jobs, dask=dask, progress=progress)
    show_outcomes(results)
    if not report:
        typer.echo(f"For a report: crossroads report {shlex.quote(str(results.path))}")
    typer.echo(f"Results: {results.path}")
    if plot:
        from simulation.cli.reading import draw

        draw(results)
    if report:
        from simulation.cli.reporting import write

        write(results)


class Bar:
    """A progress bar with the time left, on stderr."""

    def __init__(self, bar: RichProgress, what: str) -> None:
        self._bar = bar
        self._task = bar.add_task(what, total=None)

    def note(self, text: str) -> None:
        """Say a sentence above the bar."""
        self._bar.console.print(text, highlight=False)

    def advance(self, done: int, total: int) -> None:
        """Move the bar."""
        self._bar.update(self._task, completed=done, total=total)


class Notes:
    """Sentences on stderr, without a bar: for logs and pipes. Of long work, how far it is, twice a minute."""

    def __init__(self, what: str) -> None:
        self._what, self._began, self._said, self._there = what, time.monotonic(), 0.0, 0

    def note(self, text: str) -> None:
        """Say a sentence."""
        typer.echo(text, err=True)

    def advance(self, done: int, total: int) -> None:
        """Say how far it is and what is left, where half a minute has passed since that was said."""
        passed = time.monotonic() - self._began
        if not self._said:
            self._began, self._said, self._there = time.monotonic(), EVERY, done
        elif passed >= self._said and done > self._there:
            left = passed / (done - self._there) * (total - done)
            minutes = f"about {left / 60:.0f} minutes" if left > 90 else f"about {left:.0f} seconds"
            self.note(f"{self._what}: {done:,} of {total:,} runs; {minutes} left.")
            self._said = passed + EVERY


@contextmanager
def watched(what: str = "Simulating") -> Iterator[Bar | Notes]:
    """A progress bar where somebody looks at a terminal, plain notes elsewhere."""
    if not sys.stderr.isatty():
        yield Notes(what)
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("runs"),
        TimeElapsedColumn(),
        TextColumn("left:"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        yield Bar(bar, what)


def show_outcomes(results: Results) -> None:
    """Print the closing table: a row per scenario; for one scenario with a vote, its seats as well."""
    from simulation.cli.printing import print_table

    print_table(outcome_table(results))
    if len(results.scenarios) == 1 and results.has_seats:
        print_table(seat_table(results, results.scenarios[0]))


def outcome_table(results: Results) -> Table:
    """Shares of the axis verdicts, the median axis index and the commonest PMF fate of every scenario."""
    from rich.table import Table

    summary = results.summary()
    verdicts = _statistics(summary, "axis_verdict")
    table = Table(title=_title(results), title_justify="left", title_style="bold")
    for heading in ("scenario", *(_plain(v) for v in verdicts), "median axis index", "commonest PMF fate"):
        table.add_column(
            heading, justify="left" if heading in ("scenario", "commonest PMF fate") else "right"
        )
    for name in results.scenarios:
        ours = summary[summary["scenario"] == name]
        shares = [_percent(ours, "axis_verdict", verdict) for verdict in verdicts]
        table.add_row(name, *shares, _median(ours), _commonest(ours, "pmf_fate"))
    return table


def seat_table(results: Results, scenario: str) -> Table:
    """Seats of every list of the roster in the first election, and how often it governs."""
    from rich.table import Table

    from simulation.evidence import load_evidence
    from simulation.outcomes.seats import seats_by_list

    names = load_evidence().actors
    table = Table("list", title="Seats in the first election", title_justify="left", title_style="bold")
    for heading in ("mean", "80% of runs", "in government"):
        table.add_column(heading, justify="right")
    for name, row in seats_by_list(results, scenario).iterrows():
        governs = "" if row["in_government"] != row["in_government"] else f"{100 * row['in_government']:.0f}%"
        shown = names[str(name)].name if str(name) in names else str(name)
        table.add_row(shown, f"{row['mean']:.0f}", f"{row['low']:.0f} to {row['high']:.0f}", governs)
    return table


def _title(results: Results) -> str:
    runs = results.manifest["runs_per_scenario"]
    return (
        f"{results.manifest['title'] or 'Outcomes'}: {runs:,} {'run' if runs == 1 else 'runs'} per scenario"
    )


def _statistics(summary: pd.DataFrame, outcome: str) -> list[str]:
    return list(dict.fromkeys(summary.loc[summary["outcome"] == outcome, "statistic"]))


def _plain(statistic: str) -> str:
    return statistic.removeprefix("share: ").replace("_", " ")


def _one(summary: pd.DataFrame, outcome: str, statistic: str) -> Any:
    found = summary[(summary["outcome"] == outcome) & (summary["statistic"] == statistic)]
    return found["value"].iloc[0] if len(found) else float("nan")


def _percent(summary: pd.DataFrame, outcome: str, statistic: str) -> str:
    return _share(float(_one(summary, outcome, statistic)))


def _share(share: float) -> str:
    """A share of runs in per cent; what has happened, or failed to, is never rounded away."""
    from simulation.words import in_hundred

    if share in (0.0, 1.0) or share != share:
        return {0.0: "none", 1.0: "all"}.get(share, "")
    return f"{in_hundred(share)}%"


def _median(summary: pd.DataFrame) -> str:
    return f"{_one(summary, 'axis_index', '50%'):+.2f}"


def _commonest(summary: pd.DataFrame, outcome: str) -> str:
    ours = summary[summary["outcome"] == outcome].sort_values("value", ascending=False, kind="stable")
    if not len(ours):
        return ""
    return f"{_plain(ours['statistic'].iloc[0])} ({_share(float(ours['value'].iloc[0]))})"

"""`crossroads calibrate`: history matching to past patterns, and the lens that is left of the priors."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

if TYPE_CHECKING:
    import pandas as pd
    from rich.table import Table

    from simulation.analysis.calibration.calibrating import Calibrated

NAME: Final = "matching"  # of what is kept


def calibrate(
    waves: Annotated[int, typer.Option(help="Waves of history matching.")] = 2,
    points: Annotated[
        int | None, typer.Option(help="Points of a wave; by default ten for every parameter.")
    ] = None,
    runs: Annotated[int, typer.Option(help="Runs at every point.")] = 100,
    most: Annotated[int, typer.Option(help="At most so many parameters are matched.")] = 12,
    screened: Annotated[int, typer.Option(help="Runs in which the parameters are looked for.")] = 4000,
    held: Annotated[int, typer.Option(help="Runs of the held-out figures, before and after.")] = 1000,
    seed: Annotated[int, typer.Option(help="The seed.")] = 2025,
    jobs: Annotated[int, typer.Option(help="Worker processes.")] = 1,
    out: Annotated[Path | None, typer.Option(help="A results folder, for the figure and the report.")] = None,
    lens: Annotated[
        Path | None, typer.Option(help="Write the matched lens into this file: seeds/matched.yaml.")
    ] = None,
) -> None:
    """Trim what past patterns make implausible of the priors (history matching).

    What may train and what only tests stands in seeds/matching.yaml and was written down before. Says the
    range left of every parameter, the share of the prior space, and how held-out patterns and back-tests do.

    Example: crossroads calibrate --jobs 2 --out results/iran_paths --lens seeds/matched.yaml
    """
    from datetime import UTC, datetime

    from simulation.analysis.calibration.calibrating import Sizes, lens_text
    from simulation.analysis.calibration.calibrating import calibrate as matched_to
    from simulation.batch.engine import engine_digest
    from simulation.batch.files import atomic, clear_disk_errors
    from simulation.cli.printing import print_table
    from simulation.outcomes.kept import Kept, keep

    sizes = Sizes(screened, most, waves, points, runs, held)
    told = _Told()
    found = matched_to(sizes, seed, jobs=jobs, tell=told)
    print_table(range_table(found))
    print_table(held_table(found.held))
    for line in words(found):
        typer.echo(line)
    today = datetime.now(UTC).date().isoformat()
    if lens is not None:
        with clear_disk_errors(lens.parent), atomic(lens) as temporary:
            temporary.write_text(lens_text(found, today, seed, runs), encoding="utf-8")
        typer.echo(f"The matched lens: {lens}")
    if out is not None:
        settings = {
            "seed": seed, "waves": waves, "runs": runs, "cut": found.matched.cut, "left": found.matched.share,
            "date": today, "engine": engine_digest(),
        }  # fmt: skip
        typer.echo(f"Kept for figure and report: {keep(out, Kept(NAME, settings, found.tables()))}")


class _Told:
    """Says once what is being done, and how far long work is."""

    def __init__(self) -> None:
        from simulation.cli.running import Notes

        self._notes, self._made, self._what = Notes(""), Notes, ""

    def __call__(self, what: str, done: int, total: int) -> None:
        """Say it."""
        if what != self._what:
            self._what, self._notes = what, self._made(what.capitalize())
            self._notes.note(f"{what.capitalize()} ...")
        self._notes.advance(done, total)


def words(found: Calibrated) -> list[str]:
    """What is left, and what that means, in sentences."""
    share = found.matched.share
    said = [f"{100 * share:.1f} of 100 parts of the prior space of these parameters are not implausible."]
    if share > 0.9:
        said.append("That is nearly all of it: these patterns tell little about these parameters.")
    tests = found.held[found.held["use"] == "tests"]
    before, after = int(tests["held_before"].sum()), int(tests["held_after"].sum())
    said.append(f"Held-out figures in their bands: {before} of {len(tests)} before, {after} after.")
    for row in found.backtests.to_dict("records"):
        said.append(
            f"Back-test {row['episode']}: mean score {row['before']:.3f} before, {row['after']:.3f} after "
            f"({row['better']} of {row['questions']} better, {row['worse']} worse)."
        )
    said.append("With so few episodes this trims what is implausible and claims no more.")
    return said


def range_table(found: Calibrated) -> Table:
    """Prior and matched range of every parameter, the most trimmed first."""
    from rich.table import Table

    table = Table("parameter", title="What is left of the priors", title_justify="left", title_style="bold")
    for heading in ("prior, 90%", "matched, 90%", "moved", "by pattern"):
        table.add_column(heading, justify="right" if heading != "by pattern" else "left")
    for row in found.ranges.to_dict("records"):
        ranges = (f"{row[f'{kind}_low']:.3g} to {row[f'{kind}_high']:.3g}" for kind in ("prior", "matched"))
        table.add_row(str(row["parameter"]), *ranges, f"{row['trimmed']:.2f}", str(row["by"]))
    return table


def held_table(held: pd.DataFrame) -> Table:
    """Figures before and after, with their bands."""
    from rich.table import Table

    table = Table("figure", title="Patterns before and after", title_justify="left", title_style="bold")
    for heading in ("use", "band", "before", "after"):
        table.add_column(heading)
    for row in held.to_dict("records"):
        pair = (f"{row[when]:.2f}{'' if row[f'held_{when}'] else ' outside'}" for when in ("before", "after"))
        table.add_row(str(row["figure"]), str(row["use"]), str(row["band"]), *pair)
    return table

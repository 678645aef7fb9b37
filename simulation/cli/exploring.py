"""`crossroads discover`: under which beliefs an outcome happens."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Final

import typer

from simulation.cli.reading import Folder

if TYPE_CHECKING:
    from simulation.analysis.discovery import Box, Case

BASELINE: Final = "maintain"


def discover(
    folder: Folder,
    outcome: Annotated[
        str, typer.Option(metavar="NAME", help="axis_verdict=leaving, axis_verdict, or 'attacks_us > 10'.")
    ],
    scenario: Annotated[str | None, typer.Option(help="By default maintain, or the first.")] = None,
) -> None:
    """Say under which beliefs an outcome happens more often than at large.

    Example: crossroads discover results/iran_paths --outcome axis_verdict=leaving --scenario loosen
    """
    from simulation.analysis import discovery
    from simulation.errors import InputError
    from simulation.outcomes import open_results

    results = open_results(folder)
    name = scenario or (BASELINE if BASELINE in results.scenarios else results.scenarios[0])
    frame = discovery.frame_of(results, name)
    cases = discovery.cases(frame, outcome)
    refused: list[str] = []
    for case in cases:
        try:
            boxes = discovery.discover(frame, case)
        except InputError as error:
            refused.append(str(error))
            continue
        for line in box_lines(name, case, boxes):
            typer.echo(line)
    if len(refused) == len(cases):
        raise InputError("\n".join(refused))
    for line in refused:
        typer.echo(line, err=True)


def box_lines(scenario: str, case: Case, boxes: Sequence[Box]) -> list[str]:
    """A case and its boxes in words."""
    share = 100 * case.holds.mean()
    lines = [f"{scenario}: {case.words} in {share:.0f} of 100 of {case.holds.size:,} runs."]
    if not boxes:
        return [
            *lines,
            "  No belief makes it more frequent that we can tell: it is up to luck, or to many at once.",
        ]
    for box in boxes:
        density = box.density
        lines += [
            f"  With {box}:",
            f"    in {100 * density.value:.0f} of 100 runs ({100 * density.low:.0f} to "
            f"{100 * density.high:.0f}); {100 * box.coverage:.0f} of 100 that end so are among them.",
        ]
    judged = "Conditions were found in one half of the runs; these numbers are of the other half."
    return [*lines, f"  {judged}"]

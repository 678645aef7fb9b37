"""`crossroads discover`: under which beliefs, and after which early events, an outcome happens."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from simulation.cli.choosing import name_among
from simulation.cli.reading import Folder

if TYPE_CHECKING:
    from simulation.outcomes.kept import Kept

METHOD_NAMES = {"prim": "PRIM", "tree": "Tree"}


def discover(
    folder: Folder,
    outcome: Annotated[
        str, typer.Option(metavar="NAME", help="axis_verdict=leaving, axis_verdict, or 'attacks_us > 10'.")
    ],
    scenario: Annotated[str | None, typer.Option(help="By default maintain, or the first.")] = None,
    method: Annotated[str, typer.Option(help="prim, tree, or both.")] = "both",
    events: Annotated[bool, typer.Option(help="Look at early events beside beliefs.")] = True,
    by_month: Annotated[
        int | None,
        typer.Option(help="Early events by the end of this month; by default a quarter of the run."),
    ] = None,
    splits: Annotated[int, typer.Option(min=0, help="Other halves of the runs to search again.")] = 50,
    seed: Annotated[int, typer.Option(min=0, help="Seed of these halves.")] = 0,
    out: Annotated[
        Path | None, typer.Option(help="Keep the record in this folder; by default with the results.")
    ] = None,
) -> None:
    """Say under which beliefs, and after which early events, an outcome happens more often than at large.

    Example: crossroads discover results/iran_paths --outcome axis_verdict=leaving --scenario loosen
    """
    from simulation.analysis.discovery import study as discovery_study
    from simulation.outcomes import open_results
    from simulation.outcomes.kept import keep

    results = open_results(folder)
    name = name_among(results.scenarios, scenario)
    found = discovery_study.study(
        results, name, outcome, method=method, events=events, by_month=by_month, splits=splits, seed=seed
    )
    for line in lines(found):
        typer.echo(line)
    for refused in filter(None, found.tables["cases"]["refused"]):
        typer.echo(refused, err=True)
    typer.echo(f"Kept: {keep(out or folder, found)}")


def lines(found: Kept) -> Iterator[str]:
    """A study in words: every case, and its boxes with density and coverage."""
    said, boxes = found.settings, found.tables["boxes"]
    for case in found.tables["cases"].to_dict("records"):
        if case["refused"]:
            continue
        share = 100 * case["hits"] / case["runs"]
        yield f"{said['scenario']}: {case['case']} in {share:.0f} of 100 of {case['runs']:,} runs."
        own = boxes[boxes["case"] == case["case"]].to_dict("records")
        if not own:
            yield (
                "  No belief makes it more frequent that we can tell, nor any early event: it is up to luck, "
                "or to many at once."
            )
        for box in own:
            yield from _box_lines({str(key): value for key, value in box.items()})
    yield f"Looked at: {said['beliefs']:,} beliefs; {said['events']}."
    yield "Conditions were found in one half of the runs; these numbers are of the other half."


def _box_lines(box: dict[str, Any]) -> Iterator[str]:
    def hundred(name: str) -> str:
        value, low, high = (100 * box[f"{name}{end}"] for end in ("", "_low", "_high"))
        return f"{value:.0f} of 100 ({low:.0f} to {high:.0f})"

    yield f"  {METHOD_NAMES[box['method']]}: with {box['box']}"
    yield (
        f"    {hundred('density')} with it end so, against {100 * box['base']:.0f} of 100 at large; "
        f"it holds in {hundred('coverage')} of the runs that end so."
    )
    if not box["splits"]:
        return
    again = f"    Found again in {box['again']} of {box['splits']} other halves of the runs"
    if box["again"] < box["splits"]:
        again += f" (its rarest condition in {box['least_again']})"
    if box["again"]:
        density, coverage = (
            f"{100 * box[f'{name}_again_low']:.0f} to {100 * box[f'{name}_again_high']:.0f}"
            for name in ("density", "coverage")
        )
        again += f": {density} of 100 with it end so, and it holds in {coverage} of 100 that do"
    yield f"{again}. Quasi-p {box['quasi_p']:.2g}."

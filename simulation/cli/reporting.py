"""`crossroads report` and `crossroads table`: results as a page to read, and as tables to paste."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simulation.cli.reading import Folder

if TYPE_CHECKING:
    from simulation.outcomes import Results


class Format(StrEnum):
    """How a report is written."""

    HTML = "html"
    MD = "md"


class TableFormat(StrEnum):
    """How a table is written."""

    MD = "md"
    LATEX = "latex"
    CSV = "csv"


def report(
    folder: Folder,
    format_: Annotated[
        Format, typer.Option("--format", help="A page with figures, or Markdown without.")
    ] = Format.HTML,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="By default report.html or report.md in RESULTS.")
    ] = None,
) -> None:
    """Write a report: the answer, findings, figures, assumptions and evidence in one file.

    Example: crossroads report results/iran_paths --out report.html
    """
    from simulation.outcomes import open_results

    write(open_results(folder), format_, out)


def write(results: Results, format_: Format = Format.HTML, out: Path | None = None) -> None:
    """Write the report on some results, and say where it is."""
    from simulation.batch.files import atomic, clear_disk_errors
    from simulation.errors import InputError

    if out is None and results.path is None:
        raise InputError("results in memory have no folder for a report; name a file with --out")
    place = out or Path(str(results.path)) / f"report.{format_.value}"
    check_place(place)
    from simulation.report import write_report

    text = write_report(results, format_.value)
    with clear_disk_errors(place.parent), atomic(place) as temporary:
        temporary.write_text(text, encoding="utf-8")
    typer.echo(f"Report: {place}")


def check_place(place: Path) -> None:
    """Refuse a place that cannot be written before the work is done. Raises `InputError`."""
    from simulation.errors import InputError

    if place.is_dir() or not place.parent.is_dir():
        what = "is a folder" if place.is_dir() else "has no folder"
        raise InputError(f"--out {place} {what}; give a file in a folder that exists")


def table(
    folder: Folder,
    format_: Annotated[
        TableFormat, typer.Option("--format", help="Markdown, LaTeX (booktabs), or CSV with all digits.")
    ] = TableFormat.MD,
    outcome: Annotated[
        list[str] | None,
        typer.Option(help="Only this outcome; may be repeated. See: crossroads list outcomes"),
    ] = None,
) -> None:
    """Print the outcomes of every scenario as a table to paste.

    Example: crossroads table results/iran_paths --format latex --outcome axis_verdict
    """
    from simulation.outcomes import open_results
    from simulation.report import table_text

    sys.stdout.write(table_text(open_results(folder), format_.value, outcome or ()).rstrip("\n") + "\n")

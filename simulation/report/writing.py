"""Reports written out: one HTML file that asks the network for nothing, or Markdown."""

from __future__ import annotations

import re
from importlib import resources
from typing import TYPE_CHECKING, Any, Final, Literal

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from simulation.report.building import build
from simulation.report.content import Report, Table
from simulation.report.tables import markdown

if TYPE_CHECKING:
    from simulation.outcomes import Results

Format = Literal["html", "md"]
SUFFIXES: Final = {"html": ".html", "md": ".md"}
_SPECIAL: Final = re.compile(r"([\\`*\[\]<>|])")
_OPENING: Final = re.compile(r"^(\d*)([.)#+-])(?=\s|#|$)")  # what would begin a list or a heading


def write_report(results: Results, format_: Format = "html") -> str:
    """The report on a batch as text; see `building.build` for what is in it."""
    return render(build(results), format_)


def render(report: Report, format_: Format) -> str:
    """A report as one self-contained HTML page, or as Markdown without its figures.

    Whatever stands in a title, a question or a name is text: it is escaped.
    """
    template = _environment().get_template(f"report.{format_}.j2")
    folder = resources.files("simulation.report") / "templates"
    style = (folder / "style.css").read_text(encoding="utf-8") if format_ == "html" else ""
    return template.render(report=report, style=style)


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("simulation.report"),
        autoescape=select_autoescape(["html.j2"]),
        undefined=StrictUndefined,
        keep_trailing_newline=True,
    )
    environment.filters["plain"] = plain
    environment.filters["as_table"] = _as_table
    return environment


def plain(text: Any) -> str:
    """Text that Markdown shows as it stands: nothing in it makes a link, a tag, a heading or a list."""
    one_line = " ".join(str(text).split())
    return _OPENING.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", one_line))


def _as_table(table: Table) -> str:
    return markdown(table)

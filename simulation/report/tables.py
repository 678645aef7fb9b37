"""Tables that people paste: CSV, Markdown and LaTeX, written and escaped by pandas and its Styler."""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, Literal

import pandas as pd

from simulation import words
from simulation.errors import InputError, nearest
from simulation.plots.findings import capital
from simulation.report.content import Table
from simulation.report.design import Design, design_of
from simulation.report.findings import share
from simulation.report.measures import Measure, measure_of

if TYPE_CHECKING:
    from simulation.outcomes import Results

Format = Literal["csv", "md", "latex"]
HEADLINE: Final = (
    "axis_verdict",
    "axis_index",
    "axis_presence",
    "pmf_fate",
    "pm_kind",
    "months_to_form",
    "iran_leverage",
    "us_ties",
    "iraqi_deaths",
    "strikes_in_iraq",
    "attacks_us",
    "attacks_israel",
    "attacks_gulf",
)
_BOOKTABS: Final = "% needs \\usepackage{booktabs}\n"
_MINUS: Final = "−"


def table_text(results: Results, format_: Format = "md", outcomes: Sequence[str] = ()) -> str:
    """Outcomes of every scenario with 95% intervals, for a paper, a message or a spreadsheet.

    Markdown and LaTeX: a row per category or number, a column per scenario; shares in 100 runs and
    means. CSV: the rows of summary.csv with their full digits. `outcomes` are names of outcomes (for
    Markdown and LaTeX also 'seats.LIST' and 'coalition.LIST'); by default the headline ones.

    Raises `InputError` for an outcome that the results do not hold.
    """
    if format_ == "csv":
        return _csv(results, outcomes)
    frame = wide(results, outcomes)
    if format_ == "md":
        return _markdown(frame)
    shown = frame.style.format(escape="latex")
    for axis in (0, 1):
        shown = shown.format_index(escape="latex", axis=axis)
    text = shown.to_latex(hrules=True, column_format="l" * (1 + frame.shape[1]))
    return _BOOKTABS + text.replace(_MINUS, "$-$")


def wide(results: Results, outcomes: Sequence[str] = ()) -> pd.DataFrame:
    """The same as text: an index of what is counted, a column per scenario."""
    design = design_of(results.manifest)
    rows: dict[str, list[str]] = {}
    for measure in _measures(results, outcomes):
        rows |= dict(_rows(measure, design))
    columns = pd.Index([design.label(name) for name in design.names])
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns)


def _measures(results: Results, outcomes: Sequence[str]) -> list[Measure]:
    found = {name: measure_of(results, name) for name in outcomes or HEADLINE}
    missing = [name for name, measure in found.items() if measure is None]
    if outcomes and missing:
        raise InputError(
            f"the results hold no outcome {missing[0]!r}; {nearest(missing[0], _known(results))}"
        )
    return [measure for measure in found.values() if measure is not None]


def _known(results: Results) -> list[str]:
    return list(dict.fromkeys(results.summary()["outcome"]))


def _rows(measure: Measure, design: Design) -> list[tuple[str, list[str]]]:
    subject = capital(measure.subject)
    if measure.numeric:
        means = [words.measured(measure.mean(name)) for name in design.names]
        return [(f"{subject} (mean)", means)]
    return [
        (
            f"{subject}: {measure.label(category)} (in 100 runs)",
            [share(measure.count(category, name)) for name in design.names],
        )
        for category in measure.categories
    ]


def _csv(results: Results, outcomes: Sequence[str]) -> str:
    table = results.summary()
    for name in outcomes:
        if name not in set(table["outcome"]):
            raise InputError(f"the results hold no outcome {name!r}; {nearest(name, _known(results))}")
    chosen = table[table["outcome"].isin(list(outcomes or HEADLINE))]
    return chosen.to_csv(index=False)


# --- Markdown --------------------------------------------------------------------------------------


def markdown(table: Table) -> str:
    """A table of text as Markdown."""
    frame = pd.DataFrame([row[1:] for row in table.rows], columns=pd.Index(table.head[1:]))
    frame.index = pd.Index([row[0] for row in table.rows], name=table.head[0])
    return _markdown(frame)


def _markdown(frame: pd.DataFrame) -> str:
    """A frame of text as a pipe table whose cells cannot hold HTML or another column."""
    safe = frame.map(_cell).rename(index=_cell, columns=_cell)
    safe.index.name = _cell("" if frame.index.name is None else frame.index.name)
    return str(safe.to_markdown(disable_numparse=True))


def _cell(text: object) -> str:
    return html.escape(" ".join(str(text).split()), quote=False).replace("|", "&#124;")

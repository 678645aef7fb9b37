"""Signposts: the early events that shift the odds of the end states most, and how to tick them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from simulation.errors import InputError
from simulation.plots.findings import capital
from simulation.plots.signposts import ranked_of, state_of
from simulation.report.content import Section, Table
from simulation.report.design import Design
from simulation.report.discovery import asked
from simulation.report.pictures import picture

if TYPE_CHECKING:
    import pandas as pd

    from simulation.outcomes import Results

_ID: Final = "signposts"
_HEADING: Final = "Signposts"
_MOST: Final = 8
_COMMAND: Final = (
    "Tick what has happened, and the odds are those of the runs that fit: crossroads signposts RESULTS "
    "--seen 'EVENT by MONTH' --not-seen 'EVENT by MONTH'. That is what to expect on learning it, not what it "
    "causes."
)


def section(results: Results, design: Design) -> Section | None:
    """The signs of what answers the question, under the baseline; None where no such outcome is held."""
    one, name = asked(results, design), design.baseline or design.names[0]
    if one is None:
        return None
    outcome = one.partition("=")[0]
    try:
        ranked = ranked_of(results, name, outcome)
    except InputError as error:
        return Section(_ID, _HEADING, (f"No signs can be told: {str(error).rstrip('.')}.",))
    under = f" under {design.quoted(name)}" if len(design.names) > 1 else ""
    told = ranked[ranked["told"]].head(_MOST)
    rows = [{str(key): value for key, value in row.items()} for row in told.to_dict("records")]
    tables = (_table(outcome, rows, under),) if rows else ()
    drawn = picture(results, "signposts", outcome=outcome, scenarios=[name], found=ranked)
    sentences = (*_sentences(outcome, ranked, rows, under), _COMMAND)
    return Section(_ID, _HEADING, sentences, tables, (drawn,) if drawn else ())


def _sentences(outcome: str, ranked: pd.DataFrame, rows: list[dict[str, Any]], under: str) -> Iterator[str]:
    told, last = int(ranked["told"].sum()), int(ranked["by"].max())
    looked = f"{len(ranked):,} signs (an event and an end state), by month {last} of the run at the latest"
    if not rows:
        yield f"Of {looked}, none can be told from chance{under}, all looked at together."
        return
    first = rows[0]
    yield (
        f"{capital(first['words'])}: where it is seen, the odds of "
        f"{state_of(outcome, first['state'])}{under} are multiplied by {_ratio(first, 'seen')}; where it is "
        f"not, by {_ratio(first, 'unseen')}."
    )
    yield f"Of {looked}, {told} can be told from chance, all looked at together."


def _ratio(row: Mapping[str, Any], name: str) -> str:
    value, low, high = (row[f"lr_{name}{end}"] for end in ("", "_low", "_high"))
    return f"{value:.2f} ({low:.2f} to {high:.2f})"


def _table(outcome: str, rows: list[dict[str, Any]], under: str) -> Table:
    return Table(
        f"What early events multiply the odds of an end state by{under}, with 95% intervals.",
        ("Event", "End state", "If seen", "If not seen"),
        tuple(
            (
                capital(row["words"]),
                capital(state_of(outcome, row["state"])),
                _ratio(row, "seen"),
                _ratio(row, "unseen"),
            )
            for row in rows
        ),
    )

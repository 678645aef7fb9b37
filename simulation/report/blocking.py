"""Who can block, and whose seats decide: a section where an election was held and its seats were kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from simulation import words
from simulation.errors import InputError
from simulation.outcomes.kept import Kept
from simulation.plots.election_findings import ENOUGH_BLOCKS
from simulation.plots.labels import list_label, scenario_label
from simulation.report.content import Section, Table
from simulation.report.design import Design
from simulation.report.pictures import picture

if TYPE_CHECKING:
    from simulation.outcomes import Results

_ID: Final = "blocking"
_HEADING: Final = "Who can block"
_LONGEST: Final = 40  # letters of a list's name
Row = Mapping[str, Any]


def section(results: Results, design: Design) -> Section | None:
    """The section; None where no run of the baseline voted, or no seats were kept.

    The blocs are those that `crossroads blocking` was asked for and kept, or else the alliances of the
    evidence. Every scenario that voted has a column of the table, the sentences are about the baseline.
    """
    from simulation.analysis.blocking.holding import recalled  # brings the model with it

    name = design.baseline or design.names[0]
    try:
        found = recalled(results, name)
    except InputError:
        return None
    under = f"Under {design.quoted(name)}: " if len(design.names) > 1 else ""
    drawn = picture(results, "blocking", scenarios=[name], found=found)
    tables = tuple(_table(results, design, found))
    said = (under + line if place == 1 else line for place, line in enumerate(sentences(found, name)))
    return Section(_ID, _HEADING, tuple(said), tables, () if drawn is None else (drawn,))


def sentences(found: Kept, scenario: str) -> Iterator[str]:
    """What the analysis says of one scenario, in words: who can block, what ends it, whose seats decide."""
    needed, quorum = int(found.settings["needed"][scenario]), found.settings["target"] == "quorum"
    counted = "Counted here is who holds so many seats in every run's first parliament"
    if quorum:
        yield (
            f"{needed} members who stay away keep parliament from electing a president. {counted}; who uses "
            "them is another matter, and allies can make up for what is missing."
        )
    else:
        yield f"{needed} members deny a government its majority. {counted}."
    changes = _of(found.tables["defections"], scenario)
    for row in _rows(_of(found.tables["thirds"], scenario)):
        yield " ".join(_said(row, changes[changes["bloc"] == row["bloc"]]))
    yield _decisive(_of(found.tables["pivots"], scenario), str(found.settings["index"]))


def _of(table: pd.DataFrame, scenario: str) -> pd.DataFrame:
    return table[table["scenario"] == scenario]


def _rows(table: pd.DataFrame) -> list[Row]:
    return [{str(name): value for name, value in row.items()} for row in table.to_dict("records")]


def _said(row: Row, changes: pd.DataFrame) -> Iterator[str]:
    """One group: how likely it can block, what ends a block of its own, and what it lacks otherwise."""
    hits, runs = int(row["hits"]), int(row["runs"])
    held = f"{row['median']:.0f} seats ({row['low']:.0f} to {row['high']:.0f} in 80 of 100 runs)"
    yield f"{row['title']}: {words.likelihood(hits, runs, effect=row['effect'])}; {held}."
    if hits >= ENOUGH_BLOCKS:
        leaves = _top(changes, "leaves")
        alone = changes[(changes["change"] == "fewest") & (changes["by"] == "1")]["hits"].iloc[0]
        one = f"one list's leaving ends it in {_times(alone, hits)}{_names(leaves, hits)}"
        yield f"Where it can, {one}; so do {row['over']:.0f} single members in the median."
    if runs - hits >= ENOUGH_BLOCKS:
        joins = _top(changes, "joins")
        partner = f", and {list_label(joins['by'], _LONGEST)} makes them up in " if joins is not None else ""
        often = _times(joins["hits"], runs - hits) if joins is not None else ""
        yield f"Where it cannot, it lacks {row['missing']:.0f} seats in the median{partner}{often}."


def _top(changes: pd.DataFrame, change: str) -> Row | None:
    """The list whose leaving, or joining, is enough most often; None where none ever is."""
    rows = _rows(changes[changes["change"] == change].sort_values("hits", ascending=False, kind="stable"))
    return rows[0] if rows and rows[0]["hits"] > 0 else None


def _names(row: Row | None, runs: int) -> str:
    return (
        "" if row is None else f", that of {list_label(row['by'], _LONGEST)} in {_times(row['hits'], runs)}"
    )


def _times(hits: float, runs: int) -> str:
    """'95 in 100', 'all 226', '12 of 40'."""
    return words.frequency(int(hits), runs).removesuffix(" futures").removesuffix(" future")


def _decisive(pivots: pd.DataFrame, index: str) -> str:
    """Which single list's seats decide most often, in either vote, beside its share of seats."""
    single = pivots[~pivots["loose"].astype(bool)]
    votes = {vote: single[single["vote"] == vote].set_index("list") for vote in ("majority", "quorum")}
    name = str(votes["quorum"]["mean"].idxmax())
    one, two = (votes[vote].loc[name] for vote in votes)
    return (
        f"In votes the seats of {list_label(name, _LONGEST)} decide most often: {100 * one['mean']:.0f}% of "
        f"the power ({index} index) where {one['quota']:.0f} are needed, {100 * two['mean']:.0f}% where "
        f"{two['quota']:.0f} are, on {100 * two['seats']:.0f}% of the seats; {100 * two['p10']:.0f} to "
        f"{100 * two['p90']:.0f}% in 80 of 100 runs."
    )


def _table(results: Results, design: Design, found: Kept) -> Iterator[Table]:
    """Every group by every scenario, where there is more than one: in how many of 100 runs it can block."""
    from simulation.analysis.blocking.alliances import groups
    from simulation.analysis.blocking.chambers import chamber
    from simulation.analysis.blocking.holding import thirds

    told = {name: _of(found.tables["thirds"], name) for name in found.settings["scenarios"]}
    asked = [each for each in groups().values() if each.name in found.settings["blocs"]]
    for name in design.names if len(asked) == len(found.settings["blocs"]) else ():
        if name not in told and results.parliament(name).held:
            told[name] = thirds(chamber(results, name), asked, found.settings["target"])
    if len(told) < 2:
        return
    names = [name for name in design.names if name in told]
    rows = [[_cell(row) for row in _rows(told[name])] for name in names]
    head = ("", *(str(row["short"]) for row in _rows(told[names[0]])))
    body = tuple((scenario_label(name, 120), *cells) for name, cells in zip(names, rows, strict=True))
    yield Table(
        "In how many of 100 runs each group can block, with 95% intervals of the run noise.", head, body
    )


def _cell(row: Row) -> str:
    """'23 (20 to 25)', 'none'."""
    if row["hits"] in (0, row["runs"]):
        return "none" if row["hits"] == 0 else "all"
    low, high = (f"{100 * row[name]:.0f}" for name in ("share_low", "share_high"))
    return f"{words.in_hundred(row['hits'] / row['runs'])} ({low} to {high})"

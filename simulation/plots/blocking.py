"""Who holds a blocking third, and whose seats decide a vote, over all parliaments of a scenario."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from simulation.errors import InputError
from simulation.outcomes.kept import Kept
from simulation.plots import election_findings, findings
from simulation.plots.data import NothingToDrawError, ResultsLike, Selection, one_scenario
from simulation.plots.elections import NO_VOTE
from simulation.plots.labels import list_label, runs_label, scenario_label
from simulation.plots.page import Box, Page, blank_page, finish, new_page, stamp
from simulation.plots.style import BLUE, INK, PALE, PAPER, Look, house_style
from simulation.words import in_hundred, number, step

_MOST: Final[Mapping[str, int]] = {"audience": 7, "expert": 12}
_LISTS: Final = 14
_LEFT: Final = 0.56  # of the width, for who can block
_ROW: Final[Mapping[str, float]] = {"audience": 1.35, "expert": 1.7}

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Held:
    """What is drawn: rows of groups, of lists with their power by vote, and the members that block."""

    scenario: str
    needed: int
    target: str
    index: str
    thirds: Sequence[Row]
    single: Mapping[str, float]  # by group: how often one list's leaving ends its block
    lists: Sequence[str]
    power: Mapping[tuple[str, str], Row]


def blocking(
    results: ResultsLike,
    *,
    style: str = "expert",
    scenarios: Sequence[str] | None = None,
    baseline: str | None = None,
    found: Kept | None = None,
) -> Figure:
    """How often groups of lists hold enough seats to keep a quorum away, and each list's power in votes.

    One scenario: the first named, or the baseline. What `crossroads blocking` kept of it is drawn, with the
    blocs that were asked for; or else the alliances of the evidence, computed now. `found` are such tables
    at hand. Experts see how often one list's leaving ends a block, and the indices of power of the largest
    lists. Raises `NothingToDrawError` where no run voted, `InputError` for an unknown style or scenario.
    """
    with house_style(style) as look:
        chosen = one_scenario(results, scenarios, baseline)
        if not chosen.names:
            return blank_page(look, findings.NO_RUNS, stamp(results, chosen))
        held = _read(found or _found(results, chosen.names[0]), chosen.names[0], look)
        page = _page(look, results, chosen, held)
        while look.name == "audience" and page.figure.get_figheight() > look.height and len(held.thirds) > 1:
            held = replace(held, thirds=_but_the_rarest(held.thirds))  # a projector's page does not grow
            page = _page(look, results, chosen, held)
        wide = page.body.width * (_LEFT if look.name == "expert" else 1.0)
        _groups(page, page.body.inset(right=page.body.width - wide), held)
        if look.name == "expert":
            _power(page, page.body.inset(left=wide + look.text * 2.5), held)
        return finish(page)


# --- reading -------------------------------------------------------------------------------------


def _found(results: ResultsLike, scenario: str) -> Kept:
    """What was kept of a scenario, or else computed."""
    from simulation.analysis.blocking.holding import (
        recalled,  # brings the model with it: for this figure alone
    )

    if not results.columns("seats"):
        raise NothingToDrawError(NO_VOTE)
    try:
        return recalled(results, scenario)
    except InputError as error:
        raise NothingToDrawError(str(error)) from error


def _read(found: Kept, scenario: str, look: Look) -> _Held:
    tables = {name: table[table["scenario"] == scenario] for name, table in found.tables.items()}
    thirds = _rows(tables["thirds"])[: _MOST[look.name]]
    fewest = tables["defections"].query("change == 'fewest' and by == '1'").set_index("bloc")
    one = {str(name): float(value) for name, value in pd.to_numeric(fewest["share"]).items()}
    power = tables["pivots"]
    single = power[~power["loose"].astype(bool) & (power["vote"] == "quorum")]
    lists = [str(name) for name in single.sort_values("seats", ascending=False, kind="stable")["list"]]
    return _Held(
        scenario,
        int(found.settings["needed"][scenario]),
        str(found.settings["target"]),
        str(found.settings["index"]),
        thirds,
        one,
        lists[:_LISTS],
        {(row["list"], row["vote"]): row for row in _rows(power)},
    )


def _but_the_rarest(rows: Sequence[Row]) -> list[Row]:
    """Without the last of those, after the first, that can block least often."""
    rarest = min(range(1, len(rows)), key=lambda place: (rows[place]["hits"], -place))
    return [row for place, row in enumerate(rows) if place != rarest]


def _rows(table: pd.DataFrame) -> list[Row]:
    return [{str(name): value for name, value in row.items()} for row in table.to_dict("records")]


# --- the page ------------------------------------------------------------------------------------


def _page(look: Look, results: ResultsLike, chosen: Selection, held: _Held) -> Page:
    rows = len(held.thirds) * _ROW[look.name]
    if look.name == "expert":
        rows = max(rows, len(held.lists) * 1.16)
    what = "the president's session" if held.target == "quorum" else "a vote that needs a majority"
    return new_page(
        look,
        election_findings.blocking(held.thirds, held.single, held.target),
        f"Seats of groups of lists in the first vote, {scenario_label(held.scenario)}; {held.needed} members "
        f"can block {what}; {runs_label(chosen.most_runs)}",
        stamp(results, chosen),
        note=_note(look, held),
        least_body=look.text * (rows + 6.1),
    )


def _note(look: Look, held: _Held) -> str:
    strip = "Strip: 80 in 100 runs, thick 50; mark: median."
    if look.name == "audience":
        return f"{strip} Seats only, not who stays away."
    squares, dots = (f"{held.power[held.lists[0], vote]['quota']:.0f}" for vote in ("majority", "quorum"))
    return (
        f"{strip} Seats only: who stays away is another matter. Right: {held.index} index, the share of "
        f"orders of voting in which a list's seats decide, mean of the runs; square: {squares} needed, dot: "
        f"{dots}, with 80 in 100 runs; tick: mean share of seats. A list is one player; members of pooled "
        "small lists, civil lists, independents and reserved seats are players of their own, and not shown."
    )


# --- who can block -------------------------------------------------------------------------------


def _groups(page: Page, box: Box, held: _Held) -> None:
    """A strip of seats a group against the line from which it can block, and how often it does."""
    look = page.look
    labels = [str(row["short"]) for row in held.thirds]
    names = [page.wrap(label, box.width * (0.34 if look.name == "expert" else 0.36)) for label in labels]
    left = max(page.width(line) for name in names for line in name.split("\n")) + 12
    columns = _columns(look, held)
    room = sum(_width(page, column) for column in columns)
    head = look.text * 1.25 * max(heading.count("\n") + 1 for heading, _ in columns) + look.text * 0.6
    inner = box.inset(left=left, right=room, top=head, bottom=look.text * 2.9)
    ax = _panel(page, inner, len(labels), "seats")
    ends = [float(row["high"]) for row in held.thirds]
    limit = max(*ends, held.needed * 1.15) * 1.05
    ax.set_xlim(0, limit)
    ax.xaxis.set_major_locator(MaxNLocator(nbins=5, integer=True, steps=[1, 2, 5, 10]))
    ax.axvline(held.needed, color=INK, lw=look.thin, ls=(0, (4, 2)))
    _over(page, inner, held.needed / limit, f"{held.needed} block")
    for place, (name, row) in enumerate(zip(names, held.thirds, strict=True)):
        height = inner.top - (place + 0.5) / len(labels) * inner.height
        page.write(
            box.left, height, name, va="center" if "\n" in name else "center_baseline", linespacing=1.05
        )
        low, first, median, third, high = (
            float(row[key]) for key in ("low", "first", "median", "third", "high")
        )
        ax.plot([low, high], [place, place], color=BLUE, lw=look.thin, solid_capstyle="butt")
        ax.plot([first, third], [place, place], color=BLUE, lw=look.thick * 1.8, solid_capstyle="butt")
        ax.plot([median], [place], "o", ms=look.dot, mfc=PAPER, mec=BLUE, mew=look.thin)
    _numbers(page, inner, box.right, columns)


def _columns(look: Look, held: _Held) -> list[tuple[str, list[str]]]:
    """Heading and texts of each column of numbers."""
    if look.name == "audience":
        return [("can block,\nin 100", [_rounded(row) for row in held.thirds])]
    able = [_share(row["hits"], row["runs"]) for row in held.thirds]
    able = [
        f"{share} [{100 * row['share_low']:.0f}, {100 * row['share_high']:.0f}]" if row["hits"] else share
        for share, row in zip(able, held.thirds, strict=True)
    ]
    alone = [_one(held.single.get(str(row["bloc"])), int(row["hits"])) for row in held.thirds]
    return [("can block,\nin 100 [95%]", able), ("one list's leaving\nends it, in 100", alone)]


def _rounded(row: Row) -> str:
    """How often a group can block, as coarsely as the runs deserve."""
    return _share(row["hits"], row["runs"], step(int(row["runs"])))


def _share(hits: float, runs: float, to: int = 1) -> str:
    """'none', '<1', '31', 'all'."""
    if hits in (0, runs):
        return "all" if hits else "none"
    return in_hundred(hits / runs, to).replace("under ", "<").replace("over ", ">")


def _one(share: float | None, hits: int) -> str:
    """How often one list's leaving ends the block, of the runs that have one; nothing where too few have."""
    if share is None or hits < election_findings.ENOUGH_BLOCKS:
        return ""
    return _share(round(share * hits), hits)


# --- whose seats decide --------------------------------------------------------------------------


def _power(page: Page, box: Box, held: _Held) -> None:
    """The indices of the largest lists in votes of a majority and of the quorum, beside their seats."""
    look = page.look
    labels = [list_label(name, 22) for name in held.lists]
    left = max(page.width(label) for label in labels) + 10
    votes = {vote: [held.power[name, vote] for name in held.lists] for vote in ("majority", "quorum")}
    columns = [
        (f"at {rows[0]['quota']:.0f}", [number(100 * row["mean"], 1) for row in rows])
        for rows in votes.values()
    ]
    room = sum(_width(page, column) for column in columns)
    inner = box.inset(left=left, right=room, top=look.text * 3.1, bottom=look.text * 2.9)
    ax = _panel(page, inner, len(labels), "power in votes, %")
    ax.set_xlim(0, 105 * max(row["p90"] for row in votes["quorum"]))
    ax.xaxis.set_major_locator(MaxNLocator(nbins=4, integer=True, steps=[1, 2, 5, 10], min_n_ticks=2))
    for place, (label, majority, quorum) in enumerate(zip(labels, *votes.values(), strict=True)):
        height = inner.top - (place + 0.5) / len(labels) * inner.height
        page.write(box.left, height, label, va="center_baseline")
        ax.plot([100 * quorum["p10"], 100 * quorum["p90"]], [place, place], color=BLUE, lw=look.thin)
        seats = 100 * quorum["seats"]
        ax.plot([seats], [place], "|", ms=look.text * 1.1, color=INK, mew=look.thick, zorder=1)
        ax.plot([100 * majority["mean"]], [place - 0.16], "s", ms=look.dot * 0.8, mfc=PAPER, mec=BLUE)
        ax.plot([100 * quorum["mean"]], [place + 0.16], "o", ms=look.dot * 0.8, mfc=BLUE, mec=BLUE)
    _numbers(page, inner, box.right, columns)


# --- parts of both -------------------------------------------------------------------------------


def _panel(page: Page, box: Box, rows: int, label: str) -> Axes:
    ax = page.axes(box)
    ax.set(ylim=(rows - 0.5, -0.5), yticks=[])
    ax.set_xlabel(label)
    ax.spines["left"].set_visible(False)
    ax.xaxis.grid(True, color=PALE)
    ax.set_axisbelow(True)
    return ax


def _over(page: Page, box: Box, share: float, text: str) -> None:
    """A word over a panel at a share of its width."""
    at = min(box.left + share * box.width, box.right - page.width(text) / 2)
    page.write(at, box.top + 3, text, ha="center", va="bottom")


def _width(page: Page, column: tuple[str, list[str]]) -> float:
    heading, texts = column
    return max(page.width(text) for text in (*heading.split("\n"), *texts)) + page.look.text * 1.2


def _numbers(page: Page, box: Box, right: float, columns: Sequence[tuple[str, list[str]]]) -> None:
    """Columns of numbers that end at `right`, under their headings."""
    for column in reversed(columns):
        heading, texts = column
        page.write(right, box.top + 4, heading, ha="right", va="bottom", linespacing=1.15)
        for row, text in enumerate(texts):
            height = box.top - (row + 0.5) / len(texts) * box.height
            gid = f"{'-'.join(heading.split())}-{row}"
            page.write(right, height, text, ha="right", va="center_baseline", gid=gid)
        right -= _width(page, column)

"""Which option a decider would regret least: mean, high and largest regret, and other criteria beside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from simulation.analysis.robustness.weighing import NAME, assess
from simulation.errors import InputError
from simulation.outcomes.kept import Kept
from simulation.plots.data import NothingToDrawError, ResultsLike, select
from simulation.plots.labels import quantity_of, scenario_label
from simulation.plots.page import Box, Page, finish, new_page, stamp
from simulation.plots.style import BLUE, GREY, PALE, PAPER, Look, house_style
from simulation.words import number

CLEAR: Final = 0.95  # of the resampled worlds in which an option leads, below which it may be luck
_MOST: Final[Mapping[str, int]] = {"audience": 8, "expert": 40}  # rows of a page
_STEP: Final[Mapping[str, float]] = {"audience": 1.3, "expert": 1.6}  # text sizes of a row's height
_MARKS: Final = (("regret", "o", BLUE, "mean"), ("regret90", "s", PAPER, "90th percentile"))
_COLUMNS: Final = (("satisfied", "satisfied"), ("best", "best"), ("drawn", "weights drawn"))

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Block:
    """The options under one preference, the least regretted on average first."""

    name: str
    title: str
    rows: Sequence[Row]

    @property
    def leader(self) -> str:
        """The option that leads beyond chance; empty where none does."""
        first = self.rows[0]
        return str(first["option"]) if first["first"] >= CLEAR else ""


def robustness(
    results: ResultsLike,
    *,
    style: str = "expert",
    decider: str | None = None,
    scenarios: Sequence[str] | None = None,
    baseline: str | None = None,
) -> Figure:
    """Regret of a decider's options over paired runs, under each of his preferences.

    A row per option: mean regret and its 90th percentile with 95% intervals over worlds, and the largest;
    beside them in how many of 100 worlds it satisfies, is best, and in how many of 100 sets of weights it
    leads. What `crossroads robustness` kept is drawn, or else the built-in preferences of `decider` (by
    default whose options the scenarios are).

    Raises `NothingToDrawError` where there are no two options, or too few runs, to weigh; `InputError` for an
    unknown style, decider or scenario.
    """
    with house_style(style) as look:
        found = weighed(results, decider, scenarios)
        blocks = _blocks(found)
        size = len(blocks[0].rows)
        shown = blocks[: max(1, _MOST[look.name] // size)]
        page = new_page(
            look,
            title(found, shown),
            _subtitle(found),
            stamp(results, select(results, scenarios, baseline)),
            note=_note(found, look),
            least_body=look.text * (len(shown) * _STEP[look.name] * (size + 1) + 4.2),
        )
        _draw(page, shown)
        return finish(page)


def weighed(results: ResultsLike, decider: str | None = None, scenarios: Sequence[str] | None = None) -> Kept:
    """What was kept, or else computed with the built-in preferences. Raises `NothingToDrawError`."""
    kept = results.analysis(NAME)
    asked = decider is not None or scenarios is not None or bool(results.condition)
    if kept is not None and (not asked or (scenarios is None and kept.settings["decider"] == decider)):
        return kept
    if len(results.scenarios) < 2:
        raise NothingToDrawError("one scenario leaves nothing to regret")
    try:
        return assess(results, decider=decider, chosen=scenarios or ())
    except InputError as error:
        if decider is not None or scenarios is not None:
            raise
        raise NothingToDrawError(str(error)) from error


def _blocks(found: Kept) -> list[_Block]:
    drawn = found.tables["weights"].set_index(["preference", "option"])["first"]
    blocks = []
    for name, words in found.settings["preferences"].items():
        table: pd.DataFrame = found.tables["criteria"]
        ours = table[table["preference"] == name].sort_values("regret", kind="stable")
        rows = [{**row, "drawn": float(drawn[name, row["option"]])} for row in ours.to_dict("records")]
        blocks.append(_Block(name, str(words), rows))
    return blocks


# --- words -----------------------------------------------------------------------------------------


def title(found: Kept, shown: Sequence[_Block] | None = None) -> str:
    """'Regretted least on average: increase (Tehran, for holding what it has); maintain (Tehran, ...)'."""
    wanted: dict[str, list[str]] = {}
    for block in shown or _blocks(found):
        wanted.setdefault(block.leader, []).append(block.title)
    said = [
        f"{scenario_label(leader) if leader else 'no option beyond chance'} ({'; '.join(titles)})"
        for leader, titles in wanted.items()
    ]
    return f"Regretted least on average: {'; '.join(said)}"


def _subtitle(found: Kept) -> str:
    settings = found.settings
    kind = "beliefs, each the mean of its lucks" if settings["nested"] else "runs, paired"
    return (
        "Regret: what the best option of the same world has more, on a utility of 0 to 100. "
        f"{number(settings['worlds'])} worlds ({kind}); what is wanted is judgement"
    )


def turning(found: Kept, preference: str) -> str:
    """The weight that has to move least, in its range, for another option to lead; empty where none does."""
    rows: pd.DataFrame = found.tables["flips"]
    ours = rows[(rows["preference"] == preference) & rows["inside"]] if len(rows) else rows
    if not len(ours):
        return ""
    moves = ((ours["at"] - ours["weight"]).abs() / (ours["high"] - ours["low"])).to_numpy()
    row = ours.iloc[int(moves.argmin())]
    label = quantity_of(str(row["term"])).label
    return (
        f"{scenario_label(str(row['then']))} leads instead of {scenario_label(str(row['first']))} where the "
        f"weight of “{label}” is {row['at']:.2g} and not {row['weight']:g}"
    )


def _note(found: Kept, look: Look) -> str:
    shares = "In 100: worlds in which it satisfies, and is best; sets of weights under which it leads."
    if look.name == "audience":
        return shares
    told = [f"{words}: {turn}." for name, words in _preferences(found) if (turn := turning(found, name))]
    return " ".join([shares, *(told or ["No single weight turns a lead round within its range."])])


def _preferences(found: Kept) -> list[tuple[str, str]]:
    return [(str(name), str(words)) for name, words in found.settings["preferences"].items()]


# --- drawing ---------------------------------------------------------------------------------------


def _draw(page: Page, blocks: Sequence[_Block]) -> None:
    look, body = page.look, page.body
    size = len(blocks[0].rows)
    names = max(page.width(scenario_label(str(row["option"]), 30)) for row in blocks[0].rows) + 22
    columns = [page.width(heading) + 18 for _, heading in _COLUMNS]
    inner = body.inset(top=look.text * 1.5, bottom=look.text * 2.9)
    box = Box(body.left + names, inner.bottom, body.right - sum(columns), inner.top)
    slots = len(blocks) * (size + 1)
    ax = _axis(page, box, blocks, slots)
    page.write(box.left, inner.top + 4, "regret, in points of utility", va="bottom")
    at = body.right
    for (_, heading), width in reversed(list(zip(_COLUMNS, columns, strict=True))):
        page.write(at, inner.top + 4, heading, ha="right", va="bottom")
        at -= width
    for number_of, block in enumerate(blocks):
        start = number_of * (size + 1)
        head = inner.top - (start + 0.5) / slots * inner.height
        page.write(body.left, head, block.title, va="center_baseline", fontweight="bold")
        for place, row in enumerate(block.rows, start=start + 1):
            height = inner.top - (place + 0.5) / slots * inner.height
            page.write(body.left + 10, height, scenario_label(str(row["option"]), 30), va="center_baseline")
            _points(ax, row, place, look)
            at = body.right
            for (key, _), width in reversed(list(zip(_COLUMNS, columns, strict=True))):
                gid = f"{key}-{block.name}-{row['option']}"
                page.write(at, height, f"{100 * row[key]:.0f}", ha="right", va="center_baseline", gid=gid)
                at -= width
    _legend(page, inner)


def _axis(page: Page, box: Box, blocks: Sequence[_Block], slots: int) -> Axes:
    ax = page.axes(box)
    reach = 100 * max(float(row["worst"]) for block in blocks for row in block.rows)
    ax.set(xlim=(-0.02 * reach, 1.05 * reach or 1.0), ylim=(slots - 0.5, -0.5), yticks=[])
    ax.spines["left"].set_visible(False)
    ax.xaxis.grid(True, color=PALE)
    ax.set_axisbelow(True)
    size = len(blocks[0].rows) + 1
    for start in range(0, slots, size):  # the heading's row is no part of the scale
        ax.axhspan(start - 0.5, start + 0.5, color=PAPER, lw=0, zorder=1, gid="ground")
    return ax


def _points(ax: Axes, row: Row, place: int, look: Look) -> None:
    for offset, (key, marker, face, _) in zip((-0.16, 0.16), _MARKS, strict=True):
        value, low, high = (100 * float(row[name]) for name in (key, f"{key}_low", f"{key}_high"))
        ax.plot([low, high], [place + offset] * 2, color=BLUE, lw=look.thin, solid_capstyle="butt", zorder=2)
        ax.plot(
            [value], [place + offset], marker, ms=look.dot * 0.85, mfc=face, mec=BLUE, mew=look.thin, zorder=3
        )
    worst = 100 * float(row["worst"])
    ax.plot([worst], [place], "D", ms=look.dot * 0.8, mfc=PAPER, mec=GREY, mew=look.thin, zorder=3)


def _legend(page: Page, inner: Box) -> None:
    """Marker and meaning of the three regrets, under the axis label."""
    look, at = page.look, inner.left
    strip = page.axes(Box(inner.left, page.body.bottom, inner.right, page.body.bottom + look.text), bare=True)
    middle = look.text / 2
    for _, marker, face, words in (*_MARKS, ("worst", "D", PAPER, "largest")):
        edge = GREY if words == "largest" else BLUE
        strip.plot(
            [at - inner.left + 6],
            [middle],
            marker,
            ms=look.dot * 0.85,
            mfc=face,
            mec=edge,
            mew=look.thin,
            clip_on=False,
        )
        page.write(at + 16, page.body.bottom + middle, words, va="center_baseline")
        at += 16 + page.width(words) + 24

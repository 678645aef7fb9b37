"""What we would expect on learning something: endings among the runs in which a condition came true."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from simulation.errors import InputError, nearest
from simulation.outcomes import intervals
from simulation.outcomes.results import FEWEST
from simulation.plots import findings
from simulation.plots.counting import Tally, endings_in, tally
from simulation.plots.data import NothingToDrawError, ResultsLike, Selection, end_of, values
from simulation.plots.dot_table import DotTable, draw_dot_table, least_height
from simulation.plots.labels import CATEGORICAL, QUANTITIES, Categorical, scenario_label
from simulation.plots.page import Page, blank_page, finish, fitted, new_page, stamp, text_width
from simulation.plots.paired import Difference
from simulation.plots.style import PALE, SUPPOSED, Look, Mark, house_style
from simulation.words import FEW_RUNS, number

NO_CONDITION: Final = (
    "no condition: say what is learned, such as given=\"pm_kind == 'sudani'\" (--given on the command line)"
)


@dataclass(frozen=True, slots=True)
class _Supposed:
    """One scenario: all of its runs, those of the condition, and the rest, by ending."""

    name: str
    every: Tally
    given: Tally
    gaps: Sequence[Difference]

    @property
    def enough(self) -> bool:
        """Whether the condition leaves runs enough to say anything."""
        return self.given.runs >= FEWEST


@dataclass(frozen=True, slots=True)
class _Shown:
    """Scenarios and endings, and the condition as it was given and in words."""

    what: Categorical
    endings: Sequence[str]
    condition: str
    words: str
    of: Mapping[str, _Supposed]

    @property
    def enough(self) -> list[_Supposed]:
        """The scenarios with runs enough."""
        return [each for each in self.of.values() if each.enough]

    def label(self, ending: str) -> str:
        """An ending in plain words."""
        return findings.category_label(self.what, ending)


def conditional(
    results: ResultsLike,
    *,
    given: str = "",
    outcome: str = "axis_verdict",
    style: str = "expert",
    scenarios: Sequence[str] | None = None,
    baseline: str | None = None,
) -> Figure:
    """How often each ending happens among the runs in which `given` came true, beside all runs.

    `given` is a condition on outcomes ("pm_kind == 'sudani'", see `Results.given`). It filters runs
    and reruns nothing: what one would expect on learning it, not what it would cause. A scenario with
    fewer than 50 such runs is named and not shown. Raises `NothingToDrawError` without a condition,
    `InputError` for one that cannot be read or that leaves under 50 runs in every scenario, and for an
    unknown outcome, style, scenario or baseline.
    """
    if outcome not in CATEGORICAL:
        raise InputError(f"no outcome {outcome!r} with categories; {nearest(outcome, CATEGORICAL)}")
    with house_style(style) as look:
        draw = partial(_drawn, look, results, given, outcome)
        return fitted(look, results, scenarios, baseline, draw, most=2)


def _drawn(look: Look, results: ResultsLike, given: str, outcome: str, chosen: Selection) -> Figure:
    if not chosen.names or outcome not in results.outcomes:
        return blank_page(look, findings.NO_RUNS, stamp(results, chosen))
    if not given:
        raise NothingToDrawError(NO_CONDITION)
    shown = _read(results, given, outcome, chosen)
    page = _page(look, results, chosen, shown)
    if look.name == "audience":
        draw_dot_table(page, _table(chosen, shown))
    else:
        _cleveland(page, chosen, shown)
    return finish(page)


# --- reading --------------------------------------------------------------------------------------


def _read(results: ResultsLike, given: str, outcome: str, chosen: Selection) -> _Shown:
    kept, what = results.given(given), CATEGORICAL[outcome]
    columns = {name: values(results, outcome, name).astype(str) for name in chosen.names}
    seen = {ending for column in columns.values() for ending in column.unique()}
    endings = [e for e in endings_in(results.outcomes[outcome].dropna(), list(what.categories)) if e in seen]
    of = {}
    for name, column in columns.items():
        inside = values(kept, outcome, name).astype(str)
        every, some = tally(column, endings), tally(inside, endings, in_hundred=len(column) >= FEW_RUNS)
        gaps = [_gap(outcome, name, ending, every, some) for ending in endings]
        of[name] = _Supposed(name, every, some, gaps)
    if not any(each.enough for each in of.values()):
        most = max(each.given.runs for each in of.values())
        raise InputError(
            f"at most {most} runs of a scenario are left given {given!r}: fewer than {FEWEST} are too few to "
            "say anything. Simulate more runs, or ask for less."
        )
    return _Shown(what, endings, given, in_words(given), of)


def _gap(outcome: str, name: str, ending: str, every: Tally, some: Tally) -> Difference:
    """Share among the runs of the condition less that among the other runs, with Newcombe's 95% interval.

    Newcombe 1998 (method 10): the two shares' Wilson intervals joined; the two groups are independent.
    """
    inside, outside = some.hits[ending], every.hits[ending] - some.hits[ending]
    one, other = (intervals.share(inside, some.runs), intervals.share(outside, every.runs - some.runs))
    if not some.runs or every.runs == some.runs:
        return Difference(outcome, name, name, 0, 0.0, np.nan, np.nan, category=ending)
    gap = one.value - other.value
    low = gap - float(np.hypot(one.value - one.low, other.high - other.value))
    high = gap + float(np.hypot(one.high - one.value, other.value - other.low))
    return Difference(outcome, name, name, some.runs, gap, low, high, category=ending)


_SIGNS: Final = {">": "over", ">=": "at least", "<": "under", "<=": "at most", "==": "of"}
_COMPARISON: Final = re.compile(r"^\s*(\w+)\s*(>=|<=|==|>|<)\s*('\w+'|\"\w+\"|-?[\d.]+)\s*$")


def in_words(condition: str) -> str:
    """A condition as a reader would say it, where it is one comparison of an outcome that has words."""
    found = _COMPARISON.match(condition)
    if not found:
        return condition
    column, sign, value = found[1], found[2], found[3]
    if sign == "==" and column in CATEGORICAL:
        known = CATEGORICAL[column].categories.get(value.strip("'\""))
        return known.ending if known else condition
    if column in QUANTITIES and value.strip("'\"") == value:
        label = QUANTITIES[column].label
        said = label if label.startswith("Ira") else label[:1].lower() + label[1:]
        return f"{said} {_SIGNS[sign]} {value.replace('-', '−')}"
    return condition


# --- the page -------------------------------------------------------------------------------------


def _page(look: Look, results: ResultsLike, chosen: Selection, shown: _Shown) -> Page:
    first = shown.enough[0]
    labels = {ending: shown.label(ending) for ending in shown.endings}
    audience = look.name == "audience"
    unit = "each dot: one future in 100" if audience else "share of runs, with 95% intervals of the run noise"
    rows = len(shown.of) * 2 * 1.3 + 1.0
    least = least_height(look, _table(chosen, shown)) if audience else look.text * (len(labels) * rows + 4.0)
    return new_page(
        look,
        findings.conditional(shown.what, first.name, shown.words, first.every, first.given, first.gaps),
        f"{shown.what.label}{end_of(results)}; {unit}",
        stamp(results, chosen),
        note=_note(look, shown),
        least_body=least,
    )


def _note(look: Look, shown: _Shown) -> str:
    parts = ["What one would expect on learning it, not what it would cause."]
    thin = [each for each in shown.of.values() if not each.enough]
    if thin:
        told = ", ".join(f"{scenario_label(each.name, 30)} ({each.given.runs})" for each in thin)
        parts.append(f"Too few runs to show, under {FEWEST}: {told}.")
    if look.name == "expert" and shown.words != shown.condition:
        parts.append(f"The condition: {shown.condition}.")
    return " ".join(parts)


def _all(chosen: Selection, name: str, runs: int) -> str:
    under = f"{scenario_label(name, 24)}: " if len(chosen.names) > 1 else ""
    return f"{under}all {number(runs)}"


def _those(each: _Supposed) -> str:
    return f"the {number(each.given.runs)} where it is so"


def _table(chosen: Selection, shown: _Shown) -> DotTable:
    tallies: dict[str, Tally] = {}
    drawn: dict[str, Mark] = {}
    names: dict[str, str] = {}
    for each in shown.enough:
        for key, told, mark, name in (
            (each.name, each.every, chosen.marks[each.name], _all(chosen, each.name, each.every.runs)),
            (f"{each.name}|given", each.given, SUPPOSED, _those(each)),
        ):
            tallies[key], drawn[key], names[key] = told, mark, name
    labels = {ending: shown.label(ending) for ending in shown.endings}
    return DotTable(labels, tallies, drawn, None, names)


def _cleveland(page: Page, chosen: Selection, shown: _Shown) -> None:
    """A point and an interval per ending and group of runs, the numbers at the right."""
    look = page.look
    groups = [
        (told, mark, name, f"{each.name}{key}")
        for each in shown.enough
        for told, mark, name, key in (
            (each.every, chosen.marks[each.name], _all(chosen, each.name, each.every.runs), ""),
            (each.given, SUPPOSED, _those(each), "|given"),
        )
    ]
    widest = max(page.width(shown.label(e), weight="bold") for e in shown.endings)
    named = max(text_width(name, look.text) for _, _, name, _ in groups) + 20
    figures = page.width("100.0  [100.0, 100.0]") + 14
    box = page.body.inset(left=widest + named + 16, right=figures, bottom=look.text * 3.4)
    last = len(shown.endings) * (len(groups) + 0.8) - 0.8
    ax = page.axes(box)
    ax.set(xlim=(-1, 101), xlabel="in 100 runs", ylim=(last - 0.5, -0.5), yticks=[])
    ax.xaxis.grid(True, color=PALE)
    ax.set_axisbelow(True)
    ax.spines["left"].set_visible(False)
    for block, ending in enumerate(shown.endings):
        for row, (told, mark, name, key) in enumerate(groups):
            spot = block * (len(groups) + 0.8) + row
            height = box.top - (spot + 0.5) / last * box.height
            if row == 0:
                label = shown.label(ending)
                page.write(page.body.left, height, label, fontweight="bold", va="center_baseline")
            page.write(box.left - 10, height, name, ha="right", va="center_baseline")
            text = _interval(ax, told, ending, mark, spot, look, name)
            page.write(
                page.body.right, height, text, ha="right", va="center_baseline", gid=f"count-{key}-{ending}"
            )


def _interval(ax: Axes, told: Tally, ending: str, mark: Mark, spot: float, look: Look, name: str) -> str:
    found = intervals.share(told.hits[ending], told.runs)
    share, low, high = (100 * value for value in (found.value, found.low, found.high))
    flat: dict[str, Any] = {"color": mark.colour, "solid_capstyle": "butt", "label": name}
    ax.plot([low, high], [spot, spot], lw=look.thick, **flat)
    ax.plot([share], [spot], mark.marker, ms=look.dot, mfc=mark.face, mec=mark.colour, label=name)
    return f"{number(share, 1)}  [{number(low, 1)}, {number(high, 1)}]"

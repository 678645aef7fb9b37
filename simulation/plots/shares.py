"""How often each ending happens: counted dots for an audience, points with intervals for experts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from simulation.errors import InputError, nearest
from simulation.outcomes import intervals
from simulation.plots import findings
from simulation.plots.counting import Tally, endings_in, tally
from simulation.plots.data import NothingToDrawError, ResultsLike, Selection, end_of, values
from simulation.plots.dot_table import DotTable, draw_dot_table, least_height
from simulation.plots.labels import CATEGORICAL, PM_BACKING, PM_KIND, Categorical, runs_label, scenario_label
from simulation.plots.page import INCH, Page, blank_page, finish, fitted, new_page, stamp
from simulation.plots.paired import Difference, share_differences
from simulation.plots.style import PALE, Look, house_style
from simulation.words import FEW_RUNS, number

_MOST_CAMPS: Final = 3  # scenarios of a note


@dataclass(frozen=True, slots=True)
class _Counted:
    """What a figure of shares shows."""

    what: Categorical
    categories: Sequence[str]
    tallies: Mapping[str, Tally]
    chosen: Selection
    gaps: Sequence[Difference]

    def label(self, category: str) -> str:
        """A category in plain words."""
        return findings.category_label(self.what, category)

    def table(self) -> DotTable:
        """The same as rows and columns of dots."""
        labels = {category: self.label(category) for category in self.categories}
        return DotTable(labels, self.tallies, self.chosen.marks, self.chosen.baseline)


def outcome_shares(
    results: ResultsLike,
    *,
    outcome: str = "axis_verdict",
    style: str = "expert",
    scenarios: Sequence[str] | None = None,
    baseline: str | None = None,
) -> Figure:
    """In how many futures each ending of `outcome` happens, scenario by scenario.

    For an audience every dot is one future in 100 (one run, under 100 runs) and a dashed outline
    repeats the baseline's count. For experts: shares with 95% Wilson intervals of the run noise.
    Raises `InputError` for an unknown outcome, style, scenario or baseline.
    """
    if outcome not in CATEGORICAL:
        raise InputError(f"no outcome {outcome!r} with categories; {nearest(outcome, CATEGORICAL)}")
    return _figure(results, outcome, style, scenarios, baseline)


def _figure(
    results: ResultsLike, outcome: str, style: str, scenarios: Sequence[str] | None, baseline: str | None
) -> Figure:
    with house_style(style) as look:
        draw = partial(_drawn, look, results, outcome)
        return fitted(look, results, scenarios, baseline, draw, most=4)


def _drawn(look: Look, results: ResultsLike, outcome: str, chosen: Selection) -> Figure:
    if not chosen.names or outcome not in results.outcomes:
        return blank_page(look, findings.NO_RUNS, stamp(results, chosen))
    counted = _count(results, outcome, chosen)
    page = _page(look, results, counted)
    if look.name == "audience":
        draw_dot_table(page, counted.table())
    else:
        _cleveland(page, counted)
    return finish(page)


def pmf_fates(
    results: ResultsLike,
    *,
    style: str = "expert",
    scenarios: Sequence[str] | None = None,
    baseline: str | None = None,
) -> Figure:
    """In how many futures each fate of the Popular Mobilization Forces happens; see `outcome_shares`."""
    return outcome_shares(results, outcome="pmf_fate", style=style, scenarios=scenarios, baseline=baseline)


def premiers(
    results: ResultsLike,
    *,
    style: str = "expert",
    scenarios: Sequence[str] | None = None,
    baseline: str | None = None,
) -> Figure:
    """In how many futures each kind of prime minister is in office at the end; see `outcome_shares`.

    Raises `NothingToDrawError` besides, where the results do not say who governs.
    """
    if "pm_kind" not in results.outcomes and len(results.outcomes):
        raise NothingToDrawError("the results do not say who governs")
    return _figure(results, "pm_kind", style, scenarios, baseline)


def _count(results: ResultsLike, outcome: str, chosen: Selection) -> _Counted:
    what = CATEGORICAL[outcome]
    endings = {name: values(results, outcome, name) for name in chosen.names}
    seen = {str(value) for column in endings.values() for value in column.unique()}
    order = endings_in(results.outcomes[outcome].dropna(), list(what.categories))
    # Of a long list only what happens is shown; the note names the rest.
    categories = order if len(order) <= 4 else [category for category in order if category in seen]
    tallies = {name: tally(column, categories) for name, column in endings.items()}
    return _Counted(
        what, categories, tallies, chosen, share_differences(results, outcome, categories, chosen)
    )


def _page(look: Look, results: ResultsLike, counted: _Counted) -> Page:
    audience = look.name == "audience"
    governing = counted.what is PM_KIND and not audience
    camps = _camps(results, counted.chosen) if governing else ""
    return new_page(
        look,
        findings.shares(counted.what, counted.tallies, counted.gaps),
        _subtitle(look, counted, end_of(results)),
        stamp(results, counted.chosen),
        note=_note(look, counted, camps),
        least_body=least_height(look, counted.table()) if audience else _height_of_rows(look, counted),
    )


def _subtitle(look: Look, counted: _Counted, when: str) -> str:
    opening = f"{counted.what.label}{when}"
    if look.name == "expert":
        runs = runs_label(counted.chosen.most_runs)
        return f"{opening}: share of {runs}, with 95% intervals of the run noise"
    few = counted.tallies[counted.chosen.names[0]].out_of < 100
    return f"{opening}; each dot is one {'run' if few else 'future in 100'}"


def _note(look: Look, counted: _Counted, camps: str) -> str:
    known = counted.what.categories
    parts = []
    if look.name == "expert":
        rules = [f"{known[c].label}: {known[c].meaning}" for c in counted.categories if c in known]
        parts.append(f"{'; '.join(rules)}.")
    elif counted.chosen.baseline is not None:
        parts.append(f"Dashed outline: {scenario_label(counted.chosen.baseline, 30)}, the baseline.")
    absent = [category.label for name, category in known.items() if name not in counted.categories]
    if camps:
        parts.append(camps)
    if absent:
        parts.append(f"In no run: {', '.join(absent)}.")
    return " ".join(parts)


def _camps(results: ResultsLike, chosen: Selection) -> str:
    """Which camps the governing coalitions hold, in 100 governments; nothing where that is not known."""
    table = results.outcomes
    if "pm_backing" not in table or len(chosen.names) > _MOST_CAMPS:
        return ""
    labels = [category.label for category in PM_BACKING.categories.values()]
    told = []
    for name in chosen.names:
        ours = table.loc[(table["scenario"] == name) & (table["pm_kind"] != "caretaker"), "pm_backing"]
        counts = tally(ours, list(PM_BACKING.categories))
        shares = "/".join(counts.text(category) for category in PM_BACKING.categories)
        told.append(f"{scenario_label(name)} {shares if len(ours) else 'no government'}")
    unit = "in 100 governments" if chosen.most_runs >= FEW_RUNS else "governments"
    return f"The coalition holds {' / '.join(labels)}, {unit}: {'; '.join(told)}."


def _height_of_rows(look: Look, counted: _Counted) -> float:
    block = len(counted.chosen.names) * 1.3 + 1.0
    return look.text * (len(counted.categories) * block + 4.0)


def _cleveland(page: Page, counted: _Counted) -> None:
    """A point and an interval per ending and scenario, the numbers at the right (Cleveland 1984)."""
    look, names = page.look, counted.chosen.names
    widest = max(page.width(counted.label(c), weight="bold") for c in counted.categories)
    named = max(page.width(_role(counted, n)) for n in names) + 20
    figures = page.width("100.0  [100.0, 100.0]") + 14
    box = page.body.inset(left=widest + named + 16, right=figures, bottom=look.text * 3.4)
    ax = page.axes(box)
    ax.set(xlim=(-1, 101), xlabel="in 100 runs")
    ax.xaxis.grid(True, color=PALE)
    ax.set_axisbelow(True)
    ax.spines["left"].set_visible(False)
    last = len(counted.categories) * (len(names) + 0.8) - 0.8
    ax.set(ylim=(last, -1.0), yticks=[])
    unit = box.height / (last + 1.0)
    for block, category in enumerate(counted.categories):
        first = block * (len(names) + 0.8)
        page.write(
            page.body.left,
            box.top - (first + 1.0) * unit,
            counted.label(category),
            fontweight="bold",
            va="center",
        )
        for row, name in enumerate(names):
            height = box.top - (first + row + 1.0) * unit
            _interval(page, ax, counted, (category, name), (first + row, height))


def _role(counted: _Counted, name: str) -> str:
    return scenario_label(name, 28) + (" (baseline)" if name == counted.chosen.baseline else "")


def _interval(
    page: Page, ax: Axes, counted: _Counted, which: tuple[str, str], at: tuple[float, float]
) -> None:
    """One row: `which` is its category and scenario, `at` its height on the axis and on the page."""
    category, name = which
    spot, height = at
    mark, told = counted.chosen.marks[name], counted.tallies[name]
    found = intervals.share(told.hits[category], told.runs)
    share, low, high = (100 * value for value in (found.value, found.low, found.high))
    label = _role(counted, name)
    flat: dict[str, Any] = {"color": mark.colour, "solid_capstyle": "butt", "label": label}
    ax.plot([low, high], [spot, spot], lw=page.look.thick, **flat)
    ax.plot([share], [spot], mark.marker, ms=page.look.dot, mfc=mark.face, mec=mark.colour, label=label)
    left = ax.get_position().x0 * page.figure.get_figwidth() * INCH
    page.write(left - 8, height, _role(counted, name), ha="right", va="center")
    text = f"{number(share, 1)}  [{number(low, 1)}, {number(high, 1)}]"
    page.write(page.body.right, height, text, va="center", ha="right", gid=f"count-{name}-{category}")

"""Signposts: what early events multiply the odds of each end state by, seen and not, on a log axis."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from matplotlib import ticker
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from simulation.errors import InputError
from simulation.outcomes.catalogue import OUTCOMES
from simulation.outcomes.kept import Kept
from simulation.plots import findings
from simulation.plots.data import NothingToDrawError, ResultsLike, Selection, one_scenario
from simulation.plots.discovery import subject_of
from simulation.plots.labels import CATEGORICAL, month_label, runs_label, scenario_label
from simulation.plots.page import Box, Page, blank_page, finish, new_page, stamp
from simulation.plots.style import BLUE, GREY, PALE, PAPER, house_style
from simulation.words import in_hundred

_SHOWN: Final[Mapping[str, int]] = {"audience": 4, "expert": 14}
_FINE: Final = (0.25, 0.5, 1.0, 2.0, 4.0)
_COARSE: Final = (0.125, 1.0, 8.0)
_FURTHEST: Final = 8.0  # an interval that goes on beyond this, or its inverse, ends there
_SHIFT: Final = 0.16  # of a row, between the mark of what is seen and that of what is not


@dataclass(frozen=True, slots=True)
class _Signs:
    """The signs of a scenario's end states, the surest first, and how many can be told from chance."""

    scenario: str
    outcome: str
    rows: Sequence[Mapping[str, Any]]
    told: int
    runs: int


def signposts(
    results: ResultsLike,
    *,
    outcome: str = "axis_verdict",
    style: str = "expert",
    scenarios: Sequence[str] | None = None,
    baseline: str | None = None,
    found: pd.DataFrame | None = None,
) -> Figure:
    """What early observable events multiply the odds of end states by, in the first scenario (the baseline).

    Filled where the event is seen by its month, hollow where it is not, with 95% intervals; dashed where it
    cannot be told from chance, all looked at together. `outcome` is an outcome of categories, one of them, a
    quantity or a condition. Drawn is the ranking `found` (see `analysis.signposts.rank`), or what
    `crossroads signposts` kept where it is of this scenario and outcome with nothing ticked, or else what
    is found anew. Raises `NothingToDrawError` where the results hold no months, or none early enough,
    `InputError` for an unknown outcome, style, scenario or baseline.
    """
    with house_style(style) as look:
        chosen = one_scenario(results, scenarios, baseline)
        if not chosen.names:
            return blank_page(look, findings.NO_RUNS, stamp(results, chosen))
        name = chosen.names[0]
        ranked = ranked_of(results, name, outcome) if found is None else found
        rows = [{str(key): value for key, value in row.items()} for row in ranked.to_dict("records")]
        signs = _Signs(name, outcome, rows, int(ranked["told"].sum()), chosen.runs[name])
        page, shown = _page(style, results, chosen, signs)
        _drawn(page, shown)
        return finish(page)


def ranked_of(results: ResultsLike, scenario: str, outcome: str) -> pd.DataFrame:
    """The signs, as kept or found anew. Raises `NothingToDrawError` where the results hold none."""
    from simulation.analysis.signposts import ranking as study  # loads the model

    kept = None if results.condition else results.analysis(study.NAME)
    if kept is not None and _is_of(kept, scenario, outcome):
        return kept.tables["ranked"]
    held = results.columns("outcomes")
    missing = [name for name in OUTCOMES if name in outcome.split("=")[0].split() and name not in held]
    if missing:
        raise NothingToDrawError(f"the results do not say how runs end: they have no {missing[0]}")
    try:
        return study.rank(results, scenario, outcome)
    except InputError as error:
        known = outcome.split("=")[0].strip() in OUTCOMES
        raise (NothingToDrawError(str(error)) if known else error) from error


def _is_of(kept: Kept, scenario: str, outcome: str) -> bool:
    said = kept.settings
    ticked = said.get("seen") or said.get("not_seen") or said.get("by_month")
    return not ticked and (said.get("scenario"), said.get("outcome")) == (scenario, outcome)


# --- words ----------------------------------------------------------------------------------------


def state_of(outcome: str, state: str) -> str:
    """An end state as the subject of a sentence: 'Iraq leaving the axis'."""
    what = CATEGORICAL.get(outcome.split("=")[0])
    known = what.categories.get(state) if what else None
    return known.ending if known else subject_of(outcome, state)


def title_of(signs: _Signs) -> str:
    """The surest sign that can be told from chance, or that none can."""
    if not signs.told:
        return "No early event looked at is a sign that can be told from chance"
    first = signs.rows[0]
    seen = _further(first)
    words = first["words" if seen else "unseen_words"]
    value, low, high = (first[f"lr_{'seen' if seen else 'unseen'}{end}"] for end in ("", "_low", "_high"))
    return (
        f"{findings.capital(words)}: odds of {state_of(signs.outcome, first['state'])} "
        f"× {value:.1f} ({low:.1f} to {high:.1f})"
    )


def _further(row: Mapping[str, Any]) -> bool:
    """Whether seeing the event says more than not seeing it."""
    return bool(abs(np.log(row["lr_seen"])) >= abs(np.log(row["lr_unseen"])))


def _label(row: Mapping[str, Any]) -> str:
    """An event without its month, which has a column."""
    from simulation.analysis.signposts.observables import month_words

    return str(row["words"]).removesuffix(f" by {month_words(row['month'])}")


def _page(
    style: str, results: ResultsLike, chosen: Selection, signs: _Signs
) -> tuple[Page, Sequence[Mapping[str, Any]]]:
    rows = signs.rows
    if style == "audience" and signs.told:  # what could be luck is for those who read notes
        rows = [row for row in rows if row["told"]]
    with house_style(style) as look:
        for count in range(_SHOWN[style], 0, -1):
            shown = rows[:count]
            page = new_page(
                look,
                title_of(signs),
                f"What an early event multiplies the odds of {_ends(signs.outcome, shown)} by, "
                f"{scenario_label(signs.scenario)}; {runs_label(signs.runs)}",
                stamp(results, chosen),
                note=_note(style, signs, shown),
                least_body=look.text * (len(shown) * (3.4 if style == "audience" else 2.0) + 4.0),
            )
            if style == "expert" or page.figure.get_figheight() < look.height + 1e-6:
                break
        return page, shown


def _ends(outcome: str, shown: Sequence[Mapping[str, Any]]) -> str:
    states = list(dict.fromkeys(row["state"] for row in shown))
    return state_of(outcome, states[0]) if len(states) == 1 else "an end"


def _note(style: str, signs: _Signs, shown: Sequence[Mapping[str, Any]]) -> str:
    marks = "Filled: seen by that month. Hollow: not seen."
    dashed = " Dashed: no more than chance." if not all(row["told"] for row in shown) else ""
    if style == "audience":
        return marks + dashed
    return (
        f"{marks}{dashed} Likelihood ratios with 95% intervals; {signs.told} of {len(signs.rows)} can be "
        "told from chance, all events, months and ends looked at together. Each event at the month when it "
        "says most. Events of a run depend on one another: ratios are not to be multiplied."
    )


# --- drawing --------------------------------------------------------------------------------------


def _drawn(page: Page, shown: Sequence[Mapping[str, Any]]) -> None:
    """A row per sign: the event, its month, the end, the ratios."""
    look = page.look
    columns = _columns(page, shown)
    room = sum(width for _, width, _ in columns)
    left = page.body.width * (0.36 if look.name == "audience" else 0.32)
    box = page.body.inset(left=left, right=room, top=look.text * 1.6, bottom=look.text * 2.0)
    ax = _ratio_axis(page, box, shown)
    at = page.body.right
    for heading, width, texts in reversed(columns):
        page.write(at, box.top + 4, heading, ha="right", va="bottom")
        for row, text in enumerate(texts):
            height = box.top - (row + 0.5) / len(shown) * box.height
            gid = f"{heading.split(' ')[0]}-{row}"
            page.write(at, height, text, va="center_baseline", ha="right", gid=gid)
        at -= width
    for place, sign in enumerate(shown):
        height = box.top - (place + 0.5) / len(shown) * box.height
        label = page.wrap(_label(sign), left - 18)
        page.write(page.body.left, height, label, va="center", linespacing=1.1)
        _mark(page, ax, sign, "seen", place - _SHIFT)
        _mark(page, ax, sign, "unseen", place + _SHIFT)


def _mark(page: Page, ax: Axes, row: Mapping[str, Any], name: str, spot: float) -> None:
    look = page.look
    value, *edges = (
        float(np.clip(row[f"lr_{name}{end}"], 1 / _FURTHEST, _FURTHEST)) for end in ("", "_low", "_high")
    )
    dashes = "solid" if row["told"] else (0, (1.6, 1.0))
    ax.plot(edges, [spot, spot], color=BLUE, lw=look.thick * 0.8, ls=dashes)
    ax.plot([value], [spot], "o", ms=look.dot, mfc=BLUE if name == "seen" else PAPER, mec=BLUE, mew=look.thin)


def _ratio_axis(page: Page, box: Box, shown: Sequence[Mapping[str, Any]]) -> Axes:
    ax = page.axes(box)
    names = [f"lr_{name}{end}" for name in ("seen", "unseen") for end in ("_low", "_high")]
    reach = float(np.max([np.abs(np.log([row[name] for name in names])) for row in shown]))
    reach = float(np.clip(np.exp(1.08 * reach), 2.2, _FURTHEST * 1.2))
    ax.set_xscale("log")
    ax.set(xlim=(1 / reach, reach), ylim=(len(shown) - 0.4, -0.6), yticks=[])
    ticks = [tick for tick in (_COARSE if reach > _FURTHEST else _FINE) if 1 / reach <= tick <= reach]
    if len(ticks) > 3 and box.width < 3.4 * page.look.text * len(ticks):
        ticks = [min(ticks), 1.0, max(ticks)]
    ax.set_xticks(ticks, [f"×{tick:g}" if tick >= 1 else f"÷{1 / tick:g}" for tick in ticks])
    ax.xaxis.set_minor_locator(ticker.NullLocator())
    ax.axvline(1.0, color=GREY, lw=page.look.thin)
    ax.spines["left"].set_visible(False)
    ax.xaxis.grid(True, color=PALE)
    ax.set_axisbelow(True)
    return ax


def _columns(page: Page, shown: Sequence[Mapping[str, Any]]) -> list[tuple[str, float, list[str]]]:
    """Heading, width and texts of each column at the right."""
    texts = {
        "by": [month_label(row["month"]) for row in shown],
    }
    if len({row["state"] for row in shown}) > 1:
        texts["end"] = [_short(row["state"]) for row in shown]
    if page.look.name == "expert":
        texts["seen in 100"] = [in_hundred(_often(row)) for row in shown]
        texts["if seen [95%]"] = [_ratio(row, "seen") for row in shown]
        texts["if not [95%]"] = [_ratio(row, "unseen") for row in shown]
    else:
        texts["if seen"] = [f"×{row['lr_seen']:.1f}" for row in shown]
    return [
        (heading, max(page.width(text) for text in (heading, *column)) + 14, column)
        for heading, column in texts.items()
    ]


def _short(state: str) -> str:
    for what in CATEGORICAL.values():
        if state in what.categories:
            return what.categories[state].label
    return scenario_label(state, 24)


def _often(row: Mapping[str, Any]) -> float:
    return float(row["share"] * row["seen_if"] + (1 - row["share"]) * row["seen_else"])


def _ratio(row: Mapping[str, Any], name: str) -> str:
    value, low, high = (row[f"lr_{name}{end}"] for end in ("", "_low", "_high"))
    return f"{value:.2f} [{low:.2f}, {high:.2f}]"

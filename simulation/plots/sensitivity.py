"""What an outcome depends on: screening and indices of `crossroads sensitivity`, with the noise line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from simulation.errors import InputError, nearest
from simulation.evidence import load_evidence
from simulation.outcomes.kept import Kept
from simulation.plots.data import NothingToDrawError, ResultsLike, select
from simulation.plots.drivers import meaning_of
from simulation.plots.findings import capital
from simulation.plots.labels import CATEGORICAL, quantity_of, scenario_label
from simulation.plots.page import Page, finish, new_page
from simulation.plots.row_panel import Point, Row, row_panel
from simulation.plots.style import house_style
from simulation.words import number

NAME: Final = "sensitivity"
_MISSING: Final = (
    "no sensitivity analysis is kept beside these results; ask for one with: "
    "crossroads sensitivity FILE --out RESULTS"
)
_LUCK, _OTHERS, _DUMMY = "(luck)", "(other beliefs)", "(dummy)"
_BESIDE: Final = {_LUCK: "luck dealt anew", _OTHERS: "other beliefs", _DUMMY: "a dummy"}
_SCREENED: Final = 12
_GROUPS: Final = 8
_AUDIENCE: Final = 4


@dataclass(frozen=True, slots=True)
class Asked:
    """What was kept on one outcome: `screening`, `indices` and `groups`, those of this outcome alone."""

    outcome: str
    label: str
    scenario: str
    settings: dict[str, Any]
    screening: pd.DataFrame
    indices: pd.DataFrame
    groups: pd.DataFrame

    @property
    def ranked(self) -> pd.DataFrame:
        """Parameters whose share can be told from luck, the largest first."""
        return self.indices[self.indices["told"] & ~self.indices["parameter"].isin(_BESIDE)]

    @property
    def floor(self) -> float:
        """The noise line of shares: luck's total."""
        return _of(self.indices, "parameter", _LUCK, "total")

    @property
    def judged(self) -> pd.Series[Any] | None:
        """The row of judgement among the bases; None where nothing was grouped."""
        found = self.groups[(self.groups["grouping"] == "basis") & (self.groups["group"] == "judgement")]
        return None if found.empty else found.iloc[0]


def asked_of(results: ResultsLike, outcome: str | None = None) -> Asked:
    """The analysis of one outcome, by default of the first that was asked after.

    Raises `NothingToDrawError` where none is kept, `InputError` for an outcome that it is not of.
    """
    kept = results.analysis(NAME)
    if kept is None:
        raise NothingToDrawError(_MISSING)
    known = list(dict.fromkeys(kept.tables["screening"]["outcome"]))
    if outcome is not None and outcome not in known:
        raise InputError(f"the sensitivity of {outcome!r} was not asked after; {nearest(outcome, known)}")
    name = str(outcome or known[0])
    parts = [_part(kept, table, name) for table in ("screening", "indices", "groups")]
    return Asked(name, label_of(name), str(kept.settings["scenario"]), dict(kept.settings), *parts)


def _part(kept: Kept, table: str, outcome: str) -> pd.DataFrame:
    empty = {"screening": ["parameter", "told"], "indices": ["parameter", "told"]}
    found = kept.tables.get(table)
    if found is None:
        return pd.DataFrame(columns=empty.get(table, ["grouping", "group", "told"]))
    return found[found["outcome"] == outcome].reset_index(drop=True)


def label_of(outcome: str) -> str:
    """'Axis index', 'Iraq leaving the axis'."""
    name, _, category = outcome.partition("=")
    if not category:
        return quantity_of(name).label
    known = CATEGORICAL[name].categories.get(category) if name in CATEGORICAL else None
    return capital(known.ending if known else f"{name} {category}".replace("_", " "))


def sensitivity(
    results: ResultsLike,
    *,
    outcome: str | None = None,
    style: str = "expert",
    scenarios: Sequence[str] | None = None,
    baseline: str | None = None,
) -> Figure:
    """Which parameters an outcome depends on, with the noise line, and which mechanisms and bases.

    Drawn from what `crossroads sensitivity FILE --out RESULTS` kept; `outcome` is one that was asked after,
    by default the first. Marks: the change by half a prior (screening), shares of the variance of ensemble
    means alone (filled) and with others (hollow), with 95% intervals by bootstrap; shaded, what a new deal
    of luck does. Raises `NothingToDrawError` where nothing was kept, or of none of the `scenarios` named;
    `InputError` for an unknown style, outcome, scenario or baseline.
    """
    with house_style(style) as look:
        chosen, asked = select(results, scenarios, baseline), asked_of(results, outcome)
        if scenarios is not None and asked.scenario not in chosen.names:
            raise NothingToDrawError(f"the sensitivity that is kept is of {asked.scenario}")
        audience = look.name == "audience"
        rows = _rows_for_audience(asked) if audience else []
        least = look.text * (len(rows) * 2.6 + 4) if audience else look.text * 46
        page = new_page(
            look, _title(asked), _subtitle(asked), _stamp(results, asked), note=_NOTES[look.name],
            least_body=least,
        )  # fmt: skip
        if audience and rows:
            _shares(page, page.body, rows, asked.floor, names=page.body.width * 0.55)
        elif not audience:
            _panels(page, asked)
        return finish(page)


# --- words ----------------------------------------------------------------------------------------


def _title(asked: Asked) -> str:
    first = asked.ranked
    tried = number(int(asked.settings.get("parameters", len(asked.screening))))
    if first.empty:
        return f"{asked.label}: of {tried} parameters, none moves it more than luck that we can tell"
    row = first.iloc[0]
    meaning = meaning_of(str(row["parameter"]), 70)
    meaning = meaning if meaning.split(" ")[0].isupper() else meaning[:1].lower() + meaning[1:]
    return f"{asked.label}: of {tried} parameters, it depends most on {meaning} ({_percent(row, 'total')})"


def _percent(row: Any, name: str) -> str:
    return f"{number(100 * row[name])}% ± {number(100 * row[f'{name}_reach'])}"


def _subtitle(asked: Asked) -> str:
    said = f"Share of the variance of ensemble means, {scenario_label(asked.scenario)}"
    judged = asked.judged
    if judged is None:
        return said
    # A total order is estimated, and can come out above the whole.
    share = "nearly all of it" if judged["total"] >= NEARLY_ALL else _percent(judged, "total")
    return f"{said}; on judgement rests {share}"


NEARLY_ALL: Final = 0.95
_NOTES: Final = {
    "audience": "Filled: the parameter alone. Hollow: with all that it takes part in. Shaded: luck.",
    "expert": (
        "Screening: mean absolute change of the ensemble mean when a parameter moves by half of its prior "
        "(Morris). Shares: Sobol' first order, filled, and total order, hollow; totals can sum to more than "
        "the whole. Bars are 95% intervals by bootstrap, numbers total orders. Shaded: what a new deal of "
        "luck does; what ranks within it is noise. Bold: told from luck."
    ),
}


def _stamp(results: ResultsLike, asked: Asked) -> str:
    manifest, of = results.manifest, asked.settings
    parts = [
        str(manifest.get("title", "")),
        scenario_label(asked.scenario),
        f"{of.get('points')} pairs of points x {of.get('runs')} runs",
        f"seed {of.get('seed', 'not recorded')}",
        f"Crossroads {manifest.get('version', '')}".strip(),
        f"calibration: {of.get('calibration', 'untested')}",
    ]
    return " · ".join(part for part in parts if part)


# --- panels ---------------------------------------------------------------------------------------


def _panels(page: Page, asked: Asked) -> None:
    """Screening and indices above, mechanisms and bases below."""
    boxes = page.body.split(2, 2, (34.0, 16.0))
    names = boxes[0].width * 0.42
    step = asked.screening[~asked.screening["parameter"].isin(_BESIDE)].head(_SCREENED)
    floor = _of(asked.screening, "parameter", _LUCK, "change") + _of(
        asked.screening, "parameter", _LUCK, "reach"
    )
    rows = [
        Row(
            str(row["parameter"]),
            (_point(row, "change", "reach", hollow=not row["told"]),),
            bold=bool(row["told"]),
        )
        for row in step.to_dict("records")
    ]
    if rows:
        row_panel(
            page, boxes[0], rows, label=f"change of {asked.label[:1].lower()}{asked.label[1:]}", names=names,
            ticks=lambda value: f"{value:.3g}".replace("-", "−"), heading="Screening", floor=floor,
        )  # fmt: skip
    for box, heading, table, name in (
        (boxes[1], "Indices", asked.indices, "parameter"),
        (boxes[2], "By mechanism", _grouped(asked, "mechanism"), "group"),
        (boxes[3], "By basis of evidence", _grouped(asked, "basis"), "group"),
    ):
        shown = [_row(row, name) for row in table.to_dict("records") if row[name] != _DUMMY]
        if shown:
            floor = _of(table, name, _LUCK, "total")
            _shares(page, box, shown, floor, names=names, heading=heading)
        else:
            page.write(box.left, box.top, f"{heading}: not asked after", va="top")


def _grouped(asked: Asked, grouping: str) -> pd.DataFrame:
    """The groups of a kind with the largest totals, luck and other beliefs among them."""
    ours = asked.groups[asked.groups["grouping"] == grouping]
    largest = ours[~ours["group"].isin(_BESIDE)].head(_GROUPS)
    return pd.concat([largest, ours[ours["group"].isin(_BESIDE)]])


def _shares(
    page: Page, box: Any, rows: Sequence[Row], floor: float, *, names: float, heading: str = ""
) -> None:
    row_panel(
        page, box, rows, label="share of the variance", ticks=lambda value: f"{number(100 * value)}%",
        names=names, heading=heading, floor=floor,
    )  # fmt: skip


def _rows_for_audience(asked: Asked) -> list[Row]:
    shown = asked.indices[~asked.indices["parameter"].isin(_BESIDE)].head(_AUDIENCE)
    return [_row(row, "parameter", meaning_of(str(row["parameter"]), 84)) for row in shown.to_dict("records")]


def _row(row: dict[Any, Any], name: str, text: str = "") -> Row:
    called = str(row[name])
    known = _BESIDE.get(called) or text or _mechanism(called) or called
    both = (_point(row, "first", "first_reach"), _point(row, "total", "total_reach", hollow=True))
    return Row(known, both, _percent(row, "total"), bold=bool(row["told"]))


def _mechanism(name: str) -> str:
    found = load_evidence().mechanisms.get(name)
    return found.title if found else ""


def _point(row: dict[Any, Any], name: str, reach: str, *, hollow: bool = False) -> Point:
    value, half = float(row[name]), float(row[reach])
    return Point(value, value - half, value + half, hollow)


def _of(table: pd.DataFrame, key: str, name: str, column: str) -> float:
    if column not in table:
        return 0.0
    found = table.loc[table[key] == name, column].to_numpy(np.float64)
    return float(found[0]) if found.size else 0.0

"""What history matching leaves of the priors: prior and matched range by parameter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import pandas as pd
from matplotlib.figure import Figure

from simulation.outcomes.kept import Kept
from simulation.plots.data import NothingToDrawError, ResultsLike, select
from simulation.plots.drivers import meaning_of
from simulation.plots.page import finish, new_page
from simulation.plots.row_panel import Point, Row, row_panel
from simulation.plots.style import house_style
from simulation.words import number

NAME: Final = "matching"
_MISSING: Final = (
    "no calibration is kept beside these results; ask for one with: crossroads calibrate --out RESULTS"
)
TRIMMED: Final = 0.1  # a distance of distribution functions from which a range counts as trimmed
_AUDIENCE: Final = 4
_UNTRIMMED: Final = (0.05, 0.5, 0.95)


def matching(
    results: ResultsLike,
    *,
    style: str = "expert",
    scenarios: Sequence[str] | None = None,
    baseline: str | None = None,
) -> Figure:
    """Which part of each prior past patterns leave, and the pattern that trims it.

    Drawn from what `crossroads calibrate --out RESULTS` kept, on the scale of the prior's quantiles: hollow,
    the prior's middle and the 90 of 100 round it; filled, the same of what is not implausible. It is of the
    priors and of no scenario; `scenarios` and `baseline` are only checked. Raises `NothingToDrawError` where
    nothing was kept, `InputError` for an unknown style, scenario or baseline.
    """
    with house_style(style) as look:
        select(results, scenarios, baseline)
        kept = results.analysis(NAME)
        if kept is None:
            raise NothingToDrawError(_MISSING)
        audience, table = look.name == "audience", kept.tables["ranges"]
        shown = table.head(_AUDIENCE) if audience else table
        rows = [_row(row, audience=audience) for row in shown.to_dict("records")]
        least = look.text * (len(rows) * (2.6 if audience else 2.2) + 5)
        page = new_page(
            look, title_of(kept), _subtitle(kept), _stamp(results, kept), note=_NOTES[look.name],
            least_body=least,
        )  # fmt: skip
        row_panel(
            page, page.body, rows, label="quantile of the prior", ticks=lambda value: f"{value:g}",
            names=page.body.width * (0.55 if audience else 0.3),
        )  # fmt: skip
        return finish(page)


def trimmed(kept: Kept) -> pd.DataFrame:
    """The parameters of which enough is gone to be told, the most first."""
    table = kept.tables["ranges"]
    return table[table["trimmed"] > TRIMMED]


def title_of(kept: Kept) -> str:
    """How much of the prior space is left, and which parameter is trimmed most."""
    left = float(kept.settings["left"])
    opening = f"{percent(left)} of 100 parts of the prior space of {len(kept.tables['ranges'])} parameters"
    found = trimmed(kept)
    if found.empty:
        return f"{opening} are not implausible; no single range is trimmed"
    first = meaning_of(str(found.iloc[0]["parameter"]), 70)
    first = first if first.split(" ")[0].isupper() else first[:1].lower() + first[1:]
    return f"{opening} are not implausible; trimmed most: {first}"


def percent(share: float) -> str:
    """A share in 100, never rounded to none or all of it."""
    if 0 < share < 0.005 or 0.995 < share < 1:
        return "under 1" if share < 0.5 else "over 99"
    return number(100 * share)


def _subtitle(kept: Kept) -> str:
    points = int(kept.tables["waves"]["points"].sum())
    return (
        f"History matching to past patterns, {kept.settings['waves']} waves, {number(points)} points x "
        f"{kept.settings['runs']} runs, cut {number(float(kept.settings['cut']))}"
    )


_NOTES: Final = {
    "audience": "Hollow: the prior. Filled: what past patterns leave of it. It trims, and claims no more.",
    "expert": (
        "The middle and the 90 of 100 parts round it: hollow, of the prior; filled, of what is not "
        "implausible. At the right both in the parameter's unit, and the pattern that trims it. Bold: "
        "trimmed. With so few episodes this trims what is implausible and claims no more."
    ),
}


def _row(row: Mapping[Any, Any], *, audience: bool) -> Row:
    low, middle, high = _UNTRIMMED
    prior = Point(middle, low, high, hollow=True)
    ours = Point(float(row["middle"]), float(row["low"]), float(row["high"]))
    told = float(row["trimmed"]) > TRIMMED
    name = str(row["parameter"])
    if audience:
        return Row(meaning_of(name, 84), (prior, ours), bold=told)
    spans = (span(row, kind) for kind in ("prior", "matched"))
    by = f" · {row['by']}" if told and row["by"] else ""
    return Row(name, (prior, ours), " → ".join(spans) + by, bold=told)


def span(row: Mapping[Any, Any], kind: str) -> str:
    """'0.3…0.71': the 90 of 100 parts of a prior or of what is left."""
    low, high = (f"{float(row[f'{kind}_{end}']):.2g}".replace("-", "−") for end in ("low", "high"))
    return f"{low}…{high}"


def _stamp(results: ResultsLike, kept: Kept) -> str:
    manifest = results.manifest
    parts = [
        f"matched {kept.settings.get('date', '')}".strip(),
        f"seed {kept.settings.get('seed', 'not recorded')}",
        f"Crossroads {manifest.get('version', '')}".strip(),
        f"calibration: {manifest.get('calibration', 'untested')}",
    ]
    return " · ".join(part for part in parts if part)

"""Under which beliefs and early events an outcome happens: boxes by density and coverage, and the peeling."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from simulation.errors import InputError
from simulation.evidence import load_evidence
from simulation.outcomes.catalogue import OUTCOMES
from simulation.outcomes.kept import Kept
from simulation.plots import findings
from simulation.plots.data import NothingToDrawError, ResultsLike, Selection, end_of, one_scenario
from simulation.plots.drivers import meaning_of
from simulation.plots.labels import CATEGORICAL, quantity_of, runs_label, scenario_label
from simulation.plots.page import Box, Page, blank_page, finish, new_page, stamp
from simulation.plots.style import BLUE, GREY, PALE, PAPER, house_style
from simulation.words import in_hundred

_SHOWN: Final[Mapping[str, int]] = {"audience": 2, "expert": 5}
_METHODS: Final[Mapping[str, str]] = {"prim": "PRIM", "tree": "tree"}
_CONDITION: Final = ("==", "<", ">", "!=", " in ")


@dataclass(frozen=True, slots=True)
class _Found:
    """One case of one scenario: its boxes (PRIM's densest first), its share at large, the peeling."""

    scenario: str
    subject: str
    runs: int
    share: float
    splits: int
    looked_at: str
    boxes: Sequence[Mapping[str, Any]]
    trajectory: pd.DataFrame


def discovery(
    results: ResultsLike,
    *,
    outcome: str = "axis_verdict=leaving",
    style: str = "expert",
    scenarios: Sequence[str] | None = None,
    baseline: str | None = None,
    found: Kept | None = None,
) -> Figure:
    """The boxes in which an outcome of the first scenario named (the baseline) is denser than at large.

    Dots are density, with 95% intervals, beside the share of all runs that end so; coverage is written. For
    experts also how often a box is found again among other halves of the runs, and PRIM's peeling
    trajectory (coverage against density). `outcome` is a category, a quantity (its highest quarter) or a
    condition. Drawn is the study `found`, or what `crossroads discover` kept where it is of this scenario
    and outcome, or else what is found anew. Raises `NothingToDrawError` where too few runs end so,
    `InputError` for an unknown outcome, style, scenario or baseline.
    """
    with house_style(style) as look:
        chosen = one_scenario(results, scenarios, baseline)
        if not chosen.names:
            return blank_page(look, findings.NO_RUNS, stamp(results, chosen))
        held = found_of(results, chosen.names[0], outcome, found)
        page, shown = _page(look.name, results, chosen, held)
        _drawn(page, held, shown)
        return finish(page)


def found_of(results: ResultsLike, scenario: str, outcome: str, found: Kept | None = None) -> _Found:
    """What discovery finds of one case. Raises `NothingToDrawError` where there is nothing to look for."""
    held = [name for name in OUTCOMES if name in results.columns("outcomes")]
    wanted = [name for name in OUTCOMES if re.search(rf"\b{name}\b", outcome)]
    missing = [name for name in wanted if name not in held]
    if missing:
        raise NothingToDrawError(f"the results do not say how runs end: they have no {missing[0]}")
    try:
        from simulation.analysis.discovery.study import kept_or_new  # loads the model

        kept = found or kept_or_new(results, scenario, outcome)
    except InputError as error:
        raise (NothingToDrawError(str(error)) if wanted else error) from error
    case = next(row for row in kept.tables["cases"].to_dict("records") if not row["refused"])
    name, boxes = case["case"], kept.tables["boxes"]
    trajectory = kept.tables["trajectory"]
    looked = f"{kept.settings['beliefs']:,} beliefs; {kept.settings['events']}"
    rows = [_row(row) for row in _of(boxes, name).to_dict("records")]
    share = rows[0]["base"] if rows else case["hits"] / case["runs"]
    return _Found(
        scenario, subject_of(outcome, name), int(case["runs"]), float(share), int(kept.settings["splits"]),
        looked, rows, _of(trajectory, name),
    )  # fmt: skip


def _of(table: pd.DataFrame, case: str) -> pd.DataFrame:
    return table[table["case"] == case]


def _row(row: Mapping[Any, Any]) -> dict[str, Any]:
    return {str(key): value for key, value in row.items()}


def subject_of(outcome: str, case: str) -> str:
    """What is asked after as the subject of a sentence: 'Iraq leaving the axis'."""
    name, _, category = outcome.partition("=")
    if any(mark in outcome for mark in _CONDITION):
        return plain(outcome)
    if name in CATEGORICAL and category in CATEGORICAL[name].categories:
        return CATEGORICAL[name].categories[category].ending
    bound = re.search(r"above (\S+),", case)
    label = quantity_of(name).label
    return f"{label} above {bound[1]}" if bound else scenario_label(case)


def beliefs_of(box: str) -> list[str]:
    """The beliefs that conditions name, each once."""
    known = load_evidence().parameters
    return list(dict.fromkeys(word for word in re.findall(r"[\w.]+", box) if word in known))


def plain(box: str) -> str:
    """Conditions with the names of beliefs as a reader sees them: 'US commitment above 0.6'."""
    known = load_evidence().parameters

    def spoken(part: re.Match[str]) -> str:
        return scenario_label(part[0]) if part[0] in known else part[0].replace("_", " ")

    return re.sub(r"(?<=\s)-(?=\d)", "\N{MINUS SIGN}", re.sub(r"[\w.]+", spoken, box))


# --- the page -------------------------------------------------------------------------------------


def title_of(found: _Found) -> str:
    """The first box, with how often the outcome comes there and at large; or that there is none."""
    if not found.boxes:
        return f"{findings.capital(found.subject)}: nothing looked at makes it more frequent beyond chance"
    first = found.boxes[0]
    return (
        f"{findings.capital(found.subject)}: {in_hundred(first['density'])} of 100 futures with "
        f"{plain(first['box'])}, {in_hundred(first['base'])} of 100 at large"
    )


def _page(
    style: str, results: ResultsLike, chosen: Selection, found: _Found
) -> tuple[Page, Sequence[Mapping[str, Any]]]:
    """The page and the boxes it shows: for an audience fewer where a long title takes their room."""
    with house_style(style) as look:
        for count in range(_SHOWN[style], 0, -1):
            shown = found.boxes[:count]
            rows = len(shown) + 1
            page = new_page(
                look,
                title_of(found),
                f"How often it comes{end_of(results)}, {scenario_label(found.scenario)}; "
                f"{runs_label(found.runs)}",
                stamp(results, chosen),
                note=_note(style, found, len(found.boxes) - len(shown)),
                least_body=look.text * (rows * (4.3 if style == "audience" else 4.2) + 3.5),
            )
            if style == "expert" or page.figure.get_figheight() < look.height + 1e-6:
                break
        return page, shown


def _note(style: str, found: _Found, left_out: int) -> str:
    if style == "audience":
        return (
            "Found in one half of the runs, counted in the other. Covers: of 100 runs that end so, how many. "
            "Bars: 95% intervals."
        )
    rest = f" Not shown: {left_out} more." if left_out > 0 else ""
    return (
        "Conditions were found in one half of the runs; density and coverage, with 95% intervals, are of the "
        f"other half. Found again: in how many of {found.splits} other halves a search finds the same "
        f"conditions. Looked at: {found.looked_at.rstrip('.')}.{rest}"
    )


def _drawn(page: Page, found: _Found, shown: Sequence[Mapping[str, Any]]) -> None:
    audience = page.look.name == "audience"
    draw_path = not audience and len(found.trajectory) > 1
    body = page.body.inset(right=page.body.width * 0.27) if draw_path else page.body
    _boxes(page, body, found, shown)
    if draw_path:
        _trajectory(page, page.body.inset(left=page.body.width * 0.79), found)


def _boxes(page: Page, body: Box, found: _Found, shown: Sequence[Mapping[str, Any]]) -> None:
    """A row for all runs and one for every box: words, density on one axis, numbers at the right."""
    look = page.look
    columns = _columns(page, found, shown)
    room = sum(width for _, width, _ in columns)
    left = body.width * (0.46 if look.name == "audience" else 0.36)
    box = body.inset(left=left, right=room, top=look.text * 1.6, bottom=look.text * 2.0)
    ends = [found.share, *(row[f"density{end}"] for row in shown for end in ("_low", "_high"))]
    ax = _density_axis(page, box, ends, len(shown) + 1)
    ax.axvline(100 * found.share, color=GREY, lw=look.thin, ls=(0, (4, 2)))
    for row in range(len(shown) + 1):
        height = box.top - (row + 0.5) / (len(shown) + 1) * box.height
        words = "all runs" if row == 0 else _words(look.name, shown[row - 1])
        page.write(body.left, height, page.wrap(words, left - 18), va="center", linespacing=1.1)
        value = found.share if row == 0 else shown[row - 1]["density"]
        if row:
            edges = [100 * shown[row - 1][f"density_{end}"] for end in ("low", "high")]
            ax.plot(edges, [row, row], color=BLUE, lw=look.thick, solid_capstyle="butt")
        colour, face = (GREY, PAPER) if row == 0 else (BLUE, BLUE)
        ax.plot([100 * value], [row], "o", ms=look.dot, mfc=face, mec=colour, mew=look.thin)
    at = body.right
    for heading, width, texts in reversed(columns):
        page.write(at, box.top + 4, heading, ha="right", va="bottom")
        for row, text in enumerate(texts):
            height = box.top - (row + 0.5) / (len(shown) + 1) * box.height
            gid = f"{heading.split(' ')[0]}-{row}"
            page.write(at, height, text, va="center_baseline", ha="right", gid=gid)
        at -= width


def _words(style: str, row: Mapping[str, Any]) -> str:
    words = f"with {plain(row['box'])}"
    if style == "expert":
        words += f" ({_METHODS[row['method']]})"
    meanings = "; ".join(_lower(meaning_of(name, 64)) for name in beliefs_of(row["box"]))
    return f"{words}: {meanings}" if meanings else words


def _lower(words: str) -> str:
    """A sentence as part of another."""
    return words if words[1:2].isupper() else words[:1].lower() + words[1:].rstrip(".")


def _columns(
    page: Page, found: _Found, shown: Sequence[Mapping[str, Any]]
) -> list[tuple[str, float, list[str]]]:
    """Heading, width and texts of each column of numbers."""
    if page.look.name == "audience":
        texts = {
            "in 100": [in_hundred(found.share), *(in_hundred(row["density"]) for row in shown)],
            "covers": ["", *(f"{in_hundred(row['coverage'])}" for row in shown)],
        }
    else:
        texts = {
            "density [95%]": [in_hundred(found.share), *(_interval(row, "density") for row in shown)],
            "coverage [95%]": ["", *(_interval(row, "coverage") for row in shown)],
        }
        if found.splits:
            texts["again"] = ["", *(f"{row['again']:.0f}" for row in shown)]
    return [
        (heading, max(page.width(text) for text in (heading, *column)) + 14, column)
        for heading, column in texts.items()
    ]


def _interval(row: Mapping[str, Any], name: str) -> str:
    value, low, high = (100 * row[f"{name}{end}"] for end in ("", "_low", "_high"))
    return f"{value:.0f} [{low:.0f}, {high:.0f}]"


def _density_axis(page: Page, box: Box, ends: Sequence[float], rows: int) -> Axes:
    ax = page.axes(box)
    low, high = 100 * min(ends), 100 * max(ends)
    step = next(size for size in (1, 2, 5, 10, 20, 25) if (high - low) / size <= 4 or size == 25)
    first, last = step * np.floor(low / step), step * np.ceil(high / step + 1e-9)
    ax.set(xlim=(max(first, 0), min(last, 100)), ylim=(rows - 0.5, -0.5), yticks=[])
    ticks = np.arange(max(first, 0), min(last, 100) + step / 2, step)
    ax.set_xticks(ticks, [f"{tick:.0f}" for tick in ticks])
    ax.spines["left"].set_visible(False)
    ax.xaxis.grid(True, color=PALE)
    ax.set_axisbelow(True)
    return ax


def _trajectory(page: Page, box: Box, found: _Found) -> None:
    """Coverage against density along PRIM's peeling, by the runs that judge; the boxes of PRIM filled."""
    look = page.look
    ax = page.axes(box.inset(left=look.text * 2.6, bottom=look.text * 3.2, top=look.text * 1.6))
    coverage, density = (
        100 * found.trajectory[name].to_numpy(np.float64) for name in ("coverage", "density")
    )
    ax.plot(coverage, density, color=GREY, lw=look.thin, marker=".", ms=look.speck)
    for row in found.boxes:
        if row["method"] == "prim":
            ax.plot([100 * row["coverage"]], [100 * row["density"]], "o", ms=look.dot, mfc=BLUE, mec=BLUE)
    ax.axhline(100 * found.share, color=GREY, lw=look.thin, ls=(0, (4, 2)))
    ax.set(xlim=(0, 104), ylim=(0, min(104, 1.12 * max(*density, 100 * found.share))))
    ax.set_xticks([0, 50, 100])
    ax.set_xlabel("coverage, in 100")
    page.write(box.left, box.top, "density along the peeling", va="top")

"""What would have to be true: each change of assumptions, and the probability after it in a fresh run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from simulation.outcomes.kept import Kept
from simulation.plots.data import NothingToDrawError, ResultsLike, select
from simulation.plots.drivers import meaning_of
from simulation.plots.findings import capital
from simulation.plots.labels import CATEGORICAL, scenario_label
from simulation.plots.page import Box, Page, finish, new_page, stamp
from simulation.plots.style import BLUE, GREY, INK, PALE, PAPER, Look, house_style
from simulation.words import number

NOT_ASKED: Final = (
    "what would have to be true was not asked of these results; ask with: crossroads require FILE "
    "--outcome axis_verdict=leaving --out RESULTS"
)
_ROW: Final[Mapping[str, float]] = {"audience": 2.6, "expert": 4.2}  # text sizes of a row's height

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Steps:
    """The rows of what was found, the first before any change."""

    rows: Sequence[Row]
    settings: Mapping[str, Any]

    @property
    def wanted(self) -> float:
        """In 100."""
        return 100 * float(self.settings["probability"])


def requirements(
    results: ResultsLike,
    *,
    style: str = "expert",
    scenarios: Sequence[str] | None = None,
    baseline: str | None = None,
) -> Figure:
    """The fewest, smallest changes that bring an outcome to a probability, as `crossroads require` kept them.

    A row before any change and one after each: where in its prior the parameter is put (the strip is the
    whole prior, its middle marked), and in how many of 100 futures of the fresh run the outcome then
    comes, with the 95% interval of the run noise. The dashed line is what was asked for.

    Raises `NothingToDrawError` where nothing was kept, `InputError` for an unknown style or scenario.
    """
    with house_style(style) as look:
        from simulation.analysis.requirements.requiring import NAME  # loads the model

        found = results.analysis(NAME)
        if found is None:
            raise NothingToDrawError(NOT_ASKED)
        rows = [{str(key): row[key] for key in row} for row in found.tables["steps"].to_dict("records")]
        held = _Steps(rows, found.settings)
        chosen = select(results, scenarios, baseline)
        page = new_page(
            look,
            title(found),
            _subtitle(held),
            stamp(results, chosen),
            note=_note(look),
            least_body=look.text * (_ROW[look.name] * len(held.rows) + 3.4),
        )
        _draw(page, held)
        return finish(page)


def title(found: Kept) -> str:
    """'Iraq leaving the axis: in 26 of 100 futures as things stand; 2 changes would bring it to 51'."""
    rows, said = found.tables["steps"], found.settings
    start, end = (number(100 * float(rows["fresh"].iloc[place])) for place in (0, -1))
    opening = f"{capital(_outcome(said))}: {start} in 100 futures as things stand"
    count = len(rows) - 1
    if not count:
        return f"{opening}, which is what was asked for"
    changes = "one change" if count == 1 else f"{count} changes"
    if said["reached"]:
        return f"{opening}; with {changes} {end}"
    wanted = number(100 * float(said["probability"]))
    return f"{opening}; {said['most']} changes inside the priors do not bring {wanted}, the closest {end}"


def _outcome(said: Mapping[str, Any]) -> str:
    name, _, category = str(said["outcome"]).partition("=")
    known = CATEGORICAL.get(name)
    kind = known.categories.get(category.strip()) if known else None
    return kind.ending if kind else str(said["outcome"]).replace("_", " ")


def _subtitle(held: _Steps) -> str:
    said = held.settings
    runs = number(int(said["fresh_runs"]))
    return (
        f"Under {scenario_label(str(said['scenario']))}; {held.wanted:g} in 100 asked for. Found by search, "
        f"then run afresh with other beliefs and other luck ({runs} runs a step)"
    )


def _note(look: Look) -> str:
    strip = (
        "Strip: the whole prior by quantile, its middle marked; dot: where the parameter would have to be."
    )
    if look.name == "audience":
        return strip
    return (
        f"{strip} Lines: 95% interval of the run noise. Other assumptions could bring the same; these are "
        "the fewest that the search found, and as small as they can be."
    )


# --- drawing ---------------------------------------------------------------------------------------


def _draw(page: Page, held: _Steps) -> None:
    look, body, count = page.look, page.body, len(held.rows)
    audience = look.name == "audience"
    left, strip = body.width * (0.5 if audience else 0.44), body.width * (0.11 if audience else 0.13)
    numbers = page.width("100 (100 to 100)") + 12
    inner = body.inset(top=look.text * 1.6, bottom=look.text * 1.8)
    across = Box(body.left + left + strip + 24, inner.bottom, body.right - numbers, inner.top)
    ax = _probabilities(page, across, held)
    prior = _strips(page, Box(body.left + left, inner.bottom, body.left + left + strip, inner.top), count)
    page.write(body.left + left + strip / 2, inner.top + 4, "in its prior", ha="center", va="bottom")
    page.write(body.right, inner.top + 4, "in 100 futures", ha="right", va="bottom")
    for place, row in enumerate(held.rows):
        height = inner.top - (place + 0.5) / count * inner.height
        _named(page, row, left - 14, height)
        _point(ax, row, place, look.dot, look.thick, look.thin)
        if place and row["quantile"] is not None and row["quantile"] == row["quantile"]:
            prior.plot([0, 1], [place, place], color=GREY, lw=look.thin, solid_capstyle="butt", zorder=1)
            prior.plot([0.5, 0.5], [place - 0.12, place + 0.12], color=GREY, lw=look.thin, zorder=1)
            prior.plot([row["quantile"]], [place], "o", ms=look.dot, mfc=BLUE, mec=BLUE, zorder=3)
        value, low, high = (100 * float(row[key]) for key in ("fresh", "low", "high"))
        text = f"{value:.0f} ({low:.0f} to {high:.0f})"
        page.write(body.right, height, text, ha="right", va="center_baseline", gid=f"share-{place}")


def _probabilities(page: Page, box: Box, held: _Steps) -> Axes:
    ax = page.axes(box)
    ax.set(xlim=(0, 100), ylim=(len(held.rows) - 0.5, -0.5), yticks=[])
    ax.set_xticks([0, 25, 50, 75, 100])
    ax.spines["left"].set_visible(False)
    ax.xaxis.grid(True, color=PALE)
    ax.set_axisbelow(True)
    ax.axvline(held.wanted, color=INK, lw=page.look.thin, ls=(0, (4, 2)), zorder=1)
    return ax


def _strips(page: Page, box: Box, count: int) -> Axes:
    ax = page.axes(box, bare=True)
    ax.set(xlim=(-0.06, 1.06), ylim=(count - 0.5, -0.5))
    return ax


def _point(ax: Axes, row: Row, place: int, dot: float, thick: float, thin: float) -> None:
    value, low, high = (100 * float(row[key]) for key in ("fresh", "low", "high"))
    ax.plot([low, high], [place, place], color=BLUE, lw=thick, solid_capstyle="butt", zorder=2)
    face = BLUE if place else PAPER
    ax.plot([value], [place], "o", ms=dot, mfc=face, mec=BLUE, mew=thin, zorder=3)


def _named(page: Page, row: Row, room: float, height: float) -> None:
    """What is changed, in two lines: its meaning, and from where to where."""
    look = page.look
    if not row["step"]:
        page.write(page.body.left, height, "As things stand", va="center_baseline", fontweight="bold")
        return
    lever, two = row["basis"] == "a lever", look.name == "expert"
    limit = 150 if two else 90
    while True:
        text = scenario_label(str(row["meaning"]), limit) if lever else meaning_of(str(row["change"]), limit)
        first = page.wrap(text, room, weight="bold")
        if first.count("\n") <= two or limit < 20:
            break
        limit -= 3
    moved = f"from {row['from']} to {row['to']}".replace("-", "−").replace("_", " ")
    if two and not lever:
        moved += f" · {row['change']} · {row['basis']}"
    bold = {"fontweight": "bold", "linespacing": 1.1, "va": "bottom"}
    page.write(page.body.left, height - look.text * 0.05, first, **bold)
    page.write(page.body.left, height - look.text * 0.25, moved, va="top")

"""A frozen forecast: what is said to each dated question, what a repeat would say, and what came true."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from simulation.plots import findings
from simulation.plots.data import NothingToDrawError, ResultsLike, select
from simulation.plots.labels import scenario_label
from simulation.plots.page import GROUND, Box, Page, blank_page, finish, new_page, stamp
from simulation.plots.style import BLUE, GREY, INK, PALE, PAPER, Look, house_style
from simulation.words import number

if TYPE_CHECKING:  # analyses run the model, which no figure needs to
    from simulation.analysis.forecasts import Capsule, Frozen, Scorecard
    from simulation.analysis.forecasts.scoring import Scored

_NAME: Final = "forecast"
_LAST: Final = "persistence"
_RATE: Final = "base rate"
_ROW: Final = 1.24  # least height of a row, in sizes of the text
_TALLEST: Final = 2.6
_AUDIENCE_ROWS: Final = 7
_COMMAND: Final = (
    "no forecast is kept beside these results; freeze one with: crossroads forecast FILE --questions FILE "
    "--out CAPSULE.json --results RESULTS"
)


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of the figure: a question, and for one with categories which of them it is about."""

    question: Frozen
    place: int
    scored: Scored | None

    @property
    def label(self) -> str:
        """The question in a few words, with the category that it is about."""
        question = self.question
        return f"{question.short}: {question.labels[self.place]}" if question.labels else question.short

    @property
    def share(self) -> float:
        """The probability in 100."""
        return 100.0 * float(self.question.forecast.values[self.place])

    def share_by(self, name: str) -> float | None:
        """The probability in 100 that a baseline gives; None where it says nothing."""
        forecast = self.question.baselines.get(name)
        return None if forecast is None else 100.0 * float(forecast.values[self.place])

    def interval(self) -> tuple[float, float]:
        """The Monte Carlo interval of the probability in 100; the probability itself where there is none."""
        held = self.question.intervals
        low, high = held[self.place] if held else (self.share / 100.0, self.share / 100.0)
        return 100.0 * low, 100.0 * high

    @property
    def came(self) -> float | None:
        """What came true, in 100: all or nothing; None where it is open."""
        if self.scored is None or self.scored.answer.number is None:
            return None
        answer = self.scored.answer.number
        return 100.0 * float(answer == self.place if self.question.labels else answer)


def forecast(
    results: ResultsLike,
    *,
    style: str = "expert",
    scenarios: Sequence[str] | None = None,
    baseline: str | None = None,
) -> Figure:
    """The forecast kept beside results (`crossroads forecast --results`), with what is answered of it.

    Raises `NothingToDrawError` where none is kept, or none of a scenario that is asked for; `InputError`
    for an unknown style, scenario or baseline, and for a capsule that was changed.
    """
    with house_style(style) as look:
        chosen = select(results, scenarios, baseline)
        if not chosen.names:
            return blank_page(look, findings.NO_RUNS, stamp(results, chosen))
    kept = results.analysis(_NAME)
    if kept is None:
        raise NothingToDrawError(_COMMAND)
    from simulation.analysis.forecasts import forecast_of

    capsule, card = forecast_of(kept)
    name = str(capsule.data["scenario"]["name"])
    if scenarios and name not in scenarios:
        raise NothingToDrawError(f"the forecast kept beside these results is of {name}")
    return capsule_figure(capsule, card, style=style)


def capsule_figure(capsule: Capsule, card: Scorecard | None = None, *, style: str = "expert") -> Figure:
    """A capsule's questions with probabilities, intervals and baselines; with answers, what came true.

    Every question has a row for an expert: those of yes or no and the likeliest category at the left,
    numbers at the right, each on a scale of its own. An audience sees the first question of each topic that
    asks for no number. Raises `InputError` for an unknown style, `NothingToDrawError` where there is none.
    """
    from simulation.analysis.forecasts import scorecard

    card = scorecard(capsule, {}) if card is None else card
    with house_style(style) as look:
        rows, numbers = _rows(look, capsule, card)
        if not rows and not numbers:
            raise NothingToDrawError(
                "the capsule holds only questions for a number; draw it in the style expert"
            )
        high = max(len(rows), len(numbers))
        step = look.text * (_ROW if look.name == "expert" else 1.75)
        page = new_page(
            look,
            _title(capsule, card),
            _subtitle(capsule),
            _stamp(capsule),
            note=_note(look, card, numbers),
            least_body=high * step + look.text * 4.4,
        )
        left, right = _boxes(page, rows, numbers)
        if rows:
            _shares(page, left, rows, high if look.name == "expert" else len(rows))
        if numbers:
            _numbers(page, right, numbers, high)
        return finish(page)


def _rows(look: Look, capsule: Capsule, card: Scorecard) -> tuple[list[_Row], list[_Row]]:
    """Rows with a probability, and rows of numbers."""
    scored = {each.question.id: each for each in card.scored}
    every = [
        _Row(each, int(np.argmax(each.forecast.values)) if each.labels else 0, scored.get(each.id))
        for each in capsule.questions
    ]
    if look.name == "expert":
        return (
            [row for row in every if row.question.kind != "number"],
            [row for row in every if row.question.kind == "number"],
        )
    first: dict[str, _Row] = {}
    for row in every:
        if row.question.kind != "number":
            first.setdefault(row.question.topic or row.question.id, row)
    return list(first.values())[:_AUDIENCE_ROWS], []


def _boxes(page: Page, rows: Sequence[_Row], numbers: Sequence[_Row]) -> tuple[Box, Box]:
    if not numbers or not rows:
        return page.body, page.body
    left, right = page.body.split(1, 2, (page.look.text * 2.0, 0.0))
    return left, right


# --- words -----------------------------------------------------------------------------------------


def _title(capsule: Capsule, card: Scorecard) -> str:
    from simulation.analysis.forecasts.wording import otherwise

    if card.scored:
        pairs = [each for each in card.scored if each.against[_LAST] is not None]
        better = sum(each.score < float(each.against[_LAST] or 0.0) for each in pairs)
        return (
            f"The forecast scored better than a repeat of the last time on {better} of {len(pairs)} answered "
            "questions"
        )
    other, compared = otherwise(capsule)
    return f"In this model, {other} of {compared} questions are likelier to end otherwise than the last time"


def _subtitle(capsule: Capsule) -> str:
    data = capsule.data
    return (
        f"{data['title']}, from what was known until {capsule.known_until}: what is said to each question, "
        "in 100 futures"
    )


def _stamp(capsule: Capsule) -> str:
    data = capsule.data
    return " · ".join(
        [
            scenario_label(str(data["scenario"]["name"])),
            f"{number(data['runs'])} runs",
            f"seed {data['seed']}",
            f"Crossroads {data['version']}",
            f"calibration: {data['calibration']}",
            f"hash {str(data['hash'])[:8]}",
        ]
    )


def _note(look: Look, card: Scorecard, numbers: Sequence[_Row]) -> str:
    parts = ["Filled: the forecast. Diamond: as the last time."]
    if look.name == "expert":
        parts = ["Filled: the forecast, with the 95% interval of the run noise. Diamond: as the last time."]
        parts.append("Stroke: how often it was so the other times.")
        if numbers:
            parts.append(
                "Numbers: the median and the middle 80 of 100 futures, each row on a scale of its own that "
                "begins at 0 or below."
            )
    if card.scored:
        parts.append("Cross: what came true.")
    return " ".join(parts)


# --- probabilities ---------------------------------------------------------------------------------


def _shares(page: Page, box: Box, rows: Sequence[_Row], slots: int) -> None:
    """A row per question: the probability, its interval, the baselines, and what came true."""
    texts = [_share_words(row) for row in rows]
    ax = _panel(page, box, rows, texts, slots)
    ax.set(xlim=(-4.0, 104.0), xticks=[0, 25, 50, 75, 100])
    ax.set_xlabel("in 100 futures")
    ax.xaxis.grid(True, color=PALE)
    ax.set_axisbelow(True)
    look = page.look
    for place, row in enumerate(rows):
        ax.plot(row.interval(), [place, place], color=BLUE, lw=look.thick, solid_capstyle="butt")
        _baselines(
            ax, look, place, row.share_by(_LAST), row.share_by(_RATE) if look.name == "expert" else None
        )
        ax.plot([row.share], [place], "o", ms=look.dot * 0.85, mfc=BLUE, mec=BLUE)
        _came(ax, look, place, row.came)


def _share_words(row: _Row) -> str:
    """What a row says at its right: futures in 100."""
    from simulation.analysis.forecasts.wording import forecast_words

    return forecast_words(row.question, row.question.forecast).rsplit(", ", 1)[-1].removesuffix(" in 100")


def _baselines(ax: Axes, look: Look, place: int, last: float | None, rate: float | None) -> None:
    if rate is not None:
        ax.plot([rate, rate], [place - 0.38, place + 0.38], color=GREY, lw=look.thin, zorder=1.5)
    if last is not None:
        ax.plot([last], [place], "D", ms=look.dot * 0.8, mfc=PAPER, mec=GREY, mew=look.thin, zorder=1.8)


def _came(ax: Axes, look: Look, place: int, came: float | None) -> None:
    if came is not None:
        ax.plot([came], [place], "x", ms=look.dot * 1.1, mec=INK, mew=look.thick, zorder=4)


# --- numbers ---------------------------------------------------------------------------------------


def _numbers(page: Page, box: Box, rows: Sequence[_Row], slots: int) -> None:
    """A row per number on a scale of its own: the median, the middle 80 of 100, baselines, what came true."""
    from simulation.analysis.forecasts.wording import middle

    ax = _panel(page, box, rows, [_number_words(row) for row in rows], slots)
    ax.set(xlim=(-0.04, 1.04), xticks=[])
    ax.spines["bottom"].set_visible(False)
    look = page.look
    for place, row in enumerate(rows):
        low, half, high = middle(row.question.forecast)
        last = _median(row, _LAST)
        rate = _median(row, _RATE)
        came = None if row.scored is None else row.scored.answer.number
        scale = _scale([low, half, high, *(each for each in (last, rate, came) if each is not None)])
        ax.plot([0.0, 1.0], [place, place], color=PALE, lw=look.hairline, gid=GROUND, zorder=0.5)
        ax.plot([scale(low), scale(high)], [place, place], color=BLUE, lw=look.thick, solid_capstyle="butt")
        _baselines(ax, look, place, *(None if each is None else scale(each) for each in (last, rate)))
        ax.plot([scale(half)], [place], "o", ms=look.dot * 0.85, mfc=BLUE, mec=BLUE)
        _came(ax, look, place, None if came is None else scale(came))


def _median(row: _Row, name: str) -> float | None:
    from simulation.analysis.forecasts.wording import middle

    forecast = row.question.baselines.get(name)
    return None if forecast is None else middle(forecast)[1]


def _scale(values: Sequence[float]) -> Callable[[float], float]:
    """From a row's numbers to 0 to 1: from 0, or the lowest below it, to the highest."""
    low, high = min(0.0, *values), max(values)
    width = high - low or 1.0
    return lambda value: (value - low) / width


def _number_words(row: _Row) -> str:
    from simulation.analysis.forecasts.wording import decimals_of, forecast_words

    said = forecast_words(row.question, row.question.forecast)
    if row.scored is None or row.scored.answer.number is None:
        return said
    came = row.scored.answer.number
    return f"{said}; came {number(came, decimals_of((came,)))}"


# --- a panel ---------------------------------------------------------------------------------------


def _panel(page: Page, box: Box, rows: Sequence[_Row], texts: Sequence[str], slots: int) -> Axes:
    """Axes with a row for each question, their names at the left and their texts at the right."""
    look = page.look
    room = box.width * (0.56 if look.name == "expert" else 0.5)
    names = [page.wrap(row.label, room) for row in rows]
    left = max(page.width(line) for name in names for line in name.split("\n")) + 10
    right = max(page.width(text) for text in texts) + 10
    inner = box.inset(left=left, right=right, bottom=look.text * 3.0, top=look.text * 0.6)
    step = min(inner.height / slots, look.text * _TALLEST)
    used = Box(inner.left, inner.top - step * len(rows), inner.right, inner.top)
    ax = page.axes(used)
    ax.set(ylim=(len(rows) - 0.5, -0.5), yticks=[])
    ax.spines["left"].set_visible(False)
    for place, (row, name, text) in enumerate(zip(rows, names, texts, strict=True)):
        height = used.top - (place + 0.5) * step
        page.write(box.left, height, _first_line(name), va="center_baseline")
        page.write(
            box.right, height, text, ha="right", va="center_baseline", gid=f"forecast-{row.question.id}"
        )
    return ax


def _first_line(name: str) -> str:
    """A name's first line; an ellipsis says that there is more."""
    first, more, _ = name.partition("\n")
    return f"{first} …" if more else first

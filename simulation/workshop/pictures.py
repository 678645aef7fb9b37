"""What the page draws, worked out from runs: plain numbers and sentences, nothing of any toolkit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from simulation.plots.data import dots, spread_rows, typical_run
from simulation.plots.labels import CATEGORICAL, QUANTITIES
from simulation.words import change as worded
from simulation.words import difference as measured
from simulation.words import likelihood
from simulation.words.futures import in_hundred, step
from simulation.workshop.changes import Change, changes
from simulation.workshop.engine import LOOKS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from simulation.workshop.engine import Played

    Floats = NDArray[np.float64]

__all__ = ["DOTS", "LINES", "Lines", "Picture", "Share", "picture", "sentence"]

DOTS: Final = 50
LINES: Final = 8


@dataclass(frozen=True)
class Share:
    """How many runs end in a category, and how many do in the baseline."""

    category: str
    label: str
    count: int
    baseline: int


@dataclass(frozen=True)
class Lines:
    """Sampled runs of an indicator, shape (lines, months), their run numbers, and one typical run."""

    runs: tuple[int, ...]
    values: Floats
    typical: int


@dataclass(frozen=True)
class Picture:
    """All that is shown of a scenario at one look, beside the baseline."""

    digest: str
    runs: int
    provisional: bool
    shares: dict[str, tuple[Share, ...]]
    index: Floats
    baseline_index: Floats
    lines: Lines
    seats: dict[str, tuple[float, float, float]]
    changes: tuple[Change, ...]
    sentence: str


def picture(scenario: Played, baseline: Played, indicator: str = "axis_index") -> Picture:
    """A scenario's picture over the runs that it and the baseline both have."""
    runs = min(scenario.runs, baseline.runs)
    moved = changes(scenario, baseline)
    return Picture(
        digest=scenario.digest,
        runs=runs,
        provisional=runs < LOOKS[-1],
        shares={
            name: _shares(name, scenario, baseline, runs) for name in CATEGORICAL if name in scenario.outcomes
        },
        index=dots(scenario.outcomes["axis_index"][:runs], DOTS),
        baseline_index=dots(baseline.outcomes["axis_index"][:runs], DOTS),
        lines=_lines(scenario, runs, indicator),
        seats=_seats(scenario, runs),
        changes=moved,
        sentence=sentence(scenario, baseline, moved),
    )


def _shares(name: str, scenario: Played, baseline: Played, runs: int) -> tuple[Share, ...]:
    """Every category in its fixed order, those that nobody reaches included."""
    ours, theirs = scenario.outcomes[name][:runs], baseline.outcomes[name][:runs]
    return tuple(
        Share(key, words.label, int((ours == key).sum()), int((theirs == key).sum()))
        for key, words in CATEGORICAL[name].categories.items()
    )


def _lines(scenario: Played, runs: int, indicator: str) -> Lines:
    """Runs spread evenly over where they end, and the deepest one of all."""
    paths = scenario.months[indicator][:, :runs].T.astype(np.float64)
    rows = spread_rows(paths, LINES)
    return Lines(tuple(rows), paths[rows], typical_run(paths))


def _seats(scenario: Played, runs: int) -> dict[str, tuple[float, float, float]]:
    """Median and middle nine tenths of seats by list, the largest first, in the runs that voted."""
    if not scenario.seats:
        return {}
    table = {name: seats[:runs] for name, seats in scenario.seats.items()}
    voted = np.sum(list(table.values()), axis=0) > 0
    if not voted.any():
        return {}
    found = {name: np.quantile(seats[voted], (0.05, 0.5, 0.95)) for name, seats in table.items()}
    ordered = sorted(found.items(), key=lambda item: -item[1][1])
    return {name: (float(low), float(middle), float(high)) for name, (low, middle, high) in ordered}


def sentence(scenario: Played, baseline: Played, moved: tuple[Change, ...]) -> str:
    """What just happened, in one sentence that the runs bear out."""
    runs = min(scenario.runs, baseline.runs)
    if scenario.digest == baseline.digest:
        return _state(scenario, runs)
    if not moved or not moved[0].held:
        return f"Over {runs:,} pairs of futures, no change that we can tell from chance."
    first = moved[0]
    if first.category is None:
        words = QUANTITIES[first.outcome]
        said = measured(first.paired, words.unit, more=words.more, less=words.less, held=True)
        return f"{_capital(words.label)}: {said}."
    words_of = CATEGORICAL[first.outcome].categories[first.category]
    before, after = (_in_hundred(part, runs) for part in (first.before, first.after))
    return f"{_capital(words_of.ending)}: from {before} to {after} in 100 futures; {worded(first.paired, held=True)}."


def _state(played: Played, runs: int) -> str:
    """The commonest verdict on its own."""
    words = CATEGORICAL["axis_verdict"].categories
    counts = {key: int((played.outcomes["axis_verdict"][:runs] == key).sum()) for key in words}
    commonest = max(counts, key=counts.__getitem__)
    return f"{_capital(words[commonest].ending)}: {likelihood(counts[commonest], runs)}."


def _in_hundred(share: float, runs: int) -> str:
    if share in (0.0, 1.0):
        return "none" if share == 0.0 else "all"
    return in_hundred(share, step(runs))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]

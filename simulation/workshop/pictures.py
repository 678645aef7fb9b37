"""What the page draws, worked out from runs: plain numbers and sentences, nothing of any toolkit."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from simulation.plots.data import dots, spread_rows, typical_run
from simulation.plots.labels import CATEGORICAL, list_label
from simulation.words import frequency, likelihood
from simulation.words.futures import in_hundred, step
from simulation.workshop.changes import Change, changes
from simulation.workshop.engine import LOOKS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from simulation.workshop.played import Played

    Floats = NDArray[np.float64]

__all__ = [
    "DOTS", "LINES", "Flip", "Forming", "Lines", "Picture", "SeatRow", "Share", "lines", "picture", "plain",
    "sentence",
]  # fmt: skip

DOTS: Final = 50
LINES: Final = 8
_PARLIAMENTS: Final = 20
_LISTS: Final = 12


@dataclass(frozen=True)
class Share:
    """How many runs end in a category, and how many do in the baseline."""

    category: str
    label: str
    count: int
    baseline: int


@dataclass(frozen=True)
class Flip:
    """How many runs end in one category in the baseline and in another here, the same luck in both."""

    before: str
    after: str
    count: int


@dataclass(frozen=True)
class Lines:
    """Sampled runs of an indicator, their numbers, a row of months for each; one run that is typical.

    `typical` is the number of the deepest run of the scenario and `baseline` that of the baseline.
    """

    indicator: str
    runs: tuple[int, ...]
    values: tuple[tuple[float, ...], ...]
    typical: int
    typical_values: tuple[float, ...]
    baseline: int
    baseline_values: tuple[float, ...]


@dataclass(frozen=True)
class SeatRow:
    """A list's seats in the runs that voted: five quantiles, twenty parliaments, and the baseline's median.

    The same place in `parliaments` of two rows is the same run.
    """

    name: str
    label: str
    quantiles: tuple[float, float, float, float, float]
    parliaments: tuple[int, ...]
    baseline: float | None


@dataclass(frozen=True)
class Forming:
    """After how many months a government was formed: runs by month, and those that formed none."""

    months: tuple[int, ...]
    counts: tuple[int, ...]
    never: int
    baseline_counts: tuple[int, ...]
    baseline_never: int


@dataclass(frozen=True)
class Picture:
    """All that is shown of a scenario at one look, beside the baseline.

    `index` and `baseline_index` are dots; `index_runs` has the run that each of the scenario's stands for.
    `opening` is the index in the first month, the median of the baseline's runs.
    """

    digest: str
    baseline: str
    runs: int
    provisional: bool
    shares: Mapping[str, tuple[Share, ...]]
    flips: Mapping[str, tuple[Flip, ...]]
    index: tuple[float, ...]
    index_runs: tuple[int, ...]
    baseline_index: tuple[float, ...]
    opening: float
    lines: Lines
    seats: tuple[SeatRow, ...]
    forming: Forming
    changes: tuple[Change, ...]
    sentence: str

    def luck(self, outcome: str) -> frozenset[str]:
        """The categories of an outcome whose share differs by what could be luck."""
        return frozenset(
            each.category
            for each in self.changes
            if each.outcome == outcome and each.category and not each.held and each.before != each.after
        )

    def data(self) -> dict[str, Any]:
        """The picture as JSON holds it; what is not a number is None."""
        found: dict[str, Any] = plain(self)
        return found


def plain(value: Any) -> Any:
    """Dataclasses, tuples and numbers as JSON holds them; NaN and infinities as None."""
    if isinstance(value, Change):
        return {**_fields(value), "said": value.said}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return _fields(value)
    if isinstance(value, Mapping):
        return {str(name): plain(inner) for name, inner in value.items()}
    if isinstance(value, tuple | list):
        return [plain(inner) for inner in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _fields(value: Any) -> dict[str, Any]:
    return {each.name: plain(getattr(value, each.name)) for each in dataclasses.fields(value)}


def picture(scenario: Played, baseline: Played, indicator: str = "axis_index") -> Picture:
    """A scenario's picture over the runs that it and the baseline both have."""
    runs = min(scenario.runs, baseline.runs)
    moved = changes(scenario, baseline)
    named = [name for name in CATEGORICAL if name in scenario.outcomes]
    return Picture(
        digest=scenario.digest,
        baseline=baseline.digest,
        runs=runs,
        provisional=runs < LOOKS[-1],
        shares={name: _shares(name, scenario, baseline, runs) for name in named},
        flips={name: _flips(name, scenario, baseline, runs) for name in named},
        index=_tuple(dots(scenario.outcomes["axis_index"][:runs], DOTS)),
        index_runs=_ranked(scenario.outcomes["axis_index"][:runs]),
        baseline_index=_tuple(dots(baseline.outcomes["axis_index"][:runs], DOTS)),
        opening=float(np.median(baseline.months["axis_index"][0, :runs])),
        lines=lines(scenario, baseline, indicator),
        seats=_seats(scenario, baseline, runs),
        forming=_forming(scenario, baseline, runs),
        changes=moved,
        sentence=sentence(scenario, baseline, moved),
    )


# --- parts of a picture ----------------------------------------------------------------------------


def _tuple(values: Floats) -> tuple[float, ...]:
    return tuple(float(value) for value in values)


def _ranked(values: Floats) -> tuple[int, ...]:
    """For each dot the run whose rank it has, in the dots' order."""
    count = min(DOTS, values.size)
    places = ((np.arange(count) + 0.5) / count * values.size).astype(np.int64)
    return tuple(int(run) for run in np.argsort(values, kind="stable")[places])


def _shares(name: str, scenario: Played, baseline: Played, runs: int) -> tuple[Share, ...]:
    """Every category in its fixed order, those that nobody reaches included."""
    ours, theirs = scenario.outcomes[name][:runs], baseline.outcomes[name][:runs]
    return tuple(
        Share(key, words.label, int((ours == key).sum()), int((theirs == key).sum()))
        for key, words in CATEGORICAL[name].categories.items()
    )


def _flips(name: str, scenario: Played, baseline: Played, runs: int) -> tuple[Flip, ...]:
    """From where to where runs moved, the commonest first; runs that stayed are not among them."""
    ours, theirs = scenario.outcomes[name][:runs], baseline.outcomes[name][:runs]
    moved = ours != theirs
    pairs, counts = np.unique(np.stack([theirs[moved], ours[moved]]), axis=1, return_counts=True)
    order = np.argsort(-counts, kind="stable")
    return tuple(Flip(str(pairs[0, at]), str(pairs[1, at]), int(counts[at])) for at in order)


def lines(scenario: Played, baseline: Played, indicator: str) -> Lines:
    """Runs of an indicator spread evenly over where they end, and the deepest one of either scenario."""
    runs = min(scenario.runs, baseline.runs)
    ours, theirs = (each.months[indicator][:, :runs].T.astype(np.float64) for each in (scenario, baseline))
    rows = spread_rows(ours, LINES)
    typical, other = typical_run(ours), typical_run(theirs)
    return Lines(
        indicator, tuple(rows), tuple(_tuple(ours[row]) for row in rows),
        typical, _tuple(ours[typical]), other, _tuple(theirs[other]),
    )  # fmt: skip


def _seats(scenario: Played, baseline: Played, runs: int) -> tuple[SeatRow, ...]:
    """The largest lists by median, in the runs that voted; nothing where nobody did."""
    table, voted = _parliament(scenario, runs)
    before, voted_before = _parliament(baseline, runs)
    if not voted.any():
        return ()
    drawn = np.flatnonzero(voted)[:_PARLIAMENTS]
    rows = [
        SeatRow(
            name,
            list_label(name),
            _five(seats[voted]),
            tuple(int(count) for count in seats[drawn]),
            float(np.median(before[name][voted_before])) if name in before and voted_before.any() else None,
        )
        for name, seats in table.items()
    ]
    return tuple(sorted(rows, key=lambda row: (-row.quantiles[2], -row.quantiles[4], row.name))[:_LISTS])


def _five(seats: NDArray[np.int64]) -> tuple[float, float, float, float, float]:
    low, lower, middle, upper, high = (
        float(each) for each in np.quantile(seats, (0.05, 0.25, 0.5, 0.75, 0.95))
    )
    return low, lower, middle, upper, high


def _parliament(played: Played, runs: int) -> tuple[dict[str, NDArray[np.int64]], NDArray[np.bool_]]:
    table = {name: seats[:runs] for name, seats in played.seats.items()}
    voted = np.zeros(runs, dtype=bool)
    for seats in table.values():
        voted |= seats > 0
    return table, voted


def _forming(scenario: Played, baseline: Played, runs: int) -> Forming:
    ours, theirs = (each.outcomes["months_to_form"][:runs] for each in (scenario, baseline))
    both = np.concatenate([ours, theirs])
    last = int(np.nanmax(both)) if np.isfinite(both).any() else 0
    months = tuple(range(last + 1))
    return Forming(
        months, _by_month(ours, months), int(np.isnan(ours).sum()),
        _by_month(theirs, months), int(np.isnan(theirs).sum()),
    )  # fmt: skip


def _by_month(values: Floats, months: tuple[int, ...]) -> tuple[int, ...]:
    formed = np.rint(values[np.isfinite(values)]).astype(np.int64)
    return tuple(int(count) for count in np.bincount(formed, minlength=len(months)))


# --- the sentence ----------------------------------------------------------------------------------


def sentence(scenario: Played, baseline: Played, moved: tuple[Change, ...]) -> str:
    """What just happened, in one sentence that the runs bear out.

    It says the largest change of a category that holds, or else of a quantity, or that there is none to
    tell from chance. At a provisional look shares themselves are left out: so few runs bear steps of
    five in a hundred, and a change is often smaller.
    """
    runs = min(scenario.runs, baseline.runs)
    if scenario.digest == baseline.digest:
        return _state(scenario, runs)
    held = [each for each in moved if each.held]
    if not held:
        return f"Over {runs:,} pairs of futures, no change that we can tell from chance."
    first = next((each for each in held if each.category is not None), held[0])
    head = f"{_capital(first.label)}: {first.said}"
    if first.category is None:
        return f"{head}, over {runs:,} pairs of futures."
    if runs < LOOKS[-1]:
        return f"{head}, over the first {runs:,} pairs of futures."
    before, after = (_in_hundred(part, runs) for part in (first.before, first.after))
    return f"{_capital(first.label)}: from {before} to {after} in 100 futures; {first.said}."


def _state(played: Played, runs: int) -> str:
    """The commonest verdict on its own."""
    words = CATEGORICAL["axis_verdict"].categories
    counts = {key: int((played.outcomes["axis_verdict"][:runs] == key).sum()) for key in words}
    commonest = max(counts, key=counts.__getitem__)
    if runs < LOOKS[-1]:
        return f"{_capital(words[commonest].ending)}: {frequency(counts[commonest], runs)}, so far."
    return f"{_capital(words[commonest].ending)}: {likelihood(counts[commonest], runs)}."


def _in_hundred(share: float, runs: int) -> str:
    if share in (0.0, 1.0):
        return "none" if share == 0.0 else "all"
    return in_hundred(share, step(runs))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]

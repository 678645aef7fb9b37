"""Suppose we learn: which of the runs that are played already fit what is learnt, and how those end.

Nothing is run again. What comes out is what we would expect on learning something, not what it would
cause; the sentence says so every time. Fewer than 50 runs are refused.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np

from simulation.errors import InputError, Problem, nearest
from simulation.evidence import load_evidence
from simulation.outcomes import intervals
from simulation.outcomes.results import FEWEST
from simulation.plots.data import dots
from simulation.plots.labels import CATEGORICAL, QUANTITIES, month_label
from simulation.telling.words import EVENT, load_words
from simulation.words import frequency
from simulation.workshop.pictures import DOTS
from simulation.workshop.played import NEVER

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from simulation.outcomes.intervals import Estimate
    from simulation.workshop.played import Played

    Flags = NDArray[np.bool_]

__all__ = ["LEARNING", "Condition", "Supposed", "Weighed", "act_title", "condition", "on_offer", "suppose"]

LEARNING: Final = "This is what we would expect on learning it, not what it would cause."
MOST_CONDITIONS: Final = 6
Kind = Literal["outcome", "quantity", "act", "level"]


@dataclass(frozen=True)
class Condition:
    """One thing that is learnt about a run.

    `kind` says what `name` is: a categorical outcome that is `value`; a quantity, or the `level` of an
    indicator in `month`, that is above (or, with `below`, under) `value`; or an act or event that had
    happened by the end of `month` (or, with `below`, had not).
    """

    kind: Kind
    name: str
    value: str | float | None = None
    month: str = ""
    below: bool = False

    def data(self) -> dict[str, Any]:
        """As plain data, for the record."""
        return {name: getattr(self, name) for name in ("kind", "name", "value", "month", "below")}

    @property
    def words(self) -> str:
        """The condition as it goes into a sentence."""
        match self.kind:
            case "outcome":
                return f"the end is: {CATEGORICAL[self.name].categories[str(self.value)].ending}"
            case "quantity":
                side = "under" if self.below else "above"
                return f"{_lower(QUANTITIES[self.name].label)} {side} {self.value:g}"
            case "act":
                happened = "had not happened" if self.below else "had happened"
                return f"'{act_title(self.name)}' {happened} by {month_label(self.month)}"
        side = "under" if self.below else "above"
        known = QUANTITIES.get(self.name)
        label = _lower(known.label) if known else self.name.replace("_", " ")
        return f"{label} {side} {self.value:g} in {month_label(self.month)}"


@dataclass(frozen=True)
class Weighed:
    """How often runs that fit end in a category, with the interval, and how often all runs do."""

    category: str
    label: str
    ending: str
    among: int
    share: Estimate
    overall: float


@dataclass(frozen=True)
class Supposed:
    """The runs that fit what is learnt. Where they are too few, there is a sentence and nothing else."""

    conditions: tuple[Condition, ...]
    kept: int
    runs: int
    refused: bool
    shares: Mapping[str, tuple[Weighed, ...]]
    index: tuple[float, ...]
    sentence: str


def condition(data: Mapping[str, Any], played: Played, calendar: Sequence[str]) -> Condition:
    """A condition from plain data. Raises `InputError` for what these runs cannot answer."""
    try:
        found = Condition(
            data["kind"],
            str(data["name"]),
            data.get("value"),
            str(data.get("month", "")),
            bool(data.get("below")),
        )
    except (KeyError, TypeError):
        raise InputError("a condition has a 'kind' and a 'name'") from None
    names = {"outcome": CATEGORICAL, "quantity": QUANTITIES, "act": on_offer(played), "level": played.months}
    if found.kind not in names:
        raise _wrong(found.kind, "is not a kind of condition", nearest(str(found.kind), names))
    if found.name not in names[found.kind]:
        hint = nearest(found.name, names[found.kind])
        raise _wrong(found.name, f"is none of these runs' names of kind '{found.kind}'", hint)
    if found.kind in ("act", "level") and found.month not in calendar:
        hint = f"write a month from {calendar[0]} to {calendar[-1]}"
        raise _wrong(found.month, "is not a month of these runs", hint)
    _check_value(found)
    return found


def _wrong(text: object, message: str, hint: str) -> InputError:
    return InputError([Problem("", 0, 0, str(text), message, hint)])


def _check_value(found: Condition) -> None:
    if found.kind == "outcome":
        known = CATEGORICAL[found.name].categories
        if found.value not in known:
            raise _wrong(found.value, "is not one of its values", nearest(str(found.value), known))
    elif found.kind != "act":
        number = isinstance(found.value, int | float) and not isinstance(found.value, bool)
        if not number or not np.isfinite(float(found.value or 0.0)):
            raise _wrong(found.value, "is not a number", "write one to be above or under")


def suppose(
    played: Played, conditions: Sequence[Condition], calendar: Sequence[str], outcome: str = "axis_verdict"
) -> Supposed:
    """The runs of a scenario in which all conditions came true, and how they end.

    Args:
        played: the runs.
        conditions: what is learnt, all of it together.
        calendar: the months of a run.
        outcome: the categorical outcome that the sentence is about.
    """
    if not 1 <= len(conditions) <= MOST_CONDITIONS:
        raise InputError(f"name between one and {MOST_CONDITIONS} things that are learnt")
    holds = np.ones(played.runs, dtype=bool)
    for each in conditions:
        holds &= _holds(played, each, calendar)
    kept = int(holds.sum())
    if kept < FEWEST:
        few = (
            "No future fits" if kept == 0 else f"Only {kept} {'future fits' if kept == 1 else 'futures fit'}"
        )
        text = f"{few} what you picked. Too few to show; more runs can be played."
        return Supposed(tuple(conditions), kept, played.runs, True, {}, (), text)
    shares = {name: _weighed(played, holds, name) for name in CATEGORICAL if name in played.outcomes}
    index = tuple(float(each) for each in dots(played.outcomes["axis_index"][holds], DOTS))
    text = _sentence(conditions, shares[outcome], kept)
    return Supposed(tuple(conditions), kept, played.runs, False, shares, index, text)


def on_offer(played: Played) -> dict[str, str]:
    """Acts and events that happened in some runs and not from the start in all, with their titles."""
    words = load_words()
    found = {}
    for act, months in played.firsts.items():
        known = act.startswith(EVENT) or act in words.acts
        if known and (months != months[0]).any():
            found[act] = act_title(act)
    return dict(sorted(found.items(), key=lambda entry: entry[1]))


def act_title(act: str) -> str:
    """The title of an act or, behind `event.`, of an event."""
    event = load_evidence().events.get(act.removeprefix(EVENT))
    if act.startswith(EVENT) and event is not None:
        return event.title
    words = load_words().acts
    return words[act].title if act in words else act.replace("_", " ")


def _holds(played: Played, found: Condition, calendar: Sequence[str]) -> Flags:
    if found.kind == "outcome":
        fits: Flags = played.outcomes[found.name] == found.value
        return fits
    if found.kind == "act":
        first = played.first(found.name, played.runs)
        done: Flags = (first != NEVER) & (first <= calendar.index(found.month))
        return ~done if found.below else done
    if found.kind == "quantity":
        values = played.outcomes[found.name].astype(np.float64)
    else:
        values = played.months[found.name][calendar.index(found.month)].astype(np.float64)
    edge = float(found.value or 0.0)
    side: Flags = values < edge if found.below else values > edge
    return side


def _weighed(played: Played, holds: Flags, name: str) -> tuple[Weighed, ...]:
    values, kept = played.outcomes[name], int(holds.sum())
    found = []
    for key, words in CATEGORICAL[name].categories.items():
        fits = values == key
        among = int(fits[holds].sum())
        found.append(
            Weighed(key, words.label, words.ending, among, intervals.share(among, kept), float(fits.mean()))
        )
    return tuple(found)


def _sentence(conditions: Sequence[Condition], shares: Sequence[Weighed], kept: int) -> str:
    """About the commonest category among the runs that fit."""
    first = max(shares, key=lambda each: each.among)
    learnt = " and ".join(each.words for each in conditions)
    often = frequency(first.among, kept)
    return f"Among the {kept:,} futures where {learnt}: {first.ending} in {often}. {LEARNING}"


def _lower(text: str) -> str:
    return text if text[:2].isupper() else text[:1].lower() + text[1:]

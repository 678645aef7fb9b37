"""Mistakes that show only when a scenario is seen whole: settings that do not fit together.

The functions take a scenario as plain data, such as a file holds, and pass over whatever is not
as it should be: that is said elsewhere, and these mistakes are to be listed along with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from simulation.scenario.months import is_month, later

Loc = tuple[str | int, ...]

DEFAULT_MONTHS: Final = 24
LONGEST: Final = 240  # months


class Mistake(NamedTuple):
    """What is wrong at a place of a scenario; `message` is a predicate of the text there."""

    loc: Loc
    message: str
    hint: str


def whole_mistakes(scenario: Mapping[str, Any]) -> Iterator[Mistake]:
    """Everything in a scenario's plain data that does not fit with the rest of it."""
    if "start" not in scenario:
        yield Mistake((), "has no 'start'", "add the starting point to the base, such as 'start: 2025-01'")
    yield from _schedule(scenario)
    span = _span(scenario)
    if span is not None:
        yield from _outside(scenario, *span)
    yield from _repeated(scenario)
    yield from _seated_at_home(scenario)


def _span(scenario: Mapping[str, Any]) -> tuple[str, str] | None:
    """The first and the last month of a run; None if they cannot be told."""
    start, months = scenario.get("start"), scenario.get("months", DEFAULT_MONTHS)
    if not is_month(start) or type(months) is not int or not 1 <= months <= LONGEST:
        return None
    return str(start), later(str(start), months - 1)


def _outside(scenario: Mapping[str, Any], first: str, last: str) -> Iterator[Mistake]:
    """Dated settings that would do nothing, because the run does not see their month."""
    hint = f"write a month from {first} to {last}"
    for loc, month in _dates(scenario):
        if is_month(month) and not first <= month <= last:
            own = ", or leave it out: the starting point has one" if loc[0] == "election" else ""
            yield Mistake(loc, "is outside the run", hint + own)
    for index, month in enumerate(_froms(scenario)):
        loc = ("iran", "strategy", index, "from")
        if index == 0 and is_month(month) and month > first:
            yield Mistake(loc, "leaves the months before it without a strategy", f"begin at {first}")
        elif is_month(month) and month > last:
            yield Mistake(loc, "is outside the run", hint)


def _dates(scenario: Mapping[str, Any]) -> Iterator[tuple[Loc, Any]]:
    """The months of events, of an election and of a withdrawal, with their places."""
    for index, event in enumerate(_list(scenario.get("events"))):
        yield ("events", index, "month"), _mapping(event).get("month")
    yield ("election", "date"), _mapping(scenario.get("election")).get("date")
    yield ("united_states", "withdrawal"), _mapping(scenario.get("united_states")).get("withdrawal")


def _schedule(scenario: Mapping[str, Any]) -> Iterator[Mistake]:
    """Steps of Iran's strategy that are not dated, or not in order."""
    months = _froms(scenario)
    for index, month in enumerate(months[1:], start=1):
        loc, before = ("iran", "strategy", index), months[index - 1]
        if month is None:
            yield Mistake(loc, "has no 'from'", "say from which month it holds, such as 'from: 2025-09'")
        elif is_month(month) and is_month(before) and month <= before:
            yield Mistake(
                (*loc, "from"), f"does not come after {before}", "put the months in order, each once"
            )


def _froms(scenario: Mapping[str, Any]) -> list[Any]:
    """The months from which Iran's strategies hold, as written; None where there is none."""
    return [_mapping(step).get("from") for step in _list(_mapping(scenario.get("iran")).get("strategy"))]


def _repeated(scenario: Mapping[str, Any]) -> Iterator[Mistake]:
    """An event that is injected twice in a month: it would happen once."""
    seen: set[tuple[Any, Any]] = set()
    for index, event in enumerate(_list(scenario.get("events"))):
        key = (_mapping(event).get("month"), _mapping(event).get("event"))
        if all(isinstance(part, str) for part in key):
            if key in seen:
                hint = "keep one, with the probability that is meant"
                yield Mistake(("events", index, "event"), f"is injected twice in {key[0]}", hint)
            seen.add(key)


def _seated_at_home(scenario: Mapping[str, Any]) -> Iterator[Mistake]:
    """Seats given to a list that boycotts: no vote could end so."""
    election = _mapping(scenario.get("election"))
    away = _list(election.get("boycott"))
    for name, seats in _mapping(_mapping(election.get("outcome")).get("seats")).items():
        if name in away and seats != 0:
            hint = "give it no seats, or let it stand"
            yield Mistake(("election", "outcome", "seats", name), f"goes to {name}, which boycotts", hint)


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []

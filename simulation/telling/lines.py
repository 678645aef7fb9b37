"""A history line by line: what each line is, and its words. How lines look is the page's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from simulation.telling.coding import LAST, Coding, Counted
from simulation.telling.reasons import SCALE, why
from simulation.telling.story import SEATS, History, Month, Told

if TYPE_CHECKING:
    from simulation.telling.replay import Office
    from simulation.telling.words import Words

__all__ = ["Line", "act_lines", "history_lines", "how_to_read", "month_words", "plain"]

_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

Line = tuple[str, str]
"""What a line is (title, head, text, act, why, item), and its words."""


def month_words(month: str) -> str:
    """A month in words: "2025-03" is March 2025."""
    return f"{_MONTHS[int(month[5:7]) - 1]} {month[:4]}"


def history_lines(told: History, words: Words) -> Iterator[Line]:
    """A history: its months, quiet ones folded, how it ended, and which acts made it so."""
    yield "title", f"{told.scenario}, run {told.run}"
    first, last = (month_words(told.months[place].month) for place in (0, -1))
    titled = f"{told.title}. " if told.title else ""
    same = " Played again alone, it comes out as the batch has it, bit for bit." if told.checked else ""
    yield "text", f"{titled}{first} to {last}, seed {told.seed}.{same}"
    yield from how_to_read(told.acts)
    for quiet, group in groupby(told.months, key=lambda month: month.quiet):
        months = list(group)
        yield from _quiet(months, words) if quiet else _each(months, words)
    yield from _ending(told, words)


def how_to_read(acts: Iterable[Told]) -> Iterator[Line]:
    """What the numbers are, where there are any, and what it means that an act has none."""
    if any(act.terms for act in acts):
        yield "text", SCALE
    if any(act.recorded and not act.routine for act in acts):
        yield "text", "Of acts without reasons only the count is on record."


def _quiet(months: list[Month], words: Words) -> Iterator[Line]:
    first, last = month_words(months[0].month), month_words(months[-1].month)
    yield "head", f"{first} to {last}" if len(months) > 1 else first
    routine = _routine([act for month in months for act in month.acts], words)
    yield "text", f"Nothing out of the ordinary. {routine}".strip()


def _each(months: Iterable[Month], words: Words) -> Iterator[Line]:
    for month in months:
        yield from _month(month, words)


def _month(month: Month, words: Words) -> Iterator[Line]:
    yield "head", f"{month_words(month.month)}   (axis index {month.axis_index:+.2f})"
    yield from act_lines(month.acts, words)


def act_lines(acts: Iterable[Told], words: Words) -> Iterator[Line]:
    """Acts with their reasons, an election's seats on one line, routine on the last."""
    acts = list(acts)
    seats = [act for act in acts if act.act == SEATS]
    voted = False
    for act in acts:
        if act.act == SEATS:
            if not voted:
                yield "act", _vote(seats, words)
            voted = True
        elif not act.routine:
            yield "act", f"{act.sentence}."
            if reasons := why(act):
                yield "why", reasons
    if routine := _routine(acts, words):
        yield "text", routine


def _vote(seats: list[Told], words: Words) -> str:
    named = ", ".join(f"{words.name(act.actor)} {act.count:.0f}" for act in seats[:8])
    others = sum(act.count for act in seats[8:])
    more = f", {len(seats) - 8} others {others:.0f}" if len(seats) > 8 else ""
    return f"Iraq votes. Seats: {named}{more}."


def _routine(acts: Iterable[Told], words: Words) -> str:
    counts: dict[str, float] = {}
    for act in acts:
        if act.routine:
            counts[act.act] = counts.get(act.act, 0.0) + act.count
    said = [f"{_inside(words.title(act))}{_times(count)}" for act, count in counts.items()]
    return f"Routine: {'; '.join(said)}." if said else ""


def _inside(title: str) -> str:
    """A title within a sentence: its article, if it has one, loses the capital."""
    return f"a{title[1:]}" if title.startswith(("A ", "An ")) else title


def _times(count: float) -> str:
    return f" ({count:.0f})" if count > 1 else ""


# --- how it ended ---------------------------------------------------------------------------------


def _ending(told: History, words: Words) -> Iterator[Line]:
    yield "head", "How it ended"
    outcomes = told.outcomes
    yield "item", f"Axis verdict: {plain(outcomes['axis_verdict'])}; PMF: {plain(outcomes['pmf_fate'])}."
    yield "item", _government(told.offices[-1], outcomes, words)
    yield (
        "item",
        (
            f"Attacks on American forces {outcomes['attacks_us']}, on Israel {outcomes['attacks_israel']}, "
            f"on Gulf sites {outcomes['attacks_gulf']}; foreign strikes {outcomes['strikes_in_iraq']}; "
            f"sieges {outcomes['sieges']}; Iraqis killed {outcomes['iraqi_deaths']}."
        ),
    )
    yield (
        "item",
        (
            f"Tehran's leverage {outcomes['iran_leverage']:.2f}; asks of Tehran refused "
            f"{outcomes['asks_refused']}; ties with Washington {outcomes['us_ties']:+.2f}."
        ),
    )
    yield from _coding(told.coding, words)


def _government(office: Office, outcomes: Mapping[str, Any], words: Words) -> str:
    formed = outcomes["months_to_form"]
    took = f"; {formed:.0f} months from the vote to the government" if formed == formed else ""
    return (
        f"Prime minister: {words.name(office.premier)} ({plain(outcomes['pm_kind'])}, backing: "
        f"{plain(outcomes['pm_backing'])}){took}."
    )


def _coding(coding: Coding, words: Words) -> Iterator[Line]:
    yield "head", "Which acts made it so"
    yield (
        "text",
        f"The axis index of {coding.axis_index:+.2f} is the sum of what its components added, each the mean "
        f"of its last {LAST} months' codes times its weight in this run.",
    )
    for part in sorted(coding.components, key=lambda part: -abs(part.contribution)):
        acts = counted_words(part.acts, words)
        added = f"{part.contribution:+.2f} (code {part.code:+.2f}, weight {part.weight:.2f})"
        yield "item", f"{part.component}: {added}{': ' + acts if acts else ', no acts'}."
    yield "text", _verdict(coding, words)


def _verdict(coding: Coding, words: Words) -> str:
    lines, costly = coding.lines, counted_words(coding.costly, words)
    number = sum(act.count for act in coding.costly)
    level, change = lines["verdict.leaving_level"], lines["verdict.leaving_change"]
    needed, window = lines["verdict.costly_acts"], lines["verdict.costly_window"]
    return (
        f"Verdict: index {coding.axis_index:+.2f}, change since before the start {coding.change:+.2f}, armed "
        f"presence {coding.presence:.2f}. Leaving asks for {level:+.2f}, or a change of {change:+.2f}, and "
        f"{needed:.0f} costly acts in {window:.0f} months; there were {number:.0f}"
        f"{f' ({costly})' if costly else ''}. In the axis is {lines['verdict.in_level']:+.2f} or below."
    )


def counted_words(acts: Iterable[Counted], words: Words) -> str:
    """Acts with their months, each act named once."""
    months: dict[str, list[str]] = {}
    for act in acts:
        times = f" x{act.count:.0f}" if act.count > 1 else ""
        months.setdefault(act.act, []).append(
            f"{_MONTHS[int(act.month[5:7]) - 1][:3]} {act.month[:4]}{times}"
        )
    points = {act.act: act.points / act.count for act in acts}
    return "; ".join(
        f"{words.title(act)}{f' [{points[act]:+g}]' if points[act] else ''} {', '.join(when)}"
        for act, when in months.items()
    )


def plain(value: Any) -> str:
    """A name of the program's as words."""
    return str(value).replace("_", " ")

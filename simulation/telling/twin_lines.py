"""Twin histories line by line: until when they are the same, what differs then, and what at the end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from simulation.telling.lines import Line, act_lines, how_to_read, month_words, plain
from simulation.telling.twins import Twin, any_act, partings

if TYPE_CHECKING:
    from simulation.telling.twins import Parting
    from simulation.telling.words import Words

__all__ = ["twin_lines"]


def twin_lines(told: Twin, words: Words) -> Iterator[Line]:
    """Two histories of one run, by their differences."""
    a, b = told.a, told.b
    yield "title", f"Run {a.run}: {a.scenario} and {b.scenario}, the same beliefs and the same luck"
    yield "text", _parting_words(told)
    yield from how_to_read((*a.acts, *b.acts))
    for parting in partings(a, b, any_act):
        yield from _parted(parting, a.scenario, b.scenario, words)
    yield "head", "What differs at the end"
    if not told.differences:
        yield "text", "Nothing: every outcome is the same."
    for name, ours, theirs in told.differences:
        yield (
            "item",
            f"{plain(name)}: {_shown(ours)} under {a.scenario}, {_shown(theirs)} under {b.scenario}.",
        )


def _parting_words(told: Twin) -> str:
    a, b = told.a.scenario, told.b.scenario
    if told.parts is None:
        return f"{a} and {b} have the same acts in every month."
    began = told.parts.month == told.a.months[0].month
    until = "They differ from the first month on" if began else (
        f"Until {month_words(told.parts.month)} the two are the same; then they part"
    )  # fmt: skip
    if told.outcome_parts is None:
        return f"{until}. No act differs that an outcome is coded from."
    if told.outcome_parts.month == told.parts.month:
        return f"{until}, at once in acts that an outcome is coded from."
    return (
        f"{until}. The first difference that an outcome is coded from comes in "
        f"{month_words(told.outcome_parts.month)}."
    )


def _parted(parting: Parting, a: str, b: str, words: Words) -> Iterator[Line]:
    yield "head", month_words(parting.month)
    for name, acts in ((a, parting.only_a), (b, parting.only_b)):
        if acts:
            yield "text", f"Only under {name}:"
            yield from act_lines(acts, words)


def _shown(value: Any) -> str:
    if isinstance(value, float):
        return "none" if value != value else f"{value:.3f}"
    return ", ".join(plain(value).split("+")) or "none"

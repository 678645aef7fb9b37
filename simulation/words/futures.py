"""Shares of runs as futures that can be counted, and the likelihood words that go with them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final, NamedTuple

from simulation.outcomes import intervals
from simulation.outcomes.intervals import LEVEL
from simulation.words.numbers import number
from simulation.words.scales import ICD_203, Scale, find_scale

ENOUGH_RUNS: Final = 20  # below, an interval spans most of the scale: no word
# Under 100 runs they are counted themselves; from 100 shares are rounded to 5 in 100, from 400 to 1.
FEW_RUNS: Final = 100
FINE_RUNS: Final = 400


class Count(NamedTuple):
    """In how many of so many runs something comes; `effect` is the design effect (see `likelihood`)."""

    hits: int
    runs: int
    effect: float = 1.0


def counted(runs: int) -> str:
    """'1,000 futures', '1 future'."""
    return f"{runs:,} {'future' if runs == 1 else 'futures'}"


def step(runs: int) -> int:
    """To how many in 100 a share of so many runs is rounded."""
    return 1 if runs >= FINE_RUNS or runs < FEW_RUNS else 5


def in_hundred(share: float, step: int = 1) -> str:
    """A share above 0 and below 1 as so many in 100: '62', 'under 1', 'over 99'; never 0 or 100."""
    rounded = step * round(100 * share / step)
    if rounded <= 0:
        return f"under {step}"
    return f"over {100 - step}" if rounded >= 100 else str(rounded)


def frequency(hits: int, runs: int) -> str:
    """How often something happens: '62 in 100 futures', '3 of 8 futures', 'none of 1,000 futures'."""
    _check(hits, runs)
    if hits in (0, runs) and runs > 1:
        return f"{'none of' if hits == 0 else 'all'} {counted(runs)}"
    if runs < FEW_RUNS:
        return f"{hits} of {counted(runs)}"
    return f"{in_hundred(hits / runs, step(runs))} in 100 futures"


def likelihood(hits: int, runs: int, scale: str | Scale = ICD_203, *, effect: float = 1.0) -> str:
    """How likely something is in the model: its word, or words, with the number and its 95% interval.

    The words are those that Wilson's interval of the run noise touches: where it crosses an edge,
    both are said. None and all of the runs have no word but a bound; nor have fewer than 20 runs.
    `effect` is the design effect of runs that share their beliefs: so many are worth one.
    Raises `InputError` for a scale that does not exist.
    """
    chosen = find_scale(scale) if isinstance(scale, str) else scale
    _check(hits, runs)
    worth = runs / effect
    if hits in (0, runs):
        return f"in {frequency(hits, runs)}; {_bound(hits, worth)}"
    if worth < ENOUGH_RUNS:
        return f"in {frequency(hits, runs).replace(' in 100', ' of 100')}; too few for a word"
    found = intervals.share(hits, runs, effect)
    low, high = (in_hundred(edge, step(runs)) for edge in (found.low, found.high))
    unit = " in 100" if runs < FEW_RUNS else ""
    edges = low if low == high else f"{low} to {high}"
    return f"{_words(chosen, found.low, found.high)} ({frequency(hits, runs)}, {edges}{unit})"


def span(counts: Sequence[Count], scale: str | Scale = ICD_203) -> str:
    """The likelihoods of several counts of one thing, from the least to the most.

    'likely (77 to 79 in 100 futures)': the words that the intervals of all of them touch.
    """
    chosen = find_scale(scale) if isinstance(scale, str) else scale
    low, high = (pick(counts, key=lambda count: count.hits / count.runs) for pick in (min, max))
    ends = [frequency(count.hits, count.runs) for count in (low, high)]
    if ends[0] == ends[1]:
        return likelihood(low.hits, low.runs, chosen, effect=low.effect)
    worth = min(count.runs / count.effect for count in counts)
    shown = " to ".join([ends[0].removesuffix(" in 100 futures"), ends[1]])
    if worth < ENOUGH_RUNS or low.hits == 0 or high.hits == high.runs:
        return f"in {' to '.join(ends)}"
    edges = intervals.share(*low).low, intervals.share(*high).high
    return f"{_words(chosen, *edges)} ({shown})"


def _words(scale: Scale, low: float, high: float) -> str:
    first, last = scale.between(low, high)
    if first == last:
        return first.word
    inside = all(scale.at(edge)[0] == scale.at(edge)[1] for edge in (low, high))
    return f"{first.word} to {last.word}" if inside else f"between {first.word} and {last.word}"


def rarer_than(runs: float) -> int:
    """What never happened in so many runs is rarer than one in this many, at 95%.

    The exact one-sided bound 1 - 0.05^(1/runs) (Clopper and Pearson 1934; about 3 / runs), rounded
    down to one digit, so that the statement stays true. 1 where it says nothing.
    """
    exact = 1.0 / -math.expm1(math.log1p(-LEVEL) / runs)
    digit = 10 ** math.floor(math.log10(exact))
    return int(exact // digit * digit)


def _bound(hits: int, worth: float) -> str:
    most = rarer_than(worth)
    if most == 1:
        return "too few to say more"
    return (
        f"fewer than 1 in {number(most)} at 95%"
        if hits == 0
        else f"more than {number(most - 1)} in {number(most)} at 95%"
    )


def _check(hits: int, runs: int) -> None:
    if not 0 <= hits <= runs or runs == 0:
        raise ValueError(f"{hits} of {runs} runs is no count")

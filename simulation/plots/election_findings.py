"""Titles of the figures of elections and governments: sentences computed from the data, as in `findings`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from simulation.plots.counting import Tally, tally
from simulation.plots.data import Floats
from simulation.plots.elections import POOLS, Flags
from simulation.plots.findings import NO_RUNS, capital, decimals_of, nothing
from simulation.plots.labels import Quantity, list_label, scenario_label
from simulation.plots.paired import Difference, claimable
from simulation.words import frequency, number, often, signed

_SHORT = 0.5  # months that nobody would call longer or shorter
_NAME = 18  # letters of a list's name


def seats(gaps: Sequence[Difference], largest: str) -> str:
    """The largest change in mean seats; `largest` says which list is most often the largest."""
    held = sorted(claimable(gaps), key=lambda gap: -abs(gap.estimate))
    if held and abs(held[0].estimate) < 1:
        return f"No list's mean moves by as much as one seat; {largest}"
    if held:
        return _seat_change(held[0])
    return f"{capital(nothing(gaps))}; {largest}" if gaps else capital(largest)


def largest_list(lists: Sequence[str], parliament: Floats) -> str:
    """'Progress is most often the largest list: 41 in 100 futures'; `parliament` is (runs, lists)."""
    alone = [row for row, name in enumerate(lists) if name not in POOLS]
    leaders = np.array(alone)[np.argmax(parliament[:, alone], axis=1)]  # a tie: the larger on average
    counts = np.bincount(leaders, minlength=len(lists))
    leader = int(counts.argmax())
    told = yes_or_no(leaders == leader).phrase("yes")
    return f"{list_label(lists[leader], _NAME)} is most often the largest list: {told}"


def _seat_change(gap: Difference) -> str:
    """'Sudani's list: 12 seats more on average under x than under y (11 to 13)'."""
    amount, low, high = (
        number(abs(value), 1 if abs(gap.estimate) < 10 else 0) for value in (gap.estimate, gap.low, gap.high)
    )
    low, high = (high, low) if gap.estimate < 0 else (low, high)
    way = "more" if gap.estimate > 0 else "fewer"
    return (
        f"{list_label(gap.outcome, _NAME)}: {amount} seats {way} on average "
        f"under {scenario_label(gap.scenario)} than under {scenario_label(gap.baseline)} ({low} to {high})"
    )


def in_government(gaps: Sequence[Difference], leader: tuple[str, Tally], among: int) -> str:
    """The largest change in how often a list governs; `leader` governs most often, of the `among` shown.

    0 where all lists are shown.
    """
    held = sorted(claimable(gaps), key=lambda gap: -abs(gap.estimate))
    name, told = leader
    most = f"{list_label(name, _NAME)} is most often in government: {told.phrase('yes')}"
    most = (f"of the {among} largest lists, " if among else "") + most.replace("futures", "governments")
    if not held:
        return f"{capital(nothing(gaps))}; {most}" if gaps else capital(most)
    gap = held[0]
    points = 100 * abs(gap.estimate)
    by = number(points) if points >= 1 else "under 1"
    under = scenario_label(gap.scenario)
    return (
        f"{list_label(gap.outcome, _NAME)}: {often(gap.estimate)} in government under {under} "
        f"than under {scenario_label(gap.baseline)} (by {by} in 100)"
    )


def yes_or_no(flags: Flags) -> Tally:
    """How many runs something is true of, under "yes"; `flags` is (runs,)."""
    return tally(pd.Series(np.where(flags, "yes", "no").tolist()), ("yes", "no"))


def months_to_form(gaps: Sequence[Difference], medians: Mapping[str, float], last: str) -> str:
    """How long a government takes, runs without one counted to the horizon; `last` is the last month."""
    if not medians:
        return NO_RUNS
    held = sorted(claimable(gaps), key=lambda gap: -abs(gap.estimate))
    if held and abs(held[0].estimate) >= _SHORT:
        return _longer(held[0], last)
    if held:
        return f"No scenario moves the mean by half a month; {_middle(next(iter(medians.values())), last)}"
    middle = _middle(next(iter(medians.values())), last)
    return f"{capital(nothing(gaps))}; {middle}" if gaps else capital(middle)


def _middle(median: float, last: str) -> str:
    if not np.isfinite(median):
        return f"in at least half of the runs no government is formed by {last}"
    return f"half of the runs have a government within {number(median)} months of the vote"


def _longer(gap: Difference, last: str) -> str:
    amount, *edges = (number(abs(v), 1) for v in (gap.estimate, *sorted((gap.low, gap.high), key=abs)))
    amount = amount if abs(gap.estimate) >= 0.05 else "under 0.1"
    return (
        f"A government takes {amount} months {'longer' if gap.estimate > 0 else 'less'} on average under "
        f"{scenario_label(gap.scenario)} than under {scenario_label(gap.baseline)} "
        f"({edges[0]} to {edges[1]}, counted to {last})"
    )


def matrix(
    quantity: Quantity, means: Mapping[str, float], gaps: Sequence[Difference], spans: tuple[float, float]
) -> str:
    """The lowest and the highest cell, or that no cell differs from its row's baseline column.

    `spans` are how far the means lie apart between rows and between columns, at the most.
    """
    if not means:
        return NO_RUNS
    held = claimable(gaps)
    low, high = min(means, key=lambda n: means[n]), max(means, key=lambda n: means[n])
    decimals = decimals_of(quantity, max(abs(means[low]), abs(means[high])))
    show = signed if quantity.low < 0 else number
    if gaps and not held:
        return f"{quantity.short}: {nothing(gaps)} within any row"
    rows, columns = (number(span, decimals_of(quantity, span)) for span in spans)
    return (
        f"{quantity.short} from {show(means[low], decimals)} ({scenario_label(low)}) to "
        f"{show(means[high], decimals)} ({scenario_label(high)}); rows differ by up to {rows}, "
        f"columns by up to {columns}"
    )


def leads(runs: int, of: int) -> str:
    """In how many futures a list leads, as short as a tile needs: '94', 'all', '<1'."""
    flags = np.zeros(of, dtype=np.bool_)
    flags[:runs] = True
    return yes_or_no(flags).text("yes")


def governorates(leaders: Sequence[str], sure: int) -> str:
    """How many governorates each list leads in most often, and in how many any list does in most futures."""
    held = pd.Series(list(leaders)).value_counts()
    most, places = int(held.iloc[0]), len(leaders)
    top = [list_label(str(name), _NAME) for name in sorted(held.index[held == most])]
    if len(top) == 1:
        opening = f"{top[0]} leads most often in {most} of {places} governorates"
    elif len(top) == 2:
        opening = f"{top[0]} and {top[1]} lead most often in {most} of {places} governorates each"
    else:
        opening = f"No list leads in more than {most} of {places} governorates"
    return f"{opening}; in {sure}, one list leads in over half of futures"


def parliament(lists: Sequence[tuple[str, int, bool]]) -> str:
    """Who governs in one parliament, and the largest list; `lists` are name, seats, in government."""
    alone = [each for each in lists if each[0] not in POOLS] or list(lists)
    largest = max(alone, key=lambda each: each[1])
    governing = [each for each in lists if each[2]]
    name = f"{list_label(largest[0], _NAME)}, the largest list with {largest[1]}"
    if not governing:
        return f"One simulated parliament, and no government by the end; {name}"
    seats, count = sum(each[1] for each in governing), len(governing)
    inside = "is among them" if largest[2] else "is not among them"
    return f"One simulated parliament: {count} lists with {seats} seats govern; {name}, {inside}"


ENOUGH_BLOCKS = 20
"""Blocking parliaments from which it is said what ends a block."""


def blocking(groups: Sequence[Mapping[str, Any]], single: Mapping[str, float], target: str) -> str:
    """Which group can block most often, the first one beside it, and how often one list's leaving ends it.

    `groups` are rows of short name, hits and runs; `single` the shares by group.
    """
    deed = "keep the quorum away" if target == "quorum" else "deny a majority"
    top = max(groups, key=lambda row: row["hits"])
    hits, runs = int(top["hits"]), int(top["runs"])
    if not hits:
        named = top["short"] if len(groups) == 1 else "None of these groups"
        return f"{named} can{'not' if len(groups) == 1 else ''} {deed} in any of {runs:,} futures"
    said = f"{top['short']} can {deed} in {frequency(hits, runs)}"
    first = groups[0]
    if first is not top:
        said += f", {first['short']} in {frequency(int(first['hits']), runs).removesuffix(' in 100 futures')}"
    share = single.get(str(first["bloc"]))
    if share is not None and first["hits"] >= ENOUGH_BLOCKS:
        ended = frequency(round(share * first["hits"]), int(first["hits"])).removesuffix(" futures")
        said += f"; where {first['short']} can, one list's leaving ends it in {ended}"
    return said

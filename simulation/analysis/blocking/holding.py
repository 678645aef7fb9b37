"""Who can block, who is pivotal, and how few defections end a block, over all parliaments of a scenario.

Two thirds of all members must be present when parliament elects the president (constitution Art. 70, Federal
Supreme Court 16/2022), so that a third plus one who stay away stop everything that comes after; a speaker
and a government need a majority. Both numbers are those of the scenario's election law. Seats alone are
counted here: who would in fact stay away is the model's to say (`simulation.model.institutions.parliament`),
and a list's own discipline is left out.

A list is one player; members of rows that are many lists or none (small lists of one kind, civil lists,
independents, reserved seats) are players of their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from simulation.analysis.blocking.alliances import Group, groups
from simulation.analysis.blocking.chambers import Chamber, HoldsSeats, Target, chamber
from simulation.analysis.blocking.power import power
from simulation.errors import InputError
from simulation.outcomes import intervals
from simulation.outcomes.kept import Kept

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

__all__ = [
    "BLOCKING",
    "SPREAD",
    "defections",
    "kept",
    "pivots",
    "recalled",
    "thirds",
    "usual",
]

BLOCKING: Final = "blocking"
"""The name under which the analysis is kept."""
SPREAD: Final = (0.1, 0.5, 0.9)


# --- blocs ---------------------------------------------------------------------------------------


def thirds(house: Chamber, blocs: Sequence[Group], target: Target = "quorum") -> pd.DataFrame:
    """How often each group holds enough seats to block, and by how much. One row a group:

    bloc, title, short, lists; low, first, median, third, high of its seats; hits of `runs`, share, share_low,
    share_high and the design effect; over: the median of the members whose leaving ends a block, over_low and
    over_high; missing: the median of the seats that it lacks where it cannot block. Low and high hold the
    central 80%, first and third 50%; NaN where no run has any.
    """
    needed = house.blocking(target)
    rows = []
    for group in blocs:
        held = house.held(group)
        able = held >= needed
        share = house.share(able)
        low, first, median, third, high = np.quantile(held, [SPREAD[0], 0.25, 0.5, 0.75, SPREAD[-1]])
        over = _spread(held[able] - needed + 1)
        rows.append(
            {
                "scenario": house.scenario,
                "bloc": group.name,
                "title": group.title,
                "short": group.short,
                "lists": "+".join(name for name in house.lists if name in group.lists),
                "low": low,
                "first": first,
                "median": median,
                "third": third,
                "high": high,
                "runs": held.size,
                "hits": int(able.sum()),
                "share": share.value,
                "share_low": share.low,
                "share_high": share.high,
                "effect": house.effect(able),
                "over": over[1],
                "over_low": over[0],
                "over_high": over[2],
                "missing": _spread(needed - held[~able])[1],
            }
        )
    return pd.DataFrame(rows)


def _spread(values: Ints) -> tuple[float, ...]:
    return tuple(map(float, np.quantile(values, SPREAD))) if values.size else (np.nan,) * 3


def defections(house: Chamber, blocs: Sequence[Group], target: Target = "quorum") -> pd.DataFrame:
    """What ends a block, and what would complete one: bloc, change, by, hits of runs, share, low and high.

    Change "fewest": so many lists at least must leave ("1", "2", "3 or more"; members of rows that are no
    lists leave one by one), of the runs in which the group can block. "leaves": that list's leaving alone is
    enough. "joins": that list outside would make the third, of the runs in which the group cannot block.
    """
    needed = house.blocking(target)
    rows: list[dict[str, Any]] = []
    for group in blocs:
        held, inside = house.held(group), house.inside(group)
        able = held >= needed
        fewest = _fewest(house, inside, held - needed + 1)
        one = [("fewest", name, flags, able) for name, flags in _counted(fewest)]
        one += [
            ("leaves", house.lists[column], held - house.seats[:, column] < needed, able)
            for column in np.flatnonzero(inside & ~house.loose)
        ]
        one += [
            ("joins", house.lists[column], held + house.seats[:, column] >= needed, ~able)
            for column in np.flatnonzero(~inside & ~house.loose)
        ]
        for change, by, flags, among in one:
            found = house.share(flags, among)
            rows.append(
                {
                    "scenario": house.scenario,
                    "bloc": group.name,
                    "change": change,
                    "by": by,
                    "hits": int((flags & among).sum()),
                    "runs": int(among.sum()),
                    "share": found.value,
                    "low": found.low,
                    "high": found.high,
                }
            )
    return pd.DataFrame(rows)


def _counted(fewest: Ints) -> Iterator[tuple[str, Flags]]:
    yield "1", fewest == 1
    yield "2", fewest == 2
    yield "3 or more", fewest > 2


def _fewest(house: Chamber, inside: Flags, over: Ints) -> Ints:
    """The fewest players with `over` seats between them, (runs,): the largest first; single members last."""
    lists = -np.sort(-house.seats[:, inside & ~house.loose], axis=1)
    gone = np.concatenate([np.zeros((len(lists), 1), dtype=np.int64), np.cumsum(lists, axis=1)], axis=1)
    enough = gone >= over[:, None]
    count = np.where(enough.any(axis=1), enough.argmax(axis=1), (lists > 0).sum(axis=1))
    found: Ints = count + np.maximum(over - gone[:, -1], 0)
    return found


# --- pivots --------------------------------------------------------------------------------------


def pivots(house: Chamber, *, banzhaf: bool = False) -> pd.DataFrame:
    """Every list's index of power in the votes of a majority and of the quorum. One row a list and vote:

    list, loose, vote ("majority" or "quorum"), quota, seats (mean share of the house), mean with low and high
    (95% of the run noise), p10, p50, p90 over runs, and first: the share of runs in which it has more power
    than any other single list.
    """
    quotas = {"majority": house.majority, "quorum": house.quorum}
    index = power(house.seats, list(quotas.values()), house.loose, banzhaf=banzhaf)
    rows = []
    for (vote, quota), found in zip(quotas.items(), index, strict=True):
        single = np.where(house.loose, -1.0, found)
        first = single.argmax(axis=1)
        for column, name in enumerate(house.lists):
            mine = found[:, column]
            mean = intervals.mean(mine, intervals.design_effect(mine, house.groups))
            p10, p50, p90 = np.quantile(mine, SPREAD)
            rows.append(
                {
                    "scenario": house.scenario,
                    "list": name,
                    "loose": bool(house.loose[column]),
                    "vote": vote,
                    "quota": quota,
                    "seats": float(house.seats[:, column].mean()) / house.size,
                    "mean": mean.value,
                    "low": mean.low,
                    "high": mean.high,
                    "p10": p10,
                    "p50": p50,
                    "p90": p90,
                    "first": float((first == column).mean()),
                }
            )
    return pd.DataFrame(rows)


def kept(
    houses: Sequence[Chamber], blocs: Sequence[Group], target: Target = "quorum", *, banzhaf: bool = False
) -> Kept:
    """All three tables of some scenarios, to be kept beside their results.

    A group is left out of a scenario in which none of its lists stands. Raises `InputError` for one that
    stands in none of them.
    """
    here = [[group for group in blocs if house.inside(group).any()] for house in houses]
    for group in blocs:
        if not any(group in standing for standing in here):
            raise InputError(
                f"{group.name} has no seats in any run of {', '.join(h.scenario for h in houses)}"
            )
    pairs = list(zip(houses, here, strict=True))
    tables = {
        "thirds": pd.concat([thirds(*pair, target) for pair in pairs], ignore_index=True),
        "defections": pd.concat([defections(*pair, target) for pair in pairs], ignore_index=True),
        "pivots": pd.concat([pivots(house, banzhaf=banzhaf) for house in houses], ignore_index=True),
    }
    settings = {
        "scenarios": [house.scenario for house in houses],
        "blocs": [group.name for group in blocs],
        "target": target,
        "index": "Banzhaf" if banzhaf else "Shapley-Shubik",
        "needed": {house.scenario: house.blocking(target) for house in houses},
    }
    return Kept(BLOCKING, settings, tables)


def usual(houses: Sequence[Chamber]) -> list[Group]:
    """The alliances of the evidence that stand in any of some houses. Raises `InputError` where none does."""
    found = [group for group in groups().values() if any(house.inside(group).any() for house in houses)]
    if not found:
        raise InputError("none of the alliances of the evidence has seats in these results; name a --bloc")
    return found


def recalled(results: HoldsSeats, scenario: str) -> Kept:
    """What was kept of a scenario, of all of its runs; or else its alliances, read now.

    Raises `InputError` where the scenario holds no seats.
    """
    found = None if results.condition else results.analysis(BLOCKING)
    if found is not None and scenario in found.settings["scenarios"]:
        return found
    house = chamber(results, scenario)
    return kept([house], usual([house]))

"""Scenario discovery of a results folder: with what inputs, and as tables to keep and draw."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from simulation.analysis.discovery.finding import BOTH, SPLITS, Discovered, cases, discovered, frame_of
from simulation.analysis.signposts.early import NO_MONTHS, RunsLike, early, has_months
from simulation.analysis.signposts.observables import Event, month_words
from simulation.errors import InputError
from simulation.outcomes.catalogue import OUTCOMES
from simulation.outcomes.kept import Kept

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from simulation.analysis.discovery.boxes import Box

    Flags = NDArray[np.bool_]

__all__ = ["NAME", "kept_or_new", "study"]

NAME: Final = "discover"
IN_PASSING: Final = 10  # halves among which a figure or a report repeats the search


def study(
    results: RunsLike,
    scenario: str,
    outcome: str,
    *,
    method: str = BOTH,
    events: bool = True,
    by_month: int | None = None,
    splits: int = SPLITS,
    seed: int = 0,
) -> Kept:
    """The boxes of an outcome of one scenario, as tables.

    `outcome` is a category (axis_verdict=leaving), an outcome, of which each category is looked at, a
    quantity, whose highest quarter is, or a condition. With `events`, what the runs recorded by `by_month`
    (from 1; by default a quarter of the run) stands beside the beliefs, where months were kept and come early
    enough; `settings["events"]` says what was looked at, or why nothing was.

    Tables: `cases` (a row per case: runs, hits, or why it was refused), `boxes` (a row per box that holds up)
    and `trajectory` (PRIM's peeling by the runs that judge). Raises `InputError` for what cannot be read, a
    month that comes too late, and where every case is refused.
    """
    frame = frame_of(results, scenario)
    asked = cases(frame, outcome)
    seen, said = (
        _seen(results, scenario, frame, outcome, by_month) if events else ({}, "early events left out")
    )
    found: list[Discovered] = []
    told = []
    for case in asked:
        row: dict[str, Any] = {"case": case.words, "runs": case.holds.size, "hits": int(case.holds.sum())}
        try:
            found.append(discovered(frame, case, method=method, events=seen, splits=splits, seed=seed))
            told.append({**row, "refused": ""})
        except InputError as error:
            told.append({**row, "refused": str(error)})
    if not found:
        raise InputError("\n".join(row["refused"] for row in told))
    settings = {
        "scenario": scenario, "outcome": outcome, "method": method, "runs": len(frame), "splits": splits,
        "seed": seed, "beliefs": found[0].inputs - len(seen), "events": said,
    }  # fmt: skip
    tables = {"cases": pd.DataFrame(told), "boxes": _boxes(found), "trajectory": _trajectory(found)}
    return Kept(NAME, settings, tables)


def kept_or_new(results: RunsLike, scenario: str, outcome: str) -> Kept:
    """The study kept of these runs, where it is of this scenario and outcome; else one made in passing."""
    kept = None if results.condition else results.analysis(NAME)
    if kept is not None and (kept.settings.get("scenario"), kept.settings.get("outcome")) == (
        scenario,
        outcome,
    ):
        return kept
    return study(results, scenario, outcome, splits=IN_PASSING)


def _seen(
    results: RunsLike, scenario: str, frame: pd.DataFrame, outcome: str, by_month: int | None
) -> tuple[Mapping[Event, Flags], str]:
    """The early events that may tell something of an outcome, and a line about them."""
    if not has_months(results):
        if by_month is not None:
            raise InputError(NO_MONTHS)
        return {}, NO_MONTHS
    record = early(results, scenario, frame["run"])
    named = [name for name in OUTCOMES if re.search(rf"\b{name}\b", outcome)]
    try:
        by = record.by_month(by_month, named)
    except InputError as error:
        if by_month is not None:
            raise
        return {}, f"no early events: {error}"
    found = record.candidates(by, named)
    return found, f"{len(found)} early events by month {by}, {month_words(record.months[by - 1])}"


def _boxes(found: list[Discovered]) -> pd.DataFrame:
    rows = [{"case": each.case.words, **_row(box)} for each in found for box in each.boxes]
    return pd.DataFrame(rows, columns=["case", *_COLUMNS])


_COLUMNS: Final = (
    "method", "box", "inputs", "density", "density_low", "density_high", "coverage", "coverage_low",
    "coverage_high", "base", "runs", "quasi_p", "splits", "again", "least_again", "density_again_low",
    "density_again_high", "coverage_again_low", "coverage_again_high",
)  # fmt: skip


def _row(box: Box) -> dict[str, Any]:
    """A box as a row: what it says, its numbers, and how it fared among other halves."""
    covered, again = box.covered, box.again
    return {
        "method": box.method,
        "box": str(box),
        "inputs": len(box.parameters),
        **_estimate("density", box.density.value, box.density.low, box.density.high),
        **_estimate(
            "coverage", box.coverage, *((covered.low, covered.high) if covered else (np.nan, np.nan))
        ),
        "base": box.base,
        "runs": box.runs,
        "quasi_p": max(box.doubts, default=np.nan),
        "splits": again.splits if again else 0,
        "again": again.whole if again else 0,
        "least_again": min(again.each) if again else 0,
        **{
            f"{name}_again_{end}": getattr(getattr(again, name), end) if again else np.nan
            for name in ("density", "coverage")
            for end in ("low", "high")
        },
    }


def _estimate(name: str, value: float, low: float, high: float) -> dict[str, float]:
    return {name: value, f"{name}_low": low, f"{name}_high": high}


def _trajectory(found: list[Discovered]) -> pd.DataFrame:
    def rows() -> Iterator[dict[str, Any]]:
        for each in found:
            for step, point in enumerate(each.trajectory):
                yield {
                    "case": each.case.words, "step": step, "inputs": point.inputs, "density": point.density,
                    "coverage": point.coverage, "runs": point.runs,
                }  # fmt: skip

    return pd.DataFrame(list(rows()), columns=["case", "step", "inputs", "density", "coverage", "runs"])

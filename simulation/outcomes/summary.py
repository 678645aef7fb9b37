"""summary.csv: what each scenario's runs come to, with 95% intervals."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from simulation.batch.tables import BELIEFS
from simulation.outcomes import intervals
from simulation.outcomes.catalogue import OUTCOMES, in_order
from simulation.outcomes.intervals import Estimate

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    Column = Callable[[str], pd.Series[Any]]
    Flags = NDArray[np.bool_]
    Rows = NDArray[np.intp]
    Groups = NDArray[np.int64] | None

QUANTILES: Final = (0.05, 0.25, 0.5, 0.75, 0.95)
MOST_CATEGORIES: Final = 12  # the commonest are kept, the others counted together
OTHERS: Final = "(others)"
NONE: Final = "(none)"
BELIEF: Final = "belief."
KEYS: Final = ("scenario", "run", "beliefs", "luck")  # what numbers a row: no outcomes
SUMMARY: Final = "summary.csv"
COLUMNS: Final = ("scenario", "outcome", "statistic", "value", "low", "high", "runs")


def outcome_names(columns: Sequence[str]) -> list[str]:
    """The outcomes among the columns: neither a row's key nor a belief that was drawn."""
    return [name for name in columns if name not in KEYS and not name.startswith(BELIEF)]


def is_number(column: pd.Series[Any]) -> bool:
    """Whether an outcome is a quantity; text and yes-or-no outcomes are categories."""
    return pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)


def as_categories(name: str, column: pd.Series[Any]) -> pd.Categorical[Any]:
    """A column of words as few categories, in the outcome's own order or the commonest first.

    All of an outcome's known categories are among them: that one never comes is a finding.
    """
    codes, found = pd.factorize(column)
    names = [*map(str, found), NONE]  # a missing value has code -1: the last
    counts = np.bincount(codes % len(names), minlength=len(names))
    order = sorted(range(len(names)), key=lambda code: (-counts[code], names[code]))
    common = [names[code] for code in order if counts[code]]
    known = list(OUTCOMES[name].categories) if name in OUTCOMES else []
    others = [c for c in in_order(name, common[:MOST_CATEGORIES]) if c not in known]
    kept = known + others + [OTHERS] * (len(common) > MOST_CATEGORIES)
    places = {category: place for place, category in enumerate(kept)}
    lookup = np.array([places.get(category, len(kept) - 1) for category in names])
    return pd.Categorical.from_codes(lookup[codes], categories=pd.Index(kept))


def summarise(columns: Sequence[str], column: Column, scenarios: Sequence[str]) -> pd.DataFrame:
    """One row per scenario, outcome and statistic, scenarios in the order given.

    `column` gives one column of the outcomes at a time, so that memory holds no more. Categories get
    their share of runs ("share: hedging", Wilson's interval), quantities their mean (Student's t)
    and quantiles (order statistics); `runs` counts the runs with a value.
    """
    places = pd.Categorical(column("scenario"), categories=list(scenarios)).codes
    order = np.argsort(places, kind="stable")
    chosen = np.split(order, np.searchsorted(places[order], range(len(scenarios) + 1)))[1:-1]
    groups = groups_of(columns, column)
    rows: list[tuple[int, str, tuple[str, Estimate, int]]] = []
    for name in outcome_names(columns):
        values = column(name)
        found = (
            _numbers(values, chosen, groups)
            if is_number(values)
            else _words(features(name, values), chosen, groups)
        )
        rows += [(place, name, row) for place, row in found]
    rows.sort(key=lambda row: row[0])
    return pd.DataFrame(
        [
            (scenarios[place], name, statistic, e.value, e.low, e.high, runs)
            for place, name, (statistic, e, runs) in rows
        ],
        columns=list(COLUMNS),
    )


Row = tuple[int, tuple[str, Estimate, int]]  # place of the scenario; statistic, estimate, runs


def groups_of(columns: Sequence[str], column: Column, rows: Any = slice(None)) -> Groups:
    """Numbers of the beliefs that rows share, in a nested design; None where every run has its own."""
    return np.unique(column(BELIEFS).to_numpy()[rows], return_inverse=True)[1] if BELIEFS in columns else None


def _numbers(column: pd.Series[Any], chosen: Sequence[Rows], groups: Groups) -> Iterator[Row]:
    """The mean and quantiles of a quantity, of the rows chosen of each scenario in turn."""
    values = column.to_numpy(np.float64, na_value=np.nan)
    for place, rows in enumerate(chosen):
        kept = rows[np.isfinite(values[rows])]
        ours, shared = values[kept], None if groups is None else groups[kept]
        ordered = np.sort(ours)
        yield place, ("mean", intervals.mean(ours, intervals.design_effect(ours, shared)), ours.size)
        for share in QUANTILES:
            effect = 1.0
            if shared is not None and ours.size:
                below = (ours <= np.quantile(ours, share)).astype(np.float64)
                effect = intervals.design_effect(below, shared)
            yield place, (f"{100 * share:g}%", intervals.quantile(ordered, share, effect), ours.size)


def features(name: str, column: pd.Series[Any]) -> Iterator[tuple[str, NDArray[np.bool_]]]:
    """What can be counted of a column of words: its categories, or who is in it where names are joined.

    Yields the statistic ("share: hedging", "includes: kdp") and the rows in which it holds.
    """
    if name in OUTCOMES and OUTCOMES[name].joined:
        codes, found = pd.factorize(column)
        members = [frozenset(str(words).split("+")) - {""} for words in found]
        for member in sorted(frozenset().union(*members)):
            inside = np.array([member in group for group in members] + [False])
            yield f"includes: {member}", inside[codes]
        return
    words = as_categories(name, column)
    for code, category in enumerate(words.categories):
        yield f"share: {category}", words.codes == code


def _words(held: Iterable[tuple[str, Flags]], chosen: Sequence[Rows], groups: Groups) -> Iterator[Row]:
    """The share of runs in which each of the things counted holds, one of them in memory at a time."""
    for statistic, holds in held:
        for place, rows in enumerate(chosen):
            ours = holds[rows]
            effect = 1.0
            if groups is not None:
                effect = intervals.design_effect(ours.astype(np.float64), groups[rows])
            yield place, (statistic, intervals.share(int(ours.sum()), ours.size, effect), ours.size)


def read(path: Path) -> pd.DataFrame:
    """A summary.csv as it was written."""
    words = dict.fromkeys(COLUMNS[:3], str)
    return pd.read_csv(path, dtype=words, keep_default_na=False, na_values=[""])

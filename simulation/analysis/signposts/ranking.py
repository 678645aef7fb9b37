"""Signposts: early observable events, ranked by how much they shift the odds of each end state.

For an event E by a month and an end state S the likelihood ratios are P(E|S)/P(E|not S) when it is seen and
P(not E|S)/P(not E|not S) when it is not: what the odds of S are multiplied by (Good 1950, Probability and the
Weighing of Evidence). Their intervals are those of Katz et al. (1978, Biometrics 34: 469-474). An
event can be a sign only if it comes before the outcome can be known and is no part of it
(`analysis.observables`).

What has happened is ticked by keeping the runs in which it did: exact, whatever else goes with it. Single
ratios may not be multiplied, since events of one run depend on one another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
from scipy.special import ndtr, ndtri
from scipy.stats import hypergeom

from simulation.analysis.discovery.finding import Case, cases
from simulation.analysis.signposts.early import FEWEST_SEEN, Early, RunsLike, early
from simulation.analysis.signposts.observables import Event, load_observables
from simulation.batch.tables import BELIEFS, OUTCOMES
from simulation.errors import InputError, nearest
from simulation.outcomes import intervals
from simulation.outcomes.catalogue import OUTCOMES as CATALOGUE
from simulation.outcomes.results import FEWEST

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

__all__ = ["NAME", "rank", "update"]

NAME: Final = "signposts"
FEWEST_OF_A_STATE: Final = 20  # runs that end so, and that do not, below which nothing is said of it
_Z: Final = float(ndtri(0.5 + intervals.LEVEL / 2))
_ENDING: Final = re.compile(r"^\w+=(?!=)")  # axis_verdict= before one of its categories
_COLUMNS: Final = (
    "event", "words", "unseen_words", "month", "by", "state", "share", "runs_seen", "seen_if", "seen_else",
    "lr_seen", "lr_seen_low", "lr_seen_high", "lr_unseen", "lr_unseen_low", "lr_unseen_high", "p",
    "told", "sure",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class _Runs:
    """The runs of a scenario: what they had seen by month, how they end, and which share their beliefs."""

    record: Early
    states: Sequence[Case]
    groups: NDArray[np.int64] | None
    kept: Flags


def rank(
    results: RunsLike,
    scenario: str,
    outcome: str = "axis_verdict",
    *,
    by_month: int | None = None,
    seen: Sequence[str] = (),
    not_seen: Sequence[str] = (),
) -> pd.DataFrame:
    """Every sign of every end state at the month at which it says most: told from chance, the surest first.

    `outcome` is an outcome of categories, one of them (axis_verdict=leaving), a quantity (its highest
    quarter), or a condition. Events are looked at by the end of every third month up to `by_month` (from 1;
    by default the last that comes early enough). With `seen` and `not_seen`, among the runs that fit (see
    `update`).

    Columns: `event` as it can be typed, `words` and `unseen_words`, `month` and its number `by`, the end
    `state` and its `share` of the runs, `runs_seen`, P(E|S) `seen_if`, P(E|not S) `seen_else`, the ratios
    `lr_seen` and `lr_unseen` with their 95% intervals, `p` the probability of as large a difference by
    luck, adjusted for all events, months and states looked at together (Holm), `told` whether that is at
    most 0.05, and `sure`, the natural logarithm of the ratio further from one at the end of its interval
    nearer to one, 0 where the interval holds one.

    Raises `InputError` where no months were kept, none comes early enough, no state has enough runs, or
    nothing was recorded that could be a sign.
    """
    runs = _runs(results, scenario, outcome)
    kept = _fitting(runs, seen, not_seen)
    named = _named(outcome)
    latest = runs.record.latest(named) or None
    last = runs.record.by_month(latest if by_month is None else by_month, named)
    states = [state for state in runs.states if _enough(state.holds[kept])]
    if not states:
        raise InputError(
            f"no end of {outcome} has {FEWEST_OF_A_STATE} runs that end so and as many that do not, so no "
            "sign can be told. Simulate more runs"
        )
    step = load_observables().step
    found = {
        event: flags
        for by in sorted({*range(step, last + 1, step), last})
        for event, flags in runs.record.candidates(by, named).items()
        if FEWEST_SEEN <= flags[kept].sum() <= kept.sum() - FEWEST_SEEN
    }
    if not found:
        raise InputError("these results record nothing that a reader of newspapers could see early enough")
    groups = None if runs.groups is None else np.unique(runs.groups[kept], return_inverse=True)[1]
    events = np.array(list(found.values()))[:, kept]
    table = pd.concat(
        [_compared(list(found), events, state.words, state.holds[kept], groups) for state in states],
        ignore_index=True,
    )
    table["p"] = intervals.together(table["p"].to_numpy(np.float64))
    table["told"] = table["p"] <= 1 - intervals.LEVEL
    order = table.sort_values(
        ["told", "sure", "p", "by"], ascending=[False, False, True, True], kind="stable"
    )
    what = order["event"].str.replace(r" by \S+$", "", regex=True)
    best = order[~pd.DataFrame({"what": what, "state": order["state"]}).duplicated()]
    return best[list(_COLUMNS)].reset_index(drop=True)


def update(
    results: RunsLike,
    scenario: str,
    outcome: str = "axis_verdict",
    *,
    seen: Sequence[str] = (),
    not_seen: Sequence[str] = (),
) -> pd.DataFrame:
    """The odds of each end state before and after what has happened, and has not: of the runs that fit.

    `seen` and `not_seen` are events as they are typed: "strikes_in_iraq by 2025-04", "attacks_us 5 by 6";
    without a month, by a quarter of the run.

    Columns: `state`; `before` and `after`, shares with 95% intervals (`_low`, `_high`); `odds_before`,
    `odds_after`, and the `factor` between them; `p`, the probability by luck of as uneven a draw of the runs
    left, adjusted for all states (Holm); `runs` and `left`, how many runs there are and how many fit.

    Raises `InputError` for an event that cannot be read or is not recorded, and where fewer than 50 runs are
    left, saying how many each condition leaves.
    """
    runs = _runs(results, scenario, outcome)
    kept = _fitting(runs, seen, not_seen)
    rows = [_odds(state, kept, runs.groups) for state in runs.states]
    table = pd.DataFrame(rows)
    table["p"] = intervals.together(table["p"].to_numpy(np.float64))
    return table


def _runs(results: RunsLike, scenario: str, outcome: str) -> _Runs:
    if scenario not in results.scenarios:
        raise InputError(f"the results hold no scenario {scenario!r}; {nearest(scenario, results.scenarios)}")
    held, named = results.columns(OUTCOMES), _named(outcome)
    wanted = ["run", *named, *([BELIEFS] if BELIEFS in held else [])] if named else None
    frame = results.part(OUTCOMES, wanted if set(named) <= set(held) else None, scenario)
    groups = None
    if BELIEFS in frame:
        groups = np.unique(frame[BELIEFS].to_numpy(), return_inverse=True)[1]
    record = early(results, scenario, frame["run"])
    states = [Case(_ENDING.sub("", case.words), case.holds) for case in cases(frame, outcome)]
    return _Runs(record, states, groups, np.ones(len(frame), dtype=np.bool_))


def _named(outcome: str) -> list[str]:
    """The outcomes that are asked after, by name or in a condition."""
    return [name for name in CATALOGUE if re.search(rf"\b{name}\b", outcome)]


def _enough(holds: Flags) -> bool:
    hits = int(holds.sum())
    return min(hits, holds.size - hits) >= FEWEST_OF_A_STATE


def _fitting(runs: _Runs, seen: Sequence[str], not_seen: Sequence[str]) -> Flags:
    """The runs in which everything that is ticked came true. Raises `InputError` where too few are left."""
    kept, said = runs.kept.copy(), []
    for event, wanted in _ticked(runs.record, seen, not_seen):
        kept &= runs.record.happened(event) == wanted
        said.append(f"{event.words(wanted)} leaves {kept.sum():,}")
    if said and kept.sum() < FEWEST:
        raise InputError(
            f"of {kept.size:,} runs, {', then '.join(said)}: fewer than {FEWEST} are too few to say "
            "anything. Simulate more runs, or tick less"
        )
    return kept


def _ticked(record: Early, seen: Sequence[str], not_seen: Sequence[str]) -> Iterator[tuple[Event, bool]]:
    book = load_observables()
    usual = book.usual(len(record.months))
    for wanted, written in ((True, seen), (False, not_seen)):
        for text in written:
            yield book.read(text, record.months, usual), wanted


# --- likelihood ratios --------------------------------------------------------------------------


def _compared(
    events: Sequence[Event], seen: Flags, state: str, ends: Flags, groups: NDArray[np.int64] | None
) -> pd.DataFrame:
    """A row per event: how often it is seen where runs end so and where not; `seen` is (events, runs)."""
    hits, rest = int(ends.sum()), int((~ends).sum())
    both, only = seen[:, ends].sum(axis=1), seen[:, ~ends].sum(axis=1)
    effect = np.ones(len(events)) if groups is None else _effects(seen, ends, groups)
    table = pd.DataFrame(
        {
            "event": [str(event) for event in events],
            "words": [event.words() for event in events],
            "unseen_words": [event.words(False) for event in events],
            "month": [event.month for event in events],
            "by": [event.by for event in events],
            "state": state,
            "share": hits / ends.size,
            "runs_seen": both + only,
            "seen_if": both / hits,
            "seen_else": only / rest,
            "p": _by_luck(both, only, hits, rest, effect),
        }
    )
    for name, ours, theirs in (("seen", both, only), ("unseen", hits - both, rest - only)):
        ratio, low, high = _ratio(ours, theirs, hits, rest, effect)
        table[f"lr_{name}"], table[f"lr_{name}_low"], table[f"lr_{name}_high"] = ratio, low, high
    table["sure"] = np.maximum(_sure(table, "seen"), _sure(table, "unseen"))
    return table


def _ratio(
    ours: NDArray[np.int64], theirs: NDArray[np.int64], hits: int, rest: int, effect: Floats
) -> tuple[Floats, Floats, Floats]:
    """Ratios of two shares with their intervals; half a run is added to all where one has none."""
    empty = (ours == 0) | (theirs == 0)
    a, c = ours + 0.5 * empty, theirs + 0.5 * empty
    n, m = hits + 0.5 * empty, rest + 0.5 * empty
    ratio = (a / n) / (c / m)
    reach = np.exp(_Z * np.sqrt(np.maximum(1 / a - 1 / n + 1 / c - 1 / m, 0.0) * effect))
    return ratio, ratio / reach, ratio * reach


def _sure(table: pd.DataFrame, name: str) -> Floats:
    low, high = np.log(table[f"lr_{name}_low"]), np.log(table[f"lr_{name}_high"])
    found: Floats = np.maximum(np.maximum(low, -high), 0.0).to_numpy(np.float64)
    return found


def _by_luck(
    both: NDArray[np.int64], only: NDArray[np.int64], hits: int, rest: int, effect: Floats
) -> Floats:
    """Probability by luck of so uneven a split of the runs that saw an event (Fisher's exact test, doubled).

    Of runs that share their beliefs the normal approximation, with the variance that they have.
    """
    law = hypergeom(hits + rest, hits, both + only)
    exact = np.minimum(1.0, 2 * np.minimum(law.cdf(both), law.sf(both - 1)))
    pooled = (both + only) / (hits + rest)
    spread = np.sqrt(np.maximum(pooled * (1 - pooled) * (1 / hits + 1 / rest), 1e-300) * effect)
    normal = 2 * ndtr(-np.abs(both / hits - only / rest) / spread)
    found: Floats = np.where(effect > 1, np.maximum(exact, normal), exact)
    return found


def _effects(seen: Flags, ends: Flags, groups: NDArray[np.int64]) -> Floats:
    """How much sharing of beliefs widens the variance of each event's shares: the larger of the two sides."""
    sides = [np.unique(groups[side], return_inverse=True)[1] for side in (ends, ~ends)]
    return np.array(
        [
            max(
                intervals.design_effect(row[side].astype(np.float64), of)
                for side, of in zip((ends, ~ends), sides, strict=True)
            )
            for row in seen
        ]
    )


def _odds(state: Case, kept: Flags, groups: NDArray[np.int64] | None) -> dict[str, Any]:
    """One end state before and after: shares with intervals, odds, and whether it could be luck."""
    row: dict[str, Any] = {"state": state.words}
    for name, among in (("before", np.ones_like(kept)), ("after", kept)):
        ends = state.holds[among]
        shared = None if groups is None else np.unique(groups[among], return_inverse=True)[1]
        effect = intervals.design_effect(ends.astype(np.float64), shared)
        found = intervals.share(int(ends.sum()), ends.size, effect)
        row |= {name: found.value, f"{name}_low": found.low, f"{name}_high": found.high}
    before, after = (row[name] / (1 - row[name]) if row[name] < 1 else np.inf for name in ("before", "after"))
    hits, rest = int(state.holds.sum()), int((~state.holds).sum())
    both, only = np.array([(state.holds & kept).sum()]), np.array([(~state.holds & kept).sum()])
    widened = np.ones(1) if groups is None else _effects(kept[None], state.holds, groups)
    by_luck = float(_by_luck(both, only, hits, rest, widened)[0]) if hits and rest else np.nan
    factor = after / before if 0 < before < np.inf else np.nan
    return {
        **row, "odds_before": before, "odds_after": after, "factor": factor,
        "p": by_luck if not kept.all() else np.nan, "runs": kept.size, "left": int(kept.sum()),
    }  # fmt: skip

"""How much the headline outcomes move with one thing: measured on the spot, with what chance alone can do.

A parameter is judged within one batch, the fifth of the runs that drew its highest values against the
fifth that drew its lowest: other beliefs differ between the two only by luck. What can be switched (a
mechanism, an event, a strategy, a threshold) is judged on pairs of runs that share beliefs and luck.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from simulation.evidence import Table, load_evidence
from simulation.model.iraq import IraqModel
from simulation.model.simulate import block_of
from simulation.outcomes import intervals
from simulation.outcomes.intervals import Estimate
from simulation.scenario import Scenario

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from simulation.evidence import Evidence
    from simulation.model.simulate import Block

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

__all__ = [
    "HEADLINES",
    "RUNS",
    "Moved",
    "Ranked",
    "changed",
    "of_parameter",
    "paired",
    "shown_in",
    "simulated",
    "what_moves",
    "with_threshold",
]

RUNS: Final = 1000
SEED: Final = 2025
FIFTH: Final = 0.2
_Z: Final = 1.959964


@dataclass(frozen=True)
class Headline:
    """An outcome that the effect of anything is measured on: a mean, or the share of runs with a category."""

    label: str
    column: str
    categories: tuple[str, ...] = ()
    also: tuple[str, ...] = ()

    def read(self, block: Block) -> NDArray[Any]:
        """Its values in a block, shape (runs,): flags for a share."""
        values = block.outcomes[self.column]
        if self.categories:
            return np.isin(values, self.categories)
        total = values.astype(np.float64)
        for column in self.also:
            total = total + block.outcomes[column]
        return total

    @property
    def is_share(self) -> bool:
        """Whether it is the share of runs with a category."""
        return bool(self.categories)


HEADLINES: Final = (
    Headline("axis index", "axis_index"),
    Headline("leaving or left", "axis_verdict", ("leaving", "left")),
    Headline("in the axis", "axis_verdict", ("in_the_axis",)),
    Headline("Tehran's leverage", "iran_leverage"),
    Headline("armed presence", "axis_presence"),
    Headline("PMF entrenched", "pmf_fate", ("entrenched",)),
    Headline("attacks by groups", "attacks_us", also=("attacks_israel", "attacks_gulf")),
    Headline("Iraqis killed", "iraqi_deaths"),
)


@dataclass(frozen=True)
class Moved:
    """A headline outcome under two conditions, the difference with its 95% interval, and the noise floor.

    `noise` is the difference that chance alone stays below in 19 of 20 cases, were there none in truth;
    `same` says that of pairs of runs not one differs.
    """

    label: str
    is_share: bool
    without: float
    with_it: float
    difference: Estimate
    noise: float
    same: bool = False

    @property
    def clear(self) -> bool:
        """Whether the difference can be told from chance."""
        return self.difference.clear


@dataclass(frozen=True)
class Ranked:
    """A parameter by how far an outcome moves with it, in standard deviations of the outcome."""

    name: str
    effect: float
    clear: bool


# --- reference runs -------------------------------------------------------------------------------


def changed(scenario: Scenario, **changes: Any) -> Scenario:
    """The scenario with some settings otherwise, checked as if a file had said so."""
    return Scenario.model_validate({**scenario.plain(), "name": scenario.name, **changes})


def simulated(scenario: Scenario, runs: int = RUNS, evidence: Evidence | None = None) -> Block:
    """The reference runs of a scenario: always the same numbers and the same luck."""
    model = IraqModel(scenario, runs=runs, rng=SEED, evidence=evidence)
    for _ in range(scenario.months):
        model.step()
    return block_of(model)


def with_threshold(name: str, level: float) -> Evidence:
    """The packaged evidence with one threshold of the codebook at another level."""
    known = load_evidence()
    value = known.codebook[name].model_copy(update={"value": level})
    return replace(known, codebook=Table({**known.codebook, name: value}))


# --- one batch: the highest fifth against the lowest ------------------------------------------------


def of_parameter(name: str, block: Block) -> tuple[Moved, ...]:
    """How the headlines differ between the runs that drew a parameter's highest and lowest fifth.

    Empty where every run has the same value.
    """
    ends = _ends(block.outcomes[f"belief.{name}"])
    return () if ends is None else tuple(_apart(headline, block, *ends) for headline in HEADLINES)


def _ends(values: Floats) -> tuple[NDArray[np.intp], NDArray[np.intp]] | None:
    """Rows of the lowest and of the highest fifth; None where all values are the same."""
    if values.min() == values.max():
        return None
    order = np.argsort(values, kind="stable")
    size = max(int(len(values) * FIFTH), 1)
    return order[:size], order[-size:]


def _apart(headline: Headline, block: Block, low: NDArray[np.intp], high: NDArray[np.intp]) -> Moved:
    values = headline.read(block).astype(np.float64)
    below, above = values[low], values[high]
    difference, floor = independent(below, above, share=headline.is_share)
    return Moved(headline.label, headline.is_share, below.mean(), above.mean(), difference, floor)


def independent(below: Floats, above: Floats, *, share: bool) -> tuple[Estimate, float]:
    """Difference of two groups of other runs, with its interval and its noise floor.

    Means by the normal limits of Welch, shares by those of Agresti and Caffo (2000), who add a success
    and a failure to each group.
    """
    value = float(above.mean() - below.mean())
    if share:
        p, q = ((group.sum() + 1.0) / (group.size + 2.0) for group in (above, below))
        middle = p - q
        error = np.sqrt(p * (1 - p) / (above.size + 2) + q * (1 - q) / (below.size + 2))
    else:
        middle = value
        error = np.sqrt(above.var(ddof=1) / above.size + below.var(ddof=1) / below.size)
    both = np.concatenate([below, above])
    floor = _Z * both.std(ddof=1) * np.sqrt(1.0 / below.size + 1.0 / above.size)
    low, high = float(middle - _Z * error), float(middle + _Z * error)
    return Estimate(value, min(low, value), max(high, value)), float(floor)


def what_moves(column: str, block: Block, most: int = 6) -> tuple[Ranked, ...]:
    """The parameters with which an outcome moves most, lowest fifth to highest; largest first.

    A category counts by its share: the commonest one. `clear` allows for how many parameters are looked at.
    """
    values = _as_numbers(block.outcomes[column])
    spread = float(np.nanstd(values))
    drawn = {name: found for name, found in block.outcomes.items() if name.startswith("belief.")}
    ranked = []
    for name, found in drawn.items():
        ends = _ends(found)
        if ends is None or spread == 0.0:
            continue
        low, high = (values[rows][np.isfinite(values[rows])] for rows in ends)
        effect = (high.mean() - low.mean()) / spread
        floor = _bound(len(drawn)) * np.sqrt(1.0 / low.size + 1.0 / high.size)
        ranked.append(Ranked(name.removeprefix("belief."), float(effect), bool(abs(effect) > floor)))
    return tuple(sorted(ranked, key=lambda found: -abs(found.effect))[:most])


def _as_numbers(values: NDArray[Any]) -> Floats:
    if values.dtype.kind in "fiub":
        return np.asarray(values, dtype=np.float64)
    names, counts = np.unique(values, return_counts=True)
    return np.asarray(values == names[counts.argmax()], dtype=np.float64)


def _bound(comparisons: int) -> float:
    """Standard errors that all of several comparisons stay below by chance in 19 of 20 cases (Bonferroni)."""
    from scipy.special import ndtri

    return float(ndtri(1.0 - 0.025 / max(comparisons, 1)))


# --- pairs of runs --------------------------------------------------------------------------------


def paired(without: Block, with_it: Block) -> tuple[Moved, ...]:
    """How the headlines differ between two blocks of the same runs, which share beliefs and luck."""
    return tuple(_pair(headline, without, with_it) for headline in HEADLINES)


def _pair(headline: Headline, a: Block, b: Block) -> Moved:
    before, after = headline.read(a), headline.read(b)
    if headline.is_share:
        difference = intervals.share_difference(after, before)
    else:
        difference = intervals.mean(after - before)
    return Moved(
        label=headline.label,
        is_share=headline.is_share,
        without=float(before.mean()),
        with_it=float(after.mean()),
        difference=difference,
        noise=float(difference.high - difference.low) / 2.0,
        same=bool((before == after).all()),
    )


def shown_in(without: Block, with_it: Block, most: int = 3) -> tuple[tuple[str, float], ...]:
    """The monthly indicators that differ most between two blocks of the same runs: (name, size).

    The size is the mean difference over the months in standard deviations of the indicator over runs;
    only those that can be told from chance.
    """
    found = [(name, _shift(without.months[name], with_it.months[name])) for name in without.months]
    clear = [(name, size) for name, size in found if size is not None]
    return tuple(sorted(clear, key=lambda entry: -abs(entry[1]))[:most])


def _shift(before: Floats, after: Floats) -> float | None:
    difference = after.mean(axis=0) - before.mean(axis=0)
    estimate, spread = intervals.mean(difference), float(before.mean(axis=0).std())
    if not estimate.clear:
        return None
    return estimate.value / spread if spread > 0 else float(np.copysign(np.inf, estimate.value))

"""Where the spread of an outcome comes from: whose reading of the evidence, what numbers rest on, or luck."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Self

import numpy as np

from simulation.analysis.past.worlds import SEED
from simulation.evidence import load_evidence
from simulation.evidence.files import MATCHED
from simulation.model.chance import Chance, Stream
from simulation.model.iraq import IraqModel
from simulation.model.simulate import block_of
from simulation.scenario import Scenario

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

__all__ = ["HEADLINES", "JUDGEMENT", "LUCK", "Shares", "between_lenses", "by_basis", "kinds_of_basis"]

LUCK: Final = "luck"
JUDGEMENT: Final = "judgement"
_STREAMS_OF_EVIDENCE: Final = (Stream.BELIEF, Stream.ATTRIBUTE, Stream.LEVER, Stream.VARIANT)


def _hedging(outcomes: Mapping[str, NDArray[np.generic]]) -> Floats:
    verdict: NDArray[np.bool_] = outcomes["axis_verdict"] == "hedging"
    return verdict.astype(np.float64)


def _column(name: str) -> Callable[[Mapping[str, NDArray[np.generic]]], Floats]:
    return lambda outcomes: np.asarray(outcomes[name], dtype=np.float64)


HEADLINES: Final[Mapping[str, Callable[[Mapping[str, NDArray[np.generic]]], Floats]]] = {
    "axis index": _column("axis_index"),
    "hedging": _hedging,
    "axis presence": _column("axis_presence"),
    "Iran's leverage": _column("iran_leverage"),
    "attacks on Americans": _column("attacks_us"),
    "Iraqi deaths": _column("iraqi_deaths"),
}
"""Outcomes whose spread is reported, as numbers per run."""


@dataclass(frozen=True)
class Shares:
    """Parts of an outcome's variance by where they come from, with the standard error of each.

    The parts of `by_basis` are first-order: what is left to one is spread by sources acting together.
    """

    outcome: str
    parts: Mapping[str, float]
    errors: Mapping[str, float]


# --- lenses against luck ---------------------------------------------------------------------------


def between_lenses(start: str, runs: int, seed: int = SEED, months: int = 24) -> tuple[Shares, ...]:
    """Variance of an outcome between the analysts' lenses, and within them, as shares that sum to 1.

    Every lens plays the same runs with the same luck; `pooled` and `matched` are no analyst's and are left
    out. Within a lens, beliefs and luck vary together.
    """
    names = [name for name, lens in load_evidence().lenses.items() if lens.priors and name != MATCHED]
    played = [
        _outcomes(Scenario(name=name, start=start, months=months, lens=name), runs, seed) for name in names
    ]
    found = []
    for outcome, read in HEADLINES.items():
        values = np.array([read(outcomes) for outcomes in played])
        between, within = values.mean(axis=1).var(), values.var(axis=1).mean()
        total = max(between + within, np.finfo(float).tiny)
        error = _error_of_share(values)
        found.append(Shares(outcome, {"lens": between / total, "within": within / total}, {"lens": error}))
    return tuple(found)


def _error_of_share(values: Floats) -> float:
    """Standard error of the share between lenses, by leaving out a tenth of the runs at a time."""
    folds = np.array_split(np.arange(values.shape[1]), 10)
    shares = []
    for fold in folds:
        kept = np.delete(values, fold, axis=1)
        between, within = kept.mean(axis=1).var(), kept.var(axis=1).mean()
        shares.append(between / max(between + within, np.finfo(float).tiny))
    spread = np.var(shares) * (len(folds) - 1)
    return float(np.sqrt(spread))


# --- what numbers rest on --------------------------------------------------------------------------


@dataclass(frozen=True)
class _Shared(Chance):
    """A deal of its own, but for the addresses that it shares with another."""

    other: Chance | None = None
    shared: Callable[[Stream, str], bool] | None = None

    def of(self, rows: NDArray[np.integer[Any]]) -> Self:
        """As `Chance.of`, of both decks."""
        assert self.other is not None
        return replace(self, runs=self.runs[rows], other=self.other.of(rows))

    def uniform(self, stream: Stream, names: Sequence[str], month: int = 0) -> Floats:
        """As `Chance.uniform`, shape (names, runs)."""
        own: Floats = super().uniform(stream, names, month)
        assert self.other is not None
        assert self.shared is not None
        rows = [row for row, name in enumerate(names) if self.shared(stream, name)]
        if rows:
            own[rows] = self.other.uniform(stream, names, month)[rows]
        return own


def by_basis(start: str, runs: int, seed: int = SEED, months: int = 24) -> tuple[Shares, ...]:
    """First-order share of an outcome's variance by what the drawn numbers rest on, and by luck.

    Two decks of runs that share only the numbers of one basis covary by what these explain alone
    (pick-freeze; Sobol' 2001, Saltelli et al. 2010). Attributes and levels count with the basis that the
    seeds give them; levers, hazards, readings of a path and the index's weights are judgement.
    """
    scenario = Scenario(name="basis", start=start, months=months)
    deck, other = (Chance(seed + shift, np.arange(runs, dtype=np.int64)) for shift in (0, 1))
    first = _read(IraqModel(scenario, runs=runs, rng=deck.seed, chance=deck))
    kinds = kinds_of_basis(start)
    groups = (*sorted({*kinds.values(), JUDGEMENT}), LUCK)
    parts: dict[str, dict[str, float]] = {outcome: {} for outcome in HEADLINES}
    errors: dict[str, dict[str, float]] = {outcome: {} for outcome in HEADLINES}
    for group in groups:
        mixed = _Shared(other.seed, other.runs, other=deck, shared=_belongs(group, kinds))
        second = _read(IraqModel(scenario, runs=runs, rng=deck.seed, chance=mixed))
        for outcome in HEADLINES:
            parts[outcome][group], errors[outcome][group] = _share(first[outcome], second[outcome])
    return tuple(Shares(outcome, parts[outcome], errors[outcome]) for outcome in HEADLINES)


def _belongs(group: str, kinds: Mapping[tuple[Stream, str], str]) -> Callable[[Stream, str], bool]:
    def belongs(stream: Stream, name: str) -> bool:
        known = stream in _STREAMS_OF_EVIDENCE
        return group == (kinds.get((stream, name), JUDGEMENT) if known else LUCK)

    return belongs


def kinds_of_basis(start: str) -> dict[tuple[Stream, str], str]:
    """The kind of basis behind every address at which evidence is drawn."""
    evidence = load_evidence()
    point = evidence.starts[start]
    kinds: dict[tuple[Stream, str], str] = {}
    kinds |= {(Stream.BELIEF, name): each.basis.kind for name, each in evidence.parameters.items()}
    for actor in evidence.actors:
        for name, attribute in point.attributes(actor).items():
            kinds[Stream.ATTRIBUTE, f"{actor}.{name}"] = attribute.basis.kind
    for name, level in point.world.items():
        kinds[Stream.ATTRIBUTE, f"world.{name}"] = level.basis.kind
    return kinds


def _share(first: Floats, second: Floats) -> tuple[float, float]:
    """Covariance of two decks over their variance, and its standard error."""
    a, b = first - first.mean(), second - second.mean()
    variance = max((a.var() + b.var()) / 2.0, np.finfo(float).tiny)
    products = a * b / variance
    return float(products.mean()), float(products.std() / np.sqrt(len(a)))


def _outcomes(scenario: Scenario, runs: int, seed: int) -> dict[str, NDArray[np.generic]]:
    return _play(IraqModel(scenario, runs=runs, rng=seed))


def _read(model: IraqModel) -> dict[str, Floats]:
    outcomes = _play(model)
    return {outcome: read(outcomes) for outcome, read in HEADLINES.items()}


def _play(model: IraqModel) -> dict[str, NDArray[np.generic]]:
    for _ in range(model.setup.months):
        model.step()
    return block_of(model).outcomes

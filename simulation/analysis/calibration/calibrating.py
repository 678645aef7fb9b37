"""History matching of this model to its patterns: what trains, what is held out, and the lens left."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
from ruamel.yaml import YAML

from simulation.analysis.calibration.matching import Matched, Observed, match, relevant
from simulation.analysis.designs.ensembles import Designed
from simulation.analysis.past.backtests import run_backtests
from simulation.analysis.patterns import load_bands
from simulation.analysis.patterns.histories import Histories
from simulation.analysis.patterns.points import figures_at, measures_of
from simulation.documents import packaged
from simulation.errors import InputError
from simulation.evidence import load_evidence
from simulation.evidence.files import MATCHED
from simulation.evidence.priors import Fixed, Prior, Triangular
from simulation.model.chance import Chance, Stream
from simulation.model.institutions.parliament import Basis, Record, read

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Report = Callable[[str, int, int], None]

__all__ = ["Book", "Calibrated", "Sizes", "calibrate", "lens_text", "load_book", "observed"]

TRIMMED: Final = 0.1  # a distance of distribution functions below which a range is left as it was
_QUANTILES: Final = np.array([0.05, 0.25, 0.5, 0.75, 0.95])


class Book(Record):
    """`seeds/matching.yaml`: figures that train and that test, the cut, and what the model may get wrong."""

    trains: tuple[str, ...]
    tests: tuple[str, ...]
    backtests: str
    cut: float
    discrepancy: float
    discrepancies: dict[str, float]
    basis: Basis


class _File(Record):
    matching: Book


@lru_cache(maxsize=4)
def load_book(folder: Path | None = None) -> Book:
    """What may be matched, and how, from the packaged seeds or another folder of seeds.

    Raises `InputError` for a figure that is no pattern, one that both trains and tests, or one that trains
    though its pattern only tests.
    """
    book = read((packaged("seeds") if folder is None else folder) / "matching.yaml", _File).matching
    bands = load_bands(folder)
    for name in (*book.trains, *book.tests):
        if name not in bands:
            raise InputError(f"matching.yaml names {name!r}, which is no figure of patterns.yaml")
    for name in book.trains:
        if bands[name].use != "calibrates":
            raise InputError(f"matching.yaml trains on {name!r}, which patterns.yaml lets only test")
    both = sorted({*book.trains} & {*book.tests})
    if both:
        raise InputError(f"matching.yaml trains on what it tests with: {', '.join(both)}")
    return book


def observed(book: Book) -> tuple[Observed, ...]:
    """The figures that train, with their bands as patterns.yaml has them."""
    bands = load_bands()
    return tuple(
        Observed(name, bands[name].least, bands[name].most, book.discrepancies.get(name, book.discrepancy))
        for name in book.trains
    )


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much is run.

    `screened` runs to find the parameters, at `most` so many; `waves` of `points` with `runs` each (by
    default ten points for every parameter); `held` runs before and after.
    """

    screened: int = 4000
    most: int = 12
    waves: int = 2
    points: int | None = None
    runs: int = 100
    held: int = 1000


@dataclass(frozen=True, eq=False)
class Calibrated:
    """What was matched, what is left of priors, and how figures and back-tests do before and after.

    `ranges` has a row per parameter: those of `Matched.ranges`, the values of prior and matched range
    (`prior_low`, `prior_middle`, `prior_high`, `matched_low`, ...), and the prior in words. `held` has a row
    per figure: `figure`, `use` (trains or tests), `band`, `before`, `after`, `held_before`, `held_after`.
    `backtests` has a row per episode: `episode`, `questions`, mean scores `before` and `after`, and how many
    questions got `better` and `worse`.
    """

    matched: Matched
    ranges: pd.DataFrame
    ruled_out: pd.DataFrame
    held: pd.DataFrame
    backtests: pd.DataFrame

    def tables(self) -> dict[str, pd.DataFrame]:
        """What is kept beside results."""
        waves = pd.DataFrame(
            [(place + 1, len(w.points), w.left) for place, w in enumerate(self.matched.waves)],
            columns=["wave", "points", "left"],
        )
        return {
            "ranges": self.ranges,
            "ruled_out": self.ruled_out,
            "held": self.held,
            "backtests": self.backtests,
            "waves": waves,
        }

    def priors(self) -> dict[str, Prior]:
        """What is left of the priors that were trimmed, each as a triangular prior of its own."""
        evidence, left = load_evidence(), self.matched.sample[self.matched.left]
        trimmed = set(self.ranges.loc[self.ranges["trimmed"] > TRIMMED, "parameter"])
        return {
            name: _fitted(evidence.parameter_prior(name), left[:, place])
            for place, name in enumerate(self.matched.names)
            if name in trimmed and len(left)
        }


def calibrate(
    sizes: Sizes | None = None, seed: int = 2025, *, jobs: int = 1, tell: Report | None = None
) -> Calibrated:
    """Find the parameters that the training figures depend on, match them in waves, and test what is left.

    `tell` is told what is being done, and how many runs of how many are done. Raises `InputError` where no
    parameter moves a figure beyond chance.
    """
    sizes, book = sizes or Sizes(), load_book()
    known = observed(book)
    names = [name for name, each in load_evidence().parameters.items() if not isinstance(each.prior, Fixed)]
    found = _relevant(names, book.trains, sizes, seed, tell)
    if not found:
        raise InputError("no parameter moves a training figure beyond chance: take more runs to find them")
    simulator = partial(_simulated, found, book.trains, sizes.runs, seed, jobs, tell)
    matched = match(simulator, found, known, waves=sizes.waves, size=sizes.points, seed=seed, cut=book.cut)
    return Calibrated(
        matched,
        _ranges(matched),
        matched.ruled_out(),
        _held(matched, book, sizes.held, seed, tell),
        _backtests(matched, sizes.held, seed, tell),
    )


def _relevant(
    names: Sequence[str], figures: Sequence[str], sizes: Sizes, seed: int, tell: Report | None
) -> tuple[str, ...]:
    runs = np.arange(sizes.screened, dtype=np.int64)
    _tell(tell, f"finding what {len(figures)} figures depend on", 0, runs.size)
    quantiles = Chance(seed, runs).uniform(Stream.BELIEF, names)
    # A run is a point of its own: luck and beliefs are those of the run, and a figure is of one run.
    table = figures_at(names, quantiles.T, figures, runs=1, seed=seed, own_luck=True)
    return relevant(dict(zip(names, quantiles, strict=True)), table, sizes.most)


def _simulated(
    names: Sequence[str],
    figures: Sequence[str],
    runs: int,
    seed: int,
    jobs: int,
    tell: Report | None,
    points: Floats,
) -> pd.DataFrame:
    told = partial(_tell, tell, f"a wave of {len(points)} points")
    return figures_at(names, points, figures, runs=runs, seed=seed, jobs=jobs, progress=told)


def _tell(tell: Report | None, what: str, done: int, total: int) -> None:
    if tell is not None:
        tell(what, done, total)


# --- what is left ---------------------------------------------------------------------------------


def _ranges(matched: Matched) -> pd.DataFrame:
    evidence, table = load_evidence(), matched.ranges()
    rows = []
    for row in table.to_dict("records"):
        prior = evidence.parameter_prior(str(row["parameter"]))
        ends = [*(0.05, 0.5, 0.95), *(row[name] for name in ("low", "middle", "high"))]
        values = [float(prior.ppf(np.array([end]))[0]) if end == end else np.nan for end in ends]
        rows.append((*values, prior.describe()))
    columns = [f"{kind}_{end}" for kind in ("prior", "matched") for end in ("low", "middle", "high")]
    return table.join(pd.DataFrame(rows, columns=[*columns, "prior"]))


def _fitted(prior: Prior, left: Floats) -> Triangular:
    """The triangular prior whose quantiles are nearest to those of what is left, inside the prior's ends."""
    from scipy.optimize import least_squares

    values = prior.ppf(left)
    wanted = np.quantile(values, _QUANTILES)
    low, high = (max(prior.low, -1e6), min(prior.high, 1e6))
    scale = wanted[-1] - wanted[0]

    def law(parts: Floats) -> Triangular:
        start, mode, stop = np.sort(np.clip(parts, low, high))
        return Triangular(float(start), float(mode), float(max(stop, start + 1e-9 * scale)))

    def misses(parts: Floats) -> Floats:
        missed: Floats = (law(parts).ppf(_QUANTILES) - wanted) / scale
        return missed

    first = np.array([values.min(), wanted[2], values.max()])
    found = law(np.asarray(least_squares(misses, first, x_scale=scale).x))
    return Triangular(*(float(f"{part:.4g}") for part in (found.start, found.mode, found.stop)))


def _drawn(matched: Matched, runs: int, seed: int) -> Designed:
    """The luck of as many runs, each under parameters drawn from what is left together."""
    numbers = np.arange(runs, dtype=np.int64)
    left = matched.sample[matched.left]
    given = left[np.random.default_rng(seed).integers(len(left), size=runs)]
    return Designed(seed, numbers, names=matched.names, quantiles=given)


def _held(matched: Matched, book: Book, runs: int, seed: int, tell: Report | None) -> pd.DataFrame:
    """Every figure under the priors and under what is left, with its band."""
    bands, columns = load_bands(), ["figure", "use", "band", "before", "after", "held_before", "held_after"]
    if not matched.left.any():
        return pd.DataFrame(columns=columns)
    _tell(tell, "measuring the patterns before and after", 0, runs)
    figures = (*book.trains, *book.tests)
    before, after = (
        _measured(Histories(runs, seed, chance=chance, kept=8), figures)
        for chance in (None, _drawn(matched, runs, seed))
    )
    rows = []
    for name in figures:
        band, use = bands[name], "trains" if name in book.trains else "tests"
        pair = (before[name], after[name])
        rows.append((name, use, str(band), *pair, *(band.holds(value) for value in pair)))
    return pd.DataFrame(rows, columns=columns)


def _measured(histories: Histories, figures: Sequence[str]) -> Mapping[str, float]:
    found: dict[str, float] = {}
    for measure in measures_of(figures):
        found |= measure(histories)
    return found


def _backtests(matched: Matched, runs: int, seed: int, tell: Report | None) -> pd.DataFrame:
    """Mean scores of the held-out episodes' questions before and after; 0 is best."""
    columns = ["episode", "questions", "before", "after", "better", "worse"]
    if not matched.left.any():
        return pd.DataFrame(columns=columns)
    _tell(tell, "forecasting past episodes before and after", 0, runs)
    rows = []
    pairs = zip(
        run_backtests(runs, seed), run_backtests(runs, seed, chance=_drawn(matched, runs, seed)), strict=True
    )
    for first, second in pairs:
        before, after = (np.array([each.score for each in test.asked]) for test in (first, second))
        counts = (int((after < before).sum()), int((after > before).sum()))
        rows.append((first.episode.episode, before.size, before.mean(), after.mean(), *counts))
    return pd.DataFrame(rows, columns=columns)


# --- the lens -------------------------------------------------------------------------------------


def lens_text(found: Calibrated, when: str, seed: int, runs: int) -> str:
    """The `matched` lens as a file of seeds, with what it was matched to and when; `when` is a date.

    The facts are those that the training patterns rest on. Where no prior was trimmed the lens has none.
    """
    book, bands = load_book(), load_bands()
    priors = found.priors()
    bases = [bands[name].basis for name in book.trains]
    facts = sorted({fact for basis in bases if isinstance(basis, Basis) for fact in basis.facts})
    share = found.matched.share
    reading = (
        "Not a reading of anybody's: the priors less what history matching to patterns "
        f"{', '.join(book.trains)} found implausible on {when} (waves: {len(found.matched.waves)}, "
        f"runs a point: {runs}, seed {seed}). {100 * share:.0f} of 100 parts of the prior space of the "
        f"parameters {', '.join(found.matched.names)} are left. "
        + (
            "Each prior is fitted to what is left of it alone. "
            if priors
            else "No range was trimmed enough to be written differently, so this lens is the pooled one. "
        )
        + "With so few episodes this trims what is implausible and claims no more."
    )
    row = {
        "title": "Matched to past patterns",
        "reading": reading,
        "voice": "the project",
        "facts": facts,
        "priors": {name: prior.specification() for name, prior in priors.items()},
    }
    head = "# Written by `crossroads calibrate`; not edited by hand. How it came about: docs/calibration.md\n"
    written, writer = io.StringIO(), YAML()
    writer.width = 110
    writer.dump({MATCHED: {MATCHED: row}}, written)
    return head + written.getvalue()

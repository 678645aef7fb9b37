"""Priors: what is believed of a number before any run, as an inverse distribution function.

A prior turns the uniform number that a run was dealt into that run's belief, element by element:
the draw of run 537 is the same whether it is drawn alone or among 4,000.
`scipy.special` is imported where it is needed: it takes longer to import than this package.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
Bounds = tuple[float, float]
UNBOUNDED: Final[Bounds] = (-math.inf, math.inf)

_LEAST: Final = 1e-30
_ROOT_TWO: Final = math.sqrt(2.0)
_ROOT_TWO_PI: Final = math.sqrt(2.0 * math.pi)


class Prior(ABC):
    """A distribution over one number (for `Choice`, over the places of its words)."""

    kind: ClassVar[str]

    @property
    def low(self) -> float:
        """The least value that can be drawn."""
        return self._support()[0]

    @property
    def high(self) -> float:
        """The greatest value that can be drawn."""
        return self._support()[1]

    @property
    def mean(self) -> float:
        """The expected value, after truncation."""
        return self._mean()

    def ppf(self, u: ArrayLike) -> Array:
        """The quantiles of `u`, numbers in [0, 1] of any shape; the result has that shape.

        Raises ValueError for a number outside [0, 1].
        """
        given = np.asarray(u, dtype=np.float64)
        # One contiguous row, never 0-d or strided: NumPy's loops may round those differently.
        flat = np.ascontiguousarray(given.reshape(-1))
        if flat.size and not (flat.min() >= 0.0 and flat.max() <= 1.0):
            raise ValueError("a quantile is asked for at a number in [0, 1]")
        return np.clip(self._quantile(flat), *self._support()).reshape(given.shape)

    def describe(self) -> str:
        """The prior in words, for tables and messages."""
        return self._phrase()

    def specification(self) -> dict[str, object]:
        """The prior as it is written in YAML, such as `{"uniform": [0.2, 0.6]}`."""
        return {self.kind: self._content()}

    @abstractmethod
    def _support(self) -> Bounds: ...

    @abstractmethod
    def _mean(self) -> float: ...

    @abstractmethod
    def _quantile(self, u: Array) -> Array:
        """The quantiles of contiguous, one-dimensional `u`."""

    @abstractmethod
    def _phrase(self) -> str: ...

    @abstractmethod
    def _content(self) -> object: ...


@dataclass(frozen=True)
class Fixed(Prior):
    """One value, held to be known."""

    kind: ClassVar[str] = "fixed"
    value: float

    def _support(self) -> Bounds:
        return self.value, self.value

    def _mean(self) -> float:
        return self.value

    def _quantile(self, u: Array) -> Array:
        return np.full(u.shape, self.value)

    def _phrase(self) -> str:
        return f"fixed at {self.value:g}"

    def _content(self) -> object:
        return self.value


@dataclass(frozen=True)
class Uniform(Prior):
    """Every value between two bounds alike."""

    kind: ClassVar[str] = "uniform"
    start: float
    stop: float

    def __post_init__(self) -> None:
        if not self.start < self.stop:
            raise ValueError("does not have its lower bound first")

    def _support(self) -> Bounds:
        return self.start, self.stop

    def _mean(self) -> float:
        return (self.start + self.stop) / 2.0

    def _quantile(self, u: Array) -> Array:
        return self.start + (self.stop - self.start) * u

    def _phrase(self) -> str:
        return f"uniform from {self.start:g} to {self.stop:g}"

    def _content(self) -> object:
        return [self.start, self.stop]


def triangular_quantile(u: Array, start: float | Array, mode: float | Array, stop: float | Array) -> Array:
    """Quantiles of triangular laws at `u`; the laws' bounds and modes broadcast against it.

    The mode, less what is missing below it, plus what is beyond it: of the two, one is nothing.
    """
    width, left, right = stop - start, mode - start, stop - mode
    top = left / width
    below = np.minimum(u, top)
    below *= width * left
    np.sqrt(below, out=below)
    below -= left
    # Each side is held to its side of the mode, so that rounding cannot break the order.
    np.minimum(below, 0.0, out=below)
    quantile = np.maximum(u, top)
    np.subtract(1.0, quantile, out=quantile)
    quantile *= width * right
    np.sqrt(quantile, out=quantile)
    np.subtract(stop, quantile, out=quantile)
    np.maximum(quantile, mode, out=quantile)
    quantile += below
    return quantile


@dataclass(frozen=True)
class Triangular(Prior):
    """Two bounds and the likeliest value between them."""

    kind: ClassVar[str] = "triangular"
    start: float
    mode: float
    stop: float

    def __post_init__(self) -> None:
        if not (self.start <= self.mode <= self.stop and self.start < self.stop):
            raise ValueError("does not have its numbers in order")

    def _support(self) -> Bounds:
        return self.start, self.stop

    def _mean(self) -> float:
        return (self.start + self.mode + self.stop) / 3.0

    def _quantile(self, u: Array) -> Array:
        return triangular_quantile(u, self.start, self.mode, self.stop)

    def _phrase(self) -> str:
        return f"triangular from {self.start:g} to {self.stop:g}, likeliest {self.mode:g}"

    def _content(self) -> object:
        return [self.start, self.mode, self.stop]


class _Truncated(Prior):
    """A function of a standard normal number, truncated to `bounds`."""

    bounds: Bounds

    @property
    @abstractmethod
    def median(self) -> float:
        """The median before truncation."""

    @property
    def mass(self) -> float:
        """The share of the distribution that truncation leaves."""
        below, above = self._tails()
        return above - below

    @abstractmethod
    def _standard(self) -> Bounds:
        """The bounds on the scale of the standard normal number."""

    def _tails(self) -> Bounds:
        a, b = self._standard()
        return _normal_cdf(a), _normal_cdf(b)

    def _normal(self, u: Array) -> Array:
        """The quantiles of the standard normal number between its bounds."""
        from scipy.special import ndtri

        below, above = self._tails()
        return np.asarray(ndtri(below + (above - below) * u), dtype=np.float64)

    def _within(self) -> str:
        return "" if self.bounds == UNBOUNDED else f", within {self.low:g} to {self.high:g}"


@dataclass(frozen=True)
class Normal(_Truncated):
    """A normal distribution, truncated to `bounds`."""

    kind: ClassVar[str] = "normal"
    centre: float
    sd: float
    bounds: Bounds = UNBOUNDED

    def __post_init__(self) -> None:
        if not self.sd > 0.0:
            raise ValueError("does not have a positive standard deviation")

    @property
    def median(self) -> float:
        """The median before truncation."""
        return self.centre

    def _support(self) -> Bounds:
        return self.bounds

    def _mean(self) -> float:
        a, b = self._standard()
        density_a, density_b = (math.exp(-z * z / 2.0) / _ROOT_TWO_PI for z in (a, b))
        return self.centre + self.sd * (density_a - density_b) / self.mass

    def _standard(self) -> Bounds:
        return (self.bounds[0] - self.centre) / self.sd, (self.bounds[1] - self.centre) / self.sd

    def _quantile(self, u: Array) -> Array:
        return self.centre + self.sd * self._normal(u)

    def _phrase(self) -> str:
        return f"normal, mean {self.centre:g} and sd {self.sd:g}{self._within()}"

    def _content(self) -> object:
        return [self.centre, self.sd]


@dataclass(frozen=True)
class LogNormal(_Truncated):
    """A number whose logarithm is normal with standard deviation `sigma`, truncated to `bounds`."""

    kind: ClassVar[str] = "lognormal"
    middle: float
    sigma: float
    bounds: Bounds = UNBOUNDED

    def __post_init__(self) -> None:
        if not (self.middle > 0.0 and self.sigma > 0.0):
            raise ValueError("does not have a positive median and a positive sigma")

    @property
    def median(self) -> float:
        """The median before truncation."""
        return self.middle

    def _support(self) -> Bounds:
        return max(self.bounds[0], 0.0), self.bounds[1]

    def _mean(self) -> float:
        a, b = self._standard()
        share = _normal_cdf(b - self.sigma) - _normal_cdf(a - self.sigma)
        return self.middle * math.exp(self.sigma**2 / 2.0) * share / self.mass

    def _standard(self) -> Bounds:
        a, b = (math.log(x / self.middle) if x > 0.0 else -math.inf for x in self._support())
        return a / self.sigma, b / self.sigma

    def _quantile(self, u: Array) -> Array:
        return self.middle * np.exp(self.sigma * self._normal(u))

    def _phrase(self) -> str:
        return f"lognormal, median {self.middle:g} and sigma {self.sigma:g}{self._within()}"

    def _content(self) -> object:
        return [self.middle, self.sigma]


@dataclass(frozen=True)
class Beta(Prior):
    """A beta distribution on [0, 1]."""

    kind: ClassVar[str] = "beta"
    a: float
    b: float

    def __post_init__(self) -> None:
        if not (self.a > 0.0 and self.b > 0.0):
            raise ValueError("does not have two positive numbers")

    def _support(self) -> Bounds:
        return 0.0, 1.0

    def _mean(self) -> float:
        return self.a / (self.a + self.b)

    def _quantile(self, u: Array) -> Array:
        from scipy.special import betaincinv

        # For numbers far below any that luck deals, betaincinv may return NaN.
        inner = np.asarray(betaincinv(self.a, self.b, np.maximum(u, _LEAST)), dtype=np.float64)
        return np.where(u < _LEAST, 0.0, inner)

    def _phrase(self) -> str:
        return f"beta with a {self.a:g} and b {self.b:g}, mean {self.mean:g}"

    def _content(self) -> object:
        return [self.a, self.b]


@dataclass(frozen=True)
class Choice(Prior):
    """One word of several, each with a probability. A draw is the place of the word in `words`."""

    kind: ClassVar[str] = "choice"
    words: tuple[str, ...]
    shares: tuple[float, ...]

    def __post_init__(self) -> None:
        if not self.words or len(self.words) != len(self.shares) or min(self.shares) <= 0.0:
            raise ValueError("does not give each of its words a positive probability")
        total = math.fsum(self.shares)
        if not math.isclose(total, 1.0, abs_tol=1e-6):
            raise ValueError(f"has probabilities that sum to {total:g}, not to 1")

    def _support(self) -> Bounds:
        return 0.0, float(len(self.words) - 1)

    def _mean(self) -> float:
        return math.fsum(place * share for place, share in enumerate(self.shares))

    def _quantile(self, u: Array) -> Array:
        return np.searchsorted(np.cumsum(self.shares)[:-1], u, side="right").astype(np.float64)

    def _phrase(self) -> str:
        return "one of " + ", ".join(f"{word} ({share:g})" for word, share in self._pairs().items())

    def _content(self) -> object:
        return self._pairs()

    def _pairs(self) -> dict[str, float]:
        return dict(zip(self.words, self.shares, strict=True))


def _normal_cdf(z: float) -> float:
    return 0.5 * math.erfc(-z / _ROOT_TWO)

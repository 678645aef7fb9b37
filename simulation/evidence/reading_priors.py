"""From what a file says of a number to a `Prior`."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Final, TypeGuard

from simulation.errors import nearest
from simulation.evidence.priors import (
    Beta,
    Bounds,
    Choice,
    Fixed,
    LogNormal,
    Normal,
    Prior,
    Triangular,
    Uniform,
)

LEAST_MASS: Final = 0.80  # of a normal or lognormal: what truncation to the range has to leave

# What the numbers of each kind are called, and how the kind is written.
_SHAPES: Final[Mapping[str, tuple[str, ...]]] = {
    "fixed": ("value",),
    "uniform": ("low", "high"),
    "triangular": ("low", "mode", "high"),
    "normal": ("mean", "sd"),
    "lognormal": ("median", "sigma"),
    "beta": ("a", "b"),
}
KINDS: Final = (*_SHAPES, "choice")
_BUILDERS: Final[Mapping[str, Callable[..., Prior]]] = {
    "fixed": Fixed,
    "uniform": Uniform,
    "triangular": Triangular,
    "beta": Beta,
}


class PriorError(ValueError):
    """What is wrong with a prior, as a predicate of its text, and how to mend it."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


def parse_prior(data: object, bounds: Bounds | None = None) -> Prior:
    """The prior that `data` describes: a number, or a mapping with one kind as its key.

    Args:
        data: such as `0.3`, `{"uniform": [0.2, 0.6]}` or `{"choice": {"a": 0.5, "b": 0.5}}`.
        bounds: the range of the number. Normal and lognormal priors are truncated to it and must
            keep their median and at least 80% of their mass; every other prior must lie inside.
            With bounds, words (`choice`) are refused. None: any number or word.

    Raises PriorError.
    """
    if _is_number(data):
        return _bounded(Fixed(float(data)), bounds)
    kind, content = _kind_and_content(data)
    if kind == "choice":
        return _choice(content, bounds)
    numbers = _numbers(kind, content)
    try:
        prior = _build(kind, numbers, bounds)
    except ValueError as error:
        raise PriorError(str(error), _usage(kind)) from None
    return _bounded(prior, bounds)


def _build(kind: str, numbers: Sequence[float], bounds: Bounds | None) -> Prior:
    limits = (-math.inf, math.inf) if bounds is None else (float(bounds[0]), float(bounds[1]))
    if kind == "normal":
        return Normal(numbers[0], numbers[1], limits)
    if kind == "lognormal":
        return LogNormal(numbers[0], numbers[1], limits)
    return _BUILDERS[kind](*numbers)


def _kind_and_content(data: object) -> tuple[str, object]:
    hint = "write a number, or one kind with its numbers, such as {uniform: [0.2, 0.6]}"
    if not isinstance(data, Mapping):
        raise PriorError("is not a prior", hint)
    if len(data) != 1:
        raise PriorError(f"names {len(data)} kinds of prior where one is needed", hint)
    kind, content = next(iter(data.items()))
    if kind not in KINDS:
        raise PriorError(f"is not a kind of prior: {kind!r}", nearest(str(kind), KINDS))
    return kind, content


def _numbers(kind: str, content: object) -> list[float]:
    names = _SHAPES[kind]
    values = [content] if kind == "fixed" else content
    if not isinstance(values, Sequence) or isinstance(values, str) or len(values) != len(names):
        raise PriorError(f"does not hold the numbers of a {kind} prior", _usage(kind))
    numbers: list[float] = []
    for value in values:
        if not _is_number(value):
            raise PriorError(f"holds {value!r} where a finite number is needed", _usage(kind))
        numbers.append(float(value))
    return numbers


def _choice(content: object, bounds: Bounds | None) -> Choice:
    if bounds is not None:
        raise PriorError("chooses a word where a number is needed", f"allowed: {', '.join(_SHAPES)}")
    hint = "write {choice: {a: 0.5, b: 0.5}}"
    if not isinstance(content, Mapping) or not all(_is_number(share) for share in content.values()):
        raise PriorError("does not hold words with probabilities", hint)
    try:
        return Choice(tuple(map(str, content)), tuple(map(float, content.values())))
    except ValueError as error:
        raise PriorError(str(error), hint) from None


def _bounded(prior: Prior, bounds: Bounds | None) -> Prior:
    """The prior itself, if it lies inside `bounds` (or enough of it, before truncation)."""
    if bounds is None:
        return prior
    low, high = bounds
    shown = f"{low:g} to {high:g}"
    if isinstance(prior, Normal | LogNormal):
        if not low <= prior.median <= high:
            raise PriorError(f"has its median outside the range {shown}", "move it or widen the range")
        if prior.mass < LEAST_MASS:
            what = f"keeps only {prior.mass:.0%} of its mass in the range {shown}"
            raise PriorError(what, f"keep {LEAST_MASS:.0%}: narrow the prior or widen the range")
    elif prior.low < low or prior.high > high:
        reach = "is" if prior.low == prior.high else f"reaches from {prior.low:g} to {prior.high:g},"
        raise PriorError(f"{reach} outside the range {shown}", "narrow the prior or widen the range")
    return prior


def _usage(kind: str) -> str:
    names = _SHAPES[kind]
    return f"write {{{kind}: {names[0] if len(names) == 1 else '[' + ', '.join(names) + ']'}}}"


def _is_number(value: object) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)

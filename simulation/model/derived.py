"""What follows from arrays that seldom change, kept until one of them is replaced."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import is_not
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
T = TypeVar("T")

__all__ = ["Derived", "Weights"]


class Derived(Generic[T]):
    """A function of arrays that remembers its last answer.

    Actors replace their arrays and never write into them, so that the same arrays have the same values.
    """

    def __init__(self, work_out: Callable[..., T]):
        self._work_out = work_out
        self._inputs: tuple[object, ...] | None = None
        self._answer: T

    def __call__(self, *inputs: object) -> T:
        """The answer for these inputs, worked out anew if any of them is another object than last time."""
        if self._inputs is None or any(map(is_not, inputs, self._inputs)):
            self._answer = self._work_out(*inputs)
            self._inputs = inputs
        return self._answer


class Weights:
    """Weights of some actors and their sum, each of shape (runs,), for weighted means over the actors.

    Everything is added one after another, so that a run's sum is the same in any block.
    """

    def __init__(self, each: Sequence[Floats]):
        self.each = each
        self.sum = np.zeros_like(each[0])
        for weight in each:
            self.sum += weight
        self._divisor = np.maximum(self.sum, 1e-9)

    def total(self, values: Sequence[Floats]) -> Floats:
        """The weighted sum of the actors' values, shape (runs,)."""
        total = np.multiply(self.each[0], values[0], dtype=np.float64)
        weighed = np.empty_like(total)
        for weight, value in zip(self.each[1:], values[1:], strict=True):
            total += np.multiply(weight, value, out=weighed)
        return total

    def mean(self, values: Sequence[Floats]) -> Floats:
        """The weighted mean of the actors' values, shape (runs,); 0 where all weights are 0."""
        total = self.total(values)
        total /= self._divisor
        return total

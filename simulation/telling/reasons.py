"""Why an act was done, in words: the considerations that weighed most, with their sizes, and luck as luck."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from simulation.model.chronicle import LUCK

if TYPE_CHECKING:
    from simulation.telling.story import Told

__all__ = ["SCALE", "heaviest", "why"]

MOST: Final = 3
_LEAST: Final = 0.05  # log-odds below which a consideration is not worth a word
SCALE: Final = (
    "In brackets: what a consideration added to the choice, in log-odds (+0.7 doubles the odds, -0.7 halves "
    "them)."
)


def heaviest(told: Told) -> tuple[tuple[str, float], ...]:
    """The considerations to name: the three that weighed most, and luck wherever it decided."""
    named = [term for term in told.terms if abs(term[1]) >= _LEAST]
    kept = named[:MOST]
    if told.by_luck and all(name != LUCK for name, _ in kept):
        kept = [*kept[: MOST - 1], *(term for term in named if term[0] == LUCK)]
    return tuple(kept)


def why(told: Told) -> str:
    """The reasons for an act in a sentence or two; empty where nothing is known of them."""
    kept = heaviest(told)
    if not kept:
        return ""
    toward = _joined([term for term in kept if term[1] > 0])
    against = _joined([term for term in kept if term[1] < 0])
    if toward and against:
        said = f"For it: {toward}; against it: {against}."
    else:
        said = f"For it: {toward}." if toward else f"Against it: {against}."
    return f"{said} Without luck it would not have been done." if told.by_luck else said


def _joined(terms: Sequence[tuple[str, float]]) -> str:
    return ", ".join(f"{name} ({size:+.1f})" for name, size in terms)

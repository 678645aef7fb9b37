"""Counting futures: shares as whole dots that add up, rounded as coarsely as the runs deserve."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from simulation.words import FEW_RUNS, FINE_RUNS, futures


@dataclass(frozen=True, slots=True)
class Tally:
    """How the runs of one scenario end, as dots that can be counted.

    `hits` are runs per category; `dots` are whole dots per category that add up to `out_of`.
    """

    runs: int
    hits: Mapping[str, int]
    dots: Mapping[str, int]
    out_of: int
    step: int

    def text(self, category: str) -> str:
        """The number beside a block of dots: 'none', '<1', '31', '>99', 'all'."""
        hits, shown = self.hits[category], self.dots[category]
        if hits == 0:
            return "none"
        if hits == self.runs:
            return "all"
        if shown == 0:
            return f"<{self.step}"
        return f">{self.out_of - self.step}" if shown == self.out_of else str(shown)

    def phrase(self, category: str) -> str:
        """The same inside a sentence: 'none of 1,000 futures', '31 in 100 futures'."""
        hits = self.hits[category]
        if hits in (0, self.runs):
            return f"{'none' if hits == 0 else 'all'} of {futures.counted(self.runs)}"
        words = {"<": "under ", ">": "over "}
        text = self.text(category)
        text = words[text[0]] + text[1:] if text[0] in words else text
        return (
            f"{text} of {futures.counted(self.runs)}"
            if self.out_of == self.runs < FEW_RUNS
            else f"{text} in 100 futures"
        )


def tally(endings: pd.Series[str], categories: Sequence[str], *, in_hundred: bool = False) -> Tally:
    """Counts of categories among runs, and dots by largest remainders so that they add up.

    Under 100 runs a dot is a run, unless they stand beside others `in_hundred`.
    """
    runs = len(endings)
    counts = endings.astype(str).value_counts()
    hits = {category: int(counts.get(category, 0)) for category in categories}
    out_of = runs if runs < FEW_RUNS and not in_hundred else 100
    step = 5 if out_of == 100 and runs < FINE_RUNS else 1
    return Tally(runs, hits, _largest_remainders(hits, out_of, step), out_of, step)


def _largest_remainders(hits: Mapping[str, int], out_of: int, step: int) -> dict[str, int]:
    total = sum(hits.values())
    if total == 0:
        return dict.fromkeys(hits, 0)
    exact = np.array([count * (out_of / step) / total for count in hits.values()])
    whole = np.floor(exact + 1e-9).astype(int)
    missing = round(out_of / step) - int(whole.sum())
    for index in np.argsort(-(exact - whole), kind="stable")[:missing]:
        whole[index] += 1
    return {category: int(count) * step for category, count in zip(hits, whole, strict=True)}


def endings_in(endings: pd.Series[str], known: Sequence[str]) -> list[str]:
    """Categories in their fixed order; ones that the order does not know come last, by name."""
    others = sorted(set(endings.astype(str).unique()) - set(known))
    return [*known, *others]

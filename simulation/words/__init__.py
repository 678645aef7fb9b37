"""Words for numbers: how often, how likely, how much more or less, and how surely.

Every wording stands on a count of runs or an estimate with its 95% interval and shows no more digits
than they bear. A likelihood word never stands without its number, zero of N is never impossible and N
of N never certain (Wintle et al. 2019, PLOS ONE 14(4) e0213522, on printing the number beside the word).

    >>> from simulation import words
    >>> words.likelihood(620, 1000)
    'likely (62 in 100 futures, 59 to 65)'
    >>> words.frequency(0, 1000), words.likelihood(0, 1000)
    ('none of 1,000 futures', 'in none of 1,000 futures; fewer than 1 in 300 at 95%')
"""

from __future__ import annotations

from simulation.words.changes import NO_CHANGE, TOO_FEW, change, difference, often
from simulation.words.futures import (
    ENOUGH_RUNS,
    FEW_RUNS,
    FINE_RUNS,
    Count,
    counted,
    frequency,
    in_hundred,
    likelihood,
    rarer_than,
    span,
    step,
)
from simulation.words.numbers import decimals, measured, number, signed
from simulation.words.scales import ICD_203, PHIA, SCALES, Band, Scale, find_scale

__all__ = [
    "ENOUGH_RUNS",
    "FEW_RUNS",
    "FINE_RUNS",
    "ICD_203",
    "NO_CHANGE",
    "PHIA",
    "SCALES",
    "TOO_FEW",
    "Band",
    "Count",
    "Scale",
    "change",
    "counted",
    "decimals",
    "difference",
    "find_scale",
    "frequency",
    "in_hundred",
    "likelihood",
    "measured",
    "number",
    "often",
    "rarer_than",
    "signed",
    "span",
    "step",
]

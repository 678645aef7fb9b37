"""Patterns of Iraqi politics that the model should show without being told.

Bands stand in ``seeds/patterns.yaml`` and were written down before the model was run against them. A
figure outside its band is reported as it is; ``docs/patterns.md`` has every figure and its diagnosis.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from simulation.analysis.patterns.alignment import patterns_of_alignment
from simulation.analysis.patterns.armed_groups import patterns_of_groups
from simulation.analysis.patterns.bands import Band, load_bands
from simulation.analysis.patterns.elections import patterns_of_elections
from simulation.analysis.patterns.histories import Histories, Played, View
from simulation.analysis.patterns.paths import patterns_of_paths

__all__ = ["MEASURES", "Band", "Histories", "Pattern", "Played", "View", "load_bands", "patterns"]

MEASURES = (*patterns_of_alignment, *patterns_of_groups, *patterns_of_elections, *patterns_of_paths)


@dataclass(frozen=True)
class Pattern:
    """A measured figure and its band."""

    id: str
    band: Band
    value: float

    @property
    def holds(self) -> bool:
        """Does the figure lie in the band?"""
        return self.band.holds(self.value)


def patterns(histories: Histories) -> tuple[Pattern, ...]:
    """Every pattern, measured on these histories, in the order of the file of bands."""
    values = dict(_measured(histories))
    return tuple(Pattern(name, band, values[name]) for name, band in load_bands().items())


def _measured(histories: Histories) -> Iterator[tuple[str, float]]:
    for measure in MEASURES:
        yield from measure(histories).items()

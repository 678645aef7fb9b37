"""The pattern of Iran's three paths (10), part by part."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulation.analysis.patterns.measuring import Figures, mean, national, share

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from simulation.analysis.patterns.histories import Histories, Played

    Floats = NDArray[np.float64]

__all__ = ["patterns_of_paths"]

_EARLY, _LATE = 6, 24


def pattern_10(histories: Histories) -> Figures:
    """Increase buys leverage at a price, loosening a little relief, maintaining steadiness."""
    paths = {
        path: histories.played("2025-01", _LATE, iran={"strategy": path})
        for path in ("increase", "loosen", "maintain")
    }
    early, late = (_advantage(paths, month) for month in (_EARLY, _LATE))
    angry = national(paths["increase"], "resent_iran") > national(paths["maintain"], "resent_iran")
    spread = {path: played.block.months["iran_leverage"].std(axis=0) for path, played in paths.items()}
    steady = (spread["maintain"] <= spread["increase"]) & (spread["maintain"] <= spread["loosen"])
    quiet, loud = _relief(paths)
    return {
        "10a": share(early > 0.0),
        "10b": share(late < early),
        "10c": share(angry),
        "10d1": quiet,
        "10d2": loud,
        "10e": share(steady),
    }


def _advantage(paths: dict[str, Played], month: int) -> Floats:
    """Leverage under increase less that under maintain at the end of a month, shape (runs,)."""
    level = {path: played.block.months["iran_leverage"][month - 1] for path, played in paths.items()}
    advantage: Floats = level["increase"] - level["maintain"]
    return advantage


def _relief(paths: dict[str, Played]) -> tuple[float, float]:
    """Change of sanctions by loosening, where attacks on Americans are fewer, and where they are more."""
    loosen, maintain = (paths[path].block.outcomes for path in ("loosen", "maintain"))
    attacks = loosen["attacks_us"] - maintain["attacks_us"]
    change = loosen["sanctions_us"] - maintain["sanctions_us"]
    return mean(change[attacks < 0]), mean(change[attacks > 0])


patterns_of_paths = (pattern_10,)

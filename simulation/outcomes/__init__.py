"""What runs amount to: results read back, summaries, paired comparisons, conditions.

Names are loaded when they are first used: the catalogue of outcomes needs no pandas.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from simulation.outcomes.catalogue import OUTCOMES as OUTCOMES
    from simulation.outcomes.catalogue import Outcome as Outcome
    from simulation.outcomes.results import Results as Results
    from simulation.outcomes.results import open_results as open_results
    from simulation.outcomes.running import run as run
    from simulation.outcomes.running import run_into as run_into

__all__ = ["OUTCOMES", "Outcome", "Results", "open_results", "run", "run_into"]

_MODULES: Final = {
    "OUTCOMES": "catalogue",
    "Outcome": "catalogue",
    "Results": "results",
    "open_results": "results",
    "run": "running",
    "run_into": "running",
}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_MODULES[name]}"), name)

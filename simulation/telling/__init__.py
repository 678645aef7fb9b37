"""Runs told as histories: who did what and why, twins under two scenarios, and the acts of many runs.

Names are loaded when they are first used: acts in a table need pandas, a history does not.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from simulation.telling.acts import histories as histories
    from simulation.telling.story import History as History
    from simulation.telling.story import Month as Month
    from simulation.telling.story import Told as Told
    from simulation.telling.story import history as history
    from simulation.telling.twins import Twin as Twin
    from simulation.telling.twins import twin as twin

__all__ = ["History", "Month", "Told", "Twin", "histories", "history", "twin"]

_MODULES: Final = {
    "History": "story",
    "Month": "story",
    "Told": "story",
    "Twin": "twins",
    "histories": "acts",
    "history": "story",
    "twin": "twins",
}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_MODULES[name]}"), name)

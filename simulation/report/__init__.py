"""Reports: the answer to a batch's question, the findings in words and figures, and what they rest on.

Everything said is computed from the results: claims first (`claims`), sentences from them (`answer`,
`findings`, `moved`), the page last (`writing`). Names are loaded when they are first used.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from simulation.report.answer import Answer as Answer
    from simulation.report.answer import answer as answer
    from simulation.report.building import build as build
    from simulation.report.tables import table_text as table_text
    from simulation.report.writing import render as render
    from simulation.report.writing import write_report as write_report

__all__ = ["Answer", "answer", "build", "render", "table_text", "write_report"]

_MODULES: Final = {
    "Answer": "answer",
    "answer": "answer",
    "build": "building",
    "render": "writing",
    "table_text": "tables",
    "write_report": "writing",
}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_MODULES[name]}"), name)

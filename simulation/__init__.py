"""Crossroads: a scenario simulator of Iraq's political alignment.

    import simulation as sim

    results = sim.run("scenarios/iran_paths.yaml", runs=1000)
    results.compare("increase", "maintain")
    sim.plots.outcome_shares(results)

Names are loaded when they are first used, so that importing the package is light.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from simulation import plots as plots
    from simulation import report as report
    from simulation import words as words
    from simulation.errors import CrossroadsError as CrossroadsError
    from simulation.errors import InputError as InputError
    from simulation.evidence import load_evidence as load_evidence
    from simulation.model import Block as Block
    from simulation.model import Clergy as Clergy
    from simulation.model import Electorate as Electorate
    from simulation.model import ForeignPower as ForeignPower
    from simulation.model import Government as Government
    from simulation.model import IraqModel as IraqModel
    from simulation.model import Militia as Militia
    from simulation.model import Party as Party
    from simulation.model import simulate as simulate
    from simulation.outcomes import Results as Results
    from simulation.outcomes import open_results as open
    from simulation.outcomes import run as run
    from simulation.scenario import Batch as Batch
    from simulation.scenario import Scenario as Scenario
    from simulation.scenario import check as check
    from simulation.scenario import load as load
    from simulation.telling import histories as histories
    from simulation.telling import history as history
    from simulation.telling import twin as twin

__version__ = "0.1.0"

# Public name -> (module, name there); None stands for the module itself.
_PUBLIC: Final[dict[str, tuple[str, str | None]]] = {
    "Batch": ("scenario", "Batch"),
    "Block": ("model", "Block"),
    "Clergy": ("model", "Clergy"),
    "CrossroadsError": ("errors", "CrossroadsError"),
    "Electorate": ("model", "Electorate"),
    "ForeignPower": ("model", "ForeignPower"),
    "Government": ("model", "Government"),
    "InputError": ("errors", "InputError"),
    "IraqModel": ("model", "IraqModel"),
    "Militia": ("model", "Militia"),
    "Party": ("model", "Party"),
    "Results": ("outcomes", "Results"),
    "Scenario": ("scenario", "Scenario"),
    "check": ("scenario", "check"),
    "histories": ("telling", "histories"),
    "history": ("telling", "history"),
    "load": ("scenario", "load"),
    "load_evidence": ("evidence", "load_evidence"),
    "open": ("outcomes", "open_results"),
    "plots": ("plots", None),
    "report": ("report", None),
    "run": ("outcomes", "run"),
    "simulate": ("model", "simulate"),
    "twin": ("telling", "twin"),
    "words": ("words", None),
}

__all__ = [
    "Batch",
    "Block",
    "Clergy",
    "CrossroadsError",
    "Electorate",
    "ForeignPower",
    "Government",
    "InputError",
    "IraqModel",
    "Militia",
    "Party",
    "Results",
    "Scenario",
    "check",
    "histories",
    "history",
    "load",
    "load_evidence",
    "open",
    "plots",
    "report",
    "run",
    "simulate",
    "twin",
    "words",
]


def __getattr__(name: str) -> Any:
    if name not in _PUBLIC:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module_name, attribute = _PUBLIC[name]
    module = importlib.import_module(f"{__name__}.{module_name}")
    found = module if attribute is None else getattr(module, attribute)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *_PUBLIC})

"""What Solara serves: one run of the model, step by step, with its indicators as Mesa draws them."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Any, Final

from simulation.model import IraqModel
from simulation.scenario import load
from simulation.workshop.student import SHOWN

__all__ = ["PARAMETERS", "Page", "components"]

SEED: Final = 2025

PARAMETERS: Final[Mapping[str, Any]] = {
    "setup": {
        "type": "Select",
        "label": "Scenario",
        "value": "maintain",
        "values": list(load("iran_paths").names),
    },
    "rng": {"type": "SliderInt", "label": "Luck", "value": SEED, "min": 1, "max": 9999, "step": 1},
    "runs": 1,
}
"""What Mesa's controls set; one run, so that an indicator is one number a month."""


_solara: Any = importlib.import_module("solara")
_mesa: Any = importlib.import_module("mesa.visualization")


def components() -> list[Any]:
    """A chart for each indicator that is shown."""
    return [_mesa.make_plot_component(name) for name in SHOWN]


def _page() -> None:
    """Mesa's controls beside the charts; whoever opens the page has a model of their own."""
    model = _solara.use_memo(lambda: IraqModel("maintain", 1, SEED), [])
    drawn = _solara.use_memo(components, [])
    _mesa.SolaraViz(model, components=drawn, model_params=dict(PARAMETERS), name="Crossroads: one future")


Page: Any = _solara.component(_page)
"""What Solara looks for."""

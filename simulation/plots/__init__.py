"""Figures of outcomes: one function per figure, each from results to a Matplotlib figure.

Every function takes `results` and, by keyword, `style` ("audience" for a projector and lay readers,
"expert" for a report), the `scenarios` to show and the `baseline` they are compared with; it returns
a `matplotlib.figure.Figure` whose title is a finding computed from the data. Matplotlib's settings
are left as they were. A figure whose data the results do not hold raises `NothingToDrawError`. `FIGURES`
names them for the command line, `save` writes one.

    >>> from simulation import plots
    >>> "outcome_shares" in plots.FIGURES
    True
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from matplotlib.figure import Figure

from simulation.plots.blocking import blocking
from simulation.plots.calendar import violence_calendar
from simulation.plots.checks import Fault, check
from simulation.plots.conditional import conditional
from simulation.plots.data import NothingToDrawError, ResultsLike
from simulation.plots.differences import paired_differences
from simulation.plots.discovery import discovery
from simulation.plots.distribution import index_distribution
from simulation.plots.drivers import drivers
from simulation.plots.flips import flip_table
from simulation.plots.forecast import capsule_figure, forecast
from simulation.plots.formation import months_to_form
from simulation.plots.governorates import governorate_map
from simulation.plots.inclusion import in_government
from simulation.plots.lenses import lens_comparison
from simulation.plots.matching import matching
from simulation.plots.matrix import scenario_matrix
from simulation.plots.page import save, words_of
from simulation.plots.parliament import parliament
from simulation.plots.requirements import requirements
from simulation.plots.robustness import robustness
from simulation.plots.seats import seats
from simulation.plots.sensitivity import sensitivity
from simulation.plots.shares import outcome_shares, pmf_fates, premiers
from simulation.plots.signposts import signposts
from simulation.plots.style import LOOKS, house_style
from simulation.plots.trajectories import trajectories
from simulation.plots.twins import twin_histories
from simulation.plots.violence import violence

__all__ = [
    "FIGURES",
    "LOOKS",
    "Fault",
    "NothingToDrawError",
    "ResultsLike",
    "blocking",
    "capsule_figure",
    "check",
    "conditional",
    "discovery",
    "drivers",
    "flip_table",
    "forecast",
    "governorate_map",
    "house_style",
    "in_government",
    "index_distribution",
    "lens_comparison",
    "matching",
    "months_to_form",
    "outcome_shares",
    "paired_differences",
    "parliament",
    "pmf_fates",
    "premiers",
    "requirements",
    "robustness",
    "save",
    "scenario_matrix",
    "seats",
    "sensitivity",
    "signposts",
    "trajectories",
    "twin_histories",
    "violence",
    "violence_calendar",
    "words_of",
]

FIGURES: Final[Mapping[str, Callable[..., Figure]]] = MappingProxyType(
    {
        "trajectories": trajectories,
        "index_distribution": index_distribution,
        "outcome_shares": outcome_shares,
        "pmf_fates": pmf_fates,
        "paired_differences": paired_differences,
        "violence": violence,
        "violence_calendar": violence_calendar,
        "seats": seats,
        "parliament": parliament,
        "in_government": in_government,
        "premiers": premiers,
        "months_to_form": months_to_form,
        "blocking": blocking,
        "scenario_matrix": scenario_matrix,
        "flip_table": flip_table,
        "drivers": drivers,
        "discovery": discovery,
        "signposts": signposts,
        "requirements": requirements,
        "robustness": robustness,
        "lens_comparison": lens_comparison,
        "conditional": conditional,
        "twin_histories": twin_histories,
        "governorate_map": governorate_map,
        "sensitivity": sensitivity,
        "matching": matching,
        "forecast": forecast,
    }
)

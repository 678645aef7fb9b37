"""The codebook: from recorded acts to indices, verdicts and fates.

Every threshold is declared in `seeds/codebook.yaml`.
"""

from simulation.codebook.index import (
    COMPONENTS,
    Rules,
    axis_index,
    axis_presence,
    component_weights,
    leverage,
    one_stock,
    us_ties,
)
from simulation.codebook.ledger import HISTORY, Ledger
from simulation.codebook.verdicts import (
    AXIS_DIRECTIONS,
    AXIS_VERDICTS,
    PMF_FATES,
    axis_direction,
    axis_verdict,
    costly_acts,
    pmf_fate,
)

__all__ = [
    "AXIS_DIRECTIONS",
    "AXIS_VERDICTS",
    "COMPONENTS",
    "HISTORY",
    "PMF_FATES",
    "Ledger",
    "Rules",
    "axis_direction",
    "axis_index",
    "axis_presence",
    "axis_verdict",
    "component_weights",
    "costly_acts",
    "leverage",
    "one_stock",
    "pmf_fate",
    "us_ties",
]

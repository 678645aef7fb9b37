"""The evidence: what `seeds/` says, read once, refused with every mistake at once.

Every number has a unit, a range and a basis, and every name it refers to exists.
"""

from simulation.evidence.actors import (
    Actor,
    Attribute,
    AttributeKind,
    Election,
    Government,
    HistoryAct,
    Level,
    StartingPoint,
)
from simulation.evidence.calibration import Calibrated, Calibration, load_calibration
from simulation.evidence.events import Effect, EventKind, Hazard
from simulation.evidence.loader import Evidence, load_evidence
from simulation.evidence.priors import (
    Beta,
    Choice,
    Fixed,
    LogNormal,
    Normal,
    Prior,
    Triangular,
    Uniform,
)
from simulation.evidence.reading_priors import PriorError, parse_prior
from simulation.evidence.records import (
    Article,
    CodebookValue,
    Fact,
    Lens,
    Lever,
    Mechanism,
    Parameter,
    Posture,
    Source,
    Strategy,
    Theory,
    Titled,
    Variant,
)
from simulation.evidence.rows import Basis
from simulation.evidence.tables import Table

__all__ = [
    "Actor",
    "Article",
    "Attribute",
    "AttributeKind",
    "Basis",
    "Beta",
    "Calibrated",
    "Calibration",
    "Choice",
    "CodebookValue",
    "Effect",
    "Election",
    "EventKind",
    "Evidence",
    "Fact",
    "Fixed",
    "Government",
    "Hazard",
    "HistoryAct",
    "Lens",
    "Level",
    "Lever",
    "LogNormal",
    "Mechanism",
    "Normal",
    "Parameter",
    "Posture",
    "Prior",
    "PriorError",
    "Source",
    "StartingPoint",
    "Strategy",
    "Table",
    "Theory",
    "Titled",
    "Triangular",
    "Uniform",
    "Variant",
    "load_calibration",
    "load_evidence",
    "parse_prior",
]

"""Scenarios: read from YAML, checked, frozen. Every mistake of a file is found at once."""

from simulation.scenario.file_model import FileModel
from simulation.scenario.finding import built_in
from simulation.scenario.loading import check, find_scenario, load
from simulation.scenario.models import (
    Batch,
    ElectionSettings,
    Event,
    IranSettings,
    PowerSettings,
    Scenario,
    Seats,
    Step,
    UnitedStatesSettings,
)
from simulation.scenario.schema import json_schema
from simulation.scenario.vocabulary import POWERS, Vocabulary

__all__ = [
    "POWERS",
    "Batch",
    "ElectionSettings",
    "Event",
    "FileModel",
    "IranSettings",
    "PowerSettings",
    "Scenario",
    "Seats",
    "Step",
    "UnitedStatesSettings",
    "Vocabulary",
    "built_in",
    "check",
    "find_scenario",
    "json_schema",
    "load",
]

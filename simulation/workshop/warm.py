"""Imported by the fork server alone: whoever is forked from it has the model and the evidence loaded."""

from __future__ import annotations

from simulation.workshop.played import wake

wake()

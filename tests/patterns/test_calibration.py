"""The calibration status says what the patterns and the back-tests say."""

from __future__ import annotations

import simulation
from simulation.analysis.past import load_episodes
from simulation.analysis.past.scores import LEAST_EFFECTIVE, effective_size
from simulation.analysis.patterns import load_bands
from simulation.evidence import load_calibration


def test_the_counts_are_those_of_the_bands() -> None:
    found, bands = load_calibration(), load_bands().values()
    assert (found.measured, found.hold) == (len(bands), sum(not band.finding for band in bands))
    assert found.label == f"{found.record.status}, {found.hold} of {found.measured} hold"


def test_the_status_claims_no_more_than_there_is() -> None:
    record = load_calibration().record
    assert record.version == simulation.__version__
    effective = effective_size([len(episode.questions) for episode in load_episodes()])
    assert effective >= LEAST_EFFECTIVE or record.status in ("untested", "pattern-tested")

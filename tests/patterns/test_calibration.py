"""The calibration status says what the patterns say."""

from __future__ import annotations

import simulation
from simulation.analysis import load_episodes
from simulation.analysis.patterns import Histories, patterns
from simulation.analysis.scores import LEAST_EFFECTIVE, effective_size
from simulation.evidence import load_calibration


def test_the_counts_are_those_of_the_patterns() -> None:
    measured = patterns(Histories())
    record = load_calibration().patterns
    assert (record.measured, record.hold) == (len(measured), sum(each.holds for each in measured))


def test_the_status_claims_no_more_than_there_is() -> None:
    record = load_calibration()
    assert record.version == simulation.__version__
    effective = effective_size([len(episode.questions) for episode in load_episodes()])
    assert effective >= LEAST_EFFECTIVE or record.status in ("untested", "pattern-tested")

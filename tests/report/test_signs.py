"""When it happens, and signposts: what the report says of them, or why it says nothing."""

from __future__ import annotations

import numpy as np

from simulation.batch import in_memory
from simulation.outcomes.running import results_of
from simulation.report import discovery, signposts
from simulation.report.design import design_of
from tests.analysis.signposts.test_signposts import batch
from tests.fakes import a_plan, simulate


def test_without_enough_the_report_says_so_and_what_to_ask() -> None:
    results = results_of(in_memory(a_plan(runs=200), jobs=1, simulate=simulate))
    design = design_of(results.manifest)
    found = discovery.section(results, design)
    assert found is not None
    assert any("crossroads discover RESULTS --outcome axis_verdict=" in each for each in found.sentences)
    signs = signposts.section(results, design)
    assert signs is not None
    assert signs.sentences[0].startswith(
        "No signs can be told: axis_verdict is coded from acts of the last 12"
    )


def test_a_planted_event_is_in_both_paragraphs() -> None:
    results = batch(1500, 3, 6.0, **{"belief.x": np.random.default_rng(1).random(1500)})
    results.manifest["answered_by"] = ["axis_verdict"]  # type: ignore[index]
    results.manifest["scenarios"][0]["specification"] = {"months": 24, "start": "2025-01"}
    design = design_of(results.manifest)
    found, signs = discovery.section(results, design), signposts.section(results, design)
    assert found is not None
    assert signs is not None
    strike = "n American or Israeli strike on Iraqi soil by "
    assert any(strike in each and "of 100 at large" in each for each in found.sentences)
    assert any(strike in each and "are multiplied by" in each for each in signs.sentences)
    assert found.pictures[0].name == "discovery"
    assert signs.pictures[0].name == "signposts"
    assert signs.tables[0].rows

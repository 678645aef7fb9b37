"""Which parameters a text of rules reads."""

from __future__ import annotations

from simulation.evidence.uses import names_read, packaged_uses


def test_names_and_lines_are_found() -> None:
    text = "x = beliefs.hedge_inertia\ny = model.beliefs.order_cost * self.beliefs.hedge_inertia\n"
    assert list(names_read(text)) == [("hedge_inertia", 1), ("order_cost", 2), ("hedge_inertia", 2)]


def test_calls_paths_and_other_names_are_not_parameters() -> None:
    text = (
        "beliefs.take(3)\nbeliefs.draw (u)\n# see model/beliefs.py\ndisbeliefs.x\nbeliefs._names\nbelief.x\n"
    )
    assert list(names_read(text)) == []


def test_the_packaged_model_reads_parameters() -> None:
    uses = packaged_uses()
    assert uses
    assert all(place.startswith(("simulation/model/", "simulation/codebook/")) for place in uses.values())

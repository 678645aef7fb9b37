"""What no path of Tehran may build in: the paths move levers, everything else answers by the rules."""

from __future__ import annotations

import numpy as np

from simulation.model import IraqModel, simulate
from simulation.scenario import find_scenario

PATHS = ("increase", "loosen", "maintain")
RUNS, SEED = 1000, 2025


def test_the_cue_and_the_media_run_under_every_path() -> None:
    for path in PATHS:
        model = IraqModel(f"iran_paths#{path}", runs=100, rng=SEED)
        for _ in range(3):
            model.step()
        assert (model.iran.cue > 0.5).all()


def test_no_path_touches_what_sunni_and_kurdish_partners_want() -> None:
    wanted = {}
    for path in PATHS:
        model = IraqModel(f"iran_paths#{path}", runs=100, rng=SEED)
        for _ in range(model.setup.months):
            model.step()
        partners = [party for party in model.parties if party.community in ("sunni", "kurdish")]
        wanted[path] = np.array([party.private for party in partners])
    np.testing.assert_array_equal(wanted["increase"], wanted["maintain"])
    np.testing.assert_array_equal(wanted["loosen"], wanted["maintain"])


def test_disengagement_does_not_quiet_the_doctrinal_groups() -> None:
    """Under a disengaged Tehran, attacks do not fall against a disciplined one: nobody orders a halt."""
    model = IraqModel("iran_paths#loosen", runs=RUNS, rng=SEED)
    disciplined = model.course.levers()["attack_call"] < -0.5
    attacks = simulate(find_scenario("iran_paths#loosen"), np.arange(RUNS), SEED).outcomes
    total = attacks["attacks_us"] + attacks["attacks_israel"]
    assert total[~disciplined].mean() >= total[disciplined].mean()

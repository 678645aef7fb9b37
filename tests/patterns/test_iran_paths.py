"""Pattern 10 as restated in iraq.md 4, in five parts with their bands, and what no path may build in.

The bands were written down before the model was run against them. A part that fails is a strict
expected failure with its diagnosis; `docs/findings.md` reports every figure.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

from simulation.model import Block, IraqModel, simulate
from simulation.scenario import find_scenario

PATHS = ("increase", "loosen", "maintain")
COMMUNITIES = ("shia", "sunni", "kurdish")
RUNS, SEED = 1000, 2025


@pytest.fixture(scope="module")
def paths() -> Mapping[str, Block]:
    return {path: simulate(find_scenario(f"iran_paths#{path}"), np.arange(RUNS), SEED) for path in PATHS}


def advantage(paths: Mapping[str, Block], month: int) -> np.ndarray:
    """Leverage under increase less leverage under maintain in the same run, at the end of a month."""
    series = {path: block.months["iran_leverage"][month - 1] for path, block in paths.items()}
    return series["increase"] - series["maintain"]


def resentment(block: Block, month: int) -> np.ndarray:
    return np.mean([block.months[f"resent_iran_{name}"][month - 1] for name in COMMUNITIES], axis=0)


def test_10a_leverage_is_higher_at_month_six_under_increase(paths: Mapping[str, Block]) -> None:
    assert (advantage(paths, 6) > 0.0).mean() >= 0.60


@pytest.mark.xfail(
    strict=True,
    reason="Half of the pairs, not 0.55: resentment answers more asks with refusal, but brokerage grows as "
    "fast, and the vote changes premiers without changing much what Tehran's asks meet.",
)
def test_10b_alienation_eats_the_gain_by_month_24(paths: Mapping[str, Block]) -> None:
    assert (advantage(paths, 24) < advantage(paths, 6)).mean() >= 0.55


def test_10c_resentment_of_irans_hand_is_higher_at_month_24(paths: Mapping[str, Block]) -> None:
    assert (resentment(paths["increase"], 24) > resentment(paths["maintain"], 24)).mean() >= 0.60


def test_10d_sanctions_are_rarer_under_loosen_only_where_attacks_stay_low(paths: Mapping[str, Block]) -> None:
    loosen, maintain = paths["loosen"].outcomes, paths["maintain"].outcomes
    rarer = (loosen["sanctions_us"] - maintain["sanctions_us"]).astype(float)
    fewer_attacks = loosen["attacks_us"] < maintain["attacks_us"]
    more_attacks = loosen["attacks_us"] > maintain["attacks_us"]
    assert rarer[fewer_attacks].mean() < 0.0
    assert rarer[more_attacks].mean() >= 0.0


@pytest.mark.xfail(
    strict=True,
    reason="Leverage is a share of asks met: where Tehran asks more often the share swings less, so the "
    "smallest monthly spread belongs to increase. The steadiness of maintain is not in this measure.",
)
def test_10e_leverage_is_steadiest_under_maintain(paths: Mapping[str, Block]) -> None:
    spread = {path: block.months["iran_leverage"].std(axis=0) for path, block in paths.items()}
    steadiest = (spread["maintain"] <= spread["increase"]) & (spread["maintain"] <= spread["loosen"])
    assert steadiest.mean() >= 0.50


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

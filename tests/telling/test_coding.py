"""What the codebook reads, found by asking it; and what it counted in a run."""

from __future__ import annotations

import numpy as np
import pytest

from simulation.codebook import COMPONENTS
from simulation.telling.coding import LAST, readers, rules_now
from simulation.telling.replay import play
from simulation.telling.story import tell_history


def test_readers_are_found_in_every_part_of_the_codebook() -> None:
    found = readers()
    assert found["transit_seizure"] == ("axis_index, transit", "axis_verdict, costly acts")
    assert found["pmf_extended"] == ("axis_index, arms", "pmf_fate")
    assert found["security_pact"] == ("us_ties",)
    assert found["iraqi_deaths"] == ("iraqi_deaths",)
    assert "pmf_fate" in found["pmf_abolished"]
    assert not any(act.startswith(("contested.", "met.", "coded.")) for act in found)


def test_every_act_with_points_is_read_by_its_component() -> None:
    rules = rules_now()
    for name in COMPONENTS:
        for act, points in rules.points(name):
            assert points
            assert f"axis_index, {name}" in readers()[act]


@pytest.mark.parametrize("run", range(0, 40, 5))
def test_contributions_sum_to_the_index_and_points_to_the_code(run: int) -> None:
    from simulation.scenario import find_scenario

    played = play(find_scenario("maintain"), run, 2025)
    coding = tell_history(played).coding
    total = sum(part.contribution for part in coding.components)
    assert total == pytest.approx(played.block.outcomes["axis_index"][0], abs=1e-12)
    rules, months = played.model.rules, played.model.setup.months
    for part in coding.components:
        reach = int(rules[f"{part.component}.window"]) + LAST - 1
        last = [played.model.setup.calendar[m] if m >= 0 else "" for m in range(months - reach, months)]
        assert all(act.month in last for act in part.acts)
        if not part.acts:
            assert part.code == 0.0
    counted = sum(act.count for act in coding.costly)
    window = int(rules["verdict.costly_window"])
    from simulation.codebook import costly_acts

    assert counted == costly_acts(played.model.ledger, rules)[0]
    assert window == coding.lines["verdict.costly_window"]
    assert np.isfinite(coding.change)

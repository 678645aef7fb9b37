"""Effects that are there are found with their sign, and effects that are not there are not claimed."""

from __future__ import annotations

import numpy as np
import pytest

from simulation.model.simulate import Block
from simulation.scenario import find_scenario
from simulation.telling import effects
from simulation.telling.effects import (
    HEADLINES,
    changed,
    independent,
    of_parameter,
    paired,
    shown_in,
    simulated,
    what_moves,
    with_threshold,
)

RUNS = 200


@pytest.fixture(scope="module")
def block() -> Block:
    return simulated(find_scenario("maintain"), RUNS)


def planted(block: Block, values: np.ndarray) -> Block:
    """The block with a belief that somebody chose."""
    return Block({**block.outcomes, "belief.planted": values}, block.months)


def test_a_belief_that_is_the_outcome_moves_it(block: Block) -> None:
    found = {m.label: m for m in of_parameter("planted", planted(block, block.outcomes["axis_index"]))}
    index = found["axis index"]
    assert index.clear
    assert index.difference.low > 0
    ordered = np.sort(block.outcomes["axis_index"])
    assert index.without == pytest.approx(ordered[: RUNS // 5].mean())
    assert index.with_it == pytest.approx(ordered[-RUNS // 5 :].mean())
    assert found["leaving or left"].difference.value > 0
    down = {m.label: m for m in of_parameter("planted", planted(block, -block.outcomes["axis_index"]))}
    assert down["axis index"].difference.high < 0


def test_a_placebo_is_rarely_called_an_effect(block: Block) -> None:
    """Beliefs that only redraw luck: about one comparison in twenty is called clear, and no more."""
    luck = np.random.default_rng(3)
    found = [m.clear for _ in range(40) for m in of_parameter("planted", planted(block, luck.random(RUNS)))]
    assert np.mean(found) < 0.1


def test_the_noise_floor_is_what_chance_stays_below() -> None:
    luck = np.random.default_rng(5)
    beyond = []
    for _ in range(600):
        groups = luck.exponential(size=(2, 150))
        found, floor = independent(groups[0], groups[1], share=False)
        beyond.append(abs(found.value) > floor)
    assert 0.02 < np.mean(beyond) < 0.09


@pytest.mark.parametrize("share", [0.02, 0.4])
def test_intervals_of_two_shares_hold_their_level(share: float) -> None:
    luck = np.random.default_rng(7)
    held = []
    for _ in range(600):
        below, above = (luck.random((2, 200)) < [[share], [share + 0.1]]).astype(float)
        found, _ = independent(below, above, share=True)
        held.append(found.low <= 0.1 <= found.high)
    assert 0.92 < np.mean(held) <= 1.0


def test_a_belief_without_spread_moves_nothing(block: Block) -> None:
    assert of_parameter("planted", planted(block, np.full(RUNS, 0.3))) == ()


def test_the_same_scenario_twice_differs_in_no_run(block: Block) -> None:
    again = simulated(find_scenario("maintain"), RUNS)
    assert all(m.same and not m.clear and m.difference.value == 0.0 for m in paired(block, again))
    assert shown_in(block, again) == ()


def test_a_mechanism_and_an_event_are_measured_in_pairs(block: Block) -> None:
    scenario = find_scenario("maintain")
    off = simulated(changed(scenario, ablate=["hedging"]), RUNS)
    found = {m.label: m for m in paired(off, block)}
    assert not found["axis index"].same
    assert found["axis index"].with_it == pytest.approx(block.outcomes["axis_index"].mean())
    assert {name for name, _ in shown_in(off, block)} & {"lean", "insurance"}
    struck = changed(scenario, events=[{"month": "2025-04", "event": "us_strikes_militias"}])
    named = shown_in(block, simulated(struck, RUNS), most=5)
    assert "strikes_in_iraq" in {name for name, _ in named}
    assert all(size > 0 for name, size in named if name == "strikes_in_iraq")


def test_a_threshold_changes_the_verdict_and_not_the_acts() -> None:
    scenario = find_scenario("maintain")
    low, high = (
        simulated(scenario, RUNS, with_threshold("verdict.leaving_level", level)) for level in (0.1, 0.35)
    )
    found = {m.label: m for m in paired(low, high)}
    assert found["leaving or left"].difference.high < 0
    assert found["axis index"].same
    assert found["Iraqis killed"].same


def test_what_moves_an_outcome_is_ranked(block: Block) -> None:
    ranked = what_moves("axis_index", planted(block, block.outcomes["axis_index"]), most=3)
    assert ranked[0].name == "planted"
    assert ranked[0].clear
    assert ranked[0].effect > 2
    assert [abs(r.effect) for r in ranked] == sorted((abs(r.effect) for r in ranked), reverse=True)
    luck = {f"belief.luck{k}": np.random.default_rng(k).random(RUNS) for k in range(200)}
    kept = {name: v for name, v in block.outcomes.items() if not name.startswith("belief.")}
    assert (
        sum(r.clear for r in what_moves("axis_index", Block({**kept, **luck}, block.months), most=200)) <= 2
    )


def test_headlines_are_outcomes(block: Block) -> None:
    for headline in HEADLINES:
        values = headline.read(block)
        assert values.shape == (RUNS,)
        assert (values.dtype == bool) == headline.is_share
        for category in headline.categories:
            from simulation.outcomes.catalogue import OUTCOMES

            assert category in OUTCOMES[headline.column].categories


def test_changes_are_checked() -> None:
    with pytest.raises(ValueError, match="is not a mechanism"):
        changed(find_scenario("maintain"), ablate=["hedgin"])
    assert effects.RUNS == 1000

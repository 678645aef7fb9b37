"""Twins: the same until what sets them apart, and then apart for a reason."""

from __future__ import annotations

import pytest

import simulation as sim
from simulation.errors import InputError
from simulation.scenario import Scenario, find_scenario
from simulation.telling.replay import play
from simulation.telling.story import tell_history
from simulation.telling.twins import Twin, any_act, partings, twin_of


def with_event(month: str, event: str = "israel_strikes_militias") -> Scenario:
    said = find_scenario("maintain").plain() | {"events": [{"month": month, "event": event}]}
    return Scenario.model_validate({**said, "name": "with_event"})


def told(scenario: Scenario | str, run: int) -> Twin:
    other = find_scenario(scenario) if isinstance(scenario, str) else scenario
    return twin_of(*(tell_history(play(s, run, 2025)) for s in (find_scenario("maintain"), other)))


@pytest.mark.parametrize("run", [0, 3, 8])
@pytest.mark.parametrize("month", ["2025-06", "2026-03"])
def test_twins_are_the_same_before_the_event(run: int, month: str) -> None:
    twin = told(with_event(month), run)
    assert twin.parts is not None
    assert twin.parts.month == month
    assert twin.outcome_parts is not None
    assert twin.outcome_parts.month == month  # strikes count
    assert {act.act for act in twin.parts.only_b} >= {"event.israel_strikes_militias", "strikes_israel"}
    before = [m for m in twin.a.months if m.month < month]
    assert before == [m for m in twin.b.months if m.month < month]
    assert "strikes_in_iraq" in {name for name, _, _ in twin.differences}


def test_an_event_that_no_outcome_is_coded_from_parts_them_first() -> None:
    twins = [told(with_event("2025-04", "gulf_offer"), run) for run in range(8)]
    assert all(twin.parts is not None and twin.parts.month == "2025-04" for twin in twins)
    later = [twin for twin in twins if twin.outcome_parts is None or twin.outcome_parts.month > "2025-04"]
    assert later, "in some run the offer changes nothing that counts in its own month"


def test_the_same_scenario_has_nothing_to_tell_apart() -> None:
    twin = told("maintain", 2)
    assert (twin.parts, twin.outcome_parts, twin.differences) == (None, None, ())
    assert partings(twin.a, twin.b, any_act) == []


def test_the_twin_of_a_twin_is_its_mirror(results: sim.Results) -> None:
    there, back = sim.twin(results, "maintain", "increase", 7), sim.twin(results, "increase", "maintain", 7)
    assert there.parts is not None
    assert back.parts is not None
    assert (there.parts.month, there.parts.only_a) == (back.parts.month, back.parts.only_b)
    assert [(name, b, a) for name, a, b in there.differences] == list(back.differences)
    for name, a, b in there.differences:
        stored = results.outcomes.query("run == 7").set_index("scenario")[name]
        assert (stored["maintain"], stored["increase"]) == (a, b)


def test_other_months_are_no_twins() -> None:
    short = Scenario.model_validate({**find_scenario("maintain").plain(), "months": 12, "name": "short"})
    with pytest.raises(InputError, match="do not cover the same months"):
        told(short, 1)

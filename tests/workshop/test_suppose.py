"""Suppose: filters over runs, their own words, and the refusal of too few."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from simulation.errors import InputError
from simulation.workshop.building import Bench
from simulation.workshop.played import NEVER, Played
from simulation.workshop.suppose import LEARNING, Condition, condition, on_offer, suppose

CALENDAR = Bench.default().base.calendar


def asked(played: Played, *data: dict[str, Any]) -> tuple[Condition, ...]:
    return tuple(condition(each, played, CALENDAR) for each in data)


def test_an_act_by_a_month_keeps_the_runs_in_which_it_had_happened(baseline: Played) -> None:
    def fitting(name: str) -> np.ndarray:
        first = baseline.firsts[name]
        return (first != NEVER) & (first <= 11)

    act = max(on_offer(baseline), key=lambda name: -abs(int(fitting(name).sum()) - 500))
    found = suppose(baseline, asked(baseline, {"kind": "act", "name": act, "month": CALENDAR[11]}), CALENDAR)
    holds = fitting(act)
    assert found.kept == int(holds.sum())
    shares = {each.category: each.among for each in found.shares["axis_verdict"]}
    values, counts = np.unique(baseline.outcomes["axis_verdict"][holds], return_counts=True)
    assert {name: count for name, count in shares.items() if count} == dict(zip(values, counts, strict=True))


def test_a_condition_and_its_opposite_share_out_the_runs(baseline: Played) -> None:
    level = {"kind": "level", "name": "axis_index", "month": CALENDAR[8], "value": 0.05}
    kept = [
        suppose(baseline, asked(baseline, {**level, "below": below}), CALENDAR).kept
        for below in (False, True)
    ]
    assert sum(kept) == baseline.runs


def test_it_says_what_it_is_and_how_many_fit(baseline: Played) -> None:
    found = suppose(
        baseline, asked(baseline, {"kind": "quantity", "name": "attacks_us", "value": 1}), CALENDAR
    )
    assert found.sentence.endswith(LEARNING)
    assert f"Among the {found.kept:,} futures where" in found.sentence


def test_fewer_than_fifty_runs_are_refused(baseline: Played) -> None:
    edge = float(np.sort(baseline.outcomes["axis_index"])[-49])
    low = {"kind": "quantity", "name": "axis_index", "value": edge - 1e-12}
    found = suppose(baseline, asked(baseline, low), CALENDAR)
    assert (found.kept, found.refused, found.shares, found.index) == (49, True, {}, ())
    assert "Too few to show" in found.sentence


def test_conditions_hold_together(baseline: Played) -> None:
    first = {"kind": "outcome", "name": "axis_verdict", "value": "hedging"}
    second = {"kind": "quantity", "name": "attacks_us", "value": 1}
    both = suppose(baseline, asked(baseline, first, second), CALENDAR)
    alone = suppose(baseline, asked(baseline, first), CALENDAR)
    holds = (baseline.outcomes["axis_verdict"] == "hedging") & (baseline.outcomes["attacks_us"] > 1)
    assert both.kept == int(holds.sum()) < alone.kept


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"kind": "act"},
        {"kind": "magic", "name": "x"},
        {"kind": "outcome", "name": "axis_verdict", "value": "won"},
        {"kind": "outcome", "name": "__class__", "value": "x"},
        {"kind": "act", "name": "sieges", "month": "1999-01"},
        {"kind": "level", "name": "axis_index", "month": CALENDAR[3], "value": "high"},
        {"kind": "level", "name": "axis_index", "month": CALENDAR[3], "value": float("nan")},
        {"kind": "quantity", "name": "iraqi_deaths", "value": None},
        {"kind": "quantity", "name": "belief.us_commitment", "value": 0.5},
    ],
)
def test_what_the_runs_cannot_answer_is_refused(baseline: Played, data: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        condition(data, baseline, CALENDAR)


def test_nothing_and_too_much_are_refused(baseline: Played) -> None:
    one = asked(baseline, {"kind": "quantity", "name": "attacks_us", "value": 1})
    for conditions in ((), one * 7):
        with pytest.raises(InputError, match="between one and 6"):
            suppose(baseline, conditions, CALENDAR)


def test_a_condition_comes_back_from_the_record(baseline: Played) -> None:
    data = {"kind": "level", "name": "axis_index", "month": CALENDAR[3], "value": 0.1, "below": True}
    (found,) = asked(baseline, data)
    assert found.data() == data
    assert condition(found.data(), baseline, CALENDAR) == found

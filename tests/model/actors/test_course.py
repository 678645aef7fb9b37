"""Which path Tehran is on: fixed, in sequence, chosen; and that off means the reference."""

from __future__ import annotations

import numpy as np
import pytest

from simulation.model import IraqModel, simulate
from simulation.model.chronicle import Chronicle
from simulation.scenario import Scenario

LEVERS = ("weapons", "orders", "brokerage", "cue", "attack_call", "tolerance")


def test_a_fixed_path_is_in_force_everywhere(play) -> None:
    model = play("increase", months=2, runs=20)
    assert model.course.on("increase").all()
    assert not model.course.on("loosen").any()
    assert not model.course.adaptive


def test_switched_off_the_levers_stay_at_the_reference(play) -> None:
    model = play("increase", runs=30, ablate=["iran_paths"])
    for lever in LEVERS:
        np.testing.assert_array_equal(model.iran.levers[lever], model.start_level(f"lever_{lever}"))
    assert (model.iran.ramp == 0.0).all()


def test_levers_go_where_the_path_would_have_them(play) -> None:
    alone = ["several_wills", "us_iran_talks", "tehran_fate"]
    model = play("increase", runs=30, ablate=alone)
    for lever in LEVERS:
        gap = np.abs(model.iran.levers[lever] - model.course.levers()[lever])
        assert (gap <= 1.0 * (1.0 - model.beliefs.iran_ramp) ** 24 + 1e-9).all()


def test_a_sequence_is_followed_month_by_month(play) -> None:
    steps = [{"from": "2025-01", "is": "maintain"}, {"from": "2025-04", "is": "loosen"}]
    assert play(months=3, runs=5, iran={"strategy": steps}).course.on("maintain").all()
    assert play(months=4, runs=5, iran={"strategy": steps}).course.on("loosen").all()


def test_runs_may_be_on_different_paths_and_each_gets_its_own_levers(play) -> None:
    model = play(months=1, runs=300, iran={"strategy": "adaptive"})
    picked = model.course.levers()["brokerage"]
    shares = []
    for name in ("increase", "maintain", "loosen"):
        where = model.course.on(name)
        fixed = play(name, months=1, runs=300).course.levers()["brokerage"]
        np.testing.assert_array_equal(picked[where], fixed[where])
        shares.append(where.mean())
    assert sum(shares) == pytest.approx(1.0)
    assert min(shares) > 0.02


def test_the_choice_is_made_each_quarter_and_not_between(play) -> None:
    model = play(months=1, runs=200, iran={"strategy": "adaptive"})
    first = model.course.now.copy()
    model.step()
    model.step()
    np.testing.assert_array_equal(model.course.now, first)
    model.step()
    assert (model.course.now != first).any()


def test_an_adaptive_step_of_a_sequence_starts_with_the_path_before_it(play) -> None:
    steps = [{"from": "2025-01", "is": "increase"}, {"from": "2025-07", "is": "adaptive"}]
    model = play(months=6, runs=200, iran={"strategy": steps})
    assert model.course.on("increase").all()
    model.step()
    assert model.course.adaptive
    assert not model.course.on("increase").all()


def test_switched_off_an_adaptive_tehran_keeps_the_steady_path(play) -> None:
    free = play(runs=40, iran={"strategy": "adaptive"}, ablate=["adaptive_iran"])
    steady = play("maintain", runs=40, ablate=["adaptive_iran"])
    np.testing.assert_array_equal(free.iran.brokerage, steady.iran.brokerage)


WEIGHTS = dict.fromkeys(
    (
        "choice_influence",
        "choice_alienation",
        "choice_strikes",
        "choice_cost",
        "choice_talks",
        "choice_habit",
    ),
    0.0,
)


def shares(play, **assume: float) -> dict[str, float]:
    """Share of runs on each path after the first choice, with every weight at nought but those given."""
    model = play(
        months=1, runs=600, iran={"strategy": "adaptive"}, assume=WEIGHTS | {"choice_noise": 0.05} | assume
    )
    return {name: float(model.course.on(name).mean()) for name in model.course.names}


def test_a_tehran_that_wants_influence_takes_the_path_of_effort(play) -> None:
    assert shares(play, choice_influence=60.0, expect_influence=0.15)["increase"] > 0.95


def test_a_tehran_that_minds_alienation_loosens(play) -> None:
    assert shares(play, choice_alienation=60.0, expect_alienation=0.12)["increase"] < 0.02


def test_a_tehran_that_fears_strikes_does_not_call_for_attacks(play) -> None:
    assert shares(play, choice_strikes=5.0, expect_strikes=10.0)["increase"] < 0.05


def test_a_prospect_of_talks_draws_tehran_to_loosen(play) -> None:
    def loosened(*events: dict[str, str]) -> float:
        model = play(months=4, runs=400, iran={"strategy": "adaptive"}, events=list(events))
        return float(model.course.on("loosen").mean())

    talks = {"month": "2025-02", "event": "us_iran_talks_open"}
    assert loosened(talks) > loosened() + 0.02


def test_noise_makes_the_choice_even(play) -> None:
    drawn = shares(play, choice_noise=3.0)
    assert max(drawn.values()) - min(drawn.values()) < 0.12


def test_results_below_expectation_turn_tehran_away(play) -> None:
    """With only influence weighed and nothing learned, the first choice stays; with learning some leave."""
    only = WEIGHTS | {"choice_influence": 60.0, "expect_influence": 0.15, "choice_noise": 0.05}
    stay = play(months=7, runs=200, iran={"strategy": "adaptive"}, assume=only | {"choice_learning": 0.0})
    learn = play(months=7, runs=200, iran={"strategy": "adaptive"}, assume=only | {"choice_learning": 1.0})
    assert stay.course.on("increase").mean() > 0.95
    assert learn.course.on("increase").mean() < stay.course.on("increase").mean() - 0.1


def test_the_choice_is_told_with_terms_that_sum_to_the_utility(setup) -> None:
    chronicle = Chronicle()
    model = IraqModel(setup(iran={"strategy": "adaptive"}), runs=50, rng=3, chronicle=chronicle)
    model.step()
    told = [act for act in chronicle.acts if act.act.startswith("chooses_")]
    assert sorted(row for act in told for row in act.rows) == list(range(50))
    for act in told:
        assert {"influence expected", "prospect of talks", "luck"} <= set(act.terms)


def test_the_path_in_force_shows_in_the_months(setup) -> None:
    months = simulate(setup(iran={"strategy": "adaptive"}), np.arange(60), 7).months
    on = [months[f"iran_on_{name}"] for name in ("increase", "maintain", "loosen")]
    np.testing.assert_array_equal(on[0] + on[1] + on[2], np.ones((24, 60)))


def test_an_adaptive_run_is_the_same_alone_and_in_company(setup) -> None:
    scenario: Scenario = setup(iran={"strategy": "adaptive"})
    whole, alone = simulate(scenario, np.arange(90), 5), simulate(scenario, np.array([57]), 5)
    for name, values in alone.months.items():
        np.testing.assert_array_equal(values[:, 0], whole.months[name][:, 57], err_msg=name)


def consolidated(play, **changes: object) -> np.ndarray:
    held = {"trigger_needs": 2, "trigger_troops": 0, "trigger_isis": 5}
    return play(months=8, runs=60, assume=held | changes.pop("assume", {}), **changes).iran.ramp


def test_talks_that_collapse_count_among_the_conditions_of_maintain(play) -> None:
    broken = [
        {"month": "2025-02", "event": "us_iran_talks_open"},
        {"month": "2025-03", "event": "us_iran_talks_collapse"},
    ]
    stays = {"talks_forgotten": 0.0, "trigger_isis": 1.0}
    isis = {"isis": {"activity": 3.0}}
    quiet = consolidated(play, actors=isis, assume=stays | {"talks_open": 0.0})
    both = consolidated(play, actors=isis, assume=stays, events=broken)
    assert (quiet == 0.0).all()
    assert (both > 0.0).all()


def test_only_the_path_that_waits_consolidates(play) -> None:
    easy = {"trigger_needs": 1, "trigger_troops": 2500}
    assert (play("increase", months=6, runs=20, assume=easy).iran.ramp == 0.0).all()
    assert (play("maintain", months=12, runs=20, assume=easy).iran.ramp > 0.0).any()

"""What a change hangs on, twins and drivers: only what the runs show."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import fisher_exact

from simulation.errors import InputError
from simulation.workshop import why
from simulation.workshop.building import Bench
from simulation.workshop.changes import changes
from simulation.workshop.drivers import drivers
from simulation.workshop.engine import LOOKS
from simulation.workshop.overlays import Inject, Overlay
from simulation.workshop.played import NEVER, Played, play
from simulation.workshop.twins import twins
from tests.workshop.conftest import SEED


def strikes(striking: Played, baseline: Played):
    return next(each for each in changes(striking, baseline) if each.outcome == "strikes_in_iraq")


def test_acts_on_the_way_are_counted_from_the_runs(bench: Bench, baseline: Played, striking: Played) -> None:
    change = strikes(striking, baseline)
    flipped, steps = why.chain(striking, baseline, change, bench.base.calendar)
    moved = striking.outcomes["strikes_in_iraq"] > baseline.outcomes["strikes_in_iraq"]
    assert flipped == int(moved.sum())
    assert steps
    for step in steps:
        ours, theirs = striking.first(step.act, 1000), baseline.first(step.act, 1000)
        if not step.brought:
            ours, theirs = theirs, ours
        came = (ours != NEVER) & ((theirs == NEVER) | (ours < theirs))
        assert (step.flipped, step.others) == (int(came[moved].sum()), int(came[~moved].sum()))
    assert [step.month for step in steps] == sorted(step.month for step in steps)


def test_luck_alone_shows_no_way(bench: Bench, baseline: Played) -> None:
    """Verdicts exchanged at random between runs: nothing that was recorded goes with them."""
    luck = np.random.default_rng(3)
    shown = 0
    for _ in range(20):
        verdict = luck.permutation(baseline.outcomes["axis_verdict"])
        other = replace(baseline, digest="x", outcomes={**baseline.outcomes, "axis_verdict": verdict})
        change = next(each for each in changes(other, baseline) if each.category == "hedging")
        shown += len(why.chain(other, baseline, change, bench.base.calendar)[1])
    assert shown <= 1


@pytest.mark.parametrize(
    ("hits", "runs", "others", "of_others"), [(5, 40, 20, 960), (18, 51, 71, 949), (3, 30, 90, 900)]
)
def test_the_test_of_two_shares_is_fishers(hits: int, runs: int, others: int, of_others: int) -> None:
    table = [[hits, runs - hits], [others, of_others - others]]
    expected = fisher_exact(table, alternative="greater").pvalue
    assert why._chance(hits, runs, others, of_others) == pytest.approx(expected, rel=1e-8)


def test_taking_out_the_only_part_that_matters_takes_the_change(
    bench: Bench, baseline: Played, striking: Played
) -> None:
    change = strikes(striking, baseline)
    overlay = Overlay().with_levers({"israel": "striking", "iran_path": "increase"})
    planned = why.parts(bench, overlay, bench.base)
    assert [part.name for part in planned[:2]] == ["israel", "iran_path"]
    assert len({part.name for part in planned}) == len(planned) > 20
    whole = striking.outcomes, baseline.outcomes
    same = why.left(planned[0], change, whole, (baseline.outcomes, baseline.outcomes), len(planned))
    assert same.left == 0.0
    assert same.held
    untouched = why.left(planned[0], change, whole, whole, len(planned))
    assert (untouched.lost.value, untouched.held) == (0.0, False)


def test_a_single_part_is_not_taken_out_alone(bench: Bench) -> None:
    for overlay in (
        Overlay().with_lever("israel", "striking"),
        Overlay().with_inject(Inject("2025-03", "gulf_offer")),
    ):
        assert {part.kind for part in why.parts(bench, overlay, bench.base)} == {"mechanism"}


# --- twins -----------------------------------------------------------------------------------------


def test_twins_are_the_same_before_the_event_and_told_apart_after(bench: Bench, baseline: Played) -> None:
    month = bench.base.calendar[9]
    overlay = Overlay().with_inject(Inject(month, "israel_strikes_militias"))
    for run in (0, 7, 31):
        found = twins(bench.scenario(overlay), bench.base, run, SEED)
        assert found.parts is not None
        assert found.parts >= month
        for each in found.months:
            if each.month < found.parts:
                assert each.here == each.baseline
                assert each.index == each.baseline_index
                assert not any(act.alone for act in each.here)
        parted = next(each for each in found.months if each.month == found.parts)
        assert any(act.alone for act in (*parted.here, *parted.baseline))
        index = baseline.months["axis_index"][:, run]
        np.testing.assert_array_equal(np.float32([each.baseline_index for each in found.months]), index)


def test_a_run_is_its_own_twin(bench: Bench) -> None:
    found = twins(bench.base, bench.base, 4, SEED)
    assert found.parts is None
    assert all(here == there for _, here, there in found.ends)


# --- drivers ---------------------------------------------------------------------------------------


def test_levers_are_ranked_by_how_far_they_carry_the_outcome(bench: Bench, baseline: Played) -> None:
    moves = [
        (
            lever,
            position,
            play(bench.scenario(Overlay().with_lever(lever, position)), np.arange(LOOKS[0]), SEED),
        )
        for lever, position in (("gulf", "aloof"), ("israel", "striking"), ("israel", "restrained"))
    ]
    found = drivers(baseline, moves, "strikes_in_iraq")
    assert [row.lever for row in found] == ["israel", "gulf"]
    reach = next(each for each in found[0].reaches if each.position == "striking")
    runs = moves[1][2].outcomes["strikes_in_iraq"] - baseline.outcomes["strikes_in_iraq"][: LOOKS[0]]
    assert reach.change.value == pytest.approx(runs.mean())
    assert found[0].widest == max(abs(each.change.value) for each in found[0].reaches if each.change.clear)


def test_an_outcome_that_is_none_is_refused(baseline: Played) -> None:
    for outcome, category in (("nothing", None), ("axis_verdict", None), ("axis_verdict", "won")):
        with pytest.raises(InputError):
            drivers(baseline, [], outcome, category)


def test_a_covered_scenario_explains_nothing(room) -> None:
    room.assume(
        "israel", "striking", question={"text": "?", "outcome": "axis_verdict", "category": "hedging"}
    )

    async def ask() -> list[object]:
        return [each async for each in room.why()]

    assert asyncio.run(ask()) == []
    assert room.drivers() == ()
    with pytest.raises(InputError, match="reveal"):
        asyncio.run(room.twins(0))

"""Pictures and sentences: true to the runs, nothing claimed that luck alone would do."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation.plots.labels import CATEGORICAL
from simulation.workshop.building import Bench
from simulation.workshop.changes import changes
from simulation.workshop.engine import LOOKS
from simulation.workshop.pictures import DOTS, LINES, picture, sentence
from simulation.workshop.played import Played, joined, play
from tests.workshop.conftest import SEED


def only(played: Played, rows: np.ndarray, digest: str) -> Played:
    """Some runs of a scenario, as if they were a scenario of their own."""
    return Played(
        digest,
        {name: values[rows] for name, values in played.outcomes.items()},
        {name: values[:, rows] for name, values in played.months.items()},
        {name: values[rows] for name, values in played.seats.items()},
        {name: values[rows] for name, values in played.firsts.items()},
    )


def test_two_runs_of_one_scenario_differ_by_nothing(baseline: Played) -> None:
    found = picture(baseline, baseline)
    assert not any(each.held for each in found.changes)
    assert all(each.paired.value == 0.0 for each in found.changes)
    assert found.flips["axis_verdict"] == ()
    assert "change" not in found.sentence


def test_a_picture_is_plain_json(baseline: Played, striking: Played) -> None:
    data = picture(striking, baseline).data()
    assert json.loads(json.dumps(data, allow_nan=False)) == data
    assert len(data["index"]) == DOTS
    assert len(data["lines"]["values"]) == LINES
    assert {"shares", "flips", "seats", "forming", "changes", "sentence", "provisional"} <= data.keys()


def test_a_picture_is_true_to_the_runs(baseline: Played, striking: Played) -> None:
    found = picture(striking, baseline)
    for name, shares in found.shares.items():
        assert sum(each.count for each in shares) == found.runs
        for each in shares:
            assert each.count == int((striking.outcomes[name] == each.category).sum())
            gained = sum(flip.count for flip in found.flips[name] if flip.after == each.category)
            lost = sum(flip.count for flip in found.flips[name] if flip.before == each.category)
            assert each.count - each.baseline == gained - lost
    assert sum(found.forming.counts) + found.forming.never == found.runs
    row = found.lines.runs[0]
    np.testing.assert_array_equal(np.float32(found.lines.values[0]), striking.months["axis_index"][:, row])
    assert all(len(row.parliaments) == 20 for row in found.seats)


def test_a_first_look_is_provisional_and_says_no_shares(baseline: Played, striking: Played) -> None:
    rows = np.arange(LOOKS[0])
    found = picture(only(striking, rows, "a"), only(baseline, rows, "b"))
    assert found.provisional
    assert found.runs == LOOKS[0]
    assert " from " not in found.sentence


def test_an_effect_that_is_there_is_found_at_the_first_look(baseline: Played, striking: Played) -> None:
    rows = np.arange(LOOKS[0])
    moved = changes(only(striking, rows, "a"), only(baseline, rows, "b"))
    assert any(each.held and each.outcome == "strikes_in_iraq" for each in moved)


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_the_sentence_says_what_the_arrays_say(baseline: Played, data: st.DataObject) -> None:
    """Runs are moved by hand between verdicts; every number of the sentence is counted again."""
    runs = baseline.runs
    keys = list(CATEGORICAL["axis_verdict"].categories)
    moved = np.array(data.draw(st.lists(st.integers(0, runs - 1), max_size=400, unique=True)), dtype=int)
    to = data.draw(st.sampled_from(keys))
    verdict = baseline.outcomes["axis_verdict"].copy()
    verdict[moved] = to
    scenario = replace(baseline, digest="moved", outcomes={**baseline.outcomes, "axis_verdict": verdict})
    found = changes(scenario, baseline)
    text = sentence(scenario, baseline, found)
    held = [each for each in found if each.held]
    if not held:
        assert "no change that we can tell from chance" in text
        return
    first = held[0]
    before = (baseline.outcomes["axis_verdict"] == first.category).mean()
    after = (verdict == first.category).mean()
    assert text.startswith(CATEGORICAL["axis_verdict"].categories[first.category].ending)
    assert said_of(text) == [shown(before), shown(after)]
    assert ("more often" in text) == (after > before)
    assert ("less often" in text) == (after < before)
    size = re.search(r"by (?:about (\d+)|under 1) in 100", text)
    assert size is not None
    assert abs(int(size[1] or 0) - 100 * abs(after - before)) <= 1.0


def said_of(text: str) -> list[str]:
    found = re.search(r"from (none|all|under 1|over 99|\d+) to (none|all|under 1|over 99|\d+) in 100", text)
    assert found is not None, text
    return [found[1], found[2]]


def shown(share: float) -> str:
    if share in (0.0, 1.0):
        return "none" if share == 0.0 else "all"
    rounded = round(100 * share)
    return "under 1" if rounded == 0 else "over 99" if rounded == 100 else str(rounded)


def test_a_placebo_is_called_a_change_in_at_most_one_of_twenty_tries(bench: Bench, baseline: Played) -> None:
    """The same scenario with other luck, again and again, at both looks.

    A pool of runs under another seed is dealt into pairs of placebos without replacement, a hundred times
    over; a try is an alarm if either look calls any change of any outcome. The bound leaves room for the
    luck of a hundred tries at one in twenty (99.9% of binomial draws are at 13 or less).
    """
    others = play(bench.base, np.arange(LOOKS[-1]), SEED + 1)
    pool = joined([baseline, others])
    luck = np.random.default_rng(7)
    alarms = 0
    for _ in range(100):
        order = luck.permutation(pool.runs)
        ours, theirs = order[: LOOKS[-1]], order[LOOKS[-1] :]
        looks = [(only(pool, ours[:runs], "a"), only(pool, theirs[:runs], "b")) for runs in LOOKS]
        alarms += any(each.held for pair in looks for each in changes(*pair))
    assert alarms <= 13


@pytest.mark.parametrize("seed", [SEED + 1, SEED + 2])
def test_single_placebos_read_as_no_change(bench: Bench, baseline: Played, seed: int) -> None:
    """Another seed, played in full, against the baseline: the sentence claims nothing."""
    placebo = replace(play(bench.base, np.arange(LOOKS[-1]), seed), digest="placebo")
    assert "no change that we can tell from chance" in picture(placebo, baseline).sentence

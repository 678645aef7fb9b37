"""Every mechanism can be switched off, and its switch shows in an indicator that it names."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np
import pytest

from simulation.evidence import load_evidence
from simulation.model import simulate
from simulation.model.simulate import Block
from simulation.scenario import Scenario, find_scenario

RUNS, SEED = np.arange(200), 2025
ROWS = frozenset(range(1, 32))
NOT_A_RULE = frozenset({20})
"""Row 20 is the analysts' disagreement: it is switched by `lens`, not by a rule of the model."""
ROOT = Path(__file__).parents[2]
MECHANISMS = load_evidence().mechanisms


SWITCHED = [name for name, each in MECHANISMS.items() if each.switch]


@lru_cache(maxsize=8)
def played(where: str, *ablate: str) -> Block:
    """A starting point or a built-in scenario, with mechanisms switched off."""
    named = find_scenario(where) if "#" in where else Scenario(name="plain", start=where)
    return simulate(named.model_copy(update={"ablate": ablate}), RUNS, SEED)


def test_every_row_of_the_design_can_be_switched_off() -> None:
    assert {row for name in SWITCHED for row in MECHANISMS[name].row} == ROWS - NOT_A_RULE


@pytest.mark.parametrize("name", SWITCHED)
def test_a_mechanism_that_is_switched_off_shows_where_it_says(name: str) -> None:
    mechanism = MECHANISMS[name]
    assert mechanism.shows
    on, off = played(mechanism.seen_in), played(mechanism.seen_in, name)
    moved = [shown for shown in mechanism.shows if (on.months[shown] != off.months[shown]).any()]
    assert moved, f"{name} moves none of {mechanism.shows}"


@pytest.mark.parametrize("name", MECHANISMS)
def test_a_mechanism_is_held_by_tests_that_are_there(name: str) -> None:
    assert MECHANISMS[name].tests
    for test in MECHANISMS[name].tests:
        assert (ROOT / test).is_file(), test

"""Groups of what is uncertain: nobody is left out, and what is frozen stays."""

from __future__ import annotations

import numpy as np
import pytest

from simulation.analysis.designs.studies import LUCK, OTHERS, Study
from simulation.analysis.designs.targets import Target
from simulation.analysis.sensitivity.grouped import (
    ATTRIBUTES,
    Dealt,
    Grouped,
    Grouping,
    by_basis,
    by_group,
    by_mechanism,
)
from simulation.analysis.sensitivity.indices import uncertain
from simulation.errors import InputError
from simulation.evidence import load_evidence
from simulation.model import simulate
from simulation.model.chance import Chance, Stream
from simulation.scenario import find_scenario

SCENARIO = find_scenario("maintain")
SEED = 2025


def test_every_uncertain_parameter_is_in_the_group_of_its_mechanism() -> None:
    groups, known = by_mechanism(SCENARIO), load_evidence()
    for name in uncertain(SCENARIO):
        place = groups.belongs[Stream.BELIEF, name]
        assert groups.groups[place] == known.parameters[name].mechanism
    assert sum(groups.members[:-1]) == len(uncertain(SCENARIO))
    assert groups.groups[-1] == ATTRIBUTES
    assert groups.members[-1] > 100
    assert min(groups.members) > 0


def test_bases_are_those_of_the_seeds_and_the_rest_is_judgement() -> None:
    groups = by_basis(SCENARIO)
    for name in uncertain(SCENARIO):
        kind = load_evidence().parameters[name].basis.kind
        assert groups.groups[groups.belongs[Stream.BELIEF, name]] == kind
    (place,) = groups.places(Stream.LEVER, ["hazard.nothing"])
    assert groups.groups[place] == "judgement"
    assert {"judgement", "official"} <= set(groups.groups)


def test_of_one_deck_for_all_a_run_is_itself() -> None:
    runs = np.arange(6)
    groups = by_mechanism(SCENARIO)
    decks = np.repeat(runs[:, None], len(groups.groups) + 1, axis=1)
    ours = simulate(SCENARIO, runs, SEED, chance=Grouped(SEED, runs, runs, grouping=groups, decks=decks))
    theirs = simulate(SCENARIO, runs, SEED)
    for name, values in theirs.outcomes.items():
        assert np.array_equal(values, ours.outcomes[name], equal_nan=values.dtype.kind == "f"), name


def test_a_new_deck_moves_its_group_and_nobody_else() -> None:
    runs = np.arange(5)
    groups = Grouping("test", ("a", "b"), {(Stream.BELIEF, "x"): 0, (Stream.BELIEF, "y"): 1})
    decks = np.stack([runs, runs + 100, runs + 200], axis=1)
    chance, names = Grouped(SEED, runs, runs, grouping=groups, decks=decks), ("x", "y", "z")
    found = chance.uniform(Stream.BELIEF, names)
    for row, shift in enumerate((0, 100, 200)):
        assert np.array_equal(found[row], Chance(SEED, runs + shift).uniform(Stream.BELIEF, names)[row])
    assert np.array_equal(
        chance.uniform(Stream.SWING, names), Chance(SEED, runs).uniform(Stream.SWING, names)
    )
    some = chance.of(np.array([4, 1]))
    assert np.array_equal(some.uniform(Stream.BELIEF, names), found[:, [4, 1]])


def test_a_design_is_known_by_its_digest() -> None:
    groups = by_basis(SCENARIO)
    decks, deals = np.zeros((3, len(groups.groups) + 1), dtype=np.int64), np.zeros(3, dtype=np.int64)
    one, same = (Dealt(groups, decks.copy(), deals, 10).digest() for _ in range(2))
    assert one == same
    decks[0, 0] = 1
    assert Dealt(groups, decks, deals, 10).digest() != one


def test_shares_by_basis_of_the_model() -> None:
    """Nearly all numbers rest on judgement, and so does nearly all of the spread that beliefs make."""
    found = by_group(Study(SCENARIO, SEED, 10, jobs=1), "basis", [Target("iran_leverage")], 64)
    totals = found.set_index("group")["total"]
    assert totals["judgement"] > 2 * max(totals["official"], totals["article"], totals["paper"])
    assert set(found["group"]) == {*by_basis(SCENARIO).groups, LUCK}
    assert found.loc[found["group"] == "judgement", "members"].item() > 400
    assert OTHERS not in totals.index


def test_an_unknown_grouping_is_refused() -> None:
    with pytest.raises(InputError, match="did you mean 'basis'"):
        by_group(Study(SCENARIO, SEED), "bases", [Target("axis_index")])

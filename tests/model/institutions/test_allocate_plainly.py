"""Lots and generated maps of an allocation, against a plain reading of what they are a function of."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from simulation.model.institutions import Luck, find_law, single_vote
from simulation.model.institutions.allocate import MAPS, allocate_table, explanation

LAW, SINGLE = find_law("sainte_lague_2023"), find_law("sntv_2021")


def word(*parts: str) -> int:
    """52 bits of a hash of the parts, each after its length."""
    text = "".join(f"{len(part)}:{part}" for part in parts)
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little") >> 12


def lot(governorate: str, name: str, cast: dict[str, int]) -> float:
    votes = sorted(f"{each}={count}" for each, count in cast.items() if count)
    return (word("tie", governorate, name, *votes) + 0.5) / 2**52


def table(votes: dict[str, dict[str, int]]) -> pd.DataFrame:
    rows = [(place, name, count) for place, cast in votes.items() for name, count in cast.items()]
    return pd.DataFrame(rows, columns=["governorate", "list", "votes"])


def test_a_tie_goes_to_the_best_lot_of_the_place_and_its_votes() -> None:
    votes = {f"place {n}": {"A": 51, "B": 51, "C": 51, "D": n, "E": 0} for n in range(40)}
    won = allocate_table(table(votes), LAW, dict.fromkeys(votes, 2)).set_index(["governorate", "list"])[
        "seats"
    ]
    for place, cast in votes.items():
        level = [name for name, count in cast.items() if count == 51]
        best = sorted(level, key=lambda name: lot(place, name, cast))[-2:]
        assert sorted(name for name in cast if won[place, name]) == sorted(best)


@pytest.mark.parametrize("scale", [1, 977])
def test_the_single_vote_is_the_rounded_mean_of_its_maps(scale: int) -> None:
    votes = {
        "Basra": {"A": 70 * scale, "B": 41 * scale, "Independents": 66 * scale, "C": 9 * scale},
        "Najaf": {"A": 20 * scale, "B": 20 * scale, "C": 20 * scale, "Independents": 0},
    }
    sizes, lists = {"Basra": 25, "Najaf": 4}, sorted(votes["Basra"])
    won = allocate_table(table(votes), SINGLE, sizes).set_index(["governorate", "list"])["seats"]

    def draw(stream: Luck, district: str) -> np.ndarray:
        keys = [word(stream.value, district, name) for name in lists]
        return np.stack([np.random.Generator(np.random.Philox(key=key)).random(MAPS) for key in keys], axis=1)

    rule = SINGLE.rule
    counted = np.array([[votes[place][name] for name in lists] for place in votes], dtype=float)
    districts = [rule.sizes(place, size) for place, size in sizes.items()]
    block, how = np.repeat(counted[None], MAPS, axis=0), rule.nominations_of(lists)
    total = single_vote(block, districts, list(votes), how, draw).sum(axis=0)
    for place, sums in zip(votes, total.tolist(), strict=True):
        seats = {name: number // MAPS for name, number in zip(lists, sums, strict=True)}
        rest = {name: number % MAPS for name, number in zip(lists, sums, strict=True)}
        order = sorted(
            lists, key=lambda name, p=place, r=rest: (r[name], lot(p, name, votes[p])), reverse=True
        )
        for name in order[: sizes[place] - sum(seats.values())]:
            seats[name] += 1
        assert {name: int(won[place, name]) for name in lists} == seats


def test_a_place_without_seats_needs_no_votes() -> None:
    none = {"Najaf": {"A": 0, "B": 0}, "Basra": {"A": 3, "B": 1}}
    won = allocate_table(table(none), LAW, {"Najaf": 0, "Basra": 2})
    assert won["seats"].tolist() == [0, 0, 2, 0]


def test_the_explanation_counts_the_laws_districts() -> None:
    fewer = replace(SINGLE, title="T", rule=replace(SINGLE.rule, districts={"Basra": 6, "Najaf": 3}))
    said = explanation(fewer)
    assert said.startswith(
        "Under sntv_2021 totals by list do not decide seats: voters chose one candidate in each"
    )
    assert " of 9 districts, " in said
    assert f"the rounded mean of {MAPS} generated sets" in said
    assert said.endswith("From one set to the next a list's total moves by about its square root.")

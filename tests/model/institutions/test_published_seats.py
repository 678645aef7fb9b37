"""The law gives the seats that were published, wherever votes and seats are both known."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from simulation.model.institutions import find_law
from simulation.model.institutions.allocate import allocate_table

DATA = Path(__file__).parents[2] / "data" / "elections"


def published(file: str, governorate: str) -> pd.DataFrame:
    table = pd.read_csv(DATA / file)
    return table[table["governorate"] == governorate].reset_index(drop=True)


def test_kurdish_lists_of_2018_have_their_national_sums() -> None:
    won = allocate_table(pd.read_csv(DATA / "kurdistan_2018.csv"), find_law("sainte_lague_2018"))
    sums = won.groupby("list")["seats"].sum()
    expected = pd.read_csv(DATA / "kurdistan_2018_seats.csv").set_index("list")["seats"]
    assert sums[expected.index].to_dict() == expected.to_dict()
    assert won.groupby("governorate")["seats"].sum().to_dict() == {
        "Duhok": 11,
        "Erbil": 15,
        "Sulaymaniyah": 18,
    }


def test_kirkuk_2018() -> None:
    table = published("kirkuk_2018.csv", "Kirkuk")
    won = allocate_table(table, find_law("sainte_lague_2018"))
    assert won["seats"].tolist() == table["seats"].tolist()


@pytest.mark.parametrize(("governorate", "general"), [("Kirkuk", 15), ("Anbar", 16), ("Nineveh", 24)])
def test_provincial_councils_of_2023(governorate: str, general: int) -> None:
    """Nineveh without one list and its two seats: highest quotients share the others' seats alike."""
    table = published("councils_2023.csv", governorate)
    won = allocate_table(table, find_law("sainte_lague_2023"), {governorate: general})
    assert won["seats"].tolist() == table["seats"].tolist()


@pytest.mark.parametrize(("governorate", "general"), [("Kirkuk", 15), ("Anbar", 16)])
def test_the_data_can_tell_other_divisors_apart(governorate: str, general: int) -> None:
    """D'Hondt would have given other seats, so the checks above can fail."""
    from simulation.model.institutions import highest_quotients

    table = published("councils_2023.csv", governorate)
    d_hondt = highest_quotients([table["votes"].to_numpy()], general, 1.0, step=1)[0]
    assert list(d_hondt) != table["seats"].tolist()

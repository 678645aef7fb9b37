"""From a file of votes to a table of seats: what `crossroads allocate` prints."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from simulation.errors import InputError
from simulation.model.institutions import find_law, highest_quotients
from simulation.model.institutions.allocate import allocate_file, allocate_table, explanation

DATA = Path(__file__).parents[2] / "data" / "elections"
LAW = find_law("sainte_lague_2023")
SINGLE = find_law("sntv_2021")


def table(*rows: tuple[str, str, int]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["governorate", "list", "votes"])


def seats(votes: pd.DataFrame, law: object = LAW, **sizes: int) -> dict[tuple[str, str], int]:
    won = allocate_table(votes, law, sizes or None)  # type: ignore[arg-type]
    return {(row.governorate, row.list): int(row.seats) for row in won.itertuples()}


def test_a_file_becomes_a_table_in_the_order_of_its_rows(tmp_path: Path) -> None:
    votes = tmp_path / "votes.csv"
    votes.write_text("list,votes,governorate\nB,30,Najaf\nA,60,Najaf\nB,9,Maysan\n", encoding="utf-8")
    won = allocate_file(votes, "sainte_lague_2018")
    assert list(won.columns) == ["governorate", "list", "votes", "seats"]
    assert won["list"].tolist() == ["B", "A", "B"]
    assert won["seats"].tolist() == [4, 8, 10]
    assert won["seats"].dtype == np.int64


def test_seats_of_a_file_replace_the_law_s(tmp_path: Path) -> None:
    sizes = tmp_path / "seats.csv"
    sizes.write_text("governorate,seats\nErbil,3\nSulaymaniyah,0\nDuhok,1\nBasra,25\n", encoding="utf-8")
    won = allocate_file(DATA / "kurdistan_2018.csv", "sainte_lague_2018", sizes)
    assert won.groupby("governorate")["seats"].sum().to_dict() == {"Duhok": 1, "Erbil": 3, "Sulaymaniyah": 0}


def test_names_are_those_of_the_seats_file(tmp_path: Path) -> None:
    sizes = tmp_path / "seats.csv"
    sizes.write_text("governorate,seats\nErbil,3\n", encoding="utf-8")
    with pytest.raises(InputError, match="'Duhok' has no seats under this law; allowed: Erbil"):
        allocate_file(DATA / "kurdistan_2018.csv", "sainte_lague_2018", sizes)


def test_mistakes_of_a_table_are_refused() -> None:
    with pytest.raises(InputError, match="no seats are known for: Atlantis"):
        seats(table(("Atlantis", "A", 5)))
    with pytest.raises(InputError, match="nobody has votes in Basra, Najaf"):
        seats(table(("Najaf", "A", 0), ("Basra", "A", 0), ("Babil", "A", 1)))


def tied(count: int) -> pd.DataFrame:
    """`count` places with one seat and three level lists."""
    return table(*((f"place {n}", name, 51) for n in range(count) for name in ("A", "B", "C")))


def test_ties_are_drawn_reproducibly_whatever_the_order_of_rows() -> None:
    votes, sizes = tied(30), {f"place {n}": 1 for n in range(30)}
    won = allocate_table(votes, LAW, sizes)
    assert won.groupby("governorate")["seats"].sum().eq(1).all()
    assert set(won.groupby("list")["seats"].sum()) <= set(range(3, 19))  # no list is favoured
    mixed = allocate_table(votes.sample(frac=1, random_state=3), LAW, sizes)
    both = won.merge(mixed, on=["governorate", "list", "votes"])
    assert (both["seats_x"] == both["seats_y"]).all()


def test_a_row_without_votes_changes_no_lot() -> None:
    votes, sizes = tied(12), {f"place {n}": 1 for n in range(12)}
    more = pd.concat([votes, table(*((place, "D", 0) for place in sizes))])
    before, after = allocate_table(votes, LAW, sizes), allocate_table(more, LAW, sizes)
    assert after["seats"].tolist() == [*before["seats"].tolist(), *[0] * 12]


def test_other_governorates_do_not_matter() -> None:
    alone = seats(table(("Najaf", "A", 51), ("Najaf", "B", 51), ("Najaf", "C", 51)), Najaf=2)
    beside = table(
        ("Najaf", "A", 51), ("Basra", "A", 7), ("Najaf", "B", 51), ("Najaf", "C", 51), ("Basra", "Z", 9)
    )
    together = seats(beside, Najaf=2, Basra=3)
    assert {key: won for key, won in together.items() if key[0] == "Najaf"} == alone


@pytest.mark.parametrize("law", ["sainte_lague_2018", "sainte_lague_2023"])
def test_nothing_need_be_said_where_votes_decide(law: str) -> None:
    assert explanation(find_law(law)) == ""


def test_single_vote_says_what_it_does_instead() -> None:
    said = explanation(SINGLE)
    assert "totals by list do not decide seats" in said
    assert "83 districts" in said
    assert "approximation" in said


def test_single_vote_fills_every_seat_reproducibly() -> None:
    votes = pd.read_csv(DATA / "kurdistan_2018.csv")
    won = allocate_table(votes, SINGLE)
    assert won.groupby("governorate")["seats"].sum().to_dict() == {
        "Duhok": 11,
        "Erbil": 15,
        "Sulaymaniyah": 18,
    }
    mixed = allocate_table(votes.iloc[::-1], SINGLE)
    assert mixed["seats"].tolist()[::-1] == won["seats"].tolist()
    largest = won.sort_values("votes").groupby("governorate").tail(1)
    proportional = [
        highest_quotients([group["votes"].to_numpy()], group["seats"].sum())[0].max()
        for _, group in won.groupby("governorate")
    ]
    assert largest["seats"].sum() >= sum(proportional)


def test_single_vote_gives_independents_less_than_a_list_with_as_many_votes() -> None:
    votes = table(("Basra", "A", 200_000), ("Basra", "Independents", 200_000), ("Basra", "B", 90_000))
    won = seats(votes, SINGLE)
    assert won["Basra", "A"] > 1.5 * won["Basra", "Independents"]


def test_single_vote_with_seats_that_no_districts_fit() -> None:
    assert sum(seats(table(("Baghdad", "A", 10), ("Baghdad", "B", 5)), SINGLE, Baghdad=2).values()) == 2
    assert sum(seats(table(("Basra", "A", 10), ("Basra", "B", 5)), SINGLE, Basra=0).values()) == 0

"""The laws as data, and the call that applies any of them to many runs."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from simulation.documents import packaged, read_document
from simulation.errors import CrossroadsError, InputError
from simulation.model.institutions import (
    Law,
    Luck,
    Quotients,
    SingleVote,
    Vacancy,
    allocate_seats,
    find_law,
    highest_quotients,
    load_laws,
)
from simulation.model.institutions.lawbook import read_laws

LAWS = ["sainte_lague_2018", "sntv_2021", "sainte_lague_2023"]


def some_votes(law: Law, runs: int = 40, lists: int = 12) -> np.ndarray:
    rng = np.random.default_rng(11)
    shares = rng.dirichlet(np.full(lists, 0.5), size=(runs, len(law.governorates)))
    return np.floor(shares * 300_000)


def luck(stream: Luck, district: str) -> np.ndarray:
    rng = np.random.default_rng([len(stream.value), *district.encode()])
    return rng.random((40, 12))


@pytest.mark.parametrize("name", LAWS)
def test_every_parliament_has_329_members(name: str) -> None:
    law = find_law(name)
    assert (law.members, law.quota_seats, len(law.governorates)) == (329, 9, 18)
    assert law.sessions.majority == 165
    assert law.sessions.president_first_round == 220


def test_the_laws_differ_where_history_says() -> None:
    laws = load_laws()
    assert list(laws) == LAWS
    assert laws["sainte_lague_2023"].rule == Quotients(1.7, 2)
    assert [law.vacancy for law in laws.values()] == [
        Vacancy.SAME_LIST,
        Vacancy.DISTRICT_RUNNER_UP,
        Vacancy.SAME_LIST,
    ]
    assert [law.sessions.president_quorum for law in laws.values()] == [165, 220, 220]


def test_governorates_table_agrees_with_the_law() -> None:
    table = pd.read_csv(packaged("seeds") / "governorates.csv").set_index("governorate")
    law = find_law("sntv_2021")
    assert isinstance(law.rule, SingleVote)
    assert table["seats_general"].to_dict() == law.seats
    assert table["women_seats"].to_dict() == law.rule.districts
    assert table["seats_quota"].sum() == law.quota_seats
    assert (table[["shia_arab", "sunni_arab", "kurd", "other"]].sum(axis=1) == 100).all()


def test_sources_of_the_seeds_exist() -> None:
    known = (packaged("seeds") / "sources.yaml").read_text(encoding="utf-8")
    laws = (packaged("seeds") / "elections" / "laws.yaml").read_text(encoding="utf-8")
    table = pd.read_csv(packaged("seeds") / "governorates.csv")
    named = {name for row in table["sources"] for name in row.split(";")}
    for line in laws.splitlines():
        if line.strip().startswith("sources:"):
            named |= {name.strip() for name in line.partition("[")[2].rstrip("]").split(",")}
    assert len(named) > 8
    assert [name for name in sorted(named) if f"\n  {name}:\n" not in known] == []


@pytest.mark.parametrize("name", LAWS)
def test_every_seat_is_filled(name: str) -> None:
    law = find_law(name)
    won = allocate_seats(some_votes(law), None, law, draw=luck)
    assert won.dtype == np.int64
    assert (won.sum(axis=2) == list(law.seats.values())).all()


def test_governorates_are_allocated_apart() -> None:
    law = find_law("sainte_lague_2023")
    votes = some_votes(law)
    won = allocate_seats(votes, None, law)
    for g, seats in enumerate(law.seats.values()):
        assert (won[:, g] == highest_quotients(votes[:, g], seats)).all()


def test_seats_and_governorates_can_be_given() -> None:
    law = find_law("sainte_lague_2023")
    won = allocate_seats([[[5, 4, 1]], [[0, 0, 1]]], [3], law, governorates=["Halabja"])
    assert won.tolist() == [[[2, 1, 0]], [[0, 0, 3]]]


def test_ties_take_their_luck_by_governorate() -> None:
    law = find_law("sainte_lague_2023")
    lots = np.array([[[0.1, 0.9], [0.9, 0.1]]])
    won = allocate_seats([[[5, 5], [5, 5]]], [1, 1], law, governorates=["Babil", "Najaf"], tie_luck=lots)
    assert won.tolist() == [[[0, 1], [1, 0]]]


def test_lots_may_be_dealt_when_a_tie_asks_for_them() -> None:
    law, asked = find_law("sainte_lague_2023"), []
    lots = np.array([[[0.1, 0.9], [0.9, 0.1]]])

    def deal(governorate: int, runs: np.ndarray) -> np.ndarray:
        asked.append((governorate, runs.tolist()))
        return lots[runs, governorate]

    votes = [[[5, 5], [5, 5]]]
    won = allocate_seats(votes, [1, 1], law, governorates=["Babil", "Najaf"], tie_luck=deal)
    assert won.tolist() == [[[0, 1], [1, 0]]]
    assert asked == [(0, [0]), (1, [0])]


def test_votes_and_seats_may_come_as_any_numbers() -> None:
    law = find_law("sntv_2021")
    votes = np.rint(some_votes(law))
    whole = allocate_seats(votes.astype(np.int32), [float(n) for n in law.seats.values()], law, draw=luck)
    assert (whole == allocate_seats(votes, None, law, draw=luck)).all()


def test_lists_nominate_by_what_they_expect() -> None:
    law = find_law("sntv_2021")
    votes = some_votes(law)
    expected = votes[:, :, ::-1]
    as_it_came = allocate_seats(votes, None, law, draw=luck)
    assert (allocate_seats(votes, None, law, draw=luck, expected=votes) == as_it_came).all()
    assert (allocate_seats(votes, None, law, draw=luck, expected=expected) != as_it_came).any()


def test_a_governorate_without_votes_is_an_error() -> None:
    law = find_law("sainte_lague_2023")
    with pytest.raises(CrossroadsError, match="nobody has votes in Najaf in row 1"):
        allocate_seats([[[5.0], [5.0]], [[5.0], [0.0]]], [1, 1], law, governorates=["Babil", "Najaf"])


def test_impossible_arguments_are_refused() -> None:
    with pytest.raises(ValueError, match="18 governorates"):
        allocate_seats(np.ones((2, 3, 4)), None, find_law("sainte_lague_2023"))
    with pytest.raises(ValueError, match="give draw"):
        allocate_seats(np.ones((2, 18, 4)), None, find_law("sntv_2021"))


def test_unknown_law_has_a_hint() -> None:
    with pytest.raises(InputError, match="did you mean 'sainte_lague_2023'"):
        find_law("sainte_lague_2032")


BROKEN = [
    ("first_divisor: 1.7", "first_divisor: -1", "is refused: input should be greater than 0"),
    ("apportionment: general_320", "apportionment: general_302", "did you mean 'general_320'"),
    ("basis: seats-2018", "basis: seats-2081", "did you mean 'seats-2018'"),
    ("Baghdad: 17", "Baghdad: 30", "a district three to five"),
    ("Muthanna: 7", "Muthanna: seven", "valid integer"),
    ("value: 0.6", "value: 1.6", "is outside 0.3 to 0.9"),
    ("quota_seats: 9", "quota_seat: 9", "extra inputs"),
    ("threshold: none", "threshold: 3", "'none'"),
    ("why: An undirected vote", "facts: []  # An undirected vote", "without its reason"),
]


@pytest.mark.parametrize(("old", "new", "message"), BROKEN)
def test_mistakes_in_the_file_have_their_place(tmp_path: Path, old: str, new: str, message: str) -> None:
    text = (packaged("seeds") / "elections" / "laws.yaml").read_text(encoding="utf-8")
    assert old in text
    file = tmp_path / "laws.yaml"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputError, match=message) as refusal:
        read_laws(file)
    assert all(problem.line > 1 for problem in refusal.value.problems)


@pytest.mark.parametrize("name", LAWS)
def test_a_law_is_what_the_file_says(name: str) -> None:
    book = read_document(packaged("seeds") / "elections" / "laws.yaml").data
    said, law = book["laws"][name], find_law(name)
    assert (law.name, law.title, law.quota_seats) == (name, said["title"], said["quota_seats"])
    assert dict(law.seats) == book["apportionments"][said["apportionment"]]["seats"]
    assert law.vacancy.value == said["vacancy"]
    for field in ("majority", "president_quorum", "president_first_round"):
        assert getattr(law.sessions, field) == said["sessions"][field]
    if isinstance(law.rule, Quotients):
        assert law.rule == Quotients(said["first_divisor"], said["step"])
        return
    assert law.rule.districts == said["districts"]["count"]
    for field, number in said["nominations"].items():
        assert getattr(law.rule.nominations, field) == number["value"]
    assert law.rule.uncoordinated == {each.lower() for each in said["uncoordinated"]["names"]}
    assert law.rule.loose_surplus == said["uncoordinated"]["surplus"]["value"]


def test_rows_that_are_no_list_nominate_without_order() -> None:
    law = find_law("sntv_2021")
    assert isinstance(law.rule, SingleVote)
    loose = sorted(law.rule.uncoordinated)[0]
    how, known = law.rule.nominations_of(["A", f" {loose.upper()} ", "B"]), law.rule.nominations
    assert how.coordination.tolist() == [known.coordination, 0.0, known.coordination]
    assert how.surplus.tolist() == [known.surplus, law.rule.loose_surplus, known.surplus]
    assert (how.spread, how.geography, how.surprise) == (known.spread, known.geography, known.surprise)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "Muthanna: 7",
            "Muthanna: 2",
            "districts are impossible; it has 2 seats, and a district three to five",
        ),
        ("value: 0.6", "value: 0.29", "is outside 0.3 to 0.9"),
        ("value: 0.6", "value: 0.91", "is outside 0.3 to 0.9"),
        ("value: 0.6", "value: 0.3", ""),
        ("value: 0.6", "value: 0.9", ""),
    ],
)
def test_numbers_may_lie_at_the_ends_of_their_range_and_not_beyond(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    text = (packaged("seeds") / "elections" / "laws.yaml").read_text(encoding="utf-8")
    (tmp_path / "laws.yaml").write_text(text.replace(old, new, 1), encoding="utf-8")
    if not said:
        assert list(read_laws(tmp_path / "laws.yaml")) == LAWS
        return
    with pytest.raises(InputError) as refusal:
        read_laws(tmp_path / "laws.yaml")
    assert said in str(refusal.value)


def test_every_mistake_of_the_file_is_said_at_its_own_place(tmp_path: Path) -> None:
    text = (packaged("seeds") / "elections" / "laws.yaml").read_text(encoding="utf-8")
    wrong = text.replace("basis: seats-2018", "basis: seats-2081", 1).replace("value: 0.6", "value: 9.0", 1)
    (tmp_path / "laws.yaml").write_text(wrong, encoding="utf-8")
    with pytest.raises(InputError) as refusal:
        read_laws(tmp_path / "laws.yaml")
    lines = wrong.splitlines()
    said = {lines[problem.line - 1].strip().rstrip(",") for problem in refusal.value.problems}
    assert len(refusal.value.problems) == 2
    assert any("seats-2081" in line for line in said)
    assert any("value: 9.0" in line for line in said)


def test_a_folder_of_seeds_has_laws_of_its_own(tmp_path: Path) -> None:
    text = (packaged("seeds") / "elections" / "laws.yaml").read_text(encoding="utf-8")
    (tmp_path / "elections").mkdir()
    (tmp_path / "elections" / "laws.yaml").write_text(
        text.replace("quota_seats: 9", "quota_seats: 8"), encoding="utf-8"
    )
    assert {law.quota_seats for law in load_laws(tmp_path).values()} == {8}
    assert {law.quota_seats for law in load_laws().values()} == {9}


def test_districts_of_a_governorate_of_another_size_are_near_four_seats_each() -> None:
    law = find_law("sntv_2021")
    assert isinstance(law.rule, SingleVote)
    assert law.rule.sizes("Muthanna", 7) == (4, 3)
    assert law.rule.sizes("Muthanna", 16) == (4, 4, 4, 4)  # its two districts cannot have sixteen seats
    assert law.rule.sizes("Atlantis", 8) == (4, 4)
    assert law.rule.sizes("Muthanna", 0) == ()


def test_shapes_that_do_not_fit_are_refused() -> None:
    law = find_law("sainte_lague_2023")
    for votes, seats in (
        (np.ones((2, 18)), None),
        (np.ones((2, 18, 3)), [1, 2]),
        (np.ones((2, 3, 3)), [1, 1, 1]),
    ):
        with pytest.raises(ValueError, match="18 governorates"):
            allocate_seats(votes, seats, law)

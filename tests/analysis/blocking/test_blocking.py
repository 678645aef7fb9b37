"""Who can block: planted parliaments, and that of 2021 by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from simulation.analysis.blocking import holding as blocking
from simulation.analysis.blocking.alliances import Group, group, groups
from simulation.analysis.blocking.chambers import Chamber, chamber
from simulation.documents import packaged
from simulation.errors import InputError
from simulation.model.institutions.ballots import load_electorate
from simulation.outcomes.kept import keep
from tests.analysis.blocking.houses import VOTE_2021, results_with
from tests.analysis.blocking.test_power import by_orders

PLANTED = [  # of 329, as many in every house: badr and kdp block (110) in the first two
    {"badr": 70, "kdp": 45, "sudani": 214},
    {"badr": 100, "kdp": 20, "sudani": 209},
    {"badr": 60, "kdp": 40, "sudani": 229},
    {"badr": 10, "kdp": 20, "sudani": 299},
]
TOGETHER = group("badr,kdp")


def house_of(*houses: dict[str, int], **more: object) -> Chamber:
    return chamber(results_with({"a": houses}, **more), "a")  # type: ignore[arg-type]


def row_of(table: pd.DataFrame, **where: str) -> pd.Series:
    for name, value in where.items():
        table = table[table[name] == value]
    (row,) = [table.loc[index] for index in table.index]
    return row


def test_the_numbers_are_those_of_the_law() -> None:
    house = house_of(*PLANTED)
    assert (house.size, house.majority, house.quorum) == (329, 165, 220)
    assert (house.blocking("quorum"), house.blocking("majority")) == (110, 165)
    earlier = house_of(*PLANTED, law="sainte_lague_2018")
    assert (earlier.quorum, earlier.blocking("quorum")) == (165, 165)


def test_a_planted_third_is_counted() -> None:
    row = row_of(blocking.thirds(house_of(*PLANTED), [TOGETHER]), bloc="badr+kdp")
    assert (row["hits"], row["runs"], row["share"]) == (2, 4, 0.5)
    assert row["share_low"] < 0.5 < row["share_high"]
    assert row["median"] == np.median([115, 120, 100, 30])
    assert row["over"] == np.median([6, 11])  # members whose turning up leaves 109 away
    assert row["missing"] == np.median([10, 80])


def test_defections_that_end_a_block_and_allies_that_make_one() -> None:
    found = blocking.defections(house_of(*PLANTED), [TOGETHER])
    leaves = {name: row_of(found, change="leaves", by=name) for name in ("badr", "kdp")}
    assert {name: (row["hits"], row["runs"]) for name, row in leaves.items()} == {
        "badr": (2, 2),
        "kdp": (2, 2),
    }
    assert row_of(found, change="fewest", by="1")["hits"] == 2
    joins = row_of(found, change="joins", by="sudani")
    assert (joins["hits"], joins["runs"]) == (2, 2)


def test_the_fewest_lists_are_the_largest() -> None:
    equal = {"badr": 50, "sadiqoun": 50, "huquq": 50, "sudani": 179}
    every = Group("x", "x", "x", ("badr", "sadiqoun", "huquq"))
    found = blocking.defections(house_of(equal), [every])
    assert [row_of(found, change="fewest", by=n)["hits"] for n in ("1", "2", "3 or more")] == [1, 0, 0]
    alone = {"badr": 160, "kdp": 25, "independents": 144}
    both = Group("x", "x", "x", ("kdp", "independents"))  # 169: 60 must leave; kdp and 35 on their own
    found = blocking.defections(house_of(alone), [both])
    assert row_of(found, change="fewest", by="3 or more")["hits"] == 1
    assert set(found[found["change"] == "leaves"]["by"]) == {"kdp"}  # independents leave one by one


def test_2021_by_hand() -> None:
    house = house_of(VOTE_2021, start="2021-06")
    assert house.quorum == 220
    thirds = blocking.thirds(house, list(groups().values()))
    framework, homeland = (row_of(thirds, bloc=name) for name in ("framework", "homeland"))
    assert (framework["median"], framework["hits"], framework["missing"]) == (60, 0, 50)
    assert (homeland["median"], homeland["hits"], homeland["over"]) == (149, 1, 40)
    changes = blocking.defections(house, [groups()["framework"], groups()["homeland"]])
    ended = changes[(changes["bloc"] == "homeland") & (changes["change"] == "leaves")]
    assert set(ended[ended["hits"] == 1]["by"]) == {"sadrists"}  # without KDP 118, Progress 112, Siyada 141
    made = changes[(changes["bloc"] == "framework") & (changes["change"] == "joins")]
    assert set(made[made["hits"] == 1]["by"]) == {"sadrists"}  # 50 are missing; Progress has 37
    power = blocking.pivots(house)
    assert row_of(power, list="sadrists", vote="majority")["first"] == 1
    assert power.groupby("vote")["mean"].sum().to_numpy() == pytest.approx([1, 1])


def test_the_pivot_is_shapley_and_shubiks() -> None:
    power = blocking.pivots(house_of(PLANTED[0]))
    for vote, quota in (("majority", 165), ("quorum", 220)):
        expected = by_orders([70, 45, 214], quota)
        ours = [row_of(power, list=name, vote=vote)["mean"] for name in ("badr", "kdp", "sudani")]
        assert ours == pytest.approx(expected)


def test_shared_beliefs_widen_the_interval() -> None:
    alone, shared = (
        row_of(blocking.thirds(house_of(*(PLANTED * 50), shared=size), [TOGETHER]), bloc="badr+kdp")
        for size in (1, 100)
    )
    assert alone["share"] == shared["share"]
    assert alone["effect"] == 1.0
    split = [PLANTED[0]] * 100 + [PLANTED[3]] * 100  # every belief decides alone
    row = row_of(blocking.thirds(house_of(*split, shared=50), [TOGETHER]), bloc="badr+kdp")
    assert row["effect"] == pytest.approx(50)
    assert row["share_high"] - row["share_low"] > 4 * (alone["share_high"] - alone["share_low"])


def test_runs_given_a_condition_are_the_ones_counted() -> None:
    results = results_with({"a": PLANTED * 30})
    few = chamber(results.given("run < 60"), "a")
    assert len(few.seats) == 60


def test_what_was_kept_is_read_back_for_all_runs_only(tmp_path: Path) -> None:
    results = results_with({"a": PLANTED * 30, "b": PLANTED * 30}, path=tmp_path)
    keep(tmp_path, blocking.kept([chamber(results, "a")], [TOGETHER], "majority"))
    assert blocking.recalled(results, "a").settings["blocs"] == ["badr+kdp"]
    assert blocking.recalled(results, "a").settings["needed"] == {"a": 165}
    usual = ["framework", "framework_premier", "framework_puk", "homeland", "kurdish_parties", "partners"]
    assert blocking.recalled(results, "b").settings["blocs"] == usual
    assert blocking.recalled(results.given("run < 60"), "a").settings["blocs"] == usual


def test_what_is_not_there_is_said() -> None:
    results = results_with({"a": PLANTED, "b": []})
    with pytest.raises(InputError, match="no scenario 'c'"):
        chamber(results, "c")
    with pytest.raises(InputError, match="no run of b held an election"):
        chamber(results, "b")
    with pytest.raises(InputError, match="hold no seats"):
        chamber(results_with({"a": []}), "a")
    with pytest.raises(InputError, match="puk has no seats"):
        blocking.kept([chamber(results, "a")], [group("puk")])
    with pytest.raises(InputError, match="none of the alliances"):
        blocking.recalled(results_with({"a": [{"civil": 329}]}), "a")


# --- names of blocs ------------------------------------------------------------------------------


def test_a_bloc_is_named_by_alliance_bloc_or_lists() -> None:
    assert group("framework") is groups()["framework"]
    assert group(" fatah , kdp").lists == ("badr", "sadiqoun", "huquq", "khadamat", "supreme_council", "kdp")
    assert group("kdp,kdp").lists == ("kdp",)
    assert set(group("framework,sudani").lists) == set(groups()["framework_premier"].lists)


@pytest.mark.parametrize("asked", ["framwork", "kdp,nobody", "", ","])
def test_an_unknown_bloc_is_refused(asked: str) -> None:
    with pytest.raises(InputError, match="is no alliance, bloc or list"):
        group(asked)


def test_alliances_are_made_of_lists_that_stand() -> None:
    standing = set(load_electorate().lists)
    assert all(set(each.lists) <= standing for each in groups().values())


def test_a_mistake_in_the_seeds_is_named_with_its_line(tmp_path: Path) -> None:
    for source in (packaged("seeds") / "elections").iterdir():
        (tmp_path / "elections").mkdir(exist_ok=True)
        (tmp_path / "elections" / source.name).write_bytes(source.read_bytes())
    table = packaged("seeds") / "governorates.csv"
    (tmp_path / table.name).write_bytes(table.read_bytes())
    path = tmp_path / "elections" / "alliances.yaml"
    text = path.read_text(encoding="utf-8").replace("members: [kdp, puk]", "members: [kdp, pok]")
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"alliances\.yaml.*\n?.*'?pok'?"):
        groups(tmp_path)

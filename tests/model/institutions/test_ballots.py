"""What is known of voters and lists: read as the files have it, and every name in them checked."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from ruamel.yaml import YAML

from simulation.documents import packaged
from simulation.errors import InputError
from simulation.model.institutions.ballots import Electorate, ListCard, Pool, load_electorate
from simulation.model.institutions.templates import load_outcomes

SEEDS = packaged("seeds")
START = "2025-01"


def rows(name: str) -> list[dict[str, str]]:
    with (SEEDS / name).open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def changed(folder: Path, change: Callable[[Any], None], file: str = "lists.yaml") -> Path:
    """A folder of seeds of which one file of the elections is changed."""
    shutil.copytree(SEEDS / "elections", folder / "elections")
    shutil.copy(SEEDS / "governorates.csv", folder)
    yaml, path = YAML(), folder / "elections" / file
    data = yaml.load(path)
    change(data)
    yaml.dump(data, path)
    return folder


def put(data: Any, *way: Any) -> None:
    """Set what lies at the end of a way of keys to its last word; append where it ends in a list."""
    *keys, last, word = way
    for key in keys:
        data = data[key]
    if last == "+":
        data.append(word)
    else:
        data[last] = word


def start_of(data: Any) -> Any:
    return next(key for key in data["starts"] if str(key) == START)


def in_start(data: Any, *way: Any) -> None:
    put(data, "starts", start_of(data), *way)


WRONG: list[tuple[Callable[[Any], None], str]] = [
    (lambda data: put(data, "lists", "badr", "market", "nowhere"), "names 'nowhere', which is not a market"),
    (
        lambda data: put(data, "lists", "badr", "group", "nobody"),
        "names 'nobody', which is not a voter group",
    ),
    (
        lambda data: put(data, "lists", "badr", "reach", {"nowhere": 0.5}),
        "names 'nowhere', which is not a market",
    ),
    (
        lambda data: put(data, "pools", "nolist", dict(next(iter(data["pools"].values())))),
        "'nolist', which is not a list",
    ),
    (lambda data: put(data, "heirs", "+", "nobody"), "names 'nobody', which is not a voter group"),
    (lambda data: put(data, "call", "+", "nowhere"), "names 'nowhere', which is not a market"),
    (lambda data: put(data, "evidence", "tehran", "nothing"), "names 'nothing', which is not a basis"),
    (
        lambda data: put(data, "composition_doubt", "basis", "nothing"),
        "names 'nothing', which is not a basis",
    ),
    (lambda data: in_start(data, "turnout", "basis", "nothing"), "names 'nothing', which is not a basis"),
    (
        lambda data: in_start(data, "alliances", "+", ["badr", "nolist"]),
        "names 'nolist', which is not a list",
    ),
    (lambda data: in_start(data, "entrants", "shia", {"nolist": 1.0}), "names 'nolist', which is not a list"),
    (
        lambda data: in_start(data, "entrants", "nowhere", {"badr": 1.0}),
        "names 'nowhere', which is not a market",
    ),
    (lambda data: in_start(data, "only", {"nolist": ["Erbil"]}), "names 'nolist', which is not a list"),
    (lambda data: in_start(data, "boycott", "list", "nolist"), "names 'nolist', which is not a list"),
    (lambda data: in_start(data, "premier", "list", "nolist"), "names 'nolist', which is not a list"),
    (lambda data: in_start(data, "former_premier", "nolist"), "names 'nolist', which is not a list"),
]


@pytest.mark.parametrize(("change", "said"), WRONG)
def test_every_name_that_stands_for_nothing_is_refused(
    tmp_path: Path, change: Callable[[Any], None], said: str
) -> None:
    with pytest.raises(InputError) as refusal:
        load_electorate(changed(tmp_path, change))
    assert said in str(refusal.value)
    assert all(problem.line > 1 for problem in refusal.value.problems)


@pytest.mark.parametrize("field", ["premier", "former_premier"])
def test_a_start_may_know_no_premier(tmp_path: Path, field: str) -> None:
    way = ("premier", "list", "none") if field == "premier" else ("former_premier", "none")
    known = load_electorate(changed(tmp_path, lambda data: in_start(data, *way))).starts[START]
    assert (known.premier.list if field == "premier" else known.former_premier) == "none"


def test_every_wrong_row_of_votes_is_named_with_its_line(tmp_path: Path) -> None:
    folder = changed(tmp_path, lambda data: None)
    path = folder / "elections" / "support.csv"
    head, *lines = path.read_text(encoding="utf-8").splitlines()
    columns = head.split(",")
    broken = []
    for place, line in enumerate(lines):
        cells = dict(zip(columns, next(csv.reader([line])), strict=True))
        for row, column, word in (
            (3, "governorate", "Atlantis"),
            (5, "list", "nolist"),
            (8, "market", "shia"),
        ):
            if place == row:
                assert cells["list"] != "gone"
                cells[column] = word
        broken.append(",".join(f'"{cells[column]}"' for column in columns))
    path.write_text("\n".join([head, *broken]) + "\n", encoding="utf-8")
    with pytest.raises(InputError) as refusal:
        load_electorate(folder)
    said = [(problem.line, str(problem)) for problem in refusal.value.problems]
    assert [line for line, _ in said] == [5, 7, 10]
    for (_, text), what in zip(said, ("a governorate", "a list", "a market of lists"), strict=True):
        assert f"is not {what}" in text


def test_a_missing_table_is_refused(tmp_path: Path) -> None:
    folder = changed(tmp_path, lambda data: None)
    (folder / "governorates.csv").unlink()
    with pytest.raises(InputError, match="cannot be read"):
        load_electorate(folder)


def test_voters_are_those_of_the_tables() -> None:
    data, table = load_electorate(), rows("governorates.csv")
    yaml = YAML(typ="safe").load(SEEDS / "elections" / "lists.yaml")
    assert data.governorates == tuple(row["governorate"] for row in table)
    assert data.registered.tolist() == [float(row["registered"]) for row in table]
    assert data.quota_seats.tolist() == [int(row["seats_quota"]) for row in table]
    doubts = [yaml["composition_doubt"][row["composition_confidence"]] for row in table]
    assert data.doubt.tolist() == doubts
    for place, row in enumerate(table):
        shares = [float(row[column] or "nan") for column in yaml["markets"].values()]
        np.testing.assert_allclose(data.composition[place], np.array(shares) / sum(shares))
    assert (data.lists, data.quota) == ((*yaml["lists"], yaml["quota"]["row"]), yaml["quota"]["row"])
    assert data.heirs == tuple(yaml["heirs"])
    assert data.callers == tuple(yaml["call"])
    assert data.christian == tuple(yaml["quota"]["christian"])


def test_votes_and_what_was_measured_are_those_of_the_file() -> None:
    data, table = load_electorate(), rows("elections/support.csv")
    for base in {int(row["base"]) for row in table}:
        mine = [row for row in table if int(row["base"]) == base]
        votes = {(row["governorate"], row["list"], row["market"]): float(row["votes"]) for row in mine}
        assert dict(data.votes[base]) == votes
        measured = {
            (row["governorate"], row["list"])
            for row in mine
            if "governorates-table" not in row["sources"].split(";")
        }
        assert data.measured[base] == measured


@pytest.mark.parametrize("start", ["2021-06", "2025-01", "2025-07"])
def test_turnout_is_the_column_of_the_start_or_the_nations(start: str) -> None:
    data = load_electorate()
    known = data.starts[start].turnout
    for place, row in enumerate(rows("governorates.csv")):
        cell = row[known.column] if known.column else ""
        assert data.turnout(start)[place] == pytest.approx(float(cell) / 100 if cell else known.national)


def test_a_list_pulls_on_its_home_and_where_it_reaches() -> None:
    card = ListCard(
        market="shia", group="g", reach={"other": 0.2}, tehran=0.5, armed=0.5, form="party", rooted=True
    )
    assert [card.pull(market) for market in ("shia", "other", "kurdish")] == [1.0, 0.2, 0.0]


@pytest.mark.parametrize(
    ("parts", "spread", "shares"), [(2, 1.0, [2 / 3, 1 / 3]), (3, 0.0, [1 / 3] * 3), (1, 2.0, [1.0])]
)
def test_a_pool_falls_by_rank(parts: int, spread: float, shares: list[float]) -> None:
    np.testing.assert_allclose(Pool(basis="b", parts=parts, spread=spread).shares(), shares)


def test_an_electorate_of_other_seeds_is_another(tmp_path: Path) -> None:
    other = load_electorate(changed(tmp_path, lambda data: put(data, "lists", "badr", "tehran", 0.123)))
    assert isinstance(other, Electorate)
    assert other.cards["badr"].tehran == 0.123
    assert load_electorate().cards["badr"].tehran != 0.123


def given_table(data: Any) -> Any:
    return next(each for each in data["outcomes"].values() if each.get("seats"))


def rename(data: Any) -> None:
    seats = given_table(data)["seats"]
    seats["nolist"] = seats.pop("badr")


def leave_out(data: Any) -> None:
    seats = given_table(data)["seats"]
    seats["sadrists"] += seats.pop("badr")


BAD_OUTCOMES: list[tuple[Callable[[Any], None], str]] = [
    (
        lambda data: given_table(data).update(together=[["badr", "nolist"]]),
        "names 'nolist', which is no list",
    ),
    (lambda data: given_table(data).update(reposition={"nolist": 0.1}), "names 'nolist', which is no list"),
    (lambda data: given_table(data).update(basis="nothing"), "is not a basis"),
    (rename, "names 'nolist', which is no list"),
    (leave_out, "is not a table of 329 seats; name every list; the sum is 329"),
    (lambda data: given_table(data)["seats"].update(badr=0), "is not a table of 329 seats"),
    (lambda data: given_table(data).update(sadr="sleeps"), "is refused"),
]


@pytest.mark.parametrize(("change", "said"), BAD_OUTCOMES)
def test_an_outcome_that_cannot_be_is_refused(
    tmp_path: Path, change: Callable[[Any], None], said: str
) -> None:
    with pytest.raises(InputError) as refusal:
        load_outcomes(changed(tmp_path, change, "outcomes.yaml"))
    assert said in str(refusal.value)

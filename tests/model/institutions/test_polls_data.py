"""The data behind the vote: complete, referenced, and blind to what a starting point cannot know."""

from __future__ import annotations

import csv
import re
import shutil
from pathlib import Path

import pytest

from simulation.documents import packaged, read_document
from simulation.errors import InputError
from simulation.model.institutions.ballots import load_electorate
from simulation.model.institutions.templates import load_outcomes
from tests.model.institutions.polls_world import PARAMETERS, beliefs_of, polls_at

SEEDS = packaged("seeds")
BASE_2021 = {"inec-2018", "awla-2018", "rudaw-2018-05", "governorates-table", "background-knowledge"}


def test_the_starting_point_of_2021_knows_no_result_of_2021() -> None:
    assert load_electorate().starts["2021-06"].support == 2018
    with (SEEDS / "elections" / "support.csv").open(encoding="utf-8") as stream:
        sources = {
            s for row in csv.DictReader(stream) if row["base"] == "2018" for s in row["sources"].split(";")
        }
    assert sources == BASE_2021


def test_votes_of_2018_add_up_to_what_was_published() -> None:
    votes = load_electorate().votes[2018]
    totals = {name: sum(v for (_, each, _), v in votes.items() if each == name) for _, name, _ in votes}
    assert totals["sadrists"] == pytest.approx(1_500_832, abs=20)
    assert totals["state_of_law"] == pytest.approx(724_957, abs=20)
    fatah = [totals[name] for name in ("badr", "sadiqoun", "supreme_council", "khadamat")]
    assert sum(fatah) == pytest.approx(1_367_561, abs=50)
    nasr = [totals[name] for name in ("nasr", "aqd", "national_approach")]
    assert sum(nasr) == pytest.approx(1_136_425, abs=50)
    assert votes["Erbil", "kdp", ""] == 316_001


def test_every_list_of_the_roster_stands_and_every_bloc_has_a_list() -> None:
    roster = read_document(SEEDS / "actors" / "parties.yaml").data["actors"]
    polls = polls_at("2025-01", 2)
    assert set(polls.lists) == set(roster) - {"babylon"}
    for start in polls.data.starts:
        for place in polls_at(start, 2)._places:
            assert place.blocs
            assert sum(bloc.share for bloc in place.blocs) == pytest.approx(1.0)
            for bloc in place.blocs:
                assert bloc.support.sum() == pytest.approx(1.0)


def test_every_parameter_is_read_has_a_basis_and_lies_in_its_range() -> None:
    folder = packaged("seeds").parent / "simulation" / "model" / "institutions"
    text = "".join((folder / name).read_text() for name in ("polls.py", "counting.py"))
    assert set(re.findall(r"beliefs\.([a-z_0-9]+)", text)) == set(PARAMETERS)
    sources = read_document(SEEDS / "sources.yaml").data["sources"]
    facts = {fact["id"] for fact in read_document(SEEDS / "articles.yaml").data["facts"]}
    drawn = beliefs_of(polls_at("2025-01", 50).chance)
    for name, each in PARAMETERS.items():
        assert set(each["basis"].get("sources", [])) <= set(sources), name
        assert set(each["basis"].get("facts", [])) <= facts, name
        assert each["basis"]["why"], name
        low, high = each["range"]
        assert ((low <= getattr(drawn, name)) & (getattr(drawn, name) <= high)).all(), name


@pytest.mark.parametrize("file", ["lists.yaml", "outcomes.yaml"])
def test_every_basis_names_sources_and_facts_that_exist(file: str) -> None:
    sources = read_document(SEEDS / "sources.yaml").data["sources"]
    facts = {fact["id"] for fact in read_document(SEEDS / "articles.yaml").data["facts"]}
    for name, basis in read_document(SEEDS / "elections" / file).data["bases"].items():
        assert set(basis.get("sources", [])) <= set(sources), name
        assert set(basis.get("facts", [])) <= facts, name


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (
            "lists.yaml",
            "entrants:\n      basis: entrants\n      shia: {civil",
            "entrants:\n      basis: entrants\n      shia: {civl",
            "civl",
        ),
        ("lists.yaml", "heirs: [state", "heirs: [stat", "'stat', which is not a voter group"),
        ("lists.yaml", "tehran: 0.8", "tehran: 1.8", "less than or equal to 1"),
        ("lists.yaml", "form: command, rooted", "form: commando, rooted", "refused"),
        ("lists.yaml", "{basis: pools, parts: 2", "{basis: pool, parts: 2", "'pool', which is not a basis"),
        ("support.csv", "2018,Baghdad,badr", "2018,Bagdad,badr", "did you mean 'Baghdad'"),
        ("outcomes.yaml", "sudani: 41", "sudani: 42", "329"),
        ("outcomes.yaml", "reposition: {hikma", "reposition: {hikmah", "did you mean 'hikma'"),
    ],
)
def test_a_mistake_in_the_data_is_named(tmp_path: Path, file: str, old: str, new: str, said: str) -> None:
    shutil.copytree(SEEDS / "elections", tmp_path / "elections")
    shutil.copy(SEEDS / "governorates.csv", tmp_path)
    path = tmp_path / "elections" / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputError, match=said):
        (load_outcomes if file == "outcomes.yaml" else load_electorate)(tmp_path)

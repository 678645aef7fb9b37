"""The files of questions: well-formed, answerable, grounded, and told apart from what they must not know."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulation.analysis.past.episodes import Episode, Question, load_episodes
from simulation.analysis.past.measures import MEASURES
from simulation.documents import packaged
from simulation.errors import InputError
from simulation.evidence import load_evidence
from simulation.model.institutions.ballots import load_electorate
from simulation.model.institutions.candidates import load_candidates
from simulation.model.institutions.lawbook import find_law
from simulation.model.institutions.parliament import Basis, load_blocs

EPISODES = load_episodes()
LAST_DAY = "2025-06"

GOOD = {
    "id": "one",
    "text": "Is it so?",
    "kind": "binary",
    "rule": "As it was.",
    "measure": "resigned",
    "answer": True,
    "persistence": False,
    "basis": {"kind": "official"},
}


def question_sources(episode: Episode, question: Question) -> list[str]:
    basis = episode.bases[question.basis] if isinstance(question.basis, str) else question.basis
    assert isinstance(basis, Basis)
    return basis.sources


def test_the_three_episodes_are_there() -> None:
    assert [each.episode for each in EPISODES] == ["election_2021", "formation_2018", "formation_2021"]
    assert all(each.eve < LAST_DAY for each in EPISODES)


@pytest.mark.parametrize("episode", EPISODES, ids=lambda episode: episode.episode)
class TestEveryEpisode:
    def test_is_asked_ten_to_fifteen_questions(self, episode: Episode) -> None:
        assert 10 <= len(episode.questions) <= 15
        assert {question.kind for question in episode.questions} == {"binary", "ordered", "number"}

    def test_is_resolved_by_measures_that_exist(self, episode: Episode) -> None:
        known = {*load_electorate().lists, *load_blocs().blocs}
        for question in episode.questions:
            assert question.measure in MEASURES[episode.kind]
            assert set(question.of) <= known
            assert question.number(question.answer) >= 0.0

    def test_rests_on_sources_that_exist(self, episode: Episode) -> None:
        known = load_evidence().sources
        for question in episode.questions:
            sources = question_sources(episode, question)
            assert sources
            assert set(sources) <= set(known)

    def test_names_what_has_seen_its_answers(self, episode: Episode) -> None:
        assert len(episode.leaks) >= 5
        named = {word.strip(",") for leak in episode.leaks for word in leak.what.split()}
        assert named & set(load_evidence().parameters)

    def test_begins_at_a_starting_point_before_its_answers(self, episode: Episode) -> None:
        assert episode.setting.start in load_evidence().starts
        find_law(episode.setting.law)


def test_parliaments_are_whole() -> None:
    for episode in EPISODES:
        setting = episode.setting
        if episode.kind == "formation":
            assert sum(setting.seats.values()) == find_law(setting.law).members == 329
            assert set(setting.seats) | set(setting.outgoing) <= set(load_electorate().lists)
            assert set(setting.votes) <= set(load_electorate().lists)
        else:
            assert sum(result.seats for result in setting.result) == sum(setting.climatology) == 320


def test_the_seats_of_2018_are_those_of_the_starting_point() -> None:
    """All but one: Sudani sat for State of Law."""
    episode = next(each for each in EPISODES if each.episode == "formation_2018")
    start = load_evidence().starts["2021-06"]
    seats = {name: start.attributes(name)["seats"].value for name in load_electorate().lists}
    seats |= {"sudani": 0.0, "state_of_law": 25.0}
    assert {name: float(number) for name, number in episode.setting.seats.items()} == {
        name: number for name, number in seats.items() if number
    }


def test_the_sitting_premiers_card_repeats_another() -> None:
    premier = next(each for each in EPISODES if each.episode == "formation_2018").setting.premier
    assert premier is not None
    assert premier.like in load_candidates()


@pytest.mark.parametrize(
    "wrong",
    [
        {"answer": "yes"},
        {"kind": "number", "answer": 30.0, "persistence": 1.0, "admissible": [0.0, 24.0]},
        {"kind": "ordered", "answer": "first", "persistence": "first"},
        {"kind": "ordered", "categories": ["first", "second"], "answer": "third", "persistence": "first"},
        {"categories": ["first"]},
        {"base_rate": {"yes": 3, "of": 2}},
        {"base_rate": {"values": [1.0]}},
        {"unknown": 1},
    ],
)
def test_a_question_that_cannot_be_resolved_is_refused(wrong: dict[str, object]) -> None:
    Question.model_validate(GOOD)
    with pytest.raises(ValueError, match="validation error"):
        Question.model_validate(GOOD | wrong)


def test_a_broken_file_is_refused_with_its_place(tmp_path: Path) -> None:
    folder = tmp_path / "backtests"
    folder.mkdir()
    text = (packaged("seeds") / "backtests" / "formation_2018.yaml").read_text(encoding="utf-8")
    broken = text.replace("answer: 5.42", "answer: soon")
    (folder / "one.yaml").write_text(broken, encoding="utf-8")
    line = next(n for n, row in enumerate(text.splitlines(), 1) if "id: months_to_confidence" in row)
    with pytest.raises(InputError, match="'soon' is no answer to a number question") as refused:
        load_episodes(tmp_path)
    assert abs(refused.value.problems[0].line - line) <= 1


def test_two_questions_may_not_share_an_id(tmp_path: Path) -> None:
    folder = tmp_path / "backtests"
    folder.mkdir()
    text = (packaged("seeds") / "backtests" / "formation_2018.yaml").read_text(encoding="utf-8")
    (folder / "one.yaml").write_text(text.replace("id: kdp_in", "id: fatah_in"), encoding="utf-8")
    with pytest.raises(InputError, match="two questions have the same id"):
        load_episodes(tmp_path)

"""Files of questions: the project's own, and every mistake with its place and mend."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from simulation.analysis.forecasts import load_questions, question_files
from simulation.analysis.forecasts.measures import MEASURES
from simulation.documents import packaged, read_document
from simulation.errors import InputError
from simulation.evidence import load_evidence
from simulation.model.institutions.ballots import load_electorate
from simulation.scenario import load

GOOD = """
title: A test
episode: test
rules: {plain: As it is.}
rates: {some: {values: [1, 2]}}
bases: {made: {kind: judgement, why: "Made up."}}
questions:
  - id: first
    short: First
    text: First?
    kind: number
    rule: plain
    due: 2025-12-31
    measure: {seats: [progress]}
    base_rate: some
    persistence: 3
    basis: made
"""
SECOND = """
  - id: second
    short: Second
    text: Second?
    kind: binary
    rule: As it is.
    due: 2025-12-31
    measure: {acts: [sieges], from: 2025-08, to: 2025-11}
    at_least: 1
"""
WORD = """
  - id: third
    short: Third
    text: Third?
    kind: ordered
    rule: As it is.
    due: 2025-12-31
    measure: {outcome: axis_verdict}
    categories: {inside: [in_the_axis], between: rest, out: [left]}
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "questions.yaml"
    path.write_text(text)
    return path


def test_a_good_file_is_read_with_what_it_names(tmp_path: Path) -> None:
    found = load_questions(written(tmp_path, GOOD + SECOND + WORD))
    first, second, third = found.questions
    assert first.rule == "As it is."
    assert first.base_rate is not None
    assert first.base_rate.values == [1.0, 2.0]
    assert (first.episode, second.kind, third.labels) == ("test", "binary", ("inside", "between", "out"))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("id: first", "id: First"), "small letters, digits and _"),
        (("id: first", "id: run"), "is a name that results use"),
        (("kind: number", "kind: nummber"), "did you mean 'number'"),
        (("due: 2025-12-31", "due: 31.12.2025"), "is no date"),
        (("    due: 2025-12-31\n", ""), "has no 'due'"),
        (("    rule: plain\n", ""), "has no 'rule'"),
        (("seats: [progress]", "seats: [progres]"), "is not a list; did you mean 'progress'?"),
        (("seats: [progress]", "seets: [progress]"), "names no single measure; did you mean 'seats'?"),
        (("{seats: [progress]}", "{seats: [progress], turnout: national}"), "choose one of"),
        (("{seats: [progress]}", "{seats: [progress], month: 2025-11}"), "is not a field here"),
        (("{seats: [progress]}", "{seats: []}"), "name at least one"),
        (("{seats: [progress]}", "{months_to: government}"), "can be empty"),
        (("{seats: [progress]}", "{outcome: axis_verdict}"), "is a word and no number"),
        (("{seats: [progress]}", "{outcome: coalition}"), "is not an outcome to ask after"),
        (("{seats: [progress]}", "{indicator: us_troop, month: 2025-11}"), "did you mean 'us_troops'"),
        (("{seats: [progress]}", "{group: badr, month: 2025-11}"), "is not an armed group"),
        (("{seats: [progress]}", "{group: asaib, month: 2025}"), "2025"),
        (("{seats: [progress]}", "{acts: [seiges], from: 2025-08, to: 2025-11}"), "did you mean 'sieges'"),
        (("base_rate: some", "base_rate: none_such"), "is not a base rate"),
        (("base_rate: some", "base_rate: {yes: 1, of: 2}"), "does not suit a number question"),
        (("persistence: 3", "persistence: true"), "is no answer to it"),
        (("basis: made", "basis: mad"), "did you mean 'made'"),
        (("basis: made", "basis: made\n    topics: x"), "is not a field here; did you mean 'topic'?"),
        (("kind: number", "kind: ordered"), "does not go with its categories"),
    ],
)
def test_a_mistake_is_said_with_its_line_and_mend(tmp_path: Path, change: tuple[str, str], said: str) -> None:
    assert change[0] in GOOD
    with pytest.raises(InputError) as refused:
        load_questions(written(tmp_path, GOOD.replace(*change)))
    assert said in str(refused.value)
    assert re.search(r"questions\.yaml:\d+:\d+: ", str(refused.value))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("between: rest", "between: [hedging]"), "leave out leaving"),
        (("between: rest", "between: [hedging, leaving, gone]"), "holds 'gone', which the measure never is"),
        (("between: rest", "between: [hedging, leaving, left]"), "stands twice"),
        (("out: [left]", "out: rest"), "more than one rest"),
        (("kind: ordered", "kind: number"), "does not go with its categories"),
        (("{outcome: axis_verdict}", "{outcome: axis_index}"), "is a number and no word"),
        (("{inside: [in_the_axis], between: rest, out: [left]}", "[a, b]"), "say not which words"),
    ],
)
def test_categories_hold_every_word_once(tmp_path: Path, change: tuple[str, str], said: str) -> None:
    with pytest.raises(InputError) as refused:
        load_questions(written(tmp_path, GOOD + WORD.replace(*change)))
    assert said in str(refused.value)


def test_edges_divide_a_number(tmp_path: Path) -> None:
    text = GOOD.replace("kind: number", "kind: ordered\n    categories: [few, many]\n    edges: [10]")
    text = text.replace("    base_rate: some\n    persistence: 3\n", "")
    (question,) = load_questions(written(tmp_path, text)).questions
    assert question.labels == ("few", "many")
    for edges, said in (("[10, 5]", "do not divide"), ("[]", "have no edges")):
        with pytest.raises(InputError, match=said):
            load_questions(written(tmp_path, text.replace("[10]", edges)))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("    at_least: 1\n", ""), "says not what makes it true"),
        (("at_least: 1", "among: [many]"), "is a number and no word"),
        (("from: 2025-08", "from: 2025-13"), "is not a month"),
        (("from: 2025-08, ", ""), "has no 'from'"),
    ],
)
def test_a_question_of_yes_or_no_says_what_is_true(
    tmp_path: Path, change: tuple[str, str], said: str
) -> None:
    assert change[0] in SECOND
    with pytest.raises(InputError) as refused:
        load_questions(written(tmp_path, GOOD + SECOND.replace(*change)))
    assert said in str(refused.value)


def test_every_mistake_is_found_at_once(tmp_path: Path) -> None:
    wrong = GOOD.replace("[progress]", "[progres]") + SECOND.replace("[sieges]", "[seiges]")
    with pytest.raises(InputError) as refused:
        load_questions(written(tmp_path, wrong + SECOND.replace("second", "first")))
    lines = [problem.line for problem in refused.value.problems]
    assert len(lines) >= 2
    assert lines == sorted(lines)


def test_an_id_stands_once(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is the id of an earlier question too"):
        load_questions(written(tmp_path, GOOD + SECOND.replace("second", "first")))


@pytest.mark.parametrize("text", ["", "title: x", "- a", "title: x\nepisode: y\nquestions: []", "a: [1"])
def test_what_is_no_file_of_questions_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(InputError):
        load_questions(written(tmp_path, text))


def test_an_unknown_name_is_refused_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="did you mean 'election_2025'"):
        load_questions("election_2024")
    with pytest.raises(InputError, match="does not exist"):
        load_questions(tmp_path / "missing.yaml")


# --- the project's own questions -----------------------------------------------------------------


def test_the_own_questions_cover_what_was_to_be_asked() -> None:
    questions = load_questions("election_2025").questions
    assert len(questions) >= 60
    read = {name for each in questions for name in each.measure if name in MEASURES}
    assert read >= {
        "seats",
        "largest",
        "turnout",
        "premier",
        "months_to",
        "governs",
        "acts",
        "group",
        "outcome",
    }
    lists = {
        name
        for each in questions
        for name in each.measure.get("seats", ())
        if len(each.measure["seats"]) == 1
    }
    assert lists == set(load_electorate().cards)


def test_every_own_question_has_a_rule_that_names_sources_and_what_differs() -> None:
    for question in load_questions("election_2025").questions:
        assert len(question.rule) > 60, question.id
        assert question.text.endswith("?"), question.id
        assert question.due > "2025-06-30"
        assert len(question.short) <= 36, question.short


@pytest.mark.parametrize("name", sorted(question_files()))
def test_own_baselines_rest_on_known_sources(name: str) -> None:
    document = read_document(packaged("seeds") / "questions" / f"{name}.yaml")
    known = load_evidence().sources
    for basis in document.data["bases"].values():
        assert set(basis.get("sources", ())) <= set(known)


@pytest.mark.parametrize("scenario", ["from_january", "from_july"])
def test_the_own_scenarios_can_answer(scenario: str) -> None:
    chosen = load("forecasts").only([scenario]).scenarios[0]
    assert chosen.lens == "pooled"
    load_questions("election_2025").check(chosen, str(load_evidence().starts[chosen.start].cut))

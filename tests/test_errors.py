"""Problems read well, and errors are copied (and so cross processes) whole."""

from __future__ import annotations

import copy

import pytest

from simulation.errors import CrossroadsError, InputError, Problem, nearest, quoted


def test_a_problem_reads_as_a_sentence_with_its_place() -> None:
    problem = Problem(
        "scenarios/x.yaml", 12, 7, "increse", "is not a strategy", nearest("increse", ["increase"])
    )
    assert str(problem) == "scenarios/x.yaml:12:7: 'increse' is not a strategy; did you mean 'increase'?"


@pytest.mark.parametrize(
    ("problem", "said"),
    [
        (Problem("x.yaml", 0, 0, "", "does not exist"), "x.yaml: does not exist"),
        (Problem("", 0, 0, "", "no scenario is given"), "no scenario is given"),
        (Problem("x.yaml", 2, 1, "", "is empty", "write"), "x.yaml:2:1: is empty; write"),
    ],
)
def test_a_problem_without_a_place_or_text(problem: Problem, said: str) -> None:
    assert str(problem) == said


def test_quoted_text_is_one_short_printable_line() -> None:
    assert quoted("a\nb\x00") == r"'a\nb\x00'"
    assert quoted("خامس") == "'خامس'"
    assert len(quoted("x" * 5000)) <= 62


@pytest.mark.parametrize(
    ("word", "choices", "hint"),
    [
        ("increse", ["increase", "loosen"], "did you mean 'increase'?"),
        ("Loosen", ["increase", "loosen"], "did you mean 'loosen'?"),
        ("zzz", ["increase", "loosen"], "allowed: increase, loosen"),
        ("zzz", [], "none is allowed here"),
    ],
)
def test_nearest(word: str, choices: list[str], hint: str) -> None:
    assert nearest(word, choices) == hint


def test_nearest_does_not_list_a_hundred_names() -> None:
    assert nearest("zzz", [f"name_{i:03}" for i in range(100)]).endswith("name_011 and 88 more")


def test_input_error_lists_every_problem_and_survives_copying() -> None:
    problems = [Problem("x.yaml", 1, 1, "a", "is wrong"), Problem("x.yaml", 2, 1, "b", "is wrong too")]
    error = copy.deepcopy(InputError(problems))
    assert isinstance(error, CrossroadsError)
    assert error.problems == tuple(problems)
    assert str(error) == "x.yaml:1:1: 'a' is wrong\nx.yaml:2:1: 'b' is wrong too"


def test_input_error_from_a_sentence() -> None:
    assert str(copy.deepcopy(InputError("no such folder"))) == "no such folder"

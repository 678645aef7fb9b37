"""Files of answers: read as they are meant, refused with the line where they are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulation.analysis.forecasts import read_answers, scorecard
from simulation.analysis.forecasts.opening import Capsule
from simulation.errors import InputError

from .conftest import planted, question


@pytest.fixture
def capsule() -> Capsule:
    return planted(
        [
            question("war", "binary", 0.2),
            question("kind", "categorical", {"a, b": 0.3, "c": 0.7}),
            question("order", "ordered", {"low": 0.5, "high": 0.5}),
            question("number", "number", {"values": [1.0, 2.0], "counts": [3, 4]}),
            question("other", "binary", 0.5),
        ]
    )


def written(folder: Path, text: str) -> Path:
    path = folder / "answers.csv"
    path.write_text(text)
    return path


def test_answers_are_read_by_kind(capsule: Capsule, tmp_path: Path) -> None:
    text = (
        'id,answer,source,resolved\nwar,no,a paper,2021-12-01\nkind,"a, b",,\norder,high,,\nnumber,-3.5,,\n'
    )
    found = read_answers(written(tmp_path, text + "other,void,,\n"), capsule)
    assert [each.number for each in found.values()] == [0.0, 0.0, 1.0, -3.5, None]
    assert found["war"].source == "a paper"
    assert found["war"].resolved == "2021-12-01"
    card = scorecard(capsule, found)
    assert len(card.scored) == 4
    assert [each.id for each in card.void] == ["other"]


def test_two_columns_are_enough(capsule: Capsule, tmp_path: Path) -> None:
    found = read_answers(written(tmp_path, "answer,id\nyes,war\n"), capsule)
    assert found["war"].number == 1.0
    assert [each.id for each in scorecard(capsule, found).open] == ["kind", "order", "number", "other"]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("numbre,1,,", "is no question of the capsule; did you mean 'number'?"),
        ("war,maybe,,", "is no answer to war; write yes, no or void"),
        ("war,Yes,,", "write yes, no or void"),
        ("war,,,", "the answer is missing"),
        ("kind,a,,", "is no category of kind"),
        ("order,hihg,,", "did you mean 'high'?"),
        ("number,many,,", "is not a number"),
        ("number,nan,,", "is not a number"),
        ('number,"1,000",,', "is not a number"),
        ("war,yes,,yesterday", "is not a date"),
        ("war,yes,,2021-02-30", "is not a date"),
        ("war,yes,,20211201", "is not a date"),
        ("war,yes,,2021-05-31", "is before the forecast's own information ends"),
        ("war,yes,,2999-01-01", "is still to come"),
        ("war,yes", "has 2 values where the first line has 4"),
    ],
)
def test_a_wrong_row_is_refused_with_its_line(capsule: Capsule, tmp_path: Path, row: str, said: str) -> None:
    path = written(tmp_path, f"id,answer,source,resolved\nother,no,,\n{row}\n")
    with pytest.raises(InputError) as refused:
        read_answers(path, capsule)
    assert said in str(refused.value)
    assert f"{path}:3:" in str(refused.value)


def test_an_answer_stands_once(capsule: Capsule, tmp_path: Path) -> None:
    path = written(tmp_path, "id,answer\nwar,no\nother,no\nwar,yes\n")
    with pytest.raises(InputError, match="is answered twice; first in line 2"):
        read_answers(path, capsule)


def test_every_mistake_is_found_at_once(capsule: Capsule, tmp_path: Path) -> None:
    path = written(tmp_path, "id,answer,source,resolved\nwar,x,,x\nwhat,no,,\n")
    with pytest.raises(InputError) as refused:
        read_answers(path, capsule)
    assert [problem.line for problem in refused.value.problems] == [2, 2, 3]


@pytest.mark.parametrize("text", ["", "id,answer\n", "name,answer\nwar,yes\n", "id,id,answer\nwar,war,yes\n"])
def test_what_is_no_table_of_answers_is_refused(capsule: Capsule, tmp_path: Path, text: str) -> None:
    with pytest.raises(InputError):
        read_answers(written(tmp_path, text), capsule)
    with pytest.raises(InputError, match="does not exist"):
        read_answers(tmp_path / "missing.csv", capsule)

"""The session's record: append-only, chained, whole after a crash, and honest about edits."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.errors import InputError
from simulation.workshop.log import LONGEST_LINE, Log


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "session.jsonl"


def test_lines_are_chained_and_come_back(path: Path) -> None:
    log = Log(path)
    for number in range(5):
        log.append("move", lever="iran_path", to=str(number))
    again = Log(path)
    assert again.lines == log.lines
    assert [line.before for line in again.lines[1:]] == [line.hash() for line in again.lines[:-1]]


def test_what_is_written_is_on_disk_before_append_returns(path: Path) -> None:
    log = Log(path)
    log.append("note", text="قال")
    assert json.loads(path.read_text(encoding="utf-8"))["said"] == {"text": "قال"}


@pytest.mark.parametrize("cut", [1, 7, 40])
def test_a_line_cut_short_is_dropped_and_the_rest_kept(path: Path, cut: int) -> None:
    log = Log(path)
    for number in range(3):
        log.append("move", number=number)
    whole = path.read_bytes()
    path.write_bytes(whole[:-cut])
    again = Log(path)
    assert again.lines == log.lines[:2]
    again.append("move", number=9)
    assert [line.said["number"] for line in Log(path).lines] == [0, 1, 9]


@pytest.mark.parametrize(("old", "new"), [("increase", "loosen"), ('"number":1', '"number":2')])
def test_an_edit_shows(path: Path, old: str, new: str) -> None:
    log = Log(path)
    for to in ("maintain", "increase", "maintain"):
        log.append("move", to=to)
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputError, match="line before"):
        Log(path)


def test_a_line_that_is_left_out_shows(path: Path) -> None:
    log = Log(path)
    for number in range(3):
        log.append("move", number=number)
    rows = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text(rows[0] + rows[2], encoding="utf-8")
    with pytest.raises(InputError, match="line before"):
        Log(path)


def test_a_file_that_is_no_session_is_refused_with_its_line(path: Path) -> None:
    path.write_text("hello\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"session\.jsonl:1"):
        Log(path)


def test_an_entry_that_is_too_long_is_refused_and_nothing_written(path: Path) -> None:
    log = Log(path)
    with pytest.raises(InputError, match="bytes"):
        log.append("note", text="x" * LONGEST_LINE)
    assert not path.exists()


@given(text=st.text(max_size=200))
def test_any_text_comes_back_as_it_was(text: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("log") / "session.jsonl"
    Log(path).append("note", text=text)
    assert Log(path).lines[0].said == {"text": text}

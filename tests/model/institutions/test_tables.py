"""Tables of votes and seats: read as given, and every mistake refused with its place and its mend."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulation.errors import InputError
from simulation.model.institutions.tables import MOST_SEATS, MOST_VOTES, read_seats, read_votes

HEADER = "governorate,list,votes\n"
PLACES = ["Baghdad", "Nineveh", "Saladin", "Sulaymaniyah", "Dhi Qar"]


def written(folder: Path, text: str | bytes) -> Path:
    file = folder / "votes.csv"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def complaints(folder: Path, text: str | bytes) -> str:
    with pytest.raises(InputError) as refusal:
        read_votes(written(folder, text), PLACES)
    return str(refusal.value).replace(str(folder / "votes.csv"), "votes.csv")


@pytest.mark.parametrize(
    "text",
    [
        "governorate,list,votes\nBaghdad,A,10\nNineveh,A,7\n",
        "\ufeffgovernorate,list,votes\r\nBaghdad,A,10\r\nNineveh,A,7\r\n",
        " Votes , note,GOVERNORATE,list\n10,,Baghdad, A \n\n007,x,Nineveh,A\n\n",
    ],
)
def test_tables_are_read(tmp_path: Path, text: str) -> None:
    table = read_votes(written(tmp_path, text), PLACES)
    assert table.to_dict("list") == {
        "governorate": ["Baghdad", "Nineveh"],
        "list": ["A", "A"],
        "votes": [10, 7],
    }


def test_any_list_name_goes(tmp_path: Path) -> None:
    names = ["تقدم", "A, B and C", "-1", "nan", "Gorran (Change)", "=1+1"]
    rows = "".join(f'Baghdad,"{name}",1\n' for name in names)
    assert read_votes(written(tmp_path, HEADER + rows))["list"].tolist() == names


REFUSED = [
    ("", "votes.csv:1:1: has no single column named governorate and none named list and none named votes"),
    (HEADER, "votes.csv:1:1: has no rows; write lines of governorate,list,votes under the first"),
    (
        "governorate,list\nBaghdad,A\n",
        "no single column named votes; the first line is: governorate,list,votes",
    ),
    ("governorate;list;votes\nBaghdad;A;1\n", "the first line is: governorate,list,votes"),
    ("governorate,list,votes,votes\nBaghdad,A,1,2\n", "no single column named votes"),
    (HEADER + "Baghdad,A,-5\n", "votes.csv:2:11: '-5' is negative; votes are 0 or more"),
    (HEADER + "Baghdad,A,1.5\n", "'1.5' is not a whole number; write digits only"),
    (HEADER + 'Baghdad,A,"1,500"\n', "'1,500' is not a whole number"),
    (HEADER + "Baghdad,A,nan\n", "'nan' is not a whole number"),
    (HEADER + "Baghdad,A,٣\n", "'٣' is not a whole number"),
    (HEADER + "Baghdad,A,²\n", "'²' is not a whole number"),
    (HEADER + "Baghdad,A,\n", "votes is missing; write 0"),
    (HEADER + f"Baghdad,A,{MOST_VOTES + 1}\n", "is too large: votes go to 1,000,000,000"),
    (HEADER + "Baghdad,A," + "9" * 5000 + "\n", "is too large"),
    (
        HEADER + "Baghdad,A,1\nNineveh,A,1\nBaghdad,A,2\n",
        "votes.csv:4:9: 'A' stands twice in Baghdad; first in line 2",
    ),
    (HEADER + "Bagdad,A,1\n", "'Bagdad' has no seats under this law; did you mean 'Baghdad'?"),
    (HEADER + "Salah al-Din,A,1\n", "did you mean 'Saladin'?"),
    (HEADER + "Halabja,A,1\n", "did you mean 'Sulaymaniyah'?"),
    (HEADER + ",A,1\n", "the governorate has no name"),
    (HEADER + "Baghdad,,1\n", "votes.csv:2:9: the list has no name"),
    (HEADER + "Baghdad,A\n", "votes.csv:2:1: 'Baghdad,A' has 2 values where the first line has 3"),
    (HEADER + "Baghdad,A,1,2\n", "has 4 values where the first line has 3; put text that holds a comma"),
    (HEADER + 'Baghdad,"A,1\n', "cannot be read as CSV"),
    (HEADER.encode() + b"Baghdad,\xff,1\n", "votes.csv:2:1: is not text in UTF-8"),
    (HEADER + "Baghdad,A\0,1\n", "votes.csv:2:1: holds a null byte"),
    (b"\x89PNG\r\n\x1a\n\x00\x00", "is not text in UTF-8"),
]


@pytest.mark.parametrize(("text", "complaint"), REFUSED)
def test_mistakes_are_refused(tmp_path: Path, text: str | bytes, complaint: str) -> None:
    assert complaint in complaints(tmp_path, text)


def test_every_mistake_is_said_at_once(tmp_path: Path) -> None:
    said = complaints(tmp_path, HEADER + "Bagdad,A,-1\nNineveh,,x\n\nNineveh,B\n")
    assert [line.split(": ")[0] for line in said.splitlines()] == [
        "votes.csv:2:1",
        "votes.csv:2:10",
        "votes.csv:3:9",
        "votes.csv:3:10",
        "votes.csv:5:1",
    ]


def test_lines_count_across_quoted_line_ends(tmp_path: Path) -> None:
    assert "votes.csv:4:" in complaints(tmp_path, HEADER + 'Baghdad,"A\nB",1\nBaghdad,C,-1\n')


def test_missing_and_unreadable_files(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="does not exist; give the path of a CSV file"):
        read_votes(tmp_path / "nothing.csv")
    with pytest.raises(InputError, match="is not a file"):
        read_votes(tmp_path)
    with pytest.raises(InputError, match="longer than"):
        read_votes(written(tmp_path, HEADER + "x" * 10_000_000))


def test_seats_are_read(tmp_path: Path) -> None:
    assert read_seats(written(tmp_path, "governorate,seats\nKirkuk,15\nHalabja,3\n")) == {
        "Kirkuk": 15,
        "Halabja": 3,
    }


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ("Kirkuk,-1", "'-1' is negative"),
        ("Kirkuk,12.5", "not a whole number"),
        (f"Kirkuk,{MOST_SEATS + 1}", "too large"),
        ("Kirkuk,15\nKirkuk,12", ":3:1: 'Kirkuk' stands twice"),
        (",3", "no name"),
    ],
)
def test_mistaken_seats_are_refused(tmp_path: Path, row: str, complaint: str) -> None:
    with pytest.raises(InputError, match=complaint):
        read_seats(written(tmp_path, f"governorate,seats\n{row}\n"))

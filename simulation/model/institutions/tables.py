"""Tables that a user gives as CSV: votes by governorate and list, and seats by governorate.

Every mistake is found in one reading and said with its file, line and mend.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import pandas as pd

from simulation.documents import packaged
from simulation.errors import InputError, Problem, nearest

__all__ = ["MOST_SEATS", "MOST_VOTES", "Row", "read_seats", "read_votes", "rows_of"]

MOST_VOTES: Final = 10**9
"""Votes of one list in one governorate; below it, quotients are compared exactly."""
MOST_SEATS: Final = 1000
"""Seats of one governorate."""
_LIMIT_BYTES: Final = 10_000_000
_MEND_ENCODING: Final = "save the table as CSV in UTF-8"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: its line, and by column (in lower case) its text and where that starts."""

    file: str
    line: int
    cells: Mapping[str, str]
    starts: Mapping[str, int]

    def problem(self, column: str, message: str, hint: str = "") -> Problem:
        """A problem with what stands in a column; `message` is a predicate of it."""
        return Problem(self.file, self.line, self.starts[column], self.cells[column], message, hint)


def read_votes(path: Path, governorates: Collection[str] | None = None) -> pd.DataFrame:
    """The table of votes at `path`: governorate, list, votes, in the order of the file.

    `governorates`: the names allowed; None allows any. Columns besides the three are ignored.
    Raises InputError with every mistake found.
    """
    problems: list[Problem] = []
    seen: dict[tuple[str, str], int] = {}
    rows: list[tuple[str, str, int]] = []
    table = list(rows_of(path, ("governorate", "list", "votes"), problems))
    for row in table:
        governorate, name = row.cells["governorate"], row.cells["list"]
        _check_governorate(row, governorates, problems)
        if not name:
            problems.append(row.problem("list", "the list has no name", "write one"))
        elif (governorate, name) in seen:
            first = f"first in line {seen[governorate, name]}"
            problems.append(
                row.problem("list", f"stands twice in {governorate}", f"{first}: add the votes up")
            )
        else:
            seen[governorate, name] = row.line
        rows.append((governorate, name, _whole(row, "votes", MOST_VOTES, problems)))
    if problems:
        raise InputError(sorted(problems, key=lambda problem: (problem.line, problem.column)))
    return pd.DataFrame(rows, columns=["governorate", "list", "votes"])


def read_seats(path: Path) -> dict[str, int]:
    """Seats by governorate, from the table at `path` (governorate, seats); any names.

    Raises InputError with every mistake found.
    """
    problems: list[Problem] = []
    seats: dict[str, int] = {}
    for row in list(rows_of(path, ("governorate", "seats"), problems)):
        governorate = row.cells["governorate"]
        _check_governorate(row, None, problems)
        if governorate in seats:
            problems.append(row.problem("governorate", "stands twice", "remove one of the two"))
        seats[governorate] = _whole(row, "seats", MOST_SEATS, problems)
    if problems:
        raise InputError(sorted(problems, key=lambda problem: (problem.line, problem.column)))
    return seats


def _check_governorate(row: Row, allowed: Collection[str] | None, problems: list[Problem]) -> None:
    name = row.cells["governorate"]
    if not name:
        problems.append(row.problem("governorate", "the governorate has no name", "write one"))
    elif allowed is not None and name not in allowed:
        usual = _other_names().get(name.lower(), "")
        hint = f"did you mean '{usual}'?" if usual in allowed else nearest(name, allowed)
        problems.append(row.problem("governorate", "has no seats under this law", hint))


def _whole(row: Row, column: str, most: int, problems: list[Problem]) -> int:
    """The whole number in `column`, from 0 to `most`; 0 and a problem where there is none."""
    text = row.cells[column]
    digits = text.isascii() and text.isdigit()
    if not text:
        problems.append(row.problem(column, f"{column} is missing", "write 0 where there are none"))
    elif text.startswith("-") and text[1:].isdigit():
        problems.append(row.problem(column, "is negative", f"{column} are 0 or more"))
    elif not digits:
        problems.append(row.problem(column, "is not a whole number", "write digits only, without separators"))
    elif len(text) > 18 or int(text) > most:
        problems.append(row.problem(column, f"is too large: {column} go to {most:,}"))
    else:
        return int(text)
    return 0


def rows_of(path: Path, columns: Sequence[str], problems: list[Problem]) -> Iterator[Row]:
    """The rows of the CSV file at `path` that have all of `columns`; what is wrong joins `problems`."""
    file = str(path)
    lines = _lines(file, _text(path))
    _, header = next(lines, (1, []))
    names = [cell.strip().lower() for cell in header]
    wanted = ",".join(columns)
    if missing := [name for name in columns if names.count(name) != 1]:
        message = f"has no single column named {' and none named '.join(missing)}"
        problems.append(Problem(file, 1, 1, ",".join(header), message, f"the first line is: {wanted}"))
        return
    none = True
    for line, cells in lines:
        none = False
        if len(cells) != len(names):
            hint = "put text that holds a comma in double quotes"
            message = f"has {len(cells)} values where the first line has {len(names)}"
            problems.append(Problem(file, line, 1, ",".join(cells), message, hint))
            continue
        starts = [1 + sum(len(cell) + 1 for cell in cells[:place]) for place in range(len(cells))]
        stripped = (cell.strip() for cell in cells)
        yield Row(file, line, dict(zip(names, stripped, strict=True)), dict(zip(names, starts, strict=True)))
    if none:
        problems.append(Problem(file, 1, 1, "", "has no rows", f"write lines of {wanted} under the first"))


def _lines(file: str, text: str) -> Iterator[tuple[int, list[str]]]:
    """Every line that is not blank, with its number. Raises InputError where CSV's grammar is broken."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        hint = "close the quotation marks"
        raise InputError([Problem(file, line, 1, "", f"cannot be read as CSV: {error}", hint)]) from None


def _text(path: Path) -> str:
    """The text of the file at `path`. Raises InputError where it is no readable text."""
    file = str(path)
    try:
        if not path.is_file():
            what = "is not a file" if path.exists() else "does not exist"
            raise InputError([Problem(file, 0, 0, "", what, "give the path of a CSV file")])
        with path.open("rb") as stream:
            raw = stream.read(_LIMIT_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError([Problem(file, 0, 0, "", f"cannot be read: {reason}", "check the path")]) from None
    if len(raw) > _LIMIT_BYTES:
        raise InputError(
            [Problem(file, 0, 0, "", f"is longer than {_LIMIT_BYTES:,} bytes", "split the file")]
        )
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise InputError([Problem(file, line, 1, "", "is not text in UTF-8", _MEND_ENCODING)]) from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise InputError([Problem(file, line, 1, "", "holds a null byte", _MEND_ENCODING)])
    return text


@lru_cache(maxsize=1)
def _other_names() -> Mapping[str, str]:
    """Other spellings of the governorates, in lower case, to the spelling used here."""
    table = csv.DictReader(io.StringIO(_text(packaged("seeds") / "governorates.csv")))
    return {
        other.strip().lower(): row["governorate"]
        for row in table
        for other in row["other_names"].split(";")
        if other.strip()
    }

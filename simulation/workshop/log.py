"""The record of a session: append-only JSON lines, each with the hash of the one before, flushed at once."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from simulation.errors import InputError, Problem

__all__ = ["LONGEST_LINE", "Line", "Log", "chained", "parse_lines", "read_lines", "verify"]

_BEGINNING: Final = "0" * 64
LONGEST_LINE: Final = 64_000
"""Bytes of one line; more than any move needs, less than would fill a disk by mistake."""


@dataclass(frozen=True)
class Line:
    """One thing that was done: its number, when (UTC), its kind, what it says, and the line before."""

    number: int
    at: str
    kind: str
    said: dict[str, Any]
    before: str

    def text(self) -> str:
        """The line as it stands in the file: keys in order, no spaces, UTF-8."""
        data = {"number": self.number, "at": self.at, "kind": self.kind, "said": self.said}
        return json.dumps(
            data | {"before": self.before}, sort_keys=True, separators=(",", ":"), ensure_ascii=False
        )

    def hash(self) -> str:
        """SHA-256 of the line, which the next one carries."""
        return hashlib.sha256(self.text().encode()).hexdigest()


class Log:
    """The file of one session. Nothing in it is ever changed; an undo is a line of its own.

    A line that was cut short when a machine lost power is dropped when the file is opened again.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.lines: list[Line] = []
        if path.exists():
            self.lines, whole = read_lines(path)
            verify(self.lines, path.name)
            if whole < path.stat().st_size:
                os.truncate(path, whole)

    def append(self, kind: str, **said: Any) -> Line:
        """Write a line and wait until the disk has it. Raises InputError if it is too long."""
        before = self.lines[-1].hash() if self.lines else _BEGINNING
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        line = Line(len(self.lines), now, kind, said, before)
        text = line.text().encode() + b"\n"
        if len(text) > LONGEST_LINE:
            raise InputError(f"this entry has {len(text):,} bytes; {LONGEST_LINE:,} are the most")
        with self.path.open("ab") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        self.lines.append(line)
        return line


def read_lines(path: Path) -> tuple[list[Line], int]:
    """The whole lines of a file, and how many bytes they take. Raises InputError for any that is no line."""
    data = path.read_bytes()
    whole = data.rfind(b"\n") + 1
    rows = data[:whole].decode("utf-8", errors="replace").split("\n")[:-1]
    return list(_parsed(rows, path.name)), whole


def _parsed(rows: Sequence[str], file: str) -> Iterator[Line]:
    for number, row in enumerate(rows):
        try:
            data = json.loads(row)
            yield Line(data["number"], data["at"], data["kind"], data["said"], data["before"])
        except (ValueError, KeyError, TypeError):
            problem = Problem(file, number + 1, 1, row[:60], "is not a line of a session", "restore the file")
            raise InputError([problem]) from None


def chained(entries: Iterable[tuple[str, str, dict[str, Any]]]) -> list[Line]:
    """Lines of (when, kind, what) with their numbers and hashes."""
    lines: list[Line] = []
    for at, kind, said in entries:
        lines.append(Line(len(lines), at, kind, said, lines[-1].hash() if lines else _BEGINNING))
    return lines


def parse_lines(data: bytes, file: str) -> list[Line]:
    """The whole lines of a record in memory, chain checked. Raises InputError at the first that fails."""
    whole = data.rfind(b"\n") + 1
    lines = list(_parsed(data[:whole].decode("utf-8", errors="replace").split("\n")[:-1], file))
    verify(lines, file)
    return lines


def verify(lines: Sequence[Line], file: str) -> None:
    """Check that every line carries the hash of the one before. Raises InputError at the first that fails."""
    before = _BEGINNING
    for place, line in enumerate(lines):
        if line.number != place or line.before != before:
            hint = "restore the file from a copy; nothing after this line can be trusted"
            raise InputError(
                [Problem(file, place + 1, 1, line.kind, "does not follow from the line before", hint)]
            )
        before = line.hash()

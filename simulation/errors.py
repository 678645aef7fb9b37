"""What can go wrong, said so that a reader can mend it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

_SHOWN: Final = 12  # allowed values listed before "and N more"
_LONGEST: Final = 60  # characters of the offending text that are shown


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake in something the user gave us.

    `message` is a predicate of `text`: text 'increse' and message 'is not a strategy' read
    "'increse' is not a strategy". Lines and columns count from 1; line 0 means the whole file.
    """

    file: str
    line: int
    column: int
    text: str
    message: str
    hint: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        said = f"{quoted(self.text)} {self.message}" if self.text else self.message
        where = f"{place}: " if place else ""
        return f"{where}{said}; {self.hint}" if self.hint else f"{where}{said}"


class CrossroadsError(Exception):
    """A failure while running (exit code 1)."""


class InputError(CrossroadsError):
    """What the user gave is wrong (exit code 2); `problems` holds every mistake found."""

    def __init__(self, problems: Sequence[Problem] | str) -> None:
        if isinstance(problems, str):
            problems = (Problem("", 0, 0, "", problems),)
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__(self.problems)  # the sole argument, so that it crosses processes whole

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


def quoted(text: str) -> str:
    """`text` in single quotes on one line: control characters escaped, long text cut."""
    shown = text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."
    return "'" + "".join(c if c.isprintable() else ascii(c)[1:-1] for c in shown) + "'"


def nearest(word: str, choices: Iterable[str]) -> str:
    """A hint for an unknown name: the closest choice, or else the choices there are.

    Examples: "did you mean 'increase'?", "allowed: increase, loosen, maintain".
    """
    allowed = sorted(choices)
    folded = {choice.lower(): choice for choice in allowed}
    close = difflib.get_close_matches(word.lower()[:_LONGEST], folded, n=1, cutoff=0.7)
    if close:
        return f"did you mean {quoted(folded[close[0]])}?"
    if not allowed:
        return "none is allowed here"
    more = f" and {len(allowed) - _SHOWN} more" if len(allowed) > _SHOWN else ""
    return f"allowed: {', '.join(allowed[:_SHOWN])}{more}"

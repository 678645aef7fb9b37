"""YAML that is data and nothing else, with the place of every value.

A document is read by the core rules of YAML 1.2, so `NO`, `on` and `2025-01` stay text. Whatever
could build an object or explode is refused: tags, anchors, aliases, merge keys, directives, second
documents, duplicate keys, NaN and infinities, integers beyond 64 bits, control characters, and
files beyond the limits below. Every refusal is an `InputError` that says where and how to mend it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from importlib import resources
from pathlib import Path
from typing import Any, Final, Literal

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    StreamStartEvent,
)

from simulation.errors import CrossroadsError, InputError, Problem

Loc = tuple[str | int, ...]
Place = tuple[int, int]

LIMIT_BYTES: Final = 1_000_000
LIMIT_NODES: Final = 50_000
LIMIT_DEPTH: Final = 30
LIMIT_INTEGER: Final = 2**63 - 1

_INTEGER: Final = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT: Final = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NOT_FINITE: Final = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_WORDS: Final[dict[str, bool | None]] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
# Control characters, halves of surrogate pairs, and the line ends that only YAML 1.1 knew.
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
_NO_TAGS: Final = "a file is data: write the value plainly, without '!'"
_NO_ANCHORS: Final = "write the value out where it is needed"
_FAILURES: Final = (
    YAMLError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    NotImplementedError,
    RecursionError,
    TypeError,
    ValueError,
)
_MEND: Final = "check brackets, colons and indentation"
_MENDS: Final = {  # a sign in the parser's words, or in the line -> how such mistakes are mended
    "\t": "indent with spaces, not tabs",
    "mapping values": "put text that holds ': ' in quotes, and check the indentation",
    "unexpected end of stream": "close the quotation marks",
    "start any token": "put text that starts with a special character in quotes",
}


@dataclass(frozen=True)
class Document:
    """One YAML document: plain `data`, and where each part of it stands in `file`.

    Mapping keys are always text, as written. Positions are (line, column), counted from 1.
    """

    file: str
    data: Any
    _values: dict[Loc, Place] = field(default_factory=dict, repr=False)
    _keys: dict[Loc, Place] = field(default_factory=dict, repr=False)
    _texts: dict[Loc, str] = field(default_factory=dict, repr=False)
    _lines: tuple[str, ...] = field(default=(), repr=False)

    def mark(self, loc: Loc) -> Place:
        """The place of the value at `loc`, or of its nearest ancestor that is in the file."""
        while loc and loc not in self._values:
            loc = loc[:-1]
        return self._values.get(loc, (1, 1))

    def key_mark(self, loc: Loc) -> Place:
        """The place of the key that leads to `loc`; of the value where there is no key."""
        return self._keys[loc] if loc in self._keys else self.mark(loc)

    def text(self, loc: Loc) -> str:
        """What is written at `loc`, or at its nearest ancestor; of long values, the first line."""
        while loc and loc not in self._values:
            loc = loc[:-1]
        if loc in self._texts:
            return self._texts[loc]
        line, column = self.mark(loc)
        return self._lines[line - 1][column - 1 :].strip() if line <= len(self._lines) else ""

    def problem(self, loc: Loc, message: str, hint: str = "") -> Problem:
        """A problem with the value at `loc`; `message` is a predicate of its text."""
        text = self.text(loc) or (f"{loc[-1]}:" if loc and isinstance(loc[-1], str) else "")
        return Problem(self.file, *self.mark(loc), text, message, hint)

    def key_problem(self, loc: Loc, message: str, hint: str = "") -> Problem:
        """A problem with the key that leads to `loc` (an unknown field, say)."""
        return Problem(self.file, *self.key_mark(loc), str(loc[-1]) if loc else "", message, hint)


class _UnreadableError(Exception):
    """Nothing more can be read from this document."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem


def packaged(name: Literal["seeds", "scenarios"]) -> Path:
    """The folder of the evidence or of the built-in scenarios, in a wheel or in a checkout."""
    in_wheel = Path(str(resources.files("simulation").joinpath(f"_{name}")))
    in_checkout = Path(__file__).resolve().parent.parent / name
    for folder in (in_wheel, in_checkout):
        if folder.is_dir():
            return folder
    raise CrossroadsError(f"the installation is incomplete: its folder of {name} is missing")


def read_document(path: Path, *, limit_bytes: int = LIMIT_BYTES, file: str | None = None) -> Document:
    """Read the YAML file at `path`; `file` is what messages call it (default: the path as given).

    Raises InputError with every mistake that keeps the file from being read.
    """
    name = str(path) if file is None else file
    try:
        if not path.is_file():
            what = "is not a file" if path.exists() else "does not exist"
            raise InputError([Problem(name, 0, 0, "", what, "give the path of a YAML file")])
        with path.open("rb") as stream:
            raw = stream.read(limit_bytes + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError([Problem(name, 0, 0, "", f"cannot be read: {reason}", "check the path")]) from None
    return parse_document(raw, name, limit_bytes=limit_bytes)


def parse_document(raw: bytes | str, file: str, *, limit_bytes: int = LIMIT_BYTES) -> Document:
    """The document in `raw`, called `file` in messages. Raises InputError with every mistake."""
    text = _decoded(raw, file, limit_bytes)
    try:
        return _Builder(text, file, pure=False).document()
    except _UnreadableError:
        # The C parser, where there is one, is a little stricter and less clear than ruamel.yaml's
        # own: the latter has the last word, so that a file means the same on every machine.
        return _last_word(text, file)


def _last_word(text: str, file: str) -> Document:
    """The document as ruamel.yaml's own parser reads it, or InputError."""
    builder = _Builder(text, file, pure=True)
    try:
        return builder.document()
    except _UnreadableError as stop:
        raise InputError([*builder.problems, stop.problem]) from None


def _decoded(raw: bytes | str, file: str, limit_bytes: int) -> str:
    """`raw` as text without a byte order mark, or InputError: too long, or not text."""
    data = raw.encode("utf-8", "surrogatepass") if isinstance(raw, str) else raw
    if len(data) > limit_bytes:
        hint = "use 'sweep' or 'cross' instead of listing, or split the file"
        raise InputError([Problem(file, 0, 0, "", f"is longer than {limit_bytes:,} bytes", hint)])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        place = (before.count(b"\n") + 1, error.start - before.rfind(b"\n"))
        text = data[error.start : error.end].hex(" ")
        problem = Problem(file, *place, text, "is not text in UTF-8", "save the file as UTF-8 text")
        raise InputError([problem]) from None
    if found := _CONTROL.search(text):
        at = found.start()
        place = (text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at))
        hint = "remove it; the file must be plain text"
        raise InputError([Problem(file, *place, found[0], "is a control character", hint)])
    return text


def _events(text: str, file: str, pure: bool) -> Iterator[Any]:
    """The parser's events; whatever a parser throws at junk becomes a problem with a place."""
    stream = YAML(typ="safe", pure=pure).parse(text)
    place = (1, 1)
    while True:
        try:
            event = next(stream, None)
        except MarkedYAMLError as error:
            in_quotes = "quoted scalar" in str(error.context)  # what is not closed matters, not the end
            mark = error.context_mark if in_quotes else error.problem_mark or error.context_mark
            place = (mark.line + 1, mark.column + 1) if mark else place
            raise _syntax(text, file, place, error.problem or error.context or "") from None
        except _FAILURES as error:  # a parser's own stumbling over junk, such as an impossible escape
            raise _syntax(text, file, place, str(error).partition("\n")[0]) from None
        if event is None:
            return
        place = (event.start_mark.line + 1, event.start_mark.column + 1)
        yield event


def _syntax(text: str, file: str, place: Place, why: str) -> _UnreadableError:
    """A mistake of YAML's grammar, with the line it stands in."""
    lines = text.splitlines() or [""]
    line = lines[min(place[0], len(lines)) - 1]
    hint = next((mend for sign, mend in _MENDS.items() if sign in why or sign in line), _MEND)
    return _UnreadableError(Problem(file, *place, line.strip(), f"cannot be read as YAML: {why}", hint))


class _Builder:
    """Turns the parser's events into plain data, noting places and mistakes on the way."""

    def __init__(self, text: str, file: str, pure: bool) -> None:
        self.events = _events(text, file, pure)
        self.problems: list[Problem] = []
        self.out = Document(file, None, _lines=tuple(text.splitlines()))
        self.nodes = 0

    def document(self) -> Document:
        """The document, or InputError with every mistake, or _UnreadableError."""
        self._skip_to_document()
        data = self._value((), next(self.events))
        next(self.events)  # the document's end
        if type(event := next(self.events)) is DocumentStartEvent:
            self._note(event, "---", "starts a second document", "a file holds one: split it")
        if self.problems:
            raise InputError(sorted(self.problems, key=lambda problem: (problem.line, problem.column)))
        if data is None:
            raise self._empty()
        return replace(self.out, data=data)

    def _skip_to_document(self) -> None:
        """Goes to the document's start, and checks that there is one, without directives."""
        while type(event := next(self.events)) is StreamStartEvent:
            pass
        if type(event) is not DocumentStartEvent:
            raise self._empty()
        if event.version or event.tags:
            line = next(i for i, text in enumerate(self.out._lines, 1) if text.startswith("%"))
            hint = "remove the lines that start with '%'"
            self.problems.append(Problem(self.out.file, line, 1, "%", "starts a directive", hint))

    def _empty(self) -> _UnreadableError:
        hint = "write 'name: value' lines"
        return _UnreadableError(Problem(self.out.file, 1, 1, "", "is empty", hint))

    def _value(self, loc: Loc, event: Any) -> Any:
        """The value that starts with `event`, recursively (to LIMIT_DEPTH)."""
        self.nodes += 1
        if self.nodes > LIMIT_NODES:
            raise self._stop(event, "", f"is past the limit of {LIMIT_NODES:,} values", "split the file")
        if len(loc) > LIMIT_DEPTH:
            raise self._stop(event, "", f"is nested deeper than {LIMIT_DEPTH} levels", "flatten it")
        self.out._values[loc] = _place(event)
        self._refuse_extras(event)
        kind = type(event)
        if kind is ScalarEvent:
            return self._scalar(loc, event)
        if kind is AliasEvent:
            return None
        value, end = self._mapping(loc) if kind is MappingStartEvent else self._sequence(loc)
        if event.flow_style and event.start_mark.line == end.end_mark.line:
            line = self.out._lines[event.start_mark.line]
            self.out._texts[loc] = line[event.start_mark.column : end.end_mark.column]
        return value

    def _sequence(self, loc: Loc) -> tuple[list[Any], Any]:
        """A list, and the event that ends it."""
        items: list[Any] = []
        while type(event := next(self.events)) is not SequenceEndEvent:
            items.append(self._value((*loc, len(items)), event))
        return items, event

    def _mapping(self, loc: Loc) -> tuple[dict[str, Any], Any]:
        """A mapping, and the event that ends it; of equal keys the first counts."""
        entries: dict[str, Any] = {}
        while type(event := next(self.events)) is not MappingEndEvent:
            key = self._key(loc, event, entries)
            self.out._keys.setdefault((*loc, key), _place(event))
            value = self._value((*loc, key), next(self.events))
            entries.setdefault(key, value)
        return entries, event

    def _key(self, loc: Loc, event: Any, entries: dict[str, Any]) -> str:
        """A mapping's key: text, as written, and new to the mapping."""
        self._refuse_extras(event)
        if type(event) is not ScalarEvent:
            raise self._stop(event, "", "is not a key", "a key is a word; put the value after ': '")
        key = str(event.value)
        if key == "<<" and not event.style:
            self._note(event, key, "is a merge key", _NO_ANCHORS)
        elif not key.strip():
            self._note(event, key, "is an empty key", "give it a name")
        elif key in entries:
            line = self.out._keys[(*loc, key)][0]
            self._note(event, key, f"stands twice, first in line {line}", "remove one of the two")
        return self._clean(event, key)

    def _scalar(self, loc: Loc, event: Any) -> Any:
        """A scalar by the core rules of YAML 1.2; quoted or block text is text."""
        text = str(event.value)
        self.out._texts[loc] = text
        if not text and not event.style and loc in self.out._keys:
            self.out._values[loc] = self.out._keys[loc]  # nothing is written but the key
        if event.style in ("'", '"', "|", ">"):
            return self._clean(event, text)
        if text in _WORDS:
            return _WORDS[text]
        if _INTEGER.fullmatch(text):
            return self._integer(event, text)
        if _NOT_FINITE.fullmatch(text):
            self._note(event, text, "is not a finite number", "write a number")
            return None
        return self._float(event, text) if _FLOAT.fullmatch(text) else self._clean(event, text)

    def _integer(self, event: Any, text: str) -> int | None:
        number = int(text, 0 if text[:2] in ("0o", "0x") else 10) if len(text) <= 24 else LIMIT_INTEGER + 1
        if abs(number) > LIMIT_INTEGER:
            self._note(event, text, "is too large a number", f"the largest allowed is {LIMIT_INTEGER}")
            return None
        return number

    def _float(self, event: Any, text: str) -> float | None:
        number = float(text)
        if not math.isfinite(number):
            self._note(event, text, "is too large a number", "write a smaller one")
            return None
        return number

    def _clean(self, event: Any, text: str) -> str:
        """`text`, after noting a control character that an escape has put there."""
        if _CONTROL.search(text):
            self._note(event, text, "holds a control character", "remove the escape")
        return text

    def _refuse_extras(self, event: Any) -> None:
        """Notes aliases, anchors and tags: nothing in a file refers or builds."""
        if type(event) is AliasEvent:
            self._note(event, f"*{event.anchor}", "is an alias", _NO_ANCHORS)
        elif event.anchor is not None:
            self._note(event, f"&{event.anchor}", "is an anchor", _NO_ANCHORS)
        if getattr(event, "tag", None) is not None:
            tag = str(event.tag).replace("tag:yaml.org,2002:", "!!")
            self._note(event, tag, "is a tag", _NO_TAGS)

    def _note(self, event: Any, text: str, message: str, hint: str) -> None:
        self.problems.append(Problem(self.out.file, *_place(event), text, message, hint))

    def _stop(self, event: Any, text: str, message: str, hint: str) -> _UnreadableError:
        return _UnreadableError(Problem(self.out.file, *_place(event), text, message, hint))


def _place(event: Any) -> Place:
    return event.start_mark.line + 1, event.start_mark.column + 1

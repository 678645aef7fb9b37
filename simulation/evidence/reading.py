"""From documents to rows, with every mistake on the way collected, each where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from simulation.documents import Document, read_document
from simulation.errors import InputError, Problem, nearest
from simulation.evidence.rows import MISTAKE, Basis, Known, Row

Loc = tuple[str | int, ...]
R = TypeVar("R", bound=Row)

_BASES: Final = "bases"
_SUBJECT: Final = re.compile(r"^\w+ should")  # the subject of pydantic's messages; ours is the text itself
_STAND_IN: Final = Basis.model_construct(kind="judgement", why="The reasons given cannot be read.")


class Reader:
    """Reads the files of one folder of evidence; `problems` grows, nothing is raised.

    Args:
        folder: the folder of evidence.
        shown: what messages call it.
    """

    def __init__(self, folder: Path, shown: str) -> None:
        self.folder = folder
        self.shown = shown
        self.problems: list[Problem] = []
        self.known = Known()

    def add(self, *problems: Problem) -> None:
        """Note problems."""
        self.problems.extend(problems)

    def listing(self, name: str, suffix: str = "") -> list[str]:
        """The names in a folder: of its folders, or of its files with `suffix`; sorted."""
        folder = self.folder / name
        if not folder.is_dir():
            self.add(Problem(f"{self.shown}/{name}", 0, 0, "", "does not exist", "add the folder"))
            return []
        fits = (path for path in folder.iterdir() if (path.suffix == suffix if suffix else path.is_dir()))
        return sorted(path.name for path in fits if not path.name.startswith((".", "_")))

    def document(self, name: str, *, optional: bool = False) -> Document | None:
        """The document in file `name` (relative, with slashes), or None if it cannot be read."""
        path = self.folder / name
        if optional and not path.exists():
            return None
        try:
            return read_document(path, file=f"{self.shown}/{name}")
        except InputError as error:
            self.add(*error.problems)
            return None

    def file_of(
        self, key: str, kind: type[R], label: str, *others: str, folder: str = "", optional: bool = False
    ) -> tuple[Document | None, dict[str, R]]:
        """The document `<folder><key>.yaml` and the records under its `key`, by name.

        `label` is the field of the record that takes its name; `others` are keys beside `key`.
        """
        document = self.document(f"{folder}{key}.yaml", optional=optional)
        if document is None:
            return None, {}
        self.top_level(document, key, *others)
        return document, self.rows(document, (key,), kind, label)

    def folder_of(
        self, key: str, kind: type[R], label: str
    ) -> tuple[dict[str, Document] | None, dict[str, R]]:
        """The records under `key` of every file in the folder `key`, and the document of each, by name.

        No documents (None) where a file cannot be read. A name may stand in one file only.
        """
        files = self.listing(key, ".yaml")
        if not files and (self.folder / key).is_dir():
            self.add(Problem(f"{self.shown}/{key}", 0, 0, "", f"has no file of {key}", "add one"))
        documents = [document for name in files if (document := self.document(f"{key}/{name}"))]
        held: dict[str, Document] = {}
        rows: dict[str, R] = {}
        for document in documents:
            self.top_level(document, key)
            found = self.rows(document, (key,), kind, label)
            for name in self.names(document, (key,)):
                if name in held:
                    message = f"is the name of a record in {held[name].file} too"
                    self.add(document.key_problem((key, name), message))
                held.setdefault(name, document)
            rows = {**found, **rows}
        return (held if files and len(documents) == len(files) else None), rows

    def top_level(self, document: Document, *keys: str) -> Mapping[str, Any]:
        """The top level of a document without its `bases`, which become known.

        Other keys than `keys` are problems, unless there are no `keys`.
        """
        self.declare_bases(document)
        if not isinstance(document.data, Mapping):
            self.add(document.problem((), "is not a mapping", f"start with '{keys[0]}:'" if keys else ""))
            return {}
        top = {key: value for key, value in document.data.items() if key != _BASES}
        for key in top.keys() - set(keys) if keys else ():
            self.add(document.key_problem((key,), "is not a field here", nearest(key, (*keys, _BASES))))
        return top

    def declare_bases(self, document: Document) -> None:
        """Make the document's `bases` known; one that is wrong is stood in for, to be said once."""
        self.known.bases = {}
        for name in self.names(document, (_BASES,)):
            basis = self.row(document, (_BASES, name), Basis)
            self.known.bases = {**self.known.bases, name: basis or _STAND_IN}

    def names(self, document: Document, loc: Loc, *, needed: bool = False) -> Mapping[str, Any]:
        """The mapping at `loc`; an empty one where there is none, a problem if it is `needed`."""
        data = at(document.data, loc)
        if isinstance(data, Mapping):
            return data
        if needed or data is not None:
            self.add(self._not_there(document, loc, data, "a mapping of names to records"))
        return {}

    def records(self, document: Document, loc: Loc) -> Sequence[Any]:
        """The list at `loc`, or an empty one and a problem."""
        data = at(document.data, loc)
        if isinstance(data, list):
            return data
        self.add(self._not_there(document, loc, data, "a list of records"))
        return []

    def _not_there(self, document: Document, loc: Loc, data: Any, wanted: str) -> Problem:
        if data is None:
            return Problem(document.file, 0, 0, "", f"does not hold {wanted} under '{loc[-1]}'")
        return document.problem(loc, f"is not {wanted}")

    def rows(
        self, document: Document, loc: Loc, kind: type[R], label: str = "", *, needed: bool = True
    ) -> dict[str, R]:
        """The records of the mapping at `loc`; `label` is the field, if any, that takes their name."""
        rows: dict[str, R] = {}
        for name in self.names(document, loc, needed=needed):
            row = self.row(document, (*loc, name), kind, **({label: name} if label else {}))
            if row is not None:
                rows[name] = row
        return rows

    def row(
        self, document: Document, loc: Loc, kind: type[R], *, without: str = "", **named: str
    ) -> R | None:
        """The record at `loc`, or None and problems.

        `named` are fields that its key supplies; the field `without` is read by itself. At the top
        of a document, its `bases` are not part of the record.
        """
        data = at(document.data, loc)
        if isinstance(data, Mapping):
            for name in named.keys() & data.keys():
                place = (*loc, name)
                self.add(document.key_problem(place, "is not a field here", "the key above is the name"))
            left_out = (without,) if loc else (without, _BASES)
            data = {**{name: value for name, value in data.items() if name not in left_out}, **named}
        try:
            return kind.model_validate(data, context=self.known)
        except ValidationError as error:
            details = error.errors(include_url=False)
            self.add(*(_problem(document, loc, kind, detail) for detail in details))
            return None

    def finish(self) -> None:
        """Raise InputError with every problem so far, in the order of files and lines."""
        if self.problems:
            places = sorted(set(self.problems), key=lambda p: (p.file, p.line, p.column, p.message))
            raise InputError(places)


def at(data: Any, loc: Iterable[str | int]) -> Any:
    """What stands at `loc` in plain data; None where nothing does."""
    for step in loc:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return None
    return data


def kinds(rows: Mapping[str, Any], allowed: Iterable[str]) -> dict[str, str | None]:
    """The `kind` of each of some records as they are written; None for one that is not `allowed`."""
    written = {name: at(row, ("kind",)) for name, row in rows.items()}
    return {name: kind if kind in allowed else None for name, kind in written.items()}


def _problem(document: Document, base: Loc, kind: type[Row], detail: ErrorDetails) -> Problem:
    """A pydantic error as a problem with a place in the file."""
    loc, type_ = (*base, *detail["loc"]), detail["type"]
    context = detail.get("ctx", {})
    if type_ == MISTAKE:
        return _placed(document, loc, context["message"], context["hint"])
    if type_ == "missing":
        return _missing(document, loc)
    if type_ == "extra_forbidden":
        fields = _fields(kind, detail["loc"][:-1])
        return document.key_problem(loc, "is not a field here", nearest(str(loc[-1]), fields))
    if type_ == "literal_error":
        allowed = re.findall("'([^']*)'", context["expected"])
        return _placed(document, loc, "is not allowed here", nearest(str(detail["input"]), allowed))
    if type_ in ("model_type", "model_attributes_type"):
        return _placed(document, loc, *_not_a_record(kind, detail))
    return _placed(document, loc, _SUBJECT.sub("should", detail["msg"]))


def _placed(document: Document, loc: Loc, message: str, hint: str = "") -> Problem:
    """A problem at `loc`, or at its nearest ancestor that is in the file; a record goes by its key."""
    while loc and at(document.data, loc) is None:
        loc = loc[:-1]
    if loc and isinstance(loc[-1], str) and isinstance(at(document.data, loc), Mapping):
        return document.key_problem(loc, message, hint)
    return document.problem(loc, message, hint)


def _missing(document: Document, loc: Loc) -> Problem:
    message = "has no basis" if loc[-1] == "basis" else f"has no '{loc[-1]}'"
    hint = "say where the number comes from" if loc[-1] == "basis" else ""
    return _placed(document, loc[:-1], message, hint)


def _not_a_record(kind: type[Row], detail: ErrorDetails) -> tuple[str, str]:
    """Something plain stands where a record is wanted; a number there has no basis."""
    fields = _fields(kind, detail["loc"])
    number = isinstance(detail["input"], int | float)
    message = "is a number without a basis" if number and "basis" in fields else "is not a record"
    return message, f"write its fields: {', '.join(fields)}" if fields else ""


def _fields(kind: type[BaseModel], loc: Loc) -> list[str]:
    """The fields of the record at `loc` inside a record of `kind`."""
    for step in loc:
        if step in kind.model_fields:
            inner = _record_class(kind.model_fields[str(step)].annotation)
            if inner is None:
                return []
            kind = inner
    return list(kind.model_fields)


def _record_class(annotation: Any) -> type[BaseModel] | None:
    """The record class inside an annotation such as Mapping[str, Lever]."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    inner = (_record_class(part) for part in get_args(annotation))
    return next((found for found in inner if found is not None), None)

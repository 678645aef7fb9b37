"""Scenario files against what they may hold: pydantic's errors, each where it stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from pydantic import ValidationError

from simulation.documents import Document, Loc
from simulation.errors import Problem
from simulation.scenario.file_model import FileModel
from simulation.scenario.merging import Draft
from simulation.scenario.messages import is_of_key, told
from simulation.scenario.models import Scenario
from simulation.scenario.vocabulary import Vocabulary
from simulation.scenario.wholes import whole_mistakes

_KEY: Final = "[key]"  # how pydantic says that an error is about a key
SOURCES: Final = ("base", "scenarios", "cross", "extends")  # at least one makes a scenario


def file_problems(document: Document, vocabulary: Vocabulary) -> Iterator[Problem]:
    """Every mistake of a file that shows without looking at other files."""
    try:
        FileModel.model_validate(document.data, context=vocabulary)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            message, hint = told(detail, FileModel)
            loc = detail["loc"]
            if loc and loc[-1] == _KEY:
                yield document.key_problem(loc[:-1], message, hint)
            elif is_of_key(detail):
                yield document.key_problem(loc, message, hint)
            else:
                yield document.problem(loc, message, hint)
    if isinstance(document.data, dict):
        yield from _contradictions(document)


def _contradictions(document: Document) -> Iterator[Problem]:
    """Parts of a file that cannot stand together, or that are all missing."""
    data = document.data
    if "scenarios" in data and "cross" in data:
        hint = "keep one: scenarios can be the levels of a factor"
        yield document.key_problem(("cross",), "stands beside 'scenarios'", hint)
    if not any(part in data for part in SOURCES):
        hint = "add 'scenarios:' with a name for each, such as 'maintain: {}'"
        yield Problem(document.file, 1, 1, "", "holds no scenario", hint)
    base = data.get("base")
    if "extends" in data and isinstance(base, dict) and "extends" in base:
        yield document.key_problem(("base", "extends"), "stands at the top of the file too", "keep one")
    yield from _overlaps(document)


def _overlaps(document: Document) -> Iterator[Problem]:
    """Factors of a cross that set the same field: the later would undo what the earlier does."""
    seen: dict[Loc, str] = {}
    cross = document.data.get("cross")
    for factor, levels in cross.items() if isinstance(cross, dict) else ():
        fields = dict.fromkeys(
            field
            for level in (levels.values() if isinstance(levels, dict) else ())
            for field in _fields(level, ())
        )
        for field in fields:
            if field in seen:
                message = f"sets {'.'.join(map(str, field))}, which factor '{seen[field]}' sets too"
                yield document.key_problem(("cross", factor), message, "let one factor set it")
        seen.update((field, str(factor)) for field in fields)


def _fields(changes: Any, path: Loc) -> Iterator[Loc]:
    """The paths of the single values and lists in `changes`."""
    if not isinstance(changes, dict):
        yield path
        return
    for name, value in changes.items():
        yield from _fields(value, (*path, name))


def draft_problems(draft: Draft) -> Iterator[Problem]:
    """The mistakes that show when a scenario is seen whole."""
    for loc, message, hint in whole_mistakes(draft.data):
        yield draft.problem(loc, message, hint)


def scenario_of(
    draft: Draft, name: str, texts: Mapping[str, str], vocabulary: Vocabulary
) -> Scenario | list[Problem]:
    """The scenario that a draft says, or what is wrong with it; `texts` are its title and question."""
    try:
        return Scenario.model_validate({**texts, **draft.data, "name": name}, context=vocabulary)
    except ValidationError as error:
        details = error.errors(include_url=False)
        return [
            draft.problem(detail["loc"], *told(detail, Scenario), of_key=is_of_key(detail))
            for detail in details
        ]

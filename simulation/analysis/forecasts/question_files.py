"""Files of questions, read with every mistake; ``docs/forecasts.md`` describes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Final, TypeVar

from pydantic import Field, ValidationError

from simulation.analysis.forecasts.measures import MEASURES, Measure
from simulation.analysis.forecasts.questions import REST, Question, Questions
from simulation.analysis.past.episodes import BaseRate
from simulation.batch.tables import BELIEFS, KEYS, LUCK, OUTCOMES
from simulation.documents import Document, Loc, packaged, read_document
from simulation.errors import InputError, Problem, nearest
from simulation.model.institutions.parliament import Basis, Record
from simulation.scenario.messages import is_of_key, told

__all__ = ["load_questions", "question_files"]

FOLDER: Final = "questions"
MOST: Final = 500
RESERVED: Final = (*KEYS[OUTCOMES], BELIEFS, LUCK)
R = TypeVar("R", bound=Record)


class _File(Record):
    title: str
    episode: str
    note: str = ""
    rules: dict[str, str] = Field(default_factory=dict)
    rates: dict[str, BaseRate] = Field(default_factory=dict)
    questions: Annotated[list[Any], Field(min_length=1, max_length=MOST)]
    bases: dict[str, Basis] = Field(default_factory=dict)


def question_files() -> dict[str, Path]:
    """The files of questions that come with Crossroads, by name."""
    return {path.stem: path for path in sorted((packaged("seeds") / FOLDER).glob("*.yaml"))}


def load_questions(source: str | Path) -> Questions:
    """The questions of a file, or of a built-in one by its name. Raises InputError with every mistake."""
    built_in = question_files()
    path = Path(source)
    if path.suffix not in (".yaml", ".yml") and not path.exists():
        if str(source) not in built_in:
            hint = nearest(str(source), built_in)
            raise InputError([Problem(str(source), 0, 0, "", "is no file of questions", hint)])
        path = built_in[str(source)]
    document = read_document(path)
    file = _validated(_File, document, ())
    if isinstance(file, list):
        raise InputError(file)
    problems: list[Problem] = []
    questions: list[Question] = []
    for place, data in enumerate(file.questions):
        loc = ("questions", place)
        found = _question(data, file, document, loc) if isinstance(data, Mapping) else None
        if found is None:
            problems.append(
                document.problem(loc, "is not a question", "write 'id: ...' and its other fields")
            )
        elif isinstance(found, list):
            problems += found
        else:
            problems += _checked(found, document, loc, file, questions)
            questions.append(found.model_copy(update={"episode": found.episode or file.episode}))
    if problems:
        raise InputError(sorted(problems, key=lambda problem: (problem.line, problem.column)))
    return Questions(file.title, " ".join(file.note.split()), tuple(questions), document)


def _question(data: Mapping[str, Any], file: _File, document: Document, loc: Loc) -> Question | list[Problem]:
    """The question at `loc`, with the rules and the rates that it names written out."""
    rule, rate = data.get("rule"), data.get("base_rate")
    parts = [part for part in (rule if isinstance(rule, list) else [rule]) if isinstance(part, str)]
    whole = {**data}
    if parts:
        whole["rule"] = " ".join(" ".join(file.rules.get(part, part).split()) for part in parts)
    if isinstance(rate, str):
        if rate not in file.rates:
            return [document.problem((*loc, "base_rate"), "is not a base rate", nearest(rate, file.rates))]
        whole["base_rate"] = file.rates[rate]
    return _validated(Question, document, loc, whole)


def _validated(kind: type[R], document: Document, loc: Loc, data: Any = None) -> R | list[Problem]:
    """The record at `loc`, or in `data` that stands for it; or the problems that it has."""
    if data is None:
        data = document.data
        for step in loc:
            data = data[step]
    try:
        return kind.model_validate(data)
    except ValidationError as error:
        details = error.errors(include_url=False)
        return [_problem(document, loc, each, kind) for each in details if not _follows(each, details)]


def _follows(detail: Any, others: Iterable[Any]) -> bool:
    """Whether a list only counts as short because of what is wrong with its items."""
    place = detail["loc"]
    return detail["type"] == "too_short" and any(
        len(other["loc"]) > len(place) and other["loc"][: len(place)] == place for other in others
    )


_MENDS: Final = {
    "too_short": ("is too short", "name at least one"),
    "string_pattern_mismatch": (
        "is no name of this kind",
        "write small letters, digits and _, a letter first",
    ),
    "string_too_short": ("is empty", "write it out"),
}


def _problem(document: Document, loc: Loc, detail: Any, kind: Any) -> Problem:
    inner = tuple(detail["loc"])
    if detail["type"] == "value_error":
        said, _, hint = str(detail["ctx"]["error"]).partition("; ")
        field, colon, rest = said.partition(": ")
        if colon and not inner:
            return document.problem((*loc, field), rest, hint)
        return document.problem((*loc, *inner), said, hint)
    message, hint = _MENDS.get(detail["type"]) or told(detail, kind)
    if hint.startswith("see 'crossroads schema'"):  # which is about scenarios
        hint = "docs/forecasts.md says what may stand here"
    if is_of_key(detail):
        return document.key_problem((*loc, *inner), message, hint)
    return document.problem((*loc, *inner), message, hint)


def _checked(
    question: Question, document: Document, loc: Loc, file: _File, before: list[Question]
) -> Iterator[Problem]:
    """What is wrong with a question beside its own fields: its measure, its name, what it rests on."""
    if question.id in {other.id for other in before}:
        yield document.problem((*loc, "id"), "is the id of an earlier question too", "give each its own")
    if question.id in RESERVED:
        yield document.problem((*loc, "id"), "is a name that results use", "choose another")
    if isinstance(question.basis, str) and question.basis and question.basis not in file.bases:
        yield document.problem((*loc, "basis"), "is not a basis", nearest(question.basis, file.bases))
    named = [name for name in question.measure if name in MEASURES]
    if len(named) != 1:
        key = next(iter(question.measure), "")
        hint = nearest(key, MEASURES) if not named else f"choose one of {' and '.join(named)}"
        yield document.problem((*loc, "measure"), "names no single measure", hint)
        return
    measure = _validated(MEASURES[named[0]], document, (*loc, "measure"))
    if isinstance(measure, list):
        yield from measure
        return
    yield from (
        document.problem((*loc, *at), message, hint) for at, message, hint in _suits(question, measure)
    )


def _suits(question: Question, measure: Measure) -> Iterator[tuple[tuple[str, ...], str, str]]:
    """Whether the question's kind can be read off its measure."""
    tests = [name for name in ("at_least", "at_most", "among") if getattr(question, name) not in (None, ())]
    if measure.words:
        if question.kind == "number" or {"at_least", "at_most"} & set(tests):
            yield ("measure",), "is a word and no number", "ask with 'among' or with categories"
        elif question.kind == "binary" and not question.among:
            yield ("measure",), "says not what makes it true", f"write among: {nearest('', measure.words)}"
        elif question.categories and not isinstance(question.categories, Mapping):
            yield ("categories",), "say not which words they stand for", "write {label: [word, ...]}"
        yield from _words(question, measure)
        return
    if question.among or isinstance(question.categories, Mapping):
        yield ("measure",), "is a number and no word", "ask with at_least, at_most, or categories and edges"
    elif question.kind == "binary" and not tests and not measure.flag:
        yield ("measure",), "says not what makes it true", "write at_least: or at_most:"
    elif question.categories and not question.edges:
        yield (
            ("categories",),
            "have no edges between them",
            "write edges: with one fewer number than categories",
        )
    if question.kind != "binary" and question.missing is None and _can_be_empty(question):
        yield ("measure",), "can be empty by the end of a run", "say with 'missing:' what it counts as then"


def _can_be_empty(question: Question) -> bool:
    return bool({"months_to", "coalition"} & question.measure.keys()) or (
        question.measure.get("outcome") == "months_to_form"
    )


def _words(question: Question, measure: Measure) -> Iterator[tuple[tuple[str, ...], str, str]]:
    """Categories have to hold every word once, and no other."""
    categories = question.categories if isinstance(question.categories, Mapping) else {}
    held = [(label, word) for label, words in categories.items() if words != REST for word in words]
    held += [("among", word) for word in question.among]
    for label, word in held:
        where = ("among",) if label == "among" and not categories else ("categories", label)
        if word not in measure.words:
            yield where, f"holds {word!r}, which the measure never is", nearest(word, measure.words)
        elif [other for _, other in held].count(word) > 1:
            yield where, f"holds {word!r}, which stands twice", "put it into one of them"
    rests = list(categories.values()).count(REST)
    missing = [word for word in measure.words if word not in [other for _, other in held]]
    if categories and rests > 1:
        yield ("categories",), "have more than one rest", "write 'rest' once"
    elif categories and missing and not rests:
        yield (
            ("categories",),
            f"leave out {', '.join(missing)}",
            "name them, or write 'rest' for one category",
        )

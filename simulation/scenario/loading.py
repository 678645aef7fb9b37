"""Reading scenario files into batches, and scenarios by name."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from simulation.errors import InputError, Problem, nearest
from simulation.scenario.checking import draft_problems, scenario_of
from simulation.scenario.expanding import Library
from simulation.scenario.file_model import FileModel
from simulation.scenario.finding import built_in, find_file
from simulation.scenario.merging import Draft
from simulation.scenario.messages import told
from simulation.scenario.models import DEFAULT_SEED, Batch, Scenario
from simulation.scenario.sweeping import swept
from simulation.scenario.vocabulary import Vocabulary, evidence_vocabulary

Files = str | Path | Sequence[str | Path]

_TEXTS: Final = ("title", "question")
_HEAD: Final = (*_TEXTS, "answered_by", "runs", "seed")


def load(
    files: Files,
    *,
    runs: int | Mapping[str, int] | None = None,
    seed: int | None = None,
    vocabulary: Vocabulary | None = None,
) -> Batch:
    """The batch of all scenarios of one or more files.

    Args:
        files: paths of scenario files, or names of built-in ones ('iran_paths').
        runs: runs per scenario, instead of what the files say; as there, {"beliefs": 200, "luck": 10}
            asks for a nested design.
        seed: the seed, instead of what the files say.
        vocabulary: the names that scenarios may use; by default those of the packaged evidence.

    Raises InputError with every mistake of the files.
    """
    said = {name: value for name, value in (("runs", runs), ("seed", seed)) if value is not None}
    problems = list(_wrong_numbers(said))
    usable = {} if problems else said
    known = vocabulary or evidence_vocabulary()
    batches: list[Batch] = []
    for given in [files] if isinstance(files, str | Path) else files:
        try:
            batches.append(_load_file(*find_file(given), usable, known))
        except InputError as error:
            problems.extend(error.problems)
    if problems:
        raise InputError(list(dict.fromkeys(problems)))
    return _joined(batches)


def check(files: Files, *, vocabulary: Vocabulary | None = None) -> list[Problem]:
    """Every mistake of the files, in the order of files and lines; empty if they can be run."""
    try:
        load(files, vocabulary=vocabulary)
    except InputError as error:
        return list(error.problems)
    return []


def find_scenario(name: str, *, vocabulary: Vocabulary | None = None) -> Scenario:
    """One scenario, by its name among the built-in ones ('increase') or as `file#name`.

    Raises InputError if there is none, or if built-in files mean different things by the name.
    """
    return _find_packaged(name) if vocabulary is None else _find(name, vocabulary)


@functools.lru_cache(maxsize=256)
def _find_packaged(name: str) -> Scenario:
    return _find(name, evidence_vocabulary())


def _find(name: str, vocabulary: Vocabulary) -> Scenario:
    if "#" in name:
        file, _, wanted = name.rpartition("#")
        return _load_file(*find_file(file), {}, vocabulary).only([wanted]).scenarios[0]
    known = {path: _names(path, label, vocabulary) for path, label in _built_in_files()}
    holding = [(path, label) for path, label in _built_in_files() if name.partition("@")[0] in known[path]]
    batches = [_load_file(path, label, {}, vocabulary) for path, label in holding]
    found = {f"{batch.file}#{name}": one for batch in batches for one in batch.scenarios if one.name == name}
    if not found:
        hint = nearest(name, {known for names in known.values() for known in names})
        raise InputError([Problem("", 0, 0, name, "is not a built-in scenario", hint)])
    if len({one.digest() for one in found.values()}) > 1:
        hint = f"write one of: {', '.join(found)}"
        raise InputError([Problem("", 0, 0, name, "means different scenarios in different files", hint)])
    return next(iter(found.values()))


def _built_in_files() -> list[tuple[Path, str]]:
    return [(path, f"scenarios/{name}.yaml") for name, path in built_in().items()]


def _names(path: Path, label: str, vocabulary: Vocabulary) -> Collection[str]:
    """The names of a file's scenarios, before any sweep; none if the file cannot be read."""
    library = Library(vocabulary)
    source = library.source(path, label)
    return () if source is None else library.names(source)


# --- one file ----------------------------------------------------------------------------------


def _load_file(path: Path, label: str, said: Mapping[str, Any], vocabulary: Vocabulary) -> Batch:
    """The batch of one file; `said` holds runs and seed, where they are not the file's."""
    library = Library(vocabulary)
    source = library.source(path, label)
    drafts = [] if source is None else list(library.drafts(source))
    library.problems.extend(problem for _, draft in drafts for problem in draft_problems(draft))
    if source is None or library.problems:
        raise _listed(library.problems, label)
    head: dict[str, Any] = {key: source.data[key] for key in _HEAD if key in source.data} | dict(said)
    head.setdefault("title", Path(label).stem.replace("_", " "))
    if isinstance(nested := head.get("runs"), Mapping):
        head |= {"runs": nested["beliefs"] * nested["luck"], "luck": nested["luck"]}
    named = swept(source, drafts, head.get("seed", DEFAULT_SEED), vocabulary)
    scenarios = _scenarios(named, {key: head.get(key, "") for key in _TEXTS}, vocabulary, label)
    return Batch(**head, scenarios=scenarios, file=label)


def _scenarios(
    named: Iterable[tuple[str, Draft]], texts: Mapping[str, str], vocabulary: Vocabulary, label: str
) -> tuple[Scenario, ...]:
    """The scenarios that drafts say; InputError with all that is wrong with them."""
    scenarios: list[Scenario] = []
    problems: list[Problem] = []
    for name, draft in named:
        made = scenario_of(draft, name, texts, vocabulary)
        if isinstance(made, Scenario):
            scenarios.append(made)
        else:
            problems.extend(made)
    if problems:
        raise _listed(problems, label)
    return tuple(scenarios)


def _listed(problems: Iterable[Problem], label: str) -> InputError:
    """Each problem once; the file's own first, then those of files it extends, by line."""
    return InputError(
        sorted(set(problems), key=lambda p: (p.file != label, p.file, p.line, p.column, p.message))
    )


# --- several files -----------------------------------------------------------------------------


def _wrong_numbers(said: Mapping[str, Any]) -> Iterator[Problem]:
    """What is wrong with the runs and seed that are given beside the files."""
    for name, value in said.items():
        try:
            FileModel.model_validate({name: value})
        except ValidationError as error:
            yield Problem("", 0, 0, str(value), *told(error.errors(include_url=False)[0], FileModel))


def _joined(batches: Sequence[Batch]) -> Batch:
    """Several batches as one; InputError where they contradict one another."""
    if len(batches) == 1:
        return batches[0]
    if not batches:
        raise InputError(
            [Problem("", 0, 0, "", "no scenario file is given", f"built in: {', '.join(built_in())}")]
        )
    if problems := [*_disagreements(batches), *_namesakes(batches)]:
        raise InputError(problems)
    first = batches[0]
    scenarios = {scenario.name: scenario for batch in batches for scenario in batch.scenarios}
    return Batch(
        title=" / ".join(dict.fromkeys(batch.title for batch in batches)),
        question=" ".join(dict.fromkeys(batch.question for batch in batches if batch.question)),
        answered_by=tuple(dict.fromkeys(name for batch in batches for name in batch.answered_by)),
        runs=first.runs,
        luck=first.luck,
        seed=first.seed,
        scenarios=tuple(scenarios.values()),
        file=", ".join(batch.file for batch in batches),
    )


def _disagreements(batches: Sequence[Batch]) -> Iterator[Problem]:
    """Files that are to be run together, but say different runs or seeds."""
    first = batches[0]
    for batch, name in itertools.product(batches[1:], ("runs", "seed")):
        here, there = _said(batch, name), _said(first, name)
        if here != there:
            hint = f"give --{name}, or run the files one at a time"
            yield Problem(
                batch.file, 0, 0, f"{name}: {here}", f"does not agree with {there} in {first.file}", hint
            )


def _said(batch: Batch, name: str) -> str:
    """Runs or seed as a file says them."""
    if name == "runs" and batch.luck > 1:
        return f"{{beliefs: {batch.runs // batch.luck}, luck: {batch.luck}}}"
    return str(getattr(batch, name))


def _namesakes(batches: Sequence[Batch]) -> Iterator[Problem]:
    """Different scenarios that have one name in several files; identical ones count once."""
    seen: dict[str, tuple[str, str]] = {}
    for batch in batches:
        for scenario in batch.scenarios:
            digest, file = seen.setdefault(scenario.name, (scenario.digest(), batch.file))
            if digest != scenario.digest():
                message, hint = f"is another scenario in {file}", "rename one, or run the files one at a time"
                yield Problem(batch.file, 0, 0, scenario.name, message, hint)

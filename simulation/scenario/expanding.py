"""From scenario files to drafts of scenarios: base, changes, crossed factors, and what they extend."""

from __future__ import annotations

import itertools
import math
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from simulation.documents import Document, Loc, read_document
from simulation.errors import InputError, Problem, nearest
from simulation.scenario.checking import SOURCES, file_problems
from simulation.scenario.finding import ExtendsError, find_extended
from simulation.scenario.merging import Draft
from simulation.scenario.vocabulary import Vocabulary

MOST_SCENARIOS: Final = 10_000
DEEPEST: Final = 20  # scenarios that extend one another
ONLY: Final = "base"  # the name of the scenario of a file that lists none

Key = tuple[Path, str]


@dataclass(frozen=True)
class Source:
    """A scenario file that could be read, whatever it says; `folder` is where others are sought."""

    path: Path
    folder: Path
    document: Document

    @property
    def data(self) -> Mapping[str, Any]:
        """The file's content; empty if it is not a mapping (which has been said)."""
        return mapping(self.document.data)

    def part(self, loc: Loc) -> Mapping[str, Any]:
        """The mapping at `loc`; empty if there is none."""
        part: Any = self.data
        for step in loc:
            part = mapping(part).get(str(step))
        return mapping(part)


def mapping(value: Any) -> Mapping[str, Any]:
    """`value`, if it is a mapping; otherwise an empty one."""
    return value if isinstance(value, Mapping) else {}


class Library:
    """Reads scenario files and works out their scenarios; `problems` grows, nothing is raised."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.problems: list[Problem] = []
        self._sources: dict[Path, Source | None] = {}
        self._drafts: dict[Key, Draft | None] = {}
        self._plans: dict[Path, Mapping[str, list[Loc]]] = {}

    def source(self, path: Path, label: str) -> Source | None:
        """The file at `path`, checked; None if it cannot be read."""
        place = path.resolve()
        if place not in self._sources:
            self._sources[place] = None
            try:
                document = read_document(path, file=label)
            except InputError as error:
                self.problems.extend(error.problems)
            else:
                self.problems.extend(file_problems(document, self.vocabulary))
                self._sources[place] = Source(place, path.parent, document)
        return self._sources[place]

    def drafts(self, source: Source) -> Iterator[tuple[str, Draft]]:
        """Every scenario of a file, before any sweep, that could be worked out."""
        for name in self.names(source):
            draft = self._draft(source, name, ())
            if draft is not None:
                yield name, draft

    def names(self, source: Source) -> Collection[str]:
        """The names of a file's scenarios, before any sweep."""
        return self._plan(source)

    def _plan(self, source: Source) -> Mapping[str, list[Loc]]:
        """Each scenario of a file with the places of the changes that make it, first to last."""
        if source.path not in self._plans:
            self._plans[source.path] = self._planned(source)
        return self._plans[source.path]

    def _planned(self, source: Source) -> Mapping[str, list[Loc]]:
        start: list[Loc] = [(), ("base",)] if "extends" in source.data else [("base",)]
        if not any(part in source.data for part in SOURCES):
            return {}
        if "cross" not in source.data:
            if "scenarios" not in source.data:
                return {ONLY: start}
            return {name: [*start, ("scenarios", name)] for name in source.part(("scenarios",))}
        factors = [[("cross", factor, level) for level in levels] for factor, levels in _factors(source)]
        if (size := math.prod(map(len, factors))) > MOST_SCENARIOS:
            hint = f"the limit is {MOST_SCENARIOS:,}: cross fewer levels"
            self.problems.append(source.document.key_problem(("cross",), f"makes {size:,} scenarios", hint))
            return {}
        return {"+".join(loc[-1] for loc in locs): [*start, *locs] for locs in itertools.product(*factors)}

    def _draft(self, source: Source, name: str, chain: tuple[Key, ...]) -> Draft | None:
        """One scenario of a file, worked out once; None if that failed, which has been said."""
        key = (source.path, name)
        if key not in self._drafts:
            self._drafts[key] = self._work_out(source, name, (*chain, key))
        return self._drafts[key]

    def _work_out(self, source: Source, name: str, chain: tuple[Key, ...]) -> Draft | None:
        parts = self._plan(source)[name]
        draft = Draft(source.document, ("cross",) if "cross" in source.data else parts[-1])
        done = [self._lay(draft, source, loc, chain) for loc in parts]
        return draft if all(done) else None

    def _lay(self, draft: Draft, source: Source, loc: Loc, chain: tuple[Key, ...]) -> bool:
        """Put the changes at `loc`, and before them what they extend, on top of a draft."""
        changes = dict(source.part(loc))
        target = changes.pop("extends", None)
        if isinstance(target, str):
            extended = self._extended(source, (*loc, "extends"), target, chain)
            if extended is None:
                return False
            draft.overlay_draft(extended)
        if loc:  # at the top of a file there are no settings beside 'extends'
            draft.overlay(changes, source.document, loc)
        return True

    def _extended(self, source: Source, loc: Loc, target: str, chain: tuple[Key, ...]) -> Draft | None:
        """The scenario that `target`, written at `loc`, names; None and a problem if there is none."""
        try:
            other, name = self._other(source, target)
            _check_chain((other.path, name), chain)
        except ExtendsError as error:
            self.problems.append(source.document.problem(loc, str(error), error.hint))
            return None
        return self._draft(other, name, chain)

    def _other(self, source: Source, target: str) -> tuple[Source, str]:
        """The file (this one, if none is named) and the scenario that `target` names."""
        file, _, name = target.partition("#")
        if not name:
            raise ExtendsError("does not name a scenario", "write it as other_file.yaml#scenario")
        label = str(Path(source.document.file).parent)
        other = self.source(*find_extended(file, source.folder, label)) if file else source
        if other is None:
            raise ExtendsError("is in a file that cannot be read", "mend that file first")
        if name not in (names := self.names(other)):
            raise ExtendsError(f"is not a scenario of {other.document.file}", nearest(name, names))
        return other, name


def _check_chain(key: Key, chain: tuple[Key, ...]) -> None:
    """Raises ExtendsError if a chain of scenarios that extend one another comes back, or is too long."""
    if key in chain:
        shown = " -> ".join(f"{path.name}#{name}" for path, name in (*chain, key))
        raise ExtendsError("goes round in a circle", f"break it: {shown}")
    if len(chain) > DEEPEST:
        raise ExtendsError(f"is more than {DEEPEST} scenarios deep", "extend the first of them instead")


def _factors(source: Source) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The factors of a crossed file with their levels."""
    for factor in source.part(("cross",)):
        yield factor, source.part(("cross", factor))

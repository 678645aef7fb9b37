"""The evidence as a whole: read from a folder, or refused with every mistake at once."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from simulation.documents import packaged
from simulation.errors import InputError, nearest
from simulation.evidence import files, roster
from simulation.evidence.actors import Actor, AttributeKind, StartingPoint
from simulation.evidence.events import EventKind
from simulation.evidence.files import POOLED
from simulation.evidence.priors import Prior
from simulation.evidence.reading import Reader
from simulation.evidence.records import (
    Article,
    CodebookValue,
    Fact,
    Lens,
    Mechanism,
    Parameter,
    Posture,
    Source,
    Strategy,
    Theory,
    Titled,
)
from simulation.evidence.rows import BASIS_KINDS


@dataclass(frozen=True)
class Evidence:
    """All that is known before a run. Every mapping is read-only and in the order of its file."""

    articles: Mapping[str, Article]
    facts: Mapping[str, Fact]
    sources: Mapping[str, Source]
    mechanisms: Mapping[str, Mechanism]
    theories: Mapping[str, Theory]
    parameters: Mapping[str, Parameter]
    strategies: Mapping[str, Strategy]
    postures: Mapping[str, Mapping[str, Posture]]
    events: Mapping[str, EventKind]
    codebook: Mapping[str, CodebookValue]
    lenses: Mapping[str, Lens]
    attributes: Mapping[str, AttributeKind]
    actors: Mapping[str, Actor]
    starts: Mapping[str, StartingPoint]
    laws: Mapping[str, Titled]
    election_outcomes: Mapping[str, Titled]

    def parameter_prior(self, name: str, lens: str = POOLED) -> Prior:
        """The prior of a parameter as an analyst reads the evidence.

        Raises InputError for an unknown parameter or lens.
        """
        for word, choices, what in ((name, self.parameters, "parameter"), (lens, self.lenses, "lens")):
            if word not in choices:
                raise InputError(f"'{word}' is not a {what}; {nearest(word, choices)}")
        return self.lenses[lens].priors.get(name, self.parameters[name].prior)

    def basis_shares(self) -> dict[str, float]:
        """The share of parameters that rests on each kind of basis; they sum to 1."""
        kinds = [parameter.basis.kind for parameter in self.parameters.values()]
        return {kind: kinds.count(kind) / max(len(kinds), 1) for kind in BASIS_KINDS}


def load_evidence(folder: Path | None = None, *, used: frozenset[str] | None = None) -> Evidence:
    """The evidence in `folder`, by default the packaged `seeds/` (read once per process).

    Args:
        folder: a folder laid out like `seeds/`.
        used: the parameters that the model reads; None: find them in the packaged model's text.

    Raises InputError with every mistake in the folder: a number with no basis, a reference to what
    is not there, a prior outside its range, a parameter that nothing uses, a field that no record
    has, and so on, each with file, line, column and a hint.
    """
    if folder is not None:
        return _load(folder, str(folder), used)
    return _packaged_evidence() if used is None else _load(packaged("seeds"), "seeds", used)


@functools.cache
def _packaged_evidence() -> Evidence:
    return _load(packaged("seeds"), "seeds", None)


def _load(folder: Path, shown: str, used: frozenset[str] | None) -> Evidence:
    if not folder.is_dir():
        raise InputError(f"'{folder}' is not a folder of evidence; give a folder laid out like seeds/")
    reader = Reader(folder, shown)
    # Files that others refer to come first; the rest follow.
    sources = files.sources(reader)
    articles, facts = files.articles_and_facts(reader)
    mechanisms = files.mechanisms(reader)
    parameters = files.parameters(reader, used)
    attributes = roster.attributes(reader)
    actors = roster.actors(reader)
    laws = files.laws(reader)
    evidence = Evidence(
        articles=articles,
        facts=facts,
        sources=sources,
        mechanisms=mechanisms,
        theories=files.theories(reader),
        parameters=parameters,
        strategies=files.strategies(reader),
        postures=files.postures(reader),
        events=files.events(reader),
        codebook=files.codebook(reader),
        lenses=files.lenses(reader, parameters),
        attributes=attributes,
        actors=actors,
        starts=roster.starts(reader, actors),
        laws=laws,
        election_outcomes=files.election_outcomes(reader),
    )
    reader.finish()
    return evidence

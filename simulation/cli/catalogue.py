"""What exists and what it is, in words: the contents of `crossroads list` and `crossroads explain`."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from simulation.errors import InputError, nearest
from simulation.evidence import load_evidence
from simulation.outcomes.catalogue import OUTCOMES, Outcome
from simulation.scenario import Batch, built_in, load

if TYPE_CHECKING:
    from simulation.evidence import (
        Actor,
        Attribute,
        Basis,
        EventKind,
        Evidence,
        Fact,
        Lens,
        Level,
        Parameter,
        StartingPoint,
        Strategy,
    )
    from simulation.evidence import Source as Reference

Rows = list[tuple[str, str]]
Lines = Iterable[str]
WIDTH: Final = 100


def entries(kind: str) -> Rows:
    """Name and one line of meaning of everything of a kind."""
    if kind == "outcomes":
        return [(name, outcome.meaning) for name, outcome in OUTCOMES.items()]
    if kind == "scenarios":
        return _scenario_rows()
    table, describe = _LISTED[kind]
    return [(name, describe(record)) for name, record in getattr(load_evidence(), table).items()]


_LISTED: Final[Mapping[str, tuple[str, Callable[[Any], str]]]] = {
    "actors": ("actors", lambda actor: f"{actor.name} ({_words(actor.kind)})"),
    "parameters": ("parameters", lambda parameter: parameter.meaning),
    "events": ("events", lambda event: event.title),
    "lenses": ("lenses", lambda lens: lens.title),
    "starts": ("starts", lambda start: start.title),
}


def basis_words() -> str:
    """What the parameters rest on, as shares, commonest first."""
    evidence = load_evidence()
    ranked = sorted(evidence.basis_shares().items(), key=lambda entry: -entry[1])
    shares = ", ".join(f"{kind} {100 * share:.1f}%" for kind, share in ranked)
    return f"{len(evidence.parameters)} parameters by what they rest on: {shares}"


def _scenario_rows() -> Rows:
    rows = []
    for file in built_in():
        batch = load(file)
        words = f"{batch.title}. {batch.question}".strip(" .")
        rows.append((file, f"{words} Scenarios: {', '.join(batch.names)}"))
    return rows


def explanation(name: str) -> str:
    """Everything known by `name`, told in paragraphs. Raises `InputError` for an unknown name."""
    found = [tell() for known, tell in _known(load_evidence()) if known == name]
    if not found:
        names = {known for known, _ in _known(load_evidence())}
        raise InputError(f"nothing is called {name!r}; {nearest(name, names)}; see: crossroads list")
    return "\n\n".join("\n".join(_wrapped(lines)) for lines in found)


def _known(evidence: Evidence) -> Iterator[tuple[str, Callable[[], Lines]]]:
    """Every name that can be explained, and how to tell it."""
    told: tuple[tuple[Mapping[str, Any], Callable[[Any, Evidence], Lines]], ...] = (
        (evidence.parameters, _parameter),
        (evidence.actors, _actor),
        (evidence.events, _event),
        (evidence.strategies, _strategy),
        (evidence.lenses, _lens),
        (evidence.starts, _start),
        (evidence.facts, _fact),
        (evidence.sources, _source),
        (OUTCOMES, _outcome),
    )
    for table, tell in told:
        for name, record in table.items():
            yield name, partial(tell, record, evidence)
    for file in built_in():
        batch = load(file)
        yield file, partial(_batch, batch)
        for scenario in batch.scenarios:
            for known in (scenario.name, f"{file}#{scenario.name}"):
                yield known, partial(_scenario, file, scenario)


def _wrapped(lines: Lines) -> Iterator[str]:
    for line in lines:
        indent = " " * (len(line) - len(line.lstrip()))
        yield from textwrap.wrap(line, WIDTH, subsequent_indent=indent + "  ") or [""]


def _words(name: str) -> str:
    return name.replace("_", " ")


def _parameter(parameter: Parameter, evidence: Evidence) -> Iterator[str]:
    low, high = parameter.range
    yield f"{parameter.name}: a parameter, drawn once per run"
    yield f"  {parameter.meaning}"
    yield f"  value: {parameter.prior.describe()}, mean {parameter.prior.mean:.3g} ({parameter.unit})"
    yield f"  range: {low:g} to {high:g}"
    for lens in evidence.lenses.values():
        if parameter.name in lens.priors:
            yield f"  as {lens.title} reads it: {lens.priors[parameter.name].describe()}"
    mechanism = evidence.mechanisms[parameter.mechanism]
    yield f"  touches: {mechanism.title} ({mechanism.equation})"
    yield from _basis(parameter.basis, evidence)


def _actor(actor: Actor, evidence: Evidence) -> Iterator[str]:
    community = f", {_words(actor.community)}" if actor.community else ""
    yield f"{actor.id}: {actor.name}, an actor ({_words(actor.kind)}{community})"
    if actor.note:
        yield f"  {actor.note}"
    for tie, others in actor.ties.items():
        yield f"  {_words(tie)}: {', '.join(others)}"
    if actor.basis is not None:
        yield from _basis(actor.basis, evidence)
    for attribute in actor.attributes.values():
        yield from _level(attribute, evidence)


def _level(level: Attribute | Level, evidence: Evidence) -> Iterator[str]:
    spread = f" +/- {level.spread:g}" if level.spread else ""
    yield f"  {level.name} = {level.value:g}{spread}, within {level.low:g} to {level.high:g} ({level.unit})"
    yield from (f"  {line}" for line in _basis(level.basis, evidence))


def _event(event: EventKind, evidence: Evidence) -> Iterator[str]:
    yield f"{event.id}: an event, {event.title}"
    yield f"  {event.meaning}"
    if event.hazard is not None:
        yield f"  of itself: in {event.hazard.prior.describe()} of months{', once' if event.once else ''}"
        if raised := event.hazard.raised_by:
            yield f"  times 1 {raised.by:+g} x the {_words(raised.state)} of {raised.actor}"
        if event.hazard.age_of:
            yield f"  that is at 85 years; it follows the age of {event.hazard.age_of}"
        yield from _basis(event.hazard.basis, evidence)
    for effect in event.effects:
        yield f"  touches: {effect.actor}, {effect.attribute}: {effect.operation} {effect.prior.describe()}"
    for act, count in event.acts.items():
        yield f"  on record: {_words(act)}, {count}"
    yield from _basis(event.basis, evidence)


def _strategy(strategy: Strategy, evidence: Evidence) -> Iterator[str]:
    yield f"{strategy.name}: a strategy of Iran, {strategy.title}"
    yield f"  {strategy.meaning}"
    yield from _basis(strategy.basis, evidence)
    for name, variant in strategy.variants.items():
        yield f"  variant {name}, in {100 * variant.share:g}% of runs:"
        for lever, level in variant.levers.items():
            low, high = level.range
            yield f"    {_words(lever)}: {level.prior.describe()}, within {low:g} to {high:g}"


def _lens(lens: Lens, evidence: Evidence) -> Iterator[str]:
    yield f"{lens.id}: a lens, {lens.title}"
    yield f"  {lens.reading}"
    yield f"  voice: {lens.voice}"
    for name, prior in lens.priors.items():
        yield f"  {name}: {prior.describe()} (pooled: {evidence.parameters[name].prior.describe()})"
    yield from (f"  {line}" for line in _facts(lens.facts, evidence))


def _start(start: StartingPoint, evidence: Evidence) -> Iterator[str]:
    government = start.government
    yield f"{start.start}: a starting point, {start.title}"
    if start.note:
        yield f"  {start.note}"
    yield f"  nothing after {start.cut} is used"
    yield (
        f"  government: {evidence.actors[government.prime_minister].name} ({_words(government.pm_kind)}, "
        f"backing: {_words(government.pm_backing)}), with {', '.join(government.coalition)}"
    )
    for level in start.world.values():
        yield from _level(level, evidence)


def _fact(fact: Fact, evidence: Evidence) -> Iterator[str]:
    yield f"{fact.id}: a fact of the articles"
    yield from (f"  {line}" for line in _facts([fact.id], evidence))
    if fact.quantity is not None:
        yield f"  quantity: {fact.quantity} {fact.unit}"
    if fact.caution:
        yield f"  caution: {fact.caution}"


def _source(source: Reference, _: Evidence) -> Iterator[str]:
    yield f"{source.id}: a source ({_words(source.kind)})"
    yield f"  {source.citation}"


def _outcome(outcome: Outcome, _: Evidence) -> Iterator[str]:
    yield f"{outcome.name}: an outcome"
    yield f"  {outcome.meaning}"
    yield f"  values: {outcome.values}"
    yield f"  how it is coded: {outcome.rule}"


def _batch(batch: Batch) -> Iterator[str]:
    yield f"{batch.file}: scenarios run together, {batch.title}"
    if batch.question:
        yield f"  {batch.question}"
    yield f"  {batch.runs:,} runs each, seed {batch.seed}: {', '.join(batch.names)}"


def _scenario(file: str, scenario: Any) -> Iterator[str]:
    yield f"{scenario.name}: a scenario of {file}"
    yield from (f"  {line}" for line in _specification(scenario.model_dump(mode="json")))


def _specification(values: Mapping[str, Any], place: str = "") -> Iterator[str]:
    """Every setting that is not empty, nested names joined by dots."""
    for key, value in values.items():
        name = f"{place}{key}"
        if isinstance(value, Mapping):
            yield from _specification(value, f"{name}.")
        elif value not in (None, [], "") and name != "name":
            yield f"{name}: {_compact(value)}"


def _compact(value: Any) -> str:
    """A list on one line: [{'month': None, 'strategy': 'loosen'}] is "strategy loosen"."""
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_compact(inner)}" for key, inner in value.items() if inner is not None)
    return "; ".join(map(_compact, value)) if isinstance(value, list) else str(value)


def _basis(basis: Basis, evidence: Evidence) -> Iterator[str]:
    yield f"  basis: {basis.kind}" + (f", {basis.why}" if basis.why else "")
    yield from (f"  {line}" for line in _facts(basis.facts, evidence))
    for name in basis.sources:
        yield f"    {name}: {evidence.sources[name].citation}"


def _facts(names: Iterable[str], evidence: Evidence) -> Iterator[str]:
    for name in names:
        fact = evidence.facts[name]
        outlet = evidence.articles[fact.article].outlet
        said = f"{fact.voice}, in {outlet}, {fact.date}; confidence {fact.confidence}"
        yield f"  {name}: {fact.fact} ({said})"

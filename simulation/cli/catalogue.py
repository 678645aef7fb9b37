"""What exists and what it is, in words: the contents of `crossroads list` and `crossroads explain`."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from simulation.cli import defining
from simulation.cli.defining import basis as _basis
from simulation.cli.defining import facts as _facts
from simulation.errors import InputError, nearest
from simulation.evidence import load_evidence
from simulation.outcomes.catalogue import OUTCOMES, Outcome
from simulation.scenario import Batch, built_in, load

if TYPE_CHECKING:
    from simulation.evidence import (
        Actor,
        Attribute,
        EventKind,
        Evidence,
        Fact,
        Lens,
        Level,
        Mechanism,
        Parameter,
        StartingPoint,
        Strategy,
        Theory,
    )
    from simulation.evidence import Source as Reference

Rows = list[tuple[str, str]]
Lines = Iterable[str]
WIDTH: Final = 100


def entries(kind: str) -> Rows:
    """Name and one line of meaning of everything of a kind."""
    if kind in _MADE:
        return _MADE[kind]()
    table, describe = _LISTED[kind]
    return [(name, describe(record)) for name, record in getattr(load_evidence(), table).items()]


_LISTED: Final[Mapping[str, tuple[str, Callable[[Any], str]]]] = {
    "actors": ("actors", lambda actor: f"{actor.name} ({_words(actor.kind)})"),
    "parameters": ("parameters", lambda parameter: parameter.meaning),
    "events": ("events", lambda event: f"{event.title}; {hazard_words(event)}"),
    "lenses": ("lenses", lambda lens: lens.title),
    "theories": ("theories", lambda theory: theory.title),
    "starts": ("starts", lambda start: start.title),
    "mechanisms": ("mechanisms", lambda mechanism: _switched(mechanism)),
    "strategies": ("strategies", lambda strategy: strategy.title),
    "thresholds": ("codebook", lambda value: f"{value.meaning or 'see its name'} Now {value.value:g}."),
    "laws": ("laws", lambda law: law.title),
    "elections": ("election_outcomes", lambda outcome: outcome.title),
    "facts": ("facts", lambda fact: f"{fact.fact} ({fact.voice}; confidence {fact.confidence})"),
    "articles": ("articles", lambda article: f"{article.title}, {article.outlet}, {article.date}"),
    "sources": ("sources", lambda source: f"{source.citation} ({_words(source.kind)})"),
}


def hazard_words(event: EventKind) -> str:
    """How often an event comes unasked; any event can be ordered by a scenario."""
    if event.hazard is None:
        return "only where a scenario orders it"
    low, high = (100.0 * level for level in event.hazard.prior.ppf([0.05, 0.95]))
    return f"unasked in {low:.2g} to {high:.2g} of 100 months, or ordered by a scenario"


def _switched(mechanism: Mechanism) -> str:
    return mechanism.title if mechanism.switch else f"{mechanism.title} (no switch)"


def _posture_rows() -> Rows:
    known = load_evidence().postures
    return [
        (f"{power}.{name}", held.title) for power, held_by in known.items() for name, held in held_by.items()
    ]


def _act_rows() -> Rows:
    from simulation.telling.words import load_words

    return [(name, act.title) for name, act in load_words().acts.items()]


def basis_words() -> str:
    """What the parameters rest on, as shares, commonest first."""
    evidence = load_evidence()
    ranked = sorted(evidence.basis_shares().items(), key=lambda entry: -entry[1])
    shares = ", ".join(f"{kind} {100 * share:.1f}%" for kind, share in ranked)
    return f"{len(evidence.parameters)} parameters: {shares}"


def _scenario_rows() -> Rows:
    rows = []
    for file in built_in():
        batch = load(file)
        words = f"{batch.title}. {batch.question}".strip(" .")
        rows.append((file, f"{words} Scenarios: {', '.join(batch.names)}"))
    return rows


_MADE: Final[Mapping[str, Callable[[], Rows]]] = {
    "outcomes": lambda: [(name, outcome.meaning) for name, outcome in OUTCOMES.items()],
    "scenarios": _scenario_rows,
    "postures": _posture_rows,
    "acts": _act_rows,
    "indicators": lambda: list(defining.indicators().items()),
}


@dataclass(frozen=True)
class Entry:
    """Something that can be explained: of a kind, by its full name, with a way to tell it."""

    kind: str
    name: str
    lines: Callable[[], Lines]

    def __str__(self) -> str:
        return wrapped(self.lines())


def entries_of(name: str) -> list[Entry]:
    """Everything called `name`, or `kind:name`. Raises `InputError` where nothing is."""
    kind, colon, rest = name.partition(":")
    known = list(_known(load_evidence()))
    if colon and kind in {entry.kind for _, entry in known}:
        known, name = [(called, entry) for called, entry in known if entry.kind == kind], rest
    found = [entry for called, entry in known if called == name]
    if not found:
        close = nearest(name, {called for called, _ in known})
        raise InputError(f"nothing is called {name!r}; {close}; see: crossroads list")
    return found


def explanation(name: str) -> str:
    """Everything known by `name`, told in paragraphs. Raises `InputError` for an unknown name."""
    return "\n\n".join(map(str, entries_of(name)))


Table = Mapping[str, Any]


def _known(evidence: Evidence) -> Iterator[tuple[str, Entry]]:
    """Every name that can be explained, and what it is the name of."""
    told: tuple[tuple[str, Table, Callable[[Any, Evidence], Lines]], ...] = (
        ("parameter", evidence.parameters, _parameter),
        ("actor", evidence.actors, _actor),
        ("event", evidence.events, _event),
        ("mechanism", evidence.mechanisms, defining.mechanism),
        ("strategy", evidence.strategies, _strategy),
        ("lens", evidence.lenses, _lens),
        ("theory", evidence.theories, _theory),
        ("start", evidence.starts, _start),
        ("threshold", evidence.codebook, defining.threshold),
        ("law", evidence.laws, lambda law, _: defining.titled("an election law", law)),
        ("election", evidence.election_outcomes, lambda won, _: defining.titled("an election outcome", won)),
        ("fact", evidence.facts, _fact),
        ("article", evidence.articles, defining.article),
        ("source", evidence.sources, _source),
        ("outcome", OUTCOMES, _outcome),
    )
    for kind, table, tell in told:
        for name, record in table.items():
            yield name, Entry(kind, name, partial(tell, record, evidence))
    yield from _postures(evidence)
    yield from _recorded()
    yield from _scenarios()


def _postures(evidence: Evidence) -> Iterator[tuple[str, Entry]]:
    for power, postures in evidence.postures.items():
        for name, posture in postures.items():
            full = f"{power}.{name}"
            entry = Entry("posture", full, partial(defining.posture, posture, evidence, power=power))
            yield from ((called, entry) for called in (full, name))


def _recorded() -> Iterator[tuple[str, Entry]]:
    """Acts and monthly indicators; an indicator that is an outcome's or an act's month is told once."""
    from simulation.telling.words import load_words

    acts = load_words().acts
    for name, words in acts.items():
        if name not in OUTCOMES:
            yield name, Entry("act", name, partial(defining.act, name, words))
    for name, meaning in defining.indicators().items():
        if name not in OUTCOMES and name not in acts:
            yield name, Entry("indicator", name, partial(defining.indicator, name, meaning))


def _scenarios() -> Iterator[tuple[str, Entry]]:
    for file in built_in():
        batch = load(file)
        yield file, Entry("batch", file, partial(_batch, batch))
        for scenario in batch.scenarios:
            full = f"{file}#{scenario.name}"
            entry = Entry("scenario", full, partial(_scenario, file, scenario))
            yield from ((called, entry) for called in (scenario.name, full))


def wrapped(lines: Lines) -> str:
    """Lines wrapped to the width of a page, each at its own indent."""
    return "\n".join(_wrapped(lines))


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
    yield from defining.sketch(parameter.prior, low, high)
    for lens in evidence.lenses.values():
        if parameter.name in lens.priors:
            prior = lens.priors[parameter.name]
            yield f"  {lens.title} disagrees: {prior.describe()}, mean {prior.mean:.3g}"
    mechanism = evidence.mechanisms[parameter.mechanism]
    yield f"  touches: {mechanism.id}, {mechanism.title} ({mechanism.equation})"
    yield from defining.read_by(parameter.name)
    yield from _basis(parameter.basis, evidence)


def _actor(actor: Actor, evidence: Evidence) -> Iterator[str]:
    community = f", {_words(actor.community)}" if actor.community else ""
    yield f"{actor.id}: {actor.name}, an actor ({_words(actor.kind)}{community})"
    if actor.note:
        yield f"  {actor.note}"
    for tie, others in actor.ties.items():
        yield f"  {_words(tie)}: {', '.join(others)}"
    aimed = {actor.id, f"kind:{actor.kind}"}
    changing = [
        event.id for event in evidence.events.values() if aimed & {effect.actor for effect in event.effects}
    ]
    if changing:
        yield f"  changed by events: {', '.join(changing)}"
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


def _theory(theory: Theory, evidence: Evidence) -> Iterator[str]:
    yield f"{theory.id}: a theory of the prime minister's alignment, {theory.title}"
    yield f"  {theory.equation}"
    yield from (f"  {line}" for line in _facts(theory.facts, evidence))
    for name in theory.papers:
        yield f"    {name}: {evidence.sources[name].citation}"


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
    yield from defining.rests_on(fact.id, evidence)


def _source(source: Reference, evidence: Evidence) -> Iterator[str]:
    yield f"{source.id}: a source ({_words(source.kind)})"
    yield f"  {source.citation}"
    if source.note:
        yield f"  {source.note}"
    yield from defining.rests_on(source.id, evidence)


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

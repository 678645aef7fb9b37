"""What mechanisms, postures, thresholds, indicators, acts and articles are, in paragraphs for `explain`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from simulation.cli.reading_code import places_of_parameter, places_of_threshold

if TYPE_CHECKING:
    from simulation.evidence import (
        Article,
        Basis,
        CodebookValue,
        Evidence,
        Mechanism,
        Posture,
        Prior,
        Titled,
    )
    from simulation.telling.words import ActWords

WIDTH: Final = 40  # characters of a sketch


def sketch(prior: Prior, low: float, high: float) -> Iterator[str]:
    """A prior as a line of text within its range, and its quantiles at 5, 50 and 95 in 100.

    "0 ....====o=======...... 1": the bar holds nine draws in ten, the o is the middle one.
    """
    quantiles = prior.ppf(np.array([0.05, 0.5, 0.95]))
    if not high > low:
        return
    places = np.clip(np.rint((quantiles - low) / (high - low) * (WIDTH - 1)), 0, WIDTH - 1).astype(int)
    line = ["."] * WIDTH
    line[places[0] : places[2] + 1] = "=" * (places[2] - places[0] + 1)
    line[places[1]] = "o"
    yield f"  {low:g} {''.join(line)} {high:g}"
    five, half, most = quantiles
    yield f"  5% {five:.3g}, 50% {half:.3g}, 95% {most:.3g}"


def read_by(name: str) -> Iterator[str]:
    """The rules of the model that read a parameter."""
    places = places_of_parameter(name)
    if places:
        yield f"  read by: {', '.join(places)}"


def mechanism(found: Mechanism, evidence: Evidence) -> Iterator[str]:
    """A mechanism: its equation, switch, parameters and what it rests on."""
    rows = ", ".join(map(str, found.row))
    yield f"{found.id}: a mechanism, {found.title} (row {rows} of the design)"
    yield f"  {found.equation}"
    off = f"ablate: [{found.id}]" if found.switch else "cannot be switched off"
    yield f"  switch: {off}"
    if shown := _shown(found):
        yield f"  shows in: {', '.join(shown)}"
    names = [name for name, parameter in evidence.parameters.items() if parameter.mechanism == found.id]
    if names:
        yield f"  parameters: {', '.join(names)}"
    yield from facts(found.facts, evidence)
    for name in found.papers:
        yield f"    {name}: {evidence.sources[name].citation}"


def _shown(found: Mechanism) -> tuple[str, ...]:
    """The monthly indicators that the seeds name for a mechanism, where they name any."""
    return tuple(dict(found).get("shows", ()))


def posture(found: Posture, _: Evidence, *, power: str) -> Iterator[str]:
    """A power's posture: the levels of its levers."""
    yield f"{found.name}: a posture of {power.replace('_', ' ')}, {found.title}"
    yield f"  {found.meaning}"
    for lever, level in found.levers.items():
        low, high = level.range
        yield f"  {lever.replace('_', ' ')}: {level.prior.describe()}, within {low:g} to {high:g}"
        yield f"    basis: {level.basis.kind}{f', {level.basis.why}' if level.basis.why else ''}"


def threshold(found: CodebookValue, evidence: Evidence) -> Iterator[str]:
    """A threshold of the codebook: its value, the values worth trying, and the rules that read it."""
    yield f"{found.name}: a threshold of the codebook"
    if found.meaning:
        yield f"  {found.meaning}"
    unit = f" {found.unit}" if found.unit else ""
    yield f"  value: {found.value:g}{unit}; worth trying: {found.low:g} to {found.high:g}"
    places = places_of_threshold(found.name)
    if places:
        yield f"  read by: {', '.join(places)}"
    yield from basis(found.basis, evidence)


def act(name: str, words: ActWords) -> Iterator[str]:
    """An act on record: how it is told, and what is coded from it."""
    from simulation.telling.story import counted_in
    from simulation.telling.words import load_words

    yield f"{name}: an act on record, {words.title}"
    yield f"  told as: {load_words().sentence(name, words.actor, '', 1.0)}"
    counted = counted_in(name, load_words())
    yield f"  coded in: {'; '.join(counted)}" if counted else "  coded in: no outcome"


def indicator(name: str, meaning: str) -> Iterator[str]:
    """A monthly indicator."""
    from simulation.evidence import load_evidence

    yield f"{name}: a monthly indicator, a column of months.parquet"
    yield f"  {meaning}"
    movers = [known.id for known in load_evidence().mechanisms.values() if name in _shown(known)]
    if movers:
        yield f"  shows the work of: {', '.join(movers)}"


def indicators() -> Mapping[str, str]:
    """Every monthly indicator, with the meaning of the outcome, act or attribute of the same name."""
    from simulation.evidence import load_evidence
    from simulation.model.indicators import INDICATORS, MOODS
    from simulation.outcomes.catalogue import OUTCOMES
    from simulation.telling.words import load_words

    evidence, acts = load_evidence(), load_words().acts
    electorates = [key for key, actor in evidence.actors.items() if actor.kind == "electorate"]
    publics = [key.removesuffix("_public") for key in electorates]
    found = dict.fromkeys(INDICATORS, "")
    found |= {f"{mood}_{public}": evidence.attributes[mood].meaning for mood in MOODS for public in publics}
    for name in found:
        if name in OUTCOMES:
            found[name] = f"{OUTCOMES[name].meaning}, of the month"
        elif name in acts:
            found[name] = f"{acts[name].title}, in the month"
        elif not found[name]:
            found[name] = _attribute(name)
    return found


def _attribute(name: str) -> str:
    """What an indicator reports: an actor's attribute by its meaning, anything else by its words."""
    from simulation.evidence import load_evidence

    evidence = load_evidence()
    for owner in ("", *(f"{key}_" for key in evidence.actors)):
        bare = name.removeprefix(owner)
        if bare in evidence.attributes:
            return evidence.attributes[bare].meaning
    return _MEANINGS.get(name, name.replace("_", " "))


_MEANINGS: Final[Mapping[str, str]] = {
    "lean": "The premier's accommodation of the West and the Arabs less that of Tehran, -1 to 1.",
    "insurance": "The hedge: twice the lesser of the premier's two accommodations, 0 to 2.",
    "coalition_ideal": "The position of the governing coalition, -1 inside the axis to 1 outside.",
    "framework_hold": "The Coordination Framework's share of the cabinet's seats times its cohesion.",
    "framework_seats": "Seats of the lists inside the Coordination Framework.",
    "groups_in_name": "Armed groups integrated at least in name.",
    "groups_in_fact": "Armed groups integrated in fact.",
    "axis_strength": "How strong Iran and its allies are seen to be.",
    "iran_means": "Iran's money and weapons for its allies, the reference years at 1.",
    "iran_orders": "What reaches armed groups in Iraq of Tehran's orders, 2022-24 at 1.",
    "iran_brokerage": "Tehran's work on parties, posts and cabinets, 2022-24 at 1.",
    "iran_prestige": "Iran's standing as a patron: perceived strength times resolve.",
    "us_prestige": "Washington's standing as a patron: commitment, presence and credibility.",
    "us_troops": "American troops in Iraq.",
    "israel_threat": "The threat of Israeli strikes that armed groups in Iraq feel, 0 to 1.",
    "arab_door": "How wide the Arab states hold their door, 0 to 1.",
    "gulf_projects": "Gulf projects under way, 0 to 1.",
}


def titled(kind: str, found: Titled) -> Iterator[str]:
    """An election law, or a named outcome of an election."""
    yield f"{found.name}: {kind}"
    yield f"  {found.title}"


def article(found: Article, evidence: Evidence) -> Iterator[str]:
    """An article, and the facts taken from it."""
    yield f"{found.id}: an article, {found.title}"
    yield f"  {found.outlet}, {found.date}; {found.stance}"
    if found.note:
        yield f"  {found.note}"
    yield "  facts:"
    ours = [fact.id for fact in evidence.facts.values() if fact.article == found.id]
    yield from (f"  {line}" for line in facts(ours, evidence))


def basis(found: Basis, evidence: Evidence) -> Iterator[str]:
    """What a number rests on, with the reasoning, the facts and the sources."""
    yield f"  basis: {found.kind}" + (f", {found.why}" if found.why else "")
    yield from (f"  {line}" for line in facts(found.facts, evidence))
    for name in found.sources:
        yield f"    {name}: {evidence.sources[name].citation}"


def facts(names: Iterable[str], evidence: Evidence) -> Iterator[str]:
    """Facts of the articles: what is said, by whom, where and when, how sure, and with what caution."""
    for name in names:
        fact = evidence.facts[name]
        outlet = evidence.articles[fact.article].outlet
        said = f"{fact.voice}, in {outlet}, {fact.date}; confidence {fact.confidence}"
        yield f"  {name}: {fact.fact} ({said})"
        if fact.caution:
            yield f"    caution: {fact.caution}"


def rests_on(name: str, evidence: Evidence) -> Iterator[str]:
    """What rests on a fact or a source."""
    for kind, names in _citing(name, evidence).items():
        shown = ", ".join(names[:12]) + (f" and {len(names) - 12} more" if len(names) > 12 else "")
        yield f"  {kind} that rest on it: {shown}"


def _citing(cited: str, evidence: Evidence) -> dict[str, list[str]]:
    """Who cites a fact or a source, by kind of record."""
    found: dict[str, list[str]] = {}
    for kind, name, names in _citations(evidence):
        if cited in names:
            found.setdefault(kind, []).append(name)
    return found


def _citations(evidence: Evidence) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    tables: dict[str, Mapping[str, Any]] = {
        "parameters": evidence.parameters,
        "events": evidence.events,
        "thresholds": evidence.codebook,
        "strategies": evidence.strategies,
    }
    for kind, table in tables.items():
        for name, record in table.items():
            yield kind, name, (*record.basis.facts, *record.basis.sources)
    for name, known in evidence.mechanisms.items():
        yield "mechanisms", name, (*known.facts, *known.papers)
    for name, lens in evidence.lenses.items():
        yield "lenses", name, lens.facts

"""The evidence browser: facts, parameters, actors, voices and thresholds as pages, written from the seeds.

Pages are MyST Markdown. Every fact, parameter, actor, source and lens has a heading that links lead to: one
can go from a number to the sentence it rests on, and back from the sentence to the numbers.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

import numpy as np

from simulation.evidence import Actor, Attribute, Basis, Evidence, Fact, Lens, Parameter, Prior

_MARKS: Final = re.compile(r"([\\`*_{}\[\]<>|$#])")
_KINDS: Final = {
    "armed_group": "Armed groups",
    "axis_ally": "Allies of Tehran",
    "foreign_power": "Foreign powers",
    "party": "Lists and parties",
}
_TOP: Final = "/evidence/"
_NOT_SHOWN: Final = {"electorate": ("share",)}  # shares of communities, see docs/tone.md


def pages(evidence: Evidence) -> dict[str, str]:
    """The path and the text of every page, the path below `evidence/`."""
    rests = _rests_on(evidence)
    found = {
        "parameters.md": _index_of_parameters(evidence),
        "voices.md": _voices(evidence),
        "disagreement.md": _disagreement(evidence),
        "actors.md": _actors(evidence),
        "thresholds.md": _thresholds(evidence),
        "sources.md": _sources(evidence, rests),
    }
    found |= {f"facts/{name}.md": _article(name, evidence, rests) for name in evidence.articles}
    found |= {f"mechanisms/{name}.md": _mechanism(name, evidence) for name in _in_use(evidence)}
    return {"index.md": _front(evidence), **{name: f"{text.rstrip()}\n" for name, text in found.items()}}


# --- what rests on what ----------------------------------------------------------------------------


def _rests_on(evidence: Evidence) -> Mapping[str, list[str]]:
    """What rests on a fact or a source, as links, by its name."""
    found: dict[str, list[str]] = defaultdict(list)
    for name, parameter in evidence.parameters.items():
        for support in (*parameter.basis.facts, *parameter.basis.sources):
            found[support].append(_to_parameter(name, evidence))
    for name, each in evidence.mechanisms.items():
        for support in (*each.facts, *each.papers):
            found[support].append(f"[the mechanism *{_plain(each.title)}*]({_TOP}mechanisms/{name}.md)")
    for lens in evidence.lenses.values():
        for support in lens.facts:
            found[support].append(f"[the lens *{_plain(lens.title)}*]({_lens(lens)})")
    for actor in evidence.actors.values():
        bases = [actor.basis, *(attribute.basis for attribute in actor.attributes.values())]
        for support in {s for basis in bases if basis for s in (*basis.facts, *basis.sources)}:
            found[support].append(f"[{_plain(actor.name)}]({_TOP}actors.md#{_slug(actor.name)})")
    for name, value in evidence.codebook.items():
        for support in (*value.basis.facts, *value.basis.sources):
            found[support].append(f"[`{name}`]({_TOP}thresholds.md#{_slug(name)})")
    return found


def _in_use(evidence: Evidence) -> list[str]:
    """Mechanisms in the order of the design."""
    return sorted(evidence.mechanisms, key=lambda name: (min(evidence.mechanisms[name].row), name))


# --- pages -----------------------------------------------------------------------------------------


def _front(evidence: Evidence) -> str:
    shares = ", ".join(f"{100 * share:.0f}% {kind}" for kind, share in evidence.basis_shares().items())
    mechanisms = "\n".join(
        f"- [{_plain(evidence.mechanisms[name].title)}](mechanisms/{name}.md)" for name in _in_use(evidence)
    )
    articles = "\n".join(f"facts/{name}" for name in evidence.articles)
    counts = (
        f"{len(evidence.facts)} facts of {len(evidence.articles)} articles in our own words, "
        f"{len(evidence.parameters)} parameters in {len(evidence.mechanisms)} mechanisms, "
        f"{len(evidence.actors)} actors, {len(evidence.sources)} papers, laws and records."
    )
    return f"""# Evidence

{counts} What the parameters rest on: {shares}. All articles are foreign; none is from an Iraqi outlet.

These pages are written from `seeds/` each time the site is built. The search finds every name and sentence in
them; `crossroads explain NAME` says the same in a terminal.

```{{toctree}}
:maxdepth: 1

parameters
actors
voices
disagreement
thresholds
sources
```

```{{toctree}}
:maxdepth: 1
:caption: Facts by article

{articles}
```

## Parameters by mechanism

{mechanisms}
"""


def _article(name: str, evidence: Evidence, rests: Mapping[str, list[str]]) -> str:
    article = evidence.articles[name]
    lines = [
        f"# {_plain(article.outlet)}, {article.date}",
        f"*{_plain(article.title)}.* {_plain(article.stance)}.",
        _plain(article.note),
    ]
    for fact in evidence.facts.values():
        if fact.article == name:
            lines += _fact(fact, rests.get(fact.id, []))
    return "\n\n".join(lines)


def _fact(fact: Fact, rests: Sequence[str]) -> Iterator[str]:
    yield f"## {fact.id}"
    yield _plain(fact.fact)
    if fact.quantity is not None:
        yield f"Quantity: {_quantity(fact)}."
    yield f"Said by: {_plain(fact.voice)}, of {fact.date}. Confidence: {fact.confidence}."
    if fact.caution:
        yield f"Caution: {_plain(fact.caution)}"
    yield f"Rests on it: {', '.join(rests)}." if rests else "Nothing rests on it."


def _quantity(fact: Fact) -> str:
    numbers = fact.quantity if isinstance(fact.quantity, tuple) else (fact.quantity,)
    return f"{' to '.join(f'{number:,g}' for number in numbers)} {_plain(fact.unit or '')}"


def _mechanism(name: str, evidence: Evidence) -> str:
    each = evidence.mechanisms[name]
    switch = f"`ablate: [{name}]`" if each.switch else "cannot be switched off"
    shows = ", ".join(f"`{shown}`" for shown in each.shows) or "no indicator of its own"
    lines = [
        f"---\norphan: true\n---\n\n# {_plain(each.title)}",
        _plain(each.equation),
        f"Switch: {switch}. Shows in: {shows}.",
        f"Rests on: {_support(each.facts, each.papers, evidence)}.",
    ]
    for found, parameter in evidence.parameters.items():
        if parameter.mechanism == name:
            lines += _parameter(found, parameter, evidence)
    return "\n\n".join(lines)


def _parameter(name: str, parameter: Parameter, evidence: Evidence) -> Iterator[str]:
    low, high = parameter.range
    yield f"## {name}"
    yield _plain(parameter.meaning)
    yield (
        f"Unit: {_plain(parameter.unit)}. Prior: {parameter.prior.describe()}; "
        f"middle, and nine in ten: {_spread(parameter.prior)}. "
        f"Range: {low:g} to {high:g}."
    )
    yield from _based(parameter.basis, evidence)
    for lens in evidence.lenses.values():
        if name in lens.priors:
            theirs = lens.priors[name]
            yield f"[{_plain(lens.title)}]({_lens(lens)}) disagrees: {theirs.describe()}; {_spread(theirs)}."


def _based(basis: Basis, evidence: Evidence) -> Iterator[str]:
    why = f" {_plain(basis.why)}" if basis.why else ""
    yield f"Basis: {basis.kind}.{why}"
    if basis.facts or basis.sources:
        yield f"Rests on: {_support(basis.facts, basis.sources, evidence)}."


def _index_of_parameters(evidence: Evidence) -> str:
    rows = [
        [
            _to_parameter(name, evidence),
            _plain(each.meaning),
            _plain(each.unit),
            _spread(each.prior),
            each.basis.kind,
        ]
        for name, each in sorted(evidence.parameters.items())
    ]
    head = ["parameter", "meaning", "unit", "prior: middle (90% between)", "basis"]
    return "\n".join(
        ["# Parameters", "", "All of them by name. A prior is drawn once per run.", "", *_table(head, rows)]
    )


def _voices(evidence: Evidence) -> str:
    """Who says what: the facts of every voice, those with most first."""
    said: dict[str, list[Fact]] = defaultdict(list)
    for fact in evidence.facts.values():
        said[fact.voice].append(fact)
    lines = [
        "# Who says what",
        "An opinion belongs to its voice, not to this project. Where voices disagree, their readings are "
        "[lenses](disagreement.md).",
    ]
    for voice, facts in sorted(said.items(), key=lambda item: (-len(item[1]), item[0])):
        lines += [f"## {_capital(_plain(voice))}"]
        lines += ["\n".join(f"- {_plain(each.fact)} ({_to_fact(each.id, evidence)})" for each in facts)]
    return "\n\n".join(lines)


def _disagreement(evidence: Evidence) -> str:
    """Who disagrees: each lens, and its priors beside the pooled ones."""
    lines = [
        "# Who disagrees",
        "A lens is one analyst's reading: priors put otherwise, within the parameters' ranges. Directions "
        "are read from what the analyst says; sizes are ours, and no analyst has seen them. A scenario takes "
        "a lens with `lens:`; [one figure](../gallery.md) shows how far outcomes depend on it.",
    ]
    for lens in evidence.lenses.values():
        rows = [
            [
                _to_parameter(name, evidence),
                _plain(evidence.parameters[name].meaning),
                _spread(evidence.parameters[name].prior),
                _spread(theirs),
            ]
            for name, theirs in lens.priors.items()
        ]
        lines += [f"## {_plain(lens.title)}", _plain(lens.reading)]
        lines += (
            [f"Voice: {_plain(lens.voice)}. Rests on: {_support(lens.facts, (), evidence)}."]
            if lens.facts
            else []
        )
        lines += ["\n".join(_table(["parameter", "meaning", "pooled", "here"], rows))] if rows else []
    return "\n\n".join(lines)


def _actors(evidence: Evidence) -> str:
    lines = [
        "# Actors",
        "Attributes at the start, drawn per run within the spread; starting points change some of them. A "
        "loyalty is a claim with an author, not a type.",
    ]
    kinds = dict.fromkeys(actor.kind for actor in evidence.actors.values())
    for kind in kinds:
        lines += [f"## {_KINDS.get(kind, _capital(kind.replace('_', ' ')))}"]
        for name, actor in evidence.actors.items():
            if actor.kind == kind:
                lines += _actor(name, actor, evidence)
    return "\n\n".join(lines)


def _actor(name: str, actor: Actor, evidence: Evidence) -> Iterator[str]:
    yield f"### {_plain(actor.name)}"
    yield f"`{name}`. {_plain(actor.note)}"
    if actor.basis is not None:
        yield from _based(actor.basis, evidence)
    hidden = _NOT_SHOWN.get(actor.kind, ())
    rows = [_attribute(each, evidence) for key, each in actor.attributes.items() if key not in hidden]
    if rows:
        yield "\n".join(_table(["attribute", "value", "unit", "basis", "rests on"], rows))


def _attribute(each: Attribute, evidence: Evidence) -> list[str]:
    value = f"{each.value:,g}" + (f" ± {each.spread:,g}" if each.spread else "")
    return [f"`{each.name}`", value, _plain(each.unit), each.basis.kind,
            _support(each.basis.facts, each.basis.sources, evidence)]  # fmt: skip


def _thresholds(evidence: Evidence) -> str:
    lines = ["# Thresholds of the codebook", "Recorded acts become outcomes by these numbers."]
    for name, each in evidence.codebook.items():
        lines += [f"## {name}", _plain(each.meaning)]
        lines += [f"Value: {each.value:g} {_plain(each.unit)}; worth trying: {each.low:g} to {each.high:g}."]
        lines += _based(each.basis, evidence)
    return "\n\n".join(line for line in lines if line)


def _sources(evidence: Evidence, rests: Mapping[str, list[str]]) -> str:
    lines = ["# Papers, laws and records"]
    for name, each in evidence.sources.items():
        lines += [f"## {name}", f"{_plain(each.citation)} ({each.kind})"]
        lines += [_plain(each.note)] if each.note else []
        lines += [f"Rests on it: {', '.join(rests[name])}."] if rests.get(name) else []
    return "\n\n".join(lines)


# --- words -----------------------------------------------------------------------------------------


def _plain(text: str) -> str:
    """Text on one line in which nothing is Markdown."""
    return _MARKS.sub(r"\\\1", " ".join(text.split()))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _spread(prior: Prior) -> str:
    low, middle, high = prior.ppf(np.array([0.05, 0.5, 0.95]))
    return f"{middle:.3g}" if low == high else f"{middle:.3g} ({low:.3g} to {high:.3g})"


def _to_fact(name: str, evidence: Evidence) -> str:
    return f"[{name}]({_TOP}facts/{evidence.facts[name].article}.md#{_slug(name)})"


def _to_parameter(name: str, evidence: Evidence) -> str:
    return f"[`{name}`]({_TOP}mechanisms/{evidence.parameters[name].mechanism}.md#{_slug(name)})"


def _lens(lens: Lens) -> str:
    return f"{_TOP}disagreement.md#{_slug(lens.title)}"


def _slug(heading: str) -> str:
    """The anchor that MyST gives a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def _support(facts: Iterable[str], sources: Iterable[str], evidence: Evidence) -> str:
    links = [_to_fact(name, evidence) for name in facts]
    links += [f"[{name}]({_TOP}sources.md#{_slug(name)})" for name in sources]
    return ", ".join(links) or "nothing but judgement"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    yield from (f"| {' | '.join(row)} |" for row in rows)

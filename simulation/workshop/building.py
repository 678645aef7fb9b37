"""From what a node of the session sets to a scenario: levers, then events, then settings by hand."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from typing import Any, Final

from simulation.documents import Document, parse_document
from simulation.errors import InputError, Problem, nearest
from simulation.evidence import load_evidence
from simulation.scenario import Scenario, load
from simulation.scenario.checking import draft_problems, scenario_of
from simulation.scenario.merging import Draft
from simulation.scenario.months import later
from simulation.scenario.vocabulary import evidence_vocabulary
from simulation.workshop.levers import Catalogue, Lever, dated, load_levers
from simulation.workshop.overlays import Overlay

__all__ = ["LONGEST_SETTINGS", "MOST_INJECTS", "Bench", "check"]

LONGEST_SETTINGS: Final = 20_000
"""Bytes of settings by hand."""
MOST_INJECTS: Final = 60
_SETTINGS: Final = "your settings"
_FIXED: Final = ("start", "months", "name", "title", "question")


class Bench:
    """Builds the scenarios of a session on top of one baseline.

    Every scenario has the baseline's start and months, since runs are compared month by month. A lever
    that the session leaves alone stands as the baseline has it; a position that is chosen first puts the
    lever's fields back to what they are when nothing is said, then sets its own.
    """

    def __init__(self, base: Scenario, catalogue: Catalogue | None = None) -> None:
        self.base = base
        self.catalogue = catalogue or load_levers()
        self._built = functools.lru_cache(maxsize=512)(self._build)

    @classmethod
    def default(cls) -> Bench:
        """On the baseline of `seeds/workshop.yaml`."""
        found = load_levers()
        said = {"name": "baseline", "start": found.start, "months": found.months, "question": found.question}
        return cls(Scenario.model_validate(said), found)

    @classmethod
    def of_file(cls, file: str) -> Bench:
        """On the first scenario of a scenario file, a path or a built-in name. Raises InputError."""
        batch = load(file)
        first = batch.scenarios[0]
        return cls(first.model_copy(update={"question": first.question or batch.question}))

    def scenario(self, overlay: Overlay) -> Scenario:
        """The scenario that an overlay makes of the baseline. Raises InputError with all that is wrong."""
        return self._built(overlay)

    def positions(self, overlay: Overlay | None = None) -> dict[str, str | None]:
        """Where every lever stands; None where the scenario is at none of its named positions."""
        chosen = overlay or Overlay()
        said = self.base.plain()
        return {
            name: chosen.levers.get(name) or self._standing(lever, said)
            for name, lever in self.catalogue.levers.items()
        }

    def moves(self, overlay: Overlay) -> Iterator[tuple[str, str, Overlay]]:
        """Every single move from here: lever, position, and the overlay that follows."""
        here = self.positions(overlay)
        for name, lever in self.catalogue.levers.items():
            for position in lever.positions:
                if position != here[name]:
                    yield name, position, overlay.with_lever(name, position)

    def _standing(self, lever: Lever, said: Mapping[str, Any]) -> str | None:
        """The position that a scenario's plain data are at: the default, if that is one of several."""
        mine = self._part(lever, said)
        places = [lever.default, *(name for name in lever.positions if name != lever.default)]
        for name in places:
            try:
                found = self._build(Overlay().with_lever(lever.name, name)).plain()
            except InputError:
                continue
            if self._part(lever, found) == mine:
                return name
        return None

    def _part(self, lever: Lever, said: Mapping[str, Any]) -> tuple[Any, ...]:
        """What a scenario says in the fields of a lever, and when the lever's events are ordered."""
        events = [each for each in said.get("events", ()) if each["event"] in lever.events]
        return (*(_at(said, path) for path in sorted(lever.fields)), events)

    # --- building ----------------------------------------------------------------------------------

    def _build(self, overlay: Overlay) -> Scenario:
        chosen = dict(self._chosen(overlay))
        draft = self._bare(chosen)
        events = list(draft.data.get("events", ()))
        for name, position in chosen.items():
            sets = dated(chosen[name].positions[overlay.levers[name]].sets, self.base.start)
            loc = ("levers", name, "positions", overlay.levers[name], "sets")
            draft.overlay(sets, self.catalogue.document, loc)
            events += self._ordered(position, overlay.levers[name])
        events += [{"month": each.month, "event": each.event} for each in overlay.injects]
        _put_events(draft, _once(events), overlay)
        return self._validated(draft)

    def _chosen(self, overlay: Overlay) -> Iterator[tuple[str, Lever]]:
        """The levers that an overlay names, in the order of the catalogue; InputError for what is none."""
        levers = self.catalogue.levers
        for name, position in overlay.levers.items():
            if name not in levers:
                raise _unknown(name, "is not a lever", levers)
            if position not in levers[name].positions:
                raise _unknown(position, f"is not a position of '{name}'", levers[name].positions)
        self._refuse_clashes(overlay)
        if len(overlay.injects) > MOST_INJECTS:
            raise InputError(f"{len(overlay.injects)} events are dropped; {MOST_INJECTS} are the most")
        for each in overlay.injects:
            if each.event not in load_evidence().events:
                raise _unknown(each.event, "is not an event", load_evidence().events)
        return ((name, lever) for name, lever in levers.items() if name in overlay.levers)

    def _refuse_clashes(self, overlay: Overlay) -> None:
        """Positions that cannot stand together, each as valid as it is alone."""
        levers = self.catalogue.levers
        for name, key in overlay.levers.items():
            position = levers[name].positions[key]
            for other, at in position.never_with.items():
                if overlay.levers.get(other) == at:
                    ours = f"{levers[name].title}: {position.label}"
                    theirs = f"{levers[other].title}: {levers[other].positions[at].label}"
                    raise InputError(f"'{ours}' cannot stand with '{theirs}'; {position.because}")

    def _bare(self, chosen: Mapping[str, Lever]) -> Draft:
        """The baseline without what the chosen levers are about."""
        said = self.base.plain()
        for lever in chosen.values():
            said["events"] = [each for each in said.get("events", ()) if each["event"] not in lever.events]
            for path in lever.fields:
                said = _without(said, path)
        document = Document("the baseline", said)
        draft = Draft(document, ())
        draft.overlay(said, document, ())
        return draft

    def _ordered(self, lever: Lever, position: str) -> list[dict[str, Any]]:
        return [
            {"month": later(self.base.start, each.after), "event": each.event}
            for each in lever.positions[position].injects
        ]

    def _validated(self, draft: Draft) -> Scenario:
        texts = {"title": self.base.title, "question": self.base.question}
        problems = list(draft_problems(draft))
        made = scenario_of(draft, self.base.name, texts, evidence_vocabulary())
        if not isinstance(made, Scenario):
            problems += made
        if problems:
            raise InputError(list(dict.fromkeys(problems)))
        assert isinstance(made, Scenario)
        return made


def check(catalogue: Catalogue, base: Scenario, *, pairs: bool = False) -> None:
    """Every position, and every preset, makes a scenario; with `pairs`, every two positions do together.

    Raises InputError with all that do not.
    """
    bench = Bench(base, catalogue)
    single = [
        Overlay().with_lever(name, key) for name, lever in catalogue.levers.items() for key in lever.positions
    ]
    stacked = [Overlay().with_levers(preset.levers) for preset in catalogue.presets.values()]
    together = [
        a.with_levers(b.levers)
        for a in single
        for b in single
        if [*a.levers] < [*b.levers] and not (_clash(catalogue, a, b) or _clash(catalogue, b, a))
    ]
    problems: list[Problem] = []
    for overlay in [*single, *stacked, *(together if pairs else ())]:
        try:
            bench.scenario(overlay)
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(list(dict.fromkeys(problems)))


def _clash(catalogue: Catalogue, one: Overlay, other: Overlay) -> bool:
    """Does a position say that it cannot stand with another?"""
    return any(
        catalogue.levers[name].positions[key].never_with.items() & other.levers.items()
        for name, key in one.levers.items()
    )


# --- settings by hand --------------------------------------------------------------------------


def _put_events(draft: Draft, events: list[Any], overlay: Overlay) -> None:
    """Events of all sources in one list, and the rest of the settings by hand on top of everything."""
    base, _ = draft.place(())
    by_hand = _settings(overlay.yaml)
    data = dict(by_hand.data) if by_hand is not None else {}
    listed = data.pop("events", [])
    if by_hand is not None:
        draft.overlay(data, by_hand, ())
    if by_hand is not None and not isinstance(listed, list):
        draft.put(("events",), listed, by_hand, ("events",))
        return
    draft.put(("events",), [*events, *listed], base, ("events",))
    for place, event in enumerate(listed):
        assert by_hand is not None
        draft.put(("events", len(events) + place), event, by_hand, ("events", place))


def _settings(text: str) -> Document | None:
    """Settings by hand, read as data and nothing else; None where there are none. Raises InputError."""
    if not text.strip():
        return None
    found = parse_document(text, _SETTINGS, limit_bytes=LONGEST_SETTINGS)
    if not isinstance(found.data, dict):
        raise InputError([found.problem((), "is not a mapping", "write fields, such as 'lens: malik'")])
    fixed = [name for name in _FIXED if name in found.data]
    if fixed:
        hint = "leave it out: a session compares scenarios over the same months"
        raise InputError([found.key_problem((name,), "is fixed for the session", hint) for name in fixed])
    return found


def _once(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Events that are ordered twice for one month, by a lever and on the strip, happen once."""
    return [each for place, each in enumerate(events) if each not in events[:place]]


def _unknown(name: str, message: str, choices: Mapping[str, object]) -> InputError:
    return InputError([Problem("", 0, 0, str(name), message, nearest(str(name), choices))])


def _at(said: Any, path: tuple[str, ...]) -> Any:
    for step in path:
        said = said.get(step) if isinstance(said, Mapping) else None
    return said


def _without(said: Mapping[str, Any], path: tuple[str, ...]) -> dict[str, Any]:
    """Plain data without one field, and without what is empty then."""
    first, *rest = path
    if first not in said:
        return dict(said)
    if not rest:
        return {name: value for name, value in said.items() if name != first}
    inner = _without(said[first], tuple(rest)) if isinstance(said[first], Mapping) else said[first]
    return {name: inner if name == first else value for name, value in said.items() if name != first or inner}

"""What a batch varied: its scenarios, their baseline, and the factors that are crossed in them."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from simulation.plots.data import default_baseline
from simulation.plots.labels import scenario_label
from simulation.plots.style import levels_of

_SUBJECTS: Final[Mapping[str, str]] = {
    "iran": "Tehran's strategy",
    "united_states": "American policy",
    "israel": "Israel's posture",
    "turkey": "Turkey's posture",
    "gulf": "the Gulf states' posture",
    "syria": "Syria's posture",
    "russia": "Russia's posture",
    "election": "the vote",
    "events": "dated events",
    "actors": "the traits of actors",
    "ablate": "the mechanisms at work",
    "lens": "the reading of the evidence",
    "start": "the starting point",
    "months": "the horizon",
}
_PLURAL: Final = ("dated events", "the traits of actors", "the mechanisms at work")
_LONGEST: Final = 120  # letters of a scenario's name
_MOST_NAMED: Final = 3  # settings that a sentence can name


@dataclass(frozen=True, slots=True)
class Factor:
    """One of the things that were crossed: what it is, and its levels."""

    subject: str
    levels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Design:
    """The scenarios in the order of the file, the baseline among them, and what differs.

    `factors` is empty unless every combination of the levels of two factors or more is there.
    """

    names: tuple[str, ...]
    baseline: str | None
    subject: str
    factors: tuple[Factor, ...] = ()

    @property
    def others(self) -> tuple[str, ...]:
        """The scenarios compared with the baseline."""
        return tuple(name for name in self.names if name != self.baseline)

    def label(self, name: str) -> str:
        """A scenario's name as a reader sees it, whole."""
        return scenario_label(name, _LONGEST)

    def quoted(self, name: str) -> str:
        """The same inside a sentence: in quotes where it is more than a word."""
        label = self.label(name)
        return f"“{label}”" if " " in label else label

    def alike_but(self, factor: int) -> list[list[str]]:
        """Scenarios in groups that differ in one factor only, its levels in order."""
        groups: dict[tuple[str, ...], list[str]] = {}
        for name in self.names:
            levels = levels_of(name)
            groups.setdefault((*levels[:factor], *levels[factor + 1 :]), []).append(name)
        return list(groups.values())


def design_of(manifest: Mapping[str, Any]) -> Design:
    """The design of a batch, from its manifest alone."""
    settings = {str(entry["name"]): entry.get("specification", {}) for entry in manifest["scenarios"]}
    names = tuple(settings)
    baseline = default_baseline(names) if len(names) > 1 else None
    return Design(names, baseline, _subject(settings.values()), tuple(_factors(settings)))


def _factors(settings: Mapping[str, Mapping[str, Any]]) -> list[Factor]:
    """The crossed factors; none where the names do not make a full cross."""
    table = [levels_of(name) for name in settings]
    if len({len(levels) for levels in table}) != 1 or len(table[0]) < 2:
        return []
    columns = [tuple(dict.fromkeys(column)) for column in zip(*table, strict=True)]
    whole = set(itertools.product(*columns)) == {tuple(levels) for levels in table}
    if not whole or min(map(len, columns)) < 2:
        return []
    bare = Design(tuple(settings), None, "")
    return [
        Factor(_subject(settings[name] for name in bare.alike_but(place)[0]), levels)
        for place, levels in enumerate(columns)
    ]


def _subject(settings: Iterable[Mapping[str, Any]]) -> str:
    """What differs between some scenarios, as the subject of a sentence."""
    told = list(settings)
    fields = dict.fromkeys(key for setting in told for key in setting)
    differing = [field for field in fields if not _equal(setting.get(field) for setting in told)]
    named = [_SUBJECTS[field] for field in differing if field in _SUBJECTS]
    named += [f"the assumed {scenario_label(name)}" for name in _assumed(told)]
    if not named or len(named) > _MOST_NAMED:
        return "the choice of scenario"
    return joined(named)


def agrees(subject: str, one: str, many: str) -> str:
    """The verb that goes with a subject: 'Tehran's strategy changes', 'dated events change'."""
    return many if " and " in subject or subject in _PLURAL else one


def joined(parts: Sequence[str]) -> str:
    """'a', 'a and b', 'a, b and c'."""
    return " and ".join(part for part in (", ".join(parts[:-1]), *parts[-1:]) if part)


def _assumed(settings: Sequence[Mapping[str, Any]]) -> list[str]:
    assumed = [setting.get("assume") or {} for setting in settings]
    names = dict.fromkeys(name for values in assumed for name in values)
    return [name for name in names if not _equal(values.get(name) for values in assumed)]


def _equal(values: Iterable[Any]) -> bool:
    first, *rest = list(values) or [None]
    return all(value == first for value in rest)

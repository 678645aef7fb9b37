"""How acts are put into words: ``seeds/acts.yaml``, its schema, and names for everybody in a run."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from string import Formatter
from types import MappingProxyType
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from simulation.documents import packaged, read_document
from simulation.errors import InputError
from simulation.evidence import load_evidence
from simulation.model.institutions.candidates import load_candidates

__all__ = ["ActWords", "Words", "is_act", "load_words"]

BOOKKEEPING: Final = ("asked.", "met.", "contested.", "coded.", "course.")
"""Series of the ledger that keep score and are nobody's act."""
EVENT: Final = "event."
_PLACES: Final = {"actor", "target", "count", "times"}
_TIMES: Final = {1: "", 2: "twice"}
_NAMED: Final = 8  # of several targets, those that are named
Text = Annotated[str, Field(min_length=1)]


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class ActWords(_Record):
    """How one act is told; see the head of ``acts.yaml`` for the fields."""

    title: Text
    sentence: Text
    one: str = ""
    actor: str = ""
    routine: bool = False
    repeats: list[str] = []
    unsaid: bool = False

    @field_validator("sentence", "one")
    @classmethod
    def _known_places(cls, text: str) -> str:
        unknown = {place for _, place, _, _ in Formatter().parse(text) if place is not None} - _PLACES
        if unknown:
            raise ValueError(
                f"has a place for {sorted(unknown)[0]!r}; there are {', '.join(sorted(_PLACES))}"
            )
        return text


class _File(_Record):
    acts: dict[str, ActWords]
    aliases: dict[str, Text | dict[str, Text]] = {}
    names: dict[str, Text]


class Words:
    """Titles, sentences and names, as a reader meets them."""

    def __init__(
        self,
        acts: Mapping[str, ActWords],
        names: Mapping[str, str],
        aliases: Mapping[str, str | Mapping[str, str]],
    ) -> None:
        self.acts = MappingProxyType(dict(acts))
        self._names = dict(names)
        self.aliases = MappingProxyType(dict(aliases))

    def on_record(self, act: str, actor: str, target: str) -> str:
        """The name under which the ledger has an act that an actor tells: its own, unless it has an alias."""
        if act in load_evidence().events:
            return f"{EVENT}{act}"
        known = self.aliases.get(act, act)
        return known if isinstance(known, str) else known.get(target, known.get(actor, act))

    def title(self, act: str) -> str:
        """What an act is called; an event has its own title, an act without words its name."""
        if act.startswith(EVENT):
            return load_evidence().events[act.removeprefix(EVENT)].title
        return self.acts[act].title if act in self.acts else _plain(act).capitalize()

    def name(self, key: str) -> str:
        """What an actor, a list, a premier or a target is called."""
        if key in self._names:
            return self._names[key]
        actors = load_evidence().actors
        if key in actors:
            return actors[key].name
        premiers = load_candidates()
        if key not in premiers:
            return _plain(key)
        title = premiers[key].title
        return f"a{title[1:]}" if title.startswith("A ") else title

    def routine(self, act: str) -> bool:
        """Whether an act happens in most months, so that it alone makes no month worth telling."""
        return act in self.acts and self.acts[act].routine

    def unsaid(self, act: str) -> bool:
        """Whether a story leaves an act out, because it says the same already."""
        return act in self.acts and self.acts[act].unsaid

    def actor(self, act: str) -> str:
        """Who does an act of which only the count is on record; empty where nobody in particular does."""
        return self.acts[act].actor if act in self.acts else ""

    def sentence(self, act: str, actor: str, target: str, count: float) -> str:
        """What was done, in one plain sentence with a capital and without a full stop."""
        if act.startswith(EVENT) or act not in self.acts:
            return self._bare(act, actor, target)
        words = self.acts[act]
        pattern = words.one if words.one and count == 1 else words.sentence
        filled = pattern.format(
            actor=self.name(actor or words.actor), target=self._list(target), count=_number(count),
            times=_TIMES.get(round(count), f"{_number(count)} times"),
        )  # fmt: skip
        filled = " ".join(filled.split())
        return filled[:1].upper() + filled[1:]

    def _bare(self, act: str, actor: str, target: str) -> str:
        """An event by its title; an act without words by its name, who did it, and to whom."""
        who = "" if act.startswith(EVENT) or not actor else f"{self.name(actor)}: "
        towards = f" ({self._list(target)})" if target else ""
        return f"{who}{self.title(act)}{towards}"

    def _list(self, target: str) -> str:
        names = [self.name(part) for part in target.split("+") if part]
        if len(names) > _NAMED:
            names = [*names[: _NAMED - 1], f"{len(names) - _NAMED + 1} others"]
        return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


def is_act(series: str) -> bool:
    """Whether a series of the ledger is somebody's act, or an event, and no bookkeeping."""
    return not series.startswith(BOOKKEEPING)


@lru_cache(maxsize=4)
def load_words(folder: Path | None = None) -> Words:
    """The words of the packaged seeds, or of another folder of seeds. Raises InputError for a mistake."""
    document = read_document((packaged("seeds") if folder is None else folder) / "acts.yaml")
    try:
        file = _File.model_validate(document.data)
    except ValidationError as error:
        problems = [document.problem(_place(e["loc"]), e["msg"]) for e in error.errors(include_url=False)]
        raise InputError(problems) from error
    for act, words in file.acts.items():
        for other in words.repeats:
            if other not in file.acts and not other.startswith(EVENT):
                raise InputError([document.problem(("acts", act, "repeats"), f"names no act: {other}")])
    return Words(file.acts, file.names, file.aliases)


def _place(loc: tuple[int | str, ...]) -> tuple[int | str, ...]:
    return tuple(part for part in loc if part != "[key]")


def _plain(name: str) -> str:
    return name.replace("_", " ").replace(".", ", ")


def _number(count: float) -> str:
    return f"{count:,.0f}" if float(count).is_integer() else f"{count:.3g}"

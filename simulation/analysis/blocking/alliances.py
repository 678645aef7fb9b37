"""Groups of lists that have acted together, from `seeds/elections/alliances.yaml`, or named by a user."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import Field

from simulation.documents import packaged, read_document
from simulation.errors import InputError, nearest
from simulation.evidence import load_evidence
from simulation.model.institutions.ballots import load_electorate
from simulation.model.institutions.parliament import Assembly, Basis, Record, load_blocs, read

__all__ = ["Group", "group", "groups"]


class _Alliance(Record):
    title: str
    short: str
    members: Annotated[list[str], Field(min_length=1)]
    basis: str | Basis


class _File(Record):
    bases: dict[str, Basis] = Field(default_factory=dict)
    alliances: dict[str, _Alliance]


@dataclass(frozen=True, slots=True)
class Group:
    """Some lists that are looked at together: what they were asked for as, and what readers call them."""

    name: str
    title: str
    short: str
    lists: tuple[str, ...]


@lru_cache(maxsize=4)
def groups(folder: Path | None = None) -> dict[str, Group]:
    """The alliances of the packaged seeds, or of another folder of seeds, by name. Raises InputError."""
    path = (packaged("seeds") if folder is None else folder) / "elections" / "alliances.yaml"
    file, assembly, document = read(path, _File), load_blocs(folder), read_document(path)
    known = {*assembly.blocs, *load_electorate(folder).lists}
    problems = [
        document.problem(("alliances", name, "members", place), "is no bloc and no list", nearest(one, known))
        for name, each in file.alliances.items()
        for place, one in enumerate(each.members)
        if one not in known
    ]
    if problems:
        raise InputError(problems)
    return {
        name: Group(name, each.title, each.short, _members(assembly, each.members))
        for name, each in file.alliances.items()
    }


def group(asked: str) -> Group:
    """What a user names: an alliance, a bloc, a list, or several with commas between them.

    Raises `InputError` for a name that is none of the three, with the nearest.
    """
    assembly, known = load_blocs(), groups()
    names = list(dict.fromkeys(part.strip() for part in asked.split(",") if part.strip()))
    if len(names) == 1 and names[0] in known:
        return known[names[0]]
    every = {*known, *assembly.blocs, *load_electorate().lists}
    for name in names or [asked]:
        if name not in every:
            raise InputError(f"{name!r} is no alliance, bloc or list; {nearest(name, every)}")
    title = " + ".join(_title(assembly, name) for name in names)
    members = [one for name in names for one in (known[name].lists if name in known else [name])]
    return Group("+".join(names), title, title, _members(assembly, members))


def _title(assembly: Assembly, name: str) -> str:
    if name in groups():
        return groups()[name].short
    actors = load_evidence().actors
    bloc = assembly.blocs.get(name)
    return bloc.title if bloc else actors[name].name if name in actors else name


def _members(assembly: Assembly, names: Sequence[str]) -> tuple[str, ...]:
    """The lists of some blocs and lists, each once."""
    blocs = assembly.blocs
    found = [one for name in names for one in (blocs[name].lists if name in blocs else [name])]
    return tuple(dict.fromkeys(found))

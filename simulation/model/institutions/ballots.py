"""What an election needs to be told, what it gives back, and what is known of lists and voters before.

The data stand in ``seeds/elections/lists.yaml`` (lists, markets, starting points), ``support.csv``
(votes that lists start from) and ``seeds/governorates.csv`` (voters, composition, turnout).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from simulation.documents import packaged, read_document
from simulation.errors import InputError, Problem, nearest

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Bools = NDArray[np.bool_]

__all__ = ["Ballot", "Count", "Electorate", "ListCard", "Pool", "StartCard", "load_electorate"]

GONE: Final = "gone"
"""In `support.csv`: votes of lists that exist no more."""
ASSUMED: Final = "governorates-table"
"""In `support.csv`: the source of a row whose votes are spread by the size of governorates."""

Share = Annotated[float, Field(ge=0, le=1)]
Weight = Annotated[float, Field(gt=0, le=100)]


@dataclass(frozen=True)
class Ballot:
    """One election, in every run of a block.

    law: name of an election law.
    premier: place of the sitting premier's own list in `Polls.lists`, -1 where he has none, ``(runs,)``.
    popularity, services: the premier's standing and his works, 0 to 1, ``(runs,)``.
    resent_iran, fatigue, fear_of_war: moods above their rest, in points / 100, ``(markets, runs)``.
    boycott: which lists call on their voters to stay at home, ``(lists, runs)``.
    alliances: lists that stand as one; their seats are divided by the votes that each brings.
    call: whether the clergy calls on people to vote, ``(runs,)``.
    offsets: added to the utility of a list, against all others and against staying at home, ``(lists,)``.
    month: of the election, for the record; luck is addressed by `election`, its ordinal in the run.
    """

    law: str
    premier: Ints
    popularity: Floats
    services: Floats
    resent_iran: Floats
    fatigue: Floats
    fear_of_war: Floats
    boycott: Bools
    alliances: tuple[tuple[str, ...], ...]
    call: Bools
    offsets: Floats
    month: int = 0
    election: int = 0


@dataclass(frozen=True)
class Count:
    """The count of one election.

    votes: valid votes, whole numbers, ``(governorates, lists, runs)``; the reserved seats' votes are
        not simulated and stand as 0.
    seats: ``(governorates, lists, runs)``, the reserved seats in the last row of lists; 329 in each run.
    turnout: voters per registered voter, ``(governorates, runs)``.
    babylon: Babylon's seats among the reserved, ``(runs,)``.
    """

    votes: Floats
    seats: Ints
    turnout: Floats
    babylon: Ints


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class ListCard(_Record):
    """A list: its home market, voter group, pull on other markets, distance to Tehran, arms, form."""

    market: str
    group: str
    reach: dict[str, Share] = {}
    tehran: Share
    armed: Share
    form: Literal["command", "party", "alliance", "pool", "alone"]
    rooted: bool

    def pull(self, market: str) -> float:
        """Pull on a voter of `market` against one of the home market."""
        return 1.0 if market == self.market else self.reach.get(market, 0.0)


class Pool(_Record):
    """A row that is `parts` lists, whose votes fall by rank ** -spread."""

    basis: str
    parts: Annotated[int, Field(ge=1, le=20)]
    spread: Annotated[float, Field(ge=0, le=3)]

    def shares(self) -> Floats:
        """Shares of the parts, largest first, ``(parts,)``."""
        weights = np.arange(1.0, self.parts + 1.0) ** -self.spread
        shares: Floats = weights / weights.sum()
        return shares


class _Turnout(_Record):
    national: Share
    column: str = ""
    basis: str


class _Chance(_Record):
    list: str
    chance: Share
    basis: str


class _Premier(_Record):
    list: str
    own_list: Share
    basis: str


class StartCard(_Record):
    """What is known of the coming election at a starting point.

    support: which base of `support.csv`; entrants: market to new lists and their weights.
    only: lists that stand in some governorates alone. closed: lists are registered, so none vanishes.
    former_premier: the list that held the premiership when the votes of `support` were cast, and lost it.
    """

    support: int
    turnout: _Turnout
    alliances: list[list[str]]
    entrants: dict[str, dict[str, Weight] | str]
    only: dict[str, list[str]] = {}
    closed: bool = False
    former_premier: str = "none"
    boycott: _Chance
    premier: _Premier

    def new_lists(self, market: str) -> Mapping[str, float]:
        """Weights of the new lists of a market."""
        found = self.entrants.get(market, {})
        return found if isinstance(found, dict) else {}


class _Doubt(_Record):
    basis: str
    high: Weight
    medium: Weight
    low: Weight


class _Quota(_Record):
    row: str
    winner: str
    basis: str
    christian: list[str]


class _File(_Record):
    bases: dict[str, dict[str, Any]]
    markets: dict[str, str]
    groups: dict[str, str]
    composition_doubt: _Doubt
    lists: dict[str, ListCard]
    evidence: dict[str, str]
    pools: dict[str, Pool]
    heirs: list[str]
    call: list[str]
    quota: _Quota
    starts: dict[str, StartCard]


@dataclass(frozen=True, eq=False)
class Electorate:
    """All that is known of voters and lists before an election.

    registered, quota_seats: ``(governorates,)``; composition: ``(governorates, markets)``, rows sum to 1;
    doubt: standard deviation of the log of a share of the composition, ``(governorates,)``.
    columns: numbers of the table of governorates, NaN where there are none.
    votes: base to (governorate, list, market) to votes; market is empty but for lists that are gone.
    measured: base to the (governorate, list) whose votes or seats were published.
    """

    governorates: tuple[str, ...]
    markets: tuple[str, ...]
    cards: Mapping[str, ListCard]
    pools: Mapping[str, Pool]
    heirs: tuple[str, ...]
    callers: tuple[str, ...]
    quota: str
    christian: tuple[str, ...]
    starts: Mapping[str, StartCard]
    registered: Floats
    quota_seats: Ints
    composition: Floats
    doubt: Floats
    columns: Mapping[str, Floats]
    votes: Mapping[int, Mapping[tuple[str, str, str], float]]
    measured: Mapping[int, frozenset[tuple[str, str]]]

    @property
    def lists(self) -> tuple[str, ...]:
        """The rows of votes and seats: all lists, then the reserved seats."""
        return (*self.cards, self.quota)

    def turnout(self, start: str) -> Floats:
        """Turnout that a starting point expects before anything moves, ``(governorates,)``."""
        known = self.starts[start].turnout
        if not known.column:
            return np.full(len(self.governorates), known.national)
        shares = self.columns[known.column] / 100.0
        return np.where(np.isnan(shares), known.national, shares)


@lru_cache(maxsize=8)
def load_electorate(folder: Path | None = None) -> Electorate:
    """The electorate of the packaged seeds, or of another folder of seeds.

    Raises InputError with every mistake of the file that is wrong.
    """
    root = packaged("seeds") if folder is None else folder
    file = _read_lists(root / "elections" / "lists.yaml")
    table = _rows(root / "governorates.csv")
    names = tuple(row["governorate"] for row in table)
    composition = _numbers(table, tuple(file.markets.values()))
    doubts, support = file.composition_doubt, root / "elections" / "support.csv"
    return Electorate(
        governorates=names,
        markets=tuple(file.markets),
        cards=MappingProxyType(file.lists),
        pools=MappingProxyType(file.pools),
        heirs=tuple(file.heirs),
        callers=tuple(file.call),
        quota=file.quota.row,
        christian=tuple(file.quota.christian),
        starts=MappingProxyType(file.starts),
        registered=_numbers(table, ("registered",))[:, 0],
        quota_seats=_numbers(table, ("seats_quota",))[:, 0].astype(np.int64),
        composition=composition / composition.sum(axis=1, keepdims=True),
        doubt=np.array([getattr(doubts, row["composition_confidence"]) for row in table]),
        columns=MappingProxyType({name: _numbers(table, (name,))[:, 0] for name in _columns(file)}),
        votes=_support(support, file, names),
        measured=_measured(support),
    )


def _columns(file: _File) -> set[str]:
    return {start.turnout.column for start in file.starts.values() if start.turnout.column}


def _read_lists(path: Path) -> _File:
    """The file of lists, its references checked. Raises InputError with every mistake."""
    document = read_document(path)
    data = document.data
    if isinstance(data, dict) and isinstance(data.get("starts"), dict):
        data = {**data, "starts": {str(name): each for name, each in data["starts"].items()}}
    try:
        file = _File.model_validate(data)
    except ValidationError as error:
        problems = [document.problem(each["loc"], f"is refused: {each['msg']}") for each in error.errors()]
        raise InputError(problems) from None
    problems = [
        document.problem(loc, f"names '{word}', which is not {what}", nearest(word, choices))
        for loc, word, choices, what in _references(file)
        if word not in choices
    ]
    if problems:
        raise InputError(problems)
    return file


_Reference = tuple[tuple[str | int, ...], str, Sequence[str], str]


def _references(file: _File) -> list[_Reference]:
    """Every name in the file that stands for something else in it."""
    lists, markets, groups = [*file.lists], [*file.markets], [*file.groups]
    found: list[_Reference] = []
    for name, card in file.lists.items():
        place = ("lists", name)
        found.append(((*place, "market"), card.market, markets, "a market"))
        found.append(((*place, "group"), card.group, groups, "a voter group"))
        found += [((*place, "reach"), market, markets, "a market") for market in card.reach]
    found += [(("pools",), name, lists, "a list") for name in file.pools]
    found += [(("heirs",), name, groups, "a voter group") for name in file.heirs]
    found += [(("call",), name, markets, "a market") for name in file.call]
    for key, start in file.starts.items():
        found += _start_references(("starts", key), start, lists, markets)
    bases = [*file.bases]
    for loc, value in _bases((), file.model_dump(exclude={"bases"})):
        found.append((loc, value, bases, "a basis"))
    found += [(("evidence", field), basis, bases, "a basis") for field, basis in file.evidence.items()]
    return found


def _start_references(
    place: tuple[str, str], start: StartCard, lists: list[str], markets: list[str]
) -> list[_Reference]:
    named = [name for group in start.alliances for name in group]
    named += [name for market in start.entrants for name in start.new_lists(market)]
    named += [*start.only, start.boycott.list]
    found: list[_Reference] = [(place, name, lists, "a list") for name in named]
    found.append(((*place, "premier"), start.premier.list, [*lists, "none"], "a list"))
    found.append(((*place, "former_premier"), start.former_premier, [*lists, "none"], "a list"))
    found += [((*place, "entrants"), name, markets, "a market") for name in start.entrants if name != "basis"]
    return found


def _bases(loc: tuple[str | int, ...], value: object) -> list[tuple[tuple[str | int, ...], str]]:
    """The bases that are named anywhere in `value`."""
    if not isinstance(value, dict):
        return []
    here = [((*loc, "basis"), str(value["basis"]))] if "basis" in value else []
    return here + [each for key, inner in value.items() for each in _bases((*loc, key), inner)]


def _rows(path: Path) -> list[dict[str, str]]:
    """The rows of a packaged CSV file. Raises InputError where it cannot be read."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError([Problem(str(path), 0, 0, "", f"cannot be read: {error}")]) from None
    return list(csv.DictReader(io.StringIO(text)))


def _numbers(table: Sequence[Mapping[str, str]], columns: Sequence[str]) -> Floats:
    """Columns of numbers, ``(rows, columns)``; NaN where a cell is empty."""
    return np.array([[float(row[column] or "nan") for column in columns] for row in table])


def _support(
    path: Path, file: _File, governorates: Sequence[str]
) -> Mapping[int, Mapping[tuple[str, str, str], float]]:
    """Votes by base. Raises InputError for a name that nothing else knows."""
    found: dict[int, dict[tuple[str, str, str], float]] = {}
    problems: list[Problem] = []
    for line, row in enumerate(_rows(path), start=2):
        gone = row["list"] == GONE
        checks = [
            (row["governorate"], governorates, "a governorate"),
            (row["list"], [*file.lists, GONE], "a list"),
            (row["market"], [*file.markets] if gone else [""], "a market of lists that are gone"),
        ]
        problems += [
            Problem(str(path), line, 1, word, f"is not {what}", nearest(word, choices))
            for word, choices, what in checks
            if word not in choices
        ]
        key = (row["governorate"], row["list"], row["market"])
        found.setdefault(int(row["base"]), {})[key] = float(row["votes"])
    if problems:
        raise InputError(problems)
    return MappingProxyType(found)


def _measured(path: Path) -> Mapping[int, frozenset[tuple[str, str]]]:
    """By base, where the geography of a list rests on results and not on the size of governorates alone."""
    found: dict[int, set[tuple[str, str]]] = {}
    for row in _rows(path):
        if ASSUMED not in row["sources"].split(";"):
            found.setdefault(int(row["base"]), set()).add((row["governorate"], row["list"]))
    return MappingProxyType({base: frozenset(pairs) for base, pairs in found.items()})

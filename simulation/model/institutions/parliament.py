"""Parliament for the formation of governments: its blocs as data, and the president's session.

The blocs stand in ``seeds/elections/blocs.yaml``. Lists bargain as blocs: a bloc has the seats of
its lists and the seat-weighted mean of their positions and discipline, run by run.

The blocking third (constitution Art. 70, Federal Supreme Court 16/2022): the session that elects the
president needs two thirds of all members present, so that 110 absent members stop everything. A bloc
outside the coalition stays away when

    x_b = b0 (1 - T) + s claim_b [others of its community are in] + v (axis(c) - axis_b)+ W
          - f (failed sessions) + t (T mean affinity to those who stay away - nearness of c) + e_b > 0

with W Tehran's brokerage, nearness the mean affinity to friends in c less the enmity to the worst foe in
it, and e_b a logistic deviate that the bloc keeps for the whole formation (its
resolve). T is the share of a third of the house that the claimants alone would keep away: they decide
first (with T = 0), the others after them, since allies make the third (iraq.md 5.4). An outsider whom
nobody asks to stay away comes (b0 < 0); once a boycott is under way both sides court him, and his habit
tells nothing. Of a bloc's members a share d (its discipline) does as the bloc decides, the others
follow x_b one by one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from scipy.special import expit

from simulation.documents import Document, packaged, read_document
from simulation.errors import InputError, nearest

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

__all__ = [
    "Assembly",
    "Attendance",
    "Basis",
    "Bloc",
    "House",
    "Record",
    "Share",
    "Tie",
    "Will",
    "bloc_of",
    "boycotters",
    "inherit",
    "load_blocs",
    "read",
    "session",
]

Share = Annotated[float, Field(ge=0.0, le=1.0)]
Affinity = Annotated[float, Field(ge=-1.0, le=1.0)]


class Record(BaseModel):
    """A record of the files of this folder: no other fields than its own, and no changes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Basis(Record):
    """What a number or a choice rests on."""

    kind: Literal["article", "paper", "official", "judgement"]
    facts: list[str] = Field(default_factory=list)
    sources: list[str] = Field(default_factory=list)
    why: str = ""


class _Office(Record):
    office: Literal["premier", "speaker", "president"]
    basis: str | Basis


class Bloc(Record):
    """A bloc; see the head of ``blocs.yaml`` for the fields."""

    title: str
    community: str
    lists: Annotated[list[str], Field(min_length=1)]
    basis: str | Basis
    camp: str = ""
    claim: Share = 0.0
    street: Share = 0.0
    leaves: bool = False
    first_for_president: bool = False


class Tie(Record):
    """Affinity of two blocs, drawn per run from `range`."""

    between: Annotated[list[str], Field(min_length=2, max_length=2)]
    range: Annotated[list[Affinity], Field(min_length=2, max_length=2)]
    basis: str | Basis
    framework: bool = False
    ticket: bool = False


class Assembly(Record):
    """All blocs, the ties between them, and the offices bound to communities."""

    bases: dict[str, Basis] = Field(default_factory=dict)
    offices: dict[str, _Office]
    blocs: Annotated[dict[str, Bloc], Field(min_length=1, max_length=12)]
    ties: list[Tie] = Field(default_factory=list)

    def community_of(self, office: str) -> str:
        """The community that an office is bound to by convention."""
        return next(name for name, entry in self.offices.items() if entry.office == office)

    def camp(self, name: str) -> list[int]:
        """Places of the blocs of a camp."""
        return [place for place, bloc in enumerate(self.blocs.values()) if bloc.camp == name]


R = TypeVar("R", bound=Record)


def read(path: Path, kind: type[R]) -> R:
    """The record in a YAML file, its bases checked. Raises InputError with every mistake."""
    document = read_document(path)
    try:
        record = kind.model_validate(document.data)
    except ValidationError as error:
        wrong = [document.problem(tuple(e["loc"]), f"is refused: {e['msg']}") for e in error.errors()]
        raise InputError(wrong) from None
    problems = [
        document.problem(loc, "is not a basis", nearest(value, document.data.get("bases", {})))
        for loc, value in _walk((), document.data)
        if loc[-1:] == ("basis",) and isinstance(value, str) and value not in document.data.get("bases", {})
    ]
    if problems:
        raise InputError(problems)
    return record


def _walk(loc: tuple[str | int, ...], value: Any) -> list[tuple[tuple[str | int, ...], Any]]:
    """Every value of a document with its place."""
    inner = value.items() if isinstance(value, dict) else enumerate(value if isinstance(value, list) else ())
    found = [(loc, value)]
    for key, below in inner:
        found += _walk((*loc, key), below)
    return found


@lru_cache(maxsize=8)
def load_blocs(folder: Path | None = None) -> Assembly:
    """The blocs of the packaged seeds, or of another folder of seeds. Raises InputError."""
    path = (packaged("seeds") if folder is None else folder) / "elections" / "blocs.yaml"
    assembly = read(path, Assembly)
    _check(read_document(path), assembly)
    return assembly


def _check(document: Document, assembly: Assembly) -> None:
    """Ties name blocs in order, and no list belongs to two blocs."""
    names, problems = list(assembly.blocs), []
    for place, tie in enumerate(assembly.ties):
        for end, name in enumerate(tie.between):
            if name not in names:
                loc = ("ties", place, "between", end)
                problems.append(document.problem(loc, "is not a bloc", nearest(name, names)))
    seen: set[str] = set()
    for name, bloc in assembly.blocs.items():
        for end, member in enumerate(bloc.lists):
            if member in seen:
                problems.append(document.problem(("blocs", name, "lists", end), "is in another bloc too"))
            seen.add(member)
    if problems:
        raise InputError(problems)


# --- lists become blocs ------------------------------------------------------------------------


class House:
    """A parliament as blocs, run by run; arrays are ``(blocs, runs)``.

    Parameters
    ----------
    assembly: the blocs.
    lists: names of the rows of `seats` and of the positions.
    seats: whole numbers of seats, ``(lists, runs)``.
    positions: "axis" (-1 to 1), "arms" (0 to 1) and "discipline" (0 to 1), each ``(lists, runs)``.

    Raises ValueError where a list with a row belongs to no bloc.
    """

    seats: Floats
    axis: Floats
    arms: Floats
    discipline: Floats

    def __init__(
        self, assembly: Assembly, lists: Sequence[str], seats: Floats, positions: Mapping[str, Floats]
    ):
        self.bloc_of = bloc_of(assembly, lists)
        shape = (len(assembly.blocs), seats.shape[1])
        self.seats = np.zeros(shape)
        means = {name: np.zeros(shape) for name in ("axis", "arms", "discipline")}
        for row, bloc in enumerate(self.bloc_of):
            self.seats[bloc] += seats[row]
            for name, mean in means.items():
                mean[bloc] += seats[row] * positions[name][row]
        for name, mean in means.items():
            setattr(self, name, mean / np.maximum(self.seats, 1.0))


def bloc_of(assembly: Assembly, lists: Sequence[str]) -> tuple[int, ...]:
    """The place of each list's bloc. Raises ValueError for a list of no bloc."""
    places = {name: place for place, bloc in enumerate(assembly.blocs.values()) for name in bloc.lists}
    if missing := [name for name in lists if name not in places]:
        raise ValueError(f"no bloc has the lists {', '.join(missing)}")
    return tuple(places[name] for name in lists)


def inherit(seats: Floats, weights: Floats, leaving: Flags, luck: Floats) -> Floats:
    """Seats after the lists `leaving` (lists,) gave theirs up to the runners-up of their districts.

    The heirs get them in proportion to `weights` (lists, runs), zero for those who stood elsewhere, by
    systematic sampling: whole numbers with the right means and sum; `luck` is one uniform per run. With
    votes as weights this is the expectation if the losers' votes are spread like those of all.
    """
    vacant, whole = _sum(seats[leaving]), _sum(weights)
    after = seats.copy()
    below, passed = np.zeros_like(vacant), np.zeros_like(vacant)
    for row in range(len(seats)):
        below = below + weights[row]
        upto = np.floor(vacant * (below / np.maximum(whole, 1.0)) + luck)
        after[row] = (0.0 if leaving[row] else seats[row]) + np.where(whole > 0.0, upto - passed, 0.0)
        passed = upto
    return np.where(whole > 0.0, after, seats)


# --- the president's session -------------------------------------------------------------------


@dataclass(frozen=True)
class Will:
    """What moves a bloc to stay away, each ``(runs,)``: b0, s, t, v W and f x (failed sessions)."""

    base: Floats
    stake: Floats
    ties: Floats
    patron: Floats
    fatigue: Floats


@dataclass(frozen=True)
class Attendance:
    """A session as it went, ``(runs,)``; but `boycott`, seats that each bloc kept away, ``(blocs, runs)``."""

    boycott: Floats
    present: Floats
    for_it: Floats
    against: Floats


def boycotters(
    assembly: Assembly,
    house: House,
    inside: Flags,
    gone: Flags,
    ties: Mapping[tuple[int, int], Floats],
    will: Will,
    resolve: Floats,
) -> Floats:
    """Seats that each bloc keeps away from the session of a coalition, whole numbers, (blocs, runs).

    inside: members of the coalition; gone: blocs that left the talks and claim nothing more;
    resolve: logistic deviates e_b; all (blocs, runs).
    """
    latent = _claimants(assembly, house, inside, gone, will)
    first = np.where(~inside & (latent + resolve > 0.0), house.seats, 0.0)
    absent = _sum(first)
    third = np.minimum(3.0 * absent / np.maximum(_sum(house.seats), 1.0), 1.0)
    pull = third * _affinity(first, ties) / np.maximum(absent, 1.0)
    latent = latent - will.base * third + will.ties * (pull - _nearness(house, inside, ties))
    decided = ~inside & (latent + resolve > 0.0)
    share = house.discipline * decided + (1.0 - house.discipline) * expit(latent)
    away: Floats = np.floor(house.seats * share + 0.5)
    return away


def _claimants(assembly: Assembly, house: House, inside: Flags, gone: Flags, will: Will) -> Floats:
    """x_b before the others are looked at: stake, patron and fatigue."""
    held = _sum(house.seats * inside)
    stance = _sum(house.seats * inside * house.axis) / np.maximum(held, 1.0)
    bound = assembly.offices.keys()
    latent = np.empty(house.seats.shape)
    for row, bloc in enumerate(assembly.blocs.values()):
        others = [
            inside[k]
            for k, other in enumerate(assembly.blocs.values())
            if k != row and other.community == bloc.community and bloc.community in bound
        ]
        stake = np.logical_or.reduce([np.zeros_like(inside[row]), *others]) & ~inside[row] & ~gone[row]
        outward = np.maximum(stance - house.axis[row], 0.0)
        latent[row] = will.base - will.fatigue + will.stake * bloc.claim * stake + will.patron * outward
    return latent


def _nearness(house: House, inside: Flags, ties: Mapping[tuple[int, int], Floats]) -> Floats:
    """Mean affinity to friends in the coalition less enmity to the worst foe in it, (blocs, runs)."""
    held = house.seats * inside
    friends = {pair: np.maximum(affinity, 0.0) for pair, affinity in ties.items()}
    near = _affinity(held, friends) / np.maximum(_sum(held), 1.0)
    worst = np.zeros(held.shape)
    for (i, k), affinity in ties.items():
        worst[i] = np.where(held[k] > 0.0, np.maximum(worst[i], -affinity), worst[i])
        worst[k] = np.where(held[i] > 0.0, np.maximum(worst[k], -affinity), worst[k])
    return near - worst


def _affinity(weight: Floats, ties: Mapping[tuple[int, int], Floats]) -> Floats:
    """Sum over partners k of affinity p_bk x weight_k, (blocs, runs)."""
    total = np.zeros(weight.shape)
    for (i, k), affinity in ties.items():
        total[i] += affinity * weight[k]
        total[k] += affinity * weight[i]
    return total


def session(
    house: House,
    inside: Flags,
    away: Floats,
    *,
    quorum: int,
    absent_open: Floats,
    absent_decided: Floats,
    margin: Floats,
    collapse: Floats,
) -> Attendance:
    """Who comes to a session of which it is known who stays away; whole numbers.

    While the result is open nearly all others come; when it is decided many do not; when failure is
    certain (`margin` seats short of the quorum) only a share `collapse` of the coalition still does.
    """
    willing = _sum(house.seats - away)
    supporters = _sum((house.seats - away) * inside)
    decided = willing * (1.0 - absent_decided) >= quorum
    rate = 1.0 - np.where(decided, absent_decided, absent_open)
    hopeless = willing < quorum - margin
    for_it = np.floor(supporters * np.where(hopeless, collapse, rate))
    against = np.where(hopeless, 0.0, np.floor((willing - supporters) * rate))
    return Attendance(away, for_it + against, for_it, against)


def _sum(values: Floats) -> Floats:
    """Sum over blocs, one after another, (runs,)."""
    total = np.zeros(values.shape[1])
    for row in values:
        total += row
    return total

"""The election laws by name, from ``seeds/elections/laws.yaml``: its schema, and where it is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from simulation.documents import Document, packaged, read_document
from simulation.errors import InputError, Problem, nearest
from simulation.model.institutions.law import Law, Quotients, Sessions, SingleVote, Vacancy
from simulation.model.institutions.sntv import Nominations

__all__ = ["find_law", "load_laws", "read_laws"]

Count = Annotated[int, Field(ge=1, le=1000)]
Counts = Annotated[dict[str, Count], Field(min_length=1)]


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class _Basis(_Record):
    kind: Literal["article", "paper", "official", "judgement"]
    facts: list[str] = []
    sources: list[str] = []
    why: str = ""


class _Seats(_Record):
    basis: str | _Basis
    seats: Counts


class _Districts(_Record):
    basis: str | _Basis
    count: Counts


class _Sessions(_Record):
    basis: str | _Basis
    majority: Count
    president_quorum: Count
    president_first_round: Count


class _Number(_Record):
    value: Annotated[float, Field(ge=0)]
    range: Annotated[list[float], Field(min_length=2, max_length=2)]
    basis: str | _Basis


class _Nominations(_Record):
    coordination: _Number
    surplus: _Number
    spread: _Number
    geography: _Number
    surprise: _Number


class _Loose(_Record):
    names: list[str]
    surplus: _Number


class _Law(_Record):
    title: str
    basis: str | _Basis
    threshold: Literal["none"]
    apportionment: str
    quota_seats: Annotated[int, Field(ge=0)]
    vacancy: Literal["same_list", "district_runner_up"]
    sessions: _Sessions


class _Quotients(_Law):
    method: Literal["highest_quotients"]
    first_divisor: Annotated[float, Field(gt=0)]
    step: Annotated[int, Field(ge=1, le=10)]

    def rule(self) -> Quotients:
        return Quotients(self.first_divisor, self.step)


class _SingleVote(_Law):
    method: Literal["single_vote"]
    districts: _Districts
    nominations: _Nominations
    uncoordinated: _Loose

    def rule(self) -> SingleVote:
        numbers = {name: number.value for name, number in self.nominations}
        return SingleVote(
            self.districts.count,
            Nominations(**numbers),
            frozenset(name.lower() for name in self.uncoordinated.names),
            self.uncoordinated.surplus.value,
        )


class _Book(_Record):
    bases: dict[str, _Basis]
    apportionments: dict[str, _Seats]
    laws: dict[str, Annotated[_Quotients | _SingleVote, Field(discriminator="method")]]


@lru_cache(maxsize=8)
def load_laws(folder: Path | None = None) -> Mapping[str, Law]:
    """The laws by name, from the packaged seeds or from another folder of seeds.

    Raises InputError with every mistake in the file.
    """
    root = packaged("seeds") if folder is None else folder
    return MappingProxyType(read_laws(root / "elections" / "laws.yaml"))


def find_law(name: str) -> Law:
    """The law called `name`, or InputError with the nearest name."""
    laws = load_laws()
    if name not in laws:
        raise InputError([Problem("", 0, 0, name, "is not an election law", nearest(name, laws))])
    return laws[name]


def read_laws(path: Path) -> dict[str, Law]:
    """The laws in the file at `path`, by name. Raises InputError with every mistake."""
    document = read_document(path)
    try:
        book = _Book.model_validate(document.data)
    except ValidationError as error:
        raise InputError([_problem(document, dict(each)) for each in error.errors()]) from None
    if problems := [*_dangling(document, book), *_impossible(document, book)]:
        raise InputError(problems)
    return {name: _law(name, entry, book) for name, entry in book.laws.items()}


def _law(name: str, entry: _Quotients | _SingleVote, book: _Book) -> Law:
    sessions = entry.sessions
    return Law(
        name=name,
        title=entry.title,
        rule=entry.rule(),
        seats=book.apportionments[entry.apportionment].seats,
        quota_seats=entry.quota_seats,
        vacancy=Vacancy(entry.vacancy),
        sessions=Sessions(sessions.majority, sessions.president_quorum, sessions.president_first_round),
    )


def _problem(document: Document, error: Mapping[str, Any]) -> Problem:
    """One of pydantic's findings, with the place of the value it is about."""
    loc = tuple(part for part in error["loc"] if part not in ("highest_quotients", "single_vote"))
    return document.problem(loc, f"is refused: {error['msg'][:1].lower()}{error['msg'][1:]}")


def _dangling(document: Document, book: _Book) -> list[Problem]:
    """References to a basis or an apportionment that the file does not have, and bare judgements."""
    problems: list[Problem] = []
    for loc, value in _walk((), document.data):
        if loc[-1:] == ("basis",) and isinstance(value, str) and value not in book.bases:
            problems.append(document.problem(loc, "is not a basis", nearest(value, book.bases)))
        if loc[-1:] == ("apportionment",) and value not in book.apportionments:
            problems.append(
                document.problem(loc, "is not an apportionment", nearest(value, book.apportionments))
            )
        if isinstance(value, dict) and value.get("kind") == "judgement" and not value.get("why"):
            problems.append(document.problem(loc, "is a judgement without its reason", "add 'why'"))
    return problems


def _impossible(document: Document, book: _Book) -> list[Problem]:
    """Values outside their own range, and districts of other than three to five seats."""
    problems: list[Problem] = []
    for loc, value in _walk((), document.data):
        if isinstance(value, dict) and {"value", "range"} <= set(value):
            low, high = value["range"]
            if not low <= value["value"] <= high:
                problems.append(document.problem((*loc, "value"), f"is outside {low} to {high}"))
    for name, law in book.laws.items():
        if isinstance(law, _SingleVote) and law.apportionment in book.apportionments:
            seats = book.apportionments[law.apportionment].seats
            for governorate, count in law.districts.count.items():
                if not 3 * count <= seats.get(governorate, 0) <= 5 * count:
                    loc = ("laws", name, "districts", "count", governorate)
                    hint = f"it has {seats.get(governorate, 0)} seats, and a district three to five"
                    problems.append(document.problem(loc, "districts are impossible", hint))
    return problems


def _walk(loc: tuple[str | int, ...], value: Any) -> list[tuple[tuple[str | int, ...], Any]]:
    """Every value of a document with its place, the root first."""
    found = [(loc, value)]
    if isinstance(value, dict):
        for key, inner in value.items():
            found += _walk((*loc, key), inner)
    return found

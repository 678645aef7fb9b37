"""Capsules read back: none whose hash does not match what it holds."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any, Final, Self

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from simulation.analysis.forecasts.capsules import hash_of
from simulation.analysis.past.scores import Forecast, Kind
from simulation.errors import InputError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

__all__ = ["Capsule", "Frozen", "capsule_of", "read_capsule"]

_LIMIT_BYTES: Final = 20_000_000
_SLACK: Final = 1e-3  # by which rounded probabilities may miss 1
Probability = Annotated[float, Field(gt=0, lt=1)]
Certain = Annotated[float, Field(ge=0, le=1)]  # a baseline may be sure
_Interval = Annotated[list[float], Field(min_length=2, max_length=2)]
Whole = Annotated[int, Field(ge=1, le=10_000_000)]


class _Record(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class _Distribution(_Record):
    values: Annotated[list[float], Field(min_length=1)]
    counts: Annotated[list[Whole], Field(min_length=1)]

    @model_validator(mode="after")
    def _alike(self) -> Self:
        if len(self.values) != len(self.counts):
            raise ValueError("values and counts differ in length")
        return self

    def members(self) -> Floats:
        """The distribution as an ensemble."""
        return np.repeat(np.array(self.values, dtype=np.float64), self.counts)


class _Question(_Record):
    id: str
    text: str
    rule: str
    due: str
    kind: Kind
    forecast: Probability | dict[str, Probability] | _Distribution
    interval: _Interval | dict[str, _Interval] | None = None
    baselines: dict[str, Certain | dict[str, Certain] | _Distribution] = {}
    short: str = ""
    topic: str = ""
    episode: str = ""


class _Capsule(_Record):
    hash: str
    version: str
    scenario: dict[str, Any]
    made: str
    known_until: str
    questions: Annotated[list[_Question], Field(min_length=1)]


@dataclass(frozen=True)
class Frozen:
    """A question of a capsule with its forecast, and those of the baselines by name.

    intervals: the Monte Carlo interval of each probability in `forecast`, where the capsule has them.
    """

    id: str
    text: str
    rule: str
    due: str
    kind: Kind
    short: str
    topic: str
    episode: str
    labels: tuple[str, ...]
    forecast: Forecast
    baselines: Mapping[str, Forecast]
    intervals: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True)
class Capsule:
    """A capsule whose hash matches: `data` as it stands in the file, and its questions in order."""

    data: Mapping[str, Any]
    questions: tuple[Frozen, ...]

    @property
    def known_until(self) -> str:
        """The last day of which the forecast knew."""
        return str(self.data["known_until"])


def read_capsule(path: Path) -> Capsule:
    """The capsule in a file. Raises `InputError` where it is none, or where it was changed."""
    try:
        if path.stat().st_size > _LIMIT_BYTES:
            raise InputError(f"{path} is longer than {_LIMIT_BYTES:,} bytes, which no capsule is")
        data = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or error}") from error
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path} is no JSON and no capsule: {error}") from error
    return capsule_of(data, str(path))


def capsule_of(data: Any, name: str) -> Capsule:
    """The capsule that plain data make; `name` is what messages call it. Raises `InputError`."""
    if not isinstance(data, dict) or not isinstance(data.get("hash"), str):
        raise InputError(f"{name} is no capsule: it has no hash; make one with crossroads forecast")
    try:
        found = hash_of(data)
    except (TypeError, ValueError) as error:
        raise InputError(f"{name} is no capsule: {error}") from error
    if found != data["hash"]:
        raise InputError(
            f"{name} was changed after it was frozen: what it holds has the hash {found[:16]}..., and it "
            f"says {data['hash'][:16]}.... Restore the file from where it was first kept; it is not scored."
        )
    try:
        capsule = _Capsule.model_validate(data)
        questions = tuple(_frozen(question) for question in capsule.questions)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(step) for step in first["loc"])
        raise InputError(f"{name} is no capsule: {place}: {first['msg']}") from None
    except ValueError as error:
        raise InputError(f"{name} is no capsule: {error}") from None
    return Capsule(MappingProxyType(data), questions)


def _frozen(question: _Question) -> Frozen:
    shares = question.forecast if isinstance(question.forecast, dict) else {}
    labels = tuple(shares)
    if labels and abs(sum(shares.values()) - 1.0) > _SLACK:
        raise ValueError(f"the probabilities of {question.id} do not sum to 1")
    return Frozen(
        id=question.id,
        text=question.text,
        rule=question.rule,
        due=question.due,
        kind=question.kind,
        short=question.short or question.id,
        topic=question.topic,
        episode=question.episode,
        labels=labels,
        forecast=_forecast(question, question.forecast, labels),
        baselines=MappingProxyType(
            {name: _forecast(question, said, labels) for name, said in question.baselines.items()}
        ),
        intervals=_intervals(question, labels),
    )


def _intervals(question: _Question, labels: tuple[str, ...]) -> tuple[tuple[float, float], ...]:
    """The intervals of the probabilities, in the order of the answers; none where the capsule has none."""
    held = question.interval
    if isinstance(held, dict) and labels and held.keys() == set(labels):
        return tuple((held[label][0], held[label][1]) for label in labels)
    return ((held[0], held[1]),) if isinstance(held, list) and question.kind == "binary" else ()


def _forecast(question: _Question, said: Any, labels: tuple[str, ...]) -> Forecast:
    """A forecast as scores take it. Raises ValueError where it does not suit the question."""
    if question.kind == "number" and isinstance(said, _Distribution):
        return Forecast("number", said.members())
    if question.kind == "binary" and isinstance(said, float):
        return Forecast("binary", np.array([said]))
    if question.kind in ("categorical", "ordered") and isinstance(said, dict) and tuple(said) == labels:
        return Forecast(question.kind, np.array([said[label] for label in labels]))
    raise ValueError(f"a forecast of {question.id} does not suit a {question.kind} question")

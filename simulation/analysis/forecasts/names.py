"""The names that a question may use: lists, groups, blocs, acts, indicators, each checked when it is read."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Annotated, Final

from pydantic import AfterValidator

from simulation.errors import nearest
from simulation.evidence import load_evidence
from simulation.model.actors import militia
from simulation.model.indicators import INDICATORS
from simulation.model.institutions.ballots import load_electorate
from simulation.model.institutions.parliament import load_blocs
from simulation.outcomes.catalogue import OUTCOMES
from simulation.scenario.months import is_month
from simulation.telling import words

__all__ = [
    "ALL",
    "STATUSES",
    "Act",
    "Bloc",
    "Column",
    "Everywhere",
    "Group",
    "Indicator",
    "List",
    "Market",
    "Month",
    "Status",
]

ALL: Final = "all"
_NAMES: Final = {"pm", "coalition"}  # outcomes that are neither a number nor one of a few categories
STATUSES: Final[Mapping[str, float]] = MappingProxyType(
    {
        "separate": militia.SEPARATE,
        "dual": militia.DUAL,
        "in_name": militia.IN_NAME,
        "handed_over": militia.HANDED_OVER,
        "in_fact": militia.IN_FACT,
        "exiled": militia.EXILED,
        "retired": militia.RETIRED,
    }
)
"""What an armed group can have become: the words of the questions, and the model's own."""


def _month(text: str) -> str:
    if not is_month(text):
        raise ValueError("is not a month; write it as 2026-10")
    return text


def _named(what: str, known: Callable[[], Collection[str]]) -> AfterValidator:
    """Text that has to be one of the names known, said with the nearest of them where it is not."""

    def check(name: str) -> str:
        if name not in known():
            raise ValueError(f"is not {what}; {nearest(name, known())}")
        return name

    return AfterValidator(check)


@lru_cache(maxsize=1)
def _groups() -> tuple[str, ...]:
    return tuple(name for name, actor in load_evidence().actors.items() if actor.kind == "armed_group")


@lru_cache(maxsize=1)
def _acts() -> frozenset[str]:
    """What the ledger may hold: the acts that have words, and the events."""
    return frozenset((*words.load_words().acts, *(f"{words.EVENT}{name}" for name in load_evidence().events)))


Month = Annotated[str, AfterValidator(_month)]
List = Annotated[str, _named("a list", lambda: load_electorate().lists)]
Group = Annotated[str, _named("an armed group", _groups)]
Bloc = Annotated[str, _named("a bloc", lambda: load_blocs().blocs)]
Act = Annotated[str, _named("an act", _acts)]
Market = Annotated[str, _named("a market of lists", lambda: load_electorate().markets)]
Everywhere = Annotated[str, _named("a market of lists, nor 'all'", lambda: (*load_electorate().markets, ALL))]
Status = Annotated[str, _named("a status", lambda: STATUSES)]
Indicator = Annotated[str, _named("an indicator", lambda: INDICATORS)]
Column = Annotated[str, _named("an outcome to ask after", lambda: OUTCOMES.keys() - _NAMES)]

"""How a question's rule reads in a run: what each measure looks at.

A measure gives a number per run: 0 or 1, the place of a category, or a quantity.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

import numpy as np

from simulation.analysis.past.elections import Polled
from simulation.analysis.past.episodes import Question
from simulation.analysis.past.formations import SITTING_PREMIER, Formed
from simulation.model.institutions.formation import BACKINGS, KINDS

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

__all__ = ["LOGIT_SPEAKS_OF", "MEASURES", "measure"]

_FRAMEWORK, _SADR = BACKINGS.index("framework"), BACKINGS.index("sadr")
_PLACE_OF_KIND: Final = {
    "framework_loyalist": 0,
    "framework_pragmatist": 1,
    "sudani": 1,
    "compromise_technocrat": 2,
    "other": 2,
    "sadr_backed": 3,
}
_NOBODYS: Final = 2


# --- formations ----------------------------------------------------------------------------------


def _months(step: str) -> Callable[[Formed, Question], Floats]:
    """Months until a step; the horizon where it does not come."""

    def months(formed: Formed, _: Question) -> Floats:
        horizon = float(formed.parliament.horizon)
        return np.nan_to_num(formed.months[step], nan=horizon)

    return months


def _camps(formed: Formed, _: Question) -> Floats:
    held = formed.backing
    return np.select([held == _FRAMEWORK, held == _SADR], [0.0, 2.0], 1.0)


def _whose_man(formed: Formed, _: Question) -> Floats:
    places = np.array([*(_PLACE_OF_KIND[kind] for kind in KINDS), _NOBODYS], dtype=np.float64)
    return places[formed.kind]


def _in_government(formed: Formed, question: Question) -> Floats:
    return _flag(formed.coalition[[formed.lists.index(name) for name in question.of]].any(axis=0))


def _office(office: str) -> Callable[[Formed, Question], Floats]:
    def holds(formed: Formed, question: Question) -> Floats:
        blocs = [formed.blocs.index(name) for name in question.of]
        return _flag(np.isin(getattr(formed, office), blocs))

    return holds


def _seats_at_least(formed: Formed, question: Question) -> Floats:
    assert question.limit is not None
    return _flag(formed.invested & (formed.seats() >= question.limit))


def _sitting_premier_stays(formed: Formed, _: Question) -> Floats:
    names = list(formed.candidates)
    return _flag(formed.premier == names.index(SITTING_PREMIER))


def _deaths_at_least(formed: Formed, question: Question) -> Floats:
    assert question.limit is not None
    return _flag(formed.deaths >= question.limit)


def _stays_away(formed: Formed, question: Question) -> Floats:
    return _flag(formed.away[[formed.blocs.index(name) for name in question.of]].any(axis=0))


_OF_FORMATIONS: Final[Mapping[str, Callable[[Formed, Question], Floats]]] = {
    "months_to_confidence": _months("confidence"),
    "months_to_speaker": _months("speaker"),
    "months_to_president": _months("president"),
    "months_with_failed_session": lambda formed, _: formed.failed,
    "session_failed": lambda formed, _: _flag(formed.failed > 0.0),
    "session_failed_under_sadr": lambda formed, _: _flag(formed.failed_under[_SADR] > 0.0),
    "speaker_elected_by_sadr": lambda formed, _: _flag(formed.elected_by == _SADR),
    "stays_away": _stays_away,
    "resigned": lambda formed, _: _flag(formed.resigned),
    "deaths_at_least": _deaths_at_least,
    "camps": _camps,
    "whose_man": _whose_man,
    "sitting_premier_stays": _sitting_premier_stays,
    "in_government": _in_government,
    "presidency": _office("president"),
    "speakership": _office("speaker"),
    "seats_at_least": _seats_at_least,
}
LOGIT_SPEAKS_OF: Final = frozenset(
    {
        "camps",
        "whose_man",
        "sitting_premier_stays",
        "in_government",
        "presidency",
        "speakership",
        "seats_at_least",
    }
)
"""Measures on which a coalition logit without sessions and months has something to say."""


# --- elections -----------------------------------------------------------------------------------


def _seats_below(polled: Polled, question: Question) -> Floats:
    assert question.limit is not None
    return _flag(polled.seats_of(question.of) < question.limit)


def _first(polled: Polled, question: Question) -> Floats:
    return _flag(_rank(polled, question, None) == 0.0)


def _first_of_community(polled: Polled, question: Question) -> Floats:
    return _flag(_rank(polled, question, polled.polls.communities[question.of[0]]) == 0.0)


def _rank_in_community(polled: Polled, question: Question) -> Floats:
    rank = _rank(polled, question, polled.polls.communities[question.of[0]])
    return np.minimum(rank, len(question.categories) - 1.0)


def _rank(polled: Polled, question: Question, community: str | None) -> Floats:
    """How many lists or alliances have more seats than the one asked about, ``(runs,)``."""
    contenders = polled.contenders(community)
    mine = contenders.pop(tuple(question.of))
    ahead = np.zeros(len(mine))
    for seats in contenders.values():
        ahead += seats > mine
    return ahead


_OF_ELECTIONS: Final[Mapping[str, Callable[[Polled, Question], Floats]]] = {
    "seats": lambda polled, question: polled.seats_of(question.of),
    "seats_below": _seats_below,
    "first": _first,
    "first_of_community": _first_of_community,
    "rank_in_community": _rank_in_community,
    "turnout": lambda polled, _: 100.0 * polled.national_turnout(),
}

MEASURES: Final = {"formation": tuple(_OF_FORMATIONS), "election": tuple(_OF_ELECTIONS)}
"""Names of the measures by kind of episode."""


def measure(played: Formed | Polled, question: Question) -> Floats:
    """What a question comes to in every run, ``(runs,)``. Raises KeyError for an unknown measure."""
    if isinstance(played, Formed):
        return _OF_FORMATIONS[question.measure](played, question)
    return _OF_ELECTIONS[question.measure](played, question)


def _flag(happened: ArrayLike) -> Floats:
    return np.asarray(happened, dtype=np.float64)

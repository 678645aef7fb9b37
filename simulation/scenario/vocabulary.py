"""The names that a scenario may use: those of the evidence."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final, Protocol

from simulation.evidence.loader import load_evidence
from simulation.evidence.priors import Prior

POOLED: Final = "pooled"  # the lens that is no one analyst's
HEDGING: Final = "hedging"  # the theory of the prime minister that is taken where none is named
AS_NOW: Final = "as_now"  # the posture of a power that nothing is said about
ADAPTIVE: Final = "adaptive"  # the strategy of an Iran that chooses among the others for itself
STEADY: Final = "maintain"  # the strategy of an Iran that nothing is said about
SIMULATED: Final = "simulated"  # the outcome of an election about which nothing is said
RESERVED: Final = "minority_quota"  # the row of the reserved seats, which no list wins
# What a question can be about: outcomes by the names that results use, and 'seats', the largest list.
ANSWERS: Final = (
    "axis_verdict",
    "axis_index",
    "axis_direction",
    "axis_presence",
    "us_ties",
    "pmf_fate",
    "iran_leverage",
    "attacks_us",
    "attacks_israel",
    "attacks_gulf",
    "sanctions_us",
    "strikes_in_iraq",
    "sieges",
    "iraqi_deaths",
    "framework_exits",
    "asks_refused",
    "pm",
    "pm_kind",
    "pm_backing",
    "months_to_form",
    "seats",
)
_WITHIN_RESERVED: Final = ("babylon",)  # parties whose seats are counted in that row
POWERS: Final = ("united_states", "israel", "turkey", "gulf", "syria", "russia")


class BoundedLike(Protocol):
    """An attribute of an actor: a number between bounds."""

    @property
    def low(self) -> float:
        """The least value it can have."""

    @property
    def high(self) -> float:
        """The greatest value it can have."""


class ActorLike(Protocol):
    """Somebody who acts."""

    @property
    def kind(self) -> str:
        """What sort of actor: 'party', 'armed_group', ..."""

    @property
    def attributes(self) -> Mapping[str, BoundedLike]:
        """What can be set, by name."""


class ParameterLike(Protocol):
    """A number of the model's rules."""

    @property
    def range(self) -> tuple[float, float]:
        """The least and the greatest value that makes sense."""


class Vocabulary(Protocol):
    """What scenarios refer to by name; `simulation.evidence.Evidence` is one."""

    @property
    def parameters(self) -> Mapping[str, ParameterLike]:
        """The parameters, by name."""

    @property
    def strategies(self) -> Mapping[str, object]:
        """Iran's strategies."""

    @property
    def actors(self) -> Mapping[str, ActorLike]:
        """The actors, by id."""

    @property
    def starts(self) -> Mapping[str, object]:
        """The starting points, by month."""

    @property
    def events(self) -> Mapping[str, object]:
        """The events that can be injected."""

    @property
    def lenses(self) -> Mapping[str, object]:
        """Whose reading of the evidence."""

    @property
    def postures(self) -> Mapping[str, Mapping[str, object]]:
        """The postures of each power, by the power's field in a scenario."""

    @property
    def mechanisms(self) -> Mapping[str, object]:
        """The mechanisms that can be switched off."""

    @property
    def theories(self) -> Mapping[str, object]:
        """The rival theories of the prime minister's alignment."""

    @property
    def laws(self) -> Mapping[str, object]:
        """The election laws."""

    @property
    def election_outcomes(self) -> Mapping[str, object]:
        """The named outcomes of an election."""

    def parameter_prior(self, name: str, lens: str) -> Prior:
        """The prior of a parameter as an analyst reads the evidence."""


def evidence_vocabulary() -> Vocabulary:
    """The packaged evidence; read when first needed, then kept."""
    return load_evidence()


def names(vocabulary: Vocabulary, what: str) -> Collection[str]:
    """The names of one sort: 'strategies', 'postures.israel', ...

    'lists' stand for election; 'seats' are the lists and the row of the reserved seats; 'answers' are
    what a question can be about: outcomes, a list's seats, and a list in government.
    """
    if what == "answers":
        lists = names(vocabulary, "lists")
        return [*ANSWERS, *(f"{kind}.{name}" for kind in ("seats", "coalition") for name in lists)]
    if what in ("lists", "seats"):
        left_out = _WITHIN_RESERVED if what == "seats" else (RESERVED, *_WITHIN_RESERVED)
        parties = (actor for actor, record in vocabulary.actors.items() if record.kind == "party")
        return [party for party in parties if party not in left_out]
    sort, _, power = what.partition(".")
    if power:
        return {AS_NOW, *vocabulary.postures.get(power, {})}
    found: Mapping[str, object] = getattr(vocabulary, sort)
    return [*found, ADAPTIVE] if sort == "strategies" else found

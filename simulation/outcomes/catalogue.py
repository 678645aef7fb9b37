"""What each outcome is: the words of `crossroads list outcomes` and `crossroads explain`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True, slots=True)
class Outcome:
    """One column of outcomes.parquet, computed by the codebook from a run's recorded acts."""

    name: str
    meaning: str
    unit: str
    rule: str
    categories: tuple[str, ...] = ()
    joined: bool = False  # several names in one word, joined by '+'

    @property
    def values(self) -> str:
        """What it can be."""
        return ", ".join(self.categories) if self.categories else self.unit


PM_KINDS: Final = (
    "framework_loyalist",
    "framework_pragmatist",
    "sudani",
    "sadr_backed",
    "compromise_technocrat",
    "other",  # only where the convention of power-sharing is switched off
    "caretaker",
)
VERDICTS: Final = ("in_the_axis", "hedging", "leaving", "left")
FATES: Final = (
    "open_conflict",
    "dissolved",
    "integrated_in_fact",
    "partly_disarmed",
    "integrated_in_name",
    "entrenched",
    "unchanged",
)

_OUTCOMES: Final = (
    Outcome(
        "axis_index",
        "where the state's acts place Iraq towards Iran's axis",
        "-1 inside the axis to +1 outside it",
        "mean of seven components (transit, war, region, arms policy, words and votes, money and energy, "
        "posts), each coded from the acts of three months; averaged over the last six months of the run",
    ),
    Outcome(
        "axis_verdict",
        "what the index, its change and the armed groups amount to at the end",
        "one of four",
        "level and change of the axis index over six months, the armed presence of the axis, and for "
        "'leaving' at least two acts in twelve months that cost something",
        VERDICTS,
    ),
    Outcome(
        "axis_direction",
        "which way the axis index moved since the start",
        "one of three",
        "the last six months against the three months before the start, with a dead band",
        ("toward_iran", "none", "away"),
    ),
    Outcome(
        "axis_presence",
        "armed groups that keep a command of their own and act for the axis, or could",
        "share of fighters, 0 to 1",
        "over named groups, weighted by fighters: a command of their own, and either attacks within six "
        "months or heavy weapons kept; averaged over the last six months",
    ),
    Outcome(
        "compromise_mean",
        "a baseline for the axis index: where all who count would meet, whatever the theory of the run",
        "-1 inside the axis to +1 outside it",
        "mean of parties and the two patrons weighted by capability times salience; averaged over the last "
        "six months of the run",
    ),
    Outcome(
        "us_ties",
        "relations with the United States; no part of the axis index",
        "-1 forces expelled, 0 agreed drawdown, +1 new long-term pact",
        "coded from acts on troops, agreements and sanctions",
    ),
    Outcome(
        "pmf_fate",
        "what becomes of the Popular Mobilization Forces",
        "one of seven",
        "the first that holds, in the order given; 'unchanged' is the rest",
        FATES,
    ),
    Outcome(
        "iran_leverage",
        "Tehran's leverage by results, not by effort",
        "0 to 1",
        "share of its recorded asks met in the last six months, weighted by how unwelcome they were, "
        "together with what it could still call on",
    ),
    Outcome(
        "attacks_us", "attacks on American forces and sites", "attacks in the run", "one per target and day"
    ),
    Outcome("attacks_israel", "attacks on Israel from Iraq", "attacks in the run", "one per target and day"),
    Outcome(
        "attacks_gulf", "attacks on sites with Gulf equity", "attacks in the run", "one per target and day"
    ),
    Outcome(
        "sanctions_us",
        "American sanctions on Iraqi persons, banks or waivers",
        "steps in the run",
        "one per announced step",
    ),
    Outcome(
        "strikes_in_iraq",
        "foreign air or drone attacks on Iraqi soil",
        "strikes in the run",
        "American or Israeli; one per night and set of targets",
    ),
    Outcome(
        "sieges",
        "armed or organised encirclement or breach of a seat of government",
        "sieges in the run",
        "six hours or longer",
    ),
    Outcome(
        "iraqi_deaths",
        "Iraqis killed in protests, clashes, strikes and assassinations",
        "people in the run",
        "summed over the run's acts",
    ),
    Outcome(
        "framework_exits",
        "parties that left the Coordination Framework",
        "parties in the run",
        "one per party and exit",
    ),
    Outcome(
        "asks_refused",
        "recorded asks of Tehran that Baghdad refused",
        "asks in the run",
        "answered outward on the record, against the ask",
    ),
    Outcome(
        "pm",
        "who is prime minister at the end, by office or list; no person is meant",
        "a candidate of seeds/elections/candidates.yaml, or the list of the sitting premier",
        "the last premier who won the confidence of 165 members; the sitting one until then",
    ),
    Outcome(
        "pm_kind",
        "what kind of premier he is",
        "one of seven",
        "by published membership at nomination; caretaker where a vote was held and nobody was invested",
        PM_KINDS,
    ),
    Outcome(
        "pm_backing",
        "which camps the premier's coalition holds",
        "one of four, or the sitting government's own word",
        "a camp is held when most of its seats are inside the coalition",
        ("framework", "both", "own", "sadr", "compromise"),
    ),
    Outcome(
        "coalition",
        "lists in government at the end",
        "ids joined by '+'",
        "lists with seats in the coalition that was invested, or in the sitting government",
        joined=True,
    ),
    Outcome(
        "months_to_form",
        "months from the first election to a vote of confidence in a premier",
        "months; empty where there was no vote, or no government by the horizon",
        "month of investiture less month of the vote",
    ),
)

OUTCOMES: Final[Mapping[str, Outcome]] = MappingProxyType({outcome.name: outcome for outcome in _OUTCOMES})


def in_order(outcome: str, found: Sequence[str]) -> list[str]:
    """The categories `found` of an outcome: those known in their own order, then the rest as they come."""
    known = OUTCOMES[outcome].categories if outcome in OUTCOMES else ()
    return [c for c in known if c in found] + [c for c in found if c not in known]

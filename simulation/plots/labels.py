"""The plain words of every outcome: labels, units, order of categories, names of directions.

Everything that a figure says about an outcome is here, so that a reviewer reads one file. The words
take no side: nearer to Iran's axis and further from it, not towards the West; more and fewer, not
better and worse.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Final, Literal

from simulation.evidence import load_evidence
from simulation.words import number

Family = Literal["standing", "violence", "deaths", "formation", "share"]


@dataclass(frozen=True, slots=True)
class Category:
    """One value of a categorical outcome: its label, the label in a sentence, its rule in a few words."""

    label: str
    ending: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Categorical:
    """A categorical outcome: what it asks, and its categories in their fixed order."""

    label: str
    categories: Mapping[str, Category]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A numeric outcome.

    `label` goes into sentences, `short` over a panel; `less` and `more` say in words what a lower and
    a higher value mean, and `rise` what a plus sign means where that is not plain.
    """

    label: str
    short: str
    unit: str
    family: Family
    less: str
    more: str
    rise: str = ""
    low: float = 0.0
    high: float | None = None


def _count(label: str, short: str, unit: str, family: Family = "violence") -> Quantity:
    return Quantity(label, short, unit, family, "fewer", "more")


AXIS_VERDICT: Final = Categorical(
    "Where Iraq stands towards Iran's axis",
    MappingProxyType(
        {
            "in_the_axis": Category("in the axis", "Iraq in the axis", "its acts side with the axis"),
            "hedging": Category("hedging", "Iraq hedging", "all between the others"),
            "leaving": Category("leaving", "Iraq leaving the axis", "acts that lead out, two of them costly"),
            "left": Category("left", "Iraq out of the axis", "acts outside, armed presence small"),
        }
    ),
)

PMF_FATE: Final = Categorical(
    "The Popular Mobilization Forces (PMF)",
    MappingProxyType(
        {
            "open_conflict": Category("open conflict", "PMF in open conflict", "a month of many dead"),
            "dissolved": Category("dissolved", "PMF dissolved", "Commission and payroll ended"),
            "integrated_in_fact": Category(
                "integrated in fact", "PMF integrated in fact", "pay, command and heavy arms moved"
            ),
            "partly_disarmed": Category(
                "partly disarmed", "PMF partly disarmed", "two groups or more without heavy arms"
            ),
            "integrated_in_name": Category(
                "integrated in name", "PMF integrated in name", "an order, the same commanders"
            ),
            "entrenched": Category("entrenched", "PMF entrenched", "status, budget or posts grew"),
            "unchanged": Category("unchanged", "PMF unchanged", "none of these"),
        }
    ),
)

PM_KIND: Final = Categorical(
    "Kind of prime minister",
    MappingProxyType(
        {
            "framework_loyalist": Category(
                "Framework core",
                "prime minister from the Framework's core",
                "led or sat for State of Law, Badr, Sadiqoun, Huquq, Khadamat or the Supreme Council",
            ),
            "framework_pragmatist": Category(
                "wider Framework",
                "prime minister from the wider Framework",
                "of Hikma, Nasr, Fadhila or a governor's list",
            ),
            "sudani": Category("Sudani", "Sudani as prime minister", "in office since 2022"),
            "sadr_backed": Category("Sadr-backed", "prime minister backed by Sadr", "Sadr's nominee"),
            "compromise_technocrat": Category(
                "technocrat", "a technocrat as prime minister", "neither a seat nor a list"
            ),
            "other": Category(
                "outside the convention",
                "a prime minister outside the convention",
                "power-sharing switched off",
            ),
            "caretaker": Category("caretaker", "a caretaker cabinet", "no government invested"),
        }
    ),
)

PM_BACKING: Final = Categorical(
    "Camps in the governing coalition",
    MappingProxyType(
        {
            "framework": Category("the Framework", "the Framework in the coalition", "most of its seats"),
            "both": Category("both camps", "both camps in the coalition", "most seats of both"),
            "own": Category("neither", "neither camp in the coalition", "most seats of neither"),
            "sadr": Category("Sadr", "Sadr in the coalition", "most of his seats"),
            "compromise": Category("of both", "named by consent of both camps", "the government of 2020"),
        }
    ),
)

CATEGORICAL: Final[Mapping[str, Categorical]] = MappingProxyType(
    {"axis_verdict": AXIS_VERDICT, "pmf_fate": PMF_FATE, "pm_kind": PM_KIND, "pm_backing": PM_BACKING}
)

ATTACKS: Final = ("attacks_us", "attacks_israel", "attacks_gulf")
ALL_ATTACKS: Final = "attacks"  # their sum, which figures for an audience show

QUANTITIES: Final[Mapping[str, Quantity]] = MappingProxyType(
    {
        "axis_index": Quantity(
            "Axis index",
            "Axis index",
            "−1 inside Iran's axis, +1 outside",
            "standing",
            "nearer to Iran's axis",
            "further from Iran's axis",
            rise="out of the axis",
            low=-1.0,
            high=1.0,
        ),
        "compromise_mean": Quantity(
            "Compromise mean of parties and patrons",
            "Compromise mean",
            "−1 inside Iran's axis, +1 outside",
            "standing",
            "nearer to Iran's axis",
            "further from Iran's axis",
            rise="out of the axis",
            low=-1.0,
            high=1.0,
        ),
        "us_ties": Quantity(
            "Ties with the United States",
            "Ties with the US",
            "−1 forces expelled, 0 agreed drawdown, +1 new pact",
            "standing",
            "weaker",
            "closer",
            rise="closer",
            low=-1.0,
            high=1.0,
        ),
        "axis_presence": Quantity(
            "Armed presence of the axis",
            "Armed presence of the axis",
            "share of the groups' fighters, 0 to 1",
            "standing",
            "smaller",
            "larger",
            high=1.0,
        ),
        "iran_leverage": Quantity(
            "Iran's leverage",
            "Iran's leverage",
            "share of its asks that are met, 0 to 1",
            "standing",
            "less",
            "more",
            high=1.0,
        ),
        "iraqi_deaths": _count("Iraqis killed", "Iraqis killed", "people", "deaths"),
        "strikes_in_iraq": _count("Foreign strikes on Iraqi soil", "Strikes in Iraq", "strikes"),
        "attacks_us": _count("Attacks on US and coalition forces", "Attacks on the US", "attacks"),
        "attacks_israel": _count("Attacks on Israel", "Attacks on Israel", "attacks"),
        "attacks_gulf": _count("Attacks on Gulf sites", "Attacks on Gulf sites", "attacks"),
        "sieges": _count("Sieges of the seats of government", "Sieges", "sieges"),
    }
)

# Not among the quantities: runs without a government have no value, so its mean says little by itself.
MONTHS_TO_FORM: Final = Quantity(
    "Months to form a government",
    "Months to form",
    "months from the vote to the vote of confidence",
    "formation",
    "fewer",
    "more",
)

# Monthly indicators that are no outcomes, with their units.
INDICATORS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "lean": "The prime minister's lean, −1 to +1",
        "framework_hold": "The Framework's hold, 0 to 1",
        "framework_seats": "The Framework's seats",
        "groups_in_name": "Groups integrated in name",
        "groups_in_fact": "Groups integrated in fact",
        "iran_means": "Tehran's means, 0 to 1",
        "iran_orders": "Tehran's orders",
        "iran_brokerage": "Tehran's brokerage",
        "us_troops": "American troops",
        "us_prestige": "Washington's prestige",
        "israel_threat": "Threat of Israeli strikes",
        "arab_door": "The Arab door, 0 to 1",
        "gulf_projects": "Gulf projects",
        "asks_iran": "Asks of Tehran",
        "sanctions_us": "American sanctions",
    }
)

_SUM: Final = _count("Attacks by armed groups", "Attacks by armed groups", "attacks")


def quantity_of(outcome: str) -> Quantity:
    """The words of a numeric outcome, or of the sum of attacks; its name in words where there are none."""
    known = {**QUANTITIES, "months_to_form": MONTHS_TO_FORM, ALL_ATTACKS: _SUM}
    label = outcome.replace("_", " ").capitalize()
    return known.get(outcome) or Quantity(label, label, "", "formation", "fewer", "more")


# Deaths come first and are drawn like the rest.
VIOLENCE: Final = (
    "iraqi_deaths",
    "strikes_in_iraq",
    "attacks_us",
    "attacks_israel",
    "attacks_gulf",
    "sieges",
)

_NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "us": "US",
        "pmf": "PMF",
        **{name.lower(): name for name in ("Baghdad", "Gulf", "Iran", "Iraq", "Israel", "Najaf")},
        "framework": "Framework",
        **{name.lower(): name for name in ("Sadr", "Sistani", "Sudani", "Syria", "Tehran", "Washington")},
    }
)


# Names of scenarios that say more than their data.
_PLAIN: Final[Mapping[str, str]] = MappingProxyType(
    {"pro_tehran_rout": "lists close to Tehran lose", "simulated": "vote as simulated"}
)


def scenario_label(name: str, limit: int = 40) -> str:
    """A scenario's name as a reader sees it, long ones cut in the middle: their ends tell them apart.

    `increase+sadr_returns` is 'increase + Sadr returns', and a level of a sweep,
    `increase@assume.us_commitment=0.1`, is 'increase, US commitment 0.1'.
    """
    spaced = name.replace("+", " + ").replace("@", ", ").replace("assume.", "").replace("=", " ")
    for loaded, plain in _PLAIN.items():
        spaced = spaced.replace(loaded, plain)
    words = re.sub(r"\w+", lambda found: _NAMES.get(found[0], found[0]), spaced.replace("_", " ")).split()
    shown = " ".join(words)
    return shown if len(shown) <= limit else _shortened(words, limit)


def _shortened(words: Sequence[str], limit: int) -> str:
    """Words left out from the middle until the rest fits; letters, where two words are too long."""
    for kept in range(len(words) - 1, 1, -1):
        head = (kept + 1) // 2
        shown = " ".join([*words[:head], "…", *words[len(words) - kept + head :]])
        if len(shown) <= limit:
            return shown
    whole, tail = " ".join(words), (limit - 1) // 2
    return f"{whole[: limit - 1 - tail].rstrip()}…{whole[-tail:].lstrip()}"


# Where the evidence has a name that is too long for a row and that no rule shortens well.
_SHORT_NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "civil": "Civil lists",
        "minority_quota": "Reserved seats",
        "others_shia": "Small Shia lists",
        "supreme_council": "Supreme Council",
    }
)


def list_label(name: str, limit: int = 30) -> str:
    """A list's name from the evidence in at most `limit` letters; an unknown list's identifier in words.

    A long name gives way to its other name in brackets ('Hikma') or to its initials ('KDP').
    """
    full = _names_of_lists().get(name)
    if full is None or len(full) <= limit:
        return full or scenario_label(name, limit)
    if name in _SHORT_NAMES:
        return _SHORT_NAMES[name]
    head, _, other = full.removesuffix(")").partition(" (")
    words = [word for word in head.split() if word not in ("of", "the", "and")]
    if other:
        return head if len(head) <= min(limit, 16) else other
    if len(words) > 2 and all(word[0].isupper() for word in words):
        return "".join(word[0] for word in words)
    return scenario_label(head, limit)


@cache
def _names_of_lists() -> Mapping[str, str]:
    return {name: actor.name for name, actor in load_evidence().actors.items()}


def runs_label(runs: int, kind: str = "simulated") -> str:
    """'1,000 simulated runs', '1 simulated run'."""
    return " ".join([number(runs), *kind.split(), "run" if runs == 1 else "runs"])


def month_label(month: str) -> str:
    """`2025-01` as 'Jan 2025'; anything else as it stands."""
    names = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    year, _, rest = month.partition("-")
    if year.isdigit() and rest.isdigit() and 1 <= int(rest) <= 12:
        return f"{names[int(rest) - 1]} {year}"
    return month

"""The plain words of every outcome: labels, units, order of categories, names of directions.

Everything that a figure says about an outcome is here, so that a reviewer reads one file. The words
take no side: nearer to Iran's axis and further from it, not towards the West; more and fewer, not
better and worse.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

Family = Literal["standing", "violence", "deaths"]


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

CATEGORICAL: Final[Mapping[str, Categorical]] = MappingProxyType(
    {"axis_verdict": AXIS_VERDICT, "pmf_fate": PMF_FATE}
)

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

# Deaths come first and are drawn like the rest.
VIOLENCE: Final = (
    "iraqi_deaths",
    "strikes_in_iraq",
    "attacks_us",
    "attacks_israel",
    "attacks_gulf",
    "sieges",
)

NO_DIFFERENCE: Final = "no difference that we can tell from chance"


_NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "us": "US",
        "pmf": "PMF",
        **{name.lower(): name for name in ("Baghdad", "Gulf", "Iran", "Iraq", "Israel", "Najaf")},
        **{name.lower(): name for name in ("Sadr", "Sistani", "Sudani", "Syria", "Tehran", "Washington")},
    }
)


def scenario_label(name: str, limit: int = 40) -> str:
    """A scenario's name as a reader sees it, long ones cut in the middle: their ends tell them apart.

    `increase+sadr_returns` is 'increase + Sadr returns', and a level of a sweep,
    `increase@assume.us_commitment=0.1`, is 'increase, US commitment 0.1'.
    """
    spaced = name.replace("+", " + ").replace("@", ", ").replace("assume.", "").replace("=", " ")
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


def number(value: float, decimals: int = 0) -> str:
    """A number with thousands separated and a true minus sign; never a negative zero."""
    text = f"{value:,.{decimals}f}"
    if text.startswith("-"):
        return text[1:] if not any(digit in text for digit in "123456789") else f"−{text[1:]}"
    return text


def signed(value: float, decimals: int = 0) -> str:
    """A number that always shows its sign, save zero."""
    text = number(value, decimals)
    zero = not any(digit in text for digit in "123456789")
    return text if zero or text.startswith("−") else f"+{text}"


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

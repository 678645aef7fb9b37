"""Parliaments, beliefs and contexts for tests of government formation."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.documents import packaged, read_document
from simulation.evidence.reading_priors import parse_prior
from simulation.model.chance import Chance, Stream
from simulation.model.institutions.formation import Context, Formation, Outcome
from simulation.model.institutions.lawbook import find_law

Floats = NDArray[np.float64]

# Seats of October 2021. Fatah's 17 and State Forces' 4 are divided between their members, the 14 of the
# Azm alliance between its two wings; independents are the 43 less four of the Islamic Union and four
# reserved seats that the table counts among them.
SEATS_2021 = {
    "sadrists": 73, "sudani": 1, "state_of_law": 33, "badr": 9, "sadiqoun": 8, "huquq": 1, "khadamat": 0,
    "supreme_council": 0, "hikma": 2, "nasr": 2, "tasmim": 5, "ishraqat_kanoon": 6, "others_shia": 7,
    "national_approach": 1, "aqd": 4, "progress": 37, "azm": 6, "siyada": 8, "hasm": 3, "others_sunni": 7,
    "kdp": 31, "puk": 17, "new_generation": 9, "kurdistan_islamic_union": 4, "others_kurd": 1, "civil": 9,
    "independents": 35, "turkmen_front": 1, "babylon": 0, "minority_quota": 9,
}  # fmt: skip
# Thousands of votes of October 2021, divided likewise (results table of the commission).
VOTES_2021 = {
    "sadrists": 885, "sudani": 40, "state_of_law": 502, "badr": 255, "sadiqoun": 208, "huquq": 99,
    "khadamat": 0, "supreme_council": 0, "hikma": 180, "nasr": 180, "tasmim": 153, "ishraqat_kanoon": 100,
    "others_shia": 185, "national_approach": 108, "aqd": 336, "civil": 299, "independents": 1373,
    "turkmen_front": 49, "minority_quota": 0,
}  # fmt: skip
LISTS = tuple(SEATS_2021)


def declared() -> dict[str, Any]:
    """The declared parameters of the formation by name."""
    seeds = packaged("seeds")
    rows: dict[str, Any] = read_document(seeds / "parameters" / "formation.yaml").data["parameters"]
    return rows


def beliefs(chance: Chance, **fixed: float) -> Any:
    """Every parameter of the formation drawn from its prior, or fixed."""
    rows = declared()
    luck = chance.uniform(Stream.BELIEF, tuple(rows))
    drawn = {
        name: parse_prior(row["prior"], tuple(row["range"])).ppf(luck[place])
        for place, (name, row) in enumerate(rows.items())
    }
    runs = len(chance.runs)
    return SimpleNamespace(**drawn | {name: np.full(runs, value) for name, value in fixed.items()})


def positions(chance: Chance) -> dict[str, Floats]:
    """Axis, arms and discipline of every list as of January 2025, drawn per run from the roster."""
    roster = read_document(packaged("seeds") / "actors" / "parties.yaml").data["actors"]
    lowest = {"axis": -1.0, "arms": 0.0, "discipline": 0.0}
    drawn = {}
    for name, low in lowest.items():
        luck = chance.uniform(Stream.ATTRIBUTE, tuple(f"{key}.{name}" for key in LISTS))
        stated = [roster[key]["attributes"][name] for key in LISTS]
        tilt = np.where(luck < 0.5, np.sqrt(2.0 * luck) - 1.0, 1.0 - np.sqrt(2.0 * (1.0 - luck)))
        values = [each["value"] + each["spread"] * tilt[row] for row, each in enumerate(stated)]
        drawn[name] = np.clip(np.array(values), low, 1.0)
    return drawn


def table(by_list: dict[str, int], runs: int) -> Floats:
    """The same number in every run, (lists, runs)."""
    return np.array([[float(by_list.get(key, 0))] * runs for key in LISTS])


@dataclass
class Played:
    """A formation played to the horizon; months are -1 where none was invested."""

    formation: Formation
    months: NDArray[np.int64]
    last: dict[str, Any]
    events: dict[str, Floats]
    deaths: Floats
    first: NDArray[np.int64]
    rounds: list[Outcome]


def play(
    runs: int | list[int] = 1000,
    *,
    seed: int = 7,
    months: int = 24,
    law: str = "sntv_2021",
    seats: dict[str, int] | None = None,
    fixed: dict[str, float] | None = None,
    apart: bool = False,
    premier: str | None = None,
    **switches: bool,
) -> Played:
    """Form governments from a parliament, by default that of October 2021."""
    numbers = np.arange(runs) if isinstance(runs, int) else np.array(runs)
    chance = Chance(seed, numbers)
    count = len(numbers)
    formation = Formation(LISTS, find_law(law), chance, beliefs(chance, **(fixed or {})), **switches)
    context = Context.usual(count)
    formation.begin(
        np.ones(count, dtype=bool),
        0,
        table(SEATS_2021 if seats is None else seats, count),
        positions(chance),
        votes=table(VOTES_2021, count) if seats is None else None,
        premier=np.full(count, -1 if premier is None else LISTS.index(premier)),
        apart=np.full(count, apart),
    )
    return _play(formation, context, months)


def _play(formation: Formation, context: Context, months: int) -> Played:
    count = len(formation.stage)
    played = Played(formation, np.full(count, -1), {}, {}, np.zeros(count), np.full(count, -1), [])
    for month in range(1, months + 1):
        before = formation.backing()
        outcome = formation.round(month, context)
        played.rounds.append(outcome)
        now = formation.backing()
        played.first = np.where(played.first < 0, np.where(before >= 0, before, now), played.first)
        played.first = np.where((played.first < 0) & outcome.invested, outcome.backing, played.first)
        played.months[outcome.invested] = month
        played.deaths += outcome.deaths
        for act, number in outcome.events.items():
            played.events[act] = played.events.get(act, np.zeros(count)) + number
        for name in ("kind", "backing", "premier", "speaker", "president", "seats", "votes", "present"):
            value = getattr(outcome, name)
            held = played.last.setdefault(name, np.full(count, -1, dtype=value.dtype))
            held[outcome.invested] = value[outcome.invested]
    return played


__all__ = ["LISTS", "SEATS_2021", "Played", "beliefs", "declared", "play", "positions", "table"]

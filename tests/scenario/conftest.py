"""A small vocabulary, so that these tests do not depend on what the evidence says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import pytest

from simulation.evidence.priors import Prior, Uniform


@dataclass(frozen=True)
class Bounded:
    low: float
    high: float


@dataclass(frozen=True)
class Somebody:
    kind: str
    attributes: Mapping[str, Bounded]


@dataclass(frozen=True)
class Number:
    range: tuple[float, float]


def _nothing(*names: str) -> Mapping[str, object]:
    return MappingProxyType(dict.fromkeys(names))


STANCES = MappingProxyType({"doctrine": Bounded(0.0, 1.0), "axis": Bounded(-1.0, 1.0)})

RIVALS = ("balance_of_threat", "patronage", "public_opinion", "compromise_mean")


@dataclass(frozen=True)
class SmallVocabulary:
    """What the tests' scenarios may name."""

    parameters: Mapping[str, Number] = field(
        default_factory=lambda: {
            "us_commitment": Number((0.0, 1.0)),
            "iran_resolve": Number((0.0, 1.0)),
            "payroll": Number((1.0, 5.0)),
            "arms_outward": Number((-1.0, 6.0)),
            "transit_outward": Number((-1.0, 6.0)),
            "war_outward": Number((-1.0, 6.0)),
            "region_outward": Number((-1.0, 6.0)),
        }
    )
    strategies: Mapping[str, object] = field(
        default_factory=lambda: _nothing("increase", "loosen", "maintain")
    )
    actors: Mapping[str, Somebody] = field(
        default_factory=lambda: {
            "kataib_hizballah": Somebody("armed_group", STANCES),
            "nujaba": Somebody("armed_group", STANCES),
            "sayyid_al_shuhada": Somebody("armed_group", STANCES),
            "badr_brigades": Somebody("armed_group", STANCES),
            "sadrists": Somebody("party", STANCES),
            "sudani": Somebody("party", STANCES),
            "progress": Somebody("party", STANCES),
            "babylon": Somebody("party", STANCES),
            "minority_quota": Somebody("party", STANCES),
        }
    )
    starts: Mapping[str, object] = field(default_factory=lambda: _nothing("2021-06", "2025-01", "2025-07"))
    events: Mapping[str, object] = field(
        default_factory=lambda: _nothing(
            "israel_strikes_militias",
            "us_strikes_militias",
            "washington_warns_of_israeli_strikes",
            "isis_resurges",
            "houthis_lose_ground",
            "us_iran_talks_open",
            "us_iran_talks_collapse",
            "leader_speaks_against_damascus",
            "gulf_offer",
            "najaf_speaks_on_arms",
            "protest_wave",
            "arrest_of_a_commander",
        )
    )
    lenses: Mapping[str, object] = field(
        default_factory=lambda: _nothing("pooled", "malik", "namdar", "walshe")
    )
    postures: Mapping[str, Mapping[str, object]] = field(
        default_factory=lambda: {
            "united_states": _nothing("as_now", "maximum_pressure", "engagement", "disengaged"),
            "israel": _nothing("as_now", "restrained", "striking"),
            "turkey": _nothing("as_now", "warming", "incursion"),
            "gulf": _nothing("as_now", "open_door", "aloof"),
            "syria": _nothing("as_now", "good_neighbour", "hostile", "relapse"),
            "russia": _nothing("as_now", "welcoming", "closed"),
        }
    )
    mechanisms: Mapping[str, object] = field(
        default_factory=lambda: _nothing("leaders_cue", "shield_motive", "blocking_third")
    )
    theories: Mapping[str, object] = field(default_factory=lambda: _nothing("hedging", *RIVALS))
    laws: Mapping[str, object] = field(
        default_factory=lambda: _nothing("sainte_lague_2018", "sntv_2021", "sainte_lague_2023")
    )
    election_outcomes: Mapping[str, object] = field(
        default_factory=lambda: _nothing(
            "simulated",
            "pro_tehran_rout",
            "framework_wins",
            "sudani_plurality",
            "fragmented",
            "framework_breaks",
            "sadr_returns",
            "sadr_with_sudani",
            "vote_postponed",
        )
    )

    def parameter_prior(self, name: str, lens: str) -> Prior:
        low, high = self.parameters[name].range
        return Uniform(low, high) if lens == "pooled" else Uniform(low, (low + high) / 2)


@pytest.fixture(scope="session")
def vocabulary() -> SmallVocabulary:
    return SmallVocabulary()

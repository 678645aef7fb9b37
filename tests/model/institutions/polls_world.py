"""What the tests of elections share: luck, beliefs drawn from their priors, and a start to poll."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np

from simulation.documents import packaged, read_document
from simulation.evidence.reading_priors import parse_prior
from simulation.model.chance import Chance, Stream
from simulation.model.institutions.ballots import load_electorate
from simulation.model.institutions.polls import Polls

PARAMETERS = read_document(packaged("seeds") / "parameters" / "elections.yaml").data["parameters"]


def beliefs_of(chance: Chance) -> Any:
    luck = chance.uniform(Stream.BELIEF, tuple(PARAMETERS))
    priors = {name: parse_prior(each["prior"], tuple(each["range"])) for name, each in PARAMETERS.items()}
    return SimpleNamespace(**{name: prior.ppf(luck[row]) for row, (name, prior) in enumerate(priors.items())})


def polls_at(start: str, runs: int | list[int] = 40, seed: int = 7) -> Polls:
    chance = Chance(seed, np.arange(runs) if isinstance(runs, int) else np.array(runs))
    return Polls(load_electorate(), start, chance, beliefs_of(chance))

"""A bench, real runs of a few scenarios shared by all tests, and rooms whose engine plays in this process."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from simulation.workshop.building import Bench
from simulation.workshop.engine import LOOKS, Engine
from simulation.workshop.overlays import Overlay
from simulation.workshop.played import Played, play
from simulation.workshop.records import session_path
from simulation.workshop.room import Room

SEED = 2025


@pytest.fixture(scope="session")
def bench() -> Bench:
    return Bench.default()


@pytest.fixture(scope="session")
def baseline(bench: Bench) -> Played:
    return play(bench.base, np.arange(LOOKS[-1]), SEED)


@pytest.fixture(scope="session")
def striking(bench: Bench) -> Played:
    """The baseline with two levers moved: an effect that is there."""
    overlay = Overlay().with_levers({"israel": "striking", "iran_path": "increase"})
    return play(bench.scenario(overlay), np.arange(LOOKS[-1]), SEED)


@pytest.fixture(scope="session")
def executor() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as pool:
        yield pool


@pytest.fixture(scope="session")
def engine(executor: ThreadPoolExecutor) -> Engine:
    """One engine for all tests, as one serves all sessions; it plays in a thread of this process."""
    return Engine(SEED, workers=1, executor=executor)


@pytest.fixture
def room(tmp_path: Path, bench: Bench, engine: Engine) -> Room:
    return Room(session_path(tmp_path), bench, engine, objective="What moves Baghdad?")

"""Batches of one and the same engine, whatever is being edited meanwhile."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest

from simulation.batch import manifest


@pytest.fixture(autouse=True)
def _one_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(manifest, "engine_digest", lambda: "engine")


@pytest.fixture
def at_a_terminal() -> Iterator[None]:
    """Ctrl-C is heard here and by what is started, also where the tests themselves run in the background."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)

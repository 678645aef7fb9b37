"""Batches of one and the same engine, whatever is being edited meanwhile."""

from __future__ import annotations

import pytest

from simulation.batch import manifest


@pytest.fixture(autouse=True)
def _one_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(manifest, "engine_digest", lambda: "engine")

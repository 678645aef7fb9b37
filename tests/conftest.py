"""What all tests share: quick property tests, and a working folder of one's own."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# A busy machine is no mistake.
_ALLOWED = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
settings.register_profile("crossroads", deadline=None, suppress_health_check=_ALLOWED)
settings.load_profile("crossroads")


@pytest.fixture(autouse=True)
def _let_models_go() -> Iterator[None]:
    """Mesa before 3.4.2 keeps every model alive in a class-level table: thousands of tests build one."""
    yield
    mesa = sys.modules.get("mesa")
    if mesa is not None:
        getattr(mesa.Agent, "_ids", {}).clear()


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that the test runs in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path

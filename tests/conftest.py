"""What all tests share: quick property tests, and a working folder of one's own."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
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


@pytest.fixture(autouse=True)
def _leave_the_process_as_it_was() -> Iterator[None]:
    """What a test leaves behind decides how the next one fares, and only in some order of tests."""
    before = _state_of_the_process()
    yield
    after = _state_of_the_process()
    left = {kind: _changed(before[kind], after[kind]) for kind in after if kind in before}
    assert not any(left.values()), f"put back what the test changed: {left}"


def _state_of_the_process() -> dict[str, dict[str, object]]:
    words = np.random.get_state(legacy=False)["state"]["key"].tobytes()  # noqa: NPY002
    state: dict[str, dict[str, object]] = {
        "process": {"NumPy's global generator": words, "the working folder": Path.cwd()},
        "environment": dict(os.environ),
    }
    if "matplotlib" in sys.modules:
        state["Matplotlib's settings"] = dict.copy(sys.modules["matplotlib"].rcParams)
    return state


def _changed(before: dict[str, object], after: dict[str, object]) -> list[str]:
    names = before.keys() | after.keys()
    return [n for n in sorted(names) if not n.startswith(OTHERS) and before.get(n) != after.get(n)]


OTHERS = ("PYTEST_CURRENT_TEST", "KMP_")
"""Beginnings of variables that pytest and OpenMP set for themselves."""


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that the test runs in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path

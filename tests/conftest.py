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
    for what, value in _state_of_the_process().items():
        if what in before:
            assert value == before[what], f"the test left {what} changed: put it back (monkeypatch does)"


def _state_of_the_process() -> dict[str, object]:
    state: dict[str, object] = {
        "NumPy's global generator": np.random.get_state(legacy=False)["state"]["key"].tobytes(),  # noqa: NPY002
        "the working folder": Path.cwd(),
        "the environment": {key: value for key, value in os.environ.items() if key not in OTHERS},
    }
    if "matplotlib" in sys.modules:
        state["Matplotlib's settings"] = dict.copy(sys.modules["matplotlib"].rcParams)
    return state


OTHERS = {"PYTEST_CURRENT_TEST", "KMP_INIT_AT_FORK"}
"""Variables that pytest and joblib set for themselves."""


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that the test runs in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path

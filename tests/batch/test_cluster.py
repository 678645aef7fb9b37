"""Blocks on a Dask cluster: a real scheduler and worker processes, some of which are killed."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import distributed
import numpy as np
import pandas as pd
import pytest

from simulation.batch import cluster, in_memory
from simulation.errors import CrossroadsError, InputError
from simulation.outcomes.sources import worded
from tests.batch.test_folder import Notebook, contents, keep
from tests.fakes import FakeScenario, a_plan, failing, simulate, slowly

ROOT = Path(__file__).parents[2]
DOCS = (ROOT / "docs/howto/cluster.md").read_text(encoding="utf-8")
COMMANDS = re.search(r"## One machine\n.*?```bash\n(.*?)```", DOCS, re.DOTALL)[1].splitlines()


@contextmanager
def running(command: str) -> Iterator[subprocess.Popen[bytes]]:
    """A command in the background, with all that it starts, until the block ends."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        command.split(), cwd=ROOT, env=environment, start_new_session=True, stderr=subprocess.DEVNULL
    )
    try:
        yield process
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@contextmanager
def a_cluster() -> Iterator[str]:
    """The cluster of the docs' first example, on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    with ExitStack() as started:
        for command in COMMANDS[:2]:
            started.enter_context(running(command.replace("8786", port)))
        address = f"tcp://127.0.0.1:{port}"
        with distributed.Client(address, timeout=60, set_as_default=False) as client:
            client.wait_for_workers(2, timeout=60)
        yield address


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with a_cluster() as found:
        yield found


def pids(address: str) -> list[int]:
    with distributed.Client(address, set_as_default=False) as client:
        return sorted(client.run(os.getpid).values())


def dies_once(marker: Path, scenario: FakeScenario, runs: np.ndarray, seed: int) -> Any:
    """A model whose worker is killed in its tenth block, once."""
    if scenario.name == "loosen" and runs[0] >= 30 and not marker.exists():
        marker.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return slowly(scenario, runs, seed)


def always_dies(scenario: FakeScenario, runs: np.ndarray, seed: int) -> Any:
    if scenario.name == "loosen" and runs[0] >= 30:
        os.kill(os.getpid(), signal.SIGKILL)
    return simulate(scenario, runs, seed)


def test_the_docs_first_example_gives_what_one_process_gives(address: str, tmp_path: Path) -> None:
    command = COMMANDS[2].replace("20000", "40").replace("tcp://127.0.0.1:8786", address)
    alone = command.partition(" --dask")[0]
    for asked, out in ((command, "cluster"), (alone, "alone")):
        words = [sys.executable, "-m", "simulation.cli", *asked.split()[1:], "--out", str(tmp_path / out)]
        done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    one, other = contents(tmp_path / "cluster"), contents(tmp_path / "alone")
    assert one.keys() == other.keys()
    for name in one.keys() - {"manifest.json"}:
        assert one[name] == other[name]


def test_a_worker_that_is_killed_half_way_costs_nothing(address: str, tmp_path: Path) -> None:
    before = pids(address)
    watcher = Notebook()
    model = partial(dies_once, tmp_path / "killed")
    keep(tmp_path / "cluster", dask=address, block_size=10, simulate=model, progress=watcher)
    assert (tmp_path / "killed").exists()
    assert pids(address) != before
    assert watcher.notes[0] == f"The Dask cluster at {address} has 2 threads."
    assert watcher.seen[-1] == (300, 300)
    keep(tmp_path / "alone", block_size=10)
    one, other = contents(tmp_path / "cluster"), contents(tmp_path / "alone")
    assert one["outcomes.parquet"] == other["outcomes.parquet"]
    assert one["months.parquet"] == other["months.parquet"]


def test_a_block_that_kills_every_worker_is_given_up_and_the_others_are_kept(
    address: str, tmp_path: Path
) -> None:
    with pytest.raises(CrossroadsError, match=r"cost several workers.*kept.*--resume"):
        keep(tmp_path / "r", dask=address, block_size=10, simulate=always_dies)
    assert 0 < sum(part.is_dir() for part in (tmp_path / "r/parts").iterdir()) < 30
    keep(tmp_path / "r", block_size=10, resume=True)
    keep(tmp_path / "whole", block_size=10)
    assert contents(tmp_path / "r")["outcomes.parquet"] == contents(tmp_path / "whole")["outcomes.parquet"]


def test_a_failure_on_the_cluster_names_the_block(address: str) -> None:
    with pytest.raises(CrossroadsError, match=r"'loosen' failed in block \d+ .*ZeroDivisionError"):
        in_memory(a_plan(block_size=10), dask=address, simulate=failing)


def test_workers_with_another_model_are_refused(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "engine_digest", lambda: "another")
    with pytest.raises(CrossroadsError, match=r"has another version of the model.*here another"):
        in_memory(a_plan(), dask=address, simulate=simulate)


@pytest.mark.usefixtures("at_a_terminal")
def test_ctrl_c_stops_within_a_second_and_keeps_what_came_back(address: str, tmp_path: Path) -> None:
    came: list[float] = []

    class Impatient(Notebook):
        def advance(self, done: int, total: int) -> None:
            super().advance(done, total)
            if len(self.seen) == 4:
                came.append(time.monotonic())
                threading.Timer(0.05, signal.raise_signal, [signal.SIGINT]).start()

    with pytest.raises(KeyboardInterrupt, match=r"Stopped\. \d+ of 30 blocks are kept"):
        keep(tmp_path / "r", dask=address, block_size=10, simulate=slowly, progress=Impatient())
    assert time.monotonic() - came[0] < 1.05
    assert sum(part.is_dir() for part in (tmp_path / "r/parts").iterdir()) >= 3


def test_a_cluster_that_goes_away_is_said_and_what_came_back_is_kept(tmp_path: Path) -> None:
    with ExitStack() as started:
        address = started.enter_context(a_cluster())

        class Unlucky(Notebook):
            def advance(self, done: int, total: int) -> None:
                super().advance(done, total)
                if len(self.seen) == 4:
                    started.close()

        with pytest.raises(CrossroadsError, match=r"cluster at tcp.* is gone.*kept.*--resume"):
            keep(tmp_path / "r", dask=address, block_size=10, simulate=slowly, progress=Unlucky())
    assert sum(part.is_dir() for part in (tmp_path / "r/parts").iterdir()) >= 3


def test_results_are_the_same_in_memory(address: str) -> None:
    there = in_memory(a_plan(), dask=address, simulate=simulate).tables
    here = in_memory(a_plan(), simulate=simulate).tables
    assert there is not None
    assert here is not None
    pd.testing.assert_frame_equal(worded(there["outcomes"]), worded(here["outcomes"]), check_exact=True)


@pytest.mark.parametrize("wrong", ["tcp://127.0.0.1:1", "nowhere", ""])
def test_no_scheduler_is_wrong_input(wrong: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "PATIENCE", 1)
    with pytest.raises(InputError, match="no Dask scheduler answers"):
        in_memory(a_plan(), dask=wrong, simulate=simulate)


def test_a_missing_package_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(InputError, match=r"pip install 'crossroads\[dask\]'"):
        in_memory(a_plan(), dask="tcp://127.0.0.1:8786", simulate=simulate)


def test_jobs_and_a_cluster_are_two_places() -> None:
    with pytest.raises(InputError, match="not both"):
        in_memory(a_plan(), jobs=2, dask="tcp://127.0.0.1:8786", simulate=simulate)

"""Batches that are killed or interrupted in a process of their own, and then resumed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.batch.test_folder import contents, keep

ROOT = Path(__file__).parents[2]
PROGRAM = """
import sys
from pathlib import Path
from simulation.batch import in_folder, manifest
from tests.fakes import a_plan, slowly

manifest.engine_digest = lambda: "engine"

def summarise(folder):
    (folder / "summary.csv").write_text("done\\n")

if __name__ == "__main__":
    try:
        in_folder(a_plan(block_size=10), Path(sys.argv[1]), summarise=summarise, resume=True,
                  jobs=int(sys.argv[2]), simulate=slowly)
    except KeyboardInterrupt as error:
        print(error)
        sys.exit(1)
"""


def begin(folder: Path, jobs: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(folder), str(jobs)],
        cwd=ROOT,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def blocks(folder: Path) -> int:
    return sum(p.is_dir() for p in (folder / "parts").glob("0*"))


def wait_for_blocks(folder: Path, count: int) -> None:
    deadline = time.monotonic() + 30
    while blocks(folder) < count:
        assert time.monotonic() < deadline, "the batch does not get on"
        time.sleep(0.01)


@pytest.mark.usefixtures("at_a_terminal")
@pytest.mark.parametrize("jobs", [1, 2])
def test_ctrl_c_stops_within_a_second_and_keeps_what_is_finished(tmp_path: Path, jobs: int) -> None:
    process = begin(tmp_path / "r", jobs)
    wait_for_blocks(tmp_path / "r", 3)
    began = time.monotonic()
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert time.monotonic() - began < 1
    assert process.returncode == 1
    kept = blocks(tmp_path / "r")
    assert f"Stopped. {kept} of 30 blocks are kept" in out
    assert "--resume" in out
    assert err == ""


@pytest.mark.usefixtures("at_a_terminal")
def test_ctrl_c_at_a_terminal_reaches_the_workers_too(tmp_path: Path) -> None:
    process = begin(tmp_path / "r", 2)
    wait_for_blocks(tmp_path / "r", 3)
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert "Stopped." in out
    assert "Traceback" not in err


@pytest.mark.parametrize("jobs", [1, 2])
def test_killed_again_and_again_it_comes_to_the_same(tmp_path: Path, jobs: int) -> None:
    for more in range(1, 16, 5):
        process = begin(tmp_path / "cut", jobs)
        wait_for_blocks(tmp_path / "cut", more)
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate(timeout=30)
    keep(tmp_path / "cut", resume=True, block_size=10)
    keep(tmp_path / "whole")
    cut, whole = contents(tmp_path / "cut"), contents(tmp_path / "whole")
    assert cut.keys() == whole.keys()
    assert all(cut[name] == whole[name] for name in ("outcomes.parquet", "months.parquet"))

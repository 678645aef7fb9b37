"""A command watched while it runs: time on the clock, processor time, and resident memory."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter

import psutil

BETWEEN = 0.05  # seconds between two looks


@dataclass(frozen=True)
class Watched:
    """What a command took.

    seconds: on the clock. processor: seconds of it and of all it started. peak: the most bytes that were
    resident at a time, summed over its processes, so that what they share counts in each of them; largest:
    of one process.
    """

    seconds: float
    processor: float
    peak: int
    largest: int


def watch(command: Sequence[str]) -> Watched:
    """Run a command and look at its processes until it ends. Raises CalledProcessError where it fails."""
    began, peak, largest = perf_counter(), 0, 0
    processor: dict[int, float] = {}
    process = psutil.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    while process.poll() is None:
        resident = _look(process, processor)
        peak, largest = max(peak, sum(resident)), max(largest, *resident, 0)
        try:
            process.wait(BETWEEN)
        except psutil.TimeoutExpired:
            continue
    seconds = perf_counter() - began
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command, process.stdout.read())
    return Watched(seconds, sum(processor.values()), peak, largest)


def _look(process: psutil.Process, processor: dict[int, float]) -> list[int]:
    """Resident bytes of a process and of all it started; notes the processor time of each so far."""
    resident = []
    for one in (process, *process.children(recursive=True)):
        try:
            with one.oneshot():
                times = one.cpu_times()
                processor[one.pid] = times.user + times.system
                resident.append(one.memory_info().rss)
        except psutil.NoSuchProcess:
            continue  # it ended just now; what it took is known from the look before
    return resident

"""Time on one thread. Import this before NumPy: it holds numerical libraries to a single thread."""

from __future__ import annotations

import os
import statistics
from collections.abc import Callable, Sequence
from time import perf_counter, process_time

for _variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS"):
    os.environ[_variable] = "1"


def processor_seconds(work: Callable[[], object]) -> float:
    """Processor time that `work` takes, over all threads of this process."""
    start = process_time()
    work()
    return process_time() - start


def clock_seconds(work: Callable[[], object]) -> float:
    """Time on the clock that `work` takes."""
    start = perf_counter()
    work()
    return perf_counter() - start


def spread(values: Sequence[float]) -> str:
    """Least, median and greatest of some numbers, as columns of a table."""
    return "".join(f"{value:8.1f}" for value in (min(values), statistics.median(values), max(values)))

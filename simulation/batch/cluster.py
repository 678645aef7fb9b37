"""Blocks simulated on a Dask cluster that is running already.

Workers hand their blocks back; only this process writes into the results folder. The scheduler gives
the block of a worker that died to another one, and gives a block up that has cost several their lives.
"""

from __future__ import annotations

import ctypes
import platform
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from simulation.batch.engine import engine_digest
from simulation.batch.workers import Done, Job, perform
from simulation.errors import CrossroadsError, InputError

if TYPE_CHECKING:
    from simulation.batch.workers import Simulate

AHEAD: Final = 3  # blocks handed out per thread of the cluster: one at work, the next ones near at hand
PATIENCE: Final = 15  # seconds to wait for a scheduler to answer
MMAP_THRESHOLD: Final = (-3, 32 << 20)  # M_MMAP_THRESHOLD of mallopt(3), in bytes, and ...
TRIM_THRESHOLD: Final = (-1, 64 << 20)  # ... M_TRIM_THRESHOLD: what the C library arrives at if left alone
GONE: Final = "Every block that came back is kept: run again with --resume."


def perform_on_cluster(
    jobs: Sequence[Job], simulate: Simulate, address: str, note: Callable[[str], None]
) -> Generator[Done, None, None]:
    """Every job's result as it comes back from the Dask cluster whose scheduler is at `address`.

    `note` is told what the user should know. Raises `InputError` where no scheduler answers,
    `CrossroadsError` where the cluster fails, or has a worker with another version of the model.
    """
    distributed = _distributed()
    client = _connected(distributed, address)
    try:
        threads = sum(client.nthreads().values())
        note(f"The Dask cluster at {address} has {threads} threads{'' if threads else ': waiting for one'}.")
        yield from _streamed(distributed, client, jobs, simulate)
    except distributed.KilledWorker as error:
        raise CrossroadsError(
            "A block cost several workers of the cluster their lives, most often because memory ran out. "
            f"{GONE}"
        ) from error
    except (OSError, distributed.client.FutureCancelledError) as error:
        raise CrossroadsError(f"The Dask cluster at {address} is gone ({error}). {GONE}") from error
    finally:
        client.close(timeout=1)


def _distributed() -> Any:
    try:
        import distributed
    except ImportError as error:
        raise InputError(
            "--dask needs the package 'distributed'; install it with: pip install 'crossroads[dask]'"
        ) from error
    return distributed


def _connected(distributed: Any, address: str) -> Any:
    try:
        return distributed.Client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError, TypeError) as error:
        raise InputError(
            f"no Dask scheduler answers at {address!r}; write its address as tcp://10.0.0.5:8786, and see "
            "that 'dask scheduler' is running there"
        ) from error


def _streamed(distributed: Any, client: Any, jobs: Sequence[Job], simulate: Simulate) -> Iterator[Done]:
    """Hand out a few blocks per thread at a time, however many the cluster has by then."""
    waiting, engine = iter(jobs), engine_digest()
    handed_out = distributed.as_completed(loop=client.loop, with_results=True)

    def hand_out() -> None:
        room = AHEAD * max(1, sum(client.nthreads().values())) - handed_out.count()
        for job in islice(waiting, max(0, room)):
            handed_out.add(client.submit(perform_there, job, simulate, engine, pure=False))

    hand_out()
    for _, done in handed_out:
        yield done
        hand_out()


def perform_there(job: Job, simulate: Simulate, engine: str) -> Done:
    """`perform` by a worker of the cluster, which must have the model that the batch was planned with."""
    if engine_digest() != engine:
        raise CrossroadsError(
            f"The worker on {platform.node()} has another version of the model or its evidence "
            f"({engine_digest()}; here {engine}). Install the same Crossroads there. {GONE}"
        )
    _keep_pages()
    return perform(job, simulate)


def _keep_pages() -> None:
    """Let this process keep the pages of arrays it has freed, as glibc does by itself.

    Dask starts workers with a trim threshold in their environment, which also fixes the size from which an
    array gets pages of its own at 128 KiB: a third of a block's time went into asking for them again.
    """
    with suppress(OSError, AttributeError, TypeError):  # other C libraries have no mallopt
        mallopt = ctypes.CDLL(None).mallopt
        for parameter, size in (MMAP_THRESHOLD, TRIM_THRESHOLD):
            mallopt(parameter, size)

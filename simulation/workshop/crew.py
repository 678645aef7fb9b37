"""The worker processes of a server: some for what the room waits for, some behind them at low priority.

What is behind completes a picture or plays what may be asked next. It has processes of its own, so that a
move never waits for it, and a low priority, so that it gives way to the page as well.
"""

from __future__ import annotations

import multiprocessing
import os
import threading
from concurrent.futures import ProcessPoolExecutor
from typing import TYPE_CHECKING, Final

from simulation.workshop.jobs import IDLE, LATER, NOW, Lane

if TYPE_CHECKING:
    from multiprocessing.context import BaseContext

__all__ = ["crew", "load_ahead"]

_FRONT: Final = 2  # a first look is mostly overhead: more parts make it hardly sooner
_BEHIND: Final = 4
_NICENESS: Final = 10
_THREADS: Final = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")
_PRELOADED: Final = "simulation.workshop.warm"


def load_ahead() -> None:
    """Begin to load the model for the workers, while this process does something else. May be left out."""
    if _context().get_start_method() == "forkserver":
        from multiprocessing import forkserver

        forkserver.ensure_running()


def crew() -> tuple[Lane, Lane]:
    """Lanes of processes that share nothing and use one thread each: for what is waited for, and the rest.

    Idle work leaves one process behind free, so that a picture is completed without waiting for it.
    """
    from simulation.batch.workers import cores

    context = _context()
    front, behind = min(_FRONT, cores()), min(_BEHIND, max(2, cores()))
    return (
        Lane(_pool(context, front, 0), front, frozenset({NOW})),
        Lane(_pool(context, behind, _NICENESS), behind, frozenset({LATER, IDLE}), idle=behind - 1),
    )


def _context() -> BaseContext:
    """Where there is a fork server the model is loaded once, and workers are copies of it."""
    for name in _THREADS:
        os.environ.setdefault(name, "1")
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([_PRELOADED])
    return context


def _pool(context: BaseContext, workers: int, niceness: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(workers, mp_context=context, initializer=_begin, initargs=(niceness,))


def _begin(niceness: int) -> None:
    """In a worker: step back, and go when the server goes, however it ends."""
    if niceness and hasattr(os, "nice"):
        os.nice(niceness)
    threading.Thread(target=_follow, name="follow", daemon=True).start()


def _follow() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(0)

"""Work for the processes, the most urgent first: what the room waits for before what it may ask next."""

from __future__ import annotations

import asyncio
import functools
import itertools
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

__all__ = ["IDLE", "LATER", "NOW", "Jobs", "Ticket"]

T = TypeVar("T")

NOW: Final = 0
"""A first look, which the room waits for."""
LATER: Final = 1
"""What completes a picture that is on screen, or explains it."""
IDLE: Final = 2
"""What may be asked next."""


@dataclass
class Ticket:
    """How urgent some jobs are; it can be changed while they wait. Of equals, the newest comes first."""

    urgency: int
    number: int = field(default_factory=itertools.count().__next__)


@dataclass(eq=False)
class _Job:
    ticket: Ticket
    place: int
    function: Callable[..., Any]
    args: tuple[Any, ...]
    done: asyncio.Future[Any]


class Jobs:
    """Hands jobs to an executor only when a process is free, so that a newer ask can still go first."""

    def __init__(self, executor: Executor, workers: int) -> None:
        self.executor = executor
        self.workers = workers
        self._waiting: list[_Job] = []
        self._running = 0
        self._places = itertools.count()

    async def do(self, ticket: Ticket, function: Callable[..., T], *args: Any) -> T:
        """The result of `function(*args)` in another process. Cancelled before it starts, it never runs."""
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Job(ticket, next(self._places), function, args, done))
        self._start()
        return await done

    @property
    def waiting(self) -> int:
        """Jobs that no process has taken yet."""
        return sum(not job.done.done() for job in self._waiting)

    def _start(self) -> None:
        self._waiting = [job for job in self._waiting if not job.done.done()]
        while self._running < self.workers and self._waiting:
            job = min(self._waiting, key=lambda each: (each.ticket.urgency, -each.ticket.number, each.place))
            self._waiting.remove(job)
            self._running += 1
            started = asyncio.get_running_loop().run_in_executor(self.executor, job.function, *job.args)
            started.add_done_callback(functools.partial(self._finish, job))

    def _finish(self, job: _Job, found: asyncio.Future[Any]) -> None:
        self._running -= 1
        if not job.done.done():
            if found.cancelled():
                job.done.cancel()
            elif (error := found.exception()) is not None:
                job.done.set_exception(error)
            else:
                job.done.set_result(found.result())
        self._start()

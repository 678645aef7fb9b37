"""Work for the processes, the most urgent first: what the room waits for before what it may ask next."""

from __future__ import annotations

import asyncio
import functools
import itertools
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

__all__ = ["IDLE", "LATER", "NOW", "Jobs", "Lane", "Ticket"]

T = TypeVar("T")

NOW: Final = 0
"""A first look, which the room waits for."""
LATER: Final = 1
"""What completes a picture that is on screen, or explains it."""
IDLE: Final = 2
"""What may be asked next."""


@dataclass
class Ticket:
    """How urgent some jobs are; it can be changed while they wait. Of equals, the newest comes first.

    `begun` once a process has taken one of them.
    """

    urgency: int
    number: int = field(default_factory=itertools.count().__next__)
    begun: bool = False


@dataclass(eq=False)
class Lane:
    """Processes that take some kinds of work; at most `idle` of them at a time are busy with idle work."""

    executor: Executor
    workers: int
    takes: frozenset[int] = frozenset({NOW, LATER, IDLE})
    idle: int = 1
    running: int = field(default=0, init=False)
    running_idle: int = field(default=0, init=False)

    def free_for(self, urgency: int) -> bool:
        """Would a job of this urgency be taken at once?"""
        if self.running >= self.workers or urgency not in self.takes:
            return False
        return urgency != IDLE or self.running_idle < self.idle


@dataclass(eq=False)
class _Job:
    ticket: Ticket
    place: int
    function: Callable[..., Any]
    args: tuple[Any, ...]
    done: asyncio.Future[Any]


class Jobs:
    """Hands jobs to a lane only when a process of it is free, so that a newer ask can still go first."""

    def __init__(self, *lanes: Lane) -> None:
        self.lanes: Sequence[Lane] = lanes
        self._waiting: list[_Job] = []
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
        for lane in self.lanes:
            while job := self._next(lane):
                self._waiting.remove(job)
                job.ticket.begun, idle = True, job.ticket.urgency == IDLE
                lane.running += 1
                lane.running_idle += idle
                started = asyncio.get_running_loop().run_in_executor(lane.executor, job.function, *job.args)
                started.add_done_callback(functools.partial(self._finish, job, lane, idle))

    def _next(self, lane: Lane) -> _Job | None:
        fitting = (job for job in self._waiting if lane.free_for(job.ticket.urgency))
        return min(
            fitting, key=lambda each: (each.ticket.urgency, -each.ticket.number, each.place), default=None
        )

    def _finish(self, job: _Job, lane: Lane, idle: bool, found: asyncio.Future[Any]) -> None:
        lane.running -= 1
        lane.running_idle -= idle
        if not job.done.done():
            if found.cancelled():
                job.done.cancel()
            elif (error := found.exception()) is not None:
                job.done.set_exception(error)
            else:
                job.done.set_result(found.result())
        self._start()

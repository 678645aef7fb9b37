"""What is being played or measured, how far it is, and about how long it takes yet."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

__all__ = ["Work"]


@dataclass
class Work:
    """Work in `of` parts, of which `done` are done since `begun` (seconds of a steady clock).

    `pace` is what one part took the last time, in seconds; None where there was none.
    """

    title: str
    of: int
    done: int = 0
    pace: float | None = None
    begun: float = field(default_factory=time.monotonic)

    def left(self, now: float | None = None) -> float | None:
        """Seconds that it takes yet, by its own pace or that of the last time; None while nothing is known."""
        gone = (time.monotonic() if now is None else now) - self.begun
        if self.done:
            return gone / self.done * (self.of - self.done)
        return None if self.pace is None else max(0.0, self.pace * self.of - gone)

    def said(self, now: float | None = None) -> str:
        """'Measuring why: 3 of 8, about 6 s left'."""
        left = self.left(now)
        rest = "" if left is None else f", about {max(1, round(left))} s left"
        return f"{self.title}: {self.done:,} of {self.of:,}{rest}"

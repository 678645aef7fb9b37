"""What a node of the session's tree sets: levers, injects and settings by hand, on top of the baseline."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from simulation.scenario.fields import Frozen

__all__ = ["Inject", "Overlay"]


@dataclass(frozen=True, order=True)
class Inject:
    """An event that is made to happen in a month (YYYY-MM)."""

    month: str
    event: str


@dataclass(frozen=True)
class Overlay:
    """Changes to the baseline: positions of levers, injects in order of their months, settings in YAML."""

    levers: Frozen[str] = field(default_factory=Frozen)
    injects: tuple[Inject, ...] = ()
    yaml: str = ""

    def with_lever(self, lever: str, position: str) -> Overlay:
        """With one lever at another position."""
        return self.with_levers({lever: position})

    def with_levers(self, positions: Mapping[str, str]) -> Overlay:
        """With several levers at other positions."""
        return replace(self, levers=Frozen({**self.levers, **positions}))

    def without_lever(self, lever: str) -> Overlay:
        """With one lever as the baseline has it."""
        return replace(self, levers=Frozen({name: at for name, at in self.levers.items() if name != lever}))

    def with_inject(self, inject: Inject) -> Overlay:
        """With an inject more; the same one counts once."""
        return replace(self, injects=tuple(sorted({*self.injects, inject})))

    def without_inject(self, inject: Inject) -> Overlay:
        """With an inject less."""
        return replace(self, injects=tuple(each for each in self.injects if each != inject))

    def with_yaml(self, text: str) -> Overlay:
        """With other settings by hand."""
        return replace(self, yaml=text)

    def data(self) -> dict[str, Any]:
        """As plain data, for the record."""
        injects = [{"month": each.month, "event": each.event} for each in self.injects]
        return {"levers": dict(self.levers), "injects": injects, "yaml": self.yaml}

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Overlay:
        """From plain data, as `data` writes it."""
        injects = tuple(sorted(Inject(each["month"], each["event"]) for each in data.get("injects", ())))
        return cls(Frozen(data.get("levers", {})), injects, data.get("yaml", ""))

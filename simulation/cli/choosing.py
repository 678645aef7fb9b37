"""Which scenario a command is about where its user names none: maintain where there is one, or the first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from simulation.scenario import Scenario

BASELINE: Final = "maintain"


def name_among(names: Sequence[str], name: str | None) -> str:
    """`name`, or the scenario of these that is meant where it is None."""
    return name or (BASELINE if BASELINE in names else names[0])


def scenario_among(scenarios: Sequence[Scenario], name: str | None) -> Scenario:
    """The scenario called `name`, or the one that is meant. Raises `InputError` where none is called so."""
    from simulation.errors import InputError, nearest

    known = {scenario.name: scenario for scenario in scenarios}
    if name is not None and name not in known:
        raise InputError(f"the file holds no scenario {name!r}; {nearest(name, known)}")
    return known[name_among([scenario.name for scenario in scenarios], name)]

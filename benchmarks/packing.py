"""What the fused kernel works on: a vector model's beginning packed run by run, and the addresses of luck."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from benchmarks.beginning import HOLDS, PARAMETERS, roster
from benchmarks.twin import MONTHS
from simulation.model.chance import Chance, Stream

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from simulation.model import IraqModel

SINGLE = ("iran", "united_states", "israel", "insurgent", "government")
"""Roles that one actor has; what these actors hold goes by "iran_means" and the like."""
LEVERS = ("weapons", "orders", "brokerage", "attack_call", "energy_terms")
"""Levers of Tehran that the core rules feel."""
STATE = {
    "world": (
        "axis_strength", "axis_at_start", "ramp", "weapons", "orders", "brokerage", "iran_prestige", "fallen",
        "presence", "leaving", "strike_memory", "sanctioned", "us_prestige", "pressure", "bite",
        "strike_threat", "threat", "base_restraint", "full_troops", "full_means", "recent_falls",
        "recent_attacks_us", "recent_attacks_israel", "fatigue", "fronts_open", "coalition_ideal",
        "governing", "framework_share", "lean", "request", "attacks_us", "attacks_israel", "strikes",
        "deaths",
    ),
    "axis_ally": (),
    "armed_group": ("stores", "grievance", "attacks_us", "attacks_israel"),
    "party": ("private", "sway"),
    "electorate": (),
}  # fmt: skip
"""What changes while a run is played, beside the attributes: fields that `pack` leaves to be filled."""
NAMED = {
    Stream.STRIKE: ("united_states", "israel"),
    Stream.STRIKE_COUNT: ("united_states", "israel"),
    Stream.SANCTION: ("united_states",),
    Stream.DEATHS: ("strikes", "launches"),
}
"""Streams of luck and the names that they deal to."""
OF_ACTORS = {
    Stream.ALLY: "axis_ally",
    Stream.FRONT_US: "armed_group",
    Stream.FRONT_ISRAEL: "armed_group",
    Stream.COUNT_US: "armed_group",
    Stream.COUNT_ISRAEL: "armed_group",
}
"""Streams that deal to every actor of a role."""

Table = Any  # an array of records; Numba compiles for the fields that it finds


class Packed(NamedTuple):
    """What the kernel reads and works on: a record for each run, or for each run and actor.

    beliefs, world: ``(runs,)``; allies, groups, parties, publics: ``(runs, actors)``; addresses: of the
    month's draws, a field a stream, ``(months,)``; deal: the hash of seed and run, ``(runs,)``.
    """

    beliefs: Table
    world: Table
    allies: Table
    groups: Table
    parties: Table
    publics: Table
    addresses: Table
    deal: NDArray[np.uint64]


def pack(model: IraqModel) -> Packed:
    """Everything that a vector model starts from, before its first month."""
    actors = {role: [key for key, of in roster().items() if of == role] for role in HOLDS}

    def of(role: str) -> Table:
        held = {name: [getattr(model.actors[key], name) for key in actors[role]] for name in HOLDS[role]}
        return _records({name: np.stack(values, axis=1) for name, values in held.items()}, STATE[role])

    return Packed(
        beliefs=_records({name: getattr(model.beliefs, name) for name in PARAMETERS}),
        world=_records(_world(model, {role: actors[role][0] for role in SINGLE}), STATE["world"]),
        allies=of("axis_ally"),
        groups=of("armed_group"),
        parties=of("party"),
        publics=of("electorate"),
        addresses=_addresses(model.chance, actors),
        deal=model.chance.deal,
    )


def _world(model: IraqModel, single: dict[str, str]) -> dict[str, Any]:
    """What single actors hold, levels of levers and of the starting point, each ``(runs,)``."""
    found = {
        f"{role}_{name}": getattr(model.actors[key], name)
        for role, key in single.items()
        for name in HOLDS[role]
    }
    for power in (model.united_states, model.israel):
        found |= {f"{power.key}_lever_{name}": level for name, level in power.levers.items()}
    path = model.course.levers()
    found |= {f"path_{name}": path[name] for name in (*LEVERS, "consolidates")}
    found |= {f"lever_{name}": model.start_level(f"lever_{name}") for name in LEVERS}
    names = ("us_withdrawal_due", "iran_energy_share", "launch_memory_us", "launch_memory_israel")
    return found | {name: model.start_level(name) for name in names}


def _records(columns: dict[str, Any], state: tuple[str, ...] = ()) -> Table:
    """Columns of one shape as one array of records, with fields for what will change."""
    first = next(iter(columns.values()))
    table = np.empty(first.shape, dtype=[(name, np.float64) for name in (*columns, *state)])
    for name, column in columns.items():
        table[name] = column
    return table


def _addresses(chance: Chance, actors: dict[str, list[str]]) -> Table:
    names = {stream: tuple(actors[role]) for stream, role in OF_ACTORS.items()} | NAMED
    fields = [(stream.name.lower(), np.uint64, len(keys)) for stream, keys in names.items()]
    table = np.empty(MONTHS, dtype=[(name, kind, (count,)) for name, kind, count in fields])
    for stream, keys in names.items():
        for month in range(MONTHS):
            table[stream.name.lower()][month] = chance.addresses(stream, keys, month)
    return table

"""What single records cannot see: that variants, postures, months and uses fit together.

These read documents as they are written, so that a record which is wrong in itself hides nothing.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, Final

from simulation.documents import Document
from simulation.errors import Problem, nearest
from simulation.evidence.reading import Loc, at
from simulation.evidence.rows import ROLES, Known

AS_NOW: Final = "as_now"
MONTH: Final = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
_TOLERANCE: Final = 1e-6  # of shares that sum to one


def check_strategies(document: Document, strategies: Iterable[str]) -> Iterator[Problem]:
    """Shares of a strategy's variants sum to 1; every variant sets the same levers."""
    levers: dict[Loc, Collection[str]] = {}
    for name in strategies:
        variants = _mapping(document, ("strategies", name, "variants"))
        yield from _check_shares(document, name, variants)
        for variant in variants:
            loc = ("strategies", name, "variants", variant)
            levers[loc] = _mapping(document, (*loc, "levers"))
    yield from _check_levers(document, levers, "every variant of every strategy sets the same levers")


def _check_shares(document: Document, name: str, variants: Mapping[str, Any]) -> Iterator[Problem]:
    shares = [at(variant, ("share",)) for variant in variants.values()]
    if not shares or not all(isinstance(share, int | float) for share in shares):
        return
    total = math.fsum(shares)
    if not math.isclose(total, 1.0, abs_tol=_TOLERANCE) and max(shares) <= 1.0:
        message = f"has variants whose shares sum to {total:g}, not to 1"
        yield document.key_problem(("strategies", name), message)


def check_postures(document: Document, power: str, known: Known) -> Iterator[Problem]:
    """The power is an actor, has a posture `as_now`, and sets the same levers in each posture."""
    loc: Loc = ("postures", power)
    postures = _mapping(document, loc)
    if known.actors is not None and power not in known.actors and power not in ROLES:
        hint = nearest(power, [*known.actors, *ROLES])
        yield document.key_problem(loc, "is neither an actor of actors/ nor a role", hint)
    if AS_NOW not in postures:
        yield document.key_problem(loc, f"has no posture '{AS_NOW}'", "say how things stand at the start")
    levers = {(*loc, name): _mapping(document, (*loc, name, "levers")) for name in postures}
    yield from _check_levers(document, levers, "every posture of a power sets the same levers")


def _check_levers(document: Document, levers: Mapping[Loc, Collection[str]], rule: str) -> Iterator[Problem]:
    """Each of the records at the places in `levers` sets the levers that any of them sets."""
    everything = sorted({lever for names in levers.values() for lever in names})
    for loc, names in levers.items():
        for lever in everything:
            if lever not in names:
                yield document.key_problem(loc, f"does not set the lever '{lever}'", rule)


def check_uses(folder: str, parameters: Mapping[str, Document], uses: Mapping[str, str]) -> Iterator[Problem]:
    """Every parameter is read by some rule, and every rule reads parameters that exist.

    Args:
        folder: what messages call the folder of the parameters.
        parameters: the document in which each stands.
        uses: name read -> where it is read, or "" where that is not known.
    """
    for name in sorted(parameters.keys() - uses.keys()):
        hint = f"read it in a rule as beliefs.{name}, or remove it"
        yield parameters[name].key_problem(("parameters", name), "is a parameter that nothing uses", hint)
    for name in sorted(uses.keys() - parameters.keys()):
        where = f" ({uses[name]})" if uses[name] else ""
        message = f"is read by the model{where} and is not a parameter"
        yield Problem(folder, 0, 0, name, message, nearest(name, parameters))


def check_start(document: Document, folder: str) -> Iterator[Problem]:
    """A starting point stands in the folder of its month, after its history, before its election."""
    start = at(document.data, ("start",))
    if not _is_month(start):
        return
    if start != folder:
        yield document.problem(("start",), f"is not the month of its folder, {folder}")
    history = at(document.data, ("history",))
    for place, act in enumerate(history if isinstance(history, list) else ()):
        month = at(act, ("month",))
        if _is_month(month) and month >= start:
            hint = "history is what came before it"
            yield document.problem(("history", place, "month"), f"is not before the start, {start}", hint)
    due = at(document.data, ("election", "due"))
    if _is_month(due) and due < start:
        yield document.problem(("election", "due"), f"is before the start, {start}")


def _is_month(value: object) -> bool:
    return isinstance(value, str) and MONTH.fullmatch(value) is not None


def _mapping(document: Document, loc: Loc) -> Mapping[str, Any]:
    data = at(document.data, loc)
    return data if isinstance(data, Mapping) else {}

"""A scenario again and again: over the points of a grid, or of a sample of its parameters' priors."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import numpy as np

from simulation.documents import Loc
from simulation.errors import InputError, Problem
from simulation.evidence.priors import Prior
from simulation.evidence.reading_priors import parse_prior
from simulation.scenario.designs import DESIGNS, points
from simulation.scenario.expanding import MOST_SCENARIOS, Source
from simulation.scenario.merging import Draft
from simulation.scenario.vocabulary import POOLED, Vocabulary

_SWEEP: Final = "sweep"
Named = tuple[str, Draft]


def swept(source: Source, drafts: Sequence[Named], seed: int, vocabulary: Vocabulary) -> list[Named]:
    """Every draft at every point of the file's sweep, named `scenario@field=value`.

    `source` has to be without mistakes. A sample is drawn with `seed`, once for all drafts, and
    mapped through the priors that each of them has; its points are named `scenario@sample=017`.

    Raises InputError if that makes too many scenarios, or sweeps an event that is not injected.
    """
    sweep = source.part((_SWEEP,))
    if not sweep:
        return list(drafts)
    size = (
        points(sweep["sample"], int(sweep["size"]), len(sweep["over"]))
        if "sample" in sweep
        else math.prod(len(grid["grid"]) for grid in sweep.values())
    )
    if size * len(drafts) > MOST_SCENARIOS:
        hint = f"the limit is {MOST_SCENARIOS:,}"
        message = f"makes {size * len(drafts):,} scenarios"
        raise InputError([source.document.key_problem((_SWEEP,), message, hint)])
    if "sample" in sweep:
        return list(_sampled(source, sweep, drafts, seed, vocabulary))
    missing = [problem for name, draft in drafts for problem in _without_event(source, sweep, name, draft)]
    if missing:
        raise InputError(missing)
    return list(_over_grid(source, sweep, drafts))


# --- grids -------------------------------------------------------------------------------------


def _over_grid(source: Source, sweep: Mapping[str, Any], drafts: Sequence[Named]) -> Iterator[Named]:
    points = list(itertools.product(*(enumerate(grid["grid"]) for grid in sweep.values())))
    for (name, draft), point in itertools.product(drafts, points):
        twin = draft.copy()
        for field, (index, value) in zip(sweep, point, strict=True):
            for path in _paths(field, draft):
                twin.put(path, value, source.document, (_SWEEP, field, "grid", index))
        said = ",".join(f"{field}={value}" for field, (_, value) in zip(sweep, point, strict=True))
        yield f"{name}@{said}", twin


def _paths(field: str, draft: Draft) -> list[Loc]:
    """Where a swept field is in a draft; an event may be injected more than once."""
    steps = field.split(".")
    if steps[0] != "events":
        return [tuple(steps)]
    events = draft.data.get("events", [])
    return [("events", at, steps[2]) for at, event in enumerate(events) if event["event"] == steps[1]]


def _without_event(source: Source, sweep: Mapping[str, Any], name: str, draft: Draft) -> Iterator[Problem]:
    """Sweeps of events that a scenario does not inject."""
    for field in sweep:
        if not _paths(field, draft):
            hint = "add it to 'events', or sweep something else"
            message = f"sweeps an event that scenario '{name}' does not inject"
            yield source.document.key_problem((_SWEEP, field), message, hint)


# --- samples -----------------------------------------------------------------------------------


def _sampled(
    source: Source, sweep: Mapping[str, Any], drafts: Sequence[Named], seed: int, vocabulary: Vocabulary
) -> Iterator[Named]:
    over: list[str] = sweep["over"]
    design = DESIGNS[sweep["sample"]](int(sweep["size"]), len(over), seed)
    width = len(str(len(design) - 1))
    for name, draft in drafts:
        columns = [
            np.clip(
                _prior(draft, parameter, vocabulary).ppf(design[:, at]),
                *vocabulary.parameters[parameter].range,
            )
            for at, parameter in enumerate(over)
        ]
        for point in range(len(design)):
            twin = draft.copy()
            for parameter, column in zip(over, columns, strict=True):
                twin.put(("assume", parameter), float(column[point]), source.document, (_SWEEP, "over"))
            yield f"{name}@sample={point:0{width}}", twin


def _prior(draft: Draft, parameter: str, vocabulary: Vocabulary) -> Prior:
    """What a scenario believes of a parameter: its own assumption, or its lens's prior."""
    assumed = draft.data.get("assume", {})
    if parameter in assumed:
        return parse_prior(assumed[parameter], vocabulary.parameters[parameter].range)
    return vocabulary.parameter_prior(parameter, draft.data.get("lens", POOLED))

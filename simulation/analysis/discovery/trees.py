"""A shallow classification tree (CART, Breiman et al. 1984, by scikit-learn), read as boxes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from simulation.analysis.discovery.prim import DOUBT, quasi_p

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from simulation.analysis.discovery.boxes import Condition, Inputs

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]
    Split = tuple[int, float | None]  # an input, and of a choice the value that is asked after

__all__ = ["leaves"]

DEPTH: Final = 3
LEAF: Final = 0.04  # share of the runs that a box holds at least
FEWEST: Final = 20  # and runs


def leaves(
    inputs: Inputs, cases: Flags, rows: Flags, columns: Sequence[int]
) -> Iterator[tuple[Condition, ...]]:
    """The leaves of a tree grown on `rows` over some inputs that are denser than all, each made simple."""
    from sklearn.tree import DecisionTreeClassifier

    splits = list(_splits(inputs, columns))
    table = np.column_stack([_asked(inputs.values[rows, column], value) for column, value in splits])
    smallest = max(FEWEST, round(LEAF * int(rows.sum())))
    tree = DecisionTreeClassifier(max_depth=DEPTH, min_samples_leaf=smallest, random_state=0)
    tree.fit(table, cases[rows])
    base = cases[rows].mean()
    for path in _paths(tree.tree_, splits, inputs):
        inside = inputs.inside(path) & rows
        if path and inside.any() and cases[inside].mean() > base:
            yield _simple(path, inputs, cases, rows)


def _splits(inputs: Inputs, columns: Sequence[int]) -> Iterator[Split]:
    """What the tree may ask: an input that has an order as it is, of a choice every value."""
    for column in columns:
        if not inputs.nominal[column]:
            yield column, None
            continue
        held = inputs.values[:, column]
        for value in np.unique(held[~np.isnan(held)]):
            yield column, float(value)


def _asked(held: Floats, value: float | None) -> Floats:
    """A column for the tree; what is missing lies in the middle."""
    if value is not None:
        asked: Floats = (held == value).astype(np.float64)
        return asked
    missing = np.isnan(held)
    return np.where(missing, np.median(held[~missing]) if not missing.all() else 0.0, held)


def _paths(
    tree: Any, splits: Sequence[Split], inputs: Inputs, node: int = 0
) -> Iterator[tuple[Condition, ...]]:
    """The conditions on the way to every leaf below a node; of two on one side the closer one."""
    if tree.children_left[node] == tree.children_right[node]:
        yield ()
        return
    column, value = splits[tree.feature[node]]
    name, at = inputs.names[column], float(tree.threshold[node])
    for above, child in ((False, tree.children_left[node]), (True, tree.children_right[node])):
        here: Condition
        if value is None:
            here = inputs.bound(name, above, at)
        else:
            others = inputs.among(name, ()).values
            here = inputs.among(name, [v for v in others if v != value] if above else [value])
        for path in _paths(tree, splits, inputs, child):
            closer = value is None and any(each.like(here) for each in path)
            yield path if closer else (here, *path)


def _simple(box: tuple[Condition, ...], inputs: Inputs, cases: Flags, rows: Flags) -> tuple[Condition, ...]:
    """The box without the conditions that luck explains, beside one, see `prim`."""
    if len(box) == 1:
        return box
    inside = inputs.inside(box) & rows
    fewer = [tuple(other for other in box if other != condition) for condition in box]
    doubts = [quasi_p(cases, inside, inputs.inside(wider) & rows) for wider in fewer]
    worst = int(np.argmax(doubts))
    if doubts[worst] * len(inputs.names) <= DOUBT:
        return box
    return _simple(fewer[worst], inputs, cases, rows)

"""Experiment designs: points in the unit cube, whose coordinates are quantiles of priors."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np

from simulation.evidence.priors import Array

LEVELS: Final = 4  # of a Morris design: the midpoints of the prior's quarters
MARGIN: Final = 1.0 / (2 * LEVELS)  # from the ends of the prior to the outer ones


def latin_hypercube(size: int, dimensions: int, seed: int) -> Array:
    """A scrambled Latin hypercube of shape (size, dimensions) in [0, 1)."""
    from scipy.stats import qmc  # slow to import, and few files ask for a sample

    return np.asarray(qmc.LatinHypercube(dimensions, rng=seed).random(size))


def sobol(size: int, dimensions: int, seed: int) -> Array:
    """Saltelli's design on a scrambled Sobol' sequence (Saltelli et al. 2010), by SALib.

    Shape (size x (dimensions + 2), dimensions), in [0, 1): from `size` pairs of points, the first, the
    first with one coordinate of the second for each coordinate in turn, and the second.
    """
    from SALib.sample import sobol as saltelli

    rng = np.random.default_rng(seed)
    return np.asarray(saltelli.sample(problem(dimensions), size, calc_second_order=False, seed=rng))


def morris(size: int, dimensions: int, seed: int) -> Array:
    """`size` trajectories that change one coordinate after another (Morris 1991), by SALib.

    Shape (size x (dimensions + 1), dimensions). The four levels of a coordinate are the midpoints of the
    quarters of the prior, 1/8 to 7/8; a step moves it by half of the prior.
    """
    from SALib.sample import morris as trajectories

    rng = np.random.default_rng(seed)
    return np.asarray(trajectories.sample(problem(dimensions, MARGIN), size, num_levels=LEVELS, seed=rng))


def problem(dimensions: int, margin: float = 0.0) -> dict[str, object]:
    """The unit cube, or its inside, as SALib wants to be told of it."""
    names = [f"x{number}" for number in range(dimensions)]
    return {"num_vars": dimensions, "names": names, "bounds": [[margin, 1.0 - margin]] * dimensions}


DESIGNS: Final[Mapping[str, Callable[[int, int, int], Array]]] = {
    "latin_hypercube": latin_hypercube,
    "sobol": sobol,
    "morris": morris,
}
"""Designs by the name that a scenario file gives them: (size, dimensions, seed) to points."""


def points(design: str, size: int, dimensions: int) -> int:
    """How many points a design has."""
    return size * {"latin_hypercube": 1, "sobol": dimensions + 2, "morris": dimensions + 1}[design]

"""How colours are seen: contrast, in greyscale, and by the colour-blind."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, Final

import numpy as np
from matplotlib.colors import to_rgb

from simulation.plots.data import Floats

# Complete colour blindness of three kinds (Machado, Oliveira and Fernandes 2009, IEEE TVCG 15).
BLINDNESS: Final[Mapping[str, Mapping[str, Any]]] = MappingProxyType(
    {
        kind: {"name": "sRGB1+CVD", "cvd_type": f"{kind}anomaly", "severity": 100}
        for kind in ("prot", "deuter", "trit")
    }
)
GREYSCALE: Final = "greyscale"
EYES: Final = (*BLINDNESS, GREYSCALE)


def luminance(rgb: Floats) -> Floats:
    """Relative luminance of sRGB colours of shape (..., 3), as WCAG 2.2 defines it; shape (...,)."""
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    found: Floats = linear @ np.array([0.2126, 0.7152, 0.0722])
    return found


def contrast(one: Floats, other: Floats) -> Floats:
    """Contrast ratio of sRGB colours of shape (..., 3): 1 for equal ones, 21 for black on white."""
    first, second = luminance(one), luminance(other)
    ratio: Floats = (np.maximum(first, second) + 0.05) / (np.minimum(first, second) + 0.05)
    return ratio


def contrast_of(one: str, other: str) -> float:
    """Contrast ratio of two named colours."""
    return float(contrast(np.array(to_rgb(one)), np.array(to_rgb(other))))


@cache
def apart(one: tuple[float, ...], other: tuple[float, ...]) -> Mapping[str, float]:
    """How far two sRGB colours are apart for each of `EYES`, in CAM02-UCS (about 1 is just seen).

    The conversions are those of the library colorspacious (Luo, Cui and Li 2006 for the space).
    """
    from colorspacious import cspace_convert, deltaE

    pair = np.array([one[:3], other[:3]])
    found = {
        kind: float(deltaE(*np.clip(cspace_convert(pair, how, "sRGB1"), 0, 1), input_space="sRGB1"))
        for kind, how in BLINDNESS.items()
    }
    lightness = cspace_convert(pair, "sRGB1", "JCh")[:, 0]
    grey = np.column_stack([lightness, np.zeros(2), np.zeros(2)])
    shown = np.clip(cspace_convert(grey, "JCh", "sRGB1"), 0, 1)
    return MappingProxyType({**found, GREYSCALE: float(deltaE(*shown, input_space="sRGB1"))})

"""The palette: contrast, greyscale, colour blindness, and marks that stay with their scenario."""

from __future__ import annotations

import itertools

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.colors import to_rgb

from simulation.errors import InputError
from simulation.plots.style import (
    BASELINE,
    BLUE,
    GREY,
    INK,
    LOOKS,
    PAPER,
    VERMILLION,
    Mark,
    house_style,
    marks,
)

PALETTE = marks(["maintain", "increase", "loosen", "a", "b"], "maintain")
# Machado, Oliveira and Fernandes 2009, severity 1, on linear RGB.
BLIND = {
    "protan": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deutan": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritan": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}


def linear(colour: str) -> np.ndarray:
    rgb = np.array(to_rgb(colour))
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def luminance(colour: str) -> float:
    return float(linear(colour) @ [0.2126, 0.7152, 0.0722])


def contrast(a: str, b: str = PAPER) -> float:
    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def lab(rgb: np.ndarray) -> np.ndarray:
    """CIE L*a*b* of linear RGB under D65."""
    xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]) @ rgb
    ratio = np.clip(xyz / [0.9505, 1.0, 1.089], 0, None)
    f = np.where(ratio > 0.008856, np.cbrt(ratio), 7.787 * ratio + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def second_cues(mark: Mark) -> tuple[object, ...]:
    return mark.marker, mark.dashes, mark.hollow


@pytest.mark.parametrize("mark", PALETTE.values(), ids=PALETTE)
def test_marks_keep_three_to_one_against_the_paper(mark: Mark) -> None:
    assert contrast(mark.colour) >= 3


@pytest.mark.parametrize("colour", [INK, GREY])
def test_text_keeps_seven_to_one(colour: str) -> None:
    assert contrast(colour) >= 7


@pytest.mark.parametrize(("a", "b"), list(itertools.combinations(PALETTE, 2)))
def test_no_two_scenarios_rest_on_colour_alone(a: str, b: str) -> None:
    first, second = PALETTE[a], PALETTE[b]
    assert second_cues(first) != second_cues(second)
    grey = abs(lab(np.repeat(luminance(first.colour), 3))[0] - lab(np.repeat(luminance(second.colour), 3))[0])
    # Where greys are close, both the shape and the line differ, or one of the two is hollow.
    both = first.marker != second.marker and first.dashes != second.dashes
    assert grey >= 10 or both or first.hollow != second.hollow


@pytest.mark.parametrize("kind", BLIND)
@pytest.mark.parametrize(("a", "b"), list(itertools.combinations(PALETTE, 2)))
def test_colours_stay_apart_for_the_colour_blind(a: str, b: str, kind: str) -> None:
    seen = [lab(np.clip(np.array(BLIND[kind]) @ linear(PALETTE[n].colour), 0, 1)) for n in (a, b)]
    assert np.linalg.norm(seen[0] - seen[1]) >= 12


def test_the_baseline_is_hollow_grey_and_dashed() -> None:
    assert BASELINE.hollow
    assert BASELINE.face == PAPER
    assert BASELINE.colour == GREY
    assert BASELINE.dashes[1] is not None


def test_paths_keep_their_colours_in_any_company() -> None:
    for names in (["maintain", "loosen", "increase"], ["x", "y", "loosen", "z", "increase", "maintain"]):
        found = marks(names, "maintain")
        assert found["increase"].colour == BLUE
        assert found["loosen"].colour == VERMILLION
    assert marks(["increase", "loosen"], "loosen")["increase"].colour == BLUE


def test_crossed_scenarios_share_the_colour_of_their_path() -> None:
    names = [f"{path}+{election}" for path in ("increase", "loosen") for election in ("a", "b", "c")]
    found = marks(names, names[0])
    assert found["increase+b"].colour == found["increase+c"].colour == BLUE
    assert found["loosen+b"].colour == VERMILLION
    assert found["increase+b"].marker == found["loosen+b"].marker != found["loosen+c"].marker


def test_a_sweep_is_drawn_as_a_crossing() -> None:
    found = marks([f"{p}@assume.x={x}" for p in ("increase", "loosen") for x in (0.1, 0.9)], None)
    assert {mark.colour for mark in found.values()} == {BLUE, VERMILLION}
    assert len({mark.marker for mark in found.values()}) == 2


def test_fifteen_scenarios_have_fifteen_marks() -> None:
    found = marks([f"s{n}" for n in range(15)], "s0")
    assert len({(mark.colour, mark.marker, mark.hollow) for mark in found.values()}) == 15


def test_no_red_and_no_green() -> None:
    for mark in marks([f"s{n}" for n in range(15)], None).values():
        red, green, blue = to_rgb(mark.colour)
        assert not (green > red and green > blue + 0.1)
        assert not (red > 0.8 and green < 0.3 and blue < 0.3)


def test_settings_come_back_after_an_error() -> None:
    before = dict(mpl.rcParams)
    with house_style("audience"):
        assert mpl.rcParams["font.size"] == LOOKS["audience"].text
    assert dict(mpl.rcParams) == before
    with pytest.raises(ZeroDivisionError), house_style("audience"):
        raise ZeroDivisionError
    assert dict(mpl.rcParams) == before


def test_an_unknown_style_is_refused() -> None:
    with pytest.raises(InputError, match="did you mean 'audience'"), house_style("audiance"):
        pass

"""The palette: contrast, greyscale, colour blindness, and marks that stay with their scenario."""

from __future__ import annotations

import itertools

import matplotlib as mpl
import pytest
from matplotlib.colors import to_rgb

from simulation.errors import InputError
from simulation.plots.seeing import BLINDNESS, GREYSCALE, apart, contrast_of
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


def second_cues(mark: Mark) -> tuple[object, ...]:
    return mark.marker, mark.dashes, mark.hollow


@pytest.mark.parametrize("mark", PALETTE.values(), ids=PALETTE)
def test_marks_keep_three_to_one_against_the_paper(mark: Mark) -> None:
    assert contrast_of(mark.colour, PAPER) >= 3


@pytest.mark.parametrize("colour", [INK, GREY])
def test_text_keeps_seven_to_one(colour: str) -> None:
    assert contrast_of(colour, PAPER) >= 7


@pytest.mark.parametrize(("a", "b"), list(itertools.combinations(PALETTE, 2)))
def test_no_two_scenarios_rest_on_colour_alone(a: str, b: str) -> None:
    first, second = PALETTE[a], PALETTE[b]
    assert second_cues(first) != second_cues(second)
    grey = apart(to_rgb(first.colour), to_rgb(second.colour))[GREYSCALE]
    # Where greys are close, both the shape and the line differ, or one of the two is hollow.
    both = first.marker != second.marker and first.dashes != second.dashes
    assert grey >= 10 or both or first.hollow != second.hollow


@pytest.mark.parametrize("kind", BLINDNESS)
@pytest.mark.parametrize(("a", "b"), list(itertools.combinations(PALETTE, 2)))
def test_colours_stay_apart_for_the_colour_blind(a: str, b: str, kind: str) -> None:
    assert apart(to_rgb(PALETTE[a].colour), to_rgb(PALETTE[b].colour))[kind] >= 10


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

"""The checks of figures: silent where a figure can be read, and loud where one thing is broken."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle, Wedge

from simulation.plots import check
from simulation.plots.page import GROUND, Page, finish, halo, new_page
from simulation.plots.seeing import EYES, apart, contrast_of
from simulation.plots.style import BLUE, GREY, INK, PAPER, VERMILLION, house_style

Break = Callable[[Page, Axes], Any]


def figure_with(broken: Break | None = None, style: str = "audience") -> Figure:
    """A sound figure of two lines and two rows of dots, with something done to it."""
    with house_style(style) as look:
        page = new_page(look, "A title", "a subtitle", "a stamp", note="a note")
        ax = page.axes(page.body.inset(left=120, bottom=60, right=60))
        ax.set(xlim=(0, 10), ylim=(0, 10), xticks=[0, 5, 10], yticks=[0, 5, 10])
        ax.plot([1, 9], [2, 2], color=BLUE, lw=look.thin)
        ax.plot([1, 9], [4, 4], color=GREY, lw=look.thin, ls="dashed")
        ax.scatter([2, 4], [6, 6], s=look.dot**2, color=BLUE)
        ax.scatter([2, 4], [8, 8], s=look.dot**2, color=VERMILLION, marker="s")
        if broken is not None:
            broken(page, ax)
        return finish(page)


def dotted(ax: Axes, height: float, colour: str, name: str = "_") -> None:
    ax.plot([1, 9], [height, height], color=colour, lw=3, ls=":", label=name)


def diamonds(ax: Axes, height: float, colour: str) -> None:
    ax.scatter([6, 7], [height, height], s=200, color=colour, marker="D")


def square(ax: Axes, **how: Any) -> None:
    ax.add_patch(Rectangle((6, 6), 2, 2, **how))


def kinds(broken: Break, style: str = "audience") -> set[str]:
    return {fault.kind for fault in check(figure_with(broken, style))}


@pytest.mark.parametrize("style", ["audience", "expert"])
def test_a_sound_figure_has_no_fault(style: str) -> None:
    assert check(figure_with(None, style)) == []


BROKEN: dict[str, tuple[str, Break]] = {
    "small text": ("small text", lambda page, ax: ax.text(5, 5, "tiny", fontsize=9)),
    "a small tick label": ("small text", lambda page, ax: ax.tick_params(labelsize=8)),
    "text over the right edge": (
        "off the page",
        lambda page, ax: page.write(880, 200, "a line of words"),
    ),
    "text over the lower edge": ("off the page", lambda page, ax: page.write(300, 2, "low")),
    "two texts in one place": (
        "overlap",
        lambda page, ax: [ax.text(5, 5, "one"), ax.text(5.1, 5.1, "other")],
    ),
    "text over dots": ("text contrast", lambda page, ax: ax.text(1.6, 5.8, "over dots")),
    "pale text": ("text contrast", lambda page, ax: ax.text(6, 9, "pale", color="#8A8A8A")),
    "text on a dark ground": (
        "text contrast",
        lambda page, ax: [ax.add_patch(Rectangle((5, 5), 4, 3, color=BLUE)), ax.text(6, 6.2, "in")],
    ),
    "a pale line": ("mark contrast", lambda page, ax: dotted(ax, 9, "#A0A0A0")),
    "a pale dot": (
        "mark contrast",
        lambda page, ax: diamonds(ax, 7, "#F0E442"),
    ),
    "a pale shape": (
        "mark contrast",
        lambda page, ax: ax.add_patch(Rectangle((6, 6), 2, 2, color="#CFE6F5")),
    ),
    "a transparent line": (
        "mark contrast",
        lambda page, ax: ax.plot([0, 9], [9, 9], color=BLUE, alpha=0.3, lw=3, ls=":"),
    ),
    "a hairline": ("small line", lambda page, ax: ax.plot([0, 9], [9, 9], color=INK, lw=0.5, ls=":")),
    "a speck": ("small dot", lambda page, ax: ax.plot([7], [7], "^", ms=3, color=INK)),
    "a dot cut by the panel": ("cut", lambda page, ax: ax.scatter([10], [5], s=200, color=INK, marker="D")),
    "a bar cut by the panel": ("cut", lambda page, ax: ax.add_patch(Rectangle((6, 6), 2, 9, color=INK))),
    "two greys alike": (
        "colour alone",
        lambda page, ax: [
            ax.plot([0, 9], [y, y], color=c, lw=3, ls=":") for y, c in ((9, GREY), (5, "#5F5F5F"))
        ],
    ),
    "red and green for the colour-blind": (
        "colour alone",
        lambda page, ax: [dotted(ax, 9, "#9B7A00"), dotted(ax, 5, "#5C8700")],
    ),
    "hues of one lightness in greyscale": (
        "colour alone",
        lambda page, ax: [diamonds(ax, 9, BLUE), diamonds(ax, 5, "#A65A8A")],
    ),
    "a pie": ("pie", lambda page, ax: ax.add_patch(Wedge((7, 7), 1, 0, 90, color=INK))),
}


@pytest.mark.parametrize(("kind", "broken"), BROKEN.values(), ids=BROKEN)
def test_one_broken_thing_is_found(kind: str, broken: Break) -> None:
    assert kinds(broken) == {kind}


def test_a_page_higher_than_a_projector_is_found() -> None:
    with house_style("audience") as look:
        page = new_page(look, "A title", "a subtitle", "a stamp", least_body=700)
    assert {fault.kind for fault in check(page.figure)} == {"page"}
    with house_style("expert") as look:
        page = new_page(look, "A title", "a subtitle", "a stamp", least_body=700)
    assert check(page.figure) == []


def test_a_document_has_smaller_sizes_than_a_projector() -> None:
    def small(page: Page, ax: Axes) -> None:
        ax.plot([0, 9], [9, 9], color=INK, lw=0.8, ls=":")
        ax.text(5, 5, "small", fontsize=11)

    assert kinds(small, "audience") == {"small line", "small text"}
    assert kinds(small, "expert") == set()


@pytest.mark.parametrize(
    "sound",
    [
        lambda page, ax: ax.text(1.6, 5.8, "over dots", path_effects=halo()),
        lambda page, ax: square(ax, fc="#CFE6F5", ec=BLUE, lw=2),
        lambda page, ax: [
            ax.add_patch(Rectangle((6, 5.5), 3, 3, color="#CFE6F5")),
            ax.text(7.5, 7, "31", ha="center", va="center"),
        ],
        lambda page, ax: square(ax, color="#EEEEEE", gid=GROUND),
        lambda page, ax: ax.scatter([10], [5], s=200, color=INK, marker="D", clip_on=False),
        lambda page, ax: [
            (dotted(ax, y, colour, name), ax.text(9.2, y, name, va="center"))
            for y, colour, name in ((9, BLUE, "one"), (5, "#A65A8A", "other"))
        ],
    ],
    ids=["a rim", "an outline", "a number inside", "ground", "not clipped", "a name beside it"],
)
def test_what_mends_a_fault_is_seen(sound: Break) -> None:
    assert kinds(sound) == set()


def test_a_name_that_is_not_written_mends_nothing() -> None:
    def unnamed(page: Page, ax: Axes) -> None:
        dotted(ax, 9, BLUE, "one")
        dotted(ax, 5, "#A65A8A", "other")

    assert kinds(unnamed) == {"colour alone"}


def test_checking_leaves_a_figure_as_it_was(tmp_path: Any) -> None:
    figure = figure_with()
    before = [text.get_visible() for text in figure.texts]
    check(figure)
    assert [text.get_visible() for text in figure.texts] == before


def test_contrast_and_distance_of_known_pairs() -> None:
    assert contrast_of(PAPER, "#000000") == pytest.approx(21)
    assert contrast_of(BLUE, PAPER) == pytest.approx(5.2, abs=0.05)
    assert contrast_of(VERMILLION, PAPER) == pytest.approx(3.9, abs=0.05)
    far = apart((0.0, 0.0, 0.0), (1.0, 1.0, 1.0))
    assert set(far) == set(EYES)
    assert all(value == pytest.approx(100, abs=1) for value in far.values())
    same = apart((0.2, 0.4, 0.6), (0.2, 0.4, 0.6))
    assert np.allclose(list(same.values()), 0, atol=1e-6)


def test_red_and_green_meet_for_two_kinds_of_the_colour_blind() -> None:
    far = apart((0.608, 0.478, 0.0), (0.361, 0.529, 0.0))
    assert min(far["prot"], far["deuter"]) < 10 < far["trit"]

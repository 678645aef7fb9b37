"""Pictures of every figure against those that were looked at and kept.

To renew them after a change that is meant, and look at what changed:

    pytest tests/plots/test_pictures.py --mpl-generate-path=tests/plots/pictures
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.testing.compare import compare_images

from simulation import plots
from simulation.plots.style import BLUE, LOOKS, PURPLE

KEPT = Path(__file__).parent / "pictures"
SAVING: dict[str, Any] = {"dpi": 40, "pil_kwargs": {"optimize": True}}
# Root mean square of the pixels' differences, of 255. The fonts come with Matplotlib, and its version is
# in the constraints: on one version pictures are the same but for the last bit of a coordinate.
TOLERANCE = 0.25
RESULTS = {
    "forecast": "forecast",
    "scenario_matrix": "crossed",
    "lens_comparison": "lenses",
    "requirements": "asked",
    "robustness": "asked",
    "sensitivity": "analysed",
    "matching": "analysed",
}
OPTIONS: dict[str, dict[str, Any]] = {
    "conditional": {"given": "axis_index > -0.4"},
    "discovery": {"outcome": "axis_verdict=hedging"},
    "twin_histories": {"run": 3},
    "parliament": {"run": 5},
}
EVERY = list(itertools.product(plots.FIGURES, LOOKS))
Picture = Callable[[str, str], Figure]


@pytest.fixture
def picture(cases: Callable[[str], Any]) -> Picture:
    """A figure of the synthetic results."""

    def drawn(name: str, style: str) -> Figure:
        results = cases(RESULTS.get(name, "paths"))
        return plots.FIGURES[name](results, style=style, **OPTIONS.get(name, {}))

    return drawn


@pytest.mark.parametrize(("name", "style"), EVERY, ids=["-".join(each) for each in EVERY])
@pytest.mark.mpl_image_compare(
    baseline_dir="pictures", tolerance=TOLERANCE, style="default", savefig_kwargs=SAVING
)
def test_picture(picture: Picture, name: str, style: str) -> Figure:
    return picture(name, style)


def kept(name: str, style: str) -> Path:
    return KEPT / f"test_picture_{name}-{style}.png"


def test_every_picture_is_kept_and_none_besides() -> None:
    assert {path.name for path in KEPT.iterdir()} == {kept(*each).name for each in EVERY}
    assert sum(path.stat().st_size for path in KEPT.iterdir()) < 2_500_000


def distance(figure: Figure, name: str, style: str, folder: Path) -> float:
    """How far a figure is from the picture that is kept of it."""
    path = folder / "now.png"
    figure.savefig(path, **SAVING)
    found = compare_images(str(kept(name, style)), str(path), tol=0, in_decorator=True)
    return 0.0 if found is None else float(found["rms"])


@pytest.mark.parametrize("style", LOOKS)
def test_a_wrong_label_is_caught(picture: Picture, tmp_path: Path, style: str) -> None:
    figure = picture("outcome_shares", style)
    (text,) = [t for t in figure.texts if t.get_text() == "hedging"]
    text.set_text("leaving")
    assert distance(figure, "outcome_shares", style, tmp_path) > TOLERANCE


@pytest.mark.parametrize("style", LOOKS)
def test_a_wrong_number_is_caught(picture: Picture, tmp_path: Path, style: str) -> None:
    figure = picture("seats", style)
    text = next(t for t in figure.texts if str(t.get_gid()).startswith("seats-loosen-0"))
    text.set_text(text.get_text().replace(text.get_text()[0], "8", 1))
    assert distance(figure, "seats", style, tmp_path) > TOLERANCE


@pytest.mark.parametrize("style", LOOKS)
def test_a_wrong_colour_is_caught(picture: Picture, tmp_path: Path, style: str) -> None:
    figure = picture("trajectories", style)
    line = next(one for one in figure.axes[1].lines if to_hex(one.get_color()) == BLUE.lower())
    line.set_color(PURPLE)
    assert distance(figure, "trajectories", style, tmp_path) > TOLERANCE


def test_the_same_figure_is_the_same_picture(picture: Picture, tmp_path: Path) -> None:
    assert distance(picture("violence", "expert"), "violence", "expert", tmp_path) < TOLERANCE / 10

"""Discovery and signposts as figures: what they draw is what the analyses found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from simulation import plots
from simulation.errors import InputError
from simulation.outcomes.kept import Kept


def written(figure: Any, start: str) -> list[str]:
    found = {str(t.get_gid()): t.get_text() for t in figure.texts if str(t.get_gid()).startswith(start)}
    return [found[key] for key in sorted(found)]


def test_the_belief_that_moves_the_index_is_the_box(cases: Callable[[str], Any]) -> None:
    figure = plots.discovery(cases("paths"), outcome="axis_verdict=hedging")
    title = plots.words_of(figure)["title"]
    assert "Iraq hedging" in title
    assert "US commitment" in title
    assert all("[" in text for text in written(figure, "density")[1:])


def test_what_was_kept_is_drawn(cases: Callable[[str], Any]) -> None:
    from simulation.analysis.discovery.study import study

    full = cases("paths")
    found = study(full, "maintain", "axis_verdict=hedging", splits=3)
    boxes = found.tables["boxes"].assign(again=2)
    kept = replace(
        full, analyses={"discover": Kept("discover", found.settings, {**found.tables, "boxes": boxes})}
    )
    figure = plots.discovery(kept, outcome="axis_verdict=hedging")
    assert set(written(figure, "again")[1:]) == {"2"}
    other = plots.discovery(kept, outcome="axis_verdict=hedging", scenarios=["loosen"])  # found anew
    assert "3 other halves" not in plots.words_of(other)["note"]


def test_a_sign_is_named_with_its_ratio(cases: Callable[[str], Any]) -> None:
    """Strikes early where the run ends outward, by the test's own hand."""
    full = cases("paths")
    index = full.outcomes.set_index(["scenario", "run"])["axis_verdict"].isin(["leaving", "left"])
    months = full.months.copy()
    ends = index.loc[list(zip(months["scenario"], months["run"], strict=True))].to_numpy()
    luck = np.random.default_rng(1).random(len(months))
    months["strikes_in_iraq"] = ((months["month"] == "2025-02") & (luck < np.where(ends, 0.5, 0.05))).astype(
        float
    )
    figure = plots.signposts(replace(full, months=months), outcome="axis_verdict in ['leaving', 'left']")
    title = plots.words_of(figure)["title"]
    assert title.startswith("An American or Israeli strike on Iraqi soil by March 2025")
    assert float(title.split("× ")[1].split(" ")[0]) > 4
    assert written(figure, "by-0") == ["Mar 2025"]


@pytest.mark.parametrize("name", ["discovery", "signposts"])
def test_an_unknown_outcome_is_an_input_error(cases: Callable[[str], Any], name: str) -> None:
    with pytest.raises(InputError, match="axis_verdikt"):
        plots.FIGURES[name](cases("paths"), outcome="axis_verdikt=leaving")

"""How far work is, and about how long it takes yet."""

from __future__ import annotations

import pytest

from simulation.workshop.page.waiting import Work


def test_time_left_follows_its_own_pace_and_before_that_the_last() -> None:
    new = Work("Measuring why", 8, begun=100.0)
    assert new.left(103.0) is None
    assert new.said(103.0) == "Measuring why: 0 of 8"
    paced = Work("Measuring why", 8, pace=2.0, begun=100.0)
    assert paced.left(103.0) == pytest.approx(13.0)
    paced.done = 4
    assert paced.left(106.0) == pytest.approx(6.0)
    assert paced.said(106.0) == "Measuring why: 4 of 8, about 6 s left"


def test_what_is_late_has_no_negative_time_left() -> None:
    assert Work("Futures", 1000, pace=0.001, begun=0.0).left(50.0) == 0.0

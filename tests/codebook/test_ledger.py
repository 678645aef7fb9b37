"""The record of acts counts the same whether an act is recorded by flags or by numbers."""

from __future__ import annotations

import numpy as np

from simulation.codebook import HISTORY, Ledger

FLAGS = np.array([[True, False, True], [False, False, False], [True, True, False], [True, False, False]])


def recorded(by: type) -> Ledger:
    """Four months of an act, added twice a month."""
    ledger = Ledger(4, 3, {"act": {-1: 2.0}})
    for month in FLAGS.astype(by):
        ledger.open_month()
        ledger.add("act", month)
        ledger.add("act", month)
        ledger.add("other", month)
    return ledger


def test_flags_and_numbers_count_alike() -> None:
    flags, numbers = recorded(np.bool_), recorded(np.float64)
    for act in ("act", "other", "never"):
        for months in (1, 2, HISTORY + 4):
            np.testing.assert_array_equal(flags.last(act, months), numbers.last(act, months))
        np.testing.assert_array_equal(flags.now(act), numbers.now(act))
        np.testing.assert_array_equal(flags.since_start(act), numbers.since_start(act))
        assert flags.last(act, 3).dtype == flags.now(act).dtype == flags.since_start(act).dtype == np.float64
    np.testing.assert_array_equal(flags.series("other"), numbers.series("other"))
    assert flags.since_start("other").tolist() == [3.0, 1.0, 1.0]
    assert flags.last("act", HISTORY + 4).tolist() == [8.0, 4.0, 4.0]


def test_a_number_may_follow_flags() -> None:
    ledger = recorded(np.bool_)
    assert ledger.rows("other").dtype == np.int16
    ledger.add("other", np.array([0.25, 0.0, 0.5]))
    assert ledger.since_start("other").tolist() == [3.25, 1.0, 1.5]
    ledger.add("other", np.array([True, True, False]))
    assert ledger.now("other").tolist() == [2.25, 1.0, 0.5]


def test_a_window_is_not_the_record_itself() -> None:
    ledger = recorded(np.float64)
    ledger.last("act", 1)[:] = 99.0
    assert ledger.now("act").tolist() == [2.0, 0.0, 0.0]

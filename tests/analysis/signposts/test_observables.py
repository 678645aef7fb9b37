"""What can be seen: the seeds, the words, what is read from what is typed, and what comes too late."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from simulation.analysis.signposts.observables import Event, load_observables
from simulation.errors import InputError
from simulation.model.indicators import INDICATORS
from simulation.model.institutions.ballots import load_electorate
from simulation.outcomes.catalogue import OUTCOMES

MONTHS = [f"2025-{month:02d}" for month in range(1, 13)] + [f"2026-{month:02d}" for month in range(1, 13)]
SECRET = ("lean", "insurance", "iran_means", "iran_consents", "us_credibility", "iran_signal", "rivals")


def test_everything_named_is_recorded_and_nothing_private_is_named() -> None:
    book = load_observables()
    assert set(book.counts) | set(book.levels) <= set(INDICATORS)
    assert not set(SECRET) & set(book.names)
    assert set(book.lists) <= set(load_electorate().lists)
    for part in (*book.counts.values(), *book.levels.values(), book.formed):
        assert set(part.part_of) <= set(OUTCOMES)


def test_an_indicator_of_an_outcomes_name_is_part_of_it() -> None:
    book = load_observables()
    for name in set(book.counts) & set(OUTCOMES):
        assert not book.may_tell(Event(name, "count", "2025-03", 3), [name]), name
    assert book.may_tell(Event("sieges", "count", "2025-03", 3), ["axis_verdict"])


def test_words_say_the_month_and_both_ways() -> None:
    one, five = Event("attacks_us", "count", "2025-06", 6), Event("attacks_us", "count", "2025-06", 6, 5)
    assert one.words() == "an attack on American forces or sites by June 2025"
    assert one.words(False) == "no attacks on American forces or sites by June 2025"
    assert five.words() == "5 or more attacks on American forces or sites by June 2025"
    assert five.words(False) == "fewer than 5 attacks on American forces or sites by June 2025"
    for event in load_observables().candidates("2025-06", 6):
        for seen in (True, False):
            assert event.words(seen).endswith(" by June 2025")
            assert not re.search(r"terroris|regime|proxy|prox|kill.*leader", event.words(seen))


@pytest.mark.parametrize(
    ("written", "event"),
    [
        ("attacks_us", Event("attacks_us", "count", "2025-06", 6)),
        ("attacks_us 5 by 2025-04", Event("attacks_us", "count", "2025-04", 4, 5)),
        (" attacks_us 5 by 14 ", Event("attacks_us", "count", "2026-02", 14, 5)),
        ("houthi_office by 3", Event("houthi_office", "level", "2025-03", 3)),
        ("new_government by 2026-03", Event("new_government", "formed", "2026-03", 15)),
        ("seats sadrists 40 by 11", Event("seats", "seats", "2025-11", 11, 40, "sadrists")),
    ],
)
def test_events_are_read_as_they_are_written(written: str, event: Event) -> None:
    book = load_observables()
    found = book.read(written, MONTHS, 6)
    assert found == event
    assert book.read(str(found), MONTHS, 6) == event


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("atacks_us", "did you mean 'attacks_us'"),
        ("lean by 3", "nothing that a reader of newspapers could see"),
        ("attacks_us by 2030-01", "no month of these runs"),
        ("attacks_us by 0", "no month of these runs"),
        ("attacks_us 0", "seen or not, without a count"),
        ("houthi_office 2", "without a count"),
        ("seats by 11", "seats LIST COUNT by MONTH"),
        ("attacks_us >= 5", "cannot read the event"),
        ("", "cannot read the event"),
    ],
)
def test_what_cannot_be_read_is_refused(written: str, why: str) -> None:
    with pytest.raises(InputError, match=why):
        load_observables().read(written, MONTHS, 6)


def test_signs_come_before_the_outcome_can_be_known() -> None:
    book = load_observables()
    assert book.latest("axis_verdict", 24, 10) == 12  # coded from twelve months
    assert book.latest("axis_verdict", 12, None) == 0
    assert book.latest("pm_kind", 24, 10) == 9
    assert book.latest("pm_kind", 24, None) == 8
    assert book.latest("attacks_us", 24, 10) == 8  # the first third
    assert book.usual(24) == 6
    for name in OUTCOMES:
        assert book.latest(name, 24, 10) <= 12


def test_a_mistake_in_the_seeds_is_named(tmp_path: Path) -> None:
    import simulation.documents

    text = (simulation.documents.packaged("seeds") / "signposts.yaml").read_text(encoding="utf-8")
    broken = text.replace("    at_most: 0\n", "    at_most: 0\n    at_least: 1\n")
    (tmp_path / "signposts.yaml").write_text(broken, encoding="utf-8")
    with pytest.raises(InputError, match=r"signposts\.yaml.*either at_least or at_most"):
        load_observables(tmp_path)
    (tmp_path / "signposts.yaml").write_text(text.replace("basis: public-level", "basis: rumour", 1), "utf-8")
    with pytest.raises(InputError, match="is not a basis"):
        load_observables(tmp_path)

"""The card that is read aloud at the start says what the documents say, in ninety seconds."""

from __future__ import annotations

import re
from pathlib import Path

from simulation.evidence import load_evidence
from simulation.workshop.page.welcome import TRUST

DOCS = Path(__file__).parents[3] / "docs"
SAID = re.sub(r"<[^>]+>", "", TRUST)


def test_it_is_read_aloud_in_ninety_seconds() -> None:
    """At 160 words a minute."""
    assert len(SAID.split()) <= 240


def test_it_says_what_was_measured() -> None:
    found = re.search(r"(\d+) of (\d+) figures lie in their bands", (DOCS / "patterns.md").read_text())
    assert found is not None
    assert 0.7 <= int(found[1]) / int(found[2]) <= 0.87, "the card says about four in five"
    better = re.findall(
        r"^\| (?:vote|government) of [\d-]+ \| (\d+) of 15 ", (DOCS / "backtests.md").read_text(), re.M
    )
    assert [int(each) > 7 for each in better] == [True, False, True]
    judged = [each for each in load_evidence().parameters.values() if each.basis.kind == "judgement"]
    assert 200 <= len(load_evidence().parameters) < 2 * len(judged)


def test_it_names_three_sorts_of_not_knowing_and_what_is_left_out() -> None:
    for words in ("Chance", "Assumptions", "The model", "What is left out", "Iraqi dead", "in the model"):
        assert words in SAID

"""The evidence browser: everything in the seeds is on a page, and every link leads to a heading."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from simulation.evidence import Evidence, load_evidence

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "docs" / "extensions"))

from evidence_pages import pages  # noqa: E402  found on the path set above


@pytest.fixture(scope="module")
def evidence() -> Evidence:
    return load_evidence()


@pytest.fixture(scope="module")
def written(evidence: Evidence) -> dict[str, str]:
    return pages(evidence)


def headings(text: str) -> set[str]:
    """The anchors of a page, as MyST makes them."""
    found = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in found}


def test_every_record_has_a_heading(evidence: Evidence, written: dict[str, str]) -> None:
    anchors = {anchor for text in written.values() for anchor in headings(text)}
    for names in (evidence.facts, evidence.parameters, evidence.sources, evidence.codebook):
        assert {name.lower().replace(".", "") for name in names} <= anchors


def test_every_link_leads_to_a_page_and_a_heading(written: dict[str, str]) -> None:
    anchors = {name: headings(text) for name, text in written.items()}
    followed = 0
    for text in written.values():
        for page, _, anchor in (link.partition("#") for link in re.findall(r"\]\(/evidence/([^)]+)\)", text)):
            assert page in anchors
            assert not anchor or anchor in anchors[page], f"{page}#{anchor}"
            followed += 1
    assert followed > 2000


def test_a_parameter_leads_to_its_facts_and_back(evidence: Evidence, written: dict[str, str]) -> None:
    parameter = evidence.parameters["cue_words"]
    page = written[f"mechanisms/{parameter.mechanism}.md"]
    for name in parameter.basis.facts:
        article = evidence.facts[name].article
        assert f"(/evidence/facts/{article}.md#{name.lower()})" in page
        fact = written[f"facts/{article}.md"].split(f"## {name}\n")[1].split("\n## ")[0]
        assert f"(/evidence/mechanisms/{parameter.mechanism}.md#cue_words)" in fact


def test_who_disagrees_is_said_with_the_parameter(evidence: Evidence, written: dict[str, str]) -> None:
    for lens in evidence.lenses.values():
        for name in lens.priors:
            page = written[f"mechanisms/{evidence.parameters[name].mechanism}.md"]
            mine = page.split(f"## {name}\n")[1].split("\n## ")[0]
            assert f"[{lens.title}]" in mine.replace("\\", "")


def test_shares_of_communities_are_not_shown(evidence: Evidence, written: dict[str, str]) -> None:
    electorates = [actor for actor in evidence.actors.values() if actor.kind == "electorate"]
    assert all("share" in actor.attributes for actor in electorates)
    for actor in electorates:
        mine = written["actors.md"].split(f"### {actor.name}\n")[1].split("\n### ")[0]
        assert "`share`" not in mine

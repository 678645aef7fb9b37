"""The page: whole, self-contained, readable without scripts, and safe from what is written in names."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest
from markupsafe import escape

import simulation as sim
from simulation.evidence import load_calibration
from simulation.outcomes import Results
from simulation.plots import FIGURES
from simulation.report import build, evidence, render
from simulation.report.content import Report

FILES = Path(__file__).parent / "scenarios"
VOID = {"meta", "br", "hr", "img", "link", "input"}
BATCHES = {
    "paths": (FILES / "paths.yaml", 40),
    "one scenario": (FILES / "alone.yaml", 40),
    "one run": (FILES / "paths.yaml", 1),
    "no elections": (FILES / "no_elections.yaml", 30),
    "lenses": (FILES / "lenses.yaml", 30),
    "crossed": (FILES / "crossed.yaml", 25),
    "swept": (FILES / "swept.yaml", 25),
}


@cache
def report_on(batch: str) -> Report:
    file, runs = BATCHES[batch]
    return build(sim.run(file, runs=runs))


@pytest.fixture(params=BATCHES)
def report(request: pytest.FixtureRequest) -> Report:
    return report_on(request.param)


class Page(HTMLParser):
    """What a browser would find: elements in order, their text, and what is left open."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def test_every_kind_of_batch_makes_a_whole_page(report: Report) -> None:
    page = Page(render(report, "html"))
    assert page.open == []
    assert page.all("html") == [{"lang": "en"}]
    assert len(page.all("h1")) == 1
    text = " ".join("".join(page.text).split())
    judged = f"{100 * sim.load_evidence().basis_shares()['judgement']:.0f}% judgement"
    for part in (report.question, report.answer.lead, judged, "effective past cases", "from an Iraqi outlet"):
        assert part in text


def test_it_asks_the_network_for_nothing(report: Report) -> None:
    html = render(report, "html")
    page = Page(html)
    assert not {"script", "link", "iframe", "img", "object", "base"} & {tag for tag, _ in page.elements}
    for _, attributes in page.elements:
        for name, value in attributes.items():
            assert not name.startswith("on")
            assert name not in ("src", "action")
            assert name != "href" or str(value).startswith(("#", "data:image/png;"))
    assert "@import" not in html
    assert not re.search(r"url\((?!#)", html)


def test_identifiers_are_unique_and_links_lead_somewhere(report: Report) -> None:
    page = Page(render(report, "html"))
    names = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(names) == len(set(names))
    links = {str(a["href"])[1:] for _, a in page.elements if str(a.get("href", "")).startswith("#")}
    used = set(re.findall(r"url\(#([^)]+)\)", render(report, "html")))
    assert links | used <= set(names)


def test_headings_leave_out_no_level(report: Report) -> None:
    levels = [int(tag[1]) for tag, _ in Page(render(report, "html")).elements if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_every_figure_and_table_can_be_read_aloud(report: Report) -> None:
    page = Page(render(report, "html"))
    figures = page.all("svg")
    assert all(svg["role"] == "img" and svg["aria-label"] for svg in figures)
    assert len(page.all("figcaption")) == len(page.all("figure")) == len(figures)
    assert len(page.all("caption")) == len(page.all("table"))
    assert all(cell.get("scope") in ("col", "row") for cell in page.all("th"))


def test_a_batch_of_everything_shows_every_figure_once() -> None:
    shown = [p.name for s in report_on("crossed").sections for p in s.pictures]
    assert len(shown) == len(set(shown))
    assert set(shown) <= set(FIGURES)
    assert {"trajectories", "outcome_shares", "paired_differences", "scenario_matrix"} <= set(shown)


def test_ink_on_paper_has_contrast_enough() -> None:
    style = re.search(r":root \{([^}]+)\}", render(report_on("one run"), "html"))
    assert style is not None
    colours = dict(re.findall(r"--(\w+): (#\w{6})", style[1]))
    for name in ("ink", "grey", "blue"):
        assert contrast(colours[name], "#ffffff") >= 7
        assert contrast(colours[name], colours["wash"]) >= 6.5


def contrast(one: str, other: str) -> float:
    """WCAG 2.2's ratio."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


# --- what has to be said ---------------------------------------------------------------------------


def test_the_page_says_how_to_make_it_again() -> None:
    report = report_on("paths")
    assert report.commands[0].endswith("--runs 40 --seed 2025 --out RESULTS")
    assert dict(report.record)["Seed"] == "2025"
    assert len(dict(report.record)["Batch"]) == 64


def test_every_article_is_named_with_its_stance() -> None:
    known = sim.load_evidence()
    page = " ".join(render(report_on("paths"), "md").split())
    for article in known.articles.values():
        assert article.outlet in page
        assert article.stance in page
    named = {voice.id for outlet in report_on("paths").outlets for voice in outlet.voices}
    assert set(known.strategies["loosen"].basis.facts) <= named


def test_what_the_model_fails_to_show_is_said_with_the_reason() -> None:
    report = report_on("paths")
    calibrated = load_calibration()
    assert len(report.failures) == calibrated.measured - calibrated.hold
    page = " ".join(render(report, "html").split())
    for expected, finding in report.failures:
        assert str(escape(expected)) in page
        assert " ".join(str(escape(finding)).split()) in page


def test_a_reading_is_named_with_its_voice() -> None:
    assert [said.partition(" (")[0] for said in report_on("lenses").evidence] == ["Malik", "Walshe"]
    assert report_on("paths").evidence == ()


def test_a_reading_used_years_later_is_called_extrapolation() -> None:
    for start, extrapolated in (("2026-01", False), ("2029-01", True)):
        entries = [{"name": "a", "specification": {"start": start, "lens": "malik"}}]
        assert ("extrapolation" in " ".join(evidence.lenses({"scenarios": entries}))) == extrapolated


def test_deaths_come_first_among_violence() -> None:
    section = next(s for s in report_on("paths").sections if s.id == "violence")
    assert section.tables[0].head[1] == "Iraqis killed"


def test_one_scenario_is_compared_with_nothing() -> None:
    section = next(s for s in report_on("one scenario").sections if s.id == "moved")
    assert section.sentences == ("There is one scenario, and so nothing to compare it with.",)


def test_one_run_claims_nothing() -> None:
    report = report_on("one run")
    assert report.answer.claims == ()
    section = next(s for s in report.sections if s.id == "moved")
    assert section.sentences[0].startswith("Too few runs to tell a change from chance")
    assert section.tables == ()


# --- text that would be more than text -------------------------------------------------------------

HOSTILE = '<script>alert("x")</script> & <b>bold</b> | [link](javascript:x) `code` *star*'


@pytest.fixture
def hostile(results_named: Callable[..., Results]) -> Report:
    return build(results_named(HOSTILE))


def test_hostile_text_is_text_in_a_page(hostile: Report) -> None:
    html = render(hostile, "html")
    page = Page(html)
    assert not page.all("script")
    assert not page.all("b")
    assert "<script" not in html
    assert "".join(page.text).count('<script>alert("x")</script>') >= 4  # heading, titles, command, footer


def test_hostile_text_is_text_in_markdown(hostile: Report) -> None:
    from markdown_it import MarkdownIt

    made = MarkdownIt("commonmark", {"html": True}).enable("table").render(render(hostile, "md"))
    page = Page(made)
    assert not {"script", "b", "a"} & {tag for tag, _ in page.elements}
    heading = made[: made.index("</h1>")]
    assert "<em>" not in heading
    assert "<code>" not in heading


def test_markdown_tables_hold_their_columns(report: Report) -> None:
    rows = [line for line in render(report, "md").splitlines() if line.startswith("|")]
    assert rows
    for before, after in itertools.pairwise(rows):
        if re.fullmatch(r"[|:-]+", after):
            assert before.count("|") == after.count("|")


def test_an_answer_of_another_report_is_not_mixed_in(hostile: Report) -> None:
    changed = replace(hostile, question="Q?", title="T")
    assert "<h1>Q?</h1>" in render(changed, "html")

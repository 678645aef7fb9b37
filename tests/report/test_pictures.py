"""Figures inside a page."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from matplotlib.figure import Figure

from simulation.report.pictures import inline_svg


def drawn(name: str, label: str = 'A <finding> & "more"') -> ElementTree.Element:
    figure = Figure(figsize=(4, 3))
    ax = figure.add_subplot()
    ax.plot([0, 1, 2], [0.123456, 1.2, 0.3], clip_on=True, marker="o")
    ax.set_title("Title")
    return ElementTree.fromstring(inline_svg(figure, name, label))


def test_it_has_a_text_alternative_and_scales() -> None:
    root = drawn("one")
    assert root.get("role") == "img"
    assert root.get("aria-label") == 'A <finding> & "more"'
    assert root.get("viewBox")
    assert root.get("height") is None


def test_its_names_are_its_own_and_all_there() -> None:
    texts = [ElementTree.tostring(drawn(name), encoding="unicode") for name in ("one", "two")]
    names = [set(re.findall(r'\bid="([^"]+)"', text)) for text in texts]
    assert all(names)
    assert not names[0] & names[1]
    for text, known in zip(texts, names, strict=True):
        used = set(re.findall(r'url\(#([^)]+)\)|href="#([^"]+)"', text))
        assert {a or b for a, b in used} <= known


def test_nothing_leaks_and_nothing_is_fetched() -> None:
    text = ElementTree.tostring(drawn("one"), encoding="unicode")
    assert "<style" not in text
    assert "metadata" not in text
    assert re.findall(r"https?://[^\"]+", text) == ["http://www.w3.org/2000/svg"]
    assert "DOCTYPE" not in text


def test_it_is_the_same_each_time() -> None:
    first, second = (ElementTree.tostring(drawn("one")) for _ in range(2))
    assert first == second


def test_coordinates_are_short() -> None:
    paths = [element.get("d", "") for element in drawn("one").iter()]
    assert not any(re.search(r"\.\d{3}", path) for path in paths)

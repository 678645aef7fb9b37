"""Figures as SVG that can stand inside a page: no names that clash, no styles that leak, no addresses."""

from __future__ import annotations

import io
import re
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Any, Final
from xml.etree import ElementTree

import matplotlib as mpl

from simulation.plots import FIGURES, NothingToDrawError, words_of
from simulation.report.content import Picture

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from simulation.outcomes import Results

_SVG: Final = "http://www.w3.org/2000/svg"
_LINK: Final = "{http://www.w3.org/1999/xlink}href"
_LEFT_OUT: Final = ("metadata", "style")
_COORDINATES: Final = ("d", "x", "y", "points")
_USE: Final = re.compile(r"(?<![^\s(])#([\w-]+)")  # '#name', 'url(#name)'
_LONG: Final = re.compile(r"(\.\d\d)\d+")  # a hundredth of a point is finer than any printer


def pictures(results: Results, names: Collection[str]) -> Iterator[Picture]:
    """The figures named that the results have data for, in the order of the gallery."""
    for name in FIGURES:
        if name in names and (found := picture(results, name)) is not None:
            yield found


def picture(results: Results, name: str, **options: Any) -> Picture | None:
    """One figure for a reader at a desk; None where the results have no data for it."""
    try:
        figure = FIGURES[name](results, style="expert", **options)
    except NothingToDrawError:
        return None
    said = words_of(figure)
    about = " ".join(part for part in (said.get("subtitle", ""), said.get("note", "")) if part)
    title, (width, height) = said.get("title", ""), figure.get_size_inches()
    return Picture(name, title, about, inline_svg(figure, name, title), bool(height > width))


def inline_svg(figure: Figure, name: str, label: str) -> str:
    """A figure as an <svg> element with a text alternative; `name` sets its identifiers apart."""
    written = io.BytesIO()
    with mpl.rc_context({"svg.hashsalt": "crossroads", "svg.fonttype": "path"}):
        figure.savefig(written, format="svg", metadata={"Date": None})
    root = ElementTree.fromstring(written.getvalue())  # our own drawing, not a stranger's file
    _prune(root)
    used = set(_USE.findall(" ".join(value for each in root.iter() for value in each.attrib.values())))
    for element in root.iter():
        _tidy(element, f"{name}-", used)
    size = {"width": "100%", "stroke-linejoin": "round", "stroke-linecap": "butt"}
    root.attrib.update({**size, "role": "img", "aria-label": label})
    root.attrib.pop("height", None)
    ElementTree.register_namespace("", _SVG)
    return ElementTree.tostring(root, encoding="unicode")


def _prune(element: ElementTree.Element) -> None:
    for child in list(element):
        if child.tag.rpartition("}")[2] in _LEFT_OUT:
            element.remove(child)
        else:
            _prune(child)


def _tidy(element: ElementTree.Element, prefix: str, used: Collection[str]) -> None:
    """Identifiers in use with the figure's name before them, links without a namespace, short coordinates."""
    if element.get("id") not in used:
        element.attrib.pop("id", None)
    link = element.attrib.pop(_LINK, None)
    if link is not None:
        element.set("href", link)
    for key, value in element.attrib.items():
        if key == "id":
            element.set(key, prefix + value)
        elif value.startswith("#") and key == "href":
            element.set(key, f"#{prefix}{value[1:]}")
        elif "url(#" in value:
            element.set(key, value.replace("url(#", f"url(#{prefix}"))
        elif key in _COORDINATES:
            element.set(key, _LONG.sub(r"\1", value))

"""The tables of ``docs/odd.md`` that the seeds write: mechanisms and parameters.

``make docs`` puts them into the page between its markers; a test holds page and seeds together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from simulation.evidence import load_evidence

if TYPE_CHECKING:
    from simulation.evidence import Evidence, Parameter

__all__ = ["refreshed", "tables"]

_MARKED: Final = re.compile(r"(<!-- table: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def tables(evidence: Evidence | None = None) -> Mapping[str, str]:
    """The Markdown of every table by name: mechanisms, parameters."""
    known = load_evidence() if evidence is None else evidence
    return {"mechanisms": "\n".join(_mechanisms(known)), "parameters": "\n".join(_parameters(known))}


def refreshed(page: str) -> str:
    """A page with each marked table as the seeds have it now. Raises KeyError for an unknown table."""
    written = tables()
    return _MARKED.sub(lambda found: f"{found[1]}\n{written[found[2]]}\n\n{found[3]}", page)


def _mechanisms(evidence: Evidence) -> Iterator[str]:
    """One line a mechanism, in the order of the design's rows."""
    held: dict[str, list[str]] = {}
    for name, parameter in evidence.parameters.items():
        held.setdefault(parameter.mechanism, []).append(f"`{name}`")
    yield "| row | mechanism | switch | equation | parameters | facts and papers | indicators | tests |"
    yield "|---|---|---|---|---|---|---|---|"
    for name, each in sorted(evidence.mechanisms.items(), key=lambda item: (min(item[1].row), item[0])):
        cells = (
            ", ".join(str(row) for row in each.row),
            f"{each.title} (`{name}`)",
            "yes" if each.switch else "no",
            each.equation,
            ", ".join(held.get(name, ["none"])),
            ", ".join((*each.facts, *each.papers)) or "none",
            ", ".join(f"`{shown}`" for shown in each.shows),
            ", ".join(f"`{test}`" for test in each.tests),
        )
        yield "| " + " | ".join(_cell(cell) for cell in cells) + " |"


def _parameters(evidence: Evidence) -> Iterator[str]:
    """One line a parameter, by mechanism."""
    yield "| parameter | meaning | unit | prior | range | basis | mechanism |"
    yield "|---|---|---|---|---|---|---|"
    for name, each in sorted(evidence.parameters.items(), key=lambda item: (item[1].mechanism, item[0])):
        low, high = each.range
        cells = (
            f"`{name}`",
            each.meaning,
            each.unit,
            _prior(each),
            f"{low:g} to {high:g}",
            each.basis.kind,
            f"`{each.mechanism}`",
        )
        yield "| " + " | ".join(_cell(cell) for cell in cells) + " |"


def _prior(parameter: Parameter) -> str:
    import numpy as np

    low, middle, high = parameter.prior.ppf(np.array([0.05, 0.5, 0.95]))
    return f"{middle:.3g}" if low == high else f"{middle:.3g} ({low:.3g} to {high:.3g})"


def _cell(text: str) -> str:
    """Text that does not end a cell."""
    return " ".join(text.split()).replace("|", "\\|")


def main(page: Path) -> None:
    """Write the tables into a page."""
    page.write_text(refreshed(page.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main(Path("docs/odd.md"))

"""``docs/patterns.md``: every pattern with its figure, under every view, and which mechanisms it needs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from simulation.analysis.patterns.bands import load_bands

if TYPE_CHECKING:
    from simulation.analysis.sensitivity.spread import Shares

__all__ = ["VIEW_RUNS", "flips", "page"]

Figures = Mapping[str, float]
VIEW_RUNS: Final = 400
"""Runs under each view: a table of many is minutes of work."""
_MOVED: Final = 0.02  # a figure that an ablation moves by less is not mentioned


def page(
    plain: Figures,
    by_view: Mapping[str, Mapping[str, Figures]],
    spreads: Mapping[str, Sequence[Shares]],
    runs: int,
) -> str:
    """The whole page as Markdown, from measured figures."""
    kinds = [kind for kind in ("lens", "theory") if kind in by_view]
    return "\n".join(
        [
            *_head(plain, runs),
            *_figures(plain),
            *(line for kind in kinds for line in _views(kind, by_view[kind])),
            *(_needed(by_view["mechanism"]) if "mechanism" in by_view else ()),
            *(line for title, shares in spreads.items() for line in _spread(title, shares)),
            "",
        ]
    )


def flips(plain: Figures, off: Figures) -> list[str]:
    """The patterns whose verdict an ablation turns, with the figures."""
    bands = load_bands()
    turned = []
    for name, band in bands.items():
        before, after = band.holds(plain[name]), band.holds(off[name])
        if before != after:
            turned.append(f"{name} {'fails' if before else 'holds'} ({plain[name]:.2f} to {off[name]:.2f})")
    return turned


def _head(plain: Figures, runs: int) -> Iterator[str]:
    bands = load_bands()
    held = sum(band.holds(plain[name]) for name, band in bands.items())
    yield "# Patterns"
    yield ""
    yield (
        f"Written by `make patterns`, {runs:,} runs, pooled lens. Bands stand in `seeds/patterns.yaml`\n"
        "and were written down before the model was run against them; none was moved.\n"
        f"**{held} of {len(bands)} figures lie in their bands.**\n"
        "Those that do not are strict expected failures of the tests, with their diagnosis. Patterns marked\n"
        "*calibrates* may narrow a prior; where one did, the parameter's reasoning says so."
    )
    yield ""


def _figures(plain: Figures) -> Iterator[str]:
    yield "| | pattern | from | band | measured | | use |"
    yield "|---|---|---|---|---|---|---|"
    bands = load_bands()
    for name, band in bands.items():
        verdict = "holds" if band.holds(plain[name]) else "**fails**"
        row = (name, band.statement, band.start, str(band), f"{plain[name]:.2f}", verdict, band.use)
        yield "| " + " | ".join(row) + " |"
    yield ""
    yield "## What fails, and why"
    yield ""
    for name, band in bands.items():
        if not band.holds(plain[name]):
            yield f"- **{name}** ({plain[name]:.3f}; band {band}). {band.finding}"
    yield ""


def _views(kind: str, views: Mapping[str, Figures]) -> Iterator[str]:
    """A table of patterns by lens or theory: the figure, in bold where it leaves the band."""
    yield f"## Under each {'analyst' if kind == 'lens' else 'theory of the prime minister'}"
    yield ""
    yield f"Figures out of their band are bold; {VIEW_RUNS} runs each."
    yield ""
    yield "| | " + " | ".join(views) + " |"
    yield "|---" * (len(views) + 1) + "|"
    for name, band in load_bands().items():
        cells = [
            f"{figures[name]:.2f}" if band.holds(figures[name]) else f"**{figures[name]:.2f}**"
            for figures in views.values()
        ]
        yield f"| {name} | " + " | ".join(cells) + " |"
    held = [sum(band.holds(f[name]) for name, band in load_bands().items()) for f in views.values()]
    yield "| in band | " + " | ".join(str(number) for number in held) + " |"
    yield ""


def _needed(views: Mapping[str, Figures]) -> Iterator[str]:
    """Which verdicts turn when a mechanism is switched off, and the figure that it moves most."""
    (_, plain), *ablated = views.items()
    yield "## Which mechanism each pattern needs"
    yield ""
    yield f"Verdicts that turn when it is switched off, and the figure that it moves most; {VIEW_RUNS} runs."
    yield ""
    yield "| mechanism | verdicts that turn | moves most |"
    yield "|---|---|---|"
    unnoticed = []
    for mechanism, off in ablated:
        moved = {
            name: abs(off[name] - plain[name]) for name in plain if abs(off[name]) < 1e9 > abs(plain[name])
        }
        most = max(moved, key=moved.__getitem__)
        if moved[most] < _MOVED and not flips(plain, off):
            unnoticed.append(f"`{mechanism}`")
            continue
        turned = "; ".join(flips(plain, off)) or "-"
        yield f"| `{mechanism}` | {turned} | {most}: {plain[most]:.2f} to {off[most]:.2f} |"
    yield ""
    yield (
        "No pattern notices "
        + (", ".join(unnoticed) or "the lack of none")
        + ": each moves a monthly indicator "
        "(`tests/model/test_mechanisms.py`), and none of the figures above by 0.02."
    )
    yield ""


def _spread(title: str, shares: Sequence[Shares]) -> Iterator[str]:
    yield f"## {title}"
    yield ""
    parts = list(shares[0].parts)
    yield "| outcome | " + " | ".join(parts) + " |"
    yield "|---" * (len(parts) + 1) + "|"
    for each in shares:
        cells = [
            f"{each.parts[part]:.2f}" + (f" ± {each.errors[part]:.2f}" if part in each.errors else "")
            for part in parts
        ]
        yield f"| {each.outcome} | " + " | ".join(cells) + " |"
    yield ""

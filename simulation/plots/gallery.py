"""The gallery in the documents: every figure in both styles, from runs made for it.

    python -m simulation.plots.gallery            # or: make gallery

writes docs/gallery.md and docs/gallery/*.png, the same bytes each time.
"""

from __future__ import annotations

import argparse
import io
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from matplotlib.figure import Figure
from PIL import Image

from simulation.plots import FIGURES, words_of
from simulation.plots.data import ResultsLike
from simulation.plots.style import LOOKS

RUNS: Final = 1000
MOST_BYTES: Final = 3_000_000  # of all pictures
_DPI: Final = 80
_COLOURS: Final = 160  # of a picture's palette: the house has few, the rest smooths edges


@dataclass(frozen=True, slots=True)
class Entry:
    """One figure of the gallery: the question it answers, the scenario file, and its options.

    asked: the command of an analysis with simulations of its own, which keeps what the figure draws.
    """

    figure: str
    question: str
    file: str = "iran_paths"
    options: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    asked: str = ""

    @property
    def command(self) -> str:
        """How to draw it from a results folder."""
        options = {"figure": self.figure, **self.options}
        said = [f"--{name} {shlex.quote(str(value))}" for name, value in options.items()]
        return " ".join(["crossroads plot", f"results/{self.file}", *said])


ENTRIES: Final = (
    Entry("outcome_shares", "How often does each ending happen?"),
    Entry("pmf_fates", "What becomes of the Popular Mobilization Forces?"),
    Entry("index_distribution", "How is the axis index spread over runs?"),
    Entry("trajectories", "How does the axis index get there?"),
    Entry("paired_differences", "What changes against the baseline, run by run?"),
    Entry("flip_table", "Which runs end otherwise, and how?"),
    Entry("twin_histories", "Where do two histories of one run part?"),
    Entry("violence", "How many Iraqis are killed, how many attacks, strikes and sieges?"),
    Entry("violence_calendar", "When does violence come?"),
    Entry("seats", "How many seats has each list?"),
    Entry("parliament", "What does one whole parliament look like?"),
    Entry("governorate_map", "Which list leads where?"),
    Entry("in_government", "Which lists govern?"),
    Entry("premiers", "What kind of prime minister?"),
    Entry("blocking", "Who can block, and whose seats decide?"),
    Entry("months_to_form", "How long does a government take?"),
    Entry("scenario_matrix", "Which of two factors decides more?", "paths_by_outcomes"),
    Entry("drivers", "Which beliefs move the outcome?"),
    Entry("discovery", "With which beliefs and early events does it happen?"),
    Entry("signposts", "Which early events are signs of where it ends?"),
    Entry(
        "forecast",
        "What does the model say to dated questions?",
        "forecasts",
        asked="forecast forecasts --scenario from_july --questions election_2025 --runs {runs} "
        "--out {results}/capsule.json --results {results}",
    ),
    Entry(
        "requirements",
        "What would have to be true for Iraq to be leaving the axis?",
        asked="require iran_paths --outcome axis_verdict=leaving --out {results}",
    ),
    Entry("robustness", "Which option would be regretted least?", "us_options"),
    Entry("lens_comparison", "How far does it depend on whose reading is right?", "lenses"),
    Entry(
        "conditional",
        "What would one expect on learning something?",
        options=MappingProxyType({"given": "strikes_in_iraq > 4"}),
    ),
    Entry(
        "sensitivity",
        "Which parameters, mechanisms and kinds of evidence does an outcome depend on?",
        asked="sensitivity iran_paths --out {results} --trajectories 4 --points 64 --runs 20 --group-runs 10",
    ),
    Entry(
        "matching",
        "What do past patterns leave of the priors?",
        asked="calibrate --jobs 2 --screened 1000 --points 60 --runs 60 --out {results}",
    ),
)

_INTRODUCTION: Final = """# Gallery

Every figure, for an audience before a projector (first) and for an expert at a desk (second), from real
runs of the scenario files named. Made by `make gallery`. Titles are computed from the runs, and none
claims a difference that could be chance. [Tone](tone.md) says how we write and colour;
`simulation.plots.check` holds what a reader must be able to see.
"""


def figures_of(entry: Entry, results: ResultsLike) -> dict[str, Figure]:
    """An entry's figure in every style."""
    return {style: FIGURES[entry.figure](results, style=style, **entry.options) for style in LOOKS}


def write_gallery(
    place: Path, results: Mapping[str, ResultsLike], entries: Sequence[Entry] = ENTRIES
) -> list[Path]:
    """Write gallery.md and its pictures into `place`; `results` are by scenario file. Returns the pictures.

    Pictures of entries that are gone are removed.
    """
    folder = place / "gallery"
    folder.mkdir(parents=True, exist_ok=True)
    sections, written = [], []
    for entry in entries:
        drawn = figures_of(entry, results[entry.file])
        for style, figure in drawn.items():
            path = folder / f"{entry.figure}.{style}.png"
            path.write_bytes(_picture(figure))
            written.append(path)
        sections.append(_section(entry, drawn))
    for path in set(folder.glob("*.png")) - set(written):
        path.unlink()
    (place / "gallery.md").write_text("\n".join([_INTRODUCTION, *sections]), encoding="utf-8")
    return written


def _picture(figure: Figure) -> bytes:
    """A small PNG: few colours, which the house style has anyway."""
    raw, small = io.BytesIO(), io.BytesIO()
    figure.savefig(raw, dpi=_DPI, metadata={"Software": None})
    picture = Image.open(raw).convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE)
    picture.save(small, "PNG", optimize=True)
    return small.getvalue()


def _section(entry: Entry, drawn: Mapping[str, Figure]) -> str:
    pictures = [
        f"![{_described(figure)}](gallery/{entry.figure}.{style}.png)" for style, figure in drawn.items()
    ]
    return "\n\n".join([f"## {entry.question}", *pictures, f"`{entry.command}`", ""])


def _described(figure: Figure) -> str:
    words = words_of(figure)
    said = f"{words['title']}. {words.get('subtitle', '')}"
    return re.sub(r"([\\\[\]*_`<])", r"\\\1", said)


def files_of(entries: Iterable[Entry]) -> Iterator[str]:
    """The scenario files that entries need, each once."""
    yield from dict.fromkeys(entry.file for entry in entries)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the scenario files and write the gallery."""
    from simulation.outcomes import run

    parser = argparse.ArgumentParser(description="Write the gallery of figures.")
    parser.add_argument("--out", type=Path, default=Path("docs"), help="where gallery.md goes")
    parser.add_argument("--runs", type=int, default=RUNS, help="runs per scenario")
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        places = {file: Path(folder) / file for file in files_of(ENTRIES)}
        results = {file: run(file, runs=asked.runs, out=place) for file, place in places.items()}
        for entry in ENTRIES:
            ask(entry, places[entry.file], asked.runs)
        write_gallery(asked.out, results)


def ask(entry: Entry, results: Path, runs: int) -> None:
    """Run the command whose record an entry's figure draws, where it has one, as a user would."""
    if entry.asked:
        said = entry.asked.format(results=results, runs=runs)
        subprocess.run([sys.executable, "-m", "simulation.cli", *shlex.split(said)], check=True)


if __name__ == "__main__":
    main()

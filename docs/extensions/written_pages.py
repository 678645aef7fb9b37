"""The Sphinx extension that writes the pages of evidence and commands before each build.

The pages stand in docs/evidence/ and docs/reference/commands.md, and are not kept in git.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

from evidence_pages import pages

from simulation.evidence import load_evidence

_COMMANDS = [sys.executable, "-m", "typer", "simulation.cli.app", "utils", "docs", "--name", "crossroads"]


def write(folder: Path) -> list[Path]:
    """Write every page below `folder`, leaving those alone that have not changed. Returns their paths."""
    found = {f"evidence/{name}": text for name, text in pages(load_evidence()).items()}
    found["reference/commands.md"] = commands()
    written = []
    for name, text in found.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
        written.append(path)
    for gone in {*(folder / "evidence").rglob("*.md")} - {*written}:
        gone.unlink()
    return written


def commands() -> str:
    """Every command with its arguments and options, as Typer describes them."""
    done = subprocess.run(_COMMANDS, capture_output=True, text=True, check=True)
    _, _, body = done.stdout.partition("\n")
    return f"# Commands\n{body}"


def setup(app: Any) -> dict[str, bool]:
    """Sphinx calls this."""
    app.connect("builder-inited", lambda started: write(Path(started.srcdir)))
    return {"parallel_read_safe": True, "parallel_write_safe": True}

"""One future of the model in Mesa's own page, for students: `python -m simulation.workshop.student`.

It needs the extra `student`, whose versions are pinned to those that work together. Everything that Solara
would send is off, and everything that the page loads comes from this machine.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Mapping
from typing import Final

from simulation.errors import InputError

__all__ = ["SETTINGS", "SHOWN", "main"]

SETTINGS: Final[Mapping[str, str]] = {
    "SOLARA_TELEMETRY_MIXPANEL_ENABLE": "False",  # on by default
    "SOLARA_ASSETS_PROXY": "True",  # the server hands out what the package solara-assets holds
    "SOLARA_ASSETS_CDN": "http://127.0.0.1:9/",  # and fetches nothing else: no one answers there
    "SOLARA_ASSETS_FONTAWESOME_ENABLED": "False",
}
"""What Solara reads when it is imported."""
SHOWN: Final = ("axis_index", "iran_leverage", "iraqi_deaths")
"""Indicators that the page draws, each in a chart of its own."""
_PAGE: Final = "simulation.workshop.student_page"


def main(port: int = 8765) -> None:
    """Serve the page on this machine until interrupted. Raises InputError where the extra is missing."""
    os.environ.update(SETTINGS)
    try:
        run = importlib.import_module("solara.__main__").cli
        importlib.import_module("mesa.visualization")
    except ModuleNotFoundError as error:
        raise InputError(f"the page needs {error.name}: pip install 'crossroads[student]'") from None
    here = ["--host", "127.0.0.1", "--port", str(port)]
    run(args=["run", _PAGE, *here, "--production", "--no-open", "--no-check-version"])


if __name__ == "__main__":
    try:
        main()
    except InputError as refused:
        sys.exit(str(refused))

"""Pictures of the page's main states for docs/workshop.md: `python -m benchmarks.screenshots`."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from tests.browsing import CHROMIUM, Server, begin, press

FOLDER = Path(__file__).parents[1] / "docs" / "images"


def take(page: Any, name: str) -> None:
    """Save what a page shows."""
    page.wait_for_timeout(400)
    page.screenshot(path=FOLDER / f"workshop_{name}.png")


def states(page: Any, projector: Any, server: Server) -> None:
    """Go through a short session and take its main states."""
    begin(page, server)
    take(page, "baseline")
    press(page, "#lever-iran_path-increase")
    take(page, "assume")
    projector.goto(f"{page.url}?view=projector")
    projector.wait_for_selector(".projector svg")
    take(projector, "projector")
    projector.keyboard.press("c")
    take(projector, "test_card")
    page.click("#panel-suppose")
    page.select_option("#learn", "act event.protest_wave")
    page.click("#do-suppose")
    page.wait_for_selector("#learnt")
    take(page, "suppose")
    page.click("#panel-guess")
    page.check("#first")
    page.click("#lever-us_pressure-maximum_pressure")
    page.wait_for_selector(".cover")
    take(page, "guess")
    page.click("#card-iran_path")
    page.wait_for_selector("#dialog")
    take(page, "card")


def main() -> None:
    """Start a server of its own, take the pictures, stop it."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as engine:
        server = Server(Path(folder))
        server.start()
        browser = engine.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        try:
            page = browser.new_page(viewport={"width": 1280, "height": 720})
            projector = browser.new_page(viewport={"width": 1920, "height": 1080})
            states(page, projector, server)
        finally:
            browser.close()
            server.kill()


if __name__ == "__main__":
    main()

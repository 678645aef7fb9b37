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


def desk(page: Any, server: Server) -> None:
    """A short session at the facilitator's desk."""
    page.goto(server.url)
    page.wait_for_selector("#new")
    take(page, "trust")
    begin(page, server)
    press(page, "#lever-us_presence-abrupt")
    take(page, "assume")
    page.locator("svg.picks circle[data-run] >> nth=40").dispatch_event("click")
    page.wait_for_selector("#twin-parts")
    take(page, "twins")
    page.click("#panel-suppose")
    page.select_option("#learn", "outcome pmf_fate integrated_in_name")
    page.click("#do-suppose")
    page.wait_for_selector("#learnt")
    take(page, "suppose")
    page.click("#learn_nothing")
    page.click("#card-iran_path")
    page.wait_for_selector("#dialog")
    take(page, "card")
    page.keyboard.press("Escape")
    page.click("#panel-tree")
    take(page, "tree")


def slides(page: Any, projector: Any) -> None:
    """What the room sees of it."""
    projector.goto(f"{page.url}?view=projector")
    projector.wait_for_selector(".projector svg")
    take(projector, "projector")
    for _ in range(4):
        projector.keyboard.press("l")
        projector.wait_for_timeout(300)
    take(projector, "spotlight")
    projector.keyboard.press("c")
    take(projector, "test_card")
    projector.keyboard.press("d")
    take(projector, "test_card_dark")
    projector.keyboard.press("d")
    projector.keyboard.press("c")


def guessing(page: Any, projector: Any) -> None:
    """Covered, then revealed."""
    page.click("#panel-guess")
    page.check("#first")
    page.click("#lever-us_pressure-maximum_pressure")
    page.wait_for_selector(".cover")
    take(page, "guess")
    take(projector, "guess_projector")
    page.fill("#value", "35")
    page.click("#guess")
    page.click("#lock:not([disabled])")
    page.click("#reveal")
    page.wait_for_selector("#sentence[data-runs='1000']")
    take(page, "revealed")


def main() -> None:
    """Start a server of its own, take the pictures, stop it."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as engine:
        server = Server(Path(folder))
        server.start()
        browser = engine.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        try:
            context = browser.new_context(viewport={"width": 1280, "height": 720})
            page, projector = context.new_page(), context.new_page()
            projector.set_viewport_size({"width": 1920, "height": 1080})
            desk(page, server)
            slides(page, projector)
            guessing(page, projector)
        finally:
            browser.close()
            server.kill()


if __name__ == "__main__":
    main()

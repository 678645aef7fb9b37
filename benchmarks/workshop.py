"""How long a room waits, in a real headless Chromium on this machine: `python -m benchmarks.workshop`.

Each wait is measured inside the browser, from the press to the moment the new picture has been drawn.
The machine's load is printed beside the figures, since other work on it stretches them.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from tests.browsing import CHROMIUM, Server, begin, final

LEVERS = ("iran_path", "us_pressure", "us_presence", "israel", "najaf")
WAIT = """([press, runs]) => new Promise(done => {
  const said = () => document.getElementById('sentence');
  const before = said().dataset.digest, start = performance.now();
  const seen = new MutationObserver(() => {
    const now = said();
    if (now && now.dataset.digest && now.dataset.digest !== before && +now.dataset.runs >= runs) {
      seen.disconnect();
      requestAnimationFrame(() => done(performance.now() - start));
    }
  });
  seen.observe(document.body, {childList: true, subtree: true});
  document.querySelector(press).click();
})"""
APPEARS = """([press, wanted]) => new Promise(done => {
  const start = performance.now();
  const seen = new MutationObserver(() => {
    if (!document.querySelector(wanted)) return;
    seen.disconnect();
    requestAnimationFrame(() => done(performance.now() - start));
  });
  seen.observe(document.body, {childList: true, subtree: true});
  document.querySelector(press).click();
})"""


def moves(page: Any, most: int) -> list[str]:
    """Single moves that nobody has made yet, one lever after another."""
    return [
        f"#{each}"
        for lever in LEVERS
        for each in page.eval_on_selector_all(
            f"button[data-lever={lever}].position[aria-pressed=false]", "all => all.map(each => each.id)"
        )
    ][:most]


def measure(page: Any, most: int) -> dict[str, list[float]]:
    """Milliseconds by kind of wait."""
    found: dict[str, list[float]] = {"first picture": [], "all runs": [], "undo": [], "redo": []}
    for move in moves(page, most):
        start = time.perf_counter()
        found["first picture"].append(page.evaluate(WAIT, [move, 250]))
        final(page)
        found["all runs"].append(1000 * (time.perf_counter() - start))
        found["undo"].append(page.evaluate(WAIT, ["#undo", 250]))
        found["redo"].append(page.evaluate(WAIT, ["#redo", 250]))
        found.setdefault("replay", []).append(page.evaluate(APPEARS, ["#replay", ".replay"]))
        found["undo"].append(page.evaluate(WAIT, ["#undo", 250]))
    page.click("#panel-suppose")
    page.select_option("#learn", "outcome axis_verdict hedging")
    found["suppose"] = [page.evaluate(APPEARS, ["#do-suppose", "#learnt"])]
    return found


def main() -> None:
    """Start a server, press levers, print the waits."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--moves", type=int, default=12)
    most = asked.parse_args().moves
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as engine:
        server = Server(Path(folder))
        start = time.perf_counter()
        server.start()
        browser = engine.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        try:
            page = browser.new_page(viewport={"width": 1280, "height": 720})
            server.get("/").read()
            print(f"start to usable page: {time.perf_counter() - start:.1f} s")
            begin(page, server)
            for name, waits in measure(page, most).items():
                ordered = sorted(waits)
                late = ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
                middle = statistics.median(waits)
                print(f"{name:14} median {middle:6.0f} ms, 95th percentile {late:6.0f} ms, n {len(waits)}")
            print(f"load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
        finally:
            browser.close()
            server.kill()


if __name__ == "__main__":
    main()

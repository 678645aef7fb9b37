"""How long a room waits, in a real headless Chromium on this machine: `python -m benchmarks.workshop`.

Each wait is measured inside the browser, from the press to the moment the new picture has been drawn. Moves
that count are events dropped on months, which nothing has played before; levers are told apart, since idle
processes may have played them. The machine's load is printed beside the figures: other work stretches them.
It ends in under three minutes, with fewer waits where the machine is slow; whatever breaks raises.
"""

from __future__ import annotations

import argparse
import math
import os
import signal
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path
from types import FrameType
from typing import Any

from playwright.sync_api import sync_playwright

from tests.browsing import CHROMIUM, Server

FIRST = 250  # pairs of futures in a first honest picture
ALL = 1000
MOST = 20_000  # milliseconds after which a wait counts as broken
ENOUGH = 110.0  # seconds after which no other wait begins
LONGEST = 170  # seconds after which everything is broken off
LEVERS = ("iran_path", "us_pressure", "us_presence", "israel", "najaf")
# Wait, in milliseconds: (what, median at most, 95th percentile at most).
LIMITS = {
    "first picture, never played": (1000, 1500),
    "all 1,000, never played": (3000, 3000),
    "first picture, behind another": (1000, 1500),
    "first picture, a lever": (1000, 1500),
    "undo": (100, 100),
    "redo": (100, 100),
    "replay": (100, 100),
    "suppose": (100, 100),
    "start to usable page": (5000, 5000),
    "start to first picture": (math.inf, math.inf),
}
WATCH = """
window.watched = (press, held, most) => new Promise((done, fail) => {
  const start = performance.now(), found = {};
  const late = setTimeout(() => fail(new Error('nothing after ' + most + ' ms: ' + press)), most);
  const seen = new MutationObserver(look);
  function look() {
    for (const [name, holds] of Object.entries(held))
      if (!(name in found) && holds()) {
        found[name] = 0;
        requestAnimationFrame(() => {
          found[name] = performance.now() - start;
          if (Object.keys(held).every(each => found[each] > 0)) {
            clearTimeout(late); seen.disconnect(); done(found);
          }
        });
      }
  }
  seen.observe(document.body, {childList: true, subtree: true});
  document.querySelector(press).click();
});
window.said = () => document.getElementById('sentence').dataset;
"""
# A picture with some runs is on the table and marked provisional if it is; another digest than before.
PICTURE = """([press, runs, most]) => {
  const before = said().digest, held = {};
  for (const each of runs) held[each] = () => {
    const now = said(), tag = document.querySelector('#sentence .tag');
    if (!now.digest || now.digest === before || +now.runs < each) return false;
    if (+now.runs < 1000 && !tag) throw new Error('a provisional picture is not marked');
    return true;
  };
  return watched(press, held, most);
}"""
APPEARS = """([press, wanted, most]) =>
  watched(press, {seen: () => !!document.querySelector(wanted)}, most)"""
GONE = """([press, wanted, most]) =>
  watched(press, {gone: () => !document.querySelector(wanted)}, most)"""

Waits = dict[str, list[float]]


class Visit:
    """A page at work, and the waits so far."""

    def __init__(self, page: Any, began: float) -> None:
        self.page = page
        self.began = began
        self.waits: Waits = {name: [] for name in LIMITS}

    def going(self, part: float) -> bool:
        """Is there time for another wait of a part that may end at this share of the whole?"""
        return time.monotonic() - self.began < part * ENOUGH

    def picture(self, press: str, *runs: int) -> list[float]:
        """Press, and how long it takes until a picture of so many runs."""
        found = self.page.evaluate(PICTURE, [press, list(runs), MOST])
        return [found[str(each)] for each in runs]

    def note(self, name: str, wait: float) -> None:
        """Keep a wait."""
        self.waits[name].append(wait)


def start(server: Server, page: Any) -> Visit:
    """Start the server and begin a session; the page can be used when its levers stand."""
    began = time.monotonic()
    server.start()
    page.goto(server.url)
    page.click("#new")
    page.wait_for_selector("button.position")
    usable = 1000 * (time.monotonic() - began)
    page.wait_for_selector("#sentence[data-runs]")
    visit = Visit(page, began)
    visit.note("start to usable page", usable)
    visit.note("start to first picture", 1000 * (time.monotonic() - began))
    page.wait_for_selector("#sentence[data-runs='1000']")
    return visit


def drops(page: Any) -> Iterator[str]:
    """Months on which an event is about to be dropped, each with another event chosen before."""
    events = page.eval_on_selector_all("#event option", "all => all.map(each => each.value).filter(x => x)")
    months = page.eval_on_selector_all("button.month", "all => all.map(each => each.id)")
    for at, event in enumerate(events):
        page.select_option("#event", event)
        yield f"#{months[(5 * at + 2) % len(months)]}"


def never_played(visit: Visit, dropped: Iterator[str], most: int) -> None:
    """Events that nothing has played: first picture, all runs, then undo and redo from memory."""
    for press in islice(dropped, most):
        if not visit.going(0.55):
            return
        first, whole = visit.picture(press, FIRST, ALL)
        visit.note("first picture, never played", first)
        visit.note("all 1,000, never played", whole)
        for name in ("undo", "redo"):
            visit.note(name, visit.picture(f"#{name}", ALL)[0])
        seen = visit.page.evaluate(APPEARS, ["#replay", ".replay", MOST])
        visit.note("replay", seen["seen"])
        visit.picture("#undo", ALL)


def behind_another(visit: Visit, dropped: Iterator[str], most: int) -> None:
    """A move that is made while the one before it is still being completed."""
    for _ in range(most):
        presses = list(islice(dropped, 1))
        if not presses or not visit.going(0.75):
            return
        visit.picture(presses[0], FIRST)
        visit.page.wait_for_timeout(100)
        for press in islice(dropped, 1):
            visit.note("first picture, behind another", visit.picture(press, FIRST)[0])
        visit.page.wait_for_selector("#sentence[data-runs='1000']")


def levers(visit: Visit, most: int) -> None:
    """Levers, as a room presses them; some of their first looks were played in idle time."""
    presses = [
        f"#{each}"
        for lever in LEVERS
        for each in visit.page.eval_on_selector_all(
            f"button[data-lever={lever}].position[aria-pressed=false]", "all => all.map(each => each.id)"
        )
    ]
    for press in presses[:most]:
        if not visit.going(0.95):
            return
        visit.note("first picture, a lever", visit.picture(press, FIRST)[0])
        visit.picture("#undo", FIRST)


def supposing(visit: Visit, most: int) -> None:
    """Filters over runs that are there."""
    visit.page.click("#panel-suppose")
    visit.page.wait_for_selector("#learn")
    offered = visit.page.eval_on_selector_all(
        "#learn option", "all => all.map(each => each.value).filter(x => !x.startsWith('quantity'))"
    )
    for each in offered[:: max(1, len(offered) // most)][:most]:
        visit.page.select_option("#learn", each)
        seen = visit.page.evaluate(APPEARS, ["#do-suppose", "#learnt", MOST])
        visit.note("suppose", seen["seen"])
        visit.page.evaluate(GONE, ["#learn_nothing", "#learnt", MOST])


def processor(leader: int) -> dict[str, float]:
    """Seconds of processor time of the server and of all its processes that live, from /proc."""
    used = {"server": 0.0, "workers": 0.0}
    ticks = os.sysconf("SC_CLK_TCK")
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            number, rest = stat.read_text().split(" ", 1)
            fields = rest.rsplit(")", 1)[1].split()
            if int(fields[3]) == leader:  # of one session: the server was started with one of its own
                used["server" if int(number) == leader else "workers"] += sum(map(int, fields[11:13])) / ticks
    return used


def late(waits: list[float]) -> float:
    """The 95th percentile, as the wait that no more than one in twenty exceeds."""
    return sorted(waits)[math.ceil(0.95 * len(waits)) - 1]


def report(waits: Waits) -> bool:
    """Print every figure beside its limit; is all that was measured within?"""
    within = True
    for name, (middle, end) in LIMITS.items():
        found = waits[name]
        if not found:
            print(f"{name:30} NOT MEASURED: the machine was too slow")
            within = False
            continue
        kept = statistics.median(found) <= middle and late(found) <= end
        within &= kept
        limit = "" if middle == math.inf else f"  limit {middle:.0f} / {end:.0f}{'' if kept else '  OVER'}"
        print(
            f"{name:30} median {statistics.median(found):6.0f} ms, 95th percentile {late(found):6.0f} ms, "
            f"n {len(found):2}{limit}"
        )
    return within


def load() -> str:
    """The machine's load over the last minute."""
    return f"{os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"


def too_long(_: int, __: FrameType | None) -> None:
    """Nothing of this may take three minutes."""
    raise TimeoutError(f"broken off after {LONGEST} s")


def main() -> None:
    """Start a server, press what a room presses, print the waits."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--moves", type=int, default=12)
    asked.add_argument("--hold", action="store_true", help="exit code 1 where a figure is over its limit")
    options = asked.parse_args()
    signal.signal(signal.SIGALRM, too_long)
    signal.alarm(LONGEST)
    before = load()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as engine:
        server = Server(Path(folder))
        browser = engine.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        faults: list[str] = []
        try:
            page = browser.new_page(viewport={"width": 1280, "height": 720})
            page.set_default_timeout(60_000)
            page.on("pageerror", lambda error: faults.append(str(error)))
            page.add_init_script(WATCH)
            visit = start(server, page)
            dropped = drops(page)
            spent = processor(server.process.pid)
            never_played(visit, dropped, options.moves)
            spent = {name: used - spent[name] for name, used in processor(server.process.pid).items()}
            behind_another(visit, dropped, options.moves // 2)
            levers(visit, options.moves)
            supposing(visit, options.moves)
        finally:
            browser.close()
            server.kill()
            signal.alarm(0)
    if faults:
        raise RuntimeError("the page raised: " + "; ".join(faults))
    within = report(visit.waits)
    for name, used in spent.items():
        each = 1000 * used / max(1, len(visit.waits["all 1,000, never played"]))
        print(f"processor time of the {name}, for each move never played: {each:.0f} ms")
    print(f"load of the machine: {before} before, {load()} after")
    raise SystemExit(0 if within or not options.hold else 1)


if __name__ == "__main__":
    main()

"""The page in a real browser: the loop, both what-ifs, the record, the keyboard, both sizes."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.browsing import WAIT, Server, begin, final, press

STRIKING = "#lever-israel-striking"
FINAL_AGAIN = """old => {
  const said = document.getElementById('sentence');
  return said.dataset.digest !== old && said.dataset.runs === '1000';
}"""
SIZES = """() => [...document.querySelectorAll(
  '.projector svg text, .projector p, .projector figcaption')].map(each => {
  const scale = each.ownerSVGElement ? each.getScreenCTM().a : 1;
  return [each.className.baseVal ?? each.className, parseFloat(getComputedStyle(each).fontSize) * scale];
})"""


def digest(page: Any) -> str:
    return str(page.get_attribute("#sentence", "data-digest"))


def lines(server: Server, page: Any) -> list[dict[str, Any]]:
    record = server.folder / f"{page.url.rsplit('/', 1)[1].split('?')[0]}.jsonl"
    return [json.loads(row) for row in record.read_text().splitlines()]


def test_a_lever_moves_the_picture_and_undo_brings_the_old_one_back(page: Any, server: Server) -> None:
    base = digest(page)
    press(page, STRIKING)
    moved = digest(page)
    assert page.get_attribute(STRIKING, "aria-pressed") == "true"
    assert moved != base
    press(page, "#undo")
    assert digest(page) == base
    press(page, "#redo")
    assert digest(page) == moved
    kinds = [line["kind"] for line in lines(server, page)]
    assert kinds[0] == "session_open"
    assert [kind for kind in kinds if kind in ("move", "undo", "redo")] == ["move", "undo", "redo"]
    assert {line["said"]["runs"] for line in lines(server, page) if line["kind"] == "result"} >= {1000}


def test_reset_needs_a_second_press(page: Any) -> None:
    base = digest(page)
    press(page, STRIKING)
    moved = digest(page)
    page.click("#reset")
    page.wait_for_selector("#reset.danger")
    assert digest(page) == moved
    press(page, "#reset")
    assert digest(page) == base


def test_replay_shows_before_and_after(page: Any) -> None:
    press(page, STRIKING)
    page.click("#replay")
    page.wait_for_selector(".replay .old svg", state="attached")
    assert page.locator(".replay .new svg").count() == 2


def test_nothing_is_shown_between_a_guess_and_its_reveal(page: Any) -> None:
    page.check("#first")
    page.click(STRIKING)
    page.wait_for_selector(".cover")
    assert page.locator(".charts svg").count() == 0
    assert page.locator("#reveal").count() == 0
    assert page.locator("#lock").is_disabled()
    page.fill("#value", "35")
    page.click("#guess")
    page.wait_for_selector("#lock:not([disabled])")
    page.click("#lock")
    page.wait_for_selector("#reveal")
    assert page.locator(".charts svg").count() == 0
    page.click("#reveal")
    final(page)
    page.wait_for_selector(".charts svg .guess", state="attached")


def test_suppose_filters_and_says_that_it_is_no_cause(page: Any) -> None:
    page.click("#panel-suppose")
    page.select_option("#learn", "outcome axis_verdict hedging")
    page.click("#do-suppose")
    page.wait_for_selector("#learnt")
    assert "not what it would cause" in page.inner_text("#learnt")
    assert "Runs left" in page.inner_text(".left")


def test_suppose_refuses_too_few(page: Any) -> None:
    page.click("#panel-suppose")
    page.select_option("#learn", "quantity axis_index")
    page.fill("#edge", "0.999")
    page.click("#do-suppose")
    page.wait_for_selector("#learnt")
    assert "Too few" in page.inner_text("#learnt") or "No future fits" in page.inner_text("#learnt")
    assert page.locator(".shares tr").count() == 0


def test_an_event_is_dropped_moved_and_taken_off(page: Any) -> None:
    page.select_option("#event", "protest_wave")
    press(page, "#inject-2025-04")
    assert page.locator(".chip").count() == 1
    press(page, ".chip button:has-text('▶')")
    assert "May 2025" in page.inner_text(".chip")
    press(page, ".chip button:has-text('✕')")
    assert page.locator(".chip").count() == 0


def test_the_keyboard_is_enough(page: Any) -> None:
    page.focus(STRIKING)
    before = digest(page)
    page.keyboard.press("ArrowLeft")
    assert page.evaluate("document.activeElement.id") == "lever-israel-as_now"
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.wait_for_function(
        FINAL_AGAIN,
        arg=before,
    )
    assert page.evaluate("document.activeElement.id") == STRIKING[1:]
    page.keyboard.press("u")
    page.wait_for_function("old => document.getElementById('sentence').dataset.digest === old", arg=before)
    page.keyboard.press("?")
    page.wait_for_selector("dialog[open]")
    page.keyboard.press("Escape")
    page.wait_for_selector("dialog", state="detached")
    page.keyboard.press("t")
    page.wait_for_selector(".tree")
    page.keyboard.press("1")
    page.wait_for_selector("#lever-iran_path-increase[aria-pressed='true']")


def test_a_reload_and_a_killed_server_lose_nothing(browser: Any, tmp_path: Any) -> None:
    own = Server(tmp_path)
    own.start()
    page = browser.new_page()
    try:
        begin(page, own)
        press(page, STRIKING)
        moved = digest(page)
        page.click("#panel-notes")
        page.fill("#note-text", "half a thought")
        page.reload()
        final(page)
        assert digest(page) == moved
        page.click("#panel-notes")
        page.wait_for_selector("#note-text")
        page.wait_for_function("document.getElementById('note-text').value === 'half a thought'")
        own.kill()
        own.start()
        address = page.url
        page.close()  # left open, it comes back by itself and would cross the next line
        page = browser.new_page()
        page.set_default_timeout(WAIT)
        page.goto(address)
        final(page)
        assert digest(page) == moved
        assert page.get_attribute(STRIKING, "aria-pressed") == "true"
    finally:
        page.close()
        own.kill()


def test_scenarios_stand_side_by_side_and_the_tree_leads_back(page: Any) -> None:
    base = digest(page)
    press(page, STRIKING)
    page.click("#panel-tree")
    page.click("#compare-1")
    page.wait_for_selector(".charts figcaption:has-text('Side by side')")
    press(page, "#go-0")
    assert digest(page) == base


def test_nothing_comes_from_beyond_the_machine(browser: Any, server: Server) -> None:
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    begin(page, server)
    page.close()
    assert asked
    assert [url for url in asked if not url.startswith((server.url, "data:", "blob:"))] == []


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (1920, 1080), (1024, 768), (640, 360)])
def test_the_projector_is_legible_from_the_back(
    browser: Any, server: Server, page: Any, width: int, height: int
) -> None:
    """640 by 360 is 1280 by 720 at a zoom of 200%."""
    press(page, STRIKING)
    shown = browser.new_page(viewport={"width": width, "height": height})
    shown.goto(f"{page.url}?view=projector")
    shown.wait_for_selector(".projector svg")
    sizes = shown.evaluate(SIZES)
    overflow = shown.evaluate("document.documentElement.scrollWidth - innerWidth")
    charts, sentences = shown.locator(".projector svg").count(), shown.locator(".projector .say").count()
    shown.close()
    assert sizes
    for name, size in sizes:
        least = 0.026 if name == "stamp" else 0.09 if name == "headline" else 0.034
        assert size >= least * height - 0.01, (name, size)
    assert overflow <= 0
    assert charts <= 2
    assert sentences == 1


def test_a_frozen_projector_stays(browser: Any, page: Any) -> None:
    shown = browser.new_page()
    shown.goto(f"{page.url}?view=projector")
    shown.wait_for_selector(".projector svg")
    before = shown.inner_text(".stamp")
    page.click("#freeze")
    page.wait_for_selector("#freeze[aria-pressed='true']")
    press(page, STRIKING)
    assert shown.inner_text(".stamp") == before
    shown.reload()
    shown.wait_for_selector(".projector svg")
    assert "Baseline" in shown.inner_text(".stamp")
    page.click("#freeze")
    shown.wait_for_function("document.querySelector('.stamp').innerText.includes('Israel')")
    shown.close()


def test_the_export_is_reproduced_exactly(page: Any, tmp_path: Path) -> None:
    press(page, STRIKING)
    answer = page.request.get(page.url + "/bundle/inside", timeout=300_000)
    assert answer.ok
    with zipfile.ZipFile(io.BytesIO(answer.body())) as bundle:
        assert "session.jsonl" in bundle.namelist()
    (tmp_path / "session.zip").write_bytes(answer.body())
    command = [sys.executable, "-m", "simulation.cli", "workshop", "--verify", str(tmp_path / "session.zip")]
    again = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "Every number is reproduced." in again.stdout

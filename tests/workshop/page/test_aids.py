"""What helps a room: dots to pick, the spotlight, the dark, holding to reset, the queue, any window."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browsing import Server, final, press

STRIKING = "#lever-israel-striking"
DOT = "svg.picks circle[data-run]"
# Contrast of every text with what lies behind it, by WCAG 2's formula.
CONTRASTS = """() => {
  const parts = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = (colour) => {
    const linear = x => x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4;
    const [r, g, b] = parts(colour).slice(0, 3).map(x => linear(x / 255));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (each) => {
    for (let at = each; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if (parts(colour).length < 4 || parts(colour)[3] > 0) return colour;
    }
    const paper = getComputedStyle(document.documentElement).getPropertyValue('--paper').trim();
    return paper === '#fff' ? 'rgb(255,255,255)' : 'rgb(18,18,18)';
  };
  const texts = 'svg text, p, h1, h2, h3, button:not(:disabled), figcaption';
  return [...document.querySelectorAll(texts)].map(each => {
    const style = getComputedStyle(each), ink = each.ownerSVGElement ? style.fill : style.color;
    const [one, two] = [light(ink), light(behind(each))].sort((a, b) => b - a);
    return [each.textContent.slice(0, 30), (one + 0.05) / (two + 0.05)];
  });
}"""


def test_a_dot_opens_its_future_beside_its_twin(page: Any) -> None:
    press(page, STRIKING)
    run = page.get_attribute(f"{DOT} >> nth=20", "data-run")
    page.locator(f"{DOT} >> nth=20").dispatch_event("click")
    page.wait_for_selector("#twins", state="attached")
    assert f"Future {run} and its twin" in page.inner_text(".panel")
    assert page.get_attribute(f"circle[data-run='{run}']", "aria-pressed") == "true"
    parts = page.inner_text("#twin-parts")
    rows = page.locator("#twins tr").count() - 1
    months = [each[:3] for each in page.locator("#twins th[scope=row]").all_inner_texts()]
    assert (rows == 0) == ("never" in parts)
    assert not rows or f"in {months[0]}" in parts
    assert rows + page.locator("#alike th[scope=row]").count() == 24


def test_dots_are_reached_by_the_keyboard(page: Any) -> None:
    page.focus(f"{DOT}[tabindex='0']")
    page.keyboard.press("ArrowRight")
    run = page.evaluate("document.activeElement.dataset.run")
    assert run == page.get_attribute(f"{DOT} >> nth=1", "data-run")
    page.keyboard.press("Enter")
    page.wait_for_selector("#twin-parts")
    assert f"Future {run} " in page.inner_text(".panel")


def test_a_press_near_a_dot_means_the_dot(page: Any) -> None:
    box = page.locator(f"{DOT} >> nth=0").bounding_box()
    page.mouse.click(box["x"] - 5, box["y"] + box["height"] / 2)
    page.wait_for_selector("#twin-parts")


def test_the_spotlight_leaves_one_mark_and_goes_round(browser: Any, page: Any) -> None:
    shown = page.context.new_page()
    shown.goto(f"{page.url}?view=projector")
    shown.wait_for_selector(".projector svg")
    lit = """() => [...document.querySelectorAll('[data-mark]')].filter(
        each => getComputedStyle(each).opacity === '1').map(each => each.dataset.mark)"""
    every = shown.evaluate(lit)
    page.keyboard.press("l")
    shown.wait_for_function(f"({lit})().length === 1")
    assert shown.evaluate(lit) == [every[0]]
    page.wait_for_selector("#spot[aria-pressed='true']")
    for at in range(1, len(every)):
        shown.keyboard.press("l")
        shown.wait_for_function(f"({lit})()[0] === '{every[at]}'")
    shown.keyboard.press("l")
    shown.wait_for_function(f"({lit})().length === {len(every)}")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_stands_out_in_the_light_and_in_the_dark(page: Any, theme: str) -> None:
    """Seven to one on the projector, four and a half on the facilitator's page."""
    shown = page.context.new_page()
    shown.goto(f"{page.url}?view=projector")
    shown.wait_for_selector(".projector svg")
    if theme == "dark":
        page.keyboard.press("d")
    for opened, least in ((shown, 7.0), (page, 4.5)):
        opened.wait_for_function("name => document.documentElement.dataset.theme === name", arg=theme)
        found = opened.evaluate(CONTRASTS)
        assert len(found) > 5
        faint = [(text, ratio) for text, ratio in found if text.strip() and ratio < least]
        assert faint == []


def test_reset_is_held(page: Any) -> None:
    base = page.get_attribute("#sentence", "data-digest")
    press(page, STRIKING)
    box = page.locator("#reset").bounding_box()
    page.mouse.move(box["x"] + 5, box["y"] + 5)
    page.mouse.down()
    page.wait_for_function("old => document.getElementById('sentence').dataset.digest === old", arg=base)
    page.mouse.up()
    final(page)
    assert page.locator("#reset.danger").count() == 0


def test_replay_is_seen_by_the_room(page: Any) -> None:
    press(page, STRIKING)
    shown = page.context.new_page()
    shown.goto(f"{page.url}?view=projector")
    shown.wait_for_selector(".projector svg")
    page.click("#replay")
    shown.wait_for_selector(".replay .old svg", state="attached")
    assert "Baseline" in (shown.get_attribute(".replay .old", "aria-label") or "")


def test_what_is_being_played_is_said_with_the_time_it_takes_yet(page: Any) -> None:
    page.select_option("#event", "isis_resurges")
    page.click("#inject-2025-09")
    page.wait_for_function(
        "/Pairs of futures: [0-9]+ of 1,000/.test((document.getElementById('queue') || {}).innerText)"
    )
    page.wait_for_selector("#sentence[data-runs='1000']")
    page.wait_for_selector("#queue", state="detached")


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (1920, 1080), (1024, 768), (640, 360)])
def test_the_desk_needs_no_sideways_scrolling(page: Any, width: int, height: int) -> None:
    """640 by 360 is 1280 by 720 at a zoom of 200%."""
    page.set_viewport_size({"width": width, "height": height})
    for panel in ("guess", "suppose", "why", "tree", "notes", "more"):
        page.click(f"#panel-{panel}")
        page.wait_for_selector(f"#panel-{panel}[aria-pressed='true']")
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        inner = page.eval_on_selector(".region.panel", "all => all.scrollWidth - all.clientWidth")
        assert inner <= 1, panel


def test_a_window_torn_off_stays_live(page: Any) -> None:
    torn = page.context.new_page()
    torn.goto(f"{page.url}?view=projector&chart=seats")
    torn.wait_for_selector(".projector svg")
    assert torn.locator(".projector svg").count() == 1
    press(page, STRIKING)
    torn.wait_for_function("document.querySelector('.stamp').innerText.includes('Israel')")


def test_a_challenge_is_written_down_and_a_closed_session_takes_no_move(page: Any, server: Server) -> None:
    record = server.folder / f"{page.url.rsplit('/', 1)[1]}.jsonl"
    page.click("#panel-notes")
    page.click("#challenge summary")
    page.fill("#challenge-text", "Najaf stays silent")
    page.click("#assumption_challenged")
    page.wait_for_selector(".notes li:has-text('Najaf stays silent')")
    page.click("#closing summary")
    page.fill("#takeaways", "table 1: nothing moved")
    page.click("#session_close")
    page.wait_for_selector(".panel b:has-text('The session is closed.')")
    page.click(STRIKING)
    page.wait_for_selector(".refusal:has-text('the session is closed')")
    kinds = [line.split('"kind":"')[1].split('"')[0] for line in record.read_text().splitlines()]
    assert kinds[-2:] == ["assumption_challenged", "session_close"]

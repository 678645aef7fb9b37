"""The engine: looks, nothing twice, the newest ask first, idle work last, runs kept from start to start."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from simulation.errors import InputError
from simulation.workshop.building import Bench
from simulation.workshop.engine import LOOKS, MOST_RUNS, Engine
from simulation.workshop.jobs import IDLE, LATER, NOW, Jobs, Lane, Ticket
from simulation.workshop.overlays import Overlay
from simulation.workshop.played import Played, joined, play
from simulation.workshop.store import Store
from tests.workshop.conftest import SEED


def same(one: Played, other: Played) -> None:
    for part in ("outcomes", "months", "seats", "firsts"):
        ours, theirs = getattr(one, part), getattr(other, part)
        assert ours.keys() == theirs.keys()
        for name in ours:
            np.testing.assert_array_equal(ours[name], theirs[name], err_msg=f"{part} {name}")


def test_the_looks_are_the_same_runs_as_played_in_one_go(
    executor: ThreadPoolExecutor, bench: Bench, baseline: Played
) -> None:
    async def looks() -> list[Played]:
        return [each async for each in Engine(SEED, workers=1, executor=executor).looks(bench.base)]

    found = asyncio.run(looks())
    assert [each.runs for each in found] == list(LOOKS)
    same(found[-1], baseline)


def test_parts_are_joined_in_order(bench: Bench, baseline: Played) -> None:
    parts = [play(bench.base, np.arange(low, low + 40), SEED) for low in (0, 40, 80)]
    whole = joined(parts)
    np.testing.assert_array_equal(whole.outcomes["axis_index"], baseline.outcomes["axis_index"][:120])
    for name, seats in whole.seats.items():
        np.testing.assert_array_equal(seats, baseline.seats[name][:120])


def test_seats_are_those_of_a_whole_parliament_or_none(baseline: Played) -> None:
    total = sum(baseline.seats.values())
    assert set(np.unique(total)) <= {0, 320, 329}


def test_who_asks_for_the_same_waits_for_the_same(bench: Bench) -> None:
    counted = []

    class Counting(ThreadPoolExecutor):
        def submit(self, function, /, *args, **kwargs):
            counted.append(function)
            return super().submit(function, *args, **kwargs)

    async def both() -> tuple[Played, Played]:
        engine = Engine(SEED, workers=1, executor=pool)
        first, second = await asyncio.gather(engine.first(bench.base), engine.first(bench.base))
        return first, second

    with Counting(1) as pool:
        first, second = asyncio.run(both())
    assert first is second
    assert len(counted) == 1


def test_more_runs_than_a_session_may_have_are_refused(engine: Engine, bench: Bench) -> None:
    with pytest.raises(InputError, match="runs of a scenario"):
        asyncio.run(engine.full(bench.base, runs=MOST_RUNS + 1))


# --- what goes first -------------------------------------------------------------------------------


def test_the_most_urgent_and_of_equals_the_newest_goes_first() -> None:
    order: list[str] = []
    gate = threading.Event()

    async def play_all() -> None:
        with ThreadPoolExecutor(1) as pool:
            jobs = Jobs(Lane(pool, 1))
            tasks = [asyncio.create_task(jobs.do(Ticket(NOW), gate.wait))]
            await asyncio.sleep(0)
            for name, urgency in (("idle", IDLE), ("later", LATER), ("old", NOW), ("new", NOW)):
                tasks.append(asyncio.create_task(jobs.do(Ticket(urgency), order.append, name)))
            await asyncio.sleep(0)
            gate.set()
            await asyncio.gather(*tasks)

    asyncio.run(play_all())
    assert order == ["new", "old", "later", "idle"]


def test_a_cancelled_job_never_runs_and_a_failure_reaches_who_asked() -> None:
    order: list[str] = []
    gate = threading.Event()

    async def play_all() -> None:
        with ThreadPoolExecutor(1) as pool:
            jobs = Jobs(Lane(pool, 1))
            first = asyncio.create_task(jobs.do(Ticket(NOW), gate.wait))
            dropped = asyncio.create_task(jobs.do(Ticket(NOW), order.append, "dropped"))
            failing = asyncio.create_task(jobs.do(Ticket(LATER), int, "x"))
            await asyncio.sleep(0)
            dropped.cancel()
            gate.set()
            with pytest.raises(ValueError, match="invalid literal"):
                await failing
            await first
            assert jobs.waiting == 0

    asyncio.run(play_all())
    assert order == []


def test_who_stops_listening_leaves_idle_work_behind_the_next_ask(bench: Bench) -> None:
    async def ask() -> list[int]:
        engine = Engine(SEED, workers=1, executor=pool)
        dropped, wanted = (
            bench.scenario(Overlay().with_lever("israel", each)) for each in ("striking", "restrained")
        )
        listening = asyncio.create_task(anext(engine.looks(dropped)))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)
        found = [each.runs async for each in engine.looks(wanted)]
        return [*found, engine.known(dropped).runs]

    with ThreadPoolExecutor(1) as pool:
        assert asyncio.run(ask()) == [*LOOKS, LOOKS[0]]


def test_neighbours_are_played_while_nothing_else_is_to_do(bench: Bench) -> None:
    async def idle() -> list[bool]:
        engine = Engine(SEED, workers=1, executor=pool)
        wanted = [bench.scenario(Overlay().with_lever("gulf", each)) for each in ("aloof", "open_door")]
        engine.prepare(wanted)
        await engine.settle()
        return [engine.known(each) is not None for each in wanted]

    with ThreadPoolExecutor(1) as pool:
        assert asyncio.run(idle()) == [True, True]


def test_a_lane_takes_its_own_work_and_keeps_a_process_free_of_idle_work() -> None:
    """What is waited for runs beside work behind that has begun; a look behind beside idle work."""
    order: list[str] = []
    behind_may_end, idle_may_end = threading.Event(), threading.Event()

    def after(gate: threading.Event, name: str) -> None:
        gate.wait(30)
        order.append(name)

    async def play_all() -> None:
        with ThreadPoolExecutor(1) as front, ThreadPoolExecutor(2) as back:
            jobs = Jobs(Lane(front, 1, frozenset({NOW})), Lane(back, 2, frozenset({LATER, IDLE}), idle=1))
            idle = [
                asyncio.create_task(jobs.do(Ticket(IDLE), after, idle_may_end, f"idle {each}"))
                for each in range(2)
            ]
            await asyncio.sleep(0)
            assert jobs.waiting == 1
            later = asyncio.create_task(jobs.do(Ticket(LATER), after, behind_may_end, "later"))
            await jobs.do(Ticket(NOW), order.append, "now")
            behind_may_end.set()
            await later
            idle_may_end.set()
            await asyncio.gather(*idle)

    asyncio.run(play_all())
    assert order == ["now", "later", "idle 1", "idle 0"] or order == ["now", "later", "idle 0", "idle 1"]


def test_what_was_prepared_and_has_not_begun_is_dropped(bench: Bench) -> None:
    """The first of them is being played when others are prepared instead; the rest never are."""
    first, second = (
        [bench.scenario(Overlay().with_lever(lever, each)) for each in positions]
        for lever, positions in (("us_pressure", ("engagement", "maximum_pressure")), ("gulf", ("aloof",)))
    )

    async def prepare() -> list[bool]:
        engine = Engine(SEED, workers=1, executor=pool)
        engine.prepare(first)
        await asyncio.sleep(0.05)
        engine.prepare(second)
        await engine.settle()
        return [engine.known(each) is not None for each in (*first, *second)]

    with ThreadPoolExecutor(1) as pool:
        assert sorted(asyncio.run(prepare())) == [False, True, True]


# --- from one start to the next --------------------------------------------------------------------


def test_runs_come_back_from_disk_as_they_were(tmp_path: Path, baseline: Played) -> None:
    Store(tmp_path).save(baseline, SEED)
    found = Store(tmp_path).load(baseline.digest, SEED)
    assert found is not None
    same(found, baseline)
    assert Store(tmp_path).load(baseline.digest, SEED + 1) is None


def test_another_model_finds_nothing(
    tmp_path: Path, baseline: Played, monkeypatch: pytest.MonkeyPatch
) -> None:
    Store(tmp_path).save(baseline, SEED)
    monkeypatch.setattr("simulation.workshop.store.engine_digest", lambda: "another")
    assert Store(tmp_path).load(baseline.digest, SEED) is None


@pytest.mark.parametrize("junk", [b"", b"PK\x03\x04junk", b"x" * 1000])
def test_a_file_that_cannot_be_read_counts_as_none(tmp_path: Path, baseline: Played, junk: bytes) -> None:
    store = Store(tmp_path)
    store.save(baseline, SEED)
    next(tmp_path.glob("*.npz")).write_bytes(junk)
    assert store.load(baseline.digest, SEED) is None

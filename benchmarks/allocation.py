"""How long it takes to turn 1,000 parliaments' votes into seats on one core."""

from __future__ import annotations

from time import perf_counter

import numpy as np

from simulation.model.institutions import Luck, allocate_seats, find_law

RUNS, LISTS, ROUNDS = 1000, 30, 7


def votes_of(runs: int = RUNS, lists: int = LISTS) -> np.ndarray:
    """Whole votes of the size of Iraq's, every list standing everywhere, shape ``(runs, 18, lists)``."""
    rng = np.random.default_rng(2021)
    strength = rng.dirichlet(np.full(lists, 0.5), size=18)
    swing = np.exp(0.4 * rng.standard_normal((runs, 18, lists)))
    return np.floor(strength * swing * 400_000)


def milliseconds(law: str, rounds: int = ROUNDS) -> float:
    """The best of `rounds` allocations of 18 governorates in `RUNS` runs under `law`."""
    named, votes = find_law(law), votes_of()
    luck = np.random.default_rng(5).random(votes.shape)

    def draw(stream: Luck, district: str) -> np.ndarray:
        return luck[:, sum(f"{stream}{district}".encode()) % 18]

    times = []
    for _ in range(rounds):
        start = perf_counter()
        allocate_seats(votes, None, named, tie_luck=luck, draw=draw)
        times.append(perf_counter() - start)
    return 1000.0 * min(times)


def main() -> None:
    """Prints the time of each law."""
    for law in ("sainte_lague_2023", "sntv_2021"):
        print(f"{law}: 18 governorates x {RUNS} runs x {LISTS} lists in {milliseconds(law):.0f} ms")


if __name__ == "__main__":
    main()

"""Mutation testing: how many small changes to the rules do the tests of those rules notice?

    python -m benchmarks.mutants                             # 40 mutants of every module in TESTS
    python -m benchmarks.mutants divisors chance --sample 0  # all mutants of two modules
    python -m benchmarks.mutants talks --show                # with the change that each survivor made

mutmut makes the mutants. Of each module a random sample is tried, always the same one, each mutant in a fork
of one pytest session that has collected the module's tests and run none of them: against the tests that reach
the changed function, the quickest first, until one fails. A mutant that no test reaches has survived. Nothing
is done to find out whether a mutant changes anything at all; what is never mutated is in mutmut's rules
(annotations, docstrings) and under [tool.mutmut] in pyproject.toml.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import difflib
import functools
import gc
import json
import os
import random
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from mutmut.mutation.file_mutation import mutate_file_contents
from mutmut.state import state
from scipy.stats import binomtest

SEED = 2025
PATIENCE = 5.0
"""Processor seconds of tests, unchanged, that a mutant may survive before it is given up as a survivor."""
MEMORY = 4 << 30
COPIED = ("simulation", "tests", "seeds", "scenarios", "pyproject.toml")
OPTIONS = [
    "--import-mode=importlib", "-o", "addopts=", "-s",
    *(f"-pno:{plugin}" for plugin in ("cacheprovider", "terminal", "xdist", "mpl", "pytest_cov")),
]  # fmt: skip
FORMATION = ("test_formation_steps.py",)
INSTITUTIONS = {
    "allocate": ("test_allocate.py", "test_allocate_plainly.py"),
    "ballots": ("test_ballots.py", "test_polls_data.py"),
    "blocs": ("test_polls_plainly.py",),
    "candidates": ("test_nomination.py", "test_formation.py"),
    "coalitions": ("test_formation_coalitions.py",),
    "counting": ("test_counting.py",),
    "divisors": ("test_divisors.py",),
    "economy": ("test_economy_equations.py",),
    "formation": FORMATION,
    "law": ("test_law.py",),
    "lawbook": ("test_law.py",),
    "parliament": ("test_boycott.py", "test_formation_session.py"),
    "politics": ("test_politics.py",),
    "polls": ("test_polls_plainly.py", "test_polls.py"),
    "returns": ("test_returns.py",),
    "sntv": ("test_sntv_plainly.py", "test_sntv.py"),
    "tables": ("test_tables.py",),
    "talks": FORMATION,
    "templates": ("test_polls_templates.py", "test_ballots.py"),
}
"""The tests of each module of the institutions: what others notice besides is not counted."""
TESTS = {"chance": ("simulation/model/chance.py", ("tests/model/test_chance.py",))} | {
    name: (
        f"simulation/model/institutions/{name}.py",
        tuple(f"tests/model/institutions/{file}" for file in files),
    )
    for name, files in INSTITUTIONS.items()
}


@dataclass
class Module:
    """A module's mutants, and the sample of them that is tried."""

    path: Path
    mutants: tuple[str, ...]
    sample: tuple[str, ...]
    survived: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """As it is imported."""
        return ".".join(self.path.with_suffix("").parts)

    def row(self) -> str:
        """A line of the table: mutants, sampled, survived, and the share with its 95% interval (Wilson)."""
        survived, tried = len(self.survived), len(self.sample)
        between = binomtest(survived, tried).proportion_ci(method="wilson")
        share = f"{survived / tried:>9.1%}   {between.low:.1%} to {between.high:.1%}"
        return f"{self.path.stem:<16}{len(self.mutants):>8}{tried:>9}{survived:>10}{share}"


class Trials:
    """A pytest plugin: in place of the tests' own run, one run for each mutant, in a fork."""

    def __init__(self, module: Module):
        self.module = module

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Find which test reaches which function and how long it takes; then try every mutant."""
        seconds, reached = _told_by_a_fork(lambda: _reaches(session))
        items = sorted(session.items, key=lambda item: seconds[item.nodeid])
        for mutant in self.module.sample:
            function = f"{self.module.name}.{mutant.partition('__mutmut_')[0]}"
            tests = [item for item in items if item.nodeid in reached.get(function, ())]
            if _survives(f"{self.module.name}.{mutant}", _within_patience(tests, seconds)):
                self.module.survived.append(mutant)
        return True


def _within_patience(tests: list[pytest.Item], seconds: dict[str, float]) -> list[pytest.Item]:
    kept, spent = [], 0.0
    for test in tests:
        spent += seconds[test.nodeid]
        if spent > PATIENCE:
            break
        kept.append(test)
    return kept


def _reaches(session: pytest.Session) -> tuple[dict[str, float], dict[str, list[str]]]:
    """Processor seconds by test, and the tests that reach each function; every test has to pass."""
    os.environ["MUTANT_UNDER_TEST"] = "stats"
    seconds, reached = {}, {}
    for item in session.items:
        for kept in [each for each in gc.get_objects() if isinstance(each, functools._lru_cache_wrapper)]:
            kept.cache_clear()  # what an earlier test has cached, this one reaches too
        began = time.process_time()
        _run(item, None)
        seconds[item.nodeid] = time.process_time() - began
        if item.session.testsfailed:
            raise SystemExit(f"{item.nodeid} fails without any mutant")
        for function in state()._stats:
            reached.setdefault(function, []).append(item.nodeid)
        state()._stats.clear()
    return seconds, reached


def _survives(mutant: str, tests: list[pytest.Item]) -> bool:
    """Whether a mutant passes all these tests."""
    child = os.fork()
    if child == 0:
        with _silent(), contextlib.suppress(BaseException):
            resource.setrlimit(resource.RLIMIT_CPU, (int(10 * PATIENCE), int(10 * PATIENCE)))
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
            os.environ["MUTANT_UNDER_TEST"] = mutant
            for item, after in zip(tests, [*tests[1:], None], strict=True):
                _run(item, after)
                if item.session.testsfailed:
                    os._exit(1)
            os._exit(0)
        os._exit(1)
    return os.waitpid(child, 0)[1] == 0


def _run(item: pytest.Item, after: pytest.Item | None) -> None:
    item.config.hook.pytest_runtest_protocol(item=item, nextitem=after)


@contextlib.contextmanager
def _silent() -> Iterator[None]:
    with Path(os.devnull).open("w") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        os.dup2(nowhere.fileno(), 2)
        yield


def _told_by_a_fork(work: Any) -> Any:
    """What `work` returns, done in a fork so that nothing it caches stays here."""
    with tempfile.NamedTemporaryFile("r") as told:
        child = os.fork()
        if child == 0:
            try:
                Path(told.name).write_text(json.dumps(work()))
            except BaseException as error:
                print(error, file=sys.__stderr__, flush=True)
                os._exit(1)
            os._exit(0)
        if os.waitpid(child, 0)[1] != 0:
            raise SystemExit("The tests do not pass without any mutant")
        return json.loads(told.read())


def mutate(folder: Path, path: Path, sample: int) -> Module:
    """Put all its mutants into a module of the copy in `folder`, and draw those that are tried."""
    place = folder / path
    mutated = mutate_file_contents(str(path), place.read_text(encoding="utf-8"))
    place.write_text(mutated.code, encoding="utf-8")
    names = tuple(mutated.mutant_names)
    drawn = random.Random(f"{SEED} {path}").sample(names, min(sample or len(names), len(names)))
    return Module(path, names, tuple(drawn))


def trial(root: Path, name: str, sample: int, show: bool) -> tuple[int, int, int]:
    """Try a sample of a module's mutants and print its row; all mutants, those tried, and survivors."""
    path, tests = TESTS[name]
    os.chdir(root)  # where mutmut reads its settings
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        for each in COPIED:
            copy = shutil.copytree if (root / each).is_dir() else shutil.copy2
            copy(root / each, folder / each)
        module = mutate(folder, Path(path), sample)
        os.chdir(folder)
        sys.path.insert(0, place)
        pytest.main([f"--rootdir={place}", *OPTIONS, *tests], plugins=[Trials(module)])
        print(module.row(), *(changes(module) if show else ()), sep="\n", flush=True)
        os.chdir(root)
    return len(module.mutants), len(module.sample), len(module.survived)


def together(tried: Sequence[tuple[int, int, int]]) -> tuple[float, float]:
    """The share that survives of all modules' mutants, by their numbers, and half its 95% interval."""
    whole = sum(mutants for mutants, _, _ in tried)
    share = sum(mutants * survived / sample for mutants, sample, survived in tried) / whole
    variance = 0.0
    for mutants, sample, survived in tried:
        held = (survived + 1.0) / (sample + 2.0)  # none of a sample is not none of all
        variance += (mutants / whole) ** 2 * held * (1.0 - held) / sample * (1.0 - sample / mutants)
    return share, 1.96 * variance**0.5


def changes(module: Module) -> Iterator[str]:
    """What each survivor changed, as the lines of a diff."""
    code = module.path.read_text(encoding="utf-8")
    functions = {each.name: each for each in ast.walk(ast.parse(code)) if isinstance(each, ast.FunctionDef)}
    lines = code.splitlines()
    for mutant in module.survived:
        whole, changed = (
            lines[functions[name].lineno : functions[name].end_lineno]
            for name in (f"{mutant.rpartition('_')[0]}_orig", mutant)
        )
        yield f"  {mutant}"
        for line in list(difflib.unified_diff(whole, changed, n=0, lineterm=""))[2:]:
            if not line.startswith("@@"):
                yield f"    {line}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a table of the modules, each tried in a process of its own; 1 where a tenth or more survived."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.mutants", description="Mutation testing")
    parser.add_argument("modules", nargs="*", choices=[*TESTS, []], help="by default all", metavar="module")
    parser.add_argument(
        "--sample", type=int, default=40, help="mutants of each module; 0 for all (default: 40)"
    )
    parser.add_argument("--show", action="store_true", help="print what each survivor changed")
    asked = parser.parse_args(arguments)
    print(
        f"{'Module':<16}{'Mutants':>8}{'Sampled':>9}{'Survived':>10}{'Share':>9}   95% interval", flush=True
    )
    root, tried = Path(__file__).parents[1], []
    for name in asked.modules or TESTS:
        tried.append(_told_by_a_fork(partial(trial, root, name, asked.sample, asked.show)))
    share, half = together(tried)
    whole, sample, survived = (sum(column) for column in zip(*tried, strict=True))
    between = f"{max(share - half, 0.0):.1%} to {share + half:.1%}"
    print(f"{'All':<16}{whole:>8}{sample:>9}{survived:>10}{share:>9.1%}   {between}")
    return int(share >= 0.1)


if __name__ == "__main__":
    sys.exit(main())

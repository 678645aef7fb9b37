"""Mutation testing: how many small changes to the rules do the tests of those rules notice?

    python -m benchmarks.mutants                            # 40 mutants of every module that pyproject.toml names
    python -m benchmarks.mutants divisors chance --sample 0 # all mutants of two modules
    python -m benchmarks.mutants talks --show               # with the change that each survivor made

mutmut makes the mutants, by the settings under [tool.mutmut] in pyproject.toml. Of each module a random
sample is tried, always the same one, each mutant in a fork of one pytest session that has collected the tests
and run none of them: against the tests that reach the changed function, the quickest first, until one fails.
A mutant that no test reaches has survived. Whether a mutant changes anything at all is not asked; what is
never mutated (what an error says, annotations, docstrings) is in pyproject.toml and in mutmut's rules.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import difflib
import fnmatch
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
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
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
_SHARED = ("simulation", "tests", "seeds", "scenarios", "pyproject.toml")


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
        line = (
            f"{self.name.removeprefix('simulation.model.'):<28}{len(self.mutants):>8}{tried:>9}{survived:>10}"
        )
        if not tried:
            return line
        between = binomtest(survived, tried).proportion_ci(method="wilson")
        return f"{line}{survived / tried:>9.1%}   {between.low:.1%} to {between.high:.1%}"


class Trials:
    """A pytest plugin: in place of the tests' own run, one run for each mutant, in a fork."""

    def __init__(self, modules: Sequence[Module], show: bool):
        self.modules = modules
        self.show = show

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Find which test reaches which function and how long it takes; then try every mutant."""
        seconds, reached = _in_a_fork_that_tells(lambda: _reaches(session))
        items = sorted(session.items, key=lambda item: seconds[item.nodeid])
        for module in self.modules:
            for mutant in module.sample:
                function = f"{module.name}.{mutant.partition('__mutmut_')[0]}"
                tests = [item for item in items if item.nodeid in reached.get(function, ())]
                if _survives(f"{module.name}.{mutant}", _within_patience(tests, seconds)):
                    module.survived.append(mutant)
            print(module.row(), *(changes(module) if self.show else ()), sep="\n", flush=True)
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
    seconds, reached, file = {}, {}, None
    for item in session.items:
        if item.path != file:  # what an earlier file's tests have cached, this file's reach again
            file = item.path
            for kept in [each for each in gc.get_objects() if isinstance(each, functools._lru_cache_wrapper)]:
                kept.cache_clear()
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


def _in_a_fork_that_tells(work: Any) -> Any:
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


def mutate(root: Path, asked: Sequence[str], sample: int, folder: Path) -> list[Module]:
    """A copy of the project in `folder` whose modules hold all their mutants; `asked` are names, all if none."""
    settings = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["mutmut"]
    for name in _SHARED:
        whole = root / name
        if whole.is_dir():
            shutil.copytree(whole, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(whole, folder / name)
    modules = []
    for path in sorted((root / "simulation").rglob("*.py")):
        place = path.relative_to(root)
        if any(fnmatch.fnmatch(str(place), pattern) for pattern in settings["only_mutate"]) and (
            not asked or path.stem in asked
        ):
            mutated = mutate_file_contents(str(place), path.read_text(encoding="utf-8"))
            (folder / place).write_text(mutated.code, encoding="utf-8")
            names = tuple(mutated.mutant_names)
            drawn = random.Random(f"{SEED} {place}").sample(names, min(sample or len(names), len(names)))
            if names:
                modules.append(Module(place, names, tuple(drawn)))
    return modules


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
    """Sample, try, and print a table; 1 where a tenth or more of a module's mutants survived."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.mutants", description="Mutation testing")
    parser.add_argument("modules", nargs="*", help="names of modules, as in divisors; by default all")
    parser.add_argument(
        "--sample", type=int, default=40, help="mutants of each module; 0 for all (default: 40)"
    )
    parser.add_argument("--show", action="store_true", help="print what each survivor changed")
    asked = parser.parse_args(arguments)
    root = Path(__file__).parents[1]
    os.chdir(root)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        modules = mutate(root, asked.modules, asked.sample, folder)
        if not modules:
            parser.error(f"no such module: {', '.join(asked.modules)}")
        settings = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["mutmut"]
        os.environ["MUTANT_UNDER_TEST"] = ""
        state()  # mutmut reads its settings here, before the folder changes
        os.chdir(folder)
        sys.path.insert(0, place)
        tests = settings["pytest_add_cli_args_test_selection"]
        options = ["--import-mode=importlib", f"--rootdir={place}", *settings["pytest_add_cli_args"]]
        print(f"{'Module':<28}{'Mutants':>8}{'Sampled':>9}{'Survived':>10}{'Share':>9}   95% interval")
        pytest.main([*options, *tests], plugins=[Trials(modules, asked.show)])
        os.chdir(root)
    return int(any(len(each.survived) >= 0.1 * len(each.sample) for each in modules))


if __name__ == "__main__":
    sys.exit(main())

"""Where scenario files are: paths, built-in names, and files that others extend."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from simulation.documents import packaged
from simulation.errors import InputError, Problem, nearest

_SUFFIXES: Final = (".yaml", ".yml")
_FOLDER: Final = "scenarios"


def built_in() -> Mapping[str, Path]:
    """The built-in scenario files, by name without `.yaml`, in the order of their names."""
    return {path.stem: path for path in sorted(packaged(_FOLDER).glob("*.yaml"))}


def find_file(given: str | Path) -> tuple[Path, str]:
    """The path of a scenario file and what to call it.

    `given` is a path or, where no file has it, the name of a built-in file: `iran_paths`,
    `iran_paths.yaml` or `scenarios/iran_paths.yaml`. Raises InputError.
    """
    path = Path(given)
    if is_file(path):
        return path, str(given)
    built_ins = built_in()
    if path.parent in (Path(), Path(_FOLDER)) and (name := _stem(path)) in built_ins:
        return built_ins[name], f"{_FOLDER}/{name}.yaml"
    hint = f"built in: {', '.join(built_ins)}" if is_there(path) else nearest(_stem(path), built_ins)
    what = "is not a file" if is_there(path) else "does not exist"
    raise InputError([Problem(str(given), 0, 0, "", what, hint)])


class ExtendsError(Exception):
    """What is wrong with what `extends` names, as a predicate of it, and how to mend it."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


def find_extended(target: str, folder: Path, label: str) -> tuple[Path, str]:
    """The path of a file that a file in `folder` extends, and what to call it.

    Args:
        target: the file's name, relative to `folder`, or the name of a built-in file.
        folder: where the extending file is.
        label: what messages call the folder.

    Raises ExtendsError if there is no such file, or if it is outside the folder (by an absolute
    path, `..` or a symbolic link) and not built in.
    """
    wanted, path = Path(target), folder / target
    stay = "put the file beside this one, or extend a built-in one"
    if wanted.is_absolute() or ".." in wanted.parts or "\\" in target or ":" in target:
        raise ExtendsError("leads out of the file's own folder", stay)
    if wanted.suffix not in ("", *_SUFFIXES):
        raise ExtendsError("is not the name of a YAML file", "write it as other_file.yaml#scenario")
    if is_file(path):
        if not path.resolve().is_relative_to(folder.resolve()):
            raise ExtendsError("is a link that leads out of the file's own folder", stay)
        return path, str(Path(label) / wanted)
    built_ins = built_in()
    if wanted.parent in (Path(), Path(_FOLDER)) and (name := _stem(wanted)) in built_ins:
        return built_ins[name], f"{_FOLDER}/{name}.yaml"
    beside = [file.name for suffix in _SUFFIXES for file in folder.glob(f"*{suffix}")]
    hint = nearest(target, {*beside, *(f"{name}.yaml" for name in built_ins)})
    raise ExtendsError("names a file that is neither in this folder nor built in", hint)


def is_file(path: Path) -> bool:
    """Whether `path` is a file that could be read (False for names that no file can have)."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def is_there(path: Path) -> bool:
    """Whether there is anything at `path`."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def _stem(path: Path) -> str:
    return path.stem if path.suffix in _SUFFIXES else path.name

"""Documents are plain data with places; everything else is refused where it stands."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation import documents
from simulation.documents import LIMIT_BYTES, packaged, parse_document, read_document
from simulation.errors import InputError, Problem

SOUND = """\
# a remark
title: Iran's three paths
start: 2025-01
answer: NO
iran:
  strategy: {from: 2025-01, is: loosen}
list:
- 1
- 2.5
- [yes, null, ~, true, 'true', 0x1F, 1e3, "é"]
text: |
  two
  lines
"""


def problems_of(raw: bytes | str) -> tuple[Problem, ...]:
    try:
        parse_document(raw, "x.yaml")
    except InputError as error:
        return error.problems
    return ()


def refused(raw: bytes | str, **limits: int) -> tuple[Problem, ...]:
    with pytest.raises(InputError) as caught:
        parse_document(raw, "x.yaml", **limits)
    assert all(problem.file == "x.yaml" and problem.hint for problem in caught.value.problems)
    return caught.value.problems


def test_core_rules_of_yaml_1_2() -> None:
    data = parse_document(SOUND, "x.yaml").data
    assert data == {
        "title": "Iran's three paths",
        "start": "2025-01",
        "answer": "NO",
        "iran": {"strategy": {"from": "2025-01", "is": "loosen"}},
        "list": [1, 2.5, ["yes", None, None, True, "true", 31, 1000.0, "é"]],
        "text": "two\nlines\n",
    }
    assert [type(value) for value in data["list"][:2]] == [int, float]


def test_every_value_and_key_has_its_place() -> None:
    document = parse_document(SOUND, "x.yaml")
    assert document.mark(("start",)) == (3, 8)
    assert document.key_mark(("start",)) == (3, 1)
    assert document.mark(("iran", "strategy", "is")) == (6, 33)
    assert document.key_mark(("iran", "strategy", "is")) == (6, 29)
    assert document.mark(("list", 2, 3)) == (10, 18)
    assert document.mark(("iran", "strategy", "absent", 3)) == document.mark(("iran", "strategy")) == (6, 13)
    assert document.mark(("absent",)) == document.key_mark(()) == (2, 1)


def test_problems_quote_what_is_written() -> None:
    document = parse_document(SOUND, "x.yaml")
    assert str(document.problem(("start",), "is no starting point", "allowed: 2021-06")) == (
        "x.yaml:3:8: '2025-01' is no starting point; allowed: 2021-06"
    )
    assert document.problem(("list", 2, 5, "deeper"), "is odd").text == "0x1F"
    assert document.problem(("iran", "strategy"), "is a mapping").text == "{from: 2025-01, is: loosen}"
    assert document.problem(("list", 2), "is a list").text.endswith('1e3, "é"]')
    assert document.problem(("list",), "is a list").text == "- 1"
    nested = parse_document("a: {b: [é, {}]}", "x.yaml")
    assert [nested.text(("a", "b", *rest)) for rest in ((), (1,))] == ["[é, {}]", "{}"]
    assert (
        str(parse_document("runs:", "x.yaml").problem(("runs",), "is empty"))
        == "x.yaml:1:1: 'runs:' is empty"
    )
    assert document.key_problem(("iran",), "is unknown") == Problem("x.yaml", 5, 1, "iran", "is unknown")


@pytest.mark.parametrize(
    ("raw", "line", "column", "text", "message"),
    [
        ("a: *x", 1, 4, "*x", "alias"),
        ("a: &x 1", 1, 4, "&x", "anchor"),
        ("a: &x {b: 1}", 1, 4, "&x", "anchor"),
        ("&x a: 1", 1, 1, "&x", "anchor"),
        ("a: !!python/object/apply:os.system [ls]", 1, 4, "!!python/object/apply:os.system", "tag"),
        ("a: !local 1", 1, 4, "!local", "tag"),
        ("a: !!int '1'", 1, 4, "!!int", "tag"),
        ("a: 1\nb: 2\na: 3", 3, 1, "a", "first in line 1"),
        ("a: 1\n'a': 3", 2, 1, "a", "first in line 1"),
        ("x: {<<: {a: 1}}", 1, 5, "<<", "merge key"),
        ("x: {[a, b]: 1}", 1, 5, "", "not a key"),
        ("? {a: 1}\n: 2", 1, 3, "", "not a key"),
        ("'': 1", 1, 1, "", "empty key"),
        ("a: .nan", 1, 4, ".nan", "not a finite"),
        ("a: [-.inf]", 1, 5, "-.inf", "not a finite"),
        ("a: 1e999", 1, 4, "1e999", "too large"),
        ("a: 9223372036854775808", 1, 4, "9223372036854775808", "too large"),
        ("a: " + "9" * 100_000, 1, 4, "9" * 100_000, "too large"),
        ("a: 1\n---\nb: 2", 2, 1, "---", "second document"),
        ("%YAML 1.1\n---\na: 1", 1, 1, "%", "directive"),
        ("", 1, 1, "", "empty"),
        ("# only a remark\n", 1, 1, "", "empty"),
        ("a:\n\t- b", 2, 1, "- b", "YAML"),
        ("a: [1, 2\nb: 3", 2, 2, "b: 3", "YAML"),
        ("a: b: c", 1, 5, "a: b: c", "YAML"),
        ("a: 'open\n b", 1, 4, "a: 'open", "YAML"),
        ("a: @x", 1, 4, "a: @x", "YAML"),
        ('a: "\\uD800"', 1, 4, "\ud800", "control character"),
        ('a: "\\0"', 1, 4, "\0", "control character"),
        ("a: b\x00c", 1, 5, "\x00", "control character"),
        ("one: 1\ntwo: b\x1b[31m", 2, 7, "\x1b", "control character"),
        (b"a: 1\nb: caf\xe9", 2, 7, "e9", "UTF-8"),
        (b"\xff\xfea\x00:\x00", 1, 1, "ff", "UTF-8"),
        (b"\x7fELF\x02\x01\x01\x00", 1, 1, "\x7f", "control character"),
    ],
)
def test_refused_where_it_stands(raw: bytes | str, line: int, column: int, text: str, message: str) -> None:
    first = refused(raw)[0]
    assert (first.line, first.column, first.text) == (line, column, text)
    assert message in first.message


def test_every_mistake_is_listed_in_order() -> None:
    problems = refused("a: .inf\nb: !x 1\na: &y 2\nc: 99999999999999999999\n")
    assert [problem.line for problem in problems] == [1, 2, 3, 3, 4]


def test_a_key_that_stands_three_times_refers_to_the_first() -> None:
    assert [problem.message for problem in refused("a: 1\na: 2\na: 3\n")] == [
        "stands twice, first in line 1"
    ] * 2


@pytest.mark.parametrize("path", sorted(packaged("scenarios").glob("*.yaml")), ids=lambda path: path.stem)
def test_both_parsers_read_the_same(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    with_c, without = (documents._Builder(text, "x.yaml", pure=pure).document() for pure in (False, True))
    assert with_c == without


def test_limits() -> None:
    assert "nested deeper" in refused("[" * 900_000)[0].message
    assert "nested deeper" in refused("- " * 400)[0].message
    assert "nested deeper" in refused("".join(" " * i + "a:\n" for i in range(40)))[0].message
    assert "past the limit" in refused("[" + "1," * 60_000 + "]")[0].message
    assert "longer than" in refused("a" * (LIMIT_BYTES + 1))[0].message
    assert "longer than 10 bytes" in refused("title: three paths", limit_bytes=10)[0].message
    assert parse_document("[" * 29 + "1" + "]" * 29, "x.yaml").data


def test_a_bomb_is_refused_before_it_goes_off() -> None:
    bomb = "a: &a [x, x, x]\n" + "".join(
        f"{b}: &{b} [{', '.join(['*' + a] * 9)}]\n" for a, b in zip("abcdefg", "bcdefgh", strict=True)
    )
    began = time.perf_counter()
    assert {problem.message for problem in refused(bomb)} == {"is an anchor", "is an alias"}
    assert time.perf_counter() - began < 2


def test_a_byte_order_mark_and_windows_lines_are_fine() -> None:
    document = parse_document(b"\xef\xbb\xbftitle: x\r\nruns: 3\r\n", "x.yaml")
    assert document.data == {"title": "x", "runs": 3}
    assert document.mark(("runs",)) == (2, 7)


@pytest.mark.parametrize("make", ["absent", "folder", "pipe", "nul", "long"])
def test_what_is_not_a_file_is_refused(tmp_path: Path, make: str) -> None:
    path = {"nul": Path("a\0b"), "long": tmp_path / ("x" * 5000)}.get(make, tmp_path / "x.yaml")
    if make == "folder":
        path.mkdir()
    if make == "pipe":
        os.mkfifo(path)
    with pytest.raises(InputError) as caught:
        read_document(path)
    assert caught.value.problems[0].hint


def test_a_file_is_named_as_the_user_names_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "x.yaml").write_text("a: *b")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match=r"^x\.yaml:1:4: '\*b' is an alias; "):
        read_document(Path("x.yaml"))
    with pytest.raises(InputError, match=r"^seeds/x\.yaml:1:4"):
        read_document(Path("x.yaml"), file="seeds/x.yaml")


def test_packaged_folders_are_found_in_a_checkout_and_in_a_wheel(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert packaged("scenarios") == Path(documents.__file__).parent.parent / "scenarios"
    package = tmp_path / "simulation"
    (package / "_seeds").mkdir(parents=True)
    monkeypatch.setattr(documents.resources, "files", lambda name: package)
    assert packaged("seeds") == package / "_seeds"
    monkeypatch.setattr(documents, "__file__", str(package / "documents.py"))
    with pytest.raises(documents.CrossroadsError, match="scenarios is missing"):
        packaged("scenarios")


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.binary(max_size=200), st.text(alphabet="ab:-[]{}&*!|>'\"%@#?, \n\t\\0x", max_size=80)))
def test_junk_is_read_or_refused(raw: bytes | str) -> None:
    problems = problems_of(raw)
    assert all(problem.message and problem.hint for problem in problems)


PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**15), 10**15)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(alphabet="abc é'\":#-", max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(alphabet="abc_", min_size=1, max_size=4), inner, max_size=3)
    ),
    max_leaves=12,
)


@settings(max_examples=100, deadline=None)
@given(PLAIN.filter(lambda data: data is not None))
def test_json_is_read_as_json(data: Any) -> None:
    assert parse_document(json.dumps(data), "x.yaml").data == data

"""Guards taken out one by one, in a copy of the program: a test fails for each, by name."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path

from bench.prove.table import Table

ROOT = Path(__file__).resolve().parents[2]
COPIED = (
    "proposals",
    "replies",
    "config",
    "templates",
    "static",
    "tests",
    "fixtures",
    "deploy",
    "docs",
    "bin",
    "bench",
)
FAILED = re.compile(r"^(?:FAILED|ERROR) (\S+)", re.M)


@dataclass(frozen=True)
class Guard:
    """`old` stands once in the file and is replaced by `new`; the tests then fail."""

    what: str
    file: str
    old: str
    new: str
    tests: str


def read_guards() -> list[Guard]:
    """The list, bench/prove/guards.toml."""
    with Path(__file__).with_suffix(".toml").open("rb") as file:
        return [Guard(**one) for one in tomllib.load(file)["guard"]]


def prove(size: int) -> Table:
    """A row a guard: the first test that failed without it. `size` 10 takes out every guard, 1 every tenth."""
    table = Table("guard", "where", "the test that failed without it")
    with tempfile.TemporaryDirectory() as folder:
        copy_program(Path(folder))
        for guard in read_guards()[:: max(1, 10 // size)]:
            found = take_out(Path(folder), guard)
            wrong = [] if found else [f"{guard.what}: nothing fails without it ({guard.file})"]
            table.add(guard.what, guard.file, found.removeprefix("tests/")[:90], wrong=wrong)
    return table


def copy_program(folder: Path) -> None:
    """The program and its tests into a folder, to be changed there."""
    for name in COPIED:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("manage.py", "pyproject.toml", "README.md", "README.zh-CN.md", "CHANGELOG.md", "Makefile"):
        shutil.copy(ROOT / name, folder)


def take_out(folder: Path, guard: Guard) -> str:
    """The name of the first test that fails without the guard; "" where none does."""
    file = folder / guard.file
    text = file.read_text(encoding="utf-8")
    if text.count(guard.old) != 1:
        raise ValueError(f"{guard.file} has it {text.count(guard.old)} times: {guard.old}")
    file.write_text(text.replace(guard.old, guard.new), encoding="utf-8")
    try:
        run = _run_tests(folder, *guard.tests.split())
    finally:
        file.write_text(text, encoding="utf-8")
    if run.returncode not in (0, 1):
        raise RuntimeError(f"{guard.what}: {run.stdout}{run.stderr}")
    if not (found := FAILED.search(run.stdout)):
        return ""
    if _run_tests(folder, found.group(1)).returncode:
        raise RuntimeError(f"{found.group(1)} fails with the guard too")
    return found.group(1)


def _run_tests(folder: Path, *tests: str) -> "subprocess.CompletedProcess[str]":
    where = {name: said for name, said in os.environ.items() if name not in ("BANLI_DATA", "DJANGO_SETTINGS_MODULE")}
    where["BANLI_FONTS"] = os.environ.get("BANLI_FONTS", str(ROOT / "data" / "fonts"))  # a copy has none
    command = [sys.executable, "-m", "pytest", "-xq", "-n", "0", "--tb=no", "-rfE", *tests]
    return subprocess.run(command, cwd=folder, env=where, capture_output=True, text=True, check=False)  # noqa: S603

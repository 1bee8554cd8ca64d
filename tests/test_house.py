"""What the house promises about itself: its files, its dependencies, its settings."""

import ast
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from django.core.management import call_command
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("requirements.lock", "requirements-dev.lock")
SHELL = ("bin/setup", "bin/run", "bin/test", "bin/lint", "bin/with-postgres", ".ci/run")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
# Folders of this machine, and hosts of package indexes: a clone must not depend on either.
NOT_OURS = re.compile(r"(?<![\w.])/wor[k]/|pypi\.(org|python)|pythonhosted\.|npmjs\.|(deb|security|ftp)\.debian\.")

IGNORED = r"# type: ignor[e]"


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True)  # noqa: S607
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def modules(*folders: str) -> list[Path]:
    found = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    return [path for path in found if "migrations" not in path.parts]


def imported(path: Path) -> set[str]:
    """The modules a file imports, wherever in the file it does."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module)
    return names


def pins(lock: str) -> dict[str, Requirement]:
    text = (ROOT / lock).read_text(encoding="utf-8").replace("\\\n", " ")
    rows = [line.split(" --hash=")[0] for line in text.splitlines() if line.strip()]
    return {canonical(pin.name): pin for pin in map(Requirement, rows)}


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


# ---- code ------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_migrations_are_what_the_models_say():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_a_file_is_one_room():
    lines = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for path in modules("proposals", "replies", "config")
    }
    too_long = {name: count for name, count in lines.items() if count > 400}
    assert not too_long, "each asks to be two rooms"


def test_imports_run_one_way():
    back = {
        f"{path.relative_to(ROOT)} imports {name}"
        for path in modules("proposals")
        for name in imported(path)
        if name.split(".")[0] == "replies"
    }
    assert not back


def test_every_exception_from_the_types_says_which_and_why():
    bare = {
        f"{path.relative_to(ROOT)}:{number}"
        for path in modules("proposals", "replies", "config", "tests", "bench")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(IGNORED, line) and not re.search(IGNORED + r"\[[a-z-]+\]  # \S+ \S+", line)
    }
    assert not bare


def test_only_the_printing_rooms_know_weasyprint():
    users = {
        str(path.relative_to(ROOT))
        for path in modules("proposals", "replies", "config")
        if any(name.split(".")[0] == "weasyprint" for name in imported(path))
    }
    assert all(name.startswith("replies/letter/pdf/") for name in users), users


@pytest.mark.parametrize("name", SHELL)
def test_scripts_can_be_read_by_the_shell(name):
    subprocess.run(["bash", "-n", name], cwd=ROOT, check=True)  # noqa: S603, S607
    assert os.access(ROOT / name, os.X_OK)


def test_the_tree_names_no_machine_and_no_package_index():
    named = {
        f"{path.relative_to(ROOT)}: {found.group()}"
        for path in tracked()
        if (found := NOT_OURS.search(path.read_bytes().decode("utf-8", "ignore")))
    }
    assert not named


# ---- dependencies ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_pins_exactly_with_hashes_and_names_no_index(lock):
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert "://" not in text
    for row in text.replace("\\\n", " ").splitlines():
        assert re.fullmatch(r"[\w.-]+(\[[\w,]+\])?==\S+( ; [^-]+)?(\s+--hash=sha256:[0-9a-f]{64})+\s*", row), row


def test_the_locks_hold_what_the_project_asks_for():
    runtime, everything = map(pins, LOCKS)
    asked = [(runtime, row) for row in PROJECT["dependencies"]]
    asked += [(everything, row) for row in PROJECT["optional-dependencies"]["dev"]]
    for lock, row in asked:
        wanted = Requirement(row)
        pin = lock.get(canonical(wanted.name))
        assert pin, f"{row} is not pinned"
        assert wanted.specifier.contains(str(pin.specifier).removeprefix("==")), f"{row} is pinned as {pin}"


def test_developers_run_what_users_run():
    runtime, everything = map(pins, LOCKS)
    assert {name: str(pin) for name, pin in runtime.items()}.items() <= {
        name: str(pin) for name, pin in everything.items()
    }.items()


# ---- settings --------------------------------------------------------------------------------------------


def in_production(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """`manage.py` as on a server; a variable given as "" is taken away."""
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | {
        "BANLI_DEMO": "0",
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DJANGO_ALLOW_ASYNC_UNSAFE": "",
        "SECRET_KEY": "a-key-of-a-test-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGH",
        "ALLOWED_HOSTS": "banli.example.gov.cn",
        "PUBLIC_URL": "https://banli.example.gov.cn",
        **variables,
    }
    return subprocess.run(  # noqa: S603
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={name: value for name, value in environment.items() if value},
        capture_output=True,
        text=True,
    )


def test_production_settings_pass_every_deployment_check():
    done = in_production("check", "--deploy", "--fail-level", "WARNING")
    assert done.returncode == 0, done.stdout + done.stderr


def test_production_refuses_to_start_without_a_key():
    done = in_production("check", SECRET_KEY="")
    assert done.returncode != 0
    assert "请设置环境变量 SECRET_KEY" in done.stderr


def test_every_setting_is_documented():
    read = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', (ROOT / "config/settings.py").read_text(encoding="utf-8")))
    read |= {"DATABASE_URL", "EMAIL_URL"}
    told = set(re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "docs/settings.md").read_text(encoding="utf-8"), re.M))
    assert read == told

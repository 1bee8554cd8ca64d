"""What the house promises about itself: its files, its dependencies, its settings."""

import ast
import os
import re
import subprocess
import sys
import tomllib
from collections import Counter
from pathlib import Path

import pytest
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from packaging.requirements import Requirement

from bench.house import House, circle_in
from proposals.apps import check_history, move_away
from proposals.templatetags.plugged import missing_pages, plug_in_pages

ROOT = Path(__file__).resolve().parent.parent.parent
LOCKS = ("requirements.lock", "requirements-dev.lock")
SHELL = ("bin/setup", "bin/run", "bin/test", "bin/lint", "bin/with-postgres", ".ci/run", "deploy/upgrade.sh")
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


@pytest.mark.django_db
def test_a_database_of_an_earlier_version_is_left_alone_with_a_sentence():
    assert check_history(databases=["default"]) == []
    MigrationRecorder(connection).record_applied("proposals", "0014_supervision")
    (fault,) = check_history(databases=["default"])
    assert "的表和这一版的不同，不能接着用；里面的数据没有动过。是以前的开发版本建的，可以重新开始：请" in fault.msg
    for command in ("migrate", "load_calendar", "load_demo", "verify_audit", "housekeeping", "demo_card"):
        with pytest.raises(SystemCheckError, match="以前的开发版本"):
            call_command(command, skip_checks=False, verbosity=0)


def test_a_file_is_moved_away_with_what_a_crash_left_beside_it(tmp_path):
    name = tmp_path / "办 理.sqlite3"
    name.touch()
    (tmp_path / "办 理.sqlite3-wal").touch()
    assert move_away(name) == f"mv '{name}' '{name}.old' && mv '{name}-wal' '{name}-wal.old'"


@pytest.mark.django_db
def test_a_database_made_by_an_earlier_text_of_the_same_migration_is_left_alone_too():
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE proposals_limit RENAME COLUMN source TO basis")
    (fault,) = check_history(databases=["default"])
    assert "是以前的开发版本建的" in fault.msg


def test_a_file_is_one_room():
    lines = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for path in modules("proposals", "replies", "config")
    }
    too_long = {name: count for name, count in lines.items() if count > 400}
    assert not too_long, "each asks to be two rooms"


def test_the_deputies_questions_stand_in_one_table():
    """What names one question: 对办理态度 is the only one whose words stand for nothing else."""
    table, column = "replies/letter/questions.py", "replies/models/feedback.py"
    pages = [path for folder in ("templates", "static/js") for path in (ROOT / folder).rglob("*") if path.is_file()]
    spelled = {
        str(path.relative_to(ROOT))
        for path in [*modules("proposals", "replies", "config"), *pages]
        if re.search("attitude|办理态度", path.read_text(encoding="utf-8"), re.IGNORECASE)
    }
    assert spelled == {table, column}


def test_the_house_can_be_walked():
    house = House.read()
    functions, names = house.public_functions(), house.public_names()
    assert circle_in(house.imports) == []
    assert circle_in(house.package_imports()) == []
    counted = house.side_by_side() + Counter(path.parent for path in modules("tests") if path.name != "__init__.py")
    assert {str(folder): count for folder, count in counted.items() if count > 14} == {}
    assert sum("_" not in name for name in functions) <= 0.3 * len(functions)
    assert sum(count > 1 for count in names.values()) <= 0.05 * len(names)
    assert len(house.gerunds()) <= 3
    assert house.lines_that_spell_replies() == []


def test_no_page_of_proposals_spells_a_page_of_replies():
    """Addresses are plugged in (proposals.templatetags.plugged); what both sides show stands in neither's folder."""
    folder, named = ROOT / "templates" / "proposals", re.compile("['\"]replies[:/]")
    spelled = [path for path in folder.rglob("*.html") if named.search(path.read_text(encoding="utf-8"))]
    assert [str(path.relative_to(ROOT)) for path in spelled] == []


@pytest.mark.parametrize("pages", [{}, {"finished_years": "replies:finished", "extension_letter": "a", "more": "b"}])
def test_the_pages_that_are_plugged_in_are_those_that_are_linked_to(pages):
    with pytest.raises(ImproperlyConfigured, match="Pages plugged in differ"):
        plug_in_pages(pages)
    assert missing_pages() == []


def test_the_floors_of_the_house_hold():
    """The contracts of pyproject.toml, [tool.importlinter]."""
    program = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([program, "--no-logo"], cwd=ROOT, capture_output=True, text=True)  # noqa: S603
    assert done.returncode == 0, done.stdout


def is_views(module: str) -> bool:
    """Whether a module answers requests: views.py, lookback_views.py, a file of drafts/views/."""
    return any(part == "views" or part.endswith("_views") for part in module.split("."))


def test_views_never_import_views():
    """What two pages share stands in the package's pages.py, or in a module named by what it knows."""
    imports = House.read().imports
    views = {module for module in imports if is_views(module)}
    assert len(views) > 20
    assert {module: imports[module] & views for module in views if imports[module] & views} == {}


def relations_of_answers() -> set[str]:
    """The names under which models of proposals lead to models of replies."""
    return {
        relation.get_accessor_name()
        for model in apps.get_app_config("proposals").get_models()
        for relation in model._meta.related_objects
        if relation.related_model._meta.app_label == "replies" and relation.get_accessor_name()
    }


def test_proposals_uses_no_relation_of_replies():
    relations = relations_of_answers()
    assert "replies" in relations
    used = {
        f"{path.relative_to(ROOT)}:{node.lineno} {word}"
        for path in modules("proposals")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for word in words_of(node)
        if word in relations
    }
    assert used == set()


def words_of(node: ast.AST) -> list[str]:
    """The attribute a node reads, or the relations that a string of a query names."""
    if isinstance(node, ast.Attribute):
        return [node.attr]
    if isinstance(node, ast.keyword):
        return (node.arg or "").split("__")
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and "__" in node.value:
        return node.value.split("__")
    return []


def test_imports_are_absolute_and_at_the_top():
    """An import inside a function says why, on its line or above it."""
    relative, hidden = set(), set()
    for path in modules("proposals", "replies", "config"):
        text = path.read_text(encoding="utf-8")
        lines, tree = text.splitlines(), ast.parse(text)
        relative |= {f"{path.name}:{n.lineno}" for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) and n.level}
        for function in ast.walk(tree):
            if isinstance(function, ast.FunctionDef):
                reason = False
                for node in function.body:
                    if not isinstance(node, ast.Import | ast.ImportFrom):
                        continue
                    here, above = lines[node.lineno - 1], lines[node.lineno - 2].strip()
                    reason = reason or "#" in here or above.startswith("#")  # one reason for a block of them
                    if not reason:
                        hidden.add(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert (relative, hidden) == (set(), set())


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


def test_comments_and_docstrings_are_in_plain_modern_english():
    quaint = re.compile(r"in hand\b|\banew|lets? stand\b|whoever", re.IGNORECASE)
    found = {
        f"{path.relative_to(ROOT)}:{number}"
        for path in modules("proposals", "replies", "config", "bench")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if quaint.search(line)
    }
    assert not found


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

"""What the program is made of can be listed and checked without network; the papers point at what is there."""

import json
import re
import zipfile
from importlib import metadata
from pathlib import Path

import pytest

from bin.check_lock import check_advisories, check_files, check_installed, check_wheels, read_lock
from bin.sbom import make_sbom
from tests.house.test_house import LOCKS, ROOT, pins

PAPERS = ("SECURITY.md", "docs/threats.md", "docs/asvs.md", "docs/dengbao.zh-CN.md", "docs/retention.zh-CN.md")


def test_the_lock_is_read_whole():
    for lock in LOCKS:
        read = {name: pin.version for name, pin in read_lock(ROOT / lock).items()}
        assert read == {name: str(pin.specifier).removeprefix("==") for name, pin in pins(lock).items()}


def test_what_is_installed_is_what_the_lock_says():
    found = list(check_installed(read_lock(ROOT / "requirements.lock"), list(metadata.distributions())))
    assert [one for one in found if "不在锁定的清单里" not in one] == []  # developers have more


def test_another_version_a_missing_package_a_changed_file_and_a_foreign_wheel_are_named(tmp_path):
    lock = read_lock(ROOT / "requirements.lock")
    (tmp_path / "a-1.0.dist-info").mkdir()
    (tmp_path / "a-1.0.dist-info/METADATA").write_text("Metadata-Version: 2.1\nName: a\nVersion: 1.0\n")
    (tmp_path / "a.py").write_text("changed")
    (tmp_path / "a-1.0.dist-info/RECORD").write_text("a.py,sha256=AAAA,7\nb.py,sha256=AAAA,7\n")
    (found,) = metadata.distributions(path=[str(tmp_path)])
    assert list(check_files("a", found)) == ["a：a.py 被改过", "a：缺 b.py"]
    django = lock["django"]
    said = list(check_installed({"django": django, "a": type(django)("2.0", frozenset(), "")}, [found]))
    assert said[:2] == [f"django {django.version} 没有安装", "a 装的是 1.0，锁定的是 2.0"]
    assert list(check_installed({}, [found])) == ["a 1.0 不在锁定的清单里"]
    (tmp_path / "wheels").mkdir()
    (tmp_path / "wheels/django.whl").write_bytes(b"another")
    assert list(check_wheels(lock, tmp_path / "wheels")) == ["django.whl 的 SHA-256 不在锁定的清单里"]


def affected(**facts):
    return [{"package": {"ecosystem": "PyPI", "name": "Django"}, **facts}]


def ranged(*events):
    return affected(ranges=[{"type": "ECOSYSTEM", "events": list(events)}])


@pytest.mark.parametrize(
    ("said", "found"),
    [
        (affected(versions=["5.1", "5.2.19"]), True),
        (affected(versions=["5.1"]), False),
        (ranged({"introduced": "0"}), True),
        (ranged({"introduced": "5.2"}, {"fixed": "5.2.18"}), False),
        (ranged({"introduced": "5.2"}, {"fixed": "5.2.20"}), True),
        (ranged({"introduced": "4.0"}, {"fixed": "4.2.9"}, {"introduced": "5.2"}, {"last_affected": "5.2.19"}), True),
        (ranged({"introduced": "5.2"}, {"last_affected": "5.2.18"}), False),
        (ranged({"introduced": "6.0"}), False),
        ([{"package": {"name": "another"}, "versions": ["5.2.19"]}], False),
    ],
)
def test_a_known_weakness_of_a_pinned_version_is_named(tmp_path, said, found):
    path, lock = tmp_path / "all.zip", read_lock(ROOT / "requirements.lock")
    lock["django"] = type(lock["django"])("5.2.19", frozenset(), "")
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("A.json", json.dumps({"id": "A", "summary": "an example", "affected": said}))
        archive.writestr("B.json", json.dumps({"id": "B", "withdrawn": "2026-01-01", "affected": said}))
    assert list(check_advisories(lock, path)) == (["django 5.2.19：A an example"] if found else [])


def test_the_sbom_lists_every_package_with_its_licence_and_hashes():
    sbom, lock = make_sbom(), read_lock(ROOT / "requirements.lock")
    assert sbom == make_sbom()
    here = {name: pin for name, pin in lock.items() if not pin.marker}
    listed = {one["name"]: one for one in sbom["components"]}
    assert {name: one["version"] for name, one in listed.items() if name in here} == {
        name: pin.version for name, pin in here.items()
    }
    assert [name for name, one in listed.items() if one["licenses"] == [{"license": {"name": "unknown"}}]] == []
    for name, one in listed.items():
        assert {row["content"] for row in one["externalReferences"][0]["hashes"]} == lock[name].hashes
    refs = {one["bom-ref"] for one in sbom["components"]} | {sbom["metadata"]["component"]["bom-ref"]}
    assert {row["ref"] for row in sbom["dependencies"]} == refs
    needed = {row["ref"]: row["dependsOn"] for row in sbom["dependencies"]}
    assert listed["sqlparse"]["bom-ref"] in needed[listed["django"]["bom-ref"]]


@pytest.mark.parametrize("name", PAPERS)
def test_the_papers_point_at_what_is_there(name):
    """Every file they name in code style or as a link, and every test."""
    text = (ROOT / name).read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:\w[\w-]*/)+[\w.*-]*|[\w-]+\.(?:py|md|toml|lock))(?:::\w+)?`", text))
    named |= {Path(ROOT / name).parent.joinpath(way).resolve().relative_to(ROOT).as_posix()
              for way in re.findall(r"\]\((?!https?:|#)([^)#]+)", text)}  # fmt: skip
    assert len(named) > 3
    missing = {one for one in named if not (ROOT / one).exists() and not list(ROOT.glob(one))}
    assert missing == set()
    for path, test in re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", text):
        assert f"def {test}(" in (ROOT / path).read_text(encoding="utf-8"), (path, test)


# How many requirements of level 1 and 2 each section of ASVS 5.0.0 has; those of level 3 come behind them.
ASVS = """
1.1:2 1.2:9 1.3:11 1.4:3 1.5:2 2.1:3 2.2:3 2.3:4 2.4:1 3.2:2 3.3:4 3.4:6 3.5:5 3.7:2 4.1:3 4.2:1 4.3:2 4.4:4 5.1:1
5.2:3 5.3:2 5.4:3 6.1:3 6.2:12 6.3:4 6.4:4 6.5:5 6.6:3 6.8:4 7.1:3 7.2:4 7.3:2 7.4:5 7.5:2 7.6:2 8.1:2 8.2:3 8.3:1
8.4:1 11.1:2 11.2:3 11.3:3 11.4:4 11.5:1 11.6:1 12.1:3 12.2:2 12.3:4 13.1:1 13.2:5 13.3:2 13.4:5 14.1:2 14.2:4
14.3:3 15.1:3 15.2:3 15.3:7 16.1:1 16.2:5 16.3:4 16.4:3 16.5:3
"""
ASIDE = {"V9.1.1 – V9.2.4", "V10.1.1 – V10.7.3", "V17.1.1 – V17.3.2"}  # chapters of which nothing is here


def test_every_requirement_of_asvs_has_its_row_and_a_verdict():
    rows = re.findall(r"^\| (V[^|]+?) \| ([^|]+?) \| (.+) \|$", (ROOT / "docs/asvs.md").read_text("utf-8"), re.M)
    said = []
    for ids, verdict, why in rows:
        assert verdict in ("met", "partly", "not", "n.a.")
        assert why
        first, _, last = ids.partition(" – ")
        if ids not in ASIDE:
            section, _, number = first.rpartition(".")
            to = int((last or first).rpartition(".")[2])
            said += [f"{section}.{one}" for one in range(int(number), to + 1)]
    wanted = [row.split(":") for row in ASVS.split()]
    assert said == [f"V{section}.{one}" for section, count in wanted for one in range(1, int(count) + 1)]
    assert {ids for ids, _, _ in rows} >= ASIDE


def test_every_row_of_dengbao_says_how_it_stands():
    text = (ROOT / "docs/dengbao.zh-CN.md").read_text(encoding="utf-8")
    rows = [row for row in re.findall(r"^\| (.+) \|$", text, re.M) if not row.startswith(("要求", "--"))]
    assert len(rows) > 50
    for row in rows:
        wanted, level, verdict, *_ = (cell.strip() for cell in row.split(" | "))
        assert (level in ("二、三", "三"), verdict in ("符合", "部分", "不符合", "单位")) == (True, True), wanted

"""`manage.py print_snapshot` and `build_fonts`, as they are run from a shell."""

import json
import os
import subprocess
import sys
import time

import pytest
from django.conf import settings
from django.core.management import call_command
from fontTools.ttLib import TTFont

from replies.letter.fonts import faces, truetype
from replies.letter.pdf import copies
from replies.management.commands import build_fonts
from tests.replies.letter.pages import EXAMPLE, blank, case, pages_of, render


def run(*arguments, stdin=None, **environment):
    return subprocess.run(  # noqa: S603
        [sys.executable, "manage.py", *map(str, arguments)],
        cwd=settings.BASE_DIR,
        env=os.environ | environment,
        input=stdin,
        capture_output=True,
    )


def printed(capsys, *arguments):
    """Run in this process: exit status and what was said on standard error."""
    with pytest.raises(SystemExit) as stopped:
        call_command("print_snapshot", *map(str, arguments))
    return stopped.value.code, capsys.readouterr().err


def test_another_process_prints_the_same_bytes_in_four_copies(tmp_path):
    codes = copies.Marks(address=f"http://127.0.0.1:8000/v/{case()['verification']}")
    expected = copies.assemble_copies(render(case()), copies.FOUR, codes)
    done = run("print_snapshot", EXAMPLE, tmp_path / "out.pdf")
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert (tmp_path / "out.pdf").read_bytes() == expected
    assert [path.name for path in tmp_path.iterdir()] == ["out.pdf"]


def test_a_case_may_come_from_standard_input(tmp_path):
    render(blank())
    source = json.dumps(blank()).encode()
    done = run("print_snapshot", "-", tmp_path / "out.pdf", "--copies", "record", stdin=source)
    assert (done.returncode, done.stderr) == (0, b"")
    assert (tmp_path / "out.pdf").read_bytes() == render(blank())


def test_an_error_is_one_sentence_exit_2_and_no_file(tmp_path):
    done = run("print_snapshot", "-", tmp_path / "out.pdf", stdin=json.dumps(blank(kind="议案")).encode())
    assert done.returncode == 2
    assert done.stdout == b""
    assert done.stderr.decode() == "kind：应为 建议、提案 之一，不能是“议案”。\n"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("wanted", "labels"),
    [
        ("3,4", ["第三份·送区政府办公室", "第四份·送区政府办公室"]),
        ("2，1", ["第二份·送意见提出人", "第一份·存承办单位"]),
        ("送区政府办公室", ["第三份·送区政府办公室", "第四份·送区政府办公室"]),
        ("1,2,3,4", ["第一份·存承办单位", "第二份·送意见提出人", "第三份·送区政府办公室", "第四份·送区政府办公室"]),
        ("存承办单位, 2", ["第一份·存承办单位", "第二份·送意见提出人"]),
    ],
)
def test_copies_are_chosen_by_number_or_place(tmp_path, wanted, labels):
    source = tmp_path / "in.json"
    source.write_text(json.dumps(blank()))
    render(blank())
    call_command("print_snapshot", source, tmp_path / "out.pdf", copies=wanted)
    pages = pages_of((tmp_path / "out.pdf").read_bytes())
    assert [page.partition("\n")[0] for page in pages] == [label for label in labels for _ in range(2)]


def test_each_deputy_may_have_a_copy_and_sheets_may_be_kept_apart(tmp_path):
    render(case())
    call_command("print_snapshot", EXAMPLE, tmp_path / "out.pdf", copies="each", duplex=True)
    pages = pages_of((tmp_path / "out.pdf").read_bytes())
    assert len(pages) == 6 * 10
    assert pages[20].startswith("第二份·送意见提出人（周建伟）\n")


@pytest.mark.parametrize(
    ("content", "more", "sentence"),
    [
        (b"{", (), "文件不是 JSON：第 1 行第 2 个字符处有误。"),
        (json.dumps(blank(title=None)).encode(), (), "title：必须填写。"),
        (json.dumps(blank(handling="\0")).encode(), (), "handling：含有不能打印的字符 U+0000。"),
        (
            json.dumps(blank()).encode(),
            ("--copies=5",),
            "--copies：没有“5”这一份，应为 1、2、3、4、存承办单位、送意见提出人、送区政府办公室、each、record 之一。",
        ),
    ],
)
def test_what_is_wrong_is_said_and_an_old_file_kept(tmp_path, capsys, content, more, sentence):
    source, target = tmp_path / "in.json", tmp_path / "out.pdf"
    source.write_bytes(content)
    target.write_bytes(b"old")
    assert printed(capsys, source, target, *more) == (2, f"{sentence}\n")
    assert target.read_bytes() == b"old"
    assert len(list(tmp_path.iterdir())) == 2


def test_paths_that_do_not_serve(tmp_path, capsys):
    source = tmp_path / "in.json"
    source.write_text(json.dumps(blank()))
    render(blank())
    for arguments, path, reason in [
        ((tmp_path / "no.json", "out.pdf"), tmp_path / "no.json", "没有这个文件或文件夹"),
        ((tmp_path, "out.pdf"), tmp_path, "这是一个文件夹"),
        ((source, tmp_path), tmp_path, "这是一个文件夹"),
        ((source, tmp_path / "no" / "out.pdf"), tmp_path / "no", "没有这个文件或文件夹"),
        ((source, source / "out.pdf"), source, "没有这个文件或文件夹"),
    ]:
        assert printed(capsys, *arguments) == (2, f"{path}：{reason}。\n")
    assert [path.name for path in tmp_path.iterdir()] == ["in.json"]


def test_without_faces_nothing_is_printed(tmp_path):
    render(blank())
    done = run(
        "print_snapshot",
        "-",
        tmp_path / "out.pdf",
        stdin=json.dumps(blank()).encode(),
        BANLI_FONTS=str(tmp_path / "f"),
    )
    assert done.returncode == 2
    assert done.stderr.decode() == "打印字体还没有准备好，请先运行 manage.py build_fonts。\n"
    assert list(tmp_path.iterdir()) == []


# ---- faces -----------------------------------------------------------------------------------------------


def test_faces_are_built_once(capsys):
    render(blank())
    before = {face.path: face.path.stat().st_mtime_ns for face in faces.built_faces().values()}
    started = time.process_time()
    call_command("build_fonts")
    assert time.process_time() - started < 0.3
    assert capsys.readouterr().out.startswith("打印字体已备好：")
    assert {face.path: face.path.stat().st_mtime_ns for face in faces.built_faces().values()} == before


def test_licences_lie_next_to_the_faces():
    render(blank())
    names = {path.name for path in (settings.FONTS_DIR / "licences").iterdir()}
    assert "pylopdf-fonts-zh-cn-LICENSE" in names


@pytest.mark.parametrize(
    "damage",
    [
        lambda folder: (folder / faces.LIST).unlink(),
        lambda folder: (folder / faces.LIST).write_text("{"),
        lambda folder: (folder / faces.LIST).write_text("[]"),
        lambda folder: (folder / faces.LIST).write_text('{"recipe": 0, "faces": {}}'),
        lambda folder: (folder / "a.ttf").unlink(),
    ],
)
def test_half_built_faces_count_as_none(tmp_path, settings, damage):
    settings.FONTS_DIR = tmp_path
    rows = {role: {"file": "a.ttf", "label": role, "stand_in": role == faces.KAI} for role in faces.ROLES}
    (tmp_path / "a.ttf").write_bytes(b"")
    (tmp_path / faces.LIST).write_text(json.dumps({"recipe": faces.RECIPE, "faces": rows}))
    assert set(faces.built_faces()) == set(faces.ROLES)
    assert [(one.id, one.msg) for one in faces.check_printing(None)] == [
        ("replies.W004", "部分打印字体用了替代字体：banli-kai。")
    ]
    damage(tmp_path)
    assert faces.built_faces() == {}
    assert [one.id for one in faces.check_printing(None)] == ["replies.W003"]
    with pytest.raises(faces.FacesNotBuiltError):
        faces.require_faces()


def test_without_debian_packages_noto_stands_in(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(build_fonts, "DEBIAN_FOLDERS", ())
    shelf = build_fonts.Shelf(tmp_path)
    assert [shelf.choose(role)[0].label for role in faces.ROLES] == [
        "仿宋由思源宋体代替",
        "小标宋由思源宋体代替",
        "楷体由思源宋体代替",
        "黑体（思源黑体）",
        "宋体（思源宋体）",
        "生僻字由思源宋体代替",
        "姓名（思源宋体）",
    ]


def test_a_converted_face_is_truetype_and_always_the_same(tmp_path):
    _, source = build_fonts.Shelf(tmp_path).choose(faces.HEI)
    wanted = frozenset(map(ord, "一、主要做法䶮"))
    first, second = (truetype.convert_face(source, tmp_path / name, faces.HEI, wanted) for name in ("1.ttf", "2.ttf"))
    assert first == second
    assert truetype.face_characters(tmp_path / "1.ttf") == wanted
    with TTFont(tmp_path / "1.ttf") as font:
        assert "CFF " not in font
        assert font["name"].getBestFamilyName() == faces.HEI
        assert (font["hhea"].ascent, font["hhea"].descent) == (truetype.ASCENT, truetype.DESCENT)
        assert font["glyf"][font.getBestCmap()[ord("要")]].numberOfContours > 1

"""标准用语 from a workbook: every row is looked at, what is right is taken in, nothing twice."""

import datetime as dt
import json
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from proposals.formats.spreadsheets import Column, Sheet, write_workbook
from replies.models import Wording
from tests.factories import day, wording, world

pytestmark = pytest.mark.django_db
EMPTY_FORM = "可以下载空表，把内容贴进去再交。"
SO = "2026-03-05或2026年3月5日"
HEAD = ("主题", "标准口径", "负责人", "有效期", "依据")


def book(*rows, head=HEAD):
    content = write_workbook([Sheet("表", "各科室标准用语", [Column(name) for name in head], rows)])
    return {"file": SimpleUploadedFile("用语.xlsx", content)}


def shown(answer):
    return [
        (one.fate.value, [*one.wrong, *one.changes], one.line.cells.get("主题", ""))
        for one in answer.context["planned"]
    ]


def test_every_row_is_looked_at_before_anything_is_stored_and_taken_in_once(go):
    w, old = world(), wording(owner=world().handler)
    before, later = old.expires_on, day(120)
    said = f"{before.year}年{before.month}月{before.day}日→{later.year}年{later.month}月{later.day}日"
    rows = [
        ("养老", "按规定办理。\n可以申请。", "", later, "宝民〔2026〕3号"),
        (old.topic, old.text, "", later, ""),
        ("养老", "按规定办理。\n可以申请。", w.second_handler.name, later, ""),
        ("", "没有主题", "某某", dt.date(2020, 1, 1), ""),
        ("长" * 31, "话", w.handler.name, "随便", "长" * 121),
    ]
    answer = go(w.office, "wordings_import", data=book(*rows))
    first = [
        ("new", [], "养老"),
        ("changed", [f"有效期至：{said}"], old.topic),
        ("wrong", ["前面已经有一行，主题和用语都一样。"], "养老"),
        (
            "wrong",
            [
                "主题是空的，请填写。",
                "负责人“某某”不是本单位的人员。",
                "有效期至2020年1月1日已经过了，请写今天以后的日期。",
            ],
            "",
        ),
        (
            "wrong",
            ["主题有31字，最多30字。", f"有效期至“随便”不是日期，请写成{SO}。", "依据有121字，最多120字。"],
            "长" * 31,
        ),
    ]
    assert (answer.status_code, shown(answer), Wording.objects.count()) == (200, first, 1)
    sent = {"lines": answer.context["lines"], "key": str(answer.context["key"])}
    assert [go(w.office, "wordings_take_in", data=sent).status_code for _ in range(2)] == [302, 302]
    made = Wording.objects.current().exclude(topic=old.topic).get()
    assert (made.text, made.owner, made.expires_on, made.written_by) == (
        "按规定办理。\n可以申请。", w.office, later, w.office,
    )  # fmt: skip
    newer = Wording.objects.get(supersedes=old)
    assert (newer.expires_on, newer.owner, newer.source, Wording.objects.count()) == (later, w.handler, old.source, 3)
    again = go(w.office, "wordings_import", data=book(*rows))
    assert [fate for fate, _, _ in shown(again)] == ["same", "same", "wrong", "wrong", "wrong"]


def test_another_s_wording_is_changed_by_its_owner_and_the_office_only(go):
    old = wording(owner=world().handler)
    answer = go(world().second_handler, "wordings_import", data=book((old.topic, old.text, "", day(120), "")))
    assert shown(answer) == [("wrong", [f"由{old.owner}和本单位办公室维护，您不能改。"], old.topic)]


def test_the_empty_sheet_comes_back_with_its_example_left_out(go):
    content = b"".join(go(world().office, "wordings_empty").streaming_content)
    answer = go(world().office, "wordings_import", data={"file": SimpleUploadedFile("空.xlsx", content)})
    assert (answer.status_code, answer.context["form"].errors["file"]) == (400, ["表头下面没有内容。"])


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "请选择文件。"),
        (
            book(("一", "二"), head=("名称", "内容")),
            f"没有找到表头。表头至少要有：主题、用语、有效期至。{EMPTY_FORM}",
        ),
        (book(*[("一", f"话{at}", "", day(9), "") for at in range(501)]), "超过500行，请分成几份再交。"),
    ],
)
def test_a_file_that_is_no_list_of_wordings_is_refused_in_words(go, sent, said):
    for file in sent.values():
        file.seek(0)
    answer = go(world().office, "wordings_import", data=sent)
    assert (answer.status_code, answer.context["form"].errors["file"]) == (400, [said])


@pytest.mark.parametrize(
    "lines", ["", "x", "[]", "{}", "[1]", '[{"number": "x", "cells": {}}]', json.dumps([{"number": 1}])]
)
def test_what_no_page_says_back_is_refused(go, lines):
    answer = go(world().office, "wordings_take_in", data={"lines": lines, "key": str(uuid.uuid4())})
    assert (answer.status_code, Wording.objects.count()) == (409, 0)

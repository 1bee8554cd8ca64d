"""What will be public shows no one's telephone, identity number, home or card."""

import pytest

from replies.letter.checks import ERROR, check_letter
from replies.letter.snapshot import Snapshot
from tests.replies.letter.checks.whole.said import said
from tests.replies.letter.pages import blank

PERSONAL = [
    "居民王某（13812345678）",
    "手机：138 1234 5678",
    "+8613812345678",
    "身份证310113194903074526",
    "身份证31011319490307452X",
    "家住友谊路123弄45号",
    "张庙街道密山二村12号402室",
    "现住牡丹江路50号",
    "家里电话021-56781234",
    "家里电话：56781234",
    "家 里 电 话：021-56781234",
    "投诉人李某（电话021-56781234）",
    "银行卡号6222021001112223334",
]
PUBLIC = [
    "拨打12345市民服务热线",
    "咨询电话：021-56781234",
    "养老服务热线962200",
    "我局长护险科电话（021-56781234）",
    "区民政局社会救助科电话021-56781234",
    "地址：淞宝路104号2楼，联系电话56781234",
    "窗口在牡丹江路1599号2号楼203室（办公地点）",
    "友谊路123弄小区",
    "2025年共6222万元",
    "310113194913074526",  # no such day of birth
    "项目编号2026031512345678",
    "传  真：021-55550119",
    "传    真：(021)55550119",
    "邮  编：200900　传　真：021-55550119",
    "联系人：高扬，电话：021-56781234",
    "经办人：高扬　0576-88123456",
    "2号楼402户",
    "沪府发〔2023〕12345678号",
    "20251231",
]


@pytest.mark.parametrize("text", PERSONAL)
def test_personal_data_is_an_error_where_it_will_be_public(text):
    assert [one.severity for one in said("personal_data", text)] == [ERROR]
    summary = said("personal_data", "无", disclosure="主动公开·摘要", summary=text)
    assert [(one.severity, one.field) for one in summary] == [(ERROR, "summary")]


@pytest.mark.parametrize("pieces", [("家住友谊路123弄45号", "13912345678"), ("13912345678", "家住友谊路123弄45号")])
def test_pieces_that_touch_are_two(pieces):
    marks = said("personal_data", "".join(pieces))
    assert sorted(one.words for one in marks) == sorted(pieces)


def test_every_piece_of_one_line_is_found():
    line = "居民张某，手机13912345678，身份证310113194903074526，家住友谊路123弄45号，家里电话021-56781234"
    found = ["13912345678", "310113194903074526", "家住友谊路123弄45号", "021-56781234"]
    for where in ({}, {"disclosure": "主动公开·摘要", "summary": line}):
        marks = said("personal_data", "无" if where else line, **where)
        assert sorted(line[one.start : one.end] for one in marks) == sorted(found)
    twice = said("personal_data", "张某13912345678，李某13812345678")
    assert [one.start for one in twice] == [2, 16]


def test_the_same_digits_are_one_piece():
    """A card number holds what looks like a birthday, and a line holds a piece next to the one that was taken."""
    line = "银行卡号6222021949030745261，手机13912345678"
    assert [line[one.start : one.end] for one in said("personal_data", line)] == [
        "6222021949030745261",
        "13912345678",
    ]
    overlapping = "银行卡号310113194903074526"
    assert len(said("personal_data", overlapping)) == 1


@pytest.mark.parametrize("disclosure", ["依申请公开·全文", "依申请公开·摘要", "不公开", None])
@pytest.mark.parametrize("text", PERSONAL)
def test_and_is_left_alone_where_it_will_not(text, disclosure):
    assert said("personal_data", text, disclosure=disclosure, summary=text) == []


@pytest.mark.parametrize("text", PUBLIC)
def test_what_is_public_anyway_may_stand(text):
    assert said("personal_data", text) == []


def test_the_letter_itself_is_not_public_where_only_its_summary_is():
    assert said("personal_data", PERSONAL[0], disclosure="主动公开·摘要", summary="已经办理。") == []


def test_a_number_that_nothing_vouches_for_is_somebody_s():
    assert len(said("personal_data", "请打021-56781234")) == 1


def test_the_numbers_of_the_unit_and_of_the_letter_may_both_stand_wherever_they_do():
    of_the_letter = {"letter": {"phone": "(021)56781234"}}
    assert said("personal_data", "请打021-56781234，或者打021-55550402", **of_the_letter) == []
    (finding,) = said("personal_data", "请打021-56781234，或者打021-55550403", **of_the_letter)
    assert finding.words == "021-55550403"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("办公地址：友谊路12号楼203室", 0),
        ("友谊路12号楼203室（居委会）", 0),
        ("友谊路12号楼203室", 1),
        ("友谊路12号楼203室的王老伯说，十分满意居委会", 1),
    ],
)
def test_a_door_that_is_there_to_be_entered_says_so_just_before_or_just_after(text, found):
    assert len(said("personal_data", text)) == found


def test_the_office_s_own_lines_below_the_letter_are_public():
    lines = "联系人：王伟\n电    话：0576-88550000\n地  址：友谊路12号楼302室\n传真：0576-88550001"
    assert said("personal_data", f"已补装40盏。\n{lines}") == []
    for private in ("家庭住址：友谊路12号楼302室", "电话：13812345678", "地址：友谊路12号楼302室（投诉人）"):
        assert len(said("personal_data", f"已补装40盏。\n{private}")) == 1
    assert len(said("personal_data", "居民电话：0576-88550000\n已补装40盏。")) == 1


def test_the_title_is_public_too():
    heard = said("personal_data", "好。", letter={"title": "关于居民王某（13812345678）来信的答复"})
    assert [(one.field, one.words) for one in heard] == [("letter.title", "13812345678")]


def test_where_nothing_is_written_yet_there_is_nothing_to_find():
    facts = Snapshot.from_json(blank(disclosure="主动公开·全文"))
    assert [one for one in check_letter(facts) if one.rule == "personal_data"] == []


def test_the_unit_s_own_number_may_stand_and_a_mobile_one_may_not():
    assert said("personal_data", "联系电话021-55550402") == []
    (finding,) = said("personal_data", "", letter={"phone": "13812345678"})
    assert (finding.field, finding.severity) == ("letter.phone", ERROR)

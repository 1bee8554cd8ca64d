"""The JSON of a case: what is read, and the sentence for what is not."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replies.letter.fields import SNAPSHOT_FIELDS, SUMMARY, list_written
from replies.letter.snapshot import Snapshot, SnapshotError
from replies.models import Draft
from tests.replies.letter.pages import EXAMPLE, blank, case


def sentence(obj):
    with pytest.raises(SnapshotError) as caught:
        Snapshot.from_json(obj)
    return str(caught.value)


def sentence_of(data):
    with pytest.raises(SnapshotError) as caught:
        Snapshot.from_bytes(data)
    return str(caught.value)


def test_the_example_is_read_key_by_key():
    snapshot = Snapshot.from_bytes(EXAMPLE.read_bytes())
    assert snapshot.deputies == ("赵洪蓉", "周建伟", "李倩宇")
    assert snapshot.letter.signed_on == date(2024, 3, 5)
    assert [row.channel for row in snapshot.feedback] == ["paper", "paper", "link"]
    assert snapshot.to_json() == case()


def test_absent_null_and_empty_are_the_same():
    short = Snapshot.from_json(blank())
    full = Snapshot.from_json({**dict.fromkeys(case()), **blank()})
    empty = Snapshot.from_json(blank(unit="", handling=" ", classification="", letter={}, review={}, feedback=[]))
    assert short == full == empty
    assert (short.unit, short.letter, short.review, short.feedback, short.version) == ("", None, None, (), None)


def test_the_canonical_bytes_do_not_depend_on_how_the_file_was_written():
    loose = json.dumps(case(), indent=3, sort_keys=False).encode()
    tight = json.dumps(dict(reversed(case().items())), ensure_ascii=False).encode()
    one, other = Snapshot.from_bytes(loose), Snapshot.from_bytes(b"\xef\xbb\xbf" + tight)
    assert one == other
    assert one.to_bytes() == other.to_bytes()
    assert one.sha256 == other.sha256
    assert one.sha256 != Snapshot.from_json(case(version=2)).sha256
    assert Snapshot.from_bytes(one.to_bytes()) == one


def test_line_ends_and_edges_are_evened():
    snapshot = Snapshot.from_json(blank(title="　标题 ", handling="一\r\n二\r三\n"))
    assert (snapshot.title, snapshot.handling) == ("标题", "一\n二\n三")


@pytest.mark.parametrize("key", ["kind", "number", "session", "title", "deputies"])
def test_what_must_be_given(key):
    obj = blank()
    del obj[key]
    assert sentence(obj).startswith(f"{key}：")


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"kind": "议案"}, "kind：应为 建议、提案 之一，不能是“议案”。"),
        (
            {"classification": "已处理"},
            "classification：应为 已采纳、正在研究、留作参考、已解决、正在解决、暂难解决 之一，不能是“已处理”。",
        ),
        (
            {"disclosure": "公开"},
            "disclosure：应为 主动公开·全文、主动公开·摘要、依申请公开·全文、依申请公开·摘要、不公开 之一，"
            "不能是“公开”。",
        ),
        ({"title": 70}, "title：应为文字，不能是数字。"),
        ({"title": True}, "title：应为文字，不能是真假值。"),
        ({"title": " \n"}, "title：必须填写。"),
        ({"title": "上\n下"}, "title：应为一行文字，不能换行。"),
        ({"title": "长" * 301}, "title：过长，最多 300 字，现有 301 字。"),
        ({"number": None}, "number：必须填写。"),
        ({"number": ["070"]}, "number：应为文字，不能是列表。"),
        ({"unit": {"name": "区民政局"}}, "unit：应为文字，不能是对象。"),
        ({"handling": "正\0文"}, "handling：含有不能打印的字符 U+0000。"),
        ({"handling": "响\x07铃"}, "handling：含有不能打印的字符 U+0007。"),
        ({"unit": "半个\ud840字"}, "unit：含有不能打印的字符 U+D840。"),
        ({"handling": "长" * 10_001}, "handling：过长，最多 10000 字，现有 10001 字。"),
        ({"handling": "段\n" * 1_001 + "末"}, "handling：段落过多，最多 1000 段。"),
        ({"deputies": "赵洪蓉"}, "deputies：应为名称的列表（方括号），不能是“赵洪蓉”。"),
        ({"deputies": []}, "deputies：至少要有一个。"),
        ({"deputies": ["赵洪蓉", ""]}, "deputies[1]：应为一个名称，不能为空或换行。"),
        ({"deputies": ["赵洪蓉", 3]}, "deputies[1]：应为文字，不能是数字。"),
        ({"deputies": ["赵洪蓉"] * 61}, "deputies：名单过长，最多 60 个、共 400 字。"),
        ({"version": 0}, "version：应为 1 到 9999 的整数，不能是数字。"),
        ({"version": True}, "version：应为 1 到 9999 的整数，不能是真假值。"),
        ({"round": "一"}, "round：应为 1 到 9999 的整数，不能是“一”。"),
        ({"letter": "正文"}, "letter：应为一个对象（花括号），不能是“正文”。"),
        ({"letter": {"title": 1}}, "letter.title：应为文字，不能是数字。"),
        ({"letter": {"signed_on": "2023-02-29"}}, "letter.signed_on：没有“2023-02-29”这一天。"),
        (
            {"letter": {"signed_on": "2024年3月5日"}},
            "letter.signed_on：应为“2024-03-05”这样的日期，不能是“2024年3月5日”。",
        ),
        (
            {"letter": {"signed_on": "２０２４-03-05"}},
            "letter.signed_on：应为“2024-03-05”这样的日期，不能是“２０２４-03-05”。",
        ),
        ({"letter": {"signed_on": 20240305}}, "letter.signed_on：应为“2024-03-05”这样的日期，不能是数字。"),
        ({"letter": {"copies_to": "区政府"}}, "letter.copies_to：应为名称的列表（方括号），不能是“区政府”。"),
        ({"letter": {"sign_on": "2024-03-05"}}, "letter.sign_on：没有这个项目，请核对拼写。"),
        ({"review": {"date": "0000-01-01"}}, "review.date：没有“0000-01-01”这一天。"),
        ({"review": []}, "review：应为一个对象（花括号），不能是列表。"),
        ({"feedback": {}}, "feedback：应为列表（方括号），不能是对象。"),
        ({"feedback": [None]}, "feedback[0]：应为一个对象（花括号），不能是空。"),
        ({"feedback": [{"result": "满意"}]}, "feedback[0].deputy：必须填写。"),
        ({"feedback": [{"deputy": "王五"}]}, "feedback[0].deputy：“王五”不在提出人名单中。"),
        (
            {"feedback": [{"deputy": "周建伟"}, {"deputy": "周建伟"}]},
            "feedback[1].deputy：“周建伟”已有一份意见。",
        ),
        (
            {"feedback": [{"deputy": "周建伟", "attitude": "理解"}]},
            "feedback[0].attitude：应为 满意、基本满意、不满意 之一，不能是“理解”。",
        ),
        (
            {"feedback": [{"deputy": "周建伟", "plan": "一般"}]},
            "feedback[0].plan：应为 满意、基本满意、理解、不满意 之一，不能是“一般”。",
        ),
        (
            {"feedback": [{"deputy": "周建伟", "channel": "phone"}]},
            "feedback[0].channel：应为 link、paper、dictated 之一，不能是“phone”。",
        ),
        (
            {"feedback": [{"deputy": "周建伟"}], "silent": [{"deputy": "周建伟", "conclusion": "拒签"}]},
            "silent[0].deputy：“周建伟”已有一份意见。",
        ),
        (
            {"silent": [{"deputy": "周建伟"}]},
            "silent[0].conclusion：应为 拒签、联系不上、未反馈、已不再担任代表、已不再担任委员 之一，不能是空。",
        ),
        ({"classfication": "已采纳"}, "classfication：没有这个项目，请核对拼写。"),
        (
            {"classification": ["已采纳"]},
            "classification：应为 已采纳、正在研究、留作参考、已解决、正在解决、暂难解决 之一，不能是列表。",
        ),
        ({"\x1b[31m红" + "长" * 40: 1}, "�[31m红" + "长" * 14 + "…：没有这个项目，请核对拼写。"),
    ],
)
def test_a_wrong_value_gets_a_sentence_that_names_its_key(change, expected):
    assert sentence({**blank(), **change}) == expected


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "文件不是 JSON：第 1 行第 1 个字符处有误。"),
        (b'{\n "kind" 1}', "文件不是 JSON：第 2 行第 9 个字符处有误。"),
        (b"%PDF-1.7", "文件不是 JSON：第 1 行第 1 个字符处有误。"),
        (b"[]", "文件内容：应为一个对象（花括号），不能是列表。"),
        (b"null", "文件内容：应为一个对象（花括号），不能是空。"),
        ('{"kind":"建议"}'.encode("gbk"), "文件不是 UTF-8 编码的文本。"),
        (b'{"round": NaN}', "文件不是 JSON：不能有 NaN。"),
        (b'{"unit": "a", "unit": "b"}', "unit：出现了两次。"),
        (b'{"kind": "a", "unit": "a", "unit": "b"}', "unit：出现了两次。"),
        (b"[" * 100_000, "文件不是 JSON：嵌套过深或数字过长。"),
        (b'{"version": ' + b"9" * 5_000 + b"}", "文件不是 JSON：嵌套过深或数字过长。"),
        (b" " * 1_000_001, "文件过大：最多 1000 KB。"),
    ],
)
def test_a_file_that_is_no_case_gets_a_sentence(data, expected):
    assert sentence_of(data) == expected


def test_namesakes_have_one_opinion_each():
    two = [{"deputy": "张敏", "result": "满意"}, {"deputy": "张敏", "result": "理解"}]
    assert len(Snapshot.from_json(blank(deputies=["张敏", "张敏"], feedback=two)).feedback) == 2
    assert "feedback[1].deputy" in sentence(blank(deputies=["张敏"], feedback=two))


TEXT = st.text("建议满意link-2024\n\t\0\u202e\ud800𠮷", max_size=8)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)


def outcome(obj):
    try:
        return Snapshot.from_json(obj)
    except SnapshotError as error:
        return str(error)


@given(st.dictionaries(st.sampled_from(sorted(case())), JSON))
def test_a_value_is_read_or_gets_a_sentence(change):
    found = outcome({**blank(), **change})
    if isinstance(found, Snapshot):
        assert Snapshot.from_bytes(found.to_bytes()) == found
    else:
        assert found.endswith("。")
        found.encode()


def test_the_table_names_every_field():
    obj = Snapshot.from_json(case()).to_json()
    keys = {*obj, *(f"letter.{key}" for key in obj["letter"])} - {"letter"}
    assert {field.key for field in SNAPSHOT_FIELDS} == keys


def test_a_text_is_called_what_its_column_is_called():
    texts = {field.name: field.label for field in (*SNAPSHOT_FIELDS, SUMMARY) if field.written and field.label}
    assert texts == {name: Draft._meta.get_field(name).verbose_name for name in texts}
    assert {field.name for field in (*list_written(), *list_written("letter."))} <= set(Draft.TEXTS)

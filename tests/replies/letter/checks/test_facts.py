"""The letter against the facts of its case."""

import pytest

from replies.letter.checks import ERROR, WARNING
from replies.letter.checks.facts import numeral_value
from tests.replies.letter.checks.whole.said import HEAD, marked, said

THREE = ("赵洪蓉", "周建伟", "李倩宇")


@pytest.mark.parametrize(("text", "value"), [("九", 9), ("十二", 12), ("二十一", 21), ("一百零三", 103), ("12", 12)])
def test_numbers_are_read(text, value):
    assert numeral_value(text) == value


def greeted(salutation, *deputies):
    head = HEAD.replace("赵洪蓉代表：", salutation, 1)
    return said("salutation", "一、做法", head=head, deputies=deputies or ("赵洪蓉",))


@pytest.mark.parametrize(
    ("salutation", "deputies"),
    [
        ("赵洪蓉代表：", THREE[:1]),
        ("尊敬的赵洪蓉代表：", THREE[:1]),
        ("赵洪蓉代表，您好：", THREE[:1]),
        ("赵洪蓉、周建伟、李倩宇代表：", THREE),
        ("赵洪蓉、周建伟、李倩宇代表，你们好！：", THREE),
        ("赵洪蓉代表、周建伟代表、李倩宇代表：", THREE),
        ("赵洪蓉 周建伟 李倩宇代表：", ("赵洪蓉周建伟李倩宇",)),
        ("王芳代表：", ("王　芳",)),
        ("阿卜杜拉·买买提代表：", ("阿卜杜拉·买买提",)),
    ],
)
def test_a_right_salutation(salutation, deputies):
    assert greeted(salutation, *deputies) == []


@pytest.mark.parametrize(
    ("salutation", "right"),
    [
        ("赵洪蓉代表，您好：", "赵洪蓉、周建伟、李倩宇代表，你们好："),
        ("尊敬的赵洪蓉、周建伟代表：", "尊敬的赵洪蓉、周建伟、李倩宇代表："),
        ("赵洪蓉、周建伟、李倩雨代表：", "赵洪蓉、周建伟、李倩宇代表："),
    ],
)
def test_a_wrong_salutation_is_an_error_with_its_remedy(salutation, right):
    (finding,) = greeted(salutation, *THREE)
    assert (finding.severity, finding.paragraph, finding.start, finding.end) == (ERROR, 0, 0, len(salutation))
    assert finding.suggestion == right


def test_where_no_salutation_stands_the_first_paragraph_is_left_as_it_is():
    reference = HEAD.partition("\n")[2]
    (finding,) = said("salutation", "一、做法", head=reference)
    assert (finding.start, finding.end, finding.suggestion) == (0, 0, "赵洪蓉代表：\n")
    (finding,) = said("salutation", "一、做法", head=f"赵洪蓉代表，您好！{reference}")
    assert (finding.start, finding.end, finding.suggestion) == (0, 0, None)


def test_a_wrong_order_is_only_a_warning():
    (finding,) = greeted("周建伟、赵洪蓉、李倩宇代表：", *THREE)
    assert (finding.severity, finding.suggestion) == (WARNING, "赵洪蓉、周建伟、李倩宇代表：")


@pytest.mark.parametrize(
    "text",
    [
        "居民提案、微提案征集到312条。",
        "区政协第012号提案也提到了这一点。",
        "区人大常委会委员提出的审议意见已落实。",
        "各居民委员会和业主委员会都已参加。",
        "人大代表建议和政协提案一并办理。",
        "评审委员提出的意见已吸收。",
        "社区食堂由法定代表人签字。",
    ],
)
def test_the_other_body_may_be_spoken_of(text):
    assert marked("kind_words", text) == []


@pytest.mark.parametrize(
    "text",
    [
        "居民代表提出的意见已吸收。",
        "今年办理人大代表建议12件。",
        "区人大代表建议也提到这一点。",
        "邀请代表性企业参加。",
    ],
)
def test_the_other_body_may_be_spoken_of_in_a_reply_to_a_member(text):
    head = "沈岚委员：\n您在政协宝山区第九届委员会第五次会议上提出的第070号提案《关于优化社区食堂的建议》收悉：\n"
    assert marked("kind_words", text, head=head, kind="提案", deputies=("沈岚",)) == []


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("感谢委员的关心。", "代表"),
        ("我局走访委员两次。", "代表"),
        ("您的提案很好。", "建议"),
        ("赵洪蓉委员很关心。", "代表"),
    ],
)
def test_the_words_of_the_other_body(text, right):
    ((words, suggestion),) = marked("kind_words", text)
    assert (words in ("委员", "提案"), suggestion) == (True, right)


@pytest.mark.parametrize(
    "text",
    [
        "区八届人大四次会议已经提出过。",
        "区人大常委会第三十次会议听取了报告。",
        "第十四届全国人民代表大会第二次会议通过。",
        "业主大会第二次会议通过。",
        "第三届社工节举办第二次活动。",
    ],
)
def test_other_meetings_may_be_named(text):
    assert marked("session", text) == []


def test_terms_and_meetings_mixed_up():
    assert marked("session", "第九次人民代表大会通过。") == [("次", "届")]
    assert marked("session", "区九届人大三届会议通过。") == [("届", "次")]


@pytest.mark.parametrize(
    "text",
    [
        "《关于优化社区食堂的实施意见》已经印发。",
        "《关于优化社区食堂的通知（试行）》已经印发。",
        "《上海市养老服务条例》有规定。",
        "《关于加快停车设施建设的建议》另行答复。",
    ],
)
def test_other_titles_may_be_quoted(text):
    assert marked("title_quoted", text) == []


def test_a_title_in_a_title_takes_the_inner_marks():
    title = "关于落实《上海市养老服务条例》的建议"
    head = HEAD.replace("《关于优化社区食堂的建议》", "《关于落实〈上海市养老服务条例〉的建议》")
    assert [one for one in said("title_quoted", "", head=head) if one.suggestion == title] == []


@pytest.mark.parametrize("text", ["沪府发〔2023〕71号文件", "第071号议案", "共办理71号楼的加装电梯"])
def test_other_numbers_may_stand(text):
    assert marked("number", text) == []


def test_a_meeting_is_written_out_before_its_number():
    found = said("session", "", letter={"title": "关于答复区九届人大五次会第070号建议的函"})
    assert [(one.words, one.suggestion, one.severity) for one in found] == [("次会", "次会议", WARNING)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("再次感谢各位人大代表对工作的支持。", [("人大代表", "政协委员")]),
        ("再次感谢人大代表对工作的支持。", [("人大代表", "政协委员")]),
        ("恳请各位区人大代表继续监督。", [("人大代表", "政协委员")]),
        ("感谢各位人大代表、政协委员的支持。", []),
        ("欢迎各位政协委员和人大代表监督。", []),
        ("今年邀请人大代表视察3次。", []),
        ("会上，12位人大代表提出了意见。", []),
        ("感谢各位政协委员的支持。", []),
    ],
)
def test_who_is_thanked_in_a_reply_to_a_member(text, found):
    head = "沈岚委员：\n您在政协宝山区第九届委员会第五次会议上提出的第070号提案《关于优化社区食堂的建议》收悉：\n"
    assert marked("kind_words", text, head=head, kind="提案", deputies=("沈岚",)) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("再次感谢各位政协委员对工作的支持。", [("政协委员", "人大代表")]),
        ("请各位市政协委员继续监督。", [("政协委员", "人大代表")]),
        ("感谢各位人大代表、政协委员的支持。", []),
        ("走访各位政协委员。", []),
        ("感谢各位政协委员会的同志。", []),
    ],
)
def test_who_is_thanked_in_a_reply_to_a_deputy(text, found):
    assert marked("kind_words", text) == found

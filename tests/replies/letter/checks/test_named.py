"""What the letter calls what it answers: its number, its title, the words of the other body, 收悉."""

import pytest

from replies.letter.checks import ERROR, HINT, WARNING, check_letter
from tests.replies.letter.checks.whole.said import HEAD, TITLE, letter, marked, said

CPPCC = "政协宝山区第九届委员会第二次会议"


def numbered(fact, written, elsewhere=None, **facts):
    """What is said of a number in the reference and (as `elsewhere`) in the letter's title."""
    head = HEAD.replace("第070号", f"{written}号")
    title = f"对{elsewhere or written}号代表建议的答复"
    return [
        (one.field, one.words, one.suggestion, one.severity)
        for one in said("number", "", head=head, number=fact, letter={"title": title}, **facts)
    ]


@pytest.mark.parametrize(
    ("fact", "written"),
    [
        ("052", "第52"),
        ("0118", "第118"),
        ("52", "第0052"),
        ("台52", "第台52"),
        ("台52", "第52"),
        ("155144", "第155144"),
        ("HG-201901287", "第HG-201901287"),
        ("B-012", "第B-12"),
        ("105-1", "第105-1"),
        ("闭会第3号", "闭会第3"),
        ("NO.105", "第105"),
        ("代表建议第0123号", "第123"),
        ("（九届五次）第77号", "第077"),
        ("028", "第095028"),  # 界次+序号
        ("095028", "第028"),
        ("052", "第2024052"),
    ],
)
def test_a_number_as_the_place_writes_it(fact, written):
    assert numbered(fact, written) == []


@pytest.mark.parametrize(
    ("fact", "written", "right"),
    [
        ("092028", "第092082", "092028"),
        ("155144", "第155414", "155144"),
        ("台52", "第台25", "台52"),
        ("台52", "第温52", "台52"),
        ("HG-201901287", "第HG-201901278", "HG-201901287"),
        ("105-1", "第105-2", "105-1"),
        ("052", "第152", "052"),
        ("闭会第3号", "闭会第4", "闭会第3"),
    ],
)
def test_a_wrong_number_of_any_form(fact, written, right):
    words = written.removeprefix("闭会").removeprefix("第")
    assert numbered(fact, written) == [
        ("letter.title", words, right, ERROR),
        ("letter.body", words, right, ERROR),
    ]


def test_a_letter_writes_its_number_one_way():
    assert numbered("052", "第52", elsewhere="第052") == [("letter.body", "52", "052", WARNING)]
    assert numbered("0052", "第52", elsewhere="第052") == [("letter.body", "52", "052", WARNING)]


@pytest.mark.parametrize(
    "text", ["第070、071号建议", "第070号、第071号建议", "第070号和第071号建议", "第070号建议和第071号建议"]
)
def test_several_suggestions_answered_together(text):
    assert said("number", "", head=HEAD.replace("第070号建议", text)) == []


# ---- the words of the other body ---------------------------------------------------------------------------


def opinion(text, kind="建议", deputies=("赵洪蓉",)):
    noun = "提案" if kind == "提案" else "代表建议"
    head = f"区房管局：\n第070号{noun}《{TITLE}》收悉，现将会办意见函告如下：\n"
    title = {"title": f"关于第070号{noun}的会办意见"}
    found = check_letter(letter(text, head=head, kind=kind, deputies=deputies, letter=title), opinion=True)
    return [(one.words, one.suggestion) for one in found if one.rule == "kind_words"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("以上意见供你单位统一答复提案者时参考。", [("提案者", "代表")]),
        ("请转告提案人。", [("提案人", "代表")]),
        ("以上意见供你单位答复委员时参考。", [("委员", "代表")]),
        ("该提案所涉路段由我局管养。", [("提案", "建议")]),
        ("该议案所涉路段由我局管养。", [("议案", "建议")]),
        ("以上意见供你单位统一答复代表时参考。", []),
    ],
)
def test_in_a_会办意见_too(text, found):  # noqa: N802 (the office's word)
    assert opinion(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("以上意见供你单位统一答复代表时参考。", [("代表", "委员")]),
        ("请向代表说明。", [("代表", "委员")]),
        ("该议案所涉路段由我局管养。", [("议案", "提案")]),
        ("以上意见供你单位统一答复提案人时参考。", []),
        ("以上意见供你单位统一答复委员时参考。", []),
    ],
)
def test_and_the_reverse(text, found):
    assert opinion(text, kind="提案", deputies=("沈岚",)) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("接到该议案后，我局作了踏勘。", [("议案", "建议")]),
        ("您的议案很有针对性。", [("议案", "建议")]),
        ("本议案由我局主办。", [("议案", "建议")]),
        ("感谢提案者的关心。", [("提案者", "代表")]),
        ("委员的意见很中肯。", [("委员", "代表")]),
        ("委员所提三条，我局逐条研究。", [("委员", "代表")]),
        ("请委员继续监督。", [("委员", "代表")]),
    ],
)
def test_words_that_are_not_a_deputy_s(text, found):
    assert marked("kind_words", text) == found


@pytest.mark.parametrize(
    "text",
    [
        "区人大常委会审议该议案时也提出了要求。",
        "市人大第3号议案已经审议。",
        "共收到提案312件，居民提案人到场陈述。",
        "感谢各位代表、委员的关心。",
        "邀请代表和委员到场。",
        "业委会委员的意见已吸收。",
        "区政协提案人也提到这一点。",
        "议案转建议办理的，按建议答复。",
        "微提案者可获积分。",
    ],
)
def test_words_that_may_stand_in_a_reply_to_a_deputy(text):
    assert marked("kind_words", text) == []


# ---- 收悉 ------------------------------------------------------------------------------------------------


def reference(text, rule="received", **facts):
    return marked(rule, "今年补装40盏。", head=f"赵洪蓉代表：\n{text}\n", **facts)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"您在区九届人大五次会议上提出的《{TITLE}》悉，经研究，现答复如下：", [("悉", "收悉")]),
        (f"您提出的第070号建议《{TITLE}》已悉，现答复如下：", []),
        (f"您提出的《{TITLE}》（第070号）收，现答复如下：", [("收", "收悉")]),
        (f"您提出的第070号建议《{TITLE}》收息，现答复如下：", [("收息", "收悉")]),
        (f"您提出的第070号建议《{TITLE}》，现答复如下：", [("》", "》收悉")]),
        (f"您提出的《{TITLE}》（第070号），经会同区教育局研究，现将办理情况答复如下：", [("）", "）收悉")]),
        (f"您提出的第070号建议《{TITLE}》收悉，现答复如下：", []),
        (f"您提出的《{TITLE}》已由区政府办公室转来，现答复如下：", []),
        (f"现就您提出的《{TITLE}》答复如下：", []),
        (f"您提出的第070号建议《{TITLE}》，在上次答复时列为“正在解决”。经进一步跟踪办理，现答复如下：", []),
        (f"您提出的第070号建议《{TITLE}》，我们已经答复。现再次答复如下：", []),
        ("您提出的增加助餐点、延长时间两点建议，现答复如下：", [("议", "议收悉")]),
        (f"您的《{TITLE}》敬悉。经研究，现答复如下：", []),
    ],
)
def test_it_was_received(text, found):
    assert reference(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"您提出{TITLE}收悉，现答复如下：", [("提出", "提出的")]),
        (f"您在区九届人大五次会议上提出《{TITLE}》已收悉，现答复如下：", [("提出", "提出的")]),
        (f"您提出的《{TITLE}》收悉。现将办理情况答复如下。", [("。", "：")]),
        (f"您提出的《{TITLE}》收悉，现答复如下；", [("；", "：")]),
        (f"您在会上提出《{TITLE}》，由我局办理，现答复如下：", []),
        (f"您提出的《{TITLE}》收悉，现答复如下", []),
    ],
)
def test_its_sentence_is_whole(text, found):
    assert reference(text) == found


def test_torn_over_two_lines_only_a_person_joins_it():
    assert reference(f"您提出的第070号建议《{TITLE}》收\n悉，现答复如下：") == [("收", None)]


# ---- titles ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"您提出的{TITLE}收悉，现答复如下：", [(TITLE, f"《{TITLE}》")]),
        (f"您在区九届人大五次会议上提出的{TITLE}（第070号）收悉：", [(TITLE, f"《{TITLE}》")]),
        (f"您提出的第070号建议{TITLE}收悉，现答复如下：", [(TITLE, f"《{TITLE}》")]),
        (f"您提出的《{TITLE}》收悉，现答复如下：", []),
        (f"您提出的“{TITLE}”收悉，现答复如下：", []),
        ("您提出的优化社区食堂的建议收悉，现答复如下：", []),
        (f"您的建议收悉，现答复如下：\n您提出的{TITLE}，我局作了研究。", [(TITLE, f"《{TITLE}》")]),
    ],
)
def test_a_title_stands_in_its_marks(text, found):
    assert reference(text, "title_marks") == found


PART = TITLE.removeprefix("关于").removesuffix("的建议")


@pytest.mark.parametrize(
    ("text", "torn"),
    [
        (f"您提出的“关于{PART}”的建议收悉，现答复如下：", f"“关于{PART}”的建议"),
        (f"您提出的《关于{PART}》的建议收悉，现答复如下：", f"《关于{PART}》的建议"),
        (f"您提出的关于“{PART}”的建议（第070号）收悉：", f"关于“{PART}”的建议"),
        (f"您提出的关于《{PART}的建议》收悉：", f"关于《{PART}的建议》"),
        (f"您提出的《{TITLE}》收悉：", None),
        (f"您提出的“{TITLE}”收悉：", None),
        (f"您提出的“{TITLE}”的代表建议收悉：", None),
        (f"您提出的“关于{PART}”的第070号代表建议收悉：", None),
        (f"您提出的关于{PART}等三件建议收悉：", None),
        (f"您提出的《{TITLE}》和“关于{PART}”的其他意见收悉：", None),
    ],
)
def test_a_title_is_not_torn_by_its_marks(text, torn):
    found = said("title_marks", "今年补装40盏。", head=f"赵洪蓉代表：\n{text}\n")
    assert [(one.words, one.severity) for one in found if one.severity == HINT] == ([(torn, HINT)] if torn else [])
    assert {one.suggestion for one in found if one.severity == HINT} <= {f"《{TITLE}》"}


def test_marks_of_the_title_itself_are_no_tear():
    title = "关于落实《上海市养老服务条例》的建议"
    head = "赵洪蓉代表：\n您提出的“关于落实《上海市养老服务条例》的建议”收悉：\n"
    assert said("title_marks", "今年补装40盏。", head=head, title=title) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("您提出的建议收悉，现答复如下：", [("建议", f"《{TITLE}》")]),
        ("您在区九届人大五次会议上提出的代表建议已收悉，现答复如下：", [("建议", f"《{TITLE}》")]),
        ("您的建议收悉，现答复如下：", [("建议", f"《{TITLE}》")]),
        ("您提出的第070号建议收悉，现答复如下：", []),
        ("您提出的建议（第070号）收悉，现答复如下：", []),
        ("您提出的优化社区食堂的建议收悉，现答复如下：", []),
        ("您提出的两件建议收悉，现一并答复如下：", []),
        (f"您的建议收悉，现答复如下：\n关于您提出的{TITLE}，我局作了研究。", []),
        (f"您提出的《{TITLE}》收悉，现答复如下：", []),
        (f"您提出的建议《{TITLE}》收悉，现答复如下：", []),
        ("感谢您对我局工作的建议。", []),
    ],
)
def test_the_letter_says_which_suggestion_it_answers(text, found):
    letter = {"title": "关于区九届人大五次会议第070号代表建议的答复"}
    assert reference(text, "title_named", letter=letter) == found


def test_a_title_in_the_heading_names_it_too():
    for title in (f"对《{TITLE}》的答复", f"关于{PART}建议的答复", f"关于{PART}的答复"):
        assert reference("您提出的建议收悉：", "title_named", letter={"title": title}) == []


def test_the_letter_s_own_title_needs_no_marks():
    assert marked("title_marks", "", letter={"title": f"{TITLE}的答复"}) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"您提出的关于“{TITLE}”的建议收悉，", [(f"关于“{TITLE}”的建议", f"《{TITLE}》")]),
        (f"您提出的关于《{TITLE}》的建议收悉，", [(f"关于《{TITLE}》的建议", f"《{TITLE}》")]),
        (f"您提出的《{TITLE}》的建议收悉，", [("的建议", "")]),
        (f"您提出的《{TITLE}》建议收悉，", [("建议", "")]),
        (f"您提出的《{TITLE}》的代表建议收悉，", [("的代表建议", "")]),
        (f"您提出的“{TITLE}”的建议，我局收悉。", [("的建议", "")]),
        ("您提出的关于关于优化社区食堂的建议收悉，", [("关于关于", "关于")]),
        ("您提出的关于优化社区食堂的建议的建议收悉，", [("建议的建议", "建议")]),
        (f"您提出的第070号建议《{TITLE}》收悉，", []),
        ("您提出的关于“优化社区食堂”的建议收悉，", []),
        (f"关于《{TITLE}》的答复：收悉，", []),
        (f"您对《{TITLE}》的答复意见收悉，", []),
        ("您提出的《关于居民建议的建议办法的建议》收悉，", []),
        (f"您提出的关于“{TITLE}”的建议的建议收悉，", [(f"关于“{TITLE}”的建议", f"《{TITLE}》")]),
    ],
)
def test_a_title_is_named_once(text, found):
    assert reference(text, "title_doubled") == found


@pytest.mark.parametrize("title", [f"《{TITLE}》代表建议的答复", f"关于《{TITLE}》的答复", f"对{TITLE}的答复"])
def test_letters_titles_that_may_stand(title):
    assert marked("title_doubled", "", letter={"title": title}) == []


def test_inner_marks_and_blanks_are_no_misquotation():
    title = "关于“五社联动”机制的建议"
    head = HEAD.replace(f"《{TITLE}》", "《关于‘五社联动’机制 的建议》")
    found = check_letter(letter("", head=head).from_json(letter("", head=head).to_json() | {"title": title}))
    assert [one for one in found if one.rule == "title_quoted"] == []


@pytest.mark.parametrize(
    ("text", "title", "found"),
    [
        ("提出的“关于优化社区食堂的建设”收悉", TITLE, [("关于优化社区食堂的建设", TITLE)]),
        ("提出的《关于优化社区食堂》的建议收悉", TITLE, []),
        ("提出的《关于优化社区食堂的建议》收悉", "关于优化社区食堂", []),
        ("提出的“关于优化社区食堂”的建议收悉", TITLE, []),
        ("提出的“关于优化社区食堂”的代表建议收悉", TITLE, []),
        ("提出的“关于优化社区食堂”的人大代表建议收悉", TITLE, []),
        ("提出的《关于优化社区食堂》的第070号代表建议收悉", TITLE, []),
        ("提出的《关于改进社区食堂》的建议收悉", TITLE, [("关于改进社区食堂", TITLE)]),
    ],
)
def test_a_title_however_its_noun_stands(text, title, found):
    said_of = said("title_quoted", "今年补装40盏。", head=f"赵洪蓉代表：\n您{text}，现答复如下：\n", title=title)
    assert [(one.words, one.suggestion) for one in said_of] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"您提出的关于《{TITLE}》已收悉：", ["关于"]),
        ("您提出的关于《关于优化社区食堂》的建议已收悉：", ["关于"]),
        (f"您提出的关于《{TITLE}》，已交我们办理，现答复如下：", ["关于"]),
        ("关于《关于优化社区食堂的建议》的答复已经送达。", []),
    ],
)
def test_about_is_said_once(text, found):
    words = [words for words, _ in marked("title_doubled", "", head=f"赵洪蓉代表：\n{text}\n")]
    assert words == found


@pytest.mark.parametrize("text", ["第070号建议案的答复", "《关于优化社区食堂的建议案》"])
def test_a_建议案_is_no_议案(text):  # noqa: N802 (the office's words)
    assert marked("kind_words", "", letter={"title": text}) == []


def test_a_number_after_the_title():
    assert marked("title_doubled", "", head=f"赵洪蓉代表：\n您提出的《{TITLE}》的第070号建议收悉：\n") == [
        ("的第070号建议", "（第070号）")
    ]


@pytest.mark.parametrize(
    ("fact", "written", "found"),
    [
        ("B-012", "B—012", [("B—012", "B-012")]),
        ("B-012", "第B－012", [("B－012", "B-012")]),
        ("105-1", "第105—1", [("105—1", "105-1")]),
        ("B-012", "第B-012", []),
        ("105-1", "第105", []),
        ("052", "第052", []),
    ],
)
def test_a_number_joined_otherwise_than_it_was_given(fact, written, found):
    head = HEAD.replace("第070号建议《关于优化社区食堂的建议》", f"《关于优化社区食堂的建议》（{written}号）")
    hints = [one for one in said("number", "", head=head, number=fact) if one.severity == HINT]
    assert [(one.words, one.suggestion) for one in hints] == found

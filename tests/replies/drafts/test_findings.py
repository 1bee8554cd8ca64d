"""The checker of the drafting page, through the front door: next to the text, corrected, or kept with a reason."""

import pytest
from django.urls import reverse

from proposals.cases.access import Refused
from proposals.models import Status
from replies.drafts import findings
from replies.letter import checks
from replies.models import Draft, Override
from tests.factories import TEXTS, advance, contact_all, make_case, promised, world, write

pytestmark = pytest.mark.django_db
WRONG = TEXTS["body"].replace("你们提出", "您们提出")


def typed(case, base=0, **texts):
    return {**TEXTS, "base": base, "seen": case.version, **texts}


@pytest.fixture
def wrong(go):
    """A case ready for 送审 but for one error in its saved draft."""
    case = make_case("in_progress")
    contact_all(case, world().handler)
    write(case, world().handler, body=WRONG)
    case.reload()
    return case


def keys(case):
    return [mark.key for mark in findings.errors_left(case.current_round.latest_draft)]


def submit(go, case, body=""):
    newest = case.current_round.latest_draft
    data = typed(case, newest.number, body=body or newest.body, submit="1")
    status = go(world().handler, "draft", case.pk, data=data).status_code
    case.reload()
    case.refresh_from_db()
    return status, case.status


def test_what_is_typed_is_checked_and_not_saved(go):
    case = make_case("in_progress")
    page = go(world().handler, "check", case.pk, data=typed(case, body="\n\n" + WRONG))
    (mark,) = [mark for mark in page.context["marks"] if mark.is_error]
    assert (page.status_code, mark.finding.rule, Draft.objects.count()) == (200, "plural_you", 0)
    assert "检查：1处应改" in page.content.decode()


def test_an_error_stops_the_submission_until_it_is_corrected(go, wrong):
    assert submit(go, wrong) == (409, Status.IN_PROGRESS)
    write(wrong, world().handler)
    wrong.reload()
    assert submit(go, wrong) == (302, Status.CHECKING)


def test_mending_without_the_script_gives_the_page_back_unsaved(go, wrong):
    (key,) = keys(wrong)
    for wanted in (key, "all"):
        page = go(world().handler, "draft", wrong.pk, data=typed(wrong, 1, body=WRONG, mend=wanted, contact="新人"))
        assert (page.status_code, page.context["form"]["contact"].value()) == (200, "新人")
        assert page.context["form"]["body"].value() == TEXTS["body"]
    assert Draft.objects.count() == 1


TYPED = TEXTS["body"] + "\n联系人：李四　联系电话：021-55550404\n抄送：区人大、区司法局。\n附件：名单\n（此页无正文）"


def test_rows_with_tabs_become_a_table_at_a_press(go):
    case = make_case("in_progress")
    rows = "年度\t补装数量（盏）\n2024年\t18\n2025年\t22"
    body = f"{TEXTS['body']}\n各年补装情况如下：\n{rows}\n以上为实际数。"
    page = go(world().handler, "draft", case.pk, data=typed(case, body=body, mend="all"))
    mended = page.context["form"]["body"].value()
    table = "| 年度 | 补装数量（盏） |\n| 2024年 | 18 |\n| 2025年 | 22 |"
    assert mended == f"{TEXTS['body']}\n各年补装情况如下：\n{table}\n以上为实际数。"
    again = go(world().handler, "check", case.pk, data=typed(case, body=mended))
    assert [mark for mark in again.context["marks"] if mark.finding.rule == "pasted_table"] == []


def test_what_the_program_prints_itself_moves_into_its_field_at_a_press(go):
    case = make_case("in_progress")
    sent = typed(case, body=TYPED, contact="", phone="", copies_to="区人大", annexes="", mend="all")
    page = go(world().handler, "draft", case.pk, data=sent)
    form = page.context["form"]
    assert form["body"].value().rstrip() == TEXTS["body"]
    names = ("contact", "phone", "copies_to", "annexes")
    assert [form[name].value() for name in names] == ["李四", "021-55550404", "区人大\n区司法局", "名单"]
    assert "没有发现问题" in page.content.decode()


def test_a_field_that_says_something_else_is_not_written_over(go):
    case = make_case("in_progress")
    page = go(world().handler, "draft", case.pk, data=typed(case, body=TYPED, contact="张三", mend="all"))
    form = page.context["form"]
    assert (form["contact"].value(), "联系人：李四" in form["body"].value()) == ("张三", True)
    assert "请核对“联系人、联系电话”一栏" in page.content.decode()


def test_an_opinion_moves_only_what_its_form_has(go):
    case = advance(make_case(part="会办"), "sign_for", "assign")
    sent = {
        "base": 0,
        "seen": case.version,
        "title": "会办意见",
        "body": "区房管局：\n已办。\n联系人：李四\n抄送：区司法局",
        "contact": "",
        "phone": "",
        "mend": "all",
    }
    form = go(world().handler, "draft", case.pk, data=sent).context["form"]
    assert (form["contact"].value(), form["body"].value()) == ("李四", "区房管局：\n已办。\n\n抄送：区司法局")


def test_a_reviewer_s_own_text_is_checked_and_corrected_too(go):
    case = make_case("signing")
    texts = {**case.current_round.latest_draft.texts(), "body": WRONG, "promises": ""}
    sent = {**texts, "step": "amend_sign", "seen": case.version, "base": 1, "opinion": "同意。"}
    part = go(world().leader, "check", case.pk, data=sent).content.decode()
    assert ('form="form-amend_sign"' in part, "有理由不改" in part) == (True, False)
    page = go(world().leader, "review", case.pk, data={**sent, "mend": "all"})
    assert (page.status_code, page.context["text"]["body"].value()) == (200, TEXTS["body"])
    assert "没有发现问题" in page.content.decode()
    assert Draft.objects.count() == 1


def test_a_reason_lets_an_error_stand_for_its_very_words(go, wrong):
    (key,) = keys(wrong)
    page = go(world().handler, "override", wrong.pk, query=f"?finding={key}")
    assert "您们提出的建议收悉" in page.content.decode()
    data = {"finding": key, "reason": "照录代表原话。"}
    for _ in range(2):
        assert go(world().handler, "override", wrong.pk, data=data).url == reverse("replies:draft", args=[wrong.pk])
    row = Override.objects.get()
    assert (row.reason, row.by) == ("照录代表原话。", world().handler)
    assert row.words == "您们提出的建议收悉，现答复如下："
    assert wrong.events.get(action="override").data["words"] == row.words
    assert wrong.events.filter(action="override", comment="照录代表原话。").count() == 1
    write(wrong, world().handler, body=WRONG + "\n又及一段。")
    wrong.reload()
    assert (keys(wrong), findings.overrides_of(wrong.current_round.latest_draft)) == ([], [row])
    write(wrong, world().handler, body=WRONG.replace("收悉", "已收悉"))
    wrong.reload()
    assert len(keys(wrong)) == 1
    write(wrong, world().handler, body=WRONG)
    wrong.reload()
    assert submit(go, wrong) == (302, Status.CHECKING)


def test_all_at_once_corrects_what_has_one_right_form_and_no_reason_to_stay(go):
    case = make_case("in_progress")
    write(case, world().handler, body=WRONG)
    case.reload()
    found = {mark.finding.rule: mark for mark in findings.marks_of(case.current_round.latest_draft)}
    before = go(world().handler, "check", case.pk, data=typed(case, 1, body=WRONG)).context
    certain = [mark for mark in found.values() if mark.finding.suggestion is not None and mark.name]
    assert (len(certain), before["certain"]) == (1, 1)
    open_end = WRONG + "\n今年新增（助餐点。"  # a bracket that is never closed: only a person knows where
    assert go(world().handler, "check", case.pk, data=typed(case, 1, body=open_end)).context["certain"] == 1
    go(world().handler, "override", case.pk, data={"finding": found["plural_you"].key, "reason": "照录原话。"})
    assert go(world().handler, "check", case.pk, data=typed(case, 1, body=open_end)).context["certain"] == 0


@pytest.mark.parametrize(
    ("data", "status"), [({"reason": ""}, 400), ({"reason": "有理由。", "finding": "0" * 64}, 409)]
)
def test_a_reason_must_be_written_and_for_something(go, wrong, data, status):
    page = go(world().handler, "override", wrong.pk, data={"finding": keys(wrong)[0], **data})
    assert (page.status_code, Override.objects.count()) == (status, 0)


def test_an_opinion_is_checked_as_one(go):
    case = advance(make_case(part="会办"), "sign_for", "assign")
    write(case, world().handler, body="区房管局：\n感谢您们。")
    case.reload()
    assert [one.rule for one in findings.findings_of(case.current_round.latest_draft) if one.severity == "error"] == [
        "plural_you"
    ]


def test_a_round_that_is_over_takes_no_reason_although_the_case_is_at_work_again():
    case = promised(("新增助餐点12处", 10))
    first = case.current_round
    advance(case, "follow_up")
    with pytest.raises(Refused, match="答复不能再改"):
        findings.override_finding(first, world().handler, "any", "按原文。")


@pytest.mark.parametrize("status", [Status.CHECKING, Status.SIGNING, Status.SEEKING_FEEDBACK, Status.CLOSED])
def test_who_no_longer_writes_gives_no_reason(status):
    case = make_case(status)
    with pytest.raises(Refused):
        findings.override_finding(case.current_round, world().handler, "any", "按原文。")


@pytest.fixture
def reads(monkeypatch):
    """How often the checker reads a letter, counted by a rule that finds nothing."""
    found = []

    def counting(letter):
        found.append(letter.facts.letter.body)
        yield from ()

    monkeypatch.setattr(checks, "RULES", (*checks.RULES, counting))
    return found


def test_the_drafting_page_reads_the_newest_version_once(go, wrong, reads):
    go(world().handler, "draft", wrong.pk)
    go(world().handler, "draft", wrong.pk)
    assert reads == [WRONG]
    other = WRONG.replace("您们", "您们，您们")
    assert submit(go, wrong, other) == (409, Status.IN_PROGRESS)
    assert other in reads  # the text that came with the request is read, never what an earlier page found

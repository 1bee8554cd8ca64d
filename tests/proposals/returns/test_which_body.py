"""Which body decides 退办, 延期, 撤回 and 再次办理: every rule of the place, each route, in either order."""

import datetime as dt
import uuid
from html import unescape

import pytest

from proposals.models import CalendarChange, Case, Consent, Event, Extension, Notice, Part, PlaceRule, Status, Unit
from proposals.notices.events import tell_units
from tests import factories as f
from tests.proposals.administration.offices import browser_of, field_on, text_of

pytestmark = pytest.mark.django_db
S, Q, A = Status, PlaceRule.Question, PlaceRule.Answer
WORDS = {"district": "情况属实，区府办同意。", "congress": "代表工委没有异议。"}
NAMES = {"district": "区政府办公室", "congress": "代表工作机构"}
STATES = {Q.RETURN: S.RETURN_REQUESTED, Q.EXTEND: S.IN_PROGRESS, Q.WITHDRAW: S.IN_PROGRESS, Q.AGAIN: S.UNDER_STUDY}
AGREED = {Q.RETURN: S.RETURNED, Q.EXTEND: S.IN_PROGRESS, Q.WITHDRAW: S.WITHDRAWN, Q.AGAIN: S.IN_PROGRESS}
REFUSED = {Q.RETURN: S.AWAITING_RECEIPT, Q.EXTEND: S.IN_PROGRESS, Q.WITHDRAW: S.IN_PROGRESS, Q.AGAIN: S.TO_REPORT}
# Who may decide alone, by the rule; of BOTH each says a first word.
ALONE = {A.DISTRICT: {"district"}, A.BODY: {"congress"}, A.EITHER: {"district", "congress"}}


def rule(matter, answer, kind="建议"):
    PlaceRule.objects.update_or_create(question=matter, kind=kind, defaults={"answer": answer, "source": "本区规定"})


def page_of(matter, case, agree=True):
    """Where the word is said: its address."""
    if matter == Q.EXTEND:
        return f"/extensions/{case.extensions.get().pk}/"
    if matter == Q.AGAIN and agree:
        return f"/cases/{case.pk}/reopen/"
    names = {Q.RETURN: ("refuse_return", "agree_return"), Q.WITHDRAW: ("refuse_withdraw", "withdraw")}
    return f"/cases/{case.pk}/do/{names.get(matter, ('decline', ''))[agree]}/"


def say(who, matter, case, agree=True, **more):
    """The body says its word on the page that it has open now."""
    case.reload()
    path, words = page_of(matter, case, agree), WORDS.get(who, "同意。")
    sent = {"comment": words, "seen": case.version, "all_signed": "on"}
    if matter == Q.EXTEND:
        day = case.extensions.get().wished_on.isoformat()
        sent = {"verdict": "agree" if agree else "refuse", "granted_on": day, "opinion": words}
    return browser_of(getattr(f.world(), who)).post(path, sent | more)


def asked(matter):
    case = f.make_case(STATES[matter])
    if matter == Q.EXTEND:
        f.extension(case)
    return case


def waits(who, case):
    """Whether the case is in what waits for this person."""
    page = browser_of(getattr(f.world(), who)).get("/")
    return case.pk in [row.case.pk for row in page.context["rows"]]


def became(case, matter):
    """The state, and of an extension its outcome."""
    case.reload()
    return (case.status, case.extensions.get().outcome) if matter == Q.EXTEND else (case.status,)


def wanted(matter, states, outcome):
    return (states[matter], outcome) if matter == Q.EXTEND else (states[matter],)


@pytest.mark.parametrize("matter", STATES)
def test_who_is_named_decides_and_nobody_else(matter):
    agreed = wanted(matter, AGREED, "agreed")
    for answer, named in ALONE.items():
        rule(matter, answer)
        for who in sorted(named):
            case = asked(matter)
            before, others = became(case, matter), {"district", "congress"} - named
            assert [say(other, matter, case).status_code for other in others] == [403] * len(others)
            assert became(case, matter) == before
            assert (say(who, matter, case).status_code, became(case, matter)) == (302, agreed), (answer, who)
    case = asked(matter)
    assert [say(who, matter, case).status_code for who in ("cppcc", "office", "admin")] == [404, 403, 404]
    assert Consent.objects.count() == 0


@pytest.mark.parametrize("matter", STATES)
def test_both_agree_in_either_order_each_sees_what_the_other_said(matter):
    rule(matter, A.BOTH)
    for first, second in (("district", "congress"), ("congress", "district")):
        case, w = asked(matter), f.world()
        before = became(case, matter)
        assert say(first, matter, case).status_code == 302
        assert became(case, matter) == before
        event = case.events.last()
        assert (event.action, event.role, event.comment) == ("consent", first, WORDS[first])
        assert event.label.endswith(f"，还待{NAMES[second]}同意")
        # Said once: the same page sent again, or another word, waits for the other body.
        assert say(first, matter, case).status_code in (302, 409)
        assert Consent.objects.filter(case=case, ended_at=None).count() == 1
        # It waits for the second, who reads the words on the page of the decision and in the list of what waits.
        assert [waits(who, case) for who in (first, second)] == [False, True]
        assert WORDS[first] in browser_of(getattr(w, second)).get(page_of(matter, case)).content.decode()
        assert WORDS[first] in browser_of(w.office).get(f"/cases/{case.pk}/").content.decode()
        assert say(second, matter, case).status_code == 302
        assert became(case, matter) == wanted(matter, AGREED, "agreed")
        assert case.events.filter(data__agreed_with=first).count() == 1
        assert Consent.objects.filter(case=case, ended_at=None).count() == 0


@pytest.mark.parametrize("matter", STATES)
def test_a_refusal_by_one_ends_it(matter):
    rule(matter, A.BOTH)
    for second in ("district", "congress"):
        case = asked(matter)
        first = "congress" if second == "district" else "district"
        say(first, matter, case)
        assert say(second, matter, case, agree=False).status_code == 302
        assert became(case, matter) == wanted(matter, REFUSED, "refused")
        assert Consent.objects.filter(case=case, ended_at=None).count() == 0
        assert case.events.last().data["agreed_with"] == first
    if matter != Q.WITHDRAW:  # nothing is there to refuse before somebody agreed
        case = asked(matter)
        assert say("congress", matter, case, agree=False).status_code == 302
        assert became(case, matter) == wanted(matter, REFUSED, "refused")


def test_an_extension_is_agreed_to_the_same_day_by_both():
    rule(Q.EXTEND, A.BOTH)
    case = asked(Q.EXTEND)
    made = case.extensions.get()
    earlier = made.case.statutory_due + dt.timedelta(days=7)
    while earlier.weekday() > 4:
        earlier += dt.timedelta(days=1)
    assert say("congress", Q.EXTEND, case, granted_on=earlier.isoformat()).status_code == 302
    page = browser_of(f.world().district).get(f"/extensions/{made.pk}/").content.decode()
    assert f'value="{earlier.isoformat()}"' in page
    refused = say("district", Q.EXTEND, case)
    assert (refused.status_code, "请同意同一天，或者选不同意" in refused.content.decode()) == (409, True)
    assert say("district", Q.EXTEND, case, granted_on=earlier.isoformat()).status_code == 302
    assert Extension.objects.get(pk=made.pk).granted_on == earlier


def test_a_withdrawal_is_of_every_unit_also_of_one_that_came_between():
    rule(Q.WITHDRAW, A.BOTH)
    w, case = f.world(), f.make_case(S.IN_PROGRESS)
    say("congress", Q.WITHDRAW, case)
    helper = f.hand_over(case.suggestion, w.other_bureau, Part.HELP)
    assert say("district", Q.WITHDRAW, case).status_code == 302
    assert [Case.objects.get(pk=one.pk).status for one in (case, helper)] == [S.WITHDRAWN, S.WITHDRAWN]
    assert Consent.objects.filter(ended_at=None).count() == 0
    other = f.make_case(S.IN_PROGRESS)
    assert say("congress", Q.WITHDRAW, other, agree=False).status_code == 409
    assert say("congress", Q.WITHDRAW, other).status_code == 302
    assert say("congress", Q.WITHDRAW, other, agree=False).status_code == 403  # what one agreed to oneself


def test_a_proposal_has_a_rule_of_its_own_and_what_the_city_asked_is_the_districts():
    rule(Q.RETURN, A.BODY, "提案")
    for case, statuses in (
        (f.make_case(S.RETURN_REQUESTED, body="政协"), {"district": 403, "congress": 404, "cppcc": 302}),
        (f.make_case(S.RETURN_REQUESTED), {"congress": 403, "cppcc": 404, "district": 302}),
        (f.make_case(S.RETURN_REQUESTED, session=f.city_session()), {"congress": 404, "district": 302}),
    ):
        assert {who: say(who, Q.RETURN, case).status_code for who in statuses} == statuses
    rule(Q.RETURN, A.BODY)  # where the body named takes no part, the district's office goes on deciding
    Unit.objects.filter(pk=f.world().congress_office.pk).update(is_active=False)
    assert say("district", Q.RETURN, f.make_case(S.RETURN_REQUESTED)).status_code == 302


def test_returns_and_extensions_are_decided_many_at_once_by_whom_they_wait_for():
    rule(Q.RETURN, A.BOTH)
    rule(Q.EXTEND, A.BODY)
    w, returned, extended = f.world(), asked(Q.RETURN), asked(Q.EXTEND)
    rows = {who: [] for who in ("district", "congress")}
    for who in rows:
        page = browser_of(getattr(w, who)).get("/decisions/")
        rows[who] = [len(page.context["return_rows"]), len(page.context["extension_rows"])]
    assert rows == {"district": [1, 0], "congress": [1, 1]}
    sent = {"kind": "returns", "verdict": "agree", "opinion": "属实。", "chosen": [returned.pk]}
    sent |= {f"seen_{returned.pk}": returned.version, f"unit_{returned.pk}": w.other_bureau.pk}
    page = browser_of(w.congress).post("/decisions/", sent, follow=True)
    assert "已同意退办，还待区政府办公室同意" in page.content.decode()
    assert browser_of(w.congress).post("/decisions/", sent).status_code == 302  # once
    assert Consent.objects.count() == 1
    assert browser_of(w.congress).get("/decisions/").context["return_rows"] == []
    assert "代表工作机构已同意" in browser_of(w.district).get("/decisions/").content.decode()
    returned.reload()
    sent[f"seen_{returned.pk}"] = returned.version
    assert browser_of(w.district).post("/decisions/", sent).status_code == 302
    assert Case.objects.filter(suggestion=returned.suggestion, unit=w.other_bureau).exists()
    sent = {"kind": "extensions", "verdict": "agree", "opinion": "同意。", "chosen": [extended.extensions.get().pk]}
    assert browser_of(w.congress).post("/decisions/", sent).status_code == 302
    assert became(extended, Q.EXTEND) == (S.IN_PROGRESS, "agreed")


def test_of_what_one_may_not_see_nothing_is_said_in_the_list_of_what_waits():
    rule(Q.RETURN, A.BODY, "提案")
    case, made = f.make_case(S.RETURN_REQUESTED, number="777"), f.extension(f.make_case(S.IN_PROGRESS, number="778"))
    for kind, key in (("returns", case.pk), ("extensions", made.pk)):
        sent = {"kind": kind, "verdict": "agree", "opinion": "同意。", "chosen": [key], f"seen_{key}": 1}
        page = browser_of(f.world().cppcc).post("/decisions/", sent)
        said = text_of(page)  # what is read: figures stand in the marks of a form by chance
        assert (page.status_code, "777" in said, "778" in said) == (400, False, False)
    assert Case.objects.get(pk=case.pk).status == S.RETURN_REQUESTED


def test_each_matter_waits_for_its_own_body_and_what_is_past_is_not_shown():
    for matter in (Q.RETURN, Q.WITHDRAW, Q.EXTEND):
        rule(matter, A.BOTH)
    case = f.make_case(S.RETURN_REQUESTED)
    say("congress", Q.RETURN, case)
    say("district", Q.WITHDRAW, case)
    page = browser_of(f.world().office).get(f"/cases/{case.pk}/").content.decode()
    assert ["还待区政府办公室同意</span>" in page, "还待代表工作机构同意</span>" in page] == [True, True]
    extended = asked(Q.EXTEND)
    say("congress", Q.EXTEND, extended)
    page = browser_of(f.world().office).get(f"/cases/{extended.pk}/").content.decode()
    assert "还待区政府办公室同意</span>" in page
    Case.objects.filter(pk=extended.pk).update(delivered_on=f.day(0))  # nothing is left to be extended
    assert (
        "还待区政府办公室同意</span>"
        not in browser_of(f.world().office).get(f"/cases/{extended.pk}/").content.decode()
    )


def test_who_holds_both_offices_says_both_words_one_after_the_other():
    rule(Q.RETURN, A.BOTH)
    w, case = f.world(), f.make_case(S.RETURN_REQUESTED)
    w.district.memberships.create(unit=w.congress_office, role="congress")
    assert say("district", Q.RETURN, case).status_code == 302
    assert (became(case, Q.RETURN), case.events.last().role) == ((S.RETURN_REQUESTED,), "congress")
    assert say("district", Q.RETURN, case).status_code == 302
    assert (became(case, Q.RETURN), case.events.last().role) == ((S.RETURNED,), "district")


def test_who_is_to_decide_is_told_and_then_the_other():
    rule(Q.RETURN, A.BOTH)
    rule(Q.EXTEND, A.BODY)
    case = f.make_case(S.RETURN_REQUESTED, number="070", title="社区食堂")
    say("district", Q.RETURN, case)
    say("congress", Q.RETURN, case)
    f.extension(f.make_case(S.IN_PROGRESS, number="071", title="公交站"))
    tell_units()
    told = Notice.objects.filter(sentence__regex="申请|同意").order_by("pk")
    found = [(one.recipient.name, one.sentence.split("：")[0][:4] + one.sentence.split("：")[1][:24]) for one in told]
    assert sorted(found) == sorted([
        ("陆文", "070号区民政局申请退办，请批复。"),
        ("沈岚", "070号区民政局申请退办，请批复。"),
        ("沈岚", "070号区政府办公室同意退办，还待代表工作机构同意，请批"),
        ("孙莉", "070号区政府办公室、代表工作机构同意退办。"),
        ("沈岚", found[-1][1]),
    ])  # fmt: skip


def test_without_a_district_office_its_half_is_written_down_by_the_unit():
    rule(Q.RETURN, A.BOTH)
    w, case = f.world(), f.make_case(S.RETURN_REQUESTED)
    Unit.objects.filter(pk=w.district_office.pk).update(is_active=False)
    assert say("congress", Q.RETURN, case).status_code == 302
    home = browser_of(w.office).get("/").content.decode()
    assert f"/cases/{case.pk}/" in home
    assert say("office", Q.RETURN, case).status_code == 302
    assert became(case, Q.RETURN) == (S.RETURNED,)
    other = f.make_case(S.RETURN_REQUESTED)
    assert say("office", Q.RETURN, other).status_code == 302
    assert other.events.last().label == "登记：同意退办，还待代表工作机构同意"
    assert say("office", Q.RETURN, other).status_code == 409
    assert say("congress", Q.RETURN, other).status_code == 302
    for answer, said in ((A.BODY, False), (A.BOTH, True)):  # of what is not the district's nothing is written down
        rule(Q.EXTEND, answer)
        asked(Q.EXTEND)
        listed = browser_of(w.office).get("/cases/?status=in_progress").content.decode()
        assert ("交办机关批了延期，请登记" in listed) is said


# ---- the page on which the place says it -----------------------------------------------------------------


def test_the_rule_is_set_on_a_page_and_the_change_is_kept():
    w = f.world()
    admin, path = browser_of(w.admin), "/calendar/deciders/return/congress/"
    sent = {"answer": "both", "source": "区人大办法第九条", "reason": "区里新定", "key": str(uuid.uuid4())}
    assert [browser_of(who).get(path).status_code for who in (w.congress, w.office)] == [403, 403]
    preview = admin.post(path, sent)
    assert "建议的退办由谁决定：区政府办公室（市代表建议规定第十四条）改为两家都同意（区人大办法第九条）" in unescape(
        preview.content.decode()
    )
    assert PlaceRule.objects.count() == 0
    before = CalendarChange.objects.count()
    confirmed = sent | {"seen": field_on(preview, "seen")}
    assert [admin.post(path, confirmed).status_code for _ in range(2)] == [302, 302]
    row, change = PlaceRule.objects.get(), CalendarChange.objects.first()
    assert (row.question, row.kind, row.answer, change.by) == ("return", "建议", "both", w.admin)
    assert (change.reason, CalendarChange.objects.count()) == ("区里新定", before + 1)
    assert "和现在的一样" in admin.post(path, sent | {"key": str(uuid.uuid4())}).content.decode()
    page = browser_of(w.congress).get("/calendar/").content.decode()
    assert (page.count("两家都同意"), page.count("区人大办法第九条")) == (1, 1)
    Unit.objects.filter(pk=w.cppcc_office.pk).update(is_active=False)
    page = admin.post("/calendar/deciders/extend/cppcc/", sent | {"key": str(uuid.uuid4())})
    assert (page.status_code, "这里没有登记政协提案工作机构" in page.content.decode()) == (400, True)
    for wrong in ("/calendar/deciders/return/nobody/", "/calendar/deciders/counted_from/congress/"):
        assert admin.get(wrong).status_code == 404
    assert Event.objects.count() == 0

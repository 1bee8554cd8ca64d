"""A letter of the unit that went out prints as it went out, whatever is called otherwise by then."""

import re

import pytest
from django.urls import reverse

from proposals.models import Deputy, Sponsorship, Suggestion, Unit, User
from replies.models import PromiseReport, UnitLetter
from replies.promises.actions import keep_promise
from replies.promises.papers.letters import deliver_letter, write_letter
from replies.promises.papers.reports import decide_report, send_report
from tests import factories as f
from tests.replies.letter.pages import text_of

pytestmark = pytest.mark.django_db


def extension_report():
    return "extension_letter", f.extension(f.make_case("in_progress")).pk


def promise_report():
    """Signed by the leader."""
    w, promise = f.world(), f.promised(("新增助餐点12处", 10)).current_round.promises.get()
    words = {"why": "桥体要先加固。", "plan": "三月开工。", "key": f.uuid.uuid4(), "seen": 0}
    made = send_report(promise, w.handler, new_on=f.day(60), **words)
    for who in (w.office, w.leader):
        made.refresh_from_db()
        decide_report(made, who, agree=True, opinion="同意。", seen=made.version)
    return "promise_report_paper", made.pk


def notice(delivered=True):
    """兑现告知函, which the first deputy has."""
    w, promise = f.world(), f.promised(("新增助餐点12处", 10)).current_round.promises.get()
    keep_promise(promise, w.handler, on=f.day(0), said="12处都开了。", seen=0)
    made = write_letter(promise, w.handler, text="12处都开了。", number="", on=f.day(0), step=1, seen=0)
    if delivered:
        deputies = promise.reply.case.suggestion.proposers[:1]
        deliver_letter(made, w.handler, deputies=deputies, on=f.day(0), way="当面")
    return "promise_letter_paper", made.pk


def rename_all():
    for model, name in ((Unit, "name"), (Suggestion, "title"), (Deputy, "name")):
        for row in model.objects.all():
            model.objects.filter(pk=row.pk).update(**{name: f"改{getattr(row, name)}"})
    Unit.objects.update(phone="021-00000000", letter_format="普通")
    User.objects.update(name="改名", phone="021-00000001")


def read(client, name, pk):
    client.force_login(User.objects.get(username="office"))
    answer = client.get(reverse(f"replies:{name}", args=[pk]))
    return text_of(b"".join(answer) if answer.streaming else answer.content)


@pytest.mark.parametrize("made", [extension_report, promise_report, notice])
def test_what_went_out_is_printed_as_it_went_out(client, made):
    name, pk = made()
    before = read(client, name, pk)
    rename_all()
    assert ("改" in before.replace("改到", "").replace("改期", ""), read(client, name, pk)) == (False, before)
    (kept,) = UnitLetter.objects.all()
    assert kept.part in ("延期报告", "改期报告", "兑现告知函")


def test_before_the_first_has_it_a_notice_prints_what_is_called_so_now(client):
    name, pk = notice(delivered=False)
    before = read(client, name, pk)
    rename_all()
    after = read(client, name, pk)
    assert ("改上海市" in before, "改上海市" in after, UnitLetter.objects.count()) == (False, True, 0)


def test_a_report_is_kept_with_the_signature_alone(client):
    w, promise = f.world(), f.promised(("新增助餐点12处", 10)).current_round.promises.get()
    words = {"why": "桥体要先加固。", "plan": "三月开工。", "key": f.uuid.uuid4(), "seen": 0}
    made = send_report(promise, w.handler, new_on=f.day(60), **words)
    decide_report(made, w.office, agree=True, opinion="", seen=made.version)
    assert UnitLetter.objects.count() == 0
    made.refresh_from_db()
    decide_report(made, w.leader, agree=True, opinion="", seen=made.version)
    assert PromiseReport.objects.get().kept_letter.facts["letter"]["signed_on"] == f.day(0).isoformat()


def test_who_joins_later_gets_the_letter_that_the_others_have(client):
    name, pk = notice()
    before = read(client, name, pk)
    suggestion = UnitLetter.objects.get().case.suggestion
    late = f.deputy("后到")
    Sponsorship.objects.create(suggestion=suggestion, deputy=late, position=9)
    after = read(client, name, pk)
    old, new = (sorted(re.findall(r"第.份·\S+", text)) for text in (before, after))
    assert (len(old), new) == (3, sorted([*old, "第二份·送意见提出人（后到）"]))
    assert "后到" not in after.replace("（后到）", "")

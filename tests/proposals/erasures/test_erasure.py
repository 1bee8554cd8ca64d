"""清除: asked for by one, agreed to by another, gone everywhere, and the record still proves what it says."""

import re

import pytest
from django.urls import reverse

from proposals.models import (
    AdministrationEvent,
    Attachment,
    ErasePermit,
    Suggestion,
    Tombstone,
)
from replies.feedback.links import make_link
from replies.models import Draft, PrintedForm
from tests import factories as f
from tests.proposals.erasures.walk import (
    REASON,
    WORDS,
    ask,
    count_words,
    dump_everything,
    lay_secret,
    place_backup,
    search,
    unpack,
)
from tests.proposals.journal.record import verify

pytestmark = [pytest.mark.django_db, pytest.mark.database]
BLACK = "▇" * len(WORDS)
TABS = ("suggestion", "reply", "consultations", "contacts", "feedback", "prints")
# Where else people meet a case: rooms, lists, workbooks, figures.
ELSEWHERE = ("/", "/prints/", "/cases/", "/figures/cases/", "/figures/cases/cases.xlsx")
FOUND = [
    "",
    "意见反馈 · 意见和建议",
    "督办单 · 回复",
    "定稿打印件 · PDF文件",
    "定稿打印件 · 定稿的文字",
    "附件 · 文件",
    "建议 · 建议内容",
    "总账 · 内容",
    "答复稿 · 答复正文",
    "答复稿 · 答复正文",
    "自动保存的文字 · 文字",
    "办理记录 · 说明",
    "办理记录 · 说明",
    "办理记录 · 说明",
    "留言 · 留言",
    "",
][1:-1]


def test_what_two_persons_erase_is_gone_everywhere_and_proved(client, tmp_path, django_capture_on_commit_callbacks):
    w, case = f.world(), lay_secret()
    held = place_backup(tmp_path)
    assert count_words(dump_everything()) == 13
    found = search(client, case).context["places"]
    assert {one.own for one in found} == {True}
    # A note is for the unit that wrote it: what stands around the words is not shown. Who looked is on record.
    around = {re.sub(r"第\d+行", "", one.title): one.around for one in found}
    assert around["留言 · 留言"] == [("", WORDS, "")]
    assert around["督办单 · 回复"] == [("", WORDS, "已经协调。")]
    looked = AdministrationEvent.objects.get(label="查找要清除的字")
    assert (looked.actor, looked.comment, looked.subject_name) == (w.district, f"找到{len(found)}处", str(case))
    assert sorted(re.sub(r"第\d+行", "", one.title) for one in found) == sorted(FOUND)
    erasure = ask(client, case)
    page = client.post(reverse("erasure", args=[erasure.pk]), {"step": "agree"})
    assert (page.status_code, verify()) == (403, [])  # who asked, and has no such role
    client.force_login(w.auditor)
    page = client.get(reverse("erasure", args=[erasure.pk]))
    assert WORDS not in page.content.decode()
    for _ in range(2):  # sent twice it is done once
        with django_capture_on_commit_callbacks(execute=True):
            done = client.post(reverse("erasure", args=[erasure.pk]), {"step": "agree"})
        assert done.status_code == 302
    # Nothing is left: free pages of the database and the files included.
    assert count_words(dump_everything()) == 0
    assert verify() == []
    assert verify("--fast") == []
    assert not ErasePermit.objects.exists()
    # The other words stay, the state and the record too.
    assert Suggestion.objects.get(pk=case.suggestion_id).text == f"社区食堂在{BLACK}旁边，老人进不去。"
    assert Draft.objects.get(number=2).body.endswith(f"\n{BLACK}门口已经让出通道，还修了坡道。")
    said = case.events.get(action="erase")
    assert said.comment == (
        f"国家秘密（保守国家秘密法）：{REASON}；{w.district}申请，{w.auditor}同意，清除{Tombstone.objects.count()}项"
    )
    # Every page says it, none fails.
    for who in (w.handler, w.district):
        client.force_login(who)
        for tab in TABS:
            shown = client.get(reverse("case_tab", args=[case.pk, tab])).content.decode()
            assert WORDS not in shown
            assert "清除过内容" in shown
    link = make_link(case.current_round, w.handler, case.suggestion.proposers[1])
    for address in (*ELSEWHERE, f"/d/{f.token(link)}"):
        answer = client.get(address, follow=True)
        content = b"".join(answer) if answer.streaming else answer.content
        assert (address, answer.status_code) == (address, 200)
        assert (address, count_words(unpack(content))) == (address, 0)
    assert "文中“▇”的地方，内容已经依法清除。" in answer.content.decode()
    client.force_login(w.handler)
    version = client.get(reverse("replies:draft_version", args=[case.pk, 1, 2])).content.decode()
    assert BLACK in version
    gone = (
        reverse("attachment", args=[Attachment.objects.get().pk]),
        reverse("replies:printed", args=[PrintedForm.objects.get().pk]),
    )
    for address in gone:
        answer = client.get(address)
        assert answer.status_code == 410
        assert f"已清除，打不开了。依据：国家秘密（保守国家秘密法）；原因：{REASON}。" in answer.content.decode()
    shown = client.get(reverse("outside:verify", args=[PrintedForm.objects.get().verification])).content.decode()
    assert ("已经依法清除" in shown, REASON in shown, "打开定稿" in shown) == (True, False, False)
    hits = client.get(reverse("cases"), {"q": WORDS[:4]})
    assert [row.pk for row in hits.context["page"].object_list] == []
    # The backup that holds it is named, and ticked off when it is gone.
    client.force_login(w.auditor)
    address = reverse("erasure_backup", args=[erasure.pk, held.pk])
    assert client.post(address, {"how": "删除文件"}).status_code == 409
    (tmp_path / "a.tar.gz").unlink()
    for _ in range(2):
        assert client.post(address, {"how": "删除文件"}).status_code == 302
    assert "删除文件" in client.get(reverse("erasure", args=[erasure.pk])).content.decode()
    assert verify() == []

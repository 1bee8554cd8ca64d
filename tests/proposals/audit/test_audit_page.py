"""审计: what the auditor reads of the journal, takes away, and has proved again."""

import io
import json
import subprocess
import sys

import openpyxl
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.urls import reverse

from proposals.cases.events import record_event
from proposals.journal.enter import enter_waiting
from proposals.models import AdministrationEvent, Case, JournalHead, ProofRun
from tests import factories as f
from tests.proposals.administration.offices import IN_THE_REGISTER

pytestmark = pytest.mark.django_db


def check_lines(path, *more):
    command = [sys.executable, str(settings.BASE_DIR / "bin" / "check_lines.py"), str(path), *more]
    done = subprocess.run(command, capture_output=True, text=True)  # noqa: S603
    return done.returncode, done.stdout.splitlines()


def test_the_auditor_filters_takes_away_and_proves_the_journal(client, tmp_path):
    w, case = f.world(), f.make_case("in_progress")
    enter_waiting()
    client.force_login(w.auditor)
    audit = reverse("audit")

    def found(**chosen):
        page = client.get(audit, chosen)
        assert not IN_THE_REGISTER.search(page.content.decode())
        return [(one.who, one.about, one.what) for one in page.context["page"]]

    number = case.suggestion.short_number
    whole = found()
    assert len(whole) == JournalHead.objects.get().count or len(whole) == 60
    assert found(case=number, show="event", q="签收") == [(str(w.office), number, "办理记录：签收")]
    assert found(who=w.office.name, show="event", case=number) == [
        (str(w.office), number, "办理记录：分办"),
        (str(w.office), number, "办理记录：签收"),
    ]
    # What a deputy said stands in the case, and the step's name alone here; nor is it found by its words.
    record_event(case, w.handler, "paper", "按签名纸表录入代表反馈：结果满意")
    enter_waiting()
    assert found(show="event", q="纸表录入") == [(str(w.handler), number, "办理记录：按签名纸表录入代表反馈")]
    assert found(show="event", q="结果满意") == []
    assert found(whose=w.handler.name, show="state")[0] == ("", w.handler.name, "人员 · 现状")
    assert found(until="2020-01-01") == found(q="没有这句话") == []
    # Each export is on record.
    book = client.post(f"{reverse('audit_file')}?case={number}")
    page = openpyxl.load_workbook(io.BytesIO(b"".join(book.streaming_content))).active
    told = [[cell.value for cell in row] for row in page.iter_rows()]
    assert "办理记录：签收" in [row[4] for row in told], told[:8]
    lines = b"".join(client.post(reverse("audit_lines")).streaming_content)
    said = (
        AdministrationEvent.objects.filter(subject="record")
        .order_by("pk")
        .values_list("subject_name", "label", "comment")
    )
    rows = lines.decode().splitlines()
    assert list(said) == [("总账", "导出", said[0][2]), ("总账（逐行）", "导出", f"{len(rows)}行")]
    assert not IN_THE_REGISTER.search(lines.decode())
    # The lines are checked without the program, and what was changed in them is found.
    path = tmp_path / "lines.jsonl"
    path.write_bytes(lines)
    last = json.loads(rows[-1])["hash"]
    until = f"到第{len(rows)}笔，"
    assert check_lines(path, last, "--whole") == (0, [f"核对{len(rows)}笔，{until}一笔不缺，都对得上"])
    without = [*rows[:3], *rows[5:]]
    path.write_text("\n".join(without))
    assert check_lines(path) == (
        0,
        [
            "文件里没有第4—5笔：筛选过的文件会这样；没有筛选的，请加 --whole 再核对。",
            f"核对{len(without)}笔，{until}文件里的都对得上",
        ],
    )
    assert check_lines(path, "--whole")[0] == 2
    path.write_text("\n".join([rows[1], rows[0], rows[2][:-1] + ', "row": "9"}', *rows[3:]]))
    assert check_lines(path) == (
        2,
        [
            "第3行读不出来",
            "第1笔不在它的位置上",
            "文件里没有第3笔：筛选过的文件会这样；没有筛选的，请加 --whole 再核对。",
            f"核对{len(rows) - 1}笔，{until}2处不对",
        ],
    )
    changed = json.loads(rows[1])
    path.write_text("\n".join([rows[0], json.dumps({**changed, "row": "9"}), *rows[2:-1]]))
    code, told = check_lines(path, last)
    assert (code, told[-2:]) == (
        2,
        ["最后一笔与给出的末笔不同", f"核对{len(rows) - 1}笔，到第{len(rows) - 1}笔，2处不对"],
    )
    assert told[0] == f"第{changed['number']}笔内容被改过"


def test_each_proof_is_kept_and_shown_without_what_stands_in_a_case(client):
    w, case = f.world(), f.make_case("in_progress")
    enter_waiting()
    client.force_login(w.auditor)
    assert "还没有全部核对过" in client.get(reverse("audit")).content.decode()
    call_command("verify_audit", "--fast")
    assert client.post(reverse("audit_prove")).status_code == 302
    call_command("verify_audit", "--asked-by", str(w.auditor.pk))
    kept = list(ProofRun.objects.values_list("is_fast", "faults", "asked_by"))
    assert kept == [(True, 0, None), (False, 0, w.auditor.pk)]
    enter_waiting()
    page = client.get(reverse("audit")).content.decode()
    assert f"{ProofRun.objects.last().total}项都对得上" in page
    type(case.suggestion).objects.filter(pk=case.suggestion_id).update(title="社区食堂改了名")
    with pytest.raises(CommandError):
        call_command("verify_audit")
    page = client.get(reverse("audit")).content.decode()
    assert "1处对不上" in page
    assert "标题由“…”改为“…”" in page
    assert not IN_THE_REGISTER.search(page)
    assert Case.objects.count() == 1

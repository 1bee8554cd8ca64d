"""集体提案: a group proposes; its contact person gets the link and answers in its name."""

import pytest
from django.core import mail

from proposals.models import Deputy, Sponsorship
from replies.drafts.set_phrases import offered_phrases
from replies.letter.pdf.form import form_context
from replies.letter.snapshot import Snapshot
from replies.models import Feedback
from replies.prints.snapshots import snapshot_of
from tests import factories as f
from tests.replies.feedback.test_deputy import at, invite, opened, submitted

pytestmark = pytest.mark.django_db


def party(**facts):
    facts = {"contact": "尹安之", "email": "yin@example.cn", "phone": "13000000112", **facts}
    return Deputy.objects.create(name="民盟宝山区委", kind="委员", proposes_as="党派团体", **facts)


def led_by(group, status="seeking_feedback", *, others=0):
    """A proposal of the group, with so many members after it."""
    made = f.suggestion(deputies=others, body="政协", number="005", category="民政")
    for row in made.sponsorships.order_by("-position"):
        Sponsorship.objects.filter(pk=row.pk).update(position=row.position + 1)
    Sponsorship.objects.create(suggestion=made, deputy=group, position=1)
    return f.advance(f.hand_over(made, f.world().bureau), *f.STEPS[status])


@pytest.mark.parametrize(
    ("others", "called", "you"),
    [(0, "民盟宝山区委：", "你们在政协"), (2, "民盟宝山区委、赵洪蓉、周建伟委员：", "你们在政协")],
)
def test_a_letter_addresses_the_group_by_its_name(others, called, you):
    reply = led_by(party(), "in_progress", others=others).current_round
    said = {piece.name: piece.text for piece in offered_phrases(reply)}
    assert (said["称呼"], said["引语"][:5]) == (called, you)


def test_the_contact_person_answers_in_the_groups_name(client, django_capture_on_commit_callbacks):
    group = party()
    with django_capture_on_commit_callbacks(execute=True):
        case = led_by(group, others=1)
    (letter,) = [one for one in mail.outbox if "请您评价" in one.subject and one.to == ["yin@example.cn"]]
    assert letter.body.startswith("民盟宝山区委联系人尹安之，您好：")
    link = invite(case)
    page = opened(client, link).get(at(link)).content.decode()
    assert ("民盟宝山区委，</span>" in page, "联系人姓名" in page, "您代表民盟宝山区委填写" in page) == (True,) * 3
    refused = submitted(client, link, signature_name="赵洪蓉")
    assert "请写您本人的姓名“尹安之”" in refused.content.decode()
    assert submitted(client, link, signature_name="尹安之").status_code == 302
    said = Feedback.objects.get()
    assert (said.deputy, said.signature_name, said.channel) == (group, "尹安之", "link")
    assert case.events.filter(label__startswith="民盟宝山区委反馈：").count() == 1
    written = snapshot_of(case.current_round)
    assert (written["deputies"], written["groups"]) == (["民盟宝山区委", "赵洪蓉"], ["民盟宝山区委"])
    (sheet, *_) = form_context(Snapshot.from_json(written))["sheets"]
    assert sheet.signatures.text == "民盟宝山区委（尹安之）"


def test_whoever_answers_for_a_group_without_a_contact_person_writes_a_name(client):
    case = led_by(party(contact=""))
    link = invite(case)
    opened(client, link)
    assert "请写上您的姓名" in submitted(client, link, signature_name="").content.decode()
    assert submitted(client, link, signature_name="邵远").status_code == 302


def test_a_group_is_found_and_counted_by_name_contact_person_and_kind(client):
    case = led_by(party(), "in_progress", others=1)
    other = f.make_case("in_progress", number="088", deputies=1)
    w = f.world()
    client.force_login(w.handler)
    for query in ("q=民盟宝山区委", "q=尹安之", "proposer=党派团体"):
        rows = client.get(f"/cases/?{query}").context["rows"]
        assert [row.case for row in rows] == [case], query
    rows = client.get("/cases/?q=赵洪蓉代表&body=宝山区人大").context["rows"]
    assert [row.case for row in rows] == [other]
    client.force_login(w.office)
    (table,) = [one for one, _ in client.get("/figures/?year=").context["sections"] if one.key == "proposer"]
    assert [(row.label, row.cells[0].number) for row in table.rows] == [("个人", 1), ("党派团体", 1), ("合计", 2)]
    narrowed = client.get("/figures/?year=&proposer=党派团体").context["book"]
    assert [one.pk for one in narrowed.cases] == [case.pk]


def test_pages_name_the_group_without_a_title(client):
    case = led_by(party(), others=1)
    client.force_login(f.world().handler)
    page = client.get(f"/cases/{case.pk}/").content.decode()
    assert '<span class="name strong">民盟宝山区委</span>' in page
    assert "领衔，联系人尹安之" in page
    link_page = client.post(f"/cases/{case.pk}/links/{case.suggestion.proposers[0].pk}/").content.decode()
    assert '<span class="name">民盟宝山区委</span>的征询链接' in link_page
    assert "民盟宝山区委委员" not in page + link_page
    assert case.suggestion.lead_and_count == "民盟宝山区委等2位提出人"

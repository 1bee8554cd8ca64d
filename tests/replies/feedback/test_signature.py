"""Signing on the phone: a drawing, a photo, or the confirmation; each bound to what was signed."""

import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from replies.feedback import signature
from replies.feedback.actions import record_paper_feedback
from replies.models import Feedback
from tests.factories import judgement, make_case, scan, world
from tests.replies.feedback.test_deputy import answer, at, invite, opened, submitted, text

pytestmark = pytest.mark.django_db
NAME = [[[100, 200], [300, 220], [500, 180]], [[250, 100], [260, 400]], [[300, 300]]]


@pytest.fixture
def case():
    return make_case("seeking_feedback")


@pytest.fixture
def link(case):
    return invite(case)


def looked_over(client, link, **said):
    """The questions are answered; the check page is open."""
    client.post(at(opened(client, link) and link), answer(**said))
    return client


def sign(client, link, strokes=NAME):
    return client.post(at(link, "sign/"), {"strokes": strokes if isinstance(strokes, str) else json.dumps(strokes)})


def photo(picture="JPEG"):
    out = io.BytesIO()
    image = Image.new("RGB", (80, 40), "white")
    exif = image.getexif()
    exif[0x010F] = "Phone"
    image.save(out, picture, exif=exif)
    return SimpleUploadedFile("签名.jpg", out.getvalue())


# ---- the drawing -----------------------------------------------------------------------------------------


def test_a_drawn_signature_is_shown_for_checking_and_kept_with_the_answer(client, link):
    looked_over(client, link)
    assert sign(client, link)["Location"] == at(link, "check/")
    assert '<svg class="signature"' in client.get(at(link, "check/")).content.decode()
    submitted(client, link)
    said = Feedback.objects.get()
    assert (said.signed_as, said.signature_strokes, said.signature_photo.name) == ("手写", NAME, "")
    assert '<svg class="signature"' in client.get(at(link, "receipt/")).content.decode()


def test_without_a_signature_it_is_the_confirmation(client, link):
    looked_over(client, link)
    submitted(client, link)
    assert Feedback.objects.get().signed_as == "确认"


def test_a_deputy_who_changes_an_answer_signs_again(client, link):
    looked_over(client, link)
    sign(client, link)
    client.post(at(link), answer(result="理解"))
    assert "在屏幕上手写签名" in text(client.get(at(link, "check/")))
    submitted(client, link, result="理解")
    assert Feedback.objects.get().signed_as == "确认"


def test_what_is_submitted_from_another_page_is_not_signed_by_this_drawing(client, link):
    looked_over(client, link)
    sign(client, link)
    submitted(client, link, plan="理解")
    said = Feedback.objects.get()
    assert (said.plan, said.signed_as, said.signature_strokes) == ("理解", "确认", None)


def test_the_pad_needs_answers_to_sign(client, link):
    opened(client, link)
    assert client.get(at(link, "sign/"))["Location"] == at(link)
    assert sign(client, link)["Location"] == at(link)


@pytest.mark.once
@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ("[]", "还没有签名"),
        ("[[[1, 2], [3, 4]]]", "签得太小了"),
        ("", "没有传完整"),
        ("null", "没有传完整"),
        ("[[]]", "没有传完整"),
        ("[[[1, 2, 3]]]", "没有传完整"),
        ("[[[1.5, 2]]]", "没有传完整"),
        ("[[[true, 2], [900, 2]]]", "没有传完整"),
        ("[[[-1, 2], [900, 2]]]", "没有传完整"),
        ("[[[0, 0], [1001, 2]]]", "没有传完整"),
        ("[[[0, 0], [1e999, 2]]]", "没有传完整"),
        ('[[["<script>", 2]]]', "没有传完整"),
        ("[" * 50_000, "没有传完整"),
        (json.dumps([[[0, 0], [900, 900]]] * 201), "没有传完整"),
        (json.dumps([[[0, 0]] * 6_001]), "没有传完整"),
        ("[" + "9" * 200_000, "没有传完整"),
    ],
)
def test_what_is_no_signature_is_said_to_be_none_and_nothing_typed_is_lost(client, link, sent, said):
    looked_over(client, link, comment="希望写明时间。")
    got = sign(client, link, sent)
    assert (got.status_code, said in text(got)) == (422, True)
    assert "希望写明时间。" in text(client.get(at(link, "check/")))
    submitted(client, link, comment="希望写明时间。")
    assert Feedback.objects.get().signed_as == "确认"


# ---- the photo -------------------------------------------------------------------------------------------


def test_a_photo_is_encoded_again_and_kept_for_the_staff(client, link, go):
    looked_over(client, link)
    client.post(at(link, "check/"), answer() | {"photo": photo()})
    said = Feedback.objects.get()
    assert (said.signed_as, said.signature_strokes) == ("照片", None)
    got = go(world().handler, "signature", said.pk)
    assert (b"Phone" in got.content, got["Content-Disposition"][:10]) == (False, "attachment")
    assert "已附签名照片" in text(client.get(at(link, "receipt/")))


def test_where_there_is_no_photo_there_is_no_file(client, link, go):
    looked_over(client, link)
    client.post(at(link, "check/"), answer())
    assert go(world().handler, "signature", Feedback.objects.get().pk).status_code == 404


@pytest.mark.parametrize("content", [b"%PDF-1.4", b"GIF89a", b"<svg/>", b"", b"\xff\xd8\xff\xe0 broken"])
def test_what_is_no_photo_is_refused_and_the_answers_stay(client, link, content):
    looked_over(client, link, comment="希望写明时间。")
    sent = answer(comment="希望写明时间。") | {"photo": SimpleUploadedFile("签名.jpg", content)}
    got = client.post(at(link, "check/"), sent)
    assert (got.status_code, Feedback.objects.count()) == (422, 0)
    assert "还没有提交" in text(got)
    assert "希望写明时间。" in text(got)


# ---- the binding -----------------------------------------------------------------------------------------


def test_the_hash_binds_the_reply_and_the_answers(client, link):
    looked_over(client, link, comment="好。")
    sign(client, link)
    submitted(client, link, comment="好。")
    said = Feedback.objects.get()
    assert len(said.signed_hash) == 64
    assert signature.still_holds(said)
    for name, other in (("result", "不满意"), ("comment", "好"), ("signature_name", "周建伟")):
        changed = Feedback.objects.get()
        setattr(changed, name, other)
        assert not signature.still_holds(changed)
    printed = said.reply.printed.get()
    printed.snapshot["letter"]["body"] += "改动"
    printed.save()
    assert not signature.still_holds(Feedback.objects.get())
    assert said.reply.case.events.filter(action="feedback").get().data["signed"] == said.signed_hash


def test_a_recorded_paper_form_is_signed_on_paper(case):
    handler, deputy = world().handler, case.suggestion.proposers[0]
    record_paper_feedback(case.current_round, handler, deputy, judgement(), scan=scan(case, handler))
    said = Feedback.objects.get()
    assert (said.signed_as, said.signed_hash) == ("纸表", "")

"""补充原件: taken in at any time, seen in the page as pictures of its pages or as text, beside the draft."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from proposals.models import Attachment, Event, Part, Status
from tests import factories as f
from tests.factories import make_case, world
from tests.replies.letter.docx.made import add_all, new_file
from tests.replies.originals.papers import paper, picture

pytestmark = pytest.mark.django_db
S = Status


def enter(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def add(user, case, content: bytes, name: str = "建议原件.pdf"):
    return enter(user).post(f"/cases/{case.pk}/originals/", {"original": SimpleUploadedFile(name, content)})


def shown(user, case, tab: str = "tab/suggestion") -> str:
    return enter(user).get(f"/cases/{case.pk}/{tab}/").content.decode()


@pytest.mark.parametrize("status", S)
def test_it_is_taken_in_in_every_state_and_recorded_once(status):
    case, w = make_case(status), world()
    answers = [add(w.district, case, paper()).status_code for _ in range(2)]
    assert answers == [302, 302]
    row = Attachment.objects.get(suggestion=case.suggestion, kind="suggestion")
    assert (row.case, row.pages, row.uploaded_by) == (None, 2, w.district)
    recorded = Event.objects.filter(case=case, action="original").values_list("comment", "actor")
    assert list(recorded) == ([] if status == S.VOID else [("建议原件.pdf", w.district.pk)])


def test_every_unit_of_the_suggestion_sees_it_in_its_record_and_page():
    case, w = make_case(S.IN_PROGRESS, part=Part.MAIN), world()
    helper = f.hand_over(case.suggestion, w.other_bureau, Part.HELP)
    assert add(w.handler, case, paper()).status_code == 302
    assert Event.objects.filter(action="original").values_list("case", flat=True).order_by("case").count() == 2
    row = Attachment.objects.get(kind="suggestion")
    assert f'src="/originals/{row.pk}/2.jpg"' in shown(w.other_office, helper)


def test_the_pages_of_a_pdf_are_seen_as_pictures():
    case, w = make_case(S.IN_PROGRESS), world()
    add(w.handler, case, paper(3))
    row = Attachment.objects.get(kind="suggestion")
    client = enter(w.handler)
    colours = []
    for number in (1, 2, 3):
        answer = client.get(f"/originals/{row.pk}/{number}.jpg")
        assert (answer.headers["Content-Type"], answer.headers["Cache-Control"]) == (
            "image/jpeg",
            "private, no-store",
        )
        with Image.open(io.BytesIO(answer.content)) as drawn:
            assert drawn.width == 1240
            red, green, blue = drawn.getpixel((600, 800))
        colours.append(max(("red", red), ("green", green), ("blue", blue), key=lambda one: one[1])[0])
    assert colours == ["red", "blue", "green"]
    assert [client.get(f"/originals/{row.pk}/{number}.jpg").status_code for number in (0, 4, 99999)] == [404] * 3
    page = client.get(f"/originals/{row.pk}/").content.decode()
    assert page.count("<img ") == 3


def test_photos_are_seen_as_they_are_and_several_are_one_paper():
    case, w = make_case(S.IN_PROGRESS), world()
    add(w.handler, case, picture(), "照片.png")
    row = Attachment.objects.get(kind="suggestion")
    answer = enter(w.handler).get(f"/originals/{row.pk}/1.jpg")
    assert (answer.headers["Content-Type"], row.pages) == ("image/png", 1)
    several = [SimpleUploadedFile(f"{n}.png", picture(colour)) for n, colour in enumerate(("red", "blue"))]
    enter(w.handler).post(f"/cases/{case.pk}/originals/", {"original": several})
    assert Attachment.objects.get(kind="suggestion", suffix=".pdf").pages == 2


def test_a_word_file_is_read_as_text():
    case, w = make_case(S.IN_PROGRESS), world()
    made, out = new_file(), io.BytesIO()
    add_all(made, "关于增设路灯的建议", "案由：夜间道路昏暗。", "一、增设路灯。")
    made.save(out)
    add(w.handler, case, out.getvalue(), "建议.docx")
    page = shown(w.handler, case)
    assert "关于增设路灯的建议\n案由：夜间道路昏暗。\n一、增设路灯。" in page


def test_it_lies_beside_the_draft_and_beside_the_dividing_of_work():
    case, w = make_case(S.IN_PROGRESS), world()
    add(w.handler, case, paper())
    row = Attachment.objects.get(kind="suggestion")
    assert f'src="/originals/{row.pk}/1.jpg"' in shown(w.handler, case, "draft")
    received = make_case(S.RECEIVED)
    add(w.office, received, paper())
    other = Attachment.objects.get(kind="suggestion", suggestion=received.suggestion)
    assert f'src="/originals/{other.pk}/1.jpg"' in shown(w.office, received, "assign")


def test_who_does_not_see_the_case_sees_no_page_of_it():
    case, w = make_case(S.IN_PROGRESS), world()
    add(w.handler, case, paper())
    row = Attachment.objects.get(kind="suggestion")
    for who in (w.other_office, w.nobody, w.cppcc):
        found = [enter(who).get(f"/originals/{row.pk}/{page}").status_code for page in ("", "1.jpg")]
        assert found == [404, 404]


def test_a_leader_reads_and_does_not_add():
    case, w = make_case(S.IN_PROGRESS), world()
    assert add(w.leader, case, paper()).status_code == 403
    assert "补充原件" not in shown(w.leader, case)
    assert "补充原件" in shown(w.handler, case)


def test_what_cannot_be_read_is_refused_with_the_reason():
    case, w = make_case(S.IN_PROGRESS), world()
    answer = add(w.handler, case, b"no paper", "建议.pdf")
    assert (answer.status_code, "是纯文字文件，请存成 PDF、docx、xlsx 再交。" in answer.content.decode()) == (
        400,
        True,
    )
    assert Attachment.objects.count() == 0

"""The code on a scanned form: it names the deputy, and refuses the form of another case, round or deputy."""

import io

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from replies.letter.pdf import copies
from replies.prints.issue import issue_form, print_set
from replies.prints.snapshots import read_snapshot
from tests.factories import advance, make_case, world

pytestmark = pytest.mark.django_db


@pytest.fixture
def case():
    return make_case("seeking_feedback", deputies=2)


def paper(case, whose=0, round_=None):
    """The print of a copy: the kept one, or a deputy's."""
    reply = case.replies.get(round=round_) if round_ else case.current_round
    printed = reply.printed.first()
    every = copies.for_each_deputy(read_snapshot(printed.snapshot))
    return print_set(printed, [next(copy for copy in every if copy.deputy == whose)])


def photo(content, page=0, turn=0, dpi=150):
    """A page as a telephone takes it: a little turned, on a table, as JPEG."""
    with pypdfium2.PdfDocument(content) as pdf:
        sheet = pdf[page].render(scale=dpi / 72).to_pil().convert("RGB")
    taken = Image.new("RGB", (sheet.width + 200, sheet.height + 200), (120, 100, 80))
    taken.paste(sheet, (100, 100))
    out = io.BytesIO()
    taken.rotate(turn, expand=True, fillcolor=(120, 100, 80)).save(out, "JPEG", quality=70)
    return out.getvalue()


def record(go, case, content, name="签名表.pdf", deputy=None):
    data = {"result": "满意", "plan": "满意", "attitude": "满意", "signed_on": timezone.localdate().isoformat()}
    data |= {"came_by": "邮寄", "scan": SimpleUploadedFile(name, content)} | ({"deputy": deputy.pk} if deputy else {})
    got = go(world().handler, "paper", case.pk, data=data)
    case.reload()
    return got


def given(case):
    return [row.deputy.name for row in case.current_round.feedback.all()]


def test_the_code_of_a_deputys_copy_says_whose_form_it_is(go, case):
    assert record(go, case, paper(case, whose=2)).status_code == 302
    assert given(case) == ["周建伟"]


@pytest.mark.once
@pytest.mark.parametrize(("page", "turn"), [(1, 0), (0, 3), (1, 180), (0, 90)])
def test_a_photograph_of_it_is_read_too(go, case, page, turn):
    record(go, case, photo(paper(case, whose=1), page, turn), "签名表.jpg")
    assert given(case) == ["赵洪蓉"]


def test_a_code_of_nobodys_copy_leaves_the_choice_to_the_person(go, case):
    got = record(go, case, paper(case))
    assert (got.status_code, "请选是哪位代表的意见" in got.content.decode()) == (400, True)
    record(go, case, paper(case), deputy=case.suggestion.proposers[1])
    assert given(case) == ["周建伟"]


def test_a_form_without_a_code_is_recorded_all_the_same(go, case, picture):
    record(go, case, picture(), "签名表.png", deputy=case.suggestion.proposers[0])
    assert given(case) == ["赵洪蓉"]


def test_another_deputys_form_is_refused_and_what_was_typed_stays(go, case):
    got = record(go, case, paper(case, whose=2), deputy=case.suggestion.proposers[0])
    text = got.content.decode()
    assert (got.status_code, given(case)) == (400, [])
    assert "是送周建伟代表的那一份，您选的是赵洪蓉代表，请核对" in text


def test_another_cases_form_is_refused(go, case):
    other = make_case("seeking_feedback", number="099")
    got = record(go, case, paper(other, whose=1), deputy=case.suggestion.proposers[0])
    assert (got.status_code, given(case)) == (400, [])
    assert "二维码是099号的，不是这一件的" in got.content.decode()


def test_an_earlier_rounds_form_is_refused(go):
    case = make_case("under_study")
    advance(case, "reopen", "prepare", "submit", "check", "sign")
    got = record(go, case, paper(case, whose=2, round_=1))
    assert (got.status_code, given(case)) == (400, [])
    assert "第1次办理的，不是这一轮的" in got.content.decode()


def test_a_strange_code_is_no_code_of_ours(go, case):
    strange = copies.assemble_copies(
        issue_form(case.current_round.printed.get()),
        (copies.PROPOSER,),
        copies.Marks(address="https://elsewhere.example/v/2222-2222-2222"),
    )
    record(go, case, strange, deputy=case.suggestion.proposers[0])
    assert given(case) == ["赵洪蓉"]

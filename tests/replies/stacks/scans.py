"""Signed forms as a scanner gives them: printed by the program from issued cases, ticked by a pen."""

import io
import random
import uuid

import pypdfium2
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from bench.sheets import FINE, PENS, cells_of, draw_strokes, scanned, tick_at
from replies.letter.questions import QUESTIONS
from replies.models import SheetStack, StackSheet
from replies.prints.issue import copies_of, print_set
from replies.stacks.intake import take_stack, unit_to_enter
from tests import factories as f
from tests.replies.prints.orders import work


def sheets_of(form, deputy=1):
    """The two pages of that deputy's copy of an issued form, as pictures."""
    copy = copies_of(form, [2], each_deputy=True)[deputy - 1]
    with pypdfium2.PdfDocument(print_set(form, [copy])) as pdf:
        return [pdf[number].render(scale=FINE * 25.4 / 72).to_pil().convert("RGB") for number in (0, 1)]


def ticked(page, *grades):
    """The page of the opinions with a √ for each of these grades; None: nothing in that row."""
    chance = random.Random(3)  # noqa: S311 (the same every time)
    marked = page.copy()
    for number, (question, grade) in enumerate(zip(QUESTIONS, grades, strict=True)):
        if grade:
            cell = cells_of(number)[question.grades.index(grade)]
            draw_strokes(marked, [tick_at(chance, cell)], PENS["ball pen"])
    return marked


def as_pdf(*pages):
    out = io.BytesIO()
    first, *more = [scanned(page) for page in pages]
    first.save(out, "PDF", save_all=True, append_images=more, resolution=200)
    return out.getvalue()


def handed_in(*pages, who="office"):
    """A stack of these pages, waiting for a worker."""
    user, content = getattr(f.world(), who), as_pdf(*pages)
    unit = unit_to_enter(user)
    return take_stack(user, unit, key=uuid.uuid4(), name="签名表", content=content, came_by="当面")


def given(*pages, who="office"):
    """A stack of these pages, sorted by the worker."""
    stack = handed_in(*pages, who=who)
    work()
    stack.refresh_from_db()
    return stack


def upload(content, name="签名表.pdf"):
    return SimpleUploadedFile(name, content)


def plain_stack(reply=None, who="office", deputy=None):
    """A sorted stack of one sheet without a picture of anything; of no case: put apart."""
    out = io.BytesIO()
    Image.new("L", (60, 80), 255).save(out, "PDF")
    user = getattr(f.world(), who)
    stack = take_stack(user, f.world().bureau, key=uuid.uuid4(), name="一叠", content=out.getvalue(), came_by="当面")
    SheetStack.objects.filter(pk=stack.pk).update(state="done", done=1, finished_at=timezone.now())
    deputy = deputy or (reply and reply.case.suggestion.proposers[0])
    state, why = ("to_enter", "") if reply else ("apart", "no_code")
    return StackSheet.objects.create(
        stack=stack, position=1, pages=[[1, 0]], reply=reply, deputy=deputy, state=state, why=why
    )


def bytes_of(stack):
    """What is stored of a stack."""
    with stack.file.open("rb") as stored:
        return stored.read()

"""Nothing that is written inside is ever told: a word is put into every text of the inside, and looked for in every
message, also through templates that ask for all they may."""

import pytest
from django.core import mail
from django.utils import timezone

from proposals.cases.registrar import HAND_OVER
from proposals.cases.workflow import record_event
from proposals.extensions.actions import decide_extension
from proposals.models import Deputy, Status
from proposals.notices.events import tell_units
from proposals.returns.actions import hand_on_case
from replies.colleagues.actions import write_note
from replies.consultations.actions import ask_units
from replies.messages.words.current import change_words
from replies.messages.words.kinds import KINDS
from replies.models import Draft, Message, Reply
from replies.promises.actions import change_promise_date, keep_promise
from tests import factories as f
from tests.replies.messages.people import tell
from tests.replies.mine.phones import let_in
from tests.replies.mine.test_mine import INSIDE, SECRET, STEPS_INSIDE

pytestmark = pytest.mark.django_db


def test_no_text_of_the_inside_reaches_a_message(settings, tmp_path):
    settings.SMS_URL, settings.SMS_FOLDER = "file", tmp_path
    w = f.world()
    for row in KINDS:  # every blank that there is, in one template
        text = "".join(f"{{{name}}}" for name in row.all_blanks)
        change_words(row.kind, w.district, text=text, is_on=True, seen=0)
    work, back = f.make_case(Status.IN_PROGRESS), f.make_case(Status.RETURNED)
    out, studied = f.make_case(Status.SEEKING_FEEDBACK), f.make_case(Status.UNDER_STUDY)
    owed = f.promised(("助餐点", 40), ("供餐到晚上", 50))
    record_event(work, w.district, HAND_OVER, "交办", comment=SECRET, data={"x": SECRET})
    f.write(work, w.handler, title=SECRET, body=f"{SECRET}一", handling=SECRET)
    f.let_stand(work, w.handler)
    f.contact_all(work, w.handler)
    f.scan(work, w.handler)
    write_note(work, w.handler, text=SECRET, key=f.uuid.uuid4())
    f.supervise(work)
    ask = {"question": SECRET, "due_on": timezone.localdate(), "key": f.uuid.uuid4()}
    ask_units(work.current_round, w.handler, units=[w.other_bureau], **ask)
    decide_extension(f.extension(work), w.district, agree=True, opinion=SECRET)
    hand_on_case(back, w.district, unit=w.other_bureau, comment=SECRET)
    f.try_to_hear(out, w.handler, out.suggestion.proposers[0])
    f.dictate(out, w.handler, out.suggestion.proposers[1], comment=SECRET)
    one, two = owed.current_round.promises.order_by("position")
    keep_promise(one, w.handler, on=f.day(0), said=SECRET, seen=0)
    change_promise_date(two, w.handler, new_on=f.day(60), said=SECRET, told_on=None, seen=0)
    f.answer(studied, w.handler, studied.suggestion.proposers[1], result="不满意", comment=SECRET)
    Draft.objects.update(body=SECRET, title=SECRET, handling=SECRET)
    Reply.objects.update(disclosure_reason=SECRET)
    tell_units()
    for model, *names in INSIDE:
        assert model.objects.exists(), model
        for name in names:
            model.objects.exclude(**{name: ""}).update(**{name: SECRET})
    for case in (work, out, studied):
        for action in STEPS_INSIDE:
            record_event(case, w.handler, action, f"{SECRET}：做了", comment=SECRET, data={"x": SECRET})
    assert len(INSIDE) + len(STEPS_INSIDE) >= 20
    Deputy.objects.update(email="someone@example.com")
    messages = tell()
    assert {one.kind for one in messages} >= {"given", "handed_on", "extended", "kept", "moved", "study"}
    said = "\n".join(
        [f"{one.words}{one.facts}" for one in Message.objects.all()]
        + [one.read_text() for one in tmp_path.glob("*")]
        + [f"{one.subject}{one.body}" for one in mail.outbox]
    )
    assert SECRET not in said
    page = let_in(work.suggestion.proposers[0]).get(f"/mine/{work.suggestion_id}/").content.decode()
    assert ("告诉过您的（" in page, SECRET in page) == (True, False)

"""What a person does with the sheets of a stack: enter one, say whose it is, leave it for later, leave it out."""

from collections.abc import Callable, Mapping

from django.db import transaction
from django.utils import timezone

from proposals.bounded.ask import read_bounded
from proposals.bounded.limits import Unreadable
from proposals.cases.access import Refused, Stale, must_be
from proposals.cases.attachments import CheckedFile, store_attachment
from proposals.cases.locks import lock_case
from proposals.erasures.erased import open_stored
from proposals.formats.files.paper_files import cut_pages_out
from proposals.models import Attachment, Deputy, User
from proposals.models.people import CASE_STAFF
from replies.feedback.actions import Judgement, record_paper_feedback
from replies.models import Feedback, Reply, SheetStack, StackSheet

State = StackSheet.State
AHEAD = "这一份刚才已经由别人处理过了，请看现在的样子。"


def store_scan(sheet: StackSheet, user: User) -> Attachment:
    """Keep the pages of a sheet as the scan of its case, before it is entered."""
    if sheet.reply is None:
        raise Refused("还没有说是哪一件的表，请先指定。")
    case, kind = sheet.reply.case, Attachment.Kind.SIGNED_FORM
    must_be(case, user, CASE_STAFF, "录入签名纸表")
    return store_attachment(cut_pages(sheet), suggestion=case.suggestion, case=case, kind=kind, user=user)


def enter_sheet(
    sheet: StackSheet, user: User, deputy: Deputy, judgement: Judgement, *, scan: Attachment, seen: int
) -> Feedback:
    """Record what is on a sheet as the deputy's signed form. Sent twice it is recorded once."""
    if sheet.reply is None:
        raise Refused("还没有说是哪一件的表，请先指定。")
    if sheet.state == State.ENTERED and sheet.feedback and sheet.version == seen + 1 and sheet.settled_by == user:
        return sheet.feedback
    with transaction.atomic():
        must_be(lock_case(sheet.reply.case_id), user, CASE_STAFF, "录入签名纸表")
        held = _held(sheet, seen)
        feedback = record_paper_feedback(sheet.reply, user, deputy, judgement, scan=scan)
        chosen = held.by_hand or held.deputy_id != deputy.pk  # the code of that copy says only which case it is
        _settle(held, user, state=State.ENTERED, feedback=feedback, deputy=deputy, by_hand=chosen)
    return feedback


def assign_sheet(sheet: StackSheet, user: User, reply: Reply, deputy: Deputy, *, seen: int) -> StackSheet:
    """Say by hand whose form a sheet is; it is then entered like the others."""
    must_be(reply.case, user, CASE_STAFF, "指定签名纸表")
    if deputy not in reply.case.suggestion.proposers:
        raise Refused(f"{deputy.name}不是这件{reply.case.suggestion.kind}的提出人。")
    found = {"reply": reply, "deputy": deputy, "by_hand": True, "why": "", "coded": sheet.code_said}
    return _change(sheet, user, seen, lambda held: held.is_open, state=State.TO_ENTER, **found)


def doubt_sheet(sheet: StackSheet, user: User, *, seen: int) -> StackSheet:
    """存疑: leave a sheet until it is cleared up."""
    return _change(sheet, user, seen, lambda held: held.state == State.TO_ENTER, state=State.DOUBT)


def drop_sheet(sheet: StackSheet, user: User, *, seen: int) -> StackSheet:
    """不录: the sheet is none that is entered. It stays in the stack, and can be taken up again."""
    return _change(sheet, user, seen, lambda held: held.is_open, state=State.DROPPED)


def drop_sheets(stack: SheetStack, user: User, picked: Mapping[int, int]) -> int:
    """不录, of many at once: of each place in the stack the version that the page showed. Raises Stale, and leaves
    out none, where one of them was settled meanwhile. Returns how many were left out."""
    rows = {sheet.position: sheet for sheet in stack.sheets.filter(position__in=picked)}
    if rows.keys() != set(picked):
        raise Refused("这一叠里没有这一份，请刷新后再试。")
    with transaction.atomic():
        for position, seen in sorted(picked.items()):
            drop_sheet(rows[position], user, seen=seen)
    return len(picked)


def take_up_sheet(sheet: StackSheet, user: User, *, seen: int) -> StackSheet:
    """Take up again what was left out or in doubt. Raises Refused once the scan is removed."""
    if not sheet.stack.file:
        raise Refused("这一叠的扫描件已经按期清除，看不到纸了。要录的，请在那一件的“录入签名纸表”里录。")
    state = State.APART if sheet.why else State.TO_ENTER
    return _change(sheet, user, seen, lambda held: held.state in (State.DROPPED, State.DOUBT), state=state)


def _change(
    sheet: StackSheet, user: User, seen: int, fits: Callable[[StackSheet], bool], **values: object
) -> StackSheet:
    with transaction.atomic():
        now = StackSheet.objects.select_for_update(of=("self",)).get(pk=sheet.pk)
        done = all(getattr(now, name) == value for name, value in values.items())
        if done and now.version == seen + 1 and now.settled_by_id == user.pk:
            return now  # the same, sent twice
        if now.version != seen or not fits(now):
            raise Stale(AHEAD)
        return _settle(now, user, **values)


def _held(sheet: StackSheet, seen: int) -> StackSheet:
    now = StackSheet.objects.select_for_update(of=("self",)).get(pk=sheet.pk)
    if now.version != seen or now.state not in (State.TO_ENTER, State.DOUBT):
        raise Stale(AHEAD)
    return now


def _settle(held: StackSheet, user: User, **values: object) -> StackSheet:
    for name, value in values.items():
        setattr(held, name, value)
    held.version += 1
    held.settled_by, held.settled_at = user, timezone.now()
    held.save()
    return held


def cut_pages(sheet: StackSheet) -> CheckedFile:
    """The pages of a sheet as a PDF of their own, upright, the form's first page first: the same bytes every time."""
    with open_stored(sheet.stack, "file") as stored:
        try:
            content = read_bounded(cut_pages_out, stored, sheet.pages)
        except Unreadable as refusal:
            raise Refused(str(refusal)) from None
    return CheckedFile(f"签名表第{sheet.position}份.pdf", ".pdf", content, len(sheet.pages))

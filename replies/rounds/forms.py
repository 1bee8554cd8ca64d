"""分办 and 改派, 再次办理, 办结."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import Any, ClassVar

from crispy_forms.layout import Field
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from proposals.calendar.workdays import WorkCalendar
from proposals.cases.hands import hands_of
from proposals.cases.workflow import CLOSE, TABLE, Choice
from proposals.deadlines.due_date import why_not_worked
from proposals.formats.chinese import cn_date
from proposals.models import Case, Membership, Role, User
from proposals.models.leave.absence import able_members
from proposals.web import fields as proposals_forms
from proposals.web.fields import DEPUTIES_READ, date_field, form_layout, offer_choices, text_field
from replies.rounds.held import Load, count_in_hand


class AssignForm(forms.Form):
    """Who handles the case (the section is the handler's own), until when, and a word on the way."""

    handler = forms.TypedChoiceField(label="科室和经办人", coerce=int, widget=forms.RadioSelect)
    internal_due = date_field(
        "本单位要求完成的日期", required=False, help_text="可以不填；填了就按这个日期提醒，不能晚于法定期限。"
    )
    comment = text_field("给经办人的话", 3, 1000, required=False)
    seen = proposals_forms.seen_field()
    helper = form_layout("handler", Field("internal_due", wrapper_class="short"), "comment", "seen")

    def __init__(self, *args: Any, case: Case, handlers: Iterable[Membership] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case = case
        known = handler_choices(case.unit_id) if handlers is None else handlers
        self.rows = {row.user_id: row for row in known}
        sections = defaultdict(list)
        for row in self.rows.values():
            sections[row.section or "未写科室"].append((row.user_id, describe_handler(row)))
        offer_choices(self, "handler", list(sections.items()))
        self.fields["internal_due"].widget.attrs["max"] = case.statutory_due.isoformat()

    def clean_internal_due(self) -> dt.date | None:
        due: dt.date | None = self.cleaned_data["internal_due"]
        if due is None or due == self.case.internal_due:
            return due
        if due > self.case.statutory_due:
            law = self.case.statutory_due
            raise ValidationError(f"不能晚于法定答复期限{cn_date(law)}。")
        if due < timezone.localdate():
            raise ValidationError("不能早于今天。")
        if off := why_not_worked(due, WorkCalendar.load()):
            raise ValidationError(off)
        return due

    @property
    def chosen(self) -> Membership:
        """The membership of the chosen handler, with unit and section."""
        return self.rows[self.cleaned_data["handler"]]


def handler_choices(unit_id: int) -> list[Membership]:
    """The unit's handlers by section, each with `busy`, how many cases the person holds there, and `nearest`, the day
    the next of them is due; two queries. Who is away is among them only while somebody stands in, whose number is
    `acts`."""
    rows = able_members(Role.HANDLER).filter(unit=unit_id).select_related("user")
    found, held = list(rows.order_by("section", "user__username")), count_in_hand(unit=unit_id)
    for row in found:
        load = held.get((row.user_id, unit_id), Load())
        row.__dict__ |= {"busy": load.count, "nearest": load.nearest}
    return found


def away_words(row: Membership) -> str:
    """离岗，有人代办; "" of who is there. The row is one of handler_choices."""
    return "离岗，有人代办" if getattr(row, "acts", row.user_id) != row.user_id else ""


def describe_handler(row: Membership) -> str:
    """高扬（手上6件）; who is away: 高扬（手上6件，离岗，有人代办）."""
    said = "，".join(filter(None, [f"手上{getattr(row, 'busy', 0)}件", away_words(row)]))
    return f"{row.user.name}（{said}）"


def given_words(row: Membership) -> str:
    """Whom a case was given to: 许静; of who is away 高扬（离岗，由许静代办）. The row is one of handler_choices."""
    acts: int = getattr(row, "acts", row.user_id)
    return f"{row.user}（离岗，由{User.objects.get(pk=acts)}代办）" if acts != row.user_id else str(row.user)


def who_handles(case: Case) -> str:
    """Who handles a case now: 现在由高扬办; 高扬离岗，现在由许静代办; 经办人高扬不在. "" while nobody does."""
    if case.handler is None:
        return ""
    acts = hands_of(case).handler
    if not acts:
        return f"经办人{case.handler}不在"
    return f"现在由{case.handler}办" if acts == case.handler.name else f"{case.handler}离岗，现在由{acts}代办"


def handler_words(case: Case) -> str:
    """The same in sentences, on the page that gives it to another."""
    said = who_handles(case)
    if said and not hands_of(case).handler:
        said += "，也没有人代办。请选一位接着办"
    return said and f"{said}。"


class ReopenForm(forms.Form):
    """再次办理 (SH 21): the congress's decision and what the unit must do."""

    comment = text_field(
        "研究意见",
        6,
        2000,
        help_text=f"{DEPUTIES_READ}，承办单位也会看到。写明为什么要再次办理、请承办单位重点补充什么。",
    )
    seen = proposals_forms.seen_field()
    helper = form_layout("comment", "seen")


SIGNED_FORMS = [
    ("全部收回", "代表签名的纸表已全部收回"),
    ("网上反馈", "代表在网上本人反馈，没有纸表"),
    ("另有情况", "另有情况，在下面注明"),
]


STEPS = [(row.name, row.label) for row in TABLE if row.page == CLOSE]


class CloseForm(forms.Form):
    """报送办结 or 说明情况办结: what the person checked becomes the step's comment."""

    NEEDED_WHEN: ClassVar = {"note": "选“另有情况”的必填"}

    printed = forms.BooleanField(label="办理情况表四份已经印好")
    sealed = forms.BooleanField(label="承办单位已经盖章")
    handed = forms.BooleanField(label="代表和区政府办公室的各份已经送出")
    filed = forms.BooleanField(label="本单位的一份已经归档")
    signed = forms.ChoiceField(label="代表签名件", choices=SIGNED_FORMS, widget=forms.RadioSelect)
    note = text_field("说明", 4, 2000, required=False)
    seen = proposals_forms.seen_field()
    step = forms.ChoiceField(choices=STEPS, widget=forms.HiddenInput)
    helper = form_layout("printed", "sealed", "handed", "filed", "signed", "note", "seen", "step")

    def __init__(self, *args: Any, choice: Choice, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["step"].initial = choice.name
        if choice.needs:
            self.fields["note"].required = True
            self.fields["note"].label = choice.needs
            self.fields["note"].help_text = "写明联系过几次、用什么方式、为什么没有收到反馈。"

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("signed") == "另有情况" and not self.cleaned_data.get("note"):
            self.add_error("note", "请注明代表签名件的情况。")
        return self.cleaned_data

    @property
    def comment(self) -> str:
        """What was ticked, as the event's sentence."""
        said = dict(SIGNED_FORMS)[self.cleaned_data["signed"]].removesuffix("，在下面注明")
        return f"四份已印，已盖章，已送出，已归档；代表签名件：{said}。{self.cleaned_data['note']}".strip()


class FollowUpForm(forms.Form):
    """跟踪办理 (SH 22)."""

    comment = text_field("给经办人的话", 3, 1000, required=False, help_text="可以不写。写了的，记在办理记录里。")
    seen = proposals_forms.seen_field()
    helper = form_layout("comment", "seen")

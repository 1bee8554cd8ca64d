"""会办: which units are asked what, and what they say."""

import datetime as dt
from typing import Any, cast

from crispy_forms.layout import Field
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms import BoundField
from django.utils import timezone

from proposals.calendar.workdays import WorkCalendar
from proposals.formats.chinese import cn_date
from proposals.models import Attachment, Unit
from proposals.models.people import find_bureaus
from proposals.web import fields as proposals_forms
from proposals.web.fields import (
    FilesField,
    Several,
    Words,
    date_field,
    form_layout,
    not_future,
    offer_choices,
    offer_rows,
)
from replies.consultations.actions import suggested_due
from replies.letter.tables.mark import is_row, split_row
from replies.models import Consultation, Draft, Reply
from replies.models.consultation import join_lines, lines_of

# ---- 会办 --------------------------------------------------------------------------------------------------


class ConsultForm(forms.Form):
    """Ask several units at once (SH 17: one month): one question, to some a sentence of their own, and whether they
    agree to our draft."""

    units = Several(None, label="会办单位", widget=forms.CheckboxSelectMultiple)
    question = proposals_forms.text_field("请会办的问题", 5, 2000, help_text="几家单位都会看到这段话。")
    draft = forms.TypedChoiceField(label="附上答复稿", required=False, empty_value=None, widget=forms.RadioSelect)
    enclosure = FilesField(
        kind=Attachment.Kind.OTHER,
        label="附件",
        required=False,
        help_text="要对方看的材料，几家都会看到。可以选一个文件，也可以一次选几张照片，会合成一份。",
    )
    due_on = date_field("希望哪天前答复")
    key = proposals_forms.key_field()
    helper = form_layout("question", "draft", "enclosure", "due_on", "key")

    def __init__(self, *args: Any, reply: Reply, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reply = reply
        askable = self._askable()
        offer_rows(self, "units", askable)
        days, kind = WorkCalendar.load(), reply.case.suggestion.kind
        limit = days.answer_limit(kind, helps=True)
        self.law, self.limit = days.count_limit(timezone.localdate(), limit).due, limit
        own = reply.case.due
        self.fields["due_on"].initial = suggested_due(reply.case)
        self.fields["due_on"].widget.attrs |= {"min": timezone.localdate().isoformat(), "max": self.law.isoformat()}
        self.fields["due_on"].help_text = (
            f"会办意见须在{limit.length}内书面提出（{limit.source}），最晚{cn_date(self.law)}；可以约定得早一些。"
            f"本件的答复期限是{cn_date(own)}，要留出统稿和审核的时间。"
        )
        self._offer_draft(reply.latest_draft)
        self.helper.form_show_errors = False  # the page says them above the units
        for unit in askable:
            self.fields[f"own_{unit.pk}"] = Words(label=f"只对{unit}说的", max_length=300, required=False)

    def _askable(self) -> QuerySet[Unit]:
        waiting = self.reply.consultations.filter(outcome=Consultation.Outcome.WAITING).values("unit")
        others = find_bureaus().exclude(pk=self.reply.case.unit_id)
        # What this very form asked for a moment ago is still a right answer: the action asks once.
        return others if self.is_bound else others.exclude(pk__in=waiting)

    def _offer_draft(self, newest: Draft | None) -> None:
        """Any version may be sent; the newest is offered."""
        if newest is None or not newest.body.strip():
            del self.fields["draft"]
            self.helper = form_layout("question", "enclosure", "due_on", "key")
            return
        kept = timezone.localtime(newest.saved_at)
        words = (
            f"附上第{newest.number}稿（{kept.month}月{kept.day}日 {kept:%H:%M}保存），请对方写明同意还是有修改意见"
        )
        choices: list[tuple[str | int, str]] = [("", "不附，只请对方回答问题"), (newest.number, words)]
        if self.data.get("draft") not in ("", None, str(newest.number)):
            older = self.reply.drafts.exclude(body="").values_list("number", flat=True)
            choices += [(number, f"第{number}稿") for number in older if number != newest.number]
        offer_choices(self, "draft", choices)
        cast(forms.TypedChoiceField, self.fields["draft"]).coerce = self._version
        self.fields["draft"].initial = ""

    def _version(self, number: str) -> Draft:
        return self.reply.drafts.get(number=int(number))

    def offered(self) -> list[tuple[Any, BoundField]]:
        """Each unit's box next to the sentence for it alone."""
        return [(box, self[f"own_{box.data['value']}"]) for box in self["units"].subwidgets]

    def clean_due_on(self) -> dt.date:
        due: dt.date = self.cleaned_data["due_on"]
        if due < timezone.localdate():
            raise ValidationError("不能早于今天。")
        if due > self.law:
            raise ValidationError(
                f"会办意见须在{self.limit.length}内提出（{self.limit.source}），不能晚于{cn_date(self.law)}。"
            )
        return due

    def clean(self) -> dict[str, Any]:
        """What is said to a unit that is not asked is a slip that would be lost."""
        asked = {unit.pk for unit in self.cleaned_data.get("units", ())}
        said = {name: text for name, text in self.cleaned_data.items() if name.startswith("own_") and text}
        for name in said:
            if int(name.removeprefix("own_")) not in asked and "units" in self.cleaned_data:
                self.add_error(name, "写了话，但没有勾这家单位。请勾上，或者把话删掉。")
        return self.cleaned_data

    @property
    def said(self) -> dict[str, Any]:
        """What `ask_units` is told; the enclosure is stored first."""
        data = {name: self.cleaned_data.get(name) for name in ("question", "draft", "enclosure", "due_on", "key")}
        own = {unit.pk: self.cleaned_data[f"own_{unit.pk}"] for unit in self.cleaned_data["units"]}
        return {**data, "units": list(self.cleaned_data["units"]), "own": own}


class StanceForm(forms.Form):
    """Whether a unit agrees to the text it was asked about: to all of it, to the paragraphs named, or not as it is.
    An agreement is bound to those words."""

    WHOLE, SOME = "全文", "部分"
    CHOICES = (
        (WHOLE, "同意全文"),
        (SOME, "同意涉及本单位的段落（在下面勾出），其余不涉及"),
        (Consultation.Stance.AMENDS, "有修改意见"),
    )
    stance = forms.ChoiceField(label="对征求意见稿", choices=CHOICES, widget=forms.RadioSelect)
    passages = forms.MultipleChoiceField(
        label="同意的段落", required=False, widget=forms.CheckboxSelectMultiple, help_text="只在选第二项时勾。"
    )
    helper = form_layout("stance", "passages")

    def __init__(self, *args: Any, consultation: Consultation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.consultation = consultation
        if consultation.draft is None:
            del self.fields["stance"], self.fields["passages"]
            return
        if consultation.cosigns:  # the whole version, or not
            del self.fields["passages"]
            offer_choices(self, "stance", [(self.WHOLE, "同意会签"), (Consultation.Stance.REFUSED, "不同意会签")])
            self.fields["stance"].label = f"对第{consultation.draft.number}稿"
            return
        self.lines = lines_of(consultation.draft.body)
        offer_choices(self, "passages", [(str(n), as_choice(line)) for n, line in enumerate(self.lines)])
        self.fields["stance"].label = f"对第{consultation.draft.number}稿"
        if consultation.stance:
            marked = set(lines_of(consultation.passages))
            self.initial["passages"] = [str(n) for n, line in enumerate(self.lines) if line in marked]
            agreed = self.SOME if marked else self.WHOLE
            self.initial["stance"] = (
                agreed if consultation.stance == Consultation.Stance.AGREED else consultation.stance
            )

    def clean(self) -> dict[str, Any]:
        """The choice as it is kept: `stance` and, of a partial agreement, the paragraphs as written."""
        chosen, marked = self.cleaned_data.get("stance"), self.cleaned_data.get("passages", [])
        if chosen == self.SOME and not marked and "passages" not in self.errors:
            self.add_error("passages", "请勾出同意的段落。")
        if chosen in (self.WHOLE, self.SOME):
            self.cleaned_data["stance"] = Consultation.Stance.AGREED
        lines = [self.lines[int(n)] for n in marked] if chosen == self.SOME else []
        self.cleaned_data["passages"] = join_lines(lines)
        return self.cleaned_data


def as_choice(line: str) -> str:
    """A paragraph to tick off; a table by its caption, or by its head."""
    first, *rows = line.split("\n")
    return f"{'、'.join(split_row(first)) if is_row(first) else first}（整张表格）" if rows else line


# What the fields of an answer are called where another 主办 unit signs along (会签).
COSIGNED = {"answer": "会签意见", "answered_on": "会签日期", "answered_by": "会签人", "scan": "会签意见扫描件"}
# What they are called of its 承办材料.
MATERIAL = {"answer": "承办材料", "answered_on": "收到日期", "answered_by": "谁送来的", "scan": "承办材料扫描件"}


class ConsultationAnswerForm(StanceForm):
    """A 会办 opinion that came on paper or by telephone."""

    answer = proposals_forms.text_field("会办意见", 8, 10_000, help_text="照书面意见录入，以后可以引用到答复里。")
    answered_on = date_field("答复日期", validators=[not_future])
    answered_by = Words(label="答复人", max_length=60, help_text="单位和姓名，如：区人社局 王明")
    scan = FilesField(kind=Attachment.Kind.OPINION, label="会办意见扫描件", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answered_on"].initial = timezone.localdate
        called = COSIGNED if self.consultation.cosigns else MATERIAL if self.consultation.asks_material else {}
        for name, label in called.items():
            self.fields[name].label = label
        if self.consultation.cosigns:
            self.fields["answer"].help_text = "照书面意见录入。"
        parts = [Field(name, wrapper_class="short") if name == "answered_on" else name for name in self._order()]
        self.helper = form_layout(*parts)

    def _order(self) -> list[str]:
        wanted = ("stance", "passages", "answer", "answered_on", "answered_by", "scan", "reason", "key")
        return [name for name in wanted if name in self.fields]

    def clean(self) -> dict[str, Any]:
        return super().clean() if "stance" in self.fields else self.cleaned_data

    def clean_answered_on(self) -> dt.date:
        on: dt.date = self.cleaned_data["answered_on"]
        if on < self.consultation.asked_on:
            raise ValidationError(f"不能早于请会办的日期{cn_date(self.consultation.asked_on)}。")
        return on


class ConsultationCorrectionForm(ConsultationAnswerForm):
    """The opinion as it should have been recorded, and why it was not."""

    reason = proposals_forms.text_field("更正原因", 2, 200, help_text="哪里登记错了。原来的登记会保留，标明已更正。")
    key = proposals_forms.key_field()

    def __init__(self, *args: Any, consultation: Consultation, **kwargs: Any) -> None:
        initial = {name: getattr(consultation, name) for name in ("answer", "answered_on", "answered_by")}
        super().__init__(*args, consultation=consultation, initial=initial, **kwargs)
        if consultation.scan:
            self.fields["scan"].help_text = f"不选就沿用原来的“{consultation.scan.name}”。"


class DropConsultationForm(forms.Form):
    reason = proposals_forms.text_field("不再等待的原因", 3, 200)
    helper = form_layout("reason")


class WaiveCosigningForm(forms.Form):
    reason = proposals_forms.text_field(
        "不再等待的理由",
        3,
        200,
        help_text="写明为什么不等这家单位会签就答复代表。记入两家单位的办理记录，这一轮以后改动文字也不再等它。",
    )
    helper = form_layout("reason")


class KeepAgreementForm(forms.Form):
    """Why a changed text need not be agreed to again; `number` is the version whose changes the page showed."""

    reason = proposals_forms.text_field(
        "不再请确认的理由",
        3,
        200,
        help_text="例如：只改了错别字，不涉及该单位的内容。以后再改到这些文字，须重新确认。",
    )
    number = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=100_000)
    helper = form_layout("reason", "number")

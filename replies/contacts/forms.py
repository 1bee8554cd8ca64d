"""代表沟通: what is recorded of a contact with a deputy, or why there was none."""

import datetime as dt
from typing import Any

from crispy_forms.bootstrap import InlineRadios
from crispy_forms.layout import Field
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from proposals.formats.chinese import cn_date
from proposals.models import Attachment, Deputy
from proposals.web import fields as proposals_forms
from proposals.web.fields import (
    DEPUTIES_READ,
    FilesField,
    Several,
    Words,
    date_field,
    form_layout,
    not_future,
    offer_rows,
    text_field,
)
from replies.models import Contact, Reply
from replies.models.reply import proposers_of

NO_CONTACT = (Contact.Way.NOT_WANTED, Contact.Way.NOT_REACHED)

SHORTEST_REASON = 6  # characters; 不需走访 and 未能联系 say why there was none


class ContactTextForm(forms.Form):
    """What is recorded of a contact, or why there was none."""

    way = forms.ChoiceField(label="方式", choices=Contact.Way.choices, widget=forms.RadioSelect)
    on = date_field("日期", validators=[not_future])
    staff = Words(label="联系人员", max_length=60, help_text=f"谁去联系的，几个人都写上。{DEPUTIES_READ}。")
    summary = text_field(
        "沟通情况",
        5,
        2000,
        help_text="代表说了什么、还希望做到什么。代表提出不需走访、未能联系上的，写明原因。",
    )
    kept = FilesField(
        kind=Attachment.Kind.OTHER,
        label="照片或记录",
        required=False,
        help_text="走访、座谈的照片或签到表。可以选一个文件，也可以一次选几张照片，会按次序合成一份。",
    )
    key = proposals_forms.key_field()

    def __init__(self, *args: Any, reply: Reply, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.handed_on = reply.case.handed_on
        self.fields["on"].initial = timezone.localdate
        self.fields["on"].widget.attrs |= {"min": self.handed_on.isoformat(), "max": timezone.localdate().isoformat()}

    def clean_on(self) -> dt.date:
        on: dt.date = self.cleaned_data["on"]
        if on < self.handed_on:
            raise ValidationError(f"不能早于交办日期{cn_date(self.handed_on)}。")
        return on

    def clean(self) -> dict[str, Any]:
        way, said = self.cleaned_data.get("way"), self.cleaned_data.get("summary", "")
        if way in NO_CONTACT and said and len(said) < SHORTEST_REASON:
            self.add_error("summary", f"“{Contact.Way(way).label}”请写明原因：什么时候、怎么联系的，代表怎么说的。")
        return self.cleaned_data


class ContactForm(ContactTextForm):
    """One contact with one or several deputies; or why there was none."""

    deputies = Several(None, label="代表", widget=forms.CheckboxSelectMultiple)
    helper = form_layout(
        "deputies", InlineRadios("way"), Field("on", wrapper_class="short"), "staff", "summary", "kept", "key"
    )

    def __init__(self, *args: Any, reply: Reply, **kwargs: Any) -> None:
        super().__init__(*args, reply=reply, **kwargs)
        offer_rows(self, "deputies", proposers_of(reply))


class ContactCorrectionForm(ContactTextForm):
    """What should have been recorded, and why it was not."""

    deputy = forms.ModelChoiceField(Deputy.objects.none(), label="代表", widget=forms.RadioSelect, empty_label=None)
    reason = text_field("更正原因", 2, 200, help_text="哪里记错了。原来的记录会保留，标明已更正。")
    helper = form_layout(
        InlineRadios("deputy"),
        InlineRadios("way"),
        Field("on", wrapper_class="short"),
        "staff",
        "summary",
        "kept",
        "reason",
        "key",
    )

    def __init__(self, *args: Any, contact: Contact, **kwargs: Any) -> None:
        initial = {name: getattr(contact, name) for name in ("way", "on", "staff", "summary", "deputy")}
        super().__init__(*args, reply=contact.reply, initial=initial, **kwargs)
        offer_rows(self, "deputy", proposers_of(contact.reply))
        if contact.record:
            self.fields["kept"].help_text = f"不选就沿用原来的“{contact.record.name}”。"

"""An attempt to hear a deputy who has not answered."""

import datetime as dt
from typing import Any

from crispy_forms.bootstrap import InlineRadios
from crispy_forms.layout import Field
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from proposals.models import Deputy
from replies import attempts
from replies.forms import fields
from replies.models import Attempt, Reply

GO_ON = ("", "还要再联系")
FITS = {Attempt.Conclusion.REFUSED: Attempt.Outcome.DECLINED, Attempt.Conclusion.UNREACHED: Attempt.Outcome.MISSED}


class AttemptForm(forms.Form):
    """When and how, what came of it, and whether one goes on."""

    on = fields.date("日期", validators=[fields.not_future])
    way = forms.ChoiceField(label="方式", choices=Attempt.Way.choices, widget=forms.RadioSelect)
    outcome = forms.ChoiceField(label="结果", choices=Attempt.Outcome.choices, widget=forms.RadioSelect)
    note = fields.text("经过", 3, 300, help_text="打的哪个电话、谁接的、代表怎么说的。拒签的，写明代表说的理由。")
    conclusion = forms.ChoiceField(
        label="接下来",
        choices=[GO_ON, *Attempt.Conclusion.choices],
        required=False,
        widget=forms.RadioSelect,
        help_text="选“拒签”“联系不上”的，不再发提醒，办结时写进办理情况表；代表以后自己反馈的，以代表的为准。",
    )
    key = fields.key()
    helper = fields.laid_out(
        Field("on", wrapper_class="short"),
        InlineRadios("way"),
        InlineRadios("outcome"),
        "note",
        InlineRadios("conclusion"),
        "key",
    )

    def __init__(self, *args: Any, reply: Reply, deputy: Deputy, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reply, self.deputy = reply, deputy
        self.fields["on"].initial = timezone.localdate
        self.fields["conclusion"].initial = ""

    def clean_on(self) -> dt.date:
        day = self.cleaned_data["on"]
        if day < timezone.localdate(self.reply.signed_at):
            raise ValidationError("不能早于答复签发的日期。")
        return day

    def _too_little(self, on: dt.date) -> str:
        return attempts.not_tried_enough(self.reply, self.deputy, on)

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        conclusion, outcome, on = said.get("conclusion"), said.get("outcome"), said.get("on")
        if conclusion and outcome and FITS[conclusion] != outcome:
            wanted = Attempt.Outcome(FITS[conclusion]).label
            self.add_error("conclusion", f"“{conclusion}”要和结果对得上：结果应是“{wanted}”。")
        elif conclusion == Attempt.Conclusion.UNREACHED and on and (why := self._too_little(on)):
            self.add_error("conclusion", why)
        return said

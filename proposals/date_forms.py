"""Forms of decisions about the dates of one case."""

from django import forms

from proposals import fields
from proposals.forms import Words


class WidenForm(forms.Form):
    """涉及面广、处理难度大 (代表法 51): why; taking it back asks for a reason as well."""

    reason = Words(label="理由", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
    to = forms.ChoiceField(choices=[("wide", "较长期限"), ("usual", "一般期限")], widget=forms.HiddenInput)
    seen = fields.seen()
    helper = fields.laid_out("reason", "to", "seen")

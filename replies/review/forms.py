"""核稿 and 签发: an opinion, ready to be sent as it is or in the reviewer's own words; 代签 for a substitute."""

from typing import Any, ClassVar

from django import forms

from proposals.administration.factors.forms import ProofField, Ways
from proposals.models import Case, Status
from proposals.models.approval import earlier_stops, next_stop
from proposals.web import fields as proposals_forms
from proposals.web.fields import Words, text_field
from replies.review.actions import Behalf
from replies.review.verdicts import Verdict


def _phrases(verdict: Verdict, case: Case) -> tuple[str, ...]:
    """The ready sentences: what is not yet sent to the signer says to which step it goes."""
    stop = next_stop(case) if verdict.row.stepwise else None
    if stop is None or stop.status != Status.CHECKING:
        return verdict.phrases
    return tuple(phrase.replace("送签", f"送{stop.name}") for phrase in verdict.phrases)


class ReviewForm(forms.Form):
    """One step's opinion: the first ready phrase stands in it, except where a reason is asked for: nothing is sent
    back by a slip. `base` is the version of the draft that was read, `seen` that of the case; `then_list` is where
    to go afterwards. Only who signs may stand in for another."""

    NEEDED_WHEN: ClassVar = {"behalf_reason": "代签的必填"}

    opinion = text_field("意见", 2, 1900, error_messages={"required": "请写明意见，可以点一句现成的话。"})
    on_behalf_of = Words(label="代谁签", required=False, max_length=40)
    behalf_reason = Words(label="代签原因", required=False, max_length=200)
    back_to = forms.ChoiceField(label="退回至", required=False, widget=forms.RadioSelect)
    factor_code = ProofField(required=False, help_text="本单位签发前要验证码")
    then_list = forms.BooleanField(label="办完回列表", required=False)
    seen = proposals_forms.seen_field()
    base = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    step = forms.CharField(widget=forms.HiddenInput)

    def __init__(
        self, data: Any = None, *, verdict: Verdict, case: Case, proves: Ways | None = None, **kwargs: Any
    ) -> None:
        row = verdict.row
        super().__init__(data, auto_id=f"id_{row.name}_%s", **kwargs)
        self.verdict, self.row, self.phrases = verdict, row, _phrases(verdict, case)
        self.fields["step"].initial = row.name
        self.fields["opinion"].label = row.needs or "意见"
        self.fields["opinion"].initial = "" if row.needs else self.phrases[0]
        self.fields["on_behalf_of"].widget.attrs = {"list": "leaders", "autocomplete": "off"}
        self.fields["behalf_reason"].widget.attrs = {"placeholder": "如：外出开会，已电话报告"}
        stops = [stop.name for stop in earlier_stops(case)] if row.needs else []
        self.fields["back_to"].choices = [("", f"经办人{case.handler}"), *((name, name) for name in stops)]  # type: ignore[attr-defined]  # a ChoiceField's
        if not stops:
            del self.fields["back_to"]
        if verdict.signs and proves:
            self.fields["factor_code"].offer(proves)  # type: ignore[attr-defined]  # a ProofField's
        else:
            del self.fields["factor_code"]
        if not verdict.signs:
            del self.fields["on_behalf_of"], self.fields["behalf_reason"]
        for field in self.fields.values():
            field.widget.attrs["form"] = f"form-{row.name}"  # the bar may stand apart from the form

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        name, reason = said.get("on_behalf_of", ""), said.get("behalf_reason", "")
        if name and not reason:
            self.add_error("behalf_reason", f"请写明{name}为什么不能签。")
        if reason and not name:
            self.add_error("on_behalf_of", "请写明代谁签。")
        return said

    @property
    def said(self) -> dict[str, Any]:
        """What decide_review is told."""
        said = {name: self.cleaned_data[name] for name in ("opinion", "seen", "base")}
        said["back_to"] = self.cleaned_data.get("back_to", "")
        if name := self.cleaned_data.get("on_behalf_of"):
            said["behalf"] = Behalf(name, self.cleaned_data["behalf_reason"])
        return said

"""核稿 and 签发: an opinion, ready to be sent as it stands or changed to one's own words; 代签 for who stands in."""

from typing import Any

from django import forms

from proposals.cases.workflow import Transition
from proposals.models import Role
from proposals.web import fields as proposals_forms
from proposals.web.fields import Words, text_field
from replies.review.actions import Behalf

PHRASES = {
    "check": ("同意送签。", "文字已核，同意送签。", "内容齐全、格式规范，同意送签。"),
    "amend_check": ("文字已作修改，同意送签。",),
    "check_back": (
        "请补充与代表沟通的情况。",
        "请写明办理的具体措施和完成时间。",
        "请核对代表姓名、件号和建议标题。",
        "请核对公开属性和分类。",
    ),
    "sign": ("同意签发。", "同意，请尽快送达代表并当面听取意见。", "同意，请抓紧落实所承诺的事项。"),
    "amend_sign": ("同意，文字已作修改。", "按修改稿签发。"),
    "sign_opinion": ("同意签发。", "同意，请及时送主办单位。"),
    "amend_opinion": ("同意，文字已作修改。", "按修改稿签发。"),
    "send_back": (
        "请把措施写实，写明完成时间。",
        "请先与代表当面沟通再报。",
        "请补充会办单位意见。",
        "请逐条回应代表提出的问题。",
    ),
}


class ReviewForm(forms.Form):
    """One step's opinion: the first ready phrase stands in it, except where a reason is asked for: nothing is sent
    back by a slip. `base` is the version of the draft that was read, `seen` that of the case; `then_list` is where
    to go afterwards. Only who signs may stand in for another."""

    opinion = text_field("意见", 2, 1900, error_messages={"required": "请写明意见，可以点一句现成的话。"})
    on_behalf_of = Words(label="代谁签", required=False, max_length=40)
    behalf_reason = Words(label="代签原因", required=False, max_length=200)
    then_list = forms.BooleanField(label="办完回列表", required=False)
    seen = proposals_forms.seen_field()
    base = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    step = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, row: Transition, **kwargs: Any) -> None:
        super().__init__(data, auto_id=f"id_{row.name}_%s", **kwargs)
        self.row, self.phrases = row, PHRASES[row.name]
        self.fields["step"].initial = row.name
        self.fields["opinion"].label = row.needs or "意见"
        self.fields["opinion"].initial = "" if row.needs else self.phrases[0]
        self.fields["on_behalf_of"].widget.attrs = {"list": "leaders", "autocomplete": "off"}
        self.fields["behalf_reason"].widget.attrs = {"placeholder": "如：外出开会，已电话报告"}
        if row.needs or Role.LEADER not in row.by:
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
        """What the verb of the step is told."""
        said = {name: self.cleaned_data[name] for name in ("opinion", "seen", "base")}
        if name := self.cleaned_data.get("on_behalf_of"):
            said["behalf"] = Behalf(name, self.cleaned_data["behalf_reason"])
        return said

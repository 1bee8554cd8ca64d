"""核稿 and 签发: an opinion, from a ready phrase or in one's own words."""

from typing import Any

from django import forms

from proposals.workflow import Transition
from replies.forms import fields

PHRASES = {
    "check": ("同意送签。", "文字已核，同意送签。", "内容齐全、格式规范，同意送签。"),
    "check_back": (
        "请补充与代表沟通的情况。",
        "请写明办理的具体措施和完成时间。",
        "请核对代表姓名、件号和建议标题。",
        "请核对公开属性和分类。",
    ),
    "sign": ("同意签发。", "同意，请尽快送达代表并当面听取意见。", "同意，请抓紧落实所承诺的事项。"),
    "amend_sign": ("同意，文字已作修改。", "按修改稿签发。"),
    "sign_opinion": ("同意签发。", "同意，请及时送主办单位。"),
    "send_back": (
        "请把措施写实，写明完成时间。",
        "请先与代表当面沟通再报。",
        "请补充会办单位意见。",
        "请逐条回应代表提出的问题。",
    ),
}
OWN_WORDS = ""


class ReviewForm(forms.Form):
    """One step's opinion. The step is in the form, so that each button stands with its own phrases."""

    phrase = forms.ChoiceField(label="意见", required=False, widget=forms.RadioSelect)
    opinion = fields.text("自己写", 3, 1900, required=False, help_text="写了的，接在上面选的一句后面。")
    seen = fields.seen()
    step = forms.CharField(widget=forms.HiddenInput)
    helper = fields.laid_out("phrase", "opinion", "seen", "step")

    def __init__(self, *args: Any, row: Transition, **kwargs: Any) -> None:
        super().__init__(*args, auto_id=f"id_{row.name}_%s", **kwargs)
        self.fields["step"].initial = row.name
        ready = [(phrase, phrase) for phrase in PHRASES[row.name]]
        self.fields["phrase"].choices = [*ready, (OWN_WORDS, "不用现成的话，自己写")]
        # Nothing is agreed to be sent back by a slip: a reason is always chosen or written.
        self.fields["phrase"].initial = OWN_WORDS if row.needs else ready[0][0]
        self.fields["phrase"].label = row.needs or "意见"

    def clean(self) -> dict[str, Any]:
        said = [self.cleaned_data.get("phrase", ""), self.cleaned_data.get("opinion", "")]
        self.cleaned_data["opinion"] = "".join(said)
        if not any(said) and not self.errors:
            self.add_error("opinion", "请选一句现成的话，或者自己写。")
        return self.cleaned_data


class OverrideForm(forms.Form):
    """Why an error the checker found is let stand. `finding` names it (checking.key_of)."""

    reason = fields.text("不改的理由", 3, 200, help_text="审核的人会看到。这句话一改，理由就不再算数。")
    finding = forms.CharField(widget=forms.HiddenInput, max_length=64)
    helper = fields.laid_out("reason", "finding")

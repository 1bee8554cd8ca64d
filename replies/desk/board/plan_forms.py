"""督办方案 and 督办报告: what is asked."""

import datetime as dt
from typing import Any

from crispy_forms.layout import Field
from django import forms
from django.core.exceptions import ValidationError

from proposals.cases.oversight import plans
from proposals.models import Attachment, SupervisionPlan
from proposals.web.fields import FilesField, date_field, form_layout, seen_field, text_field

LONGEST = dt.timedelta(days=730)


class PlanForm(forms.Form):
    """How it is supervised, and from when to when; `seen` is the version that the page showed."""

    starts = date_field("从哪一天")
    ends = date_field("到哪一天", help_text="到这一天还没有督办报告的，会提醒写报告。")
    text = text_field(
        "督办方案", 8, 3_000, help_text="写明怎样督办：听取汇报、实地察看、座谈，各在什么时候，要单位办到什么程度。"
    )
    seen = seen_field()
    helper = form_layout(
        Field("starts", wrapper_class="short"),
        Field("ends", wrapper_class="short"),
        "text",
        "seen",
    )

    def __init__(self, data: Any = None, *, plan: SupervisionPlan | None) -> None:
        now = {"starts": plan.starts, "ends": plan.ends, "text": plan.text} if plan else {}
        super().__init__(data, initial={**now, "seen": plan.version if plan else 0})
        self.stood = plan.ends if plan else None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        starts, ends = data.get("starts"), data.get("ends")
        if starts and ends and not starts <= ends <= starts + LONGEST:
            self.add_error("ends", ValidationError("要在开始那一天以后、两年以内。"))
        elif starts and ends and plans.why_over(ends, self.stood):
            self.add_error("ends", ValidationError(plans.why_over(ends, self.stood)))
        return data


class PlanReportForm(forms.Form):
    """What came of it."""

    report = text_field(
        "督办报告", 12, 10_000, help_text="写明督办了几次、怎样督办、解决了什么、还有什么问题。保存以后不能改。"
    )
    file = FilesField(
        kind=Attachment.Kind.OTHER,
        label="附件",
        required=False,
        help_text="可以不交。PDF、照片（几张合成一份）、Word 或 Excel 文件；看得到这件建议的人都能打开。",
    )
    helper = form_layout("report", "file")

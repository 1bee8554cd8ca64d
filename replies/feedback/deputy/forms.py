"""What a deputy fills in: the questions of the form, a comment, a name under it."""

import re
from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from proposals.formats.plain_text import MOST_LINES, make_plain
from proposals.models import Deputy, Suggestion
from proposals.web.fields import PlainText
from replies.feedback.actions import Judgement
from replies.letter.questions import QUESTION_KEYS, QUESTIONS, Question, is_dissatisfied
from replies.models import Feedback
from replies.models.feedback import grade_choices

COMMENT_LIMIT = 5_000
NAME_MOST = 40


def grade_field(number: int, question: Question) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=f"{number}. {question.asked}",
        choices=grade_choices(question),
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "请选一个。"),
    )


class FeedbackForm(forms.Form):
    """The questions, and what is below them. `base` is the number of the current feedback when the page was
    drawn (0: none)."""

    NEEDED_WHEN: ClassVar = {"comment": "选了“不满意”的必填"}

    comment = PlainText(
        label="意见和建议",
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    confirm = forms.BooleanField(
        label="我确认以上是本人意见",
        error_messages={"required": "请在方框里打勾，确认是您本人的意见。"},
    )
    signature_name = PlainText(
        label="您的姓名",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": "请写上您的姓名。"},
    )
    base = forms.IntegerField(
        widget=forms.HiddenInput,
        min_value=0,
        max_value=32_000,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), "这一页不完整，请再看一遍，重新提交一次。"
        ),
    )

    def __init__(self, *args: Any, deputy: Deputy, suggestion: Suggestion, **options: Any) -> None:
        super().__init__(*args, **options)
        asked = {question.key: grade_field(number, question) for number, question in enumerate(QUESTIONS, 1)}
        self.fields = asked | self.fields
        self.deputy = deputy
        self.body = suggestion.session.working_body
        if deputy.is_group:
            self.fields["signature_name"].label = "联系人姓名"
            self.fields["signature_name"].help_text = f"您代表{deputy.name}填写"
        self.fields["comment"].help_text = f"如果上面选了“不满意”，请告诉我们哪里不满意，{self.body}会据此研究。"

    @classmethod
    def names(cls) -> list[str]:
        """What the page sends."""
        return [*QUESTION_KEYS, *cls.base_fields]

    @property
    def asked(self) -> list[forms.BoundField]:
        """The fields of the questions, in the form's order."""
        return [self[key] for key in QUESTION_KEYS]

    def clean_comment(self) -> str:
        comment: str = self.cleaned_data["comment"]
        if len(comment) > COMMENT_LIMIT:
            raise forms.ValidationError(
                f"这里最多写{COMMENT_LIMIT}个字，您写了{len(comment)}个字，请删短一些。写不下的，可以打电话告诉我们。"
            )
        if (lines := comment.count("\n") + 1) > MOST_LINES:
            raise forms.ValidationError(
                f"这里最多写{MOST_LINES}行，您写了{lines}行，请去掉一些空行。写不下的，可以打电话告诉我们。"
            )
        return comment

    def clean_signature_name(self) -> str:
        """The deputy's own name: nobody answers for another. For a group its contact person's, or where nobody is
        registered the name of the person who answers for it."""
        name: str = self.cleaned_data["signature_name"]
        right = self.deputy.signs_as
        if not right:
            if len(name) > NAME_MOST:
                raise forms.ValidationError(f"姓名最多{NAME_MOST}个字。")
            return name
        if re.sub(r"\s", "", name) != re.sub(r"\s", "", make_plain(right)):
            raise forms.ValidationError(f"请写您本人的姓名“{right}”。如果姓名有误，请打电话告诉我们。")
        return right

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        unhappy = is_dissatisfied({question: said.get(question.key, "") for question in QUESTIONS})
        if unhappy and "comment" in said and not said["comment"]:
            self.add_error("comment", f"您选了“不满意”，请告诉我们哪里不满意，{self.body}会据此研究。")
        return said

    def judgement(self) -> Judgement:
        said = self.cleaned_data
        return Judgement(
            marks={question: said[question.key] for question in QUESTIONS},
            comment=said["comment"],
            signature_name=said["signature_name"],
            signed_on=timezone.localdate(),
        )

    @staticmethod
    def said_before(answer: Feedback) -> dict[str, str]:
        """What the form starts from when there is feedback already."""
        return {name: getattr(answer, name) for name in (*QUESTION_KEYS, "comment")}

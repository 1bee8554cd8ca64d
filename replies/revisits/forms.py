"""What is drawn; what a deputy answers; a question of the place."""

import datetime as dt
import re
from typing import Any

from crispy_forms.bootstrap import InlineRadios
from django import forms
from django.utils import timezone

from proposals.models import Unit
from proposals.models.people import KIND_STUDIED
from proposals.web import fields as proposals_forms
from proposals.web.fields import PlainText, date_field, form_layout, offer_choices, text_field
from replies.letter.questions import RESULT
from replies.models import Revisit, RevisitAnswer
from replies.models.revisits.revisit import MOST_OPTIONS, OPTION_MOST
from replies.revisits.actions import RevisitSaid
from replies.revisits.draw import answered_cases

LONGEST_COMMENT = 2_000
WEEKS = dt.timedelta(weeks=3)


class DrawForm(forms.Form):
    """抽样: of what, how much, which units, whom to ask, until when."""

    what = forms.ChoiceField(label="从哪些里抽")
    units = forms.TypedMultipleChoiceField(
        label="哪些单位",
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="不勾就是全部单位",
    )
    spares_asked = forms.BooleanField(
        label="不抽已经问过的",
        required=False,
        initial=True,
        help_text="前面的回访问过的答复不再抽，同一位代表不会为同一件事被问两遍",
    )
    share = forms.IntegerField(
        label="抽百分之几", min_value=1, max_value=100, initial=20, help_text="每个单位至少抽一件"
    )
    whom = forms.ChoiceField(
        label="问谁", choices=Revisit.Whom.choices, widget=forms.RadioSelect, initial=Revisit.Whom.LEAD
    )
    least = forms.IntegerField(
        label="不少于几份才给单位看数字",
        min_value=3,
        max_value=100,
        initial=5,
        help_text="单位只在回访结束以后看到数字，看不到谁说了什么",
    )
    closes_on = date_field("截止日期")
    seed = PlainText(
        label="种子",
        max_length=64,
        required=False,
        help_text="抽样由它决定，可以当众掷出几位数字填上；不填由系统随机生成。种子和备选件都留着，谁都能照着重抽一遍。",
    )
    key = proposals_forms.key_field()
    helper = form_layout(
        "what", "units", "spares_asked", "share", InlineRadios("whom"), "least", "closes_on", "seed", "key"
    )

    def __init__(self, *args: Any, unit: Unit) -> None:
        super().__init__(*args)
        self.unit = unit
        cases = answered_cases(unit)
        offer_choices(
            self,
            "what",
            [
                *((f"year-{year}", f"{year}年交办的") for year in cases.years_handed_on()),
                *((f"session-{session.pk}", str(session)) for session in cases.sessions()),
                ("all-0", "全部已答复的"),
            ],
        )
        named = Unit.objects.filter(pk__in=cases.values("unit")).order_by("short_name")
        offer_choices(self, "units", [(one.pk, one.short_name) for one in named])
        self.fields["closes_on"].initial = timezone.localdate() + WEEKS

    def clean_closes_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["closes_on"]
        today = timezone.localdate()
        if not today < day <= today + dt.timedelta(days=183):
            raise forms.ValidationError("截止日期要在今天以后、半年以内。")
        return day

    @property
    def drawn(self) -> dict[str, Any]:
        """As `draw_revisit` takes it."""
        said = dict(self.cleaned_data)
        what, _, which = said.pop("what").partition("-")
        of = {"session_id": int(which)} if what == "session" else {"year": int(which)} if what == "year" else {}
        return {**said, **of, "kind": KIND_STUDIED[self.unit.kind]}


def options_field(label: str, options: list[str]) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=[(one, one) for one in options],
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "请选一个。"),
    )


class RevisitAnswerForm(forms.Form):
    """What a deputy answers: the satisfaction, the place's questions, words if any."""

    comment = PlainText(
        label="还有什么要说的",
        required=False,
        max_length=LONGEST_COMMENT,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"max_length": f"这里最多写{LONGEST_COMMENT}个字，请删短一些。"},
    )

    def __init__(self, *args: Any, revisit: Revisit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = {"grade": options_field(f"1. {RESULT.asked}", [*RESULT.grades])}
        for number, (label, options) in enumerate(revisit.questions, 2):
            asked[f"q{number}"] = options_field(f"{number}. {label}", options)
        self.asked_names = list(asked)
        self.fields = asked | self.fields

    @property
    def asked(self) -> list[forms.BoundField]:
        """The questions in their order."""
        return [self[name] for name in self.asked_names]

    @property
    def said(self) -> RevisitSaid:
        """What was answered."""
        answers = [self.cleaned_data[name] for name in self.asked_names[1:]]
        return RevisitSaid(self.cleaned_data["grade"], answers, self.cleaned_data["comment"])


class PaperAnswerForm(RevisitAnswerForm):
    """The same, written down by the body from paper or by telephone."""

    channel = forms.ChoiceField(
        label="怎样回答的",
        choices=[(one.value, one.label) for one in RevisitAnswer.Channel if one != RevisitAnswer.Channel.LINK],
        widget=forms.RadioSelect,
    )

    @property
    def helper(self) -> Any:
        """The questions first, then how they came."""
        return form_layout(*map(InlineRadios, self.asked_names), "comment", InlineRadios("channel"))


class QuestionForm(forms.Form):
    """A question of the place, its answers one a line."""

    asked = PlainText(label="问什么", max_length=60)
    options = text_field(
        "可选的回答", 4, 200, help_text=f"一行一个，两个到{MOST_OPTIONS}个，每个最多{OPTION_MOST}个字"
    )
    key = proposals_forms.key_field()
    helper = form_layout("asked", "options", "key")

    def clean_options(self) -> list[str]:
        options = list(dict.fromkeys(filter(None, map(str.strip, re.split("\n", self.cleaned_data["options"])))))
        if not 2 <= len(options) <= MOST_OPTIONS or any(len(one) > OPTION_MOST for one in options):
            raise forms.ValidationError(f"请写两个到{MOST_OPTIONS}个不同的回答，每个最多{OPTION_MOST}个字。")
        return options
